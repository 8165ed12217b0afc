/** Generated from envoy/extensions/filters/http/cdn_loop/v3/cdn_loop.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { type Mutable } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.filters.http.cdn_loop.v3.CdnLoopConfig */
export interface CdnLoopConfig {
  readonly cdnId: string
  readonly maxAllowedOccurrences: number
}

export const CdnLoopConfig: MessageType<CdnLoopConfig> = define<CdnLoopConfig>({
  name: 'envoy.extensions.filters.http.cdn_loop.v3.CdnLoopConfig', empty: emptyCdnLoopConfig, write: writeCdnLoopConfig, read: readCdnLoopConfig,
  fields: () => [
    ['cdn_id', 1, 'string'],
    ['max_allowed_occurrences', 2, 'uint32'],
  ],
})

export function emptyCdnLoopConfig(): CdnLoopConfig {
  return {
    cdnId: '',
    maxAllowedOccurrences: 0,
  }
}

export function writeCdnLoopConfig(m: CdnLoopConfig, w: ByteWriter): void {
  if (m.cdnId !== '') w.uint32(10).string(m.cdnId)
  if (m.maxAllowedOccurrences !== 0) w.uint32(16).uint32(m.maxAllowedOccurrences)
}

export function readCdnLoopConfig(r: MessageReader, into: CdnLoopConfig | null): CdnLoopConfig {
  const m: Mutable<CdnLoopConfig> = into ?? emptyCdnLoopConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.cdnId = r.string(); break
      case 16: m.maxAllowedOccurrences = r.uint32(); break
      default: r.skipField(tag)
    }
  }
  return m
}
