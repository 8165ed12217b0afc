/** Checks the endpoints of one cluster: when each is due, and what a result leads to (spec §2.7). */
import type { Clock, Timer } from '@flotilla/time'
import { liveNumber } from '../../runtime/live-values.ts'
import type { EndpointHost } from '../endpoint-host.ts'
import type { CheckResult, Probe } from './check-result.ts'
import { HealthEvents, type WriteEvent } from './health-events.ts'
import type { HealthCheckSpec } from './health-spec.ts'
import { type FailureKind, type HealthChange, HostHealth, type Transition } from './host-health.ts'

/** Counters and gauges under Envoy's names. */
export class HealthStats {
  attempt = 0
  success = 0
  failure = 0
  passiveFailure = 0
  networkFailure = 0
  verifyCluster = 0
  /** Gauge. */
  healthy = 0
  /** Gauge. */
  degraded = 0
}

export interface HealthCheckerParts {
  readonly cluster: string
  readonly spec: HealthCheckSpec
  readonly stats: HealthStats
  readonly clock: Clock
  /** Uniform in [0, 1). */
  readonly random: () => number
  readonly makeProbe: (host: EndpointHost) => Probe
  /** Whether the cluster has ever had a connection for traffic. */
  readonly hasTraffic: () => boolean
  readonly writeEvent: WriteEvent
  /** One check is over. @param transition `changed`: the host's eligibility is another one. */
  readonly onChecked: (host: EndpointHost, transition: Transition, isHealthy: boolean) => void
  /** Every host has been checked once since `start`; called once. */
  readonly onFirstRound: () => void
}

interface Session {
  readonly host: EndpointHost
  readonly health: HostHealth
  readonly probe: Probe
  timer: Timer | null
  deadline: Timer | null
  isChecked: boolean
}

/** Bounds of the wait between checks, ms: Envoy's runtime keys. */
const LEAST = liveNumber(0, 'health_check.min_interval')
const MOST = liveNumber(Number.MAX_SAFE_INTEGER, 'health_check.max_interval')

export class HealthChecker {
  readonly stats: HealthStats
  private readonly parts: HealthCheckerParts
  private readonly events: HealthEvents
  private readonly sessions = new Map<EndpointHost, Session>()
  private isStarted = false
  private isFirstRoundOver = false

  /** Builds only; `start` begins checks. */
  constructor(parts: HealthCheckerParts) {
    this.parts = parts
    this.stats = parts.stats
    this.events = new HealthEvents(parts.spec, parts.cluster, parts.clock, parts.writeEvent)
  }

  /** The present endpoints; those that are not to be checked are left alone. */
  setHosts(hosts: readonly EndpointHost[]): void {
    const wanted = new Set(hosts.filter((host) => host.healthCheck?.isDisabled !== true))
    for (const [host, session] of this.sessions)
      if (!wanted.has(host)) {
        this.sessions.delete(host)
        stopSession(session)
      }
    for (const host of wanted) if (!this.sessions.has(host)) this.add(host)
    this.countHealthy()
    if (this.isStarted) this.checkFirstRound()
  }

  start(): void {
    this.isStarted = true
    for (const session of this.sessions.values()) this.begin(session)
    this.checkFirstRound()
  }

  stop(): void {
    for (const session of this.sessions.values()) stopSession(session)
    this.sessions.clear()
  }

  /** Traffic said that the host is failing: as a failed check that decides at once. */
  fail(host: EndpointHost): void {
    const session = this.sessions.get(host)
    if (session === undefined) return
    host.checked.isExcluded = true
    this.onFailure(session, 'PASSIVE', false)
  }

  private add(host: EndpointHost): void {
    const { spec, makeProbe } = this.parts
    const session: Session = {
      host,
      health: new HostHealth(host.checked, spec),
      probe: makeProbe(host),
      timer: null,
      deadline: null,
      isChecked: false,
    }
    this.sessions.set(host, session)
    if (this.isStarted) this.begin(session)
  }

  private begin(session: Session): void {
    const { initialJitterMs } = this.parts.spec
    if (initialJitterMs === 0) this.check(session)
    else this.arm(session, initialJitterMs * this.parts.random())
  }

  private check(session: Session): void {
    const { clock, spec } = this.parts
    this.stats.attempt++
    session.timer = null
    session.deadline = clock.after(spec.timeoutMs, () => {
      session.probe.abandon()
      this.onFailure(session, 'NETWORK_TIMEOUT', false)
      this.next(session, false)
    })
    session.probe.start((result) => this.onResult(session, result))
  }

  private onResult(session: Session, result: CheckResult): void {
    session.deadline?.cancel()
    session.deadline = null
    if (result.kind === 'healthy') {
      this.onSuccess(session, result.isDegraded)
      this.next(session, true)
      return
    }
    if (result.kind === 'failed' && result.isExcluded) session.host.checked.isExcluded = true
    const isRetriable = result.kind === 'failed' && result.isRetriable
    const status = result.kind === 'failed' ? result.status : 0
    this.onFailure(session, result.kind === 'failed' ? 'ACTIVE' : 'NETWORK', isRetriable, status)
    this.next(session, false)
  }

  private lastTransition: Transition = 'unchanged'

  private onSuccess(session: Session, isDegraded: boolean): void {
    const { host } = session
    const change = session.health.onSuccess(isDegraded)
    this.stats.success++
    if (change.became === 'healthy') host.availableSinceMs = this.parts.clock.nowMs()
    this.events.onSuccess(host, change)
    this.settle(session, change, true)
  }

  private onFailure(session: Session, kind: FailureKind, isRetriable: boolean, status = 0): void {
    const change = session.health.onFailure(kind, isRetriable)
    this.stats.failure++
    if (kind === 'PASSIVE') this.stats.passiveFailure++
    if (kind === 'NETWORK' || kind === 'NETWORK_TIMEOUT') this.stats.networkFailure++
    this.events.onFailure(session.host, change, kind, status)
    this.settle(session, change, false)
  }

  private settle(session: Session, change: HealthChange, isHealthy: boolean): void {
    this.lastTransition = change.transition
    if (change.transition === 'changed') this.countHealthy()
    this.parts.onChecked(session.host, change.transition, isHealthy)
    if (session.isChecked) return
    session.isChecked = true
    this.checkFirstRound()
  }

  /** The wait until the next check, by what this one led to; a host that left is not checked again. */
  private next(session: Session, wasSuccess: boolean): void {
    if (this.sessions.get(session.host) !== session) return
    this.arm(session, this.jittered(this.intervalMs(wasSuccess, this.lastTransition)))
  }

  private intervalMs(wasSuccess: boolean, transition: Transition): number {
    const { spec, hasTraffic } = this.parts
    const isEdge = transition === 'pending'
    if (!hasTraffic())
      return wasSuccess && !isEdge ? spec.noTrafficHealthyIntervalMs : spec.noTrafficIntervalMs
    if (wasSuccess) return isEdge ? spec.healthyEdgeIntervalMs : spec.intervalMs
    return isEdge ? spec.unhealthyEdgeIntervalMs : spec.unhealthyIntervalMs
  }

  private jittered(baseMs: number): number {
    const { spec, random } = this.parts
    const share = (spec.intervalJitterPct / 100) * baseMs
    const waitMs = baseMs + share * random() + spec.intervalJitterMs * random()
    // As Envoy, in this order: the lower bound wins.
    return Math.max(1, LEAST.value, Math.min(MOST.value, waitMs))
  }

  private arm(session: Session, delayMs: number): void {
    session.timer?.cancel()
    session.timer = this.parts.clock.after(delayMs, () => this.check(session))
  }

  private countHealthy(): void {
    let healthy = 0
    let degraded = 0
    for (const { host } of this.sessions.values()) {
      if (!host.checked.isFailed) healthy++
      if (host.checked.isDegraded) degraded++
    }
    this.stats.healthy = healthy
    this.stats.degraded = degraded
  }

  private checkFirstRound(): void {
    if (this.isFirstRoundOver) return
    for (const { isChecked } of this.sessions.values()) if (!isChecked) return
    this.isFirstRoundOver = true
    this.parts.onFirstRound()
  }
}

function stopSession(session: Session): void {
  session.timer?.cancel()
  session.deadline?.cancel()
  session.probe.abandon()
}
