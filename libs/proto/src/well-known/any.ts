/** google.protobuf.Any: a message of a type that its URL names; in JSON the message itself with `@type` beside its fields. */
import type { ByteWriter } from '@flotilla/bytes'
import { isObject, type JsonObject, type JsonValue } from '../json/json-value.ts'
import { show } from '../json/scalars.ts'
import type { JsonNames } from '../json/to-json.ts'
import { type JsonReport, keyPath } from '../json/violation.ts'
import { define, type MessageType } from '../message-type.ts'
import { typeOfUrl } from '../registry.ts'
import { type Mutable, NO_BYTES } from '../wire/generated-support.ts'
import type { MessageReader } from '../wire/message-reader.ts'

export interface Any {
  readonly typeUrl: string
  readonly value: Uint8Array
}

export const Any: MessageType<Any> = define<Any>({
  name: 'google.protobuf.Any',
  empty: emptyAny,
  write: writeAny,
  read: readAny,
  fields: () => [
    ['type_url', 1, 'string'],
    ['value', 2, 'bytes'],
  ],
  json: { parse: parseAny, print: printAny },
})

/** The message as an Any under its own type URL. */
export function packAny<M>(type: MessageType<M>, message: M): Any {
  return { typeUrl: type.typeUrl, value: type.encode(message) }
}

/** The message inside, or null where the Any is absent or holds another type. Throws FLT_PROTO_MALFORMED. */
export function unpackAny<M>(type: MessageType<M>, any: Any | null): M | null {
  return any !== null && typeNameOf(any) === type.typeName ? type.decode(any.value) : null
}

/** The full name of the type inside, without the URL's host. */
export function typeNameOf(any: Any): string {
  return any.typeUrl.slice(any.typeUrl.lastIndexOf('/') + 1)
}

export function emptyAny(): Any {
  return { typeUrl: '', value: NO_BYTES }
}

export function writeAny(message: Any, writer: ByteWriter): void {
  if (message.typeUrl !== '') writer.uint32(10).string(message.typeUrl)
  if (message.value.length > 0) writer.uint32(18).bytes(message.value)
}

export function readAny(reader: MessageReader, into: Any | null): Any {
  const message: Mutable<Any> = into ?? emptyAny()
  while (!reader.done) {
    const tag = reader.uint32()
    if (tag === 10) message.typeUrl = reader.string()
    else if (tag === 18) message.value = reader.copyBytes()
    else reader.skipField(tag)
  }
  return message
}

function parseAny(value: unknown, path: string, report: JsonReport): Any {
  if (!isObject(value)) {
    report.invalid(path, `${show(value)} is not an object`)
    return emptyAny()
  }
  const { '@type': typeUrl, ...rest } = value
  if (typeUrl === undefined && Object.keys(rest).length === 0) return emptyAny()
  const typePath = keyPath(path, '@type')
  if (typeof typeUrl !== 'string' || typeUrl === '') {
    report.invalid(typePath, `${show(typeUrl)} is not a type URL`)
    return emptyAny()
  }
  const type = typeOfUrl(typeUrl)
  if (type === null) {
    report.unsupported(typePath, `the type ${show(typeUrl)} is not supported`)
    return emptyAny()
  }
  const before = report.violations.length
  const message = type.hasOwnJson
    ? type.parseJson(rest['value'], keyPath(path, 'value'), report)
    : type.parseJson(rest, path, report)
  return report.violations.length > before ? emptyAny() : { typeUrl, value: type.encode(message) }
}

/** Bytes of a type that we do not have, or that do not decode, are shown as base64 under `value`. */
function printAny(any: Any, names: JsonNames): JsonObject {
  const type = typeOfUrl(any.typeUrl)
  const content = type === null ? null : printContent(type, any.value, names)
  if (content !== null) return { '@type': any.typeUrl, ...content }
  if (any.typeUrl === '' && any.value.length === 0) return {}
  return { '@type': any.typeUrl, value: Buffer.from(any.value).toString('base64') }
}

function printContent(
  type: MessageType<unknown>,
  bytes: Uint8Array,
  names: JsonNames,
): JsonObject | null {
  let message: unknown
  try {
    message = type.decode(bytes)
  } catch {
    // FLT_PROTO_MALFORMED: a dump must show the rest all the same
    return null
  }
  const json: JsonValue = type.toJson(message, names)
  return type.hasOwnJson ? { value: json } : (json as JsonObject) // messages without a form of their own print as objects
}
