/** Random UUIDs (RFC 9562, version 4) for request ids: made by the batch, as pieces of one text. */
import { randomFillSync } from 'node:crypto'

const BATCH = 64
const UUID_BYTES = 16
const TEXT_LENGTH = 36
const DASH = 0x2d
/** Bytes before which a dash stands. */
const DASHES: ReadonlySet<number> = new Set([4, 6, 8, 10])
const DIGITS: Uint8Array = Uint8Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0))

const bytes = new Uint8Array(BATCH * UUID_BYTES)
const chars: Buffer = Buffer.alloc(BATCH * TEXT_LENGTH)
let text = ''
let at = 0

/** Where it is kept for long it keeps the texts of its batch. */
export function randomUuid(): string {
  if (at === text.length) {
    text = makeBatch()
    at = 0
  }
  at += TEXT_LENGTH
  return text.substring(at - TEXT_LENGTH, at)
}

function makeBatch(): string {
  randomFillSync(bytes)
  let to = 0
  for (let i = 0; i < bytes.length; i++) {
    const place = i % UUID_BYTES
    if (DASHES.has(place)) chars[to++] = DASH
    const byte = versioned(place, bytes[i] as number) // inside the batch
    chars[to++] = DIGITS[byte >> 4] as number // a nibble
    chars[to++] = DIGITS[byte & 15] as number // a nibble
  }
  return chars.toString('latin1', 0, to)
}

/** Version 4 in byte 6, the variant in byte 8. */
function versioned(place: number, byte: number): number {
  if (place === 6) return 0x40 | (byte & 0x0f)
  return place === 8 ? 0x80 | (byte & 0x3f) : byte
}
