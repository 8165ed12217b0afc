/** google.protobuf.Struct, Value and ListValue, held as plain JSON. An unset Value and a null one are both null. */
import type { ByteWriter } from '@flotilla/bytes'
import { isObject, type JsonObject, type JsonValue, setKey } from '../json/json-value.ts'
import { show } from '../json/scalars.ts'
import { type JsonReport, keyPath } from '../json/violation.ts'
import { define, type MessageType } from '../message-type.ts'
import { put } from '../wire/generated-support.ts'
import { MAX_DEPTH, type MessageReader } from '../wire/message-reader.ts'

export const Struct: MessageType<JsonObject> = define<JsonObject>({
  name: 'google.protobuf.Struct',
  empty: () => ({}),
  write: writeStruct,
  read: readStruct,
  fields: () => [],
  json: {
    parse(value, path, report) {
      if (!isObject(value)) {
        report.invalid(path, `${show(value)} is not an object`)
        return {}
      }
      return parseValue(value, path, report, 0) as JsonObject // an object stays one
    },
    print: (message) => message,
  },
})

export const Value: MessageType<JsonValue> = define<JsonValue>({
  name: 'google.protobuf.Value',
  empty: () => null,
  write: writeValue,
  read: readValue,
  fields: () => [],
  json: {
    parse: (value, path, report) => parseValue(value, path, report, 0),
    print: (message) => message,
  },
})

export const ListValue: MessageType<readonly JsonValue[]> = define<readonly JsonValue[]>({
  name: 'google.protobuf.ListValue',
  empty: () => [],
  write: writeList,
  read: readList,
  fields: () => [],
  json: {
    parse(value, path, report) {
      if (!Array.isArray(value)) {
        report.invalid(path, `${show(value)} is not a list`)
        return []
      }
      return parseValue(value, path, report, 0) as JsonValue[] // a list stays one
    },
    print: (message) => message,
  },
})

export function writeStruct(message: JsonObject, writer: ByteWriter): void {
  for (const key of Object.keys(message)) {
    writer.uint32(10)
    const at = writer.open()
    writer.uint32(10).string(key)
    put(writer, 18, writeValue, message[key] ?? null)
    writer.close(at)
  }
}

export function writeValue(value: JsonValue, writer: ByteWriter): void {
  if (value === null || value === undefined) writer.uint32(8).uint32(0)
  else if (typeof value === 'number') writer.uint32(17).double(value)
  else if (typeof value === 'string') writer.uint32(26).string(value)
  else if (typeof value === 'boolean') writer.uint32(32).bool(value)
  else if (isList(value)) put(writer, 50, writeList, value)
  else put(writer, 42, writeStruct, value)
}

export function readStruct(reader: MessageReader, into: JsonObject | null): JsonObject {
  const message: Record<string, JsonValue> = (into as Record<string, JsonValue> | null) ?? {} // made here while it is being read
  while (!reader.done) {
    const tag = reader.uint32()
    if (tag === 10) readEntry(reader.message(), message)
    else reader.skipField(tag)
  }
  return message
}

export function readValue(reader: MessageReader): JsonValue {
  let value: JsonValue = null
  while (!reader.done) {
    const tag = reader.uint32()
    if (tag === 8) {
      reader.int32()
      value = null
    } else if (tag === 17) value = reader.double()
    else if (tag === 26) value = reader.string()
    else if (tag === 32) value = reader.bool()
    else if (tag === 42) value = readStruct(reader.message(), null)
    else if (tag === 50) value = readList(reader.message(), null)
    else reader.skipField(tag)
  }
  return value
}

function readEntry(reader: MessageReader, target: Record<string, JsonValue>): void {
  let key = ''
  let value: JsonValue = null
  while (!reader.done) {
    const tag = reader.uint32()
    if (tag === 10) key = reader.string()
    else if (tag === 18) value = readValue(reader.message())
    else reader.skipField(tag)
  }
  setKey(target, key, value)
}

function writeList(list: readonly JsonValue[], writer: ByteWriter): void {
  for (const item of list) put(writer, 10, writeValue, item)
}

function readList(reader: MessageReader, into: readonly JsonValue[] | null): readonly JsonValue[] {
  const list: JsonValue[] = into === null ? [] : [...into]
  while (!reader.done) {
    const tag = reader.uint32()
    if (tag === 10) list.push(readValue(reader.message()))
    else reader.skipField(tag)
  }
  return list
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value)
}

/** A copy that is certain to be JSON; each level costs three messages on the wire, and stays under what is read back. */
function parseValue(value: unknown, path: string, report: JsonReport, depth: number): JsonValue {
  if (depth * 3 >= MAX_DEPTH - 10) report.invalid(path, 'nested too deeply')
  else if (value === null || value === undefined) return null
  else if (typeof value === 'boolean' || typeof value === 'string') return value
  else if (typeof value === 'number' && Number.isFinite(value)) return value
  else if (typeof value === 'bigint') return Number(value)
  else if (Array.isArray(value))
    return value.map((item, i) => parseValue(item, `${path}[${i}]`, report, depth + 1))
  else if (isObject(value)) {
    const copy: Record<string, JsonValue> = {}
    for (const [key, item] of Object.entries(value))
      setKey(copy, key, parseValue(item, keyPath(path, key), report, depth + 1))
    return copy
  } else report.invalid(path, `${show(value)} is not a JSON value`)
  return null
}
