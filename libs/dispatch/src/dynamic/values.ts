/** Attribute values as protobuf: istio.policy.v1beta1's messages, and the plain scalars of any message. */
import {
  type AttributeValue,
  DurationValue,
  durationParts,
  isStringMap,
  TimestampValue,
  timestampParts,
  ValueType,
} from '@flotilla/attributes'
import { ByteReader, type ByteWriter } from '@flotilla/bytes'
import { FieldKind } from './descriptor-types.ts'

/** Messages that stand for one type of value. All but those of google.protobuf hold it in their field 1. */
const TYPED_MESSAGES: Readonly<Record<string, ValueType>> = {
  '.istio.policy.v1beta1.TimeStamp': ValueType.TIMESTAMP,
  '.istio.policy.v1beta1.Duration': ValueType.DURATION,
  '.istio.policy.v1beta1.IPAddress': ValueType.IP_ADDRESS,
  '.istio.policy.v1beta1.EmailAddress': ValueType.EMAIL_ADDRESS,
  '.istio.policy.v1beta1.DNSName': ValueType.DNS_NAME,
  '.istio.policy.v1beta1.Uri': ValueType.URI,
  '.istio.policy.v1beta1.StringMap': ValueType.STRING_MAP,
}
const BARE_MESSAGES: Readonly<Record<string, ValueType>> = {
  '.google.protobuf.Timestamp': ValueType.TIMESTAMP,
  '.google.protobuf.Duration': ValueType.DURATION,
}
/** A value of any type. */
export const ANY_VALUE = '.istio.policy.v1beta1.Value'

/** Which type of value a message stands for; null where it is a message like any other. */
export function typeOfMessage(
  typeName: string,
): { readonly type: ValueType; readonly isBare: boolean } | null {
  const typed = Object.hasOwn(TYPED_MESSAGES, typeName) ? TYPED_MESSAGES[typeName] : undefined
  if (typed !== undefined) return { type: typed, isBare: false }
  const bare = Object.hasOwn(BARE_MESSAGES, typeName) ? BARE_MESSAGES[typeName] : undefined
  return bare === undefined ? null : { type: bare, isBare: true }
}

/** Field numbers of the oneof in Value, by type. */
const VALUE_FIELDS: Readonly<Record<number, number>> = {
  [ValueType.STRING]: 1,
  [ValueType.INT64]: 2,
  [ValueType.DOUBLE]: 3,
  [ValueType.BOOL]: 4,
  [ValueType.IP_ADDRESS]: 5,
  [ValueType.TIMESTAMP]: 6,
  [ValueType.DURATION]: 7,
  [ValueType.EMAIL_ADDRESS]: 8,
  [ValueType.DNS_NAME]: 9,
  [ValueType.URI]: 10,
  [ValueType.STRING_MAP]: 11,
}

const DELIMITED = 2
const VARINT = 0
const FIXED64 = 1
const FIXED32 = 5

/** Writes the content of an istio.policy.v1beta1.Value. */
export function writeAnyValue(writer: ByteWriter, type: ValueType, value: AttributeValue): void {
  const number = VALUE_FIELDS[type] ?? 1
  if (typeof value === 'bigint') writer.uint32((number << 3) | VARINT).int64(value)
  else if (typeof value === 'number') writer.uint32((number << 3) | FIXED64).double(value)
  else if (typeof value === 'boolean') writer.uint32((number << 3) | VARINT).bool(value)
  else if (type === ValueType.STRING && typeof value === 'string')
    writer.uint32((number << 3) | DELIMITED).string(value)
  else {
    const at = writer.uint32((number << 3) | DELIMITED).open()
    writeTypedMessage(writer, value, false)
    writer.close(at)
  }
}

/** Writes the content of a message that stands for one type. @param isBare google.protobuf's own. */
export function writeTypedMessage(
  writer: ByteWriter,
  value: AttributeValue,
  isBare: boolean,
): void {
  if (value instanceof TimestampValue) writeParts(writer, timestampParts(value), isBare)
  else if (value instanceof DurationValue) writeParts(writer, durationParts(value), isBare)
  else if (value instanceof Uint8Array) writer.uint32(10).bytes(value)
  else if (typeof value === 'string') writer.uint32(10).string(value)
  else if (typeof value === 'object' && isStringMap(value))
    for (const [key, text] of value) {
      const at = writer.uint32(10).open()
      writer.uint32(10).string(key).uint32(18).string(text).close(at)
    }
}

function writeParts(
  writer: ByteWriter,
  { seconds, nanos }: { readonly seconds: number; readonly nanos: number },
  isBare: boolean,
): void {
  const at = isBare ? -1 : writer.uint32(10).open()
  if (seconds !== 0) writer.uint32(8).int64(BigInt(seconds))
  if (nanos !== 0) writer.uint32(16).int32(nanos)
  if (!isBare) writer.close(at)
}

export type Scalar = string | number | bigint | boolean | Uint8Array

export function wireTypeOf(kind: FieldKind): number {
  switch (kind) {
    case FieldKind.double:
    case FieldKind.fixed64:
    case FieldKind.sfixed64:
      return FIXED64
    case FieldKind.float:
    case FieldKind.fixed32:
    case FieldKind.sfixed32:
      return FIXED32
    case FieldKind.string:
    case FieldKind.bytes:
    case FieldKind.message:
      return DELIMITED
    default:
      return VARINT
  }
}

const RANGES: ReadonlyMap<FieldKind, readonly [bigint, bigint]> = new Map([
  ...([FieldKind.int32, FieldKind.sint32, FieldKind.sfixed32, FieldKind.enum] as const).map(
    (kind) => [kind, [-(2n ** 31n), 2n ** 31n - 1n]] as const,
  ),
  ...([FieldKind.uint32, FieldKind.fixed32] as const).map(
    (kind) => [kind, [0n, 2n ** 32n - 1n]] as const,
  ),
  ...([FieldKind.uint64, FieldKind.fixed64] as const).map(
    (kind) => [kind, [0n, 2n ** 64n - 1n]] as const,
  ),
  ...([FieldKind.int64, FieldKind.sint64, FieldKind.sfixed64] as const).map(
    (kind) => [kind, [-(2n ** 63n), 2n ** 63n - 1n]] as const,
  ),
])

/** Whether a whole number fits a field of this kind. */
export function fitsKind(kind: FieldKind, value: bigint): boolean {
  const range = RANGES.get(kind)
  return range !== undefined && value >= range[0] && value <= range[1]
}

/** Whether fields of this kind hold whole numbers. */
export function isWhole(kind: FieldKind): boolean {
  return RANGES.has(kind)
}

/** Writes one scalar without its tag. The value is of the kind's own type: bigint for whole numbers, and in its range. */
export function writeScalar(writer: ByteWriter, kind: FieldKind, value: Scalar): void {
  if (typeof value === 'string') writer.string(value)
  else if (typeof value === 'boolean') writer.bool(value)
  else if (value instanceof Uint8Array) writer.bytes(value)
  else if (typeof value === 'number')
    kind === FieldKind.float ? writer.float(value) : writer.double(value)
  else writeWhole(writer, kind, value)
}

function writeWhole(writer: ByteWriter, kind: FieldKind, value: bigint): void {
  switch (kind) {
    case FieldKind.fixed32:
    case FieldKind.sfixed32:
      writer.fixed32(Number(BigInt.asUintN(32, value)))
      break
    case FieldKind.fixed64:
    case FieldKind.sfixed64:
      writer.fixed64(value)
      break
    case FieldKind.sint32:
      writer.sint32(Number(value))
      break
    case FieldKind.sint64:
      writer.uint64((value << 1n) ^ (value >> 63n))
      break
    default:
      writer.uint64(value)
  }
}

/** Reads the content of a message that stands for one type, or of a map of texts. */
export function readTyped(reader: ByteReader, type: ValueType, isBare: boolean): AttributeValue {
  if (type === ValueType.STRING_MAP) {
    const entries = new Map<string, string>()
    while (!reader.done) {
      const tag = reader.uint32()
      if (tag === 10) readEntry(reader.message(), entries)
      else reader.skip(tag & 7)
    }
    return entries
  }
  const isInstant = type === ValueType.TIMESTAMP || type === ValueType.DURATION
  if (isInstant && isBare) return readParts(reader, type)
  let value: AttributeValue | null = null
  while (!reader.done) {
    const tag = reader.uint32()
    if (tag !== 10) reader.skip(tag & 7)
    else if (isInstant) value = readParts(reader.message(), type)
    else value = type === ValueType.IP_ADDRESS ? new Uint8Array(reader.bytes()) : reader.string()
  }
  if (value !== null) return value
  if (isInstant) return readParts(new ByteReader(new Uint8Array()), type)
  return type === ValueType.IP_ADDRESS ? new Uint8Array() : ''
}

function readParts(reader: ByteReader, type: ValueType): AttributeValue {
  let seconds = 0n
  let nanos = 0n
  while (!reader.done) {
    const tag = reader.uint32()
    if (tag === 8) seconds = reader.int64()
    else if (tag === 16) nanos = BigInt(reader.int32())
    else reader.skip(tag & 7)
  }
  const ns = seconds * 1_000_000_000n + nanos
  return type === ValueType.TIMESTAMP ? new TimestampValue(ns) : new DurationValue(ns)
}

export function readEntry(reader: ByteReader, entries: Map<string, string>): void {
  let key = ''
  let text = ''
  while (!reader.done) {
    const tag = reader.uint32()
    if (tag === 10) key = reader.string()
    else if (tag === 18) text = reader.string()
    else reader.skip(tag & 7)
  }
  entries.set(key, text)
}
