/** GET /clusters and /listeners: hosts with their counters and health, listeners with their addresses. */
import { formatHostPort, parseHostPort } from '@flotilla/net'
import type { JsonObject } from '@flotilla/proto'
import type { ListenerInfo, Listeners } from '../listener/listener-manager.ts'
import type { ClusterInfo, Clusters } from '../upstream/cluster-manager.ts'
import type { EndpointHost } from '../upstream/endpoint-host.ts'
import type { Breaker } from '../upstream/types.ts'
import { type AdminReply, json, text } from './admin-server.ts'
import { anywhere } from './name-filter.ts'
import { withoutDefaults } from './proto-shape.ts'

/** What Envoy shows where a rate was not worked out. */
const NO_RATE = -1

export function clustersView(clusters: Clusters, query: URLSearchParams): AdminReply {
  const pattern = query.get('filter') ?? ''
  const regex = anywhere(pattern)
  if (regex === null) return text('Invalid re2 regex', 400)
  const chosen = clusters.list().filter(({ cluster }) => regex.matches(cluster.name))
  if (query.get('format') === 'json')
    return json({ cluster_statuses: chosen.map((info) => clusterJson(info)) })
  return text(chosen.map(clusterText).join(''))
}

/** Envoy's lines: `name::host::counter::value`. */
function clusterText({ cluster, origin }: ClusterInfo): string {
  const { name, breakers, spec } = cluster
  const lines = [`${name}::observability_name::${spec.statName}`]
  if (cluster.outliers !== null)
    for (const rate of [
      'success_rate_average',
      'success_rate_ejection_threshold',
      'local_origin_success_rate_average',
      'local_origin_success_rate_ejection_threshold',
    ])
      lines.push(`${name}::outlier::${rate}::${NO_RATE}`)
  for (const [priority, breaker] of Object.entries(breakers))
    for (const [limit, value] of limitsOf(breaker))
      lines.push(`${name}::${priority}_priority::${limit}::${value}`)
  lines.push(`${name}::added_via_api::${origin === 'cds'}`)
  if (spec.edsName !== '' && spec.edsName !== name)
    lines.push(`${name}::eds_service_name::${spec.edsName}`)
  for (const host of cluster.hosts)
    for (const [key, value] of hostFields(host))
      lines.push(`${name}::${host.label}::${key}::${value}`)
  return `${lines.join('\n')}\n`
}

function limitsOf(breaker: Breaker): readonly (readonly [name: string, limit: number])[] {
  return [
    ['max_connections', breaker.connections.limit],
    ['max_pending_requests', breaker.pending.limit],
    ['max_requests', breaker.requests.limit],
    ['max_retries', breaker.retries.limit],
  ]
}

type Fields = readonly (readonly [name: string, value: string | number | boolean])[]

function hostFields(host: EndpointHost): Fields {
  const { locality } = host
  const stats = [...hostCounters(host), ...hostGauges(host)]
  return [
    ...stats.sort(([a], [b]) => (a < b ? -1 : 1)),
    ['hostname', host.hostname],
    ['health_flags', healthFlags(host)],
    ['weight', host.weight],
    ['region', locality.region],
    ['zone', locality.zone],
    ['sub_zone', locality.subZone],
    ['canary', host.isCanary],
    ['priority', host.priority],
    ['success_rate', NO_RATE],
    ['local_origin_success_rate', NO_RATE],
  ]
}

type Numbers = readonly (readonly [name: string, value: number])[]

function hostCounters({ stats }: EndpointHost): Numbers {
  return [
    ['cx_connect_fail', stats.cxConnectFail],
    ['cx_total', stats.cxTotal],
    ['rq_error', stats.rqError],
    ['rq_success', stats.rqSuccess],
    ['rq_timeout', stats.rqTimeout],
    ['rq_total', stats.rqTotal],
  ]
}

function hostGauges({ stats }: EndpointHost): Numbers {
  return [
    ['cx_active', stats.cxActive],
    ['rq_active', stats.activeRequests],
    ['rq_pending_active', stats.rqPendingActive],
  ]
}

/** Envoy's flags in Envoy's order: text, field in JSON (empty: told by eds_health_status), whether it is set. */
function flagsOf(host: EndpointHost): readonly (readonly [string, string, boolean])[] {
  const { checked, health } = host
  return [
    ['/failed_active_hc', 'failed_active_health_check', checked.isFailed],
    ['/failed_outlier_check', 'failed_outlier_check', host.isEjected],
    ['/failed_eds_health', '', health === 'unhealthy'],
    ['/degraded_active_hc', 'failed_active_degraded_check', checked.isDegraded],
    ['/degraded_eds_health', '', health === 'degraded'],
    ['/pending_dynamic_removal', 'pending_dynamic_removal', host.isOnNotice],
    ['/pending_active_hc', 'pending_active_hc', checked.isPending],
    ['/excluded_via_immediate_hc_fail', 'excluded_via_immediate_hc_fail', checked.isExcluded],
    ['/active_hc_timeout', 'active_hc_timeout', checked.isTimedOut],
    ['/eds_status_draining', '', health === 'excluded'],
  ]
}

function healthFlags(host: EndpointHost): string {
  const flags = flagsOf(host).map(([flag, , isSet]) => (isSet ? flag : ''))
  return flags.join('') || 'healthy'
}

function clusterJson({ cluster, origin }: ClusterInfo): JsonObject {
  const threshold = (breaker: Breaker): JsonObject => Object.fromEntries(limitsOf(breaker))
  return withoutDefaults({
    name: cluster.name,
    added_via_api: origin === 'cds',
    host_statuses: cluster.hosts.map(hostJson),
    circuit_breakers: {
      thresholds: [
        threshold(cluster.breakers.default),
        { priority: 'HIGH', ...threshold(cluster.breakers.high) },
      ],
    },
    observability_name: cluster.spec.statName,
    eds_service_name: cluster.spec.edsName === cluster.name ? '' : cluster.spec.edsName,
  })
}

function hostJson(host: EndpointHost): JsonObject {
  const { locality } = host
  const stat = ([name, value]: Numbers[number], type: string): JsonObject =>
    withoutDefaults({ type, value: value === 0 ? '' : String(value), name })
  const flags = flagsOf(host).filter(([, field]) => field !== '')
  const shown = withoutDefaults({
    address:
      host.port === 0
        ? { pipe: { path: host.address } }
        : { socket_address: { address: host.address, port_value: host.port } },
    stats: [
      ...hostCounters(host).map((one) => stat(one, '')),
      ...hostGauges(host).map((one) => stat(one, 'GAUGE')),
    ],
    health_status: withoutDefaults({
      eds_health_status: host.health === 'excluded' ? 'DRAINING' : host.health.toUpperCase(),
      ...Object.fromEntries(flags.map(([, field, isSet]) => [field, isSet])),
    }),
    weight: host.weight,
    hostname: host.hostname,
    priority: host.priority,
  })
  // As Envoy, also where there is nothing to tell.
  return {
    ...shown,
    locality: withoutDefaults({
      region: locality.region,
      zone: locality.zone,
      sub_zone: locality.subZone,
    }),
  }
}

export function listenersView(listeners: Listeners, query: URLSearchParams): AdminReply {
  const all = listeners.list()
  if (query.get('format') !== 'json')
    return text(all.map((info) => `${info.name}::${addressOf(info)}\n`).join(''))
  return json({
    listener_statuses: all.map((info) => {
      const address = addressOf(info)
      if (address.startsWith('/'))
        return { name: info.name, local_address: { pipe: { path: address } } }
      const { host, port } = parseHostPort(address)
      return {
        name: info.name,
        local_address: { socket_address: { address: host, port_value: port } },
      }
    }),
  })
}

function addressOf({ active, boundAddress }: ListenerInfo): string {
  const { address, port } = active.spec
  return boundAddress ?? formatHostPort(address, port)
}
