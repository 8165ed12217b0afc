/** The root on disk: made once, private, checked before use, and one only when two begin at once. */
import assert from 'node:assert/strict'
import { chmodSync, readdirSync, renameSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { TestCa, tempDir } from '@flotilla/testkit'
import { certificatePem, KeyUsage, privateKeyPem } from '@flotilla/x509'
import { openRoot, type RootOptions } from './root-store.ts'

const NOW_MS = Date.UTC(2026, 5, 1)
const YEAR_MS = 365 * 86_400_000

function optionsOf(stateDir: string): RootOptions {
  return { stateDir, trustDomain: 'cluster.local', rootTtlMs: YEAR_MS, nowMs: NOW_MS }
}

test('a root is made with the profile of the mesh and found again', (t) => {
  const dir = join(tempDir(t), 'state')
  const made = openRoot(optionsOf(dir))
  const root = made.issuer.certificate
  assert.equal(root.subject.text, 'O=cluster.local')
  assert.deepEqual(root.extensions.basicConstraints, { isCa: true, pathLen: null })
  assert.equal(root.extensions.keyUsage, KeyUsage.keyCertSign)
  assert.equal(root.publicKey.kind, 'p256')
  assert.equal(root.notAfterMs, NOW_MS + YEAR_MS)
  assert.equal(made.tokenKey.length, 32)
  const found = openRoot(optionsOf(dir))
  assert.equal(found.rootSha256, made.rootSha256)
  assert.deepEqual(found.tokenKey, made.tokenKey)
  assert.deepEqual(readdirSync(dir), ['ca'])
})

test('nobody else can look into the folder or read the keys', (t) => {
  const dir = tempDir(t)
  chmodSync(dir, 0o755)
  openRoot(optionsOf(dir))
  assert.equal(statSync(dir).mode & 0o777, 0o700)
  assert.equal(statSync(join(dir, 'ca')).mode & 0o777, 0o700)
  for (const file of ['ca-key.pem', 'token-key'])
    assert.equal(statSync(join(dir, 'ca', file)).mode & 0o777, 0o600)
})

test('what a killed citadel left half made is not used', (t) => {
  const dir = tempDir(t)
  const half = join(dir, 'ca.new-AbCdEf')
  openRoot(optionsOf(join(dir, 'other')))
  renameSync(join(dir, 'other', 'ca'), half)
  const made = openRoot(optionsOf(dir))
  assert.ok(made.rootSha256)
  assert.ok(readdirSync(dir).includes('ca'))
})

const OTHER = new TestCa({ nowMs: () => NOW_MS })
const SPOILED: readonly (readonly [string, (ca: string) => void, RegExp])[] = [
  [
    'garbage for a key',
    (ca) => writeFileSync(join(ca, 'ca-key.pem'), 'x'),
    /ca-key\.pem: .*not a private key/,
  ],
  [
    'garbage for a certificate',
    (ca) => writeFileSync(join(ca, 'ca-cert.pem'), 'x'),
    /ca-cert\.pem/,
  ],
  [
    'the certificate of another key',
    (ca) => writeFileSync(join(ca, 'ca-cert.pem'), OTHER.rootPem),
    /ca-cert\.pem: it is not the certificate of/,
  ],
  [
    'a leaf as root',
    (ca) => {
      const leaf = OTHER.issue('spiffe://cluster.local/ns/a/sa/b')
      writeFileSync(join(ca, 'ca-cert.pem'), certificatePem(leaf.certificate))
      writeFileSync(join(ca, 'ca-key.pem'), privateKeyPem(leaf.key))
    },
    /not a self-signed CA certificate/,
  ],
  [
    'two certificates',
    (ca) => writeFileSync(join(ca, 'ca-cert.pem'), OTHER.rootPem + OTHER.rootPem),
    /not one certificate/,
  ],
  ['a key that others may read', (ca) => chmodSync(join(ca, 'ca-key.pem'), 0o644), /chmod 600/],
  [
    'a short token key',
    (ca) => writeFileSync(join(ca, 'token-key'), 'x'),
    /token-key: it is not 32/,
  ],
  [
    'a missing key',
    (ca) => renameSync(join(ca, 'ca-key.pem'), join(ca, 'x')),
    /cannot read .*ca-key/,
  ],
]

for (const [name, spoil, reason] of SPOILED) {
  test(`refuses to start with ${name}, naming the file`, (t) => {
    const dir = tempDir(t)
    openRoot(optionsOf(dir))
    spoil(join(dir, 'ca'))
    assert.throws(() => openRoot(optionsOf(dir)), { code: 'FLT_STORE_FAILED', message: reason })
  })
}

test('a root of another trust domain, or one that has expired, is not used', (t) => {
  const dir = tempDir(t)
  openRoot(optionsOf(dir))
  assert.throws(
    () => openRoot({ ...optionsOf(dir), trustDomain: 'other.local' }),
    /use another --state/,
  )
  assert.throws(() => openRoot({ ...optionsOf(dir), nowMs: NOW_MS + 2 * YEAR_MS }), /not valid now/)
})

test('a state directory that cannot be made is one clear sentence', (t) => {
  const file = join(tempDir(t), 'file')
  writeFileSync(file, '')
  assert.throws(() => openRoot(optionsOf(join(file, 'state'))), {
    code: 'FLT_PERMISSION',
    message: /choose a directory of your own with --state/,
  })
})

test('a dangling link where the root belongs is not followed', (t) => {
  const dir = tempDir(t)
  symlinkSync(join(dir, 'nowhere'), join(dir, 'ca'))
  assert.throws(() => openRoot(optionsOf(dir)), { code: 'FLT_STORE_FAILED' })
})
