/** Filters beyond the standard ones, on a live connection manager. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { gunzipSync, gzipSync } from 'node:zlib'
import { Harness, type HarnessOptions } from '../http/testing/proxy-harness.ts'
import { acceptsEncoding } from './accept-encoding.ts'
import { GzipStream } from './gzip-stream.ts'

const TYPE = 'type.googleapis.com/envoy.extensions.'

async function harness(t: TestContext, options: HarnessOptions): Promise<Harness> {
  const started = await Harness.start(options)
  t.after(() => started.close())
  return started
}

const extension = (type: string, value: object = {}): unknown => ({
  name: type,
  typed_config: { '@type': `type.googleapis.com/${type}`, ...value },
})
const entry = (name: string, type: string, value: object = {}): unknown => ({
  name: `envoy.filters.http.${name}`,
  typed_config: { '@type': `${TYPE}filters.http.${type}`, ...value },
})
const answer = (body: string, headers = ''): string =>
  `HTTP/1.1 200 OK\r\n${headers}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`

test('gzip in pieces is one gzip', () => {
  const stream = new GzipStream({ level: 6, memLevel: 5, windowBits: 12, strategy: 0 })
  const pieces = ['a'.repeat(5000), 'a'.repeat(5000), '', 'b', 'ab'.repeat(3000)]
  const packed = [...pieces.map((piece) => stream.write(Buffer.from(piece))), stream.end()]
  assert.equal(gunzipSync(Buffer.concat(packed)).toString(), pieces.join(''))
  assert.ok((packed[1]?.length ?? 0) < 40, 'what was sent before is referred to')
  const empty = new GzipStream({ level: 6, memLevel: 5, windowBits: 12, strategy: 0 })
  assert.equal(gunzipSync(empty.end()).length, 0)
})

test('what a caller accepts', () => {
  const cases: readonly (readonly [string, boolean])[] = [
    ['', false],
    ['gzip', true],
    ['br, GZIP;q=0.5', true],
    ['gzip;q=0', false],
    ['gzip;q=0.2, identity;q=0.9', false],
    ['*', true],
    ['*;q=0', false],
    ['br', false],
    ['gzip;q=x', false],
  ]
  for (const [accepted, want] of cases)
    assert.equal(acceptsEncoding(accepted, 'gzip'), want, accepted)
})

test('responses are compressed for who accepts it', async (t) => {
  const body = 'hello '.repeat(100)
  const proxy = await harness(t, {
    filters: [
      entry('compressor', 'compressor.v3.Compressor', {
        compressor_library: extension('envoy.extensions.compression.gzip.compressor.v3.Gzip'),
      }),
    ],
    handler: () => answer(body, 'content-type: text/plain\r\n'),
  })
  const client = await proxy.client()
  const plain = await client.call('GET /')
  assert.equal(plain.headers['content-encoding'], undefined)
  assert.equal(plain.headers['vary'], 'Accept-Encoding')
  const packed = await client.call('GET /', 'accept-encoding: gzip\r\n')
  assert.equal(packed.headers['content-encoding'], 'gzip')
  assert.equal(packed.headers['content-length'], undefined)
  assert.equal(gunzipSync(Buffer.from(packed.body, 'latin1')).toString(), body)
})

test('responses are decompressed, and upstreams told to compress', async (t) => {
  const packed = gzipSync('hello').toString('latin1')
  const proxy = await harness(t, {
    filters: [
      entry('decompressor', 'decompressor.v3.Decompressor', {
        decompressor_library: extension('envoy.extensions.compression.gzip.decompressor.v3.Gzip'),
      }),
    ],
    handler: () =>
      `HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: ${packed.length}\r\n\r\n${packed}`,
  })
  const client = await proxy.client()
  const response = await client.call('GET /')
  assert.equal(response.body, 'hello')
  assert.equal(response.headers['content-encoding'], undefined)
  assert.equal(proxy.origins[0]?.requests[0]?.headers['accept-encoding'], 'gzip')
})

test('a matcher leaves a filter out, or chooses which one runs', async (t) => {
  const abort = {
    name: 'f',
    typed_config: {
      '@type': `${TYPE}filters.http.fault.v3.HTTPFault`,
      abort: { http_status: 418, percentage: { numerator: 100 } },
    },
  }
  const byHeader = (name: string, action: unknown): object => ({
    matcher_tree: {
      input: extension('envoy.type.matcher.v3.HttpRequestHeaderMatchInput', { header_name: name }),
      exact_match_map: { map: { yes: { action } } },
    },
  })
  const matched = (name: string, config: unknown, matcher: object): unknown => ({
    name,
    typed_config: {
      '@type': `${TYPE}common.matching.v3.ExtensionWithMatcher`,
      extension_config: config,
      xds_matcher: matcher,
    },
  })
  const proxy = await harness(t, {
    filters: [
      matched(
        'skipped',
        abort,
        byHeader(
          'x-skip',
          extension('envoy.extensions.filters.common.matcher.action.v3.SkipFilter'),
        ),
      ),
      matched(
        'composite',
        entry('composite', 'composite.v3.Composite'),
        byHeader(
          'x-abort',
          extension('envoy.extensions.filters.http.composite.v3.ExecuteFilterAction', {
            typed_config: {
              ...abort,
              typed_config: {
                ...abort.typed_config,
                abort: { http_status: 409, percentage: { numerator: 100 } },
              },
            },
          }),
        ),
      ),
    ],
  })
  const client = await proxy.client()
  for (const [headers, status] of [
    ['', 418],
    ['x-skip: yes\r\n', 200],
    ['x-skip: yes\r\nx-abort: yes\r\n', 409],
    ['x-skip: yes\r\nx-abort: no\r\n', 200],
  ] as const)
    assert.equal((await client.call('GET /', headers)).status, status, headers)
})

test('headers and cookies become metadata, of their types', async (t) => {
  const proxy = await harness(t, {
    filters: [
      entry('header_to_metadata', 'header_to_metadata.v3.Config', {
        request_rules: [
          {
            header: 'x-n',
            on_header_present: { metadata_namespace: 'ns', key: 'n', type: 'NUMBER' },
            remove: true,
          },
          {
            cookie: 'c',
            on_header_present: { metadata_namespace: 'ns', key: 'c' },
            on_header_missing: { metadata_namespace: 'ns', key: 'c', value: 'none' },
          },
        ],
      }),
    ],
    routes: [
      {
        match: { prefix: '/' },
        route: { cluster: 'origin', timeout: '0s' },
        response_headers_to_add: [
          { header: { key: 'x-n', value: '%DYNAMIC_METADATA(ns:n)%' } },
          { header: { key: 'x-c', value: '%DYNAMIC_METADATA(ns:c)%' } },
        ],
      },
    ],
  })
  const client = await proxy.client()
  const first = await client.call('GET /', 'x-n: 1.50\r\ncookie: c=a\r\n')
  assert.deepEqual([first.headers['x-n'], first.headers['x-c']], ['1.5', 'a'])
  assert.equal(proxy.origins[0]?.requests[0]?.headers['x-n'], undefined)
  const second = await client.call('GET /', 'x-n: many\r\n')
  assert.deepEqual([second.headers['x-n'], second.headers['x-c']], [undefined, 'none'])
})

test('routes are chosen by a tree', async (t) => {
  const to = (status: number): unknown => ({
    action: extension('envoy.config.route.v3.Route', {
      match: { prefix: '/' },
      direct_response: { status },
    }),
  })
  const proxy = await harness(t, {
    routes: [],
    virtualHost: {
      matcher: {
        matcher_tree: {
          input: extension('envoy.type.matcher.v3.HttpRequestHeaderMatchInput', {
            header_name: ':path',
          }),
          prefix_match_map: { map: { '/a': to(201), '/a/b': to(202) } },
        },
        on_no_match: to(203),
      },
    },
  })
  const client = await proxy.client()
  for (const [path, status] of [
    ['/a', 201],
    ['/a/bc', 202],
    ['/c', 203],
  ] as const)
    assert.equal((await client.call(`GET ${path}`)).status, status, path)
})

test('names and passwords, and who it was', async (t) => {
  const users = 'user:{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g='
  const proxy = await harness(t, {
    filters: [
      entry('basic_auth', 'basic_auth.v3.BasicAuth', {
        users: { inline_string: users },
        forward_username_header: 'X-User',
      }),
    ],
  })
  const client = await proxy.client()
  const call = async (credential: string | null): Promise<readonly [number, string]> => {
    const encoded = Buffer.from(credential ?? '').toString('base64')
    const headers = credential === null ? '' : `authorization: Basic ${encoded}\r\n`
    const { status, body } = await client.call('GET /', headers)
    return [status, body]
  }
  assert.equal((await call('user:password'))[0], 200)
  assert.equal(proxy.origins[0]?.requests[0]?.headers['x-user'], 'user')
  for (const [credential, why] of [
    [null, 'Missing username and password.'],
    ['user', 'Invalid basic credential format.'],
    ['user:wrong', 'Invalid username/password combination.'],
  ] as const)
    assert.deepEqual(await call(credential), [401, `User authentication failed. ${why}`])
})

test('answers of upstreams are replaced as a matcher says', async (t) => {
  let status = 500
  const proxy = await harness(t, {
    handler: () => `HTTP/1.1 ${status} X\r\nx-mine: 1\r\ncontent-length: 6\r\n\r\ntheirs`,
    filters: [
      entry('custom_response', 'custom_response.v3.CustomResponse', {
        custom_response_matcher: {
          matcher_tree: {
            input: extension('envoy.type.matcher.v3.HttpResponseStatusCodeMatchInput'),
            exact_match_map: {
              map: {
                '500': {
                  action: extension(
                    'envoy.extensions.http.custom_response.local_response_policy.v3.LocalResponsePolicy',
                    { status_code: 499, body: { inline_string: 'replaced' } },
                  ),
                },
              },
            },
          },
        },
      }),
    ],
  })
  const client = await proxy.client()
  const replaced = await client.call('GET /')
  assert.deepEqual([replaced.status, replaced.body], [499, 'replaced'])
  assert.equal(replaced.headers['x-mine'], undefined)
  status = 404
  const kept = await client.call('GET /')
  assert.deepEqual([kept.status, kept.body], [404, 'theirs'])
})
