/** A clock for tests that stands still until it is told to advance. */
import type { Clock, Timer } from './clock.ts'

interface Entry {
  readonly dueMs: number
  readonly order: number
  readonly callback: () => void
}

export class FakeClock implements Clock {
  private monotonicMs = 0
  private readonly startWallMs: number
  private order = 0
  private readonly entries = new Set<Entry>()

  /** @param startWallMs wall time at which the clock starts. Default 2026-01-01T00:00:00Z. */
  constructor(startWallMs: number = Date.UTC(2026, 0, 1)) {
    this.startWallMs = startWallMs
  }

  nowMs(): number {
    return this.monotonicMs
  }

  wallMs(): number {
    return this.startWallMs + this.monotonicMs
  }

  after(delayMs: number, callback: () => void): Timer {
    const entry: Entry = {
      dueMs: this.monotonicMs + Math.max(0, delayMs),
      order: this.order++,
      callback,
    }
    this.entries.add(entry)
    return { cancel: () => this.entries.delete(entry) }
  }

  /** Timers that have not fired and were not cancelled. */
  get pending(): number {
    return this.entries.size
  }

  /** Moves time forward, firing what falls due in order of its time, also what the callbacks arm. */
  advance(byMs: number): void {
    const targetMs = this.monotonicMs + byMs
    for (let next = this.next(targetMs); next !== null; next = this.next(targetMs)) {
      this.entries.delete(next)
      this.monotonicMs = Math.max(this.monotonicMs, next.dueMs)
      next.callback()
    }
    this.monotonicMs = targetMs
  }

  private next(untilMs: number): Entry | null {
    let best: Entry | null = null
    for (const entry of this.entries) {
      if (entry.dueMs > untilMs) continue
      if (
        best === null ||
        entry.dueMs < best.dueMs ||
        (entry.dueMs === best.dueMs && entry.order < best.order)
      )
        best = entry
    }
    return best
  }
}
