/** What a proxy would be given now, in proto-JSON: every type, or those asked for by short name. */
import {
  Cluster,
  ClusterLoadAssignment,
  type JsonValue,
  Listener,
  NameTable,
  RouteConfiguration,
} from '@flotilla/proto'
import type { ProxyView } from '@flotilla/translate'
import { routeNamesOf } from '@flotilla/translate'

/** @param types short names (`cds`, `eds`, `lds`, `rds`, `nds`), or null for all */
export function configDump(
  view: ProxyView,
  types: readonly string[] | null,
): Record<string, JsonValue> {
  const isWanted = (type: string): boolean => types === null || types.includes(type)
  const dump: Record<string, JsonValue> = {}
  if (isWanted('cds')) dump['clusters'] = view.clusters().map((one) => Cluster.toJson(one))
  if (isWanted('eds'))
    dump['endpoints'] = view
      .outboundClusters()
      .filter((input) => input.resolution === 'eds')
      .map((input) => ClusterLoadAssignment.toJson(view.endpoints(input.name)))
  const listeners = isWanted('lds') || isWanted('rds') ? view.listeners() : []
  if (isWanted('lds')) dump['listeners'] = listeners.map((one) => Listener.toJson(one))
  if (isWanted('rds'))
    dump['routes'] = routeNamesOf(listeners).map((name) =>
      RouteConfiguration.toJson(view.route(name)),
    )
  if (isWanted('nds')) dump['nameTable'] = NameTable.toJson(view.nameTable())
  return dump
}
