/** How the traffic is divided between priority levels: availability, spill-over, panic (spec §3.1). */
import type { Endpoint } from './endpoint.ts'
import type { LocalityGroup } from './locality.ts'

/** The endpoints of one priority. */
export interface PriorityLevel<E extends Endpoint> {
  /** Eligible in panic. */
  readonly all: readonly E[]
  readonly healthy: readonly E[]
  readonly degraded: readonly E[]
  /** Those of `all` that do not count when availability is worked out, for example draining ones. */
  readonly excluded: readonly E[]
  /** The same endpoints by locality; empty where localities do not matter. */
  readonly localities: readonly LocalityGroup<E>[]
}

export interface AvailabilityOptions {
  /** A level with a smaller share of usable endpoints panics, in percent; 0 never panics. Default 50. */
  readonly panicThresholdPct?: number
  /** How much more than its share a level may carry before it spills over, in percent. Default 140. */
  readonly overprovisioningPct?: number
  /** Whether availability is counted in weights instead of endpoints. Default false. */
  readonly isHealthWeighted?: boolean
}

/** One level's part of the traffic. */
export interface LevelLoad {
  /** 0–100; over all levels healthy and degraded add up to 100, or to 0 where nothing is usable. */
  readonly healthyPct: number
  readonly degradedPct: number
  readonly isInPanic: boolean
}

/** 0–100 by level. */
export interface Availability {
  readonly healthy: readonly number[]
  readonly degraded: readonly number[]
  /** Capped at 100. */
  readonly total: number
}

export function availabilityOf<E extends Endpoint>(
  levels: readonly PriorityLevel<E>[],
  options: AvailabilityOptions,
): Availability {
  const { overprovisioningPct = 140, isHealthWeighted = false } = options
  const size = isHealthWeighted ? weightOf : countOf
  const of = (level: PriorityLevel<E>, part: readonly E[]): number => {
    const whole = size(level.all) - size(level.excluded)
    return whole === 0 ? 0 : Math.min(100, Math.floor((overprovisioningPct * size(part)) / whole))
  }
  const healthy = levels.map((level) => of(level, level.healthy))
  const degraded = levels.map((level) => of(level, level.degraded))
  return { healthy, degraded, total: Math.min(100, sum(healthy) + sum(degraded)) }
}

/** The loads of all levels. */
export function computeLoads<E extends Endpoint>(
  levels: readonly PriorityLevel<E>[],
  options: AvailabilityOptions,
): LevelLoad[] {
  const availability = availabilityOf(levels, options)
  const { total } = availability
  const threshold = options.panicThresholdPct ?? 50
  const panics = levels.map((level) => total < 100 && isBelow(level, threshold))
  if (levels.length > 0 && panics.every((panic) => panic)) return loadsByCount(levels)
  return divide(availability).map((load, i) => ({ ...load, isInPanic: panics[i] ?? false }))
}

/**
 * The loads with some levels left out, for retries that should go elsewhere.
 * Null where no other level can be used.
 */
export function loadsWithout(
  availability: Availability,
  loads: readonly LevelLoad[],
  isExcluded: readonly boolean[],
): LevelLoad[] | null {
  const healthy = availability.healthy.map((pct, i) => (isExcluded[i] ? 0 : pct))
  const degraded = availability.degraded.map((pct, i) => (isExcluded[i] ? 0 : pct))
  const total = Math.min(100, sum(healthy) + sum(degraded))
  if (total === 0) return null
  return divide({ healthy, degraded, total }).map((load, i) => ({
    ...load,
    isInPanic: loads[i]?.isInPanic ?? false,
  }))
}

function isBelow<E extends Endpoint>(level: PriorityLevel<E>, thresholdPct: number): boolean {
  const usable = level.healthy.length + level.degraded.length
  const counted = level.all.length - level.excluded.length
  return (counted === 0 ? 0 : (100 * usable) / counted) < thresholdPct
}

/** Healthy endpoints of all levels first, then degraded ones, then what rounding left. */
function divide(availability: Availability): { healthyPct: number; degradedPct: number }[] {
  const { healthy, degraded, total } = availability
  const healthyLoads = spread(healthy, total, 100)
  const degradedLoads = spread(degraded, total, 100 - sum(healthyLoads))
  const surplus = 100 - sum(healthyLoads) - sum(degradedLoads)
  if (total > 0 && surplus > 0) giveRounding(availability, healthyLoads, degradedLoads, surplus)
  return healthyLoads.map((healthyPct, i) => ({ healthyPct, degradedPct: degradedLoads[i] ?? 0 }))
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
  { healthy, degraded }: Availability,
  healthyLoads: number[],
  degradedLoads: number[],
  surplus: number,
): void {
  const firstHealthy = healthy.findIndex((available) => available > 0)
  const loads = firstHealthy >= 0 ? healthyLoads : degradedLoads
  const first = firstHealthy >= 0 ? firstHealthy : degraded.findIndex((available) => available > 0)
  loads[first] = (loads[first] ?? 0) + surplus
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

function countOf(endpoints: readonly Endpoint[]): number {
  return endpoints.length
}

function weightOf(endpoints: readonly Endpoint[]): number {
  return endpoints.reduce((total, { weight }) => total + weight, 0)
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
