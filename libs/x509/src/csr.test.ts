/** Requests: read only when their own key signed them, and refused when they ask for more than the caller has. */
import assert from 'node:assert/strict'
import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { test } from 'node:test'
import { encodeCsr } from './csr.ts'
import { decodeDer, encodeDer, octetString, oidContent, sequence, Tag, universal } from './der.ts'
import { extensionsNode, type RawExtension } from './extensions.ts'
import {
  checkCsrProfile,
  createCsr,
  encodePem,
  generateKey,
  KeyUsage,
  MAX_CSR_BYTES,
  parseCsr,
  parsePem,
  publicKeyOf,
  type San,
  SanType,
  unwrap,
} from './index.ts'
import { encodeBasicConstraints, encodeExtKeyUsage, encodeKeyUsage } from './key-usage.ts'
import { Oid } from './oids.ts'
import { encodeSans } from './subject-alt-name.ts'

const ID = 'spiffe://cluster.local/ns/default/sa/a'
const KEY = generateKey()
const PEM = createCsr(ID, KEY)

test('a request made here is read, proven and fits its caller', () => {
  const csr = unwrap(parseCsr(PEM))
  assert.deepEqual(csr.extensions.sans, [{ type: SanType.uri, value: ID }])
  assert.equal(csr.subject.text, '')
  assert.equal(csr.otherAttributes, 0)
  assert.equal(checkCsrProfile(csr, [ID]).kind, 'ok')
})

test('a request without extensions fits any caller', () => {
  const csr = unwrap(parseCsr(encodeCsr(publicKeyOf(createPublicKey(KEY)), KEY, null)))
  assert.equal(checkCsrProfile(csr, [ID]).kind, 'ok')
})

const BAD_TEXT: readonly (readonly [string, string])[] = [
  ['nothing', ''],
  ['no PEM', 'hello'],
  ['two blocks', PEM + PEM],
  ['trailing data', `${PEM}x`],
  ['another label', PEM.replaceAll('CERTIFICATE REQUEST', 'CERTIFICATE')],
  ['a megabyte', PEM + '\n'.repeat(1 << 20)],
  ['just over the limit', PEM.padEnd(MAX_CSR_BYTES + 1, '\n')],
]

for (const [name, text] of BAD_TEXT) {
  test(`refuses ${name}`, () => {
    const csr = parseCsr(text)
    assert.ok(csr.kind === 'bad')
    assert.equal(csr.code, 'FLT_X509_MALFORMED')
  })
}

test('refuses a request that another key signed', () => {
  const forged = encodeCsr(publicKeyOf(createPublicKey(KEY)), generateKey(), null)
  const csr = parseCsr(forged)
  assert.ok(csr.kind === 'bad')
  assert.match(csr.reason, /not signed by its own key/)
})

test('refuses weak keys and a point off the curve', () => {
  const keys: readonly (readonly [string, KeyObject])[] = [
    ['RSA 1024', generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey],
    ['P-224', generateKeyPairSync('ec', { namedCurve: 'secp224r1' }).privateKey],
  ]
  for (const [name, key] of keys)
    assert.throws(() => createCsr(ID, key), { code: 'FLT_X509_MALFORMED' }, name)
  const der = Buffer.from(unwrap(parsePem(PEM, MAX_CSR_BYTES))[0]?.der ?? [])
  const x = unwrap(parseCsr(PEM)).publicKey.spkiDer.subarray(27, 59)
  const at = der.indexOf(x)
  assert.ok(at > 0)
  der.fill(0xff, at, at + 32)
  assert.equal(parseCsr(encodePem('CERTIFICATE REQUEST', der)).kind, 'bad')
})

test('an RSA key of 2048 bits is taken', () => {
  const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
  assert.equal(parseCsr(createCsr(ID, key)).kind, 'ok')
})

const san = (...sans: readonly San[]): RawExtension => ({
  oid: Oid.subjectAltName,
  isCritical: true,
  content: encodeSans(sans),
})
const own: San = { type: SanType.uri, value: ID }
const usage = (mask: number): RawExtension => ({
  oid: Oid.keyUsage,
  isCritical: true,
  content: encodeKeyUsage(mask),
})
const purposes = (...oids: readonly string[]): RawExtension => ({
  oid: Oid.extKeyUsage,
  isCritical: false,
  content: encodeExtKeyUsage(oids),
})
const basic = (isCa: boolean, pathLen: number | null): RawExtension => ({
  oid: Oid.basicConstraints,
  isCritical: true,
  content: encodeBasicConstraints({ isCa, pathLen }),
})
const other = (oid: string): RawExtension => ({
  oid,
  isCritical: false,
  content: encodeDer(octetString(Buffer.of(1))),
})

const ASKS: readonly (readonly [string, readonly RawExtension[], 'ok' | 'bad'])[] = [
  ['its own name', [san(own)], 'ok'],
  [
    'its own name and the usages of a leaf',
    [
      san(own),
      usage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment),
      purposes(Oid.serverAuth, Oid.clientAuth),
      basic(false, null),
    ],
    'ok',
  ],
  ["another identity's name", [san({ type: SanType.uri, value: `${ID}b` })], 'bad'],
  ['its own and another name', [san(own, { type: SanType.uri, value: `${ID}b` })], 'bad'],
  ['its own name twice', [san(own, own)], 'bad'],
  ['a DNS name', [san(own, { type: SanType.dns, value: 'istiod.istio-system.svc' })], 'bad'],
  ['an e-mail name', [san({ type: SanType.email, value: 'a@b' })], 'bad'],
  ['an IP name', [san({ type: SanType.ip, value: '127.0.0.1' })], 'bad'],
  ['a CA certificate', [san(own), basic(true, 0)], 'bad'],
  ['keyCertSign', [san(own), usage(KeyUsage.keyCertSign)], 'bad'],
  ['cRLSign', [usage(KeyUsage.digitalSignature | KeyUsage.crlSign)], 'bad'],
  ['code signing', [purposes(Oid.serverAuth, oidContent('1.3.6.1.5.5.7.3.3'))], 'bad'],
  ['an unknown extension', [other(oidContent('1.3.6.1.4.1.99999.1'))], 'bad'],
  ['a subject key id', [other(Oid.subjectKeyIdentifier)], 'bad'],
]

for (const [name, extensions, expected] of ASKS) {
  test(`a request for ${name} is ${expected === 'ok' ? 'fine' : 'refused'}`, () => {
    const pem = encodeCsr(publicKeyOf(createPublicKey(KEY)), KEY, extensionsNode(extensions))
    const outcome = checkCsrProfile(unwrap(parseCsr(pem)), [ID])
    assert.equal(outcome.kind, expected)
    if (outcome.kind === 'bad') assert.equal(outcome.code, 'FLT_CSR_REFUSED')
  })
}

test('attributes besides extensions are refused by the profile, doubled ones by the parser', () => {
  const csr = unwrap(parseCsr(PEM))
  assert.equal(checkCsrProfile({ ...csr, otherAttributes: 1 }, [ID]).kind, 'bad')
  const twice = sequence(universal(Tag.oid, Oid.keyUsage), octetString(Buffer.of(3, 2, 7, 0x80)))
  const pem = encodeCsr(publicKeyOf(createPublicKey(KEY)), KEY, sequence(twice, twice))
  assert.equal(parseCsr(pem).kind, 'bad')
  assert.ok(decodeDer(csr.publicKey.spkiDer, 'it'))
})
