/** For tests: descriptor sets in a line each. */
import { FieldKind } from './descriptor-types.ts'
import {
  descriptorSetText,
  type FieldSource,
  type FileSource,
  type MessageSource,
} from './write-descriptor.ts'

export function field(
  name: string,
  number: number,
  kind: FieldKind,
  more: Partial<FieldSource> = {},
): FieldSource {
  const jsonName = name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
  return { name, jsonName, number, kind, isRepeated: false, typeName: '', oneof: null, ...more }
}

export function message(
  name: string,
  fields: readonly FieldSource[],
  more: Partial<MessageSource> = {},
): MessageSource {
  return { name, fields, messages: [], enums: [], oneofs: [], isMapEntry: false, ...more }
}

/** A map field of an owner with its entry message. */
export function mapEntry(name: string, value: FieldSource): MessageSource {
  return message(
    name,
    [field('key', 1, FieldKind.string), { ...value, name: 'value', number: 2 }],
    {
      isMapEntry: true,
    },
  )
}

export function file(more: Partial<FileSource> = {}): FileSource {
  return {
    name: 'test.proto',
    package: 'test',
    dependencies: [],
    messages: [message('InstanceMsg', [field('text', 1, FieldKind.string)])],
    enums: [],
    services: [
      {
        name: 'HandleTestService',
        methods: [{ name: 'HandleTest', input: '.test.A', output: '.test.B', isStreaming: false }],
      },
    ],
    template: { name: 'test', variety: 1 },
    ...more,
  }
}

export function descriptor(...files: readonly FileSource[]): string {
  return descriptorSetText(files)
}
