/** Answers of Mixer that may be used again: for every request equal in what the answer depended on, until they expire. */
import { type AttributeBag, decodeReferences } from '@flotilla/attributes'
import { ShapeIndex } from './shape-index.ts'
import { RpcCode } from './status.ts'
import { type CheckAnswer, type RouteDirective, validityMs } from './transport.ts'

/** Answers kept; the one that was not used for longest leaves (docs/limits.md). */
export const MAX_CHECK_ENTRIES = 10_000
/** Share of its life after which an answer in use is renewed in the background. */
const REFRESH_RATIO = 0.75

export class CachedCheck {
  readonly code: number
  readonly message: string
  readonly directive: RouteDirective | null
  readonly expiresAtMs: number
  /** Uses left: below 0 unlimited, 0 none. */
  usesLeft: number
  /** From here on a use asks for renewal, once. */
  refreshAtMs: number
  /** Uses left at which renewal is asked for; 0 where uses are unlimited. */
  readonly refreshAtUses: number

  constructor(
    code: number,
    message: string,
    directive: RouteDirective | null,
    nowMs: number,
    lifeMs: number,
    uses: number,
  ) {
    this.code = code
    this.message = message
    this.directive = directive
    this.expiresAtMs = nowMs + lifeMs
    this.usesLeft = uses
    this.refreshAtMs = nowMs + lifeMs * REFRESH_RATIO
    this.refreshAtUses = uses < 0 ? 0 : Math.floor(uses * (1 - REFRESH_RATIO))
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

  constructor(maxEntries: number = MAX_CHECK_ENTRIES) {
    this.index = new ShapeIndex(maxEntries)
  }

  get size(): number {
    return this.index.size
  }

  /** A usable answer for this request, with one use taken, or null. */
  take(bag: AttributeBag, nowMs: number): CachedCheck | null {
    const found = this.index.find(bag, (entry, key) => this.isUsable(entry, key, nowMs))
    if (found !== null && found.usesLeft > 0) found.usesLeft--
    return found
  }

  /** An answer that has not expired by time, though its uses may be up: for when Mixer cannot be reached. */
  takeStale(bag: AttributeBag, nowMs: number): CachedCheck | null {
    return this.index.find(bag, (entry) => entry.expiresAtMs > nowMs)
  }

  /** What equal requests have in common as far as is known, or null where no known shape fits. */
  probableKey(bag: AttributeBag): string | null {
    return this.index.probableKey(bag)
  }

  /** Keeps an answer where it may be used again. Returns whether it was kept. */
  store(bag: AttributeBag, answer: CheckAnswer, nowMs: number): boolean {
    const { precondition } = answer
    if (precondition === null || precondition.validUseCount === 0) return false
    const code = precondition.status?.code ?? RpcCode.ok
    // As good as no answer: the next request asks again.
    if (code === RpcCode.unavailable) return false
    const lifeMs = validityMs(precondition.validDuration)
    if (!(lifeMs > 0)) return false
    const references =
      precondition.referencedAttributes === null
        ? []
        : decodeReferences(precondition.referencedAttributes, bag)
    if (references === null) return false
    const entry = new CachedCheck(
      code,
      precondition.status?.message ?? '',
      precondition.routeDirective,
      nowMs,
      lifeMs,
      precondition.validUseCount,
    )
    return this.index.insert(bag, references, entry)
  }

  private isUsable(entry: CachedCheck, key: string, nowMs: number): boolean {
    if (entry.expiresAtMs <= nowMs) {
      this.index.delete(key)
      return false
    }
    return entry.usesLeft !== 0
  }
}
