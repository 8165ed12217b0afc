/** Listener message → what a listener runs: where it binds, how it inspects, and its chains, unchanged ones reused. */
import { createHash } from 'node:crypto'
import {
  TrafficDirection as DirectionMessage,
  DownstreamTlsContext,
  FilterChainMatch,
  FilterChain as FilterChainMessage,
  type Listener,
  ListenerDrainType,
  Listener as ListenerMessage,
  RawBuffer,
  type TransportSocket,
} from '@flotilla/proto'
import type { Clock } from '@flotilla/time'
import { durationMs, isType, unpack } from '../compile/fields.ts'
import { Violations } from '../compile/violations.ts'
import type { Compiled } from '../http/filter.ts'
import type { TcpAccessLogger } from '../tcp/tcp-proxy.ts'
import { compileDownstreamTls, DownstreamTls } from '../tls/downstream-tls.ts'
import type { MeshTrust } from '../tls/mesh-trust.ts'
import type { SecretStore } from '../tls/secret-store.ts'
import { areSameBindings, type Binding, compileBindings } from './bindings.ts'
import { type ChainChoice, compileChainChoice } from './chain-choice.ts'
import { FilterChain } from './filter-chain.ts'
import { FilterChainMatcher } from './filter-chain-matcher.ts'
import { compileInspection, type InspectionSpec } from './inspection.ts'
import { compileListenerRates, type ListenerRate } from './listener-rate.ts'
import type { ListenerStats } from './listener-stats.ts'
import { compileNetworkFilters, type NetworkFilterMakers } from './network-filters.ts'
import { compileKeepalive, type KeepaliveSpec } from './socket-options.ts'
import type { TrafficDirection } from './types.ts'

export interface ListenerSpec {
  readonly name: string
  readonly address: string
  readonly port: number
  /** Where it listens, `address` and `port` first. */
  readonly bindings: readonly Binding[]
  readonly bindToPort: boolean
  readonly useOriginalDst: boolean
  readonly backlog: number
  /** Soft limit of bytes read ahead per connection; null for the system's choice. */
  readonly bufferBytes: number | null
  /** drain_type MODIFY_ONLY: it is not drained because the process is told to. */
  readonly drainsOnModifyOnly: boolean
  /** Name under which statistics are kept: `0.0.0.0_15006`, or as configured. */
  readonly statName: string
  readonly direction: TrafficDirection
  readonly inspection: InspectionSpec
  /** Null: connections are not probed. */
  readonly keepalive: KeepaliveSpec | null
  /** One token each for a connection, from every bucket. */
  readonly rates: readonly ListenerRate[]
  readonly accessLogs: readonly TcpAccessLogger[]
  /** Null: chains are chosen by their own criteria. */
  readonly choice: ChainChoice | null
  readonly matcher: FilterChainMatcher<FilterChain>
  readonly defaultChain: FilterChain | null
  /** All, the default one included. */
  readonly chains: readonly FilterChain[]
  /** As received, encoded, for /config_dump. */
  readonly encoded: Uint8Array
}

export interface ListenerCompileEnv {
  readonly secrets: SecretStore
  readonly trust: MeshTrust
  readonly makers: NetworkFilterMakers
  readonly stats: ListenerStats
  readonly clock: Clock
  /** The version in use, or null. Chains of equal configuration are kept with their connections while it stays where it is. */
  readonly inUse: ListenerSpec | null
}

const DIRECTIONS: Readonly<Record<DirectionMessage, TrafficDirection>> = {
  [DirectionMessage.UNSPECIFIED]: 'unspecified',
  [DirectionMessage.INBOUND]: 'inbound',
  [DirectionMessage.OUTBOUND]: 'outbound',
}

const ALWAYS_THERE = /^(?:0\.0\.0\.0|::|::1|127\..*)$/

/** Compiles a listener, or says everything that is wrong with it. */
export function compileListener(
  message: Listener,
  env: ListenerCompileEnv,
): Compiled<ListenerSpec> {
  const at = new Violations()
  if (message.name === '') at.at('name').add('must not be empty')
  refuseUnsupported(message, at)
  const bindings = compileBindings(message, at)
  const reusable = reusableChains(bindings, env.inUse)
  const matcher = new FilterChainMatcher<FilterChain>()
  const chains: FilterChain[] = []
  const frame = frameOf(message)
  for (const [i, chainMessage] of message.filterChains.entries()) {
    const place = at.at('filter_chains', i)
    const chain = compileChain(
      chainMessage,
      { ...env, frame, listener: message.name, reusable },
      place,
    )
    if (chain === null) continue
    chains.push(chain)
    const match = chainMessage.filterChainMatch ?? FilterChainMatch.create()
    if (message.filterChainMatcher === null)
      matcher.add(match, chain, place.at('filter_chain_match'))
  }
  const defaultChain =
    message.defaultFilterChain === null
      ? null
      : compileChain(
          message.defaultFilterChain,
          { ...env, frame: `${frame} default`, listener: message.name, reusable },
          at.at('default_filter_chain'),
        )
  if (defaultChain !== null) chains.push(defaultChain)
  if (chains.length === 0) at.add('has no filter chain')
  const inspection = compileInspection(message, needsTlsInspector(message), at)
  env.makers.cells?.begin(`listener ${frame}`)
  const rates = compileListenerRates(message, env.clock, env.makers.cells ?? null, at)
  const keepalive = compileKeepalive(message, at)
  const accessLogs = compileAccessLogs(message, env.makers, at)
  const choice =
    message.filterChainMatcher === null
      ? null
      : compileChainChoice(message.filterChainMatcher, message.filterChains, chains, at)
  if (bindings === null || at.count > 0) {
    discardChains(chains, env.inUse)
    return at.result<ListenerSpec>(null)
  }
  const [{ address, port }] = bindings
  return at.result({
    name: message.name,
    address,
    port,
    bindings,
    bindToPort: message.bindToPort ?? message.deprecatedV1?.bindToPort ?? true,
    useOriginalDst: message.useOriginalDst ?? false,
    backlog: message.tcpBacklogSize ?? 511,
    bufferBytes: message.perConnectionBufferLimitBytes,
    drainsOnModifyOnly: message.drainType === ListenerDrainType.MODIFY_ONLY,
    statName: message.statPrefix === '' ? `${address}_${port}` : message.statPrefix,
    direction: DIRECTIONS[message.trafficDirection] ?? 'unspecified',
    inspection,
    keepalive,
    rates,
    accessLogs,
    choice,
    matcher,
    defaultChain,
    chains,
    encoded: ListenerMessage.encode(message),
  })
}

/** Chains that were made for a version that is not used must let go of the secrets they watch. */
export function discardChains(chains: readonly FilterChain[], inUse: ListenerSpec | null): void {
  for (const chain of chains) if (!inUse?.chains.includes(chain)) chain.drain()
}

/** A listener that moves leaves its chains behind: they drain with its old address. */
function reusableChains(
  bindings: readonly Binding[] | null,
  inUse: ListenerSpec | null,
): ReadonlyMap<string, FilterChain> {
  const stays = bindings !== null && inUse !== null && areSameBindings(bindings, inUse.bindings)
  return new Map(stays ? inUse.chains.map((chain) => [chain.key, chain]) : [])
}

function refuseUnsupported(message: Listener, at: Violations): void {
  if (message.apiListener !== null) at.at('api_listener').unsupported()
  if (message.transparent) at.at('transparent').unsupported()
  // One thread accepts, so connections are balanced over all of them as they come.
  if (message.connectionBalanceConfig?.extendBalance != null)
    at.at('connection_balance_config.extend_balance').unsupported()
  refuseFreebind(message, at)
}

/** Addresses that every machine has are bound without it as with it; Node cannot ask for others. */
function refuseFreebind({ freebind, address }: Listener, at: Violations): void {
  const host = address?.socketAddress?.address ?? ''
  if (freebind && !ALWAYS_THERE.test(host)) at.at('freebind').unsupported()
}

function compileAccessLogs(
  message: Listener,
  makers: NetworkFilterMakers,
  at: Violations,
): readonly TcpAccessLogger[] {
  return message.accessLog.flatMap((config, i) => {
    const place = at.at('access_log', i)
    if (makers.accessLog === undefined) {
      place.unsupported('access log of a listener')
      return []
    }
    const compiled = makers.accessLog(config)
    if (compiled.kind === 'ok') return [compiled.value]
    place.adopt(compiled.violations)
    return []
  })
}

interface ChainEnv extends ListenerCompileEnv {
  /** Of the listener: see `frameOf`. */
  readonly frame: string
  /** Name of the listener. */
  readonly listener: string
  readonly reusable: ReadonlyMap<string, FilterChain>
}

function compileChain(
  message: FilterChainMessage,
  env: ChainEnv,
  at: Violations,
): FilterChain | null {
  // Criteria may change without the chain: they are not part of the key.
  const bare = FilterChainMessage.create({ ...message, filterChainMatch: null })
  const key = hashOf(FilterChainMessage.encode(bare))
  const known = env.reusable.get(key)
  if (known !== undefined) return known
  const before = at.count
  env.makers.cells?.begin(`chain ${env.listener} ${key}`)
  const tls = compileTransport(message, env, at)
  const filter = compileNetworkFilters(message.filters, env.makers, env.clock, at)
  if (filter === null || at.count > before) {
    tls?.close()
    return null
  }
  return new FilterChain({
    name: message.name,
    key,
    succession: successionOf(message, env.frame),
    tls,
    filter,
  })
}

/** Of a listener, what a connection met before its chain was chosen. */
function frameOf(message: Listener): string {
  const chainless = { filterChains: [], defaultFilterChain: null, accessLog: [] }
  return hashOf(ListenerMessage.encode(ListenerMessage.create({ ...message, ...chainless })))
}

/**
 * What a connection had to meet before its filters saw it: the listener, the chain's name and criteria, and its transport
 * socket with whom that trusts and what it demands, and filters that decided on it before the last. Only that last one,
 * and notes about all of them, are left out.
 */
function successionOf(message: FilterChainMessage, frame: string): string {
  const filters = message.filters.slice(0, -1)
  const demands = FilterChainMessage.create({ ...message, filters, metadata: null })
  return `${frame} ${hashOf(FilterChainMessage.encode(demands))}`
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64')
}

function compileTransport(
  message: FilterChainMessage,
  env: ListenerCompileEnv,
  at: Violations,
): DownstreamTls | null {
  const socket = message.transportSocket
  if (socket === null || isPlaintext(socket)) return null
  const place = at.at('transport_socket.typed_config')
  const context = unpack(DownstreamTlsContext, socket.typedConfig, place)
  if (context === null) return null
  const timeoutMs = durationMs(
    message.transportSocketConnectTimeout,
    0,
    at.at('transport_socket_connect_timeout'),
  )
  const before = at.count
  const spec = compileDownstreamTls(context, timeoutMs, env.secrets, place)
  return at.count > before ? null : new DownstreamTls(spec, env.trust, env.stats)
}

function isPlaintext(socket: TransportSocket): boolean {
  if (socket.typedConfig === null) return socket.name === 'envoy.transport_sockets.raw_buffer'
  return isType(socket.typedConfig, RawBuffer)
}

/** Envoy adds a TLS inspector where a chain cannot be chosen without one. */
function needsTlsInspector(message: Listener): boolean {
  return message.filterChains.some(({ filterChainMatch: match }) => {
    if (match === null) return false
    if (match.transportProtocol !== '') return match.transportProtocol === 'tls'
    return match.serverNames.length > 0 || match.applicationProtocols.length > 0
  })
}
