/** Generated from istio/mixer/v1/attributes.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../message-type.ts'
import { Duration, readDuration, writeDuration } from '../../../../well-known/duration.ts'
import { Timestamp, readTimestamp, writeTimestamp } from '../../../../well-known/timestamp.ts'
import { type Mutable, NO_BYTES, NO_ENTRIES, NO_ITEMS, append, ownMap, put } from '../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../wire/message-reader.ts'

/** istio.mixer.v1.Attributes */
export interface Attributes {
  readonly attributes: ReadonlyMap<string, AttributesAttributeValue>
}

export const Attributes: MessageType<Attributes> = define<Attributes>({
  name: 'istio.mixer.v1.Attributes', empty: emptyAttributes, write: writeAttributes, read: readAttributes,
  fields: () => [
    ['attributes', 1, AttributesAttributeValue, 'map:string'],
  ],
})

export function emptyAttributes(): Attributes {
  return {
    attributes: NO_ENTRIES,
  }
}

export function writeAttributes(m: Attributes, w: ByteWriter): void {
  for (const [k, v] of m.attributes) { w.uint32(10); const o = w.open(); w.uint32(10).string(k); put(w, 18, writeAttributesAttributeValue, v); w.close(o) }
}

export function readAttributes(r: MessageReader, into: Attributes | null): Attributes {
  const m: Mutable<Attributes> = into ?? emptyAttributes()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: readAttributes_attributes(r.message(), (m.attributes = ownMap(m.attributes))); break
      default: r.skipField(tag)
    }
  }
  return m
}
function readAttributes_attributes(r: MessageReader, map: Map<string, AttributesAttributeValue>): void {
  let key: string = ''
  let value: AttributesAttributeValue | null = null
  while (!r.done) {
    const tag = r.uint32()
    if (tag === 10) key = r.string()
    else if (tag === 18) value = readAttributesAttributeValue(r.message(), value)
    else r.skipField(tag)
  }
  map.set(key, value ?? emptyAttributesAttributeValue())
}

/** istio.mixer.v1.Attributes.AttributeValue */
export interface AttributesAttributeValue {
  readonly stringValue: string | null // oneof value
  readonly int64Value: bigint | null // oneof value
  readonly doubleValue: number | null // oneof value
  readonly boolValue: boolean | null // oneof value
  readonly bytesValue: Uint8Array | null // oneof value
  readonly timestampValue: Timestamp | null // oneof value
  readonly durationValue: Duration | null // oneof value
  readonly stringMapValue: AttributesStringMap | null // oneof value
}

export const AttributesAttributeValue: MessageType<AttributesAttributeValue> = define<AttributesAttributeValue>({
  name: 'istio.mixer.v1.Attributes.AttributeValue', empty: emptyAttributesAttributeValue, write: writeAttributesAttributeValue, read: readAttributesAttributeValue,
  fields: () => [
    ['string_value', 2, 'string', '', 'value'],
    ['int64_value', 3, 'int64big', '', 'value'],
    ['double_value', 4, 'double', '', 'value'],
    ['bool_value', 5, 'bool', '', 'value'],
    ['bytes_value', 6, 'bytes', '', 'value'],
    ['timestamp_value', 7, Timestamp, '', 'value'],
    ['duration_value', 8, Duration, '', 'value'],
    ['string_map_value', 9, AttributesStringMap, '', 'value'],
  ],
})

export function emptyAttributesAttributeValue(): AttributesAttributeValue {
  return {
    stringValue: null,
    int64Value: null,
    doubleValue: null,
    boolValue: null,
    bytesValue: null,
    timestampValue: null,
    durationValue: null,
    stringMapValue: null,
  }
}

export function writeAttributesAttributeValue(m: AttributesAttributeValue, w: ByteWriter): void {
  if (m.stringValue !== null) w.uint32(18).string(m.stringValue)
  if (m.int64Value !== null) w.uint32(24).int64(m.int64Value)
  if (m.doubleValue !== null) w.uint32(33).double(m.doubleValue)
  if (m.boolValue !== null) w.uint32(40).bool(m.boolValue)
  if (m.bytesValue !== null) w.uint32(50).bytes(m.bytesValue)
  if (m.timestampValue !== null) put(w, 58, writeTimestamp, m.timestampValue)
  if (m.durationValue !== null) put(w, 66, writeDuration, m.durationValue)
  if (m.stringMapValue !== null) put(w, 74, writeAttributesStringMap, m.stringMapValue)
}

export function readAttributesAttributeValue(r: MessageReader, into: AttributesAttributeValue | null): AttributesAttributeValue {
  const m: Mutable<AttributesAttributeValue> = into ?? emptyAttributesAttributeValue()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 18: { const v = r.string(); clearAttributesAttributeValue_value(m); m.stringValue = v; break }
      case 24: { const v = r.int64(); clearAttributesAttributeValue_value(m); m.int64Value = v; break }
      case 33: { const v = r.double(); clearAttributesAttributeValue_value(m); m.doubleValue = v; break }
      case 40: { const v = r.bool(); clearAttributesAttributeValue_value(m); m.boolValue = v; break }
      case 50: { const v = r.copyBytes(); clearAttributesAttributeValue_value(m); m.bytesValue = v; break }
      case 58: { const v = readTimestamp(r.message(), m.timestampValue); clearAttributesAttributeValue_value(m); m.timestampValue = v; break }
      case 66: { const v = readDuration(r.message(), m.durationValue); clearAttributesAttributeValue_value(m); m.durationValue = v; break }
      case 74: { const v = readAttributesStringMap(r.message(), m.stringMapValue); clearAttributesAttributeValue_value(m); m.stringMapValue = v; break }
      default: r.skipField(tag)
    }
  }
  return m
}
function clearAttributesAttributeValue_value(m: Mutable<AttributesAttributeValue>): void {
  m.stringValue = null
  m.int64Value = null
  m.doubleValue = null
  m.boolValue = null
  m.bytesValue = null
  m.timestampValue = null
  m.durationValue = null
  m.stringMapValue = null
}

/** istio.mixer.v1.Attributes.StringMap */
export interface AttributesStringMap {
  readonly entries: ReadonlyMap<string, string>
}

export const AttributesStringMap: MessageType<AttributesStringMap> = define<AttributesStringMap>({
  name: 'istio.mixer.v1.Attributes.StringMap', empty: emptyAttributesStringMap, write: writeAttributesStringMap, read: readAttributesStringMap,
  fields: () => [
    ['entries', 1, 'string', 'map:string'],
  ],
})

export function emptyAttributesStringMap(): AttributesStringMap {
  return {
    entries: NO_ENTRIES,
  }
}

export function writeAttributesStringMap(m: AttributesStringMap, w: ByteWriter): void {
  for (const [k, v] of m.entries) { w.uint32(10); const o = w.open(); w.uint32(10).string(k); w.uint32(18).string(v); w.close(o) }
}

export function readAttributesStringMap(r: MessageReader, into: AttributesStringMap | null): AttributesStringMap {
  const m: Mutable<AttributesStringMap> = into ?? emptyAttributesStringMap()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: readAttributesStringMap_entries(r.message(), (m.entries = ownMap(m.entries))); break
      default: r.skipField(tag)
    }
  }
  return m
}
function readAttributesStringMap_entries(r: MessageReader, map: Map<string, string>): void {
  let key: string = ''
  let value: string = ''
  while (!r.done) {
    const tag = r.uint32()
    if (tag === 10) key = r.string()
    else if (tag === 18) value = r.string()
    else r.skipField(tag)
  }
  map.set(key, value)
}

/** istio.mixer.v1.CompressedAttributes */
export interface CompressedAttributes {
  readonly words: readonly string[]
  readonly strings: ReadonlyMap<number, number>
  readonly int64s: ReadonlyMap<number, bigint>
  readonly doubles: ReadonlyMap<number, number>
  readonly bools: ReadonlyMap<number, boolean>
  readonly timestamps: ReadonlyMap<number, Timestamp>
  readonly durations: ReadonlyMap<number, Duration>
  readonly bytes: ReadonlyMap<number, Uint8Array>
  readonly stringMaps: ReadonlyMap<number, StringMap>
}

export const CompressedAttributes: MessageType<CompressedAttributes> = define<CompressedAttributes>({
  name: 'istio.mixer.v1.CompressedAttributes', empty: emptyCompressedAttributes, write: writeCompressedAttributes, read: readCompressedAttributes,
  fields: () => [
    ['words', 1, 'string', 'list'],
    ['strings', 2, 'sint32', 'map:sint32'],
    ['int64s', 3, 'int64big', 'map:sint32'],
    ['doubles', 4, 'double', 'map:sint32'],
    ['bools', 5, 'bool', 'map:sint32'],
    ['timestamps', 6, Timestamp, 'map:sint32'],
    ['durations', 7, Duration, 'map:sint32'],
    ['bytes', 8, 'bytes', 'map:sint32'],
    ['string_maps', 9, StringMap, 'map:sint32'],
  ],
})

export function emptyCompressedAttributes(): CompressedAttributes {
  return {
    words: NO_ITEMS,
    strings: NO_ENTRIES,
    int64s: NO_ENTRIES,
    doubles: NO_ENTRIES,
    bools: NO_ENTRIES,
    timestamps: NO_ENTRIES,
    durations: NO_ENTRIES,
    bytes: NO_ENTRIES,
    stringMaps: NO_ENTRIES,
  }
}

export function writeCompressedAttributes(m: CompressedAttributes, w: ByteWriter): void {
  for (const v of m.words) w.uint32(10).string(v)
  for (const [k, v] of m.strings) { w.uint32(18); const o = w.open(); w.uint32(8).sint32(k); w.uint32(16).sint32(v); w.close(o) }
  for (const [k, v] of m.int64s) { w.uint32(26); const o = w.open(); w.uint32(8).sint32(k); w.uint32(16).int64(v); w.close(o) }
  for (const [k, v] of m.doubles) { w.uint32(34); const o = w.open(); w.uint32(8).sint32(k); w.uint32(17).double(v); w.close(o) }
  for (const [k, v] of m.bools) { w.uint32(42); const o = w.open(); w.uint32(8).sint32(k); w.uint32(16).bool(v); w.close(o) }
  for (const [k, v] of m.timestamps) { w.uint32(50); const o = w.open(); w.uint32(8).sint32(k); put(w, 18, writeTimestamp, v); w.close(o) }
  for (const [k, v] of m.durations) { w.uint32(58); const o = w.open(); w.uint32(8).sint32(k); put(w, 18, writeDuration, v); w.close(o) }
  for (const [k, v] of m.bytes) { w.uint32(66); const o = w.open(); w.uint32(8).sint32(k); w.uint32(18).bytes(v); w.close(o) }
  for (const [k, v] of m.stringMaps) { w.uint32(74); const o = w.open(); w.uint32(8).sint32(k); put(w, 18, writeStringMap, v); w.close(o) }
}

export function readCompressedAttributes(r: MessageReader, into: CompressedAttributes | null): CompressedAttributes {
  const m: Mutable<CompressedAttributes> = into ?? emptyCompressedAttributes()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.words = append(m.words, r.string()); break
      case 18: readCompressedAttributes_strings(r.message(), (m.strings = ownMap(m.strings))); break
      case 26: readCompressedAttributes_int64s(r.message(), (m.int64s = ownMap(m.int64s))); break
      case 34: readCompressedAttributes_doubles(r.message(), (m.doubles = ownMap(m.doubles))); break
      case 42: readCompressedAttributes_bools(r.message(), (m.bools = ownMap(m.bools))); break
      case 50: readCompressedAttributes_timestamps(r.message(), (m.timestamps = ownMap(m.timestamps))); break
      case 58: readCompressedAttributes_durations(r.message(), (m.durations = ownMap(m.durations))); break
      case 66: readCompressedAttributes_bytes(r.message(), (m.bytes = ownMap(m.bytes))); break
      case 74: readCompressedAttributes_stringMaps(r.message(), (m.stringMaps = ownMap(m.stringMaps))); break
      default: r.skipField(tag)
    }
  }
  return m
}
function readCompressedAttributes_strings(r: MessageReader, map: Map<number, number>): void {
  let key: number = 0
  let value: number = 0
  while (!r.done) {
    const tag = r.uint32()
    if (tag === 8) key = r.sint32()
    else if (tag === 16) value = r.sint32()
    else r.skipField(tag)
  }
  map.set(key, value)
}
function readCompressedAttributes_int64s(r: MessageReader, map: Map<number, bigint>): void {
  let key: number = 0
  let value: bigint = 0n
  while (!r.done) {
    const tag = r.uint32()
    if (tag === 8) key = r.sint32()
    else if (tag === 16) value = r.int64()
    else r.skipField(tag)
  }
  map.set(key, value)
}
function readCompressedAttributes_doubles(r: MessageReader, map: Map<number, number>): void {
  let key: number = 0
  let value: number = 0
  while (!r.done) {
    const tag = r.uint32()
    if (tag === 8) key = r.sint32()
    else if (tag === 17) value = r.double()
    else r.skipField(tag)
  }
  map.set(key, value)
}
function readCompressedAttributes_bools(r: MessageReader, map: Map<number, boolean>): void {
  let key: number = 0
  let value: boolean = false
  while (!r.done) {
    const tag = r.uint32()
    if (tag === 8) key = r.sint32()
    else if (tag === 16) value = r.bool()
    else r.skipField(tag)
  }
  map.set(key, value)
}
function readCompressedAttributes_timestamps(r: MessageReader, map: Map<number, Timestamp>): void {
  let key: number = 0
  let value: Timestamp | null = null
  while (!r.done) {
    const tag = r.uint32()
    if (tag === 8) key = r.sint32()
    else if (tag === 18) value = readTimestamp(r.message(), value)
    else r.skipField(tag)
  }
  map.set(key, value ?? Timestamp.create())
}
function readCompressedAttributes_durations(r: MessageReader, map: Map<number, Duration>): void {
  let key: number = 0
  let value: Duration | null = null
  while (!r.done) {
    const tag = r.uint32()
    if (tag === 8) key = r.sint32()
    else if (tag === 18) value = readDuration(r.message(), value)
    else r.skipField(tag)
  }
  map.set(key, value ?? Duration.create())
}
function readCompressedAttributes_bytes(r: MessageReader, map: Map<number, Uint8Array>): void {
  let key: number = 0
  let value: Uint8Array = NO_BYTES
  while (!r.done) {
    const tag = r.uint32()
    if (tag === 8) key = r.sint32()
    else if (tag === 18) value = r.copyBytes()
    else r.skipField(tag)
  }
  map.set(key, value)
}
function readCompressedAttributes_stringMaps(r: MessageReader, map: Map<number, StringMap>): void {
  let key: number = 0
  let value: StringMap | null = null
  while (!r.done) {
    const tag = r.uint32()
    if (tag === 8) key = r.sint32()
    else if (tag === 18) value = readStringMap(r.message(), value)
    else r.skipField(tag)
  }
  map.set(key, value ?? emptyStringMap())
}

/** istio.mixer.v1.StringMap */
export interface StringMap {
  readonly entries: ReadonlyMap<number, number>
}

export const StringMap: MessageType<StringMap> = define<StringMap>({
  name: 'istio.mixer.v1.StringMap', empty: emptyStringMap, write: writeStringMap, read: readStringMap,
  fields: () => [
    ['entries', 1, 'sint32', 'map:sint32'],
  ],
})

export function emptyStringMap(): StringMap {
  return {
    entries: NO_ENTRIES,
  }
}

export function writeStringMap(m: StringMap, w: ByteWriter): void {
  for (const [k, v] of m.entries) { w.uint32(10); const o = w.open(); w.uint32(8).sint32(k); w.uint32(16).sint32(v); w.close(o) }
}

export function readStringMap(r: MessageReader, into: StringMap | null): StringMap {
  const m: Mutable<StringMap> = into ?? emptyStringMap()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: readStringMap_entries(r.message(), (m.entries = ownMap(m.entries))); break
      default: r.skipField(tag)
    }
  }
  return m
}
function readStringMap_entries(r: MessageReader, map: Map<number, number>): void {
  let key: number = 0
  let value: number = 0
  while (!r.done) {
    const tag = r.uint32()
    if (tag === 8) key = r.sint32()
    else if (tag === 16) value = r.sint32()
    else r.skipField(tag)
  }
  map.set(key, value)
}
