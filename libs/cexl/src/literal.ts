/** Turns literals as written into typed constants: decimal numbers, Go strings, and strings that read as a duration. */
import { type AttributeValue, DurationValue, ValueType } from '@flotilla/attributes'
import { parseGoDurationNs } from '@flotilla/time'

export type LiteralResult =
  | { readonly kind: 'ok'; readonly type: ValueType; readonly value: AttributeValue }
  | { readonly kind: 'bad'; readonly message: string }

const MAX_INT64 = 2n ** 63n - 1n
const SIMPLE: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
}
const ESCAPE = /\\(?:([0-7]{3})|x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|(.))/gsu

/** An integer literal: decimal digits only (`010` is ten), within 64 bits. */
export function integerLiteral(text: string): LiteralResult {
  if (!/^\d+$/.test(text))
    return { kind: 'bad', message: `strconv.ParseInt: parsing "${text}": invalid syntax` }
  const value = BigInt(text)
  return value > MAX_INT64
    ? { kind: 'bad', message: `strconv.ParseInt: parsing "${text}": value out of range` }
    : { kind: 'ok', type: ValueType.INT64, value }
}

/** A floating-point literal in decimal: `.5`, `1.`, `1e3`. */
export function doubleLiteral(text: string): LiteralResult {
  if (!/^(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text))
    return { kind: 'bad', message: `strconv.ParseFloat: parsing "${text}": invalid syntax` }
  const value = Number(text)
  return Number.isFinite(value)
    ? { kind: 'ok', type: ValueType.DOUBLE, value }
    : { kind: 'bad', message: `strconv.ParseFloat: parsing "${text}": value out of range` }
}

/** A string, raw string or character literal with its quotes. A text that is a Go duration has type DURATION: there is no escape. */
export function stringLiteral(text: string): LiteralResult {
  const value = unquote(text)
  if (value === null) return { kind: 'bad', message: 'invalid syntax' }
  const ns = parseGoDurationNs(value)
  return ns === null
    ? { kind: 'ok', type: ValueType.STRING, value }
    : { kind: 'ok', type: ValueType.DURATION, value: new DurationValue(ns) }
}

/** The content of a Go string, raw string or character literal, or null where it is none. */
export function unquote(text: string): string | null {
  const quote = text[0]
  if (text.length < 2 || text.at(-1) !== quote) return null
  const body = text.slice(1, -1)
  if (quote === '`') return body.includes('`') ? null : body.replaceAll('\r', '')
  if ((quote !== '"' && quote !== "'") || body.includes('\n')) return null
  if (new RegExp(`(?<!\\\\)(?:\\\\\\\\)*${quote}`).test(body)) return null
  const value = body.includes('\\') ? replaceEscapes(body, quote) : body
  return value === null || (quote === "'" && [...value].length !== 1) ? null : value
}

/** Replaces escapes; bytes written as \x or octal are put together as UTF-8, as in Go. */
function replaceEscapes(body: string, quote: string): string | null {
  const bytes: number[] = []
  let last = 0
  for (const match of body.matchAll(ESCAPE)) {
    bytes.push(...Buffer.from(body.slice(last, match.index)))
    last = match.index + match[0].length
    const [, octal, hex, u4, u8, simple] = match
    const byte = octal === undefined ? hex : null
    if (octal !== undefined) bytes.push(Number.parseInt(octal, 8))
    else if (byte !== undefined && byte !== null) bytes.push(Number.parseInt(byte, 16))
    else {
      const text = simple === undefined ? codePoint(u4 ?? u8 ?? '') : escaped(simple, quote)
      if (text === null) return null
      bytes.push(...Buffer.from(text))
    }
  }
  bytes.push(...Buffer.from(body.slice(last)))
  return bytes.some((b) => b > 255) ? null : Buffer.from(bytes).toString('utf8')
}

function escaped(char: string, quote: string): string | null {
  return char === '\\' || char === quote ? char : (SIMPLE[char] ?? null)
}

function codePoint(hex: string): string | null {
  const value = Number.parseInt(hex, 16)
  return value > 0x10ffff || (value >= 0xd800 && value < 0xe000)
    ? null
    : String.fromCodePoint(value)
}
