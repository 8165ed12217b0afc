/** A token bucket that is filled in steps, as local rate limits have it (spec §2.8). */

export interface BucketSettings {
  readonly maxTokens: number
  readonly tokensPerFill: number
  readonly fillIntervalMs: number
}

/** Of shared memory: when it was made (64 bits), whole tokens, and steps that were filled. */
export const BUCKET_CELLS = 4
const TOKENS = 2
const STEPS = 3
/** What a cell holds; a bucket that is larger is never empty anyway. */
const MAX_CELL = 2 ** 31 - 1

/** Gives cells their first values: a full bucket. */
export function initBucket(cells: Int32Array, { maxTokens }: BucketSettings, nowMs: number): void {
  new Float64Array(cells.buffer)[0] = nowMs
  cells[TOKENS] = Math.min(maxTokens, MAX_CELL)
}

export class TokenBucket {
  readonly settings: BucketSettings
  private readonly shared: SharedTokens | null
  private tokens: number
  private filledAtMs: number

  /** @param cells of `initBucket`, where several threads take from one bucket. */
  constructor(settings: BucketSettings, nowMs: number, cells: Int32Array | null = null) {
    this.settings = settings
    this.shared = cells === null ? null : new SharedTokens(settings, cells)
    this.tokens = settings.maxTokens
    this.filledAtMs = nowMs
  }

  /** Takes one token, or says that there is none. */
  take(nowMs: number): boolean {
    if (this.shared !== null) return this.shared.take(nowMs)
    this.fill(nowMs)
    if (this.tokens < 1) return false
    this.tokens--
    return true
  }

  /** Whole tokens left. */
  left(nowMs: number): number {
    if (this.shared !== null) return this.shared.left(nowMs)
    this.fill(nowMs)
    return Math.floor(this.tokens)
  }

  /** Until there is a token again, whole seconds, rounded up. */
  resetSec(nowMs: number): number {
    const { fillIntervalMs } = this.settings
    if (this.left(nowMs) >= 1) return 0
    const filledAtMs = this.shared?.filledAtMs ?? this.filledAtMs
    return Math.max(0, Math.ceil((filledAtMs + fillIntervalMs - nowMs) / 1000))
  }

  private fill(nowMs: number): void {
    const { maxTokens, tokensPerFill, fillIntervalMs } = this.settings
    const steps = Math.floor((nowMs - this.filledAtMs) / fillIntervalMs)
    if (steps <= 0) return
    this.filledAtMs += steps * fillIntervalMs
    this.tokens = Math.min(maxTokens, this.tokens + steps * tokensPerFill)
  }
}

/** The same in memory of several threads, whose clocks agree. */
class SharedTokens {
  private readonly settings: BucketSettings
  private readonly cells: Int32Array
  private readonly madeAtMs: number

  constructor(settings: BucketSettings, cells: Int32Array) {
    this.settings = settings
    this.cells = cells
    this.madeAtMs = new Float64Array(cells.buffer)[0] ?? 0
  }

  get filledAtMs(): number {
    return this.madeAtMs + Atomics.load(this.cells, STEPS) * this.settings.fillIntervalMs
  }

  take(nowMs: number): boolean {
    this.fill(nowMs)
    for (;;) {
      const tokens = Atomics.load(this.cells, TOKENS)
      if (tokens < 1) return false
      if (Atomics.compareExchange(this.cells, TOKENS, tokens, tokens - 1) === tokens) return true
    }
  }

  left(nowMs: number): number {
    this.fill(nowMs)
    return Atomics.load(this.cells, TOKENS)
  }

  /** Whoever is first to see that time has passed adds what it brought. */
  private fill(nowMs: number): void {
    const { maxTokens, tokensPerFill, fillIntervalMs } = this.settings
    const due = Math.floor((nowMs - this.madeAtMs) / fillIntervalMs)
    const filled = Atomics.load(this.cells, STEPS)
    if (due <= filled) return
    if (Atomics.compareExchange(this.cells, STEPS, filled, due) !== filled) return
    const most = Math.min(maxTokens, MAX_CELL)
    for (;;) {
      const tokens = Atomics.load(this.cells, TOKENS)
      const next = Math.min(most, tokens + (due - filled) * tokensPerFill)
      if (Atomics.compareExchange(this.cells, TOKENS, tokens, next) === tokens) return
    }
  }
}
