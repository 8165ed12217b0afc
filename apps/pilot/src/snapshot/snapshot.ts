/** One push context with the resources generated from it so far, shared between the proxies that may share them. */
import type { AdsResource } from '@flotilla/ads'
import {
  Cluster,
  ClusterLoadAssignment,
  Listener,
  NameTable,
  RouteConfiguration,
} from '@flotilla/proto'
import {
  CLUSTER_TYPE,
  ENDPOINT_TYPE,
  hasLabelConditions,
  LISTENER_TYPE,
  loadAssignment,
  NAME_TABLE_TYPE,
  type ProxyNode,
  ProxyView,
  type PushContext,
  ROUTE_TYPE,
  type Scope,
  scopeOf,
  translateOutboundCluster,
} from '@flotilla/translate'
import { type EncodedCache, encodeResource } from './encoded-cache.ts'

/** The one resource of the name table type. */
export const NAME_TABLE_NAME = 'nametable'

interface SharedResources {
  clusters: readonly AdsResource[] | null
  nameTable: AdsResource | null
  readonly routes: Map<string, AdsResource>
  /** By locality of the client and cluster name; only those that prefer no locality. */
  readonly endpoints: Map<string, AdsResource>
}

export class Snapshot {
  readonly context: PushContext
  /** Counts contexts of this process. */
  readonly id: number
  /** Version of galley's configuration. */
  readonly configVersion: number
  private readonly cache: EncodedCache
  private readonly scopes = new Map<string, Scope>()
  private readonly shared = new Map<string, SharedResources>()
  private readonly dependsOnLabels: boolean

  constructor(context: PushContext, id: number, configVersion: number, cache: EncodedCache) {
    this.context = context
    this.id = id
    this.configVersion = configVersion
    this.cache = cache
    this.dependsOnLabels = hasLabelConditions(context.input)
  }

  view(node: ProxyNode): ProxyView {
    return new ProxyView(this.scope(node.namespace), node)
  }

  /** All resources of a type, or those of the names; names that do not exist are left out. */
  resources(
    view: ProxyView,
    typeUrl: string,
    names: readonly string[] | null,
  ): readonly AdsResource[] {
    switch (typeUrl) {
      case CLUSTER_TYPE:
        return named(this.clusters(view), names)
      case ENDPOINT_TYPE:
        return this.endpoints(view, names ?? this.endpointNames(view))
      case LISTENER_TYPE:
        return named(this.listeners(view), names)
      case ROUTE_TYPE:
        return (names ?? []).map((name) => this.route(view, name))
      case NAME_TABLE_TYPE:
        return this.nameTables(view, names ?? [NAME_TABLE_NAME])
      default:
        return []
    }
  }

  private scope(namespace: string): Scope {
    const known = this.scopes.get(namespace)
    if (known !== undefined) return known
    const made = scopeOf(this.context, namespace)
    this.scopes.set(namespace, made)
    return made
  }

  private clusters(view: ProxyView): readonly AdsResource[] {
    const shared = this.sharedOf(view.node)
    shared.clusters ??= view.outboundClusters().flatMap((input) => {
      const resource = this.cache.get(CLUSTER_TYPE, input, () => {
        const cluster = translateOutboundCluster(input)
        return cluster === null ? null : encodeResource(Cluster, input.name, cluster)
      })
      return resource === null ? [] : [resource]
    })
    const own = view.ownClusters().map((one) => encodeResource(Cluster, one.name, one))
    return [...own, ...shared.clusters]
  }

  private endpointNames(view: ProxyView): string[] {
    return view
      .outboundClusters()
      .filter((input) => input.resolution === 'eds')
      .map((input) => input.name)
  }

  private endpoints(view: ProxyView, names: readonly string[]): AdsResource[] {
    const { endpoints } = this.sharedOf(view.node)
    return names.flatMap((name) => {
      const key = `${view.node.locality} ${name}`
      const known = endpoints.get(key)
      if (known !== undefined) return [known]
      const input = view.endpointsInput(name)
      const resource = this.cache.get(ENDPOINT_TYPE, input, () =>
        encodeResource(ClusterLoadAssignment, name, loadAssignment(input)),
      )
      if (resource === null) return []
      // What depends on localities may depend on labels too, which are not part of what is shared.
      if (input.locality === null) endpoints.set(key, resource)
      return [resource]
    })
  }

  private listeners(view: ProxyView): AdsResource[] {
    return view.listeners().map((one) => encodeResource(Listener, one.name, one))
  }

  private route(view: ProxyView, name: string): AdsResource {
    const { routes } = this.sharedOf(view.node)
    const known = routes.get(name)
    if (known !== undefined) return known
    const made = encodeResource(RouteConfiguration, name, view.route(name))
    routes.set(name, made)
    return made
  }

  private nameTables(view: ProxyView, names: readonly string[]): AdsResource[] {
    const shared = this.sharedOf(view.node)
    shared.nameTable ??= encodeResource(NameTable, NAME_TABLE_NAME, view.nameTable())
    const table = shared.nameTable
    return names.map((name) => ({ ...table, name }))
  }

  /** Resources of all proxies for which everything that outbound translations read of a proxy is equal. */
  private sharedOf(node: ProxyNode): SharedResources {
    const key = this.shareKey(node)
    const known = this.shared.get(key)
    if (known !== undefined) return known
    const made: SharedResources = {
      clusters: null,
      nameTable: null,
      routes: new Map(),
      endpoints: new Map(),
    }
    this.shared.set(key, made)
    return made
  }

  private shareKey(node: ProxyNode): string {
    // A gateway's routes depend on its labels and on the ports of its own services.
    if (node.type === 'router') return JSON.stringify([node.id, node.labels])
    return JSON.stringify([
      node.namespace,
      node.dnsDomain,
      node.interception,
      node.flotilla !== null,
      node.http10,
      this.dependsOnLabels ? Object.entries(node.labels).sort() : null,
    ])
  }
}

function named(
  resources: readonly AdsResource[],
  names: readonly string[] | null,
): readonly AdsResource[] {
  if (names === null) return resources
  const wanted = new Set(names)
  return resources.filter((resource) => wanted.has(resource.name))
}
