/** Generated from envoy/config/core/v3/backoff.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../message-type.ts'
import { Duration, readDuration, writeDuration } from '../../../../../well-known/duration.ts'
import { type Mutable, put } from '../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../wire/message-reader.ts'

/** envoy.config.core.v3.BackoffStrategy */
export interface BackoffStrategy {
  readonly baseInterval: Duration | null
  readonly maxInterval: Duration | null
}

export const BackoffStrategy: MessageType<BackoffStrategy> = define<BackoffStrategy>({
  name: 'envoy.config.core.v3.BackoffStrategy', empty: emptyBackoffStrategy, write: writeBackoffStrategy, read: readBackoffStrategy,
  fields: () => [
    ['base_interval', 1, Duration],
    ['max_interval', 2, Duration],
  ],
})

export function emptyBackoffStrategy(): BackoffStrategy {
  return {
    baseInterval: null,
    maxInterval: null,
  }
}

export function writeBackoffStrategy(m: BackoffStrategy, w: ByteWriter): void {
  if (m.baseInterval !== null) put(w, 10, writeDuration, m.baseInterval)
  if (m.maxInterval !== null) put(w, 18, writeDuration, m.maxInterval)
}

export function readBackoffStrategy(r: MessageReader, into: BackoffStrategy | null): BackoffStrategy {
  const m: Mutable<BackoffStrategy> = into ?? emptyBackoffStrategy()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.baseInterval = readDuration(r.message(), m.baseInterval); break
      case 18: m.maxInterval = readDuration(r.message(), m.maxInterval); break
      default: r.skipField(tag)
    }
  }
  return m
}
