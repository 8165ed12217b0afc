/** The fault filter: delays, then aborts, each by its own draw (spec §2.8). */
import {
  drawFrom,
  type Fraction,
  type HeaderMatcher,
  isGrpcRequest,
  isInFraction,
} from '@flotilla/match'
import { HTTPFault } from '@flotilla/proto'
import { type Clock, type TimerWheel, WheelTimer } from '@flotilla/time'
import { decode, durationMs } from '../compile/fields.ts'
import { Violations } from '../compile/violations.ts'
import { fraction, headerMatchers } from '../http/compile/matchers.ts'
import type { NodeIdentity } from '../http/env.ts'
import {
  type Compiled,
  type FilterConfig,
  FilterStatus,
  type HttpFilter,
  type HttpFilterFactory,
  type HttpFilterKind,
  type HttpStream,
} from '../http/filter.ts'
import { headerValue } from '../http/headers.ts'
import { ResponseFlag } from '../http/response-flags.ts'
import { type CellSource, type UseCount, useCount } from '../workers/shared-cells.ts'

export interface FaultEnv {
  readonly clock: Clock
  readonly wheel: TimerWheel
  readonly node: NodeIdentity
  /** Uniform in [0, 1). */
  readonly random: () => number
  /** Absent or null: this thread is alone. */
  readonly cells?: CellSource | null | undefined
}

interface Delay {
  /** -1: asked for by the header x-envoy-fault-delay-request. */
  readonly fixedMs: number
  readonly share: Fraction
}

interface Abort {
  /** 0: asked for by the header x-envoy-fault-abort-request, or a gRPC status. */
  readonly httpStatus: number
  /** -1: none. */
  readonly grpcStatus: number
  readonly share: Fraction
  readonly body: string
}

interface Throttle {
  /** -1: asked for by the header x-envoy-fault-throughput-response, KiB/s. */
  readonly bytesPerSec: number
  readonly share: Fraction
}

interface FaultSettings {
  readonly delay: Delay | null
  readonly abort: Abort | null
  readonly cluster: string
  readonly headers: readonly HeaderMatcher[]
  readonly downstreamNodes: ReadonlySet<string>
  /** -1: no limit. */
  readonly maxActive: number
  readonly throttle: Throttle | null
}

const NEVER: Fraction = { numerator: 0, denominator: 100 }
const ABORT_BODY = 'fault filter abort'
const MAX_HEADER_DELAY_MS = 3_600_000
const KIB = 1024

export function faultFilterKind(env: FaultEnv): HttpFilterKind {
  const active = useCount(env.cells?.named('faults', 1) ?? null)
  return {
    name: 'envoy.filters.http.fault',
    typeUrls: [HTTPFault.typeUrl],
    compile(config, instanceName) {
      const settings = compileFault(config)
      if (settings.kind === 'bad') return settings
      return { kind: 'ok', value: new FaultFactory(instanceName, settings.value, env, active) }
    },
    compileRouteConfig: compileFault,
  }
}

export function compileFault(config: FilterConfig): Compiled<FaultSettings> {
  const at = new Violations()
  if (config.kind === 'json') {
    const parsed = HTTPFault.fromJson(config.value)
    if (parsed.kind === 'bad') return { kind: 'bad', violations: parsed.violations }
    return at.result(settingsOf(parsed.message, at))
  }
  const message = decode(HTTPFault, config.value, at)
  return at.result(message === null ? null : settingsOf(message, at))
}

function settingsOf(message: HTTPFault, at: Violations): FaultSettings {
  refuseRuntimeKeys(message, at)
  return {
    delay: delayOf(message, at.at('delay')),
    abort: abortOf(message, at.at('abort')),
    cluster: message.upstreamCluster,
    headers: headerMatchers(message.headers, 'headers', at),
    downstreamNodes: new Set(message.downstreamNodes),
    maxActive: message.maxActiveFaults ?? -1,
    throttle: throttleOf(message, at.at('response_rate_limit')),
  }
}

function refuseRuntimeKeys(message: HTTPFault, at: Violations): void {
  if (message.filterMetadata !== null) at.at('filter_metadata').unsupported()
}

function throttleOf(message: HTTPFault, at: Violations): Throttle | null {
  const limit = message.responseRateLimit
  if (limit === null) return null
  const share = limit.percentage === null ? NEVER : fraction(limit.percentage)
  if (limit.headerLimit !== null) return { bytesPerSec: -1, share }
  const kbps = limit.fixedLimit?.limitKbps ?? 0
  if (kbps < 1) at.at('fixed_limit').at('limit_kbps').add('must be above 0')
  return { bytesPerSec: kbps * KIB, share }
}

function delayOf(message: HTTPFault, at: Violations): Delay | null {
  const { delay } = message
  if (delay === null) return null
  const share = delay.percentage === null ? NEVER : fraction(delay.percentage)
  if (delay.headerDelay !== null) return { fixedMs: -1, share }
  const fixedMs = durationMs(delay.fixedDelay, 0, at.at('fixed_delay'))
  if (fixedMs <= 0) at.at('fixed_delay').add('must be above 0')
  return { fixedMs, share }
}

function abortOf(message: HTTPFault, at: Violations): Abort | null {
  const { abort } = message
  if (abort === null) return null
  const share = abort.percentage === null ? NEVER : fraction(abort.percentage)
  const body = abort.responseBody === '' ? ABORT_BODY : abort.responseBody
  if (abort.headerAbort !== null) return { httpStatus: 0, grpcStatus: -1, share, body }
  if (abort.grpcStatus !== null) return { httpStatus: 0, grpcStatus: abort.grpcStatus, share, body }
  const httpStatus = abort.httpStatus ?? 0
  if (httpStatus < 200 || httpStatus >= 600) at.at('http_status').add('must be 200 to 599')
  return { httpStatus, grpcStatus: -1, share, body }
}

class FaultFactory implements HttpFilterFactory {
  readonly name: string
  readonly env: FaultEnv
  /** Faults under way in the process, for `max_active_faults`. */
  readonly active: UseCount
  private readonly settings: FaultSettings
  readonly counters: readonly string[] = [
    'fault.aborts_injected',
    'fault.delays_injected',
    'fault.faults_overflow',
    'fault.response_rl_injected',
  ]

  constructor(name: string, settings: FaultSettings, env: FaultEnv, active: UseCount) {
    this.name = name
    this.settings = settings
    this.env = env
    this.active = active
  }

  create(stream: HttpStream): HttpFilter | null {
    // What the chain returns for this filter's name is what compileRouteConfig made.
    const settings = (stream.routeFilterConfig(this.name) as FaultSettings | null) ?? this.settings
    const { delay, abort, throttle } = settings
    if (delay === null && abort === null && throttle === null) return null
    return new FaultFilter(this, settings)
  }
}

class FaultFilter implements HttpFilter {
  private readonly factory: FaultFactory
  private readonly settings: FaultSettings
  private timer: WheelTimer | null = null
  private isActive = false

  constructor(factory: FaultFactory, settings: FaultSettings) {
    this.factory = factory
    this.settings = settings
  }

  onRequestHeaders(stream: HttpStream): FilterStatus {
    if (!this.applies(stream)) return FilterStatus.Continue
    this.throttle(stream)
    const delayMs = this.delayMs(stream)
    if (delayMs > 0 && this.begin(stream)) {
      stream.setResponseFlag(ResponseFlag.DelayInjected)
      stream.count('fault.delays_injected')
      this.timer = new WheelTimer(() => this.afterDelay(stream))
      this.factory.env.wheel.arm(this.timer, delayMs)
      return FilterStatus.Paused
    }
    return this.abort(stream) ? FilterStatus.Replied : FilterStatus.Continue
  }

  onComplete(): void {
    if (this.timer !== null) this.factory.env.wheel.cancel(this.timer)
    this.end()
  }

  private afterDelay(stream: HttpStream): void {
    this.end()
    if (!this.abort(stream)) stream.resume()
  }

  private applies(stream: HttpStream): boolean {
    const { cluster, downstreamNodes, headers } = this.settings
    if (cluster !== '' && cluster !== stream.clusterName) return false
    if (downstreamNodes.size > 0) {
      const node = headerValue(stream.requestHeaders, 'x-envoy-downstream-service-node')
      if (node === null || !downstreamNodes.has(node)) return false
    }
    for (const matcher of headers) if (!matcher.matches(stream)) return false
    return true
  }

  private throttle(stream: HttpStream): void {
    const { throttle } = this.settings
    if (throttle === null) return
    const isByHeader = throttle.bytesPerSec < 0
    const asked = isByHeader
      ? headerNumber(stream, 'x-envoy-fault-throughput-response') * KIB
      : throttle.bytesPerSec
    const share = isByHeader
      ? headerShare(stream, 'x-envoy-fault-throughput-response-percentage', throttle.share)
      : throttle.share
    if (asked <= 0 || !this.draws(share) || !this.begin(stream)) return
    stream.count('fault.response_rl_injected')
    stream.throttleResponse(asked)
  }

  private delayMs(stream: HttpStream): number {
    const { delay } = this.settings
    if (delay === null) return 0
    if (delay.fixedMs >= 0) return this.draws(delay.share) ? delay.fixedMs : 0
    const asked = headerNumber(stream, 'x-envoy-fault-delay-request')
    if (asked <= 0) return 0
    const share = headerShare(stream, 'x-envoy-fault-delay-request-percentage', delay.share)
    return this.draws(share) ? Math.min(asked, MAX_HEADER_DELAY_MS) : 0
  }

  /** Whether the request was answered here. */
  private abort(stream: HttpStream): boolean {
    const { abort } = this.settings
    if (abort === null) return false
    const isByHeader = abort.httpStatus === 0 && abort.grpcStatus === -1
    const grpcAsked = isByHeader
      ? headerNumberOr(stream, 'x-envoy-fault-abort-grpc-request', -1)
      : -1
    const status = isByHeader
      ? headerNumber(stream, 'x-envoy-fault-abort-request')
      : abort.httpStatus
    const share = isByHeader
      ? headerShare(stream, 'x-envoy-fault-abort-request-percentage', abort.share)
      : abort.share
    const isUsable = !isByHeader || grpcAsked >= 0 || (status >= 200 && status < 600)
    if (!isUsable || !this.draws(share)) return false
    if (!this.begin(stream)) return false
    this.end()
    stream.count('fault.aborts_injected')
    const isHttpAsked = status >= 200 && status < 600
    const grpcStatus = isByHeader && !isHttpAsked ? grpcAsked : abort.grpcStatus
    if (grpcStatus >= 0) replyGrpc(stream, grpcStatus, abort.body)
    else stream.reply(status, abort.body, 'fault_filter_abort', ResponseFlag.FaultInjected)
    return true
  }

  private draws(share: Fraction): boolean {
    return isInFraction(share, drawFrom(this.factory.env.random))
  }

  private begin(stream: HttpStream): boolean {
    const { active } = this.factory
    const { maxActive } = this.settings
    if (!active.tryAdd(maxActive >= 0 ? maxActive : Number.POSITIVE_INFINITY)) {
      stream.count('fault.faults_overflow')
      return false
    }
    this.isActive = true
    return true
  }

  private end(): void {
    if (!this.isActive) return
    this.isActive = false
    this.factory.active.remove()
  }
}

function replyGrpc(stream: HttpStream, code: number, body: string): void {
  if (!isGrpcRequest(stream.requestHeaders)) {
    stream.reply(200, body, 'fault_filter_abort', ResponseFlag.FaultInjected)
    return
  }
  stream.reply(200, '', 'fault_filter_abort', ResponseFlag.FaultInjected, [
    'content-type',
    'application/grpc',
    'grpc-status',
    String(code),
    'grpc-message',
    body,
  ])
}

function headerNumber(stream: HttpStream, name: string): number {
  return headerNumberOr(stream, name, 0)
}

function headerNumberOr(stream: HttpStream, name: string, otherwise: number): number {
  const value = headerValue(stream.requestHeaders, name)
  return value !== null && /^\d{1,9}$/.test(value) ? Number(value) : otherwise
}

/** The caller may only lower the configured share. */
function headerShare(stream: HttpStream, name: string, configured: Fraction): Fraction {
  const value = headerValue(stream.requestHeaders, name)
  if (value === null) return configured
  // What is no number asks for nothing.
  if (!/^\d{1,9}$/.test(value)) return configured
  const asked = Number(value)
  return { ...configured, numerator: Math.min(asked, configured.numerator) }
}
