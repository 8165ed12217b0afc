/** Generated from envoy/config/cluster/v3/cluster.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { CircuitBreakers, readCircuitBreakers, writeCircuitBreakers } from './circuit_breaker.ts'
import { OutlierDetection, readOutlierDetection, writeOutlierDetection } from './outlier_detection.ts'
import { Address, BindConfig, TcpKeepalive, readAddress, readBindConfig, readTcpKeepalive, writeAddress, writeBindConfig, writeTcpKeepalive } from '../../core/v3/address.ts'
import { Metadata, RuntimeDouble, TransportSocket, readMetadata, readRuntimeDouble, readTransportSocket, writeMetadata, writeRuntimeDouble, writeTransportSocket } from '../../core/v3/base.ts'
import { ConfigSource, readConfigSource, writeConfigSource } from '../../core/v3/config_source.ts'
import { TypedExtensionConfig, readTypedExtensionConfig, writeTypedExtensionConfig } from '../../core/v3/extension.ts'
import { ActiveHealthCheck, HealthStatusSet, readActiveHealthCheck, readHealthStatusSet, writeActiveHealthCheck, writeHealthStatusSet } from '../../core/v3/health_check.ts'
import { CommonHttpProtocolOptions, Http1ProtocolOptions, Http2ProtocolOptions, UpstreamHttpProtocolOptions, readCommonHttpProtocolOptions, readHttp1ProtocolOptions, readHttp2ProtocolOptions, readUpstreamHttpProtocolOptions, writeCommonHttpProtocolOptions, writeHttp1ProtocolOptions, writeHttp2ProtocolOptions, writeUpstreamHttpProtocolOptions } from '../../core/v3/protocol.ts'
import { DnsResolutionConfig, readDnsResolutionConfig, writeDnsResolutionConfig } from '../../core/v3/resolver.ts'
import { ClusterLoadAssignment, readClusterLoadAssignment, writeClusterLoadAssignment } from '../../endpoint/v3/endpoint.ts'
import { MetadataMatcher, readMetadataMatcher, writeMetadataMatcher } from '../../../type/matcher/v3/metadata.ts'
import { Percent, readPercent, writePercent } from '../../../type/v3/percent.ts'
import { type JsonObject } from '../../../../../json/json-value.ts'
import { type MessageType, define } from '../../../../../message-type.ts'
import { Any, readAny, writeAny } from '../../../../../well-known/any.ts'
import { Duration, readDuration, writeDuration } from '../../../../../well-known/duration.ts'
import { Struct, readStruct, writeStruct } from '../../../../../well-known/struct.ts'
import { BoolValue, DoubleValue, UInt32Value, UInt64Value, readBoolValue, readDoubleValue, readUInt32Value, readUInt64Value, writeBoolValue, writeDoubleValue, writeUInt32Value, writeUInt64Value } from '../../../../../well-known/wrappers.ts'
import { type Mutable, NO_ENTRIES, NO_ITEMS, append, ownMap, put } from '../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../wire/message-reader.ts'

/** envoy.config.cluster.v3.Cluster.ClusterProtocolSelection */
export const ClusterClusterProtocolSelection = {
  USE_CONFIGURED_PROTOCOL: 0,
  USE_DOWNSTREAM_PROTOCOL: 1,
} as const
export type ClusterClusterProtocolSelection = (typeof ClusterClusterProtocolSelection)[keyof typeof ClusterClusterProtocolSelection]

/** envoy.config.cluster.v3.Cluster.DiscoveryType */
export const ClusterDiscoveryType = {
  STATIC: 0,
  STRICT_DNS: 1,
  LOGICAL_DNS: 2,
  EDS: 3,
  ORIGINAL_DST: 4,
} as const
export type ClusterDiscoveryType = (typeof ClusterDiscoveryType)[keyof typeof ClusterDiscoveryType]

/** envoy.config.cluster.v3.Cluster.DnsLookupFamily */
export const ClusterDnsLookupFamily = {
  AUTO: 0,
  V4_ONLY: 1,
  V6_ONLY: 2,
  V4_PREFERRED: 3,
  ALL: 4,
} as const
export type ClusterDnsLookupFamily = (typeof ClusterDnsLookupFamily)[keyof typeof ClusterDnsLookupFamily]

/** envoy.config.cluster.v3.Cluster.LbPolicy */
export const ClusterLbPolicy = {
  ROUND_ROBIN: 0,
  LEAST_REQUEST: 1,
  RING_HASH: 2,
  RANDOM: 3,
  MAGLEV: 5,
  CLUSTER_PROVIDED: 6,
  LOAD_BALANCING_POLICY_CONFIG: 7,
} as const
export type ClusterLbPolicy = (typeof ClusterLbPolicy)[keyof typeof ClusterLbPolicy]

/** envoy.config.cluster.v3.Cluster.LbSubsetConfig.LbSubsetFallbackPolicy */
export const ClusterLbSubsetConfigLbSubsetFallbackPolicy = {
  NO_FALLBACK: 0,
  ANY_ENDPOINT: 1,
  DEFAULT_SUBSET: 2,
} as const
export type ClusterLbSubsetConfigLbSubsetFallbackPolicy = (typeof ClusterLbSubsetConfigLbSubsetFallbackPolicy)[keyof typeof ClusterLbSubsetConfigLbSubsetFallbackPolicy]

/** envoy.config.cluster.v3.Cluster.LbSubsetConfig.LbSubsetMetadataFallbackPolicy */
export const ClusterLbSubsetConfigLbSubsetMetadataFallbackPolicy = {
  METADATA_NO_FALLBACK: 0,
  FALLBACK_LIST: 1,
} as const
export type ClusterLbSubsetConfigLbSubsetMetadataFallbackPolicy = (typeof ClusterLbSubsetConfigLbSubsetMetadataFallbackPolicy)[keyof typeof ClusterLbSubsetConfigLbSubsetMetadataFallbackPolicy]

/** envoy.config.cluster.v3.Cluster.LbSubsetConfig.LbSubsetSelector.LbSubsetSelectorFallbackPolicy */
export const ClusterLbSubsetConfigLbSubsetSelectorLbSubsetSelectorFallbackPolicy = {
  NOT_DEFINED: 0,
  NO_FALLBACK: 1,
  ANY_ENDPOINT: 2,
  DEFAULT_SUBSET: 3,
  KEYS_SUBSET: 4,
} as const
export type ClusterLbSubsetConfigLbSubsetSelectorLbSubsetSelectorFallbackPolicy = (typeof ClusterLbSubsetConfigLbSubsetSelectorLbSubsetSelectorFallbackPolicy)[keyof typeof ClusterLbSubsetConfigLbSubsetSelectorLbSubsetSelectorFallbackPolicy]

/** envoy.config.cluster.v3.Cluster.RingHashLbConfig.HashFunction */
export const ClusterRingHashLbConfigHashFunction = {
  XX_HASH: 0,
  MURMUR_HASH_2: 1,
} as const
export type ClusterRingHashLbConfigHashFunction = (typeof ClusterRingHashLbConfigHashFunction)[keyof typeof ClusterRingHashLbConfigHashFunction]

/** envoy.config.cluster.v3.UpstreamConnectionOptions.FirstAddressFamilyVersion */
export const UpstreamConnectionOptionsFirstAddressFamilyVersion = {
  DEFAULT: 0,
  V4: 1,
  V6: 2,
} as const
export type UpstreamConnectionOptionsFirstAddressFamilyVersion = (typeof UpstreamConnectionOptionsFirstAddressFamilyVersion)[keyof typeof UpstreamConnectionOptionsFirstAddressFamilyVersion]

/** envoy.config.cluster.v3.Cluster */
export interface Cluster {
  readonly name: string
  readonly type: ClusterDiscoveryType | null // oneof cluster_discovery_type
  readonly edsClusterConfig: ClusterEdsClusterConfig | null
  readonly connectTimeout: Duration | null
  readonly perConnectionBufferLimitBytes: number | null
  readonly lbPolicy: ClusterLbPolicy
  readonly healthChecks: readonly ActiveHealthCheck[]
  readonly maxRequestsPerConnection: number | null
  readonly circuitBreakers: CircuitBreakers | null
  readonly httpProtocolOptions: Http1ProtocolOptions | null
  readonly http2ProtocolOptions: Http2ProtocolOptions | null
  readonly dnsRefreshRate: Duration | null
  readonly dnsLookupFamily: ClusterDnsLookupFamily
  readonly dnsResolvers: readonly Address[]
  readonly outlierDetection: OutlierDetection | null
  readonly cleanupInterval: Duration | null
  readonly upstreamBindConfig: BindConfig | null
  readonly lbSubsetConfig: ClusterLbSubsetConfig | null
  readonly ringHashLbConfig: ClusterRingHashLbConfig | null // oneof lb_config
  readonly transportSocket: TransportSocket | null
  readonly metadata: Metadata | null
  readonly protocolSelection: ClusterClusterProtocolSelection
  readonly commonLbConfig: ClusterCommonLbConfig | null
  readonly altStatName: string
  readonly commonHttpProtocolOptions: CommonHttpProtocolOptions | null
  readonly upstreamConnectionOptions: UpstreamConnectionOptions | null
  readonly closeConnectionsOnHostHealthFailure: boolean
  readonly ignoreHealthOnHostRemoval: boolean
  readonly loadAssignment: ClusterLoadAssignment | null
  readonly originalDstLbConfig: ClusterOriginalDstLbConfig | null // oneof lb_config
  readonly typedExtensionProtocolOptions: ReadonlyMap<string, Any>
  readonly leastRequestLbConfig: ClusterLeastRequestLbConfig | null // oneof lb_config
  readonly clusterType: ClusterCustomClusterType | null // oneof cluster_discovery_type
  readonly respectDnsTtl: boolean
  readonly loadBalancingPolicy: LoadBalancingPolicy | null
  readonly transportSocketMatches: readonly ClusterTransportSocketMatch[]
  readonly dnsFailureRefreshRate: ClusterRefreshRate | null
  readonly useTcpForDnsLookups: boolean
  readonly upstreamHttpProtocolOptions: UpstreamHttpProtocolOptions | null
  readonly trackTimeoutBudgets: boolean
  readonly upstreamConfig: TypedExtensionConfig | null
  readonly trackClusterStats: TrackClusterStats | null
  readonly preconnectPolicy: ClusterPreconnectPolicy | null
  readonly connectionPoolPerDownstreamConnection: boolean
  readonly maglevLbConfig: ClusterMaglevLbConfig | null // oneof lb_config
  readonly dnsResolutionConfig: DnsResolutionConfig | null
  readonly waitForWarmOnInit: boolean | null
  readonly typedDnsResolverConfig: TypedExtensionConfig | null
  readonly roundRobinLbConfig: ClusterRoundRobinLbConfig | null // oneof lb_config
  readonly dnsJitter: Duration | null
}

export const Cluster: MessageType<Cluster> = define<Cluster>({
  name: 'envoy.config.cluster.v3.Cluster', empty: emptyCluster, write: writeCluster, read: readCluster,
  fields: () => [
    ['name', 1, 'string'],
    ['type', 2, { enum: ClusterDiscoveryType }, '', 'clusterDiscoveryType'],
    ['eds_cluster_config', 3, ClusterEdsClusterConfig],
    ['connect_timeout', 4, Duration],
    ['per_connection_buffer_limit_bytes', 5, UInt32Value],
    ['lb_policy', 6, { enum: ClusterLbPolicy }],
    ['health_checks', 8, ActiveHealthCheck, 'list'],
    ['max_requests_per_connection', 9, UInt32Value],
    ['circuit_breakers', 10, CircuitBreakers],
    ['http_protocol_options', 13, Http1ProtocolOptions],
    ['http2_protocol_options', 14, Http2ProtocolOptions],
    ['dns_refresh_rate', 16, Duration],
    ['dns_lookup_family', 17, { enum: ClusterDnsLookupFamily }],
    ['dns_resolvers', 18, Address, 'list'],
    ['outlier_detection', 19, OutlierDetection],
    ['cleanup_interval', 20, Duration],
    ['upstream_bind_config', 21, BindConfig],
    ['lb_subset_config', 22, ClusterLbSubsetConfig],
    ['ring_hash_lb_config', 23, ClusterRingHashLbConfig, '', 'lbConfig'],
    ['transport_socket', 24, TransportSocket],
    ['metadata', 25, Metadata],
    ['protocol_selection', 26, { enum: ClusterClusterProtocolSelection }],
    ['common_lb_config', 27, ClusterCommonLbConfig],
    ['alt_stat_name', 28, 'string'],
    ['common_http_protocol_options', 29, CommonHttpProtocolOptions],
    ['upstream_connection_options', 30, UpstreamConnectionOptions],
    ['close_connections_on_host_health_failure', 31, 'bool'],
    ['ignore_health_on_host_removal', 32, 'bool'],
    ['load_assignment', 33, ClusterLoadAssignment],
    ['original_dst_lb_config', 34, ClusterOriginalDstLbConfig, '', 'lbConfig'],
    ['typed_extension_protocol_options', 36, Any, 'map:string'],
    ['least_request_lb_config', 37, ClusterLeastRequestLbConfig, '', 'lbConfig'],
    ['cluster_type', 38, ClusterCustomClusterType, '', 'clusterDiscoveryType'],
    ['respect_dns_ttl', 39, 'bool'],
    ['load_balancing_policy', 41, LoadBalancingPolicy],
    ['transport_socket_matches', 43, ClusterTransportSocketMatch, 'list'],
    ['dns_failure_refresh_rate', 44, ClusterRefreshRate],
    ['use_tcp_for_dns_lookups', 45, 'bool'],
    ['upstream_http_protocol_options', 46, UpstreamHttpProtocolOptions],
    ['track_timeout_budgets', 47, 'bool'],
    ['upstream_config', 48, TypedExtensionConfig],
    ['track_cluster_stats', 49, TrackClusterStats],
    ['preconnect_policy', 50, ClusterPreconnectPolicy],
    ['connection_pool_per_downstream_connection', 51, 'bool'],
    ['maglev_lb_config', 52, ClusterMaglevLbConfig, '', 'lbConfig'],
    ['dns_resolution_config', 53, DnsResolutionConfig],
    ['wait_for_warm_on_init', 54, BoolValue],
    ['typed_dns_resolver_config', 55, TypedExtensionConfig],
    ['round_robin_lb_config', 56, ClusterRoundRobinLbConfig, '', 'lbConfig'],
    ['dns_jitter', 58, Duration],
  ],
  pruned: { 40: 'filters', 42: 'lrs_server', 57: 'lrs_report_endpoint_metrics' },
})

export function emptyCluster(): Cluster {
  return {
    name: '',
    type: null,
    edsClusterConfig: null,
    connectTimeout: null,
    perConnectionBufferLimitBytes: null,
    lbPolicy: 0,
    healthChecks: NO_ITEMS,
    maxRequestsPerConnection: null,
    circuitBreakers: null,
    httpProtocolOptions: null,
    http2ProtocolOptions: null,
    dnsRefreshRate: null,
    dnsLookupFamily: 0,
    dnsResolvers: NO_ITEMS,
    outlierDetection: null,
    cleanupInterval: null,
    upstreamBindConfig: null,
    lbSubsetConfig: null,
    ringHashLbConfig: null,
    transportSocket: null,
    metadata: null,
    protocolSelection: 0,
    commonLbConfig: null,
    altStatName: '',
    commonHttpProtocolOptions: null,
    upstreamConnectionOptions: null,
    closeConnectionsOnHostHealthFailure: false,
    ignoreHealthOnHostRemoval: false,
    loadAssignment: null,
    originalDstLbConfig: null,
    typedExtensionProtocolOptions: NO_ENTRIES,
    leastRequestLbConfig: null,
    clusterType: null,
    respectDnsTtl: false,
    loadBalancingPolicy: null,
    transportSocketMatches: NO_ITEMS,
    dnsFailureRefreshRate: null,
    useTcpForDnsLookups: false,
    upstreamHttpProtocolOptions: null,
    trackTimeoutBudgets: false,
    upstreamConfig: null,
    trackClusterStats: null,
    preconnectPolicy: null,
    connectionPoolPerDownstreamConnection: false,
    maglevLbConfig: null,
    dnsResolutionConfig: null,
    waitForWarmOnInit: null,
    typedDnsResolverConfig: null,
    roundRobinLbConfig: null,
    dnsJitter: null,
  }
}

export function writeCluster(m: Cluster, w: ByteWriter): void {
  if (m.name !== '') w.uint32(10).string(m.name)
  if (m.type !== null) w.uint32(16).int32(m.type)
  if (m.edsClusterConfig !== null) put(w, 26, writeClusterEdsClusterConfig, m.edsClusterConfig)
  if (m.connectTimeout !== null) put(w, 34, writeDuration, m.connectTimeout)
  if (m.perConnectionBufferLimitBytes !== null) put(w, 42, writeUInt32Value, m.perConnectionBufferLimitBytes)
  if (m.lbPolicy !== 0) w.uint32(48).int32(m.lbPolicy)
  for (const v of m.healthChecks) put(w, 66, writeActiveHealthCheck, v)
  if (m.maxRequestsPerConnection !== null) put(w, 74, writeUInt32Value, m.maxRequestsPerConnection)
  if (m.circuitBreakers !== null) put(w, 82, writeCircuitBreakers, m.circuitBreakers)
  if (m.httpProtocolOptions !== null) put(w, 106, writeHttp1ProtocolOptions, m.httpProtocolOptions)
  if (m.http2ProtocolOptions !== null) put(w, 114, writeHttp2ProtocolOptions, m.http2ProtocolOptions)
  if (m.dnsRefreshRate !== null) put(w, 130, writeDuration, m.dnsRefreshRate)
  if (m.dnsLookupFamily !== 0) w.uint32(136).int32(m.dnsLookupFamily)
  for (const v of m.dnsResolvers) put(w, 146, writeAddress, v)
  if (m.outlierDetection !== null) put(w, 154, writeOutlierDetection, m.outlierDetection)
  if (m.cleanupInterval !== null) put(w, 162, writeDuration, m.cleanupInterval)
  if (m.upstreamBindConfig !== null) put(w, 170, writeBindConfig, m.upstreamBindConfig)
  if (m.lbSubsetConfig !== null) put(w, 178, writeClusterLbSubsetConfig, m.lbSubsetConfig)
  if (m.ringHashLbConfig !== null) put(w, 186, writeClusterRingHashLbConfig, m.ringHashLbConfig)
  if (m.transportSocket !== null) put(w, 194, writeTransportSocket, m.transportSocket)
  if (m.metadata !== null) put(w, 202, writeMetadata, m.metadata)
  if (m.protocolSelection !== 0) w.uint32(208).int32(m.protocolSelection)
  if (m.commonLbConfig !== null) put(w, 218, writeClusterCommonLbConfig, m.commonLbConfig)
  if (m.altStatName !== '') w.uint32(226).string(m.altStatName)
  if (m.commonHttpProtocolOptions !== null) put(w, 234, writeCommonHttpProtocolOptions, m.commonHttpProtocolOptions)
  if (m.upstreamConnectionOptions !== null) put(w, 242, writeUpstreamConnectionOptions, m.upstreamConnectionOptions)
  if (m.closeConnectionsOnHostHealthFailure) w.uint32(248).bool(m.closeConnectionsOnHostHealthFailure)
  if (m.ignoreHealthOnHostRemoval) w.uint32(256).bool(m.ignoreHealthOnHostRemoval)
  if (m.loadAssignment !== null) put(w, 266, writeClusterLoadAssignment, m.loadAssignment)
  if (m.originalDstLbConfig !== null) put(w, 274, writeClusterOriginalDstLbConfig, m.originalDstLbConfig)
  for (const [k, v] of m.typedExtensionProtocolOptions) { w.uint32(290); const o = w.open(); w.uint32(10).string(k); put(w, 18, writeAny, v); w.close(o) }
  if (m.leastRequestLbConfig !== null) put(w, 298, writeClusterLeastRequestLbConfig, m.leastRequestLbConfig)
  if (m.clusterType !== null) put(w, 306, writeClusterCustomClusterType, m.clusterType)
  if (m.respectDnsTtl) w.uint32(312).bool(m.respectDnsTtl)
  if (m.loadBalancingPolicy !== null) put(w, 330, writeLoadBalancingPolicy, m.loadBalancingPolicy)
  for (const v of m.transportSocketMatches) put(w, 346, writeClusterTransportSocketMatch, v)
  if (m.dnsFailureRefreshRate !== null) put(w, 354, writeClusterRefreshRate, m.dnsFailureRefreshRate)
  if (m.useTcpForDnsLookups) w.uint32(360).bool(m.useTcpForDnsLookups)
  if (m.upstreamHttpProtocolOptions !== null) put(w, 370, writeUpstreamHttpProtocolOptions, m.upstreamHttpProtocolOptions)
  if (m.trackTimeoutBudgets) w.uint32(376).bool(m.trackTimeoutBudgets)
  if (m.upstreamConfig !== null) put(w, 386, writeTypedExtensionConfig, m.upstreamConfig)
  if (m.trackClusterStats !== null) put(w, 394, writeTrackClusterStats, m.trackClusterStats)
  if (m.preconnectPolicy !== null) put(w, 402, writeClusterPreconnectPolicy, m.preconnectPolicy)
  if (m.connectionPoolPerDownstreamConnection) w.uint32(408).bool(m.connectionPoolPerDownstreamConnection)
  if (m.maglevLbConfig !== null) put(w, 418, writeClusterMaglevLbConfig, m.maglevLbConfig)
  if (m.dnsResolutionConfig !== null) put(w, 426, writeDnsResolutionConfig, m.dnsResolutionConfig)
  if (m.waitForWarmOnInit !== null) put(w, 434, writeBoolValue, m.waitForWarmOnInit)
  if (m.typedDnsResolverConfig !== null) put(w, 442, writeTypedExtensionConfig, m.typedDnsResolverConfig)
  if (m.roundRobinLbConfig !== null) put(w, 450, writeClusterRoundRobinLbConfig, m.roundRobinLbConfig)
  if (m.dnsJitter !== null) put(w, 466, writeDuration, m.dnsJitter)
}

export function readCluster(r: MessageReader, into: Cluster | null): Cluster {
  const m: Mutable<Cluster> = into ?? emptyCluster()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.name = r.string(); break
      case 16: { const v = r.int32() as ClusterDiscoveryType; clearCluster_cluster_discovery_type(m); m.type = v; break }
      case 26: m.edsClusterConfig = readClusterEdsClusterConfig(r.message(), m.edsClusterConfig); break
      case 34: m.connectTimeout = readDuration(r.message(), m.connectTimeout); break
      case 42: m.perConnectionBufferLimitBytes = readUInt32Value(r.message()); break
      case 48: m.lbPolicy = r.int32() as ClusterLbPolicy; break
      case 66: m.healthChecks = append(m.healthChecks, readActiveHealthCheck(r.message(), null)); break
      case 74: m.maxRequestsPerConnection = readUInt32Value(r.message()); break
      case 82: m.circuitBreakers = readCircuitBreakers(r.message(), m.circuitBreakers); break
      case 106: m.httpProtocolOptions = readHttp1ProtocolOptions(r.message(), m.httpProtocolOptions); break
      case 114: m.http2ProtocolOptions = readHttp2ProtocolOptions(r.message(), m.http2ProtocolOptions); break
      case 130: m.dnsRefreshRate = readDuration(r.message(), m.dnsRefreshRate); break
      case 136: m.dnsLookupFamily = r.int32() as ClusterDnsLookupFamily; break
      case 146: m.dnsResolvers = append(m.dnsResolvers, readAddress(r.message(), null)); break
      case 154: m.outlierDetection = readOutlierDetection(r.message(), m.outlierDetection); break
      case 162: m.cleanupInterval = readDuration(r.message(), m.cleanupInterval); break
      case 170: m.upstreamBindConfig = readBindConfig(r.message(), m.upstreamBindConfig); break
      case 178: m.lbSubsetConfig = readClusterLbSubsetConfig(r.message(), m.lbSubsetConfig); break
      case 186: { const v = readClusterRingHashLbConfig(r.message(), m.ringHashLbConfig); clearCluster_lb_config(m); m.ringHashLbConfig = v; break }
      case 194: m.transportSocket = readTransportSocket(r.message(), m.transportSocket); break
      case 202: m.metadata = readMetadata(r.message(), m.metadata); break
      case 208: m.protocolSelection = r.int32() as ClusterClusterProtocolSelection; break
      case 218: m.commonLbConfig = readClusterCommonLbConfig(r.message(), m.commonLbConfig); break
      case 226: m.altStatName = r.string(); break
      case 234: m.commonHttpProtocolOptions = readCommonHttpProtocolOptions(r.message(), m.commonHttpProtocolOptions); break
      case 242: m.upstreamConnectionOptions = readUpstreamConnectionOptions(r.message(), m.upstreamConnectionOptions); break
      case 248: m.closeConnectionsOnHostHealthFailure = r.bool(); break
      case 256: m.ignoreHealthOnHostRemoval = r.bool(); break
      case 266: m.loadAssignment = readClusterLoadAssignment(r.message(), m.loadAssignment); break
      case 274: { const v = readClusterOriginalDstLbConfig(r.message(), m.originalDstLbConfig); clearCluster_lb_config(m); m.originalDstLbConfig = v; break }
      case 290: readCluster_typedExtensionProtocolOptions(r.message(), (m.typedExtensionProtocolOptions = ownMap(m.typedExtensionProtocolOptions))); break
      case 298: { const v = readClusterLeastRequestLbConfig(r.message(), m.leastRequestLbConfig); clearCluster_lb_config(m); m.leastRequestLbConfig = v; break }
      case 306: { const v = readClusterCustomClusterType(r.message(), m.clusterType); clearCluster_cluster_discovery_type(m); m.clusterType = v; break }
      case 312: m.respectDnsTtl = r.bool(); break
      case 330: m.loadBalancingPolicy = readLoadBalancingPolicy(r.message(), m.loadBalancingPolicy); break
      case 346: m.transportSocketMatches = append(m.transportSocketMatches, readClusterTransportSocketMatch(r.message(), null)); break
      case 354: m.dnsFailureRefreshRate = readClusterRefreshRate(r.message(), m.dnsFailureRefreshRate); break
      case 360: m.useTcpForDnsLookups = r.bool(); break
      case 370: m.upstreamHttpProtocolOptions = readUpstreamHttpProtocolOptions(r.message(), m.upstreamHttpProtocolOptions); break
      case 376: m.trackTimeoutBudgets = r.bool(); break
      case 386: m.upstreamConfig = readTypedExtensionConfig(r.message(), m.upstreamConfig); break
      case 394: m.trackClusterStats = readTrackClusterStats(r.message(), m.trackClusterStats); break
      case 402: m.preconnectPolicy = readClusterPreconnectPolicy(r.message(), m.preconnectPolicy); break
      case 408: m.connectionPoolPerDownstreamConnection = r.bool(); break
      case 418: { const v = readClusterMaglevLbConfig(r.message(), m.maglevLbConfig); clearCluster_lb_config(m); m.maglevLbConfig = v; break }
      case 426: m.dnsResolutionConfig = readDnsResolutionConfig(r.message(), m.dnsResolutionConfig); break
      case 434: m.waitForWarmOnInit = readBoolValue(r.message()); break
      case 442: m.typedDnsResolverConfig = readTypedExtensionConfig(r.message(), m.typedDnsResolverConfig); break
      case 450: { const v = readClusterRoundRobinLbConfig(r.message(), m.roundRobinLbConfig); clearCluster_lb_config(m); m.roundRobinLbConfig = v; break }
      case 466: m.dnsJitter = readDuration(r.message(), m.dnsJitter); break
      default: r.skipField(tag)
    }
  }
  return m
}
function clearCluster_cluster_discovery_type(m: Mutable<Cluster>): void {
  m.type = null
  m.clusterType = null
}
function clearCluster_lb_config(m: Mutable<Cluster>): void {
  m.ringHashLbConfig = null
  m.originalDstLbConfig = null
  m.leastRequestLbConfig = null
  m.maglevLbConfig = null
  m.roundRobinLbConfig = null
}
function readCluster_typedExtensionProtocolOptions(r: MessageReader, map: Map<string, Any>): void {
  let key: string = ''
  let value: Any | null = null
  while (!r.done) {
    const tag = r.uint32()
    if (tag === 10) key = r.string()
    else if (tag === 18) value = readAny(r.message(), value)
    else r.skipField(tag)
  }
  map.set(key, value ?? Any.create())
}

/** envoy.config.cluster.v3.Cluster.CommonLbConfig */
export interface ClusterCommonLbConfig {
  readonly healthyPanicThreshold: Percent | null
  readonly zoneAwareLbConfig: ClusterCommonLbConfigZoneAwareLbConfig | null // oneof locality_config_specifier
  readonly localityWeightedLbConfig: ClusterCommonLbConfigLocalityWeightedLbConfig | null // oneof locality_config_specifier
  readonly updateMergeWindow: Duration | null
  readonly ignoreNewHostsUntilFirstHc: boolean
  readonly closeConnectionsOnHostSetChange: boolean
  readonly consistentHashingLbConfig: ClusterCommonLbConfigConsistentHashingLbConfig | null
  readonly overrideHostStatus: HealthStatusSet | null
}

export const ClusterCommonLbConfig: MessageType<ClusterCommonLbConfig> = define<ClusterCommonLbConfig>({
  name: 'envoy.config.cluster.v3.Cluster.CommonLbConfig', empty: emptyClusterCommonLbConfig, write: writeClusterCommonLbConfig, read: readClusterCommonLbConfig,
  fields: () => [
    ['healthy_panic_threshold', 1, Percent],
    ['zone_aware_lb_config', 2, ClusterCommonLbConfigZoneAwareLbConfig, '', 'localityConfigSpecifier'],
    ['locality_weighted_lb_config', 3, ClusterCommonLbConfigLocalityWeightedLbConfig, '', 'localityConfigSpecifier'],
    ['update_merge_window', 4, Duration],
    ['ignore_new_hosts_until_first_hc', 5, 'bool'],
    ['close_connections_on_host_set_change', 6, 'bool'],
    ['consistent_hashing_lb_config', 7, ClusterCommonLbConfigConsistentHashingLbConfig],
    ['override_host_status', 8, HealthStatusSet],
  ],
})

export function emptyClusterCommonLbConfig(): ClusterCommonLbConfig {
  return {
    healthyPanicThreshold: null,
    zoneAwareLbConfig: null,
    localityWeightedLbConfig: null,
    updateMergeWindow: null,
    ignoreNewHostsUntilFirstHc: false,
    closeConnectionsOnHostSetChange: false,
    consistentHashingLbConfig: null,
    overrideHostStatus: null,
  }
}

export function writeClusterCommonLbConfig(m: ClusterCommonLbConfig, w: ByteWriter): void {
  if (m.healthyPanicThreshold !== null) put(w, 10, writePercent, m.healthyPanicThreshold)
  if (m.zoneAwareLbConfig !== null) put(w, 18, writeClusterCommonLbConfigZoneAwareLbConfig, m.zoneAwareLbConfig)
  if (m.localityWeightedLbConfig !== null) put(w, 26, writeClusterCommonLbConfigLocalityWeightedLbConfig, m.localityWeightedLbConfig)
  if (m.updateMergeWindow !== null) put(w, 34, writeDuration, m.updateMergeWindow)
  if (m.ignoreNewHostsUntilFirstHc) w.uint32(40).bool(m.ignoreNewHostsUntilFirstHc)
  if (m.closeConnectionsOnHostSetChange) w.uint32(48).bool(m.closeConnectionsOnHostSetChange)
  if (m.consistentHashingLbConfig !== null) put(w, 58, writeClusterCommonLbConfigConsistentHashingLbConfig, m.consistentHashingLbConfig)
  if (m.overrideHostStatus !== null) put(w, 66, writeHealthStatusSet, m.overrideHostStatus)
}

export function readClusterCommonLbConfig(r: MessageReader, into: ClusterCommonLbConfig | null): ClusterCommonLbConfig {
  const m: Mutable<ClusterCommonLbConfig> = into ?? emptyClusterCommonLbConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.healthyPanicThreshold = readPercent(r.message(), m.healthyPanicThreshold); break
      case 18: { const v = readClusterCommonLbConfigZoneAwareLbConfig(r.message(), m.zoneAwareLbConfig); clearClusterCommonLbConfig_locality_config_specifier(m); m.zoneAwareLbConfig = v; break }
      case 26: { const v = readClusterCommonLbConfigLocalityWeightedLbConfig(r.message(), m.localityWeightedLbConfig); clearClusterCommonLbConfig_locality_config_specifier(m); m.localityWeightedLbConfig = v; break }
      case 34: m.updateMergeWindow = readDuration(r.message(), m.updateMergeWindow); break
      case 40: m.ignoreNewHostsUntilFirstHc = r.bool(); break
      case 48: m.closeConnectionsOnHostSetChange = r.bool(); break
      case 58: m.consistentHashingLbConfig = readClusterCommonLbConfigConsistentHashingLbConfig(r.message(), m.consistentHashingLbConfig); break
      case 66: m.overrideHostStatus = readHealthStatusSet(r.message(), m.overrideHostStatus); break
      default: r.skipField(tag)
    }
  }
  return m
}
function clearClusterCommonLbConfig_locality_config_specifier(m: Mutable<ClusterCommonLbConfig>): void {
  m.zoneAwareLbConfig = null
  m.localityWeightedLbConfig = null
}

/** envoy.config.cluster.v3.Cluster.CommonLbConfig.ConsistentHashingLbConfig */
export interface ClusterCommonLbConfigConsistentHashingLbConfig {
  readonly useHostnameForHashing: boolean
  readonly hashBalanceFactor: number | null
}

export const ClusterCommonLbConfigConsistentHashingLbConfig: MessageType<ClusterCommonLbConfigConsistentHashingLbConfig> = define<ClusterCommonLbConfigConsistentHashingLbConfig>({
  name: 'envoy.config.cluster.v3.Cluster.CommonLbConfig.ConsistentHashingLbConfig', empty: emptyClusterCommonLbConfigConsistentHashingLbConfig, write: writeClusterCommonLbConfigConsistentHashingLbConfig, read: readClusterCommonLbConfigConsistentHashingLbConfig,
  fields: () => [
    ['use_hostname_for_hashing', 1, 'bool'],
    ['hash_balance_factor', 2, UInt32Value],
  ],
})

export function emptyClusterCommonLbConfigConsistentHashingLbConfig(): ClusterCommonLbConfigConsistentHashingLbConfig {
  return {
    useHostnameForHashing: false,
    hashBalanceFactor: null,
  }
}

export function writeClusterCommonLbConfigConsistentHashingLbConfig(m: ClusterCommonLbConfigConsistentHashingLbConfig, w: ByteWriter): void {
  if (m.useHostnameForHashing) w.uint32(8).bool(m.useHostnameForHashing)
  if (m.hashBalanceFactor !== null) put(w, 18, writeUInt32Value, m.hashBalanceFactor)
}

export function readClusterCommonLbConfigConsistentHashingLbConfig(r: MessageReader, into: ClusterCommonLbConfigConsistentHashingLbConfig | null): ClusterCommonLbConfigConsistentHashingLbConfig {
  const m: Mutable<ClusterCommonLbConfigConsistentHashingLbConfig> = into ?? emptyClusterCommonLbConfigConsistentHashingLbConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.useHostnameForHashing = r.bool(); break
      case 18: m.hashBalanceFactor = readUInt32Value(r.message()); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.cluster.v3.Cluster.CommonLbConfig.LocalityWeightedLbConfig */
export interface ClusterCommonLbConfigLocalityWeightedLbConfig {
}

export const ClusterCommonLbConfigLocalityWeightedLbConfig: MessageType<ClusterCommonLbConfigLocalityWeightedLbConfig> = define<ClusterCommonLbConfigLocalityWeightedLbConfig>({
  name: 'envoy.config.cluster.v3.Cluster.CommonLbConfig.LocalityWeightedLbConfig', empty: emptyClusterCommonLbConfigLocalityWeightedLbConfig, write: writeClusterCommonLbConfigLocalityWeightedLbConfig, read: readClusterCommonLbConfigLocalityWeightedLbConfig,
  fields: () => [],
})

export function emptyClusterCommonLbConfigLocalityWeightedLbConfig(): ClusterCommonLbConfigLocalityWeightedLbConfig {
  return {}
}

export function writeClusterCommonLbConfigLocalityWeightedLbConfig(_m: ClusterCommonLbConfigLocalityWeightedLbConfig, _w: ByteWriter): void {
}

export function readClusterCommonLbConfigLocalityWeightedLbConfig(r: MessageReader, into: ClusterCommonLbConfigLocalityWeightedLbConfig | null): ClusterCommonLbConfigLocalityWeightedLbConfig {
  const m: Mutable<ClusterCommonLbConfigLocalityWeightedLbConfig> = into ?? emptyClusterCommonLbConfigLocalityWeightedLbConfig()
  while (!r.done) r.skipField(r.uint32())
  return m
}

/** envoy.config.cluster.v3.Cluster.CommonLbConfig.ZoneAwareLbConfig */
export interface ClusterCommonLbConfigZoneAwareLbConfig {
  readonly routingEnabled: Percent | null
  readonly minClusterSize: number | null
  readonly failTrafficOnPanic: boolean
}

export const ClusterCommonLbConfigZoneAwareLbConfig: MessageType<ClusterCommonLbConfigZoneAwareLbConfig> = define<ClusterCommonLbConfigZoneAwareLbConfig>({
  name: 'envoy.config.cluster.v3.Cluster.CommonLbConfig.ZoneAwareLbConfig', empty: emptyClusterCommonLbConfigZoneAwareLbConfig, write: writeClusterCommonLbConfigZoneAwareLbConfig, read: readClusterCommonLbConfigZoneAwareLbConfig,
  fields: () => [
    ['routing_enabled', 1, Percent],
    ['min_cluster_size', 2, UInt64Value],
    ['fail_traffic_on_panic', 3, 'bool'],
  ],
})

export function emptyClusterCommonLbConfigZoneAwareLbConfig(): ClusterCommonLbConfigZoneAwareLbConfig {
  return {
    routingEnabled: null,
    minClusterSize: null,
    failTrafficOnPanic: false,
  }
}

export function writeClusterCommonLbConfigZoneAwareLbConfig(m: ClusterCommonLbConfigZoneAwareLbConfig, w: ByteWriter): void {
  if (m.routingEnabled !== null) put(w, 10, writePercent, m.routingEnabled)
  if (m.minClusterSize !== null) put(w, 18, writeUInt64Value, m.minClusterSize)
  if (m.failTrafficOnPanic) w.uint32(24).bool(m.failTrafficOnPanic)
}

export function readClusterCommonLbConfigZoneAwareLbConfig(r: MessageReader, into: ClusterCommonLbConfigZoneAwareLbConfig | null): ClusterCommonLbConfigZoneAwareLbConfig {
  const m: Mutable<ClusterCommonLbConfigZoneAwareLbConfig> = into ?? emptyClusterCommonLbConfigZoneAwareLbConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.routingEnabled = readPercent(r.message(), m.routingEnabled); break
      case 18: m.minClusterSize = readUInt64Value(r.message()); break
      case 24: m.failTrafficOnPanic = r.bool(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.cluster.v3.Cluster.CustomClusterType */
export interface ClusterCustomClusterType {
  readonly name: string
  readonly typedConfig: Any | null
}

export const ClusterCustomClusterType: MessageType<ClusterCustomClusterType> = define<ClusterCustomClusterType>({
  name: 'envoy.config.cluster.v3.Cluster.CustomClusterType', empty: emptyClusterCustomClusterType, write: writeClusterCustomClusterType, read: readClusterCustomClusterType,
  fields: () => [
    ['name', 1, 'string'],
    ['typed_config', 2, Any],
  ],
})

export function emptyClusterCustomClusterType(): ClusterCustomClusterType {
  return {
    name: '',
    typedConfig: null,
  }
}

export function writeClusterCustomClusterType(m: ClusterCustomClusterType, w: ByteWriter): void {
  if (m.name !== '') w.uint32(10).string(m.name)
  if (m.typedConfig !== null) put(w, 18, writeAny, m.typedConfig)
}

export function readClusterCustomClusterType(r: MessageReader, into: ClusterCustomClusterType | null): ClusterCustomClusterType {
  const m: Mutable<ClusterCustomClusterType> = into ?? emptyClusterCustomClusterType()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.name = r.string(); break
      case 18: m.typedConfig = readAny(r.message(), m.typedConfig); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.cluster.v3.Cluster.EdsClusterConfig */
export interface ClusterEdsClusterConfig {
  readonly edsConfig: ConfigSource | null
  readonly serviceName: string
}

export const ClusterEdsClusterConfig: MessageType<ClusterEdsClusterConfig> = define<ClusterEdsClusterConfig>({
  name: 'envoy.config.cluster.v3.Cluster.EdsClusterConfig', empty: emptyClusterEdsClusterConfig, write: writeClusterEdsClusterConfig, read: readClusterEdsClusterConfig,
  fields: () => [
    ['eds_config', 1, ConfigSource],
    ['service_name', 2, 'string'],
  ],
})

export function emptyClusterEdsClusterConfig(): ClusterEdsClusterConfig {
  return {
    edsConfig: null,
    serviceName: '',
  }
}

export function writeClusterEdsClusterConfig(m: ClusterEdsClusterConfig, w: ByteWriter): void {
  if (m.edsConfig !== null) put(w, 10, writeConfigSource, m.edsConfig)
  if (m.serviceName !== '') w.uint32(18).string(m.serviceName)
}

export function readClusterEdsClusterConfig(r: MessageReader, into: ClusterEdsClusterConfig | null): ClusterEdsClusterConfig {
  const m: Mutable<ClusterEdsClusterConfig> = into ?? emptyClusterEdsClusterConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.edsConfig = readConfigSource(r.message(), m.edsConfig); break
      case 18: m.serviceName = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.cluster.v3.Cluster.LbSubsetConfig */
export interface ClusterLbSubsetConfig {
  readonly fallbackPolicy: ClusterLbSubsetConfigLbSubsetFallbackPolicy
  readonly defaultSubset: JsonObject | null
  readonly subsetSelectors: readonly ClusterLbSubsetConfigLbSubsetSelector[]
  readonly localityWeightAware: boolean
  readonly scaleLocalityWeight: boolean
  readonly panicModeAny: boolean
  readonly listAsAny: boolean
  readonly metadataFallbackPolicy: ClusterLbSubsetConfigLbSubsetMetadataFallbackPolicy
}

export const ClusterLbSubsetConfig: MessageType<ClusterLbSubsetConfig> = define<ClusterLbSubsetConfig>({
  name: 'envoy.config.cluster.v3.Cluster.LbSubsetConfig', empty: emptyClusterLbSubsetConfig, write: writeClusterLbSubsetConfig, read: readClusterLbSubsetConfig,
  fields: () => [
    ['fallback_policy', 1, { enum: ClusterLbSubsetConfigLbSubsetFallbackPolicy }],
    ['default_subset', 2, Struct],
    ['subset_selectors', 3, ClusterLbSubsetConfigLbSubsetSelector, 'list'],
    ['locality_weight_aware', 4, 'bool'],
    ['scale_locality_weight', 5, 'bool'],
    ['panic_mode_any', 6, 'bool'],
    ['list_as_any', 7, 'bool'],
    ['metadata_fallback_policy', 8, { enum: ClusterLbSubsetConfigLbSubsetMetadataFallbackPolicy }],
  ],
})

export function emptyClusterLbSubsetConfig(): ClusterLbSubsetConfig {
  return {
    fallbackPolicy: 0,
    defaultSubset: null,
    subsetSelectors: NO_ITEMS,
    localityWeightAware: false,
    scaleLocalityWeight: false,
    panicModeAny: false,
    listAsAny: false,
    metadataFallbackPolicy: 0,
  }
}

export function writeClusterLbSubsetConfig(m: ClusterLbSubsetConfig, w: ByteWriter): void {
  if (m.fallbackPolicy !== 0) w.uint32(8).int32(m.fallbackPolicy)
  if (m.defaultSubset !== null) put(w, 18, writeStruct, m.defaultSubset)
  for (const v of m.subsetSelectors) put(w, 26, writeClusterLbSubsetConfigLbSubsetSelector, v)
  if (m.localityWeightAware) w.uint32(32).bool(m.localityWeightAware)
  if (m.scaleLocalityWeight) w.uint32(40).bool(m.scaleLocalityWeight)
  if (m.panicModeAny) w.uint32(48).bool(m.panicModeAny)
  if (m.listAsAny) w.uint32(56).bool(m.listAsAny)
  if (m.metadataFallbackPolicy !== 0) w.uint32(64).int32(m.metadataFallbackPolicy)
}

export function readClusterLbSubsetConfig(r: MessageReader, into: ClusterLbSubsetConfig | null): ClusterLbSubsetConfig {
  const m: Mutable<ClusterLbSubsetConfig> = into ?? emptyClusterLbSubsetConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.fallbackPolicy = r.int32() as ClusterLbSubsetConfigLbSubsetFallbackPolicy; break
      case 18: m.defaultSubset = readStruct(r.message(), m.defaultSubset); break
      case 26: m.subsetSelectors = append(m.subsetSelectors, readClusterLbSubsetConfigLbSubsetSelector(r.message(), null)); break
      case 32: m.localityWeightAware = r.bool(); break
      case 40: m.scaleLocalityWeight = r.bool(); break
      case 48: m.panicModeAny = r.bool(); break
      case 56: m.listAsAny = r.bool(); break
      case 64: m.metadataFallbackPolicy = r.int32() as ClusterLbSubsetConfigLbSubsetMetadataFallbackPolicy; break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.cluster.v3.Cluster.LbSubsetConfig.LbSubsetSelector */
export interface ClusterLbSubsetConfigLbSubsetSelector {
  readonly keys: readonly string[]
  readonly fallbackPolicy: ClusterLbSubsetConfigLbSubsetSelectorLbSubsetSelectorFallbackPolicy
  readonly fallbackKeysSubset: readonly string[]
  readonly singleHostPerSubset: boolean
}

export const ClusterLbSubsetConfigLbSubsetSelector: MessageType<ClusterLbSubsetConfigLbSubsetSelector> = define<ClusterLbSubsetConfigLbSubsetSelector>({
  name: 'envoy.config.cluster.v3.Cluster.LbSubsetConfig.LbSubsetSelector', empty: emptyClusterLbSubsetConfigLbSubsetSelector, write: writeClusterLbSubsetConfigLbSubsetSelector, read: readClusterLbSubsetConfigLbSubsetSelector,
  fields: () => [
    ['keys', 1, 'string', 'list'],
    ['fallback_policy', 2, { enum: ClusterLbSubsetConfigLbSubsetSelectorLbSubsetSelectorFallbackPolicy }],
    ['fallback_keys_subset', 3, 'string', 'list'],
    ['single_host_per_subset', 4, 'bool'],
  ],
})

export function emptyClusterLbSubsetConfigLbSubsetSelector(): ClusterLbSubsetConfigLbSubsetSelector {
  return {
    keys: NO_ITEMS,
    fallbackPolicy: 0,
    fallbackKeysSubset: NO_ITEMS,
    singleHostPerSubset: false,
  }
}

export function writeClusterLbSubsetConfigLbSubsetSelector(m: ClusterLbSubsetConfigLbSubsetSelector, w: ByteWriter): void {
  for (const v of m.keys) w.uint32(10).string(v)
  if (m.fallbackPolicy !== 0) w.uint32(16).int32(m.fallbackPolicy)
  for (const v of m.fallbackKeysSubset) w.uint32(26).string(v)
  if (m.singleHostPerSubset) w.uint32(32).bool(m.singleHostPerSubset)
}

export function readClusterLbSubsetConfigLbSubsetSelector(r: MessageReader, into: ClusterLbSubsetConfigLbSubsetSelector | null): ClusterLbSubsetConfigLbSubsetSelector {
  const m: Mutable<ClusterLbSubsetConfigLbSubsetSelector> = into ?? emptyClusterLbSubsetConfigLbSubsetSelector()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.keys = append(m.keys, r.string()); break
      case 16: m.fallbackPolicy = r.int32() as ClusterLbSubsetConfigLbSubsetSelectorLbSubsetSelectorFallbackPolicy; break
      case 26: m.fallbackKeysSubset = append(m.fallbackKeysSubset, r.string()); break
      case 32: m.singleHostPerSubset = r.bool(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.cluster.v3.Cluster.LeastRequestLbConfig */
export interface ClusterLeastRequestLbConfig {
  readonly choiceCount: number | null
  readonly activeRequestBias: RuntimeDouble | null
  readonly slowStartConfig: ClusterSlowStartConfig | null
}

export const ClusterLeastRequestLbConfig: MessageType<ClusterLeastRequestLbConfig> = define<ClusterLeastRequestLbConfig>({
  name: 'envoy.config.cluster.v3.Cluster.LeastRequestLbConfig', empty: emptyClusterLeastRequestLbConfig, write: writeClusterLeastRequestLbConfig, read: readClusterLeastRequestLbConfig,
  fields: () => [
    ['choice_count', 1, UInt32Value],
    ['active_request_bias', 2, RuntimeDouble],
    ['slow_start_config', 3, ClusterSlowStartConfig],
  ],
})

export function emptyClusterLeastRequestLbConfig(): ClusterLeastRequestLbConfig {
  return {
    choiceCount: null,
    activeRequestBias: null,
    slowStartConfig: null,
  }
}

export function writeClusterLeastRequestLbConfig(m: ClusterLeastRequestLbConfig, w: ByteWriter): void {
  if (m.choiceCount !== null) put(w, 10, writeUInt32Value, m.choiceCount)
  if (m.activeRequestBias !== null) put(w, 18, writeRuntimeDouble, m.activeRequestBias)
  if (m.slowStartConfig !== null) put(w, 26, writeClusterSlowStartConfig, m.slowStartConfig)
}

export function readClusterLeastRequestLbConfig(r: MessageReader, into: ClusterLeastRequestLbConfig | null): ClusterLeastRequestLbConfig {
  const m: Mutable<ClusterLeastRequestLbConfig> = into ?? emptyClusterLeastRequestLbConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.choiceCount = readUInt32Value(r.message()); break
      case 18: m.activeRequestBias = readRuntimeDouble(r.message(), m.activeRequestBias); break
      case 26: m.slowStartConfig = readClusterSlowStartConfig(r.message(), m.slowStartConfig); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.cluster.v3.Cluster.MaglevLbConfig */
export interface ClusterMaglevLbConfig {
  readonly tableSize: number | null
}

export const ClusterMaglevLbConfig: MessageType<ClusterMaglevLbConfig> = define<ClusterMaglevLbConfig>({
  name: 'envoy.config.cluster.v3.Cluster.MaglevLbConfig', empty: emptyClusterMaglevLbConfig, write: writeClusterMaglevLbConfig, read: readClusterMaglevLbConfig,
  fields: () => [
    ['table_size', 1, UInt64Value],
  ],
})

export function emptyClusterMaglevLbConfig(): ClusterMaglevLbConfig {
  return {
    tableSize: null,
  }
}

export function writeClusterMaglevLbConfig(m: ClusterMaglevLbConfig, w: ByteWriter): void {
  if (m.tableSize !== null) put(w, 10, writeUInt64Value, m.tableSize)
}

export function readClusterMaglevLbConfig(r: MessageReader, into: ClusterMaglevLbConfig | null): ClusterMaglevLbConfig {
  const m: Mutable<ClusterMaglevLbConfig> = into ?? emptyClusterMaglevLbConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.tableSize = readUInt64Value(r.message()); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.cluster.v3.Cluster.OriginalDstLbConfig */
export interface ClusterOriginalDstLbConfig {
  readonly useHttpHeader: boolean
  readonly httpHeaderName: string
  readonly upstreamPortOverride: number | null
}

export const ClusterOriginalDstLbConfig: MessageType<ClusterOriginalDstLbConfig> = define<ClusterOriginalDstLbConfig>({
  name: 'envoy.config.cluster.v3.Cluster.OriginalDstLbConfig', empty: emptyClusterOriginalDstLbConfig, write: writeClusterOriginalDstLbConfig, read: readClusterOriginalDstLbConfig,
  fields: () => [
    ['use_http_header', 1, 'bool'],
    ['http_header_name', 2, 'string'],
    ['upstream_port_override', 3, UInt32Value],
  ],
  pruned: { 4: 'metadata_key' },
})

export function emptyClusterOriginalDstLbConfig(): ClusterOriginalDstLbConfig {
  return {
    useHttpHeader: false,
    httpHeaderName: '',
    upstreamPortOverride: null,
  }
}

export function writeClusterOriginalDstLbConfig(m: ClusterOriginalDstLbConfig, w: ByteWriter): void {
  if (m.useHttpHeader) w.uint32(8).bool(m.useHttpHeader)
  if (m.httpHeaderName !== '') w.uint32(18).string(m.httpHeaderName)
  if (m.upstreamPortOverride !== null) put(w, 26, writeUInt32Value, m.upstreamPortOverride)
}

export function readClusterOriginalDstLbConfig(r: MessageReader, into: ClusterOriginalDstLbConfig | null): ClusterOriginalDstLbConfig {
  const m: Mutable<ClusterOriginalDstLbConfig> = into ?? emptyClusterOriginalDstLbConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.useHttpHeader = r.bool(); break
      case 18: m.httpHeaderName = r.string(); break
      case 26: m.upstreamPortOverride = readUInt32Value(r.message()); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.cluster.v3.Cluster.PreconnectPolicy */
export interface ClusterPreconnectPolicy {
  readonly perUpstreamPreconnectRatio: number | null
  readonly predictivePreconnectRatio: number | null
  readonly preconnectEnabledMetadata: MetadataMatcher | null
}

export const ClusterPreconnectPolicy: MessageType<ClusterPreconnectPolicy> = define<ClusterPreconnectPolicy>({
  name: 'envoy.config.cluster.v3.Cluster.PreconnectPolicy', empty: emptyClusterPreconnectPolicy, write: writeClusterPreconnectPolicy, read: readClusterPreconnectPolicy,
  fields: () => [
    ['per_upstream_preconnect_ratio', 1, DoubleValue],
    ['predictive_preconnect_ratio', 2, DoubleValue],
    ['preconnect_enabled_metadata', 3, MetadataMatcher],
  ],
})

export function emptyClusterPreconnectPolicy(): ClusterPreconnectPolicy {
  return {
    perUpstreamPreconnectRatio: null,
    predictivePreconnectRatio: null,
    preconnectEnabledMetadata: null,
  }
}

export function writeClusterPreconnectPolicy(m: ClusterPreconnectPolicy, w: ByteWriter): void {
  if (m.perUpstreamPreconnectRatio !== null) put(w, 10, writeDoubleValue, m.perUpstreamPreconnectRatio)
  if (m.predictivePreconnectRatio !== null) put(w, 18, writeDoubleValue, m.predictivePreconnectRatio)
  if (m.preconnectEnabledMetadata !== null) put(w, 26, writeMetadataMatcher, m.preconnectEnabledMetadata)
}

export function readClusterPreconnectPolicy(r: MessageReader, into: ClusterPreconnectPolicy | null): ClusterPreconnectPolicy {
  const m: Mutable<ClusterPreconnectPolicy> = into ?? emptyClusterPreconnectPolicy()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.perUpstreamPreconnectRatio = readDoubleValue(r.message()); break
      case 18: m.predictivePreconnectRatio = readDoubleValue(r.message()); break
      case 26: m.preconnectEnabledMetadata = readMetadataMatcher(r.message(), m.preconnectEnabledMetadata); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.cluster.v3.Cluster.RefreshRate */
export interface ClusterRefreshRate {
  readonly baseInterval: Duration | null
  readonly maxInterval: Duration | null
}

export const ClusterRefreshRate: MessageType<ClusterRefreshRate> = define<ClusterRefreshRate>({
  name: 'envoy.config.cluster.v3.Cluster.RefreshRate', empty: emptyClusterRefreshRate, write: writeClusterRefreshRate, read: readClusterRefreshRate,
  fields: () => [
    ['base_interval', 1, Duration],
    ['max_interval', 2, Duration],
  ],
})

export function emptyClusterRefreshRate(): ClusterRefreshRate {
  return {
    baseInterval: null,
    maxInterval: null,
  }
}

export function writeClusterRefreshRate(m: ClusterRefreshRate, w: ByteWriter): void {
  if (m.baseInterval !== null) put(w, 10, writeDuration, m.baseInterval)
  if (m.maxInterval !== null) put(w, 18, writeDuration, m.maxInterval)
}

export function readClusterRefreshRate(r: MessageReader, into: ClusterRefreshRate | null): ClusterRefreshRate {
  const m: Mutable<ClusterRefreshRate> = into ?? emptyClusterRefreshRate()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.baseInterval = readDuration(r.message(), m.baseInterval); break
      case 18: m.maxInterval = readDuration(r.message(), m.maxInterval); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.cluster.v3.Cluster.RingHashLbConfig */
export interface ClusterRingHashLbConfig {
  readonly minimumRingSize: number | null
  readonly hashFunction: ClusterRingHashLbConfigHashFunction
  readonly maximumRingSize: number | null
}

export const ClusterRingHashLbConfig: MessageType<ClusterRingHashLbConfig> = define<ClusterRingHashLbConfig>({
  name: 'envoy.config.cluster.v3.Cluster.RingHashLbConfig', empty: emptyClusterRingHashLbConfig, write: writeClusterRingHashLbConfig, read: readClusterRingHashLbConfig,
  fields: () => [
    ['minimum_ring_size', 1, UInt64Value],
    ['hash_function', 3, { enum: ClusterRingHashLbConfigHashFunction }],
    ['maximum_ring_size', 4, UInt64Value],
  ],
})

export function emptyClusterRingHashLbConfig(): ClusterRingHashLbConfig {
  return {
    minimumRingSize: null,
    hashFunction: 0,
    maximumRingSize: null,
  }
}

export function writeClusterRingHashLbConfig(m: ClusterRingHashLbConfig, w: ByteWriter): void {
  if (m.minimumRingSize !== null) put(w, 10, writeUInt64Value, m.minimumRingSize)
  if (m.hashFunction !== 0) w.uint32(24).int32(m.hashFunction)
  if (m.maximumRingSize !== null) put(w, 34, writeUInt64Value, m.maximumRingSize)
}

export function readClusterRingHashLbConfig(r: MessageReader, into: ClusterRingHashLbConfig | null): ClusterRingHashLbConfig {
  const m: Mutable<ClusterRingHashLbConfig> = into ?? emptyClusterRingHashLbConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.minimumRingSize = readUInt64Value(r.message()); break
      case 24: m.hashFunction = r.int32() as ClusterRingHashLbConfigHashFunction; break
      case 34: m.maximumRingSize = readUInt64Value(r.message()); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.cluster.v3.Cluster.RoundRobinLbConfig */
export interface ClusterRoundRobinLbConfig {
  readonly slowStartConfig: ClusterSlowStartConfig | null
}

export const ClusterRoundRobinLbConfig: MessageType<ClusterRoundRobinLbConfig> = define<ClusterRoundRobinLbConfig>({
  name: 'envoy.config.cluster.v3.Cluster.RoundRobinLbConfig', empty: emptyClusterRoundRobinLbConfig, write: writeClusterRoundRobinLbConfig, read: readClusterRoundRobinLbConfig,
  fields: () => [
    ['slow_start_config', 1, ClusterSlowStartConfig],
  ],
})

export function emptyClusterRoundRobinLbConfig(): ClusterRoundRobinLbConfig {
  return {
    slowStartConfig: null,
  }
}

export function writeClusterRoundRobinLbConfig(m: ClusterRoundRobinLbConfig, w: ByteWriter): void {
  if (m.slowStartConfig !== null) put(w, 10, writeClusterSlowStartConfig, m.slowStartConfig)
}

export function readClusterRoundRobinLbConfig(r: MessageReader, into: ClusterRoundRobinLbConfig | null): ClusterRoundRobinLbConfig {
  const m: Mutable<ClusterRoundRobinLbConfig> = into ?? emptyClusterRoundRobinLbConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.slowStartConfig = readClusterSlowStartConfig(r.message(), m.slowStartConfig); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.cluster.v3.Cluster.SlowStartConfig */
export interface ClusterSlowStartConfig {
  readonly slowStartWindow: Duration | null
  readonly aggression: RuntimeDouble | null
  readonly minWeightPercent: Percent | null
}

export const ClusterSlowStartConfig: MessageType<ClusterSlowStartConfig> = define<ClusterSlowStartConfig>({
  name: 'envoy.config.cluster.v3.Cluster.SlowStartConfig', empty: emptyClusterSlowStartConfig, write: writeClusterSlowStartConfig, read: readClusterSlowStartConfig,
  fields: () => [
    ['slow_start_window', 1, Duration],
    ['aggression', 2, RuntimeDouble],
    ['min_weight_percent', 3, Percent],
  ],
})

export function emptyClusterSlowStartConfig(): ClusterSlowStartConfig {
  return {
    slowStartWindow: null,
    aggression: null,
    minWeightPercent: null,
  }
}

export function writeClusterSlowStartConfig(m: ClusterSlowStartConfig, w: ByteWriter): void {
  if (m.slowStartWindow !== null) put(w, 10, writeDuration, m.slowStartWindow)
  if (m.aggression !== null) put(w, 18, writeRuntimeDouble, m.aggression)
  if (m.minWeightPercent !== null) put(w, 26, writePercent, m.minWeightPercent)
}

export function readClusterSlowStartConfig(r: MessageReader, into: ClusterSlowStartConfig | null): ClusterSlowStartConfig {
  const m: Mutable<ClusterSlowStartConfig> = into ?? emptyClusterSlowStartConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.slowStartWindow = readDuration(r.message(), m.slowStartWindow); break
      case 18: m.aggression = readRuntimeDouble(r.message(), m.aggression); break
      case 26: m.minWeightPercent = readPercent(r.message(), m.minWeightPercent); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.cluster.v3.Cluster.TransportSocketMatch */
export interface ClusterTransportSocketMatch {
  readonly name: string
  readonly match: JsonObject | null
  readonly transportSocket: TransportSocket | null
}

export const ClusterTransportSocketMatch: MessageType<ClusterTransportSocketMatch> = define<ClusterTransportSocketMatch>({
  name: 'envoy.config.cluster.v3.Cluster.TransportSocketMatch', empty: emptyClusterTransportSocketMatch, write: writeClusterTransportSocketMatch, read: readClusterTransportSocketMatch,
  fields: () => [
    ['name', 1, 'string'],
    ['match', 2, Struct],
    ['transport_socket', 3, TransportSocket],
  ],
})

export function emptyClusterTransportSocketMatch(): ClusterTransportSocketMatch {
  return {
    name: '',
    match: null,
    transportSocket: null,
  }
}

export function writeClusterTransportSocketMatch(m: ClusterTransportSocketMatch, w: ByteWriter): void {
  if (m.name !== '') w.uint32(10).string(m.name)
  if (m.match !== null) put(w, 18, writeStruct, m.match)
  if (m.transportSocket !== null) put(w, 26, writeTransportSocket, m.transportSocket)
}

export function readClusterTransportSocketMatch(r: MessageReader, into: ClusterTransportSocketMatch | null): ClusterTransportSocketMatch {
  const m: Mutable<ClusterTransportSocketMatch> = into ?? emptyClusterTransportSocketMatch()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.name = r.string(); break
      case 18: m.match = readStruct(r.message(), m.match); break
      case 26: m.transportSocket = readTransportSocket(r.message(), m.transportSocket); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.cluster.v3.LoadBalancingPolicy */
export interface LoadBalancingPolicy {
  readonly policies: readonly LoadBalancingPolicyPolicy[]
}

export const LoadBalancingPolicy: MessageType<LoadBalancingPolicy> = define<LoadBalancingPolicy>({
  name: 'envoy.config.cluster.v3.LoadBalancingPolicy', empty: emptyLoadBalancingPolicy, write: writeLoadBalancingPolicy, read: readLoadBalancingPolicy,
  fields: () => [
    ['policies', 1, LoadBalancingPolicyPolicy, 'list'],
  ],
})

export function emptyLoadBalancingPolicy(): LoadBalancingPolicy {
  return {
    policies: NO_ITEMS,
  }
}

export function writeLoadBalancingPolicy(m: LoadBalancingPolicy, w: ByteWriter): void {
  for (const v of m.policies) put(w, 10, writeLoadBalancingPolicyPolicy, v)
}

export function readLoadBalancingPolicy(r: MessageReader, into: LoadBalancingPolicy | null): LoadBalancingPolicy {
  const m: Mutable<LoadBalancingPolicy> = into ?? emptyLoadBalancingPolicy()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.policies = append(m.policies, readLoadBalancingPolicyPolicy(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.cluster.v3.LoadBalancingPolicy.Policy */
export interface LoadBalancingPolicyPolicy {
  readonly typedExtensionConfig: TypedExtensionConfig | null
}

export const LoadBalancingPolicyPolicy: MessageType<LoadBalancingPolicyPolicy> = define<LoadBalancingPolicyPolicy>({
  name: 'envoy.config.cluster.v3.LoadBalancingPolicy.Policy', empty: emptyLoadBalancingPolicyPolicy, write: writeLoadBalancingPolicyPolicy, read: readLoadBalancingPolicyPolicy,
  fields: () => [
    ['typed_extension_config', 4, TypedExtensionConfig],
  ],
})

export function emptyLoadBalancingPolicyPolicy(): LoadBalancingPolicyPolicy {
  return {
    typedExtensionConfig: null,
  }
}

export function writeLoadBalancingPolicyPolicy(m: LoadBalancingPolicyPolicy, w: ByteWriter): void {
  if (m.typedExtensionConfig !== null) put(w, 34, writeTypedExtensionConfig, m.typedExtensionConfig)
}

export function readLoadBalancingPolicyPolicy(r: MessageReader, into: LoadBalancingPolicyPolicy | null): LoadBalancingPolicyPolicy {
  const m: Mutable<LoadBalancingPolicyPolicy> = into ?? emptyLoadBalancingPolicyPolicy()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 34: m.typedExtensionConfig = readTypedExtensionConfig(r.message(), m.typedExtensionConfig); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.cluster.v3.TrackClusterStats */
export interface TrackClusterStats {
  readonly timeoutBudgets: boolean
  readonly requestResponseSizes: boolean
  readonly perEndpointStats: boolean
}

export const TrackClusterStats: MessageType<TrackClusterStats> = define<TrackClusterStats>({
  name: 'envoy.config.cluster.v3.TrackClusterStats', empty: emptyTrackClusterStats, write: writeTrackClusterStats, read: readTrackClusterStats,
  fields: () => [
    ['timeout_budgets', 1, 'bool'],
    ['request_response_sizes', 2, 'bool'],
    ['per_endpoint_stats', 3, 'bool'],
  ],
})

export function emptyTrackClusterStats(): TrackClusterStats {
  return {
    timeoutBudgets: false,
    requestResponseSizes: false,
    perEndpointStats: false,
  }
}

export function writeTrackClusterStats(m: TrackClusterStats, w: ByteWriter): void {
  if (m.timeoutBudgets) w.uint32(8).bool(m.timeoutBudgets)
  if (m.requestResponseSizes) w.uint32(16).bool(m.requestResponseSizes)
  if (m.perEndpointStats) w.uint32(24).bool(m.perEndpointStats)
}

export function readTrackClusterStats(r: MessageReader, into: TrackClusterStats | null): TrackClusterStats {
  const m: Mutable<TrackClusterStats> = into ?? emptyTrackClusterStats()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.timeoutBudgets = r.bool(); break
      case 16: m.requestResponseSizes = r.bool(); break
      case 24: m.perEndpointStats = r.bool(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.cluster.v3.UpstreamConnectionOptions */
export interface UpstreamConnectionOptions {
  readonly tcpKeepalive: TcpKeepalive | null
  readonly happyEyeballsConfig: UpstreamConnectionOptionsHappyEyeballsConfig | null
}

export const UpstreamConnectionOptions: MessageType<UpstreamConnectionOptions> = define<UpstreamConnectionOptions>({
  name: 'envoy.config.cluster.v3.UpstreamConnectionOptions', empty: emptyUpstreamConnectionOptions, write: writeUpstreamConnectionOptions, read: readUpstreamConnectionOptions,
  fields: () => [
    ['tcp_keepalive', 1, TcpKeepalive],
    ['happy_eyeballs_config', 3, UpstreamConnectionOptionsHappyEyeballsConfig],
  ],
  pruned: { 2: 'set_local_interface_name_on_upstream_connections' },
})

export function emptyUpstreamConnectionOptions(): UpstreamConnectionOptions {
  return {
    tcpKeepalive: null,
    happyEyeballsConfig: null,
  }
}

export function writeUpstreamConnectionOptions(m: UpstreamConnectionOptions, w: ByteWriter): void {
  if (m.tcpKeepalive !== null) put(w, 10, writeTcpKeepalive, m.tcpKeepalive)
  if (m.happyEyeballsConfig !== null) put(w, 26, writeUpstreamConnectionOptionsHappyEyeballsConfig, m.happyEyeballsConfig)
}

export function readUpstreamConnectionOptions(r: MessageReader, into: UpstreamConnectionOptions | null): UpstreamConnectionOptions {
  const m: Mutable<UpstreamConnectionOptions> = into ?? emptyUpstreamConnectionOptions()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.tcpKeepalive = readTcpKeepalive(r.message(), m.tcpKeepalive); break
      case 26: m.happyEyeballsConfig = readUpstreamConnectionOptionsHappyEyeballsConfig(r.message(), m.happyEyeballsConfig); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.cluster.v3.UpstreamConnectionOptions.HappyEyeballsConfig */
export interface UpstreamConnectionOptionsHappyEyeballsConfig {
  readonly firstAddressFamilyVersion: UpstreamConnectionOptionsFirstAddressFamilyVersion
  readonly firstAddressFamilyCount: number | null
}

export const UpstreamConnectionOptionsHappyEyeballsConfig: MessageType<UpstreamConnectionOptionsHappyEyeballsConfig> = define<UpstreamConnectionOptionsHappyEyeballsConfig>({
  name: 'envoy.config.cluster.v3.UpstreamConnectionOptions.HappyEyeballsConfig', empty: emptyUpstreamConnectionOptionsHappyEyeballsConfig, write: writeUpstreamConnectionOptionsHappyEyeballsConfig, read: readUpstreamConnectionOptionsHappyEyeballsConfig,
  fields: () => [
    ['first_address_family_version', 1, { enum: UpstreamConnectionOptionsFirstAddressFamilyVersion }],
    ['first_address_family_count', 2, UInt32Value],
  ],
})

export function emptyUpstreamConnectionOptionsHappyEyeballsConfig(): UpstreamConnectionOptionsHappyEyeballsConfig {
  return {
    firstAddressFamilyVersion: 0,
    firstAddressFamilyCount: null,
  }
}

export function writeUpstreamConnectionOptionsHappyEyeballsConfig(m: UpstreamConnectionOptionsHappyEyeballsConfig, w: ByteWriter): void {
  if (m.firstAddressFamilyVersion !== 0) w.uint32(8).int32(m.firstAddressFamilyVersion)
  if (m.firstAddressFamilyCount !== null) put(w, 18, writeUInt32Value, m.firstAddressFamilyCount)
}

export function readUpstreamConnectionOptionsHappyEyeballsConfig(r: MessageReader, into: UpstreamConnectionOptionsHappyEyeballsConfig | null): UpstreamConnectionOptionsHappyEyeballsConfig {
  const m: Mutable<UpstreamConnectionOptionsHappyEyeballsConfig> = into ?? emptyUpstreamConnectionOptionsHappyEyeballsConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.firstAddressFamilyVersion = r.int32() as UpstreamConnectionOptionsFirstAddressFamilyVersion; break
      case 18: m.firstAddressFamilyCount = readUInt32Value(r.message()); break
      default: r.skipField(tag)
    }
  }
  return m
}
