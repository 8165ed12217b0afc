/** ClusterLoadAssignment → endpoints: addresses, weights, priorities, health and metadata. */
import { isIP } from 'node:net'
import type { Fraction } from '@flotilla/match'
import {
  type Address,
  type ClusterLoadAssignment,
  HealthStatus,
  type LbEndpoint,
  type LocalityLbEndpoints,
} from '@flotilla/proto'
import { durationMs, filterMetadata } from '../compile/fields.ts'
import type { Violations } from '../compile/violations.ts'
import { fraction } from '../http/compile/matchers.ts'
import {
  type EndpointHealth,
  type EndpointSpec,
  type HealthTarget,
  labelOf,
} from './endpoint-host.ts'
import type { HostAddress, Locality } from './types.ts'

export interface Assignment {
  readonly endpoints: readonly EndpointSpec[]
  /** Percent. Default 140. */
  readonly overprovisioningPct: number
  /** Load-balancing weights of localities by `localityKey`, and priority before it. */
  readonly localityWeights: ReadonlyMap<string, number>
  /** Whether the availability of a priority is counted in weights. */
  readonly isHealthWeighted: boolean
  /** Share of requests that are answered here instead of an endpoint; null: none. */
  readonly dropShare: Fraction | null
  /** How long it may be used without a new one, ms; 0: for ever. */
  readonly staleAfterMs: number
}

export const EMPTY_ASSIGNMENT: Assignment = {
  endpoints: [],
  overprovisioningPct: 140,
  localityWeights: new Map(),
  isHealthWeighted: false,
  dropShare: null,
  staleAfterMs: 0,
}

/** Equal for equal localities. */
export function localityKey({ region, zone, subZone }: Locality): string {
  return `${region}/${zone}/${subZone}`
}

/** Envoy's highest priority. */
const MAX_PRIORITY = 128

const HEALTH: Readonly<Record<HealthStatus, EndpointHealth>> = {
  [HealthStatus.UNKNOWN]: 'healthy',
  [HealthStatus.HEALTHY]: 'healthy',
  [HealthStatus.DEGRADED]: 'degraded',
  [HealthStatus.UNHEALTHY]: 'unhealthy',
  [HealthStatus.TIMEOUT]: 'unhealthy',
  // Keeps existing streams, takes new ones in panic only, and does not count towards it.
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
  const endpoints = message.endpoints.flatMap((group, i) =>
    compileGroup(group, allowsNames, at.at('endpoints', i)),
  )
  const overprovisioningPct = message.policy?.overprovisioningFactor ?? 140
  if (overprovisioningPct < 1) at.at('policy.overprovisioning_factor').add('must be above 0')
  return {
    endpoints,
    overprovisioningPct,
    localityWeights: localityWeights(message.endpoints),
    isHealthWeighted: message.policy?.weightedPriorityHealth ?? false,
    dropShare: dropShare(message, at.at('policy')),
    staleAfterMs: durationMs(
      message.policy?.endpointStaleAfter ?? null,
      0,
      at.at('policy.endpoint_stale_after'),
    ),
  }
}

/** Envoy takes one category. */
function dropShare(message: ClusterLoadAssignment, at: Violations): Fraction | null {
  const drops = message.policy?.dropOverloads ?? []
  if (drops.length > 1) at.at('drop_overloads').add('must hold at most one category')
  const share = drops[0]?.dropPercentage ?? null
  if (share === null) return null
  const drop = fraction(share)
  if (drop.numerator > drop.denominator)
    at.at('drop_overloads', 0).at('drop_percentage').add('must be at most the whole')
  return drop.numerator === 0 ? null : drop
}

function localityWeights(groups: readonly LocalityLbEndpoints[]): ReadonlyMap<string, number> {
  return new Map(
    groups.map((group) => [
      `${group.priority}|${localityKey(localityOf(group))}`,
      group.loadBalancingWeight ?? 0,
    ]),
  )
}

function localityOf(group: LocalityLbEndpoints): Locality {
  return {
    region: group.locality?.region ?? '',
    zone: group.locality?.zone ?? '',
    subZone: group.locality?.subZone ?? '',
  }
}

function compileGroup(
  group: LocalityLbEndpoints,
  allowsNames: boolean,
  at: Violations,
): EndpointSpec[] {
  const locality = localityOf(group)
  if (group.priority > MAX_PRIORITY) at.at('priority').add(`must be at most ${MAX_PRIORITY}`)
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
      moreAddresses: moreAddresses(endpoint, place.at('endpoint')),
      healthCheck: compileHealthTarget(endpoint, place.at('endpoint.health_check_config')),
    }
    return [spec]
  })
}

/** Where and how this endpoint is checked; null where as it is used. */
function compileHealthTarget(endpoint: LbEndpoint, at: Violations): HealthTarget | null {
  const config = endpoint.endpoint?.healthCheckConfig ?? null
  if (config === null) return null
  if (config.portValue > 65_535) at.at('port_value').add('is not a port')
  const own =
    config.address === null ? null : compileAddress(config.address, false, at.at('address'))
  return {
    address: own?.address ?? null,
    port: own?.port ?? (config.portValue === 0 ? null : config.portValue),
    hostname: config.hostname,
    isDisabled: config.disableActiveHealthCheck,
  }
}

/** Addresses of one endpoint that it is reached by beside the first. */
function moreAddresses(endpoint: LbEndpoint, at: Violations): readonly HostAddress[] {
  return (endpoint.endpoint?.additionalAddresses ?? []).flatMap(({ address }, i) => {
    const where = compileAddress(address, false, at.at('additional_addresses', i).at('address'))
    return where === null ? [] : [{ ...where, label: labelOf(where) }]
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
