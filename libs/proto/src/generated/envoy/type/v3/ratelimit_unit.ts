/** Generated from envoy/type/v3/ratelimit_unit.proto by `npm run gen`; do not edit. */

/** envoy.type.v3.RateLimitUnit */
export const RateLimitUnit = {
  UNKNOWN: 0,
  SECOND: 1,
  MINUTE: 2,
  HOUR: 3,
  DAY: 4,
  MONTH: 5,
  YEAR: 6,
} as const
export type RateLimitUnit = (typeof RateLimitUnit)[keyof typeof RateLimitUnit]
