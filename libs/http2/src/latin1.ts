/** Bytes to text and back, one character per byte. */

interface Latin1Buffer {
  latin1Slice(start: number, end: number): string
  latin1Write(text: string, at: number, length: number): number
}

/** Texts up to this length are cheaper to write by a loop than by a call into the runtime. */
const SHORT_TEXT = 20

/** `buffer[start..end)` as Latin-1. Node's own method behind `toString('latin1')`, without its dispatch; its types leave it out. */
export function latin1(buffer: Buffer, start: number, end: number): string {
  return (buffer as unknown as Latin1Buffer).latin1Slice(start, end) // present in every Node since 4
}

/** Writes the text at `at`, where there must be room; gives the offset behind it. */
export function writeLatin1(buffer: Buffer, text: string, at: number): number {
  const { length } = text
  if (length > SHORT_TEXT) {
    ;(buffer as unknown as Latin1Buffer).latin1Write(text, at, length) // as above
    return at + length
  }
  for (let i = 0; i < length; i++) buffer[at + i] = text.charCodeAt(i)
  return at + length
}
