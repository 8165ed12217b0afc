/** What the router knows of the request that it forwards: where to, what was sent, which attempts and timers run. */
import { isGrpcRequest } from '@flotilla/match'
import type { WheelTimer } from '@flotilla/time'
import type { ServerStream } from '../http/downstream/server-stream.ts'
import { type HeaderList, headerValue } from '../http/headers.ts'
import type { ClusterTarget, MirrorPolicy } from '../http/route/route.ts'
import type { UpstreamExchange } from '../http/session.ts'
import type { AttemptTracker } from '../http/upstream/attempt-tracker.ts'
import type { HedgedAttempt } from '../http/upstream/hedged-attempt.ts'
import type { PendingRequest } from '../http/upstream/pending-queue.ts'
import type { RequestTimeouts } from '../http/upstream/request-timeouts.ts'
import type { RetryState } from '../http/upstream/retry-state.ts'
import type { UpstreamFilters } from '../http/upstream/upstream-filters.ts'
import type { RouterHead } from '../http/upstream/upstream-head.ts'
import type { RouteStats } from '../telemetry/http-stats.ts'
import type { Breaker, Cluster, Host } from '../upstream/types.ts'

const NO_TIMEOUTS: RequestTimeouts = {
  globalMs: 0,
  perTryMs: 0,
  perTryIdleMs: 0,
  tellsGrpc: false,
}

/** All fields are set in the constructor, in this order, so that every router has one shape. */
export abstract class RouterState {
  protected readonly stream: ServerStream
  protected cluster: Cluster | null = null
  protected breaker: Breaker | null = null
  protected target: ClusterTarget | null = null
  protected head: RouterHead | null = null
  protected host: Host | null = null
  protected tried: Host[] | null = null
  protected hash: bigint | null = null
  /** Of the route and of its virtual cluster, null where neither is counted by itself. */
  protected counted: readonly RouteStats[] | null = null
  protected setCookie = ''

  protected pending: PendingRequest | null = null
  protected exchange: UpstreamExchange | null = null
  protected retry: RetryState | null = null
  protected holdsRetrySlot = false
  protected hasMirrors = false
  protected mirrors: readonly MirrorPolicy[] = []
  /** Null: attempts go on and come back as they are. */
  protected upstreamFilters: UpstreamFilters | null = null
  /** Null: the cluster does not ask for it. */
  protected tracker: AttemptTracker | null = null

  /** Pieces that were not sent, or all pieces while they are kept for another attempt. */
  protected body: Buffer[] = []
  protected bodyBytes = 0
  protected bufferLimitBytes = 0
  protected keepsBody = false
  protected isRequestEnded = false
  protected isResponseStarted = false
  protected hasInformed = false
  protected hasContinued = false
  protected isOver = false
  protected isBackingOff = false
  /** Whether the attempt had a connection. */
  protected isConnected = false
  /** Whether the attempt before ran into its per-try timeout. */
  protected isTimeoutRetry = false

  protected timeouts: RequestTimeouts = NO_TIMEOUTS
  protected hedges = false
  /** Whether the caller wants 204 in place of 504 where the time is over. */
  protected hasAlternative = false
  /** Earlier attempts that are late and still run beside the current one. */
  protected late: HedgedAttempt[] | null = null
  protected wholeRequestMs = 0
  protected globalTimer: WheelTimer | null = null
  protected perTryTimer: WheelTimer | null = null
  protected idleTimer: WheelTimer | null = null
  protected durationTimer: WheelTimer | null = null
  protected backOffTimer: WheelTimer | null = null

  constructor(stream: ServerStream) {
    this.stream = stream
  }

  /** Since the request was given to its connection. */
  protected elapsedMs(): number {
    const { stream } = this
    return stream.runtime.nowMs() - stream.upstreamStartMs
  }

  /** Counts the answer that the client gets, of the upstream or in its place. @param headers of the upstream's. */
  protected charge(status: number, headers: HeaderList | null): void {
    const { cluster, counted, stream } = this
    if (cluster === null) return
    const { router } = stream.runtime.config
    if (router.hidesGrpcFailureCodes && isGrpcRequest(stream.requestHeaders)) return
    const { stats } = cluster
    stats.upstreamRq.count(status)
    const group = stream.isInternal ? stats.internal : stats.external
    group.upstreamRq.count(status)
    if (headers !== null && headerValue(headers, 'x-envoy-upstream-canary') === 'true')
      stats.canary.upstreamRq.count(status)
    if (counted !== null) for (const one of counted) one.upstreamRq.count(status)
  }

  /** The attempt is over, however it ended. */
  protected trackAttempt(): void {
    const { tracker, head } = this
    if (tracker !== null && head !== null)
      tracker.onAttemptOver(this.stream, head, this.elapsedMs(), this.timeouts.perTryMs)
  }

  /** So is the request. */
  protected trackRequest(): void {
    const { tracker, wholeRequestMs, stream } = this
    if (tracker === null) return
    const elapsedMs = wholeRequestMs === 0 ? 0 : stream.runtime.nowMs() - wholeRequestMs
    tracker.onRequestOver(elapsedMs, this.timeouts.globalMs)
  }

  protected releaseRetrySlot(): void {
    if (!this.holdsRetrySlot) return
    this.holdsRetrySlot = false
    this.breaker?.retries.release()
  }

  protected cancel(timer: WheelTimer | null): void {
    if (timer !== null) this.stream.runtime.wheel.cancel(timer)
  }
}
