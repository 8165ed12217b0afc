/** `timestamp(TEXT)`: an instant in RFC 3339 form. */
import { TimestampValue } from '@flotilla/attributes'
import { EvaluationError } from '../evaluation-error.ts'

const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:Z|([+-])(\d\d):(\d\d))$/
const NS_PER_SEC = 1_000_000_000n

export function timestamp(text: string): TimestampValue | EvaluationError {
  return (
    parseRfc3339(text) ??
    new EvaluationError(
      'convert',
      `could not convert '${text}' to TIMESTAMP. expected format: '2006-01-02T15:04:05Z07:00'`,
    )
  )
}

/** The instant of an RFC 3339 text, exact to the nanosecond, or null where it is none. Leap seconds are refused, as in Go. */
export function parseRfc3339(text: string): TimestampValue | null {
  const match = RFC3339.exec(text)
  if (match === null) return null
  const field = (i: number): number => Number(match[i] ?? '0')
  const [year, month, day, hour, minute, second] = [1, 2, 3, 4, 5, 6].map(field) as Six
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return null
  if (hour > 23 || minute > 59 || second > 59 || field(9) > 23 || field(10) > 59) return null
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  date.setUTCHours(hour, minute, second)
  const offsetMs = (field(9) * 60 + field(10)) * 60_000 * (match[8] === '-' ? -1 : 1)
  const seconds = BigInt((date.getTime() - offsetMs) / 1000)
  const nanos = BigInt((match[7] ?? '').slice(0, 9).padEnd(9, '0'))
  return new TimestampValue(seconds * NS_PER_SEC + nanos)
}

type Six = [number, number, number, number, number, number]

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}
