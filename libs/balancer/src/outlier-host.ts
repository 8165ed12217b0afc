/** What outlier detection keeps per endpoint. */
import type { Random } from './endpoint.ts'
import type { OutlierConfig } from './outlier-config.ts'

/** Successes of one interval. */
export class SuccessRate {
  total = 0
  successes = 0

  record(isSuccess: boolean): void {
    this.total++
    if (isSuccess) this.successes++
  }

  /** 0–100; 100 where nothing was recorded. */
  get ratePct(): number {
    return this.total === 0 ? 100 : (100 * this.successes) / this.total
  }
}

/** The interval being filled and the one that ended. */
export interface RatePair {
  current: SuccessRate
  finished: SuccessRate
}

export class HostOutlier {
  isEjected = false
  consecutive5xx = 0
  consecutiveGateway = 0
  consecutiveLocal = 0
  /** How often it was ejected since it was first seen. */
  ejections = 0
  /** Ejection lasts base × multiplier. */
  multiplier = 0
  ejectedAtMs = -1
  /** When it came back last. */
  restoredAtMs = -1
  jitterMs = 0
  readonly external: RatePair = { current: new SuccessRate(), finished: new SuccessRate() }
  readonly localOrigin: RatePair = { current: new SuccessRate(), finished: new SuccessRate() }

  eject(nowMs: number, config: OutlierConfig, random: Random): void {
    this.isEjected = true
    this.ejections++
    this.ejectedAtMs = nowMs
    this.jitterMs = Math.floor(random() * config.maxEjectionTimeJitterMs)
    const { baseEjectionTimeMs: base, maxEjectionTimeMs: max } = config
    if (this.multiplier * base < max + base) this.multiplier++
  }

  /** Time since it was last ejected or came back, null where neither ever happened. */
  sinceLastMs(nowMs: number): number | null {
    const lastMs = Math.max(this.ejectedAtMs, this.restoredAtMs)
    return lastMs < 0 ? null : nowMs - lastMs
  }

  restore(nowMs: number): void {
    this.isEjected = false
    this.restoredAtMs = nowMs
    this.consecutive5xx = 0
    this.consecutiveGateway = 0
    this.consecutiveLocal = 0
  }

  /** Ends the interval: what was being filled is now to be judged. */
  rotate(): void {
    for (const pair of [this.external, this.localOrigin]) {
      pair.finished = pair.current
      pair.current = new SuccessRate()
    }
  }
}
