/** Generated from envoy/extensions/matching/input_matchers/runtime_fraction/v3/runtime_fraction.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { RuntimeFractionalPercent, readRuntimeFractionalPercent, writeRuntimeFractionalPercent } from '../../../../../config/core/v3/base.ts'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { type Mutable, put } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.matching.input_matchers.runtime_fraction.v3.RuntimeFraction */
export interface RuntimeFraction {
  readonly runtimeFraction: RuntimeFractionalPercent | null
  readonly seed: number
}

export const RuntimeFraction: MessageType<RuntimeFraction> = define<RuntimeFraction>({
  name: 'envoy.extensions.matching.input_matchers.runtime_fraction.v3.RuntimeFraction', empty: emptyRuntimeFraction, write: writeRuntimeFraction, read: readRuntimeFraction,
  fields: () => [
    ['runtime_fraction', 1, RuntimeFractionalPercent],
    ['seed', 2, 'uint64'],
  ],
})

export function emptyRuntimeFraction(): RuntimeFraction {
  return {
    runtimeFraction: null,
    seed: 0,
  }
}

export function writeRuntimeFraction(m: RuntimeFraction, w: ByteWriter): void {
  if (m.runtimeFraction !== null) put(w, 10, writeRuntimeFractionalPercent, m.runtimeFraction)
  if (m.seed !== 0) w.uint32(16).int64(m.seed)
}

export function readRuntimeFraction(r: MessageReader, into: RuntimeFraction | null): RuntimeFraction {
  const m: Mutable<RuntimeFraction> = into ?? emptyRuntimeFraction()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.runtimeFraction = readRuntimeFractionalPercent(r.message(), m.runtimeFraction); break
      case 16: m.seed = r.uint64AsNumber(); break
      default: r.skipField(tag)
    }
  }
  return m
}
