/** Resets at every point of a socket's end: it always closes. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, Socket } from 'node:net'
import { test } from 'node:test'
import { resetSocket } from './index.ts'

interface Moment {
  readonly name: string
  readonly act: (socket: Socket) => void
  /** What the peer sees: after a FIN it reads no more, and a reset would show only when it writes. */
  readonly peerSees: 'error' | 'end'
}

const MOMENTS: readonly Moment[] = [
  { name: 'before its end', act: resetSocket, peerSees: 'error' },
  {
    name: 'in the turn of its end',
    act: (socket) => {
      socket.end()
      resetSocket(socket)
    },
    peerSees: 'end',
  },
  {
    name: 'a tick after its end',
    act: (socket) => {
      socket.end()
      process.nextTick(() => resetSocket(socket))
    },
    peerSees: 'end',
  },
  {
    name: 'after its end was sent',
    act: (socket) => {
      socket.end(() => resetSocket(socket))
    },
    peerSees: 'end',
  },
  {
    name: 'with content still to be sent',
    act: (socket) => {
      socket.write(Buffer.alloc(8_000_000))
      socket.end()
      resetSocket(socket)
    },
    peerSees: 'error',
  },
]

for (const { name, act, peerSees } of MOMENTS)
  test(`a reset ${name} closes the socket`, async () => {
    const server = createServer({ allowHalfOpen: true })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo // TCP
    const accepted = once(server, 'connection')
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    const [peer] = (await accepted) as [Socket] // of its event
    if (socket.connecting) await once(socket, 'connect')
    // The FIN and the reset may also be read as one.
    const seen = new Promise<string>((resolve) => {
      for (const event of ['error', 'end']) peer.once(event, () => resolve(event))
    })
    peer.on('error', () => undefined) // told above
    const closed = once(socket, 'close')
    peer.resume()
    act(socket)
    await closed
    const event = await seen
    if (peerSees === 'error') assert.equal(event, 'error')
    peer.destroy()
    server.close()
    await once(server, 'close')
  })

test('a socket that is closed already stays so', async () => {
  const socket = new Socket()
  socket.destroy()
  await once(socket, 'close')
  resetSocket(socket)
  assert.ok(socket.destroyed)
})
