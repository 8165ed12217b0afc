/** Generated from envoy/extensions/filters/http/grpc_web/v3/grpc_web.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { type Mutable } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.filters.http.grpc_web.v3.GrpcWeb */
export interface GrpcWeb {
}

export const GrpcWeb: MessageType<GrpcWeb> = define<GrpcWeb>({
  name: 'envoy.extensions.filters.http.grpc_web.v3.GrpcWeb', empty: emptyGrpcWeb, write: writeGrpcWeb, read: readGrpcWeb,
  fields: () => [],
})

export function emptyGrpcWeb(): GrpcWeb {
  return {}
}

export function writeGrpcWeb(_m: GrpcWeb, _w: ByteWriter): void {
}

export function readGrpcWeb(r: MessageReader, into: GrpcWeb | null): GrpcWeb {
  const m: Mutable<GrpcWeb> = into ?? emptyGrpcWeb()
  while (!r.done) r.skipField(r.uint32())
  return m
}
