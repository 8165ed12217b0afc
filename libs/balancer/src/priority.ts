/** Picks the priority level of a request, then the endpoint inside it (spec §3.1, §3.2). */
import type { Balancer, BalancerEnv, BalancerPolicy, Endpoint, HashTable } from './endpoint.ts'
import { hashBits } from './hash-bits.ts'
import { type LocalityMode, LocalityWeighted, type Source, sharesByLocality } from './locality.ts'
import {
  type Availability,
  type AvailabilityOptions,
  availabilityOf,
  computeLoads,
  type LevelLoad,
  loadsWithout,
  type PriorityLevel,
} from './priority-load.ts'
import { ZoneAware } from './zone-aware.ts'

export interface PriorityOptions extends AvailabilityOptions {
  /** A level in panic refuses traffic instead of using all its endpoints. Default false. */
  readonly failTrafficOnPanic?: boolean
  /** Default: localities do not matter. */
  readonly locality?: LocalityMode
}

const NO_LOCALITY: LocalityMode = { kind: 'none' }

export class PrioritySet<E extends Endpoint> {
  /** Whether the last pick came from a level in panic; for `lb_healthy_panic`. */
  wasPanic = false
  readonly loads: readonly LevelLoad[]
  private readonly levels: readonly PriorityLevel<E>[]
  private readonly policy: BalancerPolicy
  private readonly env: BalancerEnv
  private readonly options: PriorityOptions
  private readonly usable: (Balancer<E> | null)[]
  private readonly degraded: (Balancer<E> | null)[]
  /** Made by the first retry that needs it. */
  private availability: Availability | null = null

  /** Computes all loads at once; balancers are made when a level is first picked. */
  constructor(
    levels: readonly PriorityLevel<E>[],
    policy: BalancerPolicy,
    env: BalancerEnv,
    options: PriorityOptions = {},
  ) {
    this.levels = levels
    this.policy = policy
    this.env = env
    this.options = options
    this.loads = computeLoads(levels, options)
    this.usable = levels.map(() => null)
    this.degraded = levels.map(() => null)
  }

  /** The ring or table of the first level, where the policy has one. */
  get table(): HashTable | null {
    return this.levels.length === 0 ? null : ((this.usable[0] ?? this.makeUsable(0)).table ?? null)
  }

  /** An endpoint for one attempt, or null where none may be used. */
  pick(hash: bigint | null, attempt: number): E | null {
    return this.pickBy(this.loads, hash, attempt)
  }

  /** The same by other loads, for a retry. @param loads as `loadsElsewhere` gave them. */
  pickBy(loads: readonly LevelLoad[], hash: bigint | null, attempt: number): E | null {
    this.wasPanic = false
    const only = loads.length === 1 ? loads[0] : undefined
    if (only !== undefined && only.healthyPct === 100 && !only.isInPanic)
      return (this.usable[0] ?? this.makeUsable(0)).pick(hash, attempt)
    let left = 1
    if (this.policy.isHashing) {
      hashBits.load(hash, this.env.random)
      left += hashBits.modulo(100)
    } else {
      left += Math.floor(this.env.random() * 100)
    }
    return this.pickLevel(loads, left, hash, attempt)
  }

  /**
   * The loads with the levels of earlier attempts left out (Envoy's `previous_priorities`): after every `frequency`
   * attempts those levels are avoided too; once nothing else is left they all count again.
   * @param tried priority of each earlier attempt, in order.
   */
  loadsElsewhere(tried: readonly number[], frequency: number): readonly LevelLoad[] {
    if (tried.length < frequency) return this.loads
    this.availability ??= availabilityOf(this.levels, this.options)
    const isExcluded = this.levels.map(() => false)
    let loads: readonly LevelLoad[] = this.loads
    let first = 0
    for (let count = frequency; count <= tried.length; count += frequency) {
      for (const level of tried.slice(first, count)) isExcluded[level] = true
      const found = loadsWithout(this.availability, this.loads, isExcluded)
      loads = found ?? this.loads
      if (found !== null) continue
      first = count
      isExcluded.fill(false)
    }
    return loads
  }

  private pickLevel(
    loads: readonly LevelLoad[],
    draw: number,
    hash: bigint | null,
    attempt: number,
  ): E | null {
    let left = draw
    for (let i = 0; i < loads.length; i++) {
      left -= loads[i]?.healthyPct ?? 0
      if (left <= 0) return this.pickUsable(i, hash, attempt)
    }
    for (let i = 0; i < loads.length; i++) {
      left -= loads[i]?.degradedPct ?? 0
      if (left <= 0) return (this.degraded[i] ?? this.makeDegraded(i)).pick(hash, attempt)
    }
    return null
  }

  private pickUsable(level: number, hash: bigint | null, attempt: number): E | null {
    this.wasPanic = this.loads[level]?.isInPanic ?? false
    if (this.wasPanic && this.options.failTrafficOnPanic === true) return null
    return (this.usable[level] ?? this.makeUsable(level)).pick(hash, attempt)
  }

  /** Healthy endpoints, or all of them where the level panics. */
  private makeUsable(level: number): Balancer<E> {
    const isInPanic = this.loads[level]?.isInPanic ?? false
    const made = this.make(level, isInPanic ? 'all' : 'healthy')
    this.usable[level] = made
    return made
  }

  private makeDegraded(level: number): Balancer<E> {
    const made = this.make(level, 'degraded')
    this.degraded[level] = made
    return made
  }

  private make(level: number, source: Source): Balancer<E> {
    const { policy, env, options } = this
    const { locality = NO_LOCALITY, overprovisioningPct = 140 } = options
    const of = this.levels[level]
    const groups = of?.localities ?? []
    if (locality.kind === 'weighted' && policy.isHashing) {
      const weighted = sharesByLocality(groups, source)
      if (weighted !== null) return policy.make(weighted.endpoints, env, weighted.shares)
    }
    const flat = policy.make(of?.[source] ?? [], env, null)
    // In panic every endpoint is as good as any other, wherever it is.
    if (policy.isHashing || source === 'all') return flat
    if (locality.kind === 'weighted')
      return LocalityWeighted.of(groups, source, policy, env, overprovisioningPct) ?? flat
    if (locality.kind === 'zoneAware' && level === 0 && groups.length > 1)
      return new ZoneAware(groups, source, policy, env, flat, locality.options)
    return flat
  }
}
