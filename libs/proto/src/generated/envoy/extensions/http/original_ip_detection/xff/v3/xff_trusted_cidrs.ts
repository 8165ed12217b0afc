/** Generated from envoy/extensions/http/original_ip_detection/xff/v3/xff_trusted_cidrs.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { CidrRange, readCidrRange, writeCidrRange } from '../../../../../config/core/v3/address.ts'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { type Mutable, NO_ITEMS, append, put } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.http.original_ip_detection.xff.v3.XffTrustedCidrs */
export interface XffTrustedCidrs {
  readonly cidrs: readonly CidrRange[]
}

export const XffTrustedCidrs: MessageType<XffTrustedCidrs> = define<XffTrustedCidrs>({
  name: 'envoy.extensions.http.original_ip_detection.xff.v3.XffTrustedCidrs', empty: emptyXffTrustedCidrs, write: writeXffTrustedCidrs, read: readXffTrustedCidrs,
  fields: () => [
    ['cidrs', 1, CidrRange, 'list'],
  ],
})

export function emptyXffTrustedCidrs(): XffTrustedCidrs {
  return {
    cidrs: NO_ITEMS,
  }
}

export function writeXffTrustedCidrs(m: XffTrustedCidrs, w: ByteWriter): void {
  for (const v of m.cidrs) put(w, 10, writeCidrRange, v)
}

export function readXffTrustedCidrs(r: MessageReader, into: XffTrustedCidrs | null): XffTrustedCidrs {
  const m: Mutable<XffTrustedCidrs> = into ?? emptyXffTrustedCidrs()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.cidrs = append(m.cidrs, readCidrRange(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}
