/** CircuitBreakers message → limits per priority. */
import type { BreakerLimits } from '@flotilla/balancer'
import {
  type CircuitBreakers,
  type CircuitBreakersThresholds,
  RoutingPriority,
} from '@flotilla/proto'
import type { Violations } from '../compile/violations.ts'

export interface BreakerSettings {
  readonly default: BreakerLimits
  readonly high: BreakerLimits
}

/** Absent thresholds mean Envoy's defaults. The first entry of a priority counts, as in Envoy. */
export function compileBreakers(message: CircuitBreakers | null, at: Violations): BreakerSettings {
  if ((message?.perHostThresholds.length ?? 0) > 0) at.at('per_host_thresholds').unsupported()
  const of = (priority: RoutingPriority): BreakerLimits => {
    const index = message?.thresholds.findIndex((t) => t.priority === priority) ?? -1
    const thresholds = message?.thresholds[index]
    return thresholds === undefined ? {} : limitsOf(thresholds, at.at('thresholds', index))
  }
  return { default: of(RoutingPriority.DEFAULT), high: of(RoutingPriority.HIGH) }
}

function limitsOf(thresholds: CircuitBreakersThresholds, at: Violations): BreakerLimits {
  // One pool per host is all there is, so a limit of pools below the number of hosts could not be kept.
  if (thresholds.maxConnectionPools !== null) at.at('max_connection_pools').unsupported()
  const limits = {
    maxConnections: thresholds.maxConnections ?? 1024,
    maxPendingRequests: thresholds.maxPendingRequests ?? 1024,
    maxRequests: thresholds.maxRequests ?? 1024,
    maxRetries: thresholds.maxRetries ?? 3,
    tracksRemaining: thresholds.trackRemaining,
  }
  const budget = thresholds.retryBudget
  return budget === null
    ? limits
    : {
        ...limits,
        retryBudget: {
          budgetPct: budget.budgetPercent?.value ?? 20,
          minRetryConcurrency: budget.minRetryConcurrency ?? 3,
        },
      }
}
