/** The network filter local_ratelimit: each connection takes a token of its chain's bucket; without one it is closed. */
import type { NetworkRateLimit } from '@flotilla/proto'
import type { Clock } from '@flotilla/time'
import { durationMs } from '../compile/fields.ts'
import type { Violations } from '../compile/violations.ts'
import { BUCKET_CELLS, initBucket, TokenBucket } from '../filters/token-bucket.ts'
import type { DownstreamConnection } from '../listener/types.ts'
import { type LiveFlag, liveFlag } from '../runtime/live-values.ts'
import type { CellSource } from '../workers/shared-cells.ts'
import { type ConnectionGate, refuseConnection } from './connection-gate.ts'

/** Envoy refuses shorter ones. */
const MIN_FILL_INTERVAL_MS = 50

export function compileConnectionRate(
  message: NetworkRateLimit,
  clock: Clock,
  cells: CellSource | null,
  at: Violations,
): ConnectionGate {
  if (message.shareKey !== '') at.at('share_key').unsupported()
  const bucket = message.tokenBucket
  const place = at.at('token_bucket')
  if (bucket === null) place.add('is required')
  if (bucket !== null && bucket.maxTokens < 1) place.at('max_tokens').add('must be at least 1')
  const intervalMs = durationMs(bucket?.fillInterval ?? null, 0, place.at('fill_interval'))
  if (bucket !== null && intervalMs < MIN_FILL_INTERVAL_MS)
    place.at('fill_interval').add(`must be at least ${MIN_FILL_INTERVAL_MS} ms`)
  const { runtimeEnabled } = message
  const enabled = liveFlag(runtimeEnabled?.defaultValue ?? true, runtimeEnabled?.runtimeKey ?? '')
  const settings = {
    maxTokens: bucket?.maxTokens ?? 0,
    tokensPerFill: bucket?.tokensPerFill ?? 1,
    fillIntervalMs: Math.max(1, intervalMs),
  }
  const nowMs = clock.nowMs()
  const own = cells?.next(BUCKET_CELLS, (fresh) => initBucket(fresh, settings, nowMs)) ?? null
  return new ConnectionRate(enabled, new TokenBucket(settings, nowMs, own), clock)
}

class ConnectionRate implements ConnectionGate {
  private readonly enabled: LiveFlag
  private bucket: TokenBucket
  private readonly clock: Clock

  constructor(enabled: LiveFlag, bucket: TokenBucket, clock: Clock) {
    this.enabled = enabled
    this.bucket = bucket
    this.clock = clock
  }

  admit(connection: DownstreamConnection): boolean {
    if (!this.enabled.value || this.bucket.take(this.clock.nowMs())) return true
    refuseConnection(connection)
    return false
  }

  inherit(predecessor: ConnectionGate): void {
    if (predecessor instanceof ConnectionRate) this.bucket = predecessor.bucket
  }
}
