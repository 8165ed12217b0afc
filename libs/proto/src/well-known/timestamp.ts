/** google.protobuf.Timestamp: seconds since the epoch and nanoseconds; RFC 3339 text in JSON. */
import type { ByteWriter } from '@flotilla/bytes'
import { show } from '../json/scalars.ts'
import { define, type MessageType } from '../message-type.ts'
import type { Mutable } from '../wire/generated-support.ts'
import type { MessageReader } from '../wire/message-reader.ts'
import { fraction } from './duration.ts'

export interface Timestamp {
  /** From 0001-01-01T00:00:00Z to 9999-12-31T23:59:59Z. */
  readonly seconds: number
  /** 0 to 999,999,999, counting forward also before 1970. */
  readonly nanos: number
}

const TEXT =
  /^(\d{4}-\d{2}-\d{2})[Tt](\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d{2}):(\d{2}))$/

export const Timestamp: MessageType<Timestamp> = define<Timestamp>({
  name: 'google.protobuf.Timestamp',
  empty: emptyTimestamp,
  write: writeTimestamp,
  read: readTimestamp,
  fields: () => [
    ['seconds', 1, 'int64'],
    ['nanos', 2, 'int32'],
  ],
  json: {
    parse(value, path, report) {
      const parsed = typeof value === 'string' ? parseText(value) : null
      if (parsed === null)
        report.invalid(path, `${show(value)} is not a time such as "2026-01-31T12:00:00Z"`)
      return parsed ?? emptyTimestamp()
    },
    print: printText,
  },
})

/** The timestamp of a wall clock reading in milliseconds. */
export function timestampOfMs(wallMs: number): Timestamp {
  const seconds = Math.floor(wallMs / 1000)
  return { seconds, nanos: Math.round((wallMs - seconds * 1000) * 1e6) }
}

/** Milliseconds since the epoch, with fractions. */
export function msOfTimestamp(timestamp: Timestamp): number {
  return timestamp.seconds * 1000 + timestamp.nanos / 1e6
}

export function emptyTimestamp(): Timestamp {
  return { seconds: 0, nanos: 0 }
}

export function writeTimestamp(message: Timestamp, writer: ByteWriter): void {
  if (message.seconds !== 0) writer.uint32(8).int64(message.seconds)
  if (message.nanos !== 0) writer.uint32(16).int32(message.nanos)
}

export function readTimestamp(reader: MessageReader, into: Timestamp | null): Timestamp {
  const message: Mutable<Timestamp> = into ?? emptyTimestamp()
  while (!reader.done) {
    const tag = reader.uint32()
    if (tag === 8) message.seconds = reader.int64AsNumber()
    else if (tag === 16) message.nanos = reader.int32()
    else reader.skipField(tag)
  }
  return message
}

function parseText(text: string): Timestamp | null {
  const match = TEXT.exec(text)
  if (match === null) return null
  const wallMs = Date.parse(`${match[1]}T${match[2]}Z`)
  if (Number.isNaN(wallMs)) return null
  const offsetSec = Number(match[5] ?? 0) * 3600 + Number(match[6] ?? 0) * 60
  return {
    seconds: wallMs / 1000 - (match[4] === '-' ? -offsetSec : offsetSec),
    nanos: Number((match[3] ?? '').padEnd(9, '0')),
  }
}

function printText(message: Timestamp): string {
  const date = new Date(message.seconds * 1000)
  if (Number.isNaN(date.getTime())) return `${message.seconds}s since 1970-01-01T00:00:00Z`
  return `${date.toISOString().slice(0, 19)}${fraction(message.nanos)}Z`
}
