/** MT19937, the generator by which bounded load orders its alternatives: one seed gives every proxy one order. */

const SIZE = 624
const SHIFT = 397

export class MersenneTwister {
  private readonly state = new Uint32Array(SIZE)
  private next = SIZE

  /** Starts over. @param value 32 bits. O(624). */
  seed(value: number): void {
    const { state } = this
    state[0] = value
    for (let i = 1; i < SIZE; i++) {
      const before = state[i - 1] as number // i is at least 1
      state[i] = Math.imul(before ^ (before >>> 30), 1_812_433_253) + i
    }
    this.next = SIZE
  }

  /** 32 bits, unsigned. */
  draw(): number {
    if (this.next >= SIZE) this.refill()
    let y = this.state[this.next++] as number // below the size
    y ^= y >>> 11
    y ^= (y << 7) & 0x9d2c_5680
    y ^= (y << 15) & 0xefc6_0000
    return (y ^ (y >>> 18)) >>> 0
  }

  private refill(): void {
    const { state } = this
    for (let i = 0; i < SIZE; i++) {
      const here = state[i] as number // every index is taken modulo the size
      const after = state[(i + 1) % SIZE] as number
      const y = (here & 0x8000_0000) | (after & 0x7fff_ffff)
      const far = state[(i + SHIFT) % SIZE] as number
      state[i] = far ^ (y >>> 1) ^ (y & 1 ? 0x9908_b0df : 0)
    }
    this.next = 0
  }
}
