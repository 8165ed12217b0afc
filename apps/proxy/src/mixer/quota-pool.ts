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
  /** Of the policy whose answer it came with; of what was counted in advance or failed, the one it was asked of. */
  generation: number
}

/** A prefetch to be sent; its answer goes to `QuotaPool.settle`. */
export interface Prefetch {
  readonly amount: number
  /** The grant counted in advance, or null. */
  readonly advance: Grant | null
  /** Which start of the pool it belongs to. */
  readonly epoch: number
}

export interface PoolDecision {
  readonly isGranted: boolean
  readonly prefetch: Prefetch | null
  /** Not granted yet, but the answer that is under way may bring it: see `whenSettled`. */
  readonly canWait: boolean
}

/** What became of a prefetch: an amount with its life, or null where no answer came. */
export type PrefetchResult = {
  readonly granted: number
  readonly lifeMs: number
  /** Of the policy; 0 where Mixer does not say. */
  readonly generation: number
} | null

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
  /** The policy it works for. It starts over when a newer one is known. */
  private generation = 0
  private epoch = 0
  /** Grants of an older policy were no use to those who waited for the last answer. */
  private fetchedFloor = 0
  /** Generation of its last answer, below 0 before the first. */
  answeredGeneration = -1
  /** When it was last asked, for its owner's idle limit. */
  lastUsedMs = 0

  /**
   * Takes `amount` (1 or more) if the pool holds it, and says whether more is to be fetched.
   * @param highest the newest generation known: what older policies granted is not given away.
   */
  take(amount: number, nowMs: number, highest = 0): PoolDecision {
    this.lastUsedMs = nowMs
    // A Mixer without generations is not asked anew because another has them.
    if (this.generation < highest && this.answeredGeneration !== 0) this.startOver(highest)
    const prefetch = this.maybePrefetch(amount, nowMs, highest)
    this.count(amount, nowMs)
    const isGranted = this.withdraw(amount, nowMs, highest)
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
    return this.withdraw(amount, nowMs, this.fetchedFloor)
  }

  /** @param highest the newest generation known, that of the result included. */
  settle(prefetch: Prefetch, result: PrefetchResult, nowMs: number, highest = 0): void {
    const isOutdated = result !== null && isOlder(result.generation, highest)
    if (prefetch.epoch === this.epoch) this.inFlight--
    else if (this.inFlight > 0 && (result === null || isOutdated)) {
      // The answer that counts is under way, and who waits goes on to wait for it.
      if (prefetch.advance !== null) prefetch.advance.available = 0
      return
    }
    this.hasAnswer = true
    if (result !== null) this.answeredGeneration = result.generation
    if (result !== null && !isOutdated)
      this.generation = Math.max(this.generation, result.generation)
    // Without an answer of the newest policy those who waited for it may have what an older one granted.
    this.fetchedFloor = result === null || isOutdated ? 0 : highest
    this.credit(prefetch, result, nowMs)
    for (const callback of this.waiters.splice(0)) callback()
  }

  private credit(prefetch: Prefetch, result: PrefetchResult, nowMs: number): void {
    const granted = result?.granted ?? prefetch.amount
    const expiresAtMs = nowMs + (result?.lifeMs ?? UNCONFIRMED_LIFE_MS)
    const generation = result?.generation ?? this.generation
    this.isOpen = granted >= prefetch.amount
    if (prefetch.advance === null) {
      if (granted > 0) this.grants.push({ available: granted, expiresAtMs, generation })
      return
    }
    prefetch.advance.expiresAtMs = expiresAtMs
    prefetch.advance.generation = generation
    this.subtract(prefetch.amount - granted, prefetch.advance)
  }

  /** What could be taken now, of policies from generation `floor` on. */
  available(nowMs: number, floor = 0): number {
    while (this.grants.length > 0 && isSpent(this.grants[0] as Grant, nowMs)) this.grants.shift() // not empty
    return this.grants.reduce(
      (sum, one) => sum + (isUsable(one, nowMs, floor) ? one.available : 0),
      0,
    )
  }

  /** Under a newer policy nothing is known: not what it grants, nor whether it would. */
  private startOver(generation: number): void {
    this.generation = generation
    this.epoch++
    this.inFlight = 0
    this.isOpen = false
    this.hasAnswer = false
    this.lastPrefetchMs = Number.NEGATIVE_INFINITY
  }

  private maybePrefetch(amount: number, nowMs: number, floor: number): Prefetch | null {
    if (!this.isOpen && (this.inFlight > 0 || nowMs - this.lastPrefetchMs < CLOSE_WAIT_MS))
      return null
    const available = this.available(nowMs, floor)
    const want = Math.max(this.countInWindow(nowMs), MIN_PREFETCH)
    const isLow = available < want / 2 && this.inFlight === 0
    if (!isLow && available >= amount) return null
    const asked = Math.max(amount, want)
    let advance: Grant | null = null
    if (available === 0 && this.isOpen) {
      const expiresAtMs = nowMs + UNCONFIRMED_LIFE_MS
      advance = { available: asked, expiresAtMs, generation: this.generation }
      this.grants.push(advance)
    }
    this.inFlight++
    this.lastPrefetchMs = nowMs
    return { amount: asked, advance, epoch: this.epoch }
  }

  /** One is taken from wherever there is one; more only where the pool holds all of it. */
  private withdraw(amount: number, nowMs: number, floor: number): boolean {
    if (this.available(nowMs, floor) < amount) return false
    let left = amount
    for (const grant of this.grants) {
      if (!isUsable(grant, nowMs, floor)) continue
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
      if (isOlder(grant.generation, this.generation)) continue
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

function isUsable(grant: Grant, nowMs: number, floor: number): boolean {
  return !isSpent(grant, nowMs) && !isOlder(grant.generation, floor)
}

/** What came without a generation is never older. */
function isOlder(generation: number, floor: number): boolean {
  return generation > 0 && generation < floor
}
