/** A raw connection seen as a stream, so that one set of operators logs both: HTTP fields are absent, code 0. */
import type { HttpProtocol, HttpStream } from '../../http/filter.ts'
import type { TcpStream } from '../../tcp/filter.ts'
import type { TcpLogType, WholeConnection } from '../../tcp/tcp-proxy.ts'

/** What the log shows for a connection without an HTTP protocol. */
const RAW_PROTOCOL = '-' as HttpProtocol // a dash is no protocol, and nothing else is shown so
const RAW: WholeConnection = { details: '', protocol: '' }

/** Made once, when the connection is logged. */
export function tcpLogView(
  stream: TcpStream,
  logType: TcpLogType = 'TcpConnectionEnd',
  whole: WholeConnection = RAW,
): HttpStream {
  const { connection } = stream
  return {
    id: connection.id,
    connection,
    protocol: whole.protocol === '' ? RAW_PROTOCOL : whole.protocol,
    method: '',
    path: '',
    authority: '',
    sentPath: '',
    sentAuthority: '',
    scheme: connection.tls === null ? 'http' : 'https',
    clientAddress: connection.remoteAddress,
    requestHeaders: [],
    requestTrailers: null,
    randomValue: 0,
    clientCertificate: connection.tls === null ? -1 : connection.tls.peerPrincipal === null ? 0 : 1,
    isRequestBodyless: true,
    route: null,
    clusterName: stream.clusterName,
    clusterMetadata: null,
    virtualCluster: '',
    upstreamProtocol: '',
    localReplyBody: '',
    logType,
    routeFilterConfig: () => null,
    upstreamHost: stream.upstreamHost,
    upstreamLocalAddress: stream.upstreamLocalAddress,
    upstreamPeerPrincipal: stream.upstreamPeerPrincipal,
    upstreamPeer: stream.upstreamPeer,
    upstreamTransportFailure: stream.upstreamTransportFailure,
    connectionTerminationDetails: '',
    attemptCount: stream.upstreamHost === null ? 0 : 1,
    responseCode: 0,
    responseCodeDetails: whole.details,
    responseFlags: stream.responseFlags,
    responseHeaders: null,
    responseTrailers: null,
    requestHeaderBytes: 0,
    requestBodyBytes: stream.bytesReceived,
    requestTotalBytes: stream.bytesReceived,
    responseHeaderBytes: 0,
    responseBodyBytes: stream.bytesSent,
    responseTotalBytes: stream.bytesSent,
    upstreamHeaderBytesSent: 0,
    upstreamTotalBytesSent: stream.bytesReceived,
    upstreamHeaderBytesReceived: 0,
    upstreamTotalBytesReceived: stream.bytesSent,
    startWallMs: stream.startWallMs,
    startMs: stream.startMs,
    requestEndMs: -1,
    upstreamStartMs: -1,
    responseStartMs: -1,
    endMs: stream.endMs,
    resume: nothing,
    reply: nothing,
    bufferRequest: nothing,
    setResponseStatus: nothing,
    setResponseTrailers: nothing,
    throttleResponse: nothing,
    setPath: nothing,
    clearRouteCache: nothing,
    setResponseFlag: nothing,
    count: nothing,
    setMetadata: nothing,
    collectedBody: [],
    filterState: () => null,
    hashableState: () => null,
    setFilterState: nothing,
    holdResponse: nothing,
    overrideHost: nothing,
    metadata: () => null,
    metadataValue: () => undefined,
    dynamicMetadata: null,
    isOver: true,
  }
}

/** A stream that is over takes no actions. */
function nothing(): void {
  return
}
