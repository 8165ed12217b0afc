/** What is to be emitted, independent of protobufjs: messages, enums and services with their fields typed and named. */
import type { Scalar } from '../../libs/proto/src/field-table.ts'

export interface EnumModel {
  readonly kind: 'enum'
  readonly fullName: string
  readonly tsName: string
  readonly protoPath: string
  readonly values: readonly (readonly [name: string, value: number])[]
}

/** A message whose interface and functions are written by hand (google.protobuf.*), or generated in another module. */
export interface MessageRef {
  readonly kind: 'message'
  readonly tsName: string
  /** Type of a field: the message's name, or what a well-known type is held as. */
  readonly tsType: string
  /** Proto file that declares it; for hand-written ones the module under src/. */
  readonly module: string
  readonly isWellKnown: boolean
  /** Well-known types held as a plain value have no earlier value that a repeated occurrence could merge into. */
  readonly mergesInto: boolean
}

export interface ScalarRef {
  readonly kind: 'scalar'
  readonly scalar: Scalar
}

export type TypeRef = ScalarRef | MessageRef | EnumModel

export interface FieldModel {
  readonly protoName: string
  readonly name: string
  readonly number: number
  readonly type: TypeRef
  readonly isList: boolean
  readonly mapKey: Scalar | null
  readonly oneof: string | null
  /** `optional` of proto3: a scalar that may be absent. */
  readonly isOptional: boolean
}

export interface MessageModel {
  readonly kind: 'message'
  readonly fullName: string
  readonly tsName: string
  readonly protoPath: string
  readonly fields: readonly FieldModel[]
  readonly pruned: readonly (readonly [number: number, protoName: string])[]
}

export interface MethodModel {
  readonly name: string
  readonly path: string
  readonly request: MessageRef
  readonly response: MessageRef
  readonly requestStream: boolean
  readonly responseStream: boolean
}

export interface ServiceModel {
  readonly kind: 'service'
  readonly fullName: string
  readonly tsName: string
  readonly protoPath: string
  readonly methods: readonly MethodModel[]
}

export interface Model {
  readonly messages: readonly MessageModel[]
  readonly enums: readonly EnumModel[]
  readonly services: readonly ServiceModel[]
}
