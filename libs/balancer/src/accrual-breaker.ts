/**
 * Linkerd's failure accrual: an endpoint that fails too often is shut, and tried with single requests until one succeeds
 * (spec §2.6).
 */
import type { Random } from './endpoint.ts'

export interface AccrualConfig {
  /** Failures in a row that shut the endpoint, 1 or more. Default 7. */
  readonly maxFailures: number
  /** First time that it stays shut, ms, above 0. Default 1,000. */
  readonly minPenaltyMs: number
  /** Longest time, not below the first. Default 60,000. */
  readonly maxPenaltyMs: number
  /** What is added at random, as a part of the time, 0 to 100. Default 0.5. */
  readonly jitterRatio: number
  /** Null: only failures in a row count. */
  readonly successRate: AccrualSuccessRate | null
}

/** The second reason to shut an endpoint: too few successes lately. */
export interface AccrualSuccessRate {
  /** Shut below it, 0–1. Default 0.8. */
  readonly threshold: number
  /** How far back it looks, ms. Default 10,000. */
  readonly windowMs: number
  /** Fewer answers than this are not judged. Default 5. */
  readonly minRequests: number
}

export const ACCRUAL_DEFAULTS: AccrualConfig = {
  maxFailures: 7,
  minPenaltyMs: 1_000,
  maxPenaltyMs: 60_000,
  jitterRatio: 0.5,
  successRate: null,
}

/**
 * `open` takes requests, until failures shut it; `shut` takes none, until its time is over; `probation` takes the next
 * one; `probing` waits for its outcome, which opens it or shuts it for longer.
 */
export type AccrualState = 'open' | 'shut' | 'probation' | 'probing'

/** Too many requests degrade the rate and fail a probe, but are no failure in a row. */
const TOO_MANY_REQUESTS = 429
const BUCKETS = 10

/** What an endpoint's failures come to. Its owner keeps the time: it calls `endPenalty` when `penaltyMs` have passed. */
export class AccrualBreaker {
  state: AccrualState = 'open'
  /** How long it stays shut this time, ms. */
  penaltyMs = 0
  /** How often it was shut since it was last open. */
  private shuts = 0
  private failures = 0
  private readonly config: AccrualConfig
  private readonly random: Random
  private readonly window: RateWindow | null

  constructor(config: AccrualConfig, random: Random) {
    this.config = config
    this.random = random
    this.window = config.successRate === null ? null : new RateWindow(config.successRate.windowMs)
  }

  /** Whether it may be given a request. */
  get isAvailable(): boolean {
    return this.state === 'open' || this.state === 'probation'
  }

  /** A request is on its way to it. @returns whether the state changed. */
  onPick(): boolean {
    if (this.state !== 'probation') return false
    this.state = 'probing'
    return true
  }

  /** The request of the probe was never sent. @returns whether the state changed. */
  onProbeLost(): boolean {
    if (this.state !== 'probing') return false
    this.state = 'probation'
    return true
  }

  /** One answer. @param status of HTTP, or 0 where there was none at all. @returns whether the state changed. */
  onOutcome(status: number, nowMs: number): boolean {
    const isFailure = status === 0 || status >= 500
    const isBad = isFailure || status === TOO_MANY_REQUESTS
    // Answers to requests from before it was shut say nothing new.
    if (this.state === 'shut' || this.state === 'probation') return false
    if (this.state === 'probing') {
      if (isBad) this.shut()
      else this.reopen()
      return true
    }
    this.window?.record(!isBad, nowMs)
    if (isFailure) this.failures++
    else if (!isBad) this.failures = 0
    if (this.failures < this.config.maxFailures && !this.isRateLow(nowMs)) return false
    this.shut()
    return true
  }

  /** Its time is over. @returns whether the state changed. */
  endPenalty(): boolean {
    if (this.state !== 'shut') return false
    this.state = 'probation'
    return true
  }

  private isRateLow(nowMs: number): boolean {
    const { successRate } = this.config
    if (successRate === null || this.window === null) return false
    const { total, successes } = this.window.sum(nowMs)
    return total >= successRate.minRequests && successes < successRate.threshold * total
  }

  private shut(): void {
    const { minPenaltyMs, maxPenaltyMs, jitterRatio } = this.config
    const baseMs = Math.min(maxPenaltyMs, minPenaltyMs * 2 ** Math.min(this.shuts, 52))
    this.penaltyMs = baseMs + baseMs * jitterRatio * this.random()
    this.shuts++
    this.failures = 0
    this.state = 'shut'
  }

  private reopen(): void {
    this.state = 'open'
    this.shuts = 0
    this.failures = 0
    this.window?.clear()
  }
}

/** Successes of the last window, in ten parts of which the oldest falls out. */
class RateWindow {
  private readonly bucketMs: number
  private readonly totals = new Uint32Array(BUCKETS)
  private readonly successes = new Uint32Array(BUCKETS)
  private current = 0

  constructor(windowMs: number) {
    this.bucketMs = windowMs / BUCKETS
  }

  record(isSuccess: boolean, nowMs: number): void {
    const at = this.advance(nowMs)
    this.totals[at] = (this.totals[at] ?? 0) + 1
    if (isSuccess) this.successes[at] = (this.successes[at] ?? 0) + 1
  }

  sum(nowMs: number): { total: number; successes: number } {
    this.advance(nowMs)
    const add = (sum: number, value: number): number => sum + value
    return { total: this.totals.reduce(add, 0), successes: this.successes.reduce(add, 0) }
  }

  clear(): void {
    this.totals.fill(0)
    this.successes.fill(0)
  }

  /** Index of the part of now; those that were skipped are emptied. */
  private advance(nowMs: number): number {
    const now = Math.floor(nowMs / this.bucketMs)
    const passed = Math.min(BUCKETS, now - this.current)
    for (let i = 0; i < passed; i++) {
      const at = (now - i) % BUCKETS
      this.totals[at] = 0
      this.successes[at] = 0
    }
    if (passed > 0) this.current = now
    return now % BUCKETS
  }
}
