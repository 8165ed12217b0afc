/** Failure accrual at work in one cluster: who is shut, for how long, and who gets the one request of a probe. */
import type { AccrualBreaker } from '@flotilla/balancer'
import { scope } from '@flotilla/log'
import type { Clock, Timer } from '@flotilla/time'
import type { EndpointHost } from './endpoint-host.ts'

const log = scope('proxy.upstream')

export class AccrualBreakers {
  private readonly cluster: string
  private readonly clock: Clock
  private readonly onChange: () => void
  /** One per host that is shut or probed. */
  private readonly timers = new Map<EndpointHost, Timer>()

  /** @param onChange called when a host's eligibility changed. */
  constructor(cluster: string, clock: Clock, onChange: () => void) {
    this.cluster = cluster
    this.clock = clock
    this.onChange = onChange
  }

  /** The host was picked. */
  onPick(host: EndpointHost, breaker: AccrualBreaker): void {
    if (!breaker.onPick()) return
    // A probe that is never answered, because its client left, must not keep the host out for ever.
    this.arm(host, breaker)
    this.onChange()
  }

  /** @param status of HTTP, or 0 where there was no answer. */
  report(host: EndpointHost, breaker: AccrualBreaker, status: number): void {
    if (!breaker.onOutcome(status, this.clock.nowMs())) return
    const isShut = breaker.state === 'shut'
    log.info(isShut ? 'breaker of host shut' : 'breaker of host opened', {
      cluster: this.cluster,
      host: host.label,
      penaltyMs: isShut ? Math.round(breaker.penaltyMs) : 0,
    })
    if (isShut) this.arm(host, breaker)
    else this.disarm(host)
    this.onChange()
  }

  /** Forgets hosts that left. */
  prune(): void {
    for (const host of this.timers.keys()) if (host.isRemoved) this.disarm(host)
  }

  close(): void {
    for (const host of [...this.timers.keys()]) this.disarm(host)
  }

  private arm(host: EndpointHost, breaker: AccrualBreaker): void {
    this.disarm(host)
    const timer = this.clock.after(breaker.penaltyMs, () => {
      this.timers.delete(host)
      if (breaker.endPenalty() || breaker.onProbeLost()) this.onChange()
    })
    this.timers.set(host, timer)
  }

  private disarm(host: EndpointHost): void {
    this.timers.get(host)?.cancel()
    this.timers.delete(host)
  }
}
