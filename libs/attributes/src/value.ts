/** The values an attribute can have, and the two small classes that keep instants and spans exact to the nanosecond. */
import { formatGoDuration } from '@flotilla/time'

const NS_PER_MS = 1_000_000n
const NS_PER_SEC = 1_000_000_000n

/** An instant: nanoseconds since the epoch, without a zone. */
export class TimestampValue {
  readonly ns: bigint

  constructor(ns: bigint) {
    this.ns = ns
  }

  /** @param wallMs milliseconds since the epoch, fractions kept to the nanosecond. */
  static fromWallMs(wallMs: number): TimestampValue {
    const whole = Math.floor(wallMs)
    return new TimestampValue(
      BigInt(whole) * NS_PER_MS + BigInt(Math.round((wallMs - whole) * 1e6)),
    )
  }

  static fromParts(seconds: number, nanos: number): TimestampValue {
    return new TimestampValue(BigInt(seconds) * NS_PER_SEC + BigInt(nanos))
  }

  /** RFC 3339 in UTC with the fraction cut at its last digit that is not zero. */
  toString(): string {
    const { seconds, nanos } = partsOf(this.ns)
    const date = new Date(seconds * 1000)
    // Beyond what a Date can show the number itself is the only honest text.
    if (Number.isNaN(date.getTime())) return `${this.ns}ns`
    const fraction = nanos === 0 ? '' : `.${nanos.toString().padStart(9, '0').replace(/0+$/, '')}`
    return `${date.toISOString().slice(0, -5)}${fraction}Z`
  }
}

/** A span of time in nanoseconds; may be negative. */
export class DurationValue {
  readonly ns: bigint

  constructor(ns: bigint) {
    this.ns = ns
  }

  /** @param ms milliseconds, fractions kept to the nanosecond. */
  static fromMs(ms: number): DurationValue {
    return new DurationValue(BigInt(Math.round(ms * 1e6)))
  }

  static fromParts(seconds: number, nanos: number): DurationValue {
    return new DurationValue(BigInt(seconds) * NS_PER_SEC + BigInt(nanos))
  }

  /** As Go prints it: `1.5s`, `1h2m3s`. */
  toString(): string {
    return formatGoDuration(this.ns)
  }
}

export type StringMap = ReadonlyMap<string, string>

/**
 * The value of one attribute: STRING, DNS_NAME, EMAIL_ADDRESS and URI are strings, INT64 a bigint, DOUBLE a number,
 * IP_ADDRESS its 4 or 16 bytes in network order. A bag owns its values; readers never change them.
 */
export type AttributeValue =
  | string
  | bigint
  | number
  | boolean
  | Uint8Array
  | TimestampValue
  | DurationValue
  | StringMap

/** Seconds and nanoseconds as protobuf's Timestamp wants them: nanos 0..999999999, seconds rounded down. */
export function timestampParts(value: TimestampValue): { seconds: number; nanos: number } {
  return partsOf(value.ns)
}

/** Seconds and nanoseconds as protobuf's Duration wants them: both of the same sign. */
export function durationParts(value: DurationValue): { seconds: number; nanos: number } {
  return { seconds: Number(value.ns / NS_PER_SEC), nanos: Number(value.ns % NS_PER_SEC) }
}

/** Whether two values are of the same kind and equal; maps by content, addresses by bytes. */
export function sameValue(a: AttributeValue, b: AttributeValue): boolean {
  if (a === b) return true
  if (typeof a === 'number' || typeof b === 'number') return Object.is(a, b)
  if (typeof a !== 'object' || typeof b !== 'object') return false
  if (a instanceof TimestampValue) return b instanceof TimestampValue && a.ns === b.ns
  if (a instanceof DurationValue) return b instanceof DurationValue && a.ns === b.ns
  if (a instanceof Uint8Array) return b instanceof Uint8Array && Buffer.compare(a, b) === 0
  return isStringMap(b) && sameMap(a, b)
}

/** Whether a value is a string map. */
export function isStringMap(value: AttributeValue): value is StringMap {
  return (
    typeof value === 'object' &&
    !(value instanceof Uint8Array) &&
    !(value instanceof TimestampValue) &&
    !(value instanceof DurationValue)
  )
}

function sameMap(a: StringMap, b: StringMap): boolean {
  if (a.size !== b.size) return false
  for (const [key, value] of a) {
    if (b.get(key) !== value) return false
  }
  return true
}

function partsOf(ns: bigint): { seconds: number; nanos: number } {
  let seconds = ns / NS_PER_SEC
  let nanos = ns % NS_PER_SEC
  if (nanos < 0n) {
    nanos += NS_PER_SEC
    seconds -= 1n
  }
  return { seconds: Number(seconds), nanos: Number(nanos) }
}
