/** google.protobuf.Duration: seconds and nanoseconds of one sign; text such as `1.5s` in JSON. */
import type { ByteWriter } from '@flotilla/bytes'
import { show } from '../json/scalars.ts'
import { define, type MessageType } from '../message-type.ts'
import type { Mutable } from '../wire/generated-support.ts'
import type { MessageReader } from '../wire/message-reader.ts'

export interface Duration {
  /** -315,576,000,000 to 315,576,000,000. */
  readonly seconds: number
  /** -999,999,999 to 999,999,999, of the sign of the seconds. */
  readonly nanos: number
}

const TEXT = /^(-?)(\d{1,12})(?:\.(\d{1,9}))?s$/
const MAX_SECONDS = 315_576_000_000

export const Duration: MessageType<Duration> = define<Duration>({
  name: 'google.protobuf.Duration',
  empty: emptyDuration,
  write: writeDuration,
  read: readDuration,
  fields: () => [
    ['seconds', 1, 'int64'],
    ['nanos', 2, 'int32'],
  ],
  json: {
    parse(value, path, report) {
      const parsed = typeof value === 'string' ? parseText(value) : null
      if (parsed === null) report.invalid(path, `${show(value)} is not a duration such as "1.5s"`)
      return parsed ?? emptyDuration()
    },
    print: printText,
  },
})

/** The duration of so many milliseconds, fractions rounded to nanoseconds. */
export function durationOfMs(ms: number): Duration {
  const seconds = Math.trunc(ms / 1000)
  return { seconds, nanos: Math.round((ms - seconds * 1000) * 1e6) }
}

/** Milliseconds of a duration, with fractions. */
export function msOfDuration(duration: Duration): number {
  return duration.seconds * 1000 + duration.nanos / 1e6
}

export function emptyDuration(): Duration {
  return { seconds: 0, nanos: 0 }
}

export function writeDuration(message: Duration, writer: ByteWriter): void {
  if (message.seconds !== 0) writer.uint32(8).int64(message.seconds)
  if (message.nanos !== 0) writer.uint32(16).int32(message.nanos)
}

export function readDuration(reader: MessageReader, into: Duration | null): Duration {
  const message: Mutable<Duration> = into ?? emptyDuration()
  while (!reader.done) {
    const tag = reader.uint32()
    if (tag === 8) message.seconds = reader.int64AsNumber()
    else if (tag === 16) message.nanos = reader.int32()
    else reader.skipField(tag)
  }
  return message
}

function parseText(text: string): Duration | null {
  const match = TEXT.exec(text)
  if (match === null) return null
  const sign = match[1] === '-' ? -1 : 1
  const seconds = Number(match[2])
  if (seconds > MAX_SECONDS) return null
  // Adding zero turns -0 into 0.
  return { seconds: sign * seconds + 0, nanos: sign * Number((match[3] ?? '').padEnd(9, '0')) + 0 }
}

function printText(message: Duration): string {
  const sign = message.seconds < 0 || message.nanos < 0 ? '-' : ''
  return `${sign}${Math.abs(message.seconds)}${fraction(Math.abs(message.nanos))}s`
}

/** Nanoseconds as a decimal fraction with its point, of 3, 6 or 9 digits; empty for none. */
export function fraction(nanos: number): string {
  if (nanos === 0) return ''
  return `.${String(nanos)
    .padStart(9, '0')
    .replace(/(000){1,2}$/, '')}`
}
