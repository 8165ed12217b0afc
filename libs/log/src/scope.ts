/** A log scope: `scope('pilot.push').warn('nack from proxy', { nodeId })`. One JSON line each on standard error. */
import process from 'node:process'
import pino from 'pino'

export type LogLevel = 'error' | 'warn' | 'info' | 'debug'
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
    level: 'info',
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
  },
  pino.destination({ fd: 2, sync: true }),
)

/** Sets the level of every scope. Default info. */
export function setLogLevel(level: LogLevel): void {
  root.level = level
}

/** A log scope. Fields named like secrets are replaced, strings cut at 256 bytes, errors shown by message and code. */
export function scope(name: string): LogScope {
  return {
    get isDebug() {
      return root.isLevelEnabled('debug')
    },
    error: (message, fields) =>
      root.error({ scope: name, pid: process.pid, ...clean(fields) }, message),
    warn: (message, fields) =>
      root.warn({ scope: name, pid: process.pid, ...clean(fields) }, message),
    info: (message, fields) =>
      root.info({ scope: name, pid: process.pid, ...clean(fields) }, message),
    debug: (message, fields) =>
      root.debug({ scope: name, pid: process.pid, ...clean(fields) }, message),
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
