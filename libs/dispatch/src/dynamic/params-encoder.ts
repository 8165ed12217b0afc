/** Encodes the params of a handler by the descriptor of its adapter's `Params`: proto3 JSON to bytes, every violation with its path. */
import { type AttributeValue, DurationValue, TimestampValue } from '@flotilla/attributes'
import { ByteWriter } from '@flotilla/bytes'
import { parseRfc3339 } from '@flotilla/cexl'
import { parseProtoDurationNs } from '@flotilla/time'
import {
  type DescriptorSet,
  type FieldDescriptor,
  FieldKind,
  type MessageDescriptor,
} from './descriptor-types.ts'
import { givenFields } from './given-fields.ts'
import { literalScalar } from './literal.ts'
import { typeOfMessage, wireTypeOf, writeScalar, writeTypedMessage } from './values.ts'

const MAX_DEPTH = 32
const DELIMITED = 2

interface Context {
  readonly set: DescriptorSet
  readonly report: (path: string, message: string) => void
  readonly writer: ByteWriter
}

/** The bytes of the message; of no use after a report. */
export function encodeParams(
  set: DescriptorSet,
  message: MessageDescriptor,
  params: unknown,
  path: string,
  report: (path: string, message: string) => void,
): Uint8Array {
  const context = { set, report, writer: new ByteWriter() }
  writeFields(message, params, path, context, 0)
  return new Uint8Array(context.writer.finish())
}

function writeFields(
  message: MessageDescriptor,
  params: unknown,
  path: string,
  context: Context,
  depth: number,
): void {
  if (depth > MAX_DEPTH) context.report(path, `is nested deeper than ${MAX_DEPTH}`)
  else
    for (const { field, value, at } of givenFields(message, params, path, context.report))
      writeField(field, value, at, context, depth)
}

function writeField(
  field: FieldDescriptor,
  value: unknown,
  path: string,
  context: Context,
  depth: number,
): void {
  const { set, report, writer } = context
  const entry = field.isRepeated ? set.messages.get(field.typeName) : undefined
  if (entry?.isMapEntry) writeMap(field, entry, value, path, context, depth)
  else if (!field.isRepeated) writeOne(field, value, path, context, depth)
  else if (!Array.isArray(value)) report(path, 'must be a list')
  else if (wireTypeOf(field.kind) === DELIMITED)
    for (const [i, one] of value.entries()) writeOne(field, one, `${path}[${i}]`, context, depth)
  else {
    const at = writer.uint32(tagOf(field, DELIMITED)).open()
    for (const [i, one] of value.entries()) scalar(field, one, `${path}[${i}]`, context)
    writer.close(at)
  }
}

function writeMap(
  field: FieldDescriptor,
  entry: MessageDescriptor,
  value: unknown,
  path: string,
  context: Context,
  depth: number,
): void {
  const [keyField, valueField] = entry.fields
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    context.report(path, 'must be a map')
    return
  }
  if (keyField === undefined || valueField === undefined) return
  for (const [key, one] of Object.entries(value)) {
    const at = context.writer.uint32(tagOf(field, DELIMITED)).open()
    const place = `${path}[${JSON.stringify(key)}]`
    writeOne(keyField, key, place, context, depth + 1)
    writeOne(valueField, one, place, context, depth + 1)
    context.writer.close(at)
  }
}

function writeOne(
  field: FieldDescriptor,
  value: unknown,
  path: string,
  context: Context,
  depth: number,
): void {
  const { set, report, writer } = context
  if (field.kind !== FieldKind.message) {
    writer.uint32(tagOf(field, wireTypeOf(field.kind)))
    scalar(field, value, path, context)
    return
  }
  const at = writer.uint32(tagOf(field, DELIMITED)).open()
  const typed = typeOfMessage(field.typeName)
  const message = set.messages.get(field.typeName)
  const wrapped = WRAPPERS[field.typeName]
  if (typed?.isBare) {
    const found = instantOrSpan(field.typeName, value)
    if (found === null) report(path, `must be a ${field.typeName.slice(17).toLowerCase()} as text`)
    else writeTypedMessage(writer, found, true)
  } else if (wrapped !== undefined)
    writeOne({ ...field, number: 1, kind: wrapped, typeName: '' }, value, path, context, depth)
  else if (message === undefined)
    report(path, `fields of the type ${field.typeName.slice(1)} cannot be given`)
  else writeFields(message, value, path, context, depth + 1)
  writer.close(at)
}

const WRAPPERS: Readonly<Record<string, FieldKind>> = {
  '.google.protobuf.DoubleValue': FieldKind.double,
  '.google.protobuf.FloatValue': FieldKind.float,
  '.google.protobuf.Int64Value': FieldKind.int64,
  '.google.protobuf.UInt64Value': FieldKind.uint64,
  '.google.protobuf.Int32Value': FieldKind.int32,
  '.google.protobuf.UInt32Value': FieldKind.uint32,
  '.google.protobuf.BoolValue': FieldKind.bool,
  '.google.protobuf.StringValue': FieldKind.string,
  '.google.protobuf.BytesValue': FieldKind.bytes,
}

function instantOrSpan(typeName: string, value: unknown): AttributeValue | null {
  if (typeof value !== 'string') return null
  if (typeName === '.google.protobuf.Duration') {
    const ns = parseProtoDurationNs(value)
    return ns === null ? null : new DurationValue(ns)
  }
  const found = parseRfc3339(value)
  return found instanceof TimestampValue ? found : null
}

function scalar(field: FieldDescriptor, value: unknown, path: string, context: Context): void {
  const enumeration = context.set.enums.get(field.typeName) ?? null
  const found = literalScalar(field, value, enumeration)
  if (found !== null) writeScalar(context.writer, field.kind, found)
  else if (enumeration !== null)
    context.report(path, `must be one of ${[...enumeration.values.keys()].join(', ')}`)
  else context.report(path, `must be a ${NAMES[field.kind]}, not ${JSON.stringify(value)}`)
}

const NAMES: Readonly<Record<number, string>> = Object.fromEntries(
  Object.entries(FieldKind).map(([name, kind]) => [kind, name]),
)

function tagOf(field: FieldDescriptor, wireType: number): number {
  return ((field.number << 3) | wireType) >>> 0
}
