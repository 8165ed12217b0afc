/** Generated from envoy/config/cluster/v3/circuit_breaker.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { RoutingPriority } from '../../core/v3/base.ts'
import { Percent, readPercent, writePercent } from '../../../type/v3/percent.ts'
import { type MessageType, define } from '../../../../../message-type.ts'
import { UInt32Value, readUInt32Value, writeUInt32Value } from '../../../../../well-known/wrappers.ts'
import { type Mutable, NO_ITEMS, append, put } from '../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../wire/message-reader.ts'

/** envoy.config.cluster.v3.CircuitBreakers */
export interface CircuitBreakers {
  readonly thresholds: readonly CircuitBreakersThresholds[]
  readonly perHostThresholds: readonly CircuitBreakersThresholds[]
}

export const CircuitBreakers: MessageType<CircuitBreakers> = define<CircuitBreakers>({
  name: 'envoy.config.cluster.v3.CircuitBreakers', empty: emptyCircuitBreakers, write: writeCircuitBreakers, read: readCircuitBreakers,
  fields: () => [
    ['thresholds', 1, CircuitBreakersThresholds, 'list'],
    ['per_host_thresholds', 2, CircuitBreakersThresholds, 'list'],
  ],
})

export function emptyCircuitBreakers(): CircuitBreakers {
  return {
    thresholds: NO_ITEMS,
    perHostThresholds: NO_ITEMS,
  }
}

export function writeCircuitBreakers(m: CircuitBreakers, w: ByteWriter): void {
  for (const v of m.thresholds) put(w, 10, writeCircuitBreakersThresholds, v)
  for (const v of m.perHostThresholds) put(w, 18, writeCircuitBreakersThresholds, v)
}

export function readCircuitBreakers(r: MessageReader, into: CircuitBreakers | null): CircuitBreakers {
  const m: Mutable<CircuitBreakers> = into ?? emptyCircuitBreakers()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.thresholds = append(m.thresholds, readCircuitBreakersThresholds(r.message(), null)); break
      case 18: m.perHostThresholds = append(m.perHostThresholds, readCircuitBreakersThresholds(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.cluster.v3.CircuitBreakers.Thresholds */
export interface CircuitBreakersThresholds {
  readonly priority: RoutingPriority
  readonly maxConnections: number | null
  readonly maxPendingRequests: number | null
  readonly maxRequests: number | null
  readonly maxRetries: number | null
  readonly trackRemaining: boolean
  readonly maxConnectionPools: number | null
  readonly retryBudget: CircuitBreakersThresholdsRetryBudget | null
}

export const CircuitBreakersThresholds: MessageType<CircuitBreakersThresholds> = define<CircuitBreakersThresholds>({
  name: 'envoy.config.cluster.v3.CircuitBreakers.Thresholds', empty: emptyCircuitBreakersThresholds, write: writeCircuitBreakersThresholds, read: readCircuitBreakersThresholds,
  fields: () => [
    ['priority', 1, { enum: RoutingPriority }],
    ['max_connections', 2, UInt32Value],
    ['max_pending_requests', 3, UInt32Value],
    ['max_requests', 4, UInt32Value],
    ['max_retries', 5, UInt32Value],
    ['track_remaining', 6, 'bool'],
    ['max_connection_pools', 7, UInt32Value],
    ['retry_budget', 8, CircuitBreakersThresholdsRetryBudget],
  ],
})

export function emptyCircuitBreakersThresholds(): CircuitBreakersThresholds {
  return {
    priority: 0,
    maxConnections: null,
    maxPendingRequests: null,
    maxRequests: null,
    maxRetries: null,
    trackRemaining: false,
    maxConnectionPools: null,
    retryBudget: null,
  }
}

export function writeCircuitBreakersThresholds(m: CircuitBreakersThresholds, w: ByteWriter): void {
  if (m.priority !== 0) w.uint32(8).int32(m.priority)
  if (m.maxConnections !== null) put(w, 18, writeUInt32Value, m.maxConnections)
  if (m.maxPendingRequests !== null) put(w, 26, writeUInt32Value, m.maxPendingRequests)
  if (m.maxRequests !== null) put(w, 34, writeUInt32Value, m.maxRequests)
  if (m.maxRetries !== null) put(w, 42, writeUInt32Value, m.maxRetries)
  if (m.trackRemaining) w.uint32(48).bool(m.trackRemaining)
  if (m.maxConnectionPools !== null) put(w, 58, writeUInt32Value, m.maxConnectionPools)
  if (m.retryBudget !== null) put(w, 66, writeCircuitBreakersThresholdsRetryBudget, m.retryBudget)
}

export function readCircuitBreakersThresholds(r: MessageReader, into: CircuitBreakersThresholds | null): CircuitBreakersThresholds {
  const m: Mutable<CircuitBreakersThresholds> = into ?? emptyCircuitBreakersThresholds()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.priority = r.int32() as RoutingPriority; break
      case 18: m.maxConnections = readUInt32Value(r.message()); break
      case 26: m.maxPendingRequests = readUInt32Value(r.message()); break
      case 34: m.maxRequests = readUInt32Value(r.message()); break
      case 42: m.maxRetries = readUInt32Value(r.message()); break
      case 48: m.trackRemaining = r.bool(); break
      case 58: m.maxConnectionPools = readUInt32Value(r.message()); break
      case 66: m.retryBudget = readCircuitBreakersThresholdsRetryBudget(r.message(), m.retryBudget); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.cluster.v3.CircuitBreakers.Thresholds.RetryBudget */
export interface CircuitBreakersThresholdsRetryBudget {
  readonly budgetPercent: Percent | null
  readonly minRetryConcurrency: number | null
}

export const CircuitBreakersThresholdsRetryBudget: MessageType<CircuitBreakersThresholdsRetryBudget> = define<CircuitBreakersThresholdsRetryBudget>({
  name: 'envoy.config.cluster.v3.CircuitBreakers.Thresholds.RetryBudget', empty: emptyCircuitBreakersThresholdsRetryBudget, write: writeCircuitBreakersThresholdsRetryBudget, read: readCircuitBreakersThresholdsRetryBudget,
  fields: () => [
    ['budget_percent', 1, Percent],
    ['min_retry_concurrency', 2, UInt32Value],
  ],
})

export function emptyCircuitBreakersThresholdsRetryBudget(): CircuitBreakersThresholdsRetryBudget {
  return {
    budgetPercent: null,
    minRetryConcurrency: null,
  }
}

export function writeCircuitBreakersThresholdsRetryBudget(m: CircuitBreakersThresholdsRetryBudget, w: ByteWriter): void {
  if (m.budgetPercent !== null) put(w, 10, writePercent, m.budgetPercent)
  if (m.minRetryConcurrency !== null) put(w, 18, writeUInt32Value, m.minRetryConcurrency)
}

export function readCircuitBreakersThresholdsRetryBudget(r: MessageReader, into: CircuitBreakersThresholdsRetryBudget | null): CircuitBreakersThresholdsRetryBudget {
  const m: Mutable<CircuitBreakersThresholdsRetryBudget> = into ?? emptyCircuitBreakersThresholdsRetryBudget()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.budgetPercent = readPercent(r.message(), m.budgetPercent); break
      case 18: m.minRetryConcurrency = readUInt32Value(r.message()); break
      default: r.skipField(tag)
    }
  }
  return m
}
