/** Listeners for connections of the workload, where its traffic is intercepted (spec pilot-galley 2.8). */
import {
  durationOfMs,
  FilterChain,
  FilterChainMatch,
  Listener,
  TrafficDirection,
} from '@flotilla/proto'
import { addressOf } from '../address.ts'
import { BLACK_HOLE_CLUSTER, listenerName, VIRTUAL_OUTBOUND } from '../names.ts'
import { listenerAccessLogs } from './access-log.ts'
import type { ListenerContext } from './listener-context.ts'
import { httpInspector, tlsInspector } from './listener-filters.ts'
import {
  clusterFilters,
  fallbackChain,
  outboundHttp,
  sniffedHttpMatch,
  tcpChain,
} from './outbound-chains.ts'
import { type ListenerPlan, planOutbound, WILDCARD } from './outbound-plan.ts'

/** Ports of the proxy itself. */
const OWN_PORTS: readonly number[] = [15000, 15006, 15020, 15021, 15053, 15090]

export interface OutboundListeners {
  readonly listeners: Listener[]
  readonly conflicts: number
}

export function outboundListeners(context: ListenerContext): OutboundListeners {
  const { mesh } = context.scope.context
  const reserved = new Set([...OWN_PORTS, mesh.proxyListenPort, mesh.proxyInboundListenPort])
  const { node } = context
  const client = { gateways: new Set(['mesh']), labels: node.labels, namespace: node.namespace }
  const plan = planOutbound(context.scope, client, reserved)
  return {
    listeners: [
      virtualOutbound(context),
      ...plan.listeners.map((one) => planned(context, one, { bindsPort: false })),
    ],
    conflicts: plan.conflicts,
  }
}

function virtualOutbound(context: ListenerContext): Listener {
  const { mesh } = context.scope.context
  return Listener.create({
    name: VIRTUAL_OUTBOUND,
    address: addressOf(WILDCARD, mesh.proxyListenPort),
    useOriginalDst: true,
    filterChains: [
      FilterChain.create({
        name: 'virtualOutbound-blackhole',
        // A connection to the port itself would come back for ever.
        filterChainMatch: FilterChainMatch.create({ destinationPort: mesh.proxyListenPort }),
        filters: clusterFilters(context, BLACK_HOLE_CLUSTER),
      }),
    ],
    defaultFilterChain: fallbackChain(context),
    trafficDirection: TrafficDirection.OUTBOUND,
    accessLog: listenerAccessLogs(context),
  })
}

/** A planned listener with its chains; without a chain for everything, what no chain takes passes through. */
export function planned(
  context: ListenerContext,
  plan: ListenerPlan,
  options: { readonly bindsPort: boolean; readonly address?: string; readonly port?: number },
): Listener {
  const { mesh } = context.scope.context
  const address = options.address ?? plan.bind
  const port = options.port ?? plan.port
  const name = listenerName(address, port)
  const specific = plan.tcp.filter((one) => one.ranges.length > 0 || one.serverNames.length > 0)
  const general = plan.tcp.find((one) => one.ranges.length === 0 && one.serverNames.length === 0)
  const http =
    plan.routeName === null
      ? []
      : [
          FilterChain.create({
            filterChainMatch: sniffedHttpMatch(context),
            filters: [outboundHttp(context, plan.routeName, `outbound_${name}`)],
          }),
        ]
  const readsNames = plan.tcp.some((one) => one.serverNames.length > 0)
  return Listener.create({
    name,
    address: addressOf(address, port),
    filterChains: [...http, ...specific.map((one) => tcpChain(context, one))],
    defaultFilterChain: general === undefined ? fallbackChain(context) : tcpChain(context, general),
    listenerFilters: [
      ...(plan.routeName !== null || readsNames ? [tlsInspector([])] : []),
      ...(plan.routeName === null ? [] : [httpInspector([])]),
    ],
    listenerFiltersTimeout: durationOfMs(mesh.protocolDetectionTimeoutMs),
    continueOnListenerFiltersTimeout: true,
    trafficDirection: TrafficDirection.OUTBOUND,
    bindToPort: options.bindsPort,
    accessLog: listenerAccessLogs(context),
  })
}
