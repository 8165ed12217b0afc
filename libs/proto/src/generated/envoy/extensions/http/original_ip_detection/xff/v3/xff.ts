/** Generated from envoy/extensions/http/original_ip_detection/xff/v3/xff.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { XffTrustedCidrs, readXffTrustedCidrs, writeXffTrustedCidrs } from './xff_trusted_cidrs.ts'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { BoolValue, readBoolValue, writeBoolValue } from '../../../../../../../well-known/wrappers.ts'
import { type Mutable, put } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.http.original_ip_detection.xff.v3.XffConfig */
export interface XffConfig {
  readonly xffNumTrustedHops: number
  readonly xffTrustedCidrs: XffTrustedCidrs | null
  readonly skipXffAppend: boolean | null
}

export const XffConfig: MessageType<XffConfig> = define<XffConfig>({
  name: 'envoy.extensions.http.original_ip_detection.xff.v3.XffConfig', empty: emptyXffConfig, write: writeXffConfig, read: readXffConfig,
  fields: () => [
    ['xff_num_trusted_hops', 1, 'uint32'],
    ['xff_trusted_cidrs', 2, XffTrustedCidrs],
    ['skip_xff_append', 3, BoolValue],
  ],
})

export function emptyXffConfig(): XffConfig {
  return {
    xffNumTrustedHops: 0,
    xffTrustedCidrs: null,
    skipXffAppend: null,
  }
}

export function writeXffConfig(m: XffConfig, w: ByteWriter): void {
  if (m.xffNumTrustedHops !== 0) w.uint32(8).uint32(m.xffNumTrustedHops)
  if (m.xffTrustedCidrs !== null) put(w, 18, writeXffTrustedCidrs, m.xffTrustedCidrs)
  if (m.skipXffAppend !== null) put(w, 26, writeBoolValue, m.skipXffAppend)
}

export function readXffConfig(r: MessageReader, into: XffConfig | null): XffConfig {
  const m: Mutable<XffConfig> = into ?? emptyXffConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.xffNumTrustedHops = r.uint32(); break
      case 18: m.xffTrustedCidrs = readXffTrustedCidrs(r.message(), m.xffTrustedCidrs); break
      case 26: m.skipXffAppend = readBoolValue(r.message()); break
      default: r.skipField(tag)
    }
  }
  return m
}
