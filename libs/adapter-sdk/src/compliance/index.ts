/** For the tests of adapters: the compliance suite and its fakes. */
export { FakeEnv, settled } from './fake-env.ts'
export { sampleInstance } from './sample-instance.ts'
export {
  type AcceptedCase,
  adapterCompliance,
  type ComplianceInput,
  type RefusedCase,
} from './suite.ts'
