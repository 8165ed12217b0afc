/** Generated from envoy/type/v3/token_bucket.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../message-type.ts'
import { Duration, readDuration, writeDuration } from '../../../../well-known/duration.ts'
import { UInt32Value, readUInt32Value, writeUInt32Value } from '../../../../well-known/wrappers.ts'
import { type Mutable, put } from '../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../wire/message-reader.ts'

/** envoy.type.v3.TokenBucket */
export interface TokenBucket {
  readonly maxTokens: number
  readonly tokensPerFill: number | null
  readonly fillInterval: Duration | null
}

export const TokenBucket: MessageType<TokenBucket> = define<TokenBucket>({
  name: 'envoy.type.v3.TokenBucket', empty: emptyTokenBucket, write: writeTokenBucket, read: readTokenBucket,
  fields: () => [
    ['max_tokens', 1, 'uint32'],
    ['tokens_per_fill', 2, UInt32Value],
    ['fill_interval', 3, Duration],
  ],
})

export function emptyTokenBucket(): TokenBucket {
  return {
    maxTokens: 0,
    tokensPerFill: null,
    fillInterval: null,
  }
}

export function writeTokenBucket(m: TokenBucket, w: ByteWriter): void {
  if (m.maxTokens !== 0) w.uint32(8).uint32(m.maxTokens)
  if (m.tokensPerFill !== null) put(w, 18, writeUInt32Value, m.tokensPerFill)
  if (m.fillInterval !== null) put(w, 26, writeDuration, m.fillInterval)
}

export function readTokenBucket(r: MessageReader, into: TokenBucket | null): TokenBucket {
  const m: Mutable<TokenBucket> = into ?? emptyTokenBucket()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.maxTokens = r.uint32(); break
      case 18: m.tokensPerFill = readUInt32Value(r.message()); break
      case 26: m.fillInterval = readDuration(r.message(), m.fillInterval); break
      default: r.skipField(tag)
    }
  }
  return m
}
