/** Compiles the params of an instance against a message descriptor: a bag becomes protobuf bytes, with no object in between. */
import { type AttributeValue, type ValueType, valueTypeName } from '@flotilla/attributes'
import { ByteWriter } from '@flotilla/bytes'
import { EvaluationError } from '@flotilla/cexl'
import type { Expressions } from '../compile/expressions.ts'
import type { Report } from '../compile/instance-builder.ts'
import type { Evaluation } from '../run/evaluation.ts'
import {
  type DescriptorSet,
  type FieldDescriptor,
  FieldKind,
  type MessageDescriptor,
} from './descriptor-types.ts'
import { givenFields, INSTANCE_NAME_FIELD } from './given-fields.ts'
import { literalScalar, quotedLiteral, scalarType, scalarZero } from './literal.ts'
import {
  ANY_VALUE,
  fitsKind,
  isWhole,
  type Scalar,
  typeOfMessage,
  wireTypeOf,
  writeAnyValue,
  writeScalar,
  writeTypedMessage,
} from './values.ts'

export interface InstanceEncoder {
  /** Types of the expressions: `value`, `dimensions.source`. */
  readonly types: ReadonlyMap<string, ValueType>
  /** Sorted. */
  readonly attributeNames: readonly string[]
  /** The template's `Type` message for these params: which type each field of any type has. */
  readonly inferredType: Uint8Array
  encode(evaluation: Evaluation): Uint8Array | EvaluationError
}

export interface EncoderInput {
  readonly set: DescriptorSet
  readonly message: MessageDescriptor
  /** Canonical name of the instance. */
  readonly name: string
  readonly params: unknown
  readonly path: string
  readonly expressions: Expressions
  readonly report: Report
}

/** Writes a field with its tag, or says why it has no value. */
type Encode = (evaluation: Evaluation, writer: ByteWriter) => EvaluationError | null
type EncodeType = (writer: ByteWriter) => void
/** Gives a value, or why there is none. */
type Evaluate = (evaluation: Evaluation) => AttributeValue | EvaluationError

interface CompiledField {
  readonly encode: Encode
  readonly type: EncodeType | null
}

interface Gathered {
  readonly set: DescriptorSet
  readonly expressions: Expressions
  readonly report: Report
  readonly types: Map<string, ValueType>
  readonly attributeNames: Set<string>
}

/** Deepest nesting of messages in params: recursive types cannot be given deeper. docs/limits.md */
const MAX_DEPTH = 32
const DELIMITED = 2
const NAME_TAG = INSTANCE_NAME_FIELD * 8 + DELIMITED

/** After a report the encoder is not to be used. */
export function compileEncoder(input: EncoderInput): InstanceEncoder {
  const { set, expressions, report } = input
  const gathered: Gathered = {
    set,
    expressions,
    report,
    types: new Map(),
    attributeNames: new Set(),
  }
  const fields = compileFields(input.message, input.params, input.path, '', gathered, 0)
  const inferred = new ByteWriter()
  for (const field of fields) field.type?.(inferred)
  return {
    types: gathered.types,
    attributeNames: [...gathered.attributeNames].sort(),
    inferredType: new Uint8Array(inferred.finish()),
    encode(evaluation) {
      const writer = new ByteWriter()
      const error = encodeAll(fields, evaluation, writer)
      if (error !== null) return error
      writer.uint32(NAME_TAG).string(input.name)
      return writer.finish()
    },
  }
}

function encodeAll(
  fields: readonly CompiledField[],
  evaluation: Evaluation,
  writer: ByteWriter,
): EvaluationError | null {
  for (const field of fields) {
    const error = field.encode(evaluation, writer)
    if (error !== null) return error
  }
  return null
}

function compileFields(
  message: MessageDescriptor,
  params: unknown,
  path: string,
  prefix: string,
  gathered: Gathered,
  depth: number,
): CompiledField[] {
  if (depth > MAX_DEPTH) {
    gathered.report(path, `is nested deeper than ${MAX_DEPTH}`)
    return []
  }
  return givenFields(message, params, path, gathered.report)
    .map(({ field, value, at }) =>
      compileField(field, value, at, prefix + field.jsonName, gathered, depth),
    )
    .filter((field) => field !== null)
}

function compileField(
  field: FieldDescriptor,
  value: unknown,
  path: string,
  name: string,
  gathered: Gathered,
  depth: number,
): CompiledField | null {
  const entry = field.isRepeated ? gathered.set.messages.get(field.typeName) : undefined
  if (entry?.isMapEntry) return compileMap(field, entry, value, path, name, gathered, depth)
  if (field.isRepeated) return compileList(field, value, path, name, gathered, depth)
  return compileOne(field, value, path, name, gathered, depth)
}

/** One value, with its tag. */
function compileOne(
  field: FieldDescriptor,
  value: unknown,
  path: string,
  name: string,
  gathered: Gathered,
  depth: number,
): CompiledField | null {
  if (field.kind === FieldKind.message)
    return compileMessage(field, value, path, name, gathered, depth)
  const write = compileScalar(field, value, path, name, gathered)
  if (write === null) return null
  const tag = (field.number << 3) | wireTypeOf(field.kind)
  return {
    type: null,
    encode(evaluation, writer) {
      const scalar = write(evaluation)
      if (scalar instanceof EvaluationError) return scalar
      writeScalar(writer.uint32(tag >>> 0), field.kind, scalar)
      return null
    },
  }
}

function compileMessage(
  field: FieldDescriptor,
  value: unknown,
  path: string,
  name: string,
  gathered: Gathered,
  depth: number,
): CompiledField | null {
  const tag = ((field.number << 3) | DELIMITED) >>> 0
  if (field.typeName === ANY_VALUE) {
    const any = compileValue(value, null, path, name, gathered)
    if (any === null) return null
    return {
      type: (writer) => void writer.uint32((field.number << 3) >>> 0).int32(any.type),
      encode: (evaluation, writer) => {
        const found = any.evaluate(evaluation)
        if (found instanceof EvaluationError) return found
        const at = writer.uint32(tag).open()
        writeAnyValue(writer, any.type, found)
        writer.close(at)
        return null
      },
    }
  }
  const typed = typeOfMessage(field.typeName)
  if (typed !== null) {
    const one = compileValue(value, typed.type, path, name, gathered)
    if (one === null) return null
    return {
      type: null,
      encode: (evaluation, writer) => {
        const found = one.evaluate(evaluation)
        if (found instanceof EvaluationError) return found
        const at = writer.uint32(tag).open()
        writeTypedMessage(writer, found, typed.isBare)
        writer.close(at)
        return null
      },
    }
  }
  const message = gathered.set.messages.get(field.typeName)
  if (message === undefined) {
    gathered.report(path, `fields of the type ${field.typeName.slice(1)} cannot be filled`)
    return null
  }
  const inner = compileFields(message, value, path, `${name}.`, gathered, depth + 1)
  return {
    type: (writer) => {
      const at = writer.uint32(tag).open()
      for (const one of inner) one.type?.(writer)
      writer.close(at)
    },
    encode: (evaluation, writer) => {
      const at = writer.uint32(tag).open()
      const error = encodeAll(inner, evaluation, writer)
      writer.close(at)
      return error
    },
  }
}

function compileMap(
  field: FieldDescriptor,
  entry: MessageDescriptor,
  value: unknown,
  path: string,
  name: string,
  gathered: Gathered,
  depth: number,
): CompiledField | null {
  const keyField = entry.fields.find((one) => one.number === 1)
  const valueField = entry.fields.find((one) => one.number === 2)
  if (keyField === undefined || valueField === undefined) return null
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    gathered.report(path, 'must be a map of expressions')
    return null
  }
  const tag = ((field.number << 3) | DELIMITED) >>> 0
  const keyTag = ((1 << 3) | wireTypeOf(keyField.kind)) >>> 0
  const entries = Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([key, one]) => {
      const at = `${path}[${JSON.stringify(key)}]`
      const literal = literalScalar(keyField, keyField.kind === FieldKind.string ? key : key, null)
      if (literal === null) gathered.report(at, 'is not a key of this map')
      const compiled = compileOne(valueField, one, at, `${name}.${key}`, gathered, depth + 1)
      return literal === null || compiled === null ? [] : [{ key: literal, compiled }]
    })
  const writeKey = (writer: ByteWriter, key: Scalar): void =>
    writeScalar(writer.uint32(keyTag), keyField.kind, key)
  const hasTypes = entries.some((one) => one.compiled.type !== null)
  return {
    type: hasTypes
      ? (writer) => {
          for (const { key, compiled } of entries) {
            const at = writer.uint32(tag).open()
            writeKey(writer, key)
            compiled.type?.(writer)
            writer.close(at)
          }
        }
      : null,
    encode: (evaluation, writer) => {
      for (const { key, compiled } of entries) {
        const at = writer.uint32(tag).open()
        writeKey(writer, key)
        const error = compiled.encode(evaluation, writer)
        if (error !== null) return error
        writer.close(at)
      }
      return null
    },
  }
}

function compileList(
  field: FieldDescriptor,
  value: unknown,
  path: string,
  name: string,
  gathered: Gathered,
  depth: number,
): CompiledField | null {
  if (!Array.isArray(value)) {
    gathered.report(path, 'must be a list')
    return null
  }
  const isPacked = wireTypeOf(field.kind) !== DELIMITED
  if (!isPacked) {
    const items = value.flatMap((one, i) => {
      const at = `${path}[${i}]`
      return compileOne(field, one, at, `${name}[${i}]`, gathered, depth) ?? []
    })
    return { type: null, encode: (evaluation, writer) => encodeAll(items, evaluation, writer) }
  }
  const items = value.flatMap(
    (one, i) => compileScalar(field, one, `${path}[${i}]`, `${name}[${i}]`, gathered) ?? [],
  )
  const tag = ((field.number << 3) | DELIMITED) >>> 0
  return {
    type: null,
    encode: (evaluation, writer) => {
      const at = writer.uint32(tag).open()
      for (const item of items) {
        const scalar = item(evaluation)
        if (scalar instanceof EvaluationError) return scalar
        writeScalar(writer, field.kind, scalar)
      }
      writer.close(at)
      return null
    },
  }
}

type EvaluateScalar = (evaluation: Evaluation) => Scalar | EvaluationError

/** A scalar: a literal of YAML, a quoted text, or an expression of the field's type. */
function compileScalar(
  field: FieldDescriptor,
  value: unknown,
  path: string,
  name: string,
  gathered: Gathered,
): EvaluateScalar | null {
  const enumeration = gathered.set.enums.get(field.typeName) ?? null
  if (field.kind === FieldKind.enum || typeof value !== 'string') {
    const literal = literalScalar(field, value, enumeration)
    if (literal !== null && !(field.kind === FieldKind.string)) return () => literal
    if (field.kind === FieldKind.enum)
      gathered.report(path, `must be one of ${[...(enumeration?.values.keys() ?? [])].join(', ')}`)
    else gathered.report(path, `must be an expression of ${describe(field)}, as text`)
    return null
  }
  const quoted = quotedLiteral(value)
  if (quoted !== null && field.kind === FieldKind.string) return () => quoted
  const wanted = scalarType(field.kind)
  const compiled = compileValue(value, wanted, path, name, gathered)
  if (compiled === null) return value.trim() === '' ? () => scalarZero(field.kind) : null
  const { evaluate } = compiled
  return (evaluation) => {
    const found = evaluate(evaluation)
    if (typeof found === 'bigint' && isWhole(field.kind) && !fitsKind(field.kind, found))
      return new EvaluationError('convert', `${found} does not fit ${field.name}`)
    return found as Scalar | EvaluationError // the type was checked: a scalar of the kind's own type
  }
}

function describe(field: FieldDescriptor): string {
  return valueTypeName(scalarType(field.kind))
}

/** A value of one type, or of any. Null for an empty expression and after a report. */
function compileValue(
  value: unknown,
  type: ValueType | null,
  path: string,
  name: string,
  { expressions, report, types, attributeNames }: Gathered,
): { readonly type: ValueType; readonly evaluate: Evaluate } | null {
  const text = textOfValue(value)
  if (text === null) {
    report(path, 'must be an expression, as text')
    return null
  }
  if (text.trim() === '') return null
  const quoted = quotedLiteral(text)
  if (quoted !== null && (type === null || type === 1)) {
    types.set(name, 1)
    return { type: 1, evaluate: () => quoted }
  }
  const compiled = expressions.compile(text, type)
  if (compiled.kind === 'bad') {
    report(path, compiled.message)
    return null
  }
  const { expression } = compiled
  types.set(name, expression.type)
  for (const one of expression.attributeNames) attributeNames.add(one)
  return {
    type: expression.type,
    evaluate: ({ bag, tracker }) => expression.evaluate(bag, tracker),
  }
}

/** Numbers and booleans of YAML are literals of the language too; null for what is neither. */
function textOfValue(value: unknown): string | null {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return String(value)
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) return null
  return String(value)
}
