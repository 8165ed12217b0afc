/** The description of a message's fields that JSON and the strict walk interpret; binary code is generated instead. */
import type { MessageType } from './message-type.ts'

export type Scalar =
  | 'bool'
  | 'bytes'
  | 'double'
  | 'fixed32'
  | 'fixed64'
  | 'float'
  | 'int32'
  | 'int64'
  /** int64 and uint64 held as bigint. */
  | 'int64big'
  | 'sint32'
  | 'string'
  | 'uint32'
  | 'uint64'

export interface EnumType {
  readonly enum: Readonly<Record<string, number>>
}

// biome-ignore lint/suspicious/noExplicitAny: a table holds types of every message; what it reads from one it writes to the same
export type NestedType = MessageType<any>
export type FieldType = Scalar | EnumType | NestedType

/** `list`: repeated; `opt`: a scalar that may be null; `map:K`: a map with keys of scalar K. */
export type Shape = '' | 'list' | 'opt' | `map:${Scalar}`

/** Proto name, number, type, shape and the oneof it belongs to, as generated code writes it. */
export type FieldRow =
  | readonly [name: string, number: number, type: FieldType]
  | readonly [name: string, number: number, type: FieldType, shape: Shape]
  | readonly [name: string, number: number, type: FieldType, shape: Shape, oneof: string]

export interface Field {
  /** Property and JSON name. */
  readonly name: string
  readonly protoName: string
  readonly number: number
  readonly type: FieldType
  readonly isList: boolean
  readonly isNullable: boolean
  readonly mapKey: Scalar | null
  readonly oneof: string | null
}

export interface FieldTable {
  readonly fields: readonly Field[]
  /** By both names. */
  readonly byName: ReadonlyMap<string, Field>
  readonly byNumber: ReadonlyMap<number, Field>
  /** Fields of the API that are left out here, by both names. */
  readonly prunedNames: ReadonlySet<string>
  readonly prunedNumbers: ReadonlyMap<number, string>
}

export function isMessage(type: FieldType): type is NestedType {
  return typeof type === 'object' && 'typeName' in type
}

export function isEnum(type: FieldType): type is EnumType {
  return typeof type === 'object' && 'enum' in type
}

export function fieldTable(
  rows: readonly FieldRow[],
  pruned: Readonly<Record<number, string>>,
): FieldTable {
  const fields = rows.map(([protoName, number, type, shape = '', oneof = null]): Field => {
    return {
      name: lowerCamel(protoName),
      protoName,
      number,
      type,
      isList: shape === 'list',
      isNullable: shape === 'opt' || oneof !== null || (isMessage(type) && shape === ''),
      mapKey: shape.startsWith('map:') ? (shape.slice(4) as Scalar) : null, // the generator writes only scalars there
      oneof,
    }
  })
  const prunedNames = Object.values(pruned)
  return {
    fields,
    byName: new Map(
      fields.flatMap((field) => [[field.protoName, field] as const, [field.name, field] as const]),
    ),
    byNumber: new Map(fields.map((field) => [field.number, field])),
    prunedNames: new Set(prunedNames.flatMap((name) => [name, lowerCamel(name)])),
    prunedNumbers: new Map(Object.entries(pruned).map(([number, name]) => [Number(number), name])),
  }
}

/** The JSON name of a proto field: underscores go, the letter behind one is raised. */
export function lowerCamel(protoName: string): string {
  return protoName.replace(/_+([a-zA-Z0-9])/g, (_, letter: string) => letter.toUpperCase())
}
