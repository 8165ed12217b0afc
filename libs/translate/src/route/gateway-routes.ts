/** Route configurations of gateways: one per plain HTTP port, one per TLS-terminating server (spec pilot-galley 2.7, 2.13). */
import type { RouteConfiguration } from '@flotilla/proto'
import type { MergedGateways, MergedPort, MergedServer } from '../gateway/merge-gateways.ts'
import { compareSpecificity, hostsForNamespace, overlaps } from '../host-name.ts'
import { gatewayHttpRouteName, gatewayHttpsRouteName, virtualHostName } from '../names.ts'
import { Protocol } from '../protocol.ts'
import type { ProxyNode } from '../proxy-node.ts'
import type { Scope } from '../scope.ts'
import { isCatchAllMatch } from './catch-all.ts'
import { domainsOf } from './domains.ts'
import { resolveRules } from './resolve-rules.ts'
import type { RouteInput } from './route-input.ts'
import { blackHoleHost, routeConfiguration, translateVirtualHost } from './virtual-host.ts'

/** Name of the route configuration of a server, or null where it has none: TLS passed through, or plain bytes. */
export function routeNameOf(port: MergedPort, one: MergedServer): string | null {
  const bind = one.server.bind ?? ''
  if (port.family === 'http') return gatewayHttpRouteName(port.port, bind)
  const mode = one.server.tls?.mode ?? 'PASSTHROUGH'
  if (one.protocol !== Protocol.https || mode === 'PASSTHROUGH' || mode === 'AUTO_PASSTHROUGH')
    return null
  const gateway = { name: one.gatewayName, namespace: one.gatewayNamespace }
  return gatewayHttpsRouteName(port.port, one.server.port?.name ?? '', gateway, bind)
}

/** The route configuration of this name; empty (404 for all) where no server has it. */
export function gatewayRoutes(
  scope: Scope,
  node: ProxyNode,
  gateways: MergedGateways,
  name: string,
): RouteConfiguration {
  const servers = gateways.ports.flatMap((port) =>
    port.servers
      .filter((one) => routeNameOf(port, one) === name)
      .map((one) => ({ one, port: port.port })),
  )
  const drafts = new Map<string, HostDraft>()
  for (const { one } of servers) addServer(drafts, one, scope, node)
  const hosts = [...drafts.values()]
    .sort((a, b) => compareSpecificity(a.host, b.host))
    .map((draft) =>
      translateVirtualHost({
        name: virtualHostName(draft.host, draft.port),
        domains: domainsOf({ host: draft.host, addresses: [], dnsDomain: '' }),
        routes: draft.requiresTls && draft.routes.length === 0 ? [] : lastCatchAlls(draft.routes),
        requiresTls: draft.requiresTls,
      }),
    )
  const port = servers[0]?.port ?? Number(name.split('.')[1] ?? 0)
  return routeConfiguration({
    name,
    virtualHosts: hosts.length > 0 ? hosts : [blackHoleHost(port)],
    ignoresPort: true,
  })
}

interface HostDraft {
  readonly host: string
  /** Port of the first server that has the host, as declared. */
  readonly port: number
  readonly routes: RouteInput[]
  requiresTls: boolean
}

function addServer(
  drafts: Map<string, HostDraft>,
  one: MergedServer,
  scope: Scope,
  node: ProxyNode,
): void {
  const client = { scope, node, gateways: new Set([one.gateway]), port: one.declaredPort }
  const requiresTls = one.server.tls?.httpsRedirect === true
  for (const rule of scope.context.virtualServices.forGateway(one.gateway, node.namespace)) {
    const serverHosts = hostsForNamespace(
      one.server.hosts ?? [],
      rule.namespace,
      one.gatewayNamespace,
    ).map((host) => host.toLowerCase())
    const hosts = new Set<string>()
    for (const ruleHost of rule.hosts)
      for (const serverHost of serverHosts)
        if (overlaps(ruleHost, serverHost))
          hosts.add(compareSpecificity(ruleHost, serverHost) <= 0 ? ruleHost : serverHost)
    if (hosts.size === 0) continue
    const routes = resolveRules(rule, client)
    if (routes.length === 0) continue
    for (const host of hosts) {
      const draft = draftOf(drafts, host, one.declaredPort)
      draft.routes.push(...routes)
      draft.requiresTls ||= requiresTls
    }
  }
  if (!requiresTls) return
  for (const entry of one.server.hosts ?? []) {
    const host = entry.slice(entry.indexOf('/') + 1).toLowerCase()
    draftOf(drafts, host, one.declaredPort).requiresTls = true
  }
}

function draftOf(drafts: Map<string, HostDraft>, host: string, port: number): HostDraft {
  const draft = drafts.get(host) ?? { host, port, routes: [], requiresTls: false }
  drafts.set(host, draft)
  return draft
}

/** Rules of several objects in order, those that take everything at the end. */
function lastCatchAlls(routes: readonly RouteInput[]): RouteInput[] {
  const isCatchAll = (one: RouteInput): boolean => one.match === null || isCatchAllMatch(one.match)
  return [...routes.filter((one) => !isCatchAll(one)), ...routes.filter(isCatchAll)]
}
