/** The listener filter local_ratelimit: each accepted connection takes a token, without one it is closed unread. */
import { type Listener, ListenerRateLimit } from '@flotilla/proto'
import type { Clock } from '@flotilla/time'
import { durationMs, isType, unpack } from '../compile/fields.ts'
import type { Violations } from '../compile/violations.ts'
import { BUCKET_CELLS, initBucket, TokenBucket } from '../filters/token-bucket.ts'
import { type LiveFlag, liveFlag } from '../runtime/live-values.ts'
import type { CellSource } from '../workers/shared-cells.ts'

/** Envoy refuses shorter ones. */
const MIN_FILL_INTERVAL_MS = 50

export function compileListenerRates(
  listener: Listener,
  clock: Clock,
  cells: CellSource | null,
  at: Violations,
): readonly ListenerRate[] {
  return listener.listenerFilters.flatMap(({ typedConfig: any, filterDisabled }, i) => {
    if (any === null || !isType(any, ListenerRateLimit)) return []
    const place = at.at('listener_filters', i)
    if (filterDisabled !== null) place.at('filter_disabled').unsupported()
    const message = unpack(ListenerRateLimit, any, place.at('typed_config'))
    return message === null ? [] : [compileRate(message, clock, cells, place.at('typed_config'))]
  })
}

function compileRate(
  message: ListenerRateLimit,
  clock: Clock,
  cells: CellSource | null,
  at: Violations,
): ListenerRate {
  if (message.statPrefix === '') at.at('stat_prefix').add('must not be empty')
  const bucket = message.tokenBucket
  const place = at.at('token_bucket')
  if (bucket === null) place.add('is required')
  if (bucket !== null && bucket.maxTokens < 1) place.at('max_tokens').add('must be at least 1')
  const intervalMs = durationMs(bucket?.fillInterval ?? null, 0, place.at('fill_interval'))
  if (bucket !== null && intervalMs < MIN_FILL_INTERVAL_MS)
    place.at('fill_interval').add(`must be at least ${MIN_FILL_INTERVAL_MS} ms`)
  const settings = {
    maxTokens: bucket?.maxTokens ?? 0,
    tokensPerFill: bucket?.tokensPerFill ?? 1,
    fillIntervalMs: Math.max(1, intervalMs),
  }
  const { runtimeEnabled } = message
  const enabled = liveFlag(runtimeEnabled?.defaultValue ?? true, runtimeEnabled?.runtimeKey ?? '')
  const nowMs = clock.nowMs()
  const own = cells?.next(BUCKET_CELLS, (fresh) => initBucket(fresh, settings, nowMs)) ?? null
  return new ListenerRate(enabled, new TokenBucket(settings, nowMs, own), clock)
}

export class ListenerRate {
  private readonly enabled: LiveFlag
  private readonly bucket: TokenBucket
  private readonly clock: Clock

  constructor(enabled: LiveFlag, bucket: TokenBucket, clock: Clock) {
    this.enabled = enabled
    this.bucket = bucket
    this.clock = clock
  }

  admit(): boolean {
    return !this.enabled.value || this.bucket.take(this.clock.nowMs())
  }
}
