/** Endpoint picking, outlier detection and circuit breaking. Pure: clock and randomness are arguments. */
export {
  ACCRUAL_DEFAULTS,
  AccrualBreaker,
  type AccrualConfig,
  type AccrualState,
  type AccrualSuccessRate,
} from './accrual-breaker.ts'
export { boundedLoad } from './bounded-load.ts'
export {
  BREAKER_CELLS,
  type BreakerLimits,
  BreakerSlot,
  CircuitBreaker,
  type RetryBudget,
} from './circuit-breaker.ts'
export { EdfScheduler } from './edf.ts'
export type {
  Balancer,
  BalancerEnv,
  BalancerPolicy,
  Endpoint,
  HashTable,
  Random,
} from './endpoint.ts'
export { type LeastRequestOptions, leastRequest } from './least-request.ts'
export type { LocalityGroup, LocalityMode } from './locality.ts'
export { DEFAULT_MAGLEV_TABLE_SIZE, isPrime, MAX_MAGLEV_TABLE_SIZE, maglev } from './maglev.ts'
export { murmurHash2 } from './murmur-hash2.ts'
export { type OutlierConfig, outlierConfig } from './outlier-config.ts'
export {
  LocalOutcome,
  OutlierDetector,
  type OutlierHooks,
  type OutlierHost,
} from './outlier-detector.ts'
export {
  EjectionReason,
  type OutlierEvent,
  type OutlierRates,
  OutlierStats,
} from './outlier-event.ts'
export { HostOutlier } from './outlier-host.ts'
export {
  PEAK_EWMA_DEFAULTS,
  PeakEwma,
  type PeakEwmaSettings,
  peakEwma,
} from './peak-ewma.ts'
export { type PriorityOptions, PrioritySet } from './priority.ts'
export type { LevelLoad, PriorityLevel } from './priority-load.ts'
export { randomChoice } from './random.ts'
export { MAX_RING_SIZE, type RingHashOptions, ringHash } from './ring-hash.ts'
export { type RoundRobinOptions, roundRobin } from './round-robin.ts'
export { type SlowStart, slowStartFactor } from './slow-start.ts'
export { SubsetBalancer, type SubsetParts, SubsetStats } from './subset-balancer.ts'
export {
  MetadataMatch,
  type SubsetConfig,
  type SubsetFallback,
  type SubsetSelector,
} from './subset-config.ts'
export { xxHash64 } from './xx-hash64.ts'
export { type LocalZones, type ZoneAwareOptions, ZoneStats } from './zone-aware.ts'
