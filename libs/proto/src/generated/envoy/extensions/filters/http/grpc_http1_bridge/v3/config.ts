/** Generated from envoy/extensions/filters/http/grpc_http1_bridge/v3/config.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { type Mutable } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.filters.http.grpc_http1_bridge.v3.Config */
export interface GrpcHttp1Bridge {
  readonly upgradeProtobufToGrpc: boolean
  readonly ignoreQueryParameters: boolean
}

export const GrpcHttp1Bridge: MessageType<GrpcHttp1Bridge> = define<GrpcHttp1Bridge>({
  name: 'envoy.extensions.filters.http.grpc_http1_bridge.v3.Config', empty: emptyGrpcHttp1Bridge, write: writeGrpcHttp1Bridge, read: readGrpcHttp1Bridge,
  fields: () => [
    ['upgrade_protobuf_to_grpc', 1, 'bool'],
    ['ignore_query_parameters', 2, 'bool'],
  ],
})

export function emptyGrpcHttp1Bridge(): GrpcHttp1Bridge {
  return {
    upgradeProtobufToGrpc: false,
    ignoreQueryParameters: false,
  }
}

export function writeGrpcHttp1Bridge(m: GrpcHttp1Bridge, w: ByteWriter): void {
  if (m.upgradeProtobufToGrpc) w.uint32(8).bool(m.upgradeProtobufToGrpc)
  if (m.ignoreQueryParameters) w.uint32(16).bool(m.ignoreQueryParameters)
}

export function readGrpcHttp1Bridge(r: MessageReader, into: GrpcHttp1Bridge | null): GrpcHttp1Bridge {
  const m: Mutable<GrpcHttp1Bridge> = into ?? emptyGrpcHttp1Bridge()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.upgradeProtobufToGrpc = r.bool(); break
      case 16: m.ignoreQueryParameters = r.bool(); break
      default: r.skipField(tag)
    }
  }
  return m
}
