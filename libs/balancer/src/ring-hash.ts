/** Ring hash (ketama): each endpoint owns points on a ring in proportion to its share; a hash goes to the next point. */
import { FlotillaError } from '@flotilla/errors'
import {
  type Balancer,
  type BalancerEnv,
  type BalancerPolicy,
  type Endpoint,
  extremes,
  type HashTable,
  type Random,
  sharesByWeight,
} from './endpoint.ts'
import { hashBits } from './hash-bits.ts'
import { murmurHash2 } from './murmur-hash2.ts'
import { xxHash64 } from './xx-hash64.ts'

export interface RingHashOptions {
  /** Fewest points on the ring, 1 to 8,388,608. Default 1024. */
  readonly minRingSize?: number
  /** Most points on the ring. Default 8,388,608. */
  readonly maxRingSize?: number
  /** What points are made with; the hash of a request is xxHash64 in any case. Default xxHash64. */
  readonly hashFunction?: 'xxHash64' | 'murmurHash2'
}

export const MAX_RING_SIZE = 8_388_608

/** The ring_hash policy with these options; throws FLT_BUG where they are out of range. */
export function ringHash(options: RingHashOptions = {}): BalancerPolicy {
  const minSize = options.minRingSize ?? 1024
  const maxSize = options.maxRingSize ?? MAX_RING_SIZE
  if (!(minSize >= 1 && minSize <= maxSize && maxSize <= MAX_RING_SIZE)) {
    throw new FlotillaError('FLT_BUG', `ring size out of range: ${minSize} to ${maxSize}`)
  }
  const hashOf: (text: string) => bigint =
    options.hashFunction === 'murmurHash2' ? murmurHash2 : (text) => xxHash64(text)
  return {
    isHashing: true,
    make<E extends Endpoint>(
      endpoints: readonly E[],
      env: BalancerEnv,
      shares: readonly number[] | null,
    ): Balancer<E> {
      const ring = buildRing(endpoints, shares ?? sharesByWeight(endpoints), {
        minSize,
        maxSize,
        hashOf,
      })
      return new Ring(endpoints, ring, env.random)
    },
  }
}

/** Points in ascending order of their hash. */
interface RingPoints {
  readonly highs: Uint32Array
  readonly lows: Uint32Array
  /** Index of the endpoint that owns the point. */
  readonly owners: Uint32Array
}

class Ring<E extends Endpoint> implements Balancer<E> {
  private readonly endpoints: readonly E[]
  private readonly points: RingPoints
  private readonly random: Random
  readonly table: HashTable

  constructor(endpoints: readonly E[], points: RingPoints, random: Random) {
    const { least, most } = extremes(points.owners, endpoints.length)
    this.endpoints = endpoints
    this.points = points
    this.random = random
    this.table = {
      kind: 'ring_hash_lb',
      gauges: {
        size: points.owners.length,
        min_hashes_per_host: least,
        max_hashes_per_host: most,
      },
    }
  }

  pick(hash: bigint | null, attempt: number): E | null {
    const { owners } = this.points
    if (owners.length === 0) return null
    hashBits.load(hash, this.random)
    const first = this.firstAtOrAfter(hashBits.high, hashBits.low)
    return this.endpoints[owners[(first + attempt) % owners.length] as number] ?? null // inside the ring
  }

  /** Index of the first point at or after the hash, wrapping to 0. */
  private firstAtOrAfter(high: number, low: number): number {
    const { highs, lows } = this.points
    let from = 0
    let to = highs.length
    while (from < to) {
      const middle = (from + to) >>> 1
      const point = highs[middle] as number // middle is below the length
      if (point < high || (point === high && (lows[middle] as number) < low)) from = middle + 1
      else to = middle
    }
    return from === highs.length ? 0 : from
  }
}

interface RingShape {
  readonly minSize: number
  readonly maxSize: number
  readonly hashOf: (text: string) => bigint
}

function buildRing(
  endpoints: readonly Endpoint[],
  shares: readonly number[],
  { minSize, maxSize, hashOf }: RingShape,
): RingPoints {
  const least = Math.min(1, ...shares)
  // The endpoint of the least share gets a whole number of points, as far as the largest ring allows.
  const scale = Math.min(Math.ceil(least * minSize) / least, maxSize)
  const hashes: bigint[] = []
  const owners: number[] = []
  let target = 0
  for (const [owner, endpoint] of endpoints.entries()) {
    target += scale * (shares[owner] ?? 0)
    for (let i = 0; hashes.length < target; i++) {
      hashes.push(hashOf(`${endpoint.hashKey}_${i}`))
      owners.push(owner)
    }
  }
  return sorted(BigUint64Array.from(hashes), owners)
}

function sorted(hashes: BigUint64Array, owners: readonly number[]): RingPoints {
  const size = hashes.length
  const highs = Uint32Array.from(hashes, (hash) => Number(hash >> 32n))
  const lows = Uint32Array.from(hashes, (hash) => Number(hash & 0xffff_ffffn))
  const at = (list: Uint32Array, i: number): number => list[i] as number // every index comes from the order
  const order = Uint32Array.from({ length: size }, (_, i) => i).sort(
    (a, b) => at(highs, a) - at(highs, b) || at(lows, a) - at(lows, b) || a - b,
  )
  return {
    highs: order.map((i) => at(highs, i)),
    lows: order.map((i) => at(lows, i)),
    owners: order.map((i) => owners[i] as number), // as long as the hashes
  }
}
