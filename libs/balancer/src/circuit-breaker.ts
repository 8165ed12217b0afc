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
  /** Whether what is left is shown as `remaining_*`. Default false. */
  readonly tracksRemaining?: boolean
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
  private readonly fixedLimit: number

  constructor(limit: number) {
    this.fixedLimit = limit
  }

  get limit(): number {
    return this.fixedLimit
  }

  /** How many more fit, never below 0. */
  get remaining(): number {
    return Math.max(0, this.limit - this.active)
  }

  get isOpen(): boolean {
    return this.active >= this.limit
  }

  /** Counts one more and returns true, or returns false where the limit is met. */
  tryAcquire(): boolean {
    if (this.active >= this.limit) return false
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

/** Retries under a budget: the limit moves with what is in flight. */
class BudgetSlot extends BreakerSlot {
  private readonly requests: BreakerSlot
  private readonly pending: BreakerSlot
  private readonly ratio: number
  private readonly least: number

  constructor(budget: RetryBudget, requests: BreakerSlot, pending: BreakerSlot) {
    super(0)
    this.requests = requests
    this.pending = pending
    this.ratio = (budget.budgetPct ?? 20) / 100
    this.least = budget.minRetryConcurrency ?? 3
  }

  override get limit(): number {
    const inFlight = this.requests.active + this.pending.active
    return Math.max(this.least, Math.floor(this.ratio * inFlight))
  }
}

export class CircuitBreaker {
  readonly connections: BreakerSlot
  readonly pending: BreakerSlot
  readonly requests: BreakerSlot
  readonly retries: BreakerSlot
  readonly tracksRemaining: boolean

  constructor(limits: BreakerLimits = {}) {
    this.connections = new BreakerSlot(limits.maxConnections ?? 1024)
    this.pending = new BreakerSlot(limits.maxPendingRequests ?? 1024)
    this.requests = new BreakerSlot(limits.maxRequests ?? 1024)
    this.retries =
      limits.retryBudget === undefined
        ? new BreakerSlot(limits.maxRetries ?? 3)
        : new BudgetSlot(limits.retryBudget, this.requests, this.pending)
    this.tracksRemaining = limits.tracksRemaining ?? false
  }
}
