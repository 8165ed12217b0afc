/** Tells an HTTP/1 request line and the HTTP/2 preface from anything else, as early as it is certain. */
import { MORE, OPAQUE, type Sniffed } from './sniffed.ts'

const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'latin1')
const HTTP2: Sniffed = { kind: 'http2' }
const HTTP10: Sniffed = { kind: 'http1', version: '1.0' }
const HTTP11: Sniffed = { kind: 'http1', version: '1.1' }
/** Longer than any registered method; protocols that begin with a long word are decided after this many bytes. */
const MAX_METHOD_BYTES = 24
/** A request line longer than this is taken for HTTP/1.1 without waiting for its end. */
const MAX_LINE_BYTES = 8192
const VERSION_BYTES = 9

/** Looks at all bytes seen so far, from the first. O(bytes). */
export function sniffHttp(bytes: Buffer): Sniffed {
  if (bytes.length === 0) return MORE
  const prefaceLength = Math.min(bytes.length, PREFACE.length)
  if (bytes.compare(PREFACE, 0, prefaceLength, 0, prefaceLength) === 0)
    return prefaceLength === PREFACE.length ? HTTP2 : MORE
  const methodEnd = methodLength(bytes)
  if (methodEnd === -1) return OPAQUE
  if (methodEnd === bytes.length) return MORE
  return requestLine(bytes, methodEnd + 1)
}

/** Length of the leading method token that a space ends, `bytes.length` while undecided, -1 where it is none. */
function methodLength(bytes: Buffer): number {
  let i = 0
  // Methods in use are upper case; digits and hyphen occur in extension methods (M-SEARCH).
  while (i < bytes.length && isMethodByte(bytes[i] as number)) i++ // i < length
  if (i > MAX_METHOD_BYTES) return -1
  if (i === bytes.length) return i
  return i > 0 && bytes[i] === 0x20 ? i : -1
}

function isMethodByte(byte: number): boolean {
  return (byte >= 0x41 && byte <= 0x5a) || byte === 0x2d || (byte >= 0x30 && byte <= 0x39)
}

function requestLine(bytes: Buffer, targetStart: number): Sniffed {
  let i = targetStart
  while (i < bytes.length) {
    const byte = bytes[i] as number // i < length
    if (byte === 0x0d || byte === 0x0a) return lineVersion(bytes, targetStart, i)
    if (byte < 0x20 || byte === 0x7f) return OPAQUE
    if (++i - targetStart > MAX_LINE_BYTES) return HTTP11
  }
  return MORE
}

/** Decides by ` HTTP/1.x` right before the line's end. */
function lineVersion(bytes: Buffer, targetStart: number, lineEnd: number): Sniffed {
  const start = lineEnd - VERSION_BYTES
  if (start <= targetStart) return OPAQUE
  const version = bytes.toString('latin1', start, lineEnd)
  if (version === ' HTTP/1.1') return HTTP11
  return version === ' HTTP/1.0' ? HTTP10 : OPAQUE
}
