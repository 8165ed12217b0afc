/** Listeners for connections of a workload whose traffic is not intercepted: an HTTP proxy, and one port per service beside it. */
import { FilterChain, Listener, TrafficDirection } from '@flotilla/proto'
import { addressOf } from '../address.ts'
import { HTTP_PROXY_ROUTE, listenerName } from '../names.ts'
import { isHttp, Protocol } from '../protocol.ts'
import type { ServicePorts } from '../proxy-node.ts'
import { concreteService } from '../scope.ts'
import type { Service } from '../service/service.ts'
import { listenerAccessLogs } from './access-log.ts'
import type { ListenerContext } from './listener-context.ts'
import { outboundHttp } from './outbound-chains.ts'
import { planned } from './outbound-listeners.ts'
import { type ListenerPlan, planOutbound } from './outbound-plan.ts'

const MAX_PORT = 65_535

export function explicitListeners(context: ListenerContext): Listener[] {
  const { flotilla, ips } = context.node
  const address = flotilla?.appAddress ?? ips[0]
  if (flotilla === null || address === undefined) return []
  const services = context.scope.services.flatMap((service) => {
    const port = servicePort(service.autoAddress, flotilla.servicePorts)
    return port === null ? [] : serviceListener(context, service, { address, port })
  })
  const proxy =
    flotilla.httpProxyPort === 0 ? [] : [httpProxy(context, address, flotilla.httpProxyPort)]
  return [...proxy, ...services]
}

/** Requests in absolute form, as `http_proxy` makes clients send them. */
function httpProxy(context: ListenerContext, address: string, port: number): Listener {
  const name = listenerName(address, port)
  return Listener.create({
    name,
    address: addressOf(address, port),
    filterChains: [
      FilterChain.create({
        filters: [outboundHttp(context, HTTP_PROXY_ROUTE, `outbound_${name}`)],
      }),
    ],
    trafficDirection: TrafficDirection.OUTBOUND,
    bindToPort: true,
    accessLog: listenerAccessLogs(context),
  })
}

/** The first port of a service; none for the others. */
function serviceListener(
  context: ListenerContext,
  service: Service,
  { address, port: listenPort }: { readonly address: string; readonly port: number },
): Listener[] {
  const { scope, node } = context
  const [port] = service.ports
  if (port === undefined || port.protocol === Protocol.udp) return []
  if (concreteService(scope, service) !== service) return []
  const client = { gateways: new Set(['mesh']), labels: node.labels, namespace: node.namespace }
  const own = { ...scope, services: [service] }
  const tcp = planOutbound(own, client, new Set())
    .listeners.filter((one) => one.port === port.number)
    .flatMap((one) => one.tcp)
  const hasHttp = isHttp(port.protocol) || port.protocol === Protocol.unsupported
  const plan: ListenerPlan = {
    bind: address,
    port: listenPort,
    routeName: hasHttp ? `${service.host}:${port.number}` : null,
    tcp: isHttp(port.protocol) ? [] : tcp,
  }
  if (!isHttp(port.protocol)) return [planned(context, plan, { bindsPort: true })]
  const name = listenerName(address, listenPort)
  return [
    Listener.create({
      name,
      address: addressOf(address, listenPort),
      filterChains: [
        FilterChain.create({
          filters: [outboundHttp(context, plan.routeName ?? '', `outbound_${name}`)],
        }),
      ],
      trafficDirection: TrafficDirection.OUTBOUND,
      bindToPort: true,
      accessLog: listenerAccessLogs(context),
    }),
  ]
}

/** Port of a service's own listener, or null where its address gives none. */
function servicePort(virtualAddress: string | null, ports: ServicePorts): number | null {
  if (virtualAddress === null) return null
  const [, , high, low] = virtualAddress.split('.').map(Number)
  if (high === undefined || low === undefined) return null
  const number = high * 256 + low
  const port = ports.base + number
  return number > 0 && number <= ports.count && port <= MAX_PORT ? port : null
}
