/** Generated from envoy/config/core/v3/substitution_format_string.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { DataSource, readDataSource, writeDataSource } from './base.ts'
import { type JsonObject } from '../../../../../json/json-value.ts'
import { type MessageType, define } from '../../../../../message-type.ts'
import { Struct, readStruct, writeStruct } from '../../../../../well-known/struct.ts'
import { type Mutable, put } from '../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../wire/message-reader.ts'

/** envoy.config.core.v3.SubstitutionFormatString */
export interface SubstitutionFormatString {
  readonly textFormat: string | null // oneof format
  readonly jsonFormat: JsonObject | null // oneof format
  readonly omitEmptyValues: boolean
  readonly contentType: string
  readonly textFormatSource: DataSource | null // oneof format
}

export const SubstitutionFormatString: MessageType<SubstitutionFormatString> = define<SubstitutionFormatString>({
  name: 'envoy.config.core.v3.SubstitutionFormatString', empty: emptySubstitutionFormatString, write: writeSubstitutionFormatString, read: readSubstitutionFormatString,
  fields: () => [
    ['text_format', 1, 'string', '', 'format'],
    ['json_format', 2, Struct, '', 'format'],
    ['omit_empty_values', 3, 'bool'],
    ['content_type', 4, 'string'],
    ['text_format_source', 5, DataSource, '', 'format'],
  ],
  pruned: { 6: 'formatters', 7: 'json_format_options' },
})

export function emptySubstitutionFormatString(): SubstitutionFormatString {
  return {
    textFormat: null,
    jsonFormat: null,
    omitEmptyValues: false,
    contentType: '',
    textFormatSource: null,
  }
}

export function writeSubstitutionFormatString(m: SubstitutionFormatString, w: ByteWriter): void {
  if (m.textFormat !== null) w.uint32(10).string(m.textFormat)
  if (m.jsonFormat !== null) put(w, 18, writeStruct, m.jsonFormat)
  if (m.omitEmptyValues) w.uint32(24).bool(m.omitEmptyValues)
  if (m.contentType !== '') w.uint32(34).string(m.contentType)
  if (m.textFormatSource !== null) put(w, 42, writeDataSource, m.textFormatSource)
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
