/** What a server's certificate is checked against. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { UpstreamTlsContext } from '@flotilla/proto'
import { TestCa } from '@flotilla/testkit'
import { Violations } from '../compile/violations.ts'
import { SecretStore } from './secret-store.ts'
import { compileUpstreamTls } from './upstream-tls.ts'

function verifiesChain(validation: object | null): boolean {
  const common = validation === null ? {} : { validationContext: validation }
  const parsed = UpstreamTlsContext.fromJson({ commonTlsContext: common })
  assert.ok(parsed.kind === 'ok', JSON.stringify(parsed))
  const at = new Violations()
  const spec = compileUpstreamTls(parsed.message, new SecretStore(() => 0), at)
  assert.deepEqual(at.all, [])
  return spec.verifiesChain
}

test('any server is accepted where nothing names what to verify it by', () => {
  const ca = { inlineString: new TestCa().rootPem }
  const names = [{ sanType: 'DNS', matcher: { exact: 'a' } }]
  assert.equal(verifiesChain(null), false)
  assert.equal(verifiesChain({}), false)
  assert.equal(verifiesChain({ trustedCa: ca }), true)
  assert.equal(verifiesChain({ systemRootCerts: {} }), true)
  assert.equal(verifiesChain({ matchTypedSubjectAltNames: names }), true)
})
