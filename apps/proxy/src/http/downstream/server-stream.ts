import { isGrpcRequest, type RequestView, type WeightedChoice } from '@flotilla/match'
import { WheelTimer } from '@flotilla/time'
import { Router } from '../../filters/router.ts'
import {
  FILTER_OFF,
  FILTER_ON,
  FilterStatus,
  type HttpFilter,
  type HttpFilterFactory,
  type HttpStream,
} from '../filter.ts'
import { type HeaderList, headerValue, removeHeader } from '../headers.ts'
import type { MoreLogs } from '../manager-config.ts'
import { ResponseFlag, type ResponseFlags } from '../response-flags.ts'
import { routeHash } from '../route/hash-policy.ts'
import type { ClusterTarget, ForwardAction } from '../route/route.ts'
import type { RouteTable } from '../route/route-table.ts'
import type { RequestConsumer } from '../session.ts'
import { CollectedBody } from './collected-body.ts'
import { streamDurationMs } from './deadlines.ts'
import { addOwnHeaders } from './own-headers.ts'
import { ResponseThrottle } from './response-throttle.ts'
import { ResponseState, StreamRecord } from './stream-record.ts'
import { streamReply } from './stream-reply.ts'

const NO_FILTERS: readonly (HttpFilter | null)[] = []
const NO_BODY: Buffer[] = []
const NO_FILTER_CONFIG: ReadonlyMap<string, unknown> = new Map()
/** Envoy's buffer of a response that a filter wants whole. Listed in docs/limits.md. */
const MAX_HELD_BYTES = 1024 * 1024
const DEADLINE_EXCEEDED: readonly string[] = ['grpc-status', '4']

export class ServerStream extends StreamRecord implements HttpStream, RequestView {
  consumer: RequestConsumer | null = null
  private filters: readonly (HttpFilter | null)[] = NO_FILTERS
  private nextFilter = 0
  private hasBodyFilters = false
  private isHeadEnd = false
  private throttle: ResponseThrottle | null = null
  private isHeld = false
  private held: Buffer[] = NO_BODY
  private heldBytes = 0
  private logTimer: WheelTimer | null = null
  private collected: CollectedBody | null = null
  /** The request's body, kept for a restart. */
  private keptBody: Buffer[] = NO_BODY
  private isRunningFilters = false
  private isStarting = true

  // -- request ---------------------------------------------------------------

  /** The head is checked and its headers are in their final form: chooses the route and runs the filters. */
  start(): void {
    this.session.holdRequest()
    if (this.runtime.tap?.isActive === true) this.runtime.tap.onRequest(this)
    const { routes } = this.runtime.config
    const table =
      routes.tableFor === undefined ? routes.table : routes.tableFor(this.requestHeaders)
    this.routeTable = table
    if (table !== null) {
      if (!this.isInternal)
        for (const name of table.internalOnlyHeaders) removeHeader(this.requestHeaders, name)
      this.selectRoute(table)
    }
    // Envoy: without a route there is nothing to allow, and nothing to forbid.
    if (this.upgrade !== '' && this.route !== null && !this.isUpgradeAllowed()) {
      this.runtime.config.stats.downstreamRqWsOnNonWsRoute++
      this.reply(403, '', 'upgrade_failed', 0)
      return
    }
    this.makeFilters()
    if (this.runtime.config.moreLogs !== null) this.startLogs(this.runtime.config.moreLogs)
    this.runFilters()
    this.isStarting = false
  }

  /** What `access_log_options` asks for while the stream lasts. */
  private startLogs({ atStart, intervalMs }: MoreLogs): void {
    const { runtime } = this
    if (atStart) runtime.logNow(this, 'DownstreamStart')
    if (intervalMs === 0) return
    const timer = new WheelTimer(() => {
      if (this.isOver) return
      runtime.logNow(this, 'DownstreamPeriodic')
      runtime.wheel.arm(timer, intervalMs)
    })
    this.logTimer = timer
    runtime.wheel.arm(timer, intervalMs)
  }

  private makeFilters(): void {
    const { filters, touchesBodies } = this.runtime.config
    if (filters.length === 0) return
    this.filters = filters.map((factory) => (this.isOff(factory) ? null : factory.create(this)))
    this.hasBodyFilters = touchesBodies
  }

  clearRouteCache(): void {
    if (this.routeTable !== null && this.consumer === null) this.selectRoute(this.routeTable)
  }

  resume(): void {
    if (!this.isOver && this.responseState === ResponseState.None) this.runFilters()
  }

  routeFilterConfig(filterName: string): unknown {
    const config = this.routeConfigs.get(filterName)
    return config === undefined || config === FILTER_ON ? null : config
  }

  private get routeConfigs(): ReadonlyMap<string, unknown> {
    return this.target?.filterConfig ?? this.route?.filterConfig ?? NO_FILTER_CONFIG
  }

  private isOff(factory: HttpFilterFactory): boolean {
    const configs = this.routeConfigs
    const own = configs.size === 0 ? undefined : configs.get(factory.name)
    return own === FILTER_OFF || (own === undefined && factory.isOffByDefault === true)
  }

  private selectRoute(table: RouteTable): void {
    const route = this.isUnroutable ? null : table.select(this, this.isInternal)
    this.route = route
    this.target = null
    this.clusterName = ''
    this.clusterStatName = ''
    if (route === null || route.action.kind !== 'forward') return
    const { action } = route
    this.idleTimeoutMs = action.idleTimeoutMs
    this.maxDurationMs = action.usesStreamDuration
      ? streamDurationMs(action, this.requestHeaders)
      : action.maxStreamDurationMs
    // Both cannot be null: the compiler of routes gives one or the other.
    if (table.hasVirtualClusters) this.virtualCluster = table.virtualCluster(this)
    const target =
      action.weighted === null ? action.target : this.weightedTarget(action.weighted, action)
    this.target = target
    this.clusterName = target?.cluster ?? ''
  }

  /** Chooses the route anew after the router changed what it is chosen by. */
  reroute(): void {
    if (this.routeTable !== null) this.selectRoute(this.routeTable)
  }

  /** The request goes on without its body. */
  dropBody(): void {
    this.isRequestBodyless = true
    this.collected = null
    this.keptBody = []
  }

  /** Begins again, from the first filter, with what the router kept of the request's body. */
  restart(body: Buffer[]): void {
    for (const filter of this.filters) filter?.onComplete?.(this)
    this.keptBody = body
    // As Envoy, which takes it in once more.
    for (const chunk of body) this.requestBodyBytes += chunk.length
    this.collected = null
    this.consumer = null
    this.nextFilter = 0
    this.responseHeaders = null
    this.responseCode = 0
    this.responseCodeDetails = ''
    const { filters } = this.runtime.config
    this.filters = filters.map((factory) => (this.isOff(factory) ? null : factory.create(this)))
    this.runFilters()
  }

  /** By the number in the route's header or the route's hash, else by the request's own draw. */
  private weightedTarget(
    choice: WeightedChoice<ClusterTarget>,
    action: ForwardAction,
  ): ClusterTarget {
    const header = action.weightHeader
    const hash = action.weightsByHash ? routeHash(action.hashPolicies, this).hash : null
    const text =
      hash !== null ? String(hash) : header === '' ? null : headerValue(this.requestHeaders, header)
    return choice.pick((text === null ? null : choice.drawOf(text)) ?? this.randomValue)
  }

  /** An upgrade follows the route, else the manager (spec §1.8). */
  private isUpgradeAllowed(): boolean {
    const action = this.route?.action
    const ofRoute = action?.kind === 'forward' ? action.upgrades.get(this.upgrade) : undefined
    return ofRoute ?? this.runtime.config.upgrades.get(this.upgrade) ?? false
  }

  private runFilters(): void {
    if (this.isRunningFilters) return
    this.isRunningFilters = true
    while (this.nextFilter < this.filters.length) {
      const filter = this.filters[this.nextFilter++] ?? null
      if (filter === null) continue
      const status = filter.onRequestHeaders(this)
      if (status !== FilterStatus.Continue || this.isOver) {
        this.isRunningFilters = false
        return
      }
    }
    this.isRunningFilters = false
    const router = new Router(this)
    this.consumer = router
    router.start()
  }

  /** A body piece from the session; only while the consumer takes it. */
  receiveBody(chunk: Buffer): void {
    if (this.isOver) return
    if (this.collected !== null && this.consumer === null) this.collected.take(chunk)
    else if (this.hasBodyFilters) {
      const piece = this.filteredRequest(chunk)
      if (piece !== null) this.consumer?.onRequestBody(piece)
    } else this.consumer?.onRequestBody(chunk)
  }

  receiveEnd(trailers: HeaderList | null): void {
    this.isRequestComplete = true
    this.requestTrailers = trailers
    if (this.consumer !== null && !this.isOver) {
      const { consumer } = this
      if (this.hasBodyFilters) this.endRequestBody((piece) => consumer.onRequestBody(piece))
      consumer.onRequestEnd(trailers)
    } else if (!this.isOver) this.collected?.end()
    if (this.responseState === ResponseState.Ended) this.finish()
  }

  // -- response --------------------------------------------------------------

  reply(
    status: number,
    body: string,
    detail: string,
    flag: ResponseFlags,
    headers: HeaderList | null = null,
  ): void {
    if (this.isOver || this.responseState !== ResponseState.None) return
    this.responseFlags |= flag
    // Envoy: what is called a bad request costs the connection, unless it is configured to cost the stream.
    if (status === 400 && !this.runtime.config.keepsAfterBadRequest) this.closesConnection = true
    // Envoy answers at once what it answers from the head alone: the rest of the request is not waited for.
    if (!this.isRequestComplete && !this.isStarting) this.session.discardRequest()
    // Envoy: filters see the replies to requests that never came to them, but for those of overload.
    if (this.isStarting && this.filters === NO_FILTERS && detail !== 'overload') this.makeFilters()
    const reply = streamReply(this, status, body, detail, headers)
    // Whatever the consumer still has under way is not wanted any more.
    this.consumer?.onStreamOver()
    const hasBody = reply.body !== '' && this.method !== 'HEAD'
    this.sendHead(reply.status, reply.headers, detail, !hasBody)
    if (hasBody) this.sendBody(Buffer.from(reply.body))
    this.sendEnd(null)
  }

  /** Queues the response head: filters in reverse, then the headers that the manager owns. `headers` are the stream's from now on. */
  sendHead(status: number, headers: HeaderList, detail: string, isEnd: boolean): void {
    this.responseState = ResponseState.Started
    this.responseCode = status
    this.responseCodeDetails = detail
    this.responseHeaders = headers
    this.responseStartMs = this.runtime.nowMs()
    this.lastResponseMs = this.responseStartMs
    for (let i = this.filters.length - 1; i >= 0; i--) this.filters[i]?.onResponseHeaders?.(this)
    this.isHeadEnd = isEnd
    if (isEnd) this.isHeld = false
    if (this.isHeld) return
    addOwnHeaders(this, headers)
    this.session.sendHead(isEnd)
  }

  /** False asks the producer to stop until `onDownstreamWritable`. */
  sendBody(chunk: Buffer): boolean {
    this.lastResponseMs = this.runtime.nowMs()
    const piece = this.hasBodyFilters ? this.filteredResponse(chunk, this.filters.length) : chunk
    return piece === null || this.sendPiece(piece)
  }

  private sendPiece(piece: Buffer): boolean {
    if (this.isHeld) return this.hold(piece)
    return this.throttle === null ? this.session.sendBody(piece) : this.throttle.write(piece)
  }

  holdResponse(): void {
    this.isHeld = true
    this.held = []
    this.heldBytes = 0
  }

  private hold(piece: Buffer): boolean {
    this.held.push(piece)
    this.heldBytes += piece.length
    if (this.heldBytes <= MAX_HELD_BYTES) return true
    this.isHeld = false
    this.held = NO_BODY
    this.responseState = ResponseState.None
    this.reply(500, 'Internal Server Error', 'response_payload_too_large', 0)
    return false
  }

  /** The whole response is there: its head goes out as the filters left it. */
  private releaseHeld(): void {
    const { held } = this
    this.isHeld = false
    this.held = NO_BODY
    addOwnHeaders(this, this.responseHeaders ?? [])
    this.isHeadEnd = held.length === 0 && this.responseTrailers === null
    this.session.sendHead(this.isHeadEnd)
    for (const piece of held) this.sendPiece(piece)
  }

  sendEnd(trailers: HeaderList | null): void {
    if (this.isOver) return
    this.responseTrailers = trailers
    if (this.hasBodyFilters && !this.isHeadEnd) this.endResponseBody()
    if (this.isOver) return
    if (this.isHeld) this.releaseHeld()
    if (this.throttle === null || this.throttle.mayEnd()) this.completeResponse()
  }

  /** All of the response is in the session's hands but its end. */
  completeResponse(): void {
    if (this.isOver) return
    this.responseState = ResponseState.Ended
    this.session.sendEnd(this.responseTrailers)
    // A tunnel lives until both directions are closed.
    if (!this.isTunnel || this.isRequestComplete) this.finish()
  }

  /** The response cannot be completed: nothing was sent and nothing can be, or what was sent is cut off. */
  abort(detail: string, flag: ResponseFlags): void {
    if (this.isOver) return
    this.responseFlags |= flag
    if (detail !== '') this.responseCodeDetails = detail
    this.session.reset()
    this.finish()
  }

  /** A timer of the stream ran out: 408 while the request is coming, 504 while the response is awaited (spec §1.11). */
  expire(body: string, detail: string, flag: ResponseFlags): void {
    // gRPC calls the end of a duration by its own name.
    const headers = detail === 'max_duration_timeout' ? DEADLINE_EXCEEDED : null
    const isGrpc = headers !== null && isGrpcRequest(this.requestHeaders)
    if (this.responseState === ResponseState.None)
      this.reply(
        this.isRequestComplete ? 504 : 408,
        body,
        detail,
        flag,
        isGrpc ? [...headers] : null,
      )
    else this.abort(detail, flag)
  }

  /** The client is gone. */
  onDownstreamGone(
    detail: string,
    flag: ResponseFlags = ResponseFlag.DownstreamConnectionTermination,
  ): void {
    if (this.isOver) return
    this.responseFlags |= flag
    if (this.responseState === ResponseState.None) this.responseCode = 0
    this.responseCodeDetails = detail
    this.runtime.config.stats.downstreamRqRxReset++
    this.finish()
  }

  // -- bodies that filters touch ------------------------------------------------------

  private filteredRequest(chunk: Buffer, from = 0): Buffer | null {
    let piece: Buffer | null = chunk
    for (let i = from; i < this.filters.length && piece !== null; i++) {
      const filter: HttpFilter | null = this.filters[i] ?? null
      if (filter?.onRequestBody !== undefined) piece = filter.onRequestBody(this, piece)
    }
    return piece
  }

  private endRequestBody(take: (piece: Buffer) => void): void {
    this.filters.forEach((filter, i) => {
      const last = filter?.onRequestEnd?.(this) ?? null
      const piece = last === null ? null : this.filteredRequest(last, i + 1)
      if (piece !== null) take(piece)
    })
  }

  /** @param to filters from this index on have seen the piece. */
  private filteredResponse(chunk: Buffer, to: number): Buffer | null {
    let piece: Buffer | null = chunk
    for (let i = to - 1; i >= 0 && piece !== null; i--) {
      const filter: HttpFilter | null = this.filters[i] ?? null
      if (filter?.onResponseBody !== undefined) piece = filter.onResponseBody(this, piece)
    }
    return piece
  }

  private endResponseBody(): void {
    for (let i = this.filters.length - 1; i >= 0; i--) {
      const last = this.filters[i]?.onResponseEnd?.(this) ?? null
      const piece = last === null ? null : this.filteredResponse(last, i)
      if (piece !== null) this.sendPiece(piece)
    }
  }

  bufferRequest(limitBytes: number, onWhole: (bytes: number) => void): void {
    const collected = new CollectedBody(limitBytes, (isWhole) => {
      if (isWhole) onWhole(collected.bytes)
      else this.refuseLarge()
    })
    const earlier = this.collected?.takePieces() ?? this.keptBody
    this.collected = collected
    for (const piece of earlier) collected.take(piece)
    if (this.isOver) return
    if (this.isRequestComplete) collected.end()
    else this.session.releaseRequest()
  }

  get collectedBody(): readonly Buffer[] {
    return this.collected?.held ?? NO_BODY
  }

  private refuseLarge(): void {
    this.closesConnection = true
    this.runtime.config.stats.downstreamRqTooLarge++
    this.reply(413, 'Payload Too Large', 'request_payload_too_large', 0)
  }

  /** What was collected before the router began, through the filters; the router's from now on. */
  takeCollected(): Buffer[] {
    if (this.keptBody.length > 0) {
      const { keptBody } = this
      this.keptBody = []
      return keptBody
    }
    if (this.collected === null) return []
    const pieces: Buffer[] = []
    for (const chunk of this.collected.takePieces()) {
      const piece = this.hasBodyFilters ? this.filteredRequest(chunk) : chunk
      if (piece !== null) pieces.push(piece)
    }
    if (this.hasBodyFilters && this.isRequestComplete)
      this.endRequestBody((piece) => pieces.push(piece))
    return pieces
  }

  throttleResponse(bytesPerSec: number): void {
    this.throttle ??= new ResponseThrottle(this, bytesPerSec)
  }

  // -- the end ---------------------------------------------------------------

  /** Ends the stream: filters, logs and counters see it once; then the session may go on. */
  finish(): void {
    if (this.isOver) return
    this.isOver = true
    // Envoy reads on in what has come.
    if (!this.isRequestComplete) this.requestTotalBytes += this.session.unreadBytes
    this.endMs = this.runtime.nowMs()
    this.consumer?.onStreamOver()
    this.throttle?.close()
    if (this.logTimer !== null) this.runtime.wheel.cancel(this.logTimer)
    for (const filter of this.filters) filter?.onComplete?.(this)
    this.runtime.onStreamOver(this)
    this.session.onStreamOver()
  }
}
