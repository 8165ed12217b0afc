/** Join tokens: what is minted is read and verified, and no change of any character is. */
import assert from 'node:assert/strict'
import { createHmac, randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { type JoinTokenClaims, mintJoinToken, parseJoinToken, verifyJoinToken } from './index.ts'

const KEY = randomBytes(32)
const NOW_MS = Date.UTC(2026, 5, 1)
const CLAIMS: JoinTokenClaims = {
  td: 'cluster.local',
  id: 'spiffe://cluster.local/ns/default/sa/a',
  jti: randomBytes(16).toString('base64url'),
  exp: NOW_MS / 1000 + 60,
  rootSha256: 'ab'.repeat(32),
  ca: '127.0.0.1:8060',
}
const TOKEN = mintJoinToken(CLAIMS, KEY)
const EXPECTED = { trustDomain: 'cluster.local', nowMs: NOW_MS }

test('a token is read by its bearer and verified by its maker', () => {
  assert.deepEqual(parseJoinToken(TOKEN), { kind: 'ok', value: CLAIMS })
  assert.deepEqual(verifyJoinToken(TOKEN, KEY, EXPECTED), { kind: 'ok', value: CLAIMS })
})

test('no token with one character changed, cut or lengthened verifies', () => {
  for (let at = 0; at < TOKEN.length; at++) {
    for (const char of ['A', 'z', '.', '=', ' '])
      if (char !== TOKEN[at]) {
        const changed = TOKEN.slice(0, at) + char + TOKEN.slice(at + 1)
        assert.equal(verifyJoinToken(changed, KEY, EXPECTED).kind, 'bad', `${char} at ${at}`)
      }
    assert.equal(verifyJoinToken(TOKEN.slice(0, at), KEY, EXPECTED).kind, 'bad')
  }
  for (const tail of ['A', '=', '.', '.A', '\n'])
    assert.equal(verifyJoinToken(TOKEN + tail, KEY, EXPECTED).kind, 'bad')
})

const REFUSED: readonly (readonly [string, string, RegExp])[] = [
  ['another maker', mintJoinToken(CLAIMS, randomBytes(32)), /not made by this CA/],
  ['its last moment over', mintJoinToken({ ...CLAIMS, exp: NOW_MS / 1000 }, KEY), /expired/],
  ['another trust domain', mintJoinToken({ ...CLAIMS, td: 'other.local' }, KEY), /another trust/],
  [
    'an identity of another trust domain',
    mintJoinToken({ ...CLAIMS, id: 'spiffe://other.local/a' }, KEY),
    /another trust domain/,
  ],
  ['no claims', signed('null'), /malformed/],
  ['claims that are no JSON', signed('{'), /malformed/],
  ['a missing claim', signed(JSON.stringify({ ...CLAIMS, jti: undefined })), /malformed/],
  [
    'an id that leaves its folder',
    signed(JSON.stringify({ ...CLAIMS, jti: '../../../../etc/passwd' })),
    /malformed/,
  ],
  ['an expiry that is text', signed(JSON.stringify({ ...CLAIMS, exp: '9999999999' })), /malformed/],
  ['an expiry beyond counting', signed(JSON.stringify({ ...CLAIMS, exp: 1e300 })), /malformed/],
  ['an identity that is none', signed(JSON.stringify({ ...CLAIMS, id: 'a' })), /malformed/],
  ['a hash that is none', signed(JSON.stringify({ ...CLAIMS, rootSha256: 'AB' })), /malformed/],
  ['more than 4 KiB', signed(JSON.stringify({ ...CLAIMS, ca: 'x'.repeat(4000) })), /malformed/],
  ['another version', `flt2${TOKEN.slice(4)}`, /malformed/],
  ['nothing', '', /malformed/],
]

for (const [name, token, reason] of REFUSED) {
  test(`refuses a token with ${name}`, () => {
    const outcome = verifyJoinToken(token, KEY, EXPECTED)
    assert.ok(outcome.kind === 'bad')
    assert.equal(outcome.code, 'FLT_TOKEN_REFUSED')
    assert.match(outcome.reason, reason)
  })
}

test('the bearer cannot read what is malformed', () => {
  for (const text of ['', 'flt1', 'flt1.', 'flt1..', 'flt1.e30.AA', `${TOKEN}.x`])
    assert.equal(parseJoinToken(text).kind, 'bad', text)
})

function signed(payload: string): string {
  const body = Buffer.from(payload).toString('base64url')
  const mac = createHmac('sha256', KEY).update(`flt1.${body}`).digest('base64url')
  return `flt1.${body}.${mac}`
}
