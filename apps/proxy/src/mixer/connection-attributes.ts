/** What a connection tells of the two ends, computed once and kept for all its requests. */
import { parseIp } from '@flotilla/attributes'
import type { ConnectionInfo } from '../listener/types.ts'

const SCHEME = 'spiffe://'

export class ConnectionAttributes {
  /** Bytes of the peer's address, null for a Unix socket. */
  readonly originIp: Uint8Array | null
  /** First URI SAN of the peer's certificate without `spiffe://`, null where it showed none. */
  readonly sourcePrincipal: string | null
  /** What stands between `/ns/` and the next `/` of the principal, or null. */
  readonly sourceNamespace: string | null
  readonly destinationPrincipal: string | null
  readonly isMtls: boolean
  /** SNI, null where none was sent. */
  readonly requestedServerName: string | null

  constructor(info: ConnectionInfo) {
    this.originIp = parseIp(info.remoteAddress)
    const principal = info.tls?.peerPrincipal ?? null
    this.sourcePrincipal = principal === null ? null : withoutScheme(principal)
    this.sourceNamespace =
      this.sourcePrincipal === null ? null : namespaceOfPrincipal(this.sourcePrincipal)
    const local = info.tls?.localPrincipal ?? ''
    this.destinationPrincipal = local === '' ? null : withoutScheme(local)
    this.isMtls = principal !== null
    this.requestedServerName = info.requestedServerName === '' ? null : info.requestedServerName
  }
}

const known: WeakMap<ConnectionInfo, ConnectionAttributes> = new WeakMap()

export function connectionAttributes(info: ConnectionInfo): ConnectionAttributes {
  let attributes = known.get(info)
  if (attributes === undefined) {
    attributes = new ConnectionAttributes(info)
    known.set(info, attributes)
  }
  return attributes
}

/** Namespace of `TRUST_DOMAIN/ns/NAMESPACE/sa/ACCOUNT`, or null. */
export function namespaceOfPrincipal(principal: string): string | null {
  return /\/ns\/([^/]+)(?:\/|$)/.exec(principal)?.[1] ?? null
}

/** Service account of a principal, or null. */
export function serviceAccountOfPrincipal(principal: string): string | null {
  return /\/sa\/([^/]+)$/.exec(principal)?.[1] ?? null
}

function withoutScheme(uri: string): string {
  return uri.startsWith(SCHEME) ? uri.slice(SCHEME.length) : uri
}
