/** The filters of a chain → one NetworkFilter: HTTP connection manager, or TCP proxy behind what decides on connections. */
import { type Filter, HttpConnectionManager, TcpProxy } from '@flotilla/proto'
import { isType, unpack } from '../compile/fields.ts'
import type { Violations } from '../compile/violations.ts'
import { filterConfig } from '../http/compile/filter-config.ts'
import type { Compiled } from '../http/filter.ts'
import type { TcpFilterFactory, TcpFilterKind } from '../tcp/filter.ts'
import type { NetworkFilter } from './types.ts'

/** What terminal filters are made by; the two protocols live in their own folders. */
export interface NetworkFilterMakers {
  http(message: HttpConnectionManager): Compiled<NetworkFilter>
  tcp(message: TcpProxy, filters: readonly TcpFilterFactory[]): Compiled<NetworkFilter>
  /** By type URL of their configuration. */
  readonly tcpFilterKinds: ReadonlyMap<string, TcpFilterKind>
}

/** A chain ends in exactly one terminal filter; only filters for raw connections may stand before it. */
export function compileNetworkFilters(
  filters: readonly Filter[],
  makers: NetworkFilterMakers,
  at: Violations,
): NetworkFilter | null {
  const last = filters.length - 1
  const terminal = filters[last]
  if (terminal === undefined) {
    at.at('filters').add('must not be empty')
    return null
  }
  const before = filters
    .slice(0, last)
    .flatMap((filter, i) => compileTcpFilter(filter, makers, at.at('filters', i)))
  return compileTerminal(terminal, before, makers, at.at('filters', last))
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
    if (before.length > 0) at.add('filters before an HTTP connection manager are not implemented')
    const message = unpack(HttpConnectionManager, any, place)
    return message === null ? null : adopt(makers.http(message), place)
  }
  if (isType(any, TcpProxy)) {
    const message = unpack(TcpProxy, any, place)
    return message === null ? null : adopt(makers.tcp(message, before), place)
  }
  at.unsupported(`network filter ${JSON.stringify(filter.name)} of type ${any.typeUrl}`)
  return null
}

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
  const kind = makers.tcpFilterKinds.get(config.typeUrl)
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
