/** Generated from xds/core/v3/cidr.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../message-type.ts'
import { UInt32Value, readUInt32Value, writeUInt32Value } from '../../../../well-known/wrappers.ts'
import { type Mutable, put } from '../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../wire/message-reader.ts'

/** xds.core.v3.CidrRange */
export interface XdsCidrRange {
  readonly addressPrefix: string
  readonly prefixLen: number | null
}

export const XdsCidrRange: MessageType<XdsCidrRange> = define<XdsCidrRange>({
  name: 'xds.core.v3.CidrRange', empty: emptyXdsCidrRange, write: writeXdsCidrRange, read: readXdsCidrRange,
  fields: () => [
    ['address_prefix', 1, 'string'],
    ['prefix_len', 2, UInt32Value],
  ],
})

export function emptyXdsCidrRange(): XdsCidrRange {
  return {
    addressPrefix: '',
    prefixLen: null,
  }
}

export function writeXdsCidrRange(m: XdsCidrRange, w: ByteWriter): void {
  if (m.addressPrefix !== '') w.uint32(10).string(m.addressPrefix)
  if (m.prefixLen !== null) put(w, 18, writeUInt32Value, m.prefixLen)
}

export function readXdsCidrRange(r: MessageReader, into: XdsCidrRange | null): XdsCidrRange {
  const m: Mutable<XdsCidrRange> = into ?? emptyXdsCidrRange()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.addressPrefix = r.string(); break
      case 18: m.prefixLen = readUInt32Value(r.message()); break
      default: r.skipField(tag)
    }
  }
  return m
}
