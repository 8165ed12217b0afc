/** Generated from envoy/extensions/access_loggers/stream/v3/stream.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { SubstitutionFormatString, readSubstitutionFormatString, writeSubstitutionFormatString } from '../../../../config/core/v3/substitution_format_string.ts'
import { type MessageType, define } from '../../../../../../message-type.ts'
import { type Mutable, put } from '../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../wire/message-reader.ts'

/** envoy.extensions.access_loggers.stream.v3.StderrAccessLog */
export interface StderrAccessLog {
  readonly logFormat: SubstitutionFormatString | null // oneof access_log_format
}

export const StderrAccessLog: MessageType<StderrAccessLog> = define<StderrAccessLog>({
  name: 'envoy.extensions.access_loggers.stream.v3.StderrAccessLog', empty: emptyStderrAccessLog, write: writeStderrAccessLog, read: readStderrAccessLog,
  fields: () => [
    ['log_format', 1, SubstitutionFormatString, '', 'accessLogFormat'],
  ],
})

export function emptyStderrAccessLog(): StderrAccessLog {
  return {
    logFormat: null,
  }
}

export function writeStderrAccessLog(m: StderrAccessLog, w: ByteWriter): void {
  if (m.logFormat !== null) put(w, 10, writeSubstitutionFormatString, m.logFormat)
}

export function readStderrAccessLog(r: MessageReader, into: StderrAccessLog | null): StderrAccessLog {
  const m: Mutable<StderrAccessLog> = into ?? emptyStderrAccessLog()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.logFormat = readSubstitutionFormatString(r.message(), m.logFormat); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.access_loggers.stream.v3.StdoutAccessLog */
export interface StdoutAccessLog {
  readonly logFormat: SubstitutionFormatString | null // oneof access_log_format
}

export const StdoutAccessLog: MessageType<StdoutAccessLog> = define<StdoutAccessLog>({
  name: 'envoy.extensions.access_loggers.stream.v3.StdoutAccessLog', empty: emptyStdoutAccessLog, write: writeStdoutAccessLog, read: readStdoutAccessLog,
  fields: () => [
    ['log_format', 1, SubstitutionFormatString, '', 'accessLogFormat'],
  ],
})

export function emptyStdoutAccessLog(): StdoutAccessLog {
  return {
    logFormat: null,
  }
}

export function writeStdoutAccessLog(m: StdoutAccessLog, w: ByteWriter): void {
  if (m.logFormat !== null) put(w, 10, writeSubstitutionFormatString, m.logFormat)
}

export function readStdoutAccessLog(r: MessageReader, into: StdoutAccessLog | null): StdoutAccessLog {
  const m: Mutable<StdoutAccessLog> = into ?? emptyStdoutAccessLog()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.logFormat = readSubstitutionFormatString(r.message(), m.logFormat); break
      default: r.skipField(tag)
    }
  }
  return m
}
