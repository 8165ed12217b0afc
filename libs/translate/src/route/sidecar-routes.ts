/** Route configurations of sidecars: by port, by sniffed service, and for the HTTP proxy (spec pilot-galley 2.7). */
import type { RouteConfiguration, VirtualHost } from '@flotilla/proto'
import { namedOnly, outboundServiceConfig } from '../mixer/mixer-settings.ts'
import { HTTP_PROXY_ROUTE, PASSTHROUGH_CLUSTER, virtualHostName } from '../names.ts'
import type { VirtualService } from '../policy/virtual-services.ts'
import { isHttp, Protocol } from '../protocol.ts'
import type { ProxyNode } from '../proxy-node.ts'
import { concreteService, type Scope } from '../scope.ts'
import { addressesOf, type Service } from '../service/service.ts'
import { domainsOf } from './domains.ts'
import { defaultRoute, type RuleClient, resolveRules } from './resolve-rules.ts'
import type { RouteInput } from './route-input.ts'
import {
  allowAnyHost,
  blockAllHost,
  routeConfiguration,
  translateVirtualHost,
  type VirtualHostInput,
} from './virtual-host.ts'
import { choiceOf, virtualServiceFor } from './virtual-service-choice.ts'

const MESH: ReadonlySet<string> = new Set(['mesh'])
/** Hosts of rules that are no service are routed on this port only. */
const LITERAL_PORT = 80

/** The route configuration of this name for a sidecar. A name that means nothing gets the catch-all alone, never silence. */
export function sidecarRoutes(scope: Scope, node: ProxyNode, name: string): RouteConfiguration {
  if (name === HTTP_PROXY_ROUTE) return httpProxyRoutes(scope, node)
  const single = parseServiceRoute(name)
  if (single !== null) return serviceRoutes(scope, node, name, single)
  const port = Number(name)
  const hosts = Number.isInteger(port) && port > 0 ? hostsOfPort(scope, node, port) : []
  return routeConfiguration({
    name,
    virtualHosts: [...distinctDomains(hosts).map(translateVirtualHost), catchAll(scope, node)],
    ignoresPort: true,
  })
}

/** `host:port`, the route configuration of one service; null for other names. */
export function parseServiceRoute(name: string): { host: string; port: number } | null {
  const colon = name.lastIndexOf(':')
  const port = Number(name.slice(colon + 1))
  return colon <= 0 || !Number.isInteger(port) ? null : { host: name.slice(0, colon), port }
}

/** Virtual hosts of all services with an HTTP or sniffed port of this number, then those of literal hosts. */
function hostsOfPort(scope: Scope, node: ProxyNode, port: number): VirtualHostInput[] {
  const client: RuleClient = { scope, node, gateways: MESH, port }
  const hosts: VirtualHostInput[] = []
  for (const service of scope.services) {
    const concrete = concreteService(scope, service)
    if (concrete !== null && hasRoutes(concrete, port))
      hosts.push(hostOf(client, service, concrete))
  }
  return port === LITERAL_PORT ? [...hosts, ...literalHosts(client)] : hosts
}

/** The virtual host of a service, or of another name of the concrete one. */
function hostOf(client: RuleClient, service: Service, concrete: Service): VirtualHostInput {
  return {
    name: virtualHostName(service.host, client.port),
    domains: domainsOf({
      host: service.host,
      addresses: concrete === service ? addressesOf(service) : [],
      dnsDomain: client.node.dnsDomain,
    }),
    routes: routesOf(client, service.host, concrete.host),
    requiresTls: false,
  }
}

/** A port whose requests are routed: HTTP, or sniffed and found to be. */
function hasRoutes(service: Service, port: number): boolean {
  return service.ports.some(
    (one) => one.number === port && (isHttp(one.protocol) || one.protocol === Protocol.unsupported),
  )
}

function routesOf(client: RuleClient, host: string, target: string): readonly RouteInput[] {
  const found = virtualServiceFor(client.scope, host)
  const routes = found === null ? [] : resolveRules(found.rule, client)
  return routes.length > 0 ? routes : [defaultRoute(target, client.port, client)]
}

/** Hosts of rules that no service has; a wildcard only where it covers no service. */
function literalHosts(client: RuleClient): VirtualHostInput[] {
  const { scope, node, port } = client
  const { exact, wildcards } = choiceOf(scope.virtualServices)
  const literal: (readonly [string, VirtualService])[] = []
  for (const [host, rule] of exact) if (scope.service(host) === null) literal.push([host, rule])
  for (const [host, rule] of wildcards) {
    const isForServices = scope.services.some(
      (service) => virtualServiceFor(scope, service.host)?.pattern === host,
    )
    if (!isForServices) literal.push([host, rule])
  }
  return literal
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([host, rule]) => ({
      name: virtualHostName(host, port),
      domains: domainsOf({ host, addresses: [], dnsDomain: node.dnsDomain }),
      routes: resolveRules(rule, client),
      requiresTls: false,
    }))
    .filter((one) => one.routes.length > 0)
}

/** One service alone: a sniffed port on its own address, or a listener of its own where nothing is intercepted. */
function serviceRoutes(
  scope: Scope,
  node: ProxyNode,
  name: string,
  target: { readonly host: string; readonly port: number },
): RouteConfiguration {
  const client: RuleClient = { scope, node, gateways: MESH, port: target.port }
  const service = scope.service(target.host)
  const isOwnListener = node.interception === 'NONE'
  const hosts: VirtualHostInput[] = []
  if (service !== null && hasRoutes(service, target.port)) {
    const own = hostOf(client, service, service)
    // Where the listener means the service, the request's host does not matter: it names the sidecar.
    hosts.push(isOwnListener ? { ...own, domains: ['*'] } : own)
    if (!isOwnListener)
      for (const alias of scope.services)
        if (alias !== service && concreteService(scope, alias) === service)
          hosts.push(hostOf(client, alias, service))
  }
  const rest = isOwnListener && hosts.length > 0 ? [] : [catchAll(scope, node)]
  return routeConfiguration({
    name,
    virtualHosts: [...distinctDomains(hosts).map(translateVirtualHost), ...rest],
    ignoresPort: true,
  })
}

/** All ports in one: names without a port mean port 80, others carry theirs. */
function httpProxyRoutes(scope: Scope, node: ProxyNode): RouteConfiguration {
  const ports = new Set([LITERAL_PORT])
  for (const service of scope.services) for (const port of service.ports) ports.add(port.number)
  const hosts = [...ports]
    .sort((a, b) => a - b)
    .flatMap((port) =>
      hostsOfPort(scope, node, port).map((one) => ({
        ...one,
        domains: one.domains.flatMap((domain) =>
          domain === '*'
            ? [domain]
            : port === LITERAL_PORT
              ? [domain, `${domain}:${port}`]
              : [`${domain}:${port}`],
        ),
      })),
    )
  return routeConfiguration({
    name: HTTP_PROXY_ROUTE,
    // A request in absolute form has no original destination to pass on to.
    virtualHosts: [...distinctDomains(hosts).map(translateVirtualHost), blockAllHost()],
    ignoresPort: false,
  })
}

/** Leaves each domain with the first that has it; a short form never takes the full name of another. */
function distinctDomains(hosts: readonly VirtualHostInput[]): VirtualHostInput[] {
  const fullNames = new Set(hosts.map((one) => one.domains[0]))
  const used = new Set<string>()
  const kept: VirtualHostInput[] = []
  for (const host of hosts) {
    const [own] = host.domains
    if (own === undefined || used.has(own)) continue
    const domains = host.domains.filter(
      (domain) => !used.has(domain) && (domain === own || !fullNames.has(domain)),
    )
    for (const domain of domains) used.add(domain)
    kept.push({ ...host, domains })
  }
  return kept
}

function catchAll(scope: Scope, node: ProxyNode): VirtualHost {
  if (!scope.allowsAnyOutbound) return blockAllHost()
  const mixer = outboundServiceConfig(scope, node, PASSTHROUGH_CLUSTER)
  return allowAnyHost(
    mixer === null ? null : { ...mixer, destination: namedOnly(PASSTHROUGH_CLUSTER) },
  )
}
