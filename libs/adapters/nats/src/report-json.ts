/** A report instance as JSON. */
import { type InstanceValue, type ReportInstance, ValueMap, valueText } from '@flotilla/adapter-sdk'
import { DurationValue, TimestampValue } from '@flotilla/attributes'

/** `{template, name, time, …}` with the template's own fields, `lowerCamel`. @param wallMs where the instance has no time. */
export function reportJson(instance: ReportInstance, wallMs: number): string {
  const { template, name, ...fields } = instance
  const json: Record<string, unknown> = { template, name, time: new Date(wallMs).toISOString() }
  for (const [key, value] of Object.entries(fields))
    if (value !== null) json[key === 'timestamp' ? 'time' : key] = jsonValue(value as never) // by its class, below
  return JSON.stringify(json)
}

function jsonValue(value: InstanceValue | ValueMap): unknown {
  if (value instanceof ValueMap)
    return Object.fromEntries(value.keys.map((key, i) => [key, jsonValue(value.values[i] ?? null)]))
  if (value instanceof Map) return Object.fromEntries(value)
  // Beyond 2^53 a number of JSON would not be exact.
  if (typeof value === 'bigint')
    return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
  if (value instanceof TimestampValue) return value.toString()
  if (value instanceof DurationValue || value instanceof Uint8Array) return valueText(value)
  return value
}
