/** The merged services of all sources with their endpoints; what did not change keeps its identity from the previous registry. */

import type { ServiceWithEndpoints } from './from-workloads.ts'
import { compareServices, type Endpoint, type Service, serviceKey } from './service.ts'

export interface RegistryDiff {
  /** Hosts whose service or set of identities changed, appeared or went. */
  readonly services: ReadonlySet<string>
  /** Hosts of which only endpoints changed. */
  readonly endpoints: ReadonlySet<string>
}

const NO_ENDPOINTS: readonly Endpoint[] = []

export class ServiceRegistry {
  /** In the order in which the first wins. */
  readonly services: readonly Service[]
  private readonly hosts = new Map<string, Service[]>()
  private readonly endpoints: ReadonlyMap<string, readonly Endpoint[]>
  private byAddress: ReadonlyMap<string, readonly Service[]> | null = null

  constructor(services: readonly Service[], endpoints: ReadonlyMap<string, readonly Endpoint[]>) {
    this.services = services
    this.endpoints = endpoints
    for (const service of services) {
      const same = this.hosts.get(service.host)
      if (same === undefined) this.hosts.set(service.host, [service])
      else same.push(service)
    }
  }

  /** Services of this host in several namespaces, oldest first. */
  byHost(host: string): readonly Service[] {
    return this.hosts.get(host) ?? []
  }

  get hostNames(): Iterable<string> {
    return this.hosts.keys()
  }

  /** Every endpoint of the service, all ports. */
  endpointsOf(service: Service): readonly Endpoint[] {
    return this.endpoints.get(serviceKey(service)) ?? NO_ENDPOINTS
  }

  /** Services with an endpoint at this address. The index is built on first use. */
  servicesAt(address: string): readonly Service[] {
    this.byAddress ??= this.indexAddresses()
    return this.byAddress.get(address) ?? []
  }

  private indexAddresses(): Map<string, Service[]> {
    const index = new Map<string, Service[]>()
    for (const service of this.services)
      for (const address of new Set(this.endpointsOf(service).map((one) => one.address)))
        index.set(address, [...(index.get(address) ?? []), service])
    return index
  }
}

export const EMPTY_REGISTRY: ServiceRegistry = new ServiceRegistry([], new Map())

/**
 * Merges sources by (namespace, host). The earlier registry kind decides; a later one adds the ports it has more,
 * addresses where there are none, and endpoints where both resolve alike.
 * @param addresses allotted virtual address by host
 */
export function mergeServices(
  sources: readonly ServiceWithEndpoints[],
  addresses: ReadonlyMap<string, string>,
  previous: ServiceRegistry = EMPTY_REGISTRY,
): ServiceRegistry {
  const ordered = [...sources].sort((a, b) => compareSources(a.service, b.service))
  const merged = new Map<string, { service: Service; endpoints: Endpoint[] }>()
  for (const { service, endpoints } of ordered) {
    const key = serviceKey(service)
    const found = merged.get(key)
    if (found === undefined) merged.set(key, { service, endpoints: [...endpoints] })
    else if (found.service.resolution === service.resolution) {
      found.service = absorb(found.service, service)
      found.endpoints.push(...renamePorts(endpoints, service, found.service))
    }
  }
  const services: Service[] = []
  const endpoints = new Map<string, readonly Endpoint[]>()
  for (const [key, one] of merged) {
    const service = keepService(withAddress(one.service, addresses), previous)
    services.push(service)
    endpoints.set(key, keepEndpoints(one.endpoints.sort(compareEndpoints), service, previous))
  }
  return new ServiceRegistry(services.sort(compareServices), endpoints)
}

/** What changed between two registries, by host. O(services + endpoints of changed services). */
export function diffRegistries(before: ServiceRegistry, after: ServiceRegistry): RegistryDiff {
  const services = new Set<string>()
  const endpoints = new Set<string>()
  const old = new Map(before.services.map((service) => [serviceKey(service), service]))
  for (const service of after.services) {
    const key = serviceKey(service)
    const was = old.get(key)
    old.delete(key)
    if (was !== service) {
      services.add(service.host)
      continue
    }
    const left = before.endpointsOf(was)
    const right = after.endpointsOf(service)
    if (left === right) continue
    if (identities(left) !== identities(right)) services.add(service.host)
    else endpoints.add(service.host)
  }
  for (const gone of old.values()) services.add(gone.host)
  return { services, endpoints }
}

const RANK = { kubernetes: 0, workload: 1, 'service-entry': 2 } as const

function compareSources(a: Service, b: Service): number {
  return RANK[a.registry] - RANK[b.registry] || compareServices(a, b)
}

function absorb(winner: Service, other: Service): Service {
  const numbers = new Set(winner.ports.map((port) => port.number))
  const more = other.ports.filter((port) => !numbers.has(port.number))
  return {
    ...winner,
    ports: [...winner.ports, ...more].sort((a, b) => a.number - b.number),
    addresses: [...new Set([...winner.addresses, ...other.addresses])],
    subjectAltNames: [...new Set([...winner.subjectAltNames, ...other.subjectAltNames])].sort(),
  }
}

/** Endpoints of an absorbed service under the port names of the service that absorbed it. */
function renamePorts(endpoints: readonly Endpoint[], from: Service, to: Service): Endpoint[] {
  const names = new Map<string, string>()
  for (const port of from.ports) {
    const same = to.ports.find((candidate) => candidate.number === port.number)
    if (same !== undefined) names.set(port.name, same.name)
  }
  return endpoints.map((endpoint) => {
    const name = names.get(endpoint.servicePortName) ?? endpoint.servicePortName
    return name === endpoint.servicePortName ? endpoint : { ...endpoint, servicePortName: name }
  })
}

function withAddress(service: Service, addresses: ReadonlyMap<string, string>): Service {
  const autoAddress = needsAddress(service) ? (addresses.get(service.host) ?? null) : null
  return autoAddress === service.autoAddress ? service : { ...service, autoAddress }
}

/** Whether a virtual address is to be allotted: it has none, is not a wildcard, and clients choose its endpoints. */
export function needsAddress(service: Service): boolean {
  if (service.addresses.length > 0 || service.aliasOf !== null) return false
  if (service.resolution === 'dynamic-dns') return true
  return service.resolution !== 'passthrough' && !service.host.startsWith('*')
}

function keepService(service: Service, previous: ServiceRegistry): Service {
  for (const was of previous.byHost(service.host))
    if (was.namespace === service.namespace && JSON.stringify(was) === JSON.stringify(service))
      return was
  return service
}

function keepEndpoints(
  endpoints: readonly Endpoint[],
  service: Service,
  previous: ServiceRegistry,
): readonly Endpoint[] {
  const was = previous.endpointsOf(service)
  return was.length === endpoints.length && JSON.stringify(was) === JSON.stringify(endpoints)
    ? was
    : endpoints
}

function compareEndpoints(a: Endpoint, b: Endpoint): number {
  const left = `${a.servicePortName} ${a.address} ${a.port} ${a.workload}`
  const right = `${b.servicePortName} ${b.address} ${b.port} ${b.workload}`
  return left < right ? -1 : left > right ? 1 : 0
}

function identities(endpoints: readonly Endpoint[]): string {
  return [...new Set(endpoints.map((endpoint) => endpoint.identity))].sort().join()
}
