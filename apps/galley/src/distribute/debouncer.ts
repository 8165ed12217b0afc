/** Gathers changes for a moment, so that a burst of them makes one snapshot. */
import type { Clock, Timer } from '@flotilla/time'

/** A snapshot is published after this quiet time, and at the latest after the other. */
const QUIET_MS = 20
const MAX_MS = 200

/** What one publication gathered. */
export interface Gathered {
  readonly changes: number
  /** From the first change to the publication. */
  readonly spanMs: number
  readonly reason: 'quiet' | 'max'
}

export interface DebouncerEvents {
  readonly publish: (gathered: Gathered) => void
  /** A change came; `isReset` where it moved a publication that was due. */
  readonly onChange?: (isReset: boolean) => void
}

export class Debouncer {
  private readonly clock: Clock
  private readonly events: DebouncerEvents
  private firstAtMs = 0
  private changes = 0
  private timer: Timer | null = null

  constructor(clock: Clock, events: DebouncerEvents) {
    this.clock = clock
    this.events = events
  }

  /** Something changed. */
  touch(): void {
    const now = this.clock.nowMs()
    this.events.onChange?.(this.timer !== null)
    if (this.timer === null) this.firstAtMs = now
    else this.timer.cancel()
    this.changes++
    const leftMs = Math.max(0, this.firstAtMs + MAX_MS - now)
    this.timer = this.clock.after(Math.min(QUIET_MS, leftMs), () =>
      this.publish(leftMs < QUIET_MS ? 'max' : 'quiet'),
    )
  }

  close(): void {
    this.timer?.cancel()
  }

  private publish(reason: Gathered['reason']): void {
    const { changes } = this
    this.timer = null
    this.changes = 0
    this.events.publish({ changes, spanMs: this.clock.nowMs() - this.firstAtMs, reason })
  }
}
