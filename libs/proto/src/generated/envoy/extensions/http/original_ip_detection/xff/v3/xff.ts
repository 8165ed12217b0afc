/** Generated from envoy/extensions/http/original_ip_detection/xff/v3/xff.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { type Mutable } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.http.original_ip_detection.xff.v3.XffConfig */
export interface XffConfig {
  readonly xffNumTrustedHops: number
}

export const XffConfig: MessageType<XffConfig> = define<XffConfig>({
  name: 'envoy.extensions.http.original_ip_detection.xff.v3.XffConfig', empty: emptyXffConfig, write: writeXffConfig, read: readXffConfig,
  fields: () => [
    ['xff_num_trusted_hops', 1, 'uint32'],
  ],
})

export function emptyXffConfig(): XffConfig {
  return {
    xffNumTrustedHops: 0,
  }
}

export function writeXffConfig(m: XffConfig, w: ByteWriter): void {
  if (m.xffNumTrustedHops !== 0) w.uint32(8).uint32(m.xffNumTrustedHops)
}

export function readXffConfig(r: MessageReader, into: XffConfig | null): XffConfig {
  const m: Mutable<XffConfig> = into ?? emptyXffConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.xffNumTrustedHops = r.uint32(); break
      default: r.skipField(tag)
    }
  }
  return m
}
