/** Generated from envoy/extensions/resource_monitors/fixed_heap/v3/fixed_heap.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../../message-type.ts'
import { type Mutable } from '../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../wire/message-reader.ts'

/** envoy.extensions.resource_monitors.fixed_heap.v3.FixedHeapConfig */
export interface FixedHeapConfig {
  readonly maxHeapSizeBytes: number
}

export const FixedHeapConfig: MessageType<FixedHeapConfig> = define<FixedHeapConfig>({
  name: 'envoy.extensions.resource_monitors.fixed_heap.v3.FixedHeapConfig', empty: emptyFixedHeapConfig, write: writeFixedHeapConfig, read: readFixedHeapConfig,
  fields: () => [
    ['max_heap_size_bytes', 1, 'uint64'],
  ],
})

export function emptyFixedHeapConfig(): FixedHeapConfig {
  return {
    maxHeapSizeBytes: 0,
  }
}

export function writeFixedHeapConfig(m: FixedHeapConfig, w: ByteWriter): void {
  if (m.maxHeapSizeBytes !== 0) w.uint32(8).int64(m.maxHeapSizeBytes)
}

export function readFixedHeapConfig(r: MessageReader, into: FixedHeapConfig | null): FixedHeapConfig {
  const m: Mutable<FixedHeapConfig> = into ?? emptyFixedHeapConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.maxHeapSizeBytes = r.uint64AsNumber(); break
      default: r.skipField(tag)
    }
  }
  return m
}
