/** A log scope: `scope('pilot.push').warn('nack from proxy', { nodeId })`. One JSON line each on standard error. */
import process from 'node:process'
import pino from 'pino'

export type LogLevel = 'error' | 'warn' | 'info' | 'debug'
/** `off`: nothing at all. */
export type LogThreshold = LogLevel | 'off'
export type Fields = Readonly<Record<string, unknown>>

export interface LogScope {
  readonly isDebug: boolean
  error(message: string, fields?: Fields): void
  warn(message: string, fields?: Fields): void
  info(message: string, fields?: Fields): void
  debug(message: string, fields?: Fields): void
}

/** Strings longer than this are cut: what comes from the network must not flood a log. */
const MAX_STRING_BYTES = 256
const SECRET_KEY = /token|secret|password|cookie|authorization|privatekey|keypem/i

const root = pino(
  {
    // Each scope has a threshold of its own.
    level: 'debug',
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
  },
  pino.destination({ fd: 2, sync: true }),
)

const RANKS = { debug: 0, info: 1, warn: 2, error: 3, off: 4 } as const

/** The rank that a line of a scope must have; shared by all scopes of one name. */
interface Threshold {
  level: LogThreshold
}

let initial: LogThreshold = 'info'
const thresholds = new Map<string, Threshold>()

/** Sets the level of every scope, also of those made later. Default info. */
export function setLogLevel(level: LogThreshold): void {
  initial = level
  for (const threshold of thresholds.values()) threshold.level = level
}

/** Sets the level of one scope; false where there is none of this name. */
export function setScopeLevel(name: string, level: LogThreshold): boolean {
  const threshold = thresholds.get(name)
  if (threshold === undefined) return false
  threshold.level = level
  return true
}

/** Scopes by name with the level of each, sorted. */
export function scopeLevels(): readonly (readonly [name: string, level: LogThreshold])[] {
  return [...thresholds]
    .map(([name, { level }]) => [name, level] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
}

/** A log scope. Fields named like secrets are replaced, strings cut at 256 bytes, errors shown by message and code. */
export function scope(name: string): LogScope {
  const threshold = thresholds.get(name) ?? { level: initial }
  thresholds.set(name, threshold)
  const write = (level: LogLevel, message: string, fields: Fields | undefined): void => {
    if (RANKS[level] < RANKS[threshold.level]) return
    root[level]({ scope: name, pid: process.pid, ...clean(fields) }, message)
  }
  return {
    get isDebug() {
      return threshold.level === 'debug'
    },
    error: (message, fields) => write('error', message, fields),
    warn: (message, fields) => write('warn', message, fields),
    info: (message, fields) => write('info', message, fields),
    debug: (message, fields) => write('debug', message, fields),
  }
}

function clean(fields: Fields | undefined): Record<string, unknown> {
  const cleaned: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(fields ?? {}))
    cleaned[key] = SECRET_KEY.test(key) ? '[redacted]' : cleanValue(value)
  return cleaned
}

function cleanValue(value: unknown): unknown {
  if (typeof value === 'string') return cut(value)
  if (typeof value === 'bigint') return value.toString()
  if (value instanceof Error) {
    const code = 'code' in value ? value.code : undefined
    return {
      message: cut(value.message),
      code,
      cause: value.cause === undefined ? undefined : cleanValue(value.cause),
    }
  }
  if (Array.isArray(value)) return value.map(cleanValue)
  if (value instanceof Uint8Array) return `${value.byteLength} bytes`
  if (typeof value === 'object' && value !== null) return clean(value as Fields)
  return value
}

function cut(text: string): string {
  let escaped = ''
  for (const char of text.slice(0, MAX_STRING_BYTES)) {
    const code = char.charCodeAt(0)
    escaped += code < 0x20 || code === 0x7f ? `\\x${code.toString(16).padStart(2, '0')}` : char
  }
  return text.length <= MAX_STRING_BYTES ? escaped : `${escaped}…`
}
