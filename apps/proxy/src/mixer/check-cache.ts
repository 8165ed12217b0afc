/** Answers of Mixer that may be used again: for every request equal in what the answer depended on, until they expire. */
import { type AttributeBag, decodeReferences } from '@flotilla/attributes'
import type { PolicyGeneration } from './policy-generation.ts'
import { ShapeIndex } from './shape-index.ts'
import { RpcCode } from './status.ts'
import { type CheckAnswer, type RouteDirective, validityMs } from './transport.ts'

/** Answers kept; the one that was not used for longest leaves (docs/limits.md). */
export const MAX_CHECK_ENTRIES = 10_000
/** Share of its life after which an answer in use is renewed in the background. */
const REFRESH_RATIO = 0.75

type Precondition = NonNullable<CheckAnswer['precondition']>

export class CachedCheck {
  readonly code: number
  readonly message: string
  readonly directive: RouteDirective | null
  /** Of the policy that decided; 0 where Mixer does not say. */
  readonly generation: number
  readonly expiresAtMs: number
  /** Uses left: below 0 unlimited, 0 none. */
  usesLeft: number
  /** From here on a use asks for renewal, once. */
  refreshAtMs: number
  /** Uses left at which renewal is asked for; 0 where uses are unlimited. */
  readonly refreshAtUses: number

  constructor(precondition: Precondition, generation: number, nowMs: number, lifeMs: number) {
    const uses = precondition.validUseCount
    this.code = precondition.status?.code ?? RpcCode.ok
    this.message = precondition.status?.message ?? ''
    this.directive = precondition.routeDirective
    this.generation = generation
    this.expiresAtMs = nowMs + lifeMs
    this.usesLeft = uses
    this.refreshAtMs = nowMs + lifeMs * REFRESH_RATIO
    this.refreshAtUses = uses < 0 ? 0 : Math.floor(uses * (1 - REFRESH_RATIO))
  }

  use(): void {
    if (this.usesLeft > 0) this.usesLeft--
  }

  /** Whether it should be renewed now. Says so once. */
  takeRefresh(nowMs: number): boolean {
    const isDue =
      nowMs >= this.refreshAtMs || (this.refreshAtUses > 0 && this.usesLeft <= this.refreshAtUses)
    if (!isDue || this.refreshAtMs === Number.POSITIVE_INFINITY) return false
    this.refreshAtMs = Number.POSITIVE_INFINITY
    return true
  }
}

export class CheckCache {
  private readonly index: ShapeIndex<CachedCheck>

  private readonly generation: PolicyGeneration

  constructor(generation: PolicyGeneration, maxEntries: number = MAX_CHECK_ENTRIES) {
    this.generation = generation
    this.index = new ShapeIndex(maxEntries)
  }

  get size(): number {
    return this.index.size
  }

  /** A usable answer for this request, with one use taken, or null. */
  take(bag: AttributeBag, nowMs: number): CachedCheck | null {
    const found = this.find(bag, nowMs)
    found?.use()
    return found
  }

  /** A usable answer for this request, or null. Whoever uses it says so by `use`. */
  find(bag: AttributeBag, nowMs: number): CachedCheck | null {
    return this.index.find(bag, (entry, key) => this.isUsable(entry, key, nowMs))
  }

  /**
   * An answer that has not expired by time, though its uses may be up: for when Mixer gave none. The newest policy's.
   * @param takesOutdated also one of an outdated policy: only for when Mixer cannot be reached.
   */
  takeStale(bag: AttributeBag, nowMs: number, takesOutdated: boolean): CachedCheck | null {
    let newest: CachedCheck | null = null
    this.index.find(bag, (entry) => {
      if (entry.expiresAtMs <= nowMs) return false
      if (!takesOutdated && this.generation.isOutdated(entry.generation)) return false
      if (newest === null || entry.generation > newest.generation) newest = entry
      // Each shape may have one.
      return false
    })
    return newest
  }

  /** What equal requests have in common as far as is known, or null where no known shape fits. */
  probableKey(bag: AttributeBag): string | null {
    return this.index.probableKey(bag)
  }

  /** Keeps an answer where it may be used again. Returns whether it was kept. */
  store(bag: AttributeBag, answer: CheckAnswer, nowMs: number): boolean {
    const { precondition } = answer
    const generation = answer.flotillaPolicyGeneration
    if (precondition === null || precondition.validUseCount === 0) return false
    // From a Mixer that has not taken up the change yet, or asked before it: it must not replace what is newer.
    if (this.generation.isOutdated(generation)) return false
    // As good as no answer: the next request asks again.
    if (precondition.status?.code === RpcCode.unavailable) return false
    const lifeMs = validityMs(precondition.validDuration)
    if (!(lifeMs > 0)) return false
    const references =
      precondition.referencedAttributes === null
        ? []
        : decodeReferences(precondition.referencedAttributes, bag)
    if (references === null) return false
    const entry = new CachedCheck(precondition, generation, nowMs, lifeMs)
    return this.index.insert(bag, references, entry)
  }

  private isUsable(entry: CachedCheck, key: string, nowMs: number): boolean {
    if (entry.expiresAtMs <= nowMs) {
      this.index.delete(key)
      return false
    }
    // It stays, for when Mixer cannot be reached.
    return entry.usesLeft !== 0 && !this.generation.isOutdated(entry.generation)
  }
}
