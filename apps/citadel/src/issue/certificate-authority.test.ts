/** What the authority signs: the caller's name and key, lives within limits, and nothing once its root has expired. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TestCa, testSpiffeId } from '@flotilla/testkit'
import { FakeClock } from '@flotilla/time'
import { fingerprint256, generateKey, publicHalfOf, unwrap, verifyPeer } from '@flotilla/x509'
import { CertificateAuthority } from './certificate-authority.ts'
import { ServerIdentity } from './server-identity.ts'

const ID = testSpiffeId('a')
const HOUR_MS = 3_600_000
const LIMITS = { defaultMs: HOUR_MS, maxMs: 24 * HOUR_MS }

function authorityOf(clock: FakeClock): {
  readonly ca: TestCa
  readonly authority: CertificateAuthority
} {
  const startMs = clock.wallMs()
  const ca = new TestCa({ nowMs: () => startMs })
  const material = {
    issuer: ca.signer,
    rootPem: ca.rootPem,
    rootSha256: fingerprint256(ca.root.der),
    tokenKey: Buffer.alloc(32),
  }
  return { ca, authority: new CertificateAuthority(material, LIMITS, clock) }
}

const publicKey = unwrap(publicHalfOf(generateKey()))

test('a leaf carries the name and key given, dated back two minutes', () => {
  const clock = new FakeClock()
  const { ca, authority } = authorityOf(clock)
  const { certificate, rootsPem } = authority.sign(publicKey, ID, HOUR_MS)
  assert.equal(certificate.notBeforeMs, clock.wallMs() - 120_000)
  assert.equal(certificate.notAfterMs, clock.wallMs() + HOUR_MS)
  assert.equal(certificate.extensions.sans.length, 1)
  assert.equal(rootsPem, ca.rootPem)
  const peer = verifyPeer([certificate.der], ca.bundles, clock.wallMs())
  assert.ok(peer.kind === 'ok' && peer.value.spiffeId.text === ID)
})

test('serials are positive, of 127 bits, and never the same', () => {
  const { authority } = authorityOf(new FakeClock())
  const serials = Array.from(
    { length: 200 },
    () => authority.sign(publicKey, ID, 1000).certificate.serial,
  )
  assert.equal(new Set(serials).size, 200)
  for (const serial of serials) assert.ok(BigInt(`0x${serial}`) < 2n ** 127n)
})

for (const [requestedSec, expected] of [
  [0, HOUR_MS],
  [-1, HOUR_MS],
  [Number.NaN, HOUR_MS],
  [1, 1000],
  [86_400, 86_400_000],
  [86_401, 'refused'],
  [Number.MAX_SAFE_INTEGER, 'refused'],
] as const) {
  test(`a wish for ${requestedSec} s gives ${expected}`, () => {
    const { authority } = authorityOf(new FakeClock())
    if (expected === 'refused')
      assert.throws(() => authority.lifeFor(requestedSec), { code: 'FLT_CSR_REFUSED' })
    else assert.equal(authority.lifeFor(requestedSec), expected)
  })
}

test('no leaf outlives the root, and an expired root signs nothing', () => {
  const clock = new FakeClock()
  const { ca, authority } = authorityOf(clock)
  clock.advance(ca.root.notAfterMs - clock.wallMs() - HOUR_MS / 2)
  assert.equal(authority.sign(publicKey, ID, HOUR_MS).certificate.notAfterMs, ca.root.notAfterMs)
  clock.advance(HOUR_MS)
  assert.throws(() => authority.sign(publicKey, ID, HOUR_MS), { code: 'FLT_IDENTITY_UNAVAILABLE' })
})

test('a request with the key of the CA is refused', () => {
  const { ca, authority } = authorityOf(new FakeClock())
  assert.throws(() => authority.sign(ca.root.publicKey, ID, HOUR_MS), { code: 'FLT_CSR_REFUSED' })
})

test('the server certificate renews itself and is gone when the root is', () => {
  const clock = new FakeClock()
  const { ca, authority } = authorityOf(clock)
  const identity = new ServerIdentity(authority, {
    spiffeId: testSpiffeId('citadel', 'istio-system'),
    dnsNames: ['istio-citadel'],
    lifeMs: HOUR_MS,
    clock,
  })
  assert.equal(identity.current(), null)
  identity.start()
  let changes = 0
  const stop = identity.onChange(() => changes++)
  const first = identity.current()
  assert.equal(first?.certChainPem.match(/BEGIN/g)?.length, 2, 'the root is sent along')
  for (let i = 0; i < 47; i++) clock.advance(30_000)
  assert.equal(changes, 0, 'not before 40 %')
  for (let i = 0; i < 26; i++) clock.advance(30_000)
  assert.equal(changes, 1)
  assert.notEqual(identity.current()?.keyPem, first?.keyPem)
  stop()
  clock.advance(ca.root.notAfterMs - clock.wallMs() + 1000)
  assert.equal(identity.current(), null)
  identity.close()
  assert.equal(clock.pending, 0)
})
