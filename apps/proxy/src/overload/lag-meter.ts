/** How late timers fire: the worst of the time since it was last read. */
import type { Clock, Timer } from '@flotilla/time'

const PERIOD_MS = 50

export class LagMeter {
  private readonly clock: Clock
  private timer: Timer | null = null
  private dueMs = 0
  private worstMs = 0

  constructor(clock: Clock) {
    this.clock = clock
  }

  start(): void {
    this.dueMs = this.clock.nowMs() + PERIOD_MS
    this.timer = this.clock.after(PERIOD_MS, () => {
      this.worstMs = Math.max(this.worstMs, this.clock.nowMs() - this.dueMs)
      this.start()
    })
  }

  /** Milliseconds; begins anew. */
  take(): number {
    const worst = Math.max(this.worstMs, this.clock.nowMs() - this.dueMs, 0)
    this.worstMs = 0
    return worst
  }

  close(): void {
    this.timer?.cancel()
  }
}
