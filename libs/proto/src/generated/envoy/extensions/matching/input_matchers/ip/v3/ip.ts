/** Generated from envoy/extensions/matching/input_matchers/ip/v3/ip.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { CidrRange, readCidrRange, writeCidrRange } from '../../../../../config/core/v3/address.ts'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { type Mutable, NO_ITEMS, append, put } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.matching.input_matchers.ip.v3.Ip */
export interface Ip {
  readonly cidrRanges: readonly CidrRange[]
  readonly statPrefix: string
}

export const Ip: MessageType<Ip> = define<Ip>({
  name: 'envoy.extensions.matching.input_matchers.ip.v3.Ip', empty: emptyIp, write: writeIp, read: readIp,
  fields: () => [
    ['cidr_ranges', 1, CidrRange, 'list'],
    ['stat_prefix', 2, 'string'],
  ],
})

export function emptyIp(): Ip {
  return {
    cidrRanges: NO_ITEMS,
    statPrefix: '',
  }
}

export function writeIp(m: Ip, w: ByteWriter): void {
  for (const v of m.cidrRanges) put(w, 10, writeCidrRange, v)
  if (m.statPrefix !== '') w.uint32(18).string(m.statPrefix)
}

export function readIp(r: MessageReader, into: Ip | null): Ip {
  const m: Mutable<Ip> = into ?? emptyIp()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.cidrRanges = append(m.cidrRanges, readCidrRange(r.message(), null)); break
      case 18: m.statPrefix = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}
