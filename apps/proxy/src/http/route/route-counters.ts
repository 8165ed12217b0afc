/** Which counters a request has beside those of its cluster: of its route and of its virtual cluster. */
import type { RouteStats } from '../../telemetry/http-stats.ts'
import type { ServerStream } from '../downstream/server-stream.ts'
import type { Route } from './route.ts'

/** Null where neither is counted by itself. */
export function routeCounters(stream: ServerStream, route: Route): readonly RouteStats[] | null {
  const { statPrefix, hasVirtualClusters } = route
  if (statPrefix === '' && !hasVirtualClusters) return null
  const { routeStats } = stream.runtime.env
  if (routeStats === undefined) return null
  const prefix = `vhost.${route.virtualHost}`
  const found: RouteStats[] = []
  // Envoy: what belongs to none of them is the others'.
  if (hasVirtualClusters)
    found.push(routeStats(`${prefix}.vcluster.${stream.virtualCluster || 'other'}`))
  if (statPrefix !== '') found.push(routeStats(`${prefix}.route.${statPrefix}`))
  return found
}
