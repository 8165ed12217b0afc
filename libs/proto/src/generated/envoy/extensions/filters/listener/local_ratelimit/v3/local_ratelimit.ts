/** Generated from envoy/extensions/filters/listener/local_ratelimit/v3/local_ratelimit.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { RuntimeFeatureFlag, readRuntimeFeatureFlag, writeRuntimeFeatureFlag } from '../../../../../config/core/v3/base.ts'
import { TokenBucket, readTokenBucket, writeTokenBucket } from '../../../../../type/v3/token_bucket.ts'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { type Mutable, put } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.filters.listener.local_ratelimit.v3.LocalRateLimit */
export interface ListenerRateLimit {
  readonly statPrefix: string
  readonly tokenBucket: TokenBucket | null
  readonly runtimeEnabled: RuntimeFeatureFlag | null
}

export const ListenerRateLimit: MessageType<ListenerRateLimit> = define<ListenerRateLimit>({
  name: 'envoy.extensions.filters.listener.local_ratelimit.v3.LocalRateLimit', empty: emptyListenerRateLimit, write: writeListenerRateLimit, read: readListenerRateLimit,
  fields: () => [
    ['stat_prefix', 1, 'string'],
    ['token_bucket', 2, TokenBucket],
    ['runtime_enabled', 3, RuntimeFeatureFlag],
  ],
})

export function emptyListenerRateLimit(): ListenerRateLimit {
  return {
    statPrefix: '',
    tokenBucket: null,
    runtimeEnabled: null,
  }
}

export function writeListenerRateLimit(m: ListenerRateLimit, w: ByteWriter): void {
  if (m.statPrefix !== '') w.uint32(10).string(m.statPrefix)
  if (m.tokenBucket !== null) put(w, 18, writeTokenBucket, m.tokenBucket)
  if (m.runtimeEnabled !== null) put(w, 26, writeRuntimeFeatureFlag, m.runtimeEnabled)
}

export function readListenerRateLimit(r: MessageReader, into: ListenerRateLimit | null): ListenerRateLimit {
  const m: Mutable<ListenerRateLimit> = into ?? emptyListenerRateLimit()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.statPrefix = r.string(); break
      case 18: m.tokenBucket = readTokenBucket(r.message(), m.tokenBucket); break
      case 26: m.runtimeEnabled = readRuntimeFeatureFlag(r.message(), m.runtimeEnabled); break
      default: r.skipField(tag)
    }
  }
  return m
}
