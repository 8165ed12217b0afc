/** Listeners for connections of a workload whose traffic is not intercepted: an HTTP proxy, and one port per service beside it. */
import { FilterChain, Listener, TrafficDirection } from '@flotilla/proto'
import { addressOf } from '../address.ts'
import { HTTP_PROXY_ROUTE, listenerName } from '../names.ts'
import { isHttp, Protocol } from '../protocol.ts'
import { concreteService } from '../scope.ts'
import type { Service } from '../service/service.ts'
import { listenerAccessLogs } from './access-log.ts'
import type { ListenerContext } from './listener-context.ts'
import { outboundHttp } from './outbound-chains.ts'
import { planned } from './outbound-listeners.ts'
import { type ListenerPlan, planOutbound } from './outbound-plan.ts'

/** Services listen on this port plus the low 16 bits of their virtual address. */
const SERVICE_PORT_BASE = 20_000
const MAX_PORT = 65_535

export function explicitListeners(context: ListenerContext): Listener[] {
  const { flotilla, ips } = context.node
  const address = flotilla?.appAddress ?? ips[0]
  if (flotilla === null || address === undefined) return []
  const services = context.scope.services.flatMap((service) =>
    serviceListener(context, address, service),
  )
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

/** The first port of a service that has a virtual address; none for the others. */
function serviceListener(context: ListenerContext, address: string, service: Service): Listener[] {
  const { scope, node } = context
  const [port] = service.ports
  const listenPort = servicePort(service.autoAddress)
  if (port === undefined || port.protocol === Protocol.udp || listenPort === null) return []
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
export function servicePort(virtualAddress: string | null): number | null {
  if (virtualAddress === null) return null
  const [, , high, low] = virtualAddress.split('.').map(Number)
  if (high === undefined || low === undefined) return null
  const port = SERVICE_PORT_BASE + high * 256 + low
  return port > SERVICE_PORT_BASE && port <= MAX_PORT ? port : null
}
