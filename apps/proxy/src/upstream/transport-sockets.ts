/** Which transport an endpoint is dialled with: the first match on its metadata, else the cluster's own. */
import { type Cluster, RawBuffer, type TransportSocket, UpstreamTlsContext } from '@flotilla/proto'
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
  return {
    fallback: compileTransport(message.transportSocket, secrets, at.at('transport_socket')),
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
