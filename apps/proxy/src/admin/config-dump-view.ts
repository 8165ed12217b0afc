/** GET /config_dump: which part of the dump a query asks for, by resource, field mask and name. */

import { compileRegex } from '@flotilla/match'
import {
  Bootstrap,
  Cluster,
  ClusterLoadAssignment,
  type JsonObject,
  type JsonValue,
  Listener,
  type MessageType,
  RouteConfiguration,
  Secret,
} from '@flotilla/proto'
import { type AdminReply, json, text } from './admin-server.ts'
import { ADMIN_TYPES, configDumps, type Dump, type DumpSources } from './config-dump.ts'

/** A field of an admin message: a plain value, a message of the API, or another admin message. */
type Shape = null | MessageType<never> | { readonly [field: string]: Shape }

const of = (type: unknown): Shape => type as MessageType<never> // only its field table is looked at

const CLUSTER = {
  version_info: null,
  cluster: of(Cluster),
  last_updated: null,
  client_status: null,
  error_state: null,
}
const LISTENER_STATE = { version_info: null, listener: of(Listener), last_updated: null }
const LISTENER = {
  name: null,
  active_state: LISTENER_STATE,
  warming_state: LISTENER_STATE,
  draining_state: LISTENER_STATE,
  error_state: null,
  client_status: null,
}
const ROUTE = {
  version_info: null,
  route_config: of(RouteConfiguration),
  last_updated: null,
  error_state: null,
  client_status: null,
}
const ENDPOINT = {
  version_info: null,
  endpoint_config: of(ClusterLoadAssignment),
  last_updated: null,
  error_state: null,
  client_status: null,
}
const SECRET = {
  name: null,
  version_info: null,
  last_updated: null,
  secret: of(Secret),
  error_state: null,
  client_status: null,
}

/** Message name of what a repeated field holds, and the shape of it. */
type Repeated = readonly [element: string, shape: Shape]

/** The repeated fields of each dump: what `resource` may name. */
const RESOURCES: Readonly<Record<string, Readonly<Record<string, Repeated>>>> = {
  ClustersConfigDump: {
    static_clusters: ['StaticCluster', CLUSTER],
    dynamic_active_clusters: ['DynamicCluster', CLUSTER],
    dynamic_warming_clusters: ['DynamicCluster', CLUSTER],
  },
  EndpointsConfigDump: {
    static_endpoint_configs: ['StaticEndpointConfig', ENDPOINT],
    dynamic_endpoint_configs: ['DynamicEndpointConfig', ENDPOINT],
  },
  ListenersConfigDump: {
    static_listeners: ['StaticListener', LISTENER_STATE],
    dynamic_listeners: ['DynamicListener', LISTENER],
  },
  ScopedRoutesConfigDump: {
    inline_scoped_route_configs: ['InlineScopedRouteConfigs', null],
    dynamic_scoped_route_configs: ['DynamicScopedRouteConfigs', null],
  },
  RoutesConfigDump: {
    static_route_configs: ['StaticRouteConfig', ROUTE],
    dynamic_route_configs: ['DynamicRouteConfig', ROUTE],
  },
  SecretsConfigDump: {
    static_secrets: ['StaticSecret', SECRET],
    dynamic_active_secrets: ['DynamicSecret', SECRET],
    dynamic_warming_secrets: ['DynamicSecret', SECRET],
  },
}

/** The other fields of each dump. */
const SINGLES: Readonly<Record<string, { readonly [field: string]: Shape }>> = {
  BootstrapConfigDump: { bootstrap: of(Bootstrap), last_updated: null },
  ClustersConfigDump: { version_info: null },
  ListenersConfigDump: { version_info: null },
}

export function configDumpView(sources: DumpSources, query: URLSearchParams): AdminReply {
  const pattern = query.get('name_regex') ?? ''
  // The expression matches whole names.
  const regex = pattern === '' ? null : compileRegex(pattern)
  if (regex?.kind === 'bad')
    return text(
      `Error while parsing name_regex from ${pattern}: ${regex.violations[0]?.message ?? ''}`,
      400,
    )
  const dumps = configDumps(
    sources,
    query.has('include_eds'),
    (name) => regex === null || regex.value.matches(name),
  )
  const resource = query.get('resource') ?? ''
  const mask = query.get('mask') ?? ''
  if (resource !== '') return resourceView(dumps, resource, mask)
  if (mask === '') return json({ configs: dumps })
  const masked = dumps.flatMap((one) => maskedDump(one, mask))
  if (masked.length > 0) return json({ configs: masked })
  return text(`FieldMask ${mask} could not be successfully applied to any configs.`, 400)
}

/** The elements of one repeated field, each as a message of its own. */
function resourceView(dumps: readonly Dump[], resource: string, mask: string): AdminReply {
  for (const one of dumps) {
    const kind = one['@type'].slice(ADMIN_TYPES.length)
    if (SINGLES[kind]?.[resource] !== undefined)
      return text(
        `${resource} is not a repeated field. Use ?mask=${resource} to get only this field`,
        400,
      )
    const repeated = RESOURCES[kind]?.[resource]
    if (repeated === undefined) continue
    const [element, shape] = repeated
    const paths = mask === '' ? [] : pathsOf(mask)
    if (!paths.every((path) => isPathOf(path, shape)))
      return text(`FieldMask ${mask} could not be successfully used.`, 400)
    const items = (one[resource] ?? []) as readonly JsonObject[] // repeated by the table above
    const configs = items.map((item) => ({
      '@type': `${ADMIN_TYPES}${kind}.${element}`,
      ...(mask === '' ? item : masked(item, paths)),
    }))
    return json(configs.length === 0 ? {} : { configs })
  }
  return text(`${resource} not found in config dump`, 404)
}

/** The dump with nothing but what the mask names; none where the mask does not fit it. */
function maskedDump(one: Dump, mask: string): readonly JsonObject[] {
  const kind = one['@type'].slice(ADMIN_TYPES.length)
  const paths = pathsOf(mask)
  // A path may end in a repeated field, not lead through it.
  const repeated = Object.keys(RESOURCES[kind] ?? {}).map((field) => [field, null] as const)
  const shape: Shape = { ...Object.fromEntries(repeated), ...SINGLES[kind] }
  if (!paths.every((path) => isPathOf(path, shape))) return []
  return [{ '@type': one['@type'], ...masked(one, paths) }]
}

function pathsOf(mask: string): readonly (readonly string[])[] {
  return mask.split(',').map((path) => path.split('.'))
}

function isPathOf(path: readonly string[], shape: Shape): boolean {
  const [field, ...rest] = path
  if (field === undefined) return true
  if (shape === null) return false
  if (!('table' in shape) || typeof shape.table !== 'function') {
    const inner = (shape as { readonly [name: string]: Shape })[field]
    return inner !== undefined && isPathOf(rest, inner)
  }
  const found = shape.table().byName.get(field)
  if (found === undefined) return false
  if (rest.length === 0) return true
  if (found.isList || found.mapKey !== null || typeof found.type !== 'object') return false
  return 'table' in found.type && isPathOf(rest, found.type as unknown as Shape) // a nested message type
}

function masked(source: JsonObject, paths: readonly (readonly string[])[]): JsonObject {
  const result: Record<string, JsonValue> = {}
  for (const path of paths) copyPath(source, path, result)
  return result
}

/** `@type` of messages inside goes along, so that what is left can be read. */
function copyPath(
  source: JsonObject,
  path: readonly string[],
  into: Record<string, JsonValue>,
): void {
  const [field, ...rest] = path
  const value = field === undefined ? undefined : source[field]
  if (field === undefined || value === undefined) return
  if (rest.length === 0) {
    into[field] = value
    return
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return
  const from = value as JsonObject // neither null nor a list
  const inner = { ...((into[field] as JsonObject | undefined) ?? {}) }
  const type = from['@type']
  if (type !== undefined) inner['@type'] = type
  copyPath(from, rest, inner)
  into[field] = inner
}
