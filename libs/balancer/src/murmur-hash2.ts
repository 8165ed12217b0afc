/** MurmurHash2, 64 bits, as the GNU C++ library hashes text: the other hash that ring_hash may be built on. */

const MASK = 0xffff_ffff_ffff_ffffn
const MULTIPLIER = 0xc6a4_a793_5bd1_e995n
/** The seed of std::hash in libstdc++, which Envoy uses for rings. */
export const RING_SEED = 0xc70f_6907n

/** The hash of a text (as UTF-8). About 1 µs for short input. */
export function murmurHash2(text: string, seed: bigint = RING_SEED): bigint {
  const bytes = Buffer.from(text, 'utf8')
  const whole = bytes.length & ~7
  let hash = seed ^ ((BigInt(bytes.length) * MULTIPLIER) & MASK)
  for (let at = 0; at < whole; at += 8) {
    const word = (bytes.readBigUInt64LE(at) * MULTIPLIER) & MASK
    hash ^= (mix(word) * MULTIPLIER) & MASK
    hash = (hash * MULTIPLIER) & MASK
  }
  if (whole < bytes.length) {
    let rest = 0n
    for (let i = bytes.length - 1; i >= whole; i--) rest = (rest << 8n) | BigInt(bytes[i] ?? 0)
    hash = ((hash ^ rest) * MULTIPLIER) & MASK
  }
  return mix((mix(hash) * MULTIPLIER) & MASK)
}

function mix(value: bigint): bigint {
  return value ^ (value >> 47n)
}
