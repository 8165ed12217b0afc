/** Which protocol a service port speaks (spec pilot-galley 2.15): appProtocol, then the port's name, then well-known ports. */

export const Protocol = {
  http: 'HTTP',
  http2: 'HTTP2',
  https: 'HTTPS',
  grpc: 'GRPC',
  grpcWeb: 'GRPC-Web',
  httpProxy: 'HTTP_PROXY',
  tcp: 'TCP',
  tls: 'TLS',
  udp: 'UDP',
  mongo: 'Mongo',
  redis: 'Redis',
  mysql: 'MySQL',
  /** Found out from the first bytes of each connection. */
  unsupported: 'Unsupported',
} as const
export type Protocol = (typeof Protocol)[keyof typeof Protocol]

const BY_NAME: ReadonlyMap<string, Protocol> = new Map<string, Protocol>([
  ['http', Protocol.http],
  ['http2', Protocol.http2],
  ['https', Protocol.https],
  ['grpc', Protocol.grpc],
  ['grpc-web', Protocol.grpcWeb],
  ['http_proxy', Protocol.httpProxy],
  ['tcp', Protocol.tcp],
  ['tls', Protocol.tls],
  ['udp', Protocol.udp],
  ['mongo', Protocol.mongo],
  ['redis', Protocol.redis],
  ['mysql', Protocol.mysql],
])

const APP_PROTOCOL: ReadonlyMap<string, Protocol> = new Map<string, Protocol>([
  ['kubernetes.io/h2c', Protocol.http2],
  ['kubernetes.io/ws', Protocol.http],
  ['kubernetes.io/wss', Protocol.https],
])

/** Ports whose server speaks first: SMTP, DNS, MySQL, MongoDB. Sniffing them would wait for ever. */
const SERVER_FIRST_PORTS: ReadonlySet<number> = new Set([25, 53, 3306, 27017])

/** A protocol by its name in a Gateway, ServiceEntry or Sidecar; unknown or empty names are sniffed. */
export function parseProtocol(name: string): Protocol {
  return BY_NAME.get(name.toLowerCase()) ?? Protocol.unsupported
}

export interface PortDescription {
  readonly number: number
  readonly name: string
  readonly transport: string
  readonly appProtocol: string | null
}

/** Protocol of a Kubernetes-style port. */
export function selectProtocol(port: PortDescription): Protocol {
  if (port.transport.toUpperCase() === 'UDP') return Protocol.udp
  if (port.appProtocol !== null && port.appProtocol !== '') {
    const lower = port.appProtocol.toLowerCase()
    return APP_PROTOCOL.get(lower) ?? parseNamePrefix(lower)
  }
  const named = parseNamePrefix(port.name)
  if (named !== Protocol.unsupported) return named
  return SERVER_FIRST_PORTS.has(port.number) ? Protocol.tcp : Protocol.unsupported
}

function parseNamePrefix(name: string): Protocol {
  const lower = name.toLowerCase()
  if (lower === 'grpc-web' || lower.startsWith('grpc-web-')) return Protocol.grpcWeb
  const dash = lower.indexOf('-')
  return parseProtocol(dash === -1 ? lower : lower.slice(0, dash))
}

/** Requests are parsed as HTTP. */
export function isHttp(protocol: Protocol): boolean {
  return (
    protocol === Protocol.http ||
    protocol === Protocol.http2 ||
    protocol === Protocol.grpc ||
    protocol === Protocol.grpcWeb ||
    protocol === Protocol.httpProxy
  )
}

/** Upstream connections speak HTTP/2 whatever the client speaks. */
export function isHttp2(protocol: Protocol): boolean {
  return protocol === Protocol.http2 || protocol === Protocol.grpc || protocol === Protocol.grpcWeb
}

/** The application's own TLS passes through; only its server name is read. */
export function isTls(protocol: Protocol): boolean {
  return protocol === Protocol.tls || protocol === Protocol.https
}

/** Bytes are relayed: everything that is neither HTTP nor sniffed. */
export function isOpaque(protocol: Protocol): boolean {
  return (
    protocol === Protocol.tcp ||
    protocol === Protocol.mongo ||
    protocol === Protocol.redis ||
    protocol === Protocol.mysql ||
    isTls(protocol)
  )
}

/** The server may speak first, so that nobody may wait for the client's first bytes. */
export function isServerFirst(protocol: Protocol, port: number): boolean {
  return protocol === Protocol.mongo || protocol === Protocol.mysql || SERVER_FIRST_PORTS.has(port)
}
