/** START_TIME: ISO-8601 with milliseconds, or a subset of strftime with `%s` for the epoch and `%3f` for fractions. */
import type { HttpStream } from './filter.ts'

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

const FIELDS: Readonly<Record<string, (at: Date) => string>> = {
  Y: (at) => String(at.getUTCFullYear()),
  m: (at) => two(at.getUTCMonth() + 1),
  d: (at) => two(at.getUTCDate()),
  H: (at) => two(at.getUTCHours()),
  M: (at) => two(at.getUTCMinutes()),
  S: (at) => two(at.getUTCSeconds()),
  e: (at) => String(at.getUTCDate()).padStart(2),
  y: (at) => two(at.getUTCFullYear() % 100),
  j: (at) => String(dayOfYear(at)).padStart(3, '0'),
  a: (at) => DAYS[at.getUTCDay()]?.slice(0, 3) ?? '',
  A: (at) => DAYS[at.getUTCDay()] ?? '',
  b: (at) => MONTHS[at.getUTCMonth()]?.slice(0, 3) ?? '',
  B: (at) => MONTHS[at.getUTCMonth()] ?? '',
  h: (at) => MONTHS[at.getUTCMonth()]?.slice(0, 3) ?? '',
  I: (at) => two(at.getUTCHours() % 12 || 12),
  p: (at) => (at.getUTCHours() < 12 ? 'AM' : 'PM'),
  R: (at) => at.toISOString().slice(11, 16),
  D: (at) =>
    `${two(at.getUTCMonth() + 1)}/${two(at.getUTCDate())}/${two(at.getUTCFullYear() % 100)}`,
  n: () => '\n',
  t: () => '\t',
  F: (at) => at.toISOString().slice(0, 10),
  T: (at) => at.toISOString().slice(11, 19),
  s: (at) => String(Math.floor(at.getTime() / 1000)),
  z: () => '+0000',
  Z: () => 'UTC',
  '%': () => '%',
}
const FIELD = /%([1-9])f|%(.)/g

/** @param format null for ISO-8601; null is returned where it holds an unknown field. */
export function startTimeOperator(format: string | null): ((stream: HttpStream) => string) | null {
  return timeOperator(format, false, (stream) => stream.startWallMs)
}

/** The same for any wall time, ms. @param isLocal in the time zone of this machine. */
export function timeOperator(
  format: string | null,
  isLocal: boolean,
  wallMs: (stream: HttpStream) => number,
): ((stream: HttpStream) => string) | null {
  if (format === null)
    return (stream) => {
      const ms = wallMs(stream)
      return isLocal ? localIso(ms) : new Date(ms).toISOString()
    }
  for (const [, digits, field] of format.matchAll(FIELD))
    if (digits === undefined && FIELDS[field ?? ''] === undefined) return null
  return (stream) => {
    const at = new Date(isLocal ? shifted(wallMs(stream)) : wallMs(stream))
    return format.replace(FIELD, (_, digits: string | undefined, field: string) => {
      if (digits !== undefined) return fraction(at, Number(digits))
      return isLocal && field === 'z' ? offsetText(wallMs(stream)) : (FIELDS[field]?.(at) ?? '')
    })
  }
}

/** The instant whose UTC fields are the local fields of `ms`. */
function shifted(ms: number): number {
  return ms - new Date(ms).getTimezoneOffset() * 60_000
}

function localIso(ms: number): string {
  return new Date(shifted(ms)).toISOString().replace('Z', '')
}

function offsetText(ms: number): string {
  const minutes = -new Date(ms).getTimezoneOffset()
  const sign = minutes < 0 ? '-' : '+'
  const size = Math.abs(minutes)
  return `${sign}${two(Math.floor(size / 60))}${two(size % 60)}`
}

function fraction(at: Date, digits: number): string {
  return String(at.getUTCMilliseconds()).padStart(3, '0').padEnd(digits, '0').slice(0, digits)
}

function dayOfYear(at: Date): number {
  return Math.floor((at.getTime() - Date.UTC(at.getUTCFullYear(), 0, 1)) / 86_400_000) + 1
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}
