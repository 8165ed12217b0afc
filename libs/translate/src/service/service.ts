/** The service model that every translation reads: services, their ports, and the endpoints behind them. */
import type { Protocol } from '../protocol.ts'

/**
 * How a client finds the endpoints of a service.
 * `eds`: listed by us · `dns`: names looked up by the proxy · `dns-round-robin`: one name, one address at a time ·
 * `passthrough`: the original destination · `alias`: another name of another host · `dynamic-dns`: any name under a wildcard.
 */
export type Resolution = 'eds' | 'dns' | 'dns-round-robin' | 'passthrough' | 'alias' | 'dynamic-dns'

export interface ServicePort {
  readonly name: string
  readonly number: number
  readonly protocol: Protocol
  /** Port of the application where an endpoint does not say otherwise. */
  readonly targetPort: number
}

/** Where a service comes from; an earlier one absorbs a later one of the same host and namespace. */
export type Registry = 'kubernetes' | 'workload' | 'service-entry'

export interface Service {
  readonly host: string
  readonly name: string
  readonly namespace: string
  readonly registry: Registry
  /** Virtual addresses, IP or CIDR. Empty: none of its own. */
  readonly addresses: readonly string[]
  /** Address that was allotted because it has none of its own, or null. */
  readonly autoAddress: string | null
  readonly ports: readonly ServicePort[]
  readonly resolution: Resolution
  /** Outside the mesh: takes no part in automatic mutual TLS. */
  readonly isExternal: boolean
  /** Identities of the servers besides those of the endpoints (`subjectAltNames`). */
  readonly subjectAltNames: readonly string[]
  readonly labels: Readonly<Record<string, string>>
  /** Namespaces that see it: `*`, `.`, `~` or names. Empty: the mesh default. */
  readonly exportTo: readonly string[]
  /** Host this one is another name of, or null. */
  readonly aliasOf: string | null
  readonly createdMs: number
}

export interface Endpoint {
  readonly address: string
  /** Port a client connects to. */
  readonly port: number
  /** Port of the application itself, which port-level authentication names. Equals `port` but where a sidecar listens beside it. */
  readonly targetPort: number
  readonly servicePortName: string
  readonly workload: string
  readonly namespace: string
  /** SPIFFE ID of the server, or empty where it is not known. */
  readonly identity: string
  readonly labels: Readonly<Record<string, string>>
  /** `region/zone/subzone`, or empty. */
  readonly locality: string
  readonly network: string
  readonly weight: number
  /** Its sidecar terminates mesh TLS. */
  readonly speaksMeshTls: boolean
  readonly isHealthy: boolean
}

/** The addresses a client may dial for a service; the allotted one only where there is none of its own. */
export function addressesOf(service: Service): readonly string[] {
  if (service.addresses.length > 0) return service.addresses
  return service.autoAddress === null ? [] : [service.autoAddress]
}

/** The port of this number, or null. */
export function portOf(service: Service, number: number): ServicePort | null {
  return service.ports.find((port) => port.number === number) ?? null
}

/** Oldest first, then by `name.namespace`: the order in which the first wins. */
export function compareServices(a: Service, b: Service): number {
  if (a.createdMs !== b.createdMs) return a.createdMs - b.createdMs
  const left = `${a.host}.${a.namespace}`
  const right = `${b.host}.${b.namespace}`
  return left < right ? -1 : left > right ? 1 : 0
}

/** Key of the endpoints of a service. */
export function serviceKey(service: { readonly host: string; readonly namespace: string }): string {
  return `${service.namespace}/${service.host}`
}
