/** Which outbound listeners a sidecar needs and how services share them (spec pilot-galley 2.8). */
import { isHttp, isServerFirst, isTls, Protocol } from '../protocol.ts'
import { virtualServicesOf } from '../route/virtual-service-choice.ts'
import { concreteService, endpointsOfPort, type Scope } from '../scope.ts'
import { addressesOf, type Service, type ServicePort } from '../service/service.ts'
import { type L4Client, type L4Route, tcpRoutes, tlsRoutes } from './l4-routes.ts'

/** One TCP chain: what it matches and the service it stands for. */
export interface TcpChainPlan {
  readonly ranges: readonly string[]
  readonly serverNames: readonly string[]
  readonly service: Service
  readonly port: ServicePort
  /** Destinations of a rule; null: the service itself. */
  readonly route: L4Route | null
}

export interface ListenerPlan {
  readonly bind: string
  readonly port: number
  /** Route configuration of its HTTP chain, or null. */
  routeName: string | null
  readonly tcp: TcpChainPlan[]
}

export interface OutboundPlan {
  /** Sorted by port, then address. */
  readonly listeners: readonly ListenerPlan[]
  /** TCP chains dropped because an older service matches the same. */
  readonly conflicts: number
}

export const WILDCARD = '0.0.0.0'

interface PlanState {
  readonly byKey: Map<string, ListenerPlan>
  conflicts: number
}

/** @param reservedPorts ports of the proxy itself, which no listener may take */
export function planOutbound(
  scope: Scope,
  client: L4Client,
  reservedPorts: ReadonlySet<number>,
): OutboundPlan {
  const state: PlanState = { byKey: new Map(), conflicts: 0 }
  for (const service of scope.services) {
    const concrete = concreteService(scope, service)
    // An alias shares the listeners of the service it stands for.
    if (concrete === null || concrete !== service) continue
    for (const port of service.ports) {
      if (port.protocol === Protocol.udp || reservedPorts.has(port.number)) continue
      planPort(state, scope, client, service, port)
    }
  }
  const listeners = [...state.byKey.values()].sort(
    (a, b) => a.port - b.port || (a.bind < b.bind ? -1 : a.bind > b.bind ? 1 : 0),
  )
  return { listeners, conflicts: state.conflicts }
}

function planPort(
  state: PlanState,
  scope: Scope,
  client: L4Client,
  service: Service,
  port: ServicePort,
): void {
  if (isHttp(port.protocol)) {
    planHttp(state, port)
    return
  }
  const isSniffed = port.protocol === Protocol.unsupported
  for (const { bind, ranges } of bindings(scope, service, port)) {
    const plan = planAt(state, bind, port.number)
    const chains = tcpChains(scope, client, service, port, ranges)
    if (isSniffed && mayInspect(plan, port))
      plan.routeName ??= bind === WILDCARD ? `${port.number}` : `${service.host}:${port.number}`
    for (const chain of chains) addChain(state, plan, chain)
  }
}

function planHttp(state: PlanState, port: ServicePort): void {
  const plan = planAt(state, WILDCARD, port.number)
  if (mayInspect(plan, port)) plan.routeName ??= `${port.number}`
  else state.conflicts++
}

/** A port whose server may speak first cannot be shared between HTTP and bytes. */
function mayInspect(plan: ListenerPlan, port: ServicePort): boolean {
  if (plan.tcp.length === 0) return true
  return !plan.tcp.some((chain) => isServerFirst(chain.port.protocol, port.number))
}

function planAt(state: PlanState, bind: string, port: number): ListenerPlan {
  const key = `${bind}_${port}`
  const plan = state.byKey.get(key) ?? { bind, port, routeName: null, tcp: [] }
  state.byKey.set(key, plan)
  return plan
}

interface Binding {
  readonly bind: string
  readonly ranges: readonly string[]
}

function bindings(scope: Scope, service: Service, port: ServicePort): Binding[] {
  const addresses = addressesOf(service)
  if (addresses.length === 0) {
    if (service.resolution !== 'passthrough') return [{ bind: WILDCARD, ranges: [] }]
    // Headless: one wildcard listener with a chain for the addresses of the endpoints.
    const hosts = endpointsOfPort(scope.context, service, port.name).map((one) =>
      hostRange(one.address),
    )
    return [{ bind: WILDCARD, ranges: [...new Set(hosts)].sort() }]
  }
  const ranges = addresses.filter((address) => address.includes('/'))
  return [
    ...addresses.filter((address) => !address.includes('/')).map((bind) => ({ bind, ranges: [] })),
    ...(ranges.length === 0 ? [] : [{ bind: WILDCARD, ranges: [...ranges].sort() }]),
  ]
}

function hostRange(address: string): string {
  return address.includes(':') ? `${address}/128` : `${address}/32`
}

function tcpChains(
  scope: Scope,
  client: L4Client,
  service: Service,
  port: ServicePort,
  ranges: readonly string[],
): TcpChainPlan[] {
  const rules = virtualServicesOf(scope, service.host)
  const routes = isTls(port.protocol)
    ? tlsRoutes(rules, port.number, service.host, client)
    : tcpRoutes(rules, port.number, client)
  const chains: TcpChainPlan[] = routes.map((route) => ({
    ranges: route.subnets.length > 0 ? [...route.subnets].sort() : ranges,
    serverNames: route.serverNames,
    service,
    port,
    route,
  }))
  const takesAll = chains.some(
    (chain) => chain.serverNames.length === 0 && chain.ranges.join() === ranges.join(),
  )
  if (takesAll) return chains
  const isOwnAddress = addressesOf(service).some((address) => !address.includes('/'))
  const needsName = isTls(port.protocol) && !(isOwnAddress && ranges.length === 0)
  return [
    ...chains,
    {
      ranges,
      serverNames: needsName && !service.host.startsWith('*.*') ? [service.host] : [],
      service,
      port,
      route: null,
    },
  ]
}

function addChain(state: PlanState, plan: ListenerPlan, chain: TcpChainPlan): void {
  const key = matchKey(chain)
  if (plan.tcp.some((other) => matchKey(other) === key)) state.conflicts++
  else plan.tcp.push(chain)
}

function matchKey(chain: TcpChainPlan): string {
  return `${chain.ranges.join()} ${chain.serverNames.join()}`
}
