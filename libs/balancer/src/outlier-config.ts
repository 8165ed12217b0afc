/** Settings of outlier detection with Envoy's defaults (spec §2.5). */

export interface OutlierConfig {
  /** Failures in a row before ejection; 0 never counts. */
  readonly consecutive5xx: number
  readonly enforcingConsecutive5xxPct: number
  readonly consecutiveGatewayFailure: number
  readonly enforcingConsecutiveGatewayFailurePct: number
  /** Whether local failures are judged apart from what the upstream answers. */
  readonly splitLocalOrigin: boolean
  readonly consecutiveLocalOriginFailure: number
  readonly enforcingConsecutiveLocalOriginFailurePct: number
  readonly successRateMinimumHosts: number
  readonly successRateRequestVolume: number
  /** Thousandths of a standard deviation below the mean. */
  readonly successRateStdevFactor: number
  readonly enforcingSuccessRatePct: number
  readonly enforcingLocalOriginSuccessRatePct: number
  readonly failurePercentageThresholdPct: number
  readonly failurePercentageMinimumHosts: number
  readonly failurePercentageRequestVolume: number
  readonly enforcingFailurePercentagePct: number
  readonly enforcingFailurePercentageLocalOriginPct: number
  readonly intervalMs: number
  readonly baseEjectionTimeMs: number
  readonly maxEjectionTimeMs: number
  readonly maxEjectionTimeJitterMs: number
  readonly maxEjectionPct: number
  readonly alwaysEjectOneHost: boolean
  /** Whether an active check that succeeds ends an ejection. */
  readonly unejectsHealthy: boolean
}

/** The settings with defaults for what is not given; `maxEjectionTimeMs` defaults to max(300 s, base). */
export function outlierConfig(given: Partial<OutlierConfig> = {}): OutlierConfig {
  const baseEjectionTimeMs = given.baseEjectionTimeMs ?? 30_000
  return {
    consecutive5xx: 5,
    enforcingConsecutive5xxPct: 100,
    consecutiveGatewayFailure: 5,
    enforcingConsecutiveGatewayFailurePct: 0,
    splitLocalOrigin: false,
    consecutiveLocalOriginFailure: 5,
    enforcingConsecutiveLocalOriginFailurePct: 100,
    successRateMinimumHosts: 5,
    successRateRequestVolume: 100,
    successRateStdevFactor: 1900,
    enforcingSuccessRatePct: 100,
    enforcingLocalOriginSuccessRatePct: 100,
    failurePercentageThresholdPct: 85,
    failurePercentageMinimumHosts: 5,
    failurePercentageRequestVolume: 50,
    enforcingFailurePercentagePct: 0,
    enforcingFailurePercentageLocalOriginPct: 0,
    intervalMs: 10_000,
    baseEjectionTimeMs,
    maxEjectionTimeMs: Math.max(300_000, baseEjectionTimeMs),
    maxEjectionTimeJitterMs: 0,
    maxEjectionPct: 10,
    alwaysEjectOneHost: false,
    unejectsHealthy: true,
    ...given,
  }
}
