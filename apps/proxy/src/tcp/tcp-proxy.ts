/** The TCP proxy: a network filter compiled from its message. */
import { MetadataMatch, xxHash64 } from '@flotilla/balancer'
import { compileWeighted, type WeightedChoice } from '@flotilla/match'
import {
  type AccessLog,
  type Metadata,
  type TcpProxy as TcpProxyMessage,
  UpstreamConnectMode,
} from '@flotilla/proto'
import type { Clock, TimerWheel } from '@flotilla/time'
import { durationMs } from '../compile/fields.ts'
import { Violations } from '../compile/violations.ts'
import type { Compiled, HttpProtocol } from '../http/filter.ts'
import type { DownstreamConnection, NetworkFilter } from '../listener/types.ts'
import type { TcpStats } from '../telemetry/tcp-stats.ts'
import type { ClusterManager } from '../upstream/types.ts'
import type { TcpFilterFactory, TcpStream } from './filter.ts'
import { TcpSession } from './tcp-session.ts'
import { compileTunnel, type TunnelSpec } from './tunnel.ts'

/** Why a line is written, in Envoy's words for `%ACCESS_LOG_TYPE%`. */
export type TcpLogType = 'TcpUpstreamConnected' | 'TcpPeriodic' | 'TcpConnectionEnd' | 'NotSet'

export interface WholeConnection {
  /** Of the end, in Envoy's words; empty where there is nothing to say. */
  readonly details: string
  /** Empty where it is none of HTTP's. */
  readonly protocol: HttpProtocol | ''
}

/** Writes a line for each connection when it is over, and before where that is configured. */
export interface TcpAccessLogger {
  /** @param whole what is known of the connection beside what it carries. */
  log(stream: TcpStream, type: TcpLogType, whole?: WholeConnection): void
}

/** A cluster, and what is asked of its endpoints' `envoy.lb` metadata. */
export interface TcpTarget {
  readonly cluster: string
  readonly metadataMatch: MetadataMatch | null
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
  readonly targets: WeightedChoice<TcpTarget>
  readonly filters: readonly TcpFilterFactory[]
  readonly accessLogs: readonly TcpAccessLogger[]
  /** 0: no limit. */
  readonly idleTimeoutMs: number
  /** 0: no limit. */
  readonly maxDurationMs: number
  /** Of that limit, at most so much is added to it. */
  readonly durationJitterRatio: number
  readonly maxConnectAttempts: number
  /** Between attempts to connect; null: the next follows at once. */
  readonly backoff: ConnectBackoff | null
  /** Whether the upstream is dialled with the client's first bytes only. */
  readonly waitsForData: boolean
  readonly hashesSourceIp: boolean
  /** Null: bytes go to the upstream as they are. */
  readonly tunnel: TunnelSpec | null
  readonly logsConnect: boolean
  /** Also a line each so many ms; 0: none. */
  readonly logIntervalMs: number
}

/** Each wait is drawn from none to twice as much as the one before, up to `maxMs`. */
export interface ConnectBackoff {
  readonly baseMs: number
  readonly maxMs: number
}

/** Where the configuration names no longest wait, as in Envoy. */
const MAX_OVER_BASE = 10

/** Compiles a TCP proxy with the filters that stand before it, or says everything that is wrong. */
export function compileTcpProxy(
  message: TcpProxyMessage,
  filters: readonly TcpFilterFactory[],
  env: TcpEnv,
): Compiled<NetworkFilter> {
  const at = new Violations()
  const targets = compileTargets(message, at)
  const tunnel =
    message.tunnelingConfig === null
      ? null
      : compileTunnel(message.tunnelingConfig, at.at('tunneling_config'))
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
    durationJitterRatio:
      (message.maxDownstreamConnectionDurationJitterPercentage?.value ?? 0) / 100,
    maxConnectAttempts: Math.max(1, message.maxConnectAttempts ?? 1),
    backoff: compileBackoff(message, at.at('backoff_options')),
    waitsForData: waitsForData(message, at),
    hashesSourceIp: compileHash(message, at),
    tunnel,
    ...compileLogOptions(message, at),
  }
  return at.result<NetworkFilter>(
    targets === null ? null : new TcpProxy({ ...config, targets }, env),
  )
}

function compileBackoff(message: TcpProxyMessage, at: Violations): ConnectBackoff | null {
  const options = message.backoffOptions
  if (options === null) return null
  const baseMs = durationMs(options.baseInterval, 0, at.at('base_interval'))
  const maxMs = durationMs(options.maxInterval, baseMs * MAX_OVER_BASE, at.at('max_interval'))
  if (baseMs < 1) at.at('base_interval').add('must be at least 1 ms')
  if (maxMs < baseMs) at.at('max_interval').add('must be at least base_interval')
  return { baseMs, maxMs }
}

/** TLS is terminated before this filter sees a connection: waiting for that is waiting for nothing. */
function waitsForData(message: TcpProxyMessage, at: Violations): boolean {
  const { IMMEDIATE, ON_DOWNSTREAM_DATA } = UpstreamConnectMode
  if (message.upstreamConnectMode !== IMMEDIATE && message.maxEarlyDataBytes === null)
    at.at('max_early_data_bytes').add('is required where upstream_connect_mode waits')
  return message.upstreamConnectMode === ON_DOWNSTREAM_DATA
}

/** The options of their own win over the fields that stood for them before. */
function compileLogOptions(
  message: TcpProxyMessage,
  at: Violations,
): Pick<TcpProxyConfig, 'logsConnect' | 'logIntervalMs'> {
  const options = message.accessLogOptions
  const interval = options?.accessLogFlushInterval ?? message.accessLogFlushInterval
  const logIntervalMs = durationMs(interval, 0, at.at('access_log_flush_interval'))
  if (interval !== null && logIntervalMs < 1)
    at.at('access_log_flush_interval').add('must be at least 1 ms')
  return {
    logsConnect: options?.flushAccessLogOnConnected ?? message.flushAccessLogOnConnected,
    logIntervalMs,
  }
}

function compileTargets(
  message: TcpProxyMessage,
  at: Violations,
): WeightedChoice<TcpTarget> | null {
  if (message.cluster !== null) {
    const value = { cluster: message.cluster, metadataMatch: matchOf(message.metadataMatch, null) }
    const only = compileWeighted([{ weight: 1, value }])
    return only.kind === 'ok' ? only.value : null
  }
  if (message.weightedClusters === null) {
    at.add('names no cluster')
    return null
  }
  const place = at.at('weighted_clusters')
  const entries = message.weightedClusters.clusters.map(({ name, weight, metadataMatch }) => ({
    weight,
    value: { cluster: name, metadataMatch: matchOf(message.metadataMatch, metadataMatch) },
  }))
  const compiled = compileWeighted(entries)
  if (compiled.kind === 'ok') return compiled.value
  place.adopt(compiled.violations)
  return null
}

/** A weighted cluster's own keys win over those of the whole. */
function matchOf(all: Metadata | null, own: Metadata | null): MetadataMatch | null {
  const wanted = {
    ...(all?.filterMetadata.get('envoy.lb') ?? {}),
    ...(own?.filterMetadata.get('envoy.lb') ?? {}),
  }
  return Object.keys(wanted).length === 0 ? null : new MetadataMatch(wanted)
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
  private readonly sessions: Set<TcpSession> = new Set()
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
    const target = config.targets.pick(Math.floor(env.random() * 2 ** 53))
    const session = new TcpSession(connection, config, env, target, hash)
    this.sessions.add(session)
    connection.socket.once('close', () => this.sessions.delete(session))
    session.start()
  }

  /** Connections that were decided already live on as they are; those that still arrive here are the other's. */
  handOver(successor: NetworkFilter): boolean {
    if (!(successor instanceof TcpProxy)) return false
    this.successor = successor
    return true
  }

  discourage(): void {
    return
  }

  close(): void {
    for (const session of [...this.sessions]) session.end()
  }

  /** Connections are not asked to leave: nothing in a byte stream can say so. They end with the listener's drain time. */
  drain(): void {
    return
  }
}
