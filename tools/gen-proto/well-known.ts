/** The google.protobuf types that libs/proto writes by hand: module, TypeScript type, and whether occurrences merge. */
import type { MessageRef } from './model.ts'

const WELL_KNOWN: Readonly<
  Record<string, readonly [module: string, tsType: string, merges: boolean]>
> = {
  Any: ['any', 'Any', true],
  BoolValue: ['wrappers', 'boolean', false],
  BytesValue: ['wrappers', 'Uint8Array', false],
  DoubleValue: ['wrappers', 'number', false],
  Duration: ['duration', 'Duration', true],
  Empty: ['empty', 'Empty', true],
  Int64Value: ['wrappers', 'number', false],
  StringValue: ['wrappers', 'string', false],
  Struct: ['struct', 'JsonObject', true],
  Timestamp: ['timestamp', 'Timestamp', true],
  UInt32Value: ['wrappers', 'number', false],
  UInt64Value: ['wrappers', 'number', false],
  Value: ['struct', 'JsonValue', false],
}

/** Null where the type is not a well-known one; throws for one that libs/proto lacks. */
export function wellKnown(fullName: string): MessageRef | null {
  if (!fullName.startsWith('google.protobuf.')) return null
  const name = fullName.slice('google.protobuf.'.length)
  const found = WELL_KNOWN[name]
  if (found === undefined) throw new Error(`${fullName} has no hand-written form in libs/proto`)
  const [module, tsType, mergesInto] = found
  return { kind: 'message', tsName: name, tsType, module, isWellKnown: true, mergesInto }
}
