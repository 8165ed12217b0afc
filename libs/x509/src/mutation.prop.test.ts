/** Every byte of a certificate and of a request, changed: never an exception, never a certificate that verifies or a request that is taken. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { forge, forgeCa, NOW_MS } from './forged.ts'
import {
  createCsr,
  encodePem,
  generateKey,
  parseCertificate,
  parseCertificates,
  parseCsr,
  parsePem,
  unwrap,
  verifyPeer,
} from './index.ts'

const ROOT = forgeCa('cluster.local')
const BUNDLES = new Map([['cluster.local', [ROOT.certificate]]])
const LEAF = forge({}, ROOT).certificate.der
const CSR: Buffer | undefined = unwrap(
  parsePem(createCsr('spiffe://td/ns/a/sa/b', generateKey()), 4096),
)[0]?.der
const FLIPS = [0x01, 0x80, 0xff, 0x20]

test('no certificate with one byte changed verifies', () => {
  for (let at = 0; at < LEAF.length; at++) {
    for (const flip of FLIPS) {
      const changed: Buffer = Buffer.from(LEAF)
      changed[at] = (changed[at] as number) ^ flip // within the length
      const peer = verifyPeer([changed], BUNDLES, NOW_MS)
      assert.equal(peer.kind, 'bad', `byte ${at} ^ ${flip}`)
    }
  }
})

test('no cut or lengthened certificate parses', () => {
  for (let end = 0; end < LEAF.length; end++)
    assert.equal(parseCertificate(LEAF.subarray(0, end)).kind, 'bad', `cut at ${end}`)
  for (const tail of [0, 0x30, 0xff])
    assert.equal(parseCertificate(Buffer.concat([LEAF, Buffer.of(tail)])).kind, 'bad')
})

test('no request with one byte changed, cut or lengthened is taken', () => {
  assert.ok(CSR)
  const pem = (der: Uint8Array): string => encodePem('CERTIFICATE REQUEST', der)
  assert.equal(parseCsr(pem(CSR)).kind, 'ok')
  for (let at = 0; at < CSR.length; at++) {
    for (const flip of FLIPS) {
      const changed: Buffer = Buffer.from(CSR)
      changed[at] = (changed[at] as number) ^ flip // within the length
      assert.equal(parseCsr(pem(changed)).kind, 'bad', `byte ${at} ^ ${flip}`)
    }
    assert.equal(parseCsr(pem(CSR.subarray(0, at))).kind, 'bad', `cut at ${at}`)
  }
  assert.equal(parseCsr(pem(Buffer.concat([CSR, Buffer.of(0)]))).kind, 'bad')
})

test('random bytes and texts are refused without an exception', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      assert.equal(parseCertificate(bytes).kind, 'bad')
    }),
  )
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      assert.equal(parseCsr(text).kind, 'bad')
      assert.equal(parseCertificates(text).kind, 'bad')
    }),
  )
})

test('a long-form length, a BER boolean and deep nesting are refused', () => {
  // 0x30 0x82 len len: the outer length written one byte longer than it needs to be.
  const long = Buffer.concat([Buffer.of(0x30, 0x83, 0x00), LEAF.subarray(2, 4), LEAF.subarray(4)])
  assert.equal(parseCertificate(long).kind, 'bad')
  assert.equal(parseCertificate(Buffer.alloc(4000, 0x30)).kind, 'bad')
  const nested = Array.from({ length: 60 }).reduce<Buffer>(
    (inner) => Buffer.concat([Buffer.of(0x30, inner.length), inner]),
    Buffer.alloc(0),
  )
  assert.equal(parseCertificate(nested).kind, 'bad')
  const indefinite = Buffer.concat([Buffer.of(0x30, 0x80), LEAF.subarray(4), Buffer.alloc(2)])
  assert.equal(parseCertificate(indefinite).kind, 'bad')
})
