/** OutlierDetection message → settings of the balancer's detector, Envoy's defaults where a field is absent. */
import { type OutlierConfig, outlierConfig } from '@flotilla/balancer'
import type { OutlierDetection } from '@flotilla/proto'
import { durationMs } from '../compile/fields.ts'
import type { Violations } from '../compile/violations.ts'

const DEFAULTS = outlierConfig()

export function compileOutlier(message: OutlierDetection, at: Violations): OutlierConfig {
  const pct = (value: number | null, absent: number, field: string): number => {
    if (value !== null && value > 100) at.at(field).add('must be at most 100')
    return value ?? absent
  }
  const baseMs = durationMs(
    message.baseEjectionTime,
    DEFAULTS.baseEjectionTimeMs,
    at.at('base_ejection_time'),
  )
  const intervalMs = durationMs(message.interval, DEFAULTS.intervalMs, at.at('interval'))
  if (intervalMs === 0) at.at('interval').add('must be more than 0')
  return {
    ...compileConsecutive(message, pct),
    ...compileStatistics(message, pct),
    intervalMs,
    baseEjectionTimeMs: baseMs,
    maxEjectionTimeMs: durationMs(
      message.maxEjectionTime,
      Math.max(300_000, baseMs),
      at.at('max_ejection_time'),
    ),
    maxEjectionTimeJitterMs: durationMs(
      message.maxEjectionTimeJitter,
      0,
      at.at('max_ejection_time_jitter'),
    ),
    maxEjectionPct: pct(
      message.maxEjectionPercent,
      DEFAULTS.maxEjectionPct,
      'max_ejection_percent',
    ),
    alwaysEjectOneHost: message.alwaysEjectOneHost ?? DEFAULTS.alwaysEjectOneHost,
    unejectsHealthy: message.successfulActiveHealthCheckUnejectHost ?? DEFAULTS.unejectsHealthy,
  }
}

type Pct = (value: number | null, absent: number, field: string) => number

function compileConsecutive(message: OutlierDetection, pct: Pct) {
  return {
    consecutive5xx: message.consecutive5xx ?? DEFAULTS.consecutive5xx,
    enforcingConsecutive5xxPct: pct(
      message.enforcingConsecutive5xx,
      DEFAULTS.enforcingConsecutive5xxPct,
      'enforcing_consecutive_5xx',
    ),
    consecutiveGatewayFailure:
      message.consecutiveGatewayFailure ?? DEFAULTS.consecutiveGatewayFailure,
    enforcingConsecutiveGatewayFailurePct: pct(
      message.enforcingConsecutiveGatewayFailure,
      DEFAULTS.enforcingConsecutiveGatewayFailurePct,
      'enforcing_consecutive_gateway_failure',
    ),
    splitLocalOrigin: message.splitExternalLocalOriginErrors,
    consecutiveLocalOriginFailure:
      message.consecutiveLocalOriginFailure ?? DEFAULTS.consecutiveLocalOriginFailure,
    enforcingConsecutiveLocalOriginFailurePct: pct(
      message.enforcingConsecutiveLocalOriginFailure,
      DEFAULTS.enforcingConsecutiveLocalOriginFailurePct,
      'enforcing_consecutive_local_origin_failure',
    ),
  }
}

function compileStatistics(message: OutlierDetection, pct: Pct) {
  return {
    successRateMinimumHosts: message.successRateMinimumHosts ?? DEFAULTS.successRateMinimumHosts,
    successRateRequestVolume: message.successRateRequestVolume ?? DEFAULTS.successRateRequestVolume,
    successRateStdevFactor: message.successRateStdevFactor ?? DEFAULTS.successRateStdevFactor,
    enforcingSuccessRatePct: pct(
      message.enforcingSuccessRate,
      DEFAULTS.enforcingSuccessRatePct,
      'enforcing_success_rate',
    ),
    enforcingLocalOriginSuccessRatePct: pct(
      message.enforcingLocalOriginSuccessRate,
      DEFAULTS.enforcingLocalOriginSuccessRatePct,
      'enforcing_local_origin_success_rate',
    ),
    failurePercentageThresholdPct: pct(
      message.failurePercentageThreshold,
      DEFAULTS.failurePercentageThresholdPct,
      'failure_percentage_threshold',
    ),
    failurePercentageMinimumHosts:
      message.failurePercentageMinimumHosts ?? DEFAULTS.failurePercentageMinimumHosts,
    failurePercentageRequestVolume:
      message.failurePercentageRequestVolume ?? DEFAULTS.failurePercentageRequestVolume,
    enforcingFailurePercentagePct: pct(
      message.enforcingFailurePercentage,
      DEFAULTS.enforcingFailurePercentagePct,
      'enforcing_failure_percentage',
    ),
    enforcingFailurePercentageLocalOriginPct: pct(
      message.enforcingFailurePercentageLocalOrigin,
      DEFAULTS.enforcingFailurePercentageLocalOriginPct,
      'enforcing_failure_percentage_local_origin',
    ),
  }
}
