/** Pins of certificates. */
import assert from 'node:assert/strict'
import { createHash, X509Certificate } from 'node:crypto'
import { test } from 'node:test'
import { CertificateValidationContext } from '@flotilla/proto'
import { TestCa, testSpiffeId } from '@flotilla/testkit'
import { Violations } from '../compile/violations.ts'
import { compilePins } from './certificate-pins.ts'

test('a certificate is accepted by its own digest or that of its key', () => {
  const certificate = new X509Certificate(new TestCa().issue(testSpiffeId('a'), {}).certChainPem)
  const der = certificate.raw
  const hash = createHash('sha256').update(der).digest('hex').toUpperCase()
  const colons = hash.match(/../g)?.join(':') ?? ''
  const key = certificate.publicKey.export({ type: 'spki', format: 'der' })
  const spki = createHash('sha256').update(key).digest('base64')
  const other = createHash('sha256').update('other').digest('hex')
  for (const [hashes, keys, want] of [
    [[hash], [], true],
    [[colons], [], true],
    [[other], [], false],
    [[], [spki], true],
    [[other], [spki], true],
    [[], [Buffer.from(other, 'hex').toString('base64')], false],
  ] as const) {
    const at = new Violations()
    const pins = compilePins(
      CertificateValidationContext.create({
        verifyCertificateHash: hashes,
        verifyCertificateSpki: keys,
      }),
      at,
    )
    assert.equal(at.count, 0)
    assert.equal(pins?.accepts(der), want)
  }
  const at = new Violations()
  compilePins(CertificateValidationContext.create({ verifyCertificateHash: ['abc'] }), at)
  assert.equal(at.all[0]?.path, 'verify_certificate_hash[0]')
  assert.equal(compilePins(null, at), null)
})
