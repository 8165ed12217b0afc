/** Generated from envoy/config/listener/v3/listener_components.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { CidrRange, readCidrRange, writeCidrRange } from '../../core/v3/address.ts'
import { Metadata, TransportSocket, readMetadata, readTransportSocket, writeMetadata, writeTransportSocket } from '../../core/v3/base.ts'
import { Int32Range, readInt32Range, writeInt32Range } from '../../../type/v3/range.ts'
import { type MessageType, define } from '../../../../../message-type.ts'
import { Any, readAny, writeAny } from '../../../../../well-known/any.ts'
import { Duration, readDuration, writeDuration } from '../../../../../well-known/duration.ts'
import { BoolValue, UInt32Value, readBoolValue, readUInt32Value, writeBoolValue, writeUInt32Value } from '../../../../../well-known/wrappers.ts'
import { type Mutable, NO_ITEMS, append, put } from '../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../wire/message-reader.ts'

/** envoy.config.listener.v3.FilterChainMatch.ConnectionSourceType */
export const FilterChainMatchConnectionSourceType = {
  ANY: 0,
  SAME_IP_OR_LOOPBACK: 1,
  EXTERNAL: 2,
} as const
export type FilterChainMatchConnectionSourceType = (typeof FilterChainMatchConnectionSourceType)[keyof typeof FilterChainMatchConnectionSourceType]

/** envoy.config.listener.v3.Filter */
export interface Filter {
  readonly name: string
  readonly typedConfig: Any | null // oneof config_type
}

export const Filter: MessageType<Filter> = define<Filter>({
  name: 'envoy.config.listener.v3.Filter', empty: emptyFilter, write: writeFilter, read: readFilter,
  fields: () => [
    ['name', 1, 'string'],
    ['typed_config', 4, Any, '', 'configType'],
  ],
  pruned: { 5: 'config_discovery' },
})

export function emptyFilter(): Filter {
  return {
    name: '',
    typedConfig: null,
  }
}

export function writeFilter(m: Filter, w: ByteWriter): void {
  if (m.name !== '') w.uint32(10).string(m.name)
  if (m.typedConfig !== null) put(w, 34, writeAny, m.typedConfig)
}

export function readFilter(r: MessageReader, into: Filter | null): Filter {
  const m: Mutable<Filter> = into ?? emptyFilter()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.name = r.string(); break
      case 34: m.typedConfig = readAny(r.message(), m.typedConfig); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.listener.v3.FilterChain */
export interface FilterChain {
  readonly filterChainMatch: FilterChainMatch | null
  readonly filters: readonly Filter[]
  readonly useProxyProto: boolean | null
  readonly metadata: Metadata | null
  readonly transportSocket: TransportSocket | null
  readonly name: string
  readonly transportSocketConnectTimeout: Duration | null
}

export const FilterChain: MessageType<FilterChain> = define<FilterChain>({
  name: 'envoy.config.listener.v3.FilterChain', empty: emptyFilterChain, write: writeFilterChain, read: readFilterChain,
  fields: () => [
    ['filter_chain_match', 1, FilterChainMatch],
    ['filters', 3, Filter, 'list'],
    ['use_proxy_proto', 4, BoolValue],
    ['metadata', 5, Metadata],
    ['transport_socket', 6, TransportSocket],
    ['name', 7, 'string'],
    ['transport_socket_connect_timeout', 9, Duration],
  ],
  pruned: { 8: 'on_demand_configuration' },
})

export function emptyFilterChain(): FilterChain {
  return {
    filterChainMatch: null,
    filters: NO_ITEMS,
    useProxyProto: null,
    metadata: null,
    transportSocket: null,
    name: '',
    transportSocketConnectTimeout: null,
  }
}

export function writeFilterChain(m: FilterChain, w: ByteWriter): void {
  if (m.filterChainMatch !== null) put(w, 10, writeFilterChainMatch, m.filterChainMatch)
  for (const v of m.filters) put(w, 26, writeFilter, v)
  if (m.useProxyProto !== null) put(w, 34, writeBoolValue, m.useProxyProto)
  if (m.metadata !== null) put(w, 42, writeMetadata, m.metadata)
  if (m.transportSocket !== null) put(w, 50, writeTransportSocket, m.transportSocket)
  if (m.name !== '') w.uint32(58).string(m.name)
  if (m.transportSocketConnectTimeout !== null) put(w, 74, writeDuration, m.transportSocketConnectTimeout)
}

export function readFilterChain(r: MessageReader, into: FilterChain | null): FilterChain {
  const m: Mutable<FilterChain> = into ?? emptyFilterChain()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.filterChainMatch = readFilterChainMatch(r.message(), m.filterChainMatch); break
      case 26: m.filters = append(m.filters, readFilter(r.message(), null)); break
      case 34: m.useProxyProto = readBoolValue(r.message()); break
      case 42: m.metadata = readMetadata(r.message(), m.metadata); break
      case 50: m.transportSocket = readTransportSocket(r.message(), m.transportSocket); break
      case 58: m.name = r.string(); break
      case 74: m.transportSocketConnectTimeout = readDuration(r.message(), m.transportSocketConnectTimeout); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.listener.v3.FilterChainMatch */
export interface FilterChainMatch {
  readonly prefixRanges: readonly CidrRange[]
  readonly sourcePrefixRanges: readonly CidrRange[]
  readonly sourcePorts: readonly number[]
  readonly destinationPort: number | null
  readonly transportProtocol: string
  readonly applicationProtocols: readonly string[]
  readonly serverNames: readonly string[]
  readonly sourceType: FilterChainMatchConnectionSourceType
  readonly directSourcePrefixRanges: readonly CidrRange[]
}

export const FilterChainMatch: MessageType<FilterChainMatch> = define<FilterChainMatch>({
  name: 'envoy.config.listener.v3.FilterChainMatch', empty: emptyFilterChainMatch, write: writeFilterChainMatch, read: readFilterChainMatch,
  fields: () => [
    ['prefix_ranges', 3, CidrRange, 'list'],
    ['source_prefix_ranges', 6, CidrRange, 'list'],
    ['source_ports', 7, 'uint32', 'list'],
    ['destination_port', 8, UInt32Value],
    ['transport_protocol', 9, 'string'],
    ['application_protocols', 10, 'string', 'list'],
    ['server_names', 11, 'string', 'list'],
    ['source_type', 12, { enum: FilterChainMatchConnectionSourceType }],
    ['direct_source_prefix_ranges', 13, CidrRange, 'list'],
  ],
  pruned: { 4: 'address_suffix', 5: 'suffix_len' },
})

export function emptyFilterChainMatch(): FilterChainMatch {
  return {
    prefixRanges: NO_ITEMS,
    sourcePrefixRanges: NO_ITEMS,
    sourcePorts: NO_ITEMS,
    destinationPort: null,
    transportProtocol: '',
    applicationProtocols: NO_ITEMS,
    serverNames: NO_ITEMS,
    sourceType: 0,
    directSourcePrefixRanges: NO_ITEMS,
  }
}

export function writeFilterChainMatch(m: FilterChainMatch, w: ByteWriter): void {
  for (const v of m.prefixRanges) put(w, 26, writeCidrRange, v)
  for (const v of m.sourcePrefixRanges) put(w, 50, writeCidrRange, v)
  if (m.sourcePorts.length > 0) { w.uint32(58); const o = w.open(); for (const v of m.sourcePorts) w.uint32(v); w.close(o) }
  if (m.destinationPort !== null) put(w, 66, writeUInt32Value, m.destinationPort)
  if (m.transportProtocol !== '') w.uint32(74).string(m.transportProtocol)
  for (const v of m.applicationProtocols) w.uint32(82).string(v)
  for (const v of m.serverNames) w.uint32(90).string(v)
  if (m.sourceType !== 0) w.uint32(96).int32(m.sourceType)
  for (const v of m.directSourcePrefixRanges) put(w, 106, writeCidrRange, v)
}

export function readFilterChainMatch(r: MessageReader, into: FilterChainMatch | null): FilterChainMatch {
  const m: Mutable<FilterChainMatch> = into ?? emptyFilterChainMatch()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 26: m.prefixRanges = append(m.prefixRanges, readCidrRange(r.message(), null)); break
      case 50: m.sourcePrefixRanges = append(m.sourcePrefixRanges, readCidrRange(r.message(), null)); break
      case 56: m.sourcePorts = append(m.sourcePorts, r.uint32()); break
      case 58: { const p = r.message(); while (!p.done) m.sourcePorts = append(m.sourcePorts, p.uint32()); break }
      case 66: m.destinationPort = readUInt32Value(r.message()); break
      case 74: m.transportProtocol = r.string(); break
      case 82: m.applicationProtocols = append(m.applicationProtocols, r.string()); break
      case 90: m.serverNames = append(m.serverNames, r.string()); break
      case 96: m.sourceType = r.int32() as FilterChainMatchConnectionSourceType; break
      case 106: m.directSourcePrefixRanges = append(m.directSourcePrefixRanges, readCidrRange(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.listener.v3.ListenerFilter */
export interface ListenerFilter {
  readonly name: string
  readonly typedConfig: Any | null // oneof config_type
  readonly filterDisabled: ListenerFilterChainMatchPredicate | null
}

export const ListenerFilter: MessageType<ListenerFilter> = define<ListenerFilter>({
  name: 'envoy.config.listener.v3.ListenerFilter', empty: emptyListenerFilter, write: writeListenerFilter, read: readListenerFilter,
  fields: () => [
    ['name', 1, 'string'],
    ['typed_config', 3, Any, '', 'configType'],
    ['filter_disabled', 4, ListenerFilterChainMatchPredicate],
  ],
  pruned: { 5: 'config_discovery' },
})

export function emptyListenerFilter(): ListenerFilter {
  return {
    name: '',
    typedConfig: null,
    filterDisabled: null,
  }
}

export function writeListenerFilter(m: ListenerFilter, w: ByteWriter): void {
  if (m.name !== '') w.uint32(10).string(m.name)
  if (m.typedConfig !== null) put(w, 26, writeAny, m.typedConfig)
  if (m.filterDisabled !== null) put(w, 34, writeListenerFilterChainMatchPredicate, m.filterDisabled)
}

export function readListenerFilter(r: MessageReader, into: ListenerFilter | null): ListenerFilter {
  const m: Mutable<ListenerFilter> = into ?? emptyListenerFilter()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.name = r.string(); break
      case 26: m.typedConfig = readAny(r.message(), m.typedConfig); break
      case 34: m.filterDisabled = readListenerFilterChainMatchPredicate(r.message(), m.filterDisabled); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.listener.v3.ListenerFilterChainMatchPredicate */
export interface ListenerFilterChainMatchPredicate {
  readonly orMatch: ListenerFilterChainMatchPredicateMatchSet | null // oneof rule
  readonly andMatch: ListenerFilterChainMatchPredicateMatchSet | null // oneof rule
  readonly notMatch: ListenerFilterChainMatchPredicate | null // oneof rule
  readonly anyMatch: boolean | null // oneof rule
  readonly destinationPortRange: Int32Range | null // oneof rule
}

export const ListenerFilterChainMatchPredicate: MessageType<ListenerFilterChainMatchPredicate> = define<ListenerFilterChainMatchPredicate>({
  name: 'envoy.config.listener.v3.ListenerFilterChainMatchPredicate', empty: emptyListenerFilterChainMatchPredicate, write: writeListenerFilterChainMatchPredicate, read: readListenerFilterChainMatchPredicate,
  fields: () => [
    ['or_match', 1, ListenerFilterChainMatchPredicateMatchSet, '', 'rule'],
    ['and_match', 2, ListenerFilterChainMatchPredicateMatchSet, '', 'rule'],
    ['not_match', 3, ListenerFilterChainMatchPredicate, '', 'rule'],
    ['any_match', 4, 'bool', '', 'rule'],
    ['destination_port_range', 5, Int32Range, '', 'rule'],
  ],
})

export function emptyListenerFilterChainMatchPredicate(): ListenerFilterChainMatchPredicate {
  return {
    orMatch: null,
    andMatch: null,
    notMatch: null,
    anyMatch: null,
    destinationPortRange: null,
  }
}

export function writeListenerFilterChainMatchPredicate(m: ListenerFilterChainMatchPredicate, w: ByteWriter): void {
  if (m.orMatch !== null) put(w, 10, writeListenerFilterChainMatchPredicateMatchSet, m.orMatch)
  if (m.andMatch !== null) put(w, 18, writeListenerFilterChainMatchPredicateMatchSet, m.andMatch)
  if (m.notMatch !== null) put(w, 26, writeListenerFilterChainMatchPredicate, m.notMatch)
  if (m.anyMatch !== null) w.uint32(32).bool(m.anyMatch)
  if (m.destinationPortRange !== null) put(w, 42, writeInt32Range, m.destinationPortRange)
}

export function readListenerFilterChainMatchPredicate(r: MessageReader, into: ListenerFilterChainMatchPredicate | null): ListenerFilterChainMatchPredicate {
  const m: Mutable<ListenerFilterChainMatchPredicate> = into ?? emptyListenerFilterChainMatchPredicate()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: { const v = readListenerFilterChainMatchPredicateMatchSet(r.message(), m.orMatch); clearListenerFilterChainMatchPredicate_rule(m); m.orMatch = v; break }
      case 18: { const v = readListenerFilterChainMatchPredicateMatchSet(r.message(), m.andMatch); clearListenerFilterChainMatchPredicate_rule(m); m.andMatch = v; break }
      case 26: { const v = readListenerFilterChainMatchPredicate(r.message(), m.notMatch); clearListenerFilterChainMatchPredicate_rule(m); m.notMatch = v; break }
      case 32: { const v = r.bool(); clearListenerFilterChainMatchPredicate_rule(m); m.anyMatch = v; break }
      case 42: { const v = readInt32Range(r.message(), m.destinationPortRange); clearListenerFilterChainMatchPredicate_rule(m); m.destinationPortRange = v; break }
      default: r.skipField(tag)
    }
  }
  return m
}
function clearListenerFilterChainMatchPredicate_rule(m: Mutable<ListenerFilterChainMatchPredicate>): void {
  m.orMatch = null
  m.andMatch = null
  m.notMatch = null
  m.anyMatch = null
  m.destinationPortRange = null
}

/** envoy.config.listener.v3.ListenerFilterChainMatchPredicate.MatchSet */
export interface ListenerFilterChainMatchPredicateMatchSet {
  readonly rules: readonly ListenerFilterChainMatchPredicate[]
}

export const ListenerFilterChainMatchPredicateMatchSet: MessageType<ListenerFilterChainMatchPredicateMatchSet> = define<ListenerFilterChainMatchPredicateMatchSet>({
  name: 'envoy.config.listener.v3.ListenerFilterChainMatchPredicate.MatchSet', empty: emptyListenerFilterChainMatchPredicateMatchSet, write: writeListenerFilterChainMatchPredicateMatchSet, read: readListenerFilterChainMatchPredicateMatchSet,
  fields: () => [
    ['rules', 1, ListenerFilterChainMatchPredicate, 'list'],
  ],
})

export function emptyListenerFilterChainMatchPredicateMatchSet(): ListenerFilterChainMatchPredicateMatchSet {
  return {
    rules: NO_ITEMS,
  }
}

export function writeListenerFilterChainMatchPredicateMatchSet(m: ListenerFilterChainMatchPredicateMatchSet, w: ByteWriter): void {
  for (const v of m.rules) put(w, 10, writeListenerFilterChainMatchPredicate, v)
}

export function readListenerFilterChainMatchPredicateMatchSet(r: MessageReader, into: ListenerFilterChainMatchPredicateMatchSet | null): ListenerFilterChainMatchPredicateMatchSet {
  const m: Mutable<ListenerFilterChainMatchPredicateMatchSet> = into ?? emptyListenerFilterChainMatchPredicateMatchSet()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.rules = append(m.rules, readListenerFilterChainMatchPredicate(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}
