/** ClusterLoadAssignment → endpoints: addresses, weights, priorities, health and metadata. */
import { isIP } from 'node:net'
import {
  type Address,
  type ClusterLoadAssignment,
  HealthStatus,
  type LbEndpoint,
  type LocalityLbEndpoints,
} from '@flotilla/proto'
import { filterMetadata } from '../compile/fields.ts'
import type { Violations } from '../compile/violations.ts'
import type { EndpointHealth, EndpointSpec } from './endpoint-host.ts'

export interface Assignment {
  readonly endpoints: readonly EndpointSpec[]
  /** Percent. Default 140. */
  readonly overprovisioningPct: number
}

export const EMPTY_ASSIGNMENT: Assignment = { endpoints: [], overprovisioningPct: 140 }

const HEALTH: Readonly<Record<HealthStatus, EndpointHealth>> = {
  [HealthStatus.UNKNOWN]: 'healthy',
  [HealthStatus.HEALTHY]: 'healthy',
  [HealthStatus.DEGRADED]: 'degraded',
  [HealthStatus.UNHEALTHY]: 'unhealthy',
  [HealthStatus.TIMEOUT]: 'unhealthy',
  // Keeps existing streams, takes no new ones, and does not count towards panic.
  [HealthStatus.DRAINING]: 'excluded',
}

/**
 * Compiles an assignment.
 * @param allowsNames whether addresses may be DNS names (STRICT_DNS, LOGICAL_DNS).
 */
export function compileAssignment(
  message: ClusterLoadAssignment,
  allowsNames: boolean,
  at: Violations,
): Assignment {
  if (message.namedEndpoints.size > 0) at.at('named_endpoints').unsupported()
  if (message.policy?.endpointStaleAfter != null) at.at('policy.endpoint_stale_after').unsupported()
  if (message.policy?.weightedPriorityHealth) at.at('policy.weighted_priority_health').unsupported()
  const drops = message.policy?.dropOverloads ?? []
  if (drops.length > 0) at.at('policy.drop_overloads').unsupported()
  const endpoints = message.endpoints.flatMap((group, i) =>
    compileGroup(group, allowsNames, at.at('endpoints', i)),
  )
  checkPriorities(endpoints, at)
  return { endpoints, overprovisioningPct: message.policy?.overprovisioningFactor ?? 140 }
}

function compileGroup(
  group: LocalityLbEndpoints,
  allowsNames: boolean,
  at: Violations,
): EndpointSpec[] {
  const locality = {
    region: group.locality?.region ?? '',
    zone: group.locality?.zone ?? '',
    subZone: group.locality?.subZone ?? '',
  }
  return group.lbEndpoints.flatMap((endpoint, i) => {
    const place = at.at('lb_endpoints', i)
    const where = addressOf(endpoint, allowsNames, place)
    if (where === null) return []
    const weight = endpoint.loadBalancingWeight ?? 1
    if (weight < 1) place.at('load_balancing_weight').add('must be at least 1')
    const spec: EndpointSpec = {
      ...where,
      hostname: endpoint.endpoint?.hostname ?? '',
      weight,
      priority: group.priority,
      locality,
      health: HEALTH[endpoint.healthStatus] ?? 'unhealthy',
      metadata: filterMetadata(endpoint.metadata),
    }
    return [spec]
  })
}

function addressOf(
  endpoint: LbEndpoint,
  allowsNames: boolean,
  at: Violations,
): { address: string; port: number } | null {
  if (endpoint.endpointName !== null) {
    at.at('endpoint_name').unsupported()
    return null
  }
  const additional = endpoint.endpoint?.additionalAddresses ?? []
  if (additional.length > 0) at.at('endpoint.additional_addresses').unsupported()
  return compileAddress(endpoint.endpoint?.address ?? null, allowsNames, at.at('endpoint.address'))
}

/** A TCP address or the path of a Unix socket (port 0). */
export function compileAddress(
  address: Address | null,
  allowsNames: boolean,
  at: Violations,
): { address: string; port: number } | null {
  if (address?.pipe != null) return { address: address.pipe.path, port: 0 }
  if (address?.envoyInternalAddress != null) {
    at.at('envoy_internal_address').unsupported()
    return null
  }
  const socket = address?.socketAddress ?? null
  if (socket === null) {
    at.add('is required')
    return null
  }
  if (socket.protocol !== 0) at.at('socket_address.protocol').unsupported('UDP')
  if (socket.namedPort !== null) at.at('socket_address.named_port').unsupported()
  if (!allowsNames && isIP(socket.address) === 0) {
    at.at('socket_address.address').add(`${JSON.stringify(socket.address)} is not an IP address`)
    return null
  }
  return { address: socket.address, port: socket.portValue ?? 0 }
}

/** Priorities must be 0..n without a gap, as Envoy demands. */
function checkPriorities(endpoints: readonly EndpointSpec[], at: Violations): void {
  const seen = new Set(endpoints.map((endpoint) => endpoint.priority))
  for (let i = 0; i < seen.size; i++)
    if (!seen.has(i)) {
      at.at('endpoints').add(`priority ${i} has no endpoint while a higher one has`)
      return
    }
}
