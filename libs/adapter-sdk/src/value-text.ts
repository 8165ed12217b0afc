/** Values as the text that labels, keys and log lines show, the same in every adapter. */
import {
  type AttributeValue,
  DurationValue,
  TimestampValue,
  timestampParts,
} from '@flotilla/attributes'
import { ipText } from './ip-text.ts'

/** An attribute value, or null for the value of an empty expression. */
export type InstanceValue = AttributeValue | null

/** Decimal, shortest double without exponent, IP for bytes, `…Z` with six digits, Go duration, `k=v&k2=v2` sorted, empty for null. */
export function valueText(value: InstanceValue): string {
  if (typeof value === 'string') return value
  if (value === null) return ''
  if (typeof value === 'number') return doubleText(value)
  if (typeof value !== 'object') return String(value)
  if (value instanceof Uint8Array) return ipText(value)
  if (value instanceof TimestampValue) return timestampText(value)
  if (value instanceof DurationValue) return value.toString()
  return [...value]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, one]) => `${key}=${one}`)
    .join('&')
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

/** The shortest decimal that reads back as the same double, never with an exponent, as Go's format 'f'. */
export function doubleText(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf'
  if (value === Number.NEGATIVE_INFINITY) return '-Inf'
  const text = Object.is(value, -0) ? '-0' : String(value)
  const at = text.indexOf('e')
  if (at === -1) return text
  const negative = text.startsWith('-')
  const [whole = '', fraction = ''] = text.slice(negative ? 1 : 0, at).split('.')
  const exponent = Number(text.slice(at + 1))
  const digits = whole + fraction
  const point = whole.length + exponent
  const plain =
    point <= 0
      ? `0.${'0'.repeat(-point)}${digits}`
      : `${digits.padEnd(point, '0').slice(0, point)}${point < digits.length ? `.${digits.slice(point)}` : ''}`
  return negative ? `-${plain}` : plain
}
