/** Reads a FileDescriptorSet in base64, as `template` and `adapter` objects carry it. Untrusted: everything is bounded. */
import { ByteReader } from '@flotilla/bytes'
import { messageOf } from '@flotilla/errors'
import {
  type DescriptorSet,
  type EnumDescriptor,
  type FieldDescriptor,
  FieldKind,
  type FileDescriptor,
  type MessageDescriptor,
  type MethodDescriptor,
  type ServiceDescriptor,
} from './descriptor-types.ts'

/** Of one descriptor set, decoded. docs/limits.md */
export const MAX_DESCRIPTOR_BYTES: number = 1024 * 1024
/** Messages, fields, enum values and methods of one set together. docs/limits.md */
export const MAX_DESCRIPTOR_ITEMS = 50_000
/** Nesting of message types. docs/limits.md */
export const MAX_DESCRIPTOR_DEPTH = 32

export type ParsedDescriptor =
  | { readonly kind: 'ok'; readonly set: DescriptorSet }
  | { readonly kind: 'bad'; readonly message: string }

// File options of Istio's templates (spec mixer.md §6).
const TEMPLATE_VARIETY = 72_295_727
const TEMPLATE_NAME = 72_295_888

const BASE64 = /^[A-Za-z0-9+/\-_]*={0,2}$/
const LABEL_REPEATED = 3
const GROUP = 10
/** Numbers of fields: 1 to 2^29-1, those of protobuf itself left out. */
const MAX_FIELD_NUMBER = 536_870_911
const KINDS: ReadonlySet<number> = new Set(Object.values(FieldKind))

/** @param text base64, in either alphabet, line ends allowed. */
export function parseDescriptorSet(text: string): ParsedDescriptor {
  const compact = text.replace(/\s+/g, '')
  if (compact === '') return bad('is empty')
  if (compact.length > (MAX_DESCRIPTOR_BYTES * 4) / 3 + 4)
    return bad(`is larger than ${MAX_DESCRIPTOR_BYTES} bytes`)
  if (!BASE64.test(compact)) return bad('is not base64')
  const bytes = Buffer.from(compact.replaceAll('-', '+').replaceAll('_', '/'), 'base64')
  try {
    return new SetReader().read(bytes)
  } catch (error) {
    // The reader throws on malformed bytes only; what is wrong in them is ours to tell.
    return bad(`is not a descriptor set: ${messageOf(error)}`)
  }
}

function bad(message: string): ParsedDescriptor {
  return { kind: 'bad', message }
}

class SetReader {
  private readonly messages = new Map<string, MessageDescriptor>()
  private readonly enums = new Map<string, EnumDescriptor>()
  private items = 0

  read(bytes: Uint8Array): ParsedDescriptor {
    const files: FileDescriptor[] = []
    for (const { number, reader } of blocks(new ByteReader(bytes)))
      if (number === 1 && reader !== null) files.push(this.file(reader))
    if (files.length === 0) return bad('is not a descriptor set: it holds no file')
    const { messages, enums } = this
    for (const message of messages.values())
      for (const field of message.fields) {
        const isKnown =
          field.typeName === '' || messages.has(field.typeName) || enums.has(field.typeName)
        if (!isKnown && isOurs(field.typeName)) continue
        if (!isKnown)
          return bad(
            `lacks the type ${field.typeName} of ${message.fullName}.${field.name}: include imports`,
          )
      }
    return { kind: 'ok', set: { files, messages, enums } }
  }

  private file(reader: ByteReader): FileDescriptor {
    // The package may stand behind the types, so it is looked for first.
    const parts = [...blocks(reader)]
    const text = (number: number): string =>
      textOf(parts.find((part) => part.number === number)?.reader)
    const packageName = text(2)
    const prefix = packageName === '' ? '' : `.${packageName}`
    const messages: MessageDescriptor[] = []
    const services: ServiceDescriptor[] = []
    let variety: number | null = null
    let templateName = ''
    for (const { number, reader: part } of parts) {
      if (part === null) continue
      if (number === 4) messages.push(this.message(part, prefix, 1))
      else if (number === 5) this.enumeration(part, prefix)
      else if (number === 6) services.push(this.service(part))
      else if (number === 8)
        for (const option of blocks(part)) {
          if (option.number === TEMPLATE_VARIETY) variety = option.value
          if (option.number === TEMPLATE_NAME) templateName = textOf(option.reader)
        }
    }
    // An enum's zero is not written, so a template of the first variety may carry its name alone.
    if (variety === null && templateName !== '') variety = 0
    return { name: text(1), package: packageName, services, messages, variety, templateName }
  }

  private message(reader: ByteReader, prefix: string, depth: number): MessageDescriptor {
    this.count()
    if (depth > MAX_DESCRIPTOR_DEPTH)
      throw new RangeError(`types nest deeper than ${MAX_DESCRIPTOR_DEPTH}`)
    const parts = [...blocks(reader)]
    const name = textOf(parts.find((part) => part.number === 1)?.reader)
    const fullName = `${prefix}.${name}`
    const fields: FieldDescriptor[] = []
    let isMapEntry = false
    for (const { number, reader: part } of parts) {
      if (part === null) continue
      if (number === 2) fields.push(this.field(part, fullName))
      else if (number === 3) this.message(part, fullName, depth + 1)
      else if (number === 4) this.enumeration(part, fullName)
      else if (number === 7)
        for (const option of blocks(part)) if (option.number === 7) isMapEntry = option.value !== 0
    }
    fields.sort((a, b) => a.number - b.number)
    const made = { fullName, name, fields, isMapEntry }
    if (this.messages.has(fullName)) throw new RangeError(`${fullName} is defined twice`)
    this.messages.set(fullName, made)
    return made
  }

  private field(reader: ByteReader, owner: string): FieldDescriptor {
    this.count()
    let name = ''
    let jsonName = ''
    let typeName = ''
    let number = 0
    let label = 0
    let kind = 0
    let oneof: number | null = null
    for (const part of blocks(reader)) {
      if (part.number === 1) name = textOf(part.reader)
      else if (part.number === 3) number = part.value
      else if (part.number === 4) label = part.value
      else if (part.number === 5) kind = part.value
      else if (part.number === 6) typeName = textOf(part.reader)
      else if (part.number === 9) oneof = part.value
      else if (part.number === 10) jsonName = textOf(part.reader)
    }
    if (number < 1 || number > MAX_FIELD_NUMBER)
      throw new RangeError(`${owner}.${name} has the number ${number}`)
    if (kind === GROUP) throw new RangeError(`${owner}.${name} is a group`)
    if (!KINDS.has(kind)) throw new RangeError(`${owner}.${name} has the unknown type ${kind}`)
    return {
      name,
      jsonName: jsonName === '' ? camel(name) : jsonName,
      number,
      isRepeated: label === LABEL_REPEATED,
      kind: kind as FieldKind, // a member: just looked up
      typeName,
      oneof,
    }
  }

  private enumeration(reader: ByteReader, prefix: string): void {
    this.count()
    let name = ''
    const values = new Map<string, number>()
    for (const part of blocks(reader)) {
      if (part.number === 1) name = textOf(part.reader)
      if (part.number !== 2 || part.reader === null) continue
      this.count()
      let valueName = ''
      let value = 0
      for (const one of blocks(part.reader)) {
        if (one.number === 1) valueName = textOf(one.reader)
        if (one.number === 2) value = one.value | 0
      }
      values.set(valueName, value)
    }
    const fullName = `${prefix}.${name}`
    this.enums.set(fullName, { fullName, values })
  }

  private service(reader: ByteReader): ServiceDescriptor {
    let name = ''
    const methods: MethodDescriptor[] = []
    for (const part of blocks(reader)) {
      if (part.number === 1) name = textOf(part.reader)
      if (part.number === 2 && part.reader !== null) methods.push(this.method(part.reader))
    }
    return { name, methods }
  }

  private method(reader: ByteReader): MethodDescriptor {
    this.count()
    let isStreaming = false
    const texts = new Map<number, string>()
    for (const part of blocks(reader)) {
      if (part.number <= 3) texts.set(part.number, textOf(part.reader))
      else if (part.number === 5 || part.number === 6) isStreaming ||= part.value !== 0
    }
    const text = (number: number): string => texts.get(number) ?? ''
    return { name: text(1), input: text(2), output: text(3), isStreaming }
  }

  private count(): void {
    if (++this.items > MAX_DESCRIPTOR_ITEMS)
      throw new RangeError(`it describes more than ${MAX_DESCRIPTOR_ITEMS} things`)
  }
}

interface Block {
  readonly number: number
  /** Of varints, else 0. */
  readonly value: number
  /** Over the content of length-delimited fields, else null. */
  readonly reader: ByteReader | null
}

function* blocks(reader: ByteReader): Generator<Block> {
  while (!reader.done) {
    const tag = reader.uint32()
    const number = tag >>> 3
    if (number === 0) throw new RangeError('a field has the number 0')
    const wireType = tag & 7
    if (wireType === 0) yield { number, value: reader.uint32(), reader: null }
    else if (wireType === 2) yield { number, value: 0, reader: reader.message() }
    else reader.skip(wireType)
  }
}

function textOf(reader: ByteReader | null | undefined): string {
  if (reader === null || reader === undefined) return ''
  return Buffer.from(reader.buffer.subarray(reader.offset, reader.end)).toString('utf8')
}

/** Types that are encoded by what they are called; their definition is not needed. */
function isOurs(typeName: string): boolean {
  return typeName.startsWith('.istio.policy.v1beta1.') || typeName.startsWith('.google.')
}

/** protoc's rule for names in JSON. */
export function camel(name: string): string {
  return name.replace(/_+([A-Za-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}
