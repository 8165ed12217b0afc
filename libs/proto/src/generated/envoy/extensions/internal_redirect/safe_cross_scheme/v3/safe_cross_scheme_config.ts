/** Generated from envoy/extensions/internal_redirect/safe_cross_scheme/v3/safe_cross_scheme_config.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../../message-type.ts'
import { type Mutable } from '../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../wire/message-reader.ts'

/** envoy.extensions.internal_redirect.safe_cross_scheme.v3.SafeCrossSchemeConfig */
export interface SafeCrossSchemeConfig {
}

export const SafeCrossSchemeConfig: MessageType<SafeCrossSchemeConfig> = define<SafeCrossSchemeConfig>({
  name: 'envoy.extensions.internal_redirect.safe_cross_scheme.v3.SafeCrossSchemeConfig', empty: emptySafeCrossSchemeConfig, write: writeSafeCrossSchemeConfig, read: readSafeCrossSchemeConfig,
  fields: () => [],
})

export function emptySafeCrossSchemeConfig(): SafeCrossSchemeConfig {
  return {}
}

export function writeSafeCrossSchemeConfig(_m: SafeCrossSchemeConfig, _w: ByteWriter): void {
}

export function readSafeCrossSchemeConfig(r: MessageReader, into: SafeCrossSchemeConfig | null): SafeCrossSchemeConfig {
  const m: Mutable<SafeCrossSchemeConfig> = into ?? emptySafeCrossSchemeConfig()
  while (!r.done) r.skipField(r.uint32())
  return m
}
