/** For the tests of adapters: the compliance suite and its fakes. */
export { FakeEnv, httpAnswer, settled } from './fake-env.ts'
export { FakeJetStream } from './fake-jetstream.ts'
export { type FakeConnection, FakeNetwork, type FakeServer } from './fake-network.ts'
export { FakeRedis } from './fake-redis.ts'
export { sampleInstance } from './sample-instance.ts'
export {
  type AcceptedCase,
  adapterCompliance,
  type ComplianceInput,
  type FailureCase,
  type RefusedCase,
} from './suite.ts'
