/** Follows the kept fields from the roots and makes the model of everything they reach. */
import protobuf from 'protobufjs'
import { lowerCamel, type Scalar } from '../../libs/proto/src/field-table.ts'
import { KEPT, keptFields } from './kept-fields.ts'
import { protoPathOf } from './load.ts'
import type {
  EnumModel,
  FieldModel,
  MessageModel,
  MessageRef,
  Model,
  ServiceModel,
  TypeRef,
} from './model.ts'
import { assertUnique, fullNameOf, serviceName, tsNameOf } from './names.ts'
import { BIGINT_FIELDS, ROOTS, SERVICES } from './roots.ts'
import { wellKnown } from './well-known.ts'

const SCALARS: ReadonlySet<string> = new Set<Scalar>([
  'bool',
  'bytes',
  'double',
  'fixed32',
  'fixed64',
  'float',
  'int32',
  'int64',
  'sint32',
  'string',
  'uint32',
  'uint64',
])

/** The model of the roots, services and all they reach, sorted by full name. Throws where a table names what is not there. */
export function selectModel(root: protobuf.Root): Model {
  const selection = new Selection()
  for (const name of ROOTS) selection.message(root.lookupType(name))
  const services = SERVICES.map((name) => selection.service(root.lookupService(name)))
  const messages = [...selection.messages.values()].sort(byFullName)
  const enums = [...selection.enums.values()].sort(byFullName)
  assertUnique([...messages, ...enums, ...services])
  for (const name of Object.keys(KEPT)) {
    if (!selection.messages.has(name))
      throw new Error(`kept-fields.ts names ${name}, which nothing reaches`)
  }
  for (const name of BIGINT_FIELDS) {
    if (!selection.messages.has(name.slice(0, name.lastIndexOf('.'))))
      throw new Error(`roots.ts names ${name}, which nothing reaches`)
  }
  return { messages, enums, services: services.sort(byFullName) }
}

class Selection {
  readonly messages: Map<string, MessageModel> = new Map()
  readonly enums: Map<string, EnumModel> = new Map()
  private readonly open = new Set<string>()

  message(type: protobuf.Type): MessageRef {
    const fullName = fullNameOf(type)
    const known = wellKnown(fullName)
    if (known !== null) return known
    const ref: MessageRef = {
      kind: 'message',
      tsName: tsNameOf(type),
      tsType: tsNameOf(type),
      module: protoPathOf(type),
      isWellKnown: false,
      mergesInto: true,
    }
    if (this.open.has(fullName)) return ref
    this.open.add(fullName)
    const kept = keptFields(fullName)
    const all = [...type.fieldsArray].sort((a, b) => a.id - b.id)
    for (const name of kept ?? []) {
      if (!all.some((field) => field.name === name))
        throw new Error(`${fullName} has no field ${name}`)
    }
    const isKept = (field: protobuf.Field): boolean => kept === null || kept.has(field.name)
    this.messages.set(fullName, {
      kind: 'message',
      fullName,
      tsName: ref.tsName,
      protoPath: ref.module,
      fields: all.filter(isKept).map((field) => this.field(field)),
      pruned: all.filter((field) => !isKept(field)).map((field) => [field.id, field.name]),
    })
    return ref
  }

  service(service: protobuf.Service): ServiceModel {
    const fullName = fullNameOf(service)
    return {
      kind: 'service',
      fullName,
      tsName: serviceName(service.name),
      protoPath: protoPathOf(service),
      methods: service.methodsArray.map((method) => {
        method.resolve()
        if (method.resolvedRequestType === null || method.resolvedResponseType === null)
          throw new Error(`${fullName}.${method.name} has unresolved types`)
        return {
          name: method.name,
          path: `/${fullName}/${method.name}`,
          request: this.message(method.resolvedRequestType),
          response: this.message(method.resolvedResponseType),
          requestStream: method.requestStream === true,
          responseStream: method.responseStream === true,
        }
      }),
    }
  }

  private field(field: protobuf.Field): FieldModel {
    field.resolve()
    const isOptional = field.options?.['proto3_optional'] === true
    return {
      protoName: field.name,
      name: lowerCamel(field.name),
      number: field.id,
      type: this.type(field),
      isList: field.repeated,
      mapKey: field instanceof protobuf.MapField ? scalar(field.keyType, field) : null,
      // protobufjs makes an oneof of one field for `optional`
      oneof: isOptional ? null : (field.partOf?.name ?? null),
      isOptional,
    }
  }

  private type(field: protobuf.Field): TypeRef {
    const resolved = field.resolvedType
    if (resolved instanceof protobuf.Type) return this.message(resolved)
    if (resolved instanceof protobuf.Enum) return this.enum(resolved)
    const isBigint = BIGINT_FIELDS.has(fullNameOf(field))
    return { kind: 'scalar', scalar: isBigint ? 'int64big' : scalar(field.type, field) }
  }

  private enum(type: protobuf.Enum): EnumModel {
    const fullName = fullNameOf(type)
    const known = this.enums.get(fullName)
    if (known !== undefined) return known
    const model: EnumModel = {
      kind: 'enum',
      fullName,
      tsName: tsNameOf(type),
      protoPath: protoPathOf(type),
      values: Object.entries(type.values),
    }
    this.enums.set(fullName, model)
    return model
  }
}

function scalar(name: string, field: protobuf.Field): Scalar {
  if (!SCALARS.has(name)) throw new Error(`${fullNameOf(field)} has the type ${name}`)
  return name as Scalar // a member of the set above
}

function byFullName(a: { fullName: string }, b: { fullName: string }): number {
  return a.fullName < b.fullName ? -1 : 1
}
