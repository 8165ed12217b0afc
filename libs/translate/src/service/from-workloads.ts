/** Services of workloads that registered themselves: all workloads naming one service in one namespace are its endpoints. */
import { Protocol, parseProtocol, selectProtocol } from '../protocol.ts'
import type { Endpoint, Service, ServicePort } from './service.ts'
import type { RegisteredPort, Workload } from './workload.ts'

export interface ServiceWithEndpoints {
  readonly service: Service
  readonly endpoints: readonly Endpoint[]
}

interface Draft {
  readonly name: string
  readonly namespace: string
  createdMs: number
  readonly ports: Map<number, ServicePort>
  readonly endpoints: Endpoint[]
}

/** @param workloads in the order in which the first decides a port's name and protocol. */
export function servicesOfWorkloads(
  workloads: readonly Workload[],
  domain: string,
): ServiceWithEndpoints[] {
  const drafts = new Map<string, Draft>()
  for (const workload of workloads)
    for (const registered of workload.services) {
      const host = `${registered.name}.${workload.namespace}.svc.${domain}`
      const draft = drafts.get(host) ?? newDraft(registered.name, workload)
      drafts.set(host, draft)
      draft.createdMs = Math.min(draft.createdMs, workload.createdMs)
      for (const port of registered.ports) addPort(draft, port, workload)
    }
  return [...drafts].map(([host, draft]) => finish(host, draft))
}

function newDraft(name: string, workload: Workload): Draft {
  return {
    name,
    namespace: workload.namespace,
    createdMs: workload.createdMs,
    ports: new Map(),
    endpoints: [],
  }
}

function addPort(draft: Draft, port: RegisteredPort, workload: Workload): void {
  const known = draft.ports.get(port.number)
  const servicePort = known ?? {
    name: port.name === '' ? `port-${port.number}` : port.name,
    number: port.number,
    protocol: protocolOf(port),
    targetPort: port.targetPort,
  }
  draft.ports.set(port.number, servicePort)
  draft.endpoints.push(
    endpointOf(workload, servicePort.name, {
      port: workload.ports[port.name] ?? port.targetPort,
      targetPort: port.targetPort,
    }),
  )
}

function protocolOf(port: RegisteredPort): Protocol {
  if (port.protocol !== '') {
    const named = parseProtocol(port.protocol)
    if (named !== Protocol.unsupported) return named
  }
  return selectProtocol({
    number: port.number,
    name: port.name,
    transport: 'TCP',
    appProtocol: null,
  })
}

/** The endpoint of a workload for one service port. */
export function endpointOf(
  workload: Workload,
  servicePortName: string,
  ports: { readonly port: number; readonly targetPort: number },
): Endpoint {
  return {
    address: workload.address,
    port: ports.port,
    targetPort: ports.targetPort,
    servicePortName,
    workload: workload.name,
    namespace: workload.namespace,
    identity: workload.identity,
    labels: workload.labels,
    locality: workload.locality,
    network: workload.network,
    weight: workload.weight,
    speaksMeshTls: workload.speaksMeshTls,
    isHealthy: true,
  }
}

function finish(host: string, draft: Draft): ServiceWithEndpoints {
  return {
    service: {
      host,
      name: draft.name,
      namespace: draft.namespace,
      registry: 'workload',
      addresses: [],
      autoAddress: null,
      ports: [...draft.ports.values()].sort((a, b) => a.number - b.number),
      resolution: 'eds',
      isExternal: false,
      subjectAltNames: [],
      labels: {},
      exportTo: [],
      aliasOf: null,
      createdMs: draft.createdMs,
    },
    endpoints: draft.endpoints,
  }
}
