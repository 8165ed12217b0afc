/** Strict decoding: a tree against a schema, giving the canonical value and every fault with its path and place. */
import { assertNever } from '@flotilla/errors'
import type { MessageSchema, Schema } from '../schema/schema.ts'
import type { JsonValue } from '../spec/matching.ts'
import { durationNs, durationText } from './duration.ts'
import { nearest, suggestion } from './nearest.ts'
import { fieldPath, indexPath, keyPath } from './path.ts'
import type { Entry, Tree } from './tree.ts'

export interface DecodeFault {
  readonly path: string
  readonly at: number
  readonly message: string
}

type Scalar = Extract<Tree, { kind: 'scalar' }>

/** Collects faults and the place of every path while values are decoded. One per object. */
export class Decoder {
  readonly faults: DecodeFault[] = []
  /** Offset into the text of each path that was decoded. */
  readonly places: Map<string, number> = new Map()

  /** The canonical value, or undefined where there is none: unset (null) or faulty. */
  decode(tree: Tree, schema: Schema, path: string): JsonValue | undefined {
    this.places.set(path, tree.at)
    if (tree.kind === 'scalar' && tree.value === null && schema.type !== 'json') return undefined
    switch (schema.type) {
      case 'message':
        return this.message(tree, schema, path)
      case 'list':
        return this.list(tree, schema.of, path)
      case 'map':
        return this.map(tree, schema.of, path)
      case 'object':
        return tree.kind === 'map' ? this.json(tree, path) : this.wrong(tree, path, 'a mapping')
      case 'json':
        return this.json(tree, path)
      default:
        return tree.kind === 'scalar'
          ? this.scalar(tree, schema, path)
          : this.wrong(tree, path, expectation(schema))
    }
  }

  /** The fields of a message, by canonical name; both `lowerCamel` and `snake_case` are understood. */
  message(tree: Tree, schema: MessageSchema, path: string): JsonValue | undefined {
    if (tree.kind !== 'map') return this.wrong(tree, path, 'a mapping')
    const value: Record<string, JsonValue> = {}
    const seen = new Map<string, Entry>()
    for (const entry of tree.entries) {
      const name = canonicalName(entry.key)
      const field = Object.hasOwn(schema.fields, name) ? schema.fields[name] : undefined
      if (field === undefined) {
        this.unknown(entry, schema, path)
        continue
      }
      const at = fieldPath(path, name)
      const twin = seen.get(name)
      if (twin !== undefined) {
        this.fault(at, entry.keyAt, `the field stands here twice, as ${twin.key} and ${entry.key}`)
        continue
      }
      seen.set(name, entry)
      const decoded = this.decode(entry.value, field, at)
      if (decoded !== undefined) value[name] = decoded
    }
    this.requirements(schema, value, seen, path, tree.at)
    return value
  }

  private requirements(
    schema: MessageSchema,
    value: Record<string, JsonValue>,
    seen: ReadonlyMap<string, Entry>,
    path: string,
    at: number,
  ): void {
    for (const [name, field] of Object.entries(schema.fields)) {
      if (field.required !== true || value[name] !== undefined) continue
      const entry = seen.get(name)
      // A field that is there and faulty was reported already.
      const isNull = entry?.value.kind === 'scalar' && entry.value.value === null
      if (entry === undefined || isNull)
        this.fault(fieldPath(path, name), entry?.keyAt ?? at, 'this field is required')
    }
    for (const oneof of schema.oneofs) {
      const set = oneof.fields.filter((name) => value[name] !== undefined)
      if (set.length > 1) {
        const second = set[1] as string // length checked above
        const text = `set only one of ${oneof.fields.join(', ')}; here stand ${set.join(' and ')}`
        this.fault(fieldPath(path, second), seen.get(second)?.keyAt ?? at, text)
      } else if (set.length === 0 && oneof.required) {
        this.fault(path, at, `one of ${oneof.fields.join(', ')} is required`)
      }
    }
  }

  private unknown(entry: Entry, schema: MessageSchema, path: string): void {
    const name = canonicalName(entry.key)
    const hint = Object.hasOwn(schema.refused, name) ? schema.refused[name] : undefined
    const message =
      hint === undefined
        ? `unknown field "${entry.key}"${suggestion(name, Object.keys(schema.fields))}`
        : `the field "${entry.key}" cannot be used: ${hint}`
    this.fault(keyPath(path, entry.key), entry.keyAt, message)
  }

  private list(tree: Tree, of: Schema, path: string): JsonValue | undefined {
    if (tree.kind !== 'list') return this.wrong(tree, path, 'a list')
    const items: JsonValue[] = []
    for (const [index, item] of tree.items.entries()) {
      const at = indexPath(path, index)
      if (item.kind === 'scalar' && item.value === null && of.type !== 'json') {
        this.fault(at, item.at, `expected ${expectation(of)}, got nothing`)
        continue
      }
      const decoded = this.decode(item, of, at)
      // Faulty items keep their place, so that the paths of the others stay true.
      items.push(decoded ?? placeholder(of))
    }
    return items
  }

  private map(tree: Tree, of: Schema, path: string): JsonValue | undefined {
    if (tree.kind !== 'map') return this.wrong(tree, path, 'a mapping')
    const value: Record<string, JsonValue> = {}
    for (const entry of tree.entries) {
      const at = keyPath(path, entry.key)
      if (entry.value.kind === 'scalar' && entry.value.value === null) {
        this.fault(at, entry.keyAt, `expected ${expectation(of)}, got nothing`)
        continue
      }
      const decoded = this.decode(entry.value, of, at)
      if (decoded !== undefined) put(value, entry.key, decoded)
    }
    return value
  }

  private scalar(tree: Scalar, schema: Schema, path: string): JsonValue | undefined {
    const { value } = tree
    switch (schema.type) {
      case 'string':
        if (typeof value === 'string') return value
        return this.fault(
          path,
          tree.at,
          `expected a text, got ${describe(tree)}: write "${tree.raw}", in quotes`,
        )
      case 'bool':
        return typeof value === 'boolean' ? value : this.wrong(tree, path, 'true or false')
      case 'integer':
      case 'double':
        return this.number(tree, schema, path)
      case 'duration':
        return this.duration(tree, path)
      case 'bytes':
        if (typeof value === 'string' && isBase64(value)) return value
        return this.wrong(tree, path, 'base64 text')
      case 'enum':
        return this.enumName(tree, schema.names, path)
      case 'message':
      case 'list':
      case 'map':
      case 'object':
      case 'json':
        return this.wrong(tree, path, expectation(schema))
      default:
        return assertNever(schema)
    }
  }

  private number(
    tree: Scalar,
    schema: Extract<Schema, { type: 'integer' | 'double' }>,
    path: string,
  ): number | undefined {
    const { value } = tree
    const fits =
      typeof value === 'number' &&
      value >= schema.min &&
      value <= schema.max &&
      (schema.type === 'double' || Number.isInteger(value))
    return fits ? value : this.wrong(tree, path, expectation(schema))
  }

  private duration(tree: Scalar, path: string): string | undefined {
    const ns = typeof tree.value === 'string' ? durationNs(tree.value) : null
    if (ns === null) return this.wrong(tree, path, 'a duration like 1.5s')
    return durationText(ns)
  }

  private enumName(tree: Scalar, names: readonly string[], path: string): string | undefined {
    const { value } = tree
    if (typeof value === 'string' && names.includes(value)) return value
    if (typeof value === 'number' && names[value] !== undefined) return names[value]
    const match = typeof value === 'string' ? nearest(value, names) : null
    const hint = match === null ? '' : `; did you mean ${match}?`
    return this.fault(
      path,
      tree.at,
      `expected one of ${names.join(', ')}, got ${describe(tree)}${hint}`,
    )
  }

  /** Plain JSON of a tree. Whole numbers beyond 2^53 stay text, so that no digit is lost. */
  private json(tree: Tree, path: string): JsonValue {
    this.places.set(path, tree.at)
    if (tree.kind === 'list')
      return tree.items.map((item, index) => this.json(item, indexPath(path, index)))
    if (tree.kind === 'map') {
      const value: Record<string, JsonValue> = {}
      for (const entry of tree.entries)
        put(value, entry.key, this.json(entry.value, keyPath(path, entry.key)))
      return value
    }
    const { value } = tree
    if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value))
      return tree.raw
    return value
  }

  private wrong(tree: Tree, path: string, expected: string): undefined {
    return this.fault(path, tree.at, `expected ${expected}, got ${describe(tree)}`)
  }

  fault(path: string, at: number, message: string): undefined {
    this.faults.push({ path, at, message })
  }
}

/** `per_try_timeout` → `perTryTimeout`; names without an underscore stay. */
function canonicalName(key: string): string {
  if (!key.includes('_')) return key
  return key.replace(/_+([a-zA-Z0-9])/g, (_, letter: string) => letter.toUpperCase())
}

/** Sets an own property, also where the key is `__proto__`. */
function put(target: Record<string, JsonValue>, key: string, value: JsonValue): void {
  Object.defineProperty(target, key, {
    value,
    enumerable: true,
    writable: true,
    configurable: true,
  })
}

function placeholder(of: Schema): JsonValue {
  if (of.type === 'message' || of.type === 'map' || of.type === 'object') return {}
  return of.type === 'list' ? [] : ''
}

function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/\-_]*={0,2}$/.test(text)
}

function describe(tree: Tree): string {
  if (tree.kind === 'list') return 'a list'
  if (tree.kind === 'map') return 'a mapping'
  const { value } = tree
  if (value === null) return 'nothing'
  if (typeof value === 'string')
    return `the text ${JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value)}`
  return typeof value === 'number' ? `the number ${tree.raw}` : String(value)
}

function expectation(schema: Schema): string {
  switch (schema.type) {
    case 'string':
      return 'a text'
    case 'bool':
      return 'true or false'
    case 'integer':
      return `a whole number from ${schema.min} to ${schema.max}`
    case 'double':
      return schema.max === Number.MAX_VALUE
        ? `a number of at least ${schema.min}`
        : `a number from ${schema.min} to ${schema.max}`
    case 'duration':
      return 'a duration like 1.5s'
    case 'bytes':
      return 'base64 text'
    case 'enum':
      return `one of ${schema.names.join(', ')}`
    case 'list':
      return 'a list'
    case 'message':
    case 'map':
    case 'object':
      return 'a mapping'
    case 'json':
      return 'a value'
    default:
      return assertNever(schema)
  }
}
