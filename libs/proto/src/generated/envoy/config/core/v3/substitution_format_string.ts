/** Generated from envoy/config/core/v3/substitution_format_string.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { DataSource, readDataSource, writeDataSource } from './base.ts'
import { TypedExtensionConfig, readTypedExtensionConfig, writeTypedExtensionConfig } from './extension.ts'
import { type JsonObject } from '../../../../../json/json-value.ts'
import { type MessageType, define } from '../../../../../message-type.ts'
import { Struct, readStruct, writeStruct } from '../../../../../well-known/struct.ts'
import { type Mutable, NO_ITEMS, append, put } from '../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../wire/message-reader.ts'

/** envoy.config.core.v3.JsonFormatOptions */
export interface JsonFormatOptions {
  readonly sortProperties: boolean
}

export const JsonFormatOptions: MessageType<JsonFormatOptions> = define<JsonFormatOptions>({
  name: 'envoy.config.core.v3.JsonFormatOptions', empty: emptyJsonFormatOptions, write: writeJsonFormatOptions, read: readJsonFormatOptions,
  fields: () => [
    ['sort_properties', 1, 'bool'],
  ],
})

export function emptyJsonFormatOptions(): JsonFormatOptions {
  return {
    sortProperties: false,
  }
}

export function writeJsonFormatOptions(m: JsonFormatOptions, w: ByteWriter): void {
  if (m.sortProperties) w.uint32(8).bool(m.sortProperties)
}

export function readJsonFormatOptions(r: MessageReader, into: JsonFormatOptions | null): JsonFormatOptions {
  const m: Mutable<JsonFormatOptions> = into ?? emptyJsonFormatOptions()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.sortProperties = r.bool(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.core.v3.SubstitutionFormatString */
export interface SubstitutionFormatString {
  readonly textFormat: string | null // oneof format
  readonly jsonFormat: JsonObject | null // oneof format
  readonly omitEmptyValues: boolean
  readonly contentType: string
  readonly textFormatSource: DataSource | null // oneof format
  readonly formatters: readonly TypedExtensionConfig[]
  readonly jsonFormatOptions: JsonFormatOptions | null
}

export const SubstitutionFormatString: MessageType<SubstitutionFormatString> = define<SubstitutionFormatString>({
  name: 'envoy.config.core.v3.SubstitutionFormatString', empty: emptySubstitutionFormatString, write: writeSubstitutionFormatString, read: readSubstitutionFormatString,
  fields: () => [
    ['text_format', 1, 'string', '', 'format'],
    ['json_format', 2, Struct, '', 'format'],
    ['omit_empty_values', 3, 'bool'],
    ['content_type', 4, 'string'],
    ['text_format_source', 5, DataSource, '', 'format'],
    ['formatters', 6, TypedExtensionConfig, 'list'],
    ['json_format_options', 7, JsonFormatOptions],
  ],
})

export function emptySubstitutionFormatString(): SubstitutionFormatString {
  return {
    textFormat: null,
    jsonFormat: null,
    omitEmptyValues: false,
    contentType: '',
    textFormatSource: null,
    formatters: NO_ITEMS,
    jsonFormatOptions: null,
  }
}

export function writeSubstitutionFormatString(m: SubstitutionFormatString, w: ByteWriter): void {
  if (m.textFormat !== null) w.uint32(10).string(m.textFormat)
  if (m.jsonFormat !== null) put(w, 18, writeStruct, m.jsonFormat)
  if (m.omitEmptyValues) w.uint32(24).bool(m.omitEmptyValues)
  if (m.contentType !== '') w.uint32(34).string(m.contentType)
  if (m.textFormatSource !== null) put(w, 42, writeDataSource, m.textFormatSource)
  for (const v of m.formatters) put(w, 50, writeTypedExtensionConfig, v)
  if (m.jsonFormatOptions !== null) put(w, 58, writeJsonFormatOptions, m.jsonFormatOptions)
}

export function readSubstitutionFormatString(r: MessageReader, into: SubstitutionFormatString | null): SubstitutionFormatString {
  const m: Mutable<SubstitutionFormatString> = into ?? emptySubstitutionFormatString()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: { const v = r.string(); clearSubstitutionFormatString_format(m); m.textFormat = v; break }
      case 18: { const v = readStruct(r.message(), m.jsonFormat); clearSubstitutionFormatString_format(m); m.jsonFormat = v; break }
      case 24: m.omitEmptyValues = r.bool(); break
      case 34: m.contentType = r.string(); break
      case 42: { const v = readDataSource(r.message(), m.textFormatSource); clearSubstitutionFormatString_format(m); m.textFormatSource = v; break }
      case 50: m.formatters = append(m.formatters, readTypedExtensionConfig(r.message(), null)); break
      case 58: m.jsonFormatOptions = readJsonFormatOptions(r.message(), m.jsonFormatOptions); break
      default: r.skipField(tag)
    }
  }
  return m
}
function clearSubstitutionFormatString_format(m: Mutable<SubstitutionFormatString>): void {
  m.textFormat = null
  m.jsonFormat = null
  m.textFormatSource = null
}
