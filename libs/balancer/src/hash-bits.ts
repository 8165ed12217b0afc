/** A 64-bit hash as two 32-bit halves, so that looking it up allocates nothing. */
import type { Random } from './endpoint.ts'

const WORD = 2 ** 32
const wide = new BigUint64Array(1)
const halves = new Uint32Array(wide.buffer)
/** Where the low half lies depends on the machine. */
const LOW = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? 0 : 1

/** The hash read last; valid until the next `load`. */
export const hashBits = {
  high: 0,
  low: 0,

  /** Takes a hash apart; a random one where there is none. */
  load(hash: bigint | null, random: Random): void {
    if (hash === null) {
      this.high = Math.floor(random() * WORD)
      this.low = Math.floor(random() * WORD)
      return
    }
    wide[0] = hash
    this.high = halves[1 - LOW] as number // two halves
    this.low = halves[LOW] as number
  },

  /** XORs the hash with 2^64 - `attempt`. @param attempt 1 or more. */
  flip(attempt: number): void {
    this.high = (this.high ^ 0xffff_ffff) >>> 0
    this.low = (this.low ^ (WORD - attempt)) >>> 0
  },

  /** The hash modulo `size`, exact for sizes up to 2^26. */
  modulo(size: number): number {
    return ((this.high % size) * (WORD % size) + this.low) % size
  },
}
