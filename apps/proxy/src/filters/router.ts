/** The end of the filter chain: answers by itself or forwards, with timeouts, retries, mirrors and back-pressure. */
import { WheelTimer } from '@flotilla/time'
import { stripResponseHopByHop } from '../http/downstream/hop-by-hop.ts'
import type { ServerStream } from '../http/downstream/server-stream.ts'
import { type HeaderList, headerValue, removeHeader, setHeader } from '../http/headers.ts'
import { ResponseFlag } from '../http/response-flags.ts'
import { routeHash } from '../http/route/hash-policy.ts'
import type { ClusterTarget, ForwardAction, Route } from '../http/route/route.ts'
import type {
  RequestConsumer,
  ResetReason,
  UpstreamExchange,
  UpstreamHandler,
} from '../http/session.ts'
import { failureReply, flagOf, lateFailureDetail } from '../http/upstream/failure-reply.ts'
import { HedgedAttempt, type HedgeOwner } from '../http/upstream/hedged-attempt.ts'
import { poolKey, poolOf, poolProtocol } from '../http/upstream/host-pools.ts'
import { followsRedirect } from '../http/upstream/internal-redirect.ts'
import { mirrorRequest } from '../http/upstream/mirror.ts'
import type { PendingRequest } from '../http/upstream/pending-queue.ts'
import {
  type RequestTimeouts,
  requestTimeouts,
  tellTimeouts,
} from '../http/upstream/request-timeouts.ts'
import { finishResponseHeaders } from '../http/upstream/response-headers.ts'
import { RetryState } from '../http/upstream/retry-state.ts'
import { openTcpTunnel } from '../http/upstream/tcp-exchange.ts'
import { applyAutoHost, type RouterHead, routerHead } from '../http/upstream/upstream-head.ts'
import { type Breaker, type Cluster, type Host, Outcome } from '../upstream/types.ts'
import { answerRoute } from './route-answer.ts'

const NO_TIMEOUTS: RequestTimeouts = {
  globalMs: 0,
  perTryMs: 0,
  perTryIdleMs: 0,
  tellsGrpc: false,
}

export class Router implements RequestConsumer, UpstreamHandler, HedgeOwner {
  private readonly stream: ServerStream
  private cluster: Cluster | null = null
  private breaker: Breaker | null = null
  private target: ClusterTarget | null = null
  private head: RouterHead | null = null
  private host: Host | null = null
  private tried: Host[] | null = null
  private hash: bigint | null = null
  private setCookie = ''

  private pending: PendingRequest | null = null
  private exchange: UpstreamExchange | null = null
  private retry: RetryState | null = null
  private holdsRetrySlot = false
  private hasMirrors = false

  /** Pieces that were not sent, or all pieces while they are kept for another attempt. */
  private body: Buffer[] = []
  private bodyBytes = 0
  private bufferLimitBytes = 0
  private keepsBody = false
  private isRequestEnded = false
  private isResponseStarted = false
  private hasInformed = false
  private isOver = false
  private isBackingOff = false
  /** Whether the attempt had a connection. */
  private isConnected = false
  /** Whether the attempt before ran into its per-try timeout. */
  private isTimeoutRetry = false

  private timeouts: RequestTimeouts = NO_TIMEOUTS
  private hedges = false
  /** Whether the caller wants 204 in place of 504 where the time is over. */
  private hasAlternative = false
  /** Earlier attempts that are late and still run beside the current one. */
  private late: HedgedAttempt[] | null = null
  private wholeRequestMs = 0
  private globalTimer: WheelTimer | null = null
  private perTryTimer: WheelTimer | null = null
  private idleTimer: WheelTimer | null = null
  private backOffTimer: WheelTimer | null = null

  constructor(stream: ServerStream) {
    this.stream = stream
  }

  start(): void {
    const { route } = this.stream
    if (route?.action.kind === 'forward') this.forward(route, route.action)
    else answerRoute(this.stream, route)
  }

  // -- forwarding ------------------------------------------------------------

  private forward(route: Route, action: ForwardAction): void {
    const { stream } = this
    const { runtime } = stream
    const { target } = stream
    const cluster = target === null ? null : this.findCluster(target)
    if (cluster === null || target === null) {
      runtime.config.stats.noCluster++
      stream.clusterName = ''
      stream.reply(
        action.clusterNotFoundStatus,
        '',
        'cluster_not_found',
        ResponseFlag.NoClusterFound,
      )
      return
    }
    const headers = stream.requestHeaders
    this.cluster = cluster
    stream.clusterMetadata = cluster.metadata
    this.target = target
    this.breaker = action.isHighPriority ? cluster.breakers.high : cluster.breakers.default
    this.retry = RetryState.of(action.retry, stream, headers)
    // Only internal callers may send them.
    if (stream.isInternal) {
      this.hasAlternative = removeHeader(headers, 'x-envoy-upstream-rq-timeout-alt-response')
      removeHeader(headers, 'x-envoy-upstream-alt-stat-name')
      removeHeader(headers, 'x-envoy-hedge-on-per-try-timeout')
    }
    this.timeouts = requestTimeouts(action, headers, runtime.config.router)
    this.hedges = this.retry !== null && (action.hedge?.onPerTryTimeout ?? false)
    tellTimeouts(headers, this.timeouts, this.hedges, 0, runtime.config.router)
    // What additions to the headers say of the attempt that comes.
    stream.attemptCount = 1
    this.head = routerHead(stream, route, action, target)
    stream.attemptCount = 0
    this.bufferLimitBytes = route.bufferLimitBytes
    if (action.hashPolicies.length > 0) {
      const hash = routeHash(action.hashPolicies, stream)
      this.hash = hash.hash
      this.setCookie = hash.setCookie
    }
    this.hasMirrors = action.mirrors.length > 0
    this.keepsBody = this.retry !== null || this.hasMirrors || action.internalRedirect !== null
    this.isRequestEnded = stream.isRequestComplete
    this.body = stream.takeCollected()
    if (this.isRequestEnded) this.onWholeRequest()
    this.attempt()
    if (!this.isOver && !this.isRequestEnded && this.keepsBody && stream.upgrade === '')
      stream.session.releaseRequest()
  }

  private findCluster(target: ClusterTarget): Cluster | null {
    const { stream } = this
    const name =
      target.clusterHeader === ''
        ? target.cluster
        : (headerValue(stream.requestHeaders, target.clusterHeader) ?? '')
    stream.clusterName = name
    return name === '' ? null : stream.runtime.env.clusters.get(name)
  }

  private attempt(): void {
    const { stream, cluster, head, target, breaker } = this
    if (cluster === null || head === null || target === null || breaker === null) return
    this.isBackingOff = false
    stream.attemptCount++
    const host = cluster.pick({
      hash: this.hash,
      downstream: stream.connection,
      tried: this.retry?.selection == null ? null : this.tried,
      hostAttempts: this.retry?.hostAttempts ?? 1,
      retry: this.retry?.selection ?? null,
      metadataMatch: target.metadataMatch,
      requestHeaders: stream.requestHeaders,
    })
    if (host === null) {
      this.endWith(
        503,
        'no healthy upstream',
        'no_healthy_upstream',
        ResponseFlag.NoHealthyUpstream,
      )
      return
    }
    this.host = host
    stream.upstreamHost = host
    applyAutoHost(head, target, host, this.appendsForwardedHost)
    if (stream.attemptCount > 1) this.tellLeftTime(head)
    if (stream.route?.includesAttemptCount === true)
      setHeader(head.headers, 'x-envoy-attempt-count', String(stream.attemptCount))
    if (this.isTimeoutRetry && stream.route?.includesTimeoutRetry === true)
      setHeader(head.headers, 'x-envoy-is-timeout-retry', 'true')
    const { runtime } = stream
    if (this.opensTunnel()) {
      this.pending = openTcpTunnel(cluster, host, this, breaker, {
        protocol: 'tcp',
        downstream: stream.connection,
        authority: head.host,
      })
      return
    }
    const protocol = poolProtocol(cluster, stream.protocol)
    const pool = poolOf(
      cluster,
      host,
      protocol,
      poolKey(cluster, head.host, stream.connection),
      runtime.wheel,
      runtime.env.clock,
    )
    const context = {
      protocol: 'http/1.1',
      downstream: stream.connection,
      authority: head.host,
      isHighPriority: breaker === cluster.breakers.high,
    } as const
    this.pending = pool.request(this, breaker, context)
  }

  private get appendsForwardedHost(): boolean {
    const action = this.stream.route?.action
    return action?.kind === 'forward' && action.appendsForwardedHost
  }

  private tellLeftTime(head: RouterHead): void {
    const { runtime } = this.stream
    const elapsedMs = this.wholeRequestMs === 0 ? 0 : runtime.nowMs() - this.wholeRequestMs
    tellTimeouts(head.headers, this.timeouts, this.hedges, elapsedMs, runtime.config.router)
  }

  /** Whether a CONNECT ends here, its bytes going on over TCP. */
  private opensTunnel(): boolean {
    const { stream } = this
    if (stream.upgrade !== 'connect') return false
    const action = stream.route?.action
    return action?.kind === 'forward' && action.terminatesConnect
  }

  onPoolReady(exchange: UpstreamExchange): void {
    const { stream, head } = this
    if (head === null) return
    this.pending = null
    this.exchange = exchange
    this.isConnected = true
    stream.upstreamLocalAddress = exchange.peer.localAddress
    stream.upstreamPeerPrincipal = exchange.peer.principal
    stream.upstreamPeer = exchange.peer
    stream.upstreamStartMs = stream.runtime.nowMs()
    this.armIdle()
    stream.upstreamProtocol = exchange.protocol
    const isEnd = this.isRequestEnded && this.body.length === 0
    exchange.sendHead(head, isEnd)
    for (const chunk of this.body) exchange.sendBody(chunk)
    if (this.isRequestEnded && !isEnd) exchange.sendEnd(stream.requestTrailers)
    else exchange.flush()
    if (!this.keepsBody) this.body = []
    if (this.isRequestEnded) this.armPerTry()
    else if (stream.upgrade === '') stream.session.releaseRequest()
  }

  onPoolFailure(reason: ResetReason, transportText: string): void {
    this.pending = null
    this.stream.upstreamTransportFailure = transportText
    this.onFailure(reason, transportText, false, false)
  }

  // -- request ---------------------------------------------------------------

  onRequestBody(chunk: Buffer): void {
    const { exchange, stream } = this
    if (this.keepsBody || exchange === null) {
      this.body.push(chunk)
      this.bodyBytes += chunk.length
      if (this.bodyBytes > this.bufferLimitBytes) this.stopKeeping()
    }
    if (exchange === null) {
      if (!this.keepsBody) stream.session.holdRequest()
    } else if (!exchange.sendBody(chunk)) stream.session.holdRequest()
  }

  /** Too long to be sent twice: what is not sent yet stays, retries and mirrors are given up. */
  private stopKeeping(): void {
    this.keepsBody = false
    this.hasMirrors = false
    this.releaseRetrySlot()
    this.retry = null
    if (this.exchange !== null) this.body = []
  }

  onRequestEnd(_trailers: HeaderList | null): void {
    this.isRequestEnded = true
    this.onWholeRequest()
    if (this.exchange === null) return
    this.exchange.sendEnd(this.stream.requestTrailers)
    this.armPerTry()
  }

  onRequestBatch(): void {
    this.exchange?.flush()
  }

  onUpstreamWritable(): void {
    this.stream.session.releaseRequest()
  }

  /** The route timeout runs from here (spec §2.2), and mirrors get their copy. */
  private onWholeRequest(): void {
    const { stream } = this
    if (stream.upgrade !== '' || this.isResponseStarted) return
    const { globalMs } = this.timeouts
    if (globalMs > 0) {
      this.wholeRequestMs = stream.runtime.nowMs()
      this.globalTimer ??= new WheelTimer(() => this.onGlobalTimeout())
      stream.runtime.wheel.arm(this.globalTimer, globalMs)
    }
    if (this.hasMirrors) this.sendMirrors()
  }

  private sendMirrors(): void {
    const { stream, head } = this
    const action = stream.route?.action
    if (head === null || action?.kind !== 'forward') return
    this.hasMirrors = false
    mirrorRequest(stream.runtime, stream.protocol, action.mirrors, head, this.body)
    if (this.retry !== null || action.internalRedirect !== null) return
    this.keepsBody = false
    if (this.exchange !== null) this.body = []
  }

  // -- response --------------------------------------------------------------

  onUpstreamInformational(status: number, headers: HeaderList): void {
    // Envoy: from here on the attempt is the only one, and its failure a late one for the log.
    const isFirst = !this.hasInformed
    this.hasInformed = true
    this.releaseRetrySlot()
    this.retry = null
    // As Envoy: none unless 100 is proxied, and then only the first; a client may yet wait for its 100.
    if (!this.stream.runtime.config.proxies100Continue) return
    if (!isFirst && status !== 100) return
    stripResponseHopByHop(headers)
    this.stream.session.sendInformational(status, headers)
  }

  onUpstreamHead(status: number, headers: HeaderList, isEnd: boolean, _headBytes: number): void {
    const { stream, host, cluster, retry } = this
    if (host === null || cluster === null) return
    this.cancel(this.perTryTimer)
    this.armIdle()
    cluster.report(host, status, this.elapsedMs())
    if (
      cluster.isHealthChecked &&
      headerValue(headers, 'x-envoy-immediate-health-check-fail') !== null
    )
      cluster.failHealth(host)
    cluster.stats.upstreamRq.count(status)
    if (status >= 500) host.stats.rqError++
    else host.stats.rqSuccess++
    if (retry?.wantsRetryOn(status, headers) === true && this.mayRetry(retry)) {
      this.exchange?.discard()
      this.exchange = null
      retry.noteResponse(headers, stream.runtime.wallMs())
      this.scheduleRetry(retry)
      return
    }
    if (this.redirects(status, headers)) return
    if (this.late !== null) this.dropLate()
    if (retry !== null && retry.count > 0 && status < 500) cluster.stats.upstreamRqRetrySuccess++
    this.releaseRetrySlot()
    this.isResponseStarted = true
    this.keepsBody = false
    this.body = []
    stream.responseCode = status
    stream.responseCodeDetails = 'via_upstream'
    stream.responseCase = this.exchange?.responseCase ?? null
    finishResponseHeaders(stream, headers, this.target?.responseMutations ?? null, this.setCookie)
    if (stream.isTunnel) this.openTunnel(status, headers)
    else if (isFailedHandshake(stream, status, this.exchange)) this.refuseHandshake(status, headers)
    else {
      // An upgrade that was not accepted is an exchange like any other, without a request body.
      if (stream.upgrade !== '') stream.isRequestComplete = true
      stream.sendHead(status, headers, 'via_upstream', isEnd)
    }
  }

  /** As Envoy: RFC 6455 needs nothing but the head of an answer that does not switch. */
  private refuseHandshake(status: number, headers: HeaderList): void {
    const { stream, exchange } = this
    stream.isRequestComplete = true
    removeHeader(headers, 'content-length')
    this.cancel(this.idleTimer)
    this.exchange = null
    exchange?.discard()
    stream.sendHead(status, headers, 'websocket_handshake_unsuccessful', true)
    stream.sendEnd(null)
  }

  /** Whether the response was a redirect that is followed here. */
  private redirects(status: number, headers: HeaderList): boolean {
    const { stream } = this
    const action = stream.route?.action
    const policy = action?.kind === 'forward' ? action.internalRedirect : null
    if (policy === null || !this.keepsBody) return false
    const { body } = this
    stream.responseCode = status
    stream.responseHeaders = headers
    if (!followsRedirect(stream, policy, status, headers)) return false
    this.exchange?.discard()
    this.exchange = null
    stream.responseCodeDetails = 'internal_redirect'
    stream.sentPath = ''
    stream.runtime.log(stream)
    this.isOver = true
    this.letGo()
    stream.restart(stream.method === 'GET' && status === 303 ? [] : body)
    return true
  }

  private openTunnel(status: number, headers: HeaderList): void {
    const { stream } = this
    this.cancel(this.globalTimer)
    stream.sendHead(status, headers, 'via_upstream', false)
    stream.session.flush()
    stream.session.startTunnel()
  }

  onUpstreamBody(chunk: Buffer): void {
    if (this.timeouts.perTryIdleMs > 0) this.armIdle()
    if (!this.stream.sendBody(chunk)) this.exchange?.hold()
  }

  onUpstreamEnd(trailers: HeaderList | null): void {
    const { stream } = this
    this.cancel(this.idleTimer)
    if (!stream.isTunnel) this.exchange = null
    this.cluster?.stats.upstreamRqTime.record(stream.runtime.nowMs() - stream.upstreamStartMs)
    stream.sendEnd(trailers)
  }

  onUpstreamWire(headSent: number, sent: number, headReceived: number, received: number): void {
    const { stream } = this
    stream.upstreamHeaderBytesSent = headSent
    stream.upstreamTotalBytesSent = sent
    stream.upstreamHeaderBytesReceived = headReceived
    stream.upstreamTotalBytesReceived = received
  }

  onUpstreamBatch(): void {
    if (!this.isOver) this.stream.session.flush()
  }

  onDownstreamWritable(): void {
    this.exchange?.release()
  }

  // -- failures --------------------------------------------------------------

  onUpstreamReset(reason: ResetReason): void {
    const { exchange, host, cluster } = this
    this.exchange = null
    this.cancel(this.perTryTimer)
    this.cancel(this.idleTimer)
    if (host !== null) cluster?.report(host, Outcome.reset, this.elapsedMs())
    this.onFailure(reason, '', true, exchange?.wasStale === true)
  }

  private onFailure(
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

  private mayRetry(retry: RetryState): boolean {
    const { stream, cluster, breaker } = this
    if (cluster === null || breaker === null) return false
    if (!retry.hasRetriesLeft) {
      cluster.stats.upstreamRqRetryLimitExceeded++
      stream.responseFlags |= ResponseFlag.UpstreamRetryLimitExceeded
      return false
    }
    if (!this.keepsBody) {
      stream.runtime.config.stats.rqRetrySkippedRequestNotComplete++
      return false
    }
    if (!this.holdsRetrySlot && !breaker.retries.tryAcquire()) {
      cluster.stats.upstreamRqRetryOverflow++
      stream.responseFlags |= ResponseFlag.UpstreamOverflow
      return false
    }
    this.holdsRetrySlot = true
    return true
  }

  private scheduleRetry(retry: RetryState): void {
    const { stream, host, cluster } = this
    if (cluster !== null) cluster.stats.upstreamRqRetry++
    if (host !== null) {
      this.tried ??= []
      this.tried.push(host)
      if (this.isConnected) stream.triedHosts = [...(stream.triedHosts ?? []), host]
    }
    this.isBackingOff = true
    this.backOffTimer ??= new WheelTimer(() => this.attempt())
    stream.runtime.wheel.arm(this.backOffTimer, retry.take(stream.runtime.env.random))
  }

  /** Since the request was given to its connection. */
  private elapsedMs(): number {
    const { stream } = this
    return stream.runtime.nowMs() - stream.upstreamStartMs
  }

  private releaseRetrySlot(): void {
    if (!this.holdsRetrySlot) return
    this.holdsRetrySlot = false
    this.breaker?.retries.release()
  }

  private endWith(
    status: number,
    body: string,
    detail: string,
    flag: number,
    headers: HeaderList | null = null,
  ): void {
    this.letGo()
    const { stream } = this
    if (stream.route?.includesAttemptCountInResponse !== true) {
      stream.reply(status, body, detail, flag, headers)
      return
    }
    const counted = ['x-envoy-attempt-count', String(stream.attemptCount)]
    stream.reply(status, body, detail, flag, headers === null ? counted : [...headers, ...counted])
  }

  // -- timeouts --------------------------------------------------------------

  private armPerTry(): void {
    const { perTryMs } = this.timeouts
    if (perTryMs === 0 || this.exchange === null || this.isResponseStarted) return
    this.perTryTimer ??= new WheelTimer(() => this.onPerTryTimeout())
    this.stream.runtime.wheel.arm(this.perTryTimer, perTryMs)
  }

  private onPerTryTimeout(): void {
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

  /** The late attempt goes on; another one begins beside it, as far as retries are left. */
  private hedge(): void {
    const { retry, head, exchange } = this
    if (retry === null || head === null || exchange === null) return
    if (!this.mayRetry(retry)) return
    // What the late exchange still tells goes through a stand-in, since this router now waits for another one.
    const late = new HedgedAttempt(this, this)
    if (!exchange.handOver(late)) return
    late.onPoolReady(exchange)
    this.late ??= []
    this.late.push(late)
    this.exchange = null
    this.scheduleRetry(retry)
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
  private isLast(attempt: HedgedAttempt): boolean {
    const isAlone = this.exchange === null && this.pending === null && !this.isBackingOff
    return isAlone && this.late?.length === 1 && this.late[0] === attempt
  }

  private dropLate(): void {
    const { late } = this
    this.late = null
    if (late !== null) for (const attempt of late) attempt.giveUp()
  }

  private armIdle(): void {
    const { perTryIdleMs } = this.timeouts
    if (perTryIdleMs === 0) return
    this.idleTimer ??= new WheelTimer(() => this.onIdleTimeout())
    this.stream.runtime.wheel.arm(this.idleTimer, perTryIdleMs)
  }

  private onIdleTimeout(): void {
    const { cluster, host, retry, stream } = this
    if (cluster === null || host === null || this.exchange === null) return
    this.onAttemptTimeout(cluster, host)
    const detail = 'upstream_per_try_idle_timeout'
    if (this.isResponseStarted) stream.abort(detail, ResponseFlag.UpstreamRequestTimeout)
    else if (retry?.wantsRetryAfterTimeout === true && this.mayRetry(retry))
      this.scheduleRetry(retry)
    else this.endWith(504, 'upstream request timeout', detail, ResponseFlag.UpstreamRequestTimeout)
  }

  private onGlobalTimeout(): void {
    const { cluster, host, stream } = this
    if (cluster === null || this.isOver) return
    cluster.stats.upstreamRqTimeout++
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

  private onAttemptTimeout(cluster: Cluster, host: Host): void {
    if (this.exchange === null) return
    host.stats.rqTimeout++
    cluster.report(host, Outcome.timeout, this.elapsedMs())
    this.exchange.abandon()
    this.exchange = null
  }

  // -- the end ---------------------------------------------------------------

  onStreamOver(): void {
    this.isOver = true
    this.letGo()
  }

  private letGo(): void {
    this.cancel(this.globalTimer)
    this.cancel(this.perTryTimer)
    this.cancel(this.backOffTimer)
    this.cancel(this.idleTimer)
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

  private cancel(timer: WheelTimer | null): void {
    if (timer !== null) this.stream.runtime.wheel.cancel(timer)
  }
}

/** Whether an HTTP/1 upstream answers WebSocket's handshake with neither the switch nor an error. */
function isFailedHandshake(
  stream: ServerStream,
  status: number,
  exchange: UpstreamExchange | null,
): boolean {
  return stream.upgrade === 'websocket' && status < 400 && exchange?.protocol === 'HTTP/1.1'
}
