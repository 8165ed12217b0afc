/** Cluster message → what an upstream cluster is built from. Everything that is not implemented is a violation. */
import { isIP } from 'node:net'
import type { AccrualConfig, OutlierConfig } from '@flotilla/balancer'
import {
  type BindConfig,
  type Cluster,
  ClusterDiscoveryType,
  ClusterDnsLookupFamily,
  ClusterLbPolicy,
  Cluster as ClusterMessage,
  GenericConnectionPoolProto,
  HttpProtocolOptions,
} from '@flotilla/proto'
import { durationMs, filterMetadata, isType, unpack } from '../compile/fields.ts'
import { Violations } from '../compile/violations.ts'
import type { Compiled } from '../http/filter.ts'
import { liveNumber } from '../runtime/live-values.ts'
import type { SecretStore } from '../tls/secret-store.ts'
import { pathOf } from '../xds/file-sources.ts'
import { compileAccrual } from './accrual-settings.ts'
import { type Assignment, compileAssignment, EMPTY_ASSIGNMENT } from './assignment.ts'
import { type BreakerSettings, compileBreakers, maxConnectionsPerHost } from './breaker-settings.ts'
import { compileClusterRequests } from './cluster-requests.ts'
import { customType } from './custom-type.ts'
import { type AddressOrder, DEFAULT_ORDER } from './dial-any.ts'
import { compileHealthCheck } from './health/compile-health-check.ts'
import type { HealthCheckSpec } from './health/health-spec.ts'
import { compileClusterLb } from './lb/cluster-lb.ts'
import type { LbSpec } from './lb/lb-spec.ts'
import { compileNameServers, type NameServers } from './name-servers.ts'
import { oldHttpOptions } from './old-http-options.ts'
import { compileOutlier } from './outlier-settings.ts'
import {
  compileTransportSockets,
  startsWithProxyHeader,
  type TransportSpecs,
} from './transport-sockets.ts'
import type { ClusterConfig, Metadata, PreconnectRatios } from './types.ts'
import { compileUpstreamProtocol } from './upstream-protocol.ts'

export type ClusterType = 'static' | 'eds' | 'strictDns' | 'logicalDns' | 'originalDst'

export interface DnsSpec {
  readonly refreshMs: number
  /** Whether an answer's TTL replaces `refreshMs`. */
  readonly respectsTtl: boolean
  /** Added to each wait, up to as much, so that many proxies do not ask together. */
  readonly jitterMs: number
  /** Bounds of the wait after a failure. */
  readonly failureBaseMs: number
  readonly failureMaxMs: number
  /** Whether that wait is drawn at random below its bound. */
  readonly jittersFailures: boolean
  /** What of the answers is used; `auto` is IPv6 where there is any, else IPv4. */
  readonly family: 'all' | 'auto' | 'v4' | 'v6' | 'v4Preferred'
  /** DNS servers that are asked, `address:port`; null: those of the system. */
  readonly servers: NameServers | null
}

export interface KeepaliveSpec {
  readonly timeSec: number
  readonly intervalSec: number
  readonly probes: number
}

export interface ClusterSpec {
  readonly name: string
  /** Name under which statistics are kept. */
  readonly statName: string
  readonly type: ClusterType
  /** Clusters that it is made of, in order; null: it has endpoints. */
  readonly aggregates: readonly string[] | null
  /** Name of the assignment to ask for; empty unless the type is `eds`. */
  readonly edsName: string
  /** 0 waits for ever. */
  readonly initialFetchTimeoutMs: number
  readonly assignment: Assignment
  readonly config: ClusterConfig
  readonly metadata: Readonly<Record<string, Metadata>>
  readonly lb: LbSpec
  readonly panicThresholdPct: number
  readonly outlier: OutlierConfig | null
  readonly accrual: AccrualConfig | null
  /** Null: endpoints are not checked. */
  readonly healthCheck: HealthCheckSpec | null
  /** Whether endpoints do not count until their first check. */
  readonly awaitsFirstCheck: boolean
  readonly breakers: BreakerSettings
  readonly transports: TransportSpecs
  readonly dns: DnsSpec
  /** Source addresses of connections, one of each family at most; empty for the system's choice. */
  readonly bindAddresses: readonly string[]
  /** In which order several addresses of an endpoint are tried. */
  readonly addressOrder: AddressOrder
  readonly keepalive: KeepaliveSpec | null
  /** For `originalDst`: replaces the port, null keeps it. */
  readonly originalPort: number | null
  /** For `originalDst`: the header that holds the destination, in lower case; null where none does. */
  readonly originalHeader: string | null
  /** Whether connections end when the endpoints of the cluster change. */
  readonly closesOnHostSetChange: boolean
  /** Whether TCP connections end when their endpoint fails. */
  readonly closesOnHealthFailure: boolean
  /** Whether an endpoint that discovery leaves out goes at once, whatever its checks say. */
  readonly ignoresHealthOnRemoval: boolean
  readonly cleanupIntervalMs: number
  /** Whether what is counted for each endpoint is among the statistics. */
  readonly countsEndpoints: boolean
  readonly autoSni: boolean
  readonly autoSanValidation: boolean
  /** As received, encoded, for /config_dump. */
  readonly encoded: Uint8Array
}

const HTTP_OPTIONS = 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions'

const TYPES: Readonly<Record<ClusterDiscoveryType, ClusterType>> = {
  [ClusterDiscoveryType.STATIC]: 'static',
  [ClusterDiscoveryType.STRICT_DNS]: 'strictDns',
  [ClusterDiscoveryType.LOGICAL_DNS]: 'logicalDns',
  [ClusterDiscoveryType.EDS]: 'eds',
  [ClusterDiscoveryType.ORIGINAL_DST]: 'originalDst',
}

/** What the bootstrap says for clusters that say nothing. */
export interface ClusterDefaults {
  readonly bindConfig: BindConfig | null
  readonly nameServers: NameServers | null
}

const NO_DEFAULTS: ClusterDefaults = { bindConfig: null, nameServers: null }

/** Compiles a cluster, or says everything that is wrong with it. */
export function compileCluster(
  given: Cluster,
  secrets: SecretStore,
  at: Violations = new Violations(),
  defaults: ClusterDefaults = NO_DEFAULTS,
): Compiled<ClusterSpec> {
  if (given.name === '') at.at('name').add('must not be empty')
  const { message, aggregates } = customType(given, at)
  const type = TYPES[message.type ?? ClusterDiscoveryType.STATIC]
  refuseUnsupported(message, type, aggregates !== null, at)
  const lb = compileClusterLb(message, at)
  if (lb === null) return at.result<ClusterSpec>(null)
  const http = compileHttpOptions(message, at)
  const metadata = filterMetadata(message.metadata)
  return at.result({
    name: message.name,
    aggregates,
    statName: message.altStatName === '' ? message.name : message.altStatName,
    type,
    edsName: type === 'eds' ? message.edsClusterConfig?.serviceName || message.name : '',
    initialFetchTimeoutMs: durationMs(
      message.edsClusterConfig?.edsConfig?.initialFetchTimeout ?? null,
      15_000,
      at.at('eds_cluster_config.eds_config.initial_fetch_timeout'),
    ),
    assignment: compileInline(message, type, at),
    config: compileConfig(message, type, http, lb.hashPolicies, at),
    metadata,
    lb,
    panicThresholdPct: liveNumber(
      message.commonLbConfig?.healthyPanicThreshold?.value ?? 50,
      'upstream.healthy_panic_threshold',
    ).value,
    accrual: compileAccrual(metadata, at),
    healthCheck: compileChecks(message, type, at),
    awaitsFirstCheck: message.commonLbConfig?.ignoreNewHostsUntilFirstHc ?? false,
    outlier:
      message.outlierDetection === null
        ? null
        : compileOutlier(message.outlierDetection, at.at('outlier_detection')),
    breakers: compileBreakers(message.circuitBreakers, message.name, at.at('circuit_breakers')),
    transports: compileTransportSockets(message, secrets, at),
    dns: compileDns(message, defaults, at),
    bindAddresses: compileBind(message.upstreamBindConfig ?? defaults.bindConfig, at),
    addressOrder: addressOrder(message, at),
    keepalive: compileKeepalive(message),
    originalPort: message.originalDstLbConfig?.upstreamPortOverride ?? null,
    originalHeader: originalHeader(message, at),
    closesOnHostSetChange: message.commonLbConfig?.closeConnectionsOnHostSetChange ?? false,
    closesOnHealthFailure: message.closeConnectionsOnHostHealthFailure,
    ignoresHealthOnRemoval: message.ignoreHealthOnHostRemoval,
    countsEndpoints: message.trackClusterStats?.perEndpointStats ?? false,
    cleanupIntervalMs: durationMs(message.cleanupInterval, 5_000, at.at('cleanup_interval')),
    autoSni: http?.upstreamHttpProtocolOptions?.autoSni ?? false,
    autoSanValidation: http?.upstreamHttpProtocolOptions?.autoSanValidation ?? false,
    encoded: ClusterMessage.encode(given),
  })
}

function refuseUnsupported(
  message: Cluster,
  type: ClusterType,
  isAggregate: boolean,
  at: Violations,
): void {
  const lb = message.commonLbConfig
  const common = at.at('common_lb_config')
  const pool = message.upstreamConfig?.typedConfig ?? null
  // Each request is carried by what it needs; the other kinds of pools force one.
  if (
    message.upstreamConfig !== null &&
    (pool === null || !isType(pool, GenericConnectionPoolProto))
  )
    at.at('upstream_config').unsupported(pool?.typeUrl ?? 'this kind of pool')
  for (const [field, value] of [
    ['connect_timeout', message.connectTimeout],
    ['cleanup_interval', message.cleanupInterval],
  ] as const)
    if (value !== null && value.seconds === 0 && value.nanos === 0)
      at.at(field).add('must be above 0')
  if (lb?.overrideHostStatus != null) common.at('override_host_status').unsupported()
  if (message.healthChecks.length > 1) at.at('health_checks').add('must hold at most one check')
  const isProvided = message.lbPolicy === ClusterLbPolicy.CLUSTER_PROVIDED
  const providesLb = type === 'originalDst' || isAggregate
  const isOwn = message.loadBalancingPolicy === null || type === 'originalDst'
  if (providesLb !== isProvided && isOwn)
    at.at('lb_policy').add(
      'CLUSTER_PROVIDED goes with type ORIGINAL_DST and with aggregates, and only with them',
    )
  if (lb?.consistentHashingLbConfig?.useHostnameForHashing === true && type !== 'strictDns')
    common
      .at('consistent_hashing_lb_config.use_hostname_for_hashing')
      .add('goes with type STRICT_DNS only')
  if (type === 'eds') {
    const source = message.edsClusterConfig?.edsConfig ?? null
    if (source?.ads == null && pathOf(source) === null)
      at.at('eds_cluster_config.eds_config').unsupported('a source other than ads and files')
    if (message.loadAssignment !== null)
      at.at('load_assignment').add('must not be set with type EDS')
  }
}

function compileChecks(
  message: Cluster,
  type: ClusterType,
  at: Violations,
): HealthCheckSpec | null {
  const [check] = message.healthChecks
  if (check === undefined) return null
  if (type === 'originalDst') at.at('health_checks').unsupported('with type ORIGINAL_DST')
  return compileHealthCheck(check, at.at('health_checks', 0))
}

/** The header of Envoy's own name unless another is given. */
function originalHeader(message: Cluster, at: Violations): string | null {
  const config = message.originalDstLbConfig
  if (config === null || !config.useHttpHeader) {
    if ((config?.httpHeaderName ?? '') !== '')
      at.at('original_dst_lb_config.http_header_name').add('needs use_http_header')
    return null
  }
  return (config.httpHeaderName || 'x-envoy-original-dst-host').toLowerCase()
}

function compileInline(message: Cluster, type: ClusterType, at: Violations): Assignment {
  if (message.loadAssignment === null) return EMPTY_ASSIGNMENT
  const isDns = type === 'strictDns' || type === 'logicalDns'
  const place = at.at('load_assignment')
  const assignment = compileAssignment(message.loadAssignment, isDns, place)
  if (type === 'logicalDns' && assignment.endpoints.length !== 1)
    place.add('LOGICAL_DNS needs exactly one endpoint')
  if (type === 'originalDst') place.add('must not be set with type ORIGINAL_DST')
  return assignment
}

function compileHttpOptions(message: Cluster, at: Violations): HttpProtocolOptions | null {
  let found: HttpProtocolOptions | null = oldHttpOptions(message)
  for (const [key, any] of message.typedExtensionProtocolOptions) {
    const place = at.at('typed_extension_protocol_options', `"${key}"`)
    if (key === HTTP_OPTIONS || isType(any, HttpProtocolOptions))
      found = unpack(HttpProtocolOptions, any, place)
    else place.unsupported('this extension')
  }
  return found
}

function compileConfig(
  message: Cluster,
  type: ClusterType,
  http: HttpProtocolOptions | null,
  hashPolicies: LbSpec['hashPolicies'],
  at: Violations,
): ClusterConfig {
  const common = http?.commonHttpProtocolOptions ?? null
  return {
    connectTimeoutMs: durationMs(message.connectTimeout, 5_000, at.at('connect_timeout')),
    maxRequestsPerConnection:
      common?.maxRequestsPerConnection ?? message.maxRequestsPerConnection ?? 0,
    idleTimeoutMs: durationMs(common?.idleTimeout ?? null, 3_600_000, at.at('idle_timeout')),
    maxConnectionDurationMs: durationMs(
      common?.maxConnectionDuration ?? null,
      0,
      at.at('max_connection_duration'),
    ),
    perConnectionBufferLimitBytes: message.perConnectionBufferLimitBytes ?? 1024 * 1024,
    isDns: type === 'strictDns' || type === 'logicalDns',
    maxConnectionsPerHost: maxConnectionsPerHost(message.circuitBreakers),
    isAuthorityBound:
      (http?.upstreamHttpProtocolOptions?.autoSni ?? false) ||
      (http?.upstreamHttpProtocolOptions?.autoSanValidation ?? false),
    maxStreamDurationMs: durationMs(
      common?.maxStreamDuration ?? null,
      0,
      at.at('max_stream_duration'),
    ),
    sniHeader: (http?.upstreamHttpProtocolOptions?.overrideAutoSniHeader ?? '').toLowerCase(),
    isClientBound:
      startsWithProxyHeader(message.transportSocket) ||
      message.connectionPoolPerDownstreamConnection,
    ...compileUpstreamProtocol(message, http, at),
    requests: compileClusterRequests(message, http, hashPolicies, at),
    preconnect: compilePreconnect(message, at),
  }
}

/** Envoy's bounds. */
const MAX_RATIO = 3

function compilePreconnect(message: Cluster, at: Violations): PreconnectRatios | null {
  const policy = message.preconnectPolicy
  if (policy === null) return null
  const place = at.at('preconnect_policy')
  if (policy.preconnectEnabledMetadata !== null)
    place.at('preconnect_enabled_metadata').unsupported()
  const ratio = (field: string, value: number | null): number => {
    if (value !== null && !(value >= 1 && value <= MAX_RATIO))
      place.at(field).add(`must be 1 to ${MAX_RATIO}`)
    return value ?? 1
  }
  return {
    perUpstream: ratio('per_upstream_preconnect_ratio', policy.perUpstreamPreconnectRatio),
    predictive: ratio('predictive_preconnect_ratio', policy.predictivePreconnectRatio),
  }
}

const FAMILIES: Readonly<Record<ClusterDnsLookupFamily, DnsSpec['family']>> = {
  [ClusterDnsLookupFamily.AUTO]: 'auto',
  [ClusterDnsLookupFamily.V4_ONLY]: 'v4',
  [ClusterDnsLookupFamily.V6_ONLY]: 'v6',
  [ClusterDnsLookupFamily.V4_PREFERRED]: 'v4Preferred',
  [ClusterDnsLookupFamily.ALL]: 'all',
}

function compileDns(message: Cluster, defaults: ClusterDefaults, at: Violations): DnsSpec {
  const servers = compileNameServers(message, at) ?? defaults.nameServers
  const refreshMs = durationMs(message.dnsRefreshRate, 5_000, at.at('dns_refresh_rate'))
  if (refreshMs <= 1) at.at('dns_refresh_rate').add('must be above 1 ms')
  const failure = message.dnsFailureRefreshRate
  const place = at.at('dns_failure_refresh_rate')
  // Without settings of their own failures are tried again like everything else (Envoy).
  const baseMs = durationMs(failure?.baseInterval ?? null, refreshMs, place.at('base_interval'))
  const maxMs = durationMs(failure?.maxInterval ?? null, 10 * baseMs, place.at('max_interval'))
  if (failure !== null && failure.baseInterval === null)
    place.at('base_interval').add('is required')
  if (baseMs <= 1) place.at('base_interval').add('must be above 1 ms')
  if (maxMs < baseMs) place.at('max_interval').add('must not be below base_interval')
  return {
    refreshMs: Math.max(1, refreshMs),
    respectsTtl: message.respectDnsTtl,
    jitterMs: durationMs(message.dnsJitter, 0, at.at('dns_jitter')),
    failureBaseMs: Math.max(1, baseMs),
    failureMaxMs: Math.max(1, baseMs, failure === null ? baseMs : maxMs),
    jittersFailures: failure !== null,
    family: FAMILIES[message.dnsLookupFamily] ?? 'auto',
    servers,
  }
}

function compileBind(config: BindConfig | null, at: Violations): readonly string[] {
  if (config === null) return []
  const place = at.at('upstream_bind_config')
  const { sourceAddress, extraSourceAddresses: extra, additionalSourceAddresses: older } = config
  if (extra.length > 0 && older.length > 0)
    place.add('has both extra_source_addresses and additional_source_addresses')
  const more = [...extra.map((one) => one.address), ...older].flatMap((one) => one ?? [])
  if (sourceAddress === null) {
    if (more.length > 0) place.at('source_address').add('is required beside others')
    return []
  }
  const all = [sourceAddress, ...more].map((one) => one.address)
  // As Envoy.
  if (new Set(all.map((one) => isIP(one))).size < all.length)
    place.add('may hold one source address of each IP version')
  return all
}

const FIRST_FAMILIES = [null, 4, 6] as const

function addressOrder(message: Cluster, at: Violations): AddressOrder {
  const config = message.upstreamConnectionOptions?.happyEyeballsConfig ?? null
  if (config === null) return DEFAULT_ORDER
  const firstCount = config.firstAddressFamilyCount ?? 1
  if (firstCount < 1)
    at.at('upstream_connection_options.happy_eyeballs_config.first_address_family_count').add(
      'must be at least 1',
    )
  return { firstFamily: FIRST_FAMILIES[config.firstAddressFamilyVersion] ?? null, firstCount }
}

function compileKeepalive(message: Cluster): KeepaliveSpec | null {
  const keepalive = message.upstreamConnectionOptions?.tcpKeepalive ?? null
  return keepalive === null
    ? null
    : {
        timeSec: keepalive.keepaliveTime ?? 7_200,
        intervalSec: keepalive.keepaliveInterval ?? 75,
        probes: keepalive.keepaliveProbes ?? 9,
      }
}
