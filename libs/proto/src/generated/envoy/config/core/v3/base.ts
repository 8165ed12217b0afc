/** Generated from envoy/config/core/v3/base.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { Address, readAddress, writeAddress } from './address.ts'
import { KeyValuePair, readKeyValuePair, writeKeyValuePair } from './key_value_pair.ts'
import { FractionalPercent, Percent, readFractionalPercent, readPercent, writeFractionalPercent, writePercent } from '../../../type/v3/percent.ts'
import { SemanticVersion, readSemanticVersion, writeSemanticVersion } from '../../../type/v3/semantic_version.ts'
import { ContextParams, emptyContextParams, readContextParams, writeContextParams } from '../../../../xds/core/v3/context_params.ts'
import { type JsonObject } from '../../../../../json/json-value.ts'
import { type MessageType, define } from '../../../../../message-type.ts'
import { Any, readAny, writeAny } from '../../../../../well-known/any.ts'
import { Struct, readStruct, writeStruct } from '../../../../../well-known/struct.ts'
import { BoolValue, readBoolValue, writeBoolValue } from '../../../../../well-known/wrappers.ts'
import { type Mutable, NO_BYTES, NO_ENTRIES, NO_ITEMS, append, ownMap, put } from '../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../wire/message-reader.ts'

/** envoy.config.core.v3.HeaderValueOption.HeaderAppendAction */
export const HeaderValueOptionHeaderAppendAction = {
  APPEND_IF_EXISTS_OR_ADD: 0,
  ADD_IF_ABSENT: 1,
  OVERWRITE_IF_EXISTS_OR_ADD: 2,
  OVERWRITE_IF_EXISTS: 3,
} as const
export type HeaderValueOptionHeaderAppendAction = (typeof HeaderValueOptionHeaderAppendAction)[keyof typeof HeaderValueOptionHeaderAppendAction]

/** envoy.config.core.v3.KeyValueAppend.KeyValueAppendAction */
export const KeyValueAppendKeyValueAppendAction = {
  APPEND_IF_EXISTS_OR_ADD: 0,
  ADD_IF_ABSENT: 1,
  OVERWRITE_IF_EXISTS_OR_ADD: 2,
  OVERWRITE_IF_EXISTS: 3,
} as const
export type KeyValueAppendKeyValueAppendAction = (typeof KeyValueAppendKeyValueAppendAction)[keyof typeof KeyValueAppendKeyValueAppendAction]

/** envoy.config.core.v3.RequestMethod */
export const RequestMethod = {
  METHOD_UNSPECIFIED: 0,
  GET: 1,
  HEAD: 2,
  POST: 3,
  PUT: 4,
  DELETE: 5,
  CONNECT: 6,
  OPTIONS: 7,
  TRACE: 8,
  PATCH: 9,
} as const
export type RequestMethod = (typeof RequestMethod)[keyof typeof RequestMethod]

/** envoy.config.core.v3.RoutingPriority */
export const RoutingPriority = {
  DEFAULT: 0,
  HIGH: 1,
} as const
export type RoutingPriority = (typeof RoutingPriority)[keyof typeof RoutingPriority]

/** envoy.config.core.v3.TrafficDirection */
export const TrafficDirection = {
  UNSPECIFIED: 0,
  INBOUND: 1,
  OUTBOUND: 2,
} as const
export type TrafficDirection = (typeof TrafficDirection)[keyof typeof TrafficDirection]

/** envoy.config.core.v3.BuildVersion */
export interface BuildVersion {
  readonly version: SemanticVersion | null
  readonly metadata: JsonObject | null
}

export const BuildVersion: MessageType<BuildVersion> = define<BuildVersion>({
  name: 'envoy.config.core.v3.BuildVersion', empty: emptyBuildVersion, write: writeBuildVersion, read: readBuildVersion,
  fields: () => [
    ['version', 1, SemanticVersion],
    ['metadata', 2, Struct],
  ],
})

export function emptyBuildVersion(): BuildVersion {
  return {
    version: null,
    metadata: null,
  }
}

export function writeBuildVersion(m: BuildVersion, w: ByteWriter): void {
  if (m.version !== null) put(w, 10, writeSemanticVersion, m.version)
  if (m.metadata !== null) put(w, 18, writeStruct, m.metadata)
}

export function readBuildVersion(r: MessageReader, into: BuildVersion | null): BuildVersion {
  const m: Mutable<BuildVersion> = into ?? emptyBuildVersion()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.version = readSemanticVersion(r.message(), m.version); break
      case 18: m.metadata = readStruct(r.message(), m.metadata); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.core.v3.ControlPlane */
export interface ControlPlane {
  readonly identifier: string
}

export const ControlPlane: MessageType<ControlPlane> = define<ControlPlane>({
  name: 'envoy.config.core.v3.ControlPlane', empty: emptyControlPlane, write: writeControlPlane, read: readControlPlane,
  fields: () => [
    ['identifier', 1, 'string'],
  ],
})

export function emptyControlPlane(): ControlPlane {
  return {
    identifier: '',
  }
}

export function writeControlPlane(m: ControlPlane, w: ByteWriter): void {
  if (m.identifier !== '') w.uint32(10).string(m.identifier)
}

export function readControlPlane(r: MessageReader, into: ControlPlane | null): ControlPlane {
  const m: Mutable<ControlPlane> = into ?? emptyControlPlane()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.identifier = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.core.v3.DataSource */
export interface DataSource {
  readonly filename: string | null // oneof specifier
  readonly inlineBytes: Uint8Array | null // oneof specifier
  readonly inlineString: string | null // oneof specifier
  readonly environmentVariable: string | null // oneof specifier
}

export const DataSource: MessageType<DataSource> = define<DataSource>({
  name: 'envoy.config.core.v3.DataSource', empty: emptyDataSource, write: writeDataSource, read: readDataSource,
  fields: () => [
    ['filename', 1, 'string', '', 'specifier'],
    ['inline_bytes', 2, 'bytes', '', 'specifier'],
    ['inline_string', 3, 'string', '', 'specifier'],
    ['environment_variable', 4, 'string', '', 'specifier'],
  ],
  pruned: { 5: 'watched_directory' },
})

export function emptyDataSource(): DataSource {
  return {
    filename: null,
    inlineBytes: null,
    inlineString: null,
    environmentVariable: null,
  }
}

export function writeDataSource(m: DataSource, w: ByteWriter): void {
  if (m.filename !== null) w.uint32(10).string(m.filename)
  if (m.inlineBytes !== null) w.uint32(18).bytes(m.inlineBytes)
  if (m.inlineString !== null) w.uint32(26).string(m.inlineString)
  if (m.environmentVariable !== null) w.uint32(34).string(m.environmentVariable)
}

export function readDataSource(r: MessageReader, into: DataSource | null): DataSource {
  const m: Mutable<DataSource> = into ?? emptyDataSource()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: { const v = r.string(); clearDataSource_specifier(m); m.filename = v; break }
      case 18: { const v = r.copyBytes(); clearDataSource_specifier(m); m.inlineBytes = v; break }
      case 26: { const v = r.string(); clearDataSource_specifier(m); m.inlineString = v; break }
      case 34: { const v = r.string(); clearDataSource_specifier(m); m.environmentVariable = v; break }
      default: r.skipField(tag)
    }
  }
  return m
}
function clearDataSource_specifier(m: Mutable<DataSource>): void {
  m.filename = null
  m.inlineBytes = null
  m.inlineString = null
  m.environmentVariable = null
}

/** envoy.config.core.v3.Extension */
export interface Extension {
  readonly name: string
  readonly category: string
  readonly typeDescriptor: string
  readonly version: BuildVersion | null
  readonly disabled: boolean
  readonly typeUrls: readonly string[]
}

export const Extension: MessageType<Extension> = define<Extension>({
  name: 'envoy.config.core.v3.Extension', empty: emptyExtension, write: writeExtension, read: readExtension,
  fields: () => [
    ['name', 1, 'string'],
    ['category', 2, 'string'],
    ['type_descriptor', 3, 'string'],
    ['version', 4, BuildVersion],
    ['disabled', 5, 'bool'],
    ['type_urls', 6, 'string', 'list'],
  ],
})

export function emptyExtension(): Extension {
  return {
    name: '',
    category: '',
    typeDescriptor: '',
    version: null,
    disabled: false,
    typeUrls: NO_ITEMS,
  }
}

export function writeExtension(m: Extension, w: ByteWriter): void {
  if (m.name !== '') w.uint32(10).string(m.name)
  if (m.category !== '') w.uint32(18).string(m.category)
  if (m.typeDescriptor !== '') w.uint32(26).string(m.typeDescriptor)
  if (m.version !== null) put(w, 34, writeBuildVersion, m.version)
  if (m.disabled) w.uint32(40).bool(m.disabled)
  for (const v of m.typeUrls) w.uint32(50).string(v)
}

export function readExtension(r: MessageReader, into: Extension | null): Extension {
  const m: Mutable<Extension> = into ?? emptyExtension()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.name = r.string(); break
      case 18: m.category = r.string(); break
      case 26: m.typeDescriptor = r.string(); break
      case 34: m.version = readBuildVersion(r.message(), m.version); break
      case 40: m.disabled = r.bool(); break
      case 50: m.typeUrls = append(m.typeUrls, r.string()); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.core.v3.HeaderValue */
export interface HeaderValue {
  readonly key: string
  readonly value: string
  readonly rawValue: Uint8Array
}

export const HeaderValue: MessageType<HeaderValue> = define<HeaderValue>({
  name: 'envoy.config.core.v3.HeaderValue', empty: emptyHeaderValue, write: writeHeaderValue, read: readHeaderValue,
  fields: () => [
    ['key', 1, 'string'],
    ['value', 2, 'string'],
    ['raw_value', 3, 'bytes'],
  ],
})

export function emptyHeaderValue(): HeaderValue {
  return {
    key: '',
    value: '',
    rawValue: NO_BYTES,
  }
}

export function writeHeaderValue(m: HeaderValue, w: ByteWriter): void {
  if (m.key !== '') w.uint32(10).string(m.key)
  if (m.value !== '') w.uint32(18).string(m.value)
  if (m.rawValue.length !== 0) w.uint32(26).bytes(m.rawValue)
}

export function readHeaderValue(r: MessageReader, into: HeaderValue | null): HeaderValue {
  const m: Mutable<HeaderValue> = into ?? emptyHeaderValue()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.key = r.string(); break
      case 18: m.value = r.string(); break
      case 26: m.rawValue = r.copyBytes(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.core.v3.HeaderValueOption */
export interface HeaderValueOption {
  readonly header: HeaderValue | null
  readonly append: boolean | null
  readonly appendAction: HeaderValueOptionHeaderAppendAction
  readonly keepEmptyValue: boolean
}

export const HeaderValueOption: MessageType<HeaderValueOption> = define<HeaderValueOption>({
  name: 'envoy.config.core.v3.HeaderValueOption', empty: emptyHeaderValueOption, write: writeHeaderValueOption, read: readHeaderValueOption,
  fields: () => [
    ['header', 1, HeaderValue],
    ['append', 2, BoolValue],
    ['append_action', 3, { enum: HeaderValueOptionHeaderAppendAction }],
    ['keep_empty_value', 4, 'bool'],
  ],
})

export function emptyHeaderValueOption(): HeaderValueOption {
  return {
    header: null,
    append: null,
    appendAction: 0,
    keepEmptyValue: false,
  }
}

export function writeHeaderValueOption(m: HeaderValueOption, w: ByteWriter): void {
  if (m.header !== null) put(w, 10, writeHeaderValue, m.header)
  if (m.append !== null) put(w, 18, writeBoolValue, m.append)
  if (m.appendAction !== 0) w.uint32(24).int32(m.appendAction)
  if (m.keepEmptyValue) w.uint32(32).bool(m.keepEmptyValue)
}

export function readHeaderValueOption(r: MessageReader, into: HeaderValueOption | null): HeaderValueOption {
  const m: Mutable<HeaderValueOption> = into ?? emptyHeaderValueOption()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.header = readHeaderValue(r.message(), m.header); break
      case 18: m.append = readBoolValue(r.message()); break
      case 24: m.appendAction = r.int32() as HeaderValueOptionHeaderAppendAction; break
      case 32: m.keepEmptyValue = r.bool(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.core.v3.KeyValue */
export interface KeyValue {
  readonly key: string
  readonly value: Uint8Array
}

export const KeyValue: MessageType<KeyValue> = define<KeyValue>({
  name: 'envoy.config.core.v3.KeyValue', empty: emptyKeyValue, write: writeKeyValue, read: readKeyValue,
  fields: () => [
    ['key', 1, 'string'],
    ['value', 2, 'bytes'],
  ],
})

export function emptyKeyValue(): KeyValue {
  return {
    key: '',
    value: NO_BYTES,
  }
}

export function writeKeyValue(m: KeyValue, w: ByteWriter): void {
  if (m.key !== '') w.uint32(10).string(m.key)
  if (m.value.length !== 0) w.uint32(18).bytes(m.value)
}

export function readKeyValue(r: MessageReader, into: KeyValue | null): KeyValue {
  const m: Mutable<KeyValue> = into ?? emptyKeyValue()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.key = r.string(); break
      case 18: m.value = r.copyBytes(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.core.v3.KeyValueAppend */
export interface KeyValueAppend {
  readonly entry: KeyValue | null
  readonly action: KeyValueAppendKeyValueAppendAction
  readonly record: KeyValuePair | null
}

export const KeyValueAppend: MessageType<KeyValueAppend> = define<KeyValueAppend>({
  name: 'envoy.config.core.v3.KeyValueAppend', empty: emptyKeyValueAppend, write: writeKeyValueAppend, read: readKeyValueAppend,
  fields: () => [
    ['entry', 1, KeyValue],
    ['action', 2, { enum: KeyValueAppendKeyValueAppendAction }],
    ['record', 3, KeyValuePair],
  ],
})

export function emptyKeyValueAppend(): KeyValueAppend {
  return {
    entry: null,
    action: 0,
    record: null,
  }
}

export function writeKeyValueAppend(m: KeyValueAppend, w: ByteWriter): void {
  if (m.entry !== null) put(w, 10, writeKeyValue, m.entry)
  if (m.action !== 0) w.uint32(16).int32(m.action)
  if (m.record !== null) put(w, 26, writeKeyValuePair, m.record)
}

export function readKeyValueAppend(r: MessageReader, into: KeyValueAppend | null): KeyValueAppend {
  const m: Mutable<KeyValueAppend> = into ?? emptyKeyValueAppend()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.entry = readKeyValue(r.message(), m.entry); break
      case 16: m.action = r.int32() as KeyValueAppendKeyValueAppendAction; break
      case 26: m.record = readKeyValuePair(r.message(), m.record); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.core.v3.KeyValueMutation */
export interface KeyValueMutation {
  readonly append: KeyValueAppend | null
  readonly remove: string
}

export const KeyValueMutation: MessageType<KeyValueMutation> = define<KeyValueMutation>({
  name: 'envoy.config.core.v3.KeyValueMutation', empty: emptyKeyValueMutation, write: writeKeyValueMutation, read: readKeyValueMutation,
  fields: () => [
    ['append', 1, KeyValueAppend],
    ['remove', 2, 'string'],
  ],
})

export function emptyKeyValueMutation(): KeyValueMutation {
  return {
    append: null,
    remove: '',
  }
}

export function writeKeyValueMutation(m: KeyValueMutation, w: ByteWriter): void {
  if (m.append !== null) put(w, 10, writeKeyValueAppend, m.append)
  if (m.remove !== '') w.uint32(18).string(m.remove)
}

export function readKeyValueMutation(r: MessageReader, into: KeyValueMutation | null): KeyValueMutation {
  const m: Mutable<KeyValueMutation> = into ?? emptyKeyValueMutation()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.append = readKeyValueAppend(r.message(), m.append); break
      case 18: m.remove = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.core.v3.Locality */
export interface Locality {
  readonly region: string
  readonly zone: string
  readonly subZone: string
}

export const Locality: MessageType<Locality> = define<Locality>({
  name: 'envoy.config.core.v3.Locality', empty: emptyLocality, write: writeLocality, read: readLocality,
  fields: () => [
    ['region', 1, 'string'],
    ['zone', 2, 'string'],
    ['sub_zone', 3, 'string'],
  ],
})

export function emptyLocality(): Locality {
  return {
    region: '',
    zone: '',
    subZone: '',
  }
}

export function writeLocality(m: Locality, w: ByteWriter): void {
  if (m.region !== '') w.uint32(10).string(m.region)
  if (m.zone !== '') w.uint32(18).string(m.zone)
  if (m.subZone !== '') w.uint32(26).string(m.subZone)
}

export function readLocality(r: MessageReader, into: Locality | null): Locality {
  const m: Mutable<Locality> = into ?? emptyLocality()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.region = r.string(); break
      case 18: m.zone = r.string(); break
      case 26: m.subZone = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.core.v3.Metadata */
export interface Metadata {
  readonly filterMetadata: ReadonlyMap<string, JsonObject>
  readonly typedFilterMetadata: ReadonlyMap<string, Any>
}

export const Metadata: MessageType<Metadata> = define<Metadata>({
  name: 'envoy.config.core.v3.Metadata', empty: emptyMetadata, write: writeMetadata, read: readMetadata,
  fields: () => [
    ['filter_metadata', 1, Struct, 'map:string'],
    ['typed_filter_metadata', 2, Any, 'map:string'],
  ],
})

export function emptyMetadata(): Metadata {
  return {
    filterMetadata: NO_ENTRIES,
    typedFilterMetadata: NO_ENTRIES,
  }
}

export function writeMetadata(m: Metadata, w: ByteWriter): void {
  for (const [k, v] of m.filterMetadata) { w.uint32(10); const o = w.open(); w.uint32(10).string(k); put(w, 18, writeStruct, v); w.close(o) }
  for (const [k, v] of m.typedFilterMetadata) { w.uint32(18); const o = w.open(); w.uint32(10).string(k); put(w, 18, writeAny, v); w.close(o) }
}

export function readMetadata(r: MessageReader, into: Metadata | null): Metadata {
  const m: Mutable<Metadata> = into ?? emptyMetadata()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: readMetadata_filterMetadata(r.message(), (m.filterMetadata = ownMap(m.filterMetadata))); break
      case 18: readMetadata_typedFilterMetadata(r.message(), (m.typedFilterMetadata = ownMap(m.typedFilterMetadata))); break
      default: r.skipField(tag)
    }
  }
  return m
}
function readMetadata_filterMetadata(r: MessageReader, map: Map<string, JsonObject>): void {
  let key: string = ''
  let value: JsonObject | null = null
  while (!r.done) {
    const tag = r.uint32()
    if (tag === 10) key = r.string()
    else if (tag === 18) value = readStruct(r.message(), value)
    else r.skipField(tag)
  }
  map.set(key, value ?? Struct.create())
}
function readMetadata_typedFilterMetadata(r: MessageReader, map: Map<string, Any>): void {
  let key: string = ''
  let value: Any | null = null
  while (!r.done) {
    const tag = r.uint32()
    if (tag === 10) key = r.string()
    else if (tag === 18) value = readAny(r.message(), value)
    else r.skipField(tag)
  }
  map.set(key, value ?? Any.create())
}

/** envoy.config.core.v3.Node */
export interface Node {
  readonly id: string
  readonly cluster: string
  readonly metadata: JsonObject | null
  readonly locality: Locality | null
  readonly userAgentName: string
  readonly userAgentVersion: string | null // oneof user_agent_version_type
  readonly userAgentBuildVersion: BuildVersion | null // oneof user_agent_version_type
  readonly extensions: readonly Extension[]
  readonly clientFeatures: readonly string[]
  readonly listeningAddresses: readonly Address[]
  readonly dynamicParameters: ReadonlyMap<string, ContextParams>
}

export const Node: MessageType<Node> = define<Node>({
  name: 'envoy.config.core.v3.Node', empty: emptyNode, write: writeNode, read: readNode,
  fields: () => [
    ['id', 1, 'string'],
    ['cluster', 2, 'string'],
    ['metadata', 3, Struct],
    ['locality', 4, Locality],
    ['user_agent_name', 6, 'string'],
    ['user_agent_version', 7, 'string', '', 'userAgentVersionType'],
    ['user_agent_build_version', 8, BuildVersion, '', 'userAgentVersionType'],
    ['extensions', 9, Extension, 'list'],
    ['client_features', 10, 'string', 'list'],
    ['listening_addresses', 11, Address, 'list'],
    ['dynamic_parameters', 12, ContextParams, 'map:string'],
  ],
})

export function emptyNode(): Node {
  return {
    id: '',
    cluster: '',
    metadata: null,
    locality: null,
    userAgentName: '',
    userAgentVersion: null,
    userAgentBuildVersion: null,
    extensions: NO_ITEMS,
    clientFeatures: NO_ITEMS,
    listeningAddresses: NO_ITEMS,
    dynamicParameters: NO_ENTRIES,
  }
}

export function writeNode(m: Node, w: ByteWriter): void {
  if (m.id !== '') w.uint32(10).string(m.id)
  if (m.cluster !== '') w.uint32(18).string(m.cluster)
  if (m.metadata !== null) put(w, 26, writeStruct, m.metadata)
  if (m.locality !== null) put(w, 34, writeLocality, m.locality)
  if (m.userAgentName !== '') w.uint32(50).string(m.userAgentName)
  if (m.userAgentVersion !== null) w.uint32(58).string(m.userAgentVersion)
  if (m.userAgentBuildVersion !== null) put(w, 66, writeBuildVersion, m.userAgentBuildVersion)
  for (const v of m.extensions) put(w, 74, writeExtension, v)
  for (const v of m.clientFeatures) w.uint32(82).string(v)
  for (const v of m.listeningAddresses) put(w, 90, writeAddress, v)
  for (const [k, v] of m.dynamicParameters) { w.uint32(98); const o = w.open(); w.uint32(10).string(k); put(w, 18, writeContextParams, v); w.close(o) }
}

export function readNode(r: MessageReader, into: Node | null): Node {
  const m: Mutable<Node> = into ?? emptyNode()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.id = r.string(); break
      case 18: m.cluster = r.string(); break
      case 26: m.metadata = readStruct(r.message(), m.metadata); break
      case 34: m.locality = readLocality(r.message(), m.locality); break
      case 50: m.userAgentName = r.string(); break
      case 58: { const v = r.string(); clearNode_user_agent_version_type(m); m.userAgentVersion = v; break }
      case 66: { const v = readBuildVersion(r.message(), m.userAgentBuildVersion); clearNode_user_agent_version_type(m); m.userAgentBuildVersion = v; break }
      case 74: m.extensions = append(m.extensions, readExtension(r.message(), null)); break
      case 82: m.clientFeatures = append(m.clientFeatures, r.string()); break
      case 90: m.listeningAddresses = append(m.listeningAddresses, readAddress(r.message(), null)); break
      case 98: readNode_dynamicParameters(r.message(), (m.dynamicParameters = ownMap(m.dynamicParameters))); break
      default: r.skipField(tag)
    }
  }
  return m
}
function clearNode_user_agent_version_type(m: Mutable<Node>): void {
  m.userAgentVersion = null
  m.userAgentBuildVersion = null
}
function readNode_dynamicParameters(r: MessageReader, map: Map<string, ContextParams>): void {
  let key: string = ''
  let value: ContextParams | null = null
  while (!r.done) {
    const tag = r.uint32()
    if (tag === 10) key = r.string()
    else if (tag === 18) value = readContextParams(r.message(), value)
    else r.skipField(tag)
  }
  map.set(key, value ?? emptyContextParams())
}

/** envoy.config.core.v3.RuntimeDouble */
export interface RuntimeDouble {
  readonly defaultValue: number
  readonly runtimeKey: string
}

export const RuntimeDouble: MessageType<RuntimeDouble> = define<RuntimeDouble>({
  name: 'envoy.config.core.v3.RuntimeDouble', empty: emptyRuntimeDouble, write: writeRuntimeDouble, read: readRuntimeDouble,
  fields: () => [
    ['default_value', 1, 'double'],
    ['runtime_key', 2, 'string'],
  ],
})

export function emptyRuntimeDouble(): RuntimeDouble {
  return {
    defaultValue: 0,
    runtimeKey: '',
  }
}

export function writeRuntimeDouble(m: RuntimeDouble, w: ByteWriter): void {
  if (!Object.is(m.defaultValue, 0)) w.uint32(9).double(m.defaultValue)
  if (m.runtimeKey !== '') w.uint32(18).string(m.runtimeKey)
}

export function readRuntimeDouble(r: MessageReader, into: RuntimeDouble | null): RuntimeDouble {
  const m: Mutable<RuntimeDouble> = into ?? emptyRuntimeDouble()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 9: m.defaultValue = r.double(); break
      case 18: m.runtimeKey = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.core.v3.RuntimeFeatureFlag */
export interface RuntimeFeatureFlag {
  readonly defaultValue: boolean | null
  readonly runtimeKey: string
}

export const RuntimeFeatureFlag: MessageType<RuntimeFeatureFlag> = define<RuntimeFeatureFlag>({
  name: 'envoy.config.core.v3.RuntimeFeatureFlag', empty: emptyRuntimeFeatureFlag, write: writeRuntimeFeatureFlag, read: readRuntimeFeatureFlag,
  fields: () => [
    ['default_value', 1, BoolValue],
    ['runtime_key', 2, 'string'],
  ],
})

export function emptyRuntimeFeatureFlag(): RuntimeFeatureFlag {
  return {
    defaultValue: null,
    runtimeKey: '',
  }
}

export function writeRuntimeFeatureFlag(m: RuntimeFeatureFlag, w: ByteWriter): void {
  if (m.defaultValue !== null) put(w, 10, writeBoolValue, m.defaultValue)
  if (m.runtimeKey !== '') w.uint32(18).string(m.runtimeKey)
}

export function readRuntimeFeatureFlag(r: MessageReader, into: RuntimeFeatureFlag | null): RuntimeFeatureFlag {
  const m: Mutable<RuntimeFeatureFlag> = into ?? emptyRuntimeFeatureFlag()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.defaultValue = readBoolValue(r.message()); break
      case 18: m.runtimeKey = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.core.v3.RuntimeFractionalPercent */
export interface RuntimeFractionalPercent {
  readonly defaultValue: FractionalPercent | null
  readonly runtimeKey: string
}

export const RuntimeFractionalPercent: MessageType<RuntimeFractionalPercent> = define<RuntimeFractionalPercent>({
  name: 'envoy.config.core.v3.RuntimeFractionalPercent', empty: emptyRuntimeFractionalPercent, write: writeRuntimeFractionalPercent, read: readRuntimeFractionalPercent,
  fields: () => [
    ['default_value', 1, FractionalPercent],
    ['runtime_key', 2, 'string'],
  ],
})

export function emptyRuntimeFractionalPercent(): RuntimeFractionalPercent {
  return {
    defaultValue: null,
    runtimeKey: '',
  }
}

export function writeRuntimeFractionalPercent(m: RuntimeFractionalPercent, w: ByteWriter): void {
  if (m.defaultValue !== null) put(w, 10, writeFractionalPercent, m.defaultValue)
  if (m.runtimeKey !== '') w.uint32(18).string(m.runtimeKey)
}

export function readRuntimeFractionalPercent(r: MessageReader, into: RuntimeFractionalPercent | null): RuntimeFractionalPercent {
  const m: Mutable<RuntimeFractionalPercent> = into ?? emptyRuntimeFractionalPercent()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.defaultValue = readFractionalPercent(r.message(), m.defaultValue); break
      case 18: m.runtimeKey = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.core.v3.RuntimePercent */
export interface RuntimePercent {
  readonly defaultValue: Percent | null
  readonly runtimeKey: string
}

export const RuntimePercent: MessageType<RuntimePercent> = define<RuntimePercent>({
  name: 'envoy.config.core.v3.RuntimePercent', empty: emptyRuntimePercent, write: writeRuntimePercent, read: readRuntimePercent,
  fields: () => [
    ['default_value', 1, Percent],
    ['runtime_key', 2, 'string'],
  ],
})

export function emptyRuntimePercent(): RuntimePercent {
  return {
    defaultValue: null,
    runtimeKey: '',
  }
}

export function writeRuntimePercent(m: RuntimePercent, w: ByteWriter): void {
  if (m.defaultValue !== null) put(w, 10, writePercent, m.defaultValue)
  if (m.runtimeKey !== '') w.uint32(18).string(m.runtimeKey)
}

export function readRuntimePercent(r: MessageReader, into: RuntimePercent | null): RuntimePercent {
  const m: Mutable<RuntimePercent> = into ?? emptyRuntimePercent()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.defaultValue = readPercent(r.message(), m.defaultValue); break
      case 18: m.runtimeKey = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.core.v3.RuntimeUInt32 */
export interface RuntimeUInt32 {
  readonly defaultValue: number
  readonly runtimeKey: string
}

export const RuntimeUInt32: MessageType<RuntimeUInt32> = define<RuntimeUInt32>({
  name: 'envoy.config.core.v3.RuntimeUInt32', empty: emptyRuntimeUInt32, write: writeRuntimeUInt32, read: readRuntimeUInt32,
  fields: () => [
    ['default_value', 2, 'uint32'],
    ['runtime_key', 3, 'string'],
  ],
})

export function emptyRuntimeUInt32(): RuntimeUInt32 {
  return {
    defaultValue: 0,
    runtimeKey: '',
  }
}

export function writeRuntimeUInt32(m: RuntimeUInt32, w: ByteWriter): void {
  if (m.defaultValue !== 0) w.uint32(16).uint32(m.defaultValue)
  if (m.runtimeKey !== '') w.uint32(26).string(m.runtimeKey)
}

export function readRuntimeUInt32(r: MessageReader, into: RuntimeUInt32 | null): RuntimeUInt32 {
  const m: Mutable<RuntimeUInt32> = into ?? emptyRuntimeUInt32()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 16: m.defaultValue = r.uint32(); break
      case 26: m.runtimeKey = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.core.v3.TransportSocket */
export interface TransportSocket {
  readonly name: string
  readonly typedConfig: Any | null // oneof config_type
}

export const TransportSocket: MessageType<TransportSocket> = define<TransportSocket>({
  name: 'envoy.config.core.v3.TransportSocket', empty: emptyTransportSocket, write: writeTransportSocket, read: readTransportSocket,
  fields: () => [
    ['name', 1, 'string'],
    ['typed_config', 3, Any, '', 'configType'],
  ],
})

export function emptyTransportSocket(): TransportSocket {
  return {
    name: '',
    typedConfig: null,
  }
}

export function writeTransportSocket(m: TransportSocket, w: ByteWriter): void {
  if (m.name !== '') w.uint32(10).string(m.name)
  if (m.typedConfig !== null) put(w, 26, writeAny, m.typedConfig)
}

export function readTransportSocket(r: MessageReader, into: TransportSocket | null): TransportSocket {
  const m: Mutable<TransportSocket> = into ?? emptyTransportSocket()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.name = r.string(); break
      case 26: m.typedConfig = readAny(r.message(), m.typedConfig); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.core.v3.WatchedDirectory */
export interface WatchedDirectory {
  readonly path: string
}

export const WatchedDirectory: MessageType<WatchedDirectory> = define<WatchedDirectory>({
  name: 'envoy.config.core.v3.WatchedDirectory', empty: emptyWatchedDirectory, write: writeWatchedDirectory, read: readWatchedDirectory,
  fields: () => [
    ['path', 1, 'string'],
  ],
})

export function emptyWatchedDirectory(): WatchedDirectory {
  return {
    path: '',
  }
}

export function writeWatchedDirectory(m: WatchedDirectory, w: ByteWriter): void {
  if (m.path !== '') w.uint32(10).string(m.path)
}

export function readWatchedDirectory(r: MessageReader, into: WatchedDirectory | null): WatchedDirectory {
  const m: Mutable<WatchedDirectory> = into ?? emptyWatchedDirectory()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.path = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}
