/** ServiceEntry to services: one per host, endpoints inline or by workload selector (spec pilot-galley 2.14). */
import type { ConfigObject, ServiceEntrySpec } from '@flotilla/model'
import { selects } from '../labels.ts'
import { Protocol, parseProtocol, selectProtocol } from '../protocol.ts'
import { endpointOf, type ServiceWithEndpoints } from './from-workloads.ts'
import type { Endpoint, Resolution, Service, ServicePort } from './service.ts'
import { type Workload, workloadOf } from './workload.ts'

const RESOLUTIONS: Readonly<Record<string, Resolution>> = {
  NONE: 'passthrough',
  STATIC: 'eds',
  DNS: 'dns',
  DNS_ROUND_ROBIN: 'dns-round-robin',
  DYNAMIC_DNS: 'dynamic-dns',
}

export interface ServiceEntryInput {
  readonly object: ConfigObject<ServiceEntrySpec>
  /** WorkloadEntries of the same namespace. */
  readonly workloads: readonly Workload[]
  readonly trustDomain: string
}

export function servicesOfServiceEntry(input: ServiceEntryInput): ServiceWithEndpoints[] {
  const { spec, metadata } = input.object
  const ports = (spec.ports ?? []).map(servicePortOf)
  const resolution = RESOLUTIONS[spec.resolution ?? 'NONE'] ?? 'passthrough'
  const workloads = workloadsOf(input)
  return (spec.hosts ?? []).map((host) => {
    const service: Service = {
      host: host.toLowerCase(),
      name: metadata.name,
      namespace: metadata.namespace,
      registry: 'service-entry',
      addresses: spec.addresses ?? [],
      autoAddress: null,
      ports,
      resolution,
      isExternal: (spec.location ?? 'MESH_EXTERNAL') === 'MESH_EXTERNAL',
      subjectAltNames: spec.subjectAltNames ?? [],
      labels: metadata.labels,
      exportTo: spec.exportTo ?? [],
      aliasOf: null,
      createdMs: metadata.creationMs,
    }
    return { service, endpoints: endpointsOf(service, workloads) }
  })
}

function servicePortOf(port: NonNullable<ServiceEntrySpec['ports']>[number]): ServicePort {
  const named = parseProtocol(port.protocol ?? '')
  const number = port.number ?? 0
  return {
    name: port.name ?? '',
    number,
    protocol:
      named !== Protocol.unsupported || (port.protocol ?? '') !== ''
        ? named
        : selectProtocol({
            number,
            name: port.name ?? '',
            transport: 'TCP',
            appProtocol: null,
          }),
    targetPort: port.targetPort ?? number,
  }
}

function workloadsOf(input: ServiceEntryInput): readonly Workload[] {
  const { spec, metadata } = input.object
  if (spec.workloadSelector !== undefined)
    return input.workloads.filter((w) => selects(spec.workloadSelector?.labels, w.labels))
  return (spec.endpoints ?? []).map((entry, i) =>
    workloadOf(
      entry,
      {
        name: `${metadata.name}-${i}`,
        namespace: metadata.namespace,
        createdMs: metadata.creationMs,
      },
      input.trustDomain,
    ),
  )
}

function endpointsOf(service: Service, workloads: readonly Workload[]): Endpoint[] {
  // A name without endpoints is looked up itself.
  if (workloads.length === 0) return isNamed(service) ? [...selfEndpoints(service)] : []
  return workloads
    .filter((workload) => workload.address !== '')
    .flatMap((workload) =>
      service.ports.map((port) => {
        const target = workload.ports[port.name] ?? port.targetPort
        return endpointOf(workload, port.name, {
          port: target,
          targetPort: registeredTarget(workload, port.name) ?? target,
        })
      }),
    )
}

function isNamed(service: Service): boolean {
  return service.resolution === 'dns' || service.resolution === 'dns-round-robin'
}

function* selfEndpoints(service: Service): Iterable<Endpoint> {
  for (const port of service.ports)
    yield {
      address: service.host,
      port: port.targetPort,
      targetPort: port.targetPort,
      servicePortName: port.name,
      workload: '',
      namespace: service.namespace,
      identity: '',
      labels: {},
      locality: '',
      network: '',
      weight: 1,
      speaksMeshTls: false,
      isHealthy: true,
    }
}

/** The application's port where a self-registered workload serves a port of this name behind its sidecar. */
function registeredTarget(workload: Workload, portName: string): number | null {
  for (const service of workload.services)
    for (const port of service.ports) if (port.name === portName) return port.targetPort
  return null
}
