/** Whether a text of configuration means the same as a value: it is read as the value's type, then compared. */
import { DurationValue, parseIp, sameIp, TimestampValue } from '@flotilla/attributes'
import { parseGoDurationNs } from '@flotilla/time'
import { type InstanceValue, valueText } from './value-text.ts'

const WHOLE = /^[+-]?\d{1,19}$/
const TRUE = /^(1|t|T|TRUE|true|True)$/
const FALSE = /^(0|f|F|FALSE|false|False)$/
const RFC3339 = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/

/** Null equals the empty text only; a text that does not parse as the value's type equals nothing. */
export function textEqualsValue(text: string, value: InstanceValue): boolean {
  if (value === null) return text === ''
  if (typeof value === 'string') return text === value
  if (typeof value === 'bigint') return WHOLE.test(text) && BigInt(text) === value
  if (typeof value === 'number') return text.trim() !== '' && Number(text) === value
  if (typeof value === 'boolean') return (value ? TRUE : FALSE).test(text)
  if (value instanceof DurationValue) return parseGoDurationNs(text) === value.ns
  if (value instanceof TimestampValue) return instantNs(text) === value.ns
  if (value instanceof Uint8Array) {
    const address = parseIp(text)
    return address !== null && sameIp(address, value)
  }
  return text === valueText(value)
}

function instantNs(text: string): bigint | null {
  const match = RFC3339.exec(text)
  if (match === null) return null
  const ms = Date.parse(`${match[1]}${match[3]}`)
  if (Number.isNaN(ms)) return null
  return BigInt(ms) * 1_000_000n + BigInt((match[2] ?? '').padEnd(9, '0'))
}
