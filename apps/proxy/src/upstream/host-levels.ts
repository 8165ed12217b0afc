/** The endpoints of a cluster as balancers want them: by priority, health and locality. */
import type { LocalityGroup, PriorityLevel } from '@flotilla/balancer'
import { localityKey } from './assignment.ts'
import type { EndpointHost } from './endpoint-host.ts'

interface Lists {
  readonly all: EndpointHost[]
  readonly healthy: EndpointHost[]
  readonly degraded: EndpointHost[]
  readonly excluded: EndpointHost[]
}

interface Group extends Lists, LocalityGroup<EndpointHost> {
  readonly all: EndpointHost[]
  readonly healthy: EndpointHost[]
  readonly degraded: EndpointHost[]
  readonly excluded: EndpointHost[]
}

/** @param weights of localities, by priority and key. O(hosts). */
export function hostLevels(
  hosts: Iterable<EndpointHost>,
  weights: ReadonlyMap<string, number>,
): readonly PriorityLevel<EndpointHost>[] {
  const levels: (Lists & { readonly groups: Map<string, Group> })[] = []
  for (const host of hosts) {
    while (levels.length <= host.priority) levels.push({ ...emptyLists(), groups: new Map() })
    // What its failures have shut is not there at all.
    if (!host.isAccepting) continue
    const level = levels[host.priority]
    if (level === undefined) continue
    const key = localityKey(host.locality)
    let group = level.groups.get(key)
    if (group === undefined) {
      group = { key, weight: weights.get(`${host.priority}|${key}`) ?? 0, ...emptyLists() }
      level.groups.set(key, group)
    }
    sort(host, level)
    sort(host, group)
  }
  return levels.map(({ groups, ...lists }) => ({ ...lists, localities: [...groups.values()] }))
}

function emptyLists(): Lists {
  return { all: [], healthy: [], degraded: [], excluded: [] }
}

function sort(host: EndpointHost, into: Lists): void {
  into.all.push(host)
  if (host.isExcluded) into.excluded.push(host)
  else if (host.healthy) into.healthy.push(host)
  else if (host.isDegraded) into.degraded.push(host)
}
