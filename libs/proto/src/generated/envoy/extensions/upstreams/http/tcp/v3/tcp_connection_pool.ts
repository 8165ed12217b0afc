/** Generated from envoy/extensions/upstreams/http/tcp/v3/tcp_connection_pool.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { type Mutable } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.upstreams.http.tcp.v3.TcpConnectionPoolProto */
export interface TcpConnectionPoolProto {
}

export const TcpConnectionPoolProto: MessageType<TcpConnectionPoolProto> = define<TcpConnectionPoolProto>({
  name: 'envoy.extensions.upstreams.http.tcp.v3.TcpConnectionPoolProto', empty: emptyTcpConnectionPoolProto, write: writeTcpConnectionPoolProto, read: readTcpConnectionPoolProto,
  fields: () => [],
})

export function emptyTcpConnectionPoolProto(): TcpConnectionPoolProto {
  return {}
}

export function writeTcpConnectionPoolProto(_m: TcpConnectionPoolProto, _w: ByteWriter): void {
}

export function readTcpConnectionPoolProto(r: MessageReader, into: TcpConnectionPoolProto | null): TcpConnectionPoolProto {
  const m: Mutable<TcpConnectionPoolProto> = into ?? emptyTcpConnectionPoolProto()
  while (!r.done) r.skipField(r.uint32())
  return m
}
