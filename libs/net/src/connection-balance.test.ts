/** A socket that several listeners accept from, as threads do: held by one, shared out by count. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import process from 'node:process'
import { test } from 'node:test'
import { tempDir } from '@flotilla/testkit'
import {
  ConnectionBalance,
  duplicateDescriptor,
  HeldListener,
  parseHostPort,
  TcpListener,
} from './index.ts'

const skip = process.platform === 'linux' ? false : 'descriptors are duplicated on Linux only'

async function sharing(held: HeldListener, threads: number, more: object = {}) {
  const counts = new Int32Array(new SharedArrayBuffer(ConnectionBalance.bytesFor(threads)))
  const taken: number[] = Array.from({ length: threads }, () => 0)
  const listeners: TcpListener[] = []
  for (let i = 0; i < threads; i++) {
    const balance = new ConnectionBalance(counts, i, threads, (thread, descriptor) =>
      listeners[thread]?.adopt(descriptor),
    )
    listeners.push(
      await TcpListener.listen({
        host: '127.0.0.1',
        port: 0,
        what: 'a test',
        descriptor: duplicateDescriptor(held.descriptor ?? -1),
        balance,
        onConnection: (socket) => {
          taken[i] = (taken[i] ?? 0) + 1
          assert.equal(socket.isPaused(), true)
          socket.pipe(socket)
        },
        ...more,
      }),
    )
  }
  return { counts, listeners, taken }
}

async function dial(where: object): Promise<Socket> {
  const socket = connect({ ...where, allowHalfOpen: false } as never) // host and port, or a path
  await once(socket, 'connect')
  return socket
}

test('connections go to whoever has the fewest, and are counted over all', { skip }, async () => {
  const held = await HeldListener.listen({ host: '127.0.0.1', port: 0, what: 'a test' })
  const { host, port } = parseHostPort(held.address)
  // Nobody accepts yet: it waits in the kernel.
  const early = await dial({ host, port })
  const { counts, listeners, taken } = await sharing(held, 3, { maxConnections: 13 })
  const sockets = [early]
  for (let i = 0; i < 11; i++) sockets.push(await dial({ host, port }))
  for (const socket of sockets) {
    socket.write('x')
    await once(socket, 'data')
  }
  assert.deepEqual(taken, [4, 4, 4])
  assert.equal(ConnectionBalance.totalOf(counts, 3), 12)
  // One of them does not accept any longer: the others take what comes.
  await listeners[0]?.stopAccepting()
  const last = await dial({ host, port })
  last.write('x')
  await once(last, 'data')
  assert.equal(taken[0], 4)
  const refused = connect(port, host)
  await assert.rejects(once(refused, 'data'), { code: 'ECONNRESET' })
  for (const socket of [...sockets, last]) socket.destroy()
  await Promise.all(listeners.map((listener) => listener.close()))
  assert.equal(ConnectionBalance.totalOf(counts, 3), 0)
  held.close()
  await assert.rejects(dial({ host, port }), { code: 'ECONNREFUSED' })
})

test('a held Unix socket keeps its file until it is closed', { skip }, async (t) => {
  const path = join(tempDir(t), 'socket')
  const held = await HeldListener.listen({ host: path, port: 0, path, what: 'a test' })
  assert.equal(existsSync(path), true)
  const { listeners, taken } = await sharing(held, 2, { path })
  const socket = await dial({ path })
  socket.write('x')
  await once(socket, 'data')
  assert.equal(
    taken.reduce((sum, one) => sum + one, 0),
    1,
  )
  socket.destroy()
  await Promise.all(listeners.map((listener) => listener.close()))
  assert.equal(existsSync(path), true)
  held.close()
  assert.equal(existsSync(path), false)
  held.close()
})
