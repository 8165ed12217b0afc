/** Generated from envoy/extensions/filters/http/admission_control/v3/admission_control.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { RuntimeDouble, RuntimeFeatureFlag, RuntimePercent, RuntimeUInt32, readRuntimeDouble, readRuntimeFeatureFlag, readRuntimePercent, readRuntimeUInt32, writeRuntimeDouble, writeRuntimeFeatureFlag, writeRuntimePercent, writeRuntimeUInt32 } from '../../../../../config/core/v3/base.ts'
import { Int32Range, readInt32Range, writeInt32Range } from '../../../../../type/v3/range.ts'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { Duration, readDuration, writeDuration } from '../../../../../../../well-known/duration.ts'
import { type Mutable, NO_ITEMS, append, put } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.filters.http.admission_control.v3.AdmissionControl */
export interface AdmissionControl {
  readonly enabled: RuntimeFeatureFlag | null
  readonly successCriteria: AdmissionControlSuccessCriteria | null // oneof evaluation_criteria
  readonly samplingWindow: Duration | null
  readonly aggression: RuntimeDouble | null
  readonly srThreshold: RuntimePercent | null
  readonly rpsThreshold: RuntimeUInt32 | null
  readonly maxRejectionProbability: RuntimePercent | null
}

export const AdmissionControl: MessageType<AdmissionControl> = define<AdmissionControl>({
  name: 'envoy.extensions.filters.http.admission_control.v3.AdmissionControl', empty: emptyAdmissionControl, write: writeAdmissionControl, read: readAdmissionControl,
  fields: () => [
    ['enabled', 1, RuntimeFeatureFlag],
    ['success_criteria', 2, AdmissionControlSuccessCriteria, '', 'evaluationCriteria'],
    ['sampling_window', 3, Duration],
    ['aggression', 4, RuntimeDouble],
    ['sr_threshold', 5, RuntimePercent],
    ['rps_threshold', 6, RuntimeUInt32],
    ['max_rejection_probability', 7, RuntimePercent],
  ],
})

export function emptyAdmissionControl(): AdmissionControl {
  return {
    enabled: null,
    successCriteria: null,
    samplingWindow: null,
    aggression: null,
    srThreshold: null,
    rpsThreshold: null,
    maxRejectionProbability: null,
  }
}

export function writeAdmissionControl(m: AdmissionControl, w: ByteWriter): void {
  if (m.enabled !== null) put(w, 10, writeRuntimeFeatureFlag, m.enabled)
  if (m.successCriteria !== null) put(w, 18, writeAdmissionControlSuccessCriteria, m.successCriteria)
  if (m.samplingWindow !== null) put(w, 26, writeDuration, m.samplingWindow)
  if (m.aggression !== null) put(w, 34, writeRuntimeDouble, m.aggression)
  if (m.srThreshold !== null) put(w, 42, writeRuntimePercent, m.srThreshold)
  if (m.rpsThreshold !== null) put(w, 50, writeRuntimeUInt32, m.rpsThreshold)
  if (m.maxRejectionProbability !== null) put(w, 58, writeRuntimePercent, m.maxRejectionProbability)
}

export function readAdmissionControl(r: MessageReader, into: AdmissionControl | null): AdmissionControl {
  const m: Mutable<AdmissionControl> = into ?? emptyAdmissionControl()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.enabled = readRuntimeFeatureFlag(r.message(), m.enabled); break
      case 18: m.successCriteria = readAdmissionControlSuccessCriteria(r.message(), m.successCriteria); break
      case 26: m.samplingWindow = readDuration(r.message(), m.samplingWindow); break
      case 34: m.aggression = readRuntimeDouble(r.message(), m.aggression); break
      case 42: m.srThreshold = readRuntimePercent(r.message(), m.srThreshold); break
      case 50: m.rpsThreshold = readRuntimeUInt32(r.message(), m.rpsThreshold); break
      case 58: m.maxRejectionProbability = readRuntimePercent(r.message(), m.maxRejectionProbability); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.filters.http.admission_control.v3.AdmissionControl.SuccessCriteria */
export interface AdmissionControlSuccessCriteria {
  readonly httpCriteria: AdmissionControlSuccessCriteriaHttpCriteria | null
  readonly grpcCriteria: AdmissionControlSuccessCriteriaGrpcCriteria | null
}

export const AdmissionControlSuccessCriteria: MessageType<AdmissionControlSuccessCriteria> = define<AdmissionControlSuccessCriteria>({
  name: 'envoy.extensions.filters.http.admission_control.v3.AdmissionControl.SuccessCriteria', empty: emptyAdmissionControlSuccessCriteria, write: writeAdmissionControlSuccessCriteria, read: readAdmissionControlSuccessCriteria,
  fields: () => [
    ['http_criteria', 1, AdmissionControlSuccessCriteriaHttpCriteria],
    ['grpc_criteria', 2, AdmissionControlSuccessCriteriaGrpcCriteria],
  ],
})

export function emptyAdmissionControlSuccessCriteria(): AdmissionControlSuccessCriteria {
  return {
    httpCriteria: null,
    grpcCriteria: null,
  }
}

export function writeAdmissionControlSuccessCriteria(m: AdmissionControlSuccessCriteria, w: ByteWriter): void {
  if (m.httpCriteria !== null) put(w, 10, writeAdmissionControlSuccessCriteriaHttpCriteria, m.httpCriteria)
  if (m.grpcCriteria !== null) put(w, 18, writeAdmissionControlSuccessCriteriaGrpcCriteria, m.grpcCriteria)
}

export function readAdmissionControlSuccessCriteria(r: MessageReader, into: AdmissionControlSuccessCriteria | null): AdmissionControlSuccessCriteria {
  const m: Mutable<AdmissionControlSuccessCriteria> = into ?? emptyAdmissionControlSuccessCriteria()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.httpCriteria = readAdmissionControlSuccessCriteriaHttpCriteria(r.message(), m.httpCriteria); break
      case 18: m.grpcCriteria = readAdmissionControlSuccessCriteriaGrpcCriteria(r.message(), m.grpcCriteria); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.filters.http.admission_control.v3.AdmissionControl.SuccessCriteria.GrpcCriteria */
export interface AdmissionControlSuccessCriteriaGrpcCriteria {
  readonly grpcSuccessStatus: readonly number[]
}

export const AdmissionControlSuccessCriteriaGrpcCriteria: MessageType<AdmissionControlSuccessCriteriaGrpcCriteria> = define<AdmissionControlSuccessCriteriaGrpcCriteria>({
  name: 'envoy.extensions.filters.http.admission_control.v3.AdmissionControl.SuccessCriteria.GrpcCriteria', empty: emptyAdmissionControlSuccessCriteriaGrpcCriteria, write: writeAdmissionControlSuccessCriteriaGrpcCriteria, read: readAdmissionControlSuccessCriteriaGrpcCriteria,
  fields: () => [
    ['grpc_success_status', 1, 'uint32', 'list'],
  ],
})

export function emptyAdmissionControlSuccessCriteriaGrpcCriteria(): AdmissionControlSuccessCriteriaGrpcCriteria {
  return {
    grpcSuccessStatus: NO_ITEMS,
  }
}

export function writeAdmissionControlSuccessCriteriaGrpcCriteria(m: AdmissionControlSuccessCriteriaGrpcCriteria, w: ByteWriter): void {
  if (m.grpcSuccessStatus.length > 0) { w.uint32(10); const o = w.open(); for (const v of m.grpcSuccessStatus) w.uint32(v); w.close(o) }
}

export function readAdmissionControlSuccessCriteriaGrpcCriteria(r: MessageReader, into: AdmissionControlSuccessCriteriaGrpcCriteria | null): AdmissionControlSuccessCriteriaGrpcCriteria {
  const m: Mutable<AdmissionControlSuccessCriteriaGrpcCriteria> = into ?? emptyAdmissionControlSuccessCriteriaGrpcCriteria()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.grpcSuccessStatus = append(m.grpcSuccessStatus, r.uint32()); break
      case 10: { const p = r.message(); while (!p.done) m.grpcSuccessStatus = append(m.grpcSuccessStatus, p.uint32()); break }
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.filters.http.admission_control.v3.AdmissionControl.SuccessCriteria.HttpCriteria */
export interface AdmissionControlSuccessCriteriaHttpCriteria {
  readonly httpSuccessStatus: readonly Int32Range[]
}

export const AdmissionControlSuccessCriteriaHttpCriteria: MessageType<AdmissionControlSuccessCriteriaHttpCriteria> = define<AdmissionControlSuccessCriteriaHttpCriteria>({
  name: 'envoy.extensions.filters.http.admission_control.v3.AdmissionControl.SuccessCriteria.HttpCriteria', empty: emptyAdmissionControlSuccessCriteriaHttpCriteria, write: writeAdmissionControlSuccessCriteriaHttpCriteria, read: readAdmissionControlSuccessCriteriaHttpCriteria,
  fields: () => [
    ['http_success_status', 1, Int32Range, 'list'],
  ],
})

export function emptyAdmissionControlSuccessCriteriaHttpCriteria(): AdmissionControlSuccessCriteriaHttpCriteria {
  return {
    httpSuccessStatus: NO_ITEMS,
  }
}

export function writeAdmissionControlSuccessCriteriaHttpCriteria(m: AdmissionControlSuccessCriteriaHttpCriteria, w: ByteWriter): void {
  for (const v of m.httpSuccessStatus) put(w, 10, writeInt32Range, v)
}

export function readAdmissionControlSuccessCriteriaHttpCriteria(r: MessageReader, into: AdmissionControlSuccessCriteriaHttpCriteria | null): AdmissionControlSuccessCriteriaHttpCriteria {
  const m: Mutable<AdmissionControlSuccessCriteriaHttpCriteria> = into ?? emptyAdmissionControlSuccessCriteriaHttpCriteria()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.httpSuccessStatus = append(m.httpSuccessStatus, readInt32Range(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}
