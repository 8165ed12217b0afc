/** The Huffman code of HPACK (RFC 7541 Appendix B). It is canonical, so the lengths of the codes tell the codes themselves. */

/** Bits of the code of each byte. */
const LENGTHS: readonly number[] = [
  13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 30, 28,
  28, 28, 28, 28, 28, 28, 28, 28, 6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6, 5, 5, 5,
  6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10, 13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
  7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6, 15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5, 6,
  7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28, 20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23,
  23, 23, 24, 23, 24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24, 22, 21, 20, 22,
  22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23, 21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22,
  23, 22, 22, 23, 26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25, 19, 21, 26, 27,
  27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27, 20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25,
  24, 24, 26, 23, 26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26,
]

export const MIN_CODE_BITS = 5
export const MAX_CODE_BITS = 30

/** Code of each byte, right-aligned. */
export const CODES: Uint32Array = new Uint32Array(256)
export const CODE_BITS: Uint8Array = Uint8Array.from(LENGTHS)
/** First code of each length. */
export const FIRST_CODE: Uint32Array = new Uint32Array(MAX_CODE_BITS + 1)
/** Codes of each length; the end-of-string symbol, last of the longest, is left out: it must not be sent. */
export const CODE_COUNT: Uint16Array = new Uint16Array(MAX_CODE_BITS + 1)
/** Where the symbols of each length begin in SYMBOLS. */
export const FIRST_SYMBOL: Uint16Array = new Uint16Array(MAX_CODE_BITS + 1)
/** Bytes in the order of their codes. */
export const SYMBOLS: Uint8Array = Uint8Array.from(LENGTHS.keys()).sort(
  (a, b) => (LENGTHS[a] as number) - (LENGTHS[b] as number) || a - b, // both below 256
)

// One pass: a loop over all lengths and bytes is hot enough to wake the optimizing compiler, whose pages are 5 MB.
let code = 0
let bits = MIN_CODE_BITS - 1
for (const [at, byte] of SYMBOLS.entries()) {
  const length = LENGTHS[byte] as number // 256 entries
  while (bits < length) {
    bits++
    code *= 2
    FIRST_CODE[bits] = code
    FIRST_SYMBOL[bits] = at
  }
  CODES[byte] = code++
  CODE_COUNT[length] = at + 1 - (FIRST_SYMBOL[length] as number) // set above
}
