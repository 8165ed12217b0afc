/** What of a proxy's resources a change of the configuration can touch (spec pilot-galley 3.6). */
import type { PushUpdate, Scope } from '@flotilla/ads'
import {
  CLUSTER_TYPE,
  diffRegistries,
  ENDPOINT_TYPE,
  LISTENER_TYPE,
  type MeshInput,
  NAME_TABLE_TYPE,
  type ProxyNode,
  type PushContext,
  ROUTE_TYPE,
} from '@flotilla/translate'
import type { Snapshot } from './snapshot.ts'

export interface Changes {
  /** Types that may have changed for everybody. */
  readonly types: ReadonlySet<string>
  /** Hosts of which only endpoints changed. */
  readonly endpointHosts: ReadonlySet<string>
  /** Addresses that became or ceased to be an endpoint: their own proxies get everything. */
  readonly addresses: ReadonlySet<string>
  /** What caused it, for the metric: a closed set. */
  readonly reasons: readonly string[]
}

const EVERYTHING: readonly string[] = [
  CLUSTER_TYPE,
  ENDPOINT_TYPE,
  LISTENER_TYPE,
  ROUTE_TYPE,
  NAME_TABLE_TYPE,
]

type Member = keyof MeshInput

const TYPES_BY_MEMBER: readonly (readonly [Member, readonly string[]])[] = [
  ['meshConfig', EVERYTHING],
  ['virtualServices', [LISTENER_TYPE, ROUTE_TYPE]],
  ['destinationRules', [CLUSTER_TYPE, ENDPOINT_TYPE, LISTENER_TYPE, ROUTE_TYPE]],
  ['gateways', [LISTENER_TYPE, ROUTE_TYPE]],
  ['peerAuthentications', [ENDPOINT_TYPE, LISTENER_TYPE]],
  ['mixer', [LISTENER_TYPE, ROUTE_TYPE]],
]

export function changesBetween(before: PushContext | null, after: PushContext): Changes {
  if (before === null) return everything('global')
  const types = new Set<string>()
  const reasons = new Set<string>()
  for (const [member, touched] of TYPES_BY_MEMBER) {
    if (before.input[member] === after.input[member]) continue
    for (const type of touched) types.add(type)
    reasons.add(member === 'meshConfig' ? 'global' : 'config')
  }
  const diff = diffRegistries(before.registry, after.registry)
  if (diff.services.size > 0) {
    for (const type of EVERYTHING) types.add(type)
    reasons.add('service')
  }
  if (diff.endpoints.size > 0) reasons.add('endpoint')
  for (const host of diff.endpoints)
    for (const service of after.registry.byHost(host)) {
      // These carry their endpoints in clusters or listeners.
      if (service.resolution === 'passthrough') {
        types.add(LISTENER_TYPE)
        types.add(NAME_TABLE_TYPE)
      } else if (service.resolution !== 'eds') types.add(CLUSTER_TYPE)
    }
  return {
    types,
    endpointHosts: diff.endpoints,
    addresses: changedAddresses(before, after, new Set([...diff.services, ...diff.endpoints])),
    reasons: [...reasons].sort(),
  }
}

/** A push of everything to everybody. */
export function everything(reason: string): Changes {
  return {
    types: new Set(EVERYTHING),
    endpointHosts: new Set(),
    addresses: new Set(),
    reasons: [reason],
  }
}

export function isEmpty(changes: Changes): boolean {
  return changes.types.size === 0 && changes.endpointHosts.size === 0
}

/** The part of the changes that can touch this proxy. */
export function updateFor(changes: Changes, node: ProxyNode, snapshot: Snapshot): PushUpdate {
  const isOwn = node.ips.some((ip) => changes.addresses.has(ip))
  const update = new Map<string, Scope>()
  for (const type of isOwn ? EVERYTHING : changes.types) update.set(type, 'all')
  if (changes.endpointHosts.size > 0 && !update.has(ENDPOINT_TYPE))
    update.set(ENDPOINT_TYPE, endpointNames(changes.endpointHosts, node, snapshot))
  return update
}

/** Clusters of the hosts as this proxy knows them: each port, each subset of its rule. */
function endpointNames(
  hosts: ReadonlySet<string>,
  node: ProxyNode,
  snapshot: Snapshot,
): ReadonlySet<string> {
  const view = snapshot.view(node)
  const names = new Set<string>()
  for (const host of hosts) for (const name of view.clusterNamesOf(host)) names.add(name)
  return names
}

function changedAddresses(
  before: PushContext,
  after: PushContext,
  hosts: ReadonlySet<string>,
): ReadonlySet<string> {
  const changed = new Set<string>()
  for (const host of hosts) {
    const old = addressesOf(before, host)
    const now = addressesOf(after, host)
    for (const address of old) if (!now.has(address)) changed.add(address)
    for (const address of now) if (!old.has(address)) changed.add(address)
  }
  return changed
}

function addressesOf(context: PushContext, host: string): Set<string> {
  const addresses = new Set<string>()
  for (const service of context.registry.byHost(host))
    for (const endpoint of context.registry.endpointsOf(service)) addresses.add(endpoint.address)
  return addresses
}
