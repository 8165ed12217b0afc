/** Generated from envoy/extensions/request_id/uuid/v3/uuid.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../../message-type.ts'
import { BoolValue, readBoolValue, writeBoolValue } from '../../../../../../well-known/wrappers.ts'
import { type Mutable, put } from '../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../wire/message-reader.ts'

/** envoy.extensions.request_id.uuid.v3.UuidRequestIdConfig */
export interface UuidRequestIdConfig {
  readonly packTraceReason: boolean | null
  readonly useRequestIdForTraceSampling: boolean | null
}

export const UuidRequestIdConfig: MessageType<UuidRequestIdConfig> = define<UuidRequestIdConfig>({
  name: 'envoy.extensions.request_id.uuid.v3.UuidRequestIdConfig', empty: emptyUuidRequestIdConfig, write: writeUuidRequestIdConfig, read: readUuidRequestIdConfig,
  fields: () => [
    ['pack_trace_reason', 1, BoolValue],
    ['use_request_id_for_trace_sampling', 2, BoolValue],
  ],
})

export function emptyUuidRequestIdConfig(): UuidRequestIdConfig {
  return {
    packTraceReason: null,
    useRequestIdForTraceSampling: null,
  }
}

export function writeUuidRequestIdConfig(m: UuidRequestIdConfig, w: ByteWriter): void {
  if (m.packTraceReason !== null) put(w, 10, writeBoolValue, m.packTraceReason)
  if (m.useRequestIdForTraceSampling !== null) put(w, 18, writeBoolValue, m.useRequestIdForTraceSampling)
}

export function readUuidRequestIdConfig(r: MessageReader, into: UuidRequestIdConfig | null): UuidRequestIdConfig {
  const m: Mutable<UuidRequestIdConfig> = into ?? emptyUuidRequestIdConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.packTraceReason = readBoolValue(r.message()); break
      case 18: m.useRequestIdForTraceSampling = readBoolValue(r.message()); break
      default: r.skipField(tag)
    }
  }
  return m
}
