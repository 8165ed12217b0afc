/** Reads server name and ALPN out of a TLS ClientHello, whole or in pieces over records and segments. */
import { MORE, OPAQUE, type Sniffed } from './sniffed.ts'

const RECORD_HEADER = 5
const HANDSHAKE_HEADER = 4
const CONTENT_HANDSHAKE = 0x16
const CLIENT_HELLO = 1
const EXTENSION_SERVER_NAME = 0
const EXTENSION_ALPN = 16
/** RFC 8446 §5.1: a plaintext record carries at most 2^14 bytes. */
const MAX_RECORD_BYTES = 1 << 14
/** A ClientHello longer than this is not read (Envoy's tls_inspector has the same cap). */
const MAX_HELLO_BYTES = 16 * 1024
const SERVER_NAME = /^[\x21-\x7e]{1,255}$/

/** Looks at all bytes seen so far, from the first; anything that is not a well-formed ClientHello is opaque. O(bytes). */
export function sniffTls(bytes: Buffer): Sniffed {
  if (bytes.length > 0 && bytes[0] !== CONTENT_HANDSHAKE) return OPAQUE
  if (bytes.length > 1 && bytes[1] !== 3) return OPAQUE
  if (bytes.length < RECORD_HEADER) return MORE
  const hello = handshakeBytes(bytes)
  if (hello === null) return OPAQUE
  if (hello.length > 0 && hello[0] !== CLIENT_HELLO) return OPAQUE
  if (hello.length < HANDSHAKE_HEADER) return MORE
  const length = hello.readUIntBE(1, 3)
  if (length > MAX_HELLO_BYTES) return OPAQUE
  if (hello.length < HANDSHAKE_HEADER + length) return MORE
  return readHello(hello.subarray(HANDSHAKE_HEADER, HANDSHAKE_HEADER + length))
}

/** The handshake bytes of all records so far (the last may be partial), or null where a record is malformed. */
function handshakeBytes(bytes: Buffer): Buffer | null {
  const pieces: Buffer[] = []
  let total = 0
  for (let at = 0; at + RECORD_HEADER <= bytes.length; ) {
    const length = bytes.readUInt16BE(at + 3)
    const isHandshake = bytes[at] === CONTENT_HANDSHAKE && bytes[at + 1] === 3
    if (!isHandshake || length === 0 || length > MAX_RECORD_BYTES) return null
    const piece = bytes.subarray(at + RECORD_HEADER, at + RECORD_HEADER + length)
    pieces.push(piece)
    total += piece.length
    at += RECORD_HEADER + length
    if (isComplete(pieces, total)) break
  }
  return pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces, total)
}

/** Whether the message that the first piece announces is there: records after it are none of ours. */
function isComplete(pieces: readonly Buffer[], total: number): boolean {
  if (total < HANDSHAKE_HEADER) return false
  const first = pieces[0] as Buffer // called after a push
  const head = first.length >= HANDSHAKE_HEADER ? first : Buffer.concat(pieces, HANDSHAKE_HEADER)
  return total >= HANDSHAKE_HEADER + head.readUIntBE(1, 3)
}

/** RFC 8446 §4.1.2. */
function readHello(hello: Buffer): Sniffed {
  let at = 2 + 32
  at = skipVector(hello, at, 1)
  at = skipVector(hello, at, 2)
  at = skipVector(hello, at, 1)
  if (at === -1) return OPAQUE
  if (at === hello.length) return { kind: 'tls', serverName: '', alpn: [] }
  if (skipVector(hello, at, 2) !== hello.length) return OPAQUE
  let serverName: string | null = null
  let alpn: readonly string[] | null = null
  for (at += 2; at < hello.length; ) {
    if (at + 4 > hello.length) return OPAQUE
    const type = hello.readUInt16BE(at)
    const end = skipVector(hello, at + 2, 2)
    if (end === -1) return OPAQUE
    const body = hello.subarray(at + 4, end)
    at = end
    if (type === EXTENSION_SERVER_NAME) {
      // RFC 8446 §4.2: no extension may stand twice.
      if (serverName !== null) return OPAQUE
      serverName = readServerName(body)
      if (serverName === null) return OPAQUE
    } else if (type === EXTENSION_ALPN) {
      if (alpn !== null) return OPAQUE
      alpn = readAlpn(body)
      if (alpn === null) return OPAQUE
    }
  }
  return { kind: 'tls', serverName: serverName ?? '', alpn: alpn ?? [] }
}

/** Offset after a vector whose length takes `width` bytes, or -1 where it does not fit (also from -1). */
function skipVector(bytes: Buffer, at: number, width: 1 | 2): number {
  if (at === -1 || at + width > bytes.length) return -1
  const end = at + width + bytes.readUIntBE(at, width)
  return end <= bytes.length ? end : -1
}

/** RFC 6066 §3. Null where malformed; names of other types than host_name are skipped. */
function readServerName(body: Buffer): string | null {
  if (skipVector(body, 0, 2) !== body.length) return null
  for (let at = 2; at < body.length; ) {
    const end = skipVector(body, at + 1, 2)
    if (end === -1) return null
    if (body[at] === 0) {
      const name = body.toString('latin1', at + 3, end).toLowerCase()
      return SERVER_NAME.test(name) ? name : null
    }
    at = end
  }
  return ''
}

/** RFC 7301 §3.1. */
function readAlpn(body: Buffer): readonly string[] | null {
  if (skipVector(body, 0, 2) !== body.length) return null
  const names: string[] = []
  for (let at = 2; at < body.length; ) {
    const end = skipVector(body, at, 1)
    if (end === -1 || end === at + 1) return null
    names.push(body.toString('latin1', at + 1, end))
    at = end
  }
  return names
}
