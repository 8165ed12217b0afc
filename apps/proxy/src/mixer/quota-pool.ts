/** Amounts of one quota that were granted ahead of need (spec mixer §2.5). Pure: the owner sends what it asks for. */

const WINDOW_MS = 1000
const SLOTS = 20
const SLOT_MS = WINDOW_MS / SLOTS
const MIN_PREFETCH = 10
/** While the server gives less than asked, prefetches are at least this far apart. */
const CLOSE_WAIT_MS = 500
/** Life of an amount that is counted before it is granted, and of one that no server could be asked for. */
const UNCONFIRMED_LIFE_MS = 60_000
/** Takers that wait for one answer; one beyond is refused. */
const MAX_WAITERS = 1024

interface Grant {
  available: number
  expiresAtMs: number
}

/** A prefetch to be sent; its answer goes to `QuotaPool.settle`. */
export interface Prefetch {
  readonly amount: number
  /** The grant counted in advance, or null. */
  readonly advance: Grant | null
}

export interface PoolDecision {
  readonly isGranted: boolean
  readonly prefetch: Prefetch | null
  /** Not granted yet, but the answer that is under way may bring it: see `whenSettled`. */
  readonly canWait: boolean
}

/** What became of a prefetch: an amount with its life, or null where no answer came. */
export type PrefetchResult = { readonly granted: number; readonly lifeMs: number } | null

export class QuotaPool {
  private readonly grants: Grant[] = []
  private readonly counts: Float64Array = new Float64Array(SLOTS)
  private lastSlot = 0
  /** Whether the server gave what was last asked. Ours: false until it has answered once, so that nothing is given away before. */
  private isOpen = false
  private hasAnswer = false
  private inFlight = 0
  private readonly waiters: (() => void)[] = []
  private lastPrefetchMs = Number.NEGATIVE_INFINITY
  /** When it was last asked, for its owner's idle limit. */
  lastUsedMs = 0

  /** Takes `amount` (1 or more) if the pool holds it, and says whether more is to be fetched. */
  take(amount: number, nowMs: number): PoolDecision {
    this.lastUsedMs = nowMs
    const prefetch = this.maybePrefetch(amount, nowMs)
    this.count(amount, nowMs)
    const isGranted = this.withdraw(amount, nowMs)
    // Ours: who finds the pool empty and makes it fetch waits for the answer, and before the first answer everybody does,
    // so that nobody is refused what there is, and nobody gets what there is not.
    const canWait =
      !isGranted && (prefetch !== null || !this.hasAnswer) && this.waiters.length < MAX_WAITERS
    return { isGranted, prefetch, canWait }
  }

  /** Calls back once, after the next answer. For a take that can wait. */
  whenSettled(callback: () => void): void {
    this.waiters.push(callback)
  }

  /** Takes `amount` if the pool holds it, after an answer that this taker waited for. */
  takeFetched(amount: number, nowMs: number): boolean {
    return this.withdraw(amount, nowMs)
  }

  settle(prefetch: Prefetch, result: PrefetchResult, nowMs: number): void {
    this.inFlight--
    this.hasAnswer = true
    this.credit(prefetch, result, nowMs)
    for (const callback of this.waiters.splice(0)) callback()
  }

  private credit(prefetch: Prefetch, result: PrefetchResult, nowMs: number): void {
    const granted = result?.granted ?? prefetch.amount
    const expiresAtMs = nowMs + (result?.lifeMs ?? UNCONFIRMED_LIFE_MS)
    this.isOpen = granted >= prefetch.amount
    if (prefetch.advance === null) {
      if (granted > 0) this.grants.push({ available: granted, expiresAtMs })
      return
    }
    prefetch.advance.expiresAtMs = expiresAtMs
    this.subtract(prefetch.amount - granted, prefetch.advance)
  }

  /** What could be taken now. */
  available(nowMs: number): number {
    while (this.grants.length > 0 && isSpent(this.grants[0] as Grant, nowMs)) this.grants.shift() // not empty
    return this.grants.reduce((sum, one) => sum + (isSpent(one, nowMs) ? 0 : one.available), 0)
  }

  private maybePrefetch(amount: number, nowMs: number): Prefetch | null {
    if (!this.isOpen && (this.inFlight > 0 || nowMs - this.lastPrefetchMs < CLOSE_WAIT_MS))
      return null
    const available = this.available(nowMs)
    const want = Math.max(this.countInWindow(nowMs), MIN_PREFETCH)
    const isLow = available < want / 2 && this.inFlight === 0
    if (!isLow && available >= amount) return null
    const asked = Math.max(amount, want)
    let advance: Grant | null = null
    if (available === 0 && this.isOpen) {
      advance = { available: asked, expiresAtMs: nowMs + UNCONFIRMED_LIFE_MS }
      this.grants.push(advance)
    }
    this.inFlight++
    this.lastPrefetchMs = nowMs
    return { amount: asked, advance }
  }

  /** One is taken from wherever there is one; more only where the pool holds all of it. */
  private withdraw(amount: number, nowMs: number): boolean {
    if (this.available(nowMs) < amount) return false
    let left = amount
    for (const grant of this.grants) {
      if (isSpent(grant, nowMs)) continue
      const part = Math.min(grant.available, left)
      grant.available -= part
      left -= part
      if (left === 0) return true
    }
    return true
  }

  /** Takes back what was counted but not granted: from its own grant, then from the others. */
  private subtract(shortfall: number, own: Grant): void {
    let left = shortfall
    for (const grant of [own, ...this.grants]) {
      const part = Math.min(grant.available, left)
      grant.available -= part
      left -= part
    }
  }

  private count(amount: number, nowMs: number): void {
    this.advanceWindow(nowMs)
    const slot = this.lastSlot % SLOTS
    this.counts[slot] = (this.counts[slot] as number) + amount // a slot of the ring
  }

  private countInWindow(nowMs: number): number {
    this.advanceWindow(nowMs)
    return this.counts.reduce((sum, one) => sum + one, 0)
  }

  private advanceWindow(nowMs: number): void {
    const slot = Math.floor(nowMs / SLOT_MS)
    if (slot - this.lastSlot >= SLOTS) this.counts.fill(0)
    else for (let i = this.lastSlot + 1; i <= slot; i++) this.counts[i % SLOTS] = 0
    this.lastSlot = slot
  }
}

function isSpent(grant: Grant, nowMs: number): boolean {
  return grant.available <= 0 || grant.expiresAtMs <= nowMs
}
