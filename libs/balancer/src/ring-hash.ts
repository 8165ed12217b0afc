/** Ring hash (ketama): each endpoint owns points on a ring in proportion to its weight; a hash goes to the next point. */
import { FlotillaError } from '@flotilla/errors'
import {
  type Balancer,
  type BalancerPolicy,
  type Endpoint,
  type Random,
  randomHash,
} from './endpoint.ts'
import { xxHash64 } from './xx-hash64.ts'

export interface RingHashOptions {
  /** Fewest points on the ring, 1 to 8,388,608. Default 1024. */
  readonly minRingSize?: number
  /** Most points on the ring. Default 8,388,608. */
  readonly maxRingSize?: number
}

export const MAX_RING_SIZE = 8_388_608

/** The ring_hash policy with these options; throws FLT_BUG where they are out of range. */
export function ringHash(options: RingHashOptions = {}): BalancerPolicy {
  const minSize = options.minRingSize ?? 1024
  const maxSize = options.maxRingSize ?? MAX_RING_SIZE
  if (!(minSize >= 1 && minSize <= maxSize && maxSize <= MAX_RING_SIZE)) {
    throw new FlotillaError('FLT_BUG', `ring size out of range: ${minSize} to ${maxSize}`)
  }
  return (endpoints, random) => new Ring(endpoints, random, minSize, maxSize)
}

class Ring<E extends Endpoint> implements Balancer<E> {
  private readonly random: Random
  /** Sorted; `owners[i]` owns the point `hashes[i]`. */
  private readonly hashes: BigUint64Array
  private readonly owners: readonly E[]

  constructor(endpoints: readonly E[], random: Random, minSize: number, maxSize: number) {
    this.random = random
    const points = buildPoints(endpoints, minSize, maxSize)
    this.hashes = BigUint64Array.from(points, (point) => point.hash)
    this.owners = points.map((point) => point.owner)
  }

  pick(hash: bigint | null, attempt: number): E | null {
    const size = this.owners.length
    if (size === 0) return null
    const first = this.firstAtOrAfter(hash ?? randomHash(this.random))
    return this.owners[(first + attempt) % size] ?? null
  }

  /** Index of the first point >= hash, wrapping to 0. */
  private firstAtOrAfter(hash: bigint): number {
    let low = 0
    let high = this.hashes.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.hashes[middle] as bigint) < hash)
        low = middle + 1 // middle is below high
      else high = middle
    }
    return low === this.hashes.length ? 0 : low
  }
}

function buildPoints<E extends Endpoint>(
  endpoints: readonly E[],
  minSize: number,
  maxSize: number,
): { hash: bigint; owner: E }[] {
  const total = endpoints.reduce((sum, endpoint) => sum + endpoint.weight, 0)
  if (total === 0) return []
  const least = Math.min(...endpoints.map((endpoint) => endpoint.weight / total))
  // The least-weighted endpoint gets a whole number of points, as far as the largest ring allows.
  const scale = Math.min(Math.ceil(least * minSize) / least, maxSize)
  const points: { hash: bigint; owner: E }[] = []
  let target = 0
  for (const owner of endpoints) {
    target += (scale * owner.weight) / total
    for (let i = 0; points.length < target; i++)
      points.push({ hash: xxHash64(`${owner.hashKey}_${i}`), owner })
  }
  return points.sort((a, b) => (a.hash < b.hash ? -1 : a.hash > b.hash ? 1 : 0))
}
