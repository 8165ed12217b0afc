/** Slow start: an endpoint that just came gets its share step by step (spec §3.3). */
import type { Endpoint } from './endpoint.ts'

export interface SlowStart {
  /** How long it takes, ms, above 0. */
  readonly windowMs: number
  /** Above 0; 1 is a straight line, more is steeper at the start. Default 1. */
  readonly aggression: number
  /** Least part of its weight, 0–1. Default 0.1. */
  readonly minWeightRatio: number
}

/** What the weight of an endpoint is multiplied with: above 0 up to 1. */
export function slowStartFactor(config: SlowStart, sinceMs: number, nowMs: number): number {
  const ageMs = nowMs - sinceMs
  if (ageMs >= config.windowMs) return 1
  // Never younger than a second: the first requests must reach it at all.
  const time = Math.min(1, Math.max(1_000, ageMs) / config.windowMs)
  const grown = config.aggression === 1 ? time : time ** (1 / config.aggression)
  return Math.max(config.minWeightRatio, grown)
}

/** When the youngest of them is through, on the clock of `availableSinceMs`; -Infinity where nothing is slow. */
export function slowUntilMs(endpoints: readonly Endpoint[], config: SlowStart | null): number {
  if (config === null) return Number.NEGATIVE_INFINITY
  let latest = Number.NEGATIVE_INFINITY
  for (const { availableSinceMs } of endpoints) latest = Math.max(latest, availableSinceMs)
  return latest + config.windowMs
}
