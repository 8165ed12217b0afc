/** Everything that one thread needs to serve connections: listeners, clusters, routes, secrets, filters and their counters. */
import { type AppliedUpdate, type TypeUpdate, TypeUrl } from '@flotilla/ads'
import { FlotillaError, messageOf } from '@flotilla/errors'
import { scope } from '@flotilla/log'
import type { MetricFamily } from '@flotilla/metrics/typed'
import type { OriginalDestinationReader } from '@flotilla/net'
import { type Clock, TimerWheel } from '@flotilla/time'
import type { BootstrapFile } from '../bootstrap/read-bootstrap.ts'
import { compileStatic, type StaticResources } from '../bootstrap/static-resources.ts'
import type { NameServer } from '../dns/name-server.ts'
import { type Extensions, makeExtensions } from '../extensions.ts'
import { grpcMethod } from '../filters/grpc-stats.ts'
import { filterStatGroups } from '../filters/standard-kinds.ts'
import type { HandedSocket } from '../hot-restart/handover.ts'
import { compileConnectionManager } from '../http/connection-manager.ts'
import type { HttpEnv } from '../http/env.ts'
import { identitySourceOf } from '../identity/workload-identity.ts'
import { type ListenerManagerEnv, Listeners } from '../listener/listener-manager.ts'
import type { NetworkFilterMakers } from '../listener/network-filters.ts'
import { OverloadState } from '../overload/overload-state.ts'
import { Watchdog } from '../overload/watchdog.ts'
import { TapHub } from '../tap/tap-hub.ts'
import { compileTcpProxy, type TcpEnv } from '../tcp/tcp-proxy.ts'
import { compileHttpAccessLog, compileTcpAccessLog } from '../telemetry/access-log/access-log.ts'
import { GrpcLogs } from '../telemetry/access-log/grpc-log.ts'
import { type ForwardLog, LogFiles } from '../telemetry/access-log/log-file.ts'
import { ProxyStats } from '../telemetry/proxy-stats.ts'
import type { StatGroup } from '../telemetry/stats-groups.ts'
import { MeshTrust } from '../tls/mesh-trust.ts'
import { SecretStore } from '../tls/secret-store.ts'
import { ClientContexts } from '../tls/upstream-tls.ts'
import { Clusters } from '../upstream/cluster-manager.ts'
import type { ClusterSharing } from '../upstream/cluster-sharing.ts'
import type { Resolve } from '../upstream/dns-endpoints.ts'
import { AssignmentStore } from '../xds/assignment-store.ts'
import { Discovery } from '../xds/discovery.ts'
import { RouteStore } from '../xds/route-store.ts'
import { WorkloadAccounts } from '../xds/workload-accounts.ts'
import { atMost } from './at-most.ts'
import type { Countable } from './counted.ts'
import type { DataPlane } from './data-plane.ts'
import type { CellSource } from './shared-cells.ts'

const log = scope('proxy')
/** Listed in docs/limits.md. */
const MAX_CONNECTIONS_PER_LISTENER = 50_000
/** Reports that are not out by then are lost. */
const REPORT_DRAIN_MS = 1_000

/** What a thread that serves takes from its surroundings. */
export interface ServingEnvironment {
  readonly clock: Clock
  /** Uniform in [0, 1). */
  readonly random: () => number
  readonly resolve: Resolve
  readonly openReader: () => OriginalDestinationReader
  /** After this the last connections of what was removed are closed. */
  readonly drainTimeMs: number
  /** A listening socket of the process that this one replaces; null where there is none. */
  readonly inherited: (socket: HandedSocket) => number | null
  /** The names whose resources are needed have changed. */
  readonly subscribe: (typeUrl: string, names: ReadonlySet<string>) => void
  /** Null where names are not served. */
  readonly names: NameServer | null
  /** Something that was waited for may have come. */
  readonly onProgress: () => void
  /** What it has in common with other threads; null: this thread is alone. */
  readonly common: CommonGround | null
}

/** How threads that serve together do so. */
export interface CommonGround {
  readonly cells: CellSource
  readonly sharing: ClusterSharing
  readonly openSocket: NonNullable<ListenerManagerEnv['openSocket']>
  readonly connectionIds: NonNullable<ListenerManagerEnv['connectionIds']>
  /** Of clients, over all threads; null: those of the sockets that this thread has open. */
  readonly totalConnections: (() => number) | null
  /** Null: this thread writes logs itself. */
  readonly forwardLog: ForwardLog | null
}

export class Serving implements DataPlane, Countable {
  readonly clusters: Clusters
  readonly listeners: Listeners
  readonly routes: RouteStore
  readonly assignments: AssignmentStore
  readonly secrets: SecretStore
  readonly extensions: Extensions
  readonly stats: ProxyStats
  readonly tap: TapHub = new TapHub()
  readonly overloadState: OverloadState = new OverloadState()
  /** Null where everything is static. */
  readonly discovery: Discovery | null
  readonly wheel: TimerWheel
  /** Of this thread as one that serves; null where nobody asked for it. Started by who owns the thread. */
  readonly watchdog: Watchdog | null
  isHealthFailed = false
  /** Null once compiled: its messages and its text are large. */
  private file: BootstrapFile | null
  private readonly env: ServingEnvironment
  private readonly logFiles: LogFiles
  private readonly grpcLogs: GrpcLogs
  /** What workers could not log; in a worker, what it could not. */
  private readonly lost = { lines: 0, entries: 0 }
  private compiled: StaticResources | null = null
  private hasStaticListeners = false

  /** Builds only. */
  constructor(file: BootstrapFile, env: ServingEnvironment) {
    const { config: bootstrap } = file
    const { clock, random, common } = env
    const cells = common?.cells ?? null
    const wheel = new TimerWheel(clock)
    this.file = file
    this.env = env
    this.wheel = wheel
    const { watchdogs } = bootstrap.process
    this.watchdog = watchdogs === null ? null : new Watchdog(watchdogs.workers, clock)
    this.secrets = new SecretStore(() => clock.wallMs())
    const trust = new MeshTrust(this.secrets, clock)
    const accounts = new WorkloadAccounts()
    this.assignments = new AssignmentStore(
      (names) => env.subscribe(TypeUrl.endpoint, names),
      (assignment) => accounts.learn(assignment),
    )
    this.routes = new RouteStore(clock, bootstrap.isDynamic, (names) =>
      env.subscribe(TypeUrl.route, names),
    )
    const tls = { trust, contexts: new ClientContexts(), clock }
    this.clusters = new Clusters(
      {
        clock,
        wheel,
        random,
        tls,
        resolve: env.resolve,
        onProgress: env.onProgress,
        localCluster: bootstrap.localCluster,
        writeEvent: (path, line) => this.logFiles.open(path).write(line),
        outlierEventLog: bootstrap.outlierEventLog,
        sharing: common?.sharing ?? null,
        cells,
      },
      this.assignments,
    )
    const node = { id: bootstrap.node.id, cluster: bootstrap.node.cluster }
    this.extensions = makeExtensions({
      clusters: this.clusters,
      clock,
      wheel,
      random,
      node,
      metadata: bootstrap.metadata,
      identity: identitySourceOf(this.secrets),
      ownId: () => trust.ownId(),
      peers: accounts,
      isHealthFailed: () => this.isHealthFailed,
      membership: (name) => {
        const stats = this.clusters.get(name)?.stats ?? null
        return stats === null
          ? null
          : { healthy: stats.membershipHealthy, total: stats.membershipTotal }
      },
      cells,
    })
    this.stats = new ProxyStats(clock)
    this.logFiles = new LogFiles(clock, common?.forwardLog ?? null)
    this.grpcLogs = new GrpcLogs({
      clock,
      node,
      openChannel: (name) => this.extensions.openChannel(name),
    })
    this.listeners = new Listeners({
      clock,
      wheel,
      secrets: this.secrets,
      trust,
      makers: (onRoute) => this.makers(node, onRoute),
      whenRoutesReady: (names, callback) => this.routes.whenReady(names, callback),
      maxConnections: MAX_CONNECTIONS_PER_LISTENER,
      drainTimeMs: env.drainTimeMs,
      openReader: env.openReader,
      overload: bootstrap.overload === null ? null : this.overloadState,
      random,
      inherited: env.inherited,
      onRoutesChanged: () => this.routes.retain(this.listeners.routeNames()),
      openSocket: common?.openSocket ?? null,
      connectionIds: common?.connectionIds ?? { first: 0, step: 1 },
      totalConnections: common?.totalConnections ?? null,
    })
    this.discovery = !bootstrap.isDynamic
      ? null
      : new Discovery({
          clock,
          secrets: this.secrets,
          clusters: this.clusters,
          listeners: this.listeners,
          assignments: this.assignments,
          routes: this.routes,
          filterKinds: this.extensions.http,
          names: env.names,
          cells,
          onProgress: env.onProgress,
        })
  }

  /** Compiles everything static; throws FLT_BOOTSTRAP_INVALID with every fault. */
  async compile(): Promise<StaticResources> {
    if (this.compiled !== null) return this.compiled
    const { file } = this
    if (file === null) throw new FlotillaError('FLT_BUG', 'static resources without a bootstrap')
    this.compiled = await compileStatic(file, this.secrets, this.listeners)
    this.file = null
    return this.compiled
  }

  async startStatic(): Promise<void> {
    const { clusters, listeners } = await this.compile()
    for (const spec of clusters) this.clusters.upsert(spec, 'static', '')
    await Promise.all(listeners.map((one) => this.listeners.apply(one, 'static', '')))
    this.hasStaticListeners = true
  }

  apply(typeUrl: string, update: TypeUpdate): AppliedUpdate {
    return (
      this.discovery?.apply(typeUrl, update) ?? {
        kind: 'nack',
        message: 'the bootstrap asks for no discovery',
      }
    )
  }

  reasons(): readonly string[] {
    const reasons: string[] = []
    if (!this.hasStaticListeners) reasons.push('static listeners are not bound yet')
    const { warmingCount } = this.clusters
    if (warmingCount > 0) reasons.push(`${warmingCount} clusters wait for their endpoints`)
    const waiting = this.listeners.warmingCount
    if (waiting > 0) reasons.push(`${waiting} listeners wait for their routes or sockets`)
    return reasons
  }

  get connectionCount(): number {
    return this.listeners.connectionCount
  }

  failHealth(isFailed: boolean): void {
    this.isHealthFailed = isFailed
    this.listeners.failHealth(isFailed)
  }

  reopenLogs(): void {
    this.logFiles.reopen()
  }

  changeLogLevels(): void {
    // They are this thread's already.
  }

  changeRuntime(): void {
    // It is this thread's already.
  }

  discourage(inboundOnly: boolean, overMs: number): void {
    this.listeners.discourage(inboundOnly, overMs)
  }

  askToLeave(inboundOnly: boolean): void {
    this.listeners.askToLeave(inboundOnly)
  }

  stopAccepting(inboundOnly: boolean): Promise<void> {
    return this.listeners.stopAccepting(inboundOnly)
  }

  drain(inboundOnly: boolean): Promise<void> {
    return this.listeners.drain(inboundOnly)
  }

  giveUp(): Promise<void> {
    return this.listeners.giveUp()
  }

  whenEmpty(): Promise<void> {
    return this.listeners.whenEmpty()
  }

  closeConnections(): Promise<void> {
    return this.listeners.close()
  }

  async close(): Promise<void> {
    await atMost(REPORT_DRAIN_MS, this.drainReports())
    this.clusters.close()
    await this.logFiles.close()
    this.grpcLogs.close()
    this.watchdog?.close()
    this.wheel.close()
  }

  async gatherStats(): Promise<void> {
    // This thread counts everything itself.
  }

  /** Writes what another thread logged. */
  appendLog(path: string, text: string, onWritten: () => void): void {
    this.logFiles.open(path).append(text, onWritten)
  }

  /** Resolves when all that was logged until now is written. */
  flushLogs(): Promise<void> {
    return this.logFiles.flush()
  }

  get families(): readonly MetricFamily[] {
    return this.extensions.istioMetrics.families
  }

  *objects(): Iterable<readonly [name: string, values: object]> {
    const { counters, mixer } = this.extensions
    for (const { cluster } of this.clusters.list()) {
      cluster.carried.settle()
      for (const host of cluster.hosts) yield [`host ${cluster.name} ${host.key}`, host.stats]
    }
    for (const [name, stats] of this.clusters.stats()) yield [`cluster ${name}`, stats]
    for (const { name, active } of this.listeners.list()) yield [`listener ${name}`, active.stats]
    yield* this.stats.counted()
    if (this.watchdog !== null) yield ['watchdog', this.watchdog.counts]
    const { grpc, ...filters } = counters
    for (const [name, values] of Object.entries(filters)) yield [`filter ${name}`, values]
    for (const [name, values] of grpc) yield [`grpc ${name}`, values]
    yield ['mixer http', mixer.httpStats]
    yield ['mixer tcp', mixer.tcpStats]
    if (this.env.common?.forwardLog != null) {
      this.lost.lines = this.logFiles.droppedLines
      this.lost.entries = this.grpcLogs.droppedEntries
    }
    yield ['log', this.lost]
  }

  objectOf(name: string): object | null {
    const [, kind = '', rest = ''] = /^(\w+) (.*)$/s.exec(name) ?? []
    if (kind === 'http') return this.stats.httpOf(rest)
    if (kind === 'tcp') return this.stats.tcpOf(rest)
    if (kind === 'route') return this.stats.routeOf(rest)
    return kind === 'grpc' ? grpcMethod(this.extensions.counters.grpc, rest) : null
  }

  /** What filters and logs counted. */
  filterGroups(): readonly StatGroup[] {
    const { extensions } = this
    return [
      mixerGroup('http', extensions.mixer.httpStats),
      mixerGroup('tcp', extensions.mixer.tcpStats),
      {
        prefix: 'mixer_edge.',
        family: 'flotilla_proxy_mixer_edge_',
        label: null,
        values: extensions.mixer.edgeStats,
      },
      ...filterStatGroups(extensions.counters),
    ]
  }

  logGroup(): StatGroup {
    return {
      prefix: 'access_log.',
      family: 'flotilla_proxy_access_log_',
      label: null,
      values: {
        droppedLines: this.lost.lines + this.logFiles.droppedLines,
        droppedEntries: this.lost.entries + this.grpcLogs.droppedEntries,
      },
    }
  }

  private makers(node: HttpEnv['node'], onRoute: (name: string) => void): NetworkFilterMakers {
    const { wheel, clusters, extensions, stats } = this
    const { clock, random } = this.env
    const logEnv = { files: this.logFiles, random, grpc: this.grpcLogs }
    const httpEnv: HttpEnv = {
      clusters,
      routes: {
        open: (name) => {
          onRoute(name)
          return this.routes.open(name)
        },
      },
      filterKinds: extensions.http,
      clock,
      wheel,
      random,
      stats: (prefix) => stats.httpOf(prefix),
      routeStats: (prefix) => stats.routeOf(prefix),
      node,
      overload: this.overloadState,
      tap: this.tap,
    }
    const tcpEnv: TcpEnv = {
      clusters,
      clock,
      wheel,
      random,
      stats: (prefix) => stats.tcpOf(prefix),
      compileAccessLog: (config) => compileTcpAccessLog(config, logEnv),
    }
    return {
      http: (message) =>
        compileConnectionManager(message, httpEnv, (config) =>
          compileHttpAccessLog(config, logEnv),
        ),
      tcp: (message, filters) => compileTcpProxy(message, filters, tcpEnv),
      accessLog: (config) => compileTcpAccessLog(config, logEnv),
      tcpFilterKinds: extensions.tcp,
      cells: this.env.common?.cells ?? null,
    }
  }

  private async drainReports(): Promise<void> {
    try {
      await this.extensions.mixer.drain()
    } catch (error) {
      // The reports are lost, which must not keep the process from ending.
      log.warn('reports are lost', { detail: messageOf(error) })
    }
  }
}

function mixerGroup(kind: 'http' | 'tcp', values: object): StatGroup {
  return {
    prefix: `${kind}_mixer_filter.`,
    family: `envoy_${kind}_mixer_filter_`,
    label: null,
    values,
  }
}
