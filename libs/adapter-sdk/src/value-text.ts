/** Values as the text that labels, keys and log lines show, the same in every adapter. */
import {
  type AttributeValue,
  TimestampValue,
  timestampParts,
  valueToText,
} from '@flotilla/attributes'
import { ipText } from './ip-text.ts'

/** An attribute value, or null for the value of an empty expression. */
export type InstanceValue = AttributeValue | null

/** Decimal, shortest double without exponent, IP for bytes, `…Z` with six digits, Go duration, `k=v&k2=v2` sorted, empty for null. */
export function valueText(value: InstanceValue): string {
  if (typeof value === 'string') return value
  if (value === null) return ''
  if (value instanceof Map) return mapText(value)
  if (value instanceof TimestampValue) return timestampText(value)
  return value instanceof Uint8Array ? ipText(value) : valueToText(value)
}

/** `2018-01-02T03:04:05.123456Z`: UTC, always six digits. */
export function timestampText(value: TimestampValue): string {
  const { seconds, nanos } = timestampParts(value)
  const date = new Date(seconds * 1000)
  if (Number.isNaN(date.getTime())) return value.toString()
  const micros = Math.floor(nanos / 1000)
    .toString()
    .padStart(6, '0')
  return `${date.toISOString().slice(0, -5)}.${micros}Z`
}

function mapText(entries: ReadonlyMap<string, string>): string {
  return [...entries]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${value}`)
    .join('&')
}
