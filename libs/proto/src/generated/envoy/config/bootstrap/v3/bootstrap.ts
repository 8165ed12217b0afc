/** Generated from envoy/config/bootstrap/v3/bootstrap.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { AccessLog, readAccessLog, writeAccessLog } from '../../accesslog/v3/accesslog.ts'
import { Cluster, readCluster, writeCluster } from '../../cluster/v3/cluster.ts'
import { Address, BindConfig, readAddress, readBindConfig, writeAddress, writeBindConfig } from '../../core/v3/address.ts'
import { Node, readNode, writeNode } from '../../core/v3/base.ts'
import { ApiConfigSource, ConfigSource, readApiConfigSource, readConfigSource, writeApiConfigSource, writeConfigSource } from '../../core/v3/config_source.ts'
import { TypedExtensionConfig, readTypedExtensionConfig, writeTypedExtensionConfig } from '../../core/v3/extension.ts'
import { DnsResolutionConfig, readDnsResolutionConfig, writeDnsResolutionConfig } from '../../core/v3/resolver.ts'
import { Listener, readListener, writeListener } from '../../listener/v3/listener.ts'
import { StatsConfig, StatsSink, readStatsConfig, readStatsSink, writeStatsConfig, writeStatsSink } from '../../metrics/v3/stats.ts'
import { OverloadManager, readOverloadManager, writeOverloadManager } from '../../overload/v3/overload.ts'
import { Secret, readSecret, writeSecret } from '../../../extensions/transport_sockets/tls/v3/secret.ts'
import { StringMatcher, readStringMatcher, writeStringMatcher } from '../../../type/matcher/v3/string.ts'
import { Percent, readPercent, writePercent } from '../../../type/v3/percent.ts'
import { type JsonObject } from '../../../../../json/json-value.ts'
import { type MessageType, define } from '../../../../../message-type.ts'
import { Duration, readDuration, writeDuration } from '../../../../../well-known/duration.ts'
import { Struct, readStruct, writeStruct } from '../../../../../well-known/struct.ts'
import { UInt64Value, readUInt64Value, writeUInt64Value } from '../../../../../well-known/wrappers.ts'
import { type Mutable, NO_ITEMS, append, put } from '../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../wire/message-reader.ts'

/** envoy.config.bootstrap.v3.CustomInlineHeader.InlineHeaderType */
export const CustomInlineHeaderInlineHeaderType = {
  REQUEST_HEADER: 0,
  REQUEST_TRAILER: 1,
  RESPONSE_HEADER: 2,
  RESPONSE_TRAILER: 3,
} as const
export type CustomInlineHeaderInlineHeaderType = (typeof CustomInlineHeaderInlineHeaderType)[keyof typeof CustomInlineHeaderInlineHeaderType]

/** envoy.config.bootstrap.v3.Watchdog.WatchdogAction.WatchdogEvent */
export const WatchdogWatchdogActionWatchdogEvent = {
  UNKNOWN: 0,
  KILL: 1,
  MULTIKILL: 2,
  MEGAMISS: 3,
  MISS: 4,
} as const
export type WatchdogWatchdogActionWatchdogEvent = (typeof WatchdogWatchdogActionWatchdogEvent)[keyof typeof WatchdogWatchdogActionWatchdogEvent]

/** envoy.config.bootstrap.v3.Admin */
export interface Admin {
  readonly accessLogPath: string
  readonly profilePath: string
  readonly address: Address | null
  readonly accessLog: readonly AccessLog[]
  readonly ignoreGlobalConnLimit: boolean
  readonly allowPaths: readonly StringMatcher[]
}

export const Admin: MessageType<Admin> = define<Admin>({
  name: 'envoy.config.bootstrap.v3.Admin', empty: emptyAdmin, write: writeAdmin, read: readAdmin,
  fields: () => [
    ['access_log_path', 1, 'string'],
    ['profile_path', 2, 'string'],
    ['address', 3, Address],
    ['access_log', 5, AccessLog, 'list'],
    ['ignore_global_conn_limit', 6, 'bool'],
    ['allow_paths', 7, StringMatcher, 'list'],
  ],
  pruned: { 4: 'socket_options' },
})

export function emptyAdmin(): Admin {
  return {
    accessLogPath: '',
    profilePath: '',
    address: null,
    accessLog: NO_ITEMS,
    ignoreGlobalConnLimit: false,
    allowPaths: NO_ITEMS,
  }
}

export function writeAdmin(m: Admin, w: ByteWriter): void {
  if (m.accessLogPath !== '') w.uint32(10).string(m.accessLogPath)
  if (m.profilePath !== '') w.uint32(18).string(m.profilePath)
  if (m.address !== null) put(w, 26, writeAddress, m.address)
  for (const v of m.accessLog) put(w, 42, writeAccessLog, v)
  if (m.ignoreGlobalConnLimit) w.uint32(48).bool(m.ignoreGlobalConnLimit)
  for (const v of m.allowPaths) put(w, 58, writeStringMatcher, v)
}

export function readAdmin(r: MessageReader, into: Admin | null): Admin {
  const m: Mutable<Admin> = into ?? emptyAdmin()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.accessLogPath = r.string(); break
      case 18: m.profilePath = r.string(); break
      case 26: m.address = readAddress(r.message(), m.address); break
      case 42: m.accessLog = append(m.accessLog, readAccessLog(r.message(), null)); break
      case 48: m.ignoreGlobalConnLimit = r.bool(); break
      case 58: m.allowPaths = append(m.allowPaths, readStringMatcher(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.bootstrap.v3.Bootstrap */
export interface Bootstrap {
  readonly node: Node | null
  readonly staticResources: BootstrapStaticResources | null
  readonly dynamicResources: BootstrapDynamicResources | null
  readonly clusterManager: ClusterManager | null
  readonly flagsPath: string
  readonly statsSinks: readonly StatsSink[]
  readonly statsFlushInterval: Duration | null
  readonly watchdog: Watchdog | null
  readonly admin: Admin | null
  readonly statsConfig: StatsConfig | null
  readonly overloadManager: OverloadManager | null
  readonly layeredRuntime: LayeredRuntime | null
  readonly statsServerVersionOverride: number | null
  readonly useTcpForDnsLookups: boolean
  readonly defaultConfigSource: ConfigSource | null
  readonly defaultSocketInterface: string
  readonly nodeContextParams: readonly string[]
  readonly watchdogs: Watchdogs | null
  readonly statsFlushOnAdmin: boolean | null // oneof stats_flush
  readonly dnsResolutionConfig: DnsResolutionConfig | null
  readonly typedDnsResolverConfig: TypedExtensionConfig | null
  readonly inlineHeaders: readonly CustomInlineHeader[]
  readonly defaultRegexEngine: TypedExtensionConfig | null
  readonly deferredStatOptions: BootstrapDeferredStatOptions | null
  readonly grpcAsyncClientManagerConfig: BootstrapGrpcAsyncClientManagerConfig | null
  readonly memoryAllocatorManager: MemoryAllocatorManager | null
}

export const Bootstrap: MessageType<Bootstrap> = define<Bootstrap>({
  name: 'envoy.config.bootstrap.v3.Bootstrap', empty: emptyBootstrap, write: writeBootstrap, read: readBootstrap,
  fields: () => [
    ['node', 1, Node],
    ['static_resources', 2, BootstrapStaticResources],
    ['dynamic_resources', 3, BootstrapDynamicResources],
    ['cluster_manager', 4, ClusterManager],
    ['flags_path', 5, 'string'],
    ['stats_sinks', 6, StatsSink, 'list'],
    ['stats_flush_interval', 7, Duration],
    ['watchdog', 8, Watchdog],
    ['admin', 12, Admin],
    ['stats_config', 13, StatsConfig],
    ['overload_manager', 15, OverloadManager],
    ['layered_runtime', 17, LayeredRuntime],
    ['stats_server_version_override', 19, UInt64Value],
    ['use_tcp_for_dns_lookups', 20, 'bool'],
    ['default_config_source', 23, ConfigSource],
    ['default_socket_interface', 24, 'string'],
    ['node_context_params', 26, 'string', 'list'],
    ['watchdogs', 27, Watchdogs],
    ['stats_flush_on_admin', 29, 'bool', '', 'statsFlush'],
    ['dns_resolution_config', 30, DnsResolutionConfig],
    ['typed_dns_resolver_config', 31, TypedExtensionConfig],
    ['inline_headers', 32, CustomInlineHeader, 'list'],
    ['default_regex_engine', 34, TypedExtensionConfig],
    ['deferred_stat_options', 39, BootstrapDeferredStatOptions],
    ['grpc_async_client_manager_config', 40, BootstrapGrpcAsyncClientManagerConfig],
    ['memory_allocator_manager', 41, MemoryAllocatorManager],
  ],
  pruned: { 9: 'tracing', 14: 'hds_config', 16: 'enable_dispatcher_stats', 18: 'header_prefix', 21: 'bootstrap_extensions', 22: 'config_sources', 25: 'certificate_provider_instances', 28: 'fatal_actions', 33: 'perf_tracing_file_path', 35: 'xds_delegate_extension', 36: 'xds_config_tracker_extension', 37: 'listener_manager', 38: 'application_log_config' },
})

export function emptyBootstrap(): Bootstrap {
  return {
    node: null,
    staticResources: null,
    dynamicResources: null,
    clusterManager: null,
    flagsPath: '',
    statsSinks: NO_ITEMS,
    statsFlushInterval: null,
    watchdog: null,
    admin: null,
    statsConfig: null,
    overloadManager: null,
    layeredRuntime: null,
    statsServerVersionOverride: null,
    useTcpForDnsLookups: false,
    defaultConfigSource: null,
    defaultSocketInterface: '',
    nodeContextParams: NO_ITEMS,
    watchdogs: null,
    statsFlushOnAdmin: null,
    dnsResolutionConfig: null,
    typedDnsResolverConfig: null,
    inlineHeaders: NO_ITEMS,
    defaultRegexEngine: null,
    deferredStatOptions: null,
    grpcAsyncClientManagerConfig: null,
    memoryAllocatorManager: null,
  }
}

export function writeBootstrap(m: Bootstrap, w: ByteWriter): void {
  if (m.node !== null) put(w, 10, writeNode, m.node)
  if (m.staticResources !== null) put(w, 18, writeBootstrapStaticResources, m.staticResources)
  if (m.dynamicResources !== null) put(w, 26, writeBootstrapDynamicResources, m.dynamicResources)
  if (m.clusterManager !== null) put(w, 34, writeClusterManager, m.clusterManager)
  if (m.flagsPath !== '') w.uint32(42).string(m.flagsPath)
  for (const v of m.statsSinks) put(w, 50, writeStatsSink, v)
  if (m.statsFlushInterval !== null) put(w, 58, writeDuration, m.statsFlushInterval)
  if (m.watchdog !== null) put(w, 66, writeWatchdog, m.watchdog)
  if (m.admin !== null) put(w, 98, writeAdmin, m.admin)
  if (m.statsConfig !== null) put(w, 106, writeStatsConfig, m.statsConfig)
  if (m.overloadManager !== null) put(w, 122, writeOverloadManager, m.overloadManager)
  if (m.layeredRuntime !== null) put(w, 138, writeLayeredRuntime, m.layeredRuntime)
  if (m.statsServerVersionOverride !== null) put(w, 154, writeUInt64Value, m.statsServerVersionOverride)
  if (m.useTcpForDnsLookups) w.uint32(160).bool(m.useTcpForDnsLookups)
  if (m.defaultConfigSource !== null) put(w, 186, writeConfigSource, m.defaultConfigSource)
  if (m.defaultSocketInterface !== '') w.uint32(194).string(m.defaultSocketInterface)
  for (const v of m.nodeContextParams) w.uint32(210).string(v)
  if (m.watchdogs !== null) put(w, 218, writeWatchdogs, m.watchdogs)
  if (m.statsFlushOnAdmin !== null) w.uint32(232).bool(m.statsFlushOnAdmin)
  if (m.dnsResolutionConfig !== null) put(w, 242, writeDnsResolutionConfig, m.dnsResolutionConfig)
  if (m.typedDnsResolverConfig !== null) put(w, 250, writeTypedExtensionConfig, m.typedDnsResolverConfig)
  for (const v of m.inlineHeaders) put(w, 258, writeCustomInlineHeader, v)
  if (m.defaultRegexEngine !== null) put(w, 274, writeTypedExtensionConfig, m.defaultRegexEngine)
  if (m.deferredStatOptions !== null) put(w, 314, writeBootstrapDeferredStatOptions, m.deferredStatOptions)
  if (m.grpcAsyncClientManagerConfig !== null) put(w, 322, writeBootstrapGrpcAsyncClientManagerConfig, m.grpcAsyncClientManagerConfig)
  if (m.memoryAllocatorManager !== null) put(w, 330, writeMemoryAllocatorManager, m.memoryAllocatorManager)
}

export function readBootstrap(r: MessageReader, into: Bootstrap | null): Bootstrap {
  const m: Mutable<Bootstrap> = into ?? emptyBootstrap()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.node = readNode(r.message(), m.node); break
      case 18: m.staticResources = readBootstrapStaticResources(r.message(), m.staticResources); break
      case 26: m.dynamicResources = readBootstrapDynamicResources(r.message(), m.dynamicResources); break
      case 34: m.clusterManager = readClusterManager(r.message(), m.clusterManager); break
      case 42: m.flagsPath = r.string(); break
      case 50: m.statsSinks = append(m.statsSinks, readStatsSink(r.message(), null)); break
      case 58: m.statsFlushInterval = readDuration(r.message(), m.statsFlushInterval); break
      case 66: m.watchdog = readWatchdog(r.message(), m.watchdog); break
      case 98: m.admin = readAdmin(r.message(), m.admin); break
      case 106: m.statsConfig = readStatsConfig(r.message(), m.statsConfig); break
      case 122: m.overloadManager = readOverloadManager(r.message(), m.overloadManager); break
      case 138: m.layeredRuntime = readLayeredRuntime(r.message(), m.layeredRuntime); break
      case 154: m.statsServerVersionOverride = readUInt64Value(r.message()); break
      case 160: m.useTcpForDnsLookups = r.bool(); break
      case 186: m.defaultConfigSource = readConfigSource(r.message(), m.defaultConfigSource); break
      case 194: m.defaultSocketInterface = r.string(); break
      case 210: m.nodeContextParams = append(m.nodeContextParams, r.string()); break
      case 218: m.watchdogs = readWatchdogs(r.message(), m.watchdogs); break
      case 232: m.statsFlushOnAdmin = r.bool(); break
      case 242: m.dnsResolutionConfig = readDnsResolutionConfig(r.message(), m.dnsResolutionConfig); break
      case 250: m.typedDnsResolverConfig = readTypedExtensionConfig(r.message(), m.typedDnsResolverConfig); break
      case 258: m.inlineHeaders = append(m.inlineHeaders, readCustomInlineHeader(r.message(), null)); break
      case 274: m.defaultRegexEngine = readTypedExtensionConfig(r.message(), m.defaultRegexEngine); break
      case 314: m.deferredStatOptions = readBootstrapDeferredStatOptions(r.message(), m.deferredStatOptions); break
      case 322: m.grpcAsyncClientManagerConfig = readBootstrapGrpcAsyncClientManagerConfig(r.message(), m.grpcAsyncClientManagerConfig); break
      case 330: m.memoryAllocatorManager = readMemoryAllocatorManager(r.message(), m.memoryAllocatorManager); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.bootstrap.v3.Bootstrap.DeferredStatOptions */
export interface BootstrapDeferredStatOptions {
  readonly enableDeferredCreationStats: boolean
}

export const BootstrapDeferredStatOptions: MessageType<BootstrapDeferredStatOptions> = define<BootstrapDeferredStatOptions>({
  name: 'envoy.config.bootstrap.v3.Bootstrap.DeferredStatOptions', empty: emptyBootstrapDeferredStatOptions, write: writeBootstrapDeferredStatOptions, read: readBootstrapDeferredStatOptions,
  fields: () => [
    ['enable_deferred_creation_stats', 1, 'bool'],
  ],
})

export function emptyBootstrapDeferredStatOptions(): BootstrapDeferredStatOptions {
  return {
    enableDeferredCreationStats: false,
  }
}

export function writeBootstrapDeferredStatOptions(m: BootstrapDeferredStatOptions, w: ByteWriter): void {
  if (m.enableDeferredCreationStats) w.uint32(8).bool(m.enableDeferredCreationStats)
}

export function readBootstrapDeferredStatOptions(r: MessageReader, into: BootstrapDeferredStatOptions | null): BootstrapDeferredStatOptions {
  const m: Mutable<BootstrapDeferredStatOptions> = into ?? emptyBootstrapDeferredStatOptions()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.enableDeferredCreationStats = r.bool(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.bootstrap.v3.Bootstrap.DynamicResources */
export interface BootstrapDynamicResources {
  readonly ldsConfig: ConfigSource | null
  readonly cdsConfig: ConfigSource | null
  readonly adsConfig: ApiConfigSource | null
}

export const BootstrapDynamicResources: MessageType<BootstrapDynamicResources> = define<BootstrapDynamicResources>({
  name: 'envoy.config.bootstrap.v3.Bootstrap.DynamicResources', empty: emptyBootstrapDynamicResources, write: writeBootstrapDynamicResources, read: readBootstrapDynamicResources,
  fields: () => [
    ['lds_config', 1, ConfigSource],
    ['cds_config', 2, ConfigSource],
    ['ads_config', 3, ApiConfigSource],
  ],
  pruned: { 5: 'lds_resources_locator', 6: 'cds_resources_locator' },
})

export function emptyBootstrapDynamicResources(): BootstrapDynamicResources {
  return {
    ldsConfig: null,
    cdsConfig: null,
    adsConfig: null,
  }
}

export function writeBootstrapDynamicResources(m: BootstrapDynamicResources, w: ByteWriter): void {
  if (m.ldsConfig !== null) put(w, 10, writeConfigSource, m.ldsConfig)
  if (m.cdsConfig !== null) put(w, 18, writeConfigSource, m.cdsConfig)
  if (m.adsConfig !== null) put(w, 26, writeApiConfigSource, m.adsConfig)
}

export function readBootstrapDynamicResources(r: MessageReader, into: BootstrapDynamicResources | null): BootstrapDynamicResources {
  const m: Mutable<BootstrapDynamicResources> = into ?? emptyBootstrapDynamicResources()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.ldsConfig = readConfigSource(r.message(), m.ldsConfig); break
      case 18: m.cdsConfig = readConfigSource(r.message(), m.cdsConfig); break
      case 26: m.adsConfig = readApiConfigSource(r.message(), m.adsConfig); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.bootstrap.v3.Bootstrap.GrpcAsyncClientManagerConfig */
export interface BootstrapGrpcAsyncClientManagerConfig {
  readonly maxCachedEntryIdleDuration: Duration | null
}

export const BootstrapGrpcAsyncClientManagerConfig: MessageType<BootstrapGrpcAsyncClientManagerConfig> = define<BootstrapGrpcAsyncClientManagerConfig>({
  name: 'envoy.config.bootstrap.v3.Bootstrap.GrpcAsyncClientManagerConfig', empty: emptyBootstrapGrpcAsyncClientManagerConfig, write: writeBootstrapGrpcAsyncClientManagerConfig, read: readBootstrapGrpcAsyncClientManagerConfig,
  fields: () => [
    ['max_cached_entry_idle_duration', 1, Duration],
  ],
})

export function emptyBootstrapGrpcAsyncClientManagerConfig(): BootstrapGrpcAsyncClientManagerConfig {
  return {
    maxCachedEntryIdleDuration: null,
  }
}

export function writeBootstrapGrpcAsyncClientManagerConfig(m: BootstrapGrpcAsyncClientManagerConfig, w: ByteWriter): void {
  if (m.maxCachedEntryIdleDuration !== null) put(w, 10, writeDuration, m.maxCachedEntryIdleDuration)
}

export function readBootstrapGrpcAsyncClientManagerConfig(r: MessageReader, into: BootstrapGrpcAsyncClientManagerConfig | null): BootstrapGrpcAsyncClientManagerConfig {
  const m: Mutable<BootstrapGrpcAsyncClientManagerConfig> = into ?? emptyBootstrapGrpcAsyncClientManagerConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.maxCachedEntryIdleDuration = readDuration(r.message(), m.maxCachedEntryIdleDuration); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.bootstrap.v3.Bootstrap.StaticResources */
export interface BootstrapStaticResources {
  readonly listeners: readonly Listener[]
  readonly clusters: readonly Cluster[]
  readonly secrets: readonly Secret[]
}

export const BootstrapStaticResources: MessageType<BootstrapStaticResources> = define<BootstrapStaticResources>({
  name: 'envoy.config.bootstrap.v3.Bootstrap.StaticResources', empty: emptyBootstrapStaticResources, write: writeBootstrapStaticResources, read: readBootstrapStaticResources,
  fields: () => [
    ['listeners', 1, Listener, 'list'],
    ['clusters', 2, Cluster, 'list'],
    ['secrets', 3, Secret, 'list'],
  ],
})

export function emptyBootstrapStaticResources(): BootstrapStaticResources {
  return {
    listeners: NO_ITEMS,
    clusters: NO_ITEMS,
    secrets: NO_ITEMS,
  }
}

export function writeBootstrapStaticResources(m: BootstrapStaticResources, w: ByteWriter): void {
  for (const v of m.listeners) put(w, 10, writeListener, v)
  for (const v of m.clusters) put(w, 18, writeCluster, v)
  for (const v of m.secrets) put(w, 26, writeSecret, v)
}

export function readBootstrapStaticResources(r: MessageReader, into: BootstrapStaticResources | null): BootstrapStaticResources {
  const m: Mutable<BootstrapStaticResources> = into ?? emptyBootstrapStaticResources()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.listeners = append(m.listeners, readListener(r.message(), null)); break
      case 18: m.clusters = append(m.clusters, readCluster(r.message(), null)); break
      case 26: m.secrets = append(m.secrets, readSecret(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.bootstrap.v3.ClusterManager */
export interface ClusterManager {
  readonly localClusterName: string
  readonly outlierDetection: ClusterManagerOutlierDetection | null
  readonly upstreamBindConfig: BindConfig | null
  readonly enableDeferredClusterCreation: boolean
}

export const ClusterManager: MessageType<ClusterManager> = define<ClusterManager>({
  name: 'envoy.config.bootstrap.v3.ClusterManager', empty: emptyClusterManager, write: writeClusterManager, read: readClusterManager,
  fields: () => [
    ['local_cluster_name', 1, 'string'],
    ['outlier_detection', 2, ClusterManagerOutlierDetection],
    ['upstream_bind_config', 3, BindConfig],
    ['enable_deferred_cluster_creation', 5, 'bool'],
  ],
  pruned: { 4: 'load_stats_config' },
})

export function emptyClusterManager(): ClusterManager {
  return {
    localClusterName: '',
    outlierDetection: null,
    upstreamBindConfig: null,
    enableDeferredClusterCreation: false,
  }
}

export function writeClusterManager(m: ClusterManager, w: ByteWriter): void {
  if (m.localClusterName !== '') w.uint32(10).string(m.localClusterName)
  if (m.outlierDetection !== null) put(w, 18, writeClusterManagerOutlierDetection, m.outlierDetection)
  if (m.upstreamBindConfig !== null) put(w, 26, writeBindConfig, m.upstreamBindConfig)
  if (m.enableDeferredClusterCreation) w.uint32(40).bool(m.enableDeferredClusterCreation)
}

export function readClusterManager(r: MessageReader, into: ClusterManager | null): ClusterManager {
  const m: Mutable<ClusterManager> = into ?? emptyClusterManager()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.localClusterName = r.string(); break
      case 18: m.outlierDetection = readClusterManagerOutlierDetection(r.message(), m.outlierDetection); break
      case 26: m.upstreamBindConfig = readBindConfig(r.message(), m.upstreamBindConfig); break
      case 40: m.enableDeferredClusterCreation = r.bool(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.bootstrap.v3.ClusterManager.OutlierDetection */
export interface ClusterManagerOutlierDetection {
  readonly eventLogPath: string
}

export const ClusterManagerOutlierDetection: MessageType<ClusterManagerOutlierDetection> = define<ClusterManagerOutlierDetection>({
  name: 'envoy.config.bootstrap.v3.ClusterManager.OutlierDetection', empty: emptyClusterManagerOutlierDetection, write: writeClusterManagerOutlierDetection, read: readClusterManagerOutlierDetection,
  fields: () => [
    ['event_log_path', 1, 'string'],
  ],
  pruned: { 2: 'event_service' },
})

export function emptyClusterManagerOutlierDetection(): ClusterManagerOutlierDetection {
  return {
    eventLogPath: '',
  }
}

export function writeClusterManagerOutlierDetection(m: ClusterManagerOutlierDetection, w: ByteWriter): void {
  if (m.eventLogPath !== '') w.uint32(10).string(m.eventLogPath)
}

export function readClusterManagerOutlierDetection(r: MessageReader, into: ClusterManagerOutlierDetection | null): ClusterManagerOutlierDetection {
  const m: Mutable<ClusterManagerOutlierDetection> = into ?? emptyClusterManagerOutlierDetection()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.eventLogPath = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.bootstrap.v3.CustomInlineHeader */
export interface CustomInlineHeader {
  readonly inlineHeaderName: string
  readonly inlineHeaderType: CustomInlineHeaderInlineHeaderType
}

export const CustomInlineHeader: MessageType<CustomInlineHeader> = define<CustomInlineHeader>({
  name: 'envoy.config.bootstrap.v3.CustomInlineHeader', empty: emptyCustomInlineHeader, write: writeCustomInlineHeader, read: readCustomInlineHeader,
  fields: () => [
    ['inline_header_name', 1, 'string'],
    ['inline_header_type', 2, { enum: CustomInlineHeaderInlineHeaderType }],
  ],
})

export function emptyCustomInlineHeader(): CustomInlineHeader {
  return {
    inlineHeaderName: '',
    inlineHeaderType: 0,
  }
}

export function writeCustomInlineHeader(m: CustomInlineHeader, w: ByteWriter): void {
  if (m.inlineHeaderName !== '') w.uint32(10).string(m.inlineHeaderName)
  if (m.inlineHeaderType !== 0) w.uint32(16).int32(m.inlineHeaderType)
}

export function readCustomInlineHeader(r: MessageReader, into: CustomInlineHeader | null): CustomInlineHeader {
  const m: Mutable<CustomInlineHeader> = into ?? emptyCustomInlineHeader()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.inlineHeaderName = r.string(); break
      case 16: m.inlineHeaderType = r.int32() as CustomInlineHeaderInlineHeaderType; break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.bootstrap.v3.LayeredRuntime */
export interface LayeredRuntime {
  readonly layers: readonly RuntimeLayer[]
}

export const LayeredRuntime: MessageType<LayeredRuntime> = define<LayeredRuntime>({
  name: 'envoy.config.bootstrap.v3.LayeredRuntime', empty: emptyLayeredRuntime, write: writeLayeredRuntime, read: readLayeredRuntime,
  fields: () => [
    ['layers', 1, RuntimeLayer, 'list'],
  ],
})

export function emptyLayeredRuntime(): LayeredRuntime {
  return {
    layers: NO_ITEMS,
  }
}

export function writeLayeredRuntime(m: LayeredRuntime, w: ByteWriter): void {
  for (const v of m.layers) put(w, 10, writeRuntimeLayer, v)
}

export function readLayeredRuntime(r: MessageReader, into: LayeredRuntime | null): LayeredRuntime {
  const m: Mutable<LayeredRuntime> = into ?? emptyLayeredRuntime()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.layers = append(m.layers, readRuntimeLayer(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.bootstrap.v3.MemoryAllocatorManager */
export interface MemoryAllocatorManager {
  readonly bytesToRelease: number
  readonly memoryReleaseInterval: Duration | null
}

export const MemoryAllocatorManager: MessageType<MemoryAllocatorManager> = define<MemoryAllocatorManager>({
  name: 'envoy.config.bootstrap.v3.MemoryAllocatorManager', empty: emptyMemoryAllocatorManager, write: writeMemoryAllocatorManager, read: readMemoryAllocatorManager,
  fields: () => [
    ['bytes_to_release', 1, 'uint64'],
    ['memory_release_interval', 2, Duration],
  ],
})

export function emptyMemoryAllocatorManager(): MemoryAllocatorManager {
  return {
    bytesToRelease: 0,
    memoryReleaseInterval: null,
  }
}

export function writeMemoryAllocatorManager(m: MemoryAllocatorManager, w: ByteWriter): void {
  if (m.bytesToRelease !== 0) w.uint32(8).int64(m.bytesToRelease)
  if (m.memoryReleaseInterval !== null) put(w, 18, writeDuration, m.memoryReleaseInterval)
}

export function readMemoryAllocatorManager(r: MessageReader, into: MemoryAllocatorManager | null): MemoryAllocatorManager {
  const m: Mutable<MemoryAllocatorManager> = into ?? emptyMemoryAllocatorManager()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.bytesToRelease = r.uint64AsNumber(); break
      case 18: m.memoryReleaseInterval = readDuration(r.message(), m.memoryReleaseInterval); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.bootstrap.v3.RuntimeLayer */
export interface RuntimeLayer {
  readonly name: string
  readonly staticLayer: JsonObject | null // oneof layer_specifier
  readonly diskLayer: RuntimeLayerDiskLayer | null // oneof layer_specifier
  readonly adminLayer: RuntimeLayerAdminLayer | null // oneof layer_specifier
}

export const RuntimeLayer: MessageType<RuntimeLayer> = define<RuntimeLayer>({
  name: 'envoy.config.bootstrap.v3.RuntimeLayer', empty: emptyRuntimeLayer, write: writeRuntimeLayer, read: readRuntimeLayer,
  fields: () => [
    ['name', 1, 'string'],
    ['static_layer', 2, Struct, '', 'layerSpecifier'],
    ['disk_layer', 3, RuntimeLayerDiskLayer, '', 'layerSpecifier'],
    ['admin_layer', 4, RuntimeLayerAdminLayer, '', 'layerSpecifier'],
  ],
  pruned: { 5: 'rtds_layer' },
})

export function emptyRuntimeLayer(): RuntimeLayer {
  return {
    name: '',
    staticLayer: null,
    diskLayer: null,
    adminLayer: null,
  }
}

export function writeRuntimeLayer(m: RuntimeLayer, w: ByteWriter): void {
  if (m.name !== '') w.uint32(10).string(m.name)
  if (m.staticLayer !== null) put(w, 18, writeStruct, m.staticLayer)
  if (m.diskLayer !== null) put(w, 26, writeRuntimeLayerDiskLayer, m.diskLayer)
  if (m.adminLayer !== null) put(w, 34, writeRuntimeLayerAdminLayer, m.adminLayer)
}

export function readRuntimeLayer(r: MessageReader, into: RuntimeLayer | null): RuntimeLayer {
  const m: Mutable<RuntimeLayer> = into ?? emptyRuntimeLayer()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.name = r.string(); break
      case 18: { const v = readStruct(r.message(), m.staticLayer); clearRuntimeLayer_layer_specifier(m); m.staticLayer = v; break }
      case 26: { const v = readRuntimeLayerDiskLayer(r.message(), m.diskLayer); clearRuntimeLayer_layer_specifier(m); m.diskLayer = v; break }
      case 34: { const v = readRuntimeLayerAdminLayer(r.message(), m.adminLayer); clearRuntimeLayer_layer_specifier(m); m.adminLayer = v; break }
      default: r.skipField(tag)
    }
  }
  return m
}
function clearRuntimeLayer_layer_specifier(m: Mutable<RuntimeLayer>): void {
  m.staticLayer = null
  m.diskLayer = null
  m.adminLayer = null
}

/** envoy.config.bootstrap.v3.RuntimeLayer.AdminLayer */
export interface RuntimeLayerAdminLayer {
}

export const RuntimeLayerAdminLayer: MessageType<RuntimeLayerAdminLayer> = define<RuntimeLayerAdminLayer>({
  name: 'envoy.config.bootstrap.v3.RuntimeLayer.AdminLayer', empty: emptyRuntimeLayerAdminLayer, write: writeRuntimeLayerAdminLayer, read: readRuntimeLayerAdminLayer,
  fields: () => [],
})

export function emptyRuntimeLayerAdminLayer(): RuntimeLayerAdminLayer {
  return {}
}

export function writeRuntimeLayerAdminLayer(_m: RuntimeLayerAdminLayer, _w: ByteWriter): void {
}

export function readRuntimeLayerAdminLayer(r: MessageReader, into: RuntimeLayerAdminLayer | null): RuntimeLayerAdminLayer {
  const m: Mutable<RuntimeLayerAdminLayer> = into ?? emptyRuntimeLayerAdminLayer()
  while (!r.done) r.skipField(r.uint32())
  return m
}

/** envoy.config.bootstrap.v3.RuntimeLayer.DiskLayer */
export interface RuntimeLayerDiskLayer {
  readonly symlinkRoot: string
  readonly appendServiceCluster: boolean
  readonly subdirectory: string
}

export const RuntimeLayerDiskLayer: MessageType<RuntimeLayerDiskLayer> = define<RuntimeLayerDiskLayer>({
  name: 'envoy.config.bootstrap.v3.RuntimeLayer.DiskLayer', empty: emptyRuntimeLayerDiskLayer, write: writeRuntimeLayerDiskLayer, read: readRuntimeLayerDiskLayer,
  fields: () => [
    ['symlink_root', 1, 'string'],
    ['append_service_cluster', 2, 'bool'],
    ['subdirectory', 3, 'string'],
  ],
})

export function emptyRuntimeLayerDiskLayer(): RuntimeLayerDiskLayer {
  return {
    symlinkRoot: '',
    appendServiceCluster: false,
    subdirectory: '',
  }
}

export function writeRuntimeLayerDiskLayer(m: RuntimeLayerDiskLayer, w: ByteWriter): void {
  if (m.symlinkRoot !== '') w.uint32(10).string(m.symlinkRoot)
  if (m.appendServiceCluster) w.uint32(16).bool(m.appendServiceCluster)
  if (m.subdirectory !== '') w.uint32(26).string(m.subdirectory)
}

export function readRuntimeLayerDiskLayer(r: MessageReader, into: RuntimeLayerDiskLayer | null): RuntimeLayerDiskLayer {
  const m: Mutable<RuntimeLayerDiskLayer> = into ?? emptyRuntimeLayerDiskLayer()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.symlinkRoot = r.string(); break
      case 16: m.appendServiceCluster = r.bool(); break
      case 26: m.subdirectory = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.bootstrap.v3.Watchdog */
export interface Watchdog {
  readonly missTimeout: Duration | null
  readonly megamissTimeout: Duration | null
  readonly killTimeout: Duration | null
  readonly multikillTimeout: Duration | null
  readonly multikillThreshold: Percent | null
  readonly maxKillTimeoutJitter: Duration | null
  readonly actions: readonly WatchdogWatchdogAction[]
}

export const Watchdog: MessageType<Watchdog> = define<Watchdog>({
  name: 'envoy.config.bootstrap.v3.Watchdog', empty: emptyWatchdog, write: writeWatchdog, read: readWatchdog,
  fields: () => [
    ['miss_timeout', 1, Duration],
    ['megamiss_timeout', 2, Duration],
    ['kill_timeout', 3, Duration],
    ['multikill_timeout', 4, Duration],
    ['multikill_threshold', 5, Percent],
    ['max_kill_timeout_jitter', 6, Duration],
    ['actions', 7, WatchdogWatchdogAction, 'list'],
  ],
})

export function emptyWatchdog(): Watchdog {
  return {
    missTimeout: null,
    megamissTimeout: null,
    killTimeout: null,
    multikillTimeout: null,
    multikillThreshold: null,
    maxKillTimeoutJitter: null,
    actions: NO_ITEMS,
  }
}

export function writeWatchdog(m: Watchdog, w: ByteWriter): void {
  if (m.missTimeout !== null) put(w, 10, writeDuration, m.missTimeout)
  if (m.megamissTimeout !== null) put(w, 18, writeDuration, m.megamissTimeout)
  if (m.killTimeout !== null) put(w, 26, writeDuration, m.killTimeout)
  if (m.multikillTimeout !== null) put(w, 34, writeDuration, m.multikillTimeout)
  if (m.multikillThreshold !== null) put(w, 42, writePercent, m.multikillThreshold)
  if (m.maxKillTimeoutJitter !== null) put(w, 50, writeDuration, m.maxKillTimeoutJitter)
  for (const v of m.actions) put(w, 58, writeWatchdogWatchdogAction, v)
}

export function readWatchdog(r: MessageReader, into: Watchdog | null): Watchdog {
  const m: Mutable<Watchdog> = into ?? emptyWatchdog()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.missTimeout = readDuration(r.message(), m.missTimeout); break
      case 18: m.megamissTimeout = readDuration(r.message(), m.megamissTimeout); break
      case 26: m.killTimeout = readDuration(r.message(), m.killTimeout); break
      case 34: m.multikillTimeout = readDuration(r.message(), m.multikillTimeout); break
      case 42: m.multikillThreshold = readPercent(r.message(), m.multikillThreshold); break
      case 50: m.maxKillTimeoutJitter = readDuration(r.message(), m.maxKillTimeoutJitter); break
      case 58: m.actions = append(m.actions, readWatchdogWatchdogAction(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.bootstrap.v3.Watchdog.WatchdogAction */
export interface WatchdogWatchdogAction {
  readonly config: TypedExtensionConfig | null
  readonly event: WatchdogWatchdogActionWatchdogEvent
}

export const WatchdogWatchdogAction: MessageType<WatchdogWatchdogAction> = define<WatchdogWatchdogAction>({
  name: 'envoy.config.bootstrap.v3.Watchdog.WatchdogAction', empty: emptyWatchdogWatchdogAction, write: writeWatchdogWatchdogAction, read: readWatchdogWatchdogAction,
  fields: () => [
    ['config', 1, TypedExtensionConfig],
    ['event', 2, { enum: WatchdogWatchdogActionWatchdogEvent }],
  ],
})

export function emptyWatchdogWatchdogAction(): WatchdogWatchdogAction {
  return {
    config: null,
    event: 0,
  }
}

export function writeWatchdogWatchdogAction(m: WatchdogWatchdogAction, w: ByteWriter): void {
  if (m.config !== null) put(w, 10, writeTypedExtensionConfig, m.config)
  if (m.event !== 0) w.uint32(16).int32(m.event)
}

export function readWatchdogWatchdogAction(r: MessageReader, into: WatchdogWatchdogAction | null): WatchdogWatchdogAction {
  const m: Mutable<WatchdogWatchdogAction> = into ?? emptyWatchdogWatchdogAction()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.config = readTypedExtensionConfig(r.message(), m.config); break
      case 16: m.event = r.int32() as WatchdogWatchdogActionWatchdogEvent; break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.bootstrap.v3.Watchdogs */
export interface Watchdogs {
  readonly mainThreadWatchdog: Watchdog | null
  readonly workerWatchdog: Watchdog | null
}

export const Watchdogs: MessageType<Watchdogs> = define<Watchdogs>({
  name: 'envoy.config.bootstrap.v3.Watchdogs', empty: emptyWatchdogs, write: writeWatchdogs, read: readWatchdogs,
  fields: () => [
    ['main_thread_watchdog', 1, Watchdog],
    ['worker_watchdog', 2, Watchdog],
  ],
})

export function emptyWatchdogs(): Watchdogs {
  return {
    mainThreadWatchdog: null,
    workerWatchdog: null,
  }
}

export function writeWatchdogs(m: Watchdogs, w: ByteWriter): void {
  if (m.mainThreadWatchdog !== null) put(w, 10, writeWatchdog, m.mainThreadWatchdog)
  if (m.workerWatchdog !== null) put(w, 18, writeWatchdog, m.workerWatchdog)
}

export function readWatchdogs(r: MessageReader, into: Watchdogs | null): Watchdogs {
  const m: Mutable<Watchdogs> = into ?? emptyWatchdogs()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.mainThreadWatchdog = readWatchdog(r.message(), m.mainThreadWatchdog); break
      case 18: m.workerWatchdog = readWatchdog(r.message(), m.workerWatchdog); break
      default: r.skipField(tag)
    }
  }
  return m
}
