/** Which services a proxy's own workload serves, on which port of the application. */
import type { PushContext } from '../context.ts'
import type { ProxyNode } from '../proxy-node.ts'
import { compareServices, type Endpoint, type Service, type ServicePort } from './service.ts'

export interface ServiceTarget {
  readonly service: Service
  readonly port: ServicePort
  /** Port of the application. */
  readonly targetPort: number
}

/** In the order in which the first decides a target port. O(endpoints of the proxy's address). */
export function serviceTargetsOf(context: PushContext, node: ProxyNode): ServiceTarget[] {
  const targets: ServiceTarget[] = []
  const seen = new Set<string>()
  const toTarget = new Map<number, number>()
  for (const [target, listen] of node.flotilla?.inboundPorts ?? []) toTarget.set(listen, target)
  const services = node.ips.flatMap((ip) => context.registry.servicesAt(ip))
  for (const service of [...new Set(services)].sort(compareServices))
    for (const endpoint of context.registry.endpointsOf(service)) {
      if (!node.ips.includes(endpoint.address)) continue
      if (node.flotilla?.sharesAddress === true && !isNamed(node, endpoint, toTarget)) continue
      const port = service.ports.find((one) => one.name === endpoint.servicePortName)
      if (port === undefined) continue
      const targetPort = toTarget.get(endpoint.port) ?? endpoint.targetPort
      const key = `${service.namespace}/${service.host} ${port.number} ${targetPort}`
      if (seen.has(key)) continue
      seen.add(key)
      targets.push({ service, port, targetPort })
    }
  return targets
}

/** Whether an endpoint on a shared address is the proxy's own: by its workload, or by a port that only this sidecar has. */
function isNamed(
  node: ProxyNode,
  endpoint: Endpoint,
  toTarget: ReadonlyMap<number, number>,
): boolean {
  return endpoint.workload === ''
    ? toTarget.has(endpoint.port)
    : endpoint.workload === node.name && endpoint.namespace === node.namespace
}
