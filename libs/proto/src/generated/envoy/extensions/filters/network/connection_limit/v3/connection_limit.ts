/** Generated from envoy/extensions/filters/network/connection_limit/v3/connection_limit.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { RuntimeFeatureFlag, readRuntimeFeatureFlag, writeRuntimeFeatureFlag } from '../../../../../config/core/v3/base.ts'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { Duration, readDuration, writeDuration } from '../../../../../../../well-known/duration.ts'
import { UInt64Value, readUInt64Value, writeUInt64Value } from '../../../../../../../well-known/wrappers.ts'
import { type Mutable, put } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.filters.network.connection_limit.v3.ConnectionLimit */
export interface ConnectionLimit {
  readonly statPrefix: string
  readonly maxConnections: number | null
  readonly delay: Duration | null
  readonly runtimeEnabled: RuntimeFeatureFlag | null
}

export const ConnectionLimit: MessageType<ConnectionLimit> = define<ConnectionLimit>({
  name: 'envoy.extensions.filters.network.connection_limit.v3.ConnectionLimit', empty: emptyConnectionLimit, write: writeConnectionLimit, read: readConnectionLimit,
  fields: () => [
    ['stat_prefix', 1, 'string'],
    ['max_connections', 2, UInt64Value],
    ['delay', 3, Duration],
    ['runtime_enabled', 4, RuntimeFeatureFlag],
  ],
})

export function emptyConnectionLimit(): ConnectionLimit {
  return {
    statPrefix: '',
    maxConnections: null,
    delay: null,
    runtimeEnabled: null,
  }
}

export function writeConnectionLimit(m: ConnectionLimit, w: ByteWriter): void {
  if (m.statPrefix !== '') w.uint32(10).string(m.statPrefix)
  if (m.maxConnections !== null) put(w, 18, writeUInt64Value, m.maxConnections)
  if (m.delay !== null) put(w, 26, writeDuration, m.delay)
  if (m.runtimeEnabled !== null) put(w, 34, writeRuntimeFeatureFlag, m.runtimeEnabled)
}

export function readConnectionLimit(r: MessageReader, into: ConnectionLimit | null): ConnectionLimit {
  const m: Mutable<ConnectionLimit> = into ?? emptyConnectionLimit()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.statPrefix = r.string(); break
      case 18: m.maxConnections = readUInt64Value(r.message()); break
      case 26: m.delay = readDuration(r.message(), m.delay); break
      case 34: m.runtimeEnabled = readRuntimeFeatureFlag(r.message(), m.runtimeEnabled); break
      default: r.skipField(tag)
    }
  }
  return m
}
