/** Priority levels, spill-over and panic (spec §3.1): which level takes a pick, and which of its endpoints are eligible. */
import {
  type Balancer,
  type BalancerPolicy,
  type Endpoint,
  type Random,
  randomHash,
} from './endpoint.ts'

/** The endpoints of one priority level. A level without endpoints is legal. */
export interface PriorityLevel<E extends Endpoint> {
  /** All, less those that are excluded from the panic count. */
  readonly all: readonly E[]
  readonly healthy: readonly E[]
  readonly degraded: readonly E[]
}

export interface PriorityOptions {
  /** Healthy share below which a level panics, 0–100; 0 turns panic off. Default 50. */
  readonly panicThresholdPct?: number
  /** Whether a level in panic refuses traffic instead of using all its endpoints. Default false. */
  readonly failTrafficOnPanic?: boolean
  /** How much more than its share a level may carry before it spills over, in percent. Default 140. */
  readonly overprovisioningPct?: number
}

/** One level's part of the traffic. */
export interface LevelLoad {
  /** 0–100; over all levels healthy and degraded add up to 100, or to 0 where nothing is usable. */
  readonly healthyPct: number
  readonly degradedPct: number
  readonly isInPanic: boolean
}

export class PrioritySet<E extends Endpoint> {
  /** Whether the last pick came from a level in panic; for `lb_healthy_panic`. */
  wasPanic = false
  readonly loads: readonly LevelLoad[]
  private readonly levels: readonly PriorityLevel<E>[]
  private readonly policy: BalancerPolicy
  private readonly random: Random
  private readonly failTrafficOnPanic: boolean
  private readonly healthy: (Balancer<E> | null)[]
  private readonly degraded: (Balancer<E> | null)[]

  /** Computes all loads at once; balancers are made when a level is first picked. */
  constructor(
    levels: readonly PriorityLevel<E>[],
    policy: BalancerPolicy,
    random: Random,
    options: PriorityOptions = {},
  ) {
    this.levels = levels
    this.policy = policy
    this.random = random
    this.failTrafficOnPanic = options.failTrafficOnPanic ?? false
    this.loads = computeLoads(
      levels,
      options.panicThresholdPct ?? 50,
      options.overprovisioningPct ?? 140,
    )
    this.healthy = levels.map(() => null)
    this.degraded = levels.map(() => null)
  }

  /** An endpoint for one attempt, or null where none may be used. */
  pick(hash: bigint | null, attempt: number): E | null {
    this.wasPanic = false
    const only = this.loads.length === 1 ? this.loads[0] : undefined
    if (only !== undefined && only.healthyPct === 100 && !only.isInPanic)
      return this.healthyBalancer(0).pick(hash, attempt)
    return this.pickLevel(hash ?? randomHash(this.random), hash, attempt)
  }

  private pickLevel(draw: bigint, hash: bigint | null, attempt: number): E | null {
    let left = Number(draw % 100n) + 1
    for (let i = 0; i < this.loads.length; i++) {
      left -= this.loads[i]?.healthyPct ?? 0
      if (left <= 0) return this.pickHealthy(i, hash, attempt)
    }
    for (let i = 0; i < this.loads.length; i++) {
      left -= this.loads[i]?.degradedPct ?? 0
      if (left <= 0) return this.degradedBalancer(i).pick(hash, attempt)
    }
    return null
  }

  private pickHealthy(level: number, hash: bigint | null, attempt: number): E | null {
    this.wasPanic = this.loads[level]?.isInPanic ?? false
    return this.wasPanic && this.failTrafficOnPanic
      ? null
      : this.healthyBalancer(level).pick(hash, attempt)
  }

  private healthyBalancer(level: number): Balancer<E> {
    const isInPanic = this.loads[level]?.isInPanic ?? false
    const found = this.healthy[level]
    if (found != null) return found
    const source = this.levels[level]
    const made = this.policy((isInPanic ? source?.all : source?.healthy) ?? [], this.random)
    this.healthy[level] = made
    return made
  }

  private degradedBalancer(level: number): Balancer<E> {
    const found = this.degraded[level]
    if (found != null) return found
    const made = this.policy(this.levels[level]?.degraded ?? [], this.random)
    this.degraded[level] = made
    return made
  }
}

function computeLoads<E extends Endpoint>(
  levels: readonly PriorityLevel<E>[],
  panicThresholdPct: number,
  overprovisioningPct: number,
): LevelLoad[] {
  const healthy = levels.map((l) =>
    availability(l.healthy.length, l.all.length, overprovisioningPct),
  )
  const degraded = levels.map((l) =>
    availability(l.degraded.length, l.all.length, overprovisioningPct),
  )
  const total = Math.min(100, sum(healthy) + sum(degraded))
  const panics = levels.map((l) => total < 100 && isBelow(l, panicThresholdPct))
  if (levels.length > 0 && panics.every((panic) => panic)) return loadsByCount(levels)
  const healthyLoads = spread(healthy, total, 100)
  const degradedLoads = spread(degraded, total, 100 - sum(healthyLoads))
  giveRounding(healthy, healthyLoads, degraded, degradedLoads, total)
  return levels.map((_, i) => ({
    healthyPct: healthyLoads[i] ?? 0,
    degradedPct: degradedLoads[i] ?? 0,
    isInPanic: panics[i] ?? false,
  }))
}

function availability(part: number, total: number, overprovisioningPct: number): number {
  return total === 0 ? 0 : Math.min(100, Math.floor((overprovisioningPct * part) / total))
}

function isBelow<E extends Endpoint>(level: PriorityLevel<E>, thresholdPct: number): boolean {
  const usable = level.healthy.length + level.degraded.length
  return (level.all.length === 0 ? 0 : (100 * usable) / level.all.length) < thresholdPct
}

/** Fills the levels in order, each up to its availability, scaled so that a total below 100 still takes everything. */
function spread(availabilities: readonly number[], total: number, budget: number): number[] {
  let remaining = budget
  return availabilities.map((available) => {
    const load = total === 0 ? 0 : Math.min(remaining, Math.floor((available * 100) / total))
    remaining -= load
    return load
  })
}

/** What integer division left over goes to the first level that has anything. */
function giveRounding(
  healthy: readonly number[],
  healthyLoads: number[],
  degraded: readonly number[],
  degradedLoads: number[],
  total: number,
): void {
  const surplus = 100 - sum(healthyLoads) - sum(degradedLoads)
  if (total === 0 || surplus <= 0) return
  const firstHealthy = healthy.findIndex((available) => available > 0)
  if (firstHealthy >= 0) {
    healthyLoads[firstHealthy] = (healthyLoads[firstHealthy] ?? 0) + surplus
    return
  }
  const firstDegraded = degraded.findIndex((available) => available > 0)
  degradedLoads[firstDegraded] = (degradedLoads[firstDegraded] ?? 0) + surplus
}

/** Every level is in panic: traffic follows the number of endpoints. */
function loadsByCount<E extends Endpoint>(levels: readonly PriorityLevel<E>[]): LevelLoad[] {
  const count = sum(levels.map((level) => level.all.length))
  const loads = levels.map((level) =>
    count === 0 ? 0 : Math.floor((100 * level.all.length) / count),
  )
  const first = Math.max(
    0,
    levels.findIndex((level) => level.all.length > 0),
  )
  loads[first] = (loads[first] ?? 0) + 100 - sum(loads)
  return loads.map((healthyPct) => ({ healthyPct, degradedPct: 0, isInPanic: true }))
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
