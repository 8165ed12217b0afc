/** The life of HTTP/2 connections on both sides: idle ends, longest durations, tests by PING, and choosing by ALPN. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type TestContext, test } from 'node:test'
import { FrameType, frame, HELLO } from '@flotilla/http2/testing'
import { DEFAULT_HTTP2 } from './http2-options.ts'
import { FakeCluster, type FakeClusterOptions, fakeHost } from './testing/fake-cluster.ts'
import { type Http2Handler, Http2Origin, Http2TestClient } from './testing/http2-peers.ts'
import { RawHttp2Client } from './testing/http2-raw.ts'
import { Harness, type HarnessOptions } from './testing/proxy-harness.ts'

const hello: Http2Handler = (stream) => {
  stream.respond({ ':status': 200 })
  stream.end('hello')
}

interface Setting {
  readonly proxy: Harness
  readonly origin: Http2Origin
  readonly cluster: FakeCluster
  readonly client: Http2TestClient
}

async function start(
  t: TestContext,
  options: HarnessOptions = {},
  config: FakeClusterOptions = {},
): Promise<Setting> {
  const proxy = await Harness.start(options)
  const origin = await Http2Origin.start(hello)
  const cluster = new FakeCluster('origin', [fakeHost(origin.port)], {
    protocol: 'http/2',
    ...config,
  })
  proxy.clusters.byName.set('origin', cluster)
  const client = await Http2TestClient.open(proxy.port)
  t.after(async () => {
    await client.close()
    await proxy.close()
    await origin.close()
  })
  return { proxy, origin, cluster, client }
}

test('idle connections are left on both sides', async (t) => {
  const { proxy, origin, cluster, client } = await start(
    t,
    { manager: { common_http_protocol_options: { idle_timeout: '0.5s' } } },
    { idleTimeoutMs: 40 },
  )
  const goaway = once(client.session, 'goaway')
  assert.equal((await client.call({})).body, 'hello')
  const [session] = origin.sessions
  assert.ok(session)
  if (!session.destroyed) await once(session, 'close')
  await goaway
  await once(client.session, 'close')
  assert.equal(cluster.stats.upstreamCxIdleTimeout, 1)
  assert.equal(proxy.stats.downstreamCxIdleTimeout, 1)
})

test('connections end when they have served long enough', async (t) => {
  const { proxy, origin, cluster, client } = await start(
    t,
    { manager: { common_http_protocol_options: { max_connection_duration: '0.5s' } } },
    { maxConnectionDurationMs: 40 },
  )
  assert.equal((await client.call({})).body, 'hello')
  const [session] = origin.sessions
  assert.ok(session)
  if (!session.destroyed) await once(session, 'close')
  if (!client.session.destroyed) await once(client.session, 'close')
  assert.equal(cluster.stats.upstreamCxMaxDurationReached, 1)
  assert.equal(proxy.stats.downstreamCxMaxDurationReached, 1)
})

const KEEPALIVE = { intervalMs: 20, timeoutMs: 40, jitterRatio: 0, idleIntervalMs: 0 }

test('connections that answer PING are kept', async (t) => {
  const { origin, cluster, client } = await start(
    t,
    {
      manager: {
        http2_protocol_options: {
          connection_keepalive: { interval: '0.02s', timeout: '1s' },
        },
      },
    },
    { http2: { ...DEFAULT_HTTP2, keepalive: KEEPALIVE } },
  )
  assert.equal((await client.call({})).body, 'hello')
  const [session] = origin.sessions
  assert.ok(session)
  await Promise.all([once(client.session, 'ping'), once(session, 'ping')])
  assert.equal((await client.call({})).body, 'hello')
  assert.equal(cluster.stats.upstreamCxTotal, 1)
})

test('a client that does not answer PING is left', async (t) => {
  const { proxy } = await start(t, {
    manager: {
      http2_protocol_options: { connection_keepalive: { interval: '0.02s', timeout: '0.05s' } },
    },
  })
  const raw = await RawHttp2Client.open(proxy.port)
  raw.write(HELLO)
  await raw.frame(FrameType.Ping)
  await raw.closed()
  assert.equal(proxy.stats.http2.keepaliveTimeout, 1)
})

test('an upstream that does not answer PING is left, its requests fail', async (t) => {
  const { proxy, cluster, client } = await start(
    t,
    {},
    { http2: { ...DEFAULT_HTTP2, keepalive: KEEPALIVE } },
  )
  const { createServer } = await import('node:net')
  const silent = createServer((socket) => {
    socket.on('error', () => socket.destroy())
    socket.write(frame(FrameType.Settings, 0, 0))
    socket.resume()
  })
  silent.listen(0, '127.0.0.1')
  await once(silent, 'listening')
  t.after(() => silent.close())
  const address = silent.address()
  assert.ok(address !== null && typeof address !== 'string')
  const stuck = new FakeCluster('origin', [fakeHost(address.port)], {
    protocol: 'http/2',
    http2: { ...DEFAULT_HTTP2, keepalive: KEEPALIVE },
  })
  proxy.clusters.byName.set('origin', stuck)
  const response = await client.call({})
  assert.equal(response.status, 503)
  assert.match(response.body, /reset reason: connection termination/)
  assert.equal(stuck.stats.http2.keepaliveTimeout, 1)
  assert.equal(cluster.stats.http2.keepaliveTimeout, 0)
})

test('a request upstream is carried as it came where the cluster says so', async (t) => {
  const { proxy, origin, cluster, client } = await start(t, {}, { protocol: 'downstream' })
  assert.equal((await client.call({})).body, 'hello')
  assert.equal(cluster.stats.upstreamCxHttp2Total, 1)
  assert.equal(origin.requests.length, 1)
  const old = await proxy.client()
  old.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n')
  // The HTTP/2 server closes on what it cannot read.
  assert.ok((await old.read()).status >= 500)
  assert.equal(cluster.stats.upstreamCxHttp1Total, 1)
})

test('a server that chooses nothing by ALPN gets HTTP/1', async (t) => {
  const { proxy, client } = await start(t)
  const cluster = new FakeCluster('origin', [fakeHost(proxy.origin.port)], { protocol: 'auto' })
  proxy.clusters.byName.set('origin', cluster)
  const all = await Promise.all([1, 2, 3].map(() => client.call({})))
  assert.ok(all.every((response) => response.body === 'hello'))
  assert.equal(cluster.contexts[0]?.protocol, 'auto')
  assert.equal(cluster.stats.upstreamCxHttp2Total, 0)
  assert.equal((await client.call({})).status, 200)
  assert.equal(cluster.stats.upstreamRqPendingActive, 0)
  assert.equal(cluster.stats.upstreamRqActive, 0)
})

test('codec_type decides where it is named', async (t) => {
  const { proxy } = await start(t, { manager: { codec_type: 'HTTP2' } })
  const raw = await RawHttp2Client.open(proxy.port)
  raw.write(Buffer.from('GET / HTTP/1.1\r\nhost: a\r\n\r\n'))
  const goaway = await raw.frame(FrameType.Goaway)
  assert.equal(goaway.payload.readUInt32BE(4), 1)
  await raw.closed()
})

test('a first line that no protocol begins with is not answered', async (t) => {
  const { proxy } = await start(t)
  const raw = await RawHttp2Client.open(proxy.port)
  raw.write(Buffer.from('INVALID CONNECTION PREFACE\r\n\r\n'))
  await raw.closed()
  assert.deepEqual(raw.frames, [])
  const old = await proxy.client()
  old.write('GET / FOO\r\n\r\n')
  assert.equal((await old.read()).status, 400)
})
