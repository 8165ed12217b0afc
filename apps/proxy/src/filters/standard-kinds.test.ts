/** Envoy's own filters in a chain: what they answer, what they change, and how routes override them. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { Harness, type HarnessOptions } from '../http/testing/proxy-harness.ts'

const TYPES = {
  rbac: 'envoy.extensions.filters.http.rbac.v3.RBAC',
  rbacRoute: 'envoy.extensions.filters.http.rbac.v3.RBACPerRoute',
  limit: 'envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit',
  buffer: 'envoy.extensions.filters.http.buffer.v3.Buffer',
  csrf: 'envoy.extensions.filters.http.csrf.v3.CsrfPolicy',
  mutation: 'envoy.extensions.filters.http.header_mutation.v3.HeaderMutation',
  metadata: 'envoy.extensions.filters.http.set_metadata.v3.Config',
  fault: 'envoy.extensions.filters.http.fault.v3.HTTPFault',
  health: 'envoy.extensions.filters.http.health_check.v3.HealthCheck',
  config: 'envoy.config.route.v3.FilterConfig',
} as const

function config(type: keyof typeof TYPES, json: Record<string, unknown>): Record<string, unknown> {
  return { '@type': `type.googleapis.com/${TYPES[type]}`, ...json }
}

function filter(type: keyof typeof TYPES, json: Record<string, unknown>): Record<string, unknown> {
  return { name: 'f', typed_config: config(type, json) }
}

async function harness(t: TestContext, options: HarnessOptions): Promise<Harness> {
  const proxy = await Harness.start(options)
  t.after(() => proxy.close())
  return proxy
}

const SHARE = (numerator: number): unknown => ({ default_value: { numerator } })
const ALL = { permissions: [{ any: true }], principals: [{ any: true }] }
const ROUTE = { match: { prefix: '/' }, route: { cluster: 'origin', timeout: '0s' } }

test('rbac allows and denies by policy, and routes switch it off', async (t) => {
  const proxy = await harness(t, {
    filters: [
      filter('rbac', {
        rules: {
          action: 'ALLOW',
          policies: {
            'to ok': {
              permissions: [{ url_path: { path: { prefix: '/ok' } } }],
              principals: [{ any: true }],
            },
            puts: {
              permissions: [{ header: { name: ':method', string_match: { exact: 'PUT' } } }],
              principals: [{ direct_remote_ip: { address_prefix: '127.0.0.0', prefix_len: 8 } }],
            },
          },
        },
      }),
    ],
    routes: [
      {
        ...ROUTE,
        match: { prefix: '/off' },
        typed_per_filter_config: { f: config('rbacRoute', {}) },
      },
      {
        ...ROUTE,
        match: { prefix: '/away' },
        typed_per_filter_config: { f: config('config', { disabled: true }) },
      },
      ROUTE,
    ],
  })
  for (const [line, status] of [
    ['GET /ok?x', 200],
    ['GET /no', 403],
    ['PUT /no', 200],
    ['GET /off', 200],
    ['GET /away', 200],
  ] as const) {
    const client = await proxy.client()
    const response = await client.call(line)
    assert.equal(response.status, status, line)
    if (status === 403) assert.equal(response.body, 'RBAC: access denied')
  }
  const log = await proxy.logged(5)
  assert.equal(log[1]?.details, 'rbac_access_denied_matched_policy[none]')
})

test('a denying policy names itself; a filter that is off by default is switched on by routes', async (t) => {
  const rules = { action: 'DENY', policies: { 'pol one': ALL } }
  const proxy = await harness(t, {
    filters: [{ ...filter('rbac', { rules }), disabled: true }],
    routes: [
      {
        ...ROUTE,
        match: { prefix: '/on' },
        typed_per_filter_config: { f: config('config', { config: {} }) },
      },
      ROUTE,
    ],
  })
  const client = await proxy.client()
  assert.equal((await client.call('GET /')).status, 200)
  assert.equal((await client.call('GET /on')).status, 403)
  const log = await proxy.logged(2)
  assert.equal(log[1]?.details, 'rbac_access_denied_matched_policy[pol_one]')
})

test('local limits: a bucket of the process, by descriptor, and not enforced', async (t) => {
  const bucket = (tokens: number): unknown => ({
    max_tokens: tokens,
    tokens_per_fill: 1,
    fill_interval: '100s',
  })
  const limit = (json: Record<string, unknown>): Record<string, unknown> =>
    config('limit', {
      stat_prefix: 's',
      filter_enabled: SHARE(100),
      filter_enforced: SHARE(100),
      ...json,
    })
  const proxy = await harness(t, {
    filters: [
      {
        name: 'f',
        typed_config: limit({
          token_bucket: bucket(2),
          enable_x_ratelimit_headers: 'DRAFT_VERSION_03',
          response_headers_to_add: [{ header: { key: 'x-lim', value: '1' } }],
        }),
      },
    ],
    routes: [
      {
        ...ROUTE,
        match: { prefix: '/soft' },
        typed_per_filter_config: {
          f: limit({ token_bucket: bucket(1), filter_enforced: SHARE(0) }),
        },
      },
      {
        match: { prefix: '/who' },
        route: {
          cluster: 'origin',
          rate_limits: [
            { actions: [{ request_headers: { header_name: 'who', descriptor_key: 'who' } }] },
          ],
        },
        typed_per_filter_config: {
          f: limit({
            token_bucket: bucket(100),
            descriptors: [{ entries: [{ key: 'who', value: 'me' }], token_bucket: bucket(1) }],
          }),
        },
      },
      ROUTE,
    ],
  })
  const client = await proxy.client()
  assert.equal((await client.call('GET /')).headers['x-ratelimit-remaining'], '1')
  assert.equal((await client.call('GET /')).status, 200)
  const refused = await client.call('GET /')
  assert.equal(refused.status, 429)
  assert.equal(refused.body, 'local_rate_limited')
  assert.equal(refused.headers['x-lim'], '1')
  assert.equal((await client.call('GET /soft')).status, 200)
  assert.equal((await client.call('GET /soft')).status, 200)
  assert.equal((await client.call('GET /who', 'who: me\r\n')).status, 200)
  assert.equal((await client.call('GET /who', 'who: me\r\n')).status, 429)
  assert.equal((await client.call('GET /who', 'who: you\r\n')).status, 200)
  assert.equal((await proxy.logged(3))[2]?.flags, 'RL')
})

test('a buffered request is sent whole, with its length, or refused above the limit', async (t) => {
  const proxy = await harness(t, { filters: [filter('buffer', { max_request_bytes: 10 })] })
  const client = await proxy.client()
  client.write('POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n')
  client.write('2\r\nde\r\n0\r\n\r\n')
  assert.equal((await client.read()).status, 200)
  assert.equal(proxy.origin.requests[0]?.headers['content-length'], '5')
  assert.equal(proxy.origin.requests[0]?.body, 'abcde')
  const large = await client.call('POST /', '', '01234567890')
  assert.equal(large.status, 413)
  assert.equal(large.body, 'Payload Too Large')
  assert.equal(large.headers['connection'], 'close')
})

test('csrf refuses changes from other origins', async (t) => {
  const proxy = await harness(t, {
    filters: [
      filter('csrf', {
        filter_enabled: SHARE(100),
        additional_origins: [{ suffix: '.ok.com' }],
      }),
    ],
  })
  for (const [line, headers, status] of [
    ['GET /', '', 200],
    ['POST /', '', 403],
    ['POST /', 'origin: http://a\r\n', 200],
    ['POST /', 'origin: http://evil.com\r\n', 403],
    ['DELETE /', 'referer: https://x.ok.com/a?b\r\n', 200],
    ['PUT /', 'origin: null\r\nreferer: http://a/\r\n', 403],
  ] as const) {
    const client = await proxy.client()
    assert.equal((await client.call(line, headers)).status, status, `${line} ${headers}`)
  }
})

test('header mutations and metadata, which routes may match on', async (t) => {
  const proxy = await harness(t, {
    filters: [
      {
        name: 'meta',
        typed_config: config('metadata', {
          metadata: [{ metadata_namespace: 'ns', value: { k: 'v' } }],
        }),
      },
      {
        name: 'mut',
        typed_config: config('mutation', {
          mutations: {
            request_mutations: [
              { append: { header: { key: 'x-m', value: '%DYNAMIC_METADATA(ns:k)%' } } },
              { remove: 'x-gone' },
            ],
            response_mutations: [
              { append: { header: { key: 'x-code', value: '%RESPONSE_CODE%' } } },
            ],
          },
        }),
      },
    ],
  })
  const client = await proxy.client()
  const response = await client.call('GET /', 'x-gone: 1\r\n')
  assert.equal(response.headers['x-code'], '200')
  assert.equal(proxy.origin.requests[0]?.headers['x-m'], 'v')
  assert.equal(proxy.origin.requests[0]?.headers['x-gone'], undefined)
})

test('a response is paced', async (t) => {
  const proxy = await harness(t, {
    filters: [
      filter('fault', {
        response_rate_limit: { fixed_limit: { limit_kbps: 20 }, percentage: { numerator: 100 } },
      }),
    ],
    handler: () => `HTTP/1.1 200 OK\r\ncontent-length: 3000\r\n\r\n${'x'.repeat(3000)}`,
  })
  const client = await proxy.client()
  const response = await client.call('GET /')
  assert.equal(response.body.length, 3000)
  // 20 KiB/s is 1024 bytes in a slice of 50 ms: the third slice ends it.
  const [line] = await proxy.logged(1)
  assert.ok((line?.durationMs ?? 0) >= 90, String(line?.durationMs))
})

test('health is answered here', async (t) => {
  const proxy = await harness(t, {
    filters: [
      filter('health', {
        pass_through_mode: false,
        headers: [{ name: ':path', string_match: { exact: '/hc' } }],
      }),
    ],
  })
  const client = await proxy.client()
  assert.equal((await client.call('GET /hc')).status, 200)
  assert.equal(proxy.origin.requests.length, 0)
  assert.equal((await client.call('GET /')).status, 200)
  assert.equal(proxy.origin.requests.length, 1)
})
