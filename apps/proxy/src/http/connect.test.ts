/** CONNECT: passed on in either version, ended here over TCP, or refused. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { type TestContext, test } from 'node:test'
import { FakeCluster, fakeHost } from './testing/fake-cluster.ts'
import { Http2Origin, Http2TestClient } from './testing/http2-peers.ts'
import type { OriginHandler } from './testing/origin.ts'
import { Harness } from './testing/proxy-harness.ts'

const FORWARD = { upgrade_type: 'CONNECT' }
const TERMINATE = { upgrade_type: 'CONNECT', connect_config: {} }

interface Setting {
  readonly proxy: Harness
  atEnd(end: () => unknown): void
}

async function start(
  t: TestContext,
  upgrade: object | null,
  handler?: OriginHandler,
): Promise<Setting> {
  const proxy = await Harness.start({
    routes: [
      {
        match: { connect_matcher: {} },
        route: {
          cluster: 'origin',
          timeout: '0s',
          ...(upgrade === null ? {} : { upgrade_configs: [upgrade] }),
        },
      },
    ],
    ...(handler === undefined ? {} : { handler }),
  })
  const ends: (() => unknown)[] = [() => proxy.close()]
  t.after(async () => {
    for (const end of ends.reverse()) await end()
  })
  return { proxy, atEnd: (end) => ends.push(end) }
}

const accepting: OriginHandler = (request) => {
  request.socket.write('HTTP/1.1 200 OK\r\n\r\nhello ')
  request.socket.on('data', (chunk: Buffer) => request.socket.write(chunk))
  request.socket.on('end', () => request.socket.end())
  return null
}

async function echoServer(setting: Setting): Promise<void> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => socket.destroy())
    socket.write('hello ')
    socket.pipe(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  assert.ok(address !== null && typeof address !== 'string')
  setting.atEnd(() => server.close())
  setting.proxy.clusters.byName.set('origin', new FakeCluster('origin', [fakeHost(address.port)]))
}

async function http2Echo(setting: Setting): Promise<Http2Origin> {
  const origin = await Http2Origin.start((stream) => {
    stream.respond({ ':status': 200 })
    stream.write('hello ')
    stream.pipe(stream)
  })
  setting.atEnd(() => origin.close())
  const cluster = new FakeCluster('origin', [fakeHost(origin.port)], { protocol: 'http/2' })
  setting.proxy.clusters.byName.set('origin', cluster)
  return origin
}

/** Speaks through the tunnel of an HTTP/1 client. */
async function throughHttp1(proxy: Harness): Promise<void> {
  const client = await proxy.client()
  client.write('CONNECT target:443 HTTP/1.1\r\nhost: target:443\r\n\r\n')
  await client.waitFor('hello ')
  assert.match(client.received, /^HTTP\/1\.1 200 OK\r\n/)
  assert.doesNotMatch(client.received, /content-length|transfer-encoding|connection:/i)
  client.write('there')
  await client.waitFor('hello there')
  client.socket.end()
  await client.ended()
}

/** Speaks through the tunnel of an HTTP/2 client. */
async function throughHttp2(setting: Setting): Promise<void> {
  const client = await Http2TestClient.open(setting.proxy.port)
  setting.atEnd(() => client.close())
  const stream = client.session.request(
    { ':method': 'CONNECT', ':authority': 'target:443' },
    { endStream: false },
  )
  const [headers] = await once(stream, 'response')
  assert.equal(headers[':status'], 200)
  stream.setEncoding('latin1')
  stream.end('there')
  let text = ''
  for await (const chunk of stream) text += chunk
  assert.equal(text, 'hello there')
}

test('an HTTP/1 client through an HTTP/1 upstream', async (t) => {
  const { proxy } = await start(t, FORWARD, accepting)
  await throughHttp1(proxy)
  assert.equal(proxy.origin.requests[0]?.line, 'CONNECT target:443')
  const [line] = await proxy.logged(1)
  assert.equal(line?.code, 200)
})

test('an HTTP/2 client through an HTTP/2 upstream', async (t) => {
  const setting = await start(t, FORWARD)
  const origin = await http2Echo(setting)
  await throughHttp2(setting)
  assert.equal(origin.requests[0]?.[':method'], 'CONNECT')
  assert.equal(origin.requests[0][':authority'], 'target:443')
  assert.equal(origin.requests[0][':path'], undefined)
})

test('an HTTP/1 client through an HTTP/2 upstream', async (t) => {
  const setting = await start(t, FORWARD)
  await http2Echo(setting)
  await throughHttp1(setting.proxy)
})

test('an HTTP/1 client whose CONNECT ends here', async (t) => {
  const setting = await start(t, TERMINATE)
  await echoServer(setting)
  await throughHttp1(setting.proxy)
})

test('an HTTP/2 client whose CONNECT ends here', async (t) => {
  const setting = await start(t, TERMINATE)
  await echoServer(setting)
  await throughHttp2(setting)
  const [line] = await setting.proxy.logged(1)
  assert.equal(line?.code, 200)
  assert.equal(line.requestBytes, 5)
  assert.equal(line.responseBytes, 11)
})

test('a target that cannot be reached is 503', async (t) => {
  const { proxy } = await start(t, TERMINATE)
  proxy.clusters.byName.set('origin', new FakeCluster('origin', [fakeHost(1)]))
  const client = await proxy.client()
  const response = await client.call('CONNECT target:443')
  assert.equal(response.status, 503)
  assert.match(response.body, /remote connection failure/)
})

test('what the route does not allow is refused', async (t) => {
  const { proxy } = await start(t, null)
  const client = await proxy.client()
  assert.equal((await client.call('CONNECT target:443')).status, 403)
})
