/** The filters of a chain → one NetworkFilter: HTTP connection manager, or TCP proxy behind what decides on connections. */
import {
  type AccessLog,
  ConnectionLimit,
  Echo as EchoMessage,
  type Filter,
  HttpConnectionManager,
  NetworkRateLimit,
  TcpDirectResponse,
  TcpProxy,
  typeNameOf,
} from '@flotilla/proto'
import type { Clock } from '@flotilla/time'
import { isType, unpack } from '../compile/fields.ts'
import type { Violations } from '../compile/violations.ts'
import { filterConfig } from '../http/compile/filter-config.ts'
import type { Compiled } from '../http/filter.ts'
import { type ConnectionGate, GatedFilter } from '../tcp/connection-gate.ts'
import { compileConnectionLimit } from '../tcp/connection-limit.ts'
import { compileConnectionRate } from '../tcp/connection-rate.ts'
import type { TcpFilterFactory, TcpFilterKind } from '../tcp/filter.ts'
import { SCREENS, Screen } from '../tcp/screen.ts'
import { compileDirectResponse, Echo } from '../tcp/small-terminals.ts'
import { sniClusterKind } from '../tcp/sni-cluster.ts'
import type { TcpAccessLogger } from '../tcp/tcp-proxy.ts'
import type { CellSource } from '../workers/shared-cells.ts'
import type { NetworkFilter } from './types.ts'

/** What terminal filters are made by; the two protocols live in their own folders. */
export interface NetworkFilterMakers {
  http(message: HttpConnectionManager): Compiled<NetworkFilter>
  tcp(message: TcpProxy, filters: readonly TcpFilterFactory[]): Compiled<NetworkFilter>
  /** Absent: a listener has no access log. */
  readonly accessLog?: (config: AccessLog) => Compiled<TcpAccessLogger>
  /** By type URL of their configuration. */
  readonly tcpFilterKinds: ReadonlyMap<string, TcpFilterKind>
  /** Absent or null: this thread is alone. */
  readonly cells?: CellSource | null
}

/**
 * A chain ends in exactly one terminal filter. Before it may stand filters that only admit connections, which come first
 * whatever their place, and, before a TCP proxy, filters for raw connections.
 */
export function compileNetworkFilters(
  filters: readonly Filter[],
  makers: NetworkFilterMakers,
  clock: Clock,
  at: Violations,
): NetworkFilter | null {
  const last = filters.length - 1
  const terminal = filters[last]
  if (terminal === undefined) {
    at.at('filters').add('must not be empty')
    return null
  }
  const gates: ConnectionGate[] = []
  const before: TcpFilterFactory[] = []
  const isTcp = terminal.typedConfig !== null && isType(terminal.typedConfig, TcpProxy)
  for (const [i, filter] of filters.slice(0, last).entries()) {
    const place = at.at('filters', i)
    if (!isTcp && filter.typedConfig !== null && !SCREENS.has(typeNameOf(filter.typedConfig)))
      refuseBeforeOthers(filter, place)
    const gate = compileGate(filter, clock, makers.cells ?? null, place)
    if (gate === undefined) before.push(...compileTcpFilter(filter, makers, place))
    else if (gate !== null) gates.push(gate)
  }
  const inner = compileTerminal(terminal, before, makers, at.at('filters', last))
  return inner === null || gates.length === 0 ? inner : new GatedFilter(gates, inner)
}

/** Gates stand before any filter; of the others only those that decide at once. */
function refuseBeforeOthers(filter: Filter, at: Violations): void {
  const any = filter.typedConfig
  if (any === null || isType(any, ConnectionLimit) || isType(any, NetworkRateLimit)) return
  at.unsupported(`network filter ${JSON.stringify(filter.name)} before what is no TCP proxy`)
}

/** Undefined where the filter is no gate; null, with violations, where it is a wrong one. */
function compileGate(
  { typedConfig: any }: Filter,
  clock: Clock,
  cells: CellSource | null,
  at: Violations,
): ConnectionGate | null | undefined {
  if (any === null) return undefined
  const place = at.at('typed_config')
  if (isType(any, ConnectionLimit)) {
    const message = unpack(ConnectionLimit, any, place)
    return message === null ? null : compileConnectionLimit(message, clock, cells, place)
  }
  if (isType(any, NetworkRateLimit)) {
    const message = unpack(NetworkRateLimit, any, place)
    return message === null ? null : compileConnectionRate(message, clock, cells, place)
  }
  return undefined
}

function compileTerminal(
  filter: Filter,
  before: readonly TcpFilterFactory[],
  makers: NetworkFilterMakers,
  at: Violations,
): NetworkFilter | null {
  const any = filter.typedConfig
  const place = at.at('typed_config')
  if (any === null) {
    place.add('is required')
    return null
  }
  if (isType(any, HttpConnectionManager)) {
    const message = unpack(HttpConnectionManager, any, place)
    const manager = message === null ? null : adopt(makers.http(message), place)
    return manager === null || before.length === 0
      ? manager
      : new GatedFilter(
          before.map((one) => new Screen(one)),
          manager,
        )
  }
  if (isType(any, TcpProxy)) {
    const message = unpack(TcpProxy, any, place)
    return message === null ? null : adopt(makers.tcp(message, before), place)
  }
  if (isType(any, TcpDirectResponse)) {
    const message = unpack(TcpDirectResponse, any, place)
    return message === null ? null : compileDirectResponse(message, place)
  }
  if (isType(any, EchoMessage)) return new Echo()
  at.unsupported(`network filter ${JSON.stringify(filter.name)} of type ${any.typeUrl}`)
  return null
}

/** Filters for raw connections that need nothing of the process. */
const OWN_KINDS: ReadonlyMap<string, TcpFilterKind> = new Map(
  [sniClusterKind()].flatMap((kind) => kind.typeUrls.map((url) => [url, kind] as const)),
)

function compileTcpFilter(
  filter: Filter,
  makers: NetworkFilterMakers,
  at: Violations,
): TcpFilterFactory[] {
  const any = filter.typedConfig
  if (any === null) {
    at.at('typed_config').add('is required')
    return []
  }
  const config = filterConfig(any, at.at('typed_config'))
  if (config === null) return []
  const kind = makers.tcpFilterKinds.get(config.typeUrl) ?? OWN_KINDS.get(config.typeUrl)
  if (kind === undefined) {
    at.unsupported(`network filter ${JSON.stringify(filter.name)} of type ${config.typeUrl}`)
    return []
  }
  const factory = adopt(kind.compile(config, filter.name), at.at('typed_config'))
  return factory === null ? [] : [factory]
}

function adopt<T>(compiled: Compiled<T>, at: Violations): T | null {
  if (compiled.kind === 'ok') return compiled.value
  at.adopt(compiled.violations)
  return null
}
