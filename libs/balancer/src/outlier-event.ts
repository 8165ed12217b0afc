/** Why endpoints are ejected, the event log's entries, and the counters of a detector. */

/** Each is a segment of Envoy's stat names: `ejections_detected_<reason>`. */
export const EjectionReason = {
  consecutive5xx: 'consecutive_5xx',
  consecutiveGatewayFailure: 'consecutive_gateway_failure',
  consecutiveLocalOriginFailure: 'consecutive_local_origin_failure',
  successRate: 'success_rate',
  localOriginSuccessRate: 'local_origin_success_rate',
  failurePercentage: 'failure_percentage',
  localOriginFailurePercentage: 'local_origin_failure_percentage',
} as const
export type EjectionReason = (typeof EjectionReason)[keyof typeof EjectionReason]

export interface OutlierEvent {
  readonly kind: 'eject' | 'uneject'
  /** Null on return. */
  readonly reason: EjectionReason | null
  /** False where the draw against the enforcing percentage spared the host. */
  readonly isEnforced: boolean
  /** How often this host has been ejected so far. */
  readonly ejections: number
  /** Time since the host was last ejected or came back, null the first time. */
  readonly sinceLastMs: number | null
  /** What was compared, null where failures in a row decided. */
  readonly rates: OutlierRates | null
}

/** Success rates, 0–100. */
export interface OutlierRates {
  readonly hostPct: number
  /** Null for failure percentage. */
  readonly averagePct: number | null
  readonly thresholdPct: number | null
}

export class OutlierStats {
  /** Gauge. */
  ejectionsActive = 0
  ejectionsEnforcedTotal = 0
  ejectionsOverflow = 0
  readonly detected: Map<EjectionReason, number> = new Map()
  readonly enforced: Map<EjectionReason, number> = new Map()

  countDetected(reason: EjectionReason): void {
    this.detected.set(reason, (this.detected.get(reason) ?? 0) + 1)
  }

  countEnforced(reason: EjectionReason): void {
    this.enforced.set(reason, (this.enforced.get(reason) ?? 0) + 1)
  }
}
