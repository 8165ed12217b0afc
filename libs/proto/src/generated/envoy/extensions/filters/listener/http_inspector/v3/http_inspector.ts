/** Generated from envoy/extensions/filters/listener/http_inspector/v3/http_inspector.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { type Mutable } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.filters.listener.http_inspector.v3.HttpInspector */
export interface HttpInspector {
}

export const HttpInspector: MessageType<HttpInspector> = define<HttpInspector>({
  name: 'envoy.extensions.filters.listener.http_inspector.v3.HttpInspector', empty: emptyHttpInspector, write: writeHttpInspector, read: readHttpInspector,
  fields: () => [],
})

export function emptyHttpInspector(): HttpInspector {
  return {}
}

export function writeHttpInspector(_m: HttpInspector, _w: ByteWriter): void {
}

export function readHttpInspector(r: MessageReader, into: HttpInspector | null): HttpInspector {
  const m: Mutable<HttpInspector> = into ?? emptyHttpInspector()
  while (!r.done) r.skipField(r.uint32())
  return m
}
