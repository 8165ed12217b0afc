/** What first bytes say, in whatever pieces they come, and what happens when they do not. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { test } from 'node:test'
import { connect as connectTls } from 'node:tls'
import { TcpListener } from '@flotilla/net'
import { Listener } from '@flotilla/proto'
import { systemClock, TimerWheel } from '@flotilla/time'
import { Violations } from '../compile/violations.ts'
import { compileInspection, type InspectionResult, inspect } from './inspection.ts'

const BOTH = [
  { name: 'envoy.filters.listener.tls_inspector' },
  { name: 'envoy.filters.listener.http_inspector' },
]

async function inspected(
  listener: object,
  act: (client: Socket) => void | Promise<void>,
  port = 9080,
): Promise<InspectionResult> {
  const parsed = Listener.fromJson({ name: 'l', ...listener })
  assert.equal(parsed.kind, 'ok')
  const at = new Violations()
  const spec = compileInspection(
    parsed.kind === 'ok' ? parsed.message : Listener.create(),
    false,
    at,
  )
  assert.deepEqual(at.all, [])
  const wheel = new TimerWheel(systemClock)
  const { promise, resolve } = Promise.withResolvers<InspectionResult>()
  const server = await TcpListener.listen({
    host: '127.0.0.1',
    port: 0,
    what: 'test',
    onConnection: (socket) => inspect(socket, port, spec, wheel, resolve),
  })
  const client = connect({ port: server.port, host: '127.0.0.1', noDelay: true })
  client.on('error', () => undefined)
  try {
    await once(client, 'connect')
    await act(client)
    return await promise
  } finally {
    client.destroy()
    await server.close()
    wheel.close()
  }
}

/** Transport, server name and protocols, and the bytes to replay. */
function summary(result: InspectionResult): string {
  if (result.kind === 'failed') return result.reason
  const { transportProtocol, serverName, applicationProtocols, head } = result.inspected
  return [transportProtocol, serverName, applicationProtocols.join(), String(head ?? '')].join('|')
}

/** The bytes of a real ClientHello. */
async function clientHello(servername: string, protocols: string[]): Promise<Buffer> {
  const { promise, resolve } = Promise.withResolvers<Buffer>()
  const server = await TcpListener.listen({
    host: '127.0.0.1',
    port: 0,
    what: 'test',
    onConnection: (socket) => {
      socket.once('data', (chunk: Buffer) => resolve(chunk))
      socket.resume()
    },
  })
  const client = connectTls({
    port: server.port,
    host: '127.0.0.1',
    servername,
    ALPNProtocols: protocols,
  })
  client.on('error', () => undefined)
  const hello = await promise
  client.destroy()
  await server.close()
  return hello
}

test('HTTP and raw bytes are told apart, and nothing is lost', async () => {
  const cases: [string, string][] = [
    ['GET / HTTP/1.1\r\n\r\n', 'raw_buffer||http/1.1|GET / HTTP/1.1\r\n\r\n'],
    ['GET / HTTP/1.0\r\n\r\n', 'raw_buffer||http/1.0|GET / HTTP/1.0\r\n\r\n'],
    ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'raw_buffer||h2c|PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['\x00\x01\x02\x03 not any of these', 'raw_buffer|||\x00\x01\x02\x03 not any of these'],
  ]
  for (const [bytes, want] of cases) {
    const result = await inspected({ listenerFilters: BOTH }, (client) => {
      client.write(bytes)
    })
    assert.equal(summary(result), want)
  }
})

test('a ClientHello is read whole or a byte at a time', async () => {
  const hello = await clientHello('reviews.example.com', ['istio', 'h2'])
  for (const step of [hello.length, 1]) {
    const result = await inspected({ listenerFilters: BOTH }, async (client) => {
      for (let at = 0; at < hello.length; at += step) {
        client.write(hello.subarray(at, at + step))
        if (at % 64 === 0) await new Promise(setImmediate)
      }
    })
    assert.equal(result.kind, 'ok')
    if (result.kind !== 'ok') continue
    assert.equal(result.inspected.transportProtocol, 'tls')
    assert.equal(result.inspected.serverName, 'reviews.example.com')
    assert.deepEqual(result.inspected.applicationProtocols, ['istio', 'h2'])
    assert.ok(result.inspected.head?.equals(hello.subarray(0, result.inspected.head.length)))
  }
})

test('silence ends the wait, as configured', async () => {
  const listener = { listenerFilters: BOTH, listenerFiltersTimeout: '0.02s' }
  assert.equal(summary(await inspected(listener, () => undefined)), 'timeout')
  const going = { ...listener, continueOnListenerFiltersTimeout: true }
  assert.equal(summary(await inspected(going, () => undefined)), 'raw_buffer|||')
  const some = await inspected(going, (client) => {
    client.write('GE')
  })
  assert.equal(summary(some), 'raw_buffer|||GE')
})

test('a client that leaves is not served, one that only stops sending is', async () => {
  const left = await inspected({ listenerFilters: BOTH }, (client) => {
    client.resetAndDestroy()
  })
  assert.equal(summary(left), 'closed')
  const ended = await inspected({ listenerFilters: BOTH }, (client) => {
    client.end('GE')
  })
  assert.equal(summary(ended), 'raw_buffer|||GE')
})

test('ports without need of inspection are not read', async () => {
  const listener = {
    listenerFilters: [
      {
        name: 'envoy.filters.listener.tls_inspector',
        filterDisabled: { destinationPortRange: { start: 9080, end: 9081 } },
      },
      {
        name: 'envoy.filters.listener.http_inspector',
        filterDisabled: {
          orMatch: {
            rules: [
              { destinationPortRange: { start: 1, end: 2 } },
              { notMatch: { destinationPortRange: { start: 1, end: 9080 } } },
            ],
          },
        },
      },
    ],
  }
  assert.equal(summary(await inspected(listener, () => undefined)), 'raw_buffer|||')
  const other = await inspected(listener, (client) => void client.write('GET / HTTP/1.1\r\n'), 8080)
  assert.match(summary(other), /http\/1\.1/)
})

test('an unknown listener filter is refused by path', () => {
  const at = new Violations()
  const parsed = Listener.fromJson({ name: 'l', listenerFilters: [{ name: 'proxy_protocol' }] })
  assert.equal(parsed.kind, 'ok')
  if (parsed.kind === 'ok') compileInspection(parsed.message, false, at)
  assert.equal(at.all[0]?.path, 'listener_filters[0]')
})
