/** Fakes, certificates, in-process parts and leak checks; imported by tests only. */
export { type HandleWatch, watchHandles } from './open-handles.ts'
export { StaticIdentity } from './static-identity.ts'
export { tempDir } from './temp-dir.ts'
export {
  TestCa,
  type TestCaOptions,
  type TestLeaf,
  type TestLeafOptions,
  testSpiffeId,
} from './test-ca.ts'
export {
  startTestCaServer,
  type TestCaServer,
  type TestCaServerOptions,
} from './test-ca-server.ts'
