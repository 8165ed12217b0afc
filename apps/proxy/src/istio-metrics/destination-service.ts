/** Which service a cluster stands for, as labels. */
import type { Cluster } from '../upstream/types.ts'
import type { ServiceLabels } from './families.ts'
import { UNKNOWN } from './peer.ts'

const FIXED: ReadonlySet<string> = new Set([
  'PassthroughCluster',
  'BlackHoleCluster',
  'InboundPassthroughCluster',
])

/**
 * From the cluster's metadata, else from its name, else from the host of the request. The host stands only where our
 * own application sent the request: a label must not be for a stranger to choose.
 * @param host host of the request without port, or empty where it may not be used.
 */
export function destinationService(
  clusterName: string,
  cluster: Cluster | null,
  host: string,
): ServiceLabels {
  const told = servicesOf(cluster)[0]
  if (told !== undefined) return told
  if (FIXED.has(clusterName))
    return { host: host || clusterName, name: clusterName, namespace: UNKNOWN }
  const named = clusterName.split('|')[3] ?? ''
  if (named !== '') return ofHost(named)
  return host === '' ? { host: UNKNOWN, name: UNKNOWN, namespace: UNKNOWN } : ofHost(host)
}

/** Whether a cluster is a service of this mesh and not somebody else's host. */
export function isMeshService(clusterName: string): boolean {
  return /^outbound\|.*\.svc\./.test(clusterName)
}

function ofHost(host: string): ServiceLabels {
  const [name = host, namespace = UNKNOWN, svc] = host.split('.')
  return svc === 'svc' ? { host, name, namespace } : { host, name: host, namespace: UNKNOWN }
}

function servicesOf(cluster: Cluster | null): ServiceLabels[] {
  const services = cluster?.metadata['istio']?.['services']
  if (!Array.isArray(services)) return []
  return services.flatMap((one: unknown) => {
    const { host, name, namespace } = (one ?? {}) as Record<string, unknown> // a member of a JSON list
    return typeof host === 'string' && host !== ''
      ? [{ host, name: textOr(name), namespace: textOr(namespace) }]
      : []
  })
}

function textOr(value: unknown): string {
  return typeof value === 'string' && value !== '' ? value : UNKNOWN
}
