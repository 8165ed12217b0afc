/** Generated from envoy/config/listener/v3/listener.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { AccessLog, readAccessLog, writeAccessLog } from '../../accesslog/v3/accesslog.ts'
import { Address, readAddress, writeAddress } from '../../core/v3/address.ts'
import { Metadata, TrafficDirection, readMetadata, writeMetadata } from '../../core/v3/base.ts'
import { ApiListener, readApiListener, writeApiListener } from './api_listener.ts'
import { FilterChain, ListenerFilter, readFilterChain, readListenerFilter, writeFilterChain, writeListenerFilter } from './listener_components.ts'
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
  readonly drainType: ListenerDrainType
  readonly listenerFilters: readonly ListenerFilter[]
  readonly transparent: boolean | null
  readonly listenerFiltersTimeout: Duration | null
  readonly trafficDirection: TrafficDirection
  readonly continueOnListenerFiltersTimeout: boolean
  readonly apiListener: ApiListener | null
  readonly accessLog: readonly AccessLog[]
  readonly tcpBacklogSize: number | null
  readonly defaultFilterChain: FilterChain | null
  readonly bindToPort: boolean | null
  readonly statPrefix: string
  readonly enableReusePort: boolean | null
  readonly ignoreGlobalConnLimit: boolean
  readonly additionalAddresses: readonly AdditionalAddress[]
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
    ['drain_type', 8, { enum: ListenerDrainType }],
    ['listener_filters', 9, ListenerFilter, 'list'],
    ['transparent', 10, BoolValue],
    ['listener_filters_timeout', 15, Duration],
    ['traffic_direction', 16, { enum: TrafficDirection }],
    ['continue_on_listener_filters_timeout', 17, 'bool'],
    ['api_listener', 19, ApiListener],
    ['access_log', 22, AccessLog, 'list'],
    ['tcp_backlog_size', 24, UInt32Value],
    ['default_filter_chain', 25, FilterChain],
    ['bind_to_port', 26, BoolValue],
    ['stat_prefix', 28, 'string'],
    ['enable_reuse_port', 29, BoolValue],
    ['ignore_global_conn_limit', 31, 'bool'],
    ['additional_addresses', 33, AdditionalAddress, 'list'],
  ],
  pruned: { 7: 'deprecated_v1', 11: 'freebind', 12: 'tcp_fast_open_queue_length', 13: 'socket_options', 18: 'udp_listener_config', 20: 'connection_balance_config', 21: 'reuse_port', 27: 'internal_listener', 30: 'enable_mptcp', 32: 'filter_chain_matcher', 34: 'max_connections_to_accept_per_socket_event', 35: 'bypass_overload_manager' },
})

export function emptyListener(): Listener {
  return {
    name: '',
    address: null,
    filterChains: NO_ITEMS,
    useOriginalDst: null,
    perConnectionBufferLimitBytes: null,
    metadata: null,
    drainType: 0,
    listenerFilters: NO_ITEMS,
    transparent: null,
    listenerFiltersTimeout: null,
    trafficDirection: 0,
    continueOnListenerFiltersTimeout: false,
    apiListener: null,
    accessLog: NO_ITEMS,
    tcpBacklogSize: null,
    defaultFilterChain: null,
    bindToPort: null,
    statPrefix: '',
    enableReusePort: null,
    ignoreGlobalConnLimit: false,
    additionalAddresses: NO_ITEMS,
  }
}

export function writeListener(m: Listener, w: ByteWriter): void {
  if (m.name !== '') w.uint32(10).string(m.name)
  if (m.address !== null) put(w, 18, writeAddress, m.address)
  for (const v of m.filterChains) put(w, 26, writeFilterChain, v)
  if (m.useOriginalDst !== null) put(w, 34, writeBoolValue, m.useOriginalDst)
  if (m.perConnectionBufferLimitBytes !== null) put(w, 42, writeUInt32Value, m.perConnectionBufferLimitBytes)
  if (m.metadata !== null) put(w, 50, writeMetadata, m.metadata)
  if (m.drainType !== 0) w.uint32(64).int32(m.drainType)
  for (const v of m.listenerFilters) put(w, 74, writeListenerFilter, v)
  if (m.transparent !== null) put(w, 82, writeBoolValue, m.transparent)
  if (m.listenerFiltersTimeout !== null) put(w, 122, writeDuration, m.listenerFiltersTimeout)
  if (m.trafficDirection !== 0) w.uint32(128).int32(m.trafficDirection)
  if (m.continueOnListenerFiltersTimeout) w.uint32(136).bool(m.continueOnListenerFiltersTimeout)
  if (m.apiListener !== null) put(w, 154, writeApiListener, m.apiListener)
  for (const v of m.accessLog) put(w, 178, writeAccessLog, v)
  if (m.tcpBacklogSize !== null) put(w, 194, writeUInt32Value, m.tcpBacklogSize)
  if (m.defaultFilterChain !== null) put(w, 202, writeFilterChain, m.defaultFilterChain)
  if (m.bindToPort !== null) put(w, 210, writeBoolValue, m.bindToPort)
  if (m.statPrefix !== '') w.uint32(226).string(m.statPrefix)
  if (m.enableReusePort !== null) put(w, 234, writeBoolValue, m.enableReusePort)
  if (m.ignoreGlobalConnLimit) w.uint32(248).bool(m.ignoreGlobalConnLimit)
  for (const v of m.additionalAddresses) put(w, 266, writeAdditionalAddress, v)
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
      case 64: m.drainType = r.int32() as ListenerDrainType; break
      case 74: m.listenerFilters = append(m.listenerFilters, readListenerFilter(r.message(), null)); break
      case 82: m.transparent = readBoolValue(r.message()); break
      case 122: m.listenerFiltersTimeout = readDuration(r.message(), m.listenerFiltersTimeout); break
      case 128: m.trafficDirection = r.int32() as TrafficDirection; break
      case 136: m.continueOnListenerFiltersTimeout = r.bool(); break
      case 154: m.apiListener = readApiListener(r.message(), m.apiListener); break
      case 178: m.accessLog = append(m.accessLog, readAccessLog(r.message(), null)); break
      case 194: m.tcpBacklogSize = readUInt32Value(r.message()); break
      case 202: m.defaultFilterChain = readFilterChain(r.message(), m.defaultFilterChain); break
      case 210: m.bindToPort = readBoolValue(r.message()); break
      case 226: m.statPrefix = r.string(); break
      case 234: m.enableReusePort = readBoolValue(r.message()); break
      case 248: m.ignoreGlobalConnLimit = r.bool(); break
      case 266: m.additionalAddresses = append(m.additionalAddresses, readAdditionalAddress(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}
