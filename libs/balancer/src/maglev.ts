/** Maglev: a look-up table that spreads evenly and moves few entries when endpoints come and go. */
import { FlotillaError } from '@flotilla/errors'
import {
  type Balancer,
  type BalancerPolicy,
  type Endpoint,
  type Random,
  randomHash,
} from './endpoint.ts'
import { xxHash64 } from './xx-hash64.ts'

export const DEFAULT_MAGLEV_TABLE_SIZE = 65_537
export const MAX_MAGLEV_TABLE_SIZE = 5_000_011
const ALL_ONES = 0xffff_ffff_ffff_ffffn

/** The maglev policy; throws FLT_BUG unless the size is a prime of at most 5,000,011. */
export function maglev(tableSize: number = DEFAULT_MAGLEV_TABLE_SIZE): BalancerPolicy {
  if (!(tableSize <= MAX_MAGLEV_TABLE_SIZE) || !isPrime(tableSize)) {
    throw new FlotillaError('FLT_BUG', `maglev table size ${tableSize} is not a prime in range`)
  }
  return (endpoints, random) => new MaglevTable(endpoints, random, tableSize)
}

export function isPrime(value: number): boolean {
  if (!Number.isInteger(value) || value < 2) return false
  for (let divisor = 2; divisor * divisor <= value; divisor++)
    if (value % divisor === 0) return false
  return true
}

class MaglevTable<E extends Endpoint> implements Balancer<E> {
  private readonly random: Random
  private readonly size: bigint
  private readonly owners: readonly E[]
  /** Slot → index in `owners`. */
  private readonly slots: Uint32Array

  constructor(endpoints: readonly E[], random: Random, tableSize: number) {
    this.random = random
    this.size = BigInt(tableSize)
    // Sorted by key, so that every proxy builds the same table.
    this.owners = [...endpoints].sort((a, b) =>
      a.hashKey < b.hashKey ? -1 : a.hashKey > b.hashKey ? 1 : 0,
    )
    this.slots = this.owners.length === 0 ? new Uint32Array(0) : fill(this.owners, tableSize)
  }

  pick(hash: bigint | null, attempt: number): E | null {
    if (this.owners.length === 0) return null
    let key = hash ?? randomHash(this.random)
    if (attempt > 0) key ^= ALL_ONES - BigInt(attempt) + 1n
    const slot = this.slots[Number(key % this.size)] as number // below the table's size
    return this.owners[slot] ?? null
  }
}

interface Claim {
  readonly offset: number
  readonly skip: number
  readonly weight: number
  target: number
  next: number
}

const FREE = 0xffff_ffff

function fill(owners: readonly Endpoint[], tableSize: number): Uint32Array {
  const size = BigInt(tableSize)
  const claims: Claim[] = owners.map((owner) => ({
    offset: Number(xxHash64(owner.hashKey) % size),
    skip: Number(xxHash64(owner.hashKey, 1n) % (size - 1n)) + 1,
    weight: owner.weight,
    target: 0,
    next: 0,
  }))
  const maxWeight = Math.max(...owners.map((owner) => owner.weight))
  const slots = new Uint32Array(tableSize).fill(FREE)
  let taken = 0
  for (let turn = 1; taken < tableSize; turn++) {
    for (let i = 0; i < claims.length && taken < tableSize; i++) {
      const claim = claims[i] as Claim // bound checked by the loop
      if (turn * claim.weight < claim.target) continue
      claim.target += maxWeight
      slots[nextFree(claim, slots, tableSize)] = i
      taken++
    }
  }
  return slots
}

/** The next free slot in the endpoint's own order of preference. */
function nextFree(claim: Claim, slots: Uint32Array, tableSize: number): number {
  for (;;) {
    const slot = (claim.offset + claim.skip * claim.next) % tableSize
    claim.next++
    if (slots[slot] === FREE) return slot
  }
}
