/** Endpoint picking, outlier detection and circuit breaking. Pure: clock and randomness are arguments. */
export {
  type BreakerLimits,
  BreakerSlot,
  CircuitBreaker,
  type RetryBudget,
} from './circuit-breaker.ts'
export { EdfScheduler } from './edf.ts'
export {
  type Balancer,
  type BalancerPolicy,
  type Endpoint,
  type Random,
  randomHash,
} from './endpoint.ts'
export { type LeastRequestOptions, leastRequest } from './least-request.ts'
export { DEFAULT_MAGLEV_TABLE_SIZE, isPrime, MAX_MAGLEV_TABLE_SIZE, maglev } from './maglev.ts'
export { type OutlierConfig, outlierConfig } from './outlier-config.ts'
export {
  LocalOutcome,
  OutlierDetector,
  type OutlierHooks,
  type OutlierHost,
} from './outlier-detector.ts'
export { EjectionReason, type OutlierEvent, OutlierStats } from './outlier-event.ts'
export { HostOutlier } from './outlier-host.ts'
export {
  type LevelLoad,
  type PriorityLevel,
  type PriorityOptions,
  PrioritySet,
} from './priority.ts'
export { randomChoice } from './random.ts'
export { MAX_RING_SIZE, type RingHashOptions, ringHash } from './ring-hash.ts'
export { roundRobin } from './round-robin.ts'
export { xxHash64 } from './xx-hash64.ts'
