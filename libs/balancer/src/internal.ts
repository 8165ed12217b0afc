/** What sister packages' tests may use: the suite that every balancing policy passes. */
export { describeBalancerPolicy } from './compliance.ts'
