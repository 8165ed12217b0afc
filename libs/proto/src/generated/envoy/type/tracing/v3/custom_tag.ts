/** Generated from envoy/type/tracing/v3/custom_tag.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { MetadataKey, MetadataKind, readMetadataKey, readMetadataKind, writeMetadataKey, writeMetadataKind } from '../../metadata/v3/metadata.ts'
import { type MessageType, define } from '../../../../../message-type.ts'
import { type Mutable, put } from '../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../wire/message-reader.ts'

/** envoy.type.tracing.v3.CustomTag */
export interface CustomTag {
  readonly tag: string
  readonly literal: CustomTagLiteral | null // oneof type
  readonly environment: CustomTagEnvironment | null // oneof type
  readonly requestHeader: CustomTagHeader | null // oneof type
  readonly metadata: CustomTagMetadata | null // oneof type
}

export const CustomTag: MessageType<CustomTag> = define<CustomTag>({
  name: 'envoy.type.tracing.v3.CustomTag', empty: emptyCustomTag, write: writeCustomTag, read: readCustomTag,
  fields: () => [
    ['tag', 1, 'string'],
    ['literal', 2, CustomTagLiteral, '', 'type'],
    ['environment', 3, CustomTagEnvironment, '', 'type'],
    ['request_header', 4, CustomTagHeader, '', 'type'],
    ['metadata', 5, CustomTagMetadata, '', 'type'],
  ],
})

export function emptyCustomTag(): CustomTag {
  return {
    tag: '',
    literal: null,
    environment: null,
    requestHeader: null,
    metadata: null,
  }
}

export function writeCustomTag(m: CustomTag, w: ByteWriter): void {
  if (m.tag !== '') w.uint32(10).string(m.tag)
  if (m.literal !== null) put(w, 18, writeCustomTagLiteral, m.literal)
  if (m.environment !== null) put(w, 26, writeCustomTagEnvironment, m.environment)
  if (m.requestHeader !== null) put(w, 34, writeCustomTagHeader, m.requestHeader)
  if (m.metadata !== null) put(w, 42, writeCustomTagMetadata, m.metadata)
}

export function readCustomTag(r: MessageReader, into: CustomTag | null): CustomTag {
  const m: Mutable<CustomTag> = into ?? emptyCustomTag()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.tag = r.string(); break
      case 18: { const v = readCustomTagLiteral(r.message(), m.literal); clearCustomTag_type(m); m.literal = v; break }
      case 26: { const v = readCustomTagEnvironment(r.message(), m.environment); clearCustomTag_type(m); m.environment = v; break }
      case 34: { const v = readCustomTagHeader(r.message(), m.requestHeader); clearCustomTag_type(m); m.requestHeader = v; break }
      case 42: { const v = readCustomTagMetadata(r.message(), m.metadata); clearCustomTag_type(m); m.metadata = v; break }
      default: r.skipField(tag)
    }
  }
  return m
}
function clearCustomTag_type(m: Mutable<CustomTag>): void {
  m.literal = null
  m.environment = null
  m.requestHeader = null
  m.metadata = null
}

/** envoy.type.tracing.v3.CustomTag.Environment */
export interface CustomTagEnvironment {
  readonly name: string
  readonly defaultValue: string
}

export const CustomTagEnvironment: MessageType<CustomTagEnvironment> = define<CustomTagEnvironment>({
  name: 'envoy.type.tracing.v3.CustomTag.Environment', empty: emptyCustomTagEnvironment, write: writeCustomTagEnvironment, read: readCustomTagEnvironment,
  fields: () => [
    ['name', 1, 'string'],
    ['default_value', 2, 'string'],
  ],
})

export function emptyCustomTagEnvironment(): CustomTagEnvironment {
  return {
    name: '',
    defaultValue: '',
  }
}

export function writeCustomTagEnvironment(m: CustomTagEnvironment, w: ByteWriter): void {
  if (m.name !== '') w.uint32(10).string(m.name)
  if (m.defaultValue !== '') w.uint32(18).string(m.defaultValue)
}

export function readCustomTagEnvironment(r: MessageReader, into: CustomTagEnvironment | null): CustomTagEnvironment {
  const m: Mutable<CustomTagEnvironment> = into ?? emptyCustomTagEnvironment()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.name = r.string(); break
      case 18: m.defaultValue = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.type.tracing.v3.CustomTag.Header */
export interface CustomTagHeader {
  readonly name: string
  readonly defaultValue: string
}

export const CustomTagHeader: MessageType<CustomTagHeader> = define<CustomTagHeader>({
  name: 'envoy.type.tracing.v3.CustomTag.Header', empty: emptyCustomTagHeader, write: writeCustomTagHeader, read: readCustomTagHeader,
  fields: () => [
    ['name', 1, 'string'],
    ['default_value', 2, 'string'],
  ],
})

export function emptyCustomTagHeader(): CustomTagHeader {
  return {
    name: '',
    defaultValue: '',
  }
}

export function writeCustomTagHeader(m: CustomTagHeader, w: ByteWriter): void {
  if (m.name !== '') w.uint32(10).string(m.name)
  if (m.defaultValue !== '') w.uint32(18).string(m.defaultValue)
}

export function readCustomTagHeader(r: MessageReader, into: CustomTagHeader | null): CustomTagHeader {
  const m: Mutable<CustomTagHeader> = into ?? emptyCustomTagHeader()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.name = r.string(); break
      case 18: m.defaultValue = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.type.tracing.v3.CustomTag.Literal */
export interface CustomTagLiteral {
  readonly value: string
}

export const CustomTagLiteral: MessageType<CustomTagLiteral> = define<CustomTagLiteral>({
  name: 'envoy.type.tracing.v3.CustomTag.Literal', empty: emptyCustomTagLiteral, write: writeCustomTagLiteral, read: readCustomTagLiteral,
  fields: () => [
    ['value', 1, 'string'],
  ],
})

export function emptyCustomTagLiteral(): CustomTagLiteral {
  return {
    value: '',
  }
}

export function writeCustomTagLiteral(m: CustomTagLiteral, w: ByteWriter): void {
  if (m.value !== '') w.uint32(10).string(m.value)
}

export function readCustomTagLiteral(r: MessageReader, into: CustomTagLiteral | null): CustomTagLiteral {
  const m: Mutable<CustomTagLiteral> = into ?? emptyCustomTagLiteral()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.value = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.type.tracing.v3.CustomTag.Metadata */
export interface CustomTagMetadata {
  readonly kind: MetadataKind | null
  readonly metadataKey: MetadataKey | null
  readonly defaultValue: string
}

export const CustomTagMetadata: MessageType<CustomTagMetadata> = define<CustomTagMetadata>({
  name: 'envoy.type.tracing.v3.CustomTag.Metadata', empty: emptyCustomTagMetadata, write: writeCustomTagMetadata, read: readCustomTagMetadata,
  fields: () => [
    ['kind', 1, MetadataKind],
    ['metadata_key', 2, MetadataKey],
    ['default_value', 3, 'string'],
  ],
})

export function emptyCustomTagMetadata(): CustomTagMetadata {
  return {
    kind: null,
    metadataKey: null,
    defaultValue: '',
  }
}

export function writeCustomTagMetadata(m: CustomTagMetadata, w: ByteWriter): void {
  if (m.kind !== null) put(w, 10, writeMetadataKind, m.kind)
  if (m.metadataKey !== null) put(w, 18, writeMetadataKey, m.metadataKey)
  if (m.defaultValue !== '') w.uint32(26).string(m.defaultValue)
}

export function readCustomTagMetadata(r: MessageReader, into: CustomTagMetadata | null): CustomTagMetadata {
  const m: Mutable<CustomTagMetadata> = into ?? emptyCustomTagMetadata()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.kind = readMetadataKind(r.message(), m.kind); break
      case 18: m.metadataKey = readMetadataKey(r.message(), m.metadataKey); break
      case 26: m.defaultValue = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}
