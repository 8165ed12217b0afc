/** GET /certs: the certificates in use, never their keys. */
import {
  type Any,
  Cluster,
  type CommonTlsContext,
  type DataSource,
  DownstreamTlsContext,
  type JsonObject,
  Listener,
  type MessageType,
  UpstreamTlsContext,
  unpackAny,
} from '@flotilla/proto'
import { type Certificate, parseCertificates, SanType } from '@flotilla/x509'
import { dataSourceText } from '../compile/fields.ts'
import { Violations } from '../compile/violations.ts'
import type { Listeners } from '../listener/listener-manager.ts'
import type { SecretStore } from '../tls/secret-store.ts'
import type { Clusters } from '../upstream/cluster-manager.ts'

const DAY_MS = 86_400_000

/** Certificates of one TLS context, with where they came from. */
interface Context {
  readonly roots: readonly Placed[]
  readonly chain: readonly Placed[]
}

interface Placed {
  readonly path: string
  readonly certificate: Certificate
}

/** Where certificates are named: the secrets, and the TLS contexts of listeners and clusters. */
export interface CertificateSources {
  readonly secrets: SecretStore
  readonly listeners: Listeners
  readonly clusters: Clusters
}

export function certsJson(sources: CertificateSources, wallMs: number): JsonObject {
  const all = [...inlineContexts(sources), ...secretContexts(sources.secrets)]
  return {
    certificates: all
      .filter(({ chain, roots }) => chain.length + roots.length > 0)
      .map(({ chain, roots }) => ({
        ca_cert: roots.map((one) => certJson(one, wallMs)),
        cert_chain: chain.map((one) => certJson(one, wallMs)),
      })),
  }
}

/** By the message that holds them: files are read once for each configuration. */
const known = new WeakMap<Uint8Array, readonly Context[]>()

function inlineContexts({ listeners, clusters }: CertificateSources): readonly Context[] {
  const read = (
    encoded: Uint8Array,
    contextsIn: (encoded: Uint8Array) => readonly CommonTlsContext[],
  ): readonly Context[] => {
    const found = known.get(encoded) ?? contextsIn(encoded).map(inlineContext)
    known.set(encoded, found)
    return found
  }
  return [
    ...listeners.list().flatMap(({ active }) => read(active.spec.encoded, listenerContexts)),
    ...clusters.list().flatMap(({ cluster }) => read(cluster.spec.encoded, clusterContexts)),
  ]
}

function secretContexts(secrets: SecretStore): readonly Context[] {
  const named = new Map<string, Context>()
  for (const { name, kind } of secrets.list()) {
    const entry = named.get(name) ?? { chain: [], roots: [] }
    const path = `<inline: ${name}>`
    const placed = (pem: string): Placed[] =>
      parse(pem).map((certificate) => ({ path, certificate }))
    if (kind === 'pair')
      named.set(name, { ...entry, chain: placed(secrets.pair(name).current()?.certChainPem ?? '') })
    else named.set(name, { ...entry, roots: placed(secrets.rootsOf(name).current()?.pem ?? '') })
  }
  return [...named.values()]
}

function listenerContexts(encoded: Uint8Array): readonly CommonTlsContext[] {
  const { filterChains, defaultFilterChain } = Listener.decode(encoded)
  const chains = defaultFilterChain === null ? filterChains : [...filterChains, defaultFilterChain]
  return chains.flatMap(({ transportSocket }) =>
    contextOf(DownstreamTlsContext, transportSocket?.typedConfig ?? null),
  )
}

function clusterContexts(encoded: Uint8Array): readonly CommonTlsContext[] {
  const { transportSocket, transportSocketMatches } = Cluster.decode(encoded)
  const sockets = [transportSocket, ...transportSocketMatches.map((one) => one.transportSocket)]
  return sockets.flatMap((socket) => contextOf(UpstreamTlsContext, socket?.typedConfig ?? null))
}

function contextOf(
  type: MessageType<{ readonly commonTlsContext: CommonTlsContext | null }>,
  any: Any | null,
): readonly CommonTlsContext[] {
  const common = unpackAny(type, any)?.commonTlsContext ?? null
  return common === null ? [] : [common]
}

function inlineContext(context: CommonTlsContext): Context {
  const validation =
    context.validationContext ?? context.combinedValidationContext?.defaultValidationContext ?? null
  return {
    roots: placedIn(validation?.trustedCa ?? null),
    chain: context.tlsCertificates.flatMap((pair) => placedIn(pair.certificateChain)),
  }
}

/** What cannot be read any more is left out: what is in use was read when it was configured. */
function placedIn(source: DataSource | null): readonly Placed[] {
  if (source === null) return []
  const path = source.filename ?? '<inline>'
  const pem = dataSourceText(source, new Violations()) ?? ''
  return parse(pem).map((certificate) => ({ path, certificate }))
}

/** Whole days until the first leaf expires, null without any. */
export function daysUntilExpiry(sources: CertificateSources, wallMs: number): number | null {
  const contexts = [...inlineContexts(sources), ...secretContexts(sources.secrets)]
  const ends = contexts.flatMap(({ chain: [leaf] }) =>
    leaf === undefined ? [] : [leaf.certificate.notAfterMs],
  )
  return ends.length === 0 ? null : Math.max(0, Math.floor((Math.min(...ends) - wallMs) / DAY_MS))
}

function parse(pem: string): readonly Certificate[] {
  const parsed = pem === '' ? null : parseCertificates(pem)
  return parsed?.kind === 'ok' ? parsed.value : []
}

function certJson({ path, certificate }: Placed, wallMs: number): JsonObject {
  const kinds: Readonly<Record<string, string>> = {
    [SanType.uri]: 'uri',
    [SanType.dns]: 'dns',
    [SanType.ip]: 'ip_address',
  }
  return {
    path,
    serial_number: certificate.serial,
    subject_alt_names: certificate.extensions.sans.flatMap((san) => {
      const kind = kinds[san.type]
      return kind === undefined ? [] : [{ [kind]: san.value }]
    }),
    days_until_expiration: String(
      Math.max(0, Math.floor((certificate.notAfterMs - wallMs) / DAY_MS)),
    ),
    valid_from: wholeSeconds(certificate.notBeforeMs),
    expiration_time: wholeSeconds(certificate.notAfterMs),
  }
}

/** As proto-JSON prints a Timestamp without nanoseconds. */
function wholeSeconds(wallMs: number): string {
  return new Date(wallMs).toISOString().replace('.000Z', 'Z')
}
