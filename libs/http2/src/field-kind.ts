/** What a field name means to HTTP/2, and which bytes may stand in names and values (RFC 9113 §8.2, §8.3). */

export const FieldKind = {
  Regular: 0,
  Method: 1,
  Scheme: 2,
  Authority: 3,
  Path: 4,
  Status: 5,
  Protocol: 6,
  /** A pseudo-header that nobody defined. */
  UnknownPseudo: 7,
  ContentLength: 8,
  Host: 9,
  Cookie: 10,
  Te: 11,
  /** Concerns one HTTP/1 connection; must not be sent (RFC 9113 §8.2.2). */
  ConnectionSpecific: 12,
  /** A byte that must not stand in a name or value. */
  Invalid: 13,
} as const
export type FieldKind = (typeof FieldKind)[keyof typeof FieldKind]

const KINDS: ReadonlyMap<string, FieldKind> = new Map<string, FieldKind>([
  [':method', FieldKind.Method],
  [':scheme', FieldKind.Scheme],
  [':authority', FieldKind.Authority],
  [':path', FieldKind.Path],
  [':status', FieldKind.Status],
  [':protocol', FieldKind.Protocol],
  ['content-length', FieldKind.ContentLength],
  ['host', FieldKind.Host],
  ['cookie', FieldKind.Cookie],
  ['te', FieldKind.Te],
  ['connection', FieldKind.ConnectionSpecific],
  ['keep-alive', FieldKind.ConnectionSpecific],
  ['proxy-connection', FieldKind.ConnectionSpecific],
  ['transfer-encoding', FieldKind.ConnectionSpecific],
  ['upgrade', FieldKind.ConnectionSpecific],
])

const COLON = 0x3a
const SP = 0x20
const HTAB = 0x09
const DEL = 0x7f

/** Kind of a name whose bytes are valid. */
export function kindOfName(name: string): FieldKind {
  const kind = KINDS.get(name)
  if (kind !== undefined) return kind
  return name.charCodeAt(0) === COLON ? FieldKind.UnknownPseudo : FieldKind.Regular
}

/** 1 where the byte may stand in a field name: a token in lower case. */
const NAME_BYTE: Uint8Array = new Uint8Array(256)
/** 1 where the byte may stand in a field value. */
const VALUE_BYTE: Uint8Array = new Uint8Array(256)
/** 1 where the byte may stand in a request path: visible ASCII. */
const PATH_BYTE: Uint8Array = new Uint8Array(256)
/** 1 where the byte may stand in an authority: no user information (RFC 9113 §8.3.1). */
const HOST_BYTE: Uint8Array = new Uint8Array(256)
/** 1 where the byte may stand in a scheme. */
const SCHEME_BYTE: Uint8Array = new Uint8Array(256)
/** 1 where the byte may stand in a method: a token. */
const TOKEN_BYTE: Uint8Array = new Uint8Array(256)

for (let byte = 0; byte < 256; byte++) {
  const char = String.fromCharCode(byte)
  if (/[0-9a-z!#$%&'*+\-.^_`|~]/.test(char)) NAME_BYTE[byte] = 1
  if (/[0-9A-Za-z!#$%&'*+\-.^_`|~]/.test(char)) TOKEN_BYTE[byte] = 1
  if (byte === HTAB || (byte >= SP && byte !== DEL)) VALUE_BYTE[byte] = 1
  if (byte > SP && byte < DEL) PATH_BYTE[byte] = 1
  if (/[0-9A-Za-z\-._~!$&'()*+,;=:%[\]]/.test(char)) HOST_BYTE[byte] = 1
  if (/[0-9A-Za-z+\-.]/.test(char)) SCHEME_BYTE[byte] = 1
}

function isAll(table: Uint8Array, buffer: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (table[buffer[i] as number] === 0) return false // i < end
  return true
}

/** Whether the bytes are a field name; a leading colon is allowed. */
export function isNameBytes(buffer: Uint8Array, start: number, end: number): boolean {
  if (start === end) return false
  const from = buffer[start] === COLON ? start + 1 : start
  return from < end && isAll(NAME_BYTE, buffer, from, end)
}

/** Whether the bytes may be the value of a field of this kind. */
export function isValueBytes(
  kind: FieldKind,
  buffer: Uint8Array,
  start: number,
  end: number,
): boolean {
  switch (kind) {
    case FieldKind.Method:
    case FieldKind.Protocol:
      return start < end && isAll(TOKEN_BYTE, buffer, start, end)
    case FieldKind.Scheme:
      // RFC 3986 §3.1: a letter first.
      if (start < end && !isLetter(buffer[start])) return false
      return isAll(SCHEME_BYTE, buffer, start, end)
    case FieldKind.Path:
      return isAll(PATH_BYTE, buffer, start, end)
    case FieldKind.Authority:
    case FieldKind.Host:
      return isAll(HOST_BYTE, buffer, start, end)
    default:
      if (start === end) return true
      // RFC 9113 §8.2.1: neither begins nor ends with white space.
      if (isSpace(buffer[start]) || isSpace(buffer[end - 1])) return false
      return isAll(VALUE_BYTE, buffer, start, end)
  }
}

function isLetter(byte: number | undefined): boolean {
  return byte !== undefined && (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a
}

function isSpace(byte: number | undefined): boolean {
  return byte === SP || byte === HTAB
}
