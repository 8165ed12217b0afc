/** Logs why a caller was refused, once per peer and reason in ten minutes: a scanner must not flood the log. */
import type { LogScope } from '@flotilla/log'
import type { Clock } from '@flotilla/time'

const QUIET_MS = 600_000
/** Peers remembered; beyond it the oldest is forgotten. */
const MAX_REMEMBERED = 1_024

export class RefusalLog {
  private readonly log: LogScope
  private readonly clock: Clock
  private readonly loggedAtMs = new Map<string, number>()

  constructor(log: LogScope, clock: Clock) {
    this.log = log
    this.clock = clock
  }

  /** @param peer `host:port`; the port is left out, so that one machine counts as one. */
  add(
    message: string,
    peer: string,
    fields: { readonly reason: string; readonly identity?: string },
  ): void {
    const host = peer.replace(/:\d+$/, '')
    const key = `${host} ${message} ${fields.identity ?? ''} ${fields.reason}`
    const nowMs = this.clock.nowMs()
    const lastMs = this.loggedAtMs.get(key)
    if (lastMs !== undefined && nowMs - lastMs < QUIET_MS) return
    this.loggedAtMs.delete(key)
    this.loggedAtMs.set(key, nowMs)
    if (this.loggedAtMs.size > MAX_REMEMBERED)
      for (const oldest of this.loggedAtMs.keys()) {
        this.loggedAtMs.delete(oldest)
        break
      }
    this.log.warn(message, { peer: host, ...fields })
  }
}
