/** What a CA answers is installed only when every check passes; and what is kept comes back only when it is still good. */
import assert from 'node:assert/strict'
import { chmodSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { TestCa, type TestLeaf, tempDir, testSpiffeId } from '@flotilla/testkit'
import { certificatePem, generateKey } from '@flotilla/x509'
import { checkIssued } from './issued.ts'
import { KeyStore } from './key-store.ts'
import { maxRetryMs, renewAtMs } from './rotation.ts'

const CA = new TestCa()
const ID = testSpiffeId('a')
const LEAF = CA.issue(ID)

function check(leaf: TestLeaf, rootsPem = CA.rootPem, key = leaf.key, spiffeId = ID): string {
  const expected = { spiffeId, key, nowMs: Date.now() }
  const outcome = checkIssued(leaf.certChainPem, rootsPem, expected)
  return outcome.kind === 'ok' ? 'ok' : outcome.reason
}

test('a good answer passes, also through an intermediate and with two roots', () => {
  assert.equal(check(LEAF), 'ok')
  assert.equal(check(CA.intermediate().issue(ID)), 'ok')
  assert.equal(check(LEAF, new TestCa().rootPem + CA.rootPem), 'ok')
})

const REFUSED: readonly (readonly [string, () => string, RegExp])[] = [
  ['another key', () => check(LEAF, CA.rootPem, generateKey()), /another key/],
  ['another identity', () => check(CA.issue(testSpiffeId('b'))), /another identity/],
  ['roots that did not sign it', () => check(LEAF, new TestCa().rootPem), /no valid chain/],
  ['an expired leaf', () => check(CA.issue(ID, { ttlMs: -5000 })), /expired/],
  [
    'a leaf that is not yet valid',
    () => check(CA.issue(ID, { backdateMs: -5000 })),
    /not yet valid/,
  ],
  ['no chain', () => check({ ...LEAF, certChainPem: '' }), /no PEM block/],
  ['no roots', () => check(LEAF, ''), /no PEM block/],
  [
    'the root as leaf',
    () => check({ ...LEAF, certChainPem: CA.rootPem, key: CA.signer.key }),
    /not exactly one URI name/,
  ],
  ['roots with a key among them', () => check(LEAF, CA.rootPem + LEAF.keyPem), /not a certificate/],
]

for (const [name, run, reason] of REFUSED) {
  test(`refuses ${name}`, () => assert.match(run(), reason))
}

test('a kept identity comes back, from a file that only its owner reads', (t) => {
  const dir = join(tempDir(t), 'keys')
  const store = new KeyStore(dir)
  assert.equal(store.load(ID, Date.now()), null)
  store.save(LEAF)
  const kept = store.load(ID, Date.now())
  assert.ok(kept?.kind === 'ok')
  assert.equal(kept.value.notAfterMs, LEAF.certificate.notAfterMs)
  assert.equal(statSync(dir).mode & 0o777, 0o700)
  assert.deepEqual(readdirSync(dir), ['identity.json'])
  assert.equal(statSync(join(dir, 'identity.json')).mode & 0o777, 0o600)
  store.save(CA.issue(ID))
  assert.deepEqual(readdirSync(dir), ['identity.json'])
})

test('a kept identity that is not good any more is refused, never an exception', (t) => {
  const dir = tempDir(t)
  const store = new KeyStore(dir)
  const file = join(dir, 'identity.json')
  const reason = (nowMs = Date.now(), id = ID): string => {
    const kept = store.load(id, nowMs)
    return kept?.kind === 'bad' ? kept.reason : 'accepted'
  }
  store.save(LEAF)
  assert.match(reason(LEAF.certificate.notAfterMs + 2000), /expired/)
  assert.match(reason(Date.now(), testSpiffeId('b')), /another identity/)
  chmodSync(file, 0o644)
  assert.match(reason(), /readable by others/)
  for (const text of ['', '{', 'null', '[]', '{"certChainPem":1}']) {
    writeFileSync(file, text)
    chmodSync(file, 0o600)
    assert.match(reason(), /not what was written/, text)
  }
  store.save({ ...LEAF, keyPem: CA.issue(ID).keyPem })
  assert.match(reason(), /another key/)
  store.save({ ...LEAF, keyPem: 'x' })
  assert.match(reason(), /not a private key/)
  store.save({ ...LEAF, certChainPem: certificatePem(new TestCa().root) })
  assert.match(reason(), /another key|URI name/)
})

test('a state directory that cannot be made is one clear sentence', (t) => {
  const file = join(tempDir(t), 'file')
  writeFileSync(file, '')
  assert.throws(() => new KeyStore(join(file, 'keys')), {
    code: 'FLT_PERMISSION',
    message: /choose another state directory/,
  })
})

test('renewal is at half of the life, give or take a tenth, and retries fit into what is left', () => {
  const life = { fromMs: 1000, notAfterMs: 101_000 }
  assert.equal(
    renewAtMs(life, () => 0.5),
    51_000,
  )
  assert.equal(
    renewAtMs(life, () => 0),
    41_000,
  )
  assert.ok(renewAtMs(life, () => 0.999_999) <= 61_000)
  assert.equal(
    renewAtMs({ fromMs: 1000, notAfterMs: 0 }, () => 0.5),
    1000,
  )
  assert.equal(maxRetryMs({ fromMs: 0, notAfterMs: 86_400_000 }), 60_000)
  assert.equal(maxRetryMs({ fromMs: 0, notAfterMs: 10_000 }), 1000)
  assert.equal(maxRetryMs({ fromMs: 0, notAfterMs: 100 }), 200)
})
