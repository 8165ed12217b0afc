/** The plain Attributes message: what one proxy forwards to the next in x-istio-attributes. */
import { ByteReader, ByteWriter } from '@flotilla/bytes'
import { type AttributeBag, MutableBag } from './bag.ts'
import {
  type AttributeValue,
  DurationValue,
  durationParts,
  TimestampValue,
  timestampParts,
} from './value.ts'

/** Encodes every attribute of a bag as `Attributes`, sorted by name so that equal bags give equal bytes. */
export function encodePlainAttributes(bag: AttributeBag): Uint8Array {
  const writer = new ByteWriter()
  for (const name of [...bag.names()].sort()) {
    const value = bag.get(name)
    if (value === undefined) continue
    writer.uint32(0x0a).nested((entry) =>
      entry
        .uint32(0x0a)
        .string(name)
        .uint32(0x12)
        .nested((w) => writeValue(w, value)),
    )
  }
  return Uint8Array.from(writer.finish())
}

/** Decodes `Attributes`; throws FLT_PROTO_MALFORMED on bytes that are not a message. Values of unknown kinds are left out. */
export function decodePlainAttributes(bytes: Uint8Array): MutableBag {
  const bag = new MutableBag()
  readFields(new ByteReader(bytes), (field, reader) => {
    if (field !== 1) return false
    let name = ''
    let value: AttributeValue | null = null
    readFields(reader.message(), (entryField, entry) => {
      if (entryField === 1) name = entry.string()
      else if (entryField === 2) value = readValue(entry.message())
      else return false
      return true
    })
    if (value !== null) bag.set(name, value)
    return true
  })
  return bag
}

function writeValue(w: ByteWriter, value: AttributeValue): void {
  if (typeof value === 'string') w.uint32(0x12).string(value)
  else if (typeof value === 'bigint') w.uint32(0x18).int64(value)
  else if (typeof value === 'number') w.uint32(0x21).double(value)
  else if (typeof value === 'boolean') w.uint32(0x28).bool(value)
  else if (value instanceof Uint8Array) w.uint32(0x32).bytes(value)
  else if (value instanceof TimestampValue) writeTime(w, 0x3a, timestampParts(value))
  else if (value instanceof DurationValue) writeTime(w, 0x42, durationParts(value))
  else {
    w.uint32(0x4a).nested((map) => {
      for (const [key, text] of value)
        map.uint32(0x0a).nested((e) => e.uint32(0x0a).string(key).uint32(0x12).string(text))
    })
  }
}

function writeTime(w: ByteWriter, tag: number, parts: { seconds: number; nanos: number }): void {
  w.uint32(tag).nested((time) => {
    if (parts.seconds !== 0) time.uint32(0x08).int64(parts.seconds)
    if (parts.nanos !== 0) time.uint32(0x10).int32(parts.nanos)
  })
}

function readValue(reader: ByteReader): AttributeValue | null {
  let value: AttributeValue | null = null
  readFields(reader, (field, r) => {
    if (field === 2) value = r.string()
    else if (field === 3) value = r.int64()
    else if (field === 4) value = r.double()
    else if (field === 5) value = r.bool()
    else if (field === 6) value = Uint8Array.from(r.bytes())
    else if (field === 7) value = TimestampValue.fromParts(...readTime(r.message()))
    else if (field === 8) value = DurationValue.fromParts(...readTime(r.message()))
    else if (field === 9) value = readStringMap(r.message())
    else return false
    return true
  })
  return value
}

function readTime(reader: ByteReader): [seconds: number, nanos: number] {
  let seconds = 0
  let nanos = 0
  readFields(reader, (field, r) => {
    if (field === 1) seconds = r.int64AsNumber()
    else if (field === 2) nanos = r.int32()
    else return false
    return true
  })
  return [seconds, nanos]
}

function readStringMap(reader: ByteReader): Map<string, string> {
  const map = new Map<string, string>()
  readFields(reader, (field, r) => {
    if (field !== 1) return false
    let key = ''
    let value = ''
    readFields(r.message(), (entryField, entry) => {
      if (entryField === 1) key = entry.string()
      else if (entryField === 2) value = entry.string()
      else return false
      return true
    })
    map.set(key, value)
    return true
  })
  return map
}

/** Calls `read` for each field; where it says false the field is skipped. */
function readFields(
  reader: ByteReader,
  read: (field: number, reader: ByteReader) => boolean,
): void {
  while (!reader.done) {
    const tag = reader.uint32()
    if (!read(tag >>> 3, reader)) reader.skip(tag & 7)
  }
}
