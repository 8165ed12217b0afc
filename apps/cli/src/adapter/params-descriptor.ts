/** The descriptor of an adapter's params, from their JSON Schema: with it `validate` and `apply` know the params of a package. */
import { type JsonSchema, snakeCase } from '@flotilla/adapter-sdk'
import {
  descriptorSetText,
  FieldKind,
  type FieldSource,
  type MessageSource,
} from '@flotilla/dispatch'

/** Base64 of a set with the message Params; null where the schema says what a message cannot. */
export function paramsDescriptor(adapter: string, schema: JsonSchema): string | null {
  const packageName = `adapter.${adapter}.config`
  const params = messageOf('Params', schema, `.${packageName}`)
  if (params === null) return null
  return descriptorSetText([
    {
      name: 'params.proto',
      package: packageName,
      dependencies: [],
      messages: [params],
      enums: [],
      services: [],
      template: null,
    },
  ])
}

function messageOf(name: string, schema: JsonSchema, scope: string): MessageSource | null {
  const properties = objectOf(schema['properties'])
  const fullName = `${scope}.${name}`
  const fields: FieldSource[] = []
  const messages: MessageSource[] = []
  // Both spellings are properties; one of them is the field.
  const names = Object.keys(properties).filter((one) => one === snakeCase(one))
  for (const [i, one] of names.entries()) {
    const made = fieldOf(one, i + 1, objectOf(properties[one]), fullName)
    if (made === null) return null
    fields.push(made.field)
    if (made.message !== null) messages.push(made.message)
  }
  return { name, fields, messages, enums: [], oneofs: [], isMapEntry: false }
}

interface MadeField {
  readonly field: FieldSource
  /** Of a nested message or the entries of a map. */
  readonly message: MessageSource | null
}

function fieldOf(
  name: string,
  number: number,
  schema: JsonSchema,
  scope: string,
): MadeField | null {
  const base = { name, jsonName: camel(name), number, isRepeated: false, oneof: null }
  const inner = `${camel(name).charAt(0).toUpperCase()}${camel(name).slice(1)}`
  const type = typeOf(schema)
  if (type === 'array') {
    const item = fieldOf(name, number, objectOf(schema['items']), scope)
    if (item === null || item.field.isRepeated) return null
    return { ...item, field: { ...item.field, isRepeated: true } }
  }
  if (type === 'object') {
    const value = schema['additionalProperties']
    if (typeof value === 'object' && value !== null) {
      const item = fieldOf('value', 2, objectOf(value), `${scope}.${inner}Entry`)
      if (item === null || item.field.isRepeated) return null
      const key = { ...base, name: 'key', jsonName: 'key', number: 1, kind: FieldKind.string }
      const message: MessageSource = {
        name: `${inner}Entry`,
        fields: [{ ...key, typeName: '' }, item.field],
        messages: item.message === null ? [] : [item.message],
        enums: [],
        oneofs: [],
        isMapEntry: true,
      }
      const typeName = `${scope}.${inner}Entry`
      return { field: { ...base, isRepeated: true, kind: FieldKind.message, typeName }, message }
    }
    const message = messageOf(inner, schema, scope)
    if (message === null) return null
    return { field: { ...base, kind: FieldKind.message, typeName: `${scope}.${inner}` }, message }
  }
  const kind = type === null ? undefined : SCALARS[type]
  return kind === undefined ? null : { field: { ...base, kind, typeName: '' }, message: null }
}

const SCALARS: Readonly<Record<string, FieldKind>> = {
  string: FieldKind.string,
  integer: FieldKind.int64,
  number: FieldKind.double,
  boolean: FieldKind.bool,
}

/** One type that stands for all that the schema takes; null where there is none. */
function typeOf(schema: JsonSchema): string | null {
  const { type, anyOf } = schema as { readonly type?: unknown; readonly anyOf?: unknown }
  const types = new Set(
    Array.isArray(anyOf)
      ? anyOf.map((one) => typeOf(objectOf(one)))
      : Array.isArray(type)
        ? type
        : [type],
  )
  types.delete('null')
  // 64-bit numbers may be given as text.
  if (types.has('integer') || types.has('number')) types.delete('string')
  if (types.has('number')) types.delete('integer')
  const [only] = types
  return types.size === 1 && typeof only === 'string' ? only : null
}

function objectOf(value: unknown): JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonSchema)
    : {}
}

function camel(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}
