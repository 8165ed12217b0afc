/** Generated from envoy/extensions/access_loggers/file/v3/file.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { SubstitutionFormatString, readSubstitutionFormatString, writeSubstitutionFormatString } from '../../../../config/core/v3/substitution_format_string.ts'
import { type JsonObject } from '../../../../../../json/json-value.ts'
import { type MessageType, define } from '../../../../../../message-type.ts'
import { Struct, readStruct, writeStruct } from '../../../../../../well-known/struct.ts'
import { type Mutable, put } from '../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../wire/message-reader.ts'

/** envoy.extensions.access_loggers.file.v3.FileAccessLog */
export interface FileAccessLog {
  readonly path: string
  readonly format: string | null // oneof access_log_format
  readonly jsonFormat: JsonObject | null // oneof access_log_format
  readonly typedJsonFormat: JsonObject | null // oneof access_log_format
  readonly logFormat: SubstitutionFormatString | null // oneof access_log_format
}

export const FileAccessLog: MessageType<FileAccessLog> = define<FileAccessLog>({
  name: 'envoy.extensions.access_loggers.file.v3.FileAccessLog', empty: emptyFileAccessLog, write: writeFileAccessLog, read: readFileAccessLog,
  fields: () => [
    ['path', 1, 'string'],
    ['format', 2, 'string', '', 'accessLogFormat'],
    ['json_format', 3, Struct, '', 'accessLogFormat'],
    ['typed_json_format', 4, Struct, '', 'accessLogFormat'],
    ['log_format', 5, SubstitutionFormatString, '', 'accessLogFormat'],
  ],
})

export function emptyFileAccessLog(): FileAccessLog {
  return {
    path: '',
    format: null,
    jsonFormat: null,
    typedJsonFormat: null,
    logFormat: null,
  }
}

export function writeFileAccessLog(m: FileAccessLog, w: ByteWriter): void {
  if (m.path !== '') w.uint32(10).string(m.path)
  if (m.format !== null) w.uint32(18).string(m.format)
  if (m.jsonFormat !== null) put(w, 26, writeStruct, m.jsonFormat)
  if (m.typedJsonFormat !== null) put(w, 34, writeStruct, m.typedJsonFormat)
  if (m.logFormat !== null) put(w, 42, writeSubstitutionFormatString, m.logFormat)
}

export function readFileAccessLog(r: MessageReader, into: FileAccessLog | null): FileAccessLog {
  const m: Mutable<FileAccessLog> = into ?? emptyFileAccessLog()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.path = r.string(); break
      case 18: { const v = r.string(); clearFileAccessLog_access_log_format(m); m.format = v; break }
      case 26: { const v = readStruct(r.message(), m.jsonFormat); clearFileAccessLog_access_log_format(m); m.jsonFormat = v; break }
      case 34: { const v = readStruct(r.message(), m.typedJsonFormat); clearFileAccessLog_access_log_format(m); m.typedJsonFormat = v; break }
      case 42: { const v = readSubstitutionFormatString(r.message(), m.logFormat); clearFileAccessLog_access_log_format(m); m.logFormat = v; break }
      default: r.skipField(tag)
    }
  }
  return m
}
function clearFileAccessLog_access_log_format(m: Mutable<FileAccessLog>): void {
  m.format = null
  m.jsonFormat = null
  m.typedJsonFormat = null
  m.logFormat = null
}
