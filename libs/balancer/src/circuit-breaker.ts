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
  private held = 0
  private readonly fixedLimit: number

  constructor(limit: number) {
    this.fixedLimit = limit
  }

  get active(): number {
    return this.held
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
    if (this.held >= this.limit) return false
    this.held++
    return true
  }

  /** Counts one more whatever the limit. */
  acquire(): void {
    this.held++
  }

  release(): void {
    this.held--
  }
}

/** Retries under a budget: the limit moves with what is in flight. */
class BudgetSlot extends BreakerSlot {
  private readonly budget: Budget

  constructor(budget: Budget) {
    super(0)
    this.budget = budget
  }

  override get limit(): number {
    return budgetLimit(this.budget)
  }
}

/** A counter that several threads have in common. */
class SharedSlot extends BreakerSlot {
  private readonly cells: Int32Array
  private readonly at: number
  /** Null: the limit is fixed. */
  private readonly budget: Budget | null

  constructor(limit: number, budget: Budget | null, cells: Int32Array, at: number) {
    super(limit)
    this.cells = cells
    this.at = at
    this.budget = budget
  }

  override get active(): number {
    return Atomics.load(this.cells, this.at)
  }

  override get limit(): number {
    return this.budget === null ? super.limit : budgetLimit(this.budget)
  }

  override tryAcquire(): boolean {
    const before = Atomics.add(this.cells, this.at, 1)
    if (before < this.limit) return true
    Atomics.sub(this.cells, this.at, 1)
    return false
  }

  override acquire(): void {
    Atomics.add(this.cells, this.at, 1)
  }

  override release(): void {
    Atomics.sub(this.cells, this.at, 1)
  }
}

/** What a retry budget is worked out from. */
interface Budget {
  readonly requests: BreakerSlot
  readonly pending: BreakerSlot
  readonly ratio: number
  readonly least: number
}

function budgetLimit({ requests, pending, ratio, least }: Budget): number {
  return Math.max(least, Math.floor(ratio * (requests.active + pending.active)))
}

/** Cells that one breaker takes of memory shared between threads. */
export const BREAKER_CELLS = 4

export class CircuitBreaker {
  readonly connections: BreakerSlot
  readonly pending: BreakerSlot
  readonly requests: BreakerSlot
  readonly retries: BreakerSlot
  readonly tracksRemaining: boolean

  /** @param cells counters that other threads change too, `BREAKER_CELLS` of them; null where this thread is alone. */
  constructor(limits: BreakerLimits = {}, cells: Int32Array | null = null) {
    const slot = (limit: number, at: number): BreakerSlot =>
      cells === null ? new BreakerSlot(limit) : new SharedSlot(limit, null, cells, at)
    this.connections = slot(limits.maxConnections ?? 1024, 0)
    this.pending = slot(limits.maxPendingRequests ?? 1024, 1)
    this.requests = slot(limits.maxRequests ?? 1024, 2)
    this.retries = this.retrySlot(limits, cells)
    this.tracksRemaining = limits.tracksRemaining ?? false
  }

  private retrySlot(
    { maxRetries, retryBudget }: BreakerLimits,
    cells: Int32Array | null,
  ): BreakerSlot {
    const budget =
      retryBudget === undefined
        ? null
        : {
            requests: this.requests,
            pending: this.pending,
            ratio: (retryBudget.budgetPct ?? 20) / 100,
            least: retryBudget.minRetryConcurrency ?? 3,
          }
    if (cells !== null) return new SharedSlot(maxRetries ?? 3, budget, cells, 3)
    return budget === null ? new BreakerSlot(maxRetries ?? 3) : new BudgetSlot(budget)
  }
}
