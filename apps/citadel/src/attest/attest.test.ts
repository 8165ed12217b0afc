/** Who is calling and how often: credentials, used tokens, token buckets, and a log that is not flooded. */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { chmodSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { mintJoinToken } from '@flotilla/identity'
import { TestCa, tempDir, testSpiffeId } from '@flotilla/testkit'
import { FakeClock } from '@flotilla/time'
import { authenticate, type Credentials } from './authenticate.ts'
import { CallerLimits } from './caller-limits.ts'
import { RefusalLog } from './refusal-log.ts'
import { UsedTokens } from './used-tokens.ts'

const KEY = randomBytes(32)
const NOW_MS = Date.now()
const ID = testSpiffeId('a')
const OTHER_ID = testSpiffeId('b')
const JTI = randomBytes(16).toString('base64url')
const EXP_SEC = Math.floor(NOW_MS / 1000) + 60
const CA = new TestCa()

function token(id = ID, exp = EXP_SEC, td = 'cluster.local', key: Buffer = KEY): string {
  return `Bearer ${mintJoinToken({ td, id, jti: JTI, exp, rootSha256: 'ab'.repeat(32), ca: 'x:1' }, key)}`
}

function certificate(
  ttlMs = 60_000,
  id = ID,
): Pick<Credentials, 'certificateId' | 'certificateDer'> {
  return { certificateId: id, certificateDer: CA.issue(id, { ttlMs }).certificate.der }
}

const NO_CERTIFICATE = { certificateId: null, certificateDer: null }
const CASES: readonly (readonly [string, Credentials, string | RegExp])[] = [
  ['nothing', { ...NO_CERTIFICATE, authorization: [] }, /no credential/],
  ['a token', { ...NO_CERTIFICATE, authorization: [token()] }, ID],
  ['a certificate', { ...certificate(), authorization: [] }, ID],
  ['both, of one identity', { ...certificate(), authorization: [token()] }, ID],
  ['both, of two identities', { ...certificate(), authorization: [token(OTHER_ID)] }, /different/],
  ['a certificate and a bad token', { ...certificate(), authorization: ['Bearer x'] }, /malformed/],
  ['an expired certificate', { ...certificate(-2000), authorization: [] }, /expired/],
  [
    'an expired certificate and a token',
    { ...certificate(-2000), authorization: [token()] },
    /expired/,
  ],
  [
    'a certificate of another trust domain',
    { ...certificate(60_000, 'spiffe://cluster.localx/a'), authorization: [] },
    /another trust domain/,
  ],
  ['two headers', { ...NO_CERTIFICATE, authorization: [token(), token()] }, /more than one/],
  ['another scheme', { ...NO_CERTIFICATE, authorization: ['Basic eDp5'] }, /not a bearer/],
  [
    'lower-case bearer',
    { ...NO_CERTIFICATE, authorization: [token().replace('B', 'b')] },
    /bearer/,
  ],
  ['bytes', { ...NO_CERTIFICATE, authorization: [Buffer.from(token())] }, /not a bearer/],
  ['an expired token', { ...NO_CERTIFICATE, authorization: [token(ID, EXP_SEC - 61)] }, /expired/],
  [
    'a token of another CA',
    { ...NO_CERTIFICATE, authorization: [token(ID, EXP_SEC, 'cluster.local', randomBytes(32))] },
    /not made by this CA/,
  ],
  [
    'a token of 1 MiB',
    { ...NO_CERTIFICATE, authorization: [`Bearer ${'a'.repeat(1 << 20)}`] },
    /malformed/,
  ],
]

for (const [name, credentials, expected] of CASES) {
  test(`a caller with ${name} is ${typeof expected === 'string' ? 'known' : 'refused'}`, () => {
    const options = { trustDomain: 'cluster.local', tokenKey: KEY, nowMs: NOW_MS }
    const caller = authenticate(credentials, options)
    if (typeof expected === 'string') {
      assert.ok(caller.kind === 'known')
      assert.equal(caller.spiffeId, expected)
      assert.equal(caller.token === null, credentials.certificateId !== null)
    } else {
      assert.ok(caller.kind === 'unknown')
      assert.match(caller.reason, expected)
    }
  })
}

test('a token is used once, also for a second process on the same folder, and after a restart', (t) => {
  const dir = tempDir(t)
  const first = new UsedTokens(dir)
  const second = new UsedTokens(dir)
  first.open()
  second.open()
  assert.equal(first.use(JTI, EXP_SEC), true)
  assert.equal(first.use(JTI, EXP_SEC), false)
  assert.equal(second.use(JTI, EXP_SEC), false)
  const restarted = new UsedTokens(dir)
  restarted.open()
  restarted.sweep(NOW_MS)
  assert.equal(restarted.use(JTI, EXP_SEC), false)
})

test('used ids go an hour after their token has expired, strangers stay', (t) => {
  const dir = tempDir(t)
  const used = new UsedTokens(dir)
  used.open()
  used.use(JTI, EXP_SEC)
  writeFileSync(join(dir, 'used-tokens', 'README'), '')
  used.sweep((EXP_SEC + 3600) * 1000)
  assert.equal(readdirSync(join(dir, 'used-tokens')).length, 2)
  used.sweep((EXP_SEC + 3601) * 1000)
  assert.deepEqual(readdirSync(join(dir, 'used-tokens')), ['README'])
})

test('where used ids cannot be kept, nothing is issued', (t) => {
  const dir = tempDir(t)
  const used = new UsedTokens(dir)
  used.open()
  rmSync(join(dir, 'used-tokens'), { recursive: true })
  assert.throws(() => used.use(JTI, EXP_SEC), { code: 'FLT_STORE_FAILED' })
  writeFileSync(join(dir, 'used-tokens'), '')
  chmodSync(join(dir, 'used-tokens'), 0o600)
  assert.throws(() => used.open(), { code: 'FLT_STORE_FAILED' })
})

test('a caller has its burst, then its rate; others are not touched', () => {
  const limits = new CallerLimits({ perSec: 10, burst: 5, maxCallers: 10 })
  const taken = (caller: string, nowMs: number, tries: number): number =>
    Array.from({ length: tries }, () => limits.take(caller, nowMs)).filter(Boolean).length
  assert.equal(taken('a', 0, 20), 5)
  assert.equal(taken('b', 0, 20), 5)
  assert.equal(taken('a', 99, 5), 0)
  assert.equal(taken('a', 300, 20), 3)
  assert.equal(taken('a', 1_000_000, 20), 5)
})

test('of many callers the one that asked longest ago is forgotten', () => {
  const limits = new CallerLimits({ perSec: 1, burst: 1, maxCallers: 3 })
  for (const caller of ['a', 'b', 'c', 'a', 'd']) limits.take(caller, 0)
  assert.equal(limits.size, 3)
  assert.equal(limits.take('a', 0), false, 'asked again, so remembered')
  assert.equal(limits.take('b', 0), true, 'forgotten')
})

test('a peer and reason are logged once in ten minutes', () => {
  const clock = new FakeClock()
  const lines: unknown[] = []
  const log = new RefusalLog(
    {
      isDebug: false,
      error: () => undefined,
      warn: (message, fields) => lines.push([message, fields]),
      info: () => undefined,
      debug: () => undefined,
    },
    clock,
  )
  for (let port = 1; port < 100; port++) log.add('refused', `10.0.0.1:${port}`, { reason: 'x' })
  assert.deepEqual(lines, [['refused', { peer: '10.0.0.1', reason: 'x' }]])
  log.add('refused', '10.0.0.1:1', { reason: 'y' })
  log.add('refused', '[::1]:1', { reason: 'x' })
  assert.equal(lines.length, 3)
  clock.advance(600_000)
  log.add('refused', '10.0.0.1:1', { reason: 'x' })
  assert.equal(lines.length, 4)
  for (let i = 0; i < 3000; i++) log.add('refused', `host-${i}:1`, { reason: 'x' })
  log.add('refused', '10.0.0.1:1', { reason: 'x' })
  assert.equal(lines.length, 3005, 'forgotten, so logged again: memory stays bounded')
})
