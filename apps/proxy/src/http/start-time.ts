/** START_TIME: ISO-8601 with milliseconds, or a subset of strftime with `%s` for the epoch and `%3f` for fractions. */
import type { HttpStream } from './filter.ts'

const FIELDS: Readonly<Record<string, (at: Date) => string>> = {
  Y: (at) => String(at.getUTCFullYear()),
  m: (at) => two(at.getUTCMonth() + 1),
  d: (at) => two(at.getUTCDate()),
  H: (at) => two(at.getUTCHours()),
  M: (at) => two(at.getUTCMinutes()),
  S: (at) => two(at.getUTCSeconds()),
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
  if (format === null) return (stream) => new Date(stream.startWallMs).toISOString()
  for (const [, digits, field] of format.matchAll(FIELD))
    if (digits === undefined && FIELDS[field ?? ''] === undefined) return null
  return (stream) => {
    const at = new Date(stream.startWallMs)
    return format.replace(FIELD, (_, digits: string | undefined, field: string) =>
      digits === undefined ? (FIELDS[field]?.(at) ?? '') : fraction(at, Number(digits)),
    )
  }
}

function fraction(at: Date, digits: number): string {
  return String(at.getUTCMilliseconds()).padStart(3, '0').padEnd(digits, '0').slice(0, digits)
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}
