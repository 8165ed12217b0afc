/** Generated from envoy/extensions/filters/network/direct_response/v3/config.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { DataSource, readDataSource, writeDataSource } from '../../../../../config/core/v3/base.ts'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { type Mutable, put } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.filters.network.direct_response.v3.Config */
export interface TcpDirectResponse {
  readonly response: DataSource | null
}

export const TcpDirectResponse: MessageType<TcpDirectResponse> = define<TcpDirectResponse>({
  name: 'envoy.extensions.filters.network.direct_response.v3.Config', empty: emptyTcpDirectResponse, write: writeTcpDirectResponse, read: readTcpDirectResponse,
  fields: () => [
    ['response', 1, DataSource],
  ],
})

export function emptyTcpDirectResponse(): TcpDirectResponse {
  return {
    response: null,
  }
}

export function writeTcpDirectResponse(m: TcpDirectResponse, w: ByteWriter): void {
  if (m.response !== null) put(w, 10, writeDataSource, m.response)
}

export function readTcpDirectResponse(r: MessageReader, into: TcpDirectResponse | null): TcpDirectResponse {
  const m: Mutable<TcpDirectResponse> = into ?? emptyTcpDirectResponse()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.response = readDataSource(r.message(), m.response); break
      default: r.skipField(tag)
    }
  }
  return m
}
