/** The TCP proxy: a network filter compiled from its message. */
import { xxHash64 } from '@flotilla/balancer'
import { compileWeighted, type WeightedChoice } from '@flotilla/match'
import type { AccessLog, TcpProxy as TcpProxyMessage } from '@flotilla/proto'
import type { Clock, TimerWheel } from '@flotilla/time'
import { durationMs } from '../compile/fields.ts'
import { Violations } from '../compile/violations.ts'
import type { Compiled } from '../http/filter.ts'
import type { DownstreamConnection, NetworkFilter } from '../listener/types.ts'
import type { TcpStats } from '../telemetry/tcp-stats.ts'
import type { ClusterManager } from '../upstream/types.ts'
import type { TcpFilterFactory, TcpStream } from './filter.ts'
import { TcpSession } from './tcp-session.ts'

/** Writes one line for each connection; called once when it is over. */
export interface TcpAccessLogger {
  log(stream: TcpStream): void
}

export interface TcpEnv {
  readonly clusters: ClusterManager
  readonly clock: Clock
  readonly wheel: TimerWheel
  /** Uniform in [0, 1). */
  readonly random: () => number
  /** The counters of a `stat_prefix`; proxies of one prefix share them. */
  readonly stats: (statPrefix: string) => TcpStats
  readonly compileAccessLog: (config: AccessLog) => Compiled<TcpAccessLogger>
}

export interface TcpProxyConfig {
  readonly stats: TcpStats
  readonly clusters: WeightedChoice<string>
  readonly filters: readonly TcpFilterFactory[]
  readonly accessLogs: readonly TcpAccessLogger[]
  /** 0: no limit. */
  readonly idleTimeoutMs: number
  /** 0: no limit. */
  readonly maxDurationMs: number
  readonly maxConnectAttempts: number
  readonly hashesSourceIp: boolean
}

/** Compiles a TCP proxy with the filters that stand before it, or says everything that is wrong. */
export function compileTcpProxy(
  message: TcpProxyMessage,
  filters: readonly TcpFilterFactory[],
  env: TcpEnv,
): Compiled<NetworkFilter> {
  const at = new Violations()
  if (message.metadataMatch !== null) at.at('metadata_match').unsupported()
  if (message.tunnelingConfig !== null) at.at('tunneling_config').unsupported()
  const clusters = compileClusters(message, at)
  const config = {
    stats: env.stats(message.statPrefix),
    filters,
    accessLogs: compileAccessLogs(message.accessLog, env, at),
    idleTimeoutMs: durationMs(message.idleTimeout, 3_600_000, at.at('idle_timeout')),
    maxDurationMs: durationMs(
      message.maxDownstreamConnectionDuration,
      0,
      at.at('max_downstream_connection_duration'),
    ),
    maxConnectAttempts: Math.max(1, message.maxConnectAttempts ?? 1),
    hashesSourceIp: compileHash(message, at),
  }
  return at.result<NetworkFilter>(
    clusters === null ? null : new TcpProxy({ ...config, clusters }, env),
  )
}

function compileClusters(message: TcpProxyMessage, at: Violations): WeightedChoice<string> | null {
  if (message.cluster !== null) {
    const only = compileWeighted([{ weight: 1, value: message.cluster }])
    return only.kind === 'ok' ? only.value : null
  }
  if (message.weightedClusters === null) {
    at.add('names no cluster')
    return null
  }
  const place = at.at('weighted_clusters')
  const entries = message.weightedClusters.clusters.map((entry, i) => {
    if (entry.metadataMatch !== null) place.at('clusters', i).at('metadata_match').unsupported()
    return { weight: entry.weight, value: entry.name }
  })
  const compiled = compileWeighted(entries)
  if (compiled.kind === 'ok') return compiled.value
  place.adopt(compiled.violations)
  return null
}

function compileAccessLogs(
  configs: readonly AccessLog[],
  env: TcpEnv,
  at: Violations,
): readonly TcpAccessLogger[] {
  return configs.flatMap((config, i) => {
    const compiled = env.compileAccessLog(config)
    if (compiled.kind === 'ok') return [compiled.value]
    at.at('access_log', i).adopt(compiled.violations)
    return []
  })
}

function compileHash(message: TcpProxyMessage, at: Violations): boolean {
  for (const [i, policy] of message.hashPolicy.entries())
    if (policy.sourceIp === null) at.at('hash_policy', i).unsupported('this hash policy')
  return message.hashPolicy.length > 0
}

export class TcpProxy implements NetworkFilter {
  private readonly config: TcpProxyConfig
  private readonly env: TcpEnv
  private successor: TcpProxy | null = null

  constructor(config: TcpProxyConfig, env: TcpEnv) {
    this.config = config
    this.env = env
  }

  onConnection(connection: DownstreamConnection): void {
    if (this.successor !== null) {
      this.successor.onConnection(connection)
      return
    }
    const { config, env } = this
    const hash = config.hashesSourceIp ? xxHash64(connection.info.remoteAddress) : null
    const clusterName = config.clusters.pick(Math.floor(env.random() * 2 ** 53))
    new TcpSession(connection, config, env, clusterName, hash).start()
  }

  /** Connections that were decided already live on as they are; those that still arrive here are the other's. */
  handOver(successor: NetworkFilter): boolean {
    if (!(successor instanceof TcpProxy)) return false
    this.successor = successor
    return true
  }

  /** Connections are not asked to leave: nothing in a byte stream can say so. They end with the listener's drain time. */
  drain(): void {
    return
  }
}
