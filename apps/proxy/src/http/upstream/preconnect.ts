/** Connections that are opened ahead of the requests which will need them (Envoy's predictive preconnecting). */
import type { Breaker, Cluster, ConnectContext, Host, PickContext } from '../../upstream/types.ts'
import type { HostPool } from './host-pool.ts'

/** As Envoy: no more than this for one request. */
export const MAX_PRECONNECTS = 3

/**
 * Called before a request is given to its pool.
 * @param ratio connections to have for each request of the cluster, this one included.
 * @param poolOf the pool by which a request of this kind goes to a host.
 */
export function preconnectAhead(
  cluster: Cluster,
  ratio: number,
  pick: PickContext,
  poolOf: (host: Host) => HostPool,
  breaker: Breaker,
  context: ConnectContext,
): void {
  const { stats } = cluster
  for (let i = 0; i < MAX_PRECONNECTS; i++) {
    const wanted = (stats.upstreamRqPendingActive + stats.upstreamRqActive + 1) * ratio
    if (wanted <= freeOf(cluster) + stats.upstreamRqActive) return
    const host = cluster.peek?.(pick) ?? null
    if (host === null || !poolOf(host).preconnect(ratio, 1, breaker, context)) return
  }
}

/** Requests that connections could take now, or once they are open. */
function freeOf(cluster: Cluster): number {
  let free = 0
  for (const host of cluster.hosts ?? []) free += host.pool?.freeCapacity ?? 0
  return free
}
