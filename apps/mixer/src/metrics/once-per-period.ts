/** Lets a warning through once per period and subject: requests must not fill the log. */
import type { Clock } from '@flotilla/time'

const PERIOD_MS = 10_000
/** Subjects remembered; beyond, all start anew. */
const MAX_SUBJECTS = 1_000

export class OncePerPeriod {
  private readonly clock: Clock
  private readonly lastAtMs = new Map<string, number>()

  constructor(clock: Clock) {
    this.clock = clock
  }

  may(subject: string): boolean {
    const nowMs = this.clock.nowMs()
    const lastAtMs = this.lastAtMs.get(subject)
    if (lastAtMs !== undefined && nowMs - lastAtMs < PERIOD_MS) return false
    if (this.lastAtMs.size >= MAX_SUBJECTS) this.lastAtMs.clear()
    this.lastAtMs.set(subject, nowMs)
    return true
  }
}
