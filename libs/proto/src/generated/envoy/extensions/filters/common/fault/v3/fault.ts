/** Generated from envoy/extensions/filters/common/fault/v3/fault.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { FractionalPercent, readFractionalPercent, writeFractionalPercent } from '../../../../../type/v3/percent.ts'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { Duration, readDuration, writeDuration } from '../../../../../../../well-known/duration.ts'
import { type Mutable, put } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.filters.common.fault.v3.FaultDelay */
export interface FaultDelay {
  readonly fixedDelay: Duration | null // oneof fault_delay_secifier
  readonly percentage: FractionalPercent | null
  readonly headerDelay: FaultDelayHeaderDelay | null // oneof fault_delay_secifier
}

export const FaultDelay: MessageType<FaultDelay> = define<FaultDelay>({
  name: 'envoy.extensions.filters.common.fault.v3.FaultDelay', empty: emptyFaultDelay, write: writeFaultDelay, read: readFaultDelay,
  fields: () => [
    ['fixed_delay', 3, Duration, '', 'faultDelaySecifier'],
    ['percentage', 4, FractionalPercent],
    ['header_delay', 5, FaultDelayHeaderDelay, '', 'faultDelaySecifier'],
  ],
})

export function emptyFaultDelay(): FaultDelay {
  return {
    fixedDelay: null,
    percentage: null,
    headerDelay: null,
  }
}

export function writeFaultDelay(m: FaultDelay, w: ByteWriter): void {
  if (m.fixedDelay !== null) put(w, 26, writeDuration, m.fixedDelay)
  if (m.percentage !== null) put(w, 34, writeFractionalPercent, m.percentage)
  if (m.headerDelay !== null) put(w, 42, writeFaultDelayHeaderDelay, m.headerDelay)
}

export function readFaultDelay(r: MessageReader, into: FaultDelay | null): FaultDelay {
  const m: Mutable<FaultDelay> = into ?? emptyFaultDelay()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 26: { const v = readDuration(r.message(), m.fixedDelay); clearFaultDelay_fault_delay_secifier(m); m.fixedDelay = v; break }
      case 34: m.percentage = readFractionalPercent(r.message(), m.percentage); break
      case 42: { const v = readFaultDelayHeaderDelay(r.message(), m.headerDelay); clearFaultDelay_fault_delay_secifier(m); m.headerDelay = v; break }
      default: r.skipField(tag)
    }
  }
  return m
}
function clearFaultDelay_fault_delay_secifier(m: Mutable<FaultDelay>): void {
  m.fixedDelay = null
  m.headerDelay = null
}

/** envoy.extensions.filters.common.fault.v3.FaultDelay.HeaderDelay */
export interface FaultDelayHeaderDelay {
}

export const FaultDelayHeaderDelay: MessageType<FaultDelayHeaderDelay> = define<FaultDelayHeaderDelay>({
  name: 'envoy.extensions.filters.common.fault.v3.FaultDelay.HeaderDelay', empty: emptyFaultDelayHeaderDelay, write: writeFaultDelayHeaderDelay, read: readFaultDelayHeaderDelay,
  fields: () => [],
})

export function emptyFaultDelayHeaderDelay(): FaultDelayHeaderDelay {
  return {}
}

export function writeFaultDelayHeaderDelay(_m: FaultDelayHeaderDelay, _w: ByteWriter): void {
}

export function readFaultDelayHeaderDelay(r: MessageReader, into: FaultDelayHeaderDelay | null): FaultDelayHeaderDelay {
  const m: Mutable<FaultDelayHeaderDelay> = into ?? emptyFaultDelayHeaderDelay()
  while (!r.done) r.skipField(r.uint32())
  return m
}

/** envoy.extensions.filters.common.fault.v3.FaultRateLimit */
export interface FaultRateLimit {
  readonly fixedLimit: FaultRateLimitFixedLimit | null // oneof limit_type
  readonly percentage: FractionalPercent | null
  readonly headerLimit: FaultRateLimitHeaderLimit | null // oneof limit_type
}

export const FaultRateLimit: MessageType<FaultRateLimit> = define<FaultRateLimit>({
  name: 'envoy.extensions.filters.common.fault.v3.FaultRateLimit', empty: emptyFaultRateLimit, write: writeFaultRateLimit, read: readFaultRateLimit,
  fields: () => [
    ['fixed_limit', 1, FaultRateLimitFixedLimit, '', 'limitType'],
    ['percentage', 2, FractionalPercent],
    ['header_limit', 3, FaultRateLimitHeaderLimit, '', 'limitType'],
  ],
})

export function emptyFaultRateLimit(): FaultRateLimit {
  return {
    fixedLimit: null,
    percentage: null,
    headerLimit: null,
  }
}

export function writeFaultRateLimit(m: FaultRateLimit, w: ByteWriter): void {
  if (m.fixedLimit !== null) put(w, 10, writeFaultRateLimitFixedLimit, m.fixedLimit)
  if (m.percentage !== null) put(w, 18, writeFractionalPercent, m.percentage)
  if (m.headerLimit !== null) put(w, 26, writeFaultRateLimitHeaderLimit, m.headerLimit)
}

export function readFaultRateLimit(r: MessageReader, into: FaultRateLimit | null): FaultRateLimit {
  const m: Mutable<FaultRateLimit> = into ?? emptyFaultRateLimit()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: { const v = readFaultRateLimitFixedLimit(r.message(), m.fixedLimit); clearFaultRateLimit_limit_type(m); m.fixedLimit = v; break }
      case 18: m.percentage = readFractionalPercent(r.message(), m.percentage); break
      case 26: { const v = readFaultRateLimitHeaderLimit(r.message(), m.headerLimit); clearFaultRateLimit_limit_type(m); m.headerLimit = v; break }
      default: r.skipField(tag)
    }
  }
  return m
}
function clearFaultRateLimit_limit_type(m: Mutable<FaultRateLimit>): void {
  m.fixedLimit = null
  m.headerLimit = null
}

/** envoy.extensions.filters.common.fault.v3.FaultRateLimit.FixedLimit */
export interface FaultRateLimitFixedLimit {
  readonly limitKbps: number
}

export const FaultRateLimitFixedLimit: MessageType<FaultRateLimitFixedLimit> = define<FaultRateLimitFixedLimit>({
  name: 'envoy.extensions.filters.common.fault.v3.FaultRateLimit.FixedLimit', empty: emptyFaultRateLimitFixedLimit, write: writeFaultRateLimitFixedLimit, read: readFaultRateLimitFixedLimit,
  fields: () => [
    ['limit_kbps', 1, 'uint64'],
  ],
})

export function emptyFaultRateLimitFixedLimit(): FaultRateLimitFixedLimit {
  return {
    limitKbps: 0,
  }
}

export function writeFaultRateLimitFixedLimit(m: FaultRateLimitFixedLimit, w: ByteWriter): void {
  if (m.limitKbps !== 0) w.uint32(8).int64(m.limitKbps)
}

export function readFaultRateLimitFixedLimit(r: MessageReader, into: FaultRateLimitFixedLimit | null): FaultRateLimitFixedLimit {
  const m: Mutable<FaultRateLimitFixedLimit> = into ?? emptyFaultRateLimitFixedLimit()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.limitKbps = r.uint64AsNumber(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.filters.common.fault.v3.FaultRateLimit.HeaderLimit */
export interface FaultRateLimitHeaderLimit {
}

export const FaultRateLimitHeaderLimit: MessageType<FaultRateLimitHeaderLimit> = define<FaultRateLimitHeaderLimit>({
  name: 'envoy.extensions.filters.common.fault.v3.FaultRateLimit.HeaderLimit', empty: emptyFaultRateLimitHeaderLimit, write: writeFaultRateLimitHeaderLimit, read: readFaultRateLimitHeaderLimit,
  fields: () => [],
})

export function emptyFaultRateLimitHeaderLimit(): FaultRateLimitHeaderLimit {
  return {}
}

export function writeFaultRateLimitHeaderLimit(_m: FaultRateLimitHeaderLimit, _w: ByteWriter): void {
}

export function readFaultRateLimitHeaderLimit(r: MessageReader, into: FaultRateLimitHeaderLimit | null): FaultRateLimitHeaderLimit {
  const m: Mutable<FaultRateLimitHeaderLimit> = into ?? emptyFaultRateLimitHeaderLimit()
  while (!r.done) r.skipField(r.uint32())
  return m
}
