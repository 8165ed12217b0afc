/** A message to proto-JSON: lowerCamel names, defaults left out, 64-bit integers as text. */
import { type Field, isMessage } from '../field-table.ts'
import type { MessageType } from '../message-type.ts'
import { type JsonObject, type JsonValue, setKey } from './json-value.ts'
import { printScalar } from './scalars.ts'

export function writeJson<M>(type: MessageType<M>, message: M): JsonObject {
  const source = message as Record<string, unknown> // the table names exactly the fields of M
  const json: Record<string, JsonValue> = {}
  for (const field of type.table().fields) {
    const value = source[field.name]
    if (value === null || value === undefined) continue
    if (field.mapKey !== null) {
      const entries = value as ReadonlyMap<unknown, unknown> // by the table
      if (entries.size > 0) json[field.name] = printMap(field, entries)
    } else if (field.isList) {
      const items = value as readonly unknown[] // by the table
      if (items.length > 0) json[field.name] = items.map((item) => printOne(field, item))
    } else if (field.isNullable || !isDefault(value)) json[field.name] = printOne(field, value)
  }
  return json
}

function printMap(field: Field, entries: ReadonlyMap<unknown, unknown>): JsonObject {
  const json: Record<string, JsonValue> = {}
  for (const [key, value] of entries) setKey(json, String(key), printOne(field, value))
  return json
}

function printOne(field: Field, value: unknown): JsonValue {
  return isMessage(field.type) ? field.type.toJson(value) : printScalar(field.type, value)
}

function isDefault(value: unknown): boolean {
  if (value instanceof Uint8Array) return value.length === 0
  return value === '' || value === 0 || value === false || value === 0n
}
