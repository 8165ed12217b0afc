/** Per scalar: TypeScript type, default, wire type, and the calls that read and write it. */
import type { Scalar } from '../../libs/proto/src/field-table.ts'
import type { FieldModel, TypeRef } from './model.ts'

interface ScalarCode {
  readonly tsType: string
  readonly zero: string
  readonly wireType: number
  readonly read: string
  readonly write: string
}

const SCALAR_CODE: Readonly<Record<Scalar, ScalarCode>> = {
  bool: { tsType: 'boolean', zero: 'false', wireType: 0, read: 'bool()', write: 'bool' },
  bytes: {
    tsType: 'Uint8Array',
    zero: 'NO_BYTES',
    wireType: 2,
    read: 'copyBytes()',
    write: 'bytes',
  },
  double: { tsType: 'number', zero: '0', wireType: 1, read: 'double()', write: 'double' },
  fixed32: { tsType: 'number', zero: '0', wireType: 5, read: 'fixed32()', write: 'fixed32' },
  fixed64: { tsType: 'bigint', zero: '0n', wireType: 1, read: 'fixed64()', write: 'fixed64' },
  float: { tsType: 'number', zero: '0', wireType: 5, read: 'float()', write: 'float' },
  int32: { tsType: 'number', zero: '0', wireType: 0, read: 'int32()', write: 'int32' },
  int64: { tsType: 'number', zero: '0', wireType: 0, read: 'int64AsNumber()', write: 'int64' },
  int64big: { tsType: 'bigint', zero: '0n', wireType: 0, read: 'int64()', write: 'int64' },
  sint32: { tsType: 'number', zero: '0', wireType: 0, read: 'sint32()', write: 'sint32' },
  string: { tsType: 'string', zero: "''", wireType: 2, read: 'string()', write: 'string' },
  uint32: { tsType: 'number', zero: '0', wireType: 0, read: 'uint32()', write: 'uint32' },
  uint64: { tsType: 'number', zero: '0', wireType: 0, read: 'uint64AsNumber()', write: 'int64' },
}

export function scalarCode(scalar: Scalar): ScalarCode {
  return SCALAR_CODE[scalar]
}

export function wireTypeOf(type: TypeRef): number {
  if (type.kind === 'message') return 2
  return type.kind === 'enum' ? 0 : SCALAR_CODE[type.scalar].wireType
}

/** Whether repeated values of the type share one length-delimited block. */
export function isPackable(type: TypeRef): boolean {
  return wireTypeOf(type) !== 2
}

export function tagOf(number: number, wireType: number): number {
  return ((number << 3) | wireType) >>> 0
}

/** The type of one value of the field, without list, map or null around it. */
export function itemType(type: TypeRef): string {
  if (type.kind === 'message') return type.tsType
  return type.kind === 'enum' ? type.tsName : SCALAR_CODE[type.scalar].tsType
}

/** Whether the field can be null: sub-messages, members of a oneof, and `optional` scalars. */
export function isNullable(field: FieldModel): boolean {
  if (field.isList || field.mapKey !== null) return false
  return field.type.kind === 'message' || field.oneof !== null || field.isOptional
}

export function fieldType(field: FieldModel): string {
  const item = itemType(field.type)
  if (field.mapKey !== null) return `ReadonlyMap<${SCALAR_CODE[field.mapKey].tsType}, ${item}>`
  if (field.isList) return `readonly ${item.includes('|') ? `(${item})` : item}[]`
  return isNullable(field) ? `${item} | null` : item
}

export function zeroOf(field: FieldModel): string {
  if (field.mapKey !== null) return 'NO_ENTRIES'
  if (field.isList) return 'NO_ITEMS'
  if (isNullable(field)) return 'null'
  return zeroOfType(field.type)
}

export function zeroOfType(type: TypeRef): string {
  if (type.kind === 'scalar') return SCALAR_CODE[type.scalar].zero
  return type.kind === 'enum' ? '0' : 'null'
}
