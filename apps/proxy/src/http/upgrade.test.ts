/** Upgrades, expectations and interim responses. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { ok, status } from './testing/origin.ts'
import { Harness, type HarnessOptions } from './testing/proxy-harness.ts'

const WEBSOCKET = { manager: { upgrade_configs: [{ upgrade_type: 'websocket' }] } }
const UPGRADE = 'connection: keep-alive, Upgrade\r\nupgrade: websocket\r\nsec-websocket-key: k\r\n'

async function harness(t: TestContext, options: HarnessOptions = {}): Promise<Harness> {
  const started = await Harness.start(options)
  t.after(() => started.close())
  return started
}

/** An origin that accepts the upgrade, then echoes in upper case. */
const echo: HarnessOptions['handler'] = (request) => {
  request.socket.removeAllListeners('data')
  request.socket.on('data', (chunk: Buffer) =>
    request.socket.write(chunk.toString('latin1').toUpperCase()),
  )
  request.socket.on('end', () => request.socket.end('bye'))
  return 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-accept: x\r\n\r\n'
}

test('a WebSocket is relayed byte by byte, and half-closes travel', async (t) => {
  const proxy = await harness(t, { ...WEBSOCKET, handler: echo })
  const client = await proxy.client()
  // Bytes that come with the request already belong to the tunnel.
  client.write(`GET /ws HTTP/1.1\r\nhost: a\r\n${UPGRADE}\r\nearly `)
  const response = await client.read()
  assert.equal(response.status, 101)
  assert.equal(response.headers['upgrade'], 'websocket')
  assert.equal(response.headers['connection'], 'Upgrade')
  assert.equal(response.headers['sec-websocket-accept'], 'x')
  assert.equal(response.headers['content-length'], undefined)
  client.write('hello')
  assert.equal(await client.readRaw(11), 'EARLY HELLO')
  assert.equal(proxy.stats.downstreamCxUpgradesActive, 1)
  client.socket.end()
  assert.equal(await client.readRaw(3), 'bye')
  const [line] = await proxy.logged(1)
  assert.equal(line?.code, 101)
  assert.equal(line.requestBytes, 11)
  assert.equal(line.responseBytes, 14)
  assert.equal(proxy.origin.requests[0]?.headers['sec-websocket-key'], 'k')
  assert.equal(proxy.stats.downstreamCxUpgradesActive, 0)
  assert.equal(proxy.cluster.stats.upstreamRqActive, 0)
})

test('a tunnel ends when the upstream goes', async (t) => {
  const proxy = await harness(t, { ...WEBSOCKET, handler: echo })
  const client = await proxy.client()
  client.write(`GET /ws HTTP/1.1\r\nhost: a\r\n${UPGRADE}\r\n`)
  await client.read()
  for (const socket of proxy.origin.sockets) socket.destroy()
  await client.ended()
  client.socket.end()
  await proxy.logged(1)
})

test('a refused upgrade is an ordinary response, and the last of its connection', async (t) => {
  const proxy = await harness(t, {
    ...WEBSOCKET,
    handler: () => status(400, 'no'),
  })
  const client = await proxy.client()
  const refused = await client.call('GET /ws', UPGRADE)
  assert.equal(refused.status, 400)
  assert.equal(refused.body, 'no')
  assert.equal(refused.headers['connection'], 'close')
  await client.ended()
})

test('an upgrade of WebSocket that is answered without one keeps only the head', async (t) => {
  const proxy = await harness(t, { ...WEBSOCKET, handler: () => ok('not yours', 'x-a: 1\r\n') })
  const client = await proxy.client()
  const answer = await client.call('GET /ws', UPGRADE)
  assert.equal(answer.status, 200)
  assert.equal(answer.body, '')
  assert.equal(answer.headers['x-a'], '1')
  assert.equal(answer.headers['content-length'], '0')
  await client.ended()
  const [line] = await proxy.logged(1)
  assert.equal(line?.details, 'websocket_handshake_unsuccessful')
  assert.equal(line.flags, '-')
})

test('upgrades that are not configured are 403, by manager and by route', async (t) => {
  const plain = await harness(t)
  const client = await plain.client()
  const response = await client.call('GET /', UPGRADE)
  assert.equal(response.status, 403)
  assert.equal((await plain.logged(1))[0]?.details, 'upgrade_failed')
  const byRoute = await harness(t, {
    ...WEBSOCKET,
    routes: [
      {
        match: { prefix: '/' },
        route: {
          cluster: 'origin',
          upgrade_configs: [{ upgrade_type: 'websocket', enabled: false }],
        },
      },
    ],
  })
  assert.equal((await (await byRoute.client()).call('GET /', UPGRADE)).status, 403)
})

test('h2c is never offered onwards', async (t) => {
  const proxy = await harness(t, WEBSOCKET)
  const client = await proxy.client()
  const response = await client.call(
    'GET /',
    'connection: upgrade, http2-settings\r\nupgrade: h2c\r\nhttp2-settings: x\r\n',
  )
  assert.equal(response.status, 200)
  const headers = proxy.origin.requests[0]?.headers ?? {}
  assert.equal(headers['upgrade'], undefined)
  assert.equal(headers['http2-settings'], undefined)
})

test('100-continue is answered here by default', async (t) => {
  const proxy = await harness(t)
  const client = await proxy.client()
  client.write('POST / HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 3\r\n\r\n')
  await client.waitFor('100 Continue')
  client.write('abc')
  const response = await client.read()
  assert.deepEqual(response.informational, [100])
  assert.equal(response.status, 200)
  assert.equal(proxy.origin.requests[0]?.headers['expect'], undefined)
})

test('100-continue is proxied where asked, and the first of other interim responses', async (t) => {
  const proxy = await harness(t, { manager: { proxy_100_continue: true } })
  proxy.origin.onHead = (request) =>
    request.socket.write(
      'HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n',
    )
  const client = await proxy.client()
  client.write('POST / HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 3\r\n\r\n')
  await client.waitFor('100 Continue')
  client.write('abc')
  assert.deepEqual((await client.read()).informational, [103, 100])
  assert.equal(proxy.origin.requests[0]?.headers['expect'], '100-continue')
})
