/** Which endpoints are nearer: locality groups to priorities and weights (spec pilot-galley 2.12). */
import type { Labels } from '../labels.ts'
import type { LoadBalancerPolicy, LocalityLbSetting } from '../spec-types.ts'
import type { AssignedEndpoint } from './load-assignment.ts'

export interface LocalityPolicy {
  /** `region/zone/subzone` of the client. */
  readonly locality: string
  readonly labels: Labels
  readonly setting: LocalityLbSetting
  /** Endpoints may be found bad, so that those further away can take over. */
  readonly hasFailover: boolean
}

export interface LocalityGroup {
  readonly locality: string
  readonly endpoints: readonly AssignedEndpoint[]
  readonly weight: number
}

export interface PrioritizedGroup extends LocalityGroup {
  readonly priority: number
}

const NETWORK_LABEL = 'topology.istio.io/network'

/** Groups with priorities, sorted by priority, then as given; those that get no share are left out. */
export function prioritize(
  groups: readonly LocalityGroup[],
  policy: LocalityPolicy | null,
): PrioritizedGroup[] {
  if (policy === null || policy.setting.enabled === false) return groups.map(first)
  const { setting } = policy
  if ((setting.distribute ?? []).length > 0) return distribute(groups, policy)
  if (!policy.hasFailover) return groups.map(first)
  const keys = setting.failoverPriority ?? []
  const ranked = (keys.length > 0 ? byLabels(groups, policy, keys) : groups.map(first)).map(
    (group) => ({
      ...group,
      minor:
        keys.length > 0 && (setting.failover ?? []).length === 0
          ? 0
          : localityRank(policy, group.locality),
    }),
  )
  return closeGaps(ranked)
}

function first(group: LocalityGroup): PrioritizedGroup {
  return { ...group, priority: 0 }
}

/** 0 same subzone, 1 same zone, 2 same region, 3 the region to fail over to, 4 the rest (3 without such a region). */
function localityRank(policy: LocalityPolicy, locality: string): number {
  const own = policy.locality.split('/')
  const other = locality.split('/')
  if (own[0] === other[0] && policy.locality !== '') {
    if ((own[1] ?? '') !== (other[1] ?? '')) return 2
    return (own[2] ?? '') === (other[2] ?? '') ? 0 : 1
  }
  const failover = policy.setting.failover?.find((one) => one.from === own[0])
  if (failover === undefined) return 3
  return failover.to === other[0] ? 3 : 4
}

/** One group per locality and number of labels that do not match. */
function byLabels(
  groups: readonly LocalityGroup[],
  policy: LocalityPolicy,
  keys: readonly string[],
): PrioritizedGroup[] {
  const split: PrioritizedGroup[] = []
  for (const group of groups) {
    const byPriority = new Map<number, AssignedEndpoint[]>()
    for (const one of group.endpoints) {
      const priority = labelRank(policy.labels, one.endpoint.labels, keys)
      byPriority.set(priority, [...(byPriority.get(priority) ?? []), one])
    }
    for (const [priority, endpoints] of byPriority)
      split.push({
        locality: group.locality,
        endpoints,
        weight: endpoints.reduce((sum, one) => sum + one.endpoint.weight, 0),
        priority,
      })
  }
  return split
}

/** Number of labels from the first mismatch on; a network listed first counts apart and does not end the comparison. */
function labelRank(own: Labels, other: Labels, keys: readonly string[]): number {
  let extra = 0
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as string // bound checked by the loop
    const equals = key.indexOf('=')
    const name = equals === -1 ? key : key.slice(0, equals)
    const wanted = equals === -1 ? own[name] : key.slice(equals + 1)
    if ((other[name] ?? '') === (wanted ?? '')) continue
    if (i === 0 && name === NETWORK_LABEL) {
      extra = keys.length
      continue
    }
    return extra + keys.length - i
  }
  return extra
}

function closeGaps(
  groups: readonly (PrioritizedGroup & { readonly minor: number })[],
): PrioritizedGroup[] {
  const rank = (group: { priority: number; minor: number }): number =>
    group.priority * 8 + group.minor
  const levels = [...new Set(groups.map(rank))].sort((a, b) => a - b)
  return groups
    .map(({ minor, ...group }) => ({
      ...group,
      priority: levels.indexOf(rank({ priority: group.priority, minor })),
    }))
    .sort((a, b) => a.priority - b.priority)
}

/** Stated shares; a group outside of them gets nothing. */
function distribute(groups: readonly LocalityGroup[], policy: LocalityPolicy): PrioritizedGroup[] {
  const rule = policy.setting.distribute?.find((one) => isWithin(policy.locality, one.from ?? ''))
  if (rule === undefined) return groups.map(first)
  const shares = new Map<LocalityGroup, number>()
  for (const [pattern, share] of Object.entries(rule.to ?? {})) {
    const targets = groups.filter(
      (group) => !shares.has(group) && isWithin(group.locality, pattern),
    )
    const total = targets.reduce((sum, group) => sum + group.weight, 0)
    for (const group of targets)
      shares.set(group, Math.max(1, Math.round((share * group.weight) / total)))
  }
  return groups
    .filter((group) => shares.has(group))
    .map((group) => ({ ...group, weight: shares.get(group) ?? 0, priority: 0 }))
}

/** Whether a locality lies in a pattern such as `region/*` or `region`. */
function isWithin(locality: string, pattern: string): boolean {
  const parts = locality.split('/')
  for (const [i, part] of pattern.split('/').entries()) {
    if (part === '*') return true
    if (parts[i] !== part) return false
  }
  return true
}

/** Whether the policy prefers localities at all: a rule's setting before the mesh's. */
export function localitySetting(
  rule: LoadBalancerPolicy | null,
  mesh: LocalityLbSetting | null,
): LocalityLbSetting | null {
  return rule?.localityLbSetting ?? mesh
}
