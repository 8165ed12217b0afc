/** Which certificates go with a server name. */
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import { TestCa, testSpiffeId } from '@flotilla/testkit'
import { certificatePem, publicHalfOf, unwrap } from '@flotilla/x509'
import { CertificateChoice, type TlsPair } from './index.ts'

const ca = new TestCa()
const rsaKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey

function ec(...dnsNames: string[]): TlsPair {
  return ca.issue(testSpiffeId('a'), { dnsNames })
}

function rsa(...dnsNames: string[]): TlsPair {
  const certificate = ca.sign(unwrap(publicHalfOf(rsaKey)), testSpiffeId('a'), { dnsNames })
  return { certChainPem: certificatePem(certificate), keyPem: '' }
}

test('an exact name comes before a wildcard, and the first of a kind before others', () => {
  const first = rsa('a.test')
  const curve = ec('a.test', 'both.b.test')
  const wild = ec('*.b.test')
  const other = rsa('c.test')
  const pairs = [first, curve, wild, other, ec('a.test')]
  const cases: readonly [string, readonly TlsPair[], (readonly TlsPair[])?][] = [
    ['a.test', [curve, first]],
    ['A.Test', [curve, first]],
    ['x.b.test', [wild]],
    ['both.b.test', [curve]],
    ['y.x.b.test', [first], [curve, first]],
    ['b.test', [first], [curve, first]],
    ['c.test', [other]],
    ['z.test', [first], [curve, first]],
  ]
  for (const [name, expected, searched = expected] of cases) {
    assert.deepEqual(new CertificateChoice(pairs, false).forName(name), expected, name)
    assert.deepEqual(new CertificateChoice(pairs, true).forName(name), searched, name)
  }
  const choice = new CertificateChoice(pairs, false)
  assert.deepEqual(choice.unnamed, [curve, first])
  assert.equal(choice.forName('a.test'), choice.unnamed)
  assert.equal(choice.groups.size, 5)
})
