/** Generated from envoy/extensions/formatter/req_without_query/v3/req_without_query.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../../message-type.ts'
import { type Mutable } from '../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../wire/message-reader.ts'

/** envoy.extensions.formatter.req_without_query.v3.ReqWithoutQuery */
export interface ReqWithoutQuery {
}

export const ReqWithoutQuery: MessageType<ReqWithoutQuery> = define<ReqWithoutQuery>({
  name: 'envoy.extensions.formatter.req_without_query.v3.ReqWithoutQuery', empty: emptyReqWithoutQuery, write: writeReqWithoutQuery, read: readReqWithoutQuery,
  fields: () => [],
})

export function emptyReqWithoutQuery(): ReqWithoutQuery {
  return {}
}

export function writeReqWithoutQuery(_m: ReqWithoutQuery, _w: ByteWriter): void {
}

export function readReqWithoutQuery(r: MessageReader, into: ReqWithoutQuery | null): ReqWithoutQuery {
  const m: Mutable<ReqWithoutQuery> = into ?? emptyReqWithoutQuery()
  while (!r.done) r.skipField(r.uint32())
  return m
}
