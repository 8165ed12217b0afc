/** The JWT filter with local keys: tokens good and bad in every place, and requirements of every kind. */
import { createHmac, createPrivateKey, createPublicKey, sign } from 'node:crypto'
import { define, filter, get, routes, simple, typed } from '../build.ts'
import type { Bootstrap, Exchange } from '../model.ts'

type Json = Readonly<Record<string, unknown>>

const JWT = 'envoy.extensions.filters.http.jwt_authn.v3.'
const SECRET = Buffer.from('0123456789abcdef0123456789abcdef')
/** Of no other use: a key whose scalar is 1 has the curve's own generator as its public part. */
const EC = createPrivateKey({
  key: {
    kty: 'EC',
    crv: 'P-256',
    d: Buffer.from(`${'00'.repeat(31)}01`, 'hex').toString('base64url'),
    x: Buffer.from(
      '6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296',
      'hex',
    ).toString('base64url'),
    y: Buffer.from(
      '4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5',
      'hex',
    ).toString('base64url'),
  },
  format: 'jwk',
})
const KEYS = {
  keys: [
    { kty: 'oct', kid: 'h', alg: 'HS256', k: SECRET.toString('base64url') },
    { ...createPublicKey(EC).export({ format: 'jwk' }), kid: 'e', alg: 'ES256' },
  ],
}

const part = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')
const hmac = (text: string): string => createHmac('sha256', SECRET).update(text).digest('base64url')
const token = (payload: unknown, header: Json = { alg: 'HS256', kid: 'h' }): string => {
  const text = `${part(header)}.${part(payload)}`
  return `${text}.${hmac(text)}`
}
const elliptic = (payload: Json): string => {
  const text = `${part({ alg: 'ES256', kid: 'e' })}.${part(payload)}`
  return `${text}.${sign('sha256', Buffer.from(text), { key: EC, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
}

const FAR = 4_000_000_123
const CLAIMS = {
  iss: 'me',
  sub: 'ann',
  aud: ['one', 'https://two/'],
  exp: FAR,
  n: 5,
  f: 1.5,
  b: true,
  deep: { x: 'y' },
  list: [1, 'a'],
}
const GOOD = token(CLAIMS)
const TOKENS: readonly string[] = [
  GOOD,
  elliptic(CLAIMS),
  token({ ...CLAIMS, exp: 1 }),
  token({ ...CLAIMS, nbf: FAR }),
  token({ ...CLAIMS, iss: 'other' }),
  token({ ...CLAIMS, iss: undefined }),
  token({ ...CLAIMS, iss: 5 }),
  token({ ...CLAIMS, sub: 5 }),
  token({ ...CLAIMS, aud: 'three' }),
  token({ ...CLAIMS, aud: [1] }),
  token({ ...CLAIMS, aud: 'http://one' }),
  token({ ...CLAIMS, aud: undefined }),
  token({ ...CLAIMS, exp: 'x' }),
  token({ ...CLAIMS, exp: -5 }),
  token({ ...CLAIMS, exp: FAR + 0.5 }),
  token({ ...CLAIMS, iat: 'x' }),
  token({ ...CLAIMS, nbf: 'x' }),
  token({ ...CLAIMS, jti: 4 }),
  token({ iss: 'me', aud: 'one' }),
  token(CLAIMS, { alg: 'HS256' }),
  token(CLAIMS, { alg: 'HS256', kid: 'none' }),
  token(CLAIMS, { alg: 'HS256', kid: 5 }),
  token(CLAIMS, { alg: 'HS512', kid: 'h' }),
  token(CLAIMS, { alg: 'none' }),
  token(CLAIMS, { kid: 'h' }),
  token(CLAIMS, { alg: 5 }),
  token([1]),
  token('{'),
  `${GOOD.slice(0, -3)}abc`,
  `${GOOD}x`,
  `${GOOD}.x`,
  `${GOOD.slice(0, GOOD.lastIndexOf('.'))}.`,
  GOOD.slice(0, GOOD.lastIndexOf('.')),
  `*${GOOD}`,
  `${part('x')}.${part(CLAIMS)}.x`,
  `${part({ alg: 'HS256' })}.a*b.x`,
  `${part({ alg: 'HS256' })}.${part(CLAIMS)}.*`,
  'abc',
  '',
]

const jwt = (value: Json): Json =>
  filter('envoy.filters.http.jwt_authn', `${JWT}JwtAuthentication`, value)
const provider = (more: Json = {}): Json => ({
  issuer: 'me',
  audiences: ['one', 'two'],
  local_jwks: { inline_string: JSON.stringify(KEYS) },
  ...more,
})
const plain = (prefix: string, extra: Json = {}): Json => ({
  match: { prefix },
  route: { cluster: 'c0' },
  ...extra,
})
const metadata: Json = {
  request_headers_to_add: ['p', 'h'].map((key) => ({
    header: {
      key: `x-md-${key}`,
      value: `%DYNAMIC_METADATA(envoy.filters.http.jwt_authn:${key})%`,
    },
  })),
}
const bearer = (path: string, text: string, method = 'GET'): Exchange =>
  get(path, { method, headers: [['authorization', `Bearer ${text}`]] })

const tokens = define(
  'stats',
  'jwt-tokens',
  simple(routes(plain('/', metadata)), {
    filters: [
      jwt({
        providers: {
          a: provider({
            forward_payload_header: 'x-payload',
            pad_forward_payload_header: true,
            payload_in_metadata: 'p',
            header_in_metadata: 'h',
            claim_to_headers: ['sub', 'n', 'f', 'b', 'deep.x', 'deep', 'list', 'none'].map(
              (name) => ({
                header_name: `x-claim-${name}`,
                claim_name: name,
              }),
            ),
          }),
        },
        rules: [{ match: { prefix: '/' }, requires: { provider_name: 'a' } }],
      }),
    ],
  }),
  [
    ...TOKENS.map((text, i) => bearer(`/${i}?x=1`, text)),
    get('/'),
    get(`/?access_token=${GOOD}&x=1`),
    get(`/?access_token=abc`),
    get('/', { headers: [['authorization', GOOD]] }),
    get('/', { headers: [['authorization', `Basic x, Bearer  ${GOOD}`]] }),
    get('/', { headers: [['authorization', `bearer ${GOOD}`]] }),
    get('/', {
      headers: [
        ['authorization', `Bearer ${GOOD}`],
        ['authorization', 'Bearer abc'],
      ],
    }),
    get('/', {
      headers: [
        ['authorization', `Bearer ${GOOD}`],
        ['x-payload', 'mine'],
        ['x-claim-sub', 'eve'],
      ],
    }),
    get('/', { headers: [['x-claim-sub', 'eve']] }),
    bearer('/post', GOOD, 'POST'),
    bearer('/head', 'abc', 'HEAD'),
  ],
)

const requires = (prefix: string, requirement: Json): Json => ({
  match: { prefix },
  requires: requirement,
})
const named = (name: string): Json => ({ provider_name: name })
const RULES: readonly (readonly [string, Json])[] = [
  ['/a', named('a')],
  ['/b', { provider_and_audiences: { provider_name: 'b', audiences: ['three'] } }],
  ['/any', { requires_any: { requirements: [named('a'), named('b')] } }],
  ['/all', { requires_all: { requirements: [named('a'), named('b')] } }],
  ['/missing', { allow_missing: {} }],
  ['/failed', { allow_missing_or_failed: {} }],
  ['/opt', { requires_any: { requirements: [named('a'), { allow_missing: {} }] } }],
  ['/lax', { requires_any: { requirements: [{ allow_missing_or_failed: {} }, named('b')] } }],
]
const REQUIREMENT_CALLS: readonly (readonly (readonly [string, string])[])[] = [
  [],
  [['x-a', GOOD]],
  [['x-b', `tok ${token({ ...CLAIMS, iss: 'you', aud: 'three' })}`]],
  [
    ['x-a', GOOD],
    ['x-b', `tok ${token({ ...CLAIMS, iss: 'you', aud: 'three' })}`],
  ],
  [['x-a', token({ ...CLAIMS, exp: 1 })]],
  [['x-a', 'abc']],
  [['x-b', `tok ${GOOD}`]],
  [['x-b', 'abc']],
  [['cookie', `tok=${GOOD}`]],
  [
    ['x-a', token({ ...CLAIMS, exp: 1 })],
    ['x-b', `tok ${GOOD}`],
  ],
]

const requirements = define(
  'stats',
  'jwt-requirements',
  simple(
    routes(
      plain('/off', {
        typed_per_filter_config: {
          'envoy.filters.http.jwt_authn': typed(`${JWT}PerRouteConfig`, { disabled: true }),
        },
      }),
      plain('/named', {
        typed_per_filter_config: {
          'envoy.filters.http.jwt_authn': typed(`${JWT}PerRouteConfig`, { requirement_name: 'r' }),
        },
      }),
      plain('/wrong', {
        typed_per_filter_config: {
          'envoy.filters.http.jwt_authn': typed(`${JWT}PerRouteConfig`, { requirement_name: 'w' }),
        },
      }),
      plain('/'),
    ),
    {
      filters: [
        jwt({
          providers: {
            a: provider({
              from_headers: [{ name: 'x-a' }],
              from_cookies: ['tok'],
              from_params: ['tok'],
              forward: true,
            }),
            b: provider({
              issuer: 'you',
              audiences: [],
              from_headers: [{ name: 'x-b', value_prefix: 'tok ' }],
            }),
          },
          rules: [
            ...RULES.map(([prefix, one]) => requires(prefix, one)),
            { match: { prefix: '/free' } },
            { match: { prefix: '/ref' }, requirement_name: 'r' },
          ],
          requirement_map: { r: named('a') },
          bypass_cors_preflight: true,
        }),
      ],
    },
  ),
  [
    ...[
      ...RULES.map(([prefix]) => prefix),
      '/off',
      '/named',
      '/wrong',
      '/free',
      '/ref',
      '/other',
    ].flatMap((path) => REQUIREMENT_CALLS.map((headers) => get(path, { headers }))),
    get(`/a?tok=${GOOD}`),
    get('/a', {
      method: 'OPTIONS',
      headers: [
        ['origin', 'x'],
        ['access-control-request-method', 'GET'],
      ],
    }),
    get('/a', { method: 'OPTIONS', headers: [['origin', 'x']] }),
    get('/a', { method: 'POST', headers: [['content-type', 'application/grpc']], body: '' }),
  ],
)

const silent = define(
  'feature',
  'jwt-silent',
  simple(routes(plain('/')), {
    filters: [
      jwt({
        providers: { a: provider({ issuer: '', audiences: [], subjects: { prefix: 'a' } }) },
        rules: [{ match: { prefix: '/' }, requires: named('a') }],
        strip_failure_response: true,
      }),
    ],
  }),
  [
    get('/'),
    bearer('/', GOOD),
    bearer('/', token({ ...CLAIMS, sub: 'bob' })),
    bearer('/', token({ iss: 'x' })),
    bearer('/', 'abc'),
  ],
)

export const FEATURE_JWT: readonly Bootstrap[] = [tokens, requirements, silent]
