/** The JWT filter on a live connection manager: who is let through, what upstreams are told, what is refused at load. */
import assert from 'node:assert/strict'
import { createHmac, generateKeyPairSync, sign } from 'node:crypto'
import { test } from 'node:test'
import { Harness } from '../http/testing/proxy-harness.ts'

const TYPE = 'type.googleapis.com/envoy.extensions.filters.http.jwt_authn.v3.JwtAuthentication'
const SECRET = 'a secret of thirty-two bytes----'
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const KEYS = {
  keys: [
    { kty: 'oct', kid: 'h', k: Buffer.from(SECRET).toString('base64url') },
    { ...rsa.publicKey.export({ format: 'jwk' }), kid: 'r', alg: 'RS256' },
  ],
}
const FAR = 4_000_000_123

function unsigned(payload: object, header: object): string {
  return [header, payload]
    .map((one) => Buffer.from(JSON.stringify(one)).toString('base64url'))
    .join('.')
}

function hs256(payload: object): string {
  const text = unsigned(payload, { alg: 'HS256', kid: 'h' })
  return `${text}.${createHmac('sha256', SECRET).update(text).digest('base64url')}`
}

function rs256(payload: object): string {
  const text = unsigned(payload, { alg: 'RS256', kid: 'r' })
  return `${text}.${sign('sha256', Buffer.from(text), rsa.privateKey).toString('base64url')}`
}

function filter(keys: unknown, more: object = {}): unknown {
  return {
    name: 'jwt',
    typed_config: {
      '@type': TYPE,
      providers: {
        a: {
          issuer: 'me',
          audiences: ['one'],
          local_jwks: { inline_string: JSON.stringify(keys) },
          claim_to_headers: [{ header_name: 'x-who', claim_name: 'sub' }],
        },
      },
      rules: [{ match: { prefix: '/' }, requires: { provider_name: 'a' } }],
      ...more,
    },
  }
}

test('only good tokens pass, and say who calls', async (t) => {
  const proxy = await Harness.start({ filters: [filter(KEYS)] })
  t.after(() => proxy.close())
  const client = await proxy.client()
  const good = { iss: 'me', sub: 'ann', aud: 'one', exp: FAR }
  const cases: readonly (readonly [string, number, string])[] = [
    [hs256(good), 200, ''],
    [rs256(good), 200, ''],
    [hs256({ ...good, exp: 1 }), 401, 'Jwt is expired'],
    [hs256({ ...good, nbf: FAR }), 401, 'Jwt not yet valid'],
    [hs256({ ...good, iss: 'you' }), 401, 'Jwt issuer is not configured'],
    [hs256({ ...good, aud: 'two' }), 403, 'Audiences in Jwt are not allowed'],
    [`${rs256(good).slice(0, -4)}AAAA`, 401, 'Jwt verification fails'],
    [unsigned(good, { alg: 'none' }).concat('.x'), 401, 'Jwt header [alg] is not supported'],
  ]
  for (const [token, status, fault] of cases) {
    const headers = `authorization: Bearer ${token}\r\nx-who: eve\r\n`
    const response = await client.call('GET /', headers)
    assert.equal(response.status, status, fault)
    if (status === 200) assert.equal(proxy.origin.requests.at(-1)?.headers['x-who'], 'ann')
    else assert.equal(response.body, fault)
  }
  const missing = await client.call('GET /p')
  assert.equal(missing.status, 401)
  assert.equal(missing.headers['www-authenticate'], 'Bearer realm="http://a/p"')
  assert.equal(proxy.stats.filters['jwt_authn.denied'], 7)
})

test('no usable key, or an unknown provider, is refused', async () => {
  const filters = (one: unknown): { filters: readonly unknown[] } => ({ filters: [one] })
  await assert.rejects(
    Harness.start(filters(filter({ keys: [] }))),
    /local_jwks: holds no usable key/,
  )
  const rules = [{ match: { prefix: '/' }, requires: { provider_name: 'b' } }]
  await assert.rejects(
    Harness.start(filters(filter(KEYS, { rules }))),
    /rules\[0\]\.requires: provider "b" is not configured/,
  )
})
