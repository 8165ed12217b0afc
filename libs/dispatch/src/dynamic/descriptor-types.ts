/** Protobuf descriptors as templates and adapters carry them: the part of google.protobuf.FileDescriptorSet that is used. */

/** Numbers of google.protobuf.FieldDescriptorProto.Type. */
export const FieldKind = {
  double: 1,
  float: 2,
  int64: 3,
  uint64: 4,
  int32: 5,
  fixed64: 6,
  fixed32: 7,
  bool: 8,
  string: 9,
  message: 11,
  bytes: 12,
  uint32: 13,
  enum: 14,
  sfixed32: 15,
  sfixed64: 16,
  sint32: 17,
  sint64: 18,
} as const
export type FieldKind = (typeof FieldKind)[keyof typeof FieldKind]

export interface FieldDescriptor {
  /** As in the .proto file. */
  readonly name: string
  /** lowerCamel. */
  readonly jsonName: string
  readonly number: number
  readonly isRepeated: boolean
  readonly kind: FieldKind
  /** Full name, with a leading dot, of the message or enum; else empty. */
  readonly typeName: string
  /** Index of the oneof that it is a member of, null for none. */
  readonly oneof: number | null
}

export interface MessageDescriptor {
  /** With a leading dot: `.metric.InstanceMsg`. */
  readonly fullName: string
  readonly name: string
  /** In order of their numbers. */
  readonly fields: readonly FieldDescriptor[]
  readonly isMapEntry: boolean
}

export interface EnumDescriptor {
  readonly fullName: string
  readonly values: ReadonlyMap<string, number>
}

export interface MethodDescriptor {
  readonly name: string
  readonly input: string
  readonly output: string
  readonly isStreaming: boolean
}

export interface ServiceDescriptor {
  readonly name: string
  readonly methods: readonly MethodDescriptor[]
}

export interface FileDescriptor {
  readonly name: string
  readonly package: string
  readonly services: readonly ServiceDescriptor[]
  /** The messages at the top of the file. */
  readonly messages: readonly MessageDescriptor[]
  /** Option 72295727 of templates, null where it is not set. */
  readonly variety: number | null
  /** Option 72295888 of templates, empty where it is not set. */
  readonly templateName: string
}

/** All files of one set, with its types by full name. */
export interface DescriptorSet {
  readonly files: readonly FileDescriptor[]
  readonly messages: ReadonlyMap<string, MessageDescriptor>
  readonly enums: ReadonlyMap<string, EnumDescriptor>
}
