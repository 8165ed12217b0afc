/** Exponential backoff with full jitter between a floor and a cap. */
import { FlotillaError } from '@flotilla/errors'

export interface BackoffOptions {
  /** Upper bound of the first delay, ms, > 0. */
  readonly baseMs: number
  /** Upper bound of every delay, ms, >= baseMs. */
  readonly maxMs: number
  /** Share of each delay that is drawn at random, 0..1. 0 gives the bound itself. Default 1. */
  readonly jitterRatio?: number
}

export class Backoff {
  private readonly baseMs: number
  private readonly maxMs: number
  private readonly jitterRatio: number
  private readonly random: () => number
  private attempt = 0

  /** @param random uniform in [0, 1). */
  constructor(options: BackoffOptions, random: () => number = Math.random) {
    const jitterRatio = options.jitterRatio ?? 1
    if (
      !(options.baseMs > 0) ||
      !(options.maxMs >= options.baseMs) ||
      !(jitterRatio >= 0 && jitterRatio <= 1)
    ) {
      throw new FlotillaError(
        'FLT_BUG',
        `backoff out of range: base ${options.baseMs}, max ${options.maxMs}, jitter ${jitterRatio}`,
      )
    }
    this.baseMs = options.baseMs
    this.maxMs = options.maxMs
    this.jitterRatio = jitterRatio
    this.random = random
  }

  /** The next delay in ms; each call doubles the bound until it meets the cap. */
  nextMs(): number {
    const boundMs = Math.min(this.maxMs, this.baseMs * 2 ** Math.min(this.attempt, 52))
    this.attempt++
    return boundMs * (1 - this.jitterRatio) + boundMs * this.jitterRatio * this.random()
  }

  /** Starts over at the base, after a success. */
  reset(): void {
    this.attempt = 0
  }
}
