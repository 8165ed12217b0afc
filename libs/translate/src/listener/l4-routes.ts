/** VirtualService tls and tcp rules to filter chains: who matches on subnets and server names, and where the bytes go. */
import { isSubsetOf } from '../host-name.ts'
import { type Labels, selects } from '../labels.ts'
import type { VirtualService } from '../policy/virtual-services.ts'
import type { L4Match, RouteDestination } from '../spec-types.ts'

export interface L4Route {
  /** CIDR ranges of the destination; empty: any. */
  readonly subnets: readonly string[]
  /** Server names; empty: any. */
  readonly serverNames: readonly string[]
  readonly destinations: readonly RouteDestination[]
}

export interface L4Client {
  /** `mesh`, or `ns/name` of the gateways in question. */
  readonly gateways: ReadonlySet<string>
  readonly labels: Labels
  readonly namespace: string
}

/** Chains of the `tls` rules for a port, in order; of equal predicates the first stays. */
export function tlsRoutes(
  rules: readonly VirtualService[],
  port: number,
  host: string,
  client: L4Client,
): L4Route[] {
  const routes: L4Route[] = []
  for (const rule of rules)
    for (const tls of rule.tls)
      for (const match of tls.match ?? []) {
        if (!applies(match, port, client)) continue
        const serverNames = (match.sniHosts ?? [])
          .map((name) => name.toLowerCase())
          .filter((name) => isSubsetOf(name, host) || isSubsetOf(host, name))
        if (serverNames.length === 0) continue
        routes.push({
          subnets: match.destinationSubnets ?? [],
          serverNames: serverNames.includes('*') ? [] : [...new Set(serverNames)].sort(),
          destinations: tls.route ?? [],
        })
      }
  return firstOfEach(routes)
}

/** Chains of the `tcp` rules for a port; a rule that takes everything ends them. */
export function tcpRoutes(
  rules: readonly VirtualService[],
  port: number,
  client: L4Client,
): L4Route[] {
  const routes: L4Route[] = []
  for (const rule of rules)
    for (const tcp of rule.tcp) {
      const matches: readonly L4Match[] = (tcp.match ?? []).length === 0 ? [{}] : (tcp.match ?? [])
      for (const match of matches)
        if (applies(match, port, client))
          routes.push({
            subnets: match.destinationSubnets ?? [],
            serverNames: [],
            destinations: tcp.route ?? [],
          })
    }
  return firstOfEach(routes)
}

function applies(match: L4Match, port: number, client: L4Client): boolean {
  if ((match.port ?? 0) !== 0 && match.port !== port) return false
  const gateways = match.gateways ?? []
  if (gateways.length > 0) return gateways.some((gateway) => client.gateways.has(gateway))
  if ((match.sourceNamespace ?? '') !== '' && match.sourceNamespace !== client.namespace)
    return false
  return selects(match.sourceLabels, client.labels)
}

function firstOfEach(routes: readonly L4Route[]): L4Route[] {
  const seen = new Set<string>()
  return routes.filter((route) => {
    const key = `${route.subnets.join()} ${route.serverNames.join()}`
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}
