/** Walks a call through generated resources without a proxy: listener, filter chain, route, cluster. */
import type { RequestView } from '@flotilla/match'
import {
  DownstreamTlsContext,
  type FilterChain,
  HttpConnectionManager,
  type Listener,
  type ListenerFilterChainMatchPredicate,
  type Route,
  type RouteConfiguration,
  TcpProxy,
  unpackAny,
  VirtualHostTlsRequirementType,
} from '@flotilla/proto'
import { VIRTUAL_INBOUND, VIRTUAL_OUTBOUND } from '../names.ts'
import { chooseChain } from './filter-chain.ts'
import { routeOf, virtualHostOf } from './route-choice.ts'

export interface Call {
  readonly mode: 'gateway' | 'outbound' | 'inbound'
  readonly address: string
  readonly port: number
  readonly protocol: 'http' | 'http2' | 'tcp'
  readonly tls: 'plaintext' | 'tls' | 'mtls'
  /** Empty: what such a client offers by default. */
  readonly alpn: string
  readonly serverName: string
  readonly request: RequestView
  /** Name of the certificate whose chain counts as one for mutual TLS. Default `default`. */
  readonly mutualSecretName?: string
}

export interface Outcome {
  readonly error: string | null
  readonly listener: string | null
  readonly filterChain: string | null
  /** The chain ends the client's TLS. */
  readonly isTlsTerminated: boolean
  readonly routeConfig: string | null
  readonly virtualHost: string | null
  readonly route: Route | null
  /** null where the call ends before a cluster, or where several share it. */
  readonly cluster: string | null
}

export interface Resources {
  readonly listeners: readonly Listener[]
  readonly route: (name: string) => RouteConfiguration
}

const NOTHING: Outcome = {
  error: null,
  listener: null,
  filterChain: null,
  isTlsTerminated: false,
  routeConfig: null,
  virtualHost: null,
  route: null,
  cluster: null,
}

export function simulate(resources: Resources, call: Call): Outcome {
  const listener = listenerOf(resources.listeners, call)
  if (listener === null) return { ...NOTHING, error: 'no listener' }
  const at = { ...NOTHING, listener: listener.name }
  const choice = chooseChain(listener, observe(listener, call))
  if (choice.kind === 'bad') return { ...at, error: choice.error }
  const { chain } = choice
  const isTlsTerminated = chain.transportSocket !== null
  const inChain = { ...at, filterChain: chain.name, isTlsTerminated }
  const manager = managerOf(chain)
  const objection = handshake(chain, manager !== null, call)
  if (objection !== null) return { ...inChain, error: objection }
  return manager === null
    ? { ...inChain, cluster: tcpCluster(chain) }
    : routed(resources, manager, call, inChain)
}

function listenerOf(listeners: readonly Listener[], call: Call): Listener | null {
  const named = (name: string): Listener | null =>
    listeners.find((listener) => listener.name === name) ?? null
  if (call.mode === 'inbound') return named(VIRTUAL_INBOUND)
  return (
    at(listeners, call.address, call.port) ??
    at(listeners, '0.0.0.0', call.port) ??
    named(VIRTUAL_OUTBOUND)
  )
}

function at(listeners: readonly Listener[], address: string, port: number): Listener | null {
  return (
    listeners.find((listener) => {
      const socket = listener.address?.socketAddress
      const isVirtual = listener.name === VIRTUAL_INBOUND || listener.name === VIRTUAL_OUTBOUND
      return !isVirtual && socket?.address === address && socket.portValue === port
    }) ?? null
  )
}

/** What the listener filters see of the call's first bytes. */
function observe(listener: Listener, call: Call): Parameters<typeof chooseChain>[1] {
  const hasFilter = (name: string): boolean =>
    listener.listenerFilters.some(
      (filter) =>
        filter.name === `envoy.filters.listener.${name}` &&
        !isDisabled(filter.filterDisabled, call.port),
    )
  const base = { address: call.address, port: call.port }
  if (call.tls !== 'plaintext' && hasFilter('tls_inspector'))
    return { ...base, transport: 'tls', serverName: call.serverName, alpn: alpnOf(call) }
  const isSniffed = call.tls === 'plaintext' && hasFilter('http_inspector')
  const sniffed = call.protocol === 'http' ? 'http/1.1' : call.protocol === 'http2' ? 'h2c' : ''
  return { ...base, transport: 'raw_buffer', serverName: '', alpn: isSniffed ? sniffed : '' }
}

function alpnOf(call: Call): string {
  if (call.alpn !== '') return call.alpn
  const mutual = { http: 'istio-http/1.1', http2: 'istio-h2', tcp: 'istio' }
  const plain = { http: 'http/1.1', http2: 'h2', tcp: '' }
  return (call.tls === 'mtls' ? mutual : plain)[call.protocol]
}

function isDisabled(predicate: ListenerFilterChainMatchPredicate | null, port: number): boolean {
  if (predicate === null) return false
  if (predicate.orMatch !== null)
    return predicate.orMatch.rules.some((rule) => isDisabled(rule, port))
  if (predicate.notMatch !== null) return !isDisabled(predicate.notMatch, port)
  const range = predicate.destinationPortRange
  return range !== null && port >= range.start && port < range.end
}

function managerOf(chain: FilterChain): HttpConnectionManager | null {
  for (const filter of chain.filters) {
    const manager = unpackAny(HttpConnectionManager, filter.typedConfig)
    if (manager !== null) return manager
  }
  return null
}

/** Why the bytes of the call mean nothing to the chain, or null. */
function handshake(chain: FilterChain, isHttp: boolean, call: Call): string | null {
  const context = unpackAny(DownstreamTlsContext, chain.transportSocket?.typedConfig ?? null)
  if (context === null) {
    const speaksOther = call.tls !== 'plaintext' || call.protocol === 'tcp'
    return isHttp && speaksOther ? 'protocol error' : null
  }
  if (call.tls === 'plaintext') return 'invalid tls'
  const wanted = call.mutualSecretName ?? 'default'
  const secrets = context.commonTlsContext?.tlsCertificateSdsSecretConfigs ?? []
  const isMutual =
    context.requireClientCertificate === true && secrets.some((one) => one.name === wanted)
  if (isMutual !== (call.tls === 'mtls')) return 'invalid mtls'
  return isHttp && call.protocol === 'tcp' ? 'protocol error' : null
}

function tcpCluster(chain: FilterChain): string | null {
  for (const filter of chain.filters) {
    const proxy = unpackAny(TcpProxy, filter.typedConfig)
    if (proxy !== null) return proxy.cluster
  }
  return null
}

function routed(
  resources: Resources,
  manager: HttpConnectionManager,
  call: Call,
  before: Outcome,
): Outcome {
  const routes = manager.routeConfig ?? resources.route(manager.rds?.routeConfigName ?? '')
  const found = { ...before, routeConfig: routes.name }
  const host = virtualHostOf(routes, call.request.authority)
  if (host === null) return { ...found, error: 'no virtual host' }
  const hosted = { ...found, virtualHost: host.name }
  if (host.requireTls === VirtualHostTlsRequirementType.ALL && call.tls === 'plaintext')
    return { ...hosted, error: 'tls redirect' }
  const route = routeOf(host, call.request)
  if (route === null) return { ...hosted, error: 'no route' }
  return { ...hosted, route, cluster: route.route?.cluster ?? null }
}
