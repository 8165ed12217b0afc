/** One line of output: level, time, instance, then the variables in sorted order. */
import { type InstanceValue, timestampText, type ValueMap, valueText } from '@flotilla/adapter-sdk'
import { TimestampValue } from '@flotilla/attributes'

export interface LineParts {
  readonly level: string
  readonly time: TimestampValue
  readonly instance: string
  /** Put before the variables: `value` of a metric. */
  readonly value: { readonly value: InstanceValue } | null
  readonly variables: ValueMap
}

/** A JSON object without line ends. */
export function jsonLine({ level, time, instance, value, variables }: LineParts): string {
  return `{"level":"${level}","time":"${timestampText(time)}","instance":${JSON.stringify(instance)}${fields(value, variables, ',')}}`
}

/** Time, level and instance separated by tabs, then the variables as a JSON object. */
export function plainLine({ level, time, instance, value, variables }: LineParts): string {
  return `${timestampText(time)}\t${level}\t${instance.replace(/[\t\r\n]/g, ' ')}\t{${fields(value, variables, '')}}`
}

function fields(value: LineParts['value'], { keys, values }: ValueMap, lead: string): string {
  let text = value === null ? '' : `${lead}"value":${jsonValue(value.value)}`
  for (let i = 0; i < keys.length; i++)
    text += `${text === '' ? lead : ','}${JSON.stringify(keys[i])}:${jsonValue(values[i] ?? null)}`
  return text
}

// Numbers and booleans stay what they are, 64-bit numbers digit by digit; addresses, instants and spans are text.
function jsonValue(value: InstanceValue): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (value === null) return 'null'
  if (typeof value === 'bigint' || typeof value === 'boolean') return String(value)
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : `"${value}"`
  if (value instanceof Map) return JSON.stringify(Object.fromEntries([...value].sort()))
  if (value instanceof TimestampValue) return `"${timestampText(value)}"`
  return JSON.stringify(valueText(value))
}
