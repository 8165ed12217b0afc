/** Composite parameter types: messages with strict field names, lists, maps, optional values. */
import { type JsonSchema, nameOf, type ParamType, type ParamViolation } from './types.ts'

type Fields<T> = { readonly [K in keyof T]: ParamType<T[K]> }

export interface MessageOptions<T> {
  /** Groups of which at most one field may be set (a oneof). */
  readonly exclusive?: readonly (readonly (keyof T & string)[])[]
}

/**
 * A message. Field names are given in lowerCamel and accepted in that and in snake_case, as proto3 JSON does;
 * an unknown field, or one field in both spellings, is a violation. Absent and null fields take their defaults.
 */
export function message<T extends object>(
  fields: Fields<T>,
  options: MessageOptions<T> = {},
): ParamType<T> {
  const names = Object.keys(fields) as (keyof T & string)[] // the keys of Fields<T> are those of T
  const bySpelling = new Map<string, keyof T & string>()
  for (const name of names) {
    bySpelling.set(name, name)
    bySpelling.set(snakeCase(name), name)
  }
  const initial = (): T =>
    Object.fromEntries(names.map((name) => [name, fields[name].initial()])) as T // one entry per key of T
  return {
    initial,
    schema: () => messageSchema(names, fields, options.exclusive ?? []),
    parse(value: unknown, path: string, violations: ParamViolation[]): T {
      const params = initial()
      if (!isObject(value)) {
        violations.push({ path, message: `must be an object, is ${nameOf(value)}` })
        return params
      }
      const seen = new Set<string>()
      for (const [key, one] of Object.entries(value)) {
        const at = `${path}.${key}`
        const name = bySpelling.get(key)
        if (name === undefined) {
          violations.push({ path: at, message: `unknown field; known are ${names.join(', ')}` })
        } else if (seen.has(name)) {
          violations.push({ path: at, message: `the same field as ${name}, given twice` })
        } else if (one !== null && one !== undefined) {
          seen.add(name)
          params[name] = fields[name].parse(one, at, violations)
        }
      }
      for (const group of options.exclusive ?? []) {
        const set = group.filter((name) => seen.has(name))
        if (set.length > 1)
          violations.push({ path, message: `only one of ${set.join(', ')} may be set` })
      }
      return params
    },
  }
}

/** A list; a violation's path names the index. */
export function list<T>(item: ParamType<T>): ParamType<readonly T[]> {
  return {
    schema: () => ({ type: 'array', items: item.schema() }),
    initial: () => [],
    parse(value: unknown, path: string, violations: ParamViolation[]): readonly T[] {
      if (Array.isArray(value))
        return value.map((one, i) => item.parse(one, `${path}[${i}]`, violations))
      violations.push({ path, message: `must be a list, is ${nameOf(value)}` })
      return []
    },
  }
}

/** A map from text; a violation's path names the key. */
export function map<T>(item: ParamType<T>): ParamType<ReadonlyMap<string, T>> {
  return {
    schema: () => ({ type: 'object', additionalProperties: item.schema() }),
    initial: () => new Map<string, T>(),
    parse(value: unknown, path: string, violations: ParamViolation[]): ReadonlyMap<string, T> {
      const parsed = new Map<string, T>()
      if (!isObject(value)) {
        violations.push({ path, message: `must be an object, is ${nameOf(value)}` })
        return parsed
      }
      for (const [key, one] of Object.entries(value))
        parsed.set(key, item.parse(one, `${path}[${JSON.stringify(key)}]`, violations))
      return parsed
    },
  }
}

/** A value that may be absent: null then. */
export function optional<T>(item: ParamType<T>): ParamType<T | null> {
  return {
    schema: () => withoutDefault(item.schema()),
    initial: () => null,
    parse: (value, path, violations) => item.parse(value, path, violations),
  }
}

/** `maxAmount` → `max_amount`. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

/** `max_amount` → `maxAmount`. */
export function camelCase(name: string): string {
  return name.replace(/_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}

/** Both spellings of every field; of a oneof no two may stand together. */
function messageSchema<T extends object>(
  names: readonly (keyof T & string)[],
  fields: Fields<T>,
  exclusive: readonly (readonly string[])[],
): JsonSchema {
  const properties: Record<string, JsonSchema> = {}
  for (const name of names) {
    const schema = fields[name].schema()
    properties[name] = schema
    properties[snakeCase(name)] = schema
  }
  const given = (name: string): JsonSchema => ({
    anyOf: [...new Set([name, snakeCase(name)])].map((spelling) => ({ required: [spelling] })),
  })
  const pairs = exclusive.flatMap((group) =>
    group.flatMap((one, i) => group.slice(i + 1).map((other) => [given(one), given(other)])),
  )
  return {
    type: 'object',
    properties,
    additionalProperties: false,
    ...(pairs.length === 0 ? {} : { not: { anyOf: pairs.map((allOf) => ({ allOf })) } }),
  }
}

function withoutDefault(schema: JsonSchema): JsonSchema {
  const { default: _, ...rest } = schema
  return rest
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
