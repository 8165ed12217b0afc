/** The local rate limit filter: token buckets of the process, of a connection, or by descriptor (spec §2.8). */
import { type Fraction, isGrpcRequest, isInFraction } from '@flotilla/match'
import { LocalRateLimit, type TokenBucket as TokenBucketMessage } from '@flotilla/proto'
import type { Clock } from '@flotilla/time'
import { durationMs } from '../compile/fields.ts'
import type { Violations } from '../compile/violations.ts'
import { levelMutations } from '../http/compile/header-mutations.ts'
import { runtimeFraction } from '../http/compile/matchers.ts'
import {
  FilterStatus,
  type HttpFilter,
  type HttpFilterFactory,
  type HttpFilterKind,
  type HttpStream,
} from '../http/filter.ts'
import type { HeaderList } from '../http/headers.ts'
import { ResponseFlag } from '../http/response-flags.ts'
import { applyMutations, type HeaderMutation } from '../http/route/header-mutation.ts'
import type { ConnectionInfo } from '../listener/types.ts'
import type { CellSource } from '../workers/shared-cells.ts'
import { protoFilterKind } from './proto-filter-kind.ts'
import {
  compileRateLimits,
  type DescriptorEntry,
  isSameDescriptor,
  type RateLimitRule,
} from './rate-limit-descriptors.ts'
import { BUCKET_CELLS, type BucketSettings, initBucket, TokenBucket } from './token-bucket.ts'

const MIN_FILL_MS = 50
const RESOURCE_EXHAUSTED = '8'
/** Values of VhRateLimitsOptions. */
const VH_INCLUDE = 1
const VH_IGNORE = 2

export interface LocalRateLimitCounters {
  enabled: number
  enforced: number
  ok: number
  rateLimited: number
  shadowMode: number
}

interface DescriptorBucket {
  readonly entries: readonly DescriptorEntry[]
  readonly bucket: TokenBucket
}

interface Settings {
  readonly counters: LocalRateLimitCounters
  readonly status: number
  /** Null: no bucket, nothing is limited by default. */
  readonly bucket: BucketSettings | null
  /** The bucket of the process, null with `perConnection`. */
  readonly shared: TokenBucket | null
  readonly perConnection: WeakMap<ConnectionInfo, TokenBucket> | null
  readonly descriptors: readonly DescriptorBucket[]
  readonly alwaysTakesDefault: boolean
  readonly enabled: Fraction | null
  readonly enforced: Fraction | null
  readonly responseHeaders: readonly HeaderMutation[]
  readonly requestHeaders: readonly HeaderMutation[]
  readonly stage: number
  readonly vhLimits: number
  readonly showsLimits: boolean
  readonly isResourceExhausted: boolean
  /** The filter's own, which take the place of the route's. */
  readonly rules: readonly RateLimitRule[]
  readonly tellsRetryAfter: boolean
}

export function localRateLimitFilterKind(
  clock: Clock,
  counters: Record<string, LocalRateLimitCounters>,
  cells: CellSource | null = null,
): HttpFilterKind {
  return protoFilterKind<LocalRateLimit, LocalRateLimit, Settings>({
    name: 'envoy.filters.http.local_ratelimit',
    type: LocalRateLimit,
    routeType: null,
    settings: (message, at) =>
      settingsOf(message, clock.nowMs(), cells, countersOf(counters, message), at),
    factory: (name, settings) => new LocalRateLimitFactory(name, settings, clock),
  })
}

/** As in Envoy, shared by filters and routes of one prefix. */
function countersOf(
  all: Record<string, LocalRateLimitCounters>,
  { statPrefix }: LocalRateLimit,
): LocalRateLimitCounters {
  const fresh = { enabled: 0, enforced: 0, ok: 0, rateLimited: 0, shadowMode: 0 }
  all[statPrefix] ??= fresh
  return all[statPrefix] ?? fresh
}

function settingsOf(
  message: LocalRateLimit,
  nowMs: number,
  cells: CellSource | null,
  counters: LocalRateLimitCounters,
  at: Violations,
): Settings {
  if (message.statPrefix === '') at.at('stat_prefix').add('must not be empty')
  const bucket =
    message.tokenBucket === null ? null : bucketOf(message.tokenBucket, at.at('token_bucket'))
  const isPerConnection = message.localRateLimitPerDownstreamConnection
  const status: number = message.status?.code ?? 429
  const headers = (
    list: LocalRateLimit['responseHeadersToAdd'],
    side: 'request' | 'response',
  ): readonly HeaderMutation[] => levelMutations({ toAdd: list, toRemove: [] }, side, at)
  return {
    counters,
    status: status >= 400 ? status : 429,
    bucket,
    shared: bucket === null || isPerConnection ? null : commonBucket(bucket, nowMs, cells),
    perConnection: isPerConnection ? new WeakMap() : null,
    descriptors: message.descriptors.map((one, i) => {
      const place = at.at('descriptors', i)
      const settings = bucketOf(one.tokenBucket, place.at('token_bucket'))
      return {
        entries: one.entries.map(({ key, value }) => ({ key, value })),
        bucket: commonBucket(settings, nowMs, cells),
      }
    }),
    alwaysTakesDefault: message.alwaysConsumeDefaultTokenBucket ?? true,
    enabled: runtimeFraction(message.filterEnabled, at.at('filter_enabled')),
    enforced: runtimeFraction(message.filterEnforced, at.at('filter_enforced')),
    responseHeaders: headers(message.responseHeadersToAdd, 'response'),
    requestHeaders: headers(message.requestHeadersToAddWhenNotEnforced, 'request'),
    stage: message.stage,
    vhLimits: message.vhRateLimits,
    showsLimits: message.enableXRatelimitHeaders !== 0,
    isResourceExhausted: message.rateLimitedAsResourceExhausted,
    rules: compileRateLimits(message.rateLimits, '', at),
    tellsRetryAfter: message.enableRetryAfterHeader,
  }
}

/** As in Envoy, one for all threads. */
function commonBucket(
  settings: BucketSettings,
  nowMs: number,
  cells: CellSource | null,
): TokenBucket {
  const own = cells?.next(BUCKET_CELLS, (fresh) => initBucket(fresh, settings, nowMs)) ?? null
  return new TokenBucket(settings, nowMs, own)
}

function bucketOf(message: TokenBucketMessage | null, at: Violations): BucketSettings {
  if (message === null) {
    at.add('is required')
    return { maxTokens: 1, tokensPerFill: 1, fillIntervalMs: MIN_FILL_MS }
  }
  if (message.maxTokens < 1) at.at('max_tokens').add('must be above 0')
  const fillIntervalMs = durationMs(message.fillInterval, 0, at.at('fill_interval'))
  if (fillIntervalMs < MIN_FILL_MS) at.at('fill_interval').add(`must be at least ${MIN_FILL_MS} ms`)
  return { maxTokens: message.maxTokens, tokensPerFill: message.tokensPerFill ?? 1, fillIntervalMs }
}

class LocalRateLimitFactory implements HttpFilterFactory {
  readonly name: string
  readonly clock: Clock
  private readonly settings: Settings

  constructor(name: string, settings: Settings, clock: Clock) {
    this.name = name
    this.settings = settings
    this.clock = clock
  }

  create(stream: HttpStream): HttpFilter | null {
    // What the chain returns for this filter's name is what compileRouteConfig made.
    const settings = (stream.routeFilterConfig(this.name) as Settings | null) ?? this.settings
    const { enabled } = settings
    if (enabled === null || !isInFraction(enabled, stream.randomValue)) return null
    return new LocalRateLimitFilter(this, settings)
  }
}

class LocalRateLimitFilter implements HttpFilter {
  private readonly factory: LocalRateLimitFactory
  private readonly settings: Settings
  /** The bucket that the limit headers tell of, null before the request was judged. */
  private told: TokenBucket | null = null

  constructor(factory: LocalRateLimitFactory, settings: Settings) {
    this.factory = factory
    this.settings = settings
  }

  onRequestHeaders(stream: HttpStream): FilterStatus {
    const { counters, enforced, isResourceExhausted } = this.settings
    counters.enabled++
    if (this.take(stream)) {
      counters.ok++
      return FilterStatus.Continue
    }
    counters.rateLimited++
    if (enforced === null || !isInFraction(enforced, stream.randomValue)) {
      applyMutations(this.settings.requestHeaders, stream.requestHeaders, stream)
      return FilterStatus.Continue
    }
    counters.enforced++
    const headers: HeaderList = []
    if (isResourceExhausted && isGrpcRequest(stream.requestHeaders))
      headers.push('grpc-status', RESOURCE_EXHAUSTED)
    if (this.settings.tellsRetryAfter && this.told !== null)
      headers.push('retry-after', String(this.told.resetSec(this.factory.clock.nowMs())))
    applyMutations(this.settings.responseHeaders, headers, stream)
    const name = 'local_rate_limited'
    stream.reply(this.settings.status, name, name, ResponseFlag.RateLimited, headers)
    return FilterStatus.Replied
  }

  onResponseHeaders(stream: HttpStream): void {
    if (!this.settings.showsLimits || this.told === null) return
    const nowMs = this.factory.clock.nowMs()
    stream.responseHeaders?.push(
      'x-ratelimit-limit',
      String(this.told.settings.maxTokens),
      'x-ratelimit-remaining',
      String(this.told.left(nowMs)),
      'x-ratelimit-reset',
      String(this.told.resetSec(nowMs)),
    )
  }

  /** Descriptors first, the strictest deciding; then the default bucket, unless descriptors replace it. */
  private take(stream: HttpStream): boolean {
    const nowMs = this.factory.clock.nowMs()
    const matched = this.matched(stream)
    for (const bucket of matched) {
      this.told = bucket
      if (!bucket.take(nowMs)) return false
    }
    if (matched.length > 0 && !this.settings.alwaysTakesDefault) return true
    const bucket = this.defaultBucket(stream, nowMs)
    if (bucket === null) return true
    this.told ??= bucket
    if (bucket.take(nowMs)) return true
    this.told = bucket
    return false
  }

  private matched(stream: HttpStream): readonly TokenBucket[] {
    const { descriptors, vhLimits } = this.settings
    const limits = stream.route?.rateLimits ?? null
    if (this.settings.rules.length > 0) return this.found(this.settings.rules, stream)
    if (descriptors.length === 0 || limits === null) return []
    const isVhUsed =
      vhLimits !== VH_IGNORE &&
      (vhLimits === VH_INCLUDE || limits.includesVirtualHost || limits.own.length === 0)
    const rules = isVhUsed ? [...limits.own, ...limits.virtualHost] : limits.own
    return this.found(rules, stream)
  }

  private found(rules: readonly RateLimitRule[], stream: HttpStream): readonly TokenBucket[] {
    const { descriptors, stage } = this.settings
    const found: TokenBucket[] = []
    for (const rule of rules) {
      const made = rule.stage === stage ? rule.descriptor(stream) : null
      if (made === null) continue
      const match = descriptors.find(({ entries }) => isSameDescriptor(entries, made))
      if (match !== undefined) found.push(match.bucket)
    }
    return found.sort((a, b) => ratePerMs(a) - ratePerMs(b))
  }

  private defaultBucket(stream: HttpStream, nowMs: number): TokenBucket | null {
    const { bucket, shared, perConnection } = this.settings
    if (bucket === null || perConnection === null) return shared
    const found = perConnection.get(stream.connection)
    if (found !== undefined) return found
    const made = new TokenBucket(bucket, nowMs)
    perConnection.set(stream.connection, made)
    return made
  }
}

function ratePerMs(bucket: TokenBucket): number {
  return bucket.settings.tokensPerFill / bucket.settings.fillIntervalMs
}
