/** PROXY headers to endpoints: each connection tells of its one client, before TLS and before HTTP. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { type TestContext, test } from 'node:test'
import { parseProxyHeader } from '../listener/proxy-header.ts'
import {
  cluster,
  httpFilter,
  listener,
  type RunningProxy,
  startProxy,
  tcpFilter,
} from '../testing/running-proxy.ts'
import { exchange, type TestServer, tcpApp } from '../testing/servers.ts'

function proxied(version: 'V1' | 'V2'): object {
  return {
    transport_socket: {
      name: 'envoy.transport_sockets.upstream_proxy_protocol',
      typed_config: {
        '@type':
          'type.googleapis.com/envoy.extensions.transport_sockets.proxy_protocol.v3.ProxyProtocolUpstreamTransport',
        config: { version },
        transport_socket: { name: 'envoy.transport_sockets.raw_buffer' },
      },
    },
  }
}

async function setUp(
  t: TestContext,
  start: Promise<TestServer>,
  version: 'V1' | 'V2',
): Promise<RunningProxy> {
  const app = await start
  const proxy = await startProxy({
    clusters: [cluster('app', [app.port], proxied(version))],
    listeners: [
      listener('t', [{ filters: [tcpFilter('app')] }]),
      listener('h', [{ filters: [httpFilter('app')] }]),
    ],
  })
  t.after(async () => {
    await proxy.stop()
    await app.close()
  })
  return proxy
}

for (const version of ['V1', 'V2'] as const)
  test(`${version} goes before the bytes of a raw connection`, async (t) => {
    let received = Buffer.alloc(0)
    const app = tcpApp((socket) => {
      socket.on('data', (chunk: Buffer) => {
        received = Buffer.concat([received, chunk])
      })
      socket.on('end', () => socket.end('done'))
    })
    const proxy = await setUp(t, app, version)
    assert.equal(await exchange(proxy.port('t'), 'hello'), 'done')
    const header = parseProxyHeader(received)
    assert.ok(header.kind === 'ok' && header.addresses !== null)
    assert.equal(header.version, version === 'V1' ? 1 : 2)
    assert.equal(header.addresses.sourceAddress, '127.0.0.1')
    assert.equal(header.addresses.destinationPort, proxy.port('t'))
    assert.equal(String(received.subarray(header.length)), 'hello')
  })

test('requests of two clients never share a connection, those of one do', async (t) => {
  const ports: number[] = []
  const app = tcpApp((socket) => {
    let port = 0
    socket.on('data', (chunk: Buffer) => {
      const header = parseProxyHeader(chunk)
      if (header.kind === 'ok') port = header.addresses?.sourcePort ?? 0
      ports.push(port)
      if (String(chunk).includes('\r\n\r\n') || port !== 0)
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n')
    })
    socket.on('end', () => socket.end())
  })
  const proxy = await setUp(t, app, 'V1')
  const ask = async (socket: Socket): Promise<void> => {
    socket.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n')
    await once(socket, 'data')
  }
  const [one, two] = [connect(proxy.port('h'), '127.0.0.1'), connect(proxy.port('h'), '127.0.0.1')]
  for (const socket of [one, two]) await once(socket, 'connect')
  await ask(one)
  await ask(two)
  await ask(one)
  const seen = new Set(ports)
  assert.deepEqual(seen, new Set([one.localPort, two.localPort]))
  one.destroy()
  two.destroy()
})
