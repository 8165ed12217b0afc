/** What a cluster says of its requests by itself: filters, retries, mirrors, connections ahead, and what it records. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type TestContext, test } from 'node:test'
import {
  cluster,
  httpFilter,
  listener,
  type RunningProxy,
  startProxy,
} from '../testing/running-proxy.ts'

const EXTENSION = 'type.googleapis.com/envoy.extensions.'
const HTTP = 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions'

const http = (options: object): object => ({
  typed_extension_protocol_options: {
    [HTTP]: {
      '@type': `${EXTENSION}upstreams.http.v3.HttpProtocolOptions`,
      explicit_http_config: { http_protocol_options: {} },
      ...options,
    },
  },
})

const CODEC = {
  name: 'envoy.filters.http.upstream_codec',
  typed_config: { '@type': `${EXTENSION}filters.http.upstream_codec.v3.UpstreamCodec` },
}

const mutation = (name: string, mutations: object): object => ({
  name,
  typed_config: {
    '@type': `${EXTENSION}filters.http.header_mutation.v3.HeaderMutation`,
    mutations,
  },
})

const add = (key: string, value: string): object => ({ append: { header: { key, value } } })

async function server(
  t: TestContext,
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<number> {
  const made = createServer(answer)
  made.listen(0, '127.0.0.1')
  await once(made, 'listening')
  t.after(() => {
    made.close()
    made.closeAllConnections()
  })
  const bound = made.address()
  return typeof bound === 'object' && bound !== null ? bound.port : 0
}

async function proxyOf(
  t: TestContext,
  clusters: readonly object[],
  manager: object = {},
): Promise<{ proxy: RunningProxy; url: string; stat(name: string): Promise<number> }> {
  const listeners = [listener('l', [{ filters: [httpFilter('app', manager)] }])]
  const proxy = await startProxy({ clusters, listeners })
  t.after(() => proxy.stop())
  return {
    proxy,
    url: `http://127.0.0.1:${proxy.port('l')}/`,
    stat: async (name) => {
      const text = await proxy.get(`/stats?filter=^cluster.${name}$`)
      return Number(text.split(': ')[1])
    },
  }
}

test('filters of a cluster change each attempt, on what the one before left', async (t) => {
  const seen: (string | string[] | undefined)[] = []
  const app = await server(t, (request, response) => {
    seen.push(request.headers['x-up'])
    response.writeHead(seen.length === 1 ? 503 : 200).end()
  })
  const { url } = await proxyOf(t, [
    cluster('app', [app], {
      ...http({
        http_filters: [
          mutation('m', {
            request_mutations: [add('x-up', 'a')],
            response_mutations: [add('x-down', 'b')],
          }),
          CODEC,
        ],
        retry_policy: { retry_on: '5xx' },
      }),
    }),
  ])
  const response = await fetch(url)
  await response.arrayBuffer()
  assert.equal(response.status, 200)
  assert.equal(response.headers.get('x-down'), 'b')
  assert.deepEqual(seen, ['a', 'a, a'])
})

test('filters of the router serve clusters that have none', async (t) => {
  const app = await server(t, (request, response) => {
    response.end(request.headers['x-up'])
  })
  const router = {
    '@type': `${EXTENSION}filters.http.router.v3.Router`,
    upstream_http_filters: [mutation('m', { request_mutations: [add('x-up', 'r')] }), CODEC],
  }
  const { url } = await proxyOf(t, [cluster('app', [app])], {
    http_filters: [{ name: 'envoy.filters.http.router', typed_config: router }],
  })
  assert.equal(await (await fetch(url)).text(), 'r')
})

test('mirrors of a cluster go before those of the route', async (t) => {
  const mirrored = Promise.withResolvers<string>()
  const app = await server(t, (_request, response) => {
    response.end()
  })
  const shadow = await server(t, (request, response) => {
    mirrored.resolve(request.headers.host ?? '')
    response.end()
  })
  const unwanted = await server(t, () => mirrored.reject(new Error('the route mirrored')))
  const { url } = await proxyOf(
    t,
    [
      cluster('app', [app], http({ request_mirror_policies: [{ cluster: 'shadow' }] })),
      cluster('shadow', [shadow]),
      cluster('unwanted', [unwanted]),
    ],
    {
      route_config: {
        virtual_hosts: [
          {
            name: 'all',
            domains: ['*'],
            routes: [
              {
                match: { prefix: '/' },
                route: { cluster: 'app', request_mirror_policies: [{ cluster: 'unwanted' }] },
              },
            ],
          },
        ],
      },
    },
  )
  await (await fetch(url)).arrayBuffer()
  assert.match(await mirrored.promise, /-shadow/)
})

test('connections are opened ahead, to as many as the ratio says', async (t) => {
  const app = await server(t, (_request, response) => {
    response.end()
  })
  const { url, stat } = await proxyOf(t, [
    cluster('app', [app], { preconnect_policy: { per_upstream_preconnect_ratio: 2 } }),
  ])
  for (let i = 0; i < 3; i++) await (await fetch(url)).arrayBuffer()
  assert.equal(await stat('app.upstream_cx_total'), 2)
})

test('a connection is opened for the request that is predicted to come', async (t) => {
  const app = await server(t, (_request, response) => {
    response.end()
  })
  const { url, stat } = await proxyOf(t, [
    cluster('app', [app], { preconnect_policy: { predictive_preconnect_ratio: 2 } }),
  ])
  const seen: number[] = []
  for (let i = 0; i < 3; i++) {
    await (await fetch(url)).arrayBuffer()
    seen.push(await stat('app.upstream_cx_total'))
  }
  // As Envoy 1.40 on the same cluster.
  assert.deepEqual(seen, [1, 2, 2])
})

test('sizes, budgets and endpoints are counted where the cluster asks for it', async (t) => {
  const app = await server(t, (request, response) => {
    request.resume()
    response.writeHead(200, ['content-length', '5', 'x-a', 'b'])
    response.sendDate = false
    response.end('hello')
  })
  const { url, proxy } = await proxyOf(t, [
    cluster('app', [app], {
      track_cluster_stats: {
        timeout_budgets: true,
        request_response_sizes: true,
        per_endpoint_stats: true,
      },
    }),
  ])
  await (await fetch(url, { method: 'POST', body: 'abc' })).arrayBuffer()
  const text = await proxy.get('/stats?histogram_buckets=detailed')
  const totals = (name: string): string =>
    new RegExp(`^cluster\\.app\\.${name}:\\s+totals=(\\S*)`, 'm').exec(text)?.[1] ?? ''
  assert.equal(totals('upstream_rq_body_size'), '3,0.1:1')
  assert.equal(totals('upstream_rs_body_size'), '5,0.1:1')
  assert.match(totals('upstream_rs_headers_count'), /^[3-9],/)
  assert.match(totals('upstream_rq_headers_size'), /:1$/)
  assert.match(totals('upstream_rq_timeout_budget_percent_used'), /:1$/)
  assert.match(totals('upstream_rq_timeout_budget_per_try_percent_used'), /^0,0:1$/)
  for (const line of ['cx_total: 1', 'rq_success: 1', 'rq_total: 1', 'healthy: 1'])
    assert.ok(text.includes(`cluster.app.endpoint.127.0.0.1_${app}.${line}\n`), line)
  const prometheus = await proxy.get('/stats/prometheus')
  const labels = `envoy_cluster_name="app",envoy_endpoint_address="127.0.0.1:${app}"`
  assert.ok(prometheus.includes(`envoy_cluster_endpoint_rq_total{${labels}} 1`))
})

test('a plugin names the cluster by what it matches', async (t) => {
  const one = await server(t, (_request, response) => {
    response.end('one')
  })
  const two = await server(t, (_request, response) => {
    response.end('two')
  })
  const action = (name: string): object => ({
    action: {
      name: 'c',
      typed_config: {
        '@type': `${EXTENSION}router.cluster_specifiers.matcher.v3.ClusterAction`,
        cluster: name,
      },
    },
  })
  const plugin = {
    extension: {
      name: 'p',
      typed_config: {
        '@type': `${EXTENSION}router.cluster_specifiers.matcher.v3.MatcherClusterSpecifier`,
        cluster_matcher: {
          matcher_tree: {
            input: {
              name: 'i',
              typed_config: {
                '@type': 'type.googleapis.com/envoy.type.matcher.v3.HttpRequestHeaderMatchInput',
                header_name: 'x-to',
              },
            },
            exact_match_map: { map: { one: action('app'), two: action('two') } },
          },
        },
      },
    },
  }
  const { url } = await proxyOf(t, [cluster('app', [one]), cluster('two', [two])], {
    route_config: {
      cluster_specifier_plugins: [plugin],
      virtual_hosts: [
        {
          name: 'all',
          domains: ['*'],
          routes: [
            { match: { prefix: '/own' }, route: { inline_cluster_specifier_plugin: plugin } },
            { match: { prefix: '/' }, route: { cluster_specifier_plugin: 'p' } },
          ],
        },
      ],
    },
  })
  const ask = async (path: string, to: string): Promise<string> => {
    const response = await fetch(`${url}${path}`, { headers: { 'x-to': to } })
    return `${response.status} ${await response.text()}`
  }
  assert.equal(await ask('', 'one'), '200 one')
  assert.equal(await ask('own', 'two'), '200 two')
  assert.equal(await ask('', 'three'), '503 ')
})
