/** The common case of a head scan: all of a plain head is there at once. Most heads come so, at a third of the scan's cost. */
import { COLON, CR, HTAB, LF, SP, TARGET_BYTE, TOKEN_LOWER, VALUE_BYTE } from './byte-class.ts'
import { hashStep, knownFieldId } from './field-name.ts'

/** What is found, by offsets from the head's first byte: the scanner's own fields. */
export interface HeadParts {
  at: number
  methodStart: number
  methodEnd: number
  targetStart: number
  targetEnd: number
  minorVersion: number
  status: number
  reasonStart: number
  reasonEnd: number
  fieldCount: number
  readonly fields: Int32Array
}

/** Numbers kept per field: name start, name end, value start, value end, interned id (or -1). */
export const FIELD_STRIDE = 5
const DIGIT_0 = 0x30
/** `HTTP/1.1`. */
const VERSION: readonly number[] = [0x48, 0x54, 0x54, 0x50, 0x2f, 0x31, 0x2e, 0x31]

/**
 * Finds the parts of a head in `buffer[from..stop)`. False, and nothing that counts is changed, where the head is not
 * complete or has anything that takes a second look: then the state machine reads it from its first byte. What it finds
 * is what the state machine would find: the split tests compare the two.
 */
export function scanWholeHead(
  parts: HeadParts,
  isRequest: boolean,
  maxFields: number,
  buffer: Uint8Array,
  from: number,
  stop: number,
): boolean {
  const begin = isRequest
    ? requestLine(parts, buffer, from, stop)
    : statusLine(parts, buffer, from, stop)
  return begin > 0 && fieldLines(parts, maxFields, buffer, from, begin, stop)
}

/** `METHOD SP target SP HTTP/1.1 CRLF`. Where the fields begin, or -1. */
function requestLine(parts: HeadParts, buffer: Uint8Array, from: number, stop: number): number {
  let i = from
  while (i < stop && TOKEN_LOWER[buffer[i] as number] !== 0) i++ // i < stop
  if (i === from || i >= stop || buffer[i] !== SP) return -1
  const methodEnd = i
  i++
  const target = i
  while (i < stop && TARGET_BYTE[buffer[i] as number] === 1) i++ // i < stop
  if (i === target || i >= stop || buffer[i] !== SP) return -1
  const targetEnd = i
  i = versionEnd(buffer, i + 1, stop)
  if (i === -1 || buffer[i] !== CR || buffer[i + 1] !== LF) return -1
  parts.methodStart = 0
  parts.methodEnd = methodEnd - from
  parts.targetStart = target - from
  parts.targetEnd = targetEnd - from
  parts.minorVersion = 1
  return i + 2
}

/** `HTTP/1.1 SP three digits SP reason CRLF`. Where the fields begin, or -1. */
function statusLine(parts: HeadParts, buffer: Uint8Array, from: number, stop: number): number {
  let i = versionEnd(buffer, from, stop)
  if (i === -1 || i + 6 > stop || buffer[i] !== SP || buffer[i + 4] !== SP) return -1
  const hundreds = (buffer[i + 1] as number) - DIGIT_0 // six bytes are there
  const tens = (buffer[i + 2] as number) - DIGIT_0 // as above
  const ones = (buffer[i + 3] as number) - DIGIT_0 // as above
  if (hundreds < 1 || hundreds > 9 || tens < 0 || tens > 9 || ones < 0 || ones > 9) return -1
  i += 5
  const reason = i
  while (i < stop && VALUE_BYTE[buffer[i] as number] === 1) i++ // i < stop
  if (i + 2 > stop || buffer[i] !== CR || buffer[i + 1] !== LF) return -1
  parts.minorVersion = 1
  parts.status = hundreds * 100 + tens * 10 + ones
  parts.reasonStart = reason - from
  parts.reasonEnd = i - from
  return i + 2
}

/** Where a version of exactly HTTP/1.1 ends, with two more bytes there; else -1. */
function versionEnd(buffer: Uint8Array, at: number, stop: number): number {
  if (at + VERSION.length + 2 > stop) return -1
  for (let i = 0; i < VERSION.length; i++) if (buffer[at + i] !== VERSION[i]) return -1
  return at + VERSION.length
}

/** `name: value CRLF` until the empty line. */
function fieldLines(
  parts: HeadParts,
  maxFields: number,
  buffer: Uint8Array,
  from: number,
  begin: number,
  stop: number,
): boolean {
  const { fields } = parts
  let count = 0
  let i = begin
  // Two bytes at least are needed wherever a line begins.
  while (i + 1 < stop) {
    if (buffer[i] === CR) {
      if (buffer[i + 1] !== LF) return false
      parts.fieldCount = count
      parts.at = i + 2 - from
      return true
    }
    if (count === maxFields) return false
    const name = i
    let hash = 0
    while (i < stop) {
      const lower = TOKEN_LOWER[buffer[i] as number] as number // i < stop; 256 entries
      if (lower === 0) break
      hash = hashStep(hash, lower)
      i++
    }
    if (i === name || i >= stop || buffer[i] !== COLON) return false
    const nameEnd = i
    i++
    while (i < stop && (buffer[i] === SP || buffer[i] === HTAB)) i++
    const value = i
    while (i < stop && VALUE_BYTE[buffer[i] as number] === 1) i++ // i < stop
    if (i + 1 >= stop || buffer[i] !== CR || buffer[i + 1] !== LF) return false
    let valueEnd = i
    while (valueEnd > value && isBlank(buffer[valueEnd - 1] as number)) valueEnd-- // inside the value
    i += 2
    const at = count * FIELD_STRIDE
    fields[at] = name - from
    fields[at + 1] = nameEnd - from
    fields[at + 2] = value - from
    fields[at + 3] = valueEnd - from
    fields[at + 4] = knownFieldId(buffer, name, nameEnd, hash)
    count++
  }
  return false
}

function isBlank(byte: number): boolean {
  return byte === SP || byte === HTAB
}
