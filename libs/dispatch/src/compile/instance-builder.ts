/** Compiles the params of an instance against its template into a builder of instances. */
import {
  camelCase,
  EMPTY_VALUE_MAP,
  emptyFieldValue,
  type Instance,
  type InstanceShape,
  type Template,
  type TemplateField,
  type TemplateName,
} from '@flotilla/adapter-sdk'
import type { ValueType } from '@flotilla/attributes'
import { EvaluationError, type Expression } from '@flotilla/cexl'
import type { Evaluation } from '../run/evaluation.ts'
import type { Expressions } from './expressions.ts'

export interface InstanceBuilder {
  readonly shape: InstanceShape
  /** Sorted names of the attributes that its expressions may read. */
  readonly attributeNames: readonly string[]
  /** What its fields are computed from, by property of the instance; empty for templates out of process. */
  readonly expressions: ReadonlyMap<string, readonly Expression[]>
  /** An instance for the bag, or why an expression has no value. */
  build(evaluation: Evaluation): Instance | EvaluationError
  /** The same in two steps; null where there is no such property. */
  split(property: string): SplitBuilder | null
}

/** Builds an instance for many values of one of its fields. */
export interface SplitBuilder {
  /** The instance with null in place of the field. */
  buildRest(evaluation: Evaluation): Instance | EvaluationError
  buildField(evaluation: Evaluation): unknown
}

type BuildField = (evaluation: Evaluation) => unknown

/** Reports a fault. @param path in the object. */
export type Report = (path: string, message: string) => void

/** What is gathered while the fields of one instance are compiled. */
interface Gathered {
  readonly expressions: Expressions
  readonly report: Report
  readonly types: Map<string, ValueType>
  readonly attributeNames: Set<string>
  readonly byProperty: Map<string, Expression[]>
}

/** @param params an object whose texts are expressions. @param path where it stands. After a report the builder is not to be used. */
export function compileInstance(
  template: Template<TemplateName>,
  name: string,
  params: unknown,
  path: string,
  expressions: Expressions,
  report: Report,
): InstanceBuilder {
  const gathered: Gathered = {
    expressions,
    report,
    types: new Map(),
    attributeNames: new Set(),
    byProperty: new Map(),
  }
  const fields = compileFields(template.fields, params, path, '', gathered)
  const make = (from: readonly CompiledField[], evaluation: Evaluation) => {
    const instance: Record<string, unknown> = { template: template.name, name }
    const error = fill(instance, from, evaluation)
    return error ?? (instance as unknown as Instance) // the template's table lists every property of its type
  }
  return {
    shape: { name, template: template.name, types: gathered.types },
    attributeNames: [...gathered.attributeNames].sort(),
    expressions: gathered.byProperty,
    build: (evaluation) => make(fields, evaluation),
    split(property): SplitBuilder | null {
      const one = fields.find(([name]) => name === property)
      if (one === undefined) return null
      const rest = fields.map((field) =>
        field === one ? ([property, constant(null)] as const) : field,
      )
      return { buildRest: (evaluation) => make(rest, evaluation), buildField: one[1] }
    },
  }
}

type CompiledField = readonly [property: string, build: BuildField]

function fill(
  target: Record<string, unknown>,
  fields: readonly CompiledField[],
  evaluation: Evaluation,
): EvaluationError | null {
  for (const [property, build] of fields) {
    const value = build(evaluation)
    if (value instanceof EvaluationError) return value
    target[property] = value
  }
  return null
}

function compileFields(
  fields: readonly TemplateField[],
  params: unknown,
  path: string,
  prefix: string,
  gathered: Gathered,
): readonly CompiledField[] {
  const given = givenFields(fields, params, path, gathered.report)
  return fields.map((field): CompiledField => {
    const value = given.get(field.name)
    const at = `${path}.${value?.key ?? field.name}`
    const build =
      value === undefined
        ? constant(emptyFieldValue(field.type))
        : compileField(field, value.value, at, prefix + field.property, gathered)
    return [field.property, build]
  })
}

function compileField(
  field: TemplateField,
  value: unknown,
  path: string,
  name: string,
  gathered: Gathered,
): BuildField {
  const { type } = field
  switch (type.kind) {
    case 'message': {
      const fields = compileFields(type.fields, value, path, `${name}.`, gathered)
      return (evaluation) => {
        const inner: Record<string, unknown> = {}
        return fill(inner, fields, evaluation) ?? inner
      }
    }
    case 'map':
      return compileMap(value, path, name, gathered)
    case 'any':
    case 'typed': {
      const wanted = type.kind === 'typed' ? type.type : null
      const expression = compileText(value, wanted, path, name, gathered)
      if (expression === null) return constant(emptyFieldValue(type))
      return ({ bag, tracker }) => expression.evaluate(bag, tracker)
    }
  }
}

function compileMap(value: unknown, path: string, name: string, gathered: Gathered): BuildField {
  if (!isObject(value)) {
    gathered.report(path, 'must be a map of expressions')
    return constant(EMPTY_VALUE_MAP)
  }
  const entries = Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, text]) => {
      const at = `${path}[${JSON.stringify(key)}]`
      return [key, compileText(text, null, at, `${name}.${key}`, gathered)] as const
    })
  if (entries.length === 0) return constant(EMPTY_VALUE_MAP)
  const builder = gathered.expressions.mapBuilder(entries)
  return (evaluation) => builder.build(evaluation)
}

/** The expression of a field; null for an empty one, and after a report. */
function compileText(
  text: unknown,
  type: ValueType | null,
  path: string,
  name: string,
  gathered: Gathered,
): Expression | null {
  if (typeof text !== 'string') {
    gathered.report(path, 'must be an expression, as text')
    return null
  }
  if (text.trim() === '') return null
  const compiled = gathered.expressions.compile(text, type)
  if (compiled.kind === 'bad') {
    gathered.report(path, compiled.message)
    return null
  }
  gathered.types.set(name, compiled.expression.type)
  for (const one of compiled.expression.attributeNames) gathered.attributeNames.add(one)
  const property = name.split('.', 1)[0] ?? name
  const known = gathered.byProperty.get(property)
  if (known === undefined) gathered.byProperty.set(property, [compiled.expression])
  else known.push(compiled.expression)
  return compiled.expression
}

/** Fields by their names in the template; unknown ones and those given twice are reported. */
function givenFields(
  fields: readonly TemplateField[],
  params: unknown,
  path: string,
  report: Report,
): ReadonlyMap<string, { readonly key: string; readonly value: unknown }> {
  const given = new Map<string, { key: string; value: unknown }>()
  if (params === null || params === undefined) return given
  if (!isObject(params)) {
    report(path, 'must be an object')
    return given
  }
  const bySpelling = new Map(fields.flatMap((f) => [[f.name, f] as const, [camelCase(f.name), f]]))
  for (const [key, value] of Object.entries(params)) {
    const field = bySpelling.get(key)
    if (field === undefined) report(`${path}.${key}`, unknownField(fields))
    else if (given.has(field.name)) report(`${path}.${key}`, `the same field as ${field.name}`)
    else if (value !== null && value !== undefined) given.set(field.name, { key, value })
  }
  return given
}

function unknownField(fields: readonly TemplateField[]): string {
  if (fields.length === 0) return 'unknown field; this template has none'
  return `unknown field; known are ${fields.map((field) => field.name).join(', ')}`
}

function constant(value: unknown): BuildField {
  return () => value
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
