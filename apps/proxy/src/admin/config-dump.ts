/** GET /config_dump: everything the proxy was given, in Envoy's admin.v3 shape, keys left out. */
import { TypeUrl } from '@flotilla/ads'
import {
  Bootstrap,
  Cluster,
  type JsonObject,
  type JsonValue,
  Listener,
  type MessageType,
  RouteConfiguration,
} from '@flotilla/proto'
import type { BootstrapConfig } from '../bootstrap/bootstrap-config.ts'
import type { Listeners } from '../listener/listener-manager.ts'
import type { SecretStore } from '../tls/secret-store.ts'
import type { Clusters } from '../upstream/cluster-manager.ts'
import type { EndpointHost } from '../upstream/endpoint-host.ts'
import type { Discovery } from '../xds/discovery.ts'
import type { RouteStore } from '../xds/route-store.ts'

export interface DumpSources {
  readonly bootstrap: BootstrapConfig
  readonly startWallMs: number
  readonly clusters: Clusters
  readonly listeners: Listeners
  readonly routes: RouteStore
  readonly secrets: SecretStore
  /** Null where everything is static. */
  readonly discovery: Discovery | null
}

const ADMIN = 'type.googleapis.com/envoy.admin.v3.'

export function configDump(sources: DumpSources, includesEndpoints: boolean): JsonObject {
  const configs: JsonObject[] = [
    {
      '@type': `${ADMIN}BootstrapConfigDump`,
      bootstrap: redacted(Bootstrap.toJson(sources.bootstrap.message)),
      last_updated: iso(sources.startWallMs),
    },
    clustersDump(sources),
  ]
  if (includesEndpoints) configs.push(endpointsDump(sources.clusters))
  configs.push(listenersDump(sources), routesDump(sources.routes), secretsDump(sources.secrets))
  return { configs }
}

function clustersDump({ clusters, discovery }: DumpSources): JsonObject {
  const all = clusters.list()
  const entry = (info: (typeof all)[number]): JsonObject => ({
    ...(info.version === '' ? {} : { version_info: info.version }),
    cluster: typed(Cluster, info.cluster.spec.encoded),
    last_updated: iso(info.updatedWallMs),
  })
  const dynamic = all.filter((info) => info.origin === 'cds')
  return {
    '@type': `${ADMIN}ClustersConfigDump`,
    version_info: discovery?.counters.get(TypeUrl.cluster)?.lastVersion ?? '',
    static_clusters: all.filter((info) => info.origin === 'static').map(entry),
    dynamic_active_clusters: dynamic.filter((info) => info.isWarm).map(entry),
    dynamic_warming_clusters: dynamic.filter((info) => !info.isWarm).map(entry),
    ...errorState(discovery, TypeUrl.cluster),
  }
}

function listenersDump({ listeners, discovery }: DumpSources): JsonObject {
  const all = listeners.list()
  const state = (info: (typeof all)[number]): JsonObject => ({
    ...(info.version === '' ? {} : { version_info: info.version }),
    listener: typed(Listener, info.active.spec.encoded),
    last_updated: iso(info.updatedWallMs),
  })
  return {
    '@type': `${ADMIN}ListenersConfigDump`,
    version_info: discovery?.counters.get(TypeUrl.listener)?.lastVersion ?? '',
    static_listeners: all.filter((info) => info.origin === 'static').map(state),
    dynamic_listeners: all
      .filter((info) => info.origin === 'lds')
      .map((info) => ({ name: info.name, active_state: state(info) })),
    ...errorState(discovery, TypeUrl.listener),
  }
}

function routesDump(routes: RouteStore): JsonObject {
  return {
    '@type': `${ADMIN}RoutesConfigDump`,
    dynamic_route_configs: routes.list().map((info) => ({
      version_info: info.version,
      route_config: typed(RouteConfiguration, info.encoded),
      last_updated: iso(info.updatedWallMs),
    })),
  }
}

function secretsDump(secrets: SecretStore): JsonObject {
  const all = secrets.list().map(({ name, isDelivered, updatedWallMs }) => ({
    isDelivered,
    dump: { name, last_updated: iso(updatedWallMs), secret: { name } },
  }))
  return {
    '@type': `${ADMIN}SecretsConfigDump`,
    dynamic_active_secrets: all.filter((s) => s.isDelivered).map((s) => s.dump),
    dynamic_warming_secrets: all.filter((s) => !s.isDelivered).map((s) => s.dump),
  }
}

function endpointsDump(clusters: Clusters): JsonObject {
  return {
    '@type': `${ADMIN}EndpointsConfigDump`,
    dynamic_endpoint_configs: clusters.list().map(({ cluster }) => ({
      endpoint_config: {
        '@type': TypeUrl.endpoint,
        cluster_name: cluster.spec.edsName === '' ? cluster.name : cluster.spec.edsName,
        endpoints: cluster.hosts.map(endpointJson),
      },
    })),
  }
}

function endpointJson(host: EndpointHost): JsonObject {
  return {
    priority: host.priority,
    lb_endpoints: [
      {
        endpoint: {
          address: { socket_address: { address: host.address, port_value: host.port } },
        },
        health_status: host.health.toUpperCase(),
        load_balancing_weight: host.weight,
        metadata: { filter_metadata: host.metadata as JsonObject }, // Structs hold nothing but JSON
      },
    ],
  }
}

/** Why the last update of the type was rejected. */
function errorState(discovery: Discovery | null, typeUrl: string): JsonObject {
  const rejection = discovery?.rejections.get(typeUrl)
  if (rejection === undefined) return {}
  return {
    error_state: {
      last_update_attempt: iso(rejection.wallMs),
      details: rejection.message,
    },
  }
}

function typed<M>(type: MessageType<M>, encoded: Uint8Array): JsonObject {
  const json = redacted(type.toJson(type.decode(encoded)))
  return { '@type': type.typeUrl, ...(json as JsonObject) } // messages print as objects
}

const SECRET_KEYS = new Set(['privateKey', 'private_key', 'password'])

/** The same JSON without private keys, wherever they stand inline. */
function redacted(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(redacted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      SECRET_KEYS.has(key) ? '[redacted]' : redacted(inner as JsonValue),
    ]),
  )
}

function iso(wallMs: number): string {
  return new Date(wallMs).toISOString()
}
