/** Logs a refused peer once, however often it comes back, so that a misconfigured client cannot flood the log. */
import { type LogScope, scope } from '@flotilla/log'

/** Peers remembered; beyond it the oldest may be logged again. Listed in docs/limits.md. */
const MAX_PEERS = 1024

export class RefusalLog {
  private readonly seen = new Set<string>()
  private readonly log: Pick<LogScope, 'warn'>

  constructor(log: Pick<LogScope, 'warn'> = scope('proxy.listener')) {
    this.log = log
  }

  /** @param reason why, in a few constant words: another reason of the same peer is logged as well; `detail` may come from the peer. */
  refused(listener: string, reason: string, remoteAddress: string, detail: string): void {
    const key = `${listener} ${reason} ${remoteAddress}`
    if (this.seen.has(key)) return
    if (this.seen.size >= MAX_PEERS) {
      for (const oldest of this.seen) {
        this.seen.delete(oldest)
        break
      }
    }
    this.seen.add(key)
    this.log.warn('connection refused', { listener, reason, peer: remoteAddress, detail })
  }
}
