/** Attributes as people write them, `name=value` or JSON, to values of their declared types. */
import {
  type AttributeValue,
  DurationValue,
  MutableBag,
  parseIp,
  TimestampValue,
  ValueType,
  valueTypeName,
} from '@flotilla/attributes'
import { parseRfc3339 } from '@flotilla/cexl'
import { parseGoDurationNs, parseProtoDurationNs } from '@flotilla/time'

/** Declared type of an attribute, or null where it is not declared. */
export type TypeOf = (name: string) => ValueType | null

export type ParsedAttributes =
  | { readonly kind: 'ok'; readonly bag: MutableBag }
  | { readonly kind: 'bad'; readonly problems: readonly string[] }

/** @param pairs name to a JSON value, or to its text; `name[key]` is an entry of a map. Without a declared type it is guessed. */
export function attributesOfPairs(
  pairs: Iterable<readonly [string, unknown]>,
  typeOf: TypeOf,
): ParsedAttributes {
  const values = new Map<string, AttributeValue>()
  const problems: string[] = []
  for (const [written, value] of pairs) {
    const entry = /^([^[\]]+)\[(.*)\]$/.exec(written)
    const name = entry?.[1] ?? written
    if (entry !== null) {
      const map = values.get(name) ?? new Map<string, string>()
      values.set(name, map)
      if (map instanceof Map) map.set(unquoted(entry[2] ?? ''), textOf(value))
      else problems.push(`${written}: ${name} is not a map`)
      continue
    }
    const type = typeOf(name)
    const parsed = type === null ? guessed(value) : typedValue(value, type)
    if (parsed !== null) values.set(name, parsed)
    else
      problems.push(
        `${name}: ${JSON.stringify(value)} is not a ${type === null ? 'value' : valueTypeName(type)}`,
      )
  }
  return problems.length > 0
    ? { kind: 'bad', problems }
    : { kind: 'ok', bag: new MutableBag([...values]) }
}

/** Splits `name=value`; null where there is no `=` outside brackets. */
export function splitPair(text: string): readonly [string, string] | null {
  const match = /^([^=[\]]+(?:\[[^\]]*\])?)=([\s\S]*)$/.exec(text)
  return match === null ? null : [match[1] ?? '', match[2] ?? '']
}

/** A value of this type, from JSON or from text; null where it is none. */
export function typedValue(value: unknown, type: ValueType): AttributeValue | null {
  switch (type) {
    case ValueType.STRING:
    case ValueType.DNS_NAME:
    case ValueType.EMAIL_ADDRESS:
    case ValueType.URI:
      return typeof value === 'object' ? null : textOf(value)
    case ValueType.INT64:
      return wholeOf(value)
    case ValueType.DOUBLE:
      return doubleOf(value)
    case ValueType.BOOL:
      return value === true || value === 'true'
        ? true
        : value === false || value === 'false'
          ? false
          : null
    case ValueType.TIMESTAMP:
      return typeof value === 'string' ? parseRfc3339(value) : null
    case ValueType.DURATION:
      return typeof value === 'string' ? durationOf(value) : null
    case ValueType.IP_ADDRESS:
      return typeof value === 'string' ? parseIp(value) : null
    case ValueType.STRING_MAP:
      return mapOf(value)
    case ValueType.VALUE_TYPE_UNSPECIFIED:
      return null
  }
}

/** As mixc guesses: whole number, number, boolean, instant, span, address, else text. */
function guessed(value: unknown): AttributeValue | null {
  if (typeof value === 'object') return mapOf(value)
  const order = [
    ValueType.INT64,
    ValueType.DOUBLE,
    ValueType.BOOL,
    ValueType.TIMESTAMP,
    ValueType.DURATION,
    ValueType.IP_ADDRESS,
  ]
  for (const type of order) {
    const found = typedValue(value, type)
    if (found !== null) return found
  }
  return textOf(value)
}

function wholeOf(value: unknown): bigint | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : null
  if (typeof value !== 'string' || !/^-?\d{1,19}$/.test(value)) return null
  const whole = BigInt(value)
  return BigInt.asIntN(64, whole) === whole ? whole : null
}

function doubleOf(value: unknown): number | null {
  if (typeof value === 'number') return value
  if (typeof value !== 'string' || !/^-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value)) return null
  return Number(value)
}

function durationOf(text: string): DurationValue | null {
  const ns = parseProtoDurationNs(text) ?? parseGoDurationNs(text)
  return ns === null ? null : new DurationValue(ns)
}

/** An object of JSON, or `key=value,key=value`; `key:value;key:value` as in mixc. */
function mapOf(value: unknown): ReadonlyMap<string, string> | null {
  if (typeof value === 'object' && value !== null) {
    if (Array.isArray(value) || value instanceof TimestampValue) return null
    return new Map(Object.entries(value).map(([key, one]) => [key, textOf(one)]))
  }
  if (typeof value !== 'string') return null
  if (value === '') return new Map()
  if (value.startsWith('{')) return mapOf(jsonOf(value))
  const isMixc = /^[^=,]+:/.test(value)
  const entries = new Map<string, string>()
  for (const part of value.split(isMixc ? ';' : ',')) {
    const at = part.indexOf(isMixc ? ':' : '=')
    if (at < 1) return null
    entries.set(part.slice(0, at), part.slice(at + 1))
  }
  return entries
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null // not JSON: not a map either
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function unquoted(key: string): string {
  return /^".*"$/.test(key) || /^'.*'$/.test(key) ? key.slice(1, -1) : key
}
