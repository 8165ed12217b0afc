/** Localities inside a priority level: weighted choice between them, and weights for consistent hashing (spec §3.2). */
import { EdfScheduler } from './edf.ts'
import type { Balancer, BalancerEnv, BalancerPolicy, Endpoint } from './endpoint.ts'
import type { ZoneAwareOptions } from './zone-aware.ts'

/** The endpoints of one level in one locality. */
export interface LocalityGroup<E extends Endpoint> {
  /** Equal for equal localities. */
  readonly key: string
  /** Configured weight; 0 gets nothing. */
  readonly weight: number
  readonly all: readonly E[]
  readonly healthy: readonly E[]
  readonly degraded: readonly E[]
  /** As of a level. */
  readonly excluded: readonly E[]
}

/** How localities matter to a cluster. */
export type LocalityMode =
  | { readonly kind: 'none' }
  | { readonly kind: 'weighted' }
  | { readonly kind: 'zoneAware'; readonly options: ZoneAwareOptions }

/** Which of a level's endpoints are picked from. */
export type Source = 'all' | 'healthy' | 'degraded'

interface WeightedLocality<E extends Endpoint> {
  readonly weight: number
  readonly balancer: Balancer<E>
}

/** Picks a locality by its weight, less where part of it is down, then an endpoint inside it. */
export class LocalityWeighted<E extends Endpoint> implements Balancer<E> {
  private readonly schedule: EdfScheduler<WeightedLocality<E>>

  private constructor(localities: readonly WeightedLocality<E>[], env: BalancerEnv) {
    this.schedule = new EdfScheduler(localities, (locality) => locality.weight)
    for (let i = Math.floor(env.random() * localities.length); i > 0; i--) this.schedule.pick()
  }

  /** Null where no locality has a weight and an endpoint: localities then do not matter. */
  static of<E extends Endpoint>(
    groups: readonly LocalityGroup<E>[],
    source: Source,
    policy: BalancerPolicy,
    env: BalancerEnv,
    overprovisioningPct: number,
  ): LocalityWeighted<E> | null {
    const localities = groups.flatMap((group) => {
      const weight = effectiveWeight(group, source, overprovisioningPct)
      return weight > 0 ? [{ weight, balancer: policy.make(group[source], env, null) }] : []
    })
    return localities.length === 0 ? null : new LocalityWeighted(localities, env)
  }

  pick(hash: bigint | null, attempt: number): E | null {
    return this.schedule.pick()?.balancer.pick(hash, attempt) ?? null
  }
}

/** weight × min(1, overprovisioning × usable share). */
function effectiveWeight<E extends Endpoint>(
  group: LocalityGroup<E>,
  source: Source,
  overprovisioningPct: number,
): number {
  const counted = group.all.length - group.excluded.length
  if (counted === 0) return 0
  const ratio = group[source].length / counted
  return group.weight * Math.min(1, (overprovisioningPct / 100) * ratio)
}

/**
 * One list with each endpoint's share of the whole, for consistent hashing: locality weights count in full,
 * however many of a locality's endpoints are down (Envoy). Null where no locality has a weight.
 */
export function sharesByLocality<E extends Endpoint>(
  groups: readonly LocalityGroup<E>[],
  source: Source,
): { readonly endpoints: readonly E[]; readonly shares: readonly number[] } | null {
  const total = groups.reduce((sum, group) => sum + group.weight, 0)
  if (total === 0) return null
  const endpoints: E[] = []
  const shares: number[] = []
  for (const group of groups) {
    const inside = group[source].reduce((sum, endpoint) => sum + endpoint.weight, 0)
    if (group.weight === 0) continue
    for (const endpoint of group[source]) {
      endpoints.push(endpoint)
      shares.push((endpoint.weight * (group.weight / total)) / inside)
    }
  }
  return { endpoints, shares }
}
