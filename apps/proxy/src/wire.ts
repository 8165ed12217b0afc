/** Builds the proxy from its bootstrap, starts it, and ends it gracefully. Nothing is dialled or bound before `start`. */
import process from 'node:process'
import { VERSION } from '@flotilla/admin/version'
import { TypeUrl } from '@flotilla/ads'
import { FlotillaError, messageOf } from '@flotilla/errors'
import { scope } from '@flotilla/log'
import { type OriginalDestinationReader, openOriginalDestinationReader } from '@flotilla/net'
import { type Clock, systemClock, TimerWheel } from '@flotilla/time'
import { type AdminSources, adminRoutes } from './admin/admin-routes.ts'
import { AdminServer } from './admin/admin-server.ts'
import { daysUntilExpiry } from './admin/certs-view.ts'
import type { DumpSources } from './admin/config-dump.ts'
import { StatusServers } from './admin/status-servers.ts'
import type { BootstrapConfig } from './bootstrap/bootstrap-config.ts'
import type { BootstrapFile } from './bootstrap/read-bootstrap.ts'
import { compileStatic } from './bootstrap/static-resources.ts'
import { NameServer } from './dns/name-server.ts'
import { type Extensions, makeExtensions } from './extensions.ts'
import { filterStatGroups } from './filters/standard-kinds.ts'
import { Predecessor } from './hot-restart/predecessor.ts'
import { type Successor, takeOver } from './hot-restart/successor.ts'
import { compileConnectionManager } from './http/connection-manager.ts'
import type { HttpEnv } from './http/env.ts'
import { identitySourceOf, WorkloadIdentity } from './identity/workload-identity.ts'
import { DEFAULT_DRAIN, type DrainSettings, type ProxyState } from './lifecycle.ts'
import { Listeners } from './listener/listener-manager.ts'
import type { NetworkFilterMakers } from './listener/network-filters.ts'
import { collectGarbage } from './overload/collect-garbage.ts'
import { OverloadManager } from './overload/overload-manager.ts'
import { OverloadState } from './overload/overload-state.ts'
import { TapHub } from './tap/tap-hub.ts'
import { compileTcpProxy, type TcpEnv } from './tcp/tcp-proxy.ts'
import { compileHttpAccessLog, compileTcpAccessLog } from './telemetry/access-log/access-log.ts'
import { GrpcLogs } from './telemetry/access-log/grpc-log.ts'
import { LogFiles } from './telemetry/access-log/log-file.ts'
import { ProxyStats } from './telemetry/proxy-stats.ts'
import { MeshTrust } from './tls/mesh-trust.ts'
import { SecretStore } from './tls/secret-store.ts'
import { ClientContexts } from './tls/upstream-tls.ts'
import { Clusters } from './upstream/cluster-manager.ts'
import type { ClusterSpec } from './upstream/cluster-spec.ts'
import { type Resolve, systemResolve } from './upstream/dns-endpoints.ts'
import { AdsConnection } from './xds/ads-connection.ts'
import { AssignmentStore } from './xds/assignment-store.ts'
import { Discovery } from './xds/discovery.ts'
import { RouteStore } from './xds/route-store.ts'
import { WorkloadAccounts } from './xds/workload-accounts.ts'

const log = scope('proxy')
/** Listed in docs/limits.md. */
const MAX_CONNECTIONS_PER_LISTENER = 50_000
/** How long new connections are still taken after the control plane was told that this proxy leaves. */
const LEAVE_GRACE_MS = 500
/** How long idle connections may take to close once the drain time of a replaced process is over. */
const REPLACED_END_MS = 1_000
/** Beyond the drain time, for everything that closing takes. */
const CLOSE_LIMIT_MS = 5_000
/** Reports that are not out by then are lost. */
const REPORT_DRAIN_MS = 1_000

/** What the proxy takes from the machine; tests bring their own. */
export interface ProxyEnvironment {
  readonly clock: Clock
  /** Uniform in [0, 1). */
  readonly random: () => number
  readonly resolve: Resolve
  readonly openReader: () => OriginalDestinationReader
  /** Unix socket of hot restarts; null for none. */
  readonly hotRestartPath: string | null
  readonly drain: DrainSettings
}

const MACHINE: ProxyEnvironment = {
  clock: systemClock,
  random: Math.random,
  resolve: systemResolve,
  openReader: openOriginalDestinationReader,
  hotRestartPath: null,
  drain: DEFAULT_DRAIN,
}

export class ProxyProcess {
  private readonly file: BootstrapFile
  private readonly bootstrap: BootstrapConfig
  private readonly clock: Clock
  private readonly wheel: TimerWheel
  private readonly random: () => number
  private readonly startWallMs: number
  private readonly secrets: SecretStore
  private readonly identity: WorkloadIdentity | null
  private readonly assignments: AssignmentStore
  private readonly routes: RouteStore
  private readonly clusters: Clusters
  private readonly listeners: Listeners
  private readonly extensions: Extensions
  private readonly stats: ProxyStats
  private readonly tap = new TapHub()
  private readonly logFiles: LogFiles
  private readonly grpcLogs: GrpcLogs
  private readonly names: NameServer | null
  /** Null where load is never shed. */
  private readonly overload: OverloadManager | null
  private readonly overloadState = new OverloadState()
  private readonly discovery: Discovery | null
  private readonly admin: AdminServer
  private readonly status: StatusServers
  private readonly drain: DrainSettings
  private readonly hotRestartPath: string | null
  /** What hands over to the next process; null where hot restarts are off. */
  private readonly predecessor: Predecessor | null
  /** What has taken over from the process before; null where there was none. */
  private successor: Successor | null = null
  private ads: AdsConnection | null = null
  private state: ProxyState = 'PRE_INITIALIZING'
  private isHealthFailed = false
  private hasStaticListeners = false
  private readonly ready = Promise.withResolvers<void>()
  private readonly stopped = Promise.withResolvers<void>()
  private isStopping = false
  /** Whether another process serves in its place. */
  private isReplaced = false

  constructor(file: BootstrapFile, environment: Partial<ProxyEnvironment> = {}) {
    const { clock, random, resolve, openReader, hotRestartPath, drain } = {
      ...MACHINE,
      ...environment,
    }
    this.drain = drain
    const bootstrap = file.config
    const { flotilla, metadata, node } = bootstrap
    const wheel = new TimerWheel(clock)
    this.file = file
    this.bootstrap = bootstrap
    this.clock = clock
    this.wheel = wheel
    this.random = random
    this.startWallMs = clock.wallMs()
    this.secrets = new SecretStore(() => clock.wallMs())
    this.identity =
      flotilla.identity === null
        ? null
        : new WorkloadIdentity(flotilla.identity, this.secrets, clock, random)
    const trust = new MeshTrust(this.secrets, clock)
    const onProgress = (): void => this.checkReady()
    const accounts = new WorkloadAccounts()
    this.assignments = new AssignmentStore(
      (names) => this.ads?.subscribe(TypeUrl.endpoint, names),
      (assignment) => accounts.learn(assignment),
    )
    this.routes = new RouteStore(clock, bootstrap.ads !== null, (names) =>
      this.ads?.subscribe(TypeUrl.route, names),
    )
    const tls = { trust, contexts: new ClientContexts(), clock }
    this.clusters = new Clusters(
      {
        clock,
        wheel,
        random,
        tls,
        resolve,
        onProgress,
        localCluster: bootstrap.localCluster,
        writeEvent: (path, line) => this.logFiles.open(path).write(line),
        outlierEventLog: bootstrap.outlierEventLog,
      },
      this.assignments,
    )
    const identityOfNode = { id: node.id, cluster: node.cluster }
    this.extensions = makeExtensions({
      clusters: this.clusters,
      clock,
      wheel,
      random,
      node: identityOfNode,
      metadata,
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
    })
    this.stats = new ProxyStats(clock)
    this.logFiles = new LogFiles(clock)
    this.grpcLogs = new GrpcLogs({
      clock,
      node: identityOfNode,
      openChannel: (name) => this.extensions.openChannel(name),
    })
    this.names = flotilla.dnsPort === null ? null : this.makeNameServer(flotilla.dnsPort)
    this.listeners = new Listeners({
      clock,
      wheel,
      secrets: this.secrets,
      trust,
      makers: (onRoute) => this.makers(identityOfNode, onRoute),
      whenRoutesReady: (names, callback) => this.routes.whenReady(names, callback),
      maxConnections: MAX_CONNECTIONS_PER_LISTENER,
      drainTimeMs: drain.timeMs,
      openReader,
      overload: bootstrap.overload === null ? null : this.overloadState,
      random,
      inherited: (socket) => this.successor?.claim(socket) ?? null,
      onRoutesChanged: () => this.routes.retain(this.listeners.routeNames()),
    })
    this.overload =
      bootstrap.overload === null
        ? null
        : new OverloadManager(bootstrap.overload, this.overloadState, {
            clock,
            rssBytes: process.memoryUsage.rss,
            connections: () => this.listeners.connectionCount,
            collectGarbage,
          })
    this.discovery =
      bootstrap.ads === null
        ? null
        : new Discovery({
            clock,
            secrets: this.secrets,
            clusters: this.clusters,
            listeners: this.listeners,
            assignments: this.assignments,
            routes: this.routes,
            filterKinds: this.extensions.http,
            names: this.names,
            onProgress,
          })
    const sources = this.adminSources()
    this.admin = new AdminServer(adminRoutes(sources))
    this.status = new StatusServers(flotilla.status, sources)
    this.hotRestartPath = hotRestartPath
    this.predecessor = hotRestartPath === null ? null : this.makePredecessor(hotRestartPath)
  }

  /** `host:port` of the admin endpoint, empty where there is none. */
  get adminAddress(): string {
    return this.admin.address
  }

  /** `host:port` of the status and the metrics endpoint, empty where there is none. */
  get statusAddresses(): { readonly status: string; readonly metrics: string } {
    return this.status.addresses
  }

  /** Where a listener is bound, null where it is not (yet). */
  listenerAddress(name: string): string | null {
    return this.listeners.list().find((info) => info.name === name)?.boundAddress ?? null
  }

  /** Resolves once the proxy is LIVE. */
  whenReady(): Promise<void> {
    return this.ready.promise
  }

  /** Resolves when it has ended; rejects where it could not get a certificate at all. */
  whenStopped(): Promise<void> {
    return this.stopped.promise
  }

  /** Compiles everything static; throws FLT_BOOTSTRAP_INVALID with every fault. */
  async validate(): Promise<void> {
    await compileStatic(this.file, this.secrets, this.listeners)
    this.wheel.close()
  }

  /** Binds what is static and begins to ask for the rest. Throws where something cannot be bound or used. */
  async start(): Promise<void> {
    const { clusters, listeners, adsCluster } = await compileStatic(
      this.file,
      this.secrets,
      this.listeners,
    )
    // Only now: a process that cannot use its configuration takes nothing from the one that serves.
    this.successor = this.hotRestartPath === null ? null : takeOver(this.hotRestartPath)
    this.state = 'INITIALIZING'
    this.startStats()
    this.overload?.start()
    await this.openUnshared()
    for (const spec of clusters) this.clusters.upsert(spec, 'static', '')
    if (adsCluster !== null) this.makeAds(adsCluster)
    await Promise.all(listeners.map((l) => this.listeners.apply(l, 'static', '')))
    this.hasStaticListeners = true
    this.startIdentity()
    this.checkReady()
  }

  /** What two processes cannot have at the same time. */
  private async openUnshared(): Promise<void> {
    const { admin } = this.bootstrap
    if (admin !== null) await this.admin.listen(admin.address, admin.port)
    await this.status.listen()
    await this.names?.start()
  }

  private makePredecessor(path: string): Predecessor {
    return new Predecessor({
      path,
      state: () => {
        const handed = this.listeners.handedSockets()
        if (handed === null)
          throw new FlotillaError(
            'FLT_PLATFORM',
            'a listener on a Unix socket cannot be handed over',
          )
        const identity = this.identity?.agent.current() ?? null
        return { handover: { sockets: handed.sockets, identity }, descriptors: handed.descriptors }
      },
      onTaken: async () => {
        await this.admin.close()
        await this.status.close()
        await this.names?.close()
      },
      onAbandoned: () => this.openUnshared(),
      onReplaced: () => {
        this.isReplaced = true
        this.stop()
      },
    })
  }

  /** This process serves: the one before may go, and the next may come. */
  private async succeed(): Promise<void> {
    try {
      await this.successor?.ready()
      if (!this.isStopping) await this.predecessor?.start()
    } catch (error) {
      log.error('hot restart is not possible', { detail: messageOf(error) })
    }
  }

  /** Begins the graceful end; `whenStopped` tells when it is over. Safe to call more than once. */
  stop(): void {
    if (this.isStopping) return
    this.isStopping = true
    if (this.state !== 'LIVE') this.successor?.abandon()
    this.predecessor?.close()
    this.state = 'DRAINING'
    log.info('draining', { connections: this.listeners.connectionCount })
    // Whatever hangs while closing must not keep the process: its supervisor waits for the end.
    const limitMs = this.bootstrap.flotilla.drainMs + CLOSE_LIMIT_MS
    atMost(limitMs, this.drainAndClose()).then(this.stopped.resolve, this.stopped.reject)
  }

  private makeAds(cluster: ClusterSpec): void {
    const { ads, node } = this.bootstrap
    const { discovery } = this
    if (ads === null || discovery === null) return
    this.ads = new AdsConnection({
      settings: ads,
      cluster,
      node: { ...node, userAgentName: 'flotilla', userAgentVersion: VERSION },
      wantsNames: this.names !== null,
      apply: (typeUrl, update) => discovery.apply(typeUrl, update),
      clock: this.clock,
      random: this.random,
    })
    this.ads.subscribe(TypeUrl.endpoint, this.assignments.names())
    this.ads.subscribe(TypeUrl.route, this.routes.names())
  }

  /** The control plane is asked once there is a certificate to ask with. */
  private startIdentity(): void {
    if (this.identity === null) {
      this.ads?.start()
      return
    }
    this.identity.start(this.successor?.identity ?? null).then(
      () => {
        this.ads?.start()
        this.checkReady()
      },
      (error: unknown) => {
        if (!this.isStopping) this.stopped.reject(error)
      },
    )
  }

  private startStats(): void {
    const { extensions, names } = this
    this.stats.start({
      clusters: this.clusters,
      listeners: this.listeners,
      discovery: () => this.discovery,
      families: extensions.istioMetrics.families,
      state: () => this.currentState(),
      isControlPlaneConnected: () => (this.ads === null ? null : this.ads.isConnected),
      certificateDays: () => daysUntilExpiry(this.dumpSources(), this.clock.wallMs()),
      extra: () => [
        ...(this.overload?.stats() ?? []),
        mixerGroup('http', extensions.mixer.httpStats),
        mixerGroup('tcp', extensions.mixer.tcpStats),
        ...filterStatGroups(extensions.counters),
        { prefix: 'dns.', family: 'flotilla_proxy_dns_', label: null, values: names?.stats ?? {} },
        {
          prefix: 'access_log.',
          family: 'flotilla_proxy_access_log_',
          label: null,
          values: {
            droppedLines: this.logFiles.droppedLines,
            droppedEntries: this.grpcLogs.droppedEntries,
          },
        },
      ],
    })
  }

  private makeNameServer(port: number): NameServer {
    const { flotilla, metadata, node } = this.bootstrap
    const namespace = metadata['NAMESPACE']
    // `sidecar~10.0.0.1~reviews-v1.default~default.svc.cluster.local`
    const domain = /\.svc\.(.+)$/.exec(node.id.split('~')[3] ?? '')?.[1]
    return new NameServer({
      host: flotilla.dnsAddress,
      port,
      upstreams: flotilla.dnsUpstreams,
      scope: {
        namespace: typeof namespace === 'string' ? namespace : 'default',
        domain: domain ?? 'cluster.local',
      },
      clock: this.clock,
    })
  }

  private makers(node: HttpEnv['node'], onRoute: (name: string) => void): NetworkFilterMakers {
    const { clock, wheel, random, clusters, extensions, stats } = this
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
      tcpFilterKinds: extensions.tcp,
    }
  }

  private adminSources(): AdminSources {
    return {
      tap: this.tap,
      clock: this.clock,
      stats: this.stats,
      state: () => this.currentState(),
      reasons: () => this.reasons(),
      dump: () => this.dumpSources(),
      version: VERSION,
      askToLeave: (inboundOnly) =>
        this.listeners.discourage(inboundOnly, this.drain.isGradual ? this.drain.timeMs : 0),
      drain: (inboundOnly) => this.listeners.drain(inboundOnly),
      drainTimeMs: this.drain.timeMs,
      quit: () => this.stop(),
      failHealth: (isFailed) => {
        this.isHealthFailed = isFailed
      },
      reopenLogs: () => this.logFiles.reopen(),
    }
  }

  private dumpSources(): DumpSources {
    const { bootstrap, startWallMs, clusters, listeners, routes, secrets, discovery } = this
    return { bootstrap, startWallMs, clusters, listeners, routes, secrets, discovery }
  }

  private currentState(): ProxyState {
    return this.isHealthFailed ? 'DRAINING' : this.state
  }

  /** Why this proxy does not serve yet, for /ready and the log. */
  private reasons(): readonly string[] {
    const { discovery, identity } = this
    const reasons: string[] = []
    if (identity !== null && identity.agent.current() === null)
      reasons.push(`no certificate yet: ${identity.agent.lastFailure() ?? 'asked for'}`)
    if (!this.hasStaticListeners) reasons.push('static listeners are not bound yet')
    if (discovery !== null) {
      const { ads } = this.bootstrap
      if (ads?.wantsClusters && !discovery.hasReceived(TypeUrl.cluster))
        reasons.push('no clusters received yet')
      if (ads?.wantsListeners && !discovery.hasReceived(TypeUrl.listener))
        reasons.push('no listeners received yet')
      reasons.push(...discovery.listenerFaults())
    }
    const { warmingCount } = this.clusters
    if (warmingCount > 0) reasons.push(`${warmingCount} clusters wait for their endpoints`)
    const waiting = this.listeners.warmingCount
    if (waiting > 0) reasons.push(`${waiting} listeners wait for their routes`)
    return reasons
  }

  private checkReady(): void {
    if (this.state !== 'INITIALIZING' || this.reasons().length > 0) return
    this.state = 'LIVE'
    log.info('live', { node: this.bootstrap.node.id, admin: this.adminAddress })
    this.ready.resolve()
    void this.succeed()
  }

  private async drainAndClose(): Promise<void> {
    const { clock, listeners } = this
    const { drainMs } = this.bootstrap.flotilla
    const { ads } = this
    await ads?.close()
    if (this.isReplaced) {
      await listeners.giveUp()
      await atMost(drainMs, listeners.whenEmpty())
    } else listeners.askToLeave(false)
    // Whoever was told that this proxy leaves may still be on the way to it.
    if (ads !== null && !this.isReplaced && listeners.connectionCount > 0)
      await atMost(Math.min(LEAVE_GRACE_MS, drainMs), listeners.whenEmpty())
    await listeners.drain(false)
    await atMost(this.isReplaced ? REPLACED_END_MS : drainMs, listeners.whenEmpty())
    const left = listeners.connectionCount
    if (left > 0) log.warn('closing connections that did not end in time', { connections: left })
    await listeners.close()
    await atMost(REPORT_DRAIN_MS, this.drainReports())
    this.clusters.close()
    this.identity?.close()
    await this.names?.close()
    await this.logFiles.close()
    this.grpcLogs.close()
    await this.admin.close()
    await this.status.close()
    this.stats.close()
    this.overload?.close()
    this.wheel.close()
    log.info('stopped', { uptimeMs: Math.round(clock.wallMs() - this.startWallMs) })
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

/** Resolves with the work, or when the time is over. Its timer keeps the process alive, and ends with the work. */
function atMost(ms: number, work: Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}

function mixerGroup(kind: 'http' | 'tcp', values: object) {
  return {
    prefix: `${kind}_mixer_filter.`,
    family: `envoy_${kind}_mixer_filter_`,
    label: null,
    values,
  }
}
