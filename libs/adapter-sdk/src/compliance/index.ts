/** For the tests of adapters: the compliance suite and its fakes. */
export { FakeEnv, httpAnswer, settled } from './fake-env.ts'
export { type FakeConnection, FakeNetwork, type FakeServer } from './fake-network.ts'
export { sampleInstance } from './sample-instance.ts'
export {
  type AcceptedCase,
  adapterCompliance,
  type ComplianceInput,
  type FailureCase,
  type RefusedCase,
} from './suite.ts'
