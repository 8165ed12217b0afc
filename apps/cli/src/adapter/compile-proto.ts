/** Compiles .proto files to descriptor sets: what `template` and `adapter` objects hold. */
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { type EnumSource, FieldKind, type FieldSource, type FileSource } from '@flotilla/dispatch'
import { FlotillaError, messageOf } from '@flotilla/errors'
import protobuf from 'protobufjs'
import { ROOT } from '../mesh/layout.ts'

/** Protos of Istio's own templates and of what they import. */
export const PROTO_FOLDER: string = join(ROOT, 'libs/adapter-sdk/protos')

/** The types of google.protobuf that the library brings as files. */
const LIBRARY_FOLDER = dirname(createRequire(import.meta.url).resolve('protobufjs/package.json'))

const VARIETIES: readonly string[] = [
  'TEMPLATE_VARIETY_CHECK',
  'TEMPLATE_VARIETY_REPORT',
  'TEMPLATE_VARIETY_QUOTA',
  'TEMPLATE_VARIETY_ATTRIBUTE_GENERATOR',
  'TEMPLATE_VARIETY_CHECK_WITH_OUTPUT',
]

/** The file and all that it imports. Imports are looked up beside the file, in `folders`, and among our own. Throws FLT_CONFIG_INVALID. */
export function compileProto(file: string, folders: readonly string[]): FileSource[] {
  const path = resolve(file)
  const root = new protobuf.Root()
  const search = [
    dirname(path),
    ...folders.map((folder) => resolve(folder)),
    PROTO_FOLDER,
    LIBRARY_FOLDER,
  ]
  root.resolvePath = (_origin, target) => {
    if (resolve(target) === path) return path
    // The types of google.protobuf are part of the library.
    if (protobuf.common.get(target) !== null) return target
    return search.map((folder) => join(folder, target)).find((one) => existsSync(one)) ?? target
  }
  try {
    root.loadSync(path, { keepCase: true })
    root.resolveAll()
  } catch (cause) {
    throw new FlotillaError('FLT_CONFIG_INVALID', `${file}: ${messageOf(cause)}`, { cause })
  }
  const files = new Map<string, Found>()
  collect(root, '', files)
  // Whoever reads a descriptor knows the types of google.protobuf by their names.
  return [...files]
    .filter(([, found]) => found.package !== 'google.protobuf')
    .map(([name, found]) => sourceOf(name, search, found))
}

interface Found {
  readonly package: string
  readonly types: protobuf.Type[]
  readonly enums: protobuf.Enum[]
  readonly services: protobuf.Service[]
}

/** The things at the top of each file. */
function collect(
  namespace: protobuf.NamespaceBase,
  packageName: string,
  files: Map<string, Found>,
): void {
  for (const one of namespace.nestedArray) {
    const isThing =
      one instanceof protobuf.Type ||
      one instanceof protobuf.Enum ||
      one instanceof protobuf.Service
    if (!isThing) {
      if (one instanceof protobuf.Namespace)
        collect(one, packageName === '' ? one.name : `${packageName}.${one.name}`, files)
      continue
    }
    const name = one.filename ?? `${packageName}.proto`
    const found = files.get(name) ?? { package: packageName, types: [], enums: [], services: [] }
    files.set(name, found)
    if (one instanceof protobuf.Type) found.types.push(one)
    else if (one instanceof protobuf.Enum) found.enums.push(one)
    else found.services.push(one)
  }
}

function sourceOf(path: string, search: readonly string[], found: Found): FileSource {
  const folder = search.find((one) => path.startsWith(`${one}/`))
  return {
    name: folder === undefined ? path : path.slice(folder.length + 1),
    package: found.package,
    dependencies: [],
    messages: found.types.map(messageOfType),
    enums: found.enums.map(enumOf),
    services: found.services.map((service) => ({
      name: service.name,
      methods: service.methodsArray.map((method) => ({
        name: method.name,
        input: method.resolvedRequestType?.fullName ?? '',
        output: method.resolvedResponseType?.fullName ?? '',
        isStreaming: method.requestStream === true || method.responseStream === true,
      })),
    })),
    template: templateOptions(path),
  }
}

/** The options that mark a template. The parser keeps them by package, so they are read from the text of the file. */
function templateOptions(path: string): FileSource['template'] {
  if (!existsSync(path)) return null
  const text = readFileSync(path, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, '')
  const option = (name: string): string | undefined =>
    new RegExp(`\\boption\\s*\\(\\s*[\\w.]*\\b${name}\\s*\\)\\s*=\\s*"?(\\w+)"?\\s*;`).exec(
      text,
    )?.[1]
  const name = option('template_name')
  const variety = option('template_variety')
  if (name === undefined && variety === undefined) return null
  const number = VARIETIES.indexOf(variety ?? VARIETIES[0] ?? '')
  if (number === -1)
    throw new FlotillaError(
      'FLT_CONFIG_INVALID',
      `${path}: ${variety} is no template_variety; there are ${VARIETIES.join(', ')}`,
    )
  return { name: name ?? '', variety: number }
}

type Message = FileSource['messages'][number]

function messageOfType(type: protobuf.Type): Message {
  const fields = type.fieldsArray
  const entries = fields.filter((field) => field instanceof protobuf.MapField)
  return {
    name: type.name,
    fields: fields.map((field) => fieldOf(field, type)),
    messages: [
      ...type.nestedArray.filter((one) => one instanceof protobuf.Type).map(messageOfType),
      ...entries.map((field) => entryOf(field)),
    ],
    enums: type.nestedArray.filter((one) => one instanceof protobuf.Enum).map(enumOf),
    oneofs: type.oneofsArray.map((oneof) => oneof.name),
    isMapEntry: false,
  }
}

function fieldOf(field: protobuf.Field, owner: protobuf.Type): FieldSource {
  const isMap = field instanceof protobuf.MapField
  const oneof = owner.oneofsArray.findIndex((one) => one.fieldsArray.includes(field))
  return {
    ...typed(field),
    ...(isMap
      ? { kind: FieldKind.message, typeName: `${owner.fullName}.${entryName(field.name)}` }
      : {}),
    name: field.name,
    jsonName: protobuf.util.camelCase(field.name),
    number: field.id,
    isRepeated: isMap || field.repeated,
    oneof: oneof === -1 ? null : oneof,
  }
}

/** Fields and maps are different classes of the library, alike in this. */
type Typed = Pick<protobuf.Field, 'type' | 'resolvedType' | 'name'>

function typed({ type, resolvedType, name }: Typed): Pick<FieldSource, 'kind' | 'typeName'> {
  if (resolvedType instanceof protobuf.Enum)
    return { kind: FieldKind.enum, typeName: resolvedType.fullName }
  if (resolvedType !== null) return { kind: FieldKind.message, typeName: resolvedType.fullName }
  const kind = Object.hasOwn(FieldKind, type) ? FieldKind[type as keyof typeof FieldKind] : null // just looked up
  if (kind === null)
    throw new FlotillaError('FLT_CONFIG_INVALID', `the field ${name} has the unknown type ${type}`)
  return { kind, typeName: '' }
}

/** protoc's name of the message behind a map. */
function entryName(field: string): string {
  const camel = field.replace(/(?:^|_)([a-zA-Z0-9])/g, (_, letter: string) => letter.toUpperCase())
  return `${camel}Entry`
}

function entryOf(field: protobuf.MapField): Message {
  const key = FieldKind[field.keyType as keyof typeof FieldKind] // the parser takes scalars only
  const part = (name: string, number: number): Omit<FieldSource, 'kind' | 'typeName'> => ({
    name,
    jsonName: name,
    number,
    isRepeated: false,
    oneof: null,
  })
  return {
    name: entryName(field.name),
    fields: [
      { ...part('key', 1), kind: key, typeName: '' },
      { ...part('value', 2), ...typed(field) },
    ],
    messages: [],
    enums: [],
    oneofs: [],
    isMapEntry: true,
  }
}

function enumOf(one: protobuf.Enum): EnumSource {
  return { name: one.name, values: Object.entries(one.values) }
}
