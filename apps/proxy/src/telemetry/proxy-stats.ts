/** Everything this process counts, gathered when somebody asks. */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import process from 'node:process'
import { type MetricFamily, renderExposition } from '@flotilla/metrics/typed'
import type { Clock, Timer } from '@flotilla/time'
import type { ProxyState } from '../lifecycle.ts'
import type { Listeners } from '../listener/listener-manager.ts'
import type { Clusters } from '../upstream/cluster-manager.ts'
import type { ClusterStats } from '../upstream/cluster-stats.ts'
import type { EndpointHost } from '../upstream/endpoint-host.ts'
import type { UpstreamCluster } from '../upstream/upstream-cluster.ts'
import type { Discovery, TypeCounters } from '../xds/discovery.ts'
import { CounterBaseline } from './counter-baseline.ts'
import { Intervals } from './histogram-intervals.ts'
import { HttpStats, RouteStats } from './http-stats.ts'
import { Http2Stats } from './http2-stats.ts'
import { type StatsSettings, tagged } from './stats-config.ts'
import { histogramsOf, type Stat, type StatGroup, statsOf } from './stats-groups.ts'
import { TcpStats } from './tcp-stats.ts'

/** Prefixes kept; further ones share one group. Listed in docs/limits.md. */
const MAX_PREFIXES = 4096
const OVERFLOW = '_overflow'
const LAG_RESOLUTION_MS = 100
/** Envoy's default stats_flush_interval. */
const DEFAULT_FLUSH_MS = 5_000
/** What Envoy shows where no certificate can expire. */
const NO_CERTIFICATE_DAYS = 4_294_967_295
/** Envoy's numbers of states. */
const STATES = { LIVE: 0, DRAINING: 1, PRE_INITIALIZING: 2, INITIALIZING: 3 } as const

/** What worker threads take together, and how late the worst of them is. */
export interface WorkersLoad {
  readonly count: number
  readonly heapUsedBytes: number
  readonly heapTotalBytes: number
  readonly lagSeconds: number
  readonly lagP99Seconds: number
}

const NO_WORKERS: WorkersLoad = {
  count: 1,
  heapUsedBytes: 0,
  heapTotalBytes: 0,
  lagSeconds: 0,
  lagP99Seconds: 0,
}

export interface StatsSources {
  readonly clusters: Clusters
  readonly listeners: Listeners
  /** Null where everything is static. */
  readonly discovery: () => Discovery | null
  /** Numbers of other parts, with their prefix and family. */
  readonly extra: () => readonly StatGroup[]
  /** Rendered as they are, behind Envoy's. */
  readonly families: readonly MetricFamily[]
  readonly state: () => ProxyState
  /** Whether the control plane has answered on the stream of now; null where there is none. */
  readonly isControlPlaneConnected: () => boolean | null
  readonly certificateDays: () => number | null
  /** What is shown, and how it is tagged; null: all, as it is. */
  readonly settings: StatsSettings | null
  /** Between two flushes. Absent: 5 s. */
  readonly flushMs?: number
  /** Each flush is told to it. Absent: nobody waits for them. */
  readonly onFlush?: () => void
  /** Shown as `server.version`; null or absent: it is not. */
  readonly version?: number | null
  /** Whether what a cluster's traffic is counted by is shown from its first connection on only. Absent: always. */
  readonly defersClusters?: boolean
  /** Brings the numbers up to date, where other threads count too. Absent: they are. */
  readonly gather?: () => Promise<void>
  /** Threads that serve where this one does not. Absent: it does. */
  readonly workers?: () => WorkersLoad
}

export class ProxyStats {
  private readonly clock: Clock
  private readonly http = new Map<string, HttpStats>()
  private readonly tcp = new Map<string, TcpStats>()
  private readonly routes = new Map<string, RouteStats>()
  private sources: StatsSources | null = null
  private readonly startMs: number
  private readonly delay = monitorEventLoopDelay({ resolution: LAG_RESOLUTION_MS })
  private readonly baseline = new CounterBaseline()
  private flushTimer: Timer | null = null
  /** What histograms recorded lately. */
  readonly intervals: Intervals = new Intervals()

  constructor(clock: Clock) {
    this.clock = clock
    this.startMs = clock.nowMs()
  }

  /** Where the numbers come from, and the start of measuring the event loop. */
  start(sources: StatsSources): void {
    this.sources = sources
    this.measureLag()
    this.scheduleFlush()
  }

  measureLag(): void {
    this.delay.enable()
  }

  /** How late this thread's event loop is, on average. */
  get lagSeconds(): number {
    return lagSeconds(this.delay.mean)
  }

  get lagP99Seconds(): number {
    return lagSeconds(this.delay.percentile(99))
  }

  close(): void {
    this.delay.disable()
    this.flushTimer?.cancel()
  }

  /** Counters of HTTP connection managers with this `stat_prefix`. */
  httpOf(statPrefix: string): HttpStats {
    return groupOf(this.http, statPrefix, () => new HttpStats())
  }

  /** Counters of a route or virtual cluster, by Envoy's prefix without its last dot. */
  routeOf(prefix: string): RouteStats {
    return groupOf(this.routes, prefix, () => new RouteStats())
  }

  tcpOf(statPrefix: string): TcpStats {
    return groupOf(this.tcp, statPrefix, () => new TcpStats())
  }

  /** Counters by prefix, with a name for each. */
  *counted(): Iterable<readonly [name: string, values: object]> {
    for (const [prefix, values] of this.http) yield [`http ${prefix}`, values]
    for (const [prefix, values] of this.tcp) yield [`tcp ${prefix}`, values]
    for (const [prefix, values] of this.routes) yield [`route ${prefix}`, values]
  }

  /** Everything counted, less what was reset. */
  *stats(): Iterable<Stat> {
    const isShown = this.sources?.settings?.isShown ?? null
    for (const stat of this.baseline.apply(statsOf(this.groups())))
      if (isShown === null || isShown(stat.name)) yield stat
  }

  /** The same with the tags of `stats_config` as labels. */
  *labelled(stats: Iterable<Stat>): Iterable<Stat> {
    const settings = this.sources?.settings ?? null
    if (settings === null || settings.tags.length === 0) yield* stats
    else for (const stat of stats) yield tagged(stat, settings)
  }

  /** Bounds of the buckets of a histogram; null: Envoy's. */
  readonly boundsOf = (name: string): readonly number[] | null =>
    this.sources?.settings?.boundsOf?.(name) ?? null

  resetCounters(): void {
    this.baseline.reset(statsOf(this.groups()))
  }

  /** Series that are not Envoy's, rendered. */
  ownFamilies(): string {
    return renderExposition(this.sources?.families ?? [])
  }

  private *groups(): Iterable<StatGroup> {
    const { sources } = this
    if (sources === null) return
    const defers = sources.defersClusters === true
    for (const { cluster } of sources.clusters.list()) yield* clusterGroups(cluster, defers)
    for (const { active } of sources.listeners.list()) {
      const { statName } = active.spec
      yield group('listener', 'envoy_listener_', 'envoy_listener_address', statName, active.stats)
    }
    const http2 = new Http2Stats()
    for (const [prefix, values] of this.http) {
      http2.add(values.http2)
      yield group('http', 'envoy_http_', 'envoy_http_conn_manager_prefix', prefix, values)
      yield group('http', 'envoy_http_', 'envoy_http_conn_manager_prefix', prefix, values.filters)
    }
    yield plain('http2', http2)
    for (const [prefix, values] of this.tcp)
      yield group('tcp', 'envoy_tcp_', 'envoy_tcp_prefix', prefix, values)
    for (const [prefix, values] of this.routes) yield routeGroup(prefix, values)
    yield* this.managers(sources)
    yield* sources.extra()
  }

  private scheduleFlush(): void {
    const { flushMs = DEFAULT_FLUSH_MS } = this.sources ?? {}
    this.flushTimer = this.clock.after(flushMs, () => {
      this.scheduleFlush()
      const flush = (): void => {
        this.intervals.flush(histogramsOf(this.groups()))
        this.sources?.onFlush?.()
      }
      if (this.sources?.gather === undefined) flush()
      else void this.sources.gather().then(flush)
    })
  }

  private *managers(sources: StatsSources): Iterable<StatGroup> {
    const { clusters, listeners } = sources
    const discovery = sources.discovery()
    const cds = discovery?.counters.get('type.googleapis.com/envoy.config.cluster.v3.Cluster')
    const lds = discovery?.counters.get('type.googleapis.com/envoy.config.listener.v3.Listener')
    yield plain('cluster_manager', {
      clusterAdded: clusters.added,
      clusterModified: clusters.modified,
      clusterRemoved: clusters.removed,
      activeClusters: clusters.list().length - clusters.warmingCount,
      warmingClusters: clusters.warmingCount,
    })
    yield plain('listener_manager', {
      listenerAdded: listeners.added,
      listenerModified: listeners.modified,
      listenerRemoved: listeners.removed,
      listenerCreateFailure: listeners.createFailure,
      listenerCreateSuccess: listeners.added + listeners.modified,
      totalListenersActive: listeners.list().length,
      totalListenersWarming: listeners.warmingCount,
      workersStarted: 1,
    })
    const connected = sources.isControlPlaneConnected()
    if (connected !== null) {
      yield subscription('cluster_manager.cds', cds)
      yield subscription('listener_manager.lds', lds)
      yield plain('control_plane', { connectedState: connected ? 1 : 0 })
    }
    const memory = process.memoryUsage()
    const workers = sources.workers?.() ?? NO_WORKERS
    yield plain('server', {
      live: sources.state() === 'LIVE' ? 1 : 0,
      state: STATES[sources.state()],
      hotRestartEpoch: 0,
      totalConnections: listeners.connectionCount,
      uptime: Math.floor((this.clock.nowMs() - this.startMs) / 1000),
      memoryAllocated: memory.heapUsed + workers.heapUsedBytes,
      memoryHeapSize: memory.heapTotal + workers.heapTotalBytes,
      memoryPhysicalSize: memory.rss,
      concurrency: workers.count,
      daysUntilFirstCertExpiring: sources.certificateDays() ?? NO_CERTIFICATE_DAYS,
      ...(sources.version == null ? {} : { version: sources.version }),
    })
    yield {
      prefix: 'flotilla.proxy.',
      family: 'flotilla_proxy_',
      label: null,
      values: {
        eventloopLagSeconds: Math.max(this.lagSeconds, workers.lagSeconds),
        eventloopLagP99Seconds: Math.max(this.lagP99Seconds, workers.lagP99Seconds),
        residentMemoryBytes: memory.rss,
      },
    }
  }
}

/** Why Envoy ejects. */
const OUTLIER_REASONS = [
  'consecutive_5xx',
  'consecutive_gateway_failure',
  'consecutive_local_origin_failure',
  'failure_percentage',
  'local_origin_failure_percentage',
  'local_origin_success_rate',
  'success_rate',
] as const

/** The monitor reports the time between its samples, in nanoseconds, and NaN before the first. */
function lagSeconds(betweenNs: number): number {
  return Math.max(0, (betweenNs || 0) / 1e9 - LAG_RESOLUTION_MS / 1e3)
}

function* clusterGroups(cluster: UpstreamCluster, defers: boolean): Iterable<StatGroup> {
  cluster.carried.settle()
  const name = cluster.spec.statName
  const { http2 } = cluster.stats
  const values = defers && isUnused(cluster.stats) ? untouched(cluster.stats) : cluster.stats
  yield group('cluster', 'envoy_cluster_', 'envoy_cluster_name', name, values)
  for (const tracked of [cluster.stats.sizes, cluster.stats.budgets])
    if (tracked !== null)
      yield group('cluster', 'envoy_cluster_', 'envoy_cluster_name', name, tracked)
  if (cluster.spec.countsEndpoints)
    for (const host of cluster.hosts) yield endpointGroup(name, host)
  // As in Envoy, a codec's counters begin with its first connection.
  if (cluster.stats.upstreamCxHttp2Total > 0)
    yield {
      prefix: `cluster.${name}.http2.`,
      family: 'envoy_cluster_http2_',
      label: ['envoy_cluster_name', name],
      values: http2,
    }
  for (const [priority, breaker] of Object.entries(cluster.breakers))
    yield {
      prefix: `cluster.${name}.circuit_breakers.${priority}.`,
      family: `envoy_cluster_circuit_breakers_${priority}_`,
      label: ['envoy_cluster_name', name],
      values: {
        cxOpen: breaker.connections.isOpen ? 1 : 0,
        rqOpen: breaker.requests.isOpen ? 1 : 0,
        rqPendingOpen: breaker.pending.isOpen ? 1 : 0,
        rqRetryOpen: breaker.retries.isOpen ? 1 : 0,
        // Nothing limits pools: see breaker-settings.ts.
        cxPoolOpen: 0,
        ...(breaker.tracksRemaining
          ? {
              remainingCx: breaker.connections.remaining,
              remainingRq: breaker.requests.remaining,
              remainingPending: breaker.pending.remaining,
              remainingRetries: breaker.retries.remaining,
            }
          : {}),
      },
    }
  const table = cluster.hashTable
  if (table !== null)
    yield {
      prefix: `cluster.${name}.${table.kind}.`,
      family: `envoy_cluster_${table.kind}_`,
      label: ['envoy_cluster_name', name],
      values: table.gauges,
    }
  if (cluster.checker !== null)
    yield {
      prefix: `cluster.${name}.health_check.`,
      family: 'envoy_cluster_health_check_',
      label: ['envoy_cluster_name', name],
      values: cluster.checker.stats,
    }
  const outliers = cluster.outliers?.stats
  if (outliers === undefined) return
  const ejections: Record<string, number> = {
    ejections_active: outliers.ejectionsActive,
    ejections_enforced_total: outliers.ejectionsEnforcedTotal,
    ejections_overflow: outliers.ejectionsOverflow,
  }
  for (const reason of OUTLIER_REASONS) {
    ejections[`ejections_detected_${reason}`] = 0
    ejections[`ejections_enforced_${reason}`] = 0
  }
  for (const [reason, count] of outliers.detected) ejections[`ejections_detected_${reason}`] = count
  for (const [reason, count] of outliers.enforced) ejections[`ejections_enforced_${reason}`] = count
  // Envoy's old names of the same, and what it counts for its degrading detectors, which are refused here.
  ejections['ejections_total'] = outliers.ejectionsEnforcedTotal
  ejections['ejections_consecutive_5xx'] = outliers.enforced.get('consecutive_5xx') ?? 0
  ejections['ejections_success_rate'] = outliers.enforced.get('success_rate') ?? 0
  ejections['ejections_detected_degradation'] = 0
  yield {
    prefix: `cluster.${name}.outlier_detection.`,
    family: 'envoy_cluster_outlier_detection_',
    label: ['envoy_cluster_name', name],
    values: ejections,
  }
}

/** As Envoy: an address is one segment of a name. */
function endpointGroup(cluster: string, host: EndpointHost): StatGroup {
  const { stats } = host
  return {
    prefix: `cluster.${cluster}.endpoint.${host.label.replaceAll(':', '_')}.`,
    family: 'envoy_cluster_endpoint_',
    label: ['envoy_cluster_name', cluster],
    moreLabels: [['envoy_endpoint_address', host.label]],
    values: {
      cxConnectFail: stats.cxConnectFail,
      cxTotal: stats.cxTotal,
      rqError: stats.rqError,
      rqSuccess: stats.rqSuccess,
      rqTimeout: stats.rqTimeout,
      rqTotal: stats.rqTotal,
      cxActive: stats.cxActive,
      rqActive: stats.activeRequests,
      healthy: host.healthy ? 1 : 0,
    },
  }
}

/** Nobody asked for a connection, nor was anybody turned away. */
function isUnused(stats: ClusterStats): boolean {
  return (
    stats.upstreamCxTotal === 0 &&
    stats.upstreamRqTotal === 0 &&
    stats.upstreamCxNoneHealthy === 0 &&
    stats.upstreamRqMaintenanceMode === 0
  )
}

/** What is known of a cluster without traffic: its members, and how they are chosen. */
function untouched(stats: ClusterStats): object {
  return Object.fromEntries(
    Object.entries(stats).filter(([field]) => /^(membership|lb|assignment|update)/.test(field)),
  )
}

function group(
  kind: string,
  family: string,
  label: string,
  name: string,
  values: object,
): StatGroup {
  return { prefix: `${kind}.${name}.`, family, label: [label, name], values }
}

/** `vhost.<virtual host>.<route or vcluster>.<name>`. */
function routeGroup(prefix: string, values: RouteStats): StatGroup {
  const [, host = '', kind = '', name = ''] =
    /^vhost\.(.*)\.(route|vcluster)\.(.*)$/.exec(prefix) ?? []
  const label = kind === 'route' ? 'envoy_route' : 'envoy_virtual_cluster'
  return {
    prefix: `${prefix}.`,
    family: `envoy_vhost_${kind}_`,
    label: [label, name === '' ? host : name],
    values,
  }
}

/** A type of resource that the control plane gives. */
function subscription(kind: string, counters: TypeCounters | undefined): StatGroup {
  const success = counters?.updateSuccess ?? 0
  const rejected = counters?.updateRejected ?? 0
  return plain(kind, {
    updateAttempt: success + rejected,
    updateSuccess: success,
    updateRejected: rejected,
    versionText: counters?.lastVersion ?? '',
  })
}

function plain(kind: string, values: object): StatGroup {
  return { prefix: `${kind}.`, family: `envoy_${kind.replaceAll('.', '_')}_`, label: null, values }
}

function groupOf<T>(groups: Map<string, T>, prefix: string, make: () => T): T {
  const name = groups.has(prefix) || groups.size < MAX_PREFIXES ? prefix : OVERFLOW
  const found = groups.get(name)
  if (found !== undefined) return found
  const made = make()
  groups.set(name, made)
  return made
}
