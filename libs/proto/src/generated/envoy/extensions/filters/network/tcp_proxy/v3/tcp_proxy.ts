/** Generated from envoy/extensions/filters/network/tcp_proxy/v3/tcp_proxy.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { AccessLog, readAccessLog, writeAccessLog } from '../../../../../config/accesslog/v3/accesslog.ts'
import { BackoffStrategy, readBackoffStrategy, writeBackoffStrategy } from '../../../../../config/core/v3/backoff.ts'
import { HeaderValueOption, Metadata, readHeaderValueOption, readMetadata, writeHeaderValueOption, writeMetadata } from '../../../../../config/core/v3/base.ts'
import { UpstreamConnectMode } from './upstream_connect_mode.ts'
import { HashPolicy, readHashPolicy, writeHashPolicy } from '../../../../../type/v3/hash_policy.ts'
import { Percent, readPercent, writePercent } from '../../../../../type/v3/percent.ts'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { Duration, readDuration, writeDuration } from '../../../../../../../well-known/duration.ts'
import { UInt32Value, readUInt32Value, writeUInt32Value } from '../../../../../../../well-known/wrappers.ts'
import { type Mutable, NO_ITEMS, append, put } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy */
export interface TcpProxy {
  readonly statPrefix: string
  readonly cluster: string | null // oneof cluster_specifier
  readonly downstreamIdleTimeout: Duration | null
  readonly upstreamIdleTimeout: Duration | null
  readonly accessLog: readonly AccessLog[]
  readonly maxConnectAttempts: number | null
  readonly idleTimeout: Duration | null
  readonly metadataMatch: Metadata | null
  readonly weightedClusters: TcpProxyWeightedCluster | null // oneof cluster_specifier
  readonly hashPolicy: readonly HashPolicy[]
  readonly tunnelingConfig: TcpProxyTunnelingConfig | null
  readonly maxDownstreamConnectionDuration: Duration | null
  readonly accessLogFlushInterval: Duration | null
  readonly flushAccessLogOnConnected: boolean
  readonly accessLogOptions: TcpProxyTcpAccessLogOptions | null
  readonly backoffOptions: BackoffStrategy | null
  readonly maxDownstreamConnectionDurationJitterPercentage: Percent | null
  readonly upstreamConnectMode: UpstreamConnectMode
  readonly maxEarlyDataBytes: number | null
}

export const TcpProxy: MessageType<TcpProxy> = define<TcpProxy>({
  name: 'envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy', empty: emptyTcpProxy, write: writeTcpProxy, read: readTcpProxy,
  fields: () => [
    ['stat_prefix', 1, 'string'],
    ['cluster', 2, 'string', '', 'clusterSpecifier'],
    ['downstream_idle_timeout', 3, Duration],
    ['upstream_idle_timeout', 4, Duration],
    ['access_log', 5, AccessLog, 'list'],
    ['max_connect_attempts', 7, UInt32Value],
    ['idle_timeout', 8, Duration],
    ['metadata_match', 9, Metadata],
    ['weighted_clusters', 10, TcpProxyWeightedCluster, '', 'clusterSpecifier'],
    ['hash_policy', 11, HashPolicy, 'list'],
    ['tunneling_config', 12, TcpProxyTunnelingConfig],
    ['max_downstream_connection_duration', 13, Duration],
    ['access_log_flush_interval', 15, Duration],
    ['flush_access_log_on_connected', 16, 'bool'],
    ['access_log_options', 17, TcpProxyTcpAccessLogOptions],
    ['backoff_options', 18, BackoffStrategy],
    ['max_downstream_connection_duration_jitter_percentage', 20, Percent],
    ['upstream_connect_mode', 21, { enum: UpstreamConnectMode }],
    ['max_early_data_bytes', 22, UInt32Value],
  ],
  pruned: { 14: 'on_demand' },
})

export function emptyTcpProxy(): TcpProxy {
  return {
    statPrefix: '',
    cluster: null,
    downstreamIdleTimeout: null,
    upstreamIdleTimeout: null,
    accessLog: NO_ITEMS,
    maxConnectAttempts: null,
    idleTimeout: null,
    metadataMatch: null,
    weightedClusters: null,
    hashPolicy: NO_ITEMS,
    tunnelingConfig: null,
    maxDownstreamConnectionDuration: null,
    accessLogFlushInterval: null,
    flushAccessLogOnConnected: false,
    accessLogOptions: null,
    backoffOptions: null,
    maxDownstreamConnectionDurationJitterPercentage: null,
    upstreamConnectMode: 0,
    maxEarlyDataBytes: null,
  }
}

export function writeTcpProxy(m: TcpProxy, w: ByteWriter): void {
  if (m.statPrefix !== '') w.uint32(10).string(m.statPrefix)
  if (m.cluster !== null) w.uint32(18).string(m.cluster)
  if (m.downstreamIdleTimeout !== null) put(w, 26, writeDuration, m.downstreamIdleTimeout)
  if (m.upstreamIdleTimeout !== null) put(w, 34, writeDuration, m.upstreamIdleTimeout)
  for (const v of m.accessLog) put(w, 42, writeAccessLog, v)
  if (m.maxConnectAttempts !== null) put(w, 58, writeUInt32Value, m.maxConnectAttempts)
  if (m.idleTimeout !== null) put(w, 66, writeDuration, m.idleTimeout)
  if (m.metadataMatch !== null) put(w, 74, writeMetadata, m.metadataMatch)
  if (m.weightedClusters !== null) put(w, 82, writeTcpProxyWeightedCluster, m.weightedClusters)
  for (const v of m.hashPolicy) put(w, 90, writeHashPolicy, v)
  if (m.tunnelingConfig !== null) put(w, 98, writeTcpProxyTunnelingConfig, m.tunnelingConfig)
  if (m.maxDownstreamConnectionDuration !== null) put(w, 106, writeDuration, m.maxDownstreamConnectionDuration)
  if (m.accessLogFlushInterval !== null) put(w, 122, writeDuration, m.accessLogFlushInterval)
  if (m.flushAccessLogOnConnected) w.uint32(128).bool(m.flushAccessLogOnConnected)
  if (m.accessLogOptions !== null) put(w, 138, writeTcpProxyTcpAccessLogOptions, m.accessLogOptions)
  if (m.backoffOptions !== null) put(w, 146, writeBackoffStrategy, m.backoffOptions)
  if (m.maxDownstreamConnectionDurationJitterPercentage !== null) put(w, 162, writePercent, m.maxDownstreamConnectionDurationJitterPercentage)
  if (m.upstreamConnectMode !== 0) w.uint32(168).int32(m.upstreamConnectMode)
  if (m.maxEarlyDataBytes !== null) put(w, 178, writeUInt32Value, m.maxEarlyDataBytes)
}

export function readTcpProxy(r: MessageReader, into: TcpProxy | null): TcpProxy {
  const m: Mutable<TcpProxy> = into ?? emptyTcpProxy()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.statPrefix = r.string(); break
      case 18: { const v = r.string(); clearTcpProxy_cluster_specifier(m); m.cluster = v; break }
      case 26: m.downstreamIdleTimeout = readDuration(r.message(), m.downstreamIdleTimeout); break
      case 34: m.upstreamIdleTimeout = readDuration(r.message(), m.upstreamIdleTimeout); break
      case 42: m.accessLog = append(m.accessLog, readAccessLog(r.message(), null)); break
      case 58: m.maxConnectAttempts = readUInt32Value(r.message()); break
      case 66: m.idleTimeout = readDuration(r.message(), m.idleTimeout); break
      case 74: m.metadataMatch = readMetadata(r.message(), m.metadataMatch); break
      case 82: { const v = readTcpProxyWeightedCluster(r.message(), m.weightedClusters); clearTcpProxy_cluster_specifier(m); m.weightedClusters = v; break }
      case 90: m.hashPolicy = append(m.hashPolicy, readHashPolicy(r.message(), null)); break
      case 98: m.tunnelingConfig = readTcpProxyTunnelingConfig(r.message(), m.tunnelingConfig); break
      case 106: m.maxDownstreamConnectionDuration = readDuration(r.message(), m.maxDownstreamConnectionDuration); break
      case 122: m.accessLogFlushInterval = readDuration(r.message(), m.accessLogFlushInterval); break
      case 128: m.flushAccessLogOnConnected = r.bool(); break
      case 138: m.accessLogOptions = readTcpProxyTcpAccessLogOptions(r.message(), m.accessLogOptions); break
      case 146: m.backoffOptions = readBackoffStrategy(r.message(), m.backoffOptions); break
      case 162: m.maxDownstreamConnectionDurationJitterPercentage = readPercent(r.message(), m.maxDownstreamConnectionDurationJitterPercentage); break
      case 168: m.upstreamConnectMode = r.int32() as UpstreamConnectMode; break
      case 178: m.maxEarlyDataBytes = readUInt32Value(r.message()); break
      default: r.skipField(tag)
    }
  }
  return m
}
function clearTcpProxy_cluster_specifier(m: Mutable<TcpProxy>): void {
  m.cluster = null
  m.weightedClusters = null
}

/** envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy.TcpAccessLogOptions */
export interface TcpProxyTcpAccessLogOptions {
  readonly accessLogFlushInterval: Duration | null
  readonly flushAccessLogOnConnected: boolean
}

export const TcpProxyTcpAccessLogOptions: MessageType<TcpProxyTcpAccessLogOptions> = define<TcpProxyTcpAccessLogOptions>({
  name: 'envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy.TcpAccessLogOptions', empty: emptyTcpProxyTcpAccessLogOptions, write: writeTcpProxyTcpAccessLogOptions, read: readTcpProxyTcpAccessLogOptions,
  fields: () => [
    ['access_log_flush_interval', 1, Duration],
    ['flush_access_log_on_connected', 2, 'bool'],
  ],
})

export function emptyTcpProxyTcpAccessLogOptions(): TcpProxyTcpAccessLogOptions {
  return {
    accessLogFlushInterval: null,
    flushAccessLogOnConnected: false,
  }
}

export function writeTcpProxyTcpAccessLogOptions(m: TcpProxyTcpAccessLogOptions, w: ByteWriter): void {
  if (m.accessLogFlushInterval !== null) put(w, 10, writeDuration, m.accessLogFlushInterval)
  if (m.flushAccessLogOnConnected) w.uint32(16).bool(m.flushAccessLogOnConnected)
}

export function readTcpProxyTcpAccessLogOptions(r: MessageReader, into: TcpProxyTcpAccessLogOptions | null): TcpProxyTcpAccessLogOptions {
  const m: Mutable<TcpProxyTcpAccessLogOptions> = into ?? emptyTcpProxyTcpAccessLogOptions()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.accessLogFlushInterval = readDuration(r.message(), m.accessLogFlushInterval); break
      case 16: m.flushAccessLogOnConnected = r.bool(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy.TunnelingConfig */
export interface TcpProxyTunnelingConfig {
  readonly hostname: string
  readonly usePost: boolean
  readonly headersToAdd: readonly HeaderValueOption[]
  readonly propagateResponseHeaders: boolean
  readonly postPath: string
  readonly propagateResponseTrailers: boolean
}

export const TcpProxyTunnelingConfig: MessageType<TcpProxyTunnelingConfig> = define<TcpProxyTunnelingConfig>({
  name: 'envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy.TunnelingConfig', empty: emptyTcpProxyTunnelingConfig, write: writeTcpProxyTunnelingConfig, read: readTcpProxyTunnelingConfig,
  fields: () => [
    ['hostname', 1, 'string'],
    ['use_post', 2, 'bool'],
    ['headers_to_add', 3, HeaderValueOption, 'list'],
    ['propagate_response_headers', 4, 'bool'],
    ['post_path', 5, 'string'],
    ['propagate_response_trailers', 6, 'bool'],
  ],
})

export function emptyTcpProxyTunnelingConfig(): TcpProxyTunnelingConfig {
  return {
    hostname: '',
    usePost: false,
    headersToAdd: NO_ITEMS,
    propagateResponseHeaders: false,
    postPath: '',
    propagateResponseTrailers: false,
  }
}

export function writeTcpProxyTunnelingConfig(m: TcpProxyTunnelingConfig, w: ByteWriter): void {
  if (m.hostname !== '') w.uint32(10).string(m.hostname)
  if (m.usePost) w.uint32(16).bool(m.usePost)
  for (const v of m.headersToAdd) put(w, 26, writeHeaderValueOption, v)
  if (m.propagateResponseHeaders) w.uint32(32).bool(m.propagateResponseHeaders)
  if (m.postPath !== '') w.uint32(42).string(m.postPath)
  if (m.propagateResponseTrailers) w.uint32(48).bool(m.propagateResponseTrailers)
}

export function readTcpProxyTunnelingConfig(r: MessageReader, into: TcpProxyTunnelingConfig | null): TcpProxyTunnelingConfig {
  const m: Mutable<TcpProxyTunnelingConfig> = into ?? emptyTcpProxyTunnelingConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.hostname = r.string(); break
      case 16: m.usePost = r.bool(); break
      case 26: m.headersToAdd = append(m.headersToAdd, readHeaderValueOption(r.message(), null)); break
      case 32: m.propagateResponseHeaders = r.bool(); break
      case 42: m.postPath = r.string(); break
      case 48: m.propagateResponseTrailers = r.bool(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy.WeightedCluster */
export interface TcpProxyWeightedCluster {
  readonly clusters: readonly TcpProxyWeightedClusterClusterWeight[]
}

export const TcpProxyWeightedCluster: MessageType<TcpProxyWeightedCluster> = define<TcpProxyWeightedCluster>({
  name: 'envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy.WeightedCluster', empty: emptyTcpProxyWeightedCluster, write: writeTcpProxyWeightedCluster, read: readTcpProxyWeightedCluster,
  fields: () => [
    ['clusters', 1, TcpProxyWeightedClusterClusterWeight, 'list'],
  ],
})

export function emptyTcpProxyWeightedCluster(): TcpProxyWeightedCluster {
  return {
    clusters: NO_ITEMS,
  }
}

export function writeTcpProxyWeightedCluster(m: TcpProxyWeightedCluster, w: ByteWriter): void {
  for (const v of m.clusters) put(w, 10, writeTcpProxyWeightedClusterClusterWeight, v)
}

export function readTcpProxyWeightedCluster(r: MessageReader, into: TcpProxyWeightedCluster | null): TcpProxyWeightedCluster {
  const m: Mutable<TcpProxyWeightedCluster> = into ?? emptyTcpProxyWeightedCluster()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.clusters = append(m.clusters, readTcpProxyWeightedClusterClusterWeight(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy.WeightedCluster.ClusterWeight */
export interface TcpProxyWeightedClusterClusterWeight {
  readonly name: string
  readonly weight: number
  readonly metadataMatch: Metadata | null
}

export const TcpProxyWeightedClusterClusterWeight: MessageType<TcpProxyWeightedClusterClusterWeight> = define<TcpProxyWeightedClusterClusterWeight>({
  name: 'envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy.WeightedCluster.ClusterWeight', empty: emptyTcpProxyWeightedClusterClusterWeight, write: writeTcpProxyWeightedClusterClusterWeight, read: readTcpProxyWeightedClusterClusterWeight,
  fields: () => [
    ['name', 1, 'string'],
    ['weight', 2, 'uint32'],
    ['metadata_match', 3, Metadata],
  ],
})

export function emptyTcpProxyWeightedClusterClusterWeight(): TcpProxyWeightedClusterClusterWeight {
  return {
    name: '',
    weight: 0,
    metadataMatch: null,
  }
}

export function writeTcpProxyWeightedClusterClusterWeight(m: TcpProxyWeightedClusterClusterWeight, w: ByteWriter): void {
  if (m.name !== '') w.uint32(10).string(m.name)
  if (m.weight !== 0) w.uint32(16).uint32(m.weight)
  if (m.metadataMatch !== null) put(w, 26, writeMetadata, m.metadataMatch)
}

export function readTcpProxyWeightedClusterClusterWeight(r: MessageReader, into: TcpProxyWeightedClusterClusterWeight | null): TcpProxyWeightedClusterClusterWeight {
  const m: Mutable<TcpProxyWeightedClusterClusterWeight> = into ?? emptyTcpProxyWeightedClusterClusterWeight()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.name = r.string(); break
      case 16: m.weight = r.uint32(); break
      case 26: m.metadataMatch = readMetadata(r.message(), m.metadataMatch); break
      default: r.skipField(tag)
    }
  }
  return m
}
