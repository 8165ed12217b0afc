/** Retries, timeouts, circuit breakers, pools and back-pressure, on real sockets. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { type TestContext, test } from 'node:test'
import { type Clock, systemClock } from '@flotilla/time'
import { FakeCluster, fakeHost } from './testing/fake-cluster.ts'
import { ok, status } from './testing/origin.ts'
import { Harness, type HarnessOptions } from './testing/proxy-harness.ts'

async function harness(t: TestContext, options: HarnessOptions = {}): Promise<Harness> {
  const started = await Harness.start(options)
  t.after(() => started.close())
  return started
}

function route(
  action: Record<string, unknown>,
  extra: Record<string, unknown> = {},
): HarnessOptions {
  return {
    routes: [{ match: { prefix: '/' }, route: { cluster: 'origin', timeout: '0s', ...action } }],
    virtualHost: { include_request_attempt_count: true, ...extra },
  }
}

const RETRY = (on: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  retry_policy: {
    retry_on: on,
    num_retries: 2,
    retry_back_off: { base_interval: '0.001s' },
    ...more,
  },
})

/** A port on which nothing listens. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  server.close()
  await once(server, 'close')
  return address.port
}

test('no host is 503 UH with its words', async (t) => {
  const proxy = await harness(t, { ...route({}), origins: 0 })
  const client = await proxy.client()
  const response = await client.call('GET /')
  assert.equal(response.status, 503)
  assert.equal(response.body, 'no healthy upstream')
  const [line] = await proxy.logged(1)
  assert.equal(line?.flags, 'UH')
  assert.equal(line.details, 'no_healthy_upstream')
})

test('a refused connection is 503 UF, and the log tells why', async (t) => {
  const proxy = await harness(t, route({}))
  proxy.clusters.byName.set('origin', new FakeCluster('origin', [fakeHost(await closedPort())]))
  const client = await proxy.client()
  const response = await client.call('GET /')
  assert.equal(response.status, 503)
  assert.equal(
    response.body,
    'upstream connect error or disconnect/reset before headers. reset reason: remote connection failure',
  )
  const [line] = await proxy.logged(1)
  assert.equal(line?.flags, 'UF')
  assert.equal(
    line.details,
    'upstream_reset_before_response_started{remote_connection_failure|Connection_refused}',
  )
})

test('a connect failure moves the request, body and all, to another host', async (t) => {
  const proxy = await harness(
    t,
    route(
      RETRY('connect-failure', {
        retry_host_predicate: [
          {
            name: 'p',
            typed_config: {
              '@type':
                'type.googleapis.com/envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate',
            },
          },
        ],
        host_selection_retry_max_attempts: 5,
      }),
    ),
  )
  const cluster = new FakeCluster('origin', [
    fakeHost(await closedPort()),
    fakeHost(proxy.origin.port),
  ])
  proxy.clusters.byName.set('origin', cluster)
  const client = await proxy.client()
  const response = await client.call('POST /', '', 'some body')
  assert.equal(response.status, 200)
  assert.equal(proxy.origin.requests[0]?.body, 'some body')
  assert.equal(proxy.origin.requests[0].headers['x-envoy-attempt-count'], '2')
  assert.equal(cluster.picks[1]?.tried?.[0], cluster.hosts[0])
  assert.equal((await proxy.logged(1))[0]?.attempts, 2)
  assert.equal(cluster.stats.upstreamRqRetry, 1)
  assert.equal(cluster.stats.upstreamRqRetrySuccess, 1)
  assert.equal(cluster.breakers.default.retries.active, 0)
})

test('responses are tried again by status, and the last one is returned with URX', async (t) => {
  const proxy = await harness(t, {
    ...route(RETRY('retriable-status-codes', { retriable_status_codes: [503] })),
    handler: () => status(503, 'busy'),
  })
  const client = await proxy.client()
  const response = await client.call('GET /')
  assert.equal(response.status, 503)
  assert.equal(response.body, 'busy')
  assert.equal(proxy.origin.requests.length, 3)
  assert.equal(proxy.origin.connections, 1, 'a dropped response does not cost its connection')
  const [line] = await proxy.logged(1)
  assert.equal(line?.flags, 'URX')
  assert.equal(line.attempts, 3)
  assert.equal(proxy.cluster.stats.upstreamRqRetryLimitExceeded, 1)
})

test('which responses are tried again', async (t) => {
  const cases: readonly (readonly [on: string, answer: string, tries: number])[] = [
    ['5xx', status(500), 2],
    ['gateway-error', status(500), 1],
    ['gateway-error', status(502), 2],
    ['retriable-4xx', status(409), 2],
    ['retriable-4xx', status(404), 1],
    ['5xx', status(503, '', 'x-envoy-overloaded: true\r\n'), 2],
    ['5xx', status(503, '', 'x-envoy-ratelimited: true\r\n'), 1],
    ['envoy-ratelimited', status(429, '', 'x-envoy-ratelimited: true\r\n'), 2],
    ['connect-failure', status(503), 1],
    ['unavailable', ok('', 'grpc-status: 14\r\n'), 2],
  ]
  for (const [on, answer, tries] of cases) {
    const proxy = await harness(t, {
      ...route(RETRY(on, { num_retries: 1 })),
      handler: () => answer,
    })
    const client = await proxy.client()
    await client.call('GET /')
    assert.equal(proxy.origin.requests.length, tries, `${on} ${answer}`)
  }
})

test('an upstream that closes without an answer', async (t) => {
  const closes: HarnessOptions['handler'] = (request) => {
    request.socket.destroy()
    return null
  }
  const plain = await harness(t, { ...route({}), handler: closes })
  const client = await plain.client()
  const response = await client.call('GET /')
  assert.equal(
    response.body,
    'upstream connect error or disconnect/reset before headers. reset reason: connection termination',
  )
  assert.equal((await plain.logged(1))[0]?.flags, 'UC')
  const retried = await harness(t, { ...route(RETRY('reset')), handler: closes })
  const second = await (await retried.client()).call('GET /')
  assert.equal(second.status, 503)
  assert.match(
    second.body,
    /headers\. retried and the latest reset reason: connection termination$/,
  )
  assert.equal(retried.origin.requests.length, 3)
  assert.equal((await retried.logged(1))[0]?.flags, 'URX,UC')
})

test('a kept connection that the server closes while it rests long counts as a connect failure', async (t) => {
  await staleConnection(t, 'connect-failure', 1_500, 200)
  // Envoy: its request was handed to the connection, which was in use until now.
  await staleConnection(t, 'connect-failure', 0, 503)
  await staleConnection(t, 'reset-before-request', 1_500, 503)
})

function shiftedClock(shiftMs: () => number): Clock {
  return {
    nowMs: () => systemClock.nowMs() + shiftMs(),
    wallMs: () => systemClock.wallMs(),
    after: (delayMs, callback) => systemClock.after(delayMs, callback),
  }
}

async function staleConnection(
  t: TestContext,
  condition: string,
  restedMs: number,
  expected: number,
): Promise<void> {
  let closesNext = false
  let shiftMs = 0
  const proxy = await harness(t, {
    ...route(RETRY(condition)),
    clock: shiftedClock(() => shiftMs),
    handler: (request) => {
      if (!closesNext) return ok('hello')
      closesNext = false
      request.socket.destroy()
      return null
    },
  })
  const client = await proxy.client()
  await client.call('GET /')
  closesNext = true
  shiftMs = restedMs
  assert.equal((await client.call('GET /')).status, expected, condition)
  assert.equal(proxy.origin.connections, expected === 200 ? 2 : 1)
}

test('a request too long to keep is forwarded once and not retried', async (t) => {
  const proxy = await harness(t, {
    ...route(RETRY('5xx'), { per_request_buffer_limit_bytes: 1000 }),
    handler: () => status(503),
  })
  const client = await proxy.client()
  assert.equal((await client.call('POST /', '', 'x'.repeat(2000))).status, 503)
  assert.equal(proxy.origin.requests.length, 1)
  assert.equal(proxy.origin.requests[0]?.body.length, 2000)
})

test('the breaker on retries suppresses them', async (t) => {
  const proxy = await harness(t, {
    ...route(RETRY('5xx')),
    cluster: { breakers: { maxRetries: 0 } },
    handler: () => status(503),
  })
  const client = await proxy.client()
  assert.equal((await client.call('GET /')).status, 503)
  assert.equal(proxy.origin.requests.length, 1)
  assert.equal(proxy.cluster.stats.upstreamRqRetryOverflow, 1)
})

test('internal callers ask for retries by header', async (t) => {
  const proxy = await harness(t, {
    ...route({}),
    manager: {
      internal_address_config: { cidr_ranges: [{ address_prefix: '10.0.0.0', prefix_len: 8 }] },
    },
    handler: () => status(503),
  })
  const client = await proxy.client()
  await client.call(
    'GET /',
    'x-forwarded-for: 10.0.0.1\r\nx-envoy-retry-on: 5xx\r\nx-envoy-max-retries: 2\r\n',
  )
  assert.equal(proxy.origin.requests.length, 3)
  assert.equal(proxy.origin.requests[0]?.headers['x-envoy-retry-on'], undefined)
  await client.call('GET /', 'x-envoy-retry-on: 5xx\r\n')
  assert.equal(proxy.origin.requests.length, 4, 'external ones may not')
})

test('the route timeout is 504 UT', async (t) => {
  const proxy = await harness(t, { ...route({ timeout: '0.05s' }), handler: () => null })
  const client = await proxy.client()
  const response = await client.call('GET /')
  assert.equal(response.status, 504)
  assert.equal(response.body, 'upstream request timeout')
  assert.equal(proxy.origin.requests[0]?.headers['x-envoy-expected-rq-timeout-ms'], '50')
  const [line] = await proxy.logged(1)
  assert.equal(line?.flags, 'UT')
  assert.equal(line.details, 'response_timeout')
  assert.equal(proxy.cluster.stats.upstreamRqTimeout, 1)
  assert.equal(proxy.cluster.stats.upstreamRqActive, 0)
})

test('an internal caller may have 204 in place of 504, and the upstream learns nothing of it', async (t) => {
  const proxy = await harness(t, {
    ...route({ timeout: '0.05s' }),
    manager: {
      internal_address_config: { cidr_ranges: [{ address_prefix: '10.0.0.0', prefix_len: 8 }] },
    },
    handler: () => null,
  })
  const client = await proxy.client()
  const asked =
    'x-envoy-upstream-rq-timeout-alt-response: 1\r\nx-envoy-upstream-alt-stat-name: a\r\n'
  const response = await client.call('GET /', `x-forwarded-for: 10.0.0.1\r\n${asked}`)
  assert.equal(response.status, 204)
  const sent = Object.keys(proxy.origin.requests[0]?.headers ?? {})
  assert.deepEqual(
    sent.filter((name) => name.includes('-alt-')),
    [],
  )
})

test('the route timeout cuts off a response that has begun', async (t) => {
  const proxy = await harness(t, {
    ...route({ timeout: '0.05s' }),
    handler: () => 'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc',
  })
  const client = await proxy.client()
  client.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n')
  await assert.rejects(client.read(), /connection ended/)
  assert.equal((await proxy.logged(1))[0]?.flags, 'UT')
})

test('each try has its own timeout', async (t) => {
  let count = 0
  const proxy = await harness(t, {
    ...route(RETRY('reset', { per_try_timeout: '0.04s' })),
    handler: () => (++count === 3 ? ok('third') : null),
  })
  const client = await proxy.client()
  assert.equal((await client.call('GET /')).body, 'third')
  assert.equal(proxy.cluster.stats.upstreamRqPerTryTimeout, 2)
  const never = await harness(t, {
    ...route(RETRY('connect-failure', { per_try_timeout: '0.04s' })),
    handler: () => null,
  })
  const response = await (await never.client()).call('GET /')
  assert.equal(response.status, 504)
  assert.equal((await never.logged(1))[0]?.details, 'upstream_per_try_timeout')
})

test('an idle stream is 408 while the request comes and 504 while the response is awaited', async (t) => {
  const proxy = await harness(t, { ...route({ idle_timeout: '0.05s' }), handler: () => null })
  const waiting = await proxy.client()
  const late = await waiting.call('GET /')
  assert.equal(late.status, 504)
  assert.equal(late.body, 'stream timeout')
  const slow = await proxy.client()
  slow.write('POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 10\r\n\r\nabc')
  assert.equal((await slow.read()).status, 408)
  await slow.ended()
  const lines = await proxy.logged(2)
  assert.deepEqual(
    lines.map((l) => l.flags),
    ['SI', 'SI'],
  )
  assert.equal(lines[0]?.details, 'stream_idle_timeout')
})

test('slow heads, slow requests and idle connections end', async (t) => {
  const proxy = await harness(t, {
    ...route({}),
    manager: {
      request_headers_timeout: '0.05s',
      request_timeout: '0.15s',
      common_http_protocol_options: { idle_timeout: '0.1s' },
    },
  })
  const head = await proxy.client()
  head.write('GET / HTTP/1.1\r\nho')
  const response = await head.read()
  assert.equal(response.status, 408)
  assert.equal(response.body, 'request header timeout')
  const body = await proxy.client()
  body.write('POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\nabc')
  assert.equal((await body.read()).body, 'request timeout')
  const idle = await proxy.client()
  await idle.call('GET /')
  await idle.ended()
  assert.equal(proxy.stats.downstreamCxIdleTimeout, 1)
})

test('requests wait in order for the connections that the breaker allows', async (t) => {
  const proxy = await harness(t, {
    ...route({}),
    cluster: { breakers: { maxConnections: 1 } },
    handler: (request) => ok(request.line),
  })
  const clients = await Promise.all([1, 2, 3].map(() => proxy.client()))
  const bodies = await Promise.all(
    clients.map(async (client, i) => (await client.call(`GET /${i}`)).body),
  )
  assert.deepEqual(bodies, ['GET /0', 'GET /1', 'GET /2'])
  assert.equal(proxy.origin.connections, 1)
  assert.equal(proxy.cluster.stats.upstreamRqPendingActive, 0)
  assert.ok(proxy.cluster.stats.upstreamCxOverflow > 0)
})

test('a full queue is 503 UO and says so to the caller', async (t) => {
  const proxy = await harness(t, {
    ...route(RETRY('5xx')),
    cluster: { breakers: { maxConnections: 1, maxPendingRequests: 1 } },
    handler: () => null,
  })
  const reached = new Promise<void>((resolve) => {
    proxy.origin.onHead = () => resolve()
  })
  const first = await proxy.client()
  first.write('GET /1 HTTP/1.1\r\nhost: a\r\n\r\n')
  await reached
  const second = await proxy.client()
  second.write('GET /2 HTTP/1.1\r\nhost: a\r\n\r\n')
  const third = await proxy.client()
  while (proxy.cluster.stats.upstreamRqPendingActive < 1) await new Promise(setImmediate)
  const response = await third.call('GET /3')
  assert.equal(response.status, 503)
  assert.equal(response.headers['x-envoy-overloaded'], 'true')
  assert.equal(
    response.body,
    'upstream connect error or disconnect/reset before headers. reset reason: overflow',
  )
  assert.equal((await proxy.logged(1))[0]?.flags, 'UO')
  assert.equal(proxy.cluster.stats.upstreamRqPendingOverflow, 1)
})

test('connections are left after their last allowed request, and when the host goes', async (t) => {
  const proxy = await harness(t, { ...route({}), cluster: { maxRequestsPerConnection: 2 } })
  const client = await proxy.client()
  for (let i = 0; i < 4; i++) await client.call('GET /')
  assert.equal(proxy.origin.connections, 2)
  assert.equal(proxy.cluster.stats.upstreamCxMaxRequests, 2)
  await client.call('GET /')
  const [host] = proxy.cluster.hosts
  host?.pool?.drain()
  await client.call('GET /')
  assert.equal(proxy.origin.connections, 4)
})

test('connections made for one authority serve no other', async (t) => {
  const proxy = await harness(t, { ...route({}), cluster: { isAuthorityBound: true } })
  const client = await proxy.client()
  for (const host of ['a', 'b', 'a', 'b']) await client.call('GET /', `host: ${host}\r\n`)
  assert.equal(proxy.origin.connections, 2)
  assert.deepEqual(
    proxy.cluster.contexts.map((context) => context.authority),
    ['a', 'b'],
  )
})

test('a client connection ends when it has served long enough', async (t) => {
  const proxy = await harness(t, {
    ...route({}),
    manager: { common_http_protocol_options: { max_connection_duration: '0.05s' } },
  })
  const client = await proxy.client()
  await client.call('GET /')
  await client.ended()
  assert.equal(proxy.stats.downstreamCxMaxDurationReached, 1)
})

test('an idle upstream connection is closed in time', async (t) => {
  const proxy = await harness(t, { ...route({}), cluster: { idleTimeoutMs: 30 } })
  const client = await proxy.client()
  await client.call('GET /')
  const [socket] = proxy.origin.sockets
  assert.ok(socket)
  await once(socket, 'end')
  assert.equal(proxy.cluster.stats.upstreamCxIdleTimeout, 1)
})

test('a slow client holds the upstream back, and gets every byte', async (t) => {
  const size = 24 * 1024 * 1024
  let written = 0
  let isStalled = false
  const proxy = await harness(t, {
    ...route({}),
    handler: (request) => {
      const chunk = Buffer.alloc(64 * 1024, 97)
      request.socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${size}\r\n\r\n`)
      const pour = (): void => {
        while (written < size) {
          written += chunk.length
          if (!request.socket.write(chunk)) {
            isStalled = true
            request.socket.once('drain', pour)
            return
          }
        }
      }
      pour()
      return null
    },
  })
  const client = await proxy.client()
  client.socket.pause()
  client.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n')
  let before = -1
  while (before !== written || !isStalled) {
    before = written
    await new Promise((resolve) => setTimeout(resolve, 60))
  }
  assert.ok(written < size, `the origin poured ${written} bytes into a client that reads nothing`)
  client.socket.resume()
  assert.equal((await client.read()).body.length, size)
})

test('a slow upstream holds the client back, and gets every byte', async (t) => {
  const size = 24 * 1024 * 1024
  const proxy = await harness(t, {
    ...route({}),
    handler: (request) => ok(String(request.body.length)),
  })
  proxy.origin.onHead = (request) => {
    request.socket.pause()
    setTimeout(() => request.socket.resume(), 150)
  }
  const client = await proxy.client()
  client.write(`POST / HTTP/1.1\r\nhost: a\r\ncontent-length: ${size}\r\n\r\n`)
  const chunk = Buffer.alloc(64 * 1024, 97)
  let stalls = 0
  for (let sent = 0; sent < size; sent += chunk.length)
    if (!client.socket.write(chunk)) {
      stalls++
      await once(client.socket, 'drain')
    }
  assert.ok(stalls > 0)
  assert.equal((await client.read()).body, String(size))
})

test('a slow client gets the whole of its last response', async (t) => {
  const body = 'x'.repeat(3 * 1024 * 1024)
  const proxy = await harness(t, {
    ...route({}),
    manager: { delayed_close_timeout: '0.03s' },
    handler: () => ok(body),
  })
  const client = await proxy.client()
  client.socket.pause()
  client.write('GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n')
  await new Promise((resolve) => setTimeout(resolve, 200))
  client.socket.resume()
  assert.equal((await client.read()).body.length, body.length)
  await client.ended()
})
