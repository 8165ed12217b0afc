/** What sister packages' tests may use: the suite that every balancing policy passes, and its fakes. */
export {
  describeBalancerPolicy,
  fakeEndpoint,
  type PolicyTraits,
  seeded,
  testEnv,
} from './compliance.ts'
