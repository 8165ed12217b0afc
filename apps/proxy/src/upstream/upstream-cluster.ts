/** A cluster in use: its endpoints, how they are picked and dialled, its breakers, and what it learns of failures. */
import type { Socket } from 'node:net'
import {
  BREAKER_CELLS,
  CircuitBreaker,
  type HashTable,
  type LocalZones,
  OutlierDetector,
  type PeakEwma,
  type Random,
} from '@flotilla/balancer'
import type { Clock, Timer, TimerWheel } from '@flotilla/time'
import { liveFraction } from '../runtime/live-values.ts'
import { runtime } from '../runtime/runtime.ts'
import { UpstreamTls, type UpstreamTlsEnv } from '../tls/upstream-tls.ts'
import type { CellSource } from '../workers/shared-cells.ts'
import { AccrualBreakers } from './accrual-breakers.ts'
import type { Assignment } from './assignment.ts'
import { CarriedBytes } from './carried-bytes.ts'
import { type CheckDialing, clusterChecker } from './cluster-health.ts'
import {
  type ClusterNews,
  type ClusterReports,
  type ClusterSharing,
  leaderOf,
} from './cluster-sharing.ts'
import type { ClusterSpec } from './cluster-spec.ts'
import type { ClusterStats } from './cluster-stats.ts'
import { dialAny, interleaved } from './dial-any.ts'
import { hostOf, prefaceOf } from './dial-facts.ts'
import { type DialHooks, type DialOptions, dial } from './dialer.ts'
import type { EndpointHost, EndpointSettings } from './endpoint-host.ts'
import type { HealthChecker } from './health/health-checker.ts'
import type { WriteEvent } from './health/health-events.ts'
import type { HealthCheckSpec } from './health/health-spec.ts'
import type { Transition } from './health/host-health.ts'
import { HostSet, type ProxyZones } from './host-set.ts'
import { OriginalDestinationHosts } from './original-destination-hosts.ts'
import { logOutlier, outlierLine } from './outlier-log.ts'
import { SocketsByHost } from './sockets-by-host.ts'
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
  type Shedding,
  type UpstreamPeer,
} from './types.ts'

export interface ClusterEnv {
  readonly clock: Clock
  readonly wheel: TimerWheel
  readonly random: Random
  readonly tls: UpstreamTlsEnv
  /** Null without a local cluster. */
  readonly zones: ProxyZones | null
  /** Appends to a log of events; never waits. */
  readonly writeEvent: WriteEvent
  /** File for the events of outlier detection, empty for none. */
  readonly outlierEventLog: string
  /** Absent or null: no other thread has this cluster. */
  readonly sharing?: ClusterSharing | null
  readonly cells?: CellSource | null
}

/** Null where nothing can refuse requests: the runtime has no layers, and the assignment drops none. */
function sheddingOf(name: string, { dropShare }: Assignment): Shedding | null {
  if (dropShare === null && runtime.layers.length === 0) return null
  const never = { numerator: 0, denominator: 100 } as const
  return { maintenance: liveFraction(never, `upstream.maintenance_mode.${name}`), drop: dropShare }
}

export class UpstreamCluster implements Cluster, ClusterReports {
  readonly name: string
  readonly spec: ClusterSpec
  readonly config: ClusterConfig
  readonly metadata: Readonly<Record<string, Metadata>>
  readonly stats: ClusterStats
  readonly carried: CarriedBytes
  readonly breakers: { readonly default: Breaker; readonly high: Breaker }
  readonly outliers: OutlierDetector<EndpointHost> | null
  readonly checker: HealthChecker | null
  readonly statName: string
  isDraining = false
  shedding: Shedding | null = null
  private readonly env: ClusterEnv
  private readonly members: HostSet
  private readonly originals: OriginalDestinationHosts | null
  private readonly fallbackTls: UpstreamTls | null
  /** One per transport_socket_matches entry; null entries are plaintext. */
  private readonly matchedTls: readonly (UpstreamTls | null)[]
  private outlierTimer: Timer | null = null
  private onFirstRound: (() => void) | null = null
  private isFirstRoundOver = false
  /** The number of its making, by which other threads know it. */
  private readonly generation: number
  /** What this thread reports to, where another one checks and ejects. */
  private readonly leader: ClusterReports | null
  private isTrafficNoted = false
  /** Endpoints that are promised to coming requests, in order. */
  private readonly peeked: Host[] = []
  /** Connections for TCP, kept only where they end with their host's health. */
  private readonly tcpSockets = new SocketsByHost()
  private readonly accruals: AccrualBreakers

  /** Builds only; `start` begins timers. */
  constructor(spec: ClusterSpec, stats: ClusterStats, env: ClusterEnv, generation = 0) {
    this.generation = generation
    this.leader = leaderOf(env.sharing ?? null, generation)
    this.name = spec.name
    this.spec = spec
    this.statName = spec.statName
    this.config = spec.config
    this.metadata = spec.metadata
    this.stats = stats
    this.carried = new CarriedBytes(stats)
    this.env = env
    const cells = env.cells?.once(`cluster ${generation}`, 2 * BREAKER_CELLS) ?? null
    this.breakers = {
      default: new CircuitBreaker(spec.breakers.default, cells?.subarray(0, BREAKER_CELLS)),
      high: new CircuitBreaker(spec.breakers.high, cells?.subarray(BREAKER_CELLS)),
    }
    const endpoints = this.endpointSettings()
    const nowMs = (): number => env.clock.nowMs()
    this.members = new HostSet(
      {
        lb: spec.lb,
        env: { random: env.random, nowMs, activeRequests: () => stats.upstreamRqActive },
        endpoints,
        panicThresholdPct: spec.panicThresholdPct,
        keepsHealthy: spec.healthCheck !== null && !spec.ignoresHealthOnRemoval,
        zones: env.zones,
      },
      stats,
    )
    this.accruals = new AccrualBreakers(spec.name, env.clock, () => this.members.refresh())
    this.originals =
      spec.type === 'originalDst'
        ? new OriginalDestinationHosts(spec, env.clock, endpoints, stats)
        : null
    const makeTls = (transport: ClusterSpec['transports']['fallback']): UpstreamTls | null =>
      transport === null ? null : new UpstreamTls(transport, spec.name, env.tls)
    this.fallbackTls = makeTls(spec.transports.fallback)
    this.matchedTls = spec.transports.matches.map((match) => makeTls(match.transport))
    const decides = this.leader === null
    this.outliers = spec.outlier !== null && decides ? this.makeDetector(spec.outlier) : null
    this.checker = spec.healthCheck !== null && decides ? this.makeChecker(spec.healthCheck) : null
    if (spec.type === 'static') this.setEndpoints(spec.assignment)
  }

  get hosts(): readonly EndpointHost[] {
    return this.originals?.hosts ?? this.members.hosts
  }

  start(): void {
    if (this.outliers !== null) this.armOutlierTimer(this.outliers)
  }

  setEndpoints(assignment: Assignment): void {
    this.shedding = sheddingOf(this.name, assignment)
    const changes = this.stats.membershipChange
    this.members.update(assignment)
    this.onMembers()
    if (this.spec.closesOnHostSetChange && this.stats.membershipChange !== changes)
      for (const host of this.members.hosts) host.pool?.drain()
  }

  /** Begins active checks. @param onFirstRound called once every endpoint was checked, at once where none is. */
  startChecks(onFirstRound: () => void): void {
    if (this.spec.healthCheck === null || this.isFirstRoundOver) {
      onFirstRound()
      return
    }
    this.onFirstRound = onFirstRound
    this.checker?.start()
  }

  private onMembers(): void {
    const { hosts } = this.members
    this.outliers?.setHosts(hosts)
    this.checker?.setHosts(hosts)
    this.accruals.prune()
  }

  /** As Envoy: no further ahead than there are endpoints, and not where requests have endpoints of their own. */
  peek(context: PickContext): Host | null {
    const isOrdered = this.originals === null && this.spec.lb.subset === null
    if (!isOrdered || this.hashTable !== null) return null
    if (this.peeked.length >= this.stats.membershipHealthy) return null
    const host = this.members.pick(context)
    if (host !== null) this.peeked.push(host)
    return host
  }

  pick(context: PickContext): Host | null {
    while (this.peeked.length > 0 && context.tried === null && context.override == null) {
      const host = this.peeked.shift()
      if (host?.healthy === true && !host.isRemoved) return host
    }
    const host = this.originals === null ? this.members.pick(context) : this.originals.pick(context)
    // The one request of a probe: nobody else gets this host until it is answered.
    if (host?.accrual != null) this.accruals.onPick(host, host.accrual)
    return host
  }

  /** Healthy endpoints by locality, for clusters that balance by zone. */
  localZones(): LocalZones {
    return this.members.localZones()
  }

  /** The ring or table of the first priority, where the policy has one. */
  get hashTable(): HashTable | null {
    return this.members.hashTable
  }

  get isHealthChecked(): boolean {
    return this.spec.healthCheck !== null
  }

  failHealth(host: Host): void {
    const own = host as EndpointHost // hosts given out by this cluster are its own objects
    if (this.leader === null) this.checker?.fail(own)
    else this.leader.failHealthOf(own.key)
  }

  failHealthOf(host: string): void {
    const own = this.members.find(host)
    if (own !== null) this.checker?.fail(own)
  }

  /** Another thread has traffic for it. */
  noteTraffic(): void {
    this.isTrafficNoted = true
  }

  /** What the thread that checks and ejects has decided. */
  onNews(news: Exclude<ClusterNews, { kind: 'endpoints' }>): void {
    if (news.kind === 'firstRound') {
      this.isFirstRoundOver = true
      this.onFirstRound?.()
      return
    }
    const host = this.members.find(news.host)
    if (host === null) return
    if (news.kind === 'ejected') {
      host.outlier.isEjected = news.isEjected
      this.members.refresh()
      if (news.isEjected) this.onHostFailed(host)
      return
    }
    if (host.checked.isFailed && !news.checked.isFailed)
      host.availableSinceMs = this.env.clock.nowMs()
    Object.assign(host.checked, news.checked)
    this.onHealthChanged(host)
  }

  connect(
    host: Host,
    context: ConnectContext,
    onOpen: (socket: Socket, peer: UpstreamPeer) => void,
    onFail: (failure: ConnectFailure, transportText: string) => void,
  ): Cancel {
    const { stats, spec } = this
    const startMs = this.env.clock.nowMs()
    const breaker = this.breakers[context.isHighPriority === true ? 'high' : 'default']
    this.countOpening(host, breaker)
    const options: DialOptions = {
      ...this.dialing(host.metadata, context.protocol, hostOf(context.authority)),
      timeoutMs: this.config.connectTimeoutMs,
      preface: prefaceOf(spec.transports.proxyProtocol, context.downstream),
    }
    const hooks: DialHooks = {
      onSocket: (socket) => {
        this.carried.begin(socket)
        if (spec.closesOnHealthFailure && context.protocol === 'tcp')
          this.tcpSockets.add(host, socket)
        socket.once('close', () => this.countClosed(host, breaker, socket))
      },
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
    }
    const { moreAddresses = [] } = host
    if (moreAddresses.length === 0) return dial(host, options, hooks)
    return dialAny(interleaved([host, ...moreAddresses], spec.addressOrder), options, hooks)
  }

  reportOf(host: string, outcome: number): void {
    const own = this.members.find(host)
    if (own !== null) this.outliers?.report(own, outcome, this.env.clock.nowMs())
  }

  report(host: Host, outcome: number, elapsedMs = -1): void {
    const own = host as EndpointHost // hosts given out by this cluster are its own objects
    if (this.leader !== null && this.spec.outlier !== null) this.leader.reportOf(own.key, outcome)
    if (this.outliers === null && own.accrual === null && own.latency === null) return
    const nowMs = this.env.clock.nowMs()
    this.outliers?.report(own, outcome, nowMs)
    if (own.latency !== null) recordLatency(own.latency, outcome, elapsedMs, nowMs)
    if (own.accrual !== null && outcome !== Outcome.connected)
      this.accruals.report(own, own.accrual, Math.max(0, outcome))
  }

  /** The cluster is replaced or gone: no timers, idle connections close, busy ones finish. */
  drain(): void {
    if (this.isDraining) return
    this.isDraining = true
    this.outlierTimer?.cancel()
    this.checker?.stop()
    this.accruals.close()
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
      isChecked: spec.healthCheck !== null,
      awaitsFirstCheck: spec.awaitsFirstCheck,
    }
  }

  /** How endpoints with this metadata are dialled. @param authority host of the request, empty where none. */
  private dialing(
    metadata: Host['metadata'],
    protocol: ConnectContext['protocol'],
    authority: string,
  ): Omit<DialOptions, 'timeoutMs'> {
    const { spec } = this
    return {
      wheel: this.env.wheel,
      tls: this.transportOf(metadata),
      protocol,
      autoSni: spec.autoSni && authority !== '' ? authority : null,
      autoSan: spec.autoSanValidation && authority !== '' ? authority : null,
      bindAddresses: spec.bindAddresses,
      keepalive: spec.keepalive,
      // Of the proxy's own calls; those for a client tell the client.
      preface: prefaceOf(spec.transports.proxyProtocol, null),
    }
  }

  private transportOf(metadata: Host['metadata']): UpstreamTls | null {
    const index = matchTransport(this.spec.transports.matches, metadata)
    return index === -1 ? this.fallbackTls : (this.matchedTls[index] ?? null)
  }

  private countOpening(host: Host, breaker: Breaker): void {
    if (this.leader !== null && !this.isTrafficNoted && this.isHealthChecked) {
      this.isTrafficNoted = true
      this.leader.noteTraffic()
    }
    this.stats.upstreamCxTotal++
    this.stats.upstreamCxActive++
    breaker.connections.acquire()
    host.stats.cxTotal++
    host.stats.cxActive++
  }

  private countClosed(host: Host, breaker: Breaker, socket: Socket): void {
    this.stats.upstreamCxActive--
    this.stats.upstreamCxDestroy++
    this.carried.end(socket)
    breaker.connections.release()
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
    const { env, name } = this
    return new OutlierDetector<EndpointHost>(config, env.random, {
      onChange: (host) => {
        this.members.refresh()
        this.tell({ kind: 'ejected', host: host.key, isEjected: host.isEjected })
        if (host.isEjected) this.onHostFailed(host)
      },
      onEvent: (host, event) => {
        logOutlier(name, host, event)
        if (env.outlierEventLog !== '')
          env.writeEvent(env.outlierEventLog, outlierLine(name, host, event, env.clock))
      },
    })
  }

  private makeChecker(spec: HealthCheckSpec): HealthChecker {
    const { env, name, stats } = this
    const dialing: CheckDialing = (metadata, protocol) => this.dialing(metadata, protocol, '')
    const checker = clusterChecker(spec, dialing, {
      cluster: name,
      clock: env.clock,
      random: env.random,
      hasTraffic: () => stats.upstreamCxTotal > 0 || this.isTrafficNoted,
      writeEvent: env.writeEvent,
      onChecked: (host, transition, isHealthy) => this.onChecked(host, transition, isHealthy),
      onFirstRound: () => {
        this.isFirstRoundOver = true
        this.tell({ kind: 'firstRound' })
        this.onFirstRound?.()
      },
    })
    checker.setHosts(this.members.hosts)
    return checker
  }

  private onChecked(host: EndpointHost, transition: Transition, isHealthy: boolean): void {
    // An endpoint that answers its checks is given back its traffic.
    if (isHealthy && !host.checked.isFailed) this.outliers?.onHealthy(host, this.env.clock.nowMs())
    this.tell({ kind: 'checked', host: host.key, checked: { ...host.checked } })
    if (transition === 'changed') this.onHealthChanged(host)
  }

  private onHealthChanged(host: EndpointHost): void {
    if (this.members.dropIfOnNotice(host)) {
      this.onMembers()
      return
    }
    this.members.refresh()
    if (host.checked.isFailed) this.onHostFailed(host)
  }

  /** As Envoy: pooled connections are not used again, those for TCP end where the cluster says so. */
  private onHostFailed(host: EndpointHost): void {
    host.pool?.drain()
    this.tcpSockets.destroy(host)
  }

  private tell(news: ClusterNews): void {
    const { sharing } = this.env
    if (sharing?.kind === 'leads') sharing.tell(this.generation, news)
  }

  private armOutlierTimer(outliers: OutlierDetector<EndpointHost>): void {
    this.outlierTimer = this.env.clock.after(outliers.config.intervalMs, () => {
      outliers.onInterval(this.env.clock.nowMs())
      this.armOutlierTimer(outliers)
    })
  }
}

/** gRPC's and HTTP's ways to say that something is wrong with the endpoint rather than with the request. */
function recordLatency(latency: PeakEwma, outcome: number, elapsedMs: number, nowMs: number): void {
  if (outcome === Outcome.connectFailed) latency.penalize(nowMs)
  else if (elapsedMs < 0) return
  else if (outcome === 429 || outcome >= 500) latency.recordFailure(elapsedMs, nowMs)
  else latency.record(elapsedMs, nowMs)
}
