/** Connection pool settings as circuit breakers: without a rule nothing is limited (spec pilot-galley 2.10). */
import {
  CircuitBreakers,
  CircuitBreakersThresholds,
  CircuitBreakersThresholdsRetryBudget,
  Percent,
} from '@flotilla/proto'
import type { ConnectionPool, RetryBudget } from '../spec-types.ts'

const UNLIMITED = 0xffff_ffff
const DEFAULT_BUDGET_PERCENT = 20
const DEFAULT_MIN_RETRIES = 3

export function circuitBreakers(
  pool: ConnectionPool | null,
  budget: RetryBudget | null,
): CircuitBreakers {
  return CircuitBreakers.create({
    thresholds: [
      CircuitBreakersThresholds.create({
        maxConnections: limit(pool?.tcp?.maxConnections),
        maxPendingRequests: limit(pool?.http?.http1MaxPendingRequests),
        maxRequests: limit(pool?.http?.http2MaxRequests),
        maxRetries: limit(pool?.http?.maxRetries),
        trackRemaining: true,
        retryBudget: budget === null ? null : retryBudget(budget),
      }),
    ],
  })
}

/** 0 and absent limit nothing. */
function limit(value: number | undefined): number {
  return value !== undefined && value > 0 ? value : UNLIMITED
}

function retryBudget(budget: RetryBudget): CircuitBreakersThresholdsRetryBudget {
  return CircuitBreakersThresholdsRetryBudget.create({
    budgetPercent: Percent.create({ value: budget.percent?.value ?? DEFAULT_BUDGET_PERCENT }),
    minRetryConcurrency: budget.minRetryConcurrency ?? DEFAULT_MIN_RETRIES,
  })
}
