/** Listeners for connections to the workload: virtualInbound where traffic is intercepted, one per port where it is not (spec pilot-galley 2.9). */
import {
  Decorator,
  durationOfMs,
  type Filter,
  FilterChain,
  FilterChainMatch,
  Listener,
  type ListenerFilter,
  Route,
  RouteAction,
  type RouteConfiguration,
  RouteMatch,
  TrafficDirection,
  VirtualHost,
} from '@flotilla/proto'
import { addressOf } from '../address.ts'
import { MIXER_FILTER, serviceConfig } from '../mixer/filter-config.ts'
import { destinationOfService, inboundServiceConfig, namedOnly } from '../mixer/mixer-settings.ts'
import {
  BLACK_HOLE_CLUSTER,
  INBOUND_PASSTHROUGH_CLUSTER,
  inboundClusterName,
  inboundVirtualHostName,
  listenerName,
  VIRTUAL_INBOUND,
} from '../names.ts'
import type { WorkloadMtls } from '../policy/peer-authentication.ts'
import { Protocol } from '../protocol.ts'
import { inboundRetryPolicy } from '../route/retry-policy.ts'
import { routeConfiguration } from '../route/virtual-host.ts'
import type { Service, ServicePort } from '../service/service.ts'
import { listenerAccessLogs } from './access-log.ts'
import { connectionManager } from './connection-manager.ts'
import { meshTls } from './downstream-tls.ts'
import { type InboundChain, inboundChains } from './inbound-plan.ts'
import {
  countsMetrics,
  type ListenerContext,
  mixerHttpFilter,
  tcpFilters,
} from './listener-context.ts'
import {
  httpInspector,
  originalDestination,
  tlsInspector,
  tlsInspectorOnly,
} from './listener-filters.ts'
import { tcpProxy } from './tcp-proxy.ts'

/** One port of the application. */
export interface InboundPort {
  readonly targetPort: number
  readonly service: Service
  readonly port: ServicePort
}

const WILDCARD = '0.0.0.0'
const NO_TIMEOUT = { seconds: 0, nanos: 0 }

/** One service per target port: the first decides. */
export function inboundPorts(context: ListenerContext): {
  readonly ports: readonly InboundPort[]
  /** Services that another one's claim on the port left out. */
  readonly conflicts: number
} {
  const byTarget = new Map<number, InboundPort>()
  let conflicts = 0
  for (const { service, port, targetPort } of context.targets) {
    if (port.protocol === Protocol.udp) continue
    if (byTarget.has(targetPort)) conflicts++
    else byTarget.set(targetPort, { targetPort, service, port })
  }
  const ports = [...byTarget.values()].sort((a, b) => a.targetPort - b.targetPort)
  return { ports, conflicts }
}

/** virtualInbound, or in its place a listener per port of a proxy that intercepts nothing. */
export function inboundListeners(context: ListenerContext): Listener[] {
  const { node, scope } = context
  const mtls = scope.context.authentication.find(node.namespace, node.labels)
  const { ports } = inboundPorts(context)
  return node.interception === 'NONE'
    ? ports.flatMap((port) => ownListener(context, mtls, port))
    : [virtualInbound(context, mtls, ports)]
}

function virtualInbound(
  context: ListenerContext,
  mtls: WorkloadMtls,
  ports: readonly InboundPort[],
): Listener {
  const { mesh } = context.scope.context
  const listenPort = mesh.proxyInboundListenPort
  const chains = [
    FilterChain.create({
      name: 'virtualInbound-blackhole',
      // A connection to the port itself would come back for ever.
      filterChainMatch: FilterChainMatch.create({ destinationPort: listenPort }),
      filters: [plainProxy(context, BLACK_HOLE_CLUSTER)],
    }),
    ...passthroughChains(context, mtls, ports),
    ...ports.flatMap((port) => portChains(context, mtls, port, port.targetPort)),
  ]
  const explicit = ports.filter((one) => one.port.protocol !== Protocol.unsupported)
  return Listener.create({
    name: VIRTUAL_INBOUND,
    address: addressOf(WILDCARD, listenPort),
    filterChains: chains,
    listenerFilters: [
      originalDestination(),
      ...tlsInspection(mtls),
      httpInspector(explicit.map((one) => one.targetPort)),
    ],
    listenerFiltersTimeout: durationOfMs(mesh.protocolDetectionTimeoutMs),
    continueOnListenerFiltersTimeout: true,
    trafficDirection: TrafficDirection.INBOUND,
    accessLog: listenerAccessLogs(context),
  })
}

/** Ports on which nothing terminates TLS are not looked at: their bytes are the application's. */
function tlsInspection(mtls: WorkloadMtls): ListenerFilter[] {
  const ports = [...mtls.ports]
  if (mtls.mode !== 'DISABLE')
    return [tlsInspector(ports.filter(([, mode]) => mode === 'DISABLE').map(([port]) => port))]
  const needed = ports.filter(([, mode]) => mode !== 'DISABLE').map(([port]) => port)
  return needed.length === 0 ? [] : [tlsInspectorOnly(needed)]
}

/** The same chains on a port of their own, beside the application. */
function ownListener(context: ListenerContext, mtls: WorkloadMtls, port: InboundPort): Listener[] {
  const { node, scope } = context
  const address = node.flotilla?.appAddress ?? node.ips[0]
  const listenPort = node.flotilla?.inboundPorts.get(port.targetPort)
  if (address === undefined || listenPort === undefined) return []
  const mode = mtls.ports.get(port.targetPort) ?? mtls.mode
  const isSniffed = port.port.protocol === Protocol.unsupported
  return [
    Listener.create({
      name: listenerName(address, listenPort),
      address: addressOf(address, listenPort),
      filterChains: portChains(context, mtls, port, null),
      listenerFilters: [
        ...(mode === 'DISABLE' ? [] : [tlsInspector([])]),
        ...(isSniffed ? [httpInspector([])] : []),
      ],
      listenerFiltersTimeout: durationOfMs(scope.context.mesh.protocolDetectionTimeoutMs),
      continueOnListenerFiltersTimeout: true,
      trafficDirection: TrafficDirection.INBOUND,
      bindToPort: true,
      accessLog: listenerAccessLogs(context),
    }),
  ]
}

/** @param matchPort destination port of the chains; null: the listener has but one port */
function portChains(
  context: ListenerContext,
  mtls: WorkloadMtls,
  port: InboundPort,
  matchPort: number | null,
): FilterChain[] {
  const mode = mtls.ports.get(port.targetPort) ?? mtls.mode
  const name = listenerName(WILDCARD, port.targetPort)
  return inboundChains(port.port.protocol, mode, context.node.http10).map((chain) =>
    filterChain(context, name, chain, matchPort, appFilters(context, chain, port)),
  )
}

/** Ports that no service claims: in the mode of the workload, and of each port that a policy names. */
function passthroughChains(
  context: ListenerContext,
  mtls: WorkloadMtls,
  ports: readonly InboundPort[],
): FilterChain[] {
  const claimed = new Set(ports.map((port) => port.targetPort))
  const overrides = [...mtls.ports].filter(([port]) => !claimed.has(port))
  const sets = [[null, mtls.mode] as const, ...overrides]
  return sets.flatMap(([port, mode]) =>
    inboundChains(Protocol.unsupported, mode, context.node.http10).map((chain) =>
      filterChain(
        context,
        chain.app === 'http' ? 'virtualInbound-catchall-http' : 'virtualInbound',
        chain,
        port,
        passthroughFilters(context, chain),
      ),
    ),
  )
}

function filterChain(
  context: ListenerContext,
  name: string,
  chain: InboundChain,
  destinationPort: number | null,
  filters: Filter[],
): FilterChain {
  const { mesh } = context.scope.context
  return FilterChain.create({
    name,
    filterChainMatch: FilterChainMatch.create({
      destinationPort,
      transportProtocol: chain.transport ?? '',
      applicationProtocols: chain.alpn,
    }),
    filters,
    transportSocket: chain.terminates ? meshTls(chain.app, mesh, context.node) : null,
  })
}

function appFilters(context: ListenerContext, chain: InboundChain, port: InboundPort): Filter[] {
  const cluster = inboundClusterName(port.targetPort)
  const local = { address: context.node.ips[0] ?? '', port: port.targetPort }
  if (chain.app === 'tcp')
    return [
      ...tcpFilters(context, 'inbound', local, destinationOfService(port.service)),
      plainProxy(context, cluster),
    ]
  return [
    connectionManager({
      statPrefix: `inbound_${listenerName(WILDCARD, port.targetPort)}`,
      routes: appRoutes(context, port),
      role: 'inbound',
      mesh: context.scope.context.mesh,
      mixer: mixerHttpFilter(context, 'inbound', local),
      countsMetrics: countsMetrics(context),
      acceptsHttp10: context.node.http10,
    }),
  ]
}

function passthroughFilters(context: ListenerContext, chain: InboundChain): Filter[] {
  if (chain.app === 'tcp')
    return [
      ...tcpFilters(context, 'inbound', null, namedOnly(INBOUND_PASSTHROUGH_CLUSTER)),
      plainProxy(context, INBOUND_PASSTHROUGH_CLUSTER),
    ]
  return [
    connectionManager({
      statPrefix: INBOUND_PASSTHROUGH_CLUSTER,
      routes: oneRoute(INBOUND_PASSTHROUGH_CLUSTER, INBOUND_PASSTHROUGH_CLUSTER, Route.create()),
      role: 'inbound',
      mesh: context.scope.context.mesh,
      mixer: mixerHttpFilter(context, 'inbound', null),
      countsMetrics: countsMetrics(context),
      acceptsHttp10: context.node.http10,
    }),
  ]
}

function appRoutes(context: ListenerContext, port: InboundPort): RouteConfiguration {
  const mixer = inboundServiceConfig(context.scope.context, context.node, port.service)
  return oneRoute(
    inboundVirtualHostName(port.targetPort),
    inboundClusterName(port.targetPort),
    Route.create({
      decorator: Decorator.create({
        operation: `${port.service.host}:${port.port.number}/*`,
      }),
      typedPerFilterConfig:
        mixer === null ? new Map() : new Map([[MIXER_FILTER, serviceConfig(mixer)]]),
    }),
    inboundRetryPolicy(context.scope.context.mesh.defaultHttpRetryPolicy),
  )
}

function oneRoute(
  name: string,
  cluster: string,
  route: Route,
  retryPolicy: RouteAction['retryPolicy'] = null,
): RouteConfiguration {
  const action = RouteAction.create({
    cluster,
    timeout: NO_TIMEOUT,
    maxGrpcTimeout: NO_TIMEOUT,
    retryPolicy,
  })
  return routeConfiguration({
    name,
    virtualHosts: [
      VirtualHost.create({
        name,
        domains: ['*'],
        routes: [
          { ...route, name: 'default', match: RouteMatch.create({ prefix: '/' }), route: action },
        ],
      }),
    ],
    ignoresPort: false,
  })
}

function plainProxy(context: ListenerContext, cluster: string): Filter {
  return tcpProxy({
    targets: [{ cluster, weight: 1 }],
    statPrefix: cluster,
    idleTimeout: null,
    hashesSourceIp: false,
    mesh: context.scope.context.mesh,
  })
}
