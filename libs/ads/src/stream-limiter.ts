/** A token bucket for new streams: after an outage everybody comes back at once, and each costs a full answer. */
import { type Clock, sleep } from '@flotilla/time'

export class StreamLimiter {
  private readonly clock: Clock
  private readonly perSec: number
  private readonly maxWaitMs: number
  /** When the next stream may start, on the monotonic clock. */
  private nextAtMs = 0

  /** @param perSec streams per second, > 0, of which a second's worth may come at once. */
  constructor(clock: Clock, perSec: number, maxWaitMs: number) {
    this.clock = clock
    this.perSec = perSec
    this.maxWaitMs = maxWaitMs
  }

  /** Waits for the stream's turn; false where that would take too long. */
  async admit(): Promise<boolean> {
    const nowMs = this.clock.nowMs()
    const startMs = Math.max(this.nextAtMs, nowMs - 1000)
    const waitMs = startMs - nowMs
    if (waitMs > this.maxWaitMs) return false
    this.nextAtMs = startMs + 1000 / this.perSec
    if (waitMs > 0) await sleep(this.clock, waitMs)
    return true
  }
}
