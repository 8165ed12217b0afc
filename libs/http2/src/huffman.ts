/** Huffman coding of HPACK strings (RFC 7541 §5.2): decoding by one table look-up per common byte, and encoding. */
import {
  CODE_BITS,
  CODE_COUNT,
  CODES,
  FIRST_CODE,
  FIRST_SYMBOL,
  MAX_CODE_BITS,
  SYMBOLS,
} from './huffman-table.ts'

/** Codes up to this length are found by one look-up; all of letters, digits and common signs are. */
const ROOT_BITS = 8
/** Value of the table: code length << 8 | byte; 0 where the code is longer. */
const ROOT: Uint16Array = new Uint16Array(1 << ROOT_BITS)

for (let byte = 0; byte < 256; byte++) {
  const bits = CODE_BITS[byte] as number // 256 entries
  if (bits > ROOT_BITS) continue
  const first = (CODES[byte] as number) << (ROOT_BITS - bits)
  for (let i = 0; i < 1 << (ROOT_BITS - bits); i++) ROOT[first + i] = (bits << 8) | byte
}

/**
 * Decodes `source[start..end)` into `into`, which must have room for `(end - start) * 8 / 5` bytes. Gives the length, or -1
 * where the bytes are no valid encoding.
 */
export function huffmanDecode(
  source: Uint8Array,
  start: number,
  end: number,
  into: Uint8Array,
): number {
  let at = start
  let length = 0
  /** The lowest `count` bits are not decoded yet; what stands above them is stale. */
  let bits = 0
  let count = 0
  for (;;) {
    while (count <= 24 && at < end) {
      bits = (bits << 8) | (source[at++] as number) // at < end
      count += 8
    }
    if (count < ROOT_BITS) break
    const found = ROOT[(bits >>> (count - ROOT_BITS)) & 0xff] as number // masked index
    if (found !== 0) {
      into[length++] = found
      count -= found >> 8
      continue
    }
    // The longest codes may reach into the next byte, for which 32 bits have no room.
    const hasNext = count < MAX_CODE_BITS && at < end
    const wide = (bits & (2 ** count - 1)) >>> 0
    const taken = hasNext
      ? longCode(wide * 256 + (source[at] as number), count + 8) // at < end
      : longCode(wide, count)
    if (taken === 0) return -1
    into[length++] = longSymbol
    if (taken > count) {
      bits = (bits << 8) | (source[at++] as number) // only where there is a next byte
      count += 8
    }
    count -= taken
  }
  // Fewer bits than a look-up takes are left: they are padded by ones, which decode to nothing.
  while (count > 0) {
    const padded = ((bits << (ROOT_BITS - count)) | ((1 << (ROOT_BITS - count)) - 1)) & 0xff
    const found = ROOT[padded] as number // masked index
    if (found === 0 || found >> 8 > count) break
    into[length++] = found
    count -= found >> 8
  }
  // RFC 7541 §5.2: padding is shorter than a byte and all ones.
  return count < 8 && (bits & ((1 << count) - 1)) === (1 << count) - 1 ? length : -1
}

/** Byte of the last code that `longCode` found. */
let longSymbol = 0

/** Length of the code longer than ROOT_BITS at the head of these bits, 0 where there is none within them. */
function longCode(bits: number, count: number): number {
  const most = count < MAX_CODE_BITS ? count : MAX_CODE_BITS
  for (let length = ROOT_BITS + 1; length <= most; length++) {
    const code = Math.floor(bits / 2 ** (count - length))
    const offset = code - (FIRST_CODE[length] as number) // length <= MAX_CODE_BITS
    if (offset < 0 || offset >= (CODE_COUNT[length] as number)) continue
    longSymbol = SYMBOLS[(FIRST_SYMBOL[length] as number) + offset] as number // inside by the check above
    return length
  }
  return 0
}

/** Bytes that the encoding of a Latin-1 text takes. */
export function huffmanLength(text: string): number {
  let bits = 0
  for (let i = 0; i < text.length; i++) bits += CODE_BITS[text.charCodeAt(i) & 0xff] as number // masked
  return (bits + 7) >>> 3
}

/** Encodes a Latin-1 text at `at`, where there must be room; gives the offset behind it. */
export function huffmanEncode(text: string, into: Uint8Array, at: number): number {
  let to = at
  let bits = 0
  let count = 0
  for (let i = 0; i < text.length; i++) {
    const byte = text.charCodeAt(i) & 0xff
    let code = CODES[byte] as number // masked
    let length = CODE_BITS[byte] as number // masked
    // At most 7 bits are left over, so a long code is added in two parts to stay within 32 bits.
    if (length > 16) {
      bits = (bits << (length - 16)) | (code >>> 16)
      count += length - 16
      for (; count >= 8; count -= 8) into[to++] = bits >>> (count - 8)
      code &= 0xffff
      length = 16
    }
    bits = (bits << length) | code
    count += length
    for (; count >= 8; count -= 8) into[to++] = bits >>> (count - 8)
  }
  if (count > 0) into[to++] = (bits << (8 - count)) | ((1 << (8 - count)) - 1)
  return to
}
