/** Generated from envoy/extensions/internal_redirect/previous_routes/v3/previous_routes_config.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../../message-type.ts'
import { type Mutable } from '../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../wire/message-reader.ts'

/** envoy.extensions.internal_redirect.previous_routes.v3.PreviousRoutesConfig */
export interface PreviousRoutesConfig {
}

export const PreviousRoutesConfig: MessageType<PreviousRoutesConfig> = define<PreviousRoutesConfig>({
  name: 'envoy.extensions.internal_redirect.previous_routes.v3.PreviousRoutesConfig', empty: emptyPreviousRoutesConfig, write: writePreviousRoutesConfig, read: readPreviousRoutesConfig,
  fields: () => [],
})

export function emptyPreviousRoutesConfig(): PreviousRoutesConfig {
  return {}
}

export function writePreviousRoutesConfig(_m: PreviousRoutesConfig, _w: ByteWriter): void {
}

export function readPreviousRoutesConfig(r: MessageReader, into: PreviousRoutesConfig | null): PreviousRoutesConfig {
  const m: Mutable<PreviousRoutesConfig> = into ?? emptyPreviousRoutesConfig()
  while (!r.done) r.skipField(r.uint32())
  return m
}
