/** The types an attribute or an expression can have, with the numbers of istio.policy.v1beta1.ValueType. */
import { type AttributeValue, DurationValue, isStringMap, TimestampValue } from './value.ts'

export const ValueType = {
  VALUE_TYPE_UNSPECIFIED: 0,
  STRING: 1,
  INT64: 2,
  DOUBLE: 3,
  BOOL: 4,
  TIMESTAMP: 5,
  IP_ADDRESS: 6,
  EMAIL_ADDRESS: 7,
  URI: 8,
  DNS_NAME: 9,
  DURATION: 10,
  STRING_MAP: 11,
} as const
export type ValueType = (typeof ValueType)[keyof typeof ValueType]
export type ValueTypeName = keyof typeof ValueType

const NAMES: readonly string[] = Object.keys(ValueType)

/** The enum name of a type: `STRING`, `INT64`, … */
export function valueTypeName(type: ValueType): ValueTypeName {
  return NAMES[type] as ValueTypeName // the table lists every number of the closed set, in order
}

/** The type of an enum name or number as configuration spells it, or null where there is none. */
export function valueTypeOf(nameOrNumber: string | number): ValueType | null {
  const number = typeof nameOrNumber === 'number' ? nameOrNumber : NAMES.indexOf(nameOrNumber)
  return Number.isInteger(number) && number >= 0 && number < NAMES.length
    ? (number as ValueType) // a position in the table is a member
    : null
}

/** Whether a value is one that an attribute declared with this type may carry. */
export function fitsType(value: AttributeValue, type: ValueType): boolean {
  switch (type) {
    case ValueType.STRING:
    case ValueType.DNS_NAME:
    case ValueType.EMAIL_ADDRESS:
    case ValueType.URI:
      return typeof value === 'string'
    case ValueType.INT64:
      return typeof value === 'bigint'
    case ValueType.DOUBLE:
      return typeof value === 'number'
    case ValueType.BOOL:
      return typeof value === 'boolean'
    case ValueType.TIMESTAMP:
      return value instanceof TimestampValue
    case ValueType.IP_ADDRESS:
      return value instanceof Uint8Array
    case ValueType.DURATION:
      return value instanceof DurationValue
    case ValueType.STRING_MAP:
      return isStringMap(value)
    case ValueType.VALUE_TYPE_UNSPECIFIED:
      return false
  }
}
