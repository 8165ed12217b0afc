/** The language in which the shape of every kind is written: types, required fields, ranges and oneofs. */

interface Common {
  /** The field must be present in its message. */
  readonly required?: true
}

export type Schema =
  | (Common & { readonly type: 'string' })
  | (Common & { readonly type: 'bool' })
  | (Common & { readonly type: 'integer'; readonly min: number; readonly max: number })
  | (Common & { readonly type: 'double'; readonly min: number; readonly max: number })
  /** Text such as `1.5s`; Go's spelling (`1h30m`) is accepted and made canonical. */
  | (Common & { readonly type: 'duration' })
  /** Base64 text. */
  | (Common & { readonly type: 'bytes' })
  /** Any JSON value. */
  | (Common & { readonly type: 'json' })
  /** Any JSON object. */
  | (Common & { readonly type: 'object' })
  /** One of these names; a number is the index of its name. */
  | (Common & { readonly type: 'enum'; readonly names: readonly string[] })
  | (Common & { readonly type: 'list'; readonly of: Schema })
  | (Common & { readonly type: 'map'; readonly of: Schema })
  | (Common & MessageSchema)

export interface Oneof {
  readonly fields: readonly string[]
  /** One member must be set. */
  readonly required: boolean
}

export interface MessageSchema {
  readonly type: 'message'
  readonly fields: Readonly<Record<string, Schema>>
  readonly oneofs: readonly Oneof[]
  /** Fields that Istio knows, or knew, and that are refused here: name to what to do instead. */
  readonly refused: Readonly<Record<string, string>>
}

export interface MessageOptions {
  readonly oneofs?: readonly Oneof[]
  readonly refused?: Readonly<Record<string, string>>
}

const UINT32_MAX = 4_294_967_295
const INT32_MAX = 2_147_483_647

export const text: Schema = { type: 'string' }
export const bool: Schema = { type: 'bool' }
export const duration: Schema = { type: 'duration' }
export const bytes: Schema = { type: 'bytes' }
export const json: Schema = { type: 'json' }
export const object: Schema = { type: 'object' }
export const int32: Schema = { type: 'integer', min: -INT32_MAX - 1, max: INT32_MAX }
/** A signed field that must not be negative. */
export const count: Schema = { type: 'integer', min: 0, max: INT32_MAX }
export const wholePercent: Schema = { type: 'integer', min: 0, max: 100 }
export const uint32: Schema = { type: 'integer', min: 0, max: UINT32_MAX }
export const uint64: Schema = { type: 'integer', min: 0, max: Number.MAX_SAFE_INTEGER }
/** A port that must be a real one. */
export const port: Schema = { type: 'integer', min: 1, max: 65_535 }
/** A port, or 0 where it is left open. */
export const portOrZero: Schema = { type: 'integer', min: 0, max: 65_535 }
export const percent: Schema = message<{ readonly value?: number }>({
  value: double(0, 100),
})
export const texts: Schema = list(text)
export const labels: Schema = map(text)

export function integer(min: number, max: number): Schema {
  return { type: 'integer', min, max }
}

export function double(min: number, max: number): Schema {
  return { type: 'double', min, max }
}

export function oneOf(...names: string[]): Schema {
  return { type: 'enum', names }
}

export function list(of: Schema): Schema {
  return { type: 'list', of }
}

export function map(of: Schema): Schema {
  return { type: 'map', of }
}

export function required(schema: Schema): Schema {
  return { ...schema, required: true }
}

/** A message whose fields are exactly those of the TypeScript type `S`: the compiler holds both together. */
export function message<S>(
  fields: { readonly [K in keyof Required<S>]: Schema },
  options: MessageOptions = {},
): Schema & MessageSchema {
  return {
    type: 'message',
    fields,
    oneofs: options.oneofs ?? [],
    refused: options.refused ?? {},
  }
}

/** At most one of these fields may be set. */
export function atMostOne(...fields: string[]): Oneof {
  return { fields, required: false }
}
