/** Routes on a live connection manager: selection, rewrites, mutations, redirects, weights, mirrors, faults. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { HTTPFault } from '@flotilla/proto'
import { ok } from './testing/origin.ts'
import { Harness, type HarnessOptions } from './testing/proxy-harness.ts'

async function harness(t: TestContext, options: HarnessOptions = {}): Promise<Harness> {
  const started = await Harness.start(options)
  t.after(() => started.close())
  return started
}

const TO_ORIGIN = { cluster: 'origin', timeout: '0s' }
const FAULT = 'envoy.filters.http.fault'

test('no route is 404 NR with an empty body', async (t) => {
  const proxy = await harness(t, { routes: [{ match: { prefix: '/api' }, route: TO_ORIGIN }] })
  const client = await proxy.client()
  const response = await client.call('GET /other')
  assert.equal(response.status, 404)
  assert.equal(response.body, '')
  assert.equal(response.headers['content-length'], '0')
  assert.equal(response.headers['connection'], undefined)
  const [line] = await proxy.logged(1)
  assert.equal(line?.flags, 'NR')
  assert.equal(line.details, 'route_not_found')
  assert.equal((await client.call('GET /api/x')).status, 200, 'the connection lives on')
})

test('routes that have not arrived are told apart in the log', async (t) => {
  const proxy = await harness(t, {
    manager: { route_config: null, rds: { route_config_name: '80' } },
  })
  const client = await proxy.client()
  assert.equal((await client.call('GET /')).status, 404)
  assert.equal((await proxy.logged(1))[0]?.details, 'route_configuration_not_found')
})

test('a missing cluster is 503 NC, or what the route says', async (t) => {
  const proxy = await harness(t, {
    routes: [
      { match: { prefix: '/a' }, route: { cluster: 'gone' } },
      {
        match: { prefix: '/b' },
        route: { cluster: 'gone', cluster_not_found_response_code: 'NOT_FOUND' },
      },
      { match: { prefix: '/c' }, route: { cluster_header: 'X-Cluster', timeout: '0s' } },
    ],
  })
  const client = await proxy.client()
  assert.equal((await client.call('GET /a')).status, 503)
  assert.equal((await client.call('GET /b')).status, 404)
  assert.equal((await client.call('GET /c')).status, 503)
  assert.equal((await client.call('GET /c', 'x-cluster: origin\r\n')).status, 200)
  const lines = await proxy.logged(4)
  assert.deepEqual(
    lines.map((l) => l.flags),
    ['NC', 'NC', 'NC', '-'],
  )
  assert.equal(lines[0]?.details, 'cluster_not_found')
})

test('virtual hosts by authority, with and without port', async (t) => {
  const host = (name: string, domains: string[]): unknown => ({
    name,
    domains,
    routes: [
      { match: { prefix: '/' }, direct_response: { status: 200, body: { inline_string: name } } },
    ],
  })
  const hosts = [host('exact', ['reviews']), host('suffix', ['*.example.com']), host('any', ['*'])]
  const call = async (ignores: boolean, authority: string): Promise<string> => {
    const proxy = await harness(t, {
      routeConfig: { name: 'r', virtual_hosts: hosts, ignore_port_in_host_matching: ignores },
    })
    const client = await proxy.client()
    return (await client.call('GET /', `host: ${authority}\r\n`)).body
  }
  assert.equal(await call(true, 'Reviews:9080'), 'exact')
  assert.equal(await call(false, 'reviews:9080'), 'any')
  assert.equal(await call(true, 'a.example.com'), 'suffix')
})

test('an absolute target replaces the host', async (t) => {
  const proxy = await harness(t)
  const client = await proxy.client()
  await client.call('GET http://reviews:9080/x?y', 'host: other\r\n')
  assert.equal(proxy.origin.requests[0]?.line, 'GET /x?y')
  assert.equal(proxy.origin.requests[0]?.headers['host'], 'reviews:9080')
})

test('targets that are no paths are refused with the documented status', async (t) => {
  const proxy = await harness(t)
  for (const [line, code] of [
    ['OPTIONS *', 404],
    ['GET foo', 400],
    ['GET /a#b', 400],
    ['CONNECT a:443', 404],
  ] as const) {
    const client = await proxy.client()
    assert.equal((await client.call(line)).status, code, line)
  }
  const old = await proxy.client()
  old.write('GET / HTTP/1.0\r\nhost: a\r\n\r\n')
  assert.equal((await old.read()).status, 426)
  const empty = await proxy.client()
  assert.equal((await empty.call('GET /', 'host:\r\n')).status, 200, 'RFC 9112 §3.2')
})

test('HTTP/1.0 is served where it is accepted, without chunks', async (t) => {
  const proxy = await harness(t, {
    manager: {
      http_protocol_options: { accept_http_10: true, default_host_for_http_10: 'legacy' },
    },
    handler: () => 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n',
  })
  const client = await proxy.client()
  client.write('GET / HTTP/1.0\r\n\r\n')
  const response = await client.read()
  assert.equal(response.body, 'abc')
  assert.equal(response.headers['transfer-encoding'], undefined)
  assert.equal(proxy.origin.requests[0]?.headers['host'], 'legacy')
  await client.ended()
})

test('a QUERY says what its content is', async (t) => {
  const proxy = await harness(t)
  for (const [headers, code] of [
    ['content-type: text/plain\r\n', 200],
    ['content-type: \r\n', 400],
    ['', 400],
  ] as const) {
    const client = await proxy.client()
    assert.equal((await client.call('QUERY /', headers, 'x')).status, code, headers)
  }
})

test('a port that was the default of the scheme by x-forwarded-proto goes from a redirect', async (t) => {
  const proxy = await harness(t, {
    routes: [{ match: { prefix: '/' }, redirect: { path_redirect: '/to' } }],
  })
  const client = await proxy.client()
  const response = await client.call('GET https://a.test:80/x')
  assert.equal(response.headers['location'], 'https://a.test/to')
})

test('an HTTP/1.0 client is kept where the answer itself has a length', async (t) => {
  const proxy = await harness(t, {
    manager: { http_protocol_options: { accept_http_10: true } },
    handler: (request) =>
      request.line === 'GET /none'
        ? 'HTTP/1.1 304 Not Modified\r\n\r\n'
        : 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n',
  })
  const client = await proxy.client()
  const ask = (path: string): void =>
    client.write(`GET ${path} HTTP/1.0\r\nhost: a\r\nconnection: keep-alive\r\n\r\n`)
  ask('/length')
  assert.equal((await client.read()).headers['connection'], 'keep-alive')
  ask('/none')
  assert.equal((await client.read()).headers['connection'], 'close')
  await client.ended()
})

test('paths are normalized before routes see them', async (t) => {
  const proxy = await harness(t, {
    manager: {
      normalize_path: true,
      merge_slashes: true,
      path_with_escaped_slashes_action: 'UNESCAPE_AND_REDIRECT',
    },
    routes: [
      { match: { prefix: '/admin' }, direct_response: { status: 403 } },
      { match: { prefix: '/' }, route: TO_ORIGIN },
    ],
  })
  const client = await proxy.client()
  assert.equal((await client.call('GET /x/%2e%2e//admin')).status, 403)
  const redirect = await client.call('GET /a%2Fb?c')
  assert.equal(redirect.status, 307)
  assert.equal(redirect.headers['location'], '/a/b?c')
  assert.equal((await client.call('GET /a%00')).status, 400)
})

test('prefix, regex and host rewrites, with the original path kept', async (t) => {
  const proxy = await harness(t, {
    routes: [
      {
        match: { prefix: '/api/' },
        route: {
          ...TO_ORIGIN,
          prefix_rewrite: '/v2/',
          host_rewrite_literal: 'inner',
          append_x_forwarded_host: true,
        },
      },
      {
        match: { prefix: '/re/' },
        route: {
          ...TO_ORIGIN,
          regex_rewrite: { pattern: { regex: '^/re/([^/]+)/(.*)$' }, substitution: '/\\2/\\1' },
        },
      },
      { match: { prefix: '/h' }, route: { ...TO_ORIGIN, host_rewrite_header: 'X-Host' } },
    ],
  })
  const client = await proxy.client()
  await client.call('GET /api/a?q=/api/')
  await client.call('GET /re/one/two?q')
  await client.call('GET /h', 'x-host: other\r\n')
  await client.call('GET /h', 'x-host: not a host\r\n')
  const seen = proxy.origin.requests
  assert.equal(seen[0]?.line, 'GET /v2/a?q=/api/')
  assert.equal(seen[0].headers['host'], 'inner')
  assert.equal(seen[0].headers['x-forwarded-host'], 'a')
  assert.equal(seen[0].headers['x-envoy-original-path'], '/api/a?q=/api/')
  assert.equal(seen[1]?.line, 'GET /two/one?q')
  assert.equal(seen[2]?.headers['host'], 'other')
  assert.equal(seen[3]?.headers['host'], 'a')
  assert.equal((await proxy.logged(4))[0]?.path, '/api/a?q=/api/')
})

test('header mutations run from the cluster outwards, so that the table has the last word', async (t) => {
  const set = (value: string): unknown => ({
    header: { key: 'x-level', value },
    append_action: 'OVERWRITE_IF_EXISTS_OR_ADD',
  })
  const levels = (wins: boolean): HarnessOptions => ({
    routeConfig: {
      name: 'r',
      most_specific_header_mutations_wins: wins,
      request_headers_to_add: [set('table')],
      response_headers_to_add: [set('table')],
      virtual_hosts: [
        {
          name: 'h',
          domains: ['*'],
          request_headers_to_add: [set('host')],
          response_headers_to_add: [set('host')],
          routes: [
            {
              match: { prefix: '/' },
              request_headers_to_add: [
                set('route'),
                { header: { key: 'x-add', value: 'a' } },
                { header: { key: 'x-peer', value: '%REQ(X-From)%@%PROTOCOL% 100%%' } },
              ],
              request_headers_to_remove: ['x-gone'],
              response_headers_to_add: [set('route')],
              response_headers_to_remove: ['x-secret'],
              route: {
                timeout: '0s',
                weighted_clusters: {
                  clusters: [
                    {
                      name: 'origin',
                      weight: 1,
                      request_headers_to_add: [set('cluster')],
                      response_headers_to_add: [set('cluster')],
                    },
                  ],
                },
              },
            },
          ],
        },
      ],
    },
    handler: () => ok('', 'x-secret: s\r\n'),
  })
  for (const [wins, level] of [
    [false, 'table'],
    // Envoy: the cluster's own come first in any case.
    [true, 'route'],
  ] as const) {
    const proxy = await harness(t, levels(wins))
    const client = await proxy.client()
    const response = await client.call('GET /', 'x-gone: 1\r\nx-add: b\r\nx-from: me\r\n')
    assert.equal(response.headers['x-level'], level)
    assert.equal(response.headers['x-secret'], undefined)
    const headers = proxy.origin.requests[0]?.headers
    assert.equal(headers?.['x-level'], level)
    assert.equal(headers['x-gone'], undefined)
    assert.equal(headers['x-add'], 'b, a')
    assert.equal(headers['x-peer'], 'me@HTTP/1.1 100%')
  }
})

test('redirects', async (t) => {
  const redirect = (prefix: string, action: unknown): unknown => ({
    match: { prefix },
    redirect: action,
  })
  const proxy = await harness(t, {
    routes: [
      redirect('/https', { https_redirect: true }),
      redirect('/path', { path_redirect: '/new', response_code: 'FOUND' }),
      redirect('/strip', { path_redirect: '/new', strip_query: true }),
      redirect('/host', { host_redirect: 'b', port_redirect: 8443, scheme_redirect: 'https' }),
      redirect('/old/', { prefix_rewrite: '/new/', response_code: 'PERMANENT_REDIRECT' }),
    ],
  })
  const client = await proxy.client()
  const cases: readonly (readonly [string, string, number, string])[] = [
    ['/https?x', 'a:80', 301, 'https://a/https?x'],
    ['/https', 'a:8080', 301, 'https://a:8080/https'],
    ['/path?x', 'a', 302, 'http://a/new?x'],
    ['/strip?x', 'a', 301, 'http://a/new'],
    ['/host', 'a', 301, 'https://b:8443/host'],
    ['/old/a?x', 'a:81', 308, 'http://a:81/new/a?x'],
  ]
  for (const [path, host, code, location] of cases) {
    const response = await client.call(`GET ${path}`, `host: ${host}\r\n`)
    assert.equal(response.status, code, path)
    assert.equal(response.headers['location'], location)
    assert.equal(response.body, '')
  }
})

test('require_tls redirects plaintext before any route', async (t) => {
  const proxy = await harness(t, { virtualHost: { require_tls: 'ALL' } })
  const client = await proxy.client()
  const response = await client.call('GET /x')
  assert.equal(response.status, 301)
  assert.equal(response.headers['location'], 'https://a/x')
})

test('direct responses bring their body and headers', async (t) => {
  const proxy = await harness(t, {
    routes: [
      {
        match: { prefix: '/' },
        direct_response: { status: 418, body: { inline_string: 'té' } },
        response_headers_to_add: [{ header: { key: 'content-type', value: 'text/x' } }],
      },
    ],
  })
  const client = await proxy.client()
  const response = await client.call('GET /')
  assert.equal(response.status, 418)
  assert.equal(Buffer.from(response.body, 'latin1').toString(), 'té')
  assert.equal(response.headers['content-type'], 'text/x')
  assert.equal((await client.call('HEAD /')).headers['content-length'], '3')
  assert.equal((await proxy.logged(2))[0]?.details, 'direct_response')
})

test('weights split by the draw of the request, which a retry keeps', async (t) => {
  let draw = 0
  const proxy = await harness(t, {
    random: () => draw,
    routes: [
      {
        match: { prefix: '/' },
        route: {
          timeout: '0s',
          weighted_clusters: {
            clusters: [
              { name: 'v1', weight: 90 },
              { name: 'v3', weight: 10 },
            ],
          },
        },
      },
    ],
  })
  await proxy.addCluster('v1', () => ok('v1'))
  await proxy.addCluster('v3', () => ok('v3'))
  const client = await proxy.client()
  const seen: string[] = []
  for (let i = 0; i < 10; i++) {
    // The draw is a number below 2^53: this puts it at 10 i modulo 100.
    draw = (100 * 1000 + 10 * i + 0.5) / Number.MAX_SAFE_INTEGER
    seen.push((await client.call('GET /')).body)
  }
  assert.equal(seen.join(' '), 'v1 v1 v1 v1 v1 v1 v1 v1 v1 v3')
})

test('a mirror gets a copy with -shadow and its answer is dropped', async (t) => {
  const proxy = await harness(t, {
    routes: [
      {
        match: { prefix: '/' },
        route: {
          ...TO_ORIGIN,
          request_mirror_policies: [
            { cluster: 'shadow' },
            { cluster: 'never', runtime_fraction: { default_value: { numerator: 0 } } },
          ],
        },
      },
    ],
  })
  const arrived = new Promise<void>((resolve) => {
    void proxy.addCluster('shadow', () => {
      resolve()
      return ok('ignored')
    })
  })
  await proxy.addCluster('never')
  const client = await proxy.client()
  assert.equal((await client.call('POST /x', 'host: a:80\r\n', 'body')).body, 'hello')
  await arrived
  const [, shadow, never] = proxy.origins
  assert.equal(shadow?.requests[0]?.headers['host'], 'a-shadow:80')
  assert.equal(shadow.requests[0].body, 'body')
  assert.equal(never?.requests.length, 0)
  assert.equal(proxy.origin.requests[0]?.body, 'body')
})

test('faults delay and abort by their shares', async (t) => {
  const fault = (config: unknown): Record<string, unknown> => ({
    '@type': HTTPFault.typeUrl,
    ...(config as object),
  })
  const percent = (numerator: number): unknown => ({
    numerator: numerator * 10_000,
    denominator: 'MILLION',
  })
  const proxy = await harness(t, {
    filters: [{ name: FAULT, typed_config: fault({}) }],
    random: () => 0.5 / Number.MAX_SAFE_INTEGER,
    routes: [
      {
        match: { prefix: '/abort' },
        route: TO_ORIGIN,
        typed_per_filter_config: {
          [FAULT]: fault({ abort: { http_status: 555, percentage: percent(100) } }),
        },
      },
      {
        match: { prefix: '/delay' },
        route: TO_ORIGIN,
        typed_per_filter_config: {
          [FAULT]: fault({ delay: { fixed_delay: '0.05s', percentage: percent(100) } }),
        },
      },
      {
        match: { prefix: '/never' },
        route: TO_ORIGIN,
        typed_per_filter_config: {
          [FAULT]: fault({ abort: { http_status: 500, percentage: percent(0) } }),
        },
      },
      {
        match: { prefix: '/jason' },
        route: TO_ORIGIN,
        typed_per_filter_config: {
          [FAULT]: fault({
            abort: { http_status: 500, percentage: percent(100) },
            headers: [{ name: 'end-user', string_match: { exact: 'jason' } }],
          }),
        },
      },
    ],
  })
  const client = await proxy.client()
  const aborted = await client.call('GET /abort')
  assert.equal(aborted.status, 555)
  assert.equal(aborted.body, 'fault filter abort')
  const begin = performance.now()
  assert.equal((await client.call('POST /delay', '', 'body')).status, 200)
  assert.ok(performance.now() - begin >= 50)
  assert.equal(proxy.origin.requests[0]?.body, 'body')
  assert.equal((await client.call('GET /never')).status, 200)
  assert.equal((await client.call('GET /jason')).status, 200)
  assert.equal((await client.call('GET /jason', 'end-user: jason\r\n')).status, 500)
  const lines = await proxy.logged(5)
  assert.deepEqual(
    lines.map((l) => l.flags),
    ['FI', 'DI', '-', '-', 'FI'],
  )
  assert.equal(lines[0]?.details, 'fault_filter_abort')
  assert.equal(proxy.stats.filters['fault.delays_injected'], 1)
  assert.equal(proxy.stats.filters['fault.aborts_injected'], 2)
})

test('a client that leaves during a delay ends it', async (t) => {
  const proxy = await harness(t, {
    filters: [
      {
        name: FAULT,
        typed_config: {
          '@type': HTTPFault.typeUrl,
          delay: { fixed_delay: '3600s', percentage: { numerator: 100 } },
        },
      },
    ],
  })
  const client = await proxy.client()
  client.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n')
  client.socket.resetAndDestroy()
  const [line] = await proxy.logged(1)
  assert.equal(line?.flags, 'DC,DI')
  assert.equal(proxy.origin.connections, 0)
})

test('the hash of a request goes to the balancer, and a cookie is made where it is missing', async (t) => {
  const proxy = await harness(t, {
    routes: [
      {
        match: { prefix: '/h' },
        route: { ...TO_ORIGIN, hash_policy: [{ header: { header_name: 'X-User' } }] },
      },
      {
        match: { prefix: '/c' },
        route: { ...TO_ORIGIN, hash_policy: [{ cookie: { name: 'sid', ttl: '60s', path: '/' } }] },
      },
    ],
  })
  const client = await proxy.client()
  await client.call('GET /h', 'x-user: jason\r\n')
  await client.call('GET /h', 'x-user: jason\r\n')
  await client.call('GET /h', 'x-user: other\r\n')
  await client.call('GET /h')
  const hashes = proxy.cluster.picks.map((pick) => pick.hash)
  assert.equal(typeof hashes[0], 'bigint')
  assert.equal(hashes[0], hashes[1])
  assert.notEqual(hashes[0], hashes[2])
  assert.equal(hashes[3], null)
  const cookie = (await client.call('GET /c')).headers['set-cookie'] ?? ''
  assert.match(cookie, /^sid="[0-9a-f]{16}"; Max-Age=60; Path=\/; HttpOnly$/)
  const value = /"(.*)"/.exec(cookie)?.[1] ?? ''
  assert.equal(
    (await client.call('GET /c', `cookie: x=1; sid=${value}\r\n`)).headers['set-cookie'],
    undefined,
  )
  assert.equal(proxy.cluster.picks.at(-1)?.hash, proxy.cluster.picks.at(-2)?.hash)
})

test('CORS preflights are answered and responses are marked', async (t) => {
  const proxy = await harness(t, {
    filters: [
      {
        name: 'cors',
        typed_config: { '@type': 'type.googleapis.com/envoy.extensions.filters.http.cors.v3.Cors' },
      },
    ],
    routes: [
      {
        match: { prefix: '/' },
        route: TO_ORIGIN,
        typed_per_filter_config: {
          cors: {
            '@type': 'type.googleapis.com/envoy.extensions.filters.http.cors.v3.CorsPolicy',
            allow_origin_string_match: [{ exact: 'https://a.example' }],
            allow_methods: 'GET,POST',
            allow_headers: 'x-a',
            max_age: '60',
            allow_credentials: true,
          },
        },
      },
    ],
  })
  const client = await proxy.client()
  const preflight = await client.call(
    'OPTIONS /',
    'origin: https://a.example\r\naccess-control-request-method: POST\r\n',
  )
  assert.equal(preflight.status, 200)
  assert.equal(preflight.headers['access-control-allow-origin'], 'https://a.example')
  assert.equal(preflight.headers['access-control-allow-methods'], 'GET,POST')
  assert.equal(preflight.headers['access-control-allow-credentials'], 'true')
  assert.equal(proxy.origin.requests.length, 0)
  const simple = await client.call('GET /', 'origin: https://a.example\r\n')
  assert.equal(simple.headers['access-control-allow-origin'], 'https://a.example')
  const other = await client.call('GET /', 'origin: https://evil.example\r\n')
  assert.equal(other.headers['access-control-allow-origin'], undefined)
})
