/** An outbound cluster: one service port, or one subset of it (spec pilot-galley 2.10). A pure function of its input. */
import {
  Cluster,
  ClusterCommonLbConfig,
  ClusterCommonLbConfigLocalityWeightedLbConfig,
  ClusterDiscoveryType,
  ClusterDnsLookupFamily,
  ClusterEdsClusterConfig,
  ClusterLbPolicy,
  durationOfMs,
  type JsonObject,
  Metadata,
  TcpKeepalive,
  UpstreamConnectionOptions,
} from '@flotilla/proto'
import { ADS } from '../config-source.ts'
import { durationFrom, durationMs } from '../duration.ts'
import { loadAssignment } from '../endpoint/load-assignment.ts'
import type { EffectivePolicy } from '../policy/traffic-policy.ts'
import type { Protocol } from '../protocol.ts'
import type { Endpoint, Resolution } from '../service/service.ts'
import type { ConnectionPool } from '../spec-types.ts'
import { circuitBreakers } from './circuit-breakers.ts'
import { loadBalancing } from './load-balancing.ts'
import { healthyPanicThreshold, outlierDetection } from './outlier-detection.ts'
import { protocolOptions } from './protocol-options.ts'
import { type ClusterTls, upstreamTls } from './upstream-tls.ts'

export interface OutboundClusterInput {
  readonly name: string
  readonly host: string
  readonly serviceName: string
  readonly serviceNamespace: string
  readonly port: number
  readonly subset: string
  readonly protocol: Protocol
  readonly resolution: Resolution
  readonly policy: EffectivePolicy
  readonly tls: ClusterTls
  readonly connectTimeoutMs: number
  readonly dnsRefreshRateMs: number
  readonly meshUpgrades: boolean
  /** Endpoints of clusters whose names the proxy looks up; empty for the others. */
  readonly endpoints: readonly Endpoint[]
  /** Path of the DestinationRule, or empty. */
  readonly source: string
}

/** null where there is nothing to connect to: names to look up, but none given. */
export function translateOutboundCluster(input: OutboundClusterInput): Cluster | null {
  const { policy } = input
  const discovery = discoveryOf(input)
  if (discovery === null) return null
  const pool = policy.connectionPool
  return Cluster.create({
    name: input.name,
    connectTimeout: durationOfMs(durationMs(pool?.tcp?.connectTimeout) ?? input.connectTimeoutMs),
    ...loadBalancing(policy.loadBalancer),
    ...discovery,
    circuitBreakers: circuitBreakers(pool, policy.retryBudget),
    outlierDetection: outlierDetection(policy.outlierDetection),
    commonLbConfig: commonLbConfig(policy),
    typedExtensionProtocolOptions: protocolOptions({
      protocol: input.protocol,
      pool,
      meshUpgrades: input.meshUpgrades,
      autoSni: input.tls.kind === 'origination' && input.tls.settings.sni === undefined,
    }),
    upstreamConnectionOptions: keepAlive(pool),
    ...upstreamTls(input.tls),
    metadata: metadataOf(input),
  })
}

function discoveryOf(input: OutboundClusterInput): Partial<Cluster> | null {
  const isPassthrough = input.policy.loadBalancer?.simple === 'PASSTHROUGH'
  switch (input.resolution) {
    case 'eds':
      return isPassthrough ? ORIGINAL_DESTINATION : eds(input.name)
    case 'passthrough':
      return ORIGINAL_DESTINATION
    case 'dns':
    case 'dns-round-robin':
      return dns(input)
    case 'alias':
    case 'dynamic-dns':
      return null
  }
}

/** Overrides the load-balancing members: the connection's own destination is the only choice. */
const ORIGINAL_DESTINATION: Partial<Cluster> = {
  type: ClusterDiscoveryType.ORIGINAL_DST,
  lbPolicy: ClusterLbPolicy.CLUSTER_PROVIDED,
  ringHashLbConfig: null,
  maglevLbConfig: null,
  leastRequestLbConfig: null,
  roundRobinLbConfig: null,
}

function eds(name: string): Partial<Cluster> {
  return {
    type: ClusterDiscoveryType.EDS,
    edsClusterConfig: ClusterEdsClusterConfig.create({ edsConfig: ADS, serviceName: name }),
  }
}

function dns(input: OutboundClusterInput): Partial<Cluster> | null {
  if (input.endpoints.length === 0) return null
  return {
    type:
      input.resolution === 'dns'
        ? ClusterDiscoveryType.STRICT_DNS
        : ClusterDiscoveryType.LOGICAL_DNS,
    dnsRefreshRate: durationOfMs(input.dnsRefreshRateMs),
    respectDnsTtl: true,
    dnsLookupFamily: ClusterDnsLookupFamily.V4_ONLY,
    loadAssignment: loadAssignment({
      clusterName: input.name,
      endpoints: input.endpoints.map((endpoint) => ({ endpoint, speaksMeshTls: false })),
      locality: null,
    }),
  }
}

function commonLbConfig(policy: EffectivePolicy): ClusterCommonLbConfig | null {
  const threshold = healthyPanicThreshold(policy.outlierDetection)
  const isWeighted = (policy.loadBalancer?.localityLbSetting?.distribute ?? []).length > 0
  if (threshold === null && !isWeighted) return null
  return ClusterCommonLbConfig.create({
    healthyPanicThreshold: threshold,
    localityWeightedLbConfig: isWeighted
      ? ClusterCommonLbConfigLocalityWeightedLbConfig.create()
      : null,
  })
}

function keepAlive(pool: ConnectionPool | null): UpstreamConnectionOptions | null {
  const settings = pool?.tcp?.tcpKeepalive
  if (settings === undefined) return null
  return UpstreamConnectionOptions.create({
    tcpKeepalive: TcpKeepalive.create({
      keepaliveProbes: settings.probes ?? null,
      keepaliveTime: durationFrom(settings.time)?.seconds ?? null,
      keepaliveInterval: durationFrom(settings.interval)?.seconds ?? null,
    }),
  })
}

function metadataOf(input: OutboundClusterInput): Metadata {
  const istio: JsonObject = {
    ...(input.source === '' ? {} : { config: input.source }),
    default_original_port: input.port,
    services: [{ host: input.host, name: input.serviceName, namespace: input.serviceNamespace }],
    ...(input.subset === '' ? {} : { subset: input.subset }),
  }
  return Metadata.create({ filterMetadata: new Map([['istio', istio]]) })
}
