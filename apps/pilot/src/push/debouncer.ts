/** Merges events until there was quiet for a while, or for so long that waiting on would be worse. */
import type { Clock, Timer } from '@flotilla/time'

export interface DebouncerOptions<E> {
  readonly clock: Clock
  /** Fires when no event came for this long. */
  readonly quietMs: number
  /** Fires at the latest this long after the first event. */
  readonly maxMs: number
  readonly merge: (pending: E, event: E) => E
  /** @param startedMs monotonic time of the first event */
  readonly fire: (merged: E, startedMs: number) => void
}

/**
 * States: idle (nothing pending), waiting (a timer runs; the next event re-arms it), closed.
 * idle → waiting on the first event; waiting → idle when it fires.
 */
export class Debouncer<E> {
  private readonly options: DebouncerOptions<E>
  private pending: { event: E; readonly startedMs: number } | null = null
  private timer: Timer | null = null
  private isClosed = false

  constructor(options: DebouncerOptions<E>) {
    this.options = options
  }

  add(event: E): void {
    if (this.isClosed) return
    const { clock, quietMs, maxMs, merge } = this.options
    const nowMs = clock.nowMs()
    if (this.pending === null) this.pending = { event, startedMs: nowMs }
    else this.pending.event = merge(this.pending.event, event)
    this.timer?.cancel()
    const latestMs = this.pending.startedMs + maxMs - nowMs
    this.timer = clock.after(Math.max(0, Math.min(quietMs, latestMs)), () => this.fire())
  }

  /** Drops what is pending. */
  close(): void {
    this.isClosed = true
    this.timer?.cancel()
    this.timer = null
    this.pending = null
  }

  private fire(): void {
    const { pending } = this
    this.timer = null
    this.pending = null
    if (pending !== null) this.options.fire(pending.event, pending.startedMs)
  }
}
