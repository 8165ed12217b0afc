/** Maglev: a look-up table that spreads evenly and moves few entries when endpoints come and go. */
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
import { xxHash64 } from './xx-hash64.ts'

export const DEFAULT_MAGLEV_TABLE_SIZE = 65_537
export const MAX_MAGLEV_TABLE_SIZE = 5_000_011

/** The maglev policy; throws FLT_BUG unless the size is a prime of at most 5,000,011. */
export function maglev(tableSize: number = DEFAULT_MAGLEV_TABLE_SIZE): BalancerPolicy {
  if (!(tableSize <= MAX_MAGLEV_TABLE_SIZE) || !isPrime(tableSize)) {
    throw new FlotillaError('FLT_BUG', `maglev table size ${tableSize} is not a prime in range`)
  }
  return {
    isHashing: true,
    make<E extends Endpoint>(
      endpoints: readonly E[],
      env: BalancerEnv,
      shares: readonly number[] | null,
    ): Balancer<E> {
      return new MaglevTable(endpoints, shares ?? sharesByWeight(endpoints), env.random, tableSize)
    },
  }
}

export function isPrime(value: number): boolean {
  if (!Number.isInteger(value) || value < 2) return false
  for (let divisor = 2; divisor * divisor <= value; divisor++)
    if (value % divisor === 0) return false
  return true
}

class MaglevTable<E extends Endpoint> implements Balancer<E> {
  private readonly endpoints: readonly E[]
  private readonly random: Random
  /** Slot → index in `endpoints`. */
  private readonly slots: Uint32Array
  readonly table: HashTable

  constructor(
    endpoints: readonly E[],
    shares: readonly number[],
    random: Random,
    tableSize: number,
  ) {
    this.endpoints = endpoints
    this.random = random
    this.slots = endpoints.length === 0 ? new Uint32Array(0) : fill(endpoints, shares, tableSize)
    const { least, most } = extremes(this.slots, endpoints.length)
    this.table = {
      kind: 'maglev_lb',
      gauges: { min_entries_per_host: least, max_entries_per_host: most },
    }
  }

  pick(hash: bigint | null, attempt: number): E | null {
    const size = this.slots.length
    if (size === 0) return null
    hashBits.load(hash, this.random)
    // Another attempt is another hash: all bits but the lowest, less the attempt's number (Envoy).
    if (attempt > 0) hashBits.flip(attempt)
    return this.endpoints[this.slots[hashBits.modulo(size)] as number] ?? null // below the size
  }
}

interface Claim {
  readonly owner: number
  readonly offset: number
  readonly skip: number
  readonly share: number
  target: number
  next: number
}

const FREE = 0xffff_ffff

function fill(
  endpoints: readonly Endpoint[],
  shares: readonly number[],
  tableSize: number,
): Uint32Array {
  const claims = claimsOf(endpoints, shares, BigInt(tableSize))
  const largest = Math.max(...shares)
  const slots = new Uint32Array(tableSize).fill(FREE)
  let taken = 0
  for (let turn = 1; taken < tableSize; turn++) {
    for (let i = 0; i < claims.length && taken < tableSize; i++) {
      const claim = claims[i] as Claim // bound checked by the loop
      if (turn * claim.share < claim.target) continue
      claim.target += largest
      slots[nextFree(claim, slots, tableSize)] = claim.owner
      taken++
    }
  }
  return slots
}

/** Sorted by key, so that every proxy builds the same table. */
function claimsOf(
  endpoints: readonly Endpoint[],
  shares: readonly number[],
  size: bigint,
): readonly Claim[] {
  const keyOf = (claim: { owner: number }): string => endpoints[claim.owner]?.hashKey ?? ''
  return endpoints
    .map(({ hashKey }, owner) => ({
      owner,
      offset: Number(xxHash64(hashKey) % size),
      skip: Number(xxHash64(hashKey, 1n) % (size - 1n)) + 1,
      share: shares[owner] ?? 0,
      target: 0,
      next: 0,
    }))
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0))
}

/** The next free slot in the endpoint's own order of preference. */
function nextFree(claim: Claim, slots: Uint32Array, tableSize: number): number {
  for (;;) {
    const slot = (claim.offset + claim.skip * claim.next) % tableSize
    claim.next++
    if (slots[slot] === FREE) return slot
  }
}
