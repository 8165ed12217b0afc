/** The control plane of a proxy: starts it from its bootstrap, feeds what serves connections, and ends it gracefully. */
import process from 'node:process'
import { VERSION } from '@flotilla/admin/version'
import { TypeUrl } from '@flotilla/ads'
import { FlotillaError, messageOf } from '@flotilla/errors'
import { scope } from '@flotilla/log'
import { type OriginalDestinationReader, openOriginalDestinationReader } from '@flotilla/net'
import { type Clock, systemClock } from '@flotilla/time'
import { type AdminSources, adminRoutes } from './admin/admin-routes.ts'
import { AdminServer } from './admin/admin-server.ts'
import { daysUntilExpiry } from './admin/certs-view.ts'
import type { DumpSources } from './admin/config-dump.ts'
import { StatusServers } from './admin/status-servers.ts'
import type { BootstrapConfig } from './bootstrap/bootstrap-config.ts'
import type { BootstrapFile } from './bootstrap/read-bootstrap.ts'
import type { NameServer } from './dns/name-server.ts'
import { nameServerOf } from './dns/workload-names.ts'
import { Predecessor } from './hot-restart/predecessor.ts'
import { type Successor, takeOver } from './hot-restart/successor.ts'
import { WorkloadIdentity } from './identity/workload-identity.ts'
import { DEFAULT_DRAIN, type DrainSettings, type ProxyState } from './lifecycle.ts'
import { collectGarbage } from './overload/collect-garbage.ts'
import { OverloadManager } from './overload/overload-manager.ts'
import { Watchdog } from './overload/watchdog.ts'
import type { StatsSources } from './telemetry/proxy-stats.ts'
import { StatsSinks } from './telemetry/sinks/stats-sinks.ts'
import type { StatGroup } from './telemetry/stats-groups.ts'
import type { ClusterSpec } from './upstream/cluster-spec.ts'
import { type Resolve, systemResolve } from './upstream/dns-endpoints.ts'
import { atMost } from './workers/at-most.ts'
import type { DataPlane } from './workers/data-plane.ts'
import { Fleet, WORKER_FILE } from './workers/fleet.ts'
import { Serving, type ServingEnvironment } from './workers/serving.ts'
import { AdsConnection } from './xds/ads-connection.ts'
import { FileDiscovery } from './xds/file-discovery.ts'

const log = scope('proxy')
/** How long new connections are still taken after the control plane was told that this proxy leaves. */
const LEAVE_GRACE_MS = 500
/** How long idle connections may take to close once the drain time of a replaced process is over. */
const REPLACED_END_MS = 1_000
/** Beyond the drain time, for everything that closing takes. */
const CLOSE_LIMIT_MS = 5_000

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
  /** Threads that serve connections; 1: the main thread itself. */
  readonly concurrency: number
  /** Program of a worker thread. */
  readonly workerFile: URL
}

const MACHINE: ProxyEnvironment = {
  clock: systemClock,
  random: Math.random,
  resolve: systemResolve,
  openReader: openOriginalDestinationReader,
  hotRestartPath: null,
  drain: DEFAULT_DRAIN,
  concurrency: 1,
  workerFile: WORKER_FILE,
}

export class ProxyProcess {
  private readonly bootstrap: BootstrapConfig
  private readonly clock: Clock
  private readonly random: () => number
  private readonly startWallMs: number
  /** What this thread knows of listeners, clusters and routes: shown by the admin endpoint. */
  private readonly serving: Serving
  /** What serves: this thread itself, or it and its workers. */
  private readonly plane: DataPlane
  /** The workers of it; null where this thread serves. */
  private readonly fleet: Fleet | null
  private readonly identity: WorkloadIdentity | null
  private readonly names: NameServer | null
  /** Null where statistics are sent nowhere. */
  private readonly sinks: StatsSinks | null
  /** Of the main thread; null where nobody asked for it. */
  private readonly watchdog: Watchdog | null
  /** Null where load is never shed. */
  private readonly overload: OverloadManager | null
  /** Null where no resources come from files. */
  private readonly files: FileDiscovery | null
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
  private readonly ready = Promise.withResolvers<void>()
  private readonly stopped = Promise.withResolvers<void>()
  private hasReadFiles = false
  private isStopping = false
  /** Why it ends, where nobody asked it to. */
  private failure: FlotillaError | null = null
  /** Whether another process serves in its place. */
  private isReplaced = false

  constructor(file: BootstrapFile, environment: Partial<ProxyEnvironment> = {}) {
    const { clock, random, resolve, openReader, hotRestartPath, drain, concurrency, workerFile } = {
      ...MACHINE,
      ...environment,
    }
    this.drain = drain
    const bootstrap = file.config
    const { flotilla } = bootstrap
    this.bootstrap = bootstrap
    this.clock = clock
    this.random = random
    this.startWallMs = clock.wallMs()
    this.names = nameServerOf(bootstrap, clock)
    const serves: Omit<ServingEnvironment, 'common'> = {
      clock,
      random,
      resolve,
      openReader,
      drainTimeMs: drain.timeMs,
      inherited: (socket) => this.successor?.claim(socket) ?? null,
      subscribe: (typeUrl, names) => this.ads?.subscribe(typeUrl, names),
      names: this.names,
      onProgress: () => this.checkReady(),
    }
    this.fleet =
      concurrency === 1
        ? null
        : new Fleet({
            workers: concurrency,
            workerFile,
            file,
            environment: serves,
            onDeath: (error) => this.fail(error),
          })
    this.serving = this.fleet?.local ?? new Serving(file, { ...serves, common: null })
    this.plane = this.fleet ?? this.serving
    this.identity =
      flotilla.identity === null
        ? null
        : new WorkloadIdentity(flotilla.identity, this.serving.secrets, clock, random)
    const { sinks } = bootstrap.statsFlush
    this.sinks =
      sinks.length === 0 ? null : new StatsSinks(sinks, (name) => this.serving.clusters.get(name))
    const { watchdogs } = bootstrap.process
    this.watchdog = watchdogs === null ? null : new Watchdog(watchdogs.main, clock)
    this.overload =
      bootstrap.overload === null
        ? null
        : new OverloadManager(bootstrap.overload, this.serving.overloadState, {
            clock,
            rssBytes: process.memoryUsage.rss,
            connections: () => this.plane.connectionCount,
            collectGarbage: () => {
              collectGarbage()
              this.fleet?.shrinkHeaps()
            },
            otherLagMs: () => this.fleet?.takeLagMs() ?? 0,
            onRefreshed: () => this.fleet?.passOverload(),
          })
    this.files =
      bootstrap.fileSources.length === 0
        ? null
        : new FileDiscovery(bootstrap.fileSources, {
            clock,
            apply: (typeUrl, update) => this.plane.apply(typeUrl, update),
          })
    const sources = this.adminSources()
    this.admin = new AdminServer(
      adminRoutes(sources),
      undefined,
      bootstrap.adminLog,
      bootstrap.adminPaths,
    )
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
    return this.serving.listeners.list().find((info) => info.name === name)?.boundAddress ?? null
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
    await this.serving.compile()
    this.serving.wheel.close()
  }

  /** Binds what is static and begins to ask for the rest. Throws where something cannot be bound or used. */
  async start(): Promise<void> {
    const { adsCluster } = await this.serving.compile()
    // Only now: a process that cannot use its configuration takes nothing from the one that serves.
    this.successor = this.hotRestartPath === null ? null : takeOver(this.hotRestartPath)
    this.state = 'INITIALIZING'
    this.startStats()
    this.watchdog?.start()
    this.overload?.start()
    await this.openUnshared()
    if (adsCluster !== null) this.makeAds(adsCluster)
    await this.plane.startStatic()
    if (this.fleet === null) this.serving.watchdog?.start()
    if (this.bootstrap.process.isDrained) this.plane.failHealth(true)
    await this.files?.start()
    this.hasReadFiles = true
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
        const handed = this.serving.listeners.handedSockets()
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
    this.files?.close()
    this.state = 'DRAINING'
    log.info('draining', { connections: this.plane.connectionCount })
    // Whatever hangs while closing must not keep the process: its supervisor waits for the end.
    const limitMs = this.bootstrap.flotilla.drainMs + CLOSE_LIMIT_MS
    atMost(limitMs, this.drainAndClose()).then(() => {
      if (this.failure === null) this.stopped.resolve()
      else this.stopped.reject(this.failure)
    }, this.stopped.reject)
  }

  /** It cannot go on: what still can be served is drained, and the process ends with an error. */
  private fail(error: FlotillaError): void {
    this.failure ??= error
    this.stop()
  }

  private makeAds(cluster: ClusterSpec): void {
    const { ads, node } = this.bootstrap
    const { assignments, routes } = this.serving
    if (ads === null) return
    this.ads = new AdsConnection({
      settings: ads,
      cluster,
      node: { ...node, userAgentName: 'flotilla', userAgentVersion: VERSION },
      wantsNames: this.names !== null,
      apply: (typeUrl, update) => this.plane.apply(typeUrl, update),
      clock: this.clock,
      random: this.random,
    })
    this.ads.subscribe(TypeUrl.endpoint, assignments.names())
    this.ads.subscribe(TypeUrl.route, routes.names())
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
    const { serving, names } = this
    serving.stats.start({
      clusters: serving.clusters,
      listeners: serving.listeners,
      discovery: () => serving.discovery,
      families: serving.extensions.istioMetrics.families,
      settings: this.bootstrap.stats,
      flushMs: this.bootstrap.statsFlush.intervalMs,
      onFlush: () => this.sinks?.flush(() => serving.stats.labelled(serving.stats.stats())),
      version: this.bootstrap.process.version,
      defersClusters: this.bootstrap.process.defersStats,
      state: () => this.currentState(),
      isControlPlaneConnected: () => (this.ads === null ? null : this.ads.isConnected),
      certificateDays: () => daysUntilExpiry(this.dumpSources(), this.clock.wallMs()),
      ...(this.fleet === null ? {} : this.gathering(this.fleet)),
      extra: () => [
        ...(this.overload?.stats() ?? []),
        ...serving.filterGroups(),
        ...this.watchdogGroups(),
        { prefix: 'dns.', family: 'flotilla_proxy_dns_', label: null, values: names?.stats ?? {} },
        serving.logGroup(),
      ],
    })
  }

  /** Under both of Envoy's names each; of several workers only their sum is known. */
  private *watchdogGroups(): Iterable<StatGroup> {
    const main = this.watchdog
    const workers = this.serving.watchdog
    if (main === null || workers === null) return
    for (const [prefix, { counts }] of [
      ['main_thread.', main],
      ['server.main_thread.', main],
      ['workers.', workers],
      ...(this.fleet === null ? [['server.worker_0.', workers] as const] : []),
    ] as const)
      yield {
        prefix,
        family: `envoy_${prefix.replaceAll('.', '_')}`,
        label: null,
        values: counts,
      }
  }

  private gathering(fleet: Fleet): Pick<StatsSources, 'gather' | 'workers'> {
    return { gather: () => fleet.gatherStats(), workers: () => fleet.load }
  }

  private adminSources(): AdminSources {
    return {
      tap: this.serving.tap,
      clock: this.clock,
      stats: this.serving.stats,
      state: () => this.currentState(),
      reasons: () => this.reasons(),
      dump: () => this.dumpSources(),
      version: VERSION,
      askToLeave: (inboundOnly) =>
        this.plane.discourage(inboundOnly, this.drain.isGradual ? this.drain.timeMs : 0),
      // As Envoy: whoever is connected stays.
      drain: (inboundOnly) => this.plane.stopAccepting(inboundOnly),
      drainTimeMs: this.drain.timeMs,
      quit: () => this.stop(),
      failHealth: (isFailed) => this.plane.failHealth(isFailed),
      reopenLogs: () => {
        this.plane.reopenLogs()
        this.bootstrap.adminLog?.reopen()
      },
      gather: () => this.plane.gatherStats(),
      onRuntime: (query) => this.plane.changeRuntime(query.toString()),
      onLogLevels: () => this.plane.changeLogLevels(),
      concurrency: this.fleet?.load.count ?? 1,
    }
  }

  private dumpSources(): DumpSources {
    const { bootstrap, startWallMs } = this
    const { clusters, listeners, routes, secrets, discovery } = this.serving
    return { bootstrap, startWallMs, clusters, listeners, routes, secrets, discovery }
  }

  private currentState(): ProxyState {
    return this.plane.isHealthFailed ? 'DRAINING' : this.state
  }

  /** Why this proxy does not serve yet, for /ready and the log. */
  private reasons(): readonly string[] {
    const { identity } = this
    const { discovery } = this.serving
    const reasons: string[] = []
    if (identity !== null && identity.agent.current() === null)
      reasons.push(`no certificate yet: ${identity.agent.lastFailure() ?? 'asked for'}`)
    if (discovery !== null) {
      const { ads } = this.bootstrap
      if (ads?.wantsClusters && !discovery.hasReceived(TypeUrl.cluster))
        reasons.push('no clusters received yet')
      if (ads?.wantsListeners && !discovery.hasReceived(TypeUrl.listener))
        reasons.push('no listeners received yet')
      reasons.push(...discovery.listenerFaults())
    }
    if (this.files !== null && !this.hasReadFiles)
      reasons.push('configuration files are not read yet')
    reasons.push(...this.plane.reasons())
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
    const { ads, clock, plane } = this
    const { drainMs } = this.bootstrap.flotilla
    await ads?.close()
    if (this.isReplaced) {
      await plane.giveUp()
      await atMost(drainMs, plane.whenEmpty())
    } else plane.askToLeave(false)
    // Whoever was told that this proxy leaves may still be on the way to it.
    if (ads !== null && !this.isReplaced && plane.connectionCount > 0)
      await atMost(Math.min(LEAVE_GRACE_MS, drainMs), plane.whenEmpty())
    await plane.drain(false)
    await atMost(this.isReplaced ? REPLACED_END_MS : drainMs, plane.whenEmpty())
    const left = plane.connectionCount
    if (left > 0) log.warn('closing connections that did not end in time', { connections: left })
    await plane.closeConnections()
    await plane.close()
    this.identity?.close()
    await this.names?.close()
    await this.admin.close()
    await this.bootstrap.adminLog?.close()
    await this.status.close()
    this.serving.stats.close()
    this.overload?.close()
    this.watchdog?.close()
    this.sinks?.close()
    log.info('stopped', { uptimeMs: Math.round(clock.wallMs() - this.startWallMs) })
  }
}
