/** CircuitBreakers message → limits per priority. */
import type { BreakerLimits } from '@flotilla/balancer'
import {
  type CircuitBreakers,
  type CircuitBreakersThresholds,
  RoutingPriority,
} from '@flotilla/proto'
import type { Violations } from '../compile/violations.ts'
import { liveNumber } from '../runtime/live-values.ts'

export interface BreakerSettings {
  readonly default: BreakerLimits
  readonly high: BreakerLimits
}

const PRIORITY_NAMES: Readonly<Record<RoutingPriority, string>> = {
  [RoutingPriority.DEFAULT]: 'default',
  [RoutingPriority.HIGH]: 'high',
}

/** Absent thresholds mean Envoy's defaults. The first entry of a priority counts, as in Envoy. */
export function compileBreakers(
  message: CircuitBreakers | null,
  cluster: string,
  at: Violations,
): BreakerSettings {
  const of = (priority: RoutingPriority): BreakerLimits => {
    const index = message?.thresholds.findIndex((t) => t.priority === priority) ?? -1
    const thresholds = message?.thresholds[index]
    const limits = thresholds === undefined ? {} : limitsOf(thresholds, at.at('thresholds', index))
    return withRuntime(limits, `circuit_breakers.${cluster}.${PRIORITY_NAMES[priority]}`)
  }
  refusePerHost(message, at)
  return { default: of(RoutingPriority.DEFAULT), high: of(RoutingPriority.HIGH) }
}

/** Envoy's runtime keys go before what is configured. */
function withRuntime(limits: BreakerLimits, prefix: string): BreakerLimits {
  const found = (name: string): number | null => {
    const { value } = liveNumber(-1, `${prefix}.${name}`)
    return value < 0 ? null : value
  }
  const maxConnections = found('max_connections')
  const maxPendingRequests = found('max_pending_requests')
  const maxRequests = found('max_requests')
  const maxRetries = found('max_retries')
  return {
    ...limits,
    ...(maxConnections === null ? {} : { maxConnections }),
    ...(maxPendingRequests === null ? {} : { maxPendingRequests }),
    ...(maxRequests === null ? {} : { maxRequests }),
    ...(maxRetries === null ? {} : { maxRetries }),
  }
}

/** Connections that one endpoint may have: Envoy takes the default priority's. */
export function maxConnectionsPerHost(message: CircuitBreakers | null): number {
  const found = message?.perHostThresholds.find((t) => t.priority === RoutingPriority.DEFAULT)
  return found?.maxConnections ?? Number.POSITIVE_INFINITY
}

function refusePerHost(message: CircuitBreakers | null, at: Violations): void {
  for (const [i, thresholds] of (message?.perHostThresholds ?? []).entries()) {
    const place = at.at('per_host_thresholds', i)
    for (const [field, value] of [
      ['max_pending_requests', thresholds.maxPendingRequests],
      ['max_requests', thresholds.maxRequests],
      ['max_retries', thresholds.maxRetries],
      ['max_connection_pools', thresholds.maxConnectionPools],
      ['retry_budget', thresholds.retryBudget],
    ] as const)
      if (value !== null) place.at(field).unsupported('in per_host_thresholds this field')
  }
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
