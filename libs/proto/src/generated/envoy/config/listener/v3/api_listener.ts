/** Generated from envoy/config/listener/v3/api_listener.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../message-type.ts'
import { Any, readAny, writeAny } from '../../../../../well-known/any.ts'
import { type Mutable, put } from '../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../wire/message-reader.ts'

/** envoy.config.listener.v3.ApiListener */
export interface ApiListener {
  readonly apiListener: Any | null
}

export const ApiListener: MessageType<ApiListener> = define<ApiListener>({
  name: 'envoy.config.listener.v3.ApiListener', empty: emptyApiListener, write: writeApiListener, read: readApiListener,
  fields: () => [
    ['api_listener', 1, Any],
  ],
})

export function emptyApiListener(): ApiListener {
  return {
    apiListener: null,
  }
}

export function writeApiListener(m: ApiListener, w: ByteWriter): void {
  if (m.apiListener !== null) put(w, 10, writeAny, m.apiListener)
}

export function readApiListener(r: MessageReader, into: ApiListener | null): ApiListener {
  const m: Mutable<ApiListener> = into ?? emptyApiListener()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.apiListener = readAny(r.message(), m.apiListener); break
      default: r.skipField(tag)
    }
  }
  return m
}
