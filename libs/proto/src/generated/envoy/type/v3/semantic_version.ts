/** Generated from envoy/type/v3/semantic_version.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../message-type.ts'
import { type Mutable } from '../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../wire/message-reader.ts'

/** envoy.type.v3.SemanticVersion */
export interface SemanticVersion {
  readonly majorNumber: number
  readonly minorNumber: number
  readonly patch: number
}

export const SemanticVersion: MessageType<SemanticVersion> = define<SemanticVersion>({
  name: 'envoy.type.v3.SemanticVersion', empty: emptySemanticVersion, write: writeSemanticVersion, read: readSemanticVersion,
  fields: () => [
    ['major_number', 1, 'uint32'],
    ['minor_number', 2, 'uint32'],
    ['patch', 3, 'uint32'],
  ],
})

export function emptySemanticVersion(): SemanticVersion {
  return {
    majorNumber: 0,
    minorNumber: 0,
    patch: 0,
  }
}

export function writeSemanticVersion(m: SemanticVersion, w: ByteWriter): void {
  if (m.majorNumber !== 0) w.uint32(8).uint32(m.majorNumber)
  if (m.minorNumber !== 0) w.uint32(16).uint32(m.minorNumber)
  if (m.patch !== 0) w.uint32(24).uint32(m.patch)
}

export function readSemanticVersion(r: MessageReader, into: SemanticVersion | null): SemanticVersion {
  const m: Mutable<SemanticVersion> = into ?? emptySemanticVersion()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.majorNumber = r.uint32(); break
      case 16: m.minorNumber = r.uint32(); break
      case 24: m.patch = r.uint32(); break
      default: r.skipField(tag)
    }
  }
  return m
}
