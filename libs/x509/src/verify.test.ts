/** Peer verification: each rule of the mesh's leaf and CA profiles has a certificate that breaks only it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  binaryOf,
  context,
  contextPrimitive,
  encodeDer,
  octetString,
  oidContent,
  sequence,
} from './der.ts'
import { type ForgedLeaf, forge, forgeCa, NOW_MS, uri } from './forged.ts'
import { type Certificate, KeyUsage, SanType, verifyChain, verifyPeer } from './index.ts'
import { Oid } from './oids.ts'

const ROOT = forgeCa('cluster.local')
const BUNDLES = new Map([['cluster.local', [ROOT.certificate]]])
const ID = 'spiffe://cluster.local/ns/default/sa/a'

function verify(fields: ForgedLeaf, nowMs = NOW_MS): ReturnType<typeof verifyPeer> {
  return verifyPeer([forge(fields, ROOT).certificate.der], BUNDLES, nowMs)
}

test('a good leaf verifies and gives its identity and path', () => {
  const peer = verify({})
  assert.ok(peer.kind === 'ok')
  assert.equal(peer.value.spiffeId.text, ID)
  assert.deepEqual(
    peer.value.chain.map((c) => c.subject.text),
    ['', 'O=cluster.local'],
  )
})

const REFUSED: readonly (readonly [string, ForgedLeaf])[] = [
  ['without a name', { sans: null, subject: 'x' }],
  ['with two URI names', { sans: [uri(ID), uri(`${ID}b`)] }],
  ['with the same URI name twice', { sans: [uri(ID), uri(ID)] }],
  ['with a DNS name only', { sans: [{ type: SanType.dns, value: 'spiffe://cluster.local/a' }] }],
  ['naming a trust domain', { sans: [uri('spiffe://cluster.local')] }],
  ['with a relative path in its name', { sans: [uri('spiffe://cluster.local/ns/a/sa/b/../c')] }],
  ['of another scheme', { sans: [uri('https://cluster.local/ns/a/sa/b')] }],
  ['of another trust domain', { sans: [uri('spiffe://other.local/ns/default/sa/a')] }],
  ['that is a CA', { isCa: true }],
  ['without key usage', { keyUsage: null }],
  ['without digitalSignature', { keyUsage: KeyUsage.keyEncipherment }],
  ['with keyCertSign', { keyUsage: KeyUsage.digitalSignature | KeyUsage.keyCertSign }],
  ['with cRLSign', { keyUsage: KeyUsage.digitalSignature | KeyUsage.crlSign }],
  ['for servers only', { purposes: [Oid.serverAuth] }],
  ['for clients only', { purposes: [Oid.clientAuth] }],
  ['with an empty subject and names not critical', { areSansCritical: false }],
  ['with an unknown critical extension', { more: [unknownExtension(true)] }],
  ['that has expired', { notAfterMs: NOW_MS - 1000 }],
  ['that is not yet valid', { notBeforeMs: NOW_MS + 1000 }],
]

for (const [name, fields] of REFUSED) {
  test(`refuses a leaf ${name}`, () => {
    const peer = verify(fields)
    assert.ok(peer.kind === 'bad')
    assert.match(peer.code, /^FLT_(X509_UNTRUSTED|SPIFFE_MALFORMED)$/)
  })
}

const ACCEPTED: readonly (readonly [string, ForgedLeaf])[] = [
  ['without extended key usage', { purposes: null }],
  ['with DNS names beside its identity', { sans: [{ type: SanType.dns, value: 'a.b' }, uri(ID)] }],
  ['with a subject and names not critical', { subject: 'x', areSansCritical: false }],
  ['with an unknown extension that is not critical', { more: [unknownExtension(false)] }],
  ['with keyAgreement', { keyUsage: KeyUsage.digitalSignature | KeyUsage.keyAgreement }],
]

for (const [name, fields] of ACCEPTED) {
  test(`accepts a leaf ${name}`, () => {
    assert.equal(verify(fields).kind, 'ok')
  })
}

test('validity includes both of its ends and not a second more', () => {
  const fields = { notBeforeMs: NOW_MS, notAfterMs: NOW_MS + 10_000 }
  assert.equal(verify(fields, NOW_MS - 1).kind, 'bad')
  assert.equal(verify(fields, NOW_MS).kind, 'ok')
  assert.equal(verify(fields, NOW_MS + 10_999).kind, 'ok')
  assert.equal(verify(fields, NOW_MS + 11_000).kind, 'bad')
})

test('a root speaks for its own trust domain only, never from a merged pool', () => {
  const other = forgeCa('other.local')
  const foreign = forge({ sans: [uri('spiffe://other.local/ns/a/sa/b')] }, ROOT)
  const bundles = new Map([...BUNDLES, ['other.local', [other.certificate]]])
  assert.equal(verifyPeer([foreign.certificate.der], bundles, NOW_MS).kind, 'bad')
  const own = forge({ sans: [uri('spiffe://other.local/ns/a/sa/b')] }, other)
  assert.equal(verifyPeer([own.certificate.der], bundles, NOW_MS).kind, 'ok')
  assert.equal(
    verifyPeer([own.certificate.der], new Map([['other.local', []]]), NOW_MS).kind,
    'bad',
  )
})

test('a root of the same name with another key, and a self-signed leaf, are refused', () => {
  const twin = forgeCa('cluster.local')
  const leaf = forge({}, twin)
  assert.equal(verifyPeer([leaf.certificate.der], BUNDLES, NOW_MS).kind, 'bad')
  assert.equal(
    verifyPeer([leaf.certificate.der, twin.certificate.der], BUNDLES, NOW_MS).kind,
    'bad',
  )
  assert.equal(verifyPeer([forge({}, null).certificate.der], BUNDLES, NOW_MS).kind, 'bad')
})

const CHAIN: readonly (readonly [string, ForgedLeaf, 'ok' | 'bad'])[] = [
  ['a good intermediate', {}, 'ok'],
  [
    'an intermediate with the ID of the trust domain',
    { sans: [uri('spiffe://cluster.local')] },
    'ok',
  ],
  ['an intermediate with a workload ID', { sans: [uri(ID)] }, 'bad'],
  ['an intermediate that is no CA', { isCa: false }, 'bad'],
  ['an intermediate without keyCertSign', { keyUsage: KeyUsage.digitalSignature }, 'bad'],
  ['an intermediate without key usage', { keyUsage: null }, 'bad'],
  ['an expired intermediate', { notAfterMs: NOW_MS - 1000 }, 'bad'],
  ['an intermediate with an unknown critical extension', { more: [unknownExtension(true)] }, 'bad'],
  [
    'an intermediate permitted the trust domain',
    { more: [constraint(0, 6, 'cluster.local')] },
    'ok',
  ],
  ['an intermediate permitted another domain', { more: [constraint(0, 6, 'other.local')] }, 'bad'],
  ['an intermediate permitted domains below', { more: [constraint(0, 6, '.local')] }, 'ok'],
  [
    'an intermediate excluded from the domain',
    { more: [constraint(1, 6, 'cluster.local')] },
    'bad',
  ],
  ['an intermediate excluded from another', { more: [constraint(1, 6, 'other.local')] }, 'ok'],
  ['an intermediate constrained in DNS names', { more: [constraint(0, 2, 'example.com')] }, 'ok'],
]

for (const [name, fields, expected] of CHAIN) {
  test(`${expected === 'ok' ? 'accepts' : 'refuses'} a chain through ${name}`, () => {
    const middle = forgeCa('middle', fields, ROOT)
    const leaf = forge({}, middle)
    assert.equal(
      verifyPeer([leaf.certificate.der, middle.certificate.der], BUNDLES, NOW_MS).kind,
      expected,
    )
  })
}

test('a leaf with a DNS name outside its issuer constraint is refused', () => {
  const middle = forgeCa('middle', { more: [constraint(0, 2, 'example.com')] }, ROOT)
  for (const [value, kind] of [
    ['a.example.com', 'ok'],
    ['example.com', 'ok'],
    ['badexample.com', 'bad'],
  ] as const) {
    const leaf = forge({ sans: [{ type: SanType.dns, value }, uri(ID)] }, middle)
    const chain = [leaf.certificate, middle.certificate]
    assert.equal(verifyChain(chain, BUNDLES, NOW_MS).kind, kind, value)
  }
})

test('an IP constraint refuses every IP name, since it cannot be compared', () => {
  const middle = forgeCa('middle', { more: [constraint(1, 7, '\x7f\0\0\0\xff\0\0\0')] }, ROOT)
  const plain = forge({}, middle)
  const named = forge({ sans: [{ type: SanType.ip, value: '10.0.0.1' }, uri(ID)] }, middle)
  assert.equal(verifyChain([plain.certificate, middle.certificate], BUNDLES, NOW_MS).kind, 'ok')
  assert.equal(verifyChain([named.certificate, middle.certificate], BUNDLES, NOW_MS).kind, 'bad')
})

test('the path length of each CA above is honoured', () => {
  const bounded = forgeCa('cluster.local', { pathLen: 0 })
  const bundles = new Map([['cluster.local', [bounded.certificate]]])
  assert.equal(verifyChain([forge({}, bounded).certificate], bundles, NOW_MS).kind, 'ok')
  const middle = forgeCa('middle', {}, bounded)
  const leaf = forge({}, middle)
  assert.equal(verifyChain([leaf.certificate, middle.certificate], bundles, NOW_MS).kind, 'bad')
})

test('an expired root no longer anchors anything', () => {
  const old = forgeCa('cluster.local', { notAfterMs: NOW_MS - 1000 })
  const bundles = new Map([['cluster.local', [old.certificate]]])
  assert.equal(verifyChain([forge({}, old).certificate], bundles, NOW_MS).kind, 'bad')
})

test('intermediates may come in any order, unrelated ones between them', () => {
  const first = forgeCa('first', {}, ROOT)
  const second = forgeCa('second', {}, first)
  const stray = forgeCa('stray')
  const leaf = forge({}, second)
  const chain = [leaf, stray, first, second].map((i) => i.certificate)
  assert.equal(verifyChain(chain, BUNDLES, NOW_MS).kind, 'ok')
})

test('no certificate and a chain of nine are refused before anything is verified', () => {
  const leaf = forge({}, ROOT).certificate.der
  assert.equal(verifyPeer([], BUNDLES, NOW_MS).kind, 'bad')
  assert.equal(verifyPeer(Array(9).fill(leaf), BUNDLES, NOW_MS).kind, 'bad')
  assert.equal(verifyChain([], BUNDLES, NOW_MS).kind, 'bad')
})

test('intermediates that issue each other cost a bounded number of checks', () => {
  const key = ROOT.key
  const loops: Certificate[] = []
  for (let i = 0; i < 7; i++)
    loops.push(forgeCa('loop', { key, serial: Buffer.alloc(16, i + 1) }).certificate)
  const leaf = forge({}, { certificate: loops[0] as Certificate, key })
  assert.equal(verifyChain([leaf.certificate, ...loops], BUNDLES, NOW_MS).kind, 'bad')
})

function unknownExtension(isCritical: boolean): NonNullable<ForgedLeaf['more']>[number] {
  return {
    oid: oidContent('1.3.6.1.4.1.99999.1'),
    isCritical,
    content: encodeDer(octetString(Buffer.of(1))),
  }
}

function constraint(
  list: 0 | 1,
  type: number,
  base: string,
): NonNullable<ForgedLeaf['more']>[number] {
  const content = encodeDer(
    sequence(
      context(list, sequence(contextPrimitive(type, binaryOf(Buffer.from(base, 'latin1'))))),
    ),
  )
  return { oid: Oid.nameConstraints, isCritical: true, content }
}
