/** The test CA makes what the verifier takes, and the leak check sees a leak. */
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { test } from 'node:test'
import { verifyChain, verifyPeer } from '@flotilla/x509'
import { StaticIdentity, TestCa, tempDir, testSpiffeId, watchHandles } from './index.ts'

test('a leaf of the test CA verifies against its bundle, directly and through an intermediate', () => {
  const ca = new TestCa()
  const direct = ca.issue(testSpiffeId('reviews'))
  assert.equal(verifyPeer([direct.certificate.der], ca.bundles, Date.now()).kind, 'ok')
  const below = ca.intermediate()
  const leaf = below.issue(testSpiffeId('reviews'))
  assert.equal(
    verifyChain([leaf.certificate, below.signer.certificate], ca.bundles, Date.now()).kind,
    'ok',
  )
  assert.equal(leaf.certChainPem.match(/BEGIN/g)?.length, 2)
  assert.equal(verifyPeer([leaf.certificate.der], new TestCa().bundles, Date.now()).kind, 'bad')
})

test('a static identity tells its listeners about a change until they stop listening', () => {
  const ca = new TestCa()
  const source = new StaticIdentity(null)
  let calls = 0
  const stop = source.onChange(() => calls++)
  const leaf = ca.issue(testSpiffeId('a'))
  source.set(leaf)
  assert.equal(source.current(), leaf)
  stop()
  source.set(null)
  assert.equal(calls, 1)
})

test('the leak check passes when all is closed and names what is open', async () => {
  const watch = watchHandles(50)
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  await assert.rejects(watch.check(), /handles left open: TCPServerWrap ×1/)
  await new Promise((resolve) => server.close(resolve))
  await watch.check()
})

test('a temporary directory is gone after its test', async (t) => {
  let dir = ''
  await t.test('inner', (inner) => {
    dir = tempDir(inner)
    assert.ok(existsSync(dir))
  })
  assert.equal(existsSync(dir), false)
})
