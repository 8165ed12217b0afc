/** Where services of the mesh are reached from here, without a sidecar: from the workloads and the service entries that galley knows. */
import type { ConfigObject, ServiceEntrySpec, WorkloadEntrySpec } from '@flotilla/model'

export interface MeshEndpoint {
  /** IP or host name. */
  readonly host: string
  readonly port: number
  /** SPIFFE id of the workload behind a sidecar, to be called with mutual TLS; null where it is called as it is. */
  readonly spiffeId: string | null
}

const SERVICES_ANNOTATION = 'flotilla.io/services'
const TLS_MODE_LABEL = 'security.istio.io/tlsMode'
const DOMAIN = 'svc.cluster.local'

export class MeshEndpoints {
  private readonly trustDomain: string
  /** By `host:port`. */
  private services: ReadonlyMap<string, readonly MeshEndpoint[]> = new Map()
  private changes = 0

  constructor(trustDomain: string) {
    this.trustDomain = trustDomain
  }

  /** Grows with every change. */
  get revision(): number {
    return this.changes
  }

  /** Takes the objects that are known now in place of the former ones; other kinds do not matter. */
  replace(objects: readonly ConfigObject[]): void {
    const services = new Map<string, MeshEndpoint[]>()
    const add = (host: string, port: number, endpoint: MeshEndpoint): void => {
      const key = `${host}:${port}`
      const known = services.get(key)
      if (known === undefined) services.set(key, [endpoint])
      else known.push(endpoint)
    }
    for (const object of objects) {
      // The casts are sound: a spec has the shape of its kind.
      if (object.kind === 'WorkloadEntry')
        this.addWorkload(object as ConfigObject<WorkloadEntrySpec>, add) // see above
      else if (object.kind === 'ServiceEntry')
        addServiceEntry(object as ConfigObject<ServiceEntrySpec>, add) // see above
    }
    this.services = services
    this.changes++
  }

  /** Null where the name is none of the mesh. @param host short names are of `namespace`. */
  find(host: string, port: number, namespace: string): readonly MeshEndpoint[] | null {
    for (const full of candidates(host.toLowerCase(), namespace)) {
      const found = this.services.get(`${full}:${port}`)
      if (found !== undefined) return found
    }
    return null
  }

  private addWorkload(
    { metadata, spec }: ConfigObject<WorkloadEntrySpec>,
    add: (host: string, port: number, endpoint: MeshEndpoint) => void,
  ): void {
    const host = spec.address ?? ''
    if (host === '') return
    const { namespace } = metadata
    const hasSidecar = spec.labels?.[TLS_MODE_LABEL] === 'istio'
    const account = spec.serviceAccount ?? 'default'
    const spiffeId = hasSidecar
      ? `spiffe://${this.trustDomain}/ns/${namespace}/sa/${account}`
      : null
    for (const { name, ports } of servicesOf(metadata.annotations[SERVICES_ANNOTATION]))
      for (const port of ports)
        add(`${name}.${namespace}.${DOMAIN}`, port.number, {
          host,
          port: spec.ports?.[port.name] ?? port.targetPort,
          spiffeId,
        })
  }
}

function addServiceEntry(
  { spec }: ConfigObject<ServiceEntrySpec>,
  add: (host: string, port: number, endpoint: MeshEndpoint) => void,
): void {
  for (const { number = 0, name = '', targetPort } of spec.ports ?? [])
    for (const service of spec.hosts ?? [])
      for (const { address = '', ports } of spec.endpoints ?? [])
        if (address !== '')
          add(service.toLowerCase(), number, {
            host: address,
            port: ports?.[name] ?? targetPort ?? number,
            spiffeId: null,
          })
}

/** As names are completed for workloads: in the own namespace, then with the domain. */
function candidates(host: string, namespace: string): string[] {
  return [
    host,
    `${host}.${namespace}.${DOMAIN}`,
    `${host}.${DOMAIN}`,
    `${host}.cluster.local`,
    host.replace(/\.$/, ''),
  ]
}

interface RegisteredService {
  readonly name: string
  readonly ports: readonly {
    readonly name: string
    readonly number: number
    readonly targetPort: number
  }[]
}

/** The services that pilot notes on the entry of a registered workload; none where the note cannot be read. */
function servicesOf(text: string | undefined): RegisteredService[] {
  if (text === undefined) return []
  try {
    const parsed: unknown = JSON.parse(text)
    if (!Array.isArray(parsed)) return []
    return parsed.filter(isService)
  } catch {
    return [] // written by pilot alone; whoever breaks it loses the name, not the mesh
  }
}

function isService(value: unknown): value is RegisteredService {
  if (typeof value !== 'object' || value === null || !('name' in value) || !('ports' in value))
    return false
  return (
    typeof value.name === 'string' &&
    Array.isArray(value.ports) &&
    value.ports.every((port) => typeof port?.number === 'number' && typeof port.name === 'string')
  )
}
