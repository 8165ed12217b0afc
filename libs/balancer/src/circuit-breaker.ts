/** Circuit breaker: counters of what is in use against limits, per cluster and priority (spec §2.4). */

export interface BreakerLimits {
  /** Default 1024. */
  readonly maxConnections?: number
  /** Default 1024. */
  readonly maxPendingRequests?: number
  /** Default 1024. */
  readonly maxRequests?: number
  /** Concurrent retries. Default 3; ignored where a budget is given. */
  readonly maxRetries?: number
  readonly retryBudget?: RetryBudget
}

/** Retries are limited to a share of what is in flight. */
export interface RetryBudget {
  /** 0–100. Default 20. */
  readonly budgetPct?: number
  /** Always allowed. Default 3. */
  readonly minRetryConcurrency?: number
}

/** One counter with its limit; open while `active >= limit`. */
export class BreakerSlot {
  active = 0
  private readonly limitOf: () => number

  constructor(limitOf: () => number) {
    this.limitOf = limitOf
  }

  get limit(): number {
    return this.limitOf()
  }

  get isOpen(): boolean {
    return this.active >= this.limitOf()
  }

  /** Counts one more and returns true, or returns false where the limit is met. */
  tryAcquire(): boolean {
    if (this.active >= this.limitOf()) return false
    this.active++
    return true
  }

  /** Counts one more whatever the limit. */
  acquire(): void {
    this.active++
  }

  release(): void {
    this.active--
  }
}

export class CircuitBreaker {
  readonly connections: BreakerSlot
  readonly pending: BreakerSlot
  readonly requests: BreakerSlot
  readonly retries: BreakerSlot

  constructor(limits: BreakerLimits = {}) {
    this.connections = fixed(limits.maxConnections ?? 1024)
    this.pending = fixed(limits.maxPendingRequests ?? 1024)
    this.requests = fixed(limits.maxRequests ?? 1024)
    this.retries =
      limits.retryBudget === undefined
        ? fixed(limits.maxRetries ?? 3)
        : this.budgeted(limits.retryBudget)
  }

  private budgeted(budget: RetryBudget): BreakerSlot {
    const ratio = (budget.budgetPct ?? 20) / 100
    const least = budget.minRetryConcurrency ?? 3
    return new BreakerSlot(() =>
      Math.max(least, Math.floor(ratio * (this.requests.active + this.pending.active))),
    )
  }
}

function fixed(limit: number): BreakerSlot {
  return new BreakerSlot(() => limit)
}
