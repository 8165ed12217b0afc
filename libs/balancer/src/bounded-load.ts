/** Consistent hashing with bounded load: an endpoint with too much in flight passes a request on, always in the same order (spec §3.3). */
import { FlotillaError } from '@flotilla/errors'
import {
  type Balancer,
  type BalancerEnv,
  type BalancerPolicy,
  type Endpoint,
  type HashTable,
  sharesByWeight,
} from './endpoint.ts'
import { hashBits } from './hash-bits.ts'
import { MersenneTwister } from './mersenne-twister.ts'

const WORD = 2 ** 32

/**
 * The policy with a cap on every endpoint's requests in flight.
 * @param factorPct of its share of all requests, 100 or more; throws FLT_BUG below.
 */
export function boundedLoad(policy: BalancerPolicy, factorPct: number): BalancerPolicy {
  if (!(factorPct >= 100)) {
    throw new FlotillaError('FLT_BUG', `hash balance factor ${factorPct} is below 100`)
  }
  return {
    isHashing: true,
    make<E extends Endpoint>(
      endpoints: readonly E[],
      env: BalancerEnv,
      shares: readonly number[] | null,
    ): Balancer<E> {
      const parts = shares ?? sharesByWeight(endpoints)
      return new BoundedLoad(policy.make(endpoints, env, parts), endpoints, parts, env, factorPct)
    },
  }
}

class BoundedLoad<E extends Endpoint> implements Balancer<E> {
  readonly table: HashTable | undefined
  private readonly inner: Balancer<E>
  private readonly endpoints: readonly E[]
  private readonly shares: readonly number[]
  private readonly shareOf: ReadonlyMap<E, number>
  private readonly env: BalancerEnv
  private readonly factorPct: number
  private readonly order: Uint32Array
  private readonly twister = new MersenneTwister()

  constructor(
    inner: Balancer<E>,
    endpoints: readonly E[],
    shares: readonly number[],
    env: BalancerEnv,
    factorPct: number,
  ) {
    this.inner = inner
    this.table = inner.table
    this.endpoints = endpoints
    this.shares = shares
    this.shareOf = new Map(endpoints.map((endpoint, i) => [endpoint, shares[i] ?? 0]))
    this.env = env
    this.factorPct = factorPct
    this.order = new Uint32Array(endpoints.length)
  }

  /** O(1) while the first choice has room, else O(endpoints). */
  pick(hash: bigint | null, attempt: number): E | null {
    const first = this.inner.pick(hash, attempt)
    if (first === null) return null
    const load = this.loadOf(first, this.shareOf.get(first) ?? 0)
    if (load <= 1) return first
    hashBits.load(hash, this.env.random)
    return this.pickOther(hashBits.low, first, load)
  }

  /** Tries all others in an order that depends on the seed alone; the least loaded where none has room. */
  private pickOther(seed: number, first: E, firstLoad: number): E {
    const { order, endpoints, twister } = this
    for (let i = 0; i < order.length; i++) order[i] = i
    twister.seed(seed)
    let best = first
    let least = firstLoad
    for (let i = 0; i < order.length; i++) {
      const index = this.shuffleStep(i)
      const other = endpoints[index] as E // a permutation of the indices
      if (other === first) continue
      const load = this.loadOf(other, this.shares[index] ?? 0)
      if (load <= 1) return other
      if (load < least) {
        best = other
        least = load
      }
    }
    return best
  }

  private shuffleStep(i: number): number {
    const { order } = this
    const from = i + this.below(order.length - i)
    const index = order[from] as number // both are inside the list
    order[from] = order[i] as number
    order[i] = index
    return index
  }

  /** Uniform in [0, bound): draws of the incomplete last interval are thrown away. */
  private below(bound: number): number {
    const width = Math.floor(WORD / bound)
    for (;;) {
      const drawn = Math.floor(this.twister.draw() / width)
      if (drawn < bound) return drawn
    }
  }

  /** Above 1: no room. */
  private loadOf(endpoint: E, share: number): number {
    const total = Math.floor(((this.env.activeRequests() + 1) * this.factorPct + 99) / 100)
    return endpoint.stats.activeRequests / Math.max(1, Math.ceil(total * share))
  }
}
