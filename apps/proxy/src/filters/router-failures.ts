/** What goes wrong with attempts: resets, timeouts, retries, hedges, and the end of them all. */
import { WheelTimer } from '@flotilla/time'
import type { HeaderList } from '../http/headers.ts'
import { ResponseFlag } from '../http/response-flags.ts'
import { ResetReason } from '../http/session.ts'
import { failureReply, flagOf, lateFailureDetail } from '../http/upstream/failure-reply.ts'
import type { HedgedAttempt, HedgeOwner } from '../http/upstream/hedged-attempt.ts'
import type { RetryState } from '../http/upstream/retry-state.ts'
import { type Cluster, type Host, Outcome } from '../upstream/types.ts'
import { RouterState } from './router-state.ts'

export abstract class RouterFailures extends RouterState implements HedgeOwner {
  protected abstract attempt(): void

  /** Lets the attempt go on and begins another one beside it. */
  protected abstract hedge(): void

  // -- failures --------------------------------------------------------------

  onUpstreamReset(reason: ResetReason): void {
    const { exchange, host, cluster } = this
    this.exchange = null
    this.cancel(this.perTryTimer)
    this.cancel(this.idleTimer)
    this.trackAttempt()
    if (host !== null) cluster?.report(host, Outcome.reset, this.elapsedMs())
    this.onFailure(reason, '', true, exchange?.wasStale === true)
  }

  protected onFailure(
    reason: ResetReason,
    transportText: string,
    wasHeadSent: boolean,
    wasStale: boolean,
  ): void {
    const { stream, retry } = this
    if (this.isResponseStarted) {
      stream.runtime.config.stats.rqResetAfterDownstreamResponseStarted++
      stream.abort(lateFailureDetail(reason), flagOf(reason))
      return
    }
    if (retry?.wantsRetryAfter(reason, wasHeadSent, wasStale) === true && this.mayRetry(retry)) {
      if (!wasHeadSent) this.isConnected = false
      this.scheduleRetry(retry)
      return
    }
    // While a sibling runs its answer is awaited.
    if (this.late !== null) return
    const reply = failureReply(reason, transportText, (retry?.count ?? 0) > 0, this.hasInformed)
    const isOverloaded = (reply.flag & ResponseFlag.UpstreamOverflow) !== 0
    const headers = isOverloaded ? ['x-envoy-overloaded', 'true'] : null
    this.endWith(reply.status, reply.body, reply.detail, reply.flag, headers)
  }

  protected mayRetry(retry: RetryState): boolean {
    const { stream, cluster, breaker } = this
    if (cluster === null || breaker === null) return false
    if (!retry.hasRetriesLeft) {
      cluster.stats.upstreamRqRetryLimitExceeded++
      for (const one of this.counted ?? []) one.upstreamRqRetryLimitExceeded++
      stream.responseFlags |= ResponseFlag.UpstreamRetryLimitExceeded
      return false
    }
    if (!this.keepsBody) {
      stream.runtime.config.stats.rqRetrySkippedRequestNotComplete++
      return false
    }
    if (!this.holdsRetrySlot && !breaker.retries.tryAcquire()) {
      cluster.stats.upstreamRqRetryOverflow++
      for (const one of this.counted ?? []) one.upstreamRqRetryOverflow++
      stream.responseFlags |= ResponseFlag.UpstreamOverflow
      return false
    }
    this.holdsRetrySlot = true
    return true
  }

  protected scheduleRetry(retry: RetryState): void {
    const { stream, host, cluster } = this
    if (cluster !== null) {
      cluster.stats.upstreamRqRetry++
      if (retry.isAsked) cluster.stats.upstreamRqRetryBackoffRatelimited++
      else cluster.stats.upstreamRqRetryBackoffExponential++
    }
    for (const one of this.counted ?? []) one.upstreamRqRetry++
    if (host !== null) {
      this.tried ??= []
      this.tried.push(host)
      if (this.isConnected) stream.triedHosts = [...(stream.triedHosts ?? []), host]
    }
    this.isBackingOff = true
    this.backOffTimer ??= new WheelTimer(() => this.attempt())
    stream.runtime.wheel.arm(this.backOffTimer, retry.take(stream.runtime.env.random))
  }

  protected countRetrySuccess(cluster: Cluster): void {
    cluster.stats.upstreamRqRetrySuccess++
    for (const one of this.counted ?? []) one.upstreamRqRetrySuccess++
  }

  protected endWith(
    status: number,
    body: string,
    detail: string,
    flag: number,
    headers: HeaderList | null = null,
  ): void {
    this.trackRequest()
    this.letGo()
    this.charge(status, null)
    const { stream } = this
    if (stream.route?.includesAttemptCountInResponse !== true) {
      stream.reply(status, body, detail, flag, headers)
      return
    }
    const counted = ['x-envoy-attempt-count', String(stream.attemptCount)]
    stream.reply(status, body, detail, flag, headers === null ? counted : [...headers, ...counted])
  }

  // -- timeouts --------------------------------------------------------------

  protected armPerTry(): void {
    const { perTryMs } = this.timeouts
    if (perTryMs === 0 || this.exchange === null || this.isResponseStarted) return
    this.perTryTimer ??= new WheelTimer(() => this.onPerTryTimeout())
    this.stream.runtime.wheel.arm(this.perTryTimer, perTryMs)
  }

  protected onPerTryTimeout(): void {
    const { cluster, host, retry } = this
    if (cluster === null || host === null) return
    cluster.stats.upstreamRqPerTryTimeout++
    this.isTimeoutRetry = true
    if (this.hedges) {
      this.hedge()
      return
    }
    this.onAttemptTimeout(cluster, host)
    if (retry?.wantsRetryAfterTimeout === true && this.mayRetry(retry)) this.scheduleRetry(retry)
    else
      this.endWith(
        504,
        'upstream request timeout',
        'upstream_per_try_timeout',
        ResponseFlag.UpstreamRequestTimeout,
      )
  }

  onLateHead(attempt: HedgedAttempt, status: number, headers: HeaderList): boolean {
    const isMine = this.late?.includes(attempt) === true
    if (!isMine || this.isOver || this.isResponseStarted) return false
    const isBad = this.retry?.wantsRetryOn(status, headers) === true
    if (isBad && !this.isLast(attempt)) return false
    this.cancel(this.perTryTimer)
    this.cancel(this.backOffTimer)
    this.isBackingOff = false
    if (this.pending !== null) this.pending.pool.cancel(this.pending)
    this.pending = null
    this.exchange?.abandon()
    this.exchange = attempt.take()
    this.dropLate()
    return true
  }

  onLateFailure(attempt: HedgedAttempt, reason: ResetReason): void {
    if (this.late?.includes(attempt) !== true) return
    const isLast = this.isLast(attempt)
    this.late = isLast ? null : this.late.filter((one) => one !== attempt)
    if (isLast && !this.isOver) this.onFailure(reason, '', true, false)
  }

  /** Whether no other attempt runs or will. */
  protected isLast(attempt: HedgedAttempt): boolean {
    const isAlone = this.exchange === null && this.pending === null && !this.isBackingOff
    return isAlone && this.late?.length === 1 && this.late[0] === attempt
  }

  protected dropLate(): void {
    const { late } = this
    this.late = null
    if (late !== null) for (const attempt of late) attempt.giveUp()
  }

  protected armIdle(): void {
    const { perTryIdleMs } = this.timeouts
    if (perTryIdleMs === 0) return
    this.idleTimer ??= new WheelTimer(() => this.onIdleTimeout())
    this.stream.runtime.wheel.arm(this.idleTimer, perTryIdleMs)
  }

  protected onIdleTimeout(): void {
    const { cluster, host, retry, stream } = this
    if (cluster === null || host === null || this.exchange === null) return
    cluster.stats.upstreamRqPerTryIdleTimeout++
    this.onAttemptTimeout(cluster, host)
    const detail = 'upstream_per_try_idle_timeout'
    if (this.isResponseStarted) stream.abort(detail, ResponseFlag.UpstreamRequestTimeout)
    else if (retry?.wantsRetryAfterTimeout === true && this.mayRetry(retry))
      this.scheduleRetry(retry)
    else this.endWith(504, 'upstream request timeout', detail, ResponseFlag.UpstreamRequestTimeout)
  }

  protected armDuration(): void {
    const { maxStreamDurationMs = 0 } = this.cluster?.config ?? {}
    if (maxStreamDurationMs === 0) return
    this.durationTimer ??= new WheelTimer(() => this.onDuration())
    this.stream.runtime.wheel.arm(this.durationTimer, maxStreamDurationMs)
  }

  /** The cluster's longest time of an attempt is over. */
  private onDuration(): void {
    const { cluster, host, retry, stream } = this
    if (cluster === null || host === null || this.exchange === null) return
    cluster.stats.upstreamRqMaxDurationReached++
    this.exchange.abandon()
    this.exchange = null
    const detail = 'upstream_max_stream_duration_reached'
    const flag = ResponseFlag.UpstreamMaxStreamDurationReached
    if (this.isResponseStarted) stream.abort(detail, flag)
    else if (
      retry?.wantsRetryAfter(ResetReason.LocalReset, true, false) === true &&
      this.mayRetry(retry)
    )
      this.scheduleRetry(retry)
    else {
      const status = stream.isRequestComplete ? 504 : 408
      this.endWith(status, 'upstream max stream duration reached', detail, flag)
    }
  }

  protected onGlobalTimeout(): void {
    const { cluster, host, stream } = this
    if (cluster === null || this.isOver) return
    cluster.stats.upstreamRqTimeout++
    for (const one of this.counted ?? []) one.upstreamRqTimeout++
    if (host !== null) this.onAttemptTimeout(cluster, host)
    if (this.isResponseStarted) {
      stream.abort('response_timeout', ResponseFlag.UpstreamRequestTimeout)
      return
    }
    const { hasAlternative } = this
    const body = hasAlternative ? '' : 'upstream request timeout'
    this.endWith(
      hasAlternative ? 204 : 504,
      body,
      'response_timeout',
      ResponseFlag.UpstreamRequestTimeout,
    )
  }

  protected onAttemptTimeout(cluster: Cluster, host: Host): void {
    if (this.exchange === null) return
    host.stats.rqTimeout++
    this.trackAttempt()
    cluster.report(host, Outcome.timeout, this.elapsedMs())
    this.exchange.abandon()
    this.exchange = null
  }

  // -- the end ---------------------------------------------------------------

  onStreamOver(): void {
    this.isOver = true
    this.letGo()
  }

  protected letGo(): void {
    this.cancel(this.globalTimer)
    this.cancel(this.perTryTimer)
    this.cancel(this.backOffTimer)
    this.cancel(this.idleTimer)
    this.cancel(this.durationTimer)
    this.dropLate()
    if (this.pending !== null) {
      this.pending.pool.cancel(this.pending)
      this.pending = null
    }
    this.exchange?.abandon()
    this.exchange = null
    this.releaseRetrySlot()
    this.body = []
  }
}
