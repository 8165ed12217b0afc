/** Requests through a connection manager on real sockets: framing, keep-alive, pipelining, connection ends. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { ok, status } from './testing/origin.ts'
import { Harness, type HarnessOptions } from './testing/proxy-harness.ts'

async function harness(t: TestContext, options: HarnessOptions = {}): Promise<Harness> {
  const started = await Harness.start(options)
  t.after(() => started.close())
  return started
}

test('a request is forwarded and its response comes back', async (t) => {
  const proxy = await harness(t, {
    handler: () => ok('hello', 'X-Up: 1\r\nconnection: keep-alive\r\n'),
  })
  const client = await proxy.client()
  const response = await client.call('GET /a?b', 'X-Down: 2\r\n')
  assert.equal(response.status, 200)
  assert.equal(response.body, 'hello')
  assert.equal(response.headers['x-up'], '1')
  assert.equal(response.headers['server'], 'istio-envoy')
  assert.match(response.headers['date'] ?? '', /GMT$/)
  assert.match(response.headers['x-envoy-upstream-service-time'] ?? '', /^\d+$/)
  assert.equal(response.headers['connection'], undefined)
  const [seen] = proxy.origin.requests
  assert.equal(seen?.line, 'GET /a?b')
  assert.equal(seen.headers['host'], 'a')
  assert.equal(seen.headers['x-down'], '2')
  assert.equal(seen.headers['x-forwarded-proto'], 'http')
  assert.match(seen.headers['x-request-id'] ?? '', /^[0-9a-f-]{36}$/)
  assert.equal(seen.headers['x-forwarded-for'], undefined)
  const [line] = await proxy.logged(1)
  assert.deepEqual(
    { ...line, durationMs: 0 },
    {
      method: 'GET',
      path: '/a?b',
      code: 200,
      flags: '-',
      details: 'via_upstream',
      requestBytes: 0,
      responseBytes: 5,
      cluster: 'origin',
      host: `127.0.0.1:${proxy.origin.port}`,
      route: '',
      attempts: 1,
      durationMs: 0,
    },
  )
})

test('both connections are kept and reused', async (t) => {
  const proxy = await harness(t)
  const client = await proxy.client()
  for (let i = 0; i < 5; i++) assert.equal((await client.call('GET /')).body, 'hello')
  assert.equal(proxy.origin.connections, 1)
  assert.equal(proxy.cluster.stats.upstreamCxTotal, 1)
  assert.equal(proxy.cluster.stats.upstreamRqTotal, 5)
  assert.equal(proxy.cluster.stats.upstreamRqActive, 0)
  assert.equal(proxy.cluster.breakers.default.requests.active, 0)
  assert.equal(proxy.stats.downstreamRqActive, 0)
})

test('bodies go through by length and by chunks in both directions', async (t) => {
  const proxy = await harness(t, {
    handler: (request) =>
      request.headers['transfer-encoding'] === undefined
        ? ok(request.body)
        : `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n${request.body.length.toString(16)}\r\n${request.body}\r\n0\r\n\r\n`,
  })
  const client = await proxy.client()
  assert.equal((await client.call('POST /', '', 'x'.repeat(100_000))).body.length, 100_000)
  client.write(
    'POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\nt: 1\r\n\r\n',
  )
  const response = await client.read()
  assert.equal(response.body, 'abchello world')
  assert.equal(response.headers['transfer-encoding'], 'chunked')
  assert.deepEqual(proxy.origin.requests[1]?.trailers, null, 'trailers are dropped by default')
  const lines = await proxy.logged(2)
  assert.equal(lines[0]?.requestBytes, 100_000)
  assert.equal(lines[0]?.responseBytes, 100_000)
  assert.equal(lines[1]?.requestBytes, 11)
})

test('trailers go through where they are enabled', async (t) => {
  const proxy = await harness(t, {
    manager: { http_protocol_options: { enable_trailers: true } },
    cluster: { enablesTrailers: true },
    handler: () =>
      'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n0\r\nx-sum: 9\r\n\r\n',
  })
  const client = await proxy.client()
  client.write(
    'POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n0\r\nt: 1\r\n\r\n',
  )
  assert.deepEqual((await client.read()).trailers, ['x-sum', '9'])
  assert.deepEqual(proxy.origin.requests[0]?.trailers, ['t', '1'])
})

test('HEAD, 204 and 304 have no body and keep the connection', async (t) => {
  const proxy = await harness(t, {
    handler: (request) => {
      if (request.line.startsWith('HEAD')) return 'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n'
      return request.line.includes('304')
        ? 'HTTP/1.1 304 Not Modified\r\netag: "x"\r\ncontent-length: 7\r\n\r\n'
        : 'HTTP/1.1 204 No Content\r\n\r\n'
    },
  })
  const client = await proxy.client()
  const head = await client.call('HEAD /')
  assert.equal(head.headers['content-length'], '10')
  assert.equal(head.body, '')
  assert.equal((await client.call('GET /304')).headers['content-length'], '7')
  const none = await client.call('GET /204')
  assert.equal(none.status, 204)
  assert.equal(none.headers['content-length'], undefined)
  assert.equal(none.headers['transfer-encoding'], undefined)
  assert.equal(proxy.origin.connections, 1)
})

test('a response that ends by close becomes chunked, and its connection is not reused', async (t) => {
  const proxy = await harness(t, {
    handler: (request) => {
      request.socket.end('HTTP/1.1 200 OK\r\n\r\nuntil close')
      return null
    },
  })
  const client = await proxy.client()
  const response = await client.call('GET /')
  assert.equal(response.body, 'until close')
  assert.equal(response.headers['transfer-encoding'], 'chunked')
  assert.equal((await client.call('GET /')).body, 'until close')
  assert.equal(proxy.origin.connections, 2)
})

test('pipelined requests are answered in order, one upstream request at a time', async (t) => {
  const proxy = await harness(t, { handler: (request) => ok(request.line) })
  const client = await proxy.client()
  client.write([1, 2, 3].map((i) => `GET /${i} HTTP/1.1\r\nhost: a\r\n\r\n`).join(''))
  for (const i of [1, 2, 3]) assert.equal((await client.read()).body, `GET /${i}`)
  assert.equal(proxy.origin.connections, 1)
})

test('a third pipelined request finds two answers of our own queued and ends the connection, as in Envoy', async (t) => {
  const proxy = await harness(t, {
    routes: [{ match: { prefix: '/' }, direct_response: { status: 204 } }],
  })
  const one = 'GET / HTTP/1.1\r\nhost: a\r\n\r\n'
  const client = await proxy.client()
  client.write(one.repeat(3))
  for (let i = 0; i < 2; i++) assert.equal((await client.read()).status, 204)
  await client.ended()
  const last = (await proxy.logged(3))[2]
  assert.equal(last?.flags, 'DPE')
  assert.equal(last.details, 'codec_error:Too many responses queued.')
  const patient = await proxy.client()
  for (let i = 0; i < 3; i++) assert.equal((await patient.call('GET /')).status, 204)
})

test('the client is told when its connection ends after the response', async (t) => {
  const proxy = await harness(t)
  const client = await proxy.client()
  const response = await client.call('GET /', 'connection: close\r\n')
  assert.equal(response.headers['connection'], 'close')
  await client.ended()
  assert.equal(proxy.origin.requests[0]?.headers['connection'], undefined)
})

test('a client that half-closes after its request still gets the response', async (t) => {
  const proxy = await harness(t)
  const client = await proxy.client()
  client.socket.end('GET / HTTP/1.1\r\nhost: a\r\n\r\n')
  assert.equal((await client.read()).body, 'hello')
  await client.ended()
})

test('a client that leaves inside its request is logged with DC', async (t) => {
  const proxy = await harness(t)
  const client = await proxy.client()
  client.socket.end('POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 10\r\n\r\nabc')
  const [line] = await proxy.logged(1)
  assert.equal(line?.flags, 'DC')
  assert.equal(line.code, 0)
})

test('a client that leaves while it waits cancels the upstream request', async (t) => {
  const proxy = await harness(t, { handler: () => null })
  const client = await proxy.client()
  const reached = new Promise<void>((resolve) => {
    proxy.origin.onHead = () => resolve()
  })
  client.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n')
  await reached
  client.socket.resetAndDestroy()
  const [line] = await proxy.logged(1)
  assert.equal(line?.flags, 'DC')
  assert.equal(proxy.cluster.stats.upstreamRqActive, 0)
  assert.equal(proxy.cluster.breakers.default.requests.active, 0)
})

test('broken requests get 400, are never forwarded, and the connection closes', async (t) => {
  const proxy = await harness(t)
  const broken = [
    'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
    'GET / HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n',
    'GET / HTTP/1.1\r\nhost: a\r\n b\r\n\r\n',
    'GET / HTTP/1.1\r\nhost: a\r\nx: y\rz\r\n\r\n',
    'FOO / HTTP/1.1\r\nhost: a\r\n\r\n',
  ]
  for (const text of broken) {
    const client = await proxy.client()
    client.write(`${text}GET /smuggled HTTP/1.1\r\nhost: a\r\n\r\n`)
    const response = await client.read()
    assert.equal(response.status, 400, text)
    assert.equal(response.body, 'Bad Request')
    assert.equal(response.headers['connection'], 'close')
    await client.ended()
  }
  assert.equal(proxy.origin.connections, 0)
  const lines = await proxy.logged(broken.length)
  assert.deepEqual([...new Set(lines.map((line) => line.flags))], ['DPE'])
  assert.equal(proxy.stats.downstreamCxProtocolError, broken.length)
})

test('a request without a host is refused, and logged as one', async (t) => {
  const proxy = await harness(t)
  const client = await proxy.client()
  client.write('GET / HTTP/1.1\r\n\r\n')
  const response = await client.read()
  assert.equal(response.status, 400)
  assert.equal(response.body, '')
  await client.ended()
  const [line] = await proxy.logged(1)
  assert.equal(line?.details, 'missing_host_header')
  assert.equal(line.flags, '-')
})

test('a body that breaks its framing is cut off on both sides', async (t) => {
  const proxy = await harness(t, { handler: () => null })
  const client = await proxy.client()
  const reached = new Promise<void>((resolve) => {
    proxy.origin.onHead = () => resolve()
  })
  client.write('POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n')
  await reached
  client.write('zz\r\n')
  assert.equal((await client.read()).status, 400)
  await client.ended()
  assert.equal(proxy.origin.requests.length, 0, 'the origin never saw an end')
})

test('an HTTP/2 preface is refused where only HTTP/1 is spoken', async (t) => {
  const proxy = await harness(t, { manager: { codec_type: 'HTTP1' } })
  const client = await proxy.client()
  client.write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')
  const response = await client.read()
  assert.equal(response.status, 400)
  await client.ended()
})

test('head limits answer 431', async (t) => {
  const proxy = await harness(t)
  const client = await proxy.client()
  const response = await client.call('GET /', `x: ${'y'.repeat(61 * 1024)}\r\n`)
  assert.equal(response.status, 431)
  await client.ended()
})

test('an early response is relayed and the connection closes', async (t) => {
  const proxy = await harness(t)
  proxy.origin.onHead = (request) => request.socket.write(status(413, 'too big'))
  const client = await proxy.client()
  client.write('POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1000000\r\n\r\nabc')
  const response = await client.read()
  assert.equal(response.status, 413)
  assert.equal(response.headers['connection'], 'close')
  await client.ended()
})

test('bad responses become 502 and never more than that', async (t) => {
  const bad = [
    'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n',
    'HTTP/1.1 200 OK\r\ncontent-length:\r\n 1\r\n\r\na',
    'HTTP/1.1 204 No Content\r\ncontent-length: 3\r\n\r\nabc',
    'HTTP/1.1 101 Switching Protocols\r\n\r\n',
    'nonsense\r\n\r\n',
  ]
  const proxy = await harness(t, { handler: () => bad.shift() ?? null })
  const client = await proxy.client()
  for (const count = bad.length; bad.length > 0; ) {
    assert.ok(count > 0)
    const response = await client.call('GET /')
    assert.equal(response.status, 502)
    assert.equal(
      response.body,
      'upstream connect error or disconnect/reset before headers. reset reason: protocol error',
    )
  }
  const lines = await proxy.logged(5)
  assert.deepEqual([...new Set(lines.map((line) => line.flags))], ['UPE'])
  assert.equal(proxy.origin.connections, 5, 'no connection was reused')
})

test('a response cut off in its body is cut off for the client too', async (t) => {
  const proxy = await harness(t, {
    handler: (request) => {
      request.socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n')
      request.socket.end()
      return null
    },
  })
  const client = await proxy.client()
  client.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n')
  await assert.rejects(client.read(), /connection ended/)
  assert.ok(!client.received.includes('0\r\n\r\n'))
  const [line] = await proxy.logged(1)
  assert.equal(line?.flags, 'UPE')
  assert.equal(line.details, 'upstream_reset_after_response_started{protocol_error}')
})

test('bytes on an idle upstream connection close it', async (t) => {
  const proxy = await harness(t)
  const client = await proxy.client()
  await client.call('GET /')
  const [socket] = proxy.origin.sockets
  assert.ok(socket)
  const closed = new Promise((resolve) => socket.once('close', resolve))
  socket.write('HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nextra')
  socket.on('data', () => undefined)
  await closed
  assert.equal((await client.call('GET /')).body, 'hello')
  assert.equal(proxy.origin.connections, 2)
})

test('draining closes idle connections and ends busy ones after their response', async (t) => {
  const proxy = await harness(t, { handler: () => null })
  const idle = await proxy.client()
  const busy = await proxy.client()
  const reached = new Promise<void>((resolve) => {
    proxy.origin.onHead = () => resolve()
  })
  busy.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n')
  await reached
  proxy.filter.drain()
  await idle.ended()
  const [socket] = proxy.origin.sockets
  socket?.write(ok('late'))
  const response = await busy.read()
  assert.equal(response.body, 'late')
  assert.equal(response.headers['connection'], 'close')
  await busy.ended()
})
