/** SPIFFE IDs: the table of the standard's rules, and what is built is parsed back. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  normalizeTrustDomain,
  parseSpiffeId,
  parseWorkloadSpiffeId,
  principalOf,
  workloadSpiffeId,
} from './index.ts'

const GOOD: readonly (readonly [string, string, string])[] = [
  ['spiffe://cluster.local', 'cluster.local', ''],
  ['spiffe://cluster.local/ns/default/sa/a', 'cluster.local', '/ns/default/sa/a'],
  ['SPIFFE://Cluster.LOCAL/Ns/A', 'cluster.local', '/Ns/A'],
  ['spiffe://a-b_c.d1/x_y-z.0', 'a-b_c.d1', '/x_y-z.0'],
  ['spiffe://td/...', 'td', '/...'],
  [`spiffe://${'a'.repeat(255)}`, 'a'.repeat(255), ''],
]

const BAD: readonly (readonly [string, string])[] = [
  ['empty', ''],
  ['no scheme', 'cluster.local/ns/a/sa/b'],
  ['another scheme', 'https://cluster.local/ns/a/sa/b'],
  ['one slash', 'spiffe:/cluster.local'],
  ['no trust domain', 'spiffe:///ns/a/sa/b'],
  ['userinfo', 'spiffe://user@cluster.local/a'],
  ['port', 'spiffe://cluster.local:8080/a'],
  ['percent escape in the domain', 'spiffe://cluster%2elocal/a'],
  ['percent escape in the path', 'spiffe://td/ns/%61'],
  ['trailing slash', 'spiffe://td/'],
  ['trailing slash after a path', 'spiffe://td/a/'],
  ['empty segment', 'spiffe://td/a//b'],
  ['dot segment', 'spiffe://td/a/./b'],
  ['dot dot segment', 'spiffe://td/ns/a/sa/b/../c'],
  ['query', 'spiffe://td/a?b'],
  ['fragment', 'spiffe://td/a#b'],
  ['query on a trust domain', 'spiffe://td?b'],
  ['NUL', 'spiffe://td/a\0b'],
  ['high byte', 'spiffe://td/\u00e4'],
  ['full-width letters that fold to ASCII', 'spiffe://td\u212a/a'],
  ['trust domain of 256 bytes', `spiffe://${'a'.repeat(256)}`],
  ['2049 bytes', `spiffe://td/${'a'.repeat(2049 - 12)}`],
  ['leading blank', ' spiffe://td/a'],
  ['newline', 'spiffe://td/a\n'],
]

for (const [text, trustDomain, path] of GOOD) {
  test(`accepts ${text.slice(0, 50)}`, () => {
    const parsed = parseSpiffeId(text)
    assert.ok(parsed.kind === 'ok')
    assert.equal(parsed.value.trustDomain, trustDomain)
    assert.equal(parsed.value.path, path)
    assert.equal(parsed.value.text, `spiffe://${trustDomain}${path}`)
  })
}

for (const [name, text] of BAD) {
  test(`refuses an ID with ${name}`, () => {
    const parsed = parseSpiffeId(text)
    assert.ok(parsed.kind === 'bad')
    assert.equal(parsed.code, 'FLT_SPIFFE_MALFORMED')
  })
}

test('2048 bytes are accepted', () => {
  assert.equal(parseSpiffeId(`spiffe://td/${'a'.repeat(2048 - 12)}`).kind, 'ok')
})

test('a workload ID gives back its parts, and other forms give null', () => {
  const name = { trustDomain: 'cluster.local', namespace: 'default', serviceAccount: 'a.b-c' }
  assert.equal(workloadSpiffeId(name), 'spiffe://cluster.local/ns/default/sa/a.b-c')
  assert.deepEqual(parseWorkloadSpiffeId(workloadSpiffeId(name)), name)
  for (const text of [
    'spiffe://td',
    'spiffe://td/ns/a',
    'spiffe://td/ns/a/sa/b/c',
    'spiffe://td/sa/a/ns/b',
    'spiffe://td/ns/A/sa/b',
    'spiffe://td/ns/a/sa/b_c',
  ])
    assert.equal(parseWorkloadSpiffeId(text), null, text)
  assert.equal(principalOf('spiffe://td/ns/a/sa/b'), 'td/ns/a/sa/b')
})

test('names outside the alphabet of Kubernetes make no workload ID', () => {
  for (const [namespace, serviceAccount] of [
    ['', 'a'],
    ['a', ''],
    ['a/b', 'c'],
    ['a', 'b%2f'],
    ['..', 'a'],
  ] as const)
    assert.throws(() => workloadSpiffeId({ trustDomain: 'td', namespace, serviceAccount }), {
      code: 'FLT_SPIFFE_MALFORMED',
    })
})

test('a configured trust domain is lower-cased and its @ becomes a dot', () => {
  assert.equal(normalizeTrustDomain('Me@Example.COM'), 'me.example.com')
  assert.throws(() => normalizeTrustDomain('a b'), { code: 'FLT_SPIFFE_MALFORMED' })
})

test('whatever parses is canonical: parsing its text again gives the same', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('spiffe://', 'td', '/', '.', 'A', 'a', '%', '@', ':', '?', '#')),
      (pieces) => {
        const first = parseSpiffeId(pieces.join(''))
        if (first.kind === 'bad') return
        assert.deepEqual(parseSpiffeId(first.value.text), first)
        assert.doesNotMatch(first.value.text.slice(9), /[%@:?#]|\/\/|\/$/)
      },
    ),
  )
})
