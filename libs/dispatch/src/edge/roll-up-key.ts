/** What stands for an attribute's value where reports are told apart: equal exactly where the values are. */
import {
  type AttributeValue,
  DurationValue,
  isStringMap,
  type StringMap,
  TimestampValue,
} from '@flotilla/attributes'

/** Undefined: the attribute is absent. */
export type GroupKey = string | bigint | number | boolean | undefined

/** What is no text begins with this, and so does a text that does itself. */
const MARK = '\u0000'
/** A map that is there, without the key. */
const NO_KEY = `${MARK}none`
const NEGATIVE_ZERO = `${MARK}zero`

export function keyOf(value: AttributeValue | undefined): GroupKey {
  if (typeof value === 'string') return textKey(value)
  if (typeof value === 'number') return Object.is(value, -0) ? NEGATIVE_ZERO : value
  return typeof value === 'object' ? objectKey(value) : value
}

/** Of one key of a string map. */
export function mapKeyOf(value: AttributeValue | undefined, key: string): GroupKey {
  if (value === undefined || !isStringMap(value)) return keyOf(value)
  const found = value.get(key)
  return found === undefined ? NO_KEY : textKey(found)
}

function textKey(text: string): string {
  return text.charCodeAt(0) === 0 ? `${MARK}text${text}` : text
}

// The same address mostly comes as the same object.
let lastBytes: Uint8Array | null = null
let lastBytesKey = ''

function objectKey(value: Uint8Array | TimestampValue | DurationValue | StringMap): string {
  if (value instanceof Uint8Array) {
    if (value !== lastBytes) {
      lastBytesKey = `${MARK}bytes${Buffer.from(value).toString('latin1')}`
      lastBytes = value
    }
    return lastBytesKey
  }
  if (value instanceof TimestampValue) return `${MARK}time${value.ns}`
  if (value instanceof DurationValue) return `${MARK}span${value.ns}`
  const entries = [...value.entries()].sort(([a], [b]) => (a < b ? -1 : 1))
  return `${MARK}map${JSON.stringify(entries)}`
}
