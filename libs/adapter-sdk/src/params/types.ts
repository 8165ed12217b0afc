/** What a schema of adapter parameters is made of: a parser from an untrusted JSON value to a typed one, that collects every violation. */

export interface ParamViolation {
  /** Path of the offending value in the object, `spec.params.quotas[0].maxAmount`. */
  readonly path: string
  readonly message: string
}

/** A JSON Schema, draft 2020-12. */
export type JsonSchema = Readonly<Record<string, unknown>>

export interface ParamType<T> {
  /** What is accepted, for editors and other tools; `parse` decides. */
  schema(): JsonSchema
  /** Value of a field that is absent or null. A fresh one per call where it is mutable. */
  initial(): T
  /** Parses a JSON value as proto3 JSON does. After a violation the returned value is `initial()`, or as much as could be read. */
  parse(value: unknown, path: string, violations: ParamViolation[]): T
}

export type ParsedParams<T> =
  | { readonly kind: 'ok'; readonly params: T }
  | { readonly kind: 'bad'; readonly violations: readonly ParamViolation[] }

/** Parses params with a schema. Absent or null params are the schema's defaults. */
export function parseParams<T>(
  schema: ParamType<T>,
  value: unknown,
  path: string,
): ParsedParams<T> {
  if (value === null || value === undefined) return { kind: 'ok', params: schema.initial() }
  const violations: ParamViolation[] = []
  const params = schema.parse(value, path, violations)
  return violations.length === 0 ? { kind: 'ok', params } : { kind: 'bad', violations }
}

/** How a JSON value is named in a violation. */
export function nameOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'an object'
  if (typeof value === 'string') return `the text ${JSON.stringify(value.slice(0, 64))}`
  return `${typeof value} ${String(value)}`
}
