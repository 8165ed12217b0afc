/** GET /clusters and /listeners: hosts with their counters and health, listeners with their addresses. */
import { formatHostPort } from '@flotilla/net'
import type { JsonObject } from '@flotilla/proto'
import type { Listeners } from '../listener/listener-manager.ts'
import type { Clusters } from '../upstream/cluster-manager.ts'
import type { EndpointHost } from '../upstream/endpoint-host.ts'
import type { UpstreamCluster } from '../upstream/upstream-cluster.ts'

/** Envoy's lines: `name::host::counter::value`. */
export function clustersText(clusters: Clusters): string {
  return clusters
    .list()
    .map(({ cluster, origin }) => clusterText(cluster, origin))
    .join('')
}

function clusterText(cluster: UpstreamCluster, origin: string): string {
  const { name, breakers } = cluster
  const lines = [`${name}::observability_name::${cluster.spec.statName}`]
  for (const [priority, breaker] of Object.entries(breakers)) {
    lines.push(`${name}::${priority}_priority::max_connections::${breaker.connections.limit}`)
    lines.push(`${name}::${priority}_priority::max_pending_requests::${breaker.pending.limit}`)
    lines.push(`${name}::${priority}_priority::max_requests::${breaker.requests.limit}`)
    lines.push(`${name}::${priority}_priority::max_retries::${breaker.retries.limit}`)
  }
  lines.push(`${name}::added_via_api::${origin === 'cds'}`)
  for (const host of cluster.hosts)
    for (const [key, value] of hostFields(host))
      lines.push(`${name}::${host.label}::${key}::${value}`)
  return `${lines.join('\n')}\n`
}

function hostFields(host: EndpointHost): readonly (readonly [string, string | number])[] {
  const { stats, locality } = host
  return [
    ['cx_active', stats.cxActive],
    ['cx_connect_fail', stats.cxConnectFail],
    ['cx_total', stats.cxTotal],
    ['rq_active', stats.activeRequests],
    ['rq_error', stats.rqError],
    ['rq_success', stats.rqSuccess],
    ['rq_timeout', stats.rqTimeout],
    ['rq_total', stats.rqTotal],
    ['hostname', host.hostname],
    ['health_flags', healthFlags(host)],
    ['weight', host.weight],
    ['region', locality.region],
    ['zone', locality.zone],
    ['sub_zone', locality.subZone],
    ['canary', 'false'],
    ['priority', host.priority],
  ]
}

function healthFlags(host: EndpointHost): string {
  const flags = []
  if (host.isEjected) flags.push('/failed_outlier_check')
  if (host.health === 'unhealthy') flags.push('/failed_eds_health')
  if (host.health === 'degraded') flags.push('/degraded_eds_health')
  if (host.health === 'excluded') flags.push('/eds_status_draining')
  return flags.length === 0 ? 'healthy' : flags.join('')
}

export function clustersJson(clusters: Clusters): JsonObject {
  return {
    cluster_statuses: clusters.list().map(({ cluster, origin }) => ({
      name: cluster.name,
      added_via_api: origin === 'cds',
      observability_name: cluster.spec.statName,
      host_statuses: cluster.hosts.map(hostJson),
    })),
  }
}

function hostJson(host: EndpointHost): JsonObject {
  const { stats, locality } = host
  const numbers: readonly (readonly [string, number, string])[] = [
    ['cx_total', stats.cxTotal, 'COUNTER'],
    ['cx_active', stats.cxActive, 'GAUGE'],
    ['cx_connect_fail', stats.cxConnectFail, 'COUNTER'],
    ['rq_total', stats.rqTotal, 'COUNTER'],
    ['rq_active', stats.activeRequests, 'GAUGE'],
    ['rq_success', stats.rqSuccess, 'COUNTER'],
    ['rq_error', stats.rqError, 'COUNTER'],
    ['rq_timeout', stats.rqTimeout, 'COUNTER'],
  ]
  return {
    address: { socket_address: { address: host.address, port_value: host.port } },
    stats: numbers.map(([name, value, type]) => ({ name, value: String(value), type })),
    health_status: {
      eds_health_status: host.health === 'excluded' ? 'DRAINING' : host.health.toUpperCase(),
      failed_outlier_check: host.isEjected,
    },
    weight: host.weight,
    priority: host.priority,
    hostname: host.hostname,
    locality: { region: locality.region, zone: locality.zone, sub_zone: locality.subZone },
  }
}

/** `name::address`, one listener a line. */
export function listenersText(listeners: Listeners): string {
  return listeners
    .list()
    .map(({ name, active, boundAddress }) => {
      const { address, port } = active.spec
      return `${name}::${boundAddress ?? formatHostPort(address, port)}\n`
    })
    .join('')
}

export function listenersJson(listeners: Listeners): JsonObject {
  return {
    listener_statuses: listeners.list().map(({ name, active, boundAddress }) => ({
      name,
      local_address: {
        socket_address: {
          address: active.spec.address,
          port_value: boundAddress === null ? active.spec.port : portOf(boundAddress),
        },
      },
    })),
  }
}

function portOf(address: string): number {
  return Number(address.slice(address.lastIndexOf(':') + 1))
}
