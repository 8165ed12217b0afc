/** GET /config_dump: everything the proxy was given, in Envoy's admin.v3 shape, keys left out. */
import { TypeUrl } from '@flotilla/ads'
import {
  Bootstrap,
  Cluster,
  HttpConnectionManager,
  type JsonObject,
  type JsonValue,
  Listener,
  type MessageType,
  RouteConfiguration,
  Secret,
  unpackAny,
} from '@flotilla/proto'
import type { BootstrapConfig } from '../bootstrap/bootstrap-config.ts'
import type { Listeners } from '../listener/listener-manager.ts'
import type { SecretStore } from '../tls/secret-store.ts'
import type { ClusterInfo, Clusters } from '../upstream/cluster-manager.ts'
import type { EndpointHost } from '../upstream/endpoint-host.ts'
import type { Discovery } from '../xds/discovery.ts'
import type { RouteStore } from '../xds/route-store.ts'
import { withoutDefaults } from './proto-shape.ts'

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

/** One message of the dump: `@type` and its fields, defaults left out. */
export type Dump = JsonObject & { readonly '@type': string }

export const ADMIN_TYPES = 'type.googleapis.com/envoy.admin.v3.'

/** @param wanted whether a resource of this name is shown */
export function configDumps(
  sources: DumpSources,
  includesEndpoints: boolean,
  wanted: (name: string) => boolean,
): readonly Dump[] {
  return [
    {
      '@type': `${ADMIN_TYPES}BootstrapConfigDump`,
      bootstrap: redacted(Bootstrap.toJson(Bootstrap.decode(sources.bootstrap.encoded), 'proto')),
      last_updated: iso(sources.startWallMs),
    },
    clustersDump(sources, wanted),
    ...(includesEndpoints ? [endpointsDump(sources.clusters, wanted)] : []),
    listenersDump(sources, wanted),
    { '@type': `${ADMIN_TYPES}ScopedRoutesConfigDump` },
    routesDump(sources, wanted),
    secretsDump(sources, wanted),
  ]
}

function dump(type: string, fields: JsonObject): Dump {
  return { '@type': `${ADMIN_TYPES}${type}`, ...withoutDefaults(fields) }
}

function clustersDump({ clusters, discovery }: DumpSources, wanted: (n: string) => boolean): Dump {
  const all = clusters.list().filter((info) => wanted(info.cluster.name))
  const entry = (info: ClusterInfo): JsonObject =>
    withoutDefaults({
      version_info: info.version,
      cluster: typed(Cluster, info.cluster.spec.encoded),
      last_updated: iso(info.updatedWallMs),
    })
  const dynamic = all.filter((info) => info.origin === 'cds')
  return dump('ClustersConfigDump', {
    version_info: discovery?.counters.get(TypeUrl.cluster)?.lastVersion ?? '',
    static_clusters: all.filter((info) => info.origin === 'static').map(entry),
    dynamic_active_clusters: dynamic.filter((info) => info.isWarm).map(entry),
    dynamic_warming_clusters: dynamic.filter((info) => !info.isWarm).map(entry),
    ...errorState(discovery, TypeUrl.cluster),
  })
}

function listenersDump(
  { listeners, discovery }: DumpSources,
  wanted: (n: string) => boolean,
): Dump {
  const all = listeners.list().filter((info) => wanted(info.name))
  const state = (info: (typeof all)[number]): JsonObject =>
    withoutDefaults({
      version_info: info.version,
      listener: typed(Listener, info.active.spec.encoded),
      last_updated: iso(info.updatedWallMs),
    })
  return dump('ListenersConfigDump', {
    version_info: discovery?.counters.get(TypeUrl.listener)?.lastVersion ?? '',
    static_listeners: all.filter((info) => info.origin === 'static').map(state),
    dynamic_listeners: all
      .filter((info) => info.origin === 'lds')
      .map((info) => ({ name: info.name, active_state: state(info) })),
    ...errorState(discovery, TypeUrl.listener),
  })
}

function routesDump({ routes, listeners }: DumpSources, wanted: (n: string) => boolean): Dump {
  const inline = listeners
    .list()
    .flatMap(({ active, updatedWallMs }) =>
      inlineRoutes(active.spec.encoded).map((config) => ({ config, updatedWallMs })),
    )
  return dump('RoutesConfigDump', {
    static_route_configs: inline
      .filter(({ config }) => wanted(config.name))
      .map(({ config, updatedWallMs }) => ({
        route_config: typed(RouteConfiguration, RouteConfiguration.encode(config)),
        last_updated: iso(updatedWallMs),
      })),
    dynamic_route_configs: routes
      .list()
      .filter((info) => wanted(info.name))
      .map((info) =>
        withoutDefaults({
          version_info: info.version,
          route_config: typed(RouteConfiguration, info.encoded),
          last_updated: iso(info.updatedWallMs),
        }),
      ),
  })
}

/** Route configurations that stand in a listener's connection managers themselves. */
function inlineRoutes(encoded: Uint8Array): readonly RouteConfiguration[] {
  const { filterChains, defaultFilterChain } = Listener.decode(encoded)
  const chains = defaultFilterChain === null ? filterChains : [...filterChains, defaultFilterChain]
  return chains.flatMap(({ filters }) =>
    filters.flatMap(({ typedConfig }) => {
      const config = unpackAny(HttpConnectionManager, typedConfig)?.routeConfig ?? null
      return config === null ? [] : [config]
    }),
  )
}

function secretsDump({ secrets, bootstrap }: DumpSources, wanted: (n: string) => boolean): Dump {
  const inBootstrap = new Set(bootstrap.secrets.map(({ name }) => name))
  const all = secrets
    .list()
    .filter(({ name }) => wanted(name) && !inBootstrap.has(name))
    .map(({ name, isDelivered, updatedWallMs }) => ({
      isDelivered,
      dump: { name, last_updated: iso(updatedWallMs), secret: { name } },
    }))
  return dump('SecretsConfigDump', {
    static_secrets: bootstrap.secrets
      .filter(({ name }) => wanted(name))
      .map((secret) => ({ name: secret.name, secret: typed(Secret, Secret.encode(secret)) })),
    dynamic_active_secrets: all.filter((s) => s.isDelivered).map((s) => s.dump),
    dynamic_warming_secrets: all.filter((s) => !s.isDelivered).map((s) => s.dump),
  })
}

function endpointsDump(clusters: Clusters, wanted: (n: string) => boolean): Dump {
  const entry = ({ cluster }: ClusterInfo): JsonObject => ({
    endpoint_config: {
      '@type': TypeUrl.endpoint,
      cluster_name: cluster.spec.edsName === '' ? cluster.name : cluster.spec.edsName,
      endpoints: localitiesJson(cluster.hosts),
    },
  })
  const all = clusters.list().filter((info) => wanted(info.cluster.name))
  return dump('EndpointsConfigDump', {
    static_endpoint_configs: all.filter(({ cluster }) => cluster.spec.edsName === '').map(entry),
    dynamic_endpoint_configs: all.filter(({ cluster }) => cluster.spec.edsName !== '').map(entry),
  })
}

/** Hosts by priority and locality, in the order in which these first come. */
function localitiesJson(hosts: readonly EndpointHost[]): JsonValue {
  const groups = Map.groupBy(hosts, ({ priority, locality }) =>
    [priority, locality.region, locality.zone, locality.subZone].join('\0'),
  )
  return [...groups.values()].map((members) => {
    const [first] = members
    const { region, zone, subZone } = first?.locality ?? { region: '', zone: '', subZone: '' }
    return {
      locality: withoutDefaults({ region, zone, sub_zone: subZone }),
      lb_endpoints: members.map(endpointJson),
      ...withoutDefaults({ priority: first?.priority ?? 0 }),
    }
  })
}

function endpointJson(host: EndpointHost): JsonObject {
  const address: JsonObject =
    host.port === 0
      ? { pipe: { path: host.address } }
      : { socket_address: { address: host.address, port_value: host.port } }
  return {
    endpoint: { address, health_check_config: {}, ...withoutDefaults({ hostname: host.hostname }) },
    health_status: host.health === 'excluded' ? 'DRAINING' : host.health.toUpperCase(),
    ...(Object.keys(host.metadata).length === 0
      ? {}
      : { metadata: { filter_metadata: host.metadata as JsonObject } }), // Structs hold nothing but JSON
    load_balancing_weight: host.weight,
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
  const json = redacted(type.toJson(type.decode(encoded), 'proto'))
  return { '@type': type.typeUrl, ...(json as JsonObject) } // messages print as objects
}

const SECRET_KEYS = new Set(['private_key', 'password', 'private_key_provider'])
const REDACTED = '[redacted]'

/** The same JSON without private keys, wherever they stand inline: what is below such a field says `[redacted]`. */
function redacted(value: JsonValue, isSecret = false): JsonValue {
  if (Array.isArray(value)) return value.map((item) => redacted(item, isSecret))
  if (typeof value === 'string') return isSecret ? REDACTED : value
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      if (isSecret && key === 'inline_bytes') return [key, Buffer.from(REDACTED).toString('base64')]
      return [key, redacted(inner as JsonValue, isSecret || SECRET_KEYS.has(key))]
    }),
  )
}

function iso(wallMs: number): string {
  return new Date(wallMs).toISOString()
}
