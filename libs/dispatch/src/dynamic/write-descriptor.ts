/** Writes a FileDescriptorSet: what tools make `template` and `adapter` objects with. */
import { ByteWriter } from '@flotilla/bytes'
import type { FieldKind } from './descriptor-types.ts'

export interface FileSource {
  readonly name: string
  readonly package: string
  readonly dependencies: readonly string[]
  readonly messages: readonly MessageSource[]
  readonly enums: readonly EnumSource[]
  readonly services: readonly ServiceSource[]
  /** Of a template's file, else null. */
  readonly template: { readonly name: string; readonly variety: number } | null
}

export interface MessageSource {
  readonly name: string
  readonly fields: readonly FieldSource[]
  readonly messages: readonly MessageSource[]
  readonly enums: readonly EnumSource[]
  readonly oneofs: readonly string[]
  readonly isMapEntry: boolean
}

export interface FieldSource {
  readonly name: string
  readonly jsonName: string
  readonly number: number
  readonly isRepeated: boolean
  readonly kind: FieldKind
  /** With a leading dot; empty for scalars. */
  readonly typeName: string
  readonly oneof: number | null
}

export interface EnumSource {
  readonly name: string
  readonly values: readonly (readonly [name: string, number: number])[]
}

export interface ServiceSource {
  readonly name: string
  readonly methods: readonly {
    readonly name: string
    readonly input: string
    readonly output: string
    readonly isStreaming: boolean
  }[]
}

const TEMPLATE_VARIETY_TAG = 72_295_727 * 8
const TEMPLATE_NAME_TAG = 72_295_888 * 8 + 2

/** The set in base64, as the objects carry it. */
export function descriptorSetText(files: readonly FileSource[]): string {
  const writer = new ByteWriter(4096)
  for (const file of files) block(writer, 1, () => writeFile(writer, file))
  return Buffer.from(writer.finish()).toString('base64')
}

function writeFile(writer: ByteWriter, file: FileSource): void {
  text(writer, 1, file.name)
  if (file.package !== '') text(writer, 2, file.package)
  for (const dependency of file.dependencies) text(writer, 3, dependency)
  for (const message of file.messages) block(writer, 4, () => writeMessage(writer, message))
  for (const one of file.enums) block(writer, 5, () => writeEnum(writer, one))
  for (const service of file.services) block(writer, 6, () => writeService(writer, service))
  const { template } = file
  if (template !== null)
    block(writer, 8, () => {
      writer.uint32(TEMPLATE_VARIETY_TAG).uint32(template.variety)
      writer.uint32(TEMPLATE_NAME_TAG).string(template.name)
    })
  text(writer, 12, 'proto3')
}

function writeMessage(writer: ByteWriter, message: MessageSource): void {
  text(writer, 1, message.name)
  for (const field of message.fields) block(writer, 2, () => writeField(writer, field))
  for (const inner of message.messages) block(writer, 3, () => writeMessage(writer, inner))
  for (const one of message.enums) block(writer, 4, () => writeEnum(writer, one))
  if (message.isMapEntry) block(writer, 7, () => writer.uint32(7 << 3).bool(true))
  for (const oneof of message.oneofs) block(writer, 8, () => text(writer, 1, oneof))
}

function writeField(writer: ByteWriter, field: FieldSource): void {
  text(writer, 1, field.name)
  writer.uint32(3 << 3).uint32(field.number)
  writer.uint32(4 << 3).uint32(field.isRepeated ? 3 : 1)
  writer.uint32(5 << 3).uint32(field.kind)
  if (field.typeName !== '') text(writer, 6, field.typeName)
  if (field.oneof !== null) writer.uint32(9 << 3).uint32(field.oneof)
  text(writer, 10, field.jsonName)
}

function writeEnum(writer: ByteWriter, { name, values }: EnumSource): void {
  text(writer, 1, name)
  for (const [valueName, number] of values)
    block(writer, 2, () => {
      text(writer, 1, valueName)
      writer.uint32(2 << 3).int32(number)
    })
}

function writeService(writer: ByteWriter, { name, methods }: ServiceSource): void {
  text(writer, 1, name)
  for (const method of methods)
    block(writer, 2, () => {
      text(writer, 1, method.name)
      text(writer, 2, method.input)
      text(writer, 3, method.output)
      if (method.isStreaming) writer.uint32(6 << 3).bool(true)
    })
}

function text(writer: ByteWriter, number: number, value: string): void {
  writer.uint32((number << 3) | 2).string(value)
}

function block(writer: ByteWriter, number: number, write: () => void): void {
  const at = writer.uint32((number << 3) | 2).open()
  write()
  writer.close(at)
}
