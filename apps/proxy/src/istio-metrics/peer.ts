/** A workload as Istio's metrics label it, and the forms in which proxies tell each other about theirs. */
import { type JsonObject, type JsonValue, Struct } from '@flotilla/proto'
import { workloadOf } from '../mixer/node-attributes.ts'

export const UNKNOWN = 'unknown'
/** Header with a proxy's node id, which keys the other one. */
export const PEER_ID_HEADER = 'x-envoy-peer-metadata-id'
/** Header with a base64 Struct of node metadata. */
export const PEER_METADATA_HEADER = 'x-envoy-peer-metadata'

/** Every member is `unknown` where it is not known. */
export interface Peer {
  readonly workload: string
  readonly namespace: string
  readonly app: string
  readonly version: string
  readonly canonicalService: string
  readonly canonicalRevision: string
  readonly cluster: string
}

export const UNKNOWN_PEER: Peer = {
  workload: UNKNOWN,
  namespace: UNKNOWN,
  app: UNKNOWN,
  version: UNKNOWN,
  canonicalService: UNKNOWN,
  canonicalRevision: UNKNOWN,
  cluster: UNKNOWN,
}

/** A peer of which only the certificate's namespace is known. */
export function peerOfNamespace(namespace: string | null): Peer {
  return namespace === null ? UNKNOWN_PEER : { ...UNKNOWN_PEER, namespace }
}

/** From `istio.workload` of an endpoint's metadata: `name;namespace;canonical service;revision;cluster`. */
export function peerOfEndpoint(workload: unknown): Peer {
  if (typeof workload !== 'string') return UNKNOWN_PEER
  const [name, namespace, service, revision, cluster] = workload.split(';')
  return {
    workload: name || UNKNOWN,
    namespace: namespace || UNKNOWN,
    app: service || UNKNOWN,
    version: revision || UNKNOWN,
    canonicalService: service || UNKNOWN,
    canonicalRevision: revision || UNKNOWN,
    cluster: cluster || UNKNOWN,
  }
}

/** From node metadata, one's own or a peer's. */
export function peerOfMetadata(metadata: Readonly<Record<string, unknown>>): Peer {
  const labels = record(metadata['LABELS'])
  const workload = text(metadata['WORKLOAD_NAME']) || text(metadata['NAME'])
  const app = text(labels['app'])
  const version = text(labels['version'])
  return {
    workload: workload || UNKNOWN,
    namespace: text(metadata['NAMESPACE']) || UNKNOWN,
    app: app || UNKNOWN,
    version: version || UNKNOWN,
    canonicalService: text(labels['service.istio.io/canonical-name']) || app || workload || UNKNOWN,
    canonicalRevision: text(labels['service.istio.io/canonical-revision']) || version || 'latest',
    cluster: text(metadata['CLUSTER_ID']) || UNKNOWN,
  }
}

/** What a proxy tells of itself: just what labels are made of. */
export function encodePeerMetadata(node: {
  readonly id: string
  readonly metadata: Readonly<Record<string, unknown>>
}): string {
  const { metadata } = node
  const labels = record(metadata['LABELS'])
  const told: Record<string, JsonValue> = { NAMESPACE: workloadOf(node).namespace }
  for (const key of ['NAME', 'WORKLOAD_NAME', 'CLUSTER_ID'])
    if (text(metadata[key]) !== '') told[key] = text(metadata[key])
  const toldLabels: Record<string, JsonValue> = {}
  for (const key of LABELS) if (text(labels[key]) !== '') toldLabels[key] = text(labels[key])
  return Buffer.from(Struct.encode({ ...told, LABELS: toldLabels })).toString('base64')
}

const LABELS = [
  'app',
  'version',
  'service.istio.io/canonical-name',
  'service.istio.io/canonical-revision',
]

/** The metadata in a header, or null where it is none. Throws nothing: a peer may send anything. */
export function decodePeerMetadata(header: string): JsonObject | null {
  try {
    return Struct.decode(Buffer.from(header, 'base64'))
  } catch {
    // Whatever it is, it is no Struct; the caller counts the peer as unknown.
    return null
  }
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {} // an object has string keys
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
