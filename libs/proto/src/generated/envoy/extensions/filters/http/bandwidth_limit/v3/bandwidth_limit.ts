/** Generated from envoy/extensions/filters/http/bandwidth_limit/v3/bandwidth_limit.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { RuntimeFeatureFlag, readRuntimeFeatureFlag, writeRuntimeFeatureFlag } from '../../../../../config/core/v3/base.ts'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { Duration, readDuration, writeDuration } from '../../../../../../../well-known/duration.ts'
import { UInt64Value, readUInt64Value, writeUInt64Value } from '../../../../../../../well-known/wrappers.ts'
import { type Mutable, put } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.filters.http.bandwidth_limit.v3.BandwidthLimit.EnableMode */
export const BandwidthLimitEnableMode = {
  DISABLED: 0,
  REQUEST: 1,
  RESPONSE: 2,
  REQUEST_AND_RESPONSE: 3,
} as const
export type BandwidthLimitEnableMode = (typeof BandwidthLimitEnableMode)[keyof typeof BandwidthLimitEnableMode]

/** envoy.extensions.filters.http.bandwidth_limit.v3.BandwidthLimit */
export interface BandwidthLimit {
  readonly statPrefix: string
  readonly enableMode: BandwidthLimitEnableMode
  readonly limitKbps: number | null
  readonly fillInterval: Duration | null
  readonly runtimeEnabled: RuntimeFeatureFlag | null
  readonly enableResponseTrailers: boolean
  readonly responseTrailerPrefix: string
}

export const BandwidthLimit: MessageType<BandwidthLimit> = define<BandwidthLimit>({
  name: 'envoy.extensions.filters.http.bandwidth_limit.v3.BandwidthLimit', empty: emptyBandwidthLimit, write: writeBandwidthLimit, read: readBandwidthLimit,
  fields: () => [
    ['stat_prefix', 1, 'string'],
    ['enable_mode', 2, { enum: BandwidthLimitEnableMode }],
    ['limit_kbps', 3, UInt64Value],
    ['fill_interval', 4, Duration],
    ['runtime_enabled', 5, RuntimeFeatureFlag],
    ['enable_response_trailers', 6, 'bool'],
    ['response_trailer_prefix', 7, 'string'],
  ],
})

export function emptyBandwidthLimit(): BandwidthLimit {
  return {
    statPrefix: '',
    enableMode: 0,
    limitKbps: null,
    fillInterval: null,
    runtimeEnabled: null,
    enableResponseTrailers: false,
    responseTrailerPrefix: '',
  }
}

export function writeBandwidthLimit(m: BandwidthLimit, w: ByteWriter): void {
  if (m.statPrefix !== '') w.uint32(10).string(m.statPrefix)
  if (m.enableMode !== 0) w.uint32(16).int32(m.enableMode)
  if (m.limitKbps !== null) put(w, 26, writeUInt64Value, m.limitKbps)
  if (m.fillInterval !== null) put(w, 34, writeDuration, m.fillInterval)
  if (m.runtimeEnabled !== null) put(w, 42, writeRuntimeFeatureFlag, m.runtimeEnabled)
  if (m.enableResponseTrailers) w.uint32(48).bool(m.enableResponseTrailers)
  if (m.responseTrailerPrefix !== '') w.uint32(58).string(m.responseTrailerPrefix)
}

export function readBandwidthLimit(r: MessageReader, into: BandwidthLimit | null): BandwidthLimit {
  const m: Mutable<BandwidthLimit> = into ?? emptyBandwidthLimit()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.statPrefix = r.string(); break
      case 16: m.enableMode = r.int32() as BandwidthLimitEnableMode; break
      case 26: m.limitKbps = readUInt64Value(r.message()); break
      case 34: m.fillInterval = readDuration(r.message(), m.fillInterval); break
      case 42: m.runtimeEnabled = readRuntimeFeatureFlag(r.message(), m.runtimeEnabled); break
      case 48: m.enableResponseTrailers = r.bool(); break
      case 58: m.responseTrailerPrefix = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}
