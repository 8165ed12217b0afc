/** The health check filter: answers requests for this proxy's health, or passes them on and remembers the answer. */
import type { HeaderMatcher } from '@flotilla/match'
import { HealthCheck } from '@flotilla/proto'
import type { Clock } from '@flotilla/time'
import { durationMs } from '../compile/fields.ts'
import type { Violations } from '../compile/violations.ts'
import { headerMatchers } from '../http/compile/matchers.ts'
import {
  FilterStatus,
  type HttpFilter,
  type HttpFilterFactory,
  type HttpFilterKind,
  type HttpStream,
} from '../http/filter.ts'
import { setHeader } from '../http/headers.ts'
import { ResponseFlag } from '../http/response-flags.ts'
import { protoFilterKind } from './proto-filter-kind.ts'

/** What a question about health may carry. */
const MAX_BODY_BYTES = 1024 * 1024

export interface HealthFilterEnv {
  readonly clock: Clock
  /** Service cluster of this node, told with every answer. */
  readonly nodeCluster: string
  /** Whether this proxy was told to fail its health checks. */
  readonly isHealthFailed: () => boolean
  /** Healthy and all hosts of a cluster, null where there is no such cluster. */
  readonly membership: (
    cluster: string,
  ) => { readonly healthy: number; readonly total: number } | null
}

interface Settings {
  readonly passesThrough: boolean
  /** 0: nothing is remembered. */
  readonly cacheMs: number
  readonly headers: readonly HeaderMatcher[]
  readonly minimums: readonly { readonly cluster: string; readonly pct: number }[]
}

export function healthCheckFilterKind(env: HealthFilterEnv): HttpFilterKind {
  return protoFilterKind<HealthCheck, HealthCheck, Settings>({
    name: 'envoy.filters.http.health_check',
    type: HealthCheck,
    routeType: null,
    settings: settingsOf,
    factory: (name, settings) => new HealthCheckFactory(name, settings, env),
  })
}

function settingsOf(message: HealthCheck, at: Violations): Settings {
  if (message.passThroughMode === null) at.at('pass_through_mode').add('is required')
  const passesThrough = message.passThroughMode ?? false
  if (!passesThrough && message.cacheTime !== null)
    at.at('cache_time').add('needs pass_through_mode')
  if (passesThrough && message.clusterMinHealthyPercentages.size > 0)
    at.at('cluster_min_healthy_percentages').add('excludes pass_through_mode')
  return {
    passesThrough,
    cacheMs: durationMs(message.cacheTime, 0, at.at('cache_time')),
    headers: headerMatchers(message.headers, 'headers', at),
    minimums: [...message.clusterMinHealthyPercentages].map(([cluster, percent]) => ({
      cluster,
      pct: percent.value,
    })),
  }
}

const COUNTERS = [
  'health_check.cached_response',
  'health_check.degraded',
  'health_check.failed',
  'health_check.failed_cluster_empty',
  'health_check.failed_cluster_not_found',
  'health_check.failed_cluster_unhealthy',
  'health_check.ok',
  'health_check.request_total',
]
/** What verdicts count as, beside `ok` and `failed`. */
const COUNTED_AS: Readonly<Record<string, string>> = {
  health_check_cached: 'cached_response',
  health_check_failed_no_cluster_found: 'failed_cluster_not_found',
  health_check_failed_cluster_empty: 'failed_cluster_empty',
  health_check_failed_cluster_unhealthy: 'failed_cluster_unhealthy',
}

interface Verdict {
  readonly status: number
  readonly detail: string
}
const HEALTHY: Verdict = { status: 200, detail: 'health_check_ok' }

class HealthCheckFactory implements HttpFilterFactory {
  readonly name: string
  readonly counters: readonly string[] = COUNTERS
  private readonly settings: Settings
  private readonly env: HealthFilterEnv
  private cachedStatus = 0
  private cachedUntilMs = 0

  constructor(name: string, settings: Settings, env: HealthFilterEnv) {
    this.name = name
    this.settings = settings
    this.env = env
  }

  create(stream: HttpStream): HttpFilter | null {
    for (const matcher of this.settings.headers) if (!matcher.matches(stream)) return null
    return new HealthCheckFilter(this)
  }

  /** What to answer, null to pass the request on. */
  verdict(): Verdict | null {
    const { passesThrough, cacheMs } = this.settings
    if (this.env.isHealthFailed()) return { status: 503, detail: 'health_check_failed' }
    if (!passesThrough) {
      const lack = this.lackOfHosts()
      return lack === '' ? HEALTHY : { status: 503, detail: lack }
    }
    const isFresh = cacheMs > 0 && this.env.clock.nowMs() < this.cachedUntilMs
    return isFresh ? { status: this.cachedStatus, detail: 'health_check_cached' } : null
  }

  get nodeCluster(): string {
    return this.env.nodeCluster
  }

  get isFailed(): boolean {
    return this.env.isHealthFailed()
  }

  remember(status: number): void {
    const { cacheMs } = this.settings
    if (cacheMs === 0) return
    this.cachedStatus = status
    this.cachedUntilMs = this.env.clock.nowMs() + cacheMs
  }

  /** Which cluster is not healthy enough, in Envoy's words; empty where all are. */
  private lackOfHosts(): string {
    for (const { cluster, pct } of this.settings.minimums) {
      const found = this.env.membership(cluster)
      if (found === null) return 'health_check_failed_no_cluster_found'
      if (found.total === 0 && pct > 0) return 'health_check_failed_cluster_empty'
      if (100 * found.healthy < found.total * pct) return 'health_check_failed_cluster_unhealthy'
    }
    return ''
  }
}

class HealthCheckFilter implements HttpFilter {
  private readonly factory: HealthCheckFactory
  private isAnswered = false

  constructor(factory: HealthCheckFactory) {
    this.factory = factory
  }

  onRequestHeaders(stream: HttpStream): FilterStatus {
    stream.setMetadata('flotilla', 'health_check', true)
    stream.count('health_check.request_total')
    const verdict = this.factory.verdict()
    if (verdict === null) return FilterStatus.Continue
    if (stream.isRequestBodyless) this.answer(stream, verdict)
    else {
      // Envoy: the answer follows the whole request.
      stream.bufferRequest(MAX_BODY_BYTES, () => this.answer(stream, verdict))
      return FilterStatus.Paused
    }
    return FilterStatus.Replied
  }

  private answer(stream: HttpStream, { status, detail }: Verdict): void {
    this.isAnswered = true
    const isGood = status >= 200 && status < 300
    stream.count(`health_check.${isGood ? 'ok' : 'failed'}`)
    const cause = COUNTED_AS[detail]
    if (cause !== undefined) stream.count(`health_check.${cause}`)
    stream.reply(status, '', detail, isGood ? 0 : ResponseFlag.FailedLocalHealthCheck)
  }

  onResponseHeaders(stream: HttpStream): void {
    if (stream.responseHeaders === null) return
    if (!this.isAnswered) this.factory.remember(stream.responseCode)
    setHeader(
      stream.responseHeaders,
      'x-envoy-upstream-healthchecked-cluster',
      this.factory.nodeCluster,
    )
    if (this.factory.isFailed)
      setHeader(stream.responseHeaders, 'x-envoy-immediate-health-check-fail', 'true')
  }
}
