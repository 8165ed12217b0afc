/** Which bytes may stand where in an HTTP/1 message, as tables indexed by the byte. */

const TOKEN_CHARS = "!#$%&'*+-.^_`|~"

/** Lower-cased byte where it is a token character (RFC 9110 §5.6.2), else 0. */
export const TOKEN_LOWER: Uint8Array = new Uint8Array(256)
/** 1 where the byte may stand in a field value (RFC 9110 §5.5: HTAB, SP, VCHAR, obs-text), else 0. */
export const VALUE_BYTE: Uint8Array = new Uint8Array(256)
/** 1 where the byte may stand in a request target: visible ASCII, else 0. Of `#`, which no target has, the caller tells. */
export const TARGET_BYTE: Uint8Array = new Uint8Array(256)
/** Value of a hexadecimal digit, else 255. */
export const HEX_DIGIT: Uint8Array = new Uint8Array(256).fill(255)

for (let byte = 0; byte < 256; byte++) {
  const char = String.fromCharCode(byte)
  const isAlphanumeric = /[0-9A-Za-z]/.test(char)
  if (isAlphanumeric || TOKEN_CHARS.includes(char))
    TOKEN_LOWER[byte] = char.toLowerCase().charCodeAt(0)
  if (byte === 0x09 || (byte >= 0x20 && byte !== 0x7f)) VALUE_BYTE[byte] = 1
  if (byte > 0x20 && byte < 0x7f) TARGET_BYTE[byte] = 1
  if (/[0-9A-Fa-f]/.test(char)) HEX_DIGIT[byte] = Number.parseInt(char, 16)
}

export const CR = 0x0d
export const LF = 0x0a
export const SP = 0x20
export const HTAB = 0x09
export const COLON = 0x3a
export const SEMICOLON = 0x3b
