/** Certificate parsing: fields as other tools read them, and a rejection for each rule of the form. */
import assert from 'node:assert/strict'
import { generateKeyPairSync, X509Certificate } from 'node:crypto'
import { test } from 'node:test'
import { timeNode } from './asn1-time.ts'
import {
  bytesOf,
  context,
  contextPrimitive,
  type DerNode,
  encodeDer,
  integer,
  sequence,
  Tag,
  universal,
} from './der.ts'
import { forge, forgeCa, NOW_MS, type Reshape, reshape, uri } from './forged.ts'
import {
  certificatePem,
  fingerprint256,
  KeyKind,
  MAX_CERTIFICATE_BYTES,
  parseCertificate,
  parseCertificates,
  uriSans,
} from './index.ts'
import { Oid } from './oids.ts'
import { signatureAlgorithmFor, signatureAlgorithmNode } from './signature.ts'

const ROOT = forgeCa('cluster.local')
const LEAF = forge({ subject: 'a,b' }, ROOT).certificate

test('fields are what node:crypto reads in the same certificate', () => {
  const node = new X509Certificate(LEAF.der)
  assert.equal(LEAF.serial, node.serialNumber.toLowerCase().replace(/^0+/, ''))
  assert.equal(LEAF.notAfterMs, Date.parse(node.validTo))
  assert.equal(LEAF.notBeforeMs, Date.parse(node.validFrom))
  assert.equal(node.issuer, 'O=cluster.local')
  assert.equal(LEAF.issuer.text, 'O=cluster.local')
  assert.equal(LEAF.subject.text, 'O=a\\,b')
  assert.equal(LEAF.subject.organization, 'a,b')
  assert.deepEqual(uriSans(LEAF), ['spiffe://cluster.local/ns/default/sa/a'])
  assert.equal(fingerprint256(LEAF.der), node.fingerprint256.replaceAll(':', '').toLowerCase())
  assert.ok(node.verify(ROOT.certificate.publicKey.key))
  assert.ok(node.checkIssued(new X509Certificate(ROOT.certificate.der)))
})

test('a bundle is read in its order, and a key in it refused', () => {
  const pem = certificatePem(LEAF) + certificatePem(ROOT.certificate)
  const parsed = parseCertificates(pem)
  assert.ok(parsed.kind === 'ok')
  assert.deepEqual(
    parsed.value.map((c) => c.der),
    [LEAF.der, ROOT.certificate.der],
  )
  assert.equal(parseCertificates(pem.replaceAll('CERTIFICATE', 'PRIVATE KEY')).kind, 'bad')
})

test('P-384 and RSA keys sign and are signed', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
  const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey
  for (const [key, kind] of [
    [rsa, KeyKind.rsa],
    [p384, KeyKind.p384],
  ] as const) {
    const ca = forgeCa('td', { key })
    const leaf = forge({ key }, ca).certificate
    assert.equal(leaf.publicKey.kind, kind)
    assert.ok(new X509Certificate(leaf.der).verify(ca.certificate.publicKey.key))
  }
})

const WEAK: readonly (readonly [string, () => ReturnType<typeof forge>])[] = [
  ['RSA of 1024 bits', () => forge({ key: rsaKey(1024) }, ROOT)],
  ['RSA with exponent 3', () => forge({ key: rsaKey(2048, 3) }, ROOT)],
  ['P-521', () => forge({ key: ecKey('P-521') }, ROOT)],
  ['secp256k1', () => forge({ key: ecKey('secp256k1') }, ROOT)],
  ['Ed25519', () => forge({ key: generateKeyPairSync('ed25519').privateKey }, ROOT)],
]

for (const [name, make] of WEAK) {
  test(`refuses a key of ${name}`, () => {
    assert.throws(make, { code: 'FLT_X509_MALFORMED' })
  })
}

const time = (text: string): DerNode => universal(Tag.utcTime, text)
const validity = (text: string): DerNode => sequence(time(text), timeNode(NOW_MS))

const RESHAPED: readonly (readonly [string, Reshape])[] = [
  ['version 1', { tbs: (tbs) => tbs.slice(1) }],
  ['version 2', { tbs: (tbs) => tbs.with(0, context(0, integer(Buffer.of(1)))) }],
  ['a negative serial', { tbs: (tbs) => tbs.with(1, universal(Tag.integer, '\x81')) }],
  ['serial zero', { tbs: (tbs) => tbs.with(1, integer(Buffer.of(0))) }],
  ['a serial of 21 bytes', { tbs: (tbs) => tbs.with(1, integer(Buffer.alloc(21, 1))) }],
  [
    'two algorithms',
    { tbs: (tbs) => tbs.with(2, signatureAlgorithmNode(signatureAlgorithmFor('rsa'))) },
  ],
  [
    'SHA-1',
    { outer: (outer) => outer.with(1, sequence(universal(Tag.oid, '*\x86H\xce=\x04\x01'))) },
  ],
  ['an impossible date', { tbs: (tbs) => tbs.with(4, validity('260230000000Z')) }],
  ['an hour of 24', { tbs: (tbs) => tbs.with(4, validity('260201240000Z')) }],
  ['a time with an offset', { tbs: (tbs) => tbs.with(4, validity('2602010000+0100')) }],
  ['a time without seconds', { tbs: (tbs) => tbs.with(4, validity('2602010000Z')) }],
  ['no extensions', { tbs: (tbs) => tbs.slice(0, 7) }],
  ['a unique identifier', { tbs: (tbs) => tbs.toSpliced(7, 0, contextPrimitive(1, '\0a')) }],
  ['a fourth part', { outer: (outer) => [...outer, integer(Buffer.of(1))] }],
  ['a subject that is no name', { tbs: (tbs) => tbs.with(5, integer(Buffer.of(1))) }],
]

for (const [name, change] of RESHAPED) {
  test(`refuses a certificate with ${name}`, () => {
    const parsed = reshape(LEAF, change)
    assert.ok(parsed.kind === 'bad')
    assert.equal(parsed.code, 'FLT_X509_MALFORMED')
  })
}

test('the unchanged parts parse again', () => {
  assert.equal(reshape(LEAF, {}).kind, 'ok')
})

const BAD_NAMES = ['a\0.example.com', 'a b', 'a\x7f', '\u00e4', '', 'a\n']
for (const value of BAD_NAMES) {
  test(`refuses a name ${JSON.stringify(value)}`, () => {
    for (const type of ['dns', 'uri', 'email'] as const)
      assert.throws(() => forge({ sans: [{ type, value }] }, ROOT), { code: 'FLT_X509_MALFORMED' })
  })
}

test('refuses a repeated extension, a critical flag written false, and 65 names', () => {
  const usage = { oid: Oid.keyUsage, isCritical: true, content: Buffer.of(3, 2, 5, 0xa0) }
  assert.throws(() => forge({ more: [usage] }, ROOT), /appears twice/)
  const sans = Array.from({ length: 65 }, (_, i) => uri(`spiffe://td/${i}`))
  assert.throws(() => forge({ sans }, ROOT), /65 entries/)
  assert.throws(
    () => forge({ keyUsage: null, more: [{ ...usage, content: Buffer.of(3, 2, 4, 0xa0) }] }, ROOT),
    /canonical/,
  )
  const falseCa = { oid: Oid.subjectKeyIdentifier, isCritical: false, content: Buffer.of(1, 1, 0) }
  assert.throws(() => forge({ more: [falseCa] }, ROOT), { code: 'FLT_X509_MALFORMED' })
})

test('years from 2050 are generalized times and read back', () => {
  const notAfterMs = Date.UTC(2055, 0, 2, 3, 4, 5)
  const leaf = forge({ notAfterMs }, ROOT).certificate
  assert.equal(leaf.notAfterMs, notAfterMs)
  assert.equal(Date.parse(new X509Certificate(leaf.der).validTo), notAfterMs)
})

test('a certificate longer than its limit is refused unread', () => {
  assert.equal(parseCertificate(Buffer.alloc(MAX_CERTIFICATE_BYTES + 1)).kind, 'bad')
})

test('the leaf profile is the one of the mesh', () => {
  const node = new X509Certificate(forge({}, ROOT).certificate.der)
  assert.equal(node.subject, undefined)
  assert.equal(node.ca, false)
  assert.equal(node.subjectAltName, 'URI:spiffe://cluster.local/ns/default/sa/a')
  assert.deepEqual(encodeDer(integer(bytesOf('\x80'))), Buffer.of(2, 2, 0, 0x80))
})

function rsaKey(modulusLength: number, publicExponent = 65_537): ReturnType<typeof ecKey> {
  return generateKeyPairSync('rsa', { modulusLength, publicExponent }).privateKey
}

function ecKey(namedCurve: string): import('node:crypto').KeyObject {
  return generateKeyPairSync('ec', { namedCurve }).privateKey
}
