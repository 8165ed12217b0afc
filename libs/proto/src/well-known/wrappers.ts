/** The wrapper messages of google.protobuf: a scalar that can also be absent. A field of such a type is the scalar or null. */
import type { ByteWriter } from '@flotilla/bytes'
import type { Scalar } from '../field-table.ts'
import { isObject, type JsonValue } from '../json/json-value.ts'
import { parseScalar, printScalar } from '../json/scalars.ts'
import { define, type MessageType } from '../message-type.ts'
import { NO_BYTES } from '../wire/generated-support.ts'
import type { MessageReader } from '../wire/message-reader.ts'

export const BoolValue: MessageType<boolean> = wrapper(
  'Bool',
  'bool',
  false,
  writeBoolValue,
  readBoolValue,
)
export const BytesValue: MessageType<Uint8Array> = wrapper(
  'Bytes',
  'bytes',
  NO_BYTES,
  writeBytesValue,
  readBytesValue,
)
export const DoubleValue: MessageType<number> = wrapper(
  'Double',
  'double',
  0,
  writeDoubleValue,
  readDoubleValue,
)
export const Int64Value: MessageType<number> = wrapper(
  'Int64',
  'int64',
  0,
  writeInt64Value,
  readInt64Value,
)
export const StringValue: MessageType<string> = wrapper(
  'String',
  'string',
  '',
  writeStringValue,
  readStringValue,
)
export const UInt32Value: MessageType<number> = wrapper(
  'UInt32',
  'uint32',
  0,
  writeUInt32Value,
  readUInt32Value,
)
export const UInt64Value: MessageType<number> = wrapper(
  'UInt64',
  'uint64',
  0,
  writeUInt64Value,
  readUInt64Value,
)

function wrapper<T>(
  prefix: string,
  scalar: Scalar,
  zero: T,
  write: (value: T, writer: ByteWriter) => void,
  read: (reader: MessageReader) => T,
): MessageType<T> {
  return define<T>({
    name: `google.protobuf.${prefix}Value`,
    empty: () => zero,
    write,
    read,
    fields: () => [['value', 1, scalar]],
    json: {
      parse: (value, path, report) => {
        // Envoy also takes the message that a wrapper is: `{value: 5}`.
        const inner =
          isObject(value) && Object.keys(value).join() === 'value' ? value['value'] : value
        const parsed = parseScalar(scalar, inner, path, report)
        return parsed === undefined ? zero : (parsed as T) // parseScalar returns the scalar's type
      },
      print: (value): JsonValue => printScalar(scalar, value),
    },
  })
}

export function writeBoolValue(value: boolean, writer: ByteWriter): void {
  if (value) writer.uint32(8).bool(true)
}

export function readBoolValue(reader: MessageReader): boolean {
  let value = false
  while (!reader.done) {
    const tag = reader.uint32()
    if (tag === 8) value = reader.bool()
    else reader.skipField(tag)
  }
  return value
}

export function writeBytesValue(value: Uint8Array, writer: ByteWriter): void {
  if (value.length > 0) writer.uint32(10).bytes(value)
}

export function readBytesValue(reader: MessageReader): Uint8Array {
  let value = NO_BYTES
  while (!reader.done) {
    const tag = reader.uint32()
    if (tag === 10) value = reader.copyBytes()
    else reader.skipField(tag)
  }
  return value
}

export function writeDoubleValue(value: number, writer: ByteWriter): void {
  if (!Object.is(value, 0)) writer.uint32(9).double(value)
}

export function readDoubleValue(reader: MessageReader): number {
  let value = 0
  while (!reader.done) {
    const tag = reader.uint32()
    if (tag === 9) value = reader.double()
    else reader.skipField(tag)
  }
  return value
}

export function writeInt64Value(value: number, writer: ByteWriter): void {
  if (value !== 0) writer.uint32(8).int64(value)
}

export function readInt64Value(reader: MessageReader): number {
  let value = 0
  while (!reader.done) {
    const tag = reader.uint32()
    if (tag === 8) value = reader.int64AsNumber()
    else reader.skipField(tag)
  }
  return value
}

export function writeStringValue(value: string, writer: ByteWriter): void {
  if (value !== '') writer.uint32(10).string(value)
}

export function readStringValue(reader: MessageReader): string {
  let value = ''
  while (!reader.done) {
    const tag = reader.uint32()
    if (tag === 10) value = reader.string()
    else reader.skipField(tag)
  }
  return value
}

export function writeUInt32Value(value: number, writer: ByteWriter): void {
  if (value !== 0) writer.uint32(8).uint32(value)
}

export function readUInt32Value(reader: MessageReader): number {
  let value = 0
  while (!reader.done) {
    const tag = reader.uint32()
    if (tag === 8) value = reader.uint32()
    else reader.skipField(tag)
  }
  return value
}

export function writeUInt64Value(value: number, writer: ByteWriter): void {
  if (value !== 0) writer.uint32(8).int64(value)
}

export function readUInt64Value(reader: MessageReader): number {
  let value = 0
  while (!reader.done) {
    const tag = reader.uint32()
    if (tag === 8) value = reader.uint64AsNumber()
    else reader.skipField(tag)
  }
  return value
}
