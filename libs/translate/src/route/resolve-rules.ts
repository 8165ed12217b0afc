/** A VirtualService's http rules as route inputs for one client and port: which matches apply, where destinations lead (spec pilot-galley 2.5). */
import { selects } from '../labels.ts'
import { outboundServiceConfig } from '../mixer/mixer-settings.ts'
import { outboundClusterName } from '../names.ts'
import { effectivePolicy } from '../policy/traffic-policy.ts'
import type { VirtualService } from '../policy/virtual-services.ts'
import type { ProxyNode } from '../proxy-node.ts'
import { concreteService, ruleFor, type Scope } from '../scope.ts'
import type { Destination, HttpMatch, HttpRule, LoadBalancerPolicy } from '../spec-types.ts'
import { isCatchAllMatch } from './catch-all.ts'
import type { DestinationInput, MirrorInput, RouteInput } from './route-input.ts'

export interface RuleClient {
  readonly scope: Scope
  readonly node: ProxyNode
  /** `mesh`, or `ns/name` of the gateways in question. */
  readonly gateways: ReadonlySet<string>
  /** Port that `match.port` means and that destinations default to. */
  readonly port: number
}

/** The routes of a rule object, in order; empty where none of its matches applies to this client. */
export function resolveRules(rule: VirtualService, client: RuleClient): RouteInput[] {
  const routes: RouteInput[] = []
  for (const http of rule.http) {
    const matches = http.match ?? []
    if (matches.length === 0) {
      routes.push(routeOf(rule, http, null, client))
      return routes
    }
    for (const match of matches) {
      if (!applies(match, client)) continue
      routes.push(routeOf(rule, http, match, client))
      if (isCatchAllForClient(match)) return routes
    }
  }
  return routes
}

/** The route of a service without a rule: everything to its cluster. */
export function defaultRoute(host: string, port: number, client: RuleClient): RouteInput {
  return {
    name: 'default',
    match: null,
    rule: null,
    destinations: [destinationOf({ host, port: { number: port } }, 1, null, client)],
    mirrors: [],
    port,
    operation: `${host}:${port}/*`,
    defaultRetries: client.scope.context.mesh.defaultHttpRetryPolicy,
    source: '',
  }
}

/** Where a destination leads: the cluster of its concrete service, subset and port. */
export function clusterOf(
  destination: Destination,
  client: { readonly scope: Scope; readonly port: number },
): { readonly cluster: string; readonly host: string; readonly port: number } {
  const host = destination.host ?? ''
  const named = client.scope.service(host)
  const service = named === null ? null : concreteService(client.scope, named)
  const onlyPort = service?.ports.length === 1 ? service.ports[0]?.number : undefined
  const port = destination.port?.number ?? onlyPort ?? client.port
  const target = service?.host ?? host
  return {
    cluster: outboundClusterName(port, destination.subset ?? '', target),
    host: target,
    port,
  }
}

// Source conditions that were met are no condition any more.
function isCatchAllForClient(match: HttpMatch): boolean {
  const { sourceLabels, sourceNamespace, gateways, port, ...rest } = match
  return isCatchAllMatch(rest)
}

function applies(match: HttpMatch, client: RuleClient): boolean {
  if ((match.port ?? 0) !== 0 && match.port !== client.port) return false
  const gateways = match.gateways ?? []
  if (gateways.length > 0) return gateways.some((gateway) => client.gateways.has(gateway))
  if ((match.sourceNamespace ?? '') !== '' && match.sourceNamespace !== client.node.namespace)
    return false
  return selects(match.sourceLabels, client.node.labels)
}

function routeOf(
  rule: VirtualService,
  http: HttpRule,
  match: HttpMatch | null,
  client: RuleClient,
): RouteInput {
  const all = http.route ?? []
  // One destination takes everything whatever its weight says; of several those with weight count.
  const weighted = all.length === 1 ? all : all.filter((one) => (one.weight ?? 0) > 0)
  const destinations = weighted.map((one) =>
    destinationOf(one.destination ?? {}, one.weight ?? 1, one.headers ?? null, client),
  )
  const first = weighted[0]?.destination
  const target = first === undefined ? null : clusterOf(first, client)
  return {
    name: routeName(http.name ?? '', match?.name ?? ''),
    match,
    rule: http,
    destinations,
    mirrors: mirrorsOf(http, client),
    port: client.port,
    operation: target === null ? '' : `${target.host}:${target.port}/*`,
    defaultRetries: client.scope.context.mesh.defaultHttpRetryPolicy,
    source: rule.source,
  }
}

function routeName(rule: string, match: string): string {
  return rule !== '' && match !== '' ? `${rule}.${match}` : rule
}

function destinationOf(
  destination: Destination,
  weight: number,
  headers: DestinationInput['headers'],
  client: RuleClient,
): DestinationInput {
  const { cluster, host, port } = clusterOf(destination, client)
  return {
    cluster,
    host,
    weight,
    headers,
    loadBalancer: hashingPolicy(host, port, destination.subset ?? '', client),
    mixer: outboundServiceConfig(client.scope, client.node, host),
  }
}

/** The load-balancing policy of the destination's rule, where it hashes. */
function hashingPolicy(
  host: string,
  port: number,
  subsetName: string,
  client: RuleClient,
): LoadBalancerPolicy | null {
  const service = client.scope.service(host)
  if (service === null) return null
  const rule = ruleFor(client.scope, service, client.node.labels)
  if (rule === null) return null
  const policy = effectivePolicy({
    base: rule.trafficPolicy,
    subset: rule.subsets.find((subset) => subset.name === subsetName) ?? null,
    port,
    meshDefault: null,
  })
  return policy.loadBalancer?.consistentHash === undefined ? null : policy.loadBalancer
}

function mirrorsOf(http: HttpRule, client: RuleClient): MirrorInput[] {
  const mirrors: MirrorInput[] = (http.mirrors ?? []).map((one) => ({
    cluster: clusterOf(one.destination ?? {}, client).cluster,
    percent: one.percentage === undefined ? null : (one.percentage.value ?? 0),
  }))
  if (http.mirror === undefined) return mirrors
  const { cluster } = clusterOf(http.mirror, client)
  return [...mirrors, { cluster, percent: mirrorPercent(http) }]
}

/** 0–100 of the older spelling; null: all. */
export function mirrorPercent(http: HttpRule): number | null {
  if (http.mirrorPercentage !== undefined) return http.mirrorPercentage.value ?? 0
  return http.mirrorPercent ?? null
}
