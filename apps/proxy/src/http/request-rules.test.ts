/** What a manager and its routes ask of requests beyond the common: cookies, strict headers, who the proxy is, shares by hash. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { Harness, type HarnessOptions } from './testing/proxy-harness.ts'

async function harness(t: TestContext, options: HarnessOptions = {}): Promise<Harness> {
  const started = await Harness.start(options)
  t.after(() => started.close())
  return started
}

const TO_ORIGIN = { cluster: 'origin', timeout: '0s' }
const answer = (status: number): unknown => ({ direct_response: { status } })

test('cookies choose routes: the first of a name, without quotes; a missing one matches where inverted', async (t) => {
  const cookie = (value: string, invert = false): unknown => ({
    prefix: '/',
    cookies: [{ name: 'v', string_match: { exact: value }, invert_match: invert }],
  })
  const proxy = await harness(t, {
    routes: [
      { match: cookie('b'), ...(answer(201) as object) },
      { match: cookie('c', true), ...(answer(202) as object) },
      { match: { prefix: '/' }, ...(answer(203) as object) },
    ],
  })
  const client = await proxy.client()
  for (const [headers, status] of [
    ['cookie: v=b\r\n', 201],
    ['cookie: a=1; v="b"; v=c\r\n', 201],
    ['cookie: vv=b\r\n', 202],
    ['', 202],
    ['cookie: v=c\r\n', 203],
  ] as const)
    assert.equal((await client.call('GET /', headers)).status, status, headers)
})

test('malformed x-envoy headers are refused where they are checked', async (t) => {
  const proxy = await harness(t, {
    manager: {
      // Only internal callers' headers come as far as the router.
      use_remote_address: true,
      internal_address_config: { cidr_ranges: [{ address_prefix: '127.0.0.0', prefix_len: 8 }] },
      http_filters: [
        {
          name: 'envoy.filters.http.router',
          typed_config: {
            '@type': 'type.googleapis.com/envoy.extensions.filters.http.router.v3.Router',
            strict_check_headers: ['x-envoy-max-retries', 'x-envoy-retry-on'],
          },
        },
      ],
    },
    routes: [{ match: { prefix: '/' }, route: TO_ORIGIN }],
  })
  const client = await proxy.client()
  const bad = await client.call('GET /', 'x-envoy-max-retries: many\r\n')
  assert.equal(bad.status, 400)
  assert.equal(bad.body, "invalid header 'x-envoy-max-retries' with value 'many'")
  const [line] = await proxy.logged(1)
  assert.equal(line?.flags, 'IH')
  assert.equal(line.details, 'request_headers_failed_strict_check{x-envoy-max-retries}')
  const next = await proxy.client()
  assert.equal((await next.call('GET /', 'x-envoy-retry-on: 5xx,reset\r\n')).status, 200)
})

test('add_user_agent tells upstreams who the proxy is', async (t) => {
  const proxy = await harness(t, { manager: { add_user_agent: true } })
  const client = await proxy.client()
  await client.call('GET /', 'user-agent: mine\r\n')
  const seen = proxy.origins[0]?.requests[0]?.headers
  assert.equal(seen?.['user-agent'], 'mine')
  assert.equal(seen?.['x-envoy-downstream-service-node'], 'node')
})

test('removals by match take out every header whose name matches', async (t) => {
  const proxy = await harness(t, {
    manager: {
      early_header_mutation_extensions: [
        {
          name: 'm',
          typed_config: {
            '@type':
              'type.googleapis.com/envoy.extensions.http.early_header_mutation.header_mutation.v3.HeaderMutation',
            mutations: [{ remove_on_match: { key_matcher: { prefix: 'x-drop-' } } }],
          },
        },
      ],
    },
  })
  const client = await proxy.client()
  await client.call('GET /', 'x-drop-a: 1\r\nx-keep: 2\r\nx-drop-b: 3\r\n')
  const seen = proxy.origins[0]?.requests[0]?.headers ?? {}
  assert.deepEqual(
    Object.keys(seen).filter((name) => /^x-(drop|keep)/.test(name)),
    ['x-keep'],
  )
})

test('weights by hash give one caller one cluster', async (t) => {
  const proxy = await harness(t, {
    routes: [
      {
        match: { prefix: '/' },
        route: {
          timeout: '0s',
          hash_policy: [{ header: { header_name: 'x-user' } }],
          weighted_clusters: {
            use_hash_policy: true,
            clusters: [
              { name: 'origin', weight: 50 },
              { name: 'nobody', weight: 50 },
            ],
          },
        },
      },
    ],
  })
  const client = await proxy.client()
  const statusOf = async (user: string): Promise<number> =>
    (await client.call('GET /', `x-user: ${user}\r\n`)).status
  const users = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
  const first: number[] = []
  for (const user of users) first.push(await statusOf(user))
  assert.deepEqual([...new Set(first)].sort(), [200, 503])
  for (const [i, user] of users.entries()) assert.equal(await statusOf(user), first[i], user)
})

test('a trusted proxy is believed, up to the first address that is none', async (t) => {
  const proxy = await harness(t, {
    manager: {
      original_ip_detection_extensions: [
        {
          name: 'x',
          typed_config: {
            '@type':
              'type.googleapis.com/envoy.extensions.http.original_ip_detection.xff.v3.XffConfig',
            xff_trusted_cidrs: {
              cidrs: [
                { address_prefix: '127.0.0.0', prefix_len: 8 },
                { address_prefix: '10.0.0.0', prefix_len: 8 },
              ],
            },
          },
        },
      ],
    },
    routes: [
      {
        match: { prefix: '/' },
        direct_response: { status: 200 },
        response_headers_to_add: [
          { header: { key: 'x-who', value: '%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%' } },
        ],
      },
    ],
  })
  const client = await proxy.client()
  for (const [xff, who] of [
    ['1.2.3.4, 5.6.7.8, 10.1.1.1', '5.6.7.8'],
    ['1.2.3.4, nonsense, 10.1.1.1', '127.0.0.1'],
  ] as const) {
    const { headers } = await client.call('GET /', `x-forwarded-for: ${xff}\r\n`)
    assert.equal(headers['x-who'], who, xff)
  }
})

test('a cluster refuses a share of requests before any endpoint is picked', async (t) => {
  const proxy = await harness(t)
  const client = await proxy.client()
  const never = { numerator: 0, denominator: 100 } as const
  const always = { numerator: 100, denominator: 100 } as const
  proxy.cluster.shedding = { maintenance: never, drop: always }
  const dropped = await client.call('GET /')
  assert.equal(dropped.status, 503)
  assert.equal(dropped.body, 'unconditional drop overload')
  assert.equal(dropped.headers['x-envoy-unconditional-drop-overload'], 'true')
  proxy.cluster.shedding = { maintenance: always, drop: null }
  const closed = await client.call('GET /')
  assert.equal(closed.body, 'maintenance mode')
  assert.equal(closed.headers['x-envoy-overloaded'], 'true')
  proxy.cluster.shedding = { maintenance: never, drop: never }
  assert.equal((await client.call('GET /')).status, 200)
  assert.deepEqual(
    (await proxy.logged(3)).map(({ flags }) => flags),
    ['UDO', 'UO', '-'],
  )
})

test('the longest time of an attempt ends it', async (t) => {
  const proxy = await harness(t, {
    cluster: { maxStreamDurationMs: 30 },
    handler: () => null,
  })
  const client = await proxy.client()
  const late = await client.call('GET /')
  assert.equal(late.status, 504)
  assert.equal(late.body, 'upstream max stream duration reached')
  assert.equal((await proxy.logged(1))[0]?.flags, 'UMSDR')
  assert.equal(proxy.cluster.stats.upstreamRqMaxDurationReached, 1)
})
