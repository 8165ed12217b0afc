/** A message to proto-JSON: defaults left out, 64-bit integers as text. */
import { type Field, isMessage } from '../field-table.ts'
import type { MessageType } from '../message-type.ts'
import { type JsonObject, type JsonValue, setKey } from './json-value.ts'
import { printScalar } from './scalars.ts'

/** `json`: lowerCamel names, proto-JSON's own. `proto`: names as in the .proto file, as Envoy's admin endpoint prints them. */
export type JsonNames = 'json' | 'proto'

export function writeJson<M>(type: MessageType<M>, message: M, names: JsonNames): JsonObject {
  const source = message as Record<string, unknown> // the table names exactly the fields of M
  const json: Record<string, JsonValue> = {}
  for (const field of type.table().fields) {
    const value = source[field.name]
    if (value === null || value === undefined) continue
    const key = names === 'json' ? field.name : field.protoName
    if (field.mapKey !== null) {
      const entries = value as ReadonlyMap<unknown, unknown> // by the table
      if (entries.size > 0) json[key] = printMap(field, entries, names)
    } else if (field.isList) {
      const items = value as readonly unknown[] // by the table
      if (items.length > 0) json[key] = items.map((item) => printOne(field, item, names))
    } else if (field.isNullable || !isDefault(value)) json[key] = printOne(field, value, names)
  }
  return json
}

function printMap(
  field: Field,
  entries: ReadonlyMap<unknown, unknown>,
  names: JsonNames,
): JsonObject {
  const json: Record<string, JsonValue> = {}
  for (const [key, value] of entries) setKey(json, String(key), printOne(field, value, names))
  return json
}

function printOne(field: Field, value: unknown, names: JsonNames): JsonValue {
  return isMessage(field.type) ? field.type.toJson(value, names) : printScalar(field.type, value)
}

function isDefault(value: unknown): boolean {
  if (value instanceof Uint8Array) return value.length === 0
  return value === '' || value === 0 || value === false || value === 0n
}
