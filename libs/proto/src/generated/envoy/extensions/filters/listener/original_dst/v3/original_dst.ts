/** Generated from envoy/extensions/filters/listener/original_dst/v3/original_dst.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { type Mutable } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.filters.listener.original_dst.v3.OriginalDst */
export interface OriginalDst {
}

export const OriginalDst: MessageType<OriginalDst> = define<OriginalDst>({
  name: 'envoy.extensions.filters.listener.original_dst.v3.OriginalDst', empty: emptyOriginalDst, write: writeOriginalDst, read: readOriginalDst,
  fields: () => [],
})

export function emptyOriginalDst(): OriginalDst {
  return {}
}

export function writeOriginalDst(_m: OriginalDst, _w: ByteWriter): void {
}

export function readOriginalDst(r: MessageReader, into: OriginalDst | null): OriginalDst {
  const m: Mutable<OriginalDst> = into ?? emptyOriginalDst()
  while (!r.done) r.skipField(r.uint32())
  return m
}
