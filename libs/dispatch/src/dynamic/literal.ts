/** Literals of YAML for the scalars of a message, as proto3 JSON reads them. */
import { ValueType } from '@flotilla/attributes'
import { type EnumDescriptor, type FieldDescriptor, FieldKind } from './descriptor-types.ts'
import { fitsKind, isWhole, type Scalar } from './values.ts'

/** The text between quotes where the whole of it is one quoted literal without escapes; null where it is an expression. */
export function quotedLiteral(text: string): string | null {
  const trimmed = text.trim()
  const quote = trimmed.charAt(0)
  if (trimmed.length < 2 || (quote !== '"' && quote !== "'") || !trimmed.endsWith(quote))
    return null
  const inner = trimmed.slice(1, -1)
  return inner.includes(quote) || inner.includes('\\') ? null : inner
}

/** The type that an expression for a field of this kind must have. */
export function scalarType(kind: FieldKind): ValueType {
  if (kind === FieldKind.string) return ValueType.STRING
  if (kind === FieldKind.bool) return ValueType.BOOL
  if (kind === FieldKind.bytes) return ValueType.IP_ADDRESS
  return isWhole(kind) ? ValueType.INT64 : ValueType.DOUBLE
}

export function scalarZero(kind: FieldKind): Scalar {
  if (kind === FieldKind.string) return ''
  if (kind === FieldKind.bool) return false
  if (kind === FieldKind.bytes) return new Uint8Array()
  return isWhole(kind) ? 0n : 0
}

/** The scalar that a JSON value is for this field, or null where it is none. */
export function literalScalar(
  field: FieldDescriptor,
  value: unknown,
  enumeration: EnumDescriptor | null,
): Scalar | null {
  const { kind } = field
  if (kind === FieldKind.string) return typeof value === 'string' ? value : null
  if (kind === FieldKind.bytes) return bytesOf(value)
  if (kind === FieldKind.bool) {
    if (value === 'true' || value === 'false') return value === 'true'
    return typeof value === 'boolean' ? value : null
  }
  if (kind === FieldKind.enum) {
    const named = typeof value === 'string' ? enumeration?.values.get(value) : undefined
    if (named !== undefined) return BigInt(named)
    return typeof value === 'number' ? wholeOf(kind, value) : null
  }
  if (isWhole(kind)) return wholeOf(kind, value)
  return doubleOf(value)
}

function wholeOf(kind: FieldKind, value: unknown): bigint | null {
  const isNumber = typeof value === 'number' && Number.isSafeInteger(value)
  const isText = typeof value === 'string' && /^-?\d{1,20}$/.test(value)
  if (!isNumber && !isText) return null
  const whole = BigInt(value)
  return fitsKind(kind, whole) ? whole : null
}

function doubleOf(value: unknown): number | null {
  if (typeof value === 'number') return value
  if (value === 'NaN') return Number.NaN
  if (value === 'Infinity' || value === '-Infinity') return Number(value)
  if (typeof value !== 'string' || value.trim() === '') return null
  const number = Number(value)
  return Number.isNaN(number) ? null : number
}

function bytesOf(value: unknown): Uint8Array | null {
  if (typeof value !== 'string' || !/^[A-Za-z0-9+/\-_]*={0,2}$/.test(value)) return null
  return Buffer.from(value.replaceAll('-', '+').replaceAll('_', '/'), 'base64')
}
