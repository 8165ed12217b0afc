/** The resource types of xDS: their URLs, the order in which one push writes them, and which are taken as a whole. */
import {
  Cluster,
  ClusterLoadAssignment,
  Listener,
  NameTable,
  RouteConfiguration,
  Secret,
  TypedExtensionConfig,
} from '@flotilla/proto'

export const TypeUrl: Readonly<
  Record<
    'cluster' | 'endpoint' | 'listener' | 'route' | 'secret' | 'extension' | 'nameTable',
    string
  >
> = {
  cluster: Cluster.typeUrl,
  endpoint: ClusterLoadAssignment.typeUrl,
  listener: Listener.typeUrl,
  route: RouteConfiguration.typeUrl,
  secret: Secret.typeUrl,
  extension: TypedExtensionConfig.typeUrl,
  nameTable: NameTable.typeUrl,
}

/** Of one response, for the channel of a client: one holds all clusters of a mesh. 4 MiB would be some 3,000 of them. */
export const MAX_RESPONSE_BYTES: number = 64 * 1024 * 1024

/** Clusters stand before the endpoints, listeners and routes that name them. Types that are not listed come last. */
const ORDER: readonly string[] = [
  TypeUrl.cluster,
  TypeUrl.endpoint,
  TypeUrl.listener,
  TypeUrl.route,
  TypeUrl.secret,
  TypeUrl.extension,
  TypeUrl.nameTable,
]

const SHORT_NAMES: ReadonlyMap<string, string> = new Map([
  [TypeUrl.cluster, 'cds'],
  [TypeUrl.endpoint, 'eds'],
  [TypeUrl.listener, 'lds'],
  [TypeUrl.route, 'rds'],
  [TypeUrl.secret, 'sds'],
  [TypeUrl.extension, 'ecds'],
  [TypeUrl.nameTable, 'nds'],
])

/** For metric labels and logs, for example `cds`; `other` for types that are not of xDS. */
export function shortTypeName(typeUrl: string): string {
  return SHORT_NAMES.get(typeUrl) ?? 'other'
}

/** Sorts types into the order of a push; the input is not changed. */
export function inPushOrder(typeUrls: Iterable<string>): string[] {
  return [...typeUrls].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
}

const BY_NAME_ONLY: ReadonlySet<string> = new Set([
  TypeUrl.endpoint,
  TypeUrl.route,
  TypeUrl.secret,
  TypeUrl.extension,
])

/** Whether an empty first subscription means everything. */
export function isWildcardWhenEmpty(typeUrl: string): boolean {
  return !BY_NAME_ONLY.has(typeUrl)
}

/** Whether a state-of-the-world response is always the whole set, so that what is missing from it is gone. */
export function isWholeSet(typeUrl: string): boolean {
  return typeUrl === TypeUrl.cluster || typeUrl === TypeUrl.listener
}

function rank(typeUrl: string): number {
  const index = ORDER.indexOf(typeUrl)
  return index === -1 ? ORDER.length : index
}
