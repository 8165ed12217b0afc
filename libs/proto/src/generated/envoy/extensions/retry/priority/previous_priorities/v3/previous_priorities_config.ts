/** Generated from envoy/extensions/retry/priority/previous_priorities/v3/previous_priorities_config.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { type Mutable } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.retry.priority.previous_priorities.v3.PreviousPrioritiesConfig */
export interface PreviousPrioritiesConfig {
  readonly updateFrequency: number
}

export const PreviousPrioritiesConfig: MessageType<PreviousPrioritiesConfig> = define<PreviousPrioritiesConfig>({
  name: 'envoy.extensions.retry.priority.previous_priorities.v3.PreviousPrioritiesConfig', empty: emptyPreviousPrioritiesConfig, write: writePreviousPrioritiesConfig, read: readPreviousPrioritiesConfig,
  fields: () => [
    ['update_frequency', 1, 'int32'],
  ],
})

export function emptyPreviousPrioritiesConfig(): PreviousPrioritiesConfig {
  return {
    updateFrequency: 0,
  }
}

export function writePreviousPrioritiesConfig(m: PreviousPrioritiesConfig, w: ByteWriter): void {
  if (m.updateFrequency !== 0) w.uint32(8).int32(m.updateFrequency)
}

export function readPreviousPrioritiesConfig(r: MessageReader, into: PreviousPrioritiesConfig | null): PreviousPrioritiesConfig {
  const m: Mutable<PreviousPrioritiesConfig> = into ?? emptyPreviousPrioritiesConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.updateFrequency = r.int32(); break
      default: r.skipField(tag)
    }
  }
  return m
}
