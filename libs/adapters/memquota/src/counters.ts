/** The counters of a handler, one per quota and dimensions, bounded in number. */
import { RollingWindow, TICK_MS } from './rolling-window.ts'

export interface Limit {
  readonly maxAmount: number
  /** 0: never given back but by negative amounts. */
  readonly validDurationMs: number
}

/** Counters kept at once; the next one is refused. docs/limits.md */
export const MAX_COUNTERS = 100_000

/** Counters that are idle are looked for at most this often while the table is full, ms. */
const SWEEP_EVERY_MS = 1_000

interface Counter {
  readonly limit: Limit
  /** Null for a counter without window. */
  readonly window: RollingWindow | null
  inUse: number
}

export class Counters {
  private readonly counters = new Map<string, Counter>()
  private readonly maxCounters: number
  private sweptAtMs = Number.NEGATIVE_INFINITY
  private refusedCount = 0

  constructor(maxCounters: number = MAX_COUNTERS) {
    this.maxCounters = maxCounters
  }

  /** Takes from the counter of this key; returns what was taken, 0 where the table is full. */
  take(key: string, limit: Limit, amount: number, isBestEffort: boolean, nowMs: number): number {
    const counter = this.counterOf(key, limit, nowMs)
    if (counter === null) return 0
    if (counter.window !== null) return counter.window.take(amount, isBestEffort, tickOf(nowMs))
    const left = limit.maxAmount - counter.inUse
    const taken = amount <= left ? amount : isBestEffort ? left : 0
    counter.inUse += taken
    return taken
  }

  /** Gives back to the counter of this key; returns what was given back. */
  give(key: string, limit: Limit, amount: number, nowMs: number): number {
    const counter = this.counters.get(key)
    if (counter === undefined || !sameLimit(counter.limit, limit)) return 0
    if (counter.window !== null) return counter.window.give(amount, tickOf(nowMs))
    const given = Math.min(amount, counter.inUse)
    counter.inUse -= given
    return given
  }

  get size(): number {
    return this.counters.size
  }

  /** Requests refused because the table was full. */
  get refused(): number {
    return this.refusedCount
  }

  private counterOf(key: string, limit: Limit, nowMs: number): Counter | null {
    const found = this.counters.get(key)
    // A counter taken over from a replaced handler counts on only where its limit is unchanged.
    if (found !== undefined && sameLimit(found.limit, limit)) return found
    if (found === undefined && this.counters.size >= this.maxCounters && !this.sweep(nowMs)) {
      this.refusedCount++
      return null
    }
    const window =
      limit.validDurationMs === 0
        ? null
        : new RollingWindow(limit.maxAmount, limit.validDurationMs, tickOf(nowMs))
    const made: Counter = { limit, window, inUse: 0 }
    this.counters.set(key, made)
    return made
  }

  /** Forgets the counters that are idle; true where that made room. */
  private sweep(nowMs: number): boolean {
    if (nowMs - this.sweptAtMs < SWEEP_EVERY_MS) return false
    this.sweptAtMs = nowMs
    for (const [key, counter] of this.counters) {
      const isIdle = counter.window?.isIdle(tickOf(nowMs)) ?? counter.inUse === 0
      if (isIdle) this.counters.delete(key)
    }
    return this.counters.size < this.maxCounters
  }
}

function tickOf(nowMs: number): number {
  return Math.floor(nowMs / TICK_MS)
}

function sameLimit(a: Limit, b: Limit): boolean {
  return a.maxAmount === b.maxAmount && a.validDurationMs === b.validDurationMs
}
