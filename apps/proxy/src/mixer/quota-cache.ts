/** Prefetch pools found by what their quota's answers depended on; one set per process. */
import { type AttributeBag, decodeReferences } from '@flotilla/attributes'
import { type PoolDecision, type Prefetch, QuotaPool } from './quota-pool.ts'
import { ShapeIndex } from './shape-index.ts'
import { type QuotaAnswer, validityMs } from './transport.ts'

/** Pools kept for each quota name. */
export const MAX_POOLS = 10_000
/** Quota names known at once; they come from configuration. */
const MAX_NAMES = 256
/** A pool that nobody asked for this long starts over. */
const IDLE_MS = 10 * 60_000
/** Life of a grant whose answer names none. */
const DEFAULT_LIFE_MS = 60_000

interface NamedQuota {
  readonly pools: ShapeIndex<QuotaPool>
  /** Serves requests that no shape fits, until an answer says which they belong to. */
  pending: QuotaPool
}

/** A decision, with what its prefetch's answer has to come back with. */
export interface QuotaDecision extends PoolDecision {
  readonly pool: QuotaPool
}

export class QuotaCache {
  private readonly names: Map<string, NamedQuota> = new Map()

  take(quota: string, amount: number, bag: AttributeBag, nowMs: number): QuotaDecision {
    const named = this.named(quota)
    const known = named.pools.find(bag, (pool) => nowMs - pool.lastUsedMs <= IDLE_MS)
    const pool = known ?? named.pending
    return { ...pool.take(amount, nowMs), pool }
  }

  /** @param answer null where the call failed. */
  settle(
    quota: string,
    bag: AttributeBag,
    pool: QuotaPool,
    prefetch: Prefetch,
    answer: QuotaAnswer | null,
    nowMs: number,
  ): void {
    if (answer === null) {
      pool.settle(prefetch, null, nowMs)
      return
    }
    const lifeMs =
      answer.validDuration === null ? DEFAULT_LIFE_MS : validityMs(answer.validDuration)
    pool.settle(prefetch, { granted: Number(answer.grantedAmount), lifeMs }, nowMs)
    this.install(this.named(quota), bag, pool, answer, nowMs)
  }

  private install(
    named: NamedQuota,
    bag: AttributeBag,
    pool: QuotaPool,
    answer: QuotaAnswer,
    nowMs: number,
  ): void {
    if (pool !== named.pending || answer.referencedAttributes === null) return
    const references = decodeReferences(answer.referencedAttributes, bag)
    if (references === null) return
    // A pool that is already there keeps its place, and this one's grants run out unused.
    const isTaken = named.pools.find(bag, (one) => nowMs - one.lastUsedMs <= IDLE_MS) !== null
    if (isTaken || named.pools.insert(bag, references, pool)) named.pending = new QuotaPool()
  }

  private named(quota: string): NamedQuota {
    const known = this.names.get(quota)
    if (known !== undefined) return known
    if (this.names.size >= MAX_NAMES) {
      const oldest = this.names.keys().next()
      if (!oldest.done) this.names.delete(oldest.value)
    }
    const made = { pools: new ShapeIndex<QuotaPool>(MAX_POOLS), pending: new QuotaPool() }
    this.names.set(quota, made)
    return made
  }
}
