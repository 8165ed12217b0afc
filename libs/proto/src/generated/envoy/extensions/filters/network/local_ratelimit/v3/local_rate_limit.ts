/** Generated from envoy/extensions/filters/network/local_ratelimit/v3/local_rate_limit.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { RuntimeFeatureFlag, readRuntimeFeatureFlag, writeRuntimeFeatureFlag } from '../../../../../config/core/v3/base.ts'
import { TokenBucket, readTokenBucket, writeTokenBucket } from '../../../../../type/v3/token_bucket.ts'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { type Mutable, put } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.filters.network.local_ratelimit.v3.LocalRateLimit */
export interface NetworkRateLimit {
  readonly statPrefix: string
  readonly tokenBucket: TokenBucket | null
  readonly runtimeEnabled: RuntimeFeatureFlag | null
  readonly shareKey: string
}

export const NetworkRateLimit: MessageType<NetworkRateLimit> = define<NetworkRateLimit>({
  name: 'envoy.extensions.filters.network.local_ratelimit.v3.LocalRateLimit', empty: emptyNetworkRateLimit, write: writeNetworkRateLimit, read: readNetworkRateLimit,
  fields: () => [
    ['stat_prefix', 1, 'string'],
    ['token_bucket', 2, TokenBucket],
    ['runtime_enabled', 3, RuntimeFeatureFlag],
    ['share_key', 4, 'string'],
  ],
})

export function emptyNetworkRateLimit(): NetworkRateLimit {
  return {
    statPrefix: '',
    tokenBucket: null,
    runtimeEnabled: null,
    shareKey: '',
  }
}

export function writeNetworkRateLimit(m: NetworkRateLimit, w: ByteWriter): void {
  if (m.statPrefix !== '') w.uint32(10).string(m.statPrefix)
  if (m.tokenBucket !== null) put(w, 18, writeTokenBucket, m.tokenBucket)
  if (m.runtimeEnabled !== null) put(w, 26, writeRuntimeFeatureFlag, m.runtimeEnabled)
  if (m.shareKey !== '') w.uint32(34).string(m.shareKey)
}

export function readNetworkRateLimit(r: MessageReader, into: NetworkRateLimit | null): NetworkRateLimit {
  const m: Mutable<NetworkRateLimit> = into ?? emptyNetworkRateLimit()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.statPrefix = r.string(); break
      case 18: m.tokenBucket = readTokenBucket(r.message(), m.tokenBucket); break
      case 26: m.runtimeEnabled = readRuntimeFeatureFlag(r.message(), m.runtimeEnabled); break
      case 34: m.shareKey = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}
