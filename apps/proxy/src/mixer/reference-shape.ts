/** A shape: which attributes an answer depended on. Requests equal in those get the same answer. */
import {
  type AttributeBag,
  type AttributeValue,
  Condition,
  compareReferences,
  DurationValue,
  isStringMap,
  type Reference,
  TimestampValue,
} from '@flotilla/attributes'

/** An attribute, and the keys of it that count where it is a string map; no keys: the attribute as a whole. */
interface Part {
  readonly name: string
  readonly keys: readonly string[]
}

export class ReferenceShape {
  /** Equal shapes have equal ids. */
  readonly id: string
  private readonly absent: readonly Part[]
  private readonly exact: readonly Part[]

  constructor(references: readonly Reference[]) {
    const sorted = [...references].sort(compareReferences)
    this.absent = partsOf(sorted, Condition.absence)
    this.exact = partsOf(sorted, Condition.exact)
    this.id = JSON.stringify([this.absent, this.exact])
  }

  /**
   * The key of a request under this shape, or null where it does not fit. Equal keys mean equal values: every value is
   * written whole, with its length. O(attributes of the shape).
   */
  keyOf(bag: AttributeBag): string | null {
    for (const part of this.absent) if (!isAbsent(part, bag)) return null
    let key = ''
    for (const part of this.exact) {
      const value = bag.get(part.name)
      if (value === undefined) return null
      if (part.keys.length === 0) {
        key += valueKey(value)
        continue
      }
      if (typeof value !== 'object' || !isStringMap(value)) return null
      for (const name of part.keys) {
        const text = value.get(name)
        if (text === undefined) return null
        key += `${text.length}:${text}`
      }
    }
    return key
  }
}

// Ours: a whole map learned as missing must be missing; Mixer's client also took requests that have it.
function isAbsent(part: Part, bag: AttributeBag): boolean {
  const value = bag.get(part.name)
  if (value === undefined) return true
  if (part.keys.length === 0 || typeof value !== 'object' || !isStringMap(value)) return false
  for (const key of part.keys) if (value.get(key) !== undefined) return false
  return true
}

function valueKey(value: AttributeValue): string {
  switch (typeof value) {
    case 'string':
      return `${value.length}:${value}`
    case 'bigint':
      return `i${value};`
    case 'number':
      return `d${value};`
    case 'boolean':
      return value ? 't' : 'f'
    default:
      return objectKey(value)
  }
}

function objectKey(value: Exclude<AttributeValue, string | bigint | number | boolean>): string {
  if (value instanceof Uint8Array) return `b${value.join('.')};`
  if (value instanceof TimestampValue) return `s${value.ns};`
  if (value instanceof DurationValue) return `u${value.ns};`
  let key = `m${value.size};`
  for (const [name, text] of [...value].sort(([a], [b]) => (a < b ? -1 : 1)))
    key += `${name.length}:${name}${text.length}:${text}`
  return key
}

function partsOf(sorted: readonly Reference[], condition: Condition): Part[] {
  const parts = new Map<string, string[]>()
  for (const reference of sorted) {
    if (reference.condition !== condition) continue
    const keys = parts.get(reference.name) ?? []
    if (reference.mapKey !== null) keys.push(reference.mapKey)
    parts.set(reference.name, keys)
  }
  return [...parts].map(([name, keys]) => ({ name, keys }))
}
