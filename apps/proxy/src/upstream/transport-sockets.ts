/** Which transport an endpoint is dialled with: the first match on its metadata, else the cluster's own. */
import {
  type Cluster,
  ProxyProtocolUpstreamTransport,
  RawBuffer,
  type TransportSocket,
  UpstreamTlsContext,
} from '@flotilla/proto'
import { isType, unpack } from '../compile/fields.ts'
import type { Violations } from '../compile/violations.ts'
import type { SecretStore } from '../tls/secret-store.ts'
import { compileUpstreamTls, type UpstreamTlsSpec } from '../tls/upstream-tls.ts'
import type { Metadata } from './types.ts'

/** Null is plaintext. */
export type TransportSpec = UpstreamTlsSpec | null

export interface TransportMatch {
  readonly name: string
  readonly match: Metadata
  readonly transport: TransportSpec
}

export interface TransportSpecs {
  /** Version of the PROXY header that connections begin with; null for none. */
  readonly proxyProtocol: 1 | 2 | null
  readonly fallback: TransportSpec
  /** In order; the first whose every key the endpoint has equal. */
  readonly matches: readonly TransportMatch[]
}

/** The namespace of endpoint metadata that matches look at. */
export const MATCH_NAMESPACE = 'envoy.transport_socket_match'

export function compileTransportSockets(
  message: Cluster,
  secrets: SecretStore,
  at: Violations,
): TransportSpecs {
  const outer = compileProxyProtocol(message.transportSocket, at.at('transport_socket'))
  return {
    proxyProtocol: outer?.version ?? null,
    fallback:
      outer === null
        ? compileTransport(message.transportSocket, secrets, at.at('transport_socket'))
        : compileTransport(
            outer.inner,
            secrets,
            at.at('transport_socket.typed_config.transport_socket'),
          ),
    matches: message.transportSocketMatches.map((entry, i) => ({
      name: entry.name,
      match: entry.match ?? {},
      transport: compileTransport(
        entry.transportSocket,
        secrets,
        at.at('transport_socket_matches', i).at('transport_socket'),
      ),
    })),
  }
}

/** Whether connections begin with a PROXY header, and so each tells of one client. */
export function startsWithProxyHeader(message: TransportSocket | null): boolean {
  const any = message?.typedConfig ?? null
  return any !== null && isType(any, ProxyProtocolUpstreamTransport)
}

/** Null where the transport socket is no PROXY protocol around another. */
function compileProxyProtocol(
  message: TransportSocket | null,
  at: Violations,
): { readonly version: 1 | 2; readonly inner: TransportSocket | null } | null {
  const any = message?.typedConfig ?? null
  if (any === null || !isType(any, ProxyProtocolUpstreamTransport)) return null
  const place = at.at('typed_config')
  const proxied = unpack(ProxyProtocolUpstreamTransport, any, place)
  if (proxied === null) return null
  if (proxied.transportSocket === null) place.at('transport_socket').add('is required')
  if (proxied.config?.passThroughTlvs != null) place.at('config.pass_through_tlvs').unsupported()
  return { version: proxied.config?.version === 1 ? 2 : 1, inner: proxied.transportSocket }
}

function compileTransport(
  message: TransportSocket | null,
  secrets: SecretStore,
  at: Violations,
): TransportSpec {
  if (message === null) return null
  if (message.typedConfig !== null && isType(message.typedConfig, RawBuffer)) return null
  if (message.typedConfig === null && message.name === 'envoy.transport_sockets.raw_buffer')
    return null
  const tls = unpack(UpstreamTlsContext, message.typedConfig, at.at('typed_config'))
  return tls === null ? null : compileUpstreamTls(tls, secrets, at.at('typed_config'))
}

/** Index in `matches` of the transport for an endpoint, or -1 for the fallback. */
export function matchTransport(
  matches: readonly TransportMatch[],
  metadata: Readonly<Record<string, Metadata>>,
): number {
  const own = metadata[MATCH_NAMESPACE] ?? {}
  return matches.findIndex(({ match }) =>
    Object.entries(match).every(
      ([key, value]) => JSON.stringify(own[key]) === JSON.stringify(value),
    ),
  )
}
