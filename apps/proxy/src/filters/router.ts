/** The end of the filter chain: answers by itself or forwards, with timeouts, retries, mirrors and back-pressure. */
import { WheelTimer } from '@flotilla/time'
import { stripResponseHopByHop } from '../http/downstream/hop-by-hop.ts'
import { type HeaderList, headerValue, removeHeader, setHeader } from '../http/headers.ts'
import { ResponseFlag } from '../http/response-flags.ts'
import { routeHash } from '../http/route/hash-policy.ts'
import type { ForwardAction, Route } from '../http/route/route.ts'
import { routeCounters } from '../http/route/route-counters.ts'
import { refusesHeaders } from '../http/route/strict-headers.ts'
import type {
  RequestConsumer,
  ResetReason,
  UpstreamExchange,
  UpstreamHandler,
} from '../http/session.ts'
import { AttemptTracker } from '../http/upstream/attempt-tracker.ts'
import { findCluster } from '../http/upstream/find-cluster.ts'
import { HedgedAttempt } from '../http/upstream/hedged-attempt.ts'
import type { HostPool } from '../http/upstream/host-pool.ts'
import { poolKey, poolOf, poolProtocol } from '../http/upstream/host-pools.ts'
import { followsRedirect } from '../http/upstream/internal-redirect.ts'
import { mirrorRequest } from '../http/upstream/mirror.ts'
import { preconnectAhead } from '../http/upstream/preconnect.ts'
import { requestTimeouts, tellTimeouts } from '../http/upstream/request-timeouts.ts'
import { finishResponseHeaders, isFailedHandshake } from '../http/upstream/response-headers.ts'
import { RetryState } from '../http/upstream/retry-state.ts'
import { openTcpTunnel } from '../http/upstream/tcp-exchange.ts'
import {
  applyAutoHost,
  passOperation,
  type RouterHead,
  routerHead,
} from '../http/upstream/upstream-head.ts'
import type { Host } from '../upstream/types.ts'
import { answerRoute } from './route-answer.ts'
import { RouterFailures } from './router-failures.ts'
import { shedsRequest } from './shed-request.ts'
import { wantedMetadata } from './wanted-metadata.ts'

/** What the cluster says, else what the route does. */
function ownOr<T>(own: readonly T[] | undefined, ofRoute: readonly T[]): readonly T[] {
  return own === undefined || own.length === 0 ? ofRoute : own
}

export class Router extends RouterFailures implements RequestConsumer, UpstreamHandler {
  start(): void {
    this.stream.runtime.config.stats.rqTotal++
    const { route } = this.stream
    if (route?.action.kind === 'forward') this.forward(route, route.action)
    else answerRoute(this.stream, route)
  }

  // -- forwarding ------------------------------------------------------------

  protected forward(route: Route, action: ForwardAction): void {
    const { stream } = this
    const { runtime } = stream
    const { target } = stream
    const cluster = target === null ? null : findCluster(stream, target)
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
    const { strictHeaders } = runtime.config.router
    if (strictHeaders !== null && refusesHeaders(stream, strictHeaders)) return
    if (cluster.shedding != null && shedsRequest(stream, cluster.shedding, cluster.stats)) return
    const headers = stream.requestHeaders
    this.cluster = cluster
    this.counted = routeCounters(stream, route)
    stream.clusterMetadata = cluster.metadata
    // Of an aggregate it is the aggregate's own that is told.
    stream.clusterStatName = cluster.name === stream.clusterName ? (cluster.statName ?? '') : ''
    this.target = target
    this.breaker = action.isHighPriority ? cluster.breakers.high : cluster.breakers.default
    passOperation(stream, route)
    const own = cluster.config.requests ?? null
    const retry = own?.retry ?? action.retry
    this.upstreamFilters = own?.filters ?? runtime.config.router.filters
    if (own?.tracked != null)
      this.tracker = new AttemptTracker(cluster.stats.sizes, cluster.stats.budgets)
    this.retry = RetryState.of(retry, stream, headers)
    // Only internal callers may send them.
    if (stream.isInternal) {
      this.hasAlternative = removeHeader(headers, 'x-envoy-upstream-rq-timeout-alt-response')
      removeHeader(headers, 'x-envoy-upstream-alt-stat-name')
      removeHeader(headers, 'x-envoy-hedge-on-per-try-timeout')
    }
    this.timeouts = requestTimeouts(action, retry, headers, runtime.config.router)
    this.hedges = this.retry !== null && (action.hedge?.onPerTryTimeout ?? false)
    tellTimeouts(headers, this.timeouts, this.hedges, 0, runtime.config.router)
    // What additions to the headers say of the attempt that comes.
    stream.attemptCount = 1
    if (route.includesAttemptCount) setHeader(headers, 'x-envoy-attempt-count', '1')
    this.head = routerHead(stream, route, action, target)
    stream.attemptCount = 0
    this.bufferLimitBytes = route.bufferLimitBytes
    const hashPolicies = ownOr(own?.hashPolicies, action.hashPolicies)
    if (hashPolicies.length > 0) {
      const hash = routeHash(hashPolicies, stream)
      this.hash = hash.hash
      this.setCookie = hash.setCookie
    }
    this.mirrors = ownOr(own?.mirrors, action.mirrors)
    this.hasMirrors = this.mirrors.length > 0
    this.keepsBody = this.retry !== null || this.hasMirrors || action.internalRedirect !== null
    this.isRequestEnded = stream.isRequestComplete
    this.body = stream.takeCollected()
    for (const chunk of this.body) this.bodyBytes += chunk.length
    if (this.bodyBytes > this.bufferLimitBytes) this.stopKeeping()
    if (this.isRequestEnded) this.onWholeRequest()
    this.attempt()
    if (!this.isOver && !this.isRequestEnded && this.keepsBody && stream.upgrade === '')
      stream.session.releaseRequest()
  }

  protected attempt(): void {
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
      metadataMatch: wantedMetadata(target, stream),
      requestHeaders: stream.requestHeaders,
      override: stream.attemptCount === 1 ? stream.wantedHost : null,
    })
    if (host === null) {
      this.endWith(
        stream.wantedHost?.missingStatus ?? 503,
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
    if (stream.attemptCount > 1 && stream.route?.includesAttemptCount === true)
      setHeader(head.headers, 'x-envoy-attempt-count', String(stream.attemptCount))
    if (this.isTimeoutRetry && stream.route?.includesTimeoutRetry === true)
      setHeader(head.headers, 'x-envoy-is-timeout-retry', 'true')
    const { runtime } = stream
    const { sniHeader = '' } = cluster.config
    const asked = sniHeader === '' ? null : headerValue(stream.requestHeaders, sniHeader)
    const authority = asked === null || asked === '' ? head.host : asked
    if (this.opensTunnel()) {
      this.pending = openTcpTunnel(cluster, host, this, breaker, {
        protocol: 'tcp',
        downstream: stream.connection,
        authority,
      })
      return
    }
    this.upstreamFilters?.onRequest(stream, head.headers)
    const protocol = poolProtocol(cluster, stream.protocol)
    const key = poolKey(cluster, authority, stream.connection)
    const { wheel, env } = runtime
    const pool = poolOf(cluster, host, protocol, key, wheel, env.clock)
    const context = {
      protocol: 'http/1.1',
      downstream: stream.connection,
      authority,
      isHighPriority: breaker === cluster.breakers.high,
    } as const
    const predictive = cluster.config.preconnect?.predictive ?? 1
    if (predictive > 1) {
      const at = (next: Host): HostPool => poolOf(cluster, next, protocol, key, wheel, env.clock)
      const pick = { hash: null, downstream: stream.connection, tried: null, hostAttempts: 1 }
      preconnectAhead(cluster, predictive, pick, at, breaker, context)
    }
    this.pending = pool.request(this, breaker, context)
  }

  protected get appendsForwardedHost(): boolean {
    const action = this.stream.route?.action
    return action?.kind === 'forward' && action.appendsForwardedHost
  }

  protected tellLeftTime(head: RouterHead): void {
    const { runtime } = this.stream
    const elapsedMs = this.wholeRequestMs === 0 ? 0 : runtime.nowMs() - this.wholeRequestMs
    tellTimeouts(head.headers, this.timeouts, this.hedges, elapsedMs, runtime.config.router)
  }

  /** Whether a CONNECT ends here, its bytes going on over TCP. */
  protected opensTunnel(): boolean {
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
    stream.upstreamTransportFailure = ''
    stream.upstreamLocalAddress = exchange.peer.localAddress
    stream.upstreamPeerPrincipal = exchange.peer.principal
    stream.upstreamPeer = exchange.peer
    stream.upstreamStartMs = stream.runtime.nowMs()
    if (this.counted !== null) for (const one of this.counted) one.upstreamRqTotal++
    this.armIdle()
    if (stream.runtime.config.schemeMatchesUpstream)
      head.scheme = exchange.peer.isTls ? 'https' : 'http'
    stream.upstreamProtocol = exchange.protocol
    this.armDuration()
    // An empty body that was announced is sent as one.
    const isEnd = this.isRequestEnded && this.body.length === 0 && stream.isRequestBodyless
    exchange.sendHead(head, isEnd)
    for (const chunk of this.body) exchange.sendBody(chunk)
    if (this.isRequestEnded && !isEnd) this.endRequest(exchange)
    else exchange.flush()
    if (!this.keepsBody) this.body = []
    if (this.isRequestEnded) this.armPerTry()
    else if (stream.upgrade === '') stream.session.releaseRequest()
  }

  onPoolFailure(reason: ResetReason, transportText: string, isHostKnown = true): void {
    if (!isHostKnown) this.stream.upstreamHost = null
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
  protected stopKeeping(): void {
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
    this.endRequest(this.exchange)
    this.armPerTry()
  }

  private endRequest(exchange: UpstreamExchange): void {
    this.upstreamFilters?.onRequestEnd(this.stream)
    exchange.sendEnd(this.stream.requestTrailers)
  }

  onRequestBatch(): void {
    this.exchange?.flush()
  }

  onUpstreamWritable(): void {
    this.stream.session.releaseRequest()
  }

  /** The route timeout runs from here (spec §2.2), and mirrors get their copy. */
  protected onWholeRequest(): void {
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

  protected sendMirrors(): void {
    const { stream, head } = this
    const action = stream.route?.action
    if (head === null || action?.kind !== 'forward') return
    this.hasMirrors = false
    mirrorRequest(stream.runtime, stream.protocol, this.mirrors, head, this.body, stream)
    if (this.retry !== null || action.internalRedirect !== null) return
    this.keepsBody = false
    if (this.exchange !== null) this.body = []
  }

  // -- response --------------------------------------------------------------

  onUpstreamInformational(status: number, headers: HeaderList): void {
    // Envoy: from here on the attempt is the only one, and its failure a late one for the log.
    if (status !== 100 && status !== 102 && status !== 103) return
    const isFirst = !this.hasInformed || (status === 100 && !this.hasContinued)
    this.hasInformed = true
    this.hasContinued ||= status === 100
    this.releaseRetrySlot()
    this.retry = null
    // As Envoy: none unless 100 is proxied, and then only the first; a client may yet wait for its 100.
    if (!this.stream.runtime.config.proxies100Continue) return
    if (!isFirst) return
    stripResponseHopByHop(headers)
    this.stream.session.sendInformational(status, headers)
  }

  onUpstreamHead(status: number, headers: HeaderList, isEnd: boolean, _headBytes: number): void {
    const { stream, host, cluster, retry } = this
    if (host === null || cluster === null) return
    this.tracker?.onResponse(headers)
    this.upstreamFilters?.onResponse(stream, status, headers)
    this.cancel(this.perTryTimer)
    this.armIdle()
    cluster.report(host, status, this.elapsedMs())
    if (
      cluster.isHealthChecked &&
      headerValue(headers, 'x-envoy-immediate-health-check-fail') !== null
    )
      cluster.failHealth(host)
    if (status >= 500) host.stats.rqError++
    else host.stats.rqSuccess++
    if (retry?.wantsRetryOn(status, headers) === true && this.mayRetry(retry)) {
      this.exchange?.discard()
      this.exchange = null
      this.trackAttempt()
      retry.noteResponse(headers, stream.runtime.wallMs())
      cluster.stats.retry.upstreamRq.count(status)
      this.scheduleRetry(retry)
      return
    }
    if (this.redirects(status, headers)) return
    if (this.late !== null) this.dropLate()
    if (retry !== null && retry.count > 0 && status < 500) this.countRetrySuccess(cluster)
    this.charge(status, headers)
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
      if (stream.upgrade !== '') {
        stream.session.discardRequest()
        stream.isRequestComplete = true
      }
      stream.sendHead(status, headers, 'via_upstream', isEnd)
    }
  }

  /** As Envoy: RFC 6455 needs nothing but the head of an answer that does not switch. */
  protected refuseHandshake(status: number, headers: HeaderList): void {
    const { stream, exchange } = this
    stream.session.discardRequest()
    stream.isRequestComplete = true
    removeHeader(headers, 'content-length')
    removeHeader(headers, 'x-envoy-attempt-count')
    this.cancel(this.idleTimer)
    this.exchange = null
    exchange?.discard()
    stream.sendHead(status, headers, 'websocket_handshake_unsuccessful', true)
    stream.sendEnd(null)
  }

  /** Whether the response was a redirect that is followed here. */
  protected redirects(status: number, headers: HeaderList): boolean {
    const { stream } = this
    const action = stream.route?.action
    const policy = action?.kind === 'forward' ? action.internalRedirect : null
    if (policy === null || !this.keepsBody) return false
    const { body } = this
    stream.responseCode = status
    stream.responseHeaders = headers
    if (!policy.statuses.includes(status)) return false
    const stats = this.cluster?.stats
    if (!followsRedirect(stream, policy, status, headers)) {
      if (stats !== undefined) stats.upstreamInternalRedirectFailedTotal++
      return false
    }
    if (stats !== undefined) stats.upstreamInternalRedirectSucceededTotal++
    this.exchange?.discard()
    this.exchange = null
    stream.responseCodeDetails = 'internal_redirect'
    stream.sentPath = ''
    stream.runtime.onRedirect(stream)
    this.isOver = true
    this.letGo()
    stream.restart(stream.method === 'GET' && status === 303 ? [] : body)
    return true
  }

  protected openTunnel(status: number, headers: HeaderList): void {
    const { stream } = this
    this.cancel(this.globalTimer)
    stream.sendHead(status, headers, 'via_upstream', false)
    stream.session.flush()
    stream.session.startTunnel()
    if (stream.runtime.config.moreLogs?.atTunnel === true)
      stream.runtime.logNow(stream, 'DownstreamTunnelSuccessfullyEstablished')
  }

  onUpstreamBody(chunk: Buffer): void {
    this.tracker?.onBody(chunk.length)
    if (this.timeouts.perTryIdleMs > 0) this.armIdle()
    if (!this.stream.sendBody(chunk)) this.exchange?.hold()
  }

  onUpstreamEnd(trailers: HeaderList | null): void {
    const { stream } = this
    this.cancel(this.idleTimer)
    this.cancel(this.durationTimer)
    if (!stream.isTunnel) this.exchange = null
    const tookMs = stream.runtime.nowMs() - stream.upstreamStartMs
    this.cluster?.stats.upstreamRqTime.record(tookMs)
    if (this.counted !== null) for (const one of this.counted) one.upstreamRqTime.record(tookMs)
    this.trackAttempt()
    this.trackRequest()
    this.upstreamFilters?.onResponseEnd(stream, trailers)
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

  /** The late attempt goes on; another one begins beside it, as far as retries are left. */
  protected hedge(): void {
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
}
