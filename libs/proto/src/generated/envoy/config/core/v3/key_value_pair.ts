/** Generated from envoy/config/core/v3/key_value_pair.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type JsonValue } from '../../../../../json/json-value.ts'
import { type MessageType, define } from '../../../../../message-type.ts'
import { Value, readValue, writeValue } from '../../../../../well-known/struct.ts'
import { type Mutable, put } from '../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../wire/message-reader.ts'

/** envoy.config.core.v3.KeyValuePair */
export interface KeyValuePair {
  readonly key: string
  readonly value: JsonValue | null
}

export const KeyValuePair: MessageType<KeyValuePair> = define<KeyValuePair>({
  name: 'envoy.config.core.v3.KeyValuePair', empty: emptyKeyValuePair, write: writeKeyValuePair, read: readKeyValuePair,
  fields: () => [
    ['key', 1, 'string'],
    ['value', 2, Value],
  ],
})

export function emptyKeyValuePair(): KeyValuePair {
  return {
    key: '',
    value: null,
  }
}

export function writeKeyValuePair(m: KeyValuePair, w: ByteWriter): void {
  if (m.key !== '') w.uint32(10).string(m.key)
  if (m.value !== null) put(w, 18, writeValue, m.value)
}

export function readKeyValuePair(r: MessageReader, into: KeyValuePair | null): KeyValuePair {
  const m: Mutable<KeyValuePair> = into ?? emptyKeyValuePair()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.key = r.string(); break
      case 18: m.value = readValue(r.message()); break
      default: r.skipField(tag)
    }
  }
  return m
}
