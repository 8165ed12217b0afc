/** Everything this process counts, gathered when somebody asks. */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import process from 'node:process'
import { type MetricFamily, renderExposition } from '@flotilla/metrics/typed'
import type { Clock } from '@flotilla/time'
import type { Listeners } from '../listener/listener-manager.ts'
import type { Clusters } from '../upstream/cluster-manager.ts'
import type { UpstreamCluster } from '../upstream/upstream-cluster.ts'
import type { Discovery } from '../xds/discovery.ts'
import { HttpStats } from './http-stats.ts'
import { renderPrometheus, type StatGroup } from './stats-groups.ts'
import { TcpStats } from './tcp-stats.ts'

/** Prefixes kept; further ones share one group. Listed in docs/limits.md. */
const MAX_PREFIXES = 4096
const OVERFLOW = '_overflow'

export interface StatsSources {
  readonly clusters: Clusters
  readonly listeners: Listeners
  /** Null where everything is static. */
  readonly discovery: () => Discovery | null
  /** Numbers of other parts, with their prefix and family. */
  readonly extra: () => readonly StatGroup[]
  /** Rendered as they are, behind Envoy's. */
  readonly families: readonly MetricFamily[]
  readonly isLive: () => boolean
  readonly certificateDays: () => number | null
}

export class ProxyStats {
  private readonly clock: Clock
  private readonly http = new Map<string, HttpStats>()
  private readonly tcp = new Map<string, TcpStats>()
  private sources: StatsSources | null = null
  private readonly startMs: number
  private readonly delay = monitorEventLoopDelay({ resolution: 100 })

  constructor(clock: Clock) {
    this.clock = clock
    this.startMs = clock.nowMs()
  }

  /** Where the numbers come from, and the start of measuring the event loop. */
  start(sources: StatsSources): void {
    this.sources = sources
    this.delay.enable()
  }

  close(): void {
    this.delay.disable()
  }

  /** Counters of HTTP connection managers with this `stat_prefix`. */
  httpOf(statPrefix: string): HttpStats {
    return groupOf(this.http, statPrefix, () => new HttpStats())
  }

  tcpOf(statPrefix: string): TcpStats {
    return groupOf(this.tcp, statPrefix, () => new TcpStats())
  }

  *groups(): Iterable<StatGroup> {
    const { sources } = this
    if (sources === null) return
    for (const { cluster } of sources.clusters.list()) yield* clusterGroups(cluster)
    for (const { active } of sources.listeners.list()) {
      const { statName } = active.spec
      yield group('listener', 'envoy_listener_', 'envoy_listener_address', statName, active.stats)
    }
    for (const [prefix, values] of this.http)
      yield group('http', 'envoy_http_', 'envoy_http_conn_manager_prefix', prefix, values)
    for (const [prefix, values] of this.tcp)
      yield group('tcp', 'envoy_tcp_', 'envoy_tcp_prefix', prefix, values)
    yield* this.managers(sources)
    yield* sources.extra()
  }

  prometheus(): string {
    return renderPrometheus(this.groups()) + renderExposition(this.sources?.families ?? [])
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
      cdsUpdateSuccess: cds?.updateSuccess ?? 0,
      cdsUpdateRejected: cds?.updateRejected ?? 0,
    })
    yield plain('listener_manager', {
      listenerAdded: listeners.added,
      listenerModified: listeners.modified,
      listenerRemoved: listeners.removed,
      listenerCreateFailure: listeners.createFailure,
      totalListenersActive: listeners.list().length,
      totalListenersWarming: listeners.warmingCount,
      ldsUpdateSuccess: lds?.updateSuccess ?? 0,
      ldsUpdateRejected: lds?.updateRejected ?? 0,
    })
    const memory = process.memoryUsage()
    yield plain('server', {
      live: sources.isLive() ? 1 : 0,
      uptime: Math.floor((this.clock.nowMs() - this.startMs) / 1000),
      memoryAllocated: memory.heapUsed,
      memoryHeapSize: memory.heapTotal,
      memoryPhysicalSize: memory.rss,
      concurrency: 1,
      daysUntilFirstCertExpiring: sources.certificateDays() ?? 0,
    })
    yield {
      prefix: 'flotilla.proxy.',
      family: 'flotilla_proxy_',
      label: null,
      values: {
        // Nanoseconds in, seconds out; the monitor reports NaN before its first sample.
        eventloopLagSeconds: Number.isNaN(this.delay.mean) ? 0 : this.delay.mean / 1e9,
        eventloopLagP99Seconds: this.delay.percentile(99) / 1e9,
        residentMemoryBytes: memory.rss,
      },
    }
  }
}

function* clusterGroups(cluster: UpstreamCluster): Iterable<StatGroup> {
  const name = cluster.spec.statName
  yield group('cluster', 'envoy_cluster_', 'envoy_cluster_name', name, cluster.stats)
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
  const outliers = cluster.outliers?.stats
  if (outliers === undefined) return
  const values: Record<string, number> = {
    ejections_active: outliers.ejectionsActive,
    ejections_enforced_total: outliers.ejectionsEnforcedTotal,
    ejections_overflow: outliers.ejectionsOverflow,
  }
  for (const [reason, count] of outliers.detected) values[`ejections_detected_${reason}`] = count
  for (const [reason, count] of outliers.enforced) values[`ejections_enforced_${reason}`] = count
  yield {
    prefix: `cluster.${name}.outlier_detection.`,
    family: 'envoy_cluster_outlier_detection_',
    label: ['envoy_cluster_name', name],
    values,
  }
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

function plain(kind: string, values: object): StatGroup {
  return { prefix: `${kind}.`, family: `envoy_${kind}_`, label: null, values }
}

function groupOf<T>(groups: Map<string, T>, prefix: string, make: () => T): T {
  const name = groups.has(prefix) || groups.size < MAX_PREFIXES ? prefix : OVERFLOW
  const found = groups.get(name)
  if (found !== undefined) return found
  const made = make()
  groups.set(name, made)
  return made
}
