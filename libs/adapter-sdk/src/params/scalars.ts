/** Scalar parameter types, read by the rules of proto3 JSON. */
import { parseGoDurationNs, parseProtoDurationNs } from '@flotilla/time'
import { type JsonSchema, nameOf, type ParamType, type ParamViolation } from './types.ts'

const INT32_MAX = 2_147_483_647
const DECIMAL = /^-?(0|[1-9]\d{0,18})(\.0+)?$/
// Of text in a schema: a sign, then numbers with units.
const DURATION_PATTERN = '^[+-]?(0|([0-9]+(\\.[0-9]*)?|\\.[0-9]+)(ns|us|µs|ms|s|m|h))+$'
const FLOAT = /^-?\d{1,400}(\.\d{1,400})?([eE][+-]?\d{1,3})?$/

/** A string. Default empty. */
export function text(initial = ''): ParamType<string> {
  const schema = { type: 'string', default: initial }
  return scalar(initial, 'a text', schema, (value) => (typeof value === 'string' ? value : null))
}

/** A boolean; texts are refused. */
export function bool(initial = false): ParamType<boolean> {
  const schema = { type: 'boolean', default: initial }
  return scalar(initial, 'true or false', schema, (value) =>
    typeof value === 'boolean' ? value : null,
  )
}

/** A whole number of 32 bits, as number or decimal text. */
export function int32(initial = 0): ParamType<number> {
  return scalar(initial, 'a whole number of 32 bits', wholeSchema(initial), (value) => {
    const parsed = wholeNumber(value)
    return parsed !== null && parsed >= -INT32_MAX - 1 && parsed <= INT32_MAX ? parsed : null
  })
}

/** A whole number, as number or decimal text; beyond ±2^53 it is refused, since it would not be exact. */
export function int64(initial = 0): ParamType<number> {
  return scalar(initial, 'a whole number up to 2^53', wholeSchema(initial), wholeNumber)
}

/** A floating-point number, as number or text. */
export function double(initial = 0): ParamType<number> {
  const schema = { type: ['number', 'string'], pattern: FLOAT.source, default: initial }
  return scalar(initial, 'a number', schema, (value) => {
    if (typeof value === 'number') return value
    return typeof value === 'string' && FLOAT.test(value) ? Number(value) : null
  })
}

/**
 * A duration in proto-JSON text (`1.5s`) or, as the reader that Istio used, in Go's (`500ms`, `1h30m`).
 * The parsed value is in milliseconds, with fractions.
 */
export function duration(initialMs = 0): ParamType<number> {
  const schema = { type: 'string', pattern: DURATION_PATTERN, default: `${initialMs / 1e3}s` }
  return scalar(initialMs, 'a duration like "1.5s"', schema, (value) => {
    if (typeof value !== 'string') return null
    const ns = parseProtoDurationNs(value) ?? parseGoDurationNs(value)
    return ns === null ? null : Number(ns) / 1e6
  })
}

/** A member of a closed set, by its name or its number. The parsed value is the name. */
export function choice<K extends string>(
  members: Readonly<Record<K, number>>,
  initial: NoInfer<K>,
): ParamType<K> {
  const names = Object.keys(members) as K[] // the keys of a Record<K, …> are its K
  const byNumber = new Map<number, K>()
  for (const name of names) if (!byNumber.has(members[name])) byNumber.set(members[name], name)
  const known = new Set<string>(names)
  const schema = { enum: [...names, ...byNumber.keys()], default: initial }
  return scalar(initial, `one of ${names.join(', ')}`, schema, (value) => {
    if (typeof value === 'string' && known.has(value)) return value as K // just looked up
    return typeof value === 'number' ? (byNumber.get(value) ?? null) : null
  })
}

function wholeNumber(value: unknown): number | null {
  const parsed =
    typeof value === 'string' && DECIMAL.test(value)
      ? Number(value)
      : typeof value === 'bigint'
        ? Number(value)
        : value
  return typeof parsed === 'number' && Number.isSafeInteger(parsed) ? parsed : null
}

function wholeSchema(initial: number): JsonSchema {
  return { type: ['integer', 'string'], pattern: DECIMAL.source, default: initial }
}

function scalar<T>(
  initial: T,
  expected: string,
  schema: JsonSchema,
  read: (value: unknown) => T | null,
): ParamType<T> {
  return {
    schema: () => schema,
    initial: () => initial,
    parse(value: unknown, path: string, violations: ParamViolation[]): T {
      const parsed = read(value)
      if (parsed !== null) return parsed
      violations.push({ path, message: `must be ${expected}, is ${nameOf(value)}` })
      return initial
    },
  }
}
