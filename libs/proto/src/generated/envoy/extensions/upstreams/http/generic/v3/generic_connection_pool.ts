/** Generated from envoy/extensions/upstreams/http/generic/v3/generic_connection_pool.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { type Mutable } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.upstreams.http.generic.v3.GenericConnectionPoolProto */
export interface GenericConnectionPoolProto {
}

export const GenericConnectionPoolProto: MessageType<GenericConnectionPoolProto> = define<GenericConnectionPoolProto>({
  name: 'envoy.extensions.upstreams.http.generic.v3.GenericConnectionPoolProto', empty: emptyGenericConnectionPoolProto, write: writeGenericConnectionPoolProto, read: readGenericConnectionPoolProto,
  fields: () => [],
})

export function emptyGenericConnectionPoolProto(): GenericConnectionPoolProto {
  return {}
}

export function writeGenericConnectionPoolProto(_m: GenericConnectionPoolProto, _w: ByteWriter): void {
}

export function readGenericConnectionPoolProto(r: MessageReader, into: GenericConnectionPoolProto | null): GenericConnectionPoolProto {
  const m: Mutable<GenericConnectionPoolProto> = into ?? emptyGenericConnectionPoolProto()
  while (!r.done) r.skipField(r.uint32())
  return m
}
