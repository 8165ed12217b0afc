/** A stream as an entry of Envoy's gRPC access log. */
import {
  AccessLogCommon,
  Address,
  type Duration,
  HTTPAccessLogEntry,
  HTTPAccessLogEntryHTTPVersion,
  HTTPRequestProperties,
  HTTPResponseProperties,
  RequestMethod,
  SocketAddress,
} from '@flotilla/proto'
import type { HttpStream } from '../../http/filter.ts'
import { headerValue, joinedHeaderValue, type ReadonlyHeaderList } from '../../http/headers.ts'

const VERSIONS: Readonly<Record<string, HTTPAccessLogEntryHTTPVersion>> = {
  'HTTP/1.0': HTTPAccessLogEntryHTTPVersion.HTTP10,
  'HTTP/1.1': HTTPAccessLogEntryHTTPVersion.HTTP11,
  'HTTP/2': HTTPAccessLogEntryHTTPVersion.HTTP2,
}

/** Headers to log besides, in lower case. */
export interface ExtraHeaders {
  readonly request: readonly string[]
  readonly response: readonly string[]
  readonly trailers: readonly string[]
}

export function httpLogEntry(stream: HttpStream, extra: ExtraHeaders): HTTPAccessLogEntry {
  const { connection, requestHeaders } = stream
  const header = (name: string): string => headerValue(requestHeaders, name) ?? ''
  const host = stream.upstreamHost
  // What is no key gives nothing.
  const method = RequestMethod[stream.method as keyof typeof RequestMethod] ?? 0
  return HTTPAccessLogEntry.create({
    commonProperties: AccessLogCommon.create({
      downstreamRemoteAddress: address(stream.clientAddress, connection.remotePort),
      downstreamDirectRemoteAddress: address(connection.remoteAddress, connection.remotePort),
      downstreamLocalAddress: address(connection.localAddress, connection.localPort),
      upstreamRemoteAddress: host === null ? null : address(host.address, host.port),
      upstreamCluster: stream.clusterName,
      upstreamTransportFailureReason: stream.upstreamTransportFailure,
      routeName: stream.route?.name ?? '',
      startTime: {
        seconds: Math.floor(stream.startWallMs / 1000),
        nanos: Math.floor((stream.startWallMs % 1000) * 1e6),
      },
      duration: span(stream.startMs, stream.endMs),
    }),
    protocolVersion:
      VERSIONS[stream.protocol] ?? HTTPAccessLogEntryHTTPVersion.PROTOCOL_UNSPECIFIED,
    request: HTTPRequestProperties.create({
      requestMethod: method,
      scheme: stream.scheme,
      authority: stream.sentAuthority || stream.authority,
      path: stream.sentPath || stream.path,
      userAgent: header('user-agent'),
      referer: header('referer'),
      forwardedFor: header('x-forwarded-for'),
      requestId: header('x-request-id'),
      originalPath: header('x-envoy-original-path'),
      requestHeadersBytes: stream.requestHeaderBytes,
      requestBodyBytes: stream.requestBodyBytes,
      requestHeaders: picked(requestHeaders, extra.request),
    }),
    response: HTTPResponseProperties.create({
      responseCode: stream.responseCode,
      responseHeadersBytes: stream.responseHeaderBytes,
      responseBodyBytes: stream.responseBodyBytes,
      responseHeaders: picked(stream.responseHeaders ?? [], extra.response),
      responseTrailers: picked(stream.responseTrailers ?? [], extra.trailers),
      responseCodeDetails: stream.responseCodeDetails,
    }),
  })
}

function picked(list: ReadonlyHeaderList, names: readonly string[]): Map<string, string> {
  const found = new Map<string, string>()
  for (const name of names) {
    const value = joinedHeaderValue(list, name)
    if (value !== null) found.set(name, value)
  }
  return found
}

function address(text: string, port: number): Address {
  return Address.create({ socketAddress: SocketAddress.create({ address: text, portValue: port }) })
}

function span(fromMs: number, toMs: number): Duration | null {
  const ms = toMs - fromMs
  return toMs < 0 ? null : { seconds: Math.floor(ms / 1000), nanos: Math.floor((ms % 1000) * 1e6) }
}
