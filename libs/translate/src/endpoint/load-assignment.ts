/** The endpoints of one cluster, grouped by locality (spec pilot-galley 2.12). A pure function of its input. */
import {
  ClusterLoadAssignment,
  Endpoint as EnvoyEndpoint,
  HealthStatus,
  type JsonObject,
  LbEndpoint,
  Locality,
  LocalityLbEndpoints,
  Metadata,
} from '@flotilla/proto'
import { addressOf } from '../address.ts'
import type { Endpoint } from '../service/service.ts'
import { type LocalityPolicy, prioritize } from './locality.ts'

export interface AssignedEndpoint {
  readonly endpoint: Endpoint
  /** Its sidecar terminates mesh TLS on this port. */
  readonly speaksMeshTls: boolean
}

export interface LoadAssignmentInput {
  readonly clusterName: string
  readonly endpoints: readonly AssignedEndpoint[]
  /** Preference of near endpoints; null: all are equal. */
  readonly locality: LocalityPolicy | null
}

export function loadAssignment(input: LoadAssignmentInput): ClusterLoadAssignment {
  const groups = new Map<string, AssignedEndpoint[]>()
  for (const one of input.endpoints) {
    const known = groups.get(one.endpoint.locality)
    if (known === undefined) groups.set(one.endpoint.locality, [one])
    else known.push(one)
  }
  const sorted = [...groups].sort(([a], [b]) => (a < b ? -1 : 1))
  const split = prioritize(
    sorted.map(([locality, endpoints]) => ({
      locality,
      endpoints,
      weight: endpoints.reduce((sum, one) => sum + one.endpoint.weight, 0),
    })),
    input.locality,
  )
  return ClusterLoadAssignment.create({
    clusterName: input.clusterName,
    endpoints: split.map((group) =>
      LocalityLbEndpoints.create({
        locality: localityOf(group.locality),
        lbEndpoints: group.endpoints.map(lbEndpoint),
        loadBalancingWeight: group.weight,
        priority: group.priority,
      }),
    ),
  })
}

/** null where the locality is not known. */
function localityOf(text: string): Locality | null {
  if (text === '') return null
  const [region = '', zone = '', subZone = ''] = text.split('/')
  return Locality.create({ region, zone, subZone })
}

function lbEndpoint(one: AssignedEndpoint): LbEndpoint {
  const { endpoint } = one
  return LbEndpoint.create({
    endpoint: EnvoyEndpoint.create({ address: addressOf(endpoint.address, endpoint.port) }),
    healthStatus: endpoint.isHealthy ? HealthStatus.HEALTHY : HealthStatus.UNHEALTHY,
    loadBalancingWeight: endpoint.weight,
    metadata: metadataOf(one),
  })
}

function metadataOf(one: AssignedEndpoint): Metadata | null {
  const { endpoint } = one
  const filterMetadata = new Map<string, JsonObject>()
  if (one.speaksMeshTls) filterMetadata.set('envoy.transport_socket_match', { tlsMode: 'istio' })
  if (endpoint.workload !== '') {
    const { labels } = endpoint
    const canonical =
      labels['service.istio.io/canonical-name'] ?? labels['app'] ?? endpoint.workload
    const revision = labels['service.istio.io/canonical-revision'] ?? labels['version'] ?? 'latest'
    const workload = `${endpoint.workload};${endpoint.namespace};${canonical};${revision};`
    filterMetadata.set('istio', {
      uid: `kubernetes://${endpoint.workload}.${endpoint.namespace}`,
      workload,
    })
    const serviceAccount = /\/sa\/([^/]+)$/.exec(endpoint.identity)?.[1]
    // What a forwarded source.uid is held against by our proxy.
    if (serviceAccount !== undefined) filterMetadata.set('flotilla', { serviceAccount })
  }
  return filterMetadata.size === 0 ? null : Metadata.create({ filterMetadata })
}
