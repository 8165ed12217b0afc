/** Requests that a cluster refuses before an endpoint is picked: maintenance mode and drop_overloads. */
import { drawFrom, isInFraction } from '@flotilla/match'
import type { ServerStream } from '../http/downstream/server-stream.ts'
import { ResponseFlag } from '../http/response-flags.ts'
import type { ClusterStats } from '../upstream/cluster-stats.ts'
import type { Shedding } from '../upstream/types.ts'

/** Whether the request was answered here. */
export function shedsRequest(
  stream: ServerStream,
  shedding: Shedding,
  stats: ClusterStats,
): boolean {
  const { random } = stream.runtime.env
  const isQuiet = stream.runtime.config.router.suppressesEnvoyHeaders
  if (isInFraction(shedding.maintenance, drawFrom(random))) {
    stats.upstreamRq.count(503)
    stats.upstreamRqMaintenanceMode++
    const headers = isQuiet ? null : ['x-envoy-overloaded', 'true']
    const flag = ResponseFlag.UpstreamOverflow
    stream.reply(503, 'maintenance mode', 'maintenance_mode', flag, headers)
    return true
  }
  if (shedding.drop === null || !isInFraction(shedding.drop, drawFrom(random))) return false
  stats.upstreamRq.count(503)
  // Envoy: where all are dropped, that is another thing.
  const isAll = shedding.drop.numerator >= shedding.drop.denominator
  const name = isAll ? 'x-envoy-unconditional-drop-overload' : 'x-envoy-drop-overload'
  stream.reply(
    503,
    isAll ? 'unconditional drop overload' : 'drop overload',
    isAll ? 'unconditional_drop_overload' : 'drop_overload',
    isAll ? ResponseFlag.UnconditionalDropOverload : ResponseFlag.DropOverload,
    isQuiet ? null : [name, 'true'],
  )
  return true
}
