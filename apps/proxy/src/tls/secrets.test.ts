/** Secrets that come late, change and go; names that certificates must have. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CertificateValidationContext } from '@flotilla/proto'
import { TestCa, testSpiffeId } from '@flotilla/testkit'
import { SanType } from '@flotilla/x509'
import { Violations } from '../compile/violations.ts'
import { compileSanMatchers, matchesDnsName } from './san-matchers.ts'
import { SecretStore } from './secret-store.ts'

test('a secret tells its listeners when it came, changed and went, not when it stayed', () => {
  const store = new SecretStore(() => 5)
  const ca = new TestCa()
  const seen: (string | null)[] = []
  const secret = store.pair('default')
  const stop = secret.onChange(() => seen.push(secret.current()?.keyPem.slice(0, 5) ?? null))
  assert.equal(secret.current(), null)
  const leaf = ca.issue(testSpiffeId('a'))
  store.setPair('default', leaf)
  store.setPair('default', { ...leaf })
  store.setPair('default', ca.issue(testSpiffeId('a')))
  store.setPair('default', null)
  assert.deepEqual(seen, ['-----', '-----', null])
  stop()
  store.setPair('default', leaf)
  assert.equal(seen.length, 3)
  store.rootsOf('pending')
  assert.deepEqual(store.list(), [
    { name: 'default', kind: 'pair', isDelivered: true, updatedWallMs: 5 },
    { name: 'pending', kind: 'roots', isDelivered: false, updatedWallMs: 0 },
  ])
})

function matchers(json: object) {
  const parsed = CertificateValidationContext.fromJson(json)
  assert.equal(parsed.kind, 'ok', JSON.stringify(parsed))
  const at = new Violations()
  const compiled = compileSanMatchers(parsed.kind === 'ok' ? parsed.message : null, at)
  assert.deepEqual(at.all, [])
  return compiled
}

test('names are compared with matchers of their own type only', () => {
  const uri = (value: string) => [{ type: SanType.uri, value }]
  const dns = (value: string) => [{ type: SanType.dns, value }]
  const b = testSpiffeId('b')
  const typed = (san_type: string, matcher: object) =>
    matchers({ match_typed_subject_alt_names: [{ san_type, matcher }] })
  assert.equal(typed('URI', { exact: b }).accepts(uri(b)), true)
  assert.equal(typed('URI', { exact: b }).accepts(uri(`${b}x`)), false)
  // CVE-2022-21656: a DNS name that spells the URI is not that URI.
  assert.equal(typed('URI', { exact: b }).accepts(dns(b)), false)
  assert.equal(typed('DNS', { exact: 'a.example' }).accepts(uri('a.example')), false)
  assert.equal(typed('DNS', { exact: 'A.example' }).accepts(dns('a.EXAMPLE')), true)
  assert.equal(typed('DNS', { suffix: '.example' }).accepts(dns('a.example')), true)
  assert.equal(typed('URI', { prefix: 'spiffe://td/' }).accepts(uri('spiffe://td/ns/a/sa/b')), true)
  assert.deepEqual(typed('URI', { prefix: 'spiffe://td/' }).trustDomains, ['td'])
  assert.deepEqual(typed('URI', { exact: b }).trustDomains, ['cluster.local'])
  assert.deepEqual(typed('URI', { exact: b }).exactIds, [b])
  const untyped = matchers({ match_subject_alt_names: [{ exact: 'a.example' }, { exact: b }] })
  assert.equal(untyped.accepts(dns('a.example')), true)
  assert.equal(untyped.accepts(uri(b)), true)
  assert.equal(untyped.accepts([]), false)
  assert.equal(matchers({}).accepts([]), true)
})

test('a wildcard in a certificate covers one label', () => {
  assert.equal(matchesDnsName('*.example.com', 'a.example.com'), true)
  assert.equal(matchesDnsName('*.example.com', 'a.b.example.com'), false)
  assert.equal(matchesDnsName('*.example.com', 'example.com'), false)
  assert.equal(matchesDnsName('*.example.com', '.example.com'), false)
  assert.equal(matchesDnsName('a.example.com', 'a.example.com'), true)
})
