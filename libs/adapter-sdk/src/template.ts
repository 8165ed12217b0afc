/** What a template is: the shape of the instances of one kind of work, each field filled by an expression. */
import type { ValueType } from '@flotilla/attributes'

/** When instances are made and what is done with them; the numbers of TemplateVariety. */
export const Variety = {
  check: 0,
  report: 1,
  quota: 2,
  attributeGenerator: 3,
  checkWithOutput: 4,
} as const
export type Variety = (typeof Variety)[keyof typeof Variety]

/** What a field takes: one type, any type, a map from text to any type, or fields of its own. */
export type FieldType =
  | { readonly kind: 'typed'; readonly type: ValueType }
  | { readonly kind: 'any' }
  | { readonly kind: 'map' }
  | { readonly kind: 'message'; readonly fields: readonly TemplateField[] }

export interface TemplateField {
  /** As in the public definition, mostly snake_case; params also accept lowerCamel. */
  readonly name: string
  /** Property of the instance that adapters see. */
  readonly property: string
  /** Field number, for adapters out of process. */
  readonly number: number
  readonly type: FieldType
}

export interface OutputField {
  readonly name: string
  readonly number: number
  readonly type: ValueType
}

export interface Template<N extends string = string> {
  readonly name: N
  readonly variety: Variety
  readonly fields: readonly TemplateField[]
  /** Of generators: what adapters answer with, seen by `attribute_bindings` as `$out.NAME`. */
  readonly outputs: readonly OutputField[]
}
