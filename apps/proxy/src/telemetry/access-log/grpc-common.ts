/** What entries of HTTP streams and of raw connections have in common in Envoy's gRPC access log. */
import {
  AccessLogCommon,
  AccessLogType,
  Address,
  type Duration,
  Metadata,
  type ResponseFlags,
  ResponseFlags as ResponseFlagsMessage,
  ResponseFlagsUnauthorized,
  SocketAddress,
  TLSProperties,
  TLSPropertiesCertificateProperties,
  TLSPropertiesCertificatePropertiesSubjectAltName,
  TLSPropertiesTLSVersion,
} from '@flotilla/proto'
import type { HttpStream } from '../../http/filter.ts'
import { headerValue } from '../../http/headers.ts'
import { ResponseFlag } from '../../http/response-flags.ts'
import type { DownstreamTls } from '../../listener/types.ts'
import type { CustomTags } from './custom-tags.ts'

export function commonProperties(stream: HttpStream, tags: CustomTags): AccessLogCommon {
  const { connection, upstreamHost: host, startMs } = stream
  const { dynamicMetadata } = stream
  const after = (ms: number): Duration | null => span(startMs, ms)
  return AccessLogCommon.create({
    downstreamRemoteAddress: address(stream.clientAddress, connection.remotePort),
    downstreamDirectRemoteAddress: address(
      connection.direct?.remoteAddress ?? connection.remoteAddress,
      connection.direct?.remotePort ?? connection.remotePort,
    ),
    downstreamLocalAddress: address(connection.localAddress, connection.localPort),
    tlsProperties: connection.tls === null ? null : tlsProperties(connection.tls),
    upstreamRemoteAddress: host === null ? null : address(host.address, host.port),
    upstreamLocalAddress: localAddress(stream.upstreamLocalAddress),
    upstreamCluster: stream.clusterName,
    upstreamTransportFailureReason: stream.upstreamTransportFailure,
    upstreamRequestAttemptCount: stream.attemptCount,
    routeName: stream.route?.name ?? '',
    startTime: {
      seconds: Math.floor(stream.startWallMs / 1000),
      nanos: Math.floor((stream.startWallMs % 1000) * 1e6),
    },
    timeToLastRxByte: after(stream.requestEndMs),
    timeToFirstUpstreamTxByte: after(stream.upstreamStartMs),
    timeToFirstUpstreamRxByte: host === null ? null : after(stream.responseStartMs),
    timeToFirstDownstreamTxByte: after(stream.responseStartMs),
    timeToLastDownstreamTxByte: after(stream.endMs),
    duration: after(stream.endMs),
    responseFlags: flagsOf(stream.responseFlags),
    metadata: dynamicMetadata === null ? null : metadataOf(dynamicMetadata),
    customTags: tags.of(stream),
    connectionTerminationDetails: stream.connectionTerminationDetails,
    streamId: headerValue(stream.requestHeaders, 'x-request-id') ?? '',
    downstreamWireBytesReceived: stream.requestTotalBytes,
    downstreamWireBytesSent: stream.responseTotalBytes,
    upstreamWireBytesReceived: stream.upstreamTotalBytesReceived,
    upstreamWireBytesSent: stream.upstreamTotalBytesSent,
    accessLogType: AccessLogType[stream.logType as keyof typeof AccessLogType] ?? 0, // named as in Envoy
  })
}

function metadataOf(all: NonNullable<HttpStream['dynamicMetadata']>): Metadata {
  // What filters leave is plain JSON by the types of those who set it.
  return Metadata.create({ filterMetadata: new Map(all) as Metadata['filterMetadata'] })
}

/** The bits that have a field; null where none is set. */
const FLAG_FIELDS: readonly (readonly [number, keyof ResponseFlags])[] = [
  [ResponseFlag.NoHealthyUpstream, 'noHealthyUpstream'],
  [ResponseFlag.UpstreamConnectionFailure, 'upstreamConnectionFailure'],
  [ResponseFlag.UpstreamOverflow, 'upstreamOverflow'],
  [ResponseFlag.NoRouteFound, 'noRouteFound'],
  [ResponseFlag.NoClusterFound, 'noClusterFound'],
  [ResponseFlag.UpstreamRetryLimitExceeded, 'upstreamRetryLimitExceeded'],
  [ResponseFlag.UpstreamRequestTimeout, 'upstreamRequestTimeout'],
  [ResponseFlag.UpstreamConnectionTermination, 'upstreamConnectionTermination'],
  [ResponseFlag.UpstreamRemoteReset, 'upstreamRemoteReset'],
  [ResponseFlag.LocalReset, 'localReset'],
  [ResponseFlag.UpstreamProtocolError, 'upstreamProtocolError'],
  [ResponseFlag.UpstreamMaxStreamDurationReached, 'upstreamMaxStreamDurationReached'],
  [ResponseFlag.DownstreamConnectionTermination, 'downstreamConnectionTermination'],
  [ResponseFlag.DownstreamProtocolError, 'downstreamProtocolError'],
  [ResponseFlag.DurationTimeout, 'durationTimeout'],
  [ResponseFlag.StreamIdleTimeout, 'streamIdleTimeout'],
  [ResponseFlag.InvalidEnvoyRequestHeaders, 'invalidEnvoyRequestHeaders'],
  [ResponseFlag.FailedLocalHealthCheck, 'failedLocalHealthcheck'],
  [ResponseFlag.DelayInjected, 'delayInjected'],
  [ResponseFlag.FaultInjected, 'faultInjected'],
  [ResponseFlag.RateLimited, 'rateLimited'],
  [ResponseFlag.RateLimitServiceError, 'rateLimitServiceError'],
  [ResponseFlag.NoFilterConfigFound, 'noFilterConfigFound'],
  [ResponseFlag.OverloadManagerTerminated, 'overloadManager'],
  [ResponseFlag.DnsResolutionFailed, 'dnsResolutionFailure'],
  [ResponseFlag.DownstreamRemoteReset, 'downstreamRemoteReset'],
  [ResponseFlag.ResponseFromCache, 'responseFromCacheFilter'],
]

function flagsOf(bits: number): ResponseFlags | null {
  if (bits === 0) return null
  const set = FLAG_FIELDS.filter(([bit]) => (bits & bit) !== 0).map(([, name]) => [name, true])
  const unauthorized = (bits & ResponseFlag.UnauthorizedExternalService) !== 0
  return ResponseFlagsMessage.create({
    ...Object.fromEntries(set),
    ...(unauthorized
      ? { unauthorizedDetails: ResponseFlagsUnauthorized.create({ reason: EXTERNAL_SERVICE }) }
      : {}),
  })
}

/** ResponseFlags.Unauthorized.Reason. */
const EXTERNAL_SERVICE = 1

const TLS_VERSIONS: Readonly<Record<string, TLSPropertiesTLSVersion>> = {
  TLSv1: TLSPropertiesTLSVersion.TLSv1,
  'TLSv1.1': TLSPropertiesTLSVersion.TLSv1_1,
  'TLSv1.2': TLSPropertiesTLSVersion.TLSv1_2,
  'TLSv1.3': TLSPropertiesTLSVersion.TLSv1_3,
}

/** Numbers of the IANA registry, by OpenSSL's names. */
const CIPHER_NUMBERS: Readonly<Record<string, number>> = {
  TLS_AES_128_GCM_SHA256: 0x1301,
  TLS_AES_256_GCM_SHA384: 0x1302,
  TLS_CHACHA20_POLY1305_SHA256: 0x1303,
  'ECDHE-ECDSA-AES128-GCM-SHA256': 0xc02b,
  'ECDHE-ECDSA-AES256-GCM-SHA384': 0xc02c,
  'ECDHE-RSA-AES128-GCM-SHA256': 0xc02f,
  'ECDHE-RSA-AES256-GCM-SHA384': 0xc030,
  'ECDHE-RSA-CHACHA20-POLY1305': 0xcca8,
  'ECDHE-ECDSA-CHACHA20-POLY1305': 0xcca9,
}

function tlsProperties(tls: DownstreamTls): TLSProperties {
  const san = TLSPropertiesCertificatePropertiesSubjectAltName
  const uris = (principal: string | null) =>
    principal === null || principal === '' ? [] : [san.create({ uri: principal })]
  return TLSProperties.create({
    tlsVersion: TLS_VERSIONS[tls.version] ?? TLSPropertiesTLSVersion.VERSION_UNSPECIFIED,
    tlsCipherSuite: CIPHER_NUMBERS[tls.cipher] ?? null,
    tlsSniHostname: tls.sni,
    localCertificateProperties: TLSPropertiesCertificateProperties.create({
      subjectAltName: uris(tls.localPrincipal),
    }),
    peerCertificateProperties: TLSPropertiesCertificateProperties.create({
      subject: tls.peerSubject,
      subjectAltName: [
        ...uris(tls.peerPrincipal),
        ...tls.peerDnsNames.map((dns) => san.create({ dns })),
      ],
    }),
  })
}

function address(text: string, port: number): Address {
  return Address.create({ socketAddress: SocketAddress.create({ address: text, portValue: port }) })
}

/** Of `ip:port`; null where there is none. */
function localAddress(text: string): Address | null {
  const colon = text.lastIndexOf(':')
  if (colon === -1) return null
  return address(text.slice(0, colon).replace(/^\[|\]$/g, ''), Number(text.slice(colon + 1)))
}

function span(fromMs: number, toMs: number): Duration | null {
  const ms = toMs - fromMs
  return toMs < 0 ? null : { seconds: Math.floor(ms / 1000), nanos: Math.floor((ms % 1000) * 1e6) }
}
