/** Attempts beside late ones, times told to the upstream, and redirects that are followed here. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { Harness, type HarnessOptions } from './testing/proxy-harness.ts'

async function harness(t: TestContext, options: HarnessOptions): Promise<Harness> {
  const proxy = await Harness.start(options)
  t.after(() => proxy.close())
  return proxy
}

const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'
const FAST = { retry_back_off: { base_interval: '0.001s', max_interval: '0.002s' } }

function hedged(json: Record<string, unknown> = {}): Pick<HarnessOptions, 'routes'> {
  return {
    routes: [
      {
        match: { prefix: '/' },
        route: {
          cluster: 'origin',
          timeout: '1s',
          hedge_policy: { hedge_on_per_try_timeout: true },
          retry_policy: { retry_on: '5xx', num_retries: 1, per_try_timeout: '0.05s', ...FAST },
          ...json,
        },
      },
    ],
  }
}

test('the second attempt answers while the first hangs', async (t) => {
  let calls = 0
  const proxy = await harness(t, { ...hedged(), handler: () => (++calls === 1 ? null : OK) })
  const client = await proxy.client()
  assert.equal((await client.call('GET /')).status, 200)
  const [line] = await proxy.logged(1)
  assert.equal(line?.attempts, 2)
  const told = proxy.origin.requests.map((one) => one.headers['x-envoy-expected-rq-timeout-ms'])
  assert.equal(told[0], '1000', 'the whole time, since the attempt is not given up')
  assert.ok(Number(told[1]) < 1000)
})

test('the late first attempt may still be the one that answers', async (t) => {
  let calls = 0
  const proxy = await harness(t, {
    ...hedged(),
    handler: (request) => {
      if (++calls > 1) {
        // The second call is what lets the first one answer, so that the order is certain.
        first?.write(OK)
        return null
      }
      first = request.socket
      return null
    },
  })
  let first: { write(text: string): void } | null = null
  const client = await proxy.client()
  const response = await client.call('GET /')
  assert.equal(response.status, 200)
  assert.equal(response.body, 'ok')
  assert.equal((await proxy.logged(1))[0]?.attempts, 2)
})

test('both late: the route timeout decides', async (t) => {
  const proxy = await harness(t, { ...hedged({ timeout: '0.2s' }), handler: () => null })
  const client = await proxy.client()
  assert.equal((await client.call('GET /')).status, 504)
  assert.equal((await proxy.logged(1))[0]?.details, 'response_timeout')
})

function redirecting(json: Record<string, unknown>): Pick<HarnessOptions, 'routes'> {
  return {
    routes: [
      {
        match: { prefix: '/a' },
        route: { cluster: 'origin', internal_redirect_policy: json },
      },
      { match: { prefix: '/' }, route: { cluster: 'origin' } },
    ],
  }
}

function redirect(status: number, location: string): string {
  return `HTTP/1.1 ${status} X\r\nlocation: ${location}\r\nx-token: t\r\ncontent-length: 0\r\n\r\n`
}

test('redirects are followed within the policy', async (t) => {
  const cases: readonly (readonly [
    policy: Record<string, unknown>,
    answer: string,
    status: number,
    path: string,
  ])[] = [
    [{}, redirect(302, 'http://b/next?x'), 200, '/next?x'],
    [{}, redirect(301, 'http://b/next'), 301, '/a'],
    [{ redirect_response_codes: [301] }, redirect(301, 'http://b/next'), 200, '/next'],
    [{}, redirect(302, '/next'), 302, '/a'],
    [{}, redirect(302, 'https://b/next'), 302, '/a'],
    [{ allow_cross_scheme_redirect: true }, redirect(302, 'https://b/next'), 200, '/next'],
    [{ max_internal_redirects: 0 }, redirect(302, 'http://b/next'), 302, '/a'],
  ]
  for (const [policy, answer, status, path] of cases) {
    const proxy = await harness(t, {
      ...redirecting(policy),
      handler: (request) => (request.line === 'GET /a' ? answer : OK),
    })
    const client = await proxy.client()
    assert.equal((await client.call('GET /a')).status, status, answer)
    assert.equal(proxy.origin.requests.at(-1)?.line.split(' ')[1], path)
  }
})

test('the request that follows a redirect says where it was meant to go, and keeps its body', async (t) => {
  const proxy = await harness(t, {
    ...redirecting({ redirect_response_codes: [303, 307], response_headers_to_copy: ['X-Token'] }),
    handler: (request) => (request.line === 'POST /a' ? redirect(307, 'http://b/next') : OK),
  })
  const client = await proxy.client()
  assert.equal((await client.call('POST /a', '', 'body')).status, 200)
  const last = proxy.origin.requests.at(-1)
  assert.equal(last?.body, 'body')
  assert.equal(last?.headers['x-envoy-original-url'], 'http://a/a')
  assert.equal(last?.headers['x-token'], 't')
  const log = await proxy.logged(2)
  assert.equal(log[0]?.details, 'internal_redirect')
  assert.equal(log[1]?.details, 'via_upstream')
})

test('the upstream of a gRPC call is told the capped time', async (t) => {
  const proxy = await harness(t, {
    routes: [
      {
        match: { prefix: '/cap' },
        route: { cluster: 'origin', max_grpc_timeout: '0.1s', grpc_timeout_offset: '0.01s' },
      },
      {
        match: { prefix: '/duration' },
        route: {
          cluster: 'origin',
          max_stream_duration: { max_stream_duration: '5s', grpc_timeout_header_max: '3s' },
        },
      },
    ],
    handler: () => OK,
  })
  for (const [path, asked, told] of [
    ['/cap', '5S', '100m'],
    ['/cap', '60m', '50m'],
    ['/duration', '4S', '3000m'],
    ['/duration', '2S', '2000m'],
    ['/duration', '', '5000m'],
  ] as const) {
    const client = await proxy.client()
    const header = asked === '' ? '' : `grpc-timeout: ${asked}\r\n`
    await client.call(`POST ${path}`, `content-type: application/grpc\r\n${header}`)
    assert.equal(proxy.origin.requests.at(-1)?.headers['grpc-timeout'], told, `${path} ${asked}`)
  }
})

test('a response that asks to wait is waited for', async (t) => {
  let calls = 0
  const proxy = await harness(t, {
    random: () => 0,
    routes: [
      {
        match: { prefix: '/' },
        route: {
          cluster: 'origin',
          timeout: '0s',
          retry_policy: {
            retry_on: '5xx',
            rate_limited_retry_back_off: { reset_headers: [{ name: 'Retry-After' }] },
          },
        },
      },
    ],
    handler: () =>
      ++calls === 1 ? 'HTTP/1.1 503 X\r\nretry-after: 1\r\ncontent-length: 0\r\n\r\n' : OK,
  })
  const client = await proxy.client()
  assert.equal((await client.call('GET /')).status, 200)
  assert.ok(((await proxy.logged(1))[0]?.durationMs ?? 0) >= 950)
})
