/** Generated from envoy/config/core/v3/address.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../message-type.ts'
import { UInt32Value, readUInt32Value, writeUInt32Value } from '../../../../../well-known/wrappers.ts'
import { type Mutable, NO_ITEMS, append, put } from '../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../wire/message-reader.ts'

/** envoy.config.core.v3.SocketAddress.Protocol */
export const SocketAddressProtocol = {
  TCP: 0,
  UDP: 1,
} as const
export type SocketAddressProtocol = (typeof SocketAddressProtocol)[keyof typeof SocketAddressProtocol]

/** envoy.config.core.v3.Address */
export interface Address {
  readonly socketAddress: SocketAddress | null // oneof address
  readonly pipe: Pipe | null // oneof address
  readonly envoyInternalAddress: EnvoyInternalAddress | null // oneof address
}

export const Address: MessageType<Address> = define<Address>({
  name: 'envoy.config.core.v3.Address', empty: emptyAddress, write: writeAddress, read: readAddress,
  fields: () => [
    ['socket_address', 1, SocketAddress, '', 'address'],
    ['pipe', 2, Pipe, '', 'address'],
    ['envoy_internal_address', 3, EnvoyInternalAddress, '', 'address'],
  ],
})

export function emptyAddress(): Address {
  return {
    socketAddress: null,
    pipe: null,
    envoyInternalAddress: null,
  }
}

export function writeAddress(m: Address, w: ByteWriter): void {
  if (m.socketAddress !== null) put(w, 10, writeSocketAddress, m.socketAddress)
  if (m.pipe !== null) put(w, 18, writePipe, m.pipe)
  if (m.envoyInternalAddress !== null) put(w, 26, writeEnvoyInternalAddress, m.envoyInternalAddress)
}

export function readAddress(r: MessageReader, into: Address | null): Address {
  const m: Mutable<Address> = into ?? emptyAddress()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: { const v = readSocketAddress(r.message(), m.socketAddress); clearAddress_address(m); m.socketAddress = v; break }
      case 18: { const v = readPipe(r.message(), m.pipe); clearAddress_address(m); m.pipe = v; break }
      case 26: { const v = readEnvoyInternalAddress(r.message(), m.envoyInternalAddress); clearAddress_address(m); m.envoyInternalAddress = v; break }
      default: r.skipField(tag)
    }
  }
  return m
}
function clearAddress_address(m: Mutable<Address>): void {
  m.socketAddress = null
  m.pipe = null
  m.envoyInternalAddress = null
}

/** envoy.config.core.v3.BindConfig */
export interface BindConfig {
  readonly sourceAddress: SocketAddress | null
  readonly additionalSourceAddresses: readonly SocketAddress[]
  readonly extraSourceAddresses: readonly ExtraSourceAddress[]
}

export const BindConfig: MessageType<BindConfig> = define<BindConfig>({
  name: 'envoy.config.core.v3.BindConfig', empty: emptyBindConfig, write: writeBindConfig, read: readBindConfig,
  fields: () => [
    ['source_address', 1, SocketAddress],
    ['additional_source_addresses', 4, SocketAddress, 'list'],
    ['extra_source_addresses', 5, ExtraSourceAddress, 'list'],
  ],
  pruned: { 2: 'freebind', 3: 'socket_options', 6: 'local_address_selector' },
})

export function emptyBindConfig(): BindConfig {
  return {
    sourceAddress: null,
    additionalSourceAddresses: NO_ITEMS,
    extraSourceAddresses: NO_ITEMS,
  }
}

export function writeBindConfig(m: BindConfig, w: ByteWriter): void {
  if (m.sourceAddress !== null) put(w, 10, writeSocketAddress, m.sourceAddress)
  for (const v of m.additionalSourceAddresses) put(w, 34, writeSocketAddress, v)
  for (const v of m.extraSourceAddresses) put(w, 42, writeExtraSourceAddress, v)
}

export function readBindConfig(r: MessageReader, into: BindConfig | null): BindConfig {
  const m: Mutable<BindConfig> = into ?? emptyBindConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.sourceAddress = readSocketAddress(r.message(), m.sourceAddress); break
      case 34: m.additionalSourceAddresses = append(m.additionalSourceAddresses, readSocketAddress(r.message(), null)); break
      case 42: m.extraSourceAddresses = append(m.extraSourceAddresses, readExtraSourceAddress(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.core.v3.CidrRange */
export interface CidrRange {
  readonly addressPrefix: string
  readonly prefixLen: number | null
}

export const CidrRange: MessageType<CidrRange> = define<CidrRange>({
  name: 'envoy.config.core.v3.CidrRange', empty: emptyCidrRange, write: writeCidrRange, read: readCidrRange,
  fields: () => [
    ['address_prefix', 1, 'string'],
    ['prefix_len', 2, UInt32Value],
  ],
})

export function emptyCidrRange(): CidrRange {
  return {
    addressPrefix: '',
    prefixLen: null,
  }
}

export function writeCidrRange(m: CidrRange, w: ByteWriter): void {
  if (m.addressPrefix !== '') w.uint32(10).string(m.addressPrefix)
  if (m.prefixLen !== null) put(w, 18, writeUInt32Value, m.prefixLen)
}

export function readCidrRange(r: MessageReader, into: CidrRange | null): CidrRange {
  const m: Mutable<CidrRange> = into ?? emptyCidrRange()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.addressPrefix = r.string(); break
      case 18: m.prefixLen = readUInt32Value(r.message()); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.core.v3.EnvoyInternalAddress */
export interface EnvoyInternalAddress {
  readonly serverListenerName: string | null // oneof address_name_specifier
  readonly endpointId: string
}

export const EnvoyInternalAddress: MessageType<EnvoyInternalAddress> = define<EnvoyInternalAddress>({
  name: 'envoy.config.core.v3.EnvoyInternalAddress', empty: emptyEnvoyInternalAddress, write: writeEnvoyInternalAddress, read: readEnvoyInternalAddress,
  fields: () => [
    ['server_listener_name', 1, 'string', '', 'addressNameSpecifier'],
    ['endpoint_id', 2, 'string'],
  ],
})

export function emptyEnvoyInternalAddress(): EnvoyInternalAddress {
  return {
    serverListenerName: null,
    endpointId: '',
  }
}

export function writeEnvoyInternalAddress(m: EnvoyInternalAddress, w: ByteWriter): void {
  if (m.serverListenerName !== null) w.uint32(10).string(m.serverListenerName)
  if (m.endpointId !== '') w.uint32(18).string(m.endpointId)
}

export function readEnvoyInternalAddress(r: MessageReader, into: EnvoyInternalAddress | null): EnvoyInternalAddress {
  const m: Mutable<EnvoyInternalAddress> = into ?? emptyEnvoyInternalAddress()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.serverListenerName = r.string(); break
      case 18: m.endpointId = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.core.v3.ExtraSourceAddress */
export interface ExtraSourceAddress {
  readonly address: SocketAddress | null
}

export const ExtraSourceAddress: MessageType<ExtraSourceAddress> = define<ExtraSourceAddress>({
  name: 'envoy.config.core.v3.ExtraSourceAddress', empty: emptyExtraSourceAddress, write: writeExtraSourceAddress, read: readExtraSourceAddress,
  fields: () => [
    ['address', 1, SocketAddress],
  ],
  pruned: { 2: 'socket_options' },
})

export function emptyExtraSourceAddress(): ExtraSourceAddress {
  return {
    address: null,
  }
}

export function writeExtraSourceAddress(m: ExtraSourceAddress, w: ByteWriter): void {
  if (m.address !== null) put(w, 10, writeSocketAddress, m.address)
}

export function readExtraSourceAddress(r: MessageReader, into: ExtraSourceAddress | null): ExtraSourceAddress {
  const m: Mutable<ExtraSourceAddress> = into ?? emptyExtraSourceAddress()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.address = readSocketAddress(r.message(), m.address); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.core.v3.Pipe */
export interface Pipe {
  readonly path: string
  readonly mode: number
}

export const Pipe: MessageType<Pipe> = define<Pipe>({
  name: 'envoy.config.core.v3.Pipe', empty: emptyPipe, write: writePipe, read: readPipe,
  fields: () => [
    ['path', 1, 'string'],
    ['mode', 2, 'uint32'],
  ],
})

export function emptyPipe(): Pipe {
  return {
    path: '',
    mode: 0,
  }
}

export function writePipe(m: Pipe, w: ByteWriter): void {
  if (m.path !== '') w.uint32(10).string(m.path)
  if (m.mode !== 0) w.uint32(16).uint32(m.mode)
}

export function readPipe(r: MessageReader, into: Pipe | null): Pipe {
  const m: Mutable<Pipe> = into ?? emptyPipe()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.path = r.string(); break
      case 16: m.mode = r.uint32(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.core.v3.SocketAddress */
export interface SocketAddress {
  readonly protocol: SocketAddressProtocol
  readonly address: string
  readonly portValue: number | null // oneof port_specifier
  readonly namedPort: string | null // oneof port_specifier
  readonly ipv4Compat: boolean
}

export const SocketAddress: MessageType<SocketAddress> = define<SocketAddress>({
  name: 'envoy.config.core.v3.SocketAddress', empty: emptySocketAddress, write: writeSocketAddress, read: readSocketAddress,
  fields: () => [
    ['protocol', 1, { enum: SocketAddressProtocol }],
    ['address', 2, 'string'],
    ['port_value', 3, 'uint32', '', 'portSpecifier'],
    ['named_port', 4, 'string', '', 'portSpecifier'],
    ['ipv4_compat', 6, 'bool'],
  ],
  pruned: { 5: 'resolver_name' },
})

export function emptySocketAddress(): SocketAddress {
  return {
    protocol: 0,
    address: '',
    portValue: null,
    namedPort: null,
    ipv4Compat: false,
  }
}

export function writeSocketAddress(m: SocketAddress, w: ByteWriter): void {
  if (m.protocol !== 0) w.uint32(8).int32(m.protocol)
  if (m.address !== '') w.uint32(18).string(m.address)
  if (m.portValue !== null) w.uint32(24).uint32(m.portValue)
  if (m.namedPort !== null) w.uint32(34).string(m.namedPort)
  if (m.ipv4Compat) w.uint32(48).bool(m.ipv4Compat)
}

export function readSocketAddress(r: MessageReader, into: SocketAddress | null): SocketAddress {
  const m: Mutable<SocketAddress> = into ?? emptySocketAddress()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.protocol = r.int32() as SocketAddressProtocol; break
      case 18: m.address = r.string(); break
      case 24: { const v = r.uint32(); clearSocketAddress_port_specifier(m); m.portValue = v; break }
      case 34: { const v = r.string(); clearSocketAddress_port_specifier(m); m.namedPort = v; break }
      case 48: m.ipv4Compat = r.bool(); break
      default: r.skipField(tag)
    }
  }
  return m
}
function clearSocketAddress_port_specifier(m: Mutable<SocketAddress>): void {
  m.portValue = null
  m.namedPort = null
}

/** envoy.config.core.v3.TcpKeepalive */
export interface TcpKeepalive {
  readonly keepaliveProbes: number | null
  readonly keepaliveTime: number | null
  readonly keepaliveInterval: number | null
}

export const TcpKeepalive: MessageType<TcpKeepalive> = define<TcpKeepalive>({
  name: 'envoy.config.core.v3.TcpKeepalive', empty: emptyTcpKeepalive, write: writeTcpKeepalive, read: readTcpKeepalive,
  fields: () => [
    ['keepalive_probes', 1, UInt32Value],
    ['keepalive_time', 2, UInt32Value],
    ['keepalive_interval', 3, UInt32Value],
  ],
})

export function emptyTcpKeepalive(): TcpKeepalive {
  return {
    keepaliveProbes: null,
    keepaliveTime: null,
    keepaliveInterval: null,
  }
}

export function writeTcpKeepalive(m: TcpKeepalive, w: ByteWriter): void {
  if (m.keepaliveProbes !== null) put(w, 10, writeUInt32Value, m.keepaliveProbes)
  if (m.keepaliveTime !== null) put(w, 18, writeUInt32Value, m.keepaliveTime)
  if (m.keepaliveInterval !== null) put(w, 26, writeUInt32Value, m.keepaliveInterval)
}

export function readTcpKeepalive(r: MessageReader, into: TcpKeepalive | null): TcpKeepalive {
  const m: Mutable<TcpKeepalive> = into ?? emptyTcpKeepalive()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.keepaliveProbes = readUInt32Value(r.message()); break
      case 18: m.keepaliveTime = readUInt32Value(r.message()); break
      case 26: m.keepaliveInterval = readUInt32Value(r.message()); break
      default: r.skipField(tag)
    }
  }
  return m
}
