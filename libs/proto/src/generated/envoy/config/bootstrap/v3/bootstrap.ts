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
import { StatsConfig, readStatsConfig, writeStatsConfig } from '../../metrics/v3/stats.ts'
import { OverloadManager, readOverloadManager, writeOverloadManager } from '../../overload/v3/overload.ts'
import { Secret, readSecret, writeSecret } from '../../../extensions/transport_sockets/tls/v3/secret.ts'
import { type JsonObject } from '../../../../../json/json-value.ts'
import { type MessageType, define } from '../../../../../message-type.ts'
import { Duration, readDuration, writeDuration } from '../../../../../well-known/duration.ts'
import { Struct, readStruct, writeStruct } from '../../../../../well-known/struct.ts'
import { type Mutable, NO_ITEMS, append, put } from '../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../wire/message-reader.ts'

/** envoy.config.bootstrap.v3.Admin */
export interface Admin {
  readonly accessLogPath: string
  readonly profilePath: string
  readonly address: Address | null
  readonly accessLog: readonly AccessLog[]
  readonly ignoreGlobalConnLimit: boolean
}

export const Admin: MessageType<Admin> = define<Admin>({
  name: 'envoy.config.bootstrap.v3.Admin', empty: emptyAdmin, write: writeAdmin, read: readAdmin,
  fields: () => [
    ['access_log_path', 1, 'string'],
    ['profile_path', 2, 'string'],
    ['address', 3, Address],
    ['access_log', 5, AccessLog, 'list'],
    ['ignore_global_conn_limit', 6, 'bool'],
  ],
  pruned: { 4: 'socket_options', 7: 'allow_paths' },
})

export function emptyAdmin(): Admin {
  return {
    accessLogPath: '',
    profilePath: '',
    address: null,
    accessLog: NO_ITEMS,
    ignoreGlobalConnLimit: false,
  }
}

export function writeAdmin(m: Admin, w: ByteWriter): void {
  if (m.accessLogPath !== '') w.uint32(10).string(m.accessLogPath)
  if (m.profilePath !== '') w.uint32(18).string(m.profilePath)
  if (m.address !== null) put(w, 26, writeAddress, m.address)
  for (const v of m.accessLog) put(w, 42, writeAccessLog, v)
  if (m.ignoreGlobalConnLimit) w.uint32(48).bool(m.ignoreGlobalConnLimit)
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
  readonly statsFlushInterval: Duration | null
  readonly admin: Admin | null
  readonly statsConfig: StatsConfig | null
  readonly overloadManager: OverloadManager | null
  readonly layeredRuntime: LayeredRuntime | null
  readonly defaultConfigSource: ConfigSource | null
  readonly statsFlushOnAdmin: boolean | null // oneof stats_flush
  readonly dnsResolutionConfig: DnsResolutionConfig | null
  readonly typedDnsResolverConfig: TypedExtensionConfig | null
  readonly defaultRegexEngine: TypedExtensionConfig | null
}

export const Bootstrap: MessageType<Bootstrap> = define<Bootstrap>({
  name: 'envoy.config.bootstrap.v3.Bootstrap', empty: emptyBootstrap, write: writeBootstrap, read: readBootstrap,
  fields: () => [
    ['node', 1, Node],
    ['static_resources', 2, BootstrapStaticResources],
    ['dynamic_resources', 3, BootstrapDynamicResources],
    ['cluster_manager', 4, ClusterManager],
    ['stats_flush_interval', 7, Duration],
    ['admin', 12, Admin],
    ['stats_config', 13, StatsConfig],
    ['overload_manager', 15, OverloadManager],
    ['layered_runtime', 17, LayeredRuntime],
    ['default_config_source', 23, ConfigSource],
    ['stats_flush_on_admin', 29, 'bool', '', 'statsFlush'],
    ['dns_resolution_config', 30, DnsResolutionConfig],
    ['typed_dns_resolver_config', 31, TypedExtensionConfig],
    ['default_regex_engine', 34, TypedExtensionConfig],
  ],
  pruned: { 5: 'flags_path', 6: 'stats_sinks', 8: 'watchdog', 9: 'tracing', 14: 'hds_config', 16: 'enable_dispatcher_stats', 18: 'header_prefix', 19: 'stats_server_version_override', 20: 'use_tcp_for_dns_lookups', 21: 'bootstrap_extensions', 22: 'config_sources', 24: 'default_socket_interface', 25: 'certificate_provider_instances', 26: 'node_context_params', 27: 'watchdogs', 28: 'fatal_actions', 32: 'inline_headers', 33: 'perf_tracing_file_path', 35: 'xds_delegate_extension', 36: 'xds_config_tracker_extension', 37: 'listener_manager', 38: 'application_log_config', 39: 'deferred_stat_options', 40: 'grpc_async_client_manager_config', 41: 'memory_allocator_manager' },
})

export function emptyBootstrap(): Bootstrap {
  return {
    node: null,
    staticResources: null,
    dynamicResources: null,
    clusterManager: null,
    statsFlushInterval: null,
    admin: null,
    statsConfig: null,
    overloadManager: null,
    layeredRuntime: null,
    defaultConfigSource: null,
    statsFlushOnAdmin: null,
    dnsResolutionConfig: null,
    typedDnsResolverConfig: null,
    defaultRegexEngine: null,
  }
}

export function writeBootstrap(m: Bootstrap, w: ByteWriter): void {
  if (m.node !== null) put(w, 10, writeNode, m.node)
  if (m.staticResources !== null) put(w, 18, writeBootstrapStaticResources, m.staticResources)
  if (m.dynamicResources !== null) put(w, 26, writeBootstrapDynamicResources, m.dynamicResources)
  if (m.clusterManager !== null) put(w, 34, writeClusterManager, m.clusterManager)
  if (m.statsFlushInterval !== null) put(w, 58, writeDuration, m.statsFlushInterval)
  if (m.admin !== null) put(w, 98, writeAdmin, m.admin)
  if (m.statsConfig !== null) put(w, 106, writeStatsConfig, m.statsConfig)
  if (m.overloadManager !== null) put(w, 122, writeOverloadManager, m.overloadManager)
  if (m.layeredRuntime !== null) put(w, 138, writeLayeredRuntime, m.layeredRuntime)
  if (m.defaultConfigSource !== null) put(w, 186, writeConfigSource, m.defaultConfigSource)
  if (m.statsFlushOnAdmin !== null) w.uint32(232).bool(m.statsFlushOnAdmin)
  if (m.dnsResolutionConfig !== null) put(w, 242, writeDnsResolutionConfig, m.dnsResolutionConfig)
  if (m.typedDnsResolverConfig !== null) put(w, 250, writeTypedExtensionConfig, m.typedDnsResolverConfig)
  if (m.defaultRegexEngine !== null) put(w, 274, writeTypedExtensionConfig, m.defaultRegexEngine)
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
      case 58: m.statsFlushInterval = readDuration(r.message(), m.statsFlushInterval); break
      case 98: m.admin = readAdmin(r.message(), m.admin); break
      case 106: m.statsConfig = readStatsConfig(r.message(), m.statsConfig); break
      case 122: m.overloadManager = readOverloadManager(r.message(), m.overloadManager); break
      case 138: m.layeredRuntime = readLayeredRuntime(r.message(), m.layeredRuntime); break
      case 186: m.defaultConfigSource = readConfigSource(r.message(), m.defaultConfigSource); break
      case 232: m.statsFlushOnAdmin = r.bool(); break
      case 242: m.dnsResolutionConfig = readDnsResolutionConfig(r.message(), m.dnsResolutionConfig); break
      case 250: m.typedDnsResolverConfig = readTypedExtensionConfig(r.message(), m.typedDnsResolverConfig); break
      case 274: m.defaultRegexEngine = readTypedExtensionConfig(r.message(), m.defaultRegexEngine); break
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
}

export const ClusterManager: MessageType<ClusterManager> = define<ClusterManager>({
  name: 'envoy.config.bootstrap.v3.ClusterManager', empty: emptyClusterManager, write: writeClusterManager, read: readClusterManager,
  fields: () => [
    ['local_cluster_name', 1, 'string'],
    ['outlier_detection', 2, ClusterManagerOutlierDetection],
    ['upstream_bind_config', 3, BindConfig],
  ],
  pruned: { 4: 'load_stats_config', 5: 'enable_deferred_cluster_creation' },
})

export function emptyClusterManager(): ClusterManager {
  return {
    localClusterName: '',
    outlierDetection: null,
    upstreamBindConfig: null,
  }
}

export function writeClusterManager(m: ClusterManager, w: ByteWriter): void {
  if (m.localClusterName !== '') w.uint32(10).string(m.localClusterName)
  if (m.outlierDetection !== null) put(w, 18, writeClusterManagerOutlierDetection, m.outlierDetection)
  if (m.upstreamBindConfig !== null) put(w, 26, writeBindConfig, m.upstreamBindConfig)
}

export function readClusterManager(r: MessageReader, into: ClusterManager | null): ClusterManager {
  const m: Mutable<ClusterManager> = into ?? emptyClusterManager()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.localClusterName = r.string(); break
      case 18: m.outlierDetection = readClusterManagerOutlierDetection(r.message(), m.outlierDetection); break
      case 26: m.upstreamBindConfig = readBindConfig(r.message(), m.upstreamBindConfig); break
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
