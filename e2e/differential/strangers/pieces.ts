/** What files written by others are made of, beside the short forms of `build.ts`. */
import { filter, get, type RequestParts, response, script, typed } from '../build.ts'
import type { Exchange } from '../model.ts'

export type Json = Readonly<Record<string, unknown>>

/** HTTP filters by their canonical names. */
const FILTER_TYPES = {
  fault: ['envoy.filters.http.fault', 'envoy.extensions.filters.http.fault.v3.HTTPFault'],
  cors: ['envoy.filters.http.cors', 'envoy.extensions.filters.http.cors.v3.Cors'],
  csrf: ['envoy.filters.http.csrf', 'envoy.extensions.filters.http.csrf.v3.CsrfPolicy'],
  rbac: ['envoy.filters.http.rbac', 'envoy.extensions.filters.http.rbac.v3.RBAC'],
  limit: [
    'envoy.filters.http.local_ratelimit',
    'envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit',
  ],
  buffer: ['envoy.filters.http.buffer', 'envoy.extensions.filters.http.buffer.v3.Buffer'],
  health: [
    'envoy.filters.http.health_check',
    'envoy.extensions.filters.http.health_check.v3.HealthCheck',
  ],
  mutation: [
    'envoy.filters.http.header_mutation',
    'envoy.extensions.filters.http.header_mutation.v3.HeaderMutation',
  ],
  admission: [
    'envoy.filters.http.admission_control',
    'envoy.extensions.filters.http.admission_control.v3.AdmissionControl',
  ],
  metadata: [
    'envoy.filters.http.set_metadata',
    'envoy.extensions.filters.http.set_metadata.v3.Config',
  ],
  grpcWeb: ['envoy.filters.http.grpc_web', 'envoy.extensions.filters.http.grpc_web.v3.GrpcWeb'],
  grpcStats: [
    'envoy.filters.http.grpc_stats',
    'envoy.extensions.filters.http.grpc_stats.v3.FilterConfig',
  ],
} as const
type FilterName = keyof typeof FILTER_TYPES

export function http(name: FilterName, value: Json = {}): Json {
  return filter(FILTER_TYPES[name][0], FILTER_TYPES[name][1], value)
}

/** Per-route configuration; `type` where it is of another type than the filter's own. */
export function perRoute(name: FilterName, value: Json = {}, type?: string): Json {
  const [instance, own] = FILTER_TYPES[name]
  return { typed_per_filter_config: { [instance]: typed(type ?? own, value) } }
}

export const percent = (numerator: number, denominator: string = 'HUNDRED'): Json => ({
  numerator,
  denominator,
})
export const fraction = (numerator: number, key: string = 'k'): Json => ({
  runtime_key: key,
  default_value: percent(numerator),
})

export const to = (
  prefix: string,
  cluster: string = 'c0',
  extra: Json = {},
  more: Json = {},
): Json => ({
  match: { prefix },
  route: { cluster, ...extra },
  ...more,
})

export const add = (key: string, value: string, action?: string): Json => ({
  header: { key, value },
  ...(action === undefined ? {} : { append_action: action }),
})

export const host = (
  name: string,
  domains: readonly string[],
  routes: readonly Json[],
  extra: Json = {},
): Json => ({
  name,
  domains,
  routes,
  ...extra,
})

/** Paths on hosts, each once plain and once with a query and headers. */
export function visits(
  hosts: readonly string[],
  paths: readonly string[],
  headers: readonly (readonly [string, string])[] = [],
): readonly Exchange[] {
  return hosts.flatMap((name) =>
    paths.flatMap((path) => [
      get(path, { host: name }),
      get(`${path}?debug=1&v=2`, { host: name, headers }),
    ]),
  )
}

/** The same request with each answer of the origin. */
export function answered(
  path: string,
  statuses: readonly number[],
  parts: RequestParts = {},
): readonly Exchange[] {
  return statuses.map((status) => ({
    ...get(path, parts, { script: script(response(status), response(200, [['x-second', '1']])) }),
    name: `${parts.method ?? 'GET'} ${path}: ${status} first`,
  }))
}
