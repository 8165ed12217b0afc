/** Names of port protocols, in any case. */

const PROTOCOLS: ReadonlySet<string> = new Set([
  'HTTP',
  'HTTPS',
  'HTTP2',
  'GRPC',
  'GRPC-WEB',
  'HTTP_PROXY',
  'TCP',
  'TLS',
  'UDP',
  'MONGO',
  'REDIS',
  'MYSQL',
])
const HTTP_FAMILY: ReadonlySet<string> = new Set([
  'HTTP',
  'HTTP2',
  'GRPC',
  'GRPC-WEB',
  'HTTP_PROXY',
])
const TLS_FAMILY: ReadonlySet<string> = new Set(['HTTPS', 'TLS'])

export const PROTOCOL_NAMES: string = [...PROTOCOLS].join(', ')

export function isProtocol(text: string): boolean {
  return PROTOCOLS.has(text.toUpperCase())
}

export function isHttpProtocol(text: string): boolean {
  return HTTP_FAMILY.has(text.toUpperCase())
}

export function isTlsProtocol(text: string): boolean {
  return TLS_FAMILY.has(text.toUpperCase())
}
