/** A stream for tests of filters: fields as given, actions recorded. */
import type { HttpStream, RouteInfo } from '../http/filter.ts'
import type { HeaderList } from '../http/headers.ts'
import type { ConnectionInfo } from '../listener/types.ts'

export interface FakeReply {
  readonly status: number
  readonly body: string
  readonly detail: string
  readonly flag: number
  readonly headers: HeaderList
}

export interface FakeStream extends HttpStream {
  readonly replies: FakeReply[]
  resumed: number
  routeClears: number
}

export const PLAIN_CONNECTION: ConnectionInfo = {
  id: 1,
  listener: 'virtualInbound',
  filterChain: '',
  direction: 'inbound',
  remoteAddress: '10.0.0.9',
  remotePort: 40000,
  localAddress: '10.0.0.1',
  localPort: 9080,
  isRestored: false,
  requestedServerName: '',
  acceptedAtMs: 0,
  acceptedWallMs: 0,
  tls: null,
}

/** A connection whose peer showed the certificate of this service account. */
export function mtlsConnection(namespace: string, account: string): ConnectionInfo {
  return {
    ...PLAIN_CONNECTION,
    requestedServerName: 'outbound_.9080_._.details.default.svc.cluster.local',
    tls: {
      peerPrincipal: `spiffe://cluster.local/ns/${namespace}/sa/${account}`,
      sni: 'outbound_.9080_._.details.default.svc.cluster.local',
      alpn: 'istio-http/1.1',
      peerSubject: '',
      peerFingerprint256: '',
      peerDnsNames: [],
      localPrincipal: 'spiffe://cluster.local/ns/default/sa/bookinfo-details',
      version: 'TLSv1.3',
      cipher: 'TLS_AES_128_GCM_SHA256',
    },
  }
}

const ROUTE: RouteInfo = {
  name: 'default',
  virtualHost: 'details',
  operation: '',
  metadata: new Map(),
}

export function fakeStream(overrides: Partial<FakeStream> = {}): FakeStream {
  const stream: FakeStream = {
    id: 1,
    connection: PLAIN_CONNECTION,
    clientAddress: '10.0.0.9',
    protocol: 'HTTP/1.1',
    method: 'GET',
    path: '/details/0?x=1&y',
    authority: 'details:9080',
    sentPath: '',
    sentAuthority: '',
    scheme: 'http',
    requestHeaders: ['user-agent', 'curl/8', 'end-user', 'jason', 'x-request-id', 'r1'],
    requestTrailers: null,
    isRequestBodyless: true,
    route: ROUTE,
    clusterName: 'inbound|9080||',
    clusterMetadata: null,
    virtualCluster: '',
    upstreamProtocol: '',
    localReplyBody: '',
    logType: 'DownstreamEnd',
    routeFilterConfig: () => null,
    upstreamHost: null,
    upstreamLocalAddress: '',
    upstreamPeerPrincipal: null,
    upstreamPeer: null,
    upstreamTransportFailure: '',
    attemptCount: 1,
    responseCode: 200,
    responseCodeDetails: 'via_upstream',
    connectionTerminationDetails: '',
    responseFlags: 0,
    responseHeaders: ['content-type', 'application/json'],
    responseTrailers: null,
    requestHeaderBytes: 100,
    requestBodyBytes: 0,
    requestTotalBytes: 100,
    responseHeaderBytes: 80,
    responseBodyBytes: 20,
    responseTotalBytes: 100,
    upstreamHeaderBytesSent: 0,
    upstreamTotalBytesSent: 0,
    upstreamHeaderBytesReceived: 0,
    upstreamTotalBytesReceived: 0,
    startWallMs: 1_700_000_000_000,
    startMs: 1000,
    requestEndMs: 1000,
    upstreamStartMs: 1001,
    responseStartMs: 1002,
    endMs: 1003.5,
    replies: [],
    resumed: 0,
    routeClears: 0,
    resume: () => {
      stream.resumed++
    },
    reply: (status, body, detail, flag, headers = []) => {
      stream.replies.push({ status, body, detail, flag, headers })
    },
    bufferRequest: () => undefined,
    setResponseStatus: () => undefined,
    setResponseTrailers: () => undefined,
    throttleResponse: () => undefined,
    setPath: () => undefined,
    clearRouteCache: () => {
      stream.routeClears++
    },
    setMetadata: () => undefined,
    collectedBody: [],
    filterState: () => null,
    hashableState: () => null,
    setFilterState: () => undefined,
    holdResponse: () => undefined,
    overrideHost: () => undefined,
    metadata: () => null,
    metadataValue: () => undefined,
    dynamicMetadata: null,
    setResponseFlag: () => undefined,
    count: () => undefined,
    isOver: false,
    randomValue: 0,
    clientCertificate: -1,
    ...overrides,
  }
  return stream
}
