/** Listening, refusing, draining, and the first bytes of a connection, on real sockets. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { test } from 'node:test'
import { codeOf } from '@flotilla/errors'
import { systemClock, TimerWheel } from '@flotilla/time'
import { type FirstBytesEnd, readFirstBytes, TcpListener } from './index.ts'

async function accepted(
  run: (server: Socket, client: Socket, listener: TcpListener) => Promise<void>,
): Promise<void> {
  const sockets: Socket[] = []
  let onSocket = (_socket: Socket): void => undefined
  const first = new Promise<Socket>((resolve) => {
    onSocket = resolve
  })
  const listener = await TcpListener.listen({
    host: '127.0.0.1',
    port: 0,
    what: 'test',
    onConnection: (socket) => {
      sockets.push(socket)
      onSocket(socket)
    },
  })
  const client = connect({ port: listener.port, host: '127.0.0.1', allowHalfOpen: true })
  client.on('error', () => undefined)
  try {
    await run(await first, client, listener)
  } finally {
    client.destroy()
    await listener.close()
  }
}

test('a port in use is one clear sentence', () =>
  accepted(async (_server, _client, listener) => {
    await assert.rejects(
      TcpListener.listen({
        host: '127.0.0.1',
        port: listener.port,
        what: 'listener virtualInbound',
        onConnection: () => undefined,
      }),
      (error) =>
        codeOf(error) === 'FLT_PORT_IN_USE' &&
        String(error).includes(
          `listener virtualInbound cannot listen on 127.0.0.1:${listener.port}`,
        ),
    )
  }))

test('an address that this machine does not have is one clear sentence', async () => {
  await assert.rejects(
    TcpListener.listen({ host: '192.0.2.1', port: 0, what: 'x', onConnection: () => undefined }),
    (error) => codeOf(error) === 'FLT_NO_ADDRESS',
  )
})

test('after stopAccepting new connections are refused and old ones live on', () =>
  accepted(async (server, client, listener) => {
    await listener.stopAccepting()
    const late = connect(listener.port, '127.0.0.1')
    const [error] = await once(late, 'error')
    assert.equal(error.code, 'ECONNREFUSED')
    server.write('still here')
    const [chunk] = await once(client, 'data')
    assert.equal(String(chunk), 'still here')
    assert.equal(listener.connectionCount, 1)
    const empty = listener.whenEmpty()
    client.destroy()
    server.resume()
    server.end()
    await empty
  }))

test('connections above the cap are reset and counted', async () => {
  let overflows = 0
  const listener = await TcpListener.listen({
    host: '127.0.0.1',
    port: 0,
    what: 'test',
    onConnection: () => undefined,
    maxConnections: 1,
    onOverflow: () => overflows++,
  })
  const one = connect(listener.port, '127.0.0.1')
  await once(one, 'connect')
  const two = connect(listener.port, '127.0.0.1')
  await new Promise((resolve) => {
    // Depending on who is faster the reset comes during or after the connect.
    two.on('error', () => undefined)
    two.on('close', resolve)
  })
  assert.equal(overflows, 1)
  assert.equal(listener.connectionCount, 1)
  one.destroy()
  await listener.close()
})

test('first bytes are read until they are enough, and none is lost', () =>
  accepted(async (server, client) => {
    const wheel = new TimerWheel(systemClock)
    const done = firstBytes(server, wheel, 10, 0, (bytes) => bytes.includes('\n'))
    client.write('GE')
    await new Promise(setImmediate)
    client.write('T\nrest')
    assert.deepEqual(await done, ['GET\nrest', 'enough'])
    client.write('more')
    server.resume()
    const [chunk] = await once(server, 'data')
    assert.equal(String(chunk), 'more')
    wheel.close()
  }))

test('first bytes stop at the cap, the time limit, the end and the close', async () => {
  const wheel = new TimerWheel(systemClock)
  const cases: [string, number, (client: Socket) => void, FirstBytesEnd, string | null][] = [
    ['cap', 0, (client) => client.write('0123456789'), 'full', '0123456789'],
    ['time', 20, (client) => client.write('01'), 'timeout', '01'],
    ['silence', 20, () => undefined, 'timeout', null],
    ['end', 0, (client) => client.end('01'), 'ended', '01'],
    ['close', 0, (client) => client.resetAndDestroy(), 'closed', null],
  ]
  for (const [name, timeoutMs, act, end, bytes] of cases)
    await accepted(async (server, client) => {
      const done = firstBytes(server, wheel, 10, timeoutMs, () => false)
      act(client)
      assert.deepEqual(await done, [bytes, end], name)
    })
  wheel.close()
})

function firstBytes(
  socket: Socket,
  wheel: TimerWheel,
  maxBytes: number,
  timeoutMs: number,
  isEnough: (bytes: Buffer) => boolean,
): Promise<[string | null, FirstBytesEnd]> {
  return new Promise((resolve) =>
    readFirstBytes(socket, { isEnough, maxBytes, timeoutMs, wheel }, (bytes, end) =>
      resolve([bytes === null ? null : String(bytes), end]),
    ),
  )
}
