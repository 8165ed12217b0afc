/** A token bucket that is filled in steps, as local rate limits have it (spec §2.8). */

export interface BucketSettings {
  readonly maxTokens: number
  readonly tokensPerFill: number
  readonly fillIntervalMs: number
}

export class TokenBucket {
  readonly settings: BucketSettings
  private tokens: number
  private filledAtMs: number

  constructor(settings: BucketSettings, nowMs: number) {
    this.settings = settings
    this.tokens = settings.maxTokens
    this.filledAtMs = nowMs
  }

  /** Takes one token, or says that there is none. */
  take(nowMs: number): boolean {
    this.fill(nowMs)
    if (this.tokens < 1) return false
    this.tokens--
    return true
  }

  /** Whole tokens left. */
  left(nowMs: number): number {
    this.fill(nowMs)
    return Math.floor(this.tokens)
  }

  /** Until there is a token again, whole seconds, rounded up. */
  resetSec(nowMs: number): number {
    const { fillIntervalMs } = this.settings
    if (this.tokens >= 1) return 0
    return Math.max(0, Math.ceil((this.filledAtMs + fillIntervalMs - nowMs) / 1000))
  }

  private fill(nowMs: number): void {
    const { maxTokens, tokensPerFill, fillIntervalMs } = this.settings
    const steps = Math.floor((nowMs - this.filledAtMs) / fillIntervalMs)
    if (steps <= 0) return
    this.filledAtMs += steps * fillIntervalMs
    this.tokens = Math.min(maxTokens, this.tokens + steps * tokensPerFill)
  }
}
