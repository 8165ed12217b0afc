/** Generated from envoy/extensions/filters/http/upstream_codec/v3/upstream_codec.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { type Mutable } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.filters.http.upstream_codec.v3.UpstreamCodec */
export interface UpstreamCodec {
}

export const UpstreamCodec: MessageType<UpstreamCodec> = define<UpstreamCodec>({
  name: 'envoy.extensions.filters.http.upstream_codec.v3.UpstreamCodec', empty: emptyUpstreamCodec, write: writeUpstreamCodec, read: readUpstreamCodec,
  fields: () => [],
})

export function emptyUpstreamCodec(): UpstreamCodec {
  return {}
}

export function writeUpstreamCodec(_m: UpstreamCodec, _w: ByteWriter): void {
}

export function readUpstreamCodec(r: MessageReader, into: UpstreamCodec | null): UpstreamCodec {
  const m: Mutable<UpstreamCodec> = into ?? emptyUpstreamCodec()
  while (!r.done) r.skipField(r.uint32())
  return m
}
