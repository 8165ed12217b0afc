/** Random UUIDs (RFC 9562, version 4) for request ids: made by the batch, as pieces of one text. */
import { randomFillSync } from 'node:crypto'

const BATCH = 64
const UUID_BYTES = 16
const TEXT_LENGTH = 36
/** Where the digits of each byte stand in the text; between them are its dashes. */
const PLACES: readonly number[] = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34]
const DIGITS: Uint8Array = Uint8Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0))

const bytes = new Uint8Array(BATCH * UUID_BYTES)
const chars: Buffer = Buffer.alloc(BATCH * TEXT_LENGTH, '-')
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
  for (let i = 0; i < bytes.length; i++) {
    const place = i % UUID_BYTES
    const byte = versioned(place, bytes[i] as number) // inside the batch
    const to = ((i - place) / UUID_BYTES) * TEXT_LENGTH + (PLACES[place] as number) // below 16
    chars[to] = DIGITS[byte >> 4] as number // a nibble
    chars[to + 1] = DIGITS[byte & 15] as number // a nibble
  }
  return chars.toString('latin1')
}

/** Version 4 in byte 6, the variant in byte 8. */
function versioned(place: number, byte: number): number {
  if (place === 6) return 0x40 | (byte & 0x0f)
  return place === 8 ? 0x80 | (byte & 0x3f) : byte
}
