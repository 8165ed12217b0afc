/** MessageType: what every message constant offers, and `define`, which makes one from generated functions. */
import { ByteWriter } from '@flotilla/bytes'
import { FlotillaError } from '@flotilla/errors'
import { type FieldRow, type FieldTable, fieldTable } from './field-table.ts'
import { readJson } from './json/from-json.ts'
import type { JsonValue } from './json/json-value.ts'
import { type JsonNames, writeJson } from './json/to-json.ts'
import { JsonReport, type Violation } from './json/violation.ts'
import { register } from './registry.ts'
import { unsupportedFields } from './unsupported.ts'
import { MessageReader } from './wire/message-reader.ts'

export type FromJson<M> =
  | { readonly kind: 'ok'; readonly message: M }
  | { readonly kind: 'bad'; readonly violations: readonly Violation[] }

export interface Strict<M> {
  readonly message: M
  /** Paths, in proto field names, of fields that Envoy knows and this tree's messages leave out. */
  readonly unsupported: readonly string[]
}

export interface MessageType<M> {
  /** Full proto name, without a leading dot. */
  readonly typeName: string
  /** `type.googleapis.com/` and the type name. */
  readonly typeUrl: string
  /** A message with every field set, default where `init` has none. Nested messages are taken as they are, not copied. */
  create(init?: Partial<M>): M
  /** The bytes of a message, in a buffer of their own. Map entries keep the order of their map. */
  encode(message: M): Uint8Array
  encodeTo(message: M, writer: ByteWriter): void
  /** Throws FLT_PROTO_MALFORMED. Unknown fields are skipped; the message shares no memory with `bytes`. */
  decode(bytes: Uint8Array): M
  /** As decode, and also the paths of fields present that are known to the API but left out here. Costs a second walk over the bytes. */
  decodeStrict(bytes: Uint8Array): Strict<M>
  /** Reads proto-JSON (also as parsed from YAML): lowerCamel or proto names. Every fault is collected with its path, which starts with `path`. */
  fromJson(value: unknown, path?: string): FromJson<M>
  /** @param names default `json`, lowerCamel */
  toJson(message: M, names?: JsonNames): JsonValue
  /** @internal Field descriptions, built on first use. */
  table(): FieldTable
  /** @internal */
  parseJson(value: unknown, path: string, report: JsonReport): M
  /** @internal Well-known types whose JSON is not an object of their fields: inside Any it stands under `value`. */
  readonly hasOwnJson: boolean
}

export interface JsonForm<M> {
  parse(value: unknown, path: string, report: JsonReport): M
  print(message: M, names: JsonNames): JsonValue
}

export interface Definition<M> {
  readonly name: string
  readonly empty: () => M
  readonly write: (message: M, writer: ByteWriter) => void
  readonly read: (reader: MessageReader, into: M | null) => M
  readonly fields: () => readonly FieldRow[]
  /** Fields of the API that are left out here: number to proto name. */
  readonly pruned?: Readonly<Record<number, string>>
  readonly json?: JsonForm<M>
}

/** Makes the constant of a message and registers its name for Any. */
export function define<M>(definition: Definition<M>): MessageType<M> {
  const type = new DefinedType(definition)
  register(type)
  return type
}

class DefinedType<M> implements MessageType<M> {
  readonly typeName: string
  readonly typeUrl: string
  readonly hasOwnJson: boolean
  private readonly definition: Definition<M>
  private built: FieldTable | null = null

  constructor(definition: Definition<M>) {
    this.typeName = definition.name
    this.typeUrl = `type.googleapis.com/${definition.name}`
    this.hasOwnJson = definition.json !== undefined
    this.definition = definition
  }

  create(init?: Partial<M>): M {
    const message = this.definition.empty()
    for (const key in init) {
      const value = init[key]
      if (value === undefined) continue
      if (!(key in (message as object)))
        throw new FlotillaError('FLT_BUG', `${this.typeName} has no field ${key}`)
      message[key] = value as M[typeof key] // undefined is excluded above
    }
    return message
  }

  encode(message: M): Uint8Array {
    const writer = new ByteWriter()
    this.definition.write(message, writer)
    return new Uint8Array(writer.finish())
  }

  encodeTo(message: M, writer: ByteWriter): void {
    this.definition.write(message, writer)
  }

  decode(bytes: Uint8Array): M {
    return this.definition.read(new MessageReader(bytes), null)
  }

  decodeStrict(bytes: Uint8Array): Strict<M> {
    const message = this.decode(bytes)
    return { message, unsupported: unsupportedFields(this, bytes) }
  }

  fromJson(value: unknown, path = ''): FromJson<M> {
    const report = new JsonReport()
    const message = this.parseJson(value, path, report)
    return report.violations.length === 0
      ? { kind: 'ok', message }
      : { kind: 'bad', violations: report.violations }
  }

  toJson(message: M, names: JsonNames = 'json'): JsonValue {
    return this.definition.json === undefined
      ? writeJson(this, message, names)
      : this.definition.json.print(message, names)
  }

  parseJson(value: unknown, path: string, report: JsonReport): M {
    if (this.definition.json !== undefined) return this.definition.json.parse(value, path, report)
    const message = this.definition.empty()
    readJson(this, message, value, path, report)
    return message
  }

  table(): FieldTable {
    this.built ??= fieldTable(this.definition.fields(), this.definition.pruned ?? {})
    return this.built
  }
}
