/** JSON of Envoy's admin messages that this tree has no generated code for: defaults are left out, as proto-JSON does. */
import type { JsonObject, JsonValue } from '@flotilla/proto'

/** The same object without empty texts, zeros, false, empty lists and empty objects, at this level only. */
export function withoutDefaults(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => !isDefault(value)))
}

function isDefault(value: JsonValue): boolean {
  if (value === '' || value === 0 || value === false || value === null) return true
  if (Array.isArray(value)) return value.length === 0
  return typeof value === 'object' && Object.keys(value).length === 0
}
