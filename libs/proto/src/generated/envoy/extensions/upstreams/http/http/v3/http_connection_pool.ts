/** Generated from envoy/extensions/upstreams/http/http/v3/http_connection_pool.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { type Mutable } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.upstreams.http.http.v3.HttpConnectionPoolProto */
export interface HttpConnectionPoolProto {
}

export const HttpConnectionPoolProto: MessageType<HttpConnectionPoolProto> = define<HttpConnectionPoolProto>({
  name: 'envoy.extensions.upstreams.http.http.v3.HttpConnectionPoolProto', empty: emptyHttpConnectionPoolProto, write: writeHttpConnectionPoolProto, read: readHttpConnectionPoolProto,
  fields: () => [],
})

export function emptyHttpConnectionPoolProto(): HttpConnectionPoolProto {
  return {}
}

export function writeHttpConnectionPoolProto(_m: HttpConnectionPoolProto, _w: ByteWriter): void {
}

export function readHttpConnectionPoolProto(r: MessageReader, into: HttpConnectionPoolProto | null): HttpConnectionPoolProto {
  const m: Mutable<HttpConnectionPoolProto> = into ?? emptyHttpConnectionPoolProto()
  while (!r.done) r.skipField(r.uint32())
  return m
}
