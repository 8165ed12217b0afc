/** Scalars and enums in proto-JSON: parsing with range checks, printing with 64-bit integers as text. */
import { type EnumType, isEnum, type Scalar } from '../field-table.ts'
import type { JsonValue } from './json-value.ts'
import type { JsonReport } from './violation.ts'

const INTEGER = /^-?\d{1,20}$/
const NUMBER = /^-?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$/
const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/

const RANGES: Readonly<Partial<Record<Scalar, readonly [bigint, bigint]>>> = {
  int32: [-(2n ** 31n), 2n ** 31n - 1n],
  sint32: [-(2n ** 31n), 2n ** 31n - 1n],
  uint32: [0n, 2n ** 32n - 1n],
  fixed32: [0n, 2n ** 32n - 1n],
  int64big: [-(2n ** 63n), 2n ** 63n - 1n],
  int64: [-(2n ** 53n - 1n), 2n ** 53n - 1n],
  uint64: [0n, 2n ** 53n - 1n],
  fixed64: [0n, 2n ** 53n - 1n],
}

/** The value, or undefined where it was reported as wrong. */
export function parseScalar(
  type: Scalar | EnumType,
  value: unknown,
  path: string,
  report: JsonReport,
): unknown {
  if (isEnum(type)) return parseEnum(type, value, path, report)
  if (type === 'string') return expect(typeof value === 'string', value, 'a string', path, report)
  if (type === 'bool')
    return expect(typeof value === 'boolean', value, 'true or false', path, report)
  if (type === 'bytes') return parseBytes(value, path, report)
  if (type === 'double' || type === 'float') return parseFloating(value, path, report)
  return parseInteger(type, value, path, report)
}

export function printScalar(type: Scalar | EnumType, value: unknown): JsonValue {
  if (isEnum(type)) {
    for (const name in type.enum) if (type.enum[name] === value) return name
    return value as number // an enum number that the schema has no name for is printed as it is
  }
  if (type === 'bytes') return Buffer.from(value as Uint8Array).toString('base64') // the table says bytes
  if (type === 'int64' || type === 'uint64' || type === 'fixed64' || type === 'int64big')
    return String(value)
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value)
  return value as JsonValue // string, boolean or finite number, by the table
}

function parseEnum(type: EnumType, value: unknown, path: string, report: JsonReport): unknown {
  if (typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < 2 ** 31)
    return value
  if (typeof value === 'string' && Object.hasOwn(type.enum, value)) return type.enum[value]
  const names = Object.keys(type.enum)
  const shown = names.length > 12 ? `${names.slice(0, 12).join(', ')}, …` : names.join(', ')
  report.invalid(path, `${show(value)} is not one of ${shown}`)
  return undefined
}

function parseInteger(type: Scalar, value: unknown, path: string, report: JsonReport): unknown {
  const exact = integerOf(value)
  const [low, high] = RANGES[type] ?? [0n, 0n]
  if (exact === null || exact < low || exact > high) {
    report.invalid(path, `${show(value)} is not an integer between ${low} and ${high}`)
    return undefined
  }
  return type === 'int64big' ? exact : Number(exact)
}

function integerOf(value: unknown): bigint | null {
  if (typeof value === 'bigint') return value
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : null
  if (typeof value !== 'string') return null
  if (INTEGER.test(value)) return BigInt(value)
  // proto-JSON takes "1e3" and "1.0" for integers too
  const number = NUMBER.test(value) ? Number(value) : Number.NaN
  return Number.isSafeInteger(number) ? BigInt(number) : null
}

function parseFloating(value: unknown, path: string, report: JsonReport): unknown {
  if (typeof value === 'number') return value
  if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return Number(value)
  if (typeof value === 'string' && NUMBER.test(value)) return Number(value)
  report.invalid(path, `${show(value)} is not a number`)
  return undefined
}

function parseBytes(value: unknown, path: string, report: JsonReport): unknown {
  if (value instanceof Uint8Array) return value
  if (typeof value === 'string' && BASE64.test(value))
    return new Uint8Array(Buffer.from(value, 'base64'))
  report.invalid(path, `${show(value)} is not base64 text`)
  return undefined
}

function expect(
  isRight: boolean,
  value: unknown,
  what: string,
  path: string,
  report: JsonReport,
): unknown {
  if (isRight) return value
  report.invalid(path, `${show(value)} is not ${what}`)
  return undefined
}

/** A short picture of a wrong value for a message. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (typeof value === 'bigint') return String(value)
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object' && value !== null) return 'an object'
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 64 ? `${text.slice(0, 61)}…` : text
}
