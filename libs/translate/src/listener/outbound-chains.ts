/** Filter chains of outbound listeners: HTTP where a request line is seen, bytes otherwise. */
import { type Filter, FilterChain, FilterChainMatch } from '@flotilla/proto'
import { rangeOf } from '../address.ts'
import { outboundClusterInputs } from '../cluster/cluster-inputs.ts'
import { destinationOfService, namedOnly } from '../mixer/mixer-settings.ts'
import { BLACK_HOLE_CLUSTER, outboundClusterName, PASSTHROUGH_CLUSTER } from '../names.ts'
import { clusterOf } from '../route/resolve-rules.ts'
import { connectionManager } from './connection-manager.ts'
import { PLAIN_HTTP_ALPN } from './inbound-plan.ts'
import {
  countsMetrics,
  type ListenerContext,
  mixerHttpFilter,
  tcpFilters,
} from './listener-context.ts'
import type { TcpChainPlan } from './outbound-plan.ts'
import { type TcpTarget, tcpProxy } from './tcp-proxy.ts'

/** The connection manager of an outbound listener. */
export function outboundHttp(
  context: ListenerContext,
  routeName: string,
  statPrefix: string,
): Filter {
  const { scope, node } = context
  return connectionManager({
    statPrefix,
    routes: routeName,
    role: 'outbound',
    mesh: scope.context.mesh,
    mixer: mixerHttpFilter(context, 'outbound', null),
    countsMetrics: countsMetrics(context),
    acceptsHttp10: node.http10,
  })
}

/** Plain HTTP, told by its first bytes. */
export function sniffedHttpMatch(context: ListenerContext): FilterChainMatch {
  return FilterChainMatch.create({
    transportProtocol: 'raw_buffer',
    applicationProtocols: context.node.http10 ? [...PLAIN_HTTP_ALPN, 'http/1.0'] : PLAIN_HTTP_ALPN,
  })
}

/** Whatever no other chain takes: on to where the client meant to go, or nowhere. */
export function fallbackChain(context: ListenerContext): FilterChain {
  const cluster = context.scope.allowsAnyOutbound ? PASSTHROUGH_CLUSTER : BLACK_HOLE_CLUSTER
  return FilterChain.create({
    name: 'PassthroughFilterChain',
    filters: clusterFilters(context, cluster),
  })
}

/** Bytes to a fixed cluster, which is no service. */
export function clusterFilters(context: ListenerContext, cluster: string): Filter[] {
  return [
    ...tcpFilters(context, 'outbound', null, namedOnly(cluster)),
    tcpProxy({
      targets: [{ cluster, weight: 1 }],
      statPrefix: cluster,
      idleTimeout: null,
      hashesSourceIp: false,
      mesh: context.scope.context.mesh,
    }),
  ]
}

export function tcpChain(context: ListenerContext, plan: TcpChainPlan): FilterChain {
  return FilterChain.create({
    filterChainMatch:
      plan.ranges.length === 0 && plan.serverNames.length === 0
        ? null
        : FilterChainMatch.create({
            prefixRanges: plan.ranges.map(rangeOf),
            serverNames: plan.serverNames,
          }),
    filters: serviceFilters(context, plan),
  })
}

function serviceFilters(context: ListenerContext, plan: TcpChainPlan): Filter[] {
  const { scope, node } = context
  const { service, port } = plan
  const own = outboundClusterName(port.number, '', service.host)
  const client = { scope, port: port.number }
  const all = plan.route?.destinations ?? []
  const weighted = all.length === 1 ? all : all.filter((one) => (one.weight ?? 0) > 0)
  const targets: TcpTarget[] = weighted.map((one) => ({
    cluster: clusterOf(one.destination ?? {}, client).cluster,
    weight: one.weight ?? 1,
  }))
  const policy = outboundClusterInputs(scope, node, service).find((one) => one.name === own)?.policy
  return [
    ...tcpFilters(context, 'outbound', null, destinationOfService(service)),
    tcpProxy({
      targets: targets.length > 0 ? targets : [{ cluster: own, weight: 1 }],
      statPrefix: own,
      idleTimeout: policy?.connectionPool?.tcp?.idleTimeout ?? null,
      hashesSourceIp: policy?.loadBalancer?.consistentHash?.useSourceIp === true,
      mesh: scope.context.mesh,
    }),
  ]
}
