/** Counts refused connections and logs each peer address once in a while: a scanner must not flood the log. */
import type { LogScope } from '@flotilla/log'
import type { Clock } from '@flotilla/time'

/** Addresses remembered as logged; beyond it the oldest is forgotten. */
const MAX_REMEMBERED = 256
const QUIET_MS = 600_000

export class Refusals {
  private readonly log: LogScope
  private readonly clock: Clock
  private readonly loggedAtMs = new Map<string, number>()
  private total = 0

  constructor(log: LogScope, clock: Clock) {
    this.log = log
    this.clock = clock
  }

  get count(): number {
    return this.total
  }

  /** @param address host without port, so that one peer counts as one. */
  add(address: string, reason: string): void {
    this.total++
    const key = `${address} ${reason}`
    const nowMs = this.clock.nowMs()
    const lastMs = this.loggedAtMs.get(key)
    if (lastMs !== undefined && nowMs - lastMs < QUIET_MS) return
    this.loggedAtMs.delete(key)
    if (this.loggedAtMs.size >= MAX_REMEMBERED)
      for (const oldest of this.loggedAtMs.keys()) {
        this.loggedAtMs.delete(oldest)
        break
      }
    this.loggedAtMs.set(key, nowMs)
    this.log.warn('connection refused', { peer: address, reason })
  }
}
