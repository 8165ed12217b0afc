/** Prefetch pools found by what their quota's answers depended on; one set per process. */
import { type AttributeBag, decodeReferences, type Reference } from '@flotilla/attributes'
import type { PolicyGeneration } from './policy-generation.ts'
import { type PoolDecision, type Prefetch, QuotaPool } from './quota-pool.ts'
import { ShapeIndex } from './shape-index.ts'
import { RpcCode } from './status.ts'
import { type CheckAnswer, type QuotaAnswer, validityMs } from './transport.ts'

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

/** The answer to a prefetch, with where the prefetch came from. */
export interface QuotaSettlement {
  readonly quota: string
  readonly bag: AttributeBag
  readonly pool: QuotaPool
  readonly prefetch: Prefetch
  /** Null where the call failed. */
  readonly answer: CheckAnswer | null
}

export class QuotaCache {
  private readonly generation: PolicyGeneration
  private readonly names: Map<string, NamedQuota> = new Map()

  constructor(generation: PolicyGeneration) {
    this.generation = generation
  }

  take(quota: string, amount: number, bag: AttributeBag, nowMs: number): QuotaDecision {
    const named = this.named(quota)
    const known = named.pools.find(bag, (pool) => nowMs - pool.lastUsedMs <= IDLE_MS)
    const pool = known ?? named.pending
    return { ...pool.take(amount, nowMs, this.generation.highest), pool }
  }

  settle({ quota, bag, pool, prefetch, answer }: QuotaSettlement, nowMs: number): void {
    const { highest } = this.generation
    const result = answer?.quotas.get(quota)
    // What counts the quota cannot be reached: granted, as where Mixer cannot be (spec mixer §7, redisquota).
    const isUnavailable = result?.status?.code === RpcCode.unavailable
    if (answer === null || result === undefined || isUnavailable) {
      pool.settle(prefetch, null, nowMs, highest)
      return
    }
    const lifeMs =
      result.validDuration === null ? DEFAULT_LIFE_MS : validityMs(result.validDuration)
    const granted = Number(result.grantedAmount)
    const generation = answer.flotillaPolicyGeneration
    const isOfOtherPolicy = pool.answeredGeneration !== generation
    pool.settle(prefetch, { granted, lifeMs, generation }, nowMs, highest)
    if (this.generation.isOutdated(generation)) return
    const named = this.named(quota)
    if (pool === named.pending) this.install(named, bag, result, nowMs)
    else if (isOfOtherPolicy) this.move(named, bag, pool, result)
  }

  /** Gives the pending pool its place. */
  private install(named: NamedQuota, bag: AttributeBag, result: QuotaAnswer, nowMs: number): void {
    const references = referencesOf(result, bag)
    if (references === null) return
    // A pool that is already there keeps its place, and this one's grants run out unused.
    const isTaken = named.pools.find(bag, (one) => nowMs - one.lastUsedMs <= IDLE_MS) !== null
    if (isTaken || named.pools.insert(bag, references, named.pending))
      named.pending = new QuotaPool()
  }

  /** Another policy may count by other attributes: the pool goes where requests that are counted together find it. */
  private move(named: NamedQuota, bag: AttributeBag, pool: QuotaPool, result: QuotaAnswer): void {
    const references = referencesOf(result, bag)
    if (references === null) return
    let place: string | null = null
    named.pools.find(bag, (one, key) => {
      if (one === pool) place = key
      return one === pool
    })
    if (place !== null) named.pools.delete(place)
    named.pools.insert(bag, references, pool)
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

function referencesOf(result: QuotaAnswer, bag: AttributeBag): readonly Reference[] | null {
  return result.referencedAttributes === null
    ? null
    : decodeReferences(result.referencedAttributes, bag)
}
