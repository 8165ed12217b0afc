/**
 * Keeps calls away from an adapter that fails.
 *
 * closed: calls pass; `FAILURES` failures in a row open it. open: calls fail at once until a wait is over, which doubles with
 * each opening. half-open: one call passes; its success closes it, its failure opens it again.
 */
import { FlotillaError } from '@flotilla/errors'
import { Backoff, type Clock } from '@flotilla/time'

export const CircuitState = { closed: 0, open: 1, halfOpen: 2 } as const
export type CircuitState = (typeof CircuitState)[keyof typeof CircuitState]

/** Failures in a row that open a circuit. docs/limits.md */
export const FAILURES = 5
/** Shortest and longest time that a circuit stays open. docs/limits.md */
export const OPEN_MS = { first: 500, longest: 30_000 } as const

export class CircuitBreaker {
  private readonly clock: Clock
  private readonly backoff: Backoff
  private failures = 0
  private current: CircuitState = CircuitState.closed
  private openUntilMs = 0
  private openings = 0

  /** @param random uniform in [0, 1): waits are spread by a fifth. */
  constructor(clock: Clock, random: () => number) {
    this.clock = clock
    const { first, longest } = OPEN_MS
    this.backoff = new Backoff({ baseMs: first, maxMs: longest, jitterRatio: 0.2 }, random)
  }

  get state(): CircuitState {
    return this.current
  }

  /** How often it has opened. */
  get opened(): number {
    return this.openings
  }

  /** Whether a call may be made now; true must be followed by `succeeded` or `failed`. */
  mayCall(): boolean {
    if (this.current === CircuitState.closed) return true
    if (this.current === CircuitState.halfOpen) return false
    if (this.clock.nowMs() < this.openUntilMs) return false
    this.current = CircuitState.halfOpen
    return true
  }

  succeeded(): void {
    this.failures = 0
    if (this.current === CircuitState.closed) return
    this.current = CircuitState.closed
    this.backoff.reset()
  }

  failed(): void {
    this.failures++
    if (this.current === CircuitState.closed && this.failures < FAILURES) return
    // A late failure of a call from before says nothing new.
    if (this.current === CircuitState.open) return
    this.current = CircuitState.open
    this.openings++
    this.openUntilMs = this.clock.nowMs() + this.backoff.nextMs()
  }

  /** The error of a call that is not made. */
  refusal(what: string): FlotillaError {
    const waitMs = Math.max(0, Math.ceil(this.openUntilMs - this.clock.nowMs()))
    return new FlotillaError(
      'FLT_ADAPTER_FAILED',
      `${what} failed ${this.failures} times in a row, it is tried again in ${waitMs} ms`,
      { retryable: true },
    )
  }
}
