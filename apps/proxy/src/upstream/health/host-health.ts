/**
 * What checks make of one endpoint: thresholds, the rule of the first check, degradation (spec §2.7, Envoy).
 * `changed` and `pending` tell whether the endpoint's state changed, or will if the next checks go the same way.
 */
import type { CheckedHealth } from '../endpoint-host.ts'

export type Transition = 'unchanged' | 'pending' | 'changed'
export type FailureKind = 'ACTIVE' | 'PASSIVE' | 'NETWORK' | 'NETWORK_TIMEOUT'

export interface Thresholds {
  readonly unhealthyThreshold: number
  readonly healthyThreshold: number
}

/** What a check led to, for the event log. */
export interface HealthChange {
  readonly transition: Transition
  readonly wasFirst: boolean
  readonly became: 'healthy' | 'unhealthy' | null
  readonly degradation: 'degraded' | 'recovered' | null
}

export class HostHealth {
  private readonly state: CheckedHealth
  private readonly thresholds: Thresholds
  private isFirst = true
  private successes = 0
  private failures = 0

  constructor(state: CheckedHealth, thresholds: Thresholds) {
    this.state = state
    this.thresholds = thresholds
  }

  onSuccess(isDegraded: boolean): HealthChange {
    const { state, thresholds } = this
    const wasFirst = this.isFirst
    this.failures = 0
    state.isExcluded = false
    let transition: Transition = 'unchanged'
    let became: HealthChange['became'] = null
    if (state.isFailed) {
      // One success is enough the first time: start-up must not wait for thresholds.
      if (wasFirst || ++this.successes >= thresholds.healthyThreshold) {
        state.isFailed = false
        state.isTimedOut = false
        became = 'healthy'
        transition = 'changed'
      } else transition = 'pending'
    }
    let degradation: HealthChange['degradation'] = null
    if (isDegraded !== state.isDegraded) {
      state.isDegraded = isDegraded
      degradation = isDegraded ? 'degraded' : 'recovered'
      transition = 'changed'
    }
    return { transition: this.settle(transition), wasFirst, became, degradation }
  }

  /** @param isRetriable whether an answer counts towards the threshold; failures of the network always do. */
  onFailure(kind: FailureKind, isRetriable: boolean): HealthChange {
    const { state, thresholds } = this
    const wasFirst = this.isFirst
    const counts = isRetriable || kind === 'NETWORK' || kind === 'NETWORK_TIMEOUT'
    this.successes = 0
    let transition: Transition = 'unchanged'
    let became: HealthChange['became'] = null
    if (!state.isFailed) {
      if (!counts || ++this.failures >= thresholds.unhealthyThreshold) {
        state.isFailed = true
        became = 'unhealthy'
        transition = 'changed'
      } else transition = 'pending'
    }
    if (state.isFailed) state.isTimedOut = kind === 'NETWORK_TIMEOUT'
    return { transition: this.settle(transition), wasFirst, became, degradation: null }
  }

  /** The first check is over, however it ended. */
  private settle(transition: Transition): Transition {
    this.isFirst = false
    if (!this.state.isPending) return transition
    this.state.isPending = false
    return 'changed'
  }
}
