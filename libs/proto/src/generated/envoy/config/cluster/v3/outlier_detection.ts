/** Generated from envoy/config/cluster/v3/outlier_detection.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../message-type.ts'
import { Duration, readDuration, writeDuration } from '../../../../../well-known/duration.ts'
import { BoolValue, UInt32Value, readBoolValue, readUInt32Value, writeBoolValue, writeUInt32Value } from '../../../../../well-known/wrappers.ts'
import { type Mutable, put } from '../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../wire/message-reader.ts'

/** envoy.config.cluster.v3.OutlierDetection */
export interface OutlierDetection {
  readonly consecutive5xx: number | null
  readonly interval: Duration | null
  readonly baseEjectionTime: Duration | null
  readonly maxEjectionPercent: number | null
  readonly enforcingConsecutive5xx: number | null
  readonly enforcingSuccessRate: number | null
  readonly successRateMinimumHosts: number | null
  readonly successRateRequestVolume: number | null
  readonly successRateStdevFactor: number | null
  readonly consecutiveGatewayFailure: number | null
  readonly enforcingConsecutiveGatewayFailure: number | null
  readonly splitExternalLocalOriginErrors: boolean
  readonly consecutiveLocalOriginFailure: number | null
  readonly enforcingConsecutiveLocalOriginFailure: number | null
  readonly enforcingLocalOriginSuccessRate: number | null
  readonly failurePercentageThreshold: number | null
  readonly enforcingFailurePercentage: number | null
  readonly enforcingFailurePercentageLocalOrigin: number | null
  readonly failurePercentageMinimumHosts: number | null
  readonly failurePercentageRequestVolume: number | null
  readonly maxEjectionTime: Duration | null
  readonly maxEjectionTimeJitter: Duration | null
  readonly successfulActiveHealthCheckUnejectHost: boolean | null
  readonly alwaysEjectOneHost: boolean | null
}

export const OutlierDetection: MessageType<OutlierDetection> = define<OutlierDetection>({
  name: 'envoy.config.cluster.v3.OutlierDetection', empty: emptyOutlierDetection, write: writeOutlierDetection, read: readOutlierDetection,
  fields: () => [
    ['consecutive_5xx', 1, UInt32Value],
    ['interval', 2, Duration],
    ['base_ejection_time', 3, Duration],
    ['max_ejection_percent', 4, UInt32Value],
    ['enforcing_consecutive_5xx', 5, UInt32Value],
    ['enforcing_success_rate', 6, UInt32Value],
    ['success_rate_minimum_hosts', 7, UInt32Value],
    ['success_rate_request_volume', 8, UInt32Value],
    ['success_rate_stdev_factor', 9, UInt32Value],
    ['consecutive_gateway_failure', 10, UInt32Value],
    ['enforcing_consecutive_gateway_failure', 11, UInt32Value],
    ['split_external_local_origin_errors', 12, 'bool'],
    ['consecutive_local_origin_failure', 13, UInt32Value],
    ['enforcing_consecutive_local_origin_failure', 14, UInt32Value],
    ['enforcing_local_origin_success_rate', 15, UInt32Value],
    ['failure_percentage_threshold', 16, UInt32Value],
    ['enforcing_failure_percentage', 17, UInt32Value],
    ['enforcing_failure_percentage_local_origin', 18, UInt32Value],
    ['failure_percentage_minimum_hosts', 19, UInt32Value],
    ['failure_percentage_request_volume', 20, UInt32Value],
    ['max_ejection_time', 21, Duration],
    ['max_ejection_time_jitter', 22, Duration],
    ['successful_active_health_check_uneject_host', 23, BoolValue],
    ['always_eject_one_host', 25, BoolValue],
  ],
  pruned: { 24: 'monitors' },
})

export function emptyOutlierDetection(): OutlierDetection {
  return {
    consecutive5xx: null,
    interval: null,
    baseEjectionTime: null,
    maxEjectionPercent: null,
    enforcingConsecutive5xx: null,
    enforcingSuccessRate: null,
    successRateMinimumHosts: null,
    successRateRequestVolume: null,
    successRateStdevFactor: null,
    consecutiveGatewayFailure: null,
    enforcingConsecutiveGatewayFailure: null,
    splitExternalLocalOriginErrors: false,
    consecutiveLocalOriginFailure: null,
    enforcingConsecutiveLocalOriginFailure: null,
    enforcingLocalOriginSuccessRate: null,
    failurePercentageThreshold: null,
    enforcingFailurePercentage: null,
    enforcingFailurePercentageLocalOrigin: null,
    failurePercentageMinimumHosts: null,
    failurePercentageRequestVolume: null,
    maxEjectionTime: null,
    maxEjectionTimeJitter: null,
    successfulActiveHealthCheckUnejectHost: null,
    alwaysEjectOneHost: null,
  }
}

export function writeOutlierDetection(m: OutlierDetection, w: ByteWriter): void {
  if (m.consecutive5xx !== null) put(w, 10, writeUInt32Value, m.consecutive5xx)
  if (m.interval !== null) put(w, 18, writeDuration, m.interval)
  if (m.baseEjectionTime !== null) put(w, 26, writeDuration, m.baseEjectionTime)
  if (m.maxEjectionPercent !== null) put(w, 34, writeUInt32Value, m.maxEjectionPercent)
  if (m.enforcingConsecutive5xx !== null) put(w, 42, writeUInt32Value, m.enforcingConsecutive5xx)
  if (m.enforcingSuccessRate !== null) put(w, 50, writeUInt32Value, m.enforcingSuccessRate)
  if (m.successRateMinimumHosts !== null) put(w, 58, writeUInt32Value, m.successRateMinimumHosts)
  if (m.successRateRequestVolume !== null) put(w, 66, writeUInt32Value, m.successRateRequestVolume)
  if (m.successRateStdevFactor !== null) put(w, 74, writeUInt32Value, m.successRateStdevFactor)
  if (m.consecutiveGatewayFailure !== null) put(w, 82, writeUInt32Value, m.consecutiveGatewayFailure)
  if (m.enforcingConsecutiveGatewayFailure !== null) put(w, 90, writeUInt32Value, m.enforcingConsecutiveGatewayFailure)
  if (m.splitExternalLocalOriginErrors) w.uint32(96).bool(m.splitExternalLocalOriginErrors)
  if (m.consecutiveLocalOriginFailure !== null) put(w, 106, writeUInt32Value, m.consecutiveLocalOriginFailure)
  if (m.enforcingConsecutiveLocalOriginFailure !== null) put(w, 114, writeUInt32Value, m.enforcingConsecutiveLocalOriginFailure)
  if (m.enforcingLocalOriginSuccessRate !== null) put(w, 122, writeUInt32Value, m.enforcingLocalOriginSuccessRate)
  if (m.failurePercentageThreshold !== null) put(w, 130, writeUInt32Value, m.failurePercentageThreshold)
  if (m.enforcingFailurePercentage !== null) put(w, 138, writeUInt32Value, m.enforcingFailurePercentage)
  if (m.enforcingFailurePercentageLocalOrigin !== null) put(w, 146, writeUInt32Value, m.enforcingFailurePercentageLocalOrigin)
  if (m.failurePercentageMinimumHosts !== null) put(w, 154, writeUInt32Value, m.failurePercentageMinimumHosts)
  if (m.failurePercentageRequestVolume !== null) put(w, 162, writeUInt32Value, m.failurePercentageRequestVolume)
  if (m.maxEjectionTime !== null) put(w, 170, writeDuration, m.maxEjectionTime)
  if (m.maxEjectionTimeJitter !== null) put(w, 178, writeDuration, m.maxEjectionTimeJitter)
  if (m.successfulActiveHealthCheckUnejectHost !== null) put(w, 186, writeBoolValue, m.successfulActiveHealthCheckUnejectHost)
  if (m.alwaysEjectOneHost !== null) put(w, 202, writeBoolValue, m.alwaysEjectOneHost)
}

export function readOutlierDetection(r: MessageReader, into: OutlierDetection | null): OutlierDetection {
  const m: Mutable<OutlierDetection> = into ?? emptyOutlierDetection()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.consecutive5xx = readUInt32Value(r.message()); break
      case 18: m.interval = readDuration(r.message(), m.interval); break
      case 26: m.baseEjectionTime = readDuration(r.message(), m.baseEjectionTime); break
      case 34: m.maxEjectionPercent = readUInt32Value(r.message()); break
      case 42: m.enforcingConsecutive5xx = readUInt32Value(r.message()); break
      case 50: m.enforcingSuccessRate = readUInt32Value(r.message()); break
      case 58: m.successRateMinimumHosts = readUInt32Value(r.message()); break
      case 66: m.successRateRequestVolume = readUInt32Value(r.message()); break
      case 74: m.successRateStdevFactor = readUInt32Value(r.message()); break
      case 82: m.consecutiveGatewayFailure = readUInt32Value(r.message()); break
      case 90: m.enforcingConsecutiveGatewayFailure = readUInt32Value(r.message()); break
      case 96: m.splitExternalLocalOriginErrors = r.bool(); break
      case 106: m.consecutiveLocalOriginFailure = readUInt32Value(r.message()); break
      case 114: m.enforcingConsecutiveLocalOriginFailure = readUInt32Value(r.message()); break
      case 122: m.enforcingLocalOriginSuccessRate = readUInt32Value(r.message()); break
      case 130: m.failurePercentageThreshold = readUInt32Value(r.message()); break
      case 138: m.enforcingFailurePercentage = readUInt32Value(r.message()); break
      case 146: m.enforcingFailurePercentageLocalOrigin = readUInt32Value(r.message()); break
      case 154: m.failurePercentageMinimumHosts = readUInt32Value(r.message()); break
      case 162: m.failurePercentageRequestVolume = readUInt32Value(r.message()); break
      case 170: m.maxEjectionTime = readDuration(r.message(), m.maxEjectionTime); break
      case 178: m.maxEjectionTimeJitter = readDuration(r.message(), m.maxEjectionTimeJitter); break
      case 186: m.successfulActiveHealthCheckUnejectHost = readBoolValue(r.message()); break
      case 202: m.alwaysEjectOneHost = readBoolValue(r.message()); break
      default: r.skipField(tag)
    }
  }
  return m
}
