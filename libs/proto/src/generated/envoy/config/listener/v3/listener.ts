/** Generated from envoy/config/listener/v3/listener.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { AccessLog, readAccessLog, writeAccessLog } from '../../accesslog/v3/accesslog.ts'
import { Address, TcpKeepalive, readAddress, readTcpKeepalive, writeAddress, writeTcpKeepalive } from '../../core/v3/address.ts'
import { Metadata, TrafficDirection, readMetadata, writeMetadata } from '../../core/v3/base.ts'
import { TypedExtensionConfig, readTypedExtensionConfig, writeTypedExtensionConfig } from '../../core/v3/extension.ts'
import { SocketOption, readSocketOption, writeSocketOption } from '../../core/v3/socket_option.ts'
import { ApiListener, readApiListener, writeApiListener } from './api_listener.ts'
import { FilterChain, ListenerFilter, readFilterChain, readListenerFilter, writeFilterChain, writeListenerFilter } from './listener_components.ts'
import { Matcher, readMatcher, writeMatcher } from '../../../../xds/type/matcher/v3/matcher.ts'
import { type MessageType, define } from '../../../../../message-type.ts'
import { Duration, readDuration, writeDuration } from '../../../../../well-known/duration.ts'
import { BoolValue, UInt32Value, readBoolValue, readUInt32Value, writeBoolValue, writeUInt32Value } from '../../../../../well-known/wrappers.ts'
import { type Mutable, NO_ITEMS, append, put } from '../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../wire/message-reader.ts'

/** envoy.config.listener.v3.Listener.DrainType */
export const ListenerDrainType = {
  DEFAULT: 0,
  MODIFY_ONLY: 1,
} as const
export type ListenerDrainType = (typeof ListenerDrainType)[keyof typeof ListenerDrainType]

/** envoy.config.listener.v3.AdditionalAddress */
export interface AdditionalAddress {
  readonly address: Address | null
}

export const AdditionalAddress: MessageType<AdditionalAddress> = define<AdditionalAddress>({
  name: 'envoy.config.listener.v3.AdditionalAddress', empty: emptyAdditionalAddress, write: writeAdditionalAddress, read: readAdditionalAddress,
  fields: () => [
    ['address', 1, Address],
  ],
  pruned: { 2: 'socket_options' },
})

export function emptyAdditionalAddress(): AdditionalAddress {
  return {
    address: null,
  }
}

export function writeAdditionalAddress(m: AdditionalAddress, w: ByteWriter): void {
  if (m.address !== null) put(w, 10, writeAddress, m.address)
}

export function readAdditionalAddress(r: MessageReader, into: AdditionalAddress | null): AdditionalAddress {
  const m: Mutable<AdditionalAddress> = into ?? emptyAdditionalAddress()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.address = readAddress(r.message(), m.address); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.listener.v3.Listener */
export interface Listener {
  readonly name: string
  readonly address: Address | null
  readonly filterChains: readonly FilterChain[]
  readonly useOriginalDst: boolean | null
  readonly perConnectionBufferLimitBytes: number | null
  readonly metadata: Metadata | null
  readonly deprecatedV1: ListenerDeprecatedV1 | null
  readonly drainType: ListenerDrainType
  readonly listenerFilters: readonly ListenerFilter[]
  readonly transparent: boolean | null
  readonly freebind: boolean | null
  readonly socketOptions: readonly SocketOption[]
  readonly listenerFiltersTimeout: Duration | null
  readonly trafficDirection: TrafficDirection
  readonly continueOnListenerFiltersTimeout: boolean
  readonly apiListener: ApiListener | null
  readonly connectionBalanceConfig: ListenerConnectionBalanceConfig | null
  readonly reusePort: boolean
  readonly accessLog: readonly AccessLog[]
  readonly tcpBacklogSize: number | null
  readonly defaultFilterChain: FilterChain | null
  readonly bindToPort: boolean | null
  readonly statPrefix: string
  readonly enableReusePort: boolean | null
  readonly ignoreGlobalConnLimit: boolean
  readonly filterChainMatcher: Matcher | null
  readonly additionalAddresses: readonly AdditionalAddress[]
  readonly maxConnectionsToAcceptPerSocketEvent: number | null
  readonly bypassOverloadManager: boolean
  readonly tcpKeepalive: TcpKeepalive | null
}

export const Listener: MessageType<Listener> = define<Listener>({
  name: 'envoy.config.listener.v3.Listener', empty: emptyListener, write: writeListener, read: readListener,
  fields: () => [
    ['name', 1, 'string'],
    ['address', 2, Address],
    ['filter_chains', 3, FilterChain, 'list'],
    ['use_original_dst', 4, BoolValue],
    ['per_connection_buffer_limit_bytes', 5, UInt32Value],
    ['metadata', 6, Metadata],
    ['deprecated_v1', 7, ListenerDeprecatedV1],
    ['drain_type', 8, { enum: ListenerDrainType }],
    ['listener_filters', 9, ListenerFilter, 'list'],
    ['transparent', 10, BoolValue],
    ['freebind', 11, BoolValue],
    ['socket_options', 13, SocketOption, 'list'],
    ['listener_filters_timeout', 15, Duration],
    ['traffic_direction', 16, { enum: TrafficDirection }],
    ['continue_on_listener_filters_timeout', 17, 'bool'],
    ['api_listener', 19, ApiListener],
    ['connection_balance_config', 20, ListenerConnectionBalanceConfig],
    ['reuse_port', 21, 'bool'],
    ['access_log', 22, AccessLog, 'list'],
    ['tcp_backlog_size', 24, UInt32Value],
    ['default_filter_chain', 25, FilterChain],
    ['bind_to_port', 26, BoolValue],
    ['stat_prefix', 28, 'string'],
    ['enable_reuse_port', 29, BoolValue],
    ['ignore_global_conn_limit', 31, 'bool'],
    ['filter_chain_matcher', 32, Matcher],
    ['additional_addresses', 33, AdditionalAddress, 'list'],
    ['max_connections_to_accept_per_socket_event', 34, UInt32Value],
    ['bypass_overload_manager', 35, 'bool'],
    ['tcp_keepalive', 37, TcpKeepalive],
  ],
  pruned: { 12: 'tcp_fast_open_queue_length', 18: 'udp_listener_config', 27: 'internal_listener', 30: 'enable_mptcp' },
})

export function emptyListener(): Listener {
  return {
    name: '',
    address: null,
    filterChains: NO_ITEMS,
    useOriginalDst: null,
    perConnectionBufferLimitBytes: null,
    metadata: null,
    deprecatedV1: null,
    drainType: 0,
    listenerFilters: NO_ITEMS,
    transparent: null,
    freebind: null,
    socketOptions: NO_ITEMS,
    listenerFiltersTimeout: null,
    trafficDirection: 0,
    continueOnListenerFiltersTimeout: false,
    apiListener: null,
    connectionBalanceConfig: null,
    reusePort: false,
    accessLog: NO_ITEMS,
    tcpBacklogSize: null,
    defaultFilterChain: null,
    bindToPort: null,
    statPrefix: '',
    enableReusePort: null,
    ignoreGlobalConnLimit: false,
    filterChainMatcher: null,
    additionalAddresses: NO_ITEMS,
    maxConnectionsToAcceptPerSocketEvent: null,
    bypassOverloadManager: false,
    tcpKeepalive: null,
  }
}

export function writeListener(m: Listener, w: ByteWriter): void {
  if (m.name !== '') w.uint32(10).string(m.name)
  if (m.address !== null) put(w, 18, writeAddress, m.address)
  for (const v of m.filterChains) put(w, 26, writeFilterChain, v)
  if (m.useOriginalDst !== null) put(w, 34, writeBoolValue, m.useOriginalDst)
  if (m.perConnectionBufferLimitBytes !== null) put(w, 42, writeUInt32Value, m.perConnectionBufferLimitBytes)
  if (m.metadata !== null) put(w, 50, writeMetadata, m.metadata)
  if (m.deprecatedV1 !== null) put(w, 58, writeListenerDeprecatedV1, m.deprecatedV1)
  if (m.drainType !== 0) w.uint32(64).int32(m.drainType)
  for (const v of m.listenerFilters) put(w, 74, writeListenerFilter, v)
  if (m.transparent !== null) put(w, 82, writeBoolValue, m.transparent)
  if (m.freebind !== null) put(w, 90, writeBoolValue, m.freebind)
  for (const v of m.socketOptions) put(w, 106, writeSocketOption, v)
  if (m.listenerFiltersTimeout !== null) put(w, 122, writeDuration, m.listenerFiltersTimeout)
  if (m.trafficDirection !== 0) w.uint32(128).int32(m.trafficDirection)
  if (m.continueOnListenerFiltersTimeout) w.uint32(136).bool(m.continueOnListenerFiltersTimeout)
  if (m.apiListener !== null) put(w, 154, writeApiListener, m.apiListener)
  if (m.connectionBalanceConfig !== null) put(w, 162, writeListenerConnectionBalanceConfig, m.connectionBalanceConfig)
  if (m.reusePort) w.uint32(168).bool(m.reusePort)
  for (const v of m.accessLog) put(w, 178, writeAccessLog, v)
  if (m.tcpBacklogSize !== null) put(w, 194, writeUInt32Value, m.tcpBacklogSize)
  if (m.defaultFilterChain !== null) put(w, 202, writeFilterChain, m.defaultFilterChain)
  if (m.bindToPort !== null) put(w, 210, writeBoolValue, m.bindToPort)
  if (m.statPrefix !== '') w.uint32(226).string(m.statPrefix)
  if (m.enableReusePort !== null) put(w, 234, writeBoolValue, m.enableReusePort)
  if (m.ignoreGlobalConnLimit) w.uint32(248).bool(m.ignoreGlobalConnLimit)
  if (m.filterChainMatcher !== null) put(w, 258, writeMatcher, m.filterChainMatcher)
  for (const v of m.additionalAddresses) put(w, 266, writeAdditionalAddress, v)
  if (m.maxConnectionsToAcceptPerSocketEvent !== null) put(w, 274, writeUInt32Value, m.maxConnectionsToAcceptPerSocketEvent)
  if (m.bypassOverloadManager) w.uint32(280).bool(m.bypassOverloadManager)
  if (m.tcpKeepalive !== null) put(w, 298, writeTcpKeepalive, m.tcpKeepalive)
}

export function readListener(r: MessageReader, into: Listener | null): Listener {
  const m: Mutable<Listener> = into ?? emptyListener()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.name = r.string(); break
      case 18: m.address = readAddress(r.message(), m.address); break
      case 26: m.filterChains = append(m.filterChains, readFilterChain(r.message(), null)); break
      case 34: m.useOriginalDst = readBoolValue(r.message()); break
      case 42: m.perConnectionBufferLimitBytes = readUInt32Value(r.message()); break
      case 50: m.metadata = readMetadata(r.message(), m.metadata); break
      case 58: m.deprecatedV1 = readListenerDeprecatedV1(r.message(), m.deprecatedV1); break
      case 64: m.drainType = r.int32() as ListenerDrainType; break
      case 74: m.listenerFilters = append(m.listenerFilters, readListenerFilter(r.message(), null)); break
      case 82: m.transparent = readBoolValue(r.message()); break
      case 90: m.freebind = readBoolValue(r.message()); break
      case 106: m.socketOptions = append(m.socketOptions, readSocketOption(r.message(), null)); break
      case 122: m.listenerFiltersTimeout = readDuration(r.message(), m.listenerFiltersTimeout); break
      case 128: m.trafficDirection = r.int32() as TrafficDirection; break
      case 136: m.continueOnListenerFiltersTimeout = r.bool(); break
      case 154: m.apiListener = readApiListener(r.message(), m.apiListener); break
      case 162: m.connectionBalanceConfig = readListenerConnectionBalanceConfig(r.message(), m.connectionBalanceConfig); break
      case 168: m.reusePort = r.bool(); break
      case 178: m.accessLog = append(m.accessLog, readAccessLog(r.message(), null)); break
      case 194: m.tcpBacklogSize = readUInt32Value(r.message()); break
      case 202: m.defaultFilterChain = readFilterChain(r.message(), m.defaultFilterChain); break
      case 210: m.bindToPort = readBoolValue(r.message()); break
      case 226: m.statPrefix = r.string(); break
      case 234: m.enableReusePort = readBoolValue(r.message()); break
      case 248: m.ignoreGlobalConnLimit = r.bool(); break
      case 258: m.filterChainMatcher = readMatcher(r.message(), m.filterChainMatcher); break
      case 266: m.additionalAddresses = append(m.additionalAddresses, readAdditionalAddress(r.message(), null)); break
      case 274: m.maxConnectionsToAcceptPerSocketEvent = readUInt32Value(r.message()); break
      case 280: m.bypassOverloadManager = r.bool(); break
      case 298: m.tcpKeepalive = readTcpKeepalive(r.message(), m.tcpKeepalive); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.listener.v3.Listener.ConnectionBalanceConfig */
export interface ListenerConnectionBalanceConfig {
  readonly exactBalance: ListenerConnectionBalanceConfigExactBalance | null // oneof balance_type
  readonly extendBalance: TypedExtensionConfig | null // oneof balance_type
}

export const ListenerConnectionBalanceConfig: MessageType<ListenerConnectionBalanceConfig> = define<ListenerConnectionBalanceConfig>({
  name: 'envoy.config.listener.v3.Listener.ConnectionBalanceConfig', empty: emptyListenerConnectionBalanceConfig, write: writeListenerConnectionBalanceConfig, read: readListenerConnectionBalanceConfig,
  fields: () => [
    ['exact_balance', 1, ListenerConnectionBalanceConfigExactBalance, '', 'balanceType'],
    ['extend_balance', 2, TypedExtensionConfig, '', 'balanceType'],
  ],
})

export function emptyListenerConnectionBalanceConfig(): ListenerConnectionBalanceConfig {
  return {
    exactBalance: null,
    extendBalance: null,
  }
}

export function writeListenerConnectionBalanceConfig(m: ListenerConnectionBalanceConfig, w: ByteWriter): void {
  if (m.exactBalance !== null) put(w, 10, writeListenerConnectionBalanceConfigExactBalance, m.exactBalance)
  if (m.extendBalance !== null) put(w, 18, writeTypedExtensionConfig, m.extendBalance)
}

export function readListenerConnectionBalanceConfig(r: MessageReader, into: ListenerConnectionBalanceConfig | null): ListenerConnectionBalanceConfig {
  const m: Mutable<ListenerConnectionBalanceConfig> = into ?? emptyListenerConnectionBalanceConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: { const v = readListenerConnectionBalanceConfigExactBalance(r.message(), m.exactBalance); clearListenerConnectionBalanceConfig_balance_type(m); m.exactBalance = v; break }
      case 18: { const v = readTypedExtensionConfig(r.message(), m.extendBalance); clearListenerConnectionBalanceConfig_balance_type(m); m.extendBalance = v; break }
      default: r.skipField(tag)
    }
  }
  return m
}
function clearListenerConnectionBalanceConfig_balance_type(m: Mutable<ListenerConnectionBalanceConfig>): void {
  m.exactBalance = null
  m.extendBalance = null
}

/** envoy.config.listener.v3.Listener.ConnectionBalanceConfig.ExactBalance */
export interface ListenerConnectionBalanceConfigExactBalance {
}

export const ListenerConnectionBalanceConfigExactBalance: MessageType<ListenerConnectionBalanceConfigExactBalance> = define<ListenerConnectionBalanceConfigExactBalance>({
  name: 'envoy.config.listener.v3.Listener.ConnectionBalanceConfig.ExactBalance', empty: emptyListenerConnectionBalanceConfigExactBalance, write: writeListenerConnectionBalanceConfigExactBalance, read: readListenerConnectionBalanceConfigExactBalance,
  fields: () => [],
})

export function emptyListenerConnectionBalanceConfigExactBalance(): ListenerConnectionBalanceConfigExactBalance {
  return {}
}

export function writeListenerConnectionBalanceConfigExactBalance(_m: ListenerConnectionBalanceConfigExactBalance, _w: ByteWriter): void {
}

export function readListenerConnectionBalanceConfigExactBalance(r: MessageReader, into: ListenerConnectionBalanceConfigExactBalance | null): ListenerConnectionBalanceConfigExactBalance {
  const m: Mutable<ListenerConnectionBalanceConfigExactBalance> = into ?? emptyListenerConnectionBalanceConfigExactBalance()
  while (!r.done) r.skipField(r.uint32())
  return m
}

/** envoy.config.listener.v3.Listener.DeprecatedV1 */
export interface ListenerDeprecatedV1 {
  readonly bindToPort: boolean | null
}

export const ListenerDeprecatedV1: MessageType<ListenerDeprecatedV1> = define<ListenerDeprecatedV1>({
  name: 'envoy.config.listener.v3.Listener.DeprecatedV1', empty: emptyListenerDeprecatedV1, write: writeListenerDeprecatedV1, read: readListenerDeprecatedV1,
  fields: () => [
    ['bind_to_port', 1, BoolValue],
  ],
})

export function emptyListenerDeprecatedV1(): ListenerDeprecatedV1 {
  return {
    bindToPort: null,
  }
}

export function writeListenerDeprecatedV1(m: ListenerDeprecatedV1, w: ByteWriter): void {
  if (m.bindToPort !== null) put(w, 10, writeBoolValue, m.bindToPort)
}

export function readListenerDeprecatedV1(r: MessageReader, into: ListenerDeprecatedV1 | null): ListenerDeprecatedV1 {
  const m: Mutable<ListenerDeprecatedV1> = into ?? emptyListenerDeprecatedV1()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.bindToPort = readBoolValue(r.message()); break
      default: r.skipField(tag)
    }
  }
  return m
}
