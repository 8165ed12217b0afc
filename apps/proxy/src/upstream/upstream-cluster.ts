/** A cluster in use: its endpoints, how they are picked and dialled, its breakers, and what it learns of failures. */
import type { Socket } from 'node:net'
import {
  type AccrualBreaker,
  CircuitBreaker,
  type LocalZones,
  OutlierDetector,
  type OutlierEvent,
  type PeakEwma,
  type Random,
} from '@flotilla/balancer'
import { scope } from '@flotilla/log'
import type { Clock, Timer, TimerWheel } from '@flotilla/time'
import { UpstreamTls, type UpstreamTlsEnv } from '../tls/upstream-tls.ts'
import type { Assignment } from './assignment.ts'
import type { ClusterSpec } from './cluster-spec.ts'
import type { ClusterStats } from './cluster-stats.ts'
import { dial } from './dialer.ts'
import type { EndpointHost, EndpointSettings } from './endpoint-host.ts'
import { HostSet, type ProxyZones } from './host-set.ts'
import { OriginalDestinationHosts } from './original-destination-hosts.ts'
import { matchTransport } from './transport-sockets.ts'
import {
  type Breaker,
  type Cancel,
  type Cluster,
  type ClusterConfig,
  type ConnectContext,
  ConnectFailure,
  type Host,
  type Metadata,
  Outcome,
  type PickContext,
  type UpstreamPeer,
} from './types.ts'

export interface ClusterEnv {
  readonly clock: Clock
  readonly wheel: TimerWheel
  readonly random: Random
  readonly tls: UpstreamTlsEnv
  /** Null without a local cluster. */
  readonly zones: ProxyZones | null
}

const log = scope('proxy.upstream')

export class UpstreamCluster implements Cluster {
  readonly name: string
  readonly spec: ClusterSpec
  readonly config: ClusterConfig
  readonly metadata: Readonly<Record<string, Metadata>>
  readonly stats: ClusterStats
  readonly breakers: { readonly default: Breaker; readonly high: Breaker }
  readonly outliers: OutlierDetector<EndpointHost> | null
  isDraining = false
  private readonly env: ClusterEnv
  private readonly members: HostSet
  private readonly originals: OriginalDestinationHosts | null
  private readonly fallbackTls: UpstreamTls | null
  /** One per transport_socket_matches entry; null entries are plaintext. */
  private readonly matchedTls: readonly (UpstreamTls | null)[]
  private outlierTimer: Timer | null = null
  /** One per host that its failures have shut. */
  private readonly penalties = new Map<EndpointHost, Timer>()

  /** Builds only; `start` begins timers. */
  constructor(spec: ClusterSpec, stats: ClusterStats, env: ClusterEnv) {
    this.name = spec.name
    this.spec = spec
    this.config = spec.config
    this.metadata = spec.metadata
    this.stats = stats
    this.env = env
    this.breakers = {
      default: new CircuitBreaker(spec.breakers.default),
      high: new CircuitBreaker(spec.breakers.high),
    }
    const endpoints = this.endpointSettings()
    const nowMs = (): number => env.clock.nowMs()
    this.members = new HostSet(
      {
        lb: spec.lb,
        env: { random: env.random, nowMs, activeRequests: () => stats.upstreamRqActive },
        endpoints,
        panicThresholdPct: spec.panicThresholdPct,
        keepsHealthy: false,
        zones: env.zones,
      },
      stats,
    )
    this.originals =
      spec.type === 'originalDst'
        ? new OriginalDestinationHosts(spec, env.clock, endpoints, stats)
        : null
    const makeTls = (transport: ClusterSpec['transports']['fallback']): UpstreamTls | null =>
      transport === null ? null : new UpstreamTls(transport, spec.name, env.tls)
    this.fallbackTls = makeTls(spec.transports.fallback)
    this.matchedTls = spec.transports.matches.map((match) => makeTls(match.transport))
    this.outliers = spec.outlier === null ? null : this.makeDetector(spec.outlier)
    if (spec.type === 'static') this.setEndpoints(spec.assignment)
  }

  get hosts(): readonly EndpointHost[] {
    return this.originals?.hosts ?? this.members.hosts
  }

  start(): void {
    if (this.outliers !== null) this.armOutlierTimer(this.outliers)
  }

  setEndpoints(assignment: Assignment): void {
    this.stats.updateAttempt++
    this.stats.updateSuccess++
    this.members.update(assignment)
    this.outliers?.setHosts(this.members.hosts)
    for (const [host, timer] of this.penalties) {
      if (!host.isRemoved) continue
      timer.cancel()
      this.penalties.delete(host)
    }
  }

  pick(context: PickContext): Host | null {
    const host = this.originals === null ? this.members.pick(context) : this.originals.pick(context)
    // The one request of a probe: nobody else gets this host until it is answered.
    if (host?.accrual?.onPick() === true) this.startProbe(host, host.accrual)
    return host
  }

  /** A probe that is never answered, because its client left, must not keep the host out for ever. */
  private startProbe(host: EndpointHost, breaker: AccrualBreaker): void {
    this.members.refresh()
    this.armPenalty(host, breaker)
  }

  /** Healthy endpoints by locality, for clusters that balance by zone. */
  localZones(): LocalZones {
    return this.members.localZones()
  }

  get isHealthChecked(): boolean {
    return false
  }

  failHealth(_host: Host): void {
    // Nothing is checked.
  }

  connect(
    host: Host,
    context: ConnectContext,
    onOpen: (socket: Socket, peer: UpstreamPeer) => void,
    onFail: (failure: ConnectFailure, transportText: string) => void,
  ): Cancel {
    const { stats, spec } = this
    const startMs = this.env.clock.nowMs()
    const tls = this.transportOf(host)
    const authority = hostOf(context.authority)
    this.countOpening(host)
    return dial(
      host,
      {
        timeoutMs: this.config.connectTimeoutMs,
        wheel: this.env.wheel,
        tls,
        protocol: context.protocol,
        autoSni: spec.autoSni && authority !== '' ? authority : null,
        autoSan: spec.autoSanValidation && authority !== '' ? authority : null,
        bindAddress: spec.bindAddress,
        keepalive: spec.keepalive,
      },
      {
        onSocket: (socket) => socket.once('close', () => this.countClosed(host, socket)),
        onOpen: (socket, peer) => {
          stats.upstreamCxConnectMs.record(this.env.clock.nowMs() - startMs)
          if (peer.isTls) stats.sslHandshake++
          this.report(host, Outcome.connected)
          onOpen(socket, peer)
        },
        onFail: (failure, text) => {
          this.countFailure(host, failure, text)
          onFail(failure, text)
        },
      },
    )
  }

  report(host: Host, outcome: number, elapsedMs = -1): void {
    const own = host as EndpointHost // hosts given out by this cluster are its own objects
    if (this.outliers === null && own.accrual === null && own.latency === null) return
    const nowMs = this.env.clock.nowMs()
    this.outliers?.report(own, outcome, nowMs)
    if (own.latency !== null) recordLatency(own.latency, outcome, elapsedMs, nowMs)
    if (own.accrual !== null && outcome !== Outcome.connected)
      this.reportAccrual(own, own.accrual, outcome, nowMs)
  }

  private reportAccrual(
    host: EndpointHost,
    breaker: AccrualBreaker,
    outcome: number,
    nowMs: number,
  ): void {
    if (!breaker.onOutcome(Math.max(0, outcome), nowMs)) return
    log.info('breaker of host changed', {
      cluster: this.name,
      host: host.label,
      state: breaker.state,
      penaltyMs: breaker.state === 'shut' ? Math.round(breaker.penaltyMs) : 0,
    })
    if (breaker.state === 'shut') this.armPenalty(host, breaker)
    else this.penalties.get(host)?.cancel()
    this.members.refresh()
  }

  private armPenalty(host: EndpointHost, breaker: AccrualBreaker): void {
    this.penalties.get(host)?.cancel()
    const timer = this.env.clock.after(breaker.penaltyMs, () => {
      this.penalties.delete(host)
      if (breaker.endPenalty() || breaker.onProbeLost()) this.members.refresh()
    })
    this.penalties.set(host, timer)
  }

  /** The cluster is replaced or gone: no timers, idle connections close, busy ones finish. */
  drain(): void {
    if (this.isDraining) return
    this.isDraining = true
    this.outlierTimer?.cancel()
    for (const timer of this.penalties.values()) timer.cancel()
    this.penalties.clear()
    for (const host of this.hosts) host.retire()
    this.originals?.close()
    for (const tls of [this.fallbackTls, ...this.matchedTls]) tls?.close()
  }

  private endpointSettings(): EndpointSettings {
    const { env, spec } = this
    return {
      random: env.random,
      nowMs: () => env.clock.nowMs(),
      latency: spec.lb.latency,
      accrual: spec.accrual,
      isChecked: false,
      awaitsFirstCheck: false,
    }
  }

  private transportOf(host: Host): UpstreamTls | null {
    const index = matchTransport(this.spec.transports.matches, host.metadata)
    return index === -1 ? this.fallbackTls : (this.matchedTls[index] ?? null)
  }

  private countOpening(host: Host): void {
    this.stats.upstreamCxTotal++
    this.stats.upstreamCxActive++
    this.breakers.default.connections.acquire()
    host.stats.cxTotal++
    host.stats.cxActive++
  }

  private countClosed(host: Host, socket: Socket): void {
    this.stats.upstreamCxActive--
    this.stats.upstreamCxDestroy++
    this.stats.upstreamCxRxBytesTotal += socket.bytesRead
    this.stats.upstreamCxTxBytesTotal += socket.bytesWritten
    this.breakers.default.connections.release()
    host.stats.cxActive--
  }

  private countFailure(host: Host, failure: ConnectFailure, text: string): void {
    this.stats.upstreamCxConnectFail++
    host.stats.cxConnectFail++
    if (text.startsWith('TLS_error')) this.stats.sslConnectionError++
    if (text.includes('verify SAN')) this.stats.sslFailVerifySan++
    if (failure === ConnectFailure.timeout) this.stats.upstreamCxConnectTimeout++
    if (failure === ConnectFailure.local) this.stats.bindErrors++
    this.report(host, failure === ConnectFailure.timeout ? Outcome.timeout : Outcome.connectFailed)
  }

  private makeDetector(config: NonNullable<ClusterSpec['outlier']>): OutlierDetector<EndpointHost> {
    return new OutlierDetector<EndpointHost>(config, this.env.random, {
      onChange: () => this.members.refresh(),
      onEvent: (host, event) => logEvent(this.name, host, event),
    })
  }

  private armOutlierTimer(outliers: OutlierDetector<EndpointHost>): void {
    this.outlierTimer = this.env.clock.after(outliers.config.intervalMs, () => {
      outliers.onInterval(this.env.clock.nowMs())
      this.armOutlierTimer(outliers)
    })
  }
}

function logEvent(cluster: string, host: EndpointHost, event: OutlierEvent): void {
  log.info(event.kind === 'eject' ? 'host ejected' : 'host returned', {
    cluster,
    host: host.label,
    reason: event.reason,
    enforced: event.isEnforced,
    ejections: event.ejections,
  })
}

/** gRPC's and HTTP's ways to say that something is wrong with the endpoint rather than with the request. */
function recordLatency(latency: PeakEwma, outcome: number, elapsedMs: number, nowMs: number): void {
  if (outcome === Outcome.connectFailed) latency.penalize(nowMs)
  else if (elapsedMs < 0) return
  else if (outcome === 429 || outcome >= 500) latency.recordFailure(elapsedMs, nowMs)
  else latency.record(elapsedMs, nowMs)
}

/** Host of an authority, without port and IPv6 brackets. */
function hostOf(authority: string): string {
  const bracket = /^\[([^\]]*)\]/.exec(authority)
  if (bracket !== null) return bracket[1] ?? ''
  const colon = authority.lastIndexOf(':')
  return colon === -1 ? authority : authority.slice(0, colon)
}
