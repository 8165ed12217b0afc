/** Listeners of a gateway: one per merged port, plain or by server name (spec pilot-galley 2.13). */
import {
  durationOfMs,
  type Filter,
  FilterChain,
  FilterChainMatch,
  Listener,
  TrafficDirection,
} from '@flotilla/proto'
import { addressOf, rangeOf } from '../address.ts'
import {
  type MergedGateways,
  type MergedPort,
  type MergedServer,
  withoutNamespace,
} from '../gateway/merge-gateways.ts'
import { hostsForNamespace, isSubsetOf } from '../host-name.ts'
import { destinationOfService, namedOnly } from '../mixer/mixer-settings.ts'
import { listenerName } from '../names.ts'
import type { VirtualService } from '../policy/virtual-services.ts'
import { routeNameOf } from '../route/gateway-routes.ts'
import { clusterOf } from '../route/resolve-rules.ts'
import type { RouteDestination, ServerTls } from '../spec-types.ts'
import { listenerAccessLogs } from './access-log.ts'
import { connectionManager } from './connection-manager.ts'
import { serverTls } from './downstream-tls.ts'
import { type L4Client, type L4Route, tcpRoutes, tlsRoutes } from './l4-routes.ts'
import {
  countsMetrics,
  type ListenerContext,
  mixerHttpFilter,
  tcpFilters,
} from './listener-context.ts'
import { tlsInspector } from './listener-filters.ts'
import { tcpProxy } from './tcp-proxy.ts'

const WILDCARD = '0.0.0.0'
const TLS_TIMEOUT_MS = 15_000

export function gatewayListeners(context: ListenerContext, gateways: MergedGateways): Listener[] {
  return gateways.ports.flatMap((port) => {
    const chains = port.servers.flatMap((one) => serverChains(context, port, one))
    const distinct = port.family === 'http' ? chains.slice(0, 1) : chains
    return distinct.length === 0 ? [] : [listenerOf(context, port, distinct)]
  })
}

function listenerOf(
  context: ListenerContext,
  port: MergedPort,
  filterChains: FilterChain[],
): Listener {
  const { mesh } = context.scope.context
  const bind = port.bind === '' ? (context.node.flotilla?.bind ?? '') : port.bind
  const address = bind === '' ? WILDCARD : bind
  return Listener.create({
    name: listenerName(address, port.port),
    address: addressOf(address, port.port),
    filterChains,
    listenerFilters: port.family === 'tls' ? [tlsInspector([])] : [],
    listenerFiltersTimeout:
      port.family === 'tls' ? durationOfMs(mesh.protocolDetectionTimeoutMs) : null,
    trafficDirection: TrafficDirection.OUTBOUND,
    accessLog: listenerAccessLogs(context),
  })
}

function serverChains(
  context: ListenerContext,
  port: MergedPort,
  one: MergedServer,
): FilterChain[] {
  const tls = one.server.tls ?? {}
  const routeName = routeNameOf(port, one)
  if (port.family === 'http') return [FilterChain.create({ filters: [http(context, routeName)] })]
  if (port.family === 'tcp') return tcpChains(context, one, null)
  if (routeName !== null) return [terminatedHttp(context, one, tls, routeName)]
  const isPassedThrough = tls.mode === undefined || tls.mode === 'PASSTHROUGH'
  if (isPassedThrough) return passthroughChains(context, one)
  // SNI-routed gateways between networks come with multi-network meshes.
  return tls.mode === 'AUTO_PASSTHROUGH' ? [] : tcpChains(context, one, tls)
}

function http(context: ListenerContext, routeName: string | null): Filter {
  return connectionManager({
    statPrefix: `outbound_${routeName ?? ''}`,
    routes: routeName ?? '',
    role: 'gateway',
    mesh: context.scope.context.mesh,
    mixer: mixerHttpFilter(context, 'outbound', null),
    countsMetrics: countsMetrics(context),
    acceptsHttp10: context.node.http10,
  })
}

function terminatedHttp(
  context: ListenerContext,
  one: MergedServer,
  tls: ServerTls,
  routeName: string,
): FilterChain {
  return FilterChain.create({
    filterChainMatch: nameMatch(one.server.hosts ?? []),
    filters: [http(context, routeName)],
    transportSocket: serverTls(tls, 'http', context.scope.context.mesh, context.node),
    transportSocketConnectTimeout: durationOfMs(TLS_TIMEOUT_MS),
  })
}

/** Server names of a chain; null: any. */
function nameMatch(hosts: readonly string[]): FilterChainMatch | null {
  const names = hosts.map(withoutNamespace)
  if (names.includes('*')) return null
  return FilterChainMatch.create({ serverNames: [...new Set(names)].sort() })
}

/** Bytes by the rules' `tcp` part; with TLS terminated where the server says so. */
function tcpChains(
  context: ListenerContext,
  one: MergedServer,
  tls: ServerTls | null,
): FilterChain[] {
  const rules = rulesOf(context, one)
  const routes = tcpRoutes(rules, one.declaredPort, clientOf(context, one))
  return routes.slice(0, tls === null ? routes.length : 1).map((route) =>
    FilterChain.create({
      filterChainMatch: tls === null ? subnetMatch(route) : nameMatch(one.server.hosts ?? []),
      filters: l4Filters(context, one, route.destinations),
      transportSocket:
        tls === null ? null : serverTls(tls, 'tcp', context.scope.context.mesh, context.node),
    }),
  )
}

/** TLS by its server name, unopened. */
function passthroughChains(context: ListenerContext, one: MergedServer): FilterChain[] {
  const hosts = (one.server.hosts ?? []).map(withoutNamespace)
  const rules = rulesOf(context, one)
  const byName = tlsRoutes(rules, one.declaredPort, '*', clientOf(context, one)).flatMap(
    (route) => {
      const names = route.serverNames.filter((name) => hosts.some((host) => isSubsetOf(name, host)))
      if (names.length === 0 && route.serverNames.length > 0) return []
      return FilterChain.create({
        filterChainMatch: FilterChainMatch.create({
          prefixRanges: route.subnets.map(rangeOf),
          serverNames: names,
        }),
        filters: l4Filters(context, one, route.destinations),
      })
    },
  )
  const rest = tcpRoutes(rules, one.declaredPort, clientOf(context, one)).slice(0, 1)
  return [
    ...byName,
    ...rest.map((route) =>
      FilterChain.create({
        filterChainMatch: nameMatch(one.server.hosts ?? []),
        filters: l4Filters(context, one, route.destinations),
      }),
    ),
  ]
}

function subnetMatch(route: L4Route): FilterChainMatch | null {
  if (route.subnets.length === 0) return null
  return FilterChainMatch.create({ prefixRanges: route.subnets.map(rangeOf) })
}

function rulesOf(context: ListenerContext, one: MergedServer): readonly VirtualService[] {
  const { scope, node } = context
  return scope.context.virtualServices.forGateway(one.gateway, node.namespace).filter((rule) => {
    const allowed = hostsForNamespace(
      one.server.hosts ?? [],
      rule.namespace,
      one.gatewayNamespace,
    ).map((host) => host.toLowerCase())
    return rule.hosts.some((host) =>
      allowed.some((other) => isSubsetOf(host, other) || isSubsetOf(other, host)),
    )
  })
}

function clientOf(context: ListenerContext, one: MergedServer): L4Client {
  const { node } = context
  return { gateways: new Set([one.gateway]), labels: node.labels, namespace: node.namespace }
}

function l4Filters(
  context: ListenerContext,
  one: MergedServer,
  destinations: readonly RouteDestination[],
): Filter[] {
  const { scope } = context
  const resolved = destinations
    .filter((each) => destinations.length === 1 || (each.weight ?? 0) > 0)
    .map((each) => ({
      ...clusterOf(each.destination ?? {}, { scope, port: one.declaredPort }),
      weight: each.weight ?? 1,
    }))
  const [first] = resolved
  if (first === undefined) return []
  const service = scope.service(first.host)
  return [
    ...tcpFilters(
      context,
      'outbound',
      null,
      service === null ? namedOnly(first.host) : destinationOfService(service),
    ),
    tcpProxy({
      targets: resolved,
      statPrefix: first.cluster,
      idleTimeout: null,
      hashesSourceIp: false,
      mesh: scope.context.mesh,
    }),
  ]
}
