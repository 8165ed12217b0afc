/** The operators that read one field of a stream. */
import { hostname } from 'node:os'
import { isGrpcRequest } from '@flotilla/match'
import type { DirectEnds } from '../listener/types.ts'
import type { Host } from '../upstream/types.ts'
import { connectionOperator } from './connection-operators.ts'
import type { HttpStream } from './filter.ts'
import { grpcStatusText } from './grpc-status-names.ts'
import { headerValue } from './headers.ts'
import { grpcStatusOfHttp } from './local-reply.ts'
import {
  formatLongResponseFlags,
  formatResponseFlags,
  formatStreamFlags,
} from './response-flags.ts'
import { startTimeOperator, timeOperator } from './start-time.ts'

type Operator = (stream: HttpStream) => string | null

const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['PROTOCOL', (s) => s.protocol],
  ['RESPONSE_CODE', (s) => String(s.responseCode)],
  // An answer without details has empty ones.
  [
    'RESPONSE_CODE_DETAILS',
    (s) =>
      s.responseCode === 0 && s.responseCodeDetails === ''
        ? null
        : s.responseCodeDetails.replaceAll(' ', '_'),
  ],
  [
    'RESPONSE_FLAGS',
    (s) =>
      s.logType.startsWith('Tcp') || s.logType === 'NotSet'
        ? formatResponseFlags(s.responseFlags)
        : formatStreamFlags(s.responseFlags),
  ],
  ['CONNECTION_TERMINATION_DETAILS', (s) => text(s.connectionTerminationDetails)],
  [
    'UPSTREAM_TRANSPORT_FAILURE_REASON',
    (s) => text(s.upstreamTransportFailure.replaceAll(' ', '_')),
  ],
  ['BYTES_RECEIVED', (s) => String(s.requestBodyBytes)],
  ['BYTES_SENT', (s) => String(s.responseBodyBytes)],
  ['REQUEST_HEADERS_BYTES', (s) => String(requestListBytes(s))],
  ['RESPONSE_HEADERS_BYTES', (s) => String(responseListBytes(s))],
  ['DOWNSTREAM_WIRE_BYTES_RECEIVED', (s) => String(s.requestTotalBytes)],
  ['DOWNSTREAM_WIRE_BYTES_SENT', (s) => String(s.responseTotalBytes)],
  ['DOWNSTREAM_HEADER_BYTES_RECEIVED', (s) => String(s.requestHeaderBytes)],
  ['DOWNSTREAM_HEADER_BYTES_SENT', (s) => String(s.responseHeaderBytes)],
  ['UPSTREAM_WIRE_BYTES_SENT', (s) => String(s.upstreamTotalBytesSent)],
  ['UPSTREAM_WIRE_BYTES_RECEIVED', (s) => String(s.upstreamTotalBytesReceived)],
  ['UPSTREAM_HEADER_BYTES_SENT', (s) => String(s.upstreamHeaderBytesSent)],
  ['UPSTREAM_HEADER_BYTES_RECEIVED', (s) => String(s.upstreamHeaderBytesReceived)],
  ['DURATION', (s) => span(s.startMs, s.endMs < 0 ? s.responseStartMs : s.endMs)],
  ['REQUEST_DURATION', (s) => span(s.startMs, s.requestEndMs)],
  ['RESPONSE_DURATION', (s) => span(s.startMs, s.responseStartMs)],
  ['RESPONSE_TX_DURATION', (s) => span(s.responseStartMs, s.endMs)],
  ['UPSTREAM_HOST', (s) => s.upstreamHost?.label ?? null],
  ['UPSTREAM_REMOTE_ADDRESS', (s) => connectedHost(s)?.label ?? null],
  ['UPSTREAM_REMOTE_ADDRESS_WITHOUT_PORT', (s) => connectedHost(s)?.address ?? null],
  ['UPSTREAM_REMOTE_PORT', (s) => text(String(connectedHost(s)?.port ?? ''))],
  ['UPSTREAM_CLUSTER', (s) => text(s.clusterStatName || s.clusterName)],
  ['UPSTREAM_CLUSTER_RAW', (s) => text(s.clusterName)],
  ['UPSTREAM_LOCAL_ADDRESS', (s) => text(s.upstreamLocalAddress)],
  ['UPSTREAM_TLS_VERSION', (s) => text(s.upstreamPeer?.tlsVersion ?? '')],
  ['UPSTREAM_TLS_CIPHER', (s) => text(s.upstreamPeer?.tlsCipher ?? '')],
  ['UPSTREAM_REQUEST_ATTEMPT_COUNT', (s) => String(s.attemptCount)],
  ['DOWNSTREAM_LOCAL_ADDRESS', (s) => hostPort(s.connection.localAddress, s.connection.localPort)],
  ['DOWNSTREAM_LOCAL_ADDRESS_WITHOUT_PORT', (s) => s.connection.localAddress],
  ['DOWNSTREAM_LOCAL_PORT', (s) => String(s.connection.localPort)],
  ['DOWNSTREAM_REMOTE_ADDRESS', remoteAddress],
  ['DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT', (s) => s.clientAddress],
  ['DOWNSTREAM_REMOTE_PORT', (s) => String(s.connection.remotePort)],
  [
    'DOWNSTREAM_DIRECT_REMOTE_ADDRESS',
    (s) => hostPort(directEnds(s).remoteAddress, directEnds(s).remotePort),
  ],
  ['DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT', (s) => directEnds(s).remoteAddress],
  ['DOWNSTREAM_PEER_URI_SAN', (s) => s.connection.tls?.peerPrincipal ?? null],
  ['DOWNSTREAM_PEER_SUBJECT', (s) => text(s.connection.tls?.peerSubject ?? '')],
  ['DOWNSTREAM_PEER_FINGERPRINT_256', (s) => text(s.connection.tls?.peerFingerprint256 ?? '')],
  ['DOWNSTREAM_LOCAL_URI_SAN', (s) => text(s.connection.tls?.localPrincipal ?? '')],
  ['DOWNSTREAM_TLS_VERSION', (s) => s.connection.tls?.version ?? null],
  ['DOWNSTREAM_TLS_CIPHER', (s) => text(s.connection.tls?.cipher ?? '')],
  ['REQUESTED_SERVER_NAME', (s) => text(s.connection.requestedServerName)],
  ['ROUTE_NAME', (s) => text(s.route?.name ?? '')],
  ['VIRTUAL_CLUSTER_NAME', (s) => text(s.virtualCluster)],
  ['RESPONSE_FLAGS_LONG', (s) => formatLongResponseFlags(s.responseFlags)],
  ['RESPONSE_TRAILERS_BYTES', (s) => String(listBytes(s.responseTrailers))],
  ['REQUEST_TX_DURATION', (s) => span(s.startMs, s.upstreamStartMs)],
  ['UPSTREAM_PROTOCOL', (s) => text(s.upstreamProtocol)],
  ['UPSTREAM_HOST_NAME', (s) => hostName(s, true)],
  ['UPSTREAM_HOST_NAME_WITHOUT_PORT', (s) => hostName(s, false)],
  ['UPSTREAM_LOCAL_ADDRESS_WITHOUT_PORT', (s) => text(withoutPort(s.upstreamLocalAddress))],
  ['UPSTREAM_LOCAL_PORT', (s) => text(portOf(s.upstreamLocalAddress))],
  ['DOWNSTREAM_DIRECT_REMOTE_PORT', (s) => String(directEnds(s).remotePort)],
  [
    'DOWNSTREAM_DIRECT_LOCAL_ADDRESS',
    (s) => hostPort(directEnds(s).localAddress, directEnds(s).localPort),
  ],
  ['DOWNSTREAM_DIRECT_LOCAL_ADDRESS_WITHOUT_PORT', (s) => directEnds(s).localAddress],
  ['DOWNSTREAM_DIRECT_LOCAL_PORT', (s) => String(directEnds(s).localPort)],
  ['DOWNSTREAM_PEER_DNS_SAN', (s) => text((s.connection.tls?.peerDnsNames ?? []).join(','))],
  ['FILTER_CHAIN_NAME', (s) => text(s.connection.filterChain)],
  ['HOSTNAME', () => hostname()],
  ['TRACE_ID', () => null],
  ['ACCESS_LOG_TYPE', (s) => s.logType],
  ['LOCAL_REPLY_BODY', (s) => s.localReplyBody],
  ['CONNECTION_ID', (s) => String(s.connection.id)],
  ['STREAM_ID', (s) => String(s.id)],
  ['GRPC_STATUS_NUMBER', grpcStatus],
])

/** An operator without argument, or one of those that take a format; null where it is unknown. */
export function scalarOperator(name: string, argument: string | null): Operator | null {
  switch (name) {
    case 'START_TIME':
      return startTimeOperator(argument)
    case 'START_TIME_LOCAL':
      return timeOperator(argument, true, (stream) => stream.startWallMs)
    case 'EMIT_TIME':
      return timeOperator(argument, false, () => Date.now())
    case 'EMIT_TIME_LOCAL':
      return timeOperator(argument, true, () => Date.now())
    case 'RESPONSE_CODE_DETAILS':
      if (argument === 'ALLOW_WHITESPACES') return (stream) => text(stream.responseCodeDetails)
      return argument === null ? (OPERATORS.get(name) ?? null) : null
    case 'GRPC_STATUS':
      return grpcStatusOperator(argument)
    default:
      return (
        (argument === null ? OPERATORS.get(name) : undefined) ?? connectionOperator(name, argument)
      )
  }
}

function grpcStatusOperator(format: string | null): Operator | null {
  const form = format ?? 'CAMEL_STRING'
  if (form === 'NUMBER') return grpcStatus
  if (form !== 'CAMEL_STRING' && form !== 'SNAKE_STRING') return null
  return (stream) => {
    const status = grpcStatus(stream)
    return status === null ? null : grpcStatusText(status, form === 'SNAKE_STRING')
  }
}

/** Milliseconds between two times, or null while one is not known. */
function span(fromMs: number, toMs: number): string | null {
  return fromMs < 0 || toMs < 0 ? null : String(Math.round(toMs - fromMs))
}

function text(value: string): string | null {
  return value === '' ? null : value
}

/** The trusted address has the connection's port only where it is the connection's address (spec §1.7). */
function remoteAddress(stream: HttpStream): string {
  const { remoteAddress: direct, remotePort } = stream.connection
  return hostPort(stream.clientAddress, stream.clientAddress === direct ? remotePort : 0)
}

function hostPort(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}

/** The host, where a connection to it was had. */
function connectedHost(stream: HttpStream): Host | null {
  return stream.upstreamPeer === null ? null : stream.upstreamHost
}

function hostName(stream: HttpStream, hasPort: boolean): string | null {
  const host = stream.upstreamHost
  if (host === null) return null
  if (host.hostname === '') return hasPort ? host.label : host.address
  return host.hostname
}

function withoutPort(address: string): string {
  const colon = address.lastIndexOf(':')
  const host = colon === -1 ? address : address.slice(0, colon)
  return host.startsWith('[') ? host.slice(1, -1) : host
}

function portOf(address: string): string {
  const colon = address.lastIndexOf(':')
  return colon === -1 ? '' : address.slice(colon + 1)
}

/** Names and values with the pseudo-headers, as Envoy counts them: not the bytes on the wire. */
function requestListBytes(stream: HttpStream): number {
  const { method, path, authority, scheme } = stream
  // Nothing is known of a request that the codec refuses.
  if (method === '') return 0
  const target = stream.sentPath || path
  return (
    listBytes(stream.requestHeaders) +
    ':method:authority'.length +
    method.length +
    (stream.sentAuthority || authority).length +
    (stream.hasScheme === false ? 0 : ':scheme'.length + scheme.length) +
    (target === '' ? 0 : ':path'.length + target.length) +
    upgradeBytes(stream.upgrade ?? '')
  )
}

/** Envoy keeps both fields of an upgrade, in the words of HTTP/1. */
function upgradeBytes(token: string): number {
  return token === '' || token === 'connect'
    ? 0
    : 'connectionupgrade'.length + 'upgrade'.length + token.trim().length
}

function responseListBytes(stream: HttpStream): number {
  return stream.responseHeaders === null
    ? 0
    : listBytes(stream.responseHeaders) +
        ':status200'.length +
        (stream.endsConnection === true ? 'connectionclose'.length : 0)
}

function listBytes(list: readonly string[] | null): number {
  let bytes = 0
  for (const text of list ?? []) bytes += text.length
  return bytes
}

/** Of a gRPC request: what the response says, else what its HTTP status means. */
function grpcStatus(stream: HttpStream): string | null {
  if (!isGrpcRequest(stream.requestHeaders)) return null
  for (const list of [stream.responseTrailers, stream.responseHeaders]) {
    if (list === null) continue
    const value = headerValue(list, 'grpc-status')
    // Envoy: what is no number is told as one that no code has, and nothing is not there.
    if (value !== null && value !== '') return /^\d+$/.test(value) ? value : '-1'
  }
  return stream.responseCode === 0 ? null : String(grpcStatusOfHttp(stream.responseCode))
}

/** The socket's own ends, whatever a PROXY header said. */
function directEnds(stream: HttpStream): DirectEnds {
  return stream.connection.direct ?? stream.connection
}
