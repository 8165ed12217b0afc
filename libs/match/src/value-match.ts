/** Matches a value inside metadata: a path of keys, then null, number, text, boolean, presence or a list. */
import { compileString, type StringMatcher, type StringSpec } from './string-match.ts'
import type { CompiledMatch } from './violation.ts'
import { toWireText } from './wire-text.ts'

/** A JSON value; `undefined` stands for a key that is not there. */
export type MetadataValue = unknown

export type ValueSpec =
  | { readonly kind: 'null' }
  | { readonly kind: 'number'; readonly exact: number }
  | { readonly kind: 'range'; readonly start: number; readonly end: number }
  | { readonly kind: 'string'; readonly string: StringSpec }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'present'; readonly value: boolean }
  | { readonly kind: 'oneOf'; readonly item: ValueSpec }
  | { readonly kind: 'or'; readonly choices: readonly ValueSpec[] }

export type ValuePredicate = (value: MetadataValue) => boolean

export interface MetadataSpec {
  readonly namespace: string
  readonly path: readonly string[]
  readonly value: ValueSpec
  readonly invert: boolean
}

/** Who answers for metadata by namespace and path. */
export interface MetadataSource {
  metadataValue?(namespace: string, path: readonly string[]): MetadataValue
}

export class MetadataMatcher {
  readonly namespace: string
  readonly path: readonly string[]
  private readonly predicate: ValuePredicate
  private readonly isInverted: boolean

  constructor(spec: MetadataSpec, predicate: ValuePredicate) {
    this.namespace = spec.namespace
    this.path = spec.path
    this.predicate = predicate
    this.isInverted = spec.invert
  }

  matches(source: MetadataSource): boolean {
    const value = source.metadataValue?.(this.namespace, this.path)
    return this.predicate(value) !== this.isInverted
  }

  /** Whether there is a value to match at all. */
  isFound(source: MetadataSource): boolean {
    return source.metadataValue?.(this.namespace, this.path) !== undefined
  }
}

export function compileMetadata(spec: MetadataSpec): CompiledMatch<MetadataMatcher> {
  const predicate = compileValue(spec.value)
  return predicate.kind === 'ok'
    ? { kind: 'ok', value: new MetadataMatcher(spec, predicate.value) }
    : predicate
}

/** Follows keys into nested objects; undefined where one is missing. */
export function valueAt(root: MetadataValue, path: readonly string[]): MetadataValue {
  let value = root
  for (const key of path) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
    value = (value as Readonly<Record<string, unknown>>)[key] // an object, by the line above
  }
  return value
}

export function compileValue(spec: ValueSpec): CompiledMatch<ValuePredicate> {
  switch (spec.kind) {
    case 'string': {
      const string = compileString(spec.string)
      if (string.kind === 'bad') return string
      return ok(textPredicate(string.value))
    }
    case 'oneOf': {
      const item = compileValue(spec.item)
      if (item.kind === 'bad') return item
      return ok((value) => Array.isArray(value) && value.some(item.value))
    }
    case 'or': {
      const predicates: ValuePredicate[] = []
      for (const choice of spec.choices) {
        const compiled = compileValue(choice)
        if (compiled.kind === 'bad') return compiled
        predicates.push(compiled.value)
      }
      return ok((value) => predicates.some((predicate) => predicate(value)))
    }
    default:
      return ok(plainPredicate(spec))
  }
}

function ok(predicate: ValuePredicate): CompiledMatch<ValuePredicate> {
  return { kind: 'ok', value: predicate }
}

function textPredicate(string: StringMatcher): ValuePredicate {
  return (value) => typeof value === 'string' && string.matches(toWireText(value))
}

function plainPredicate(
  spec: Exclude<ValueSpec, { kind: 'string' } | { kind: 'oneOf' } | { kind: 'or' }>,
): ValuePredicate {
  switch (spec.kind) {
    case 'null':
      return (value) => value === null
    case 'number':
      return (value) => value === spec.exact
    case 'range':
      return (value) => typeof value === 'number' && value >= spec.start && value < spec.end
    case 'bool':
      return (value) => value === spec.value
    case 'present':
      return (value) => (value !== undefined && value !== null) === spec.value
  }
}
