/** Bytes to text, one character per byte. */

interface Latin1Source {
  latin1Slice(start: number, end: number): string
}

/** `buffer[start..end)` as Latin-1. Node's own method behind `toString('latin1')`, without its dispatch; its types leave it out. */
export function latin1(buffer: Buffer, start: number, end: number): string {
  return (buffer as unknown as Latin1Source).latin1Slice(start, end) // present in every Node since 4
}
