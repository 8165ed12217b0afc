/** Priority levels reduced to the endpoints of a subset. */
import type { Endpoint } from './endpoint.ts'
import type { LocalityGroup } from './locality.ts'
import type { PriorityLevel } from './priority-load.ts'
import type { SubsetConfig } from './subset-config.ts'

/** @param members null: every endpoint. */
export function subsetLevels<E extends Endpoint>(
  levels: readonly PriorityLevel<E>[],
  members: ReadonlySet<E> | null,
  config: SubsetConfig,
): readonly PriorityLevel<E>[] {
  const only = (list: readonly E[]): readonly E[] =>
    members === null ? list : list.filter((endpoint) => members.has(endpoint))
  const reduce = (group: LocalityGroup<E>): LocalityGroup<E> => {
    const all = only(group.all)
    return {
      key: group.key,
      weight: config.isLocalityWeightAware ? weightOf(group, all.length, config) : 0,
      all,
      healthy: only(group.healthy),
      degraded: only(group.degraded),
      excluded: only(group.excluded),
    }
  }
  return levels.map((level) => ({
    all: only(level.all),
    healthy: only(level.healthy),
    degraded: only(level.degraded),
    excluded: only(level.excluded),
    localities: level.localities.map(reduce),
  }))
}

/** A locality that is in the subset at all keeps at least 1. */
function weightOf<E extends Endpoint>(
  group: LocalityGroup<E>,
  left: number,
  config: SubsetConfig,
): number {
  if (!config.scalesLocalityWeight || group.weight === 0) return group.weight
  if (group.all.length === 0) return 0
  return Math.max(1, Math.round((group.weight * left) / group.all.length))
}
