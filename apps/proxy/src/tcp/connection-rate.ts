/** The network filter local_ratelimit: each connection takes a token of its chain's bucket; without one it is closed. */
import type { NetworkRateLimit } from '@flotilla/proto'
import type { Clock } from '@flotilla/time'
import { durationMs } from '../compile/fields.ts'
import type { Violations } from '../compile/violations.ts'
import type { DownstreamConnection } from '../listener/types.ts'
import { type ConnectionGate, refuseConnection } from './connection-gate.ts'

/** Envoy refuses shorter ones. */
const MIN_FILL_INTERVAL_MS = 50

interface Bucket {
  tokens: number
  filledAtMs: number
}

export function compileConnectionRate(
  message: NetworkRateLimit,
  clock: Clock,
  at: Violations,
): ConnectionGate {
  if (message.shareKey !== '') at.at('share_key').unsupported()
  if (message.runtimeEnabled !== null && message.runtimeEnabled.runtimeKey !== '')
    at.at('runtime_enabled.runtime_key').unsupported()
  const bucket = message.tokenBucket
  const place = at.at('token_bucket')
  if (bucket === null) place.add('is required')
  if (bucket !== null && bucket.maxTokens < 1) place.at('max_tokens').add('must be at least 1')
  const intervalMs = durationMs(bucket?.fillInterval ?? null, 0, place.at('fill_interval'))
  if (bucket !== null && intervalMs < MIN_FILL_INTERVAL_MS)
    place.at('fill_interval').add(`must be at least ${MIN_FILL_INTERVAL_MS} ms`)
  const isOff = message.runtimeEnabled?.defaultValue === false
  return new ConnectionRate(
    isOff ? Number.POSITIVE_INFINITY : (bucket?.maxTokens ?? 0),
    bucket?.tokensPerFill ?? 1,
    intervalMs,
    clock,
  )
}

class ConnectionRate implements ConnectionGate {
  private readonly max: number
  private readonly perFill: number
  private readonly intervalMs: number
  private readonly clock: Clock
  private bucket: Bucket

  constructor(max: number, perFill: number, intervalMs: number, clock: Clock) {
    this.max = max
    this.perFill = perFill
    this.intervalMs = intervalMs
    this.clock = clock
    this.bucket = { tokens: max, filledAtMs: clock.nowMs() }
  }

  admit(connection: DownstreamConnection): boolean {
    this.fill()
    if (this.bucket.tokens >= 1) {
      this.bucket.tokens--
      return true
    }
    refuseConnection(connection)
    return false
  }

  inherit(predecessor: ConnectionGate): void {
    if (predecessor instanceof ConnectionRate) this.bucket = predecessor.bucket
  }

  private fill(): void {
    const { bucket } = this
    const fills = Math.floor((this.clock.nowMs() - bucket.filledAtMs) / this.intervalMs)
    if (!(fills > 0)) return
    bucket.filledAtMs += fills * this.intervalMs
    bucket.tokens = Math.min(this.max, bucket.tokens + fills * this.perFill)
  }
}
