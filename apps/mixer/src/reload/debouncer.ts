/** Runs an action once changes have been quiet for a moment, and at the latest a while after the first. */
import type { Clock, Timer } from '@flotilla/time'

/** docs/limits.md */
export const QUIET_MS = 100
/** docs/limits.md */
export const LATEST_MS = 1_000

export class Debouncer {
  private readonly clock: Clock
  private readonly run: () => void
  private quiet: Timer | null = null
  private latest: Timer | null = null

  constructor(clock: Clock, run: () => void) {
    this.clock = clock
    this.run = run
  }

  /** Something has changed. */
  touch(): void {
    this.quiet?.cancel()
    this.quiet = this.clock.after(QUIET_MS, () => this.fire())
    this.latest ??= this.clock.after(LATEST_MS, () => this.fire())
  }

  close(): void {
    this.quiet?.cancel()
    this.latest?.cancel()
    this.quiet = null
    this.latest = null
  }

  private fire(): void {
    this.close()
    this.run()
  }
}
