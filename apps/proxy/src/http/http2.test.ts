/** HTTP/2 on either side of the proxy: every combination, trailers, resets, early answers, tunnels and leaving. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type ClientHttp2Stream, constants } from 'node:http2'
import { type TestContext, test } from 'node:test'
import { FakeCluster, type FakeClusterOptions, fakeHost } from './testing/fake-cluster.ts'
import {
  type Http2Handler,
  Http2Origin,
  Http2TestClient,
  responseOf,
} from './testing/http2-peers.ts'
import { ok } from './testing/origin.ts'
import { Harness, type HarnessOptions } from './testing/proxy-harness.ts'

const ends = new WeakMap<TestContext, (() => Promise<void>)[]>()

/** What was started last ends first. */
function atEnd(t: TestContext, end: () => Promise<void>): void {
  const known = ends.get(t)
  if (known !== undefined) {
    known.unshift(end)
    return
  }
  const list = [end]
  ends.set(t, list)
  t.after(async () => {
    for (const one of list) await one()
  })
}

async function harness(t: TestContext, options: HarnessOptions = {}): Promise<Harness> {
  const started = await Harness.start(options)
  atEnd(t, () => started.close())
  return started
}

async function clientOf(t: TestContext, proxy: Harness): Promise<Http2TestClient> {
  const client = await Http2TestClient.open(proxy.port)
  atEnd(t, () => client.close())
  return client
}

/** Puts an HTTP/2 server behind the cluster `origin`. */
async function http2Origin(
  t: TestContext,
  proxy: Harness,
  handler: Http2Handler,
  options: FakeClusterOptions & { settings?: object } = {},
): Promise<{ origin: Http2Origin; cluster: FakeCluster }> {
  const { settings, ...config } = options
  const origin = await Http2Origin.start(handler, settings)
  atEnd(t, () => origin.close())
  const cluster = new FakeCluster('origin', [fakeHost(origin.port)], {
    protocol: 'http/2',
    ...config,
  })
  proxy.clusters.byName.set('origin', cluster)
  return { origin, cluster }
}

const echo: Http2Handler = (stream, headers) => {
  const chunks: Buffer[] = []
  stream.on('data', (chunk: Buffer) => chunks.push(chunk))
  stream.on('end', () => {
    stream.respond({ ':status': 200, 'x-method': String(headers[':method']) })
    stream.end(Buffer.concat(chunks))
  })
}

test('HTTP/2 to HTTP/1', async (t) => {
  const proxy = await harness(t, { handler: () => ok('hello', 'X-Up: 1\r\n') })
  const client = await clientOf(t, proxy)
  const response = await client.call({ ':path': '/a?b', 'x-down': '2', cookie: ['a=1', 'b=2'] })
  assert.equal(response.status, 200)
  assert.equal(response.body, 'hello')
  assert.equal(response.headers['x-up'], '1')
  assert.equal(response.headers['server'], 'istio-envoy')
  const [seen] = proxy.origin.requests
  assert.equal(seen?.line, 'GET /a?b')
  assert.equal(seen.headers['host'], `127.0.0.1:${proxy.port}`)
  assert.equal(seen.headers['cookie'], 'a=1; b=2')
  assert.equal(seen.headers['x-forwarded-proto'], 'http')
  assert.equal(proxy.stats.downstreamRqHttp2Total, 1)
  assert.equal(proxy.stats.downstreamCxHttp2Active, 1)
  const [line] = await proxy.logged(1)
  assert.equal(line?.code, 200)
  assert.equal(line.responseBytes, 5)
})

test('HTTP/2 with a body to HTTP/1, with and without length', async (t) => {
  const proxy = await harness(t, { handler: (request) => ok(request.body) })
  const client = await clientOf(t, proxy)
  const plain = await client.call({ ':method': 'POST' }, 'abc')
  assert.equal(plain.body, 'abc')
  const sized = await client.call({ ':method': 'POST', 'content-length': 3 }, 'xyz')
  assert.equal(sized.body, 'xyz')
  const [first, second] = proxy.origin.requests
  assert.equal(first?.headers['transfer-encoding'], 'chunked')
  assert.equal(second?.headers['content-length'], '3')
})

test('HTTP/1 to HTTP/2', async (t) => {
  const proxy = await harness(t)
  const { origin, cluster } = await http2Origin(t, proxy, echo)
  const client = await proxy.client()
  const response = await client.call('POST /x?y', 'X-A: b\r\n', 'body')
  assert.equal(response.status, 200)
  assert.equal(response.body, 'body')
  assert.equal(response.headers['x-method'], 'POST')
  const [seen] = origin.requests
  assert.equal(seen?.[':path'], '/x?y')
  assert.equal(seen[':authority'], 'a')
  assert.equal(seen[':scheme'], 'http')
  assert.equal(seen['x-a'], 'b')
  assert.equal(cluster.stats.upstreamCxHttp2Total, 1)
  assert.equal(cluster.stats.upstreamRqActive, 0)
})

test('the scheme goes on as the client gave it', async (t) => {
  const proxy = await harness(t)
  const { origin } = await http2Origin(t, proxy, echo)
  const client = await clientOf(t, proxy)
  await client.call({ ':scheme': 'https' })
  await client.call({ ':scheme': 'http', 'x-forwarded-proto': 'https' })
  assert.deepEqual(
    origin.requests.map((seen) => [seen[':scheme'], seen['x-forwarded-proto']]),
    [
      ['https', 'http'],
      ['http', 'https'],
    ],
  )
})

test('HTTP/2 to HTTP/2 with trailers in both directions', async (t) => {
  const proxy = await harness(t)
  let trailers: unknown = null
  await http2Origin(t, proxy, (stream) => {
    stream.on('trailers', (got) => {
      trailers = got['x-sum']
    })
    stream.on('end', () => {
      stream.respond({ ':status': 200 }, { waitForTrailers: true })
      stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }))
      stream.end('pong')
    })
    stream.resume()
  })
  const client = await clientOf(t, proxy)
  const response = await client.call({ ':method': 'POST', te: 'trailers' }, 'ping', {
    'x-sum': '7',
  })
  assert.equal(response.body, 'pong')
  assert.equal(response.trailers?.['grpc-status'], '0')
  assert.equal(trailers, '7')
})

test('many requests share one connection on each side', async (t) => {
  const proxy = await harness(t)
  const { cluster } = await http2Origin(t, proxy, echo)
  const client = await clientOf(t, proxy)
  const responses = await Promise.all(
    Array.from({ length: 100 }, (_, i) => client.call({ ':method': 'POST' }, `body ${i}`)),
  )
  assert.deepEqual(
    responses.map((response) => response.body),
    Array.from({ length: 100 }, (_, i) => `body ${i}`),
  )
  assert.equal(cluster.stats.upstreamCxTotal, 1)
  assert.equal(cluster.stats.http2.streamsActive, 0)
  assert.equal(proxy.stats.http2.streamsActive, 0)
})

test('the server decides how many requests share a connection', async (t) => {
  const proxy = await harness(t)
  let open = 0
  let most = 0
  const { cluster } = await http2Origin(
    t,
    proxy,
    (stream) => {
      most = Math.max(most, ++open)
      setImmediate(() => {
        open--
        stream.respond({ ':status': 200 })
        stream.end()
      })
    },
    { settings: { maxConcurrentStreams: 4 }, breakers: { maxConnections: 1 } },
  )
  const client = await clientOf(t, proxy)
  // The first tells the proxy the server's settings.
  await client.call({})
  const all = await Promise.all(Array.from({ length: 20 }, () => client.call({})))
  assert.ok(all.every((response) => response.status === 200))
  assert.ok(most <= 4, String(most))
  assert.equal(cluster.stats.upstreamCxTotal, 1)
})

test('a refused stream is sent again', async (t) => {
  const proxy = await harness(t, {
    routes: [
      {
        match: { prefix: '/' },
        route: { cluster: 'origin', retry_policy: { retry_on: 'refused-stream' } },
      },
    ],
  })
  let count = 0
  const { cluster } = await http2Origin(t, proxy, (stream) => {
    if (count++ === 0) stream.close(constants.NGHTTP2_REFUSED_STREAM)
    else {
      stream.respond({ ':status': 200 })
      stream.end('second')
    }
  })
  const client = await clientOf(t, proxy)
  assert.equal((await client.call({})).body, 'second')
  assert.equal(cluster.stats.upstreamRqRetry, 1)
  assert.equal(cluster.stats.http2.streamRefusedErrors, 1)
})

test('a reset before the response is 503 and says so', async (t) => {
  const proxy = await harness(t)
  await http2Origin(t, proxy, (stream) => stream.close(constants.NGHTTP2_INTERNAL_ERROR))
  const client = await clientOf(t, proxy)
  const response = await client.call({})
  assert.equal(response.status, 503)
  assert.equal(
    response.body,
    'upstream connect error or disconnect/reset before headers. reset reason: remote reset',
  )
  const [line] = await proxy.logged(1)
  assert.equal(line?.flags, 'UR')
})

test('a response that is cut off is reset, in both versions', async (t) => {
  const proxy = await harness(t)
  await http2Origin(t, proxy, (stream) => {
    stream.respond({ ':status': 200 })
    stream.write('part')
    setTimeout(() => stream.destroy(new Error('cut')), 30)
  })
  const client = await clientOf(t, proxy)
  const stream = client.open({})
  await once(stream, 'response')
  await assert.rejects(responseOf(stream))
  assert.equal(stream.rstCode, constants.NGHTTP2_INTERNAL_ERROR)
  const old = await proxy.client()
  await assert.rejects(old.call('GET /'))
})

test('a response that comes before the end of the request ends the exchange', async (t) => {
  const proxy = await harness(t)
  await http2Origin(t, proxy, (stream) => {
    stream.respond({ ':status': 403 })
    stream.end('no')
  })
  const client = await clientOf(t, proxy)
  const stream = client.open({ ':method': 'POST' }, false)
  stream.write('some')
  const response = await responseOf(stream)
  assert.equal(response.status, 403)
  assert.equal(response.body, 'no')
  assert.equal(stream.rstCode, constants.NGHTTP2_NO_ERROR)
  // The connection is still good.
  assert.equal((await client.call({})).status, 403)
})

test('a client that resets takes its upstream stream with it', async (t) => {
  const proxy = await harness(t)
  let onClosed: ((code: number) => void) | null = null
  const aborted = new Promise<number>((resolve) => {
    onClosed = resolve
  })
  const client = await clientOf(t, proxy)
  let stream: ClientHttp2Stream | null = null
  await http2Origin(t, proxy, (upstream) => {
    upstream.on('close', () => onClosed?.(upstream.rstCode))
    stream?.close(constants.NGHTTP2_CANCEL)
  })
  stream = client.open({})
  stream.on('error', () => undefined)
  assert.equal(await aborted, constants.NGHTTP2_INTERNAL_ERROR, 'as Envoy says it')
  const [line] = await proxy.logged(1)
  assert.equal(line?.flags, 'DR')
  assert.equal(line.details, 'http2.remote_reset')
  assert.equal(line.code, 0)
})

test('a server that goes away gets no new streams, those it has end well', async (t) => {
  const proxy = await harness(t)
  const { origin, cluster } = await http2Origin(t, proxy, (stream) => {
    stream.session?.goaway(constants.NGHTTP2_NO_ERROR)
    setTimeout(() => {
      stream.respond({ ':status': 200 })
      stream.end('done')
    }, 10)
  })
  const client = await clientOf(t, proxy)
  assert.equal((await client.call({})).body, 'done')
  assert.equal((await client.call({})).body, 'done')
  assert.equal(cluster.stats.upstreamCxTotal, 2)
  assert.equal(origin.sessions.length, 2)
})

test('a connection serves as many requests as it may', async (t) => {
  const proxy = await harness(t, {
    manager: { common_http_protocol_options: { max_requests_per_connection: 2 } },
  })
  const { cluster } = await http2Origin(t, proxy, echo, { maxRequestsPerConnection: 1 })
  const client = await clientOf(t, proxy)
  const left = once(client.session, 'goaway')
  await client.call({})
  await client.call({})
  await left
  assert.equal(cluster.stats.upstreamCxTotal, 2)
  assert.equal(cluster.stats.upstreamCxMaxRequests, 2)
  await once(client.session, 'close')
})

test('a manager that drains says goodbye and waits for what is under way', async (t) => {
  const proxy = await harness(t)
  let answer: (() => void) | null = null
  await http2Origin(t, proxy, (stream) => {
    answer = () => {
      stream.respond({ ':status': 200 })
      stream.end('late')
    }
    proxy.filter.drain()
  })
  const client = await clientOf(t, proxy)
  const goaway = once(client.session, 'goaway')
  const response = client.call({})
  await goaway
  ;(answer as (() => void) | null)?.()
  assert.equal((await response).body, 'late')
  await once(client.session, 'close')
})

test('100 is answered, or passed on where configured', async (t) => {
  const proxy = await harness(t, { handler: (request) => ok(request.body) })
  const client = await clientOf(t, proxy)
  const stream = client.session.request({ ':path': '/', ':method': 'POST', expect: '100-continue' })
  stream.on('continue', () => stream.end('body'))
  assert.equal((await responseOf(stream)).body, 'body')
  assert.equal(proxy.origin.requests[0]?.headers['expect'], undefined)
})

test('a WebSocket over extended CONNECT reaches an HTTP/1 server', async (t) => {
  const proxy = await harness(t, {
    manager: {
      upgrade_configs: [{ upgrade_type: 'websocket' }],
      http2_protocol_options: { allow_connect: true },
    },
    handler: (request) => {
      request.socket.write(
        'HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\r\nhello',
      )
      request.socket.on('data', (chunk: Buffer) => request.socket.write(chunk))
      return null
    },
  })
  const client = await clientOf(t, proxy)
  if (client.session.remoteSettings.enableConnectProtocol !== true)
    await once(client.session, 'remoteSettings')
  const stream = client.session.request({
    ':method': 'CONNECT',
    ':protocol': 'websocket',
    ':path': '/chat',
    'sec-websocket-version': '13',
  })
  stream.setEncoding('latin1')
  const [headers] = await once(stream, 'response')
  assert.equal(headers[':status'], 200)
  assert.equal(headers['upgrade'], undefined)
  stream.write('ping')
  let text = ''
  for await (const chunk of stream) {
    text += chunk
    if (text === 'helloping') break
  }
  assert.equal(text, 'helloping')
  const [seen] = proxy.origin.requests
  assert.equal(seen?.line, 'GET /chat')
  assert.equal(seen.headers['upgrade'], 'websocket')
  assert.match(seen.headers['sec-websocket-key'] ?? '', /^[A-Za-z0-9+/]{22}==$/)
})

test('a WebSocket of an HTTP/1 client reaches an HTTP/2 server', async (t) => {
  const proxy = await harness(t, {
    manager: { upgrade_configs: [{ upgrade_type: 'websocket' }] },
  })
  const { origin } = await http2Origin(
    t,
    proxy,
    (stream) => {
      stream.respond({ ':status': 200 })
      stream.on('data', (chunk: Buffer) => stream.write(chunk))
    },
    { settings: { enableConnectProtocol: true } },
  )
  const client = await proxy.client()
  client.write(
    'GET /chat HTTP/1.1\r\nhost: a\r\nconnection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  )
  const response = await client.read()
  assert.equal(response.status, 101)
  assert.equal(response.headers['upgrade'], 'websocket')
  assert.equal(response.headers['sec-websocket-accept'], 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=')
  client.write('ping')
  assert.equal(await client.readRaw(4), 'ping')
  const [seen] = origin.requests
  assert.equal(seen?.[':method'], 'CONNECT')
  assert.equal(seen[':protocol'], 'websocket')
})

test('an upgrade that is not allowed is refused', async (t) => {
  const proxy = await harness(t, {
    manager: { http2_protocol_options: { allow_connect: true } },
  })
  const client = await clientOf(t, proxy)
  if (client.session.remoteSettings.enableConnectProtocol !== true)
    await once(client.session, 'remoteSettings')
  const stream = client.session.request({
    ':method': 'CONNECT',
    ':protocol': 'websocket',
    ':path': '/',
  })
  const [headers] = await once(stream, 'response')
  assert.equal(headers[':status'], 403)
  stream.destroy()
})

test('a slow client holds an HTTP/2 upstream back, and gets every byte', async (t) => {
  const proxy = await harness(t)
  const size = 30 * 1024 * 1024
  let written = 0
  await http2Origin(t, proxy, (stream) => {
    stream.respond({ ':status': 200 })
    const chunk = Buffer.alloc(64 * 1024, 97)
    const pour = (): void => {
      while (written < size) {
        written += chunk.length
        if (!stream.write(chunk)) {
          stream.once('drain', pour)
          return
        }
      }
      stream.end()
    }
    pour()
  })
  const client = await clientOf(t, proxy)
  const stream = client.open({})
  await once(stream, 'response')
  let before = -1
  while (written !== before) {
    before = written
    await new Promise((resolve) => setTimeout(resolve, 60))
  }
  assert.ok(written < size, 'the upstream is held back')
  let got = 0
  stream.on('data', (chunk: Buffer) => {
    got += chunk.length
  })
  await once(stream, 'end')
  assert.equal(got, size)
})

test('header lists beyond the limit cost their stream only', async (t) => {
  const proxy = await harness(t, { manager: { max_request_headers_kb: 8 } })
  const client = await clientOf(t, proxy)
  await assert.rejects(client.call({ 'x-large': 'y'.repeat(9000) }))
  assert.equal(proxy.stats.http2.headerOverflow, 1)
  assert.equal((await client.call({})).status, 200)
})
