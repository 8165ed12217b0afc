/** Outlier detection: ejects endpoints that fail too often and lets them back after a while (spec §2.5). */
import type { Random } from './endpoint.ts'
import type { OutlierConfig } from './outlier-config.ts'
import {
  EjectionReason,
  type OutlierEvent,
  type OutlierRates,
  OutlierStats,
} from './outlier-event.ts'
import type { HostOutlier } from './outlier-host.ts'
import { judgeFailurePercentage, judgeSuccessRate } from './outlier-statistics.ts'

/** An endpoint that can be ejected; it carries its own counters so that recording a result looks nothing up. */
export interface OutlierHost {
  readonly outlier: HostOutlier
}

/** What an attempt ended with where it is not an HTTP status (100–599). */
export const LocalOutcome = { connected: -1, connectFailed: -2, timeout: -3, reset: -4 } as const

/**
 * Envoy's router reports every reset as a failed connect (503); its own table (spec §2.5) maps
 * failures it cannot tell apart to 500. A reset here is what the router reports.
 */
const STATUS_OF_LOCAL: Readonly<Record<number, number>> = {
  [LocalOutcome.connectFailed]: 503,
  [LocalOutcome.timeout]: 504,
  [LocalOutcome.reset]: 503,
}

export interface OutlierHooks<H extends OutlierHost> {
  /** The host's eligibility changed: rebuild the balancer. */
  onChange(host: H): void
  /** One entry of the event log. */
  onEvent(host: H, event: OutlierEvent): void
}

/** Keeps no timer: its owner calls `onInterval` every `config.intervalMs`. */
export class OutlierDetector<H extends OutlierHost> {
  readonly config: OutlierConfig
  readonly stats: OutlierStats = new OutlierStats()
  private readonly random: Random
  private readonly hooks: OutlierHooks<H>
  private hosts: readonly H[] = []

  constructor(config: OutlierConfig, random: Random, hooks: OutlierHooks<H>) {
    this.config = config
    this.random = random
    this.hooks = hooks
  }

  /** Tells the present members; an ejected host that left no longer counts. */
  setHosts(hosts: readonly H[]): void {
    this.hosts = hosts
    this.stats.ejectionsActive = hosts.filter((host) => host.outlier.isEjected).length
  }

  /** Records what one attempt ended with. @param outcome an HTTP status or a `LocalOutcome`. O(1). */
  report(host: H, outcome: number, nowMs: number): void {
    if (outcome >= 100) this.onStatus(host, outcome, nowMs)
    else if (this.config.splitLocalOrigin) this.onLocalOrigin(host, outcome, nowMs)
    else {
      const status = STATUS_OF_LOCAL[outcome]
      if (status !== undefined) this.onStatus(host, status, nowMs)
    }
  }

  /** Lets hosts back whose time is over, and judges the interval that ended. O(hosts). */
  onInterval(nowMs: number): void {
    for (const host of this.hosts) this.checkForReturn(host, nowMs)
    for (const host of this.hosts) host.outlier.rotate()
    this.judge('external', nowMs)
    if (this.config.splitLocalOrigin) this.judge('localOrigin', nowMs)
  }

  private onStatus(host: H, status: number, nowMs: number): void {
    const state = host.outlier
    const { config } = this
    if (status < 500) {
      state.external.current.record(true)
      state.consecutive5xx = 0
      state.consecutiveGateway = 0
      return
    }
    state.external.current.record(false)
    if (status >= 502 && status <= 504) {
      // Equality, not >=: one streak asks for one ejection.
      if (++state.consecutiveGateway === config.consecutiveGatewayFailure)
        this.eject(host, EjectionReason.consecutiveGatewayFailure, nowMs)
    } else {
      state.consecutiveGateway = 0
    }
    if (++state.consecutive5xx === config.consecutive5xx)
      this.eject(host, EjectionReason.consecutive5xx, nowMs)
  }

  private onLocalOrigin(host: H, outcome: number, nowMs: number): void {
    const state = host.outlier
    const isSuccess = outcome === LocalOutcome.connected
    state.localOrigin.current.record(isSuccess)
    if (isSuccess) {
      state.consecutiveLocal = 0
      return
    }
    if (++state.consecutiveLocal === this.config.consecutiveLocalOriginFailure)
      this.eject(host, EjectionReason.consecutiveLocalOriginFailure, nowMs)
  }

  /** An active check of the host succeeded. */
  onHealthy(host: H, nowMs: number): void {
    if (this.config.unejectsHealthy && host.outlier.isEjected) this.restore(host, nowMs)
  }

  private eject(
    host: H,
    reason: EjectionReason,
    nowMs: number,
    rates: OutlierRates | null = null,
  ): void {
    const state = host.outlier
    if (state.isEjected) return
    const { config, stats } = this
    const sinceLastMs = state.sinceLastMs(nowMs)
    stats.countDetected(reason)
    const pct = (100 * (stats.ejectionsActive + 1)) / Math.max(1, this.hosts.length)
    const isFirstAllowed = config.alwaysEjectOneHost && stats.ejectionsActive === 0
    if (pct > config.maxEjectionPct && !isFirstAllowed) {
      stats.ejectionsOverflow++
      return
    }
    const isEnforced = this.random() * 100 < enforcingPct(config, reason)
    if (isEnforced) {
      stats.ejectionsActive++
      stats.ejectionsEnforcedTotal++
      stats.countEnforced(reason)
      state.eject(nowMs, config, this.random)
    }
    this.restartCounter(state, reason)
    const { ejections } = state
    this.hooks.onEvent(host, { kind: 'eject', reason, isEnforced, ejections, sinceLastMs, rates })
    if (isEnforced) this.hooks.onChange(host)
  }

  /** A streak that was answered starts over, so that the next one asks again. */
  private restartCounter(state: HostOutlier, reason: EjectionReason): void {
    if (reason === EjectionReason.consecutive5xx) state.consecutive5xx = 0
    else if (reason === EjectionReason.consecutiveGatewayFailure) state.consecutiveGateway = 0
    else if (reason === EjectionReason.consecutiveLocalOriginFailure) state.consecutiveLocal = 0
  }

  private checkForReturn(host: H, nowMs: number): void {
    const state = host.outlier
    if (!state.isEjected) {
      if (state.multiplier > 0) state.multiplier--
      return
    }
    const { baseEjectionTimeMs, maxEjectionTimeMs } = this.config
    const stayMs = Math.min(baseEjectionTimeMs * state.multiplier, maxEjectionTimeMs)
    if (nowMs - state.ejectedAtMs >= stayMs + state.jitterMs) this.restore(host, nowMs)
  }

  private restore(host: H, nowMs: number): void {
    const state = host.outlier
    const sinceLastMs = state.sinceLastMs(nowMs)
    this.stats.ejectionsActive--
    state.restore(nowMs)
    this.hooks.onEvent(host, {
      kind: 'uneject',
      reason: null,
      isEnforced: true,
      ejections: state.ejections,
      sinceLastMs,
      rates: null,
    })
    this.hooks.onChange(host)
  }

  private judge(origin: 'external' | 'localOrigin', nowMs: number): void {
    const { config } = this
    const rated = this.hosts
      .filter((host) => !host.outlier.isEjected)
      .map((host) => ({ host, rate: host.outlier[origin].finished }))
    const isLocal = origin === 'localOrigin'
    const successRate = judgeSuccessRate(rated, config)
    for (const { host, rate } of successRate.verdicts) {
      const reason = isLocal ? EjectionReason.localOriginSuccessRate : EjectionReason.successRate
      const { averagePct, thresholdPct } = successRate
      this.eject(host, reason, nowMs, { hostPct: rate.ratePct, averagePct, thresholdPct })
    }
    for (const { host, rate } of judgeFailurePercentage(rated, config)) {
      const reason = isLocal
        ? EjectionReason.localOriginFailurePercentage
        : EjectionReason.failurePercentage
      const rates = { hostPct: rate.ratePct, averagePct: null, thresholdPct: null }
      this.eject(host, reason, nowMs, rates)
    }
  }
}

function enforcingPct(config: OutlierConfig, reason: EjectionReason): number {
  switch (reason) {
    case EjectionReason.consecutive5xx:
      return config.enforcingConsecutive5xxPct
    case EjectionReason.consecutiveGatewayFailure:
      return config.enforcingConsecutiveGatewayFailurePct
    case EjectionReason.consecutiveLocalOriginFailure:
      return config.enforcingConsecutiveLocalOriginFailurePct
    case EjectionReason.successRate:
      return config.enforcingSuccessRatePct
    case EjectionReason.localOriginSuccessRate:
      return config.enforcingLocalOriginSuccessRatePct
    case EjectionReason.failurePercentage:
      return config.enforcingFailurePercentagePct
    case EjectionReason.localOriginFailurePercentage:
      return config.enforcingFailurePercentageLocalOriginPct
  }
}
