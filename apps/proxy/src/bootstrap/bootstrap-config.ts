/** Bootstrap message → what this proxy starts from. What it does not implement is refused by path. */
import { compileString, type StringMatcher } from '@flotilla/match'
import {
  ApiConfigSourceApiType,
  Bootstrap,
  type Cluster,
  type ConfigSource,
  GoogleRE2,
  type JsonObject,
  type JsonValue,
  type Listener,
  Node,
  type Secret,
} from '@flotilla/proto'
import { type AdminLog, compileAdminLog } from '../admin/admin-log.ts'
import { isType } from '../compile/fields.ts'
import type { Violations } from '../compile/violations.ts'
import { stringSpec } from '../http/compile/matchers.ts'
import { compileOverload, type OverloadSpec } from '../overload/overload-config.ts'
import type { RuntimeLayer } from '../runtime/runtime.ts'
import { compileStatsFlush, type StatsFlush } from '../telemetry/sinks/stats-sinks.ts'
import { compileStatsConfig, type StatsSettings } from '../telemetry/stats-config.ts'
import { compileAddress, localityKey } from '../upstream/assignment.ts'
import type { LocalClusterSettings } from '../upstream/cluster-manager.ts'
import type { ClusterDefaults } from '../upstream/cluster-spec.ts'
import { compileNameServers } from '../upstream/name-servers.ts'
import { type FileSource, fileSources, pathOf } from '../xds/file-sources.ts'
import { type FlotillaSettings, readFlotillaSettings } from './node-metadata.ts'
import { compileProcessSettings, type ProcessSettings } from './process-settings.ts'
import { runtimeLayers, runtimeValue } from './runtime-layers.ts'

export interface AdsSettings {
  /** A static cluster. */
  readonly clusterName: string
  readonly variant: 'delta' | 'sotw'
  readonly wantsListeners: boolean
  readonly wantsClusters: boolean
}

export interface BootstrapConfig {
  readonly node: Node
  readonly metadata: JsonObject
  readonly flotilla: FlotillaSettings
  readonly admin: { readonly address: string; readonly port: number } | null
  /** Which paths of the admin endpoint are answered; null: all. */
  readonly adminPaths: readonly StringMatcher[] | null
  /** Of the admin endpoint; null: nothing is logged. */
  readonly adminLog: AdminLog | null
  readonly secrets: readonly Secret[]
  /** Null: everything is static. */
  readonly ads: AdsSettings | null
  /** The cluster that proxies like this one are in, and where this one is; null: zones do not matter. */
  readonly localCluster: LocalClusterSettings | null
  /** File for the events of outlier detection, empty for none. */
  readonly outlierEventLog: string
  /** Null: load is never shed. */
  readonly overload: OverloadSpec | null
  /** Files that resources come from. */
  readonly fileSources: readonly FileSource[]
  /** Whether anything comes later than the bootstrap. */
  readonly isDynamic: boolean
  /** What clusters take where they say nothing. */
  readonly clusterDefaults: ClusterDefaults
  readonly runtimeLayers: readonly RuntimeLayer[]
  readonly process: ProcessSettings
  readonly statsFlush: StatsFlush
  /** Null: statistics are shown as they are. */
  readonly stats: StatsSettings | null
  /** The message as read, for /config_dump and other threads. As bytes: its objects are ten times as large. */
  readonly encoded: Uint8Array
}

/** What is compiled once, and then not needed any more. */
export interface StaticMessages {
  readonly clusters: readonly Cluster[]
  readonly listeners: readonly Listener[]
}

export function staticMessages(message: Bootstrap): StaticMessages {
  const { clusters = [], listeners = [] } = message.staticResources ?? {}
  return { clusters, listeners }
}

/** What cannot be used is added to the violations. Static resources are checked when they are compiled. */
export function checkBootstrap(message: Bootstrap, at: Violations): BootstrapConfig {
  refuseUnsupported(message, at)
  const node = message.node ?? Node.create()
  const metadata = node.metadata ?? {}
  const { clusters, listeners } = staticMessages(message)
  checkNames(clusters, at.at('static_resources'), 'clusters')
  checkNames(listeners, at.at('static_resources'), 'listeners')
  const ads = readAds(message, clusters, at.at('dynamic_resources'))
  const sources = fileSources(message)
  // As in Envoy: who asks nobody needs no name.
  if ((ads !== null || sources.length > 0) && node.id === '') at.at('node.id').add('is required')
  return {
    node,
    metadata,
    flotilla: readFlotillaSettings(metadata, at.at('node')),
    admin:
      message.admin === null
        ? null
        : compileAddress(message.admin.address, false, at.at('admin.address')),
    adminPaths: compileAdminPaths(message, at),
    adminLog: compileAdminLog(message.admin, at.at('admin')),
    secrets: message.staticResources?.secrets ?? [],
    ads,
    localCluster: readLocalCluster(message, clusters, at),
    outlierEventLog: message.clusterManager?.outlierDetection?.eventLogPath ?? '',
    overload: compileOverload(
      message.overloadManager,
      runtimeMaxConnections(message, at),
      overloadOf(metadata),
      at.at('overload_manager'),
      at.at('node.metadata.FLOTILLA.overload'),
    ),
    fileSources: sources,
    isDynamic: ads !== null || sources.length > 0,
    clusterDefaults: {
      bindConfig: message.clusterManager?.upstreamBindConfig ?? null,
      nameServers: compileNameServers(message, at),
    },
    runtimeLayers: runtimeLayers(message),
    process: compileProcessSettings(message, at),
    statsFlush: compileStatsFlush(message, at),
    stats: compileStatsConfig(message.statsConfig, at.at('stats_config')),
    encoded: Bootstrap.encode(message),
  }
}

function compileAdminPaths(message: Bootstrap, at: Violations): readonly StringMatcher[] | null {
  const paths = message.admin?.allowPaths ?? []
  const matchers = paths.flatMap((path, i) => {
    const compiled = compileString(stringSpec(path, at.at('admin.allow_paths', i)))
    return compiled.kind === 'ok' ? [compiled.value] : []
  })
  return paths.length === 0 ? null : matchers
}

/** As Envoy: the cluster must be one of the file's own. */
function readLocalCluster(
  message: Bootstrap,
  clusters: readonly Cluster[],
  at: Violations,
): LocalClusterSettings | null {
  const name = message.clusterManager?.localClusterName ?? ''
  if (name === '') return null
  if (!clusters.some((cluster) => cluster.name === name))
    at.at('cluster_manager.local_cluster_name').add(
      `${JSON.stringify(name)} is no cluster of static_resources`,
    )
  const { region = '', zone = '', subZone = '' } = message.node?.locality ?? {}
  return { name, ownLocality: localityKey({ region, zone, subZone }) }
}

/** Our own monitors, null where there are none. What FLOTILLA must look like is `readFlotillaSettings`' business. */
function overloadOf(metadata: JsonObject): JsonValue {
  const own = metadata['FLOTILLA'] ?? null
  return typeof own === 'object' && own !== null && 'overload' in own ? own['overload'] : null
}

/**
 * Keys that Envoy reads by itself and this proxy does not; all others are read where a field names them, or by nobody.
 * Feature guards of Envoy's own code (`envoy.reloadable_features`) are not among them: they say nothing that is configured.
 */
const IGNORED_RUNTIME =
  /^(upstream\.(use_retry|zone_routing|weight_enabled)|health_check\.(?!(min|max)_interval$)|outlier_detection\.|ratelimit\.|tracing\.|fault\.http\.)/
/** Envoy's older bound on connections over all listeners; its resource monitor goes first. */
const MAX_CONNECTIONS = 'overload.global_downstream_max_connections'

function runtimeMaxConnections(message: Bootstrap, at: Violations): number | null {
  const text = runtimeValue(runtimeLayers(message), MAX_CONNECTIONS)
  if (text === null) return null
  if (/^\d{1,16}$/.test(text)) return Number(text)
  at.at('layered_runtime').add(`${MAX_CONNECTIONS} must be a whole number, not ${text}`)
  return null
}

function refuseUnsupported(message: Bootstrap, at: Violations): void {
  if (message.defaultConfigSource !== null) at.at('default_config_source').unsupported()
  const engine = message.defaultRegexEngine?.typedConfig ?? null
  if (engine !== null && !isType(engine, GoogleRE2))
    at.at('default_regex_engine').unsupported(engine.typeUrl)
  for (const [i, { values }] of runtimeLayers(message).entries()) {
    const place = at.at('layered_runtime.layers', i).at('static_layer')
    for (const key of values.keys())
      if (IGNORED_RUNTIME.test(key)) place.at(key).unsupported('this runtime key')
  }
}

function checkNames(
  resources: readonly { readonly name: string }[],
  at: Violations,
  field: string,
): void {
  const seen = new Set<string>()
  for (const [i, { name }] of resources.entries()) {
    if (seen.has(name))
      at.at(field, i)
        .at('name')
        .add(`${JSON.stringify(name)} is used twice`)
    seen.add(name)
  }
}

function readAds(
  message: Bootstrap,
  clusters: readonly Cluster[],
  at: Violations,
): AdsSettings | null {
  const dynamic = message.dynamicResources
  if (dynamic === null) return null
  const wantsListeners = usesAds(dynamic.ldsConfig, at.at('lds_config'))
  const wantsClusters = usesAds(dynamic.cdsConfig, at.at('cds_config'))
  const config = dynamic.adsConfig
  if (config === null) {
    if (wantsListeners || wantsClusters) at.at('ads_config').add('is required')
    return null
  }
  const place = at.at('ads_config')
  const variant = variantOf(config.apiType, place)
  const service = config.grpcServices[0] ?? null
  if (config.grpcServices.length !== 1)
    place.at('grpc_services').add('must hold exactly one service')
  const clusterName = service?.envoyGrpc?.clusterName ?? ''
  if ((service?.initialMetadata.length ?? 0) > 0)
    place.at('grpc_services[0].initial_metadata').unsupported()
  if (!clusters.some((cluster) => cluster.name === clusterName))
    place
      .at('grpc_services[0].envoy_grpc.cluster_name')
      .add(`${JSON.stringify(clusterName)} is no cluster of static_resources`)
  return {
    clusterName,
    variant,
    wantsListeners,
    wantsClusters,
  }
}

function variantOf(apiType: ApiConfigSourceApiType, at: Violations): 'delta' | 'sotw' {
  if (apiType === ApiConfigSourceApiType.DELTA_GRPC) return 'delta'
  if (apiType !== ApiConfigSourceApiType.GRPC) at.at('api_type').unsupported('this type')
  return 'sotw'
}

function usesAds(source: ConfigSource | null, at: Violations): boolean {
  if (source === null) return false
  if (source.ads === null && pathOf(source) === null)
    at.unsupported('a source other than ads and files')
  return source.ads !== null
}
