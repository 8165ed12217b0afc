/** How often one identity may ask: a token bucket each, of which a bounded number is remembered. */

export interface CallerLimitOptions {
  readonly perSec: number
  readonly burst: number
  /** Identities remembered; beyond it the one that asked longest ago is forgotten. */
  readonly maxCallers: number
}

interface Bucket {
  left: number
  atMs: number
}

export class CallerLimits {
  private readonly options: CallerLimitOptions
  private readonly buckets = new Map<string, Bucket>()

  constructor(options: CallerLimitOptions) {
    this.options = options
  }

  /**
   * Takes one request of the caller's allowance; false where none is left.
   * @param nowMs monotonic.
   */
  take(caller: string, nowMs: number): boolean {
    const { perSec, burst } = this.options
    const bucket = this.buckets.get(caller) ?? { left: burst, atMs: nowMs }
    bucket.left = Math.min(burst, bucket.left + ((nowMs - bucket.atMs) / 1000) * perSec)
    bucket.atMs = nowMs
    const isAllowed = bucket.left >= 1
    if (isAllowed) bucket.left--
    this.remember(caller, bucket)
    return isAllowed
  }

  get size(): number {
    return this.buckets.size
  }

  /** Puts the caller last; a map keeps the order of insertion, so the first is the one that asked longest ago. */
  private remember(caller: string, bucket: Bucket): void {
    this.buckets.delete(caller)
    this.buckets.set(caller, bucket)
    if (this.buckets.size <= this.options.maxCallers) return
    for (const oldest of this.buckets.keys()) {
      this.buckets.delete(oldest)
      break
    }
  }
}
