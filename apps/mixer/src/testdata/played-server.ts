/** A TCP server on loopback that a test plays: what it answers to the bytes that come. */
import assert from 'node:assert/strict'
import { connect, createServer, type Server, type Socket } from 'node:net'
import type { TestContext } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import type { Dial } from '../host/dial.ts'

export interface PlayedServer {
  readonly port: number
  /** Connections that are open. */
  readonly open: Set<Socket>
  /** Connections that ever were. */
  count(): number
}

/** @param serve called for each connection; the answer gets its bytes. */
export async function playServer(
  t: TestContext,
  serve: (socket: Socket) => (bytes: Buffer) => void,
): Promise<PlayedServer> {
  const open = new Set<Socket>()
  let count = 0
  const server: Server = createServer((socket) => {
    count++
    open.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => open.delete(socket))
    socket.on('data', serve(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    for (const socket of open) socket.destroy()
    server.close()
  })
  const address = server.address()
  assert.ok(typeof address === 'object' && address !== null)
  return { port: address.port, open, count: () => count }
}

/** To loopback, whatever the name. */
export const dialLoopback: Dial = (_host, port) =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('error', reject)
    socket.once('connect', () => {
      socket.removeListener('error', reject)
      socket.on('error', () => undefined)
      resolve(socket)
    })
  })

/** Long for a machine that is busy. */
const PATIENCE_MS = 15_000

/** Waits for what a socket brings; fails where it does not come. */
export async function until(what: string, isSo: () => boolean): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS
  while (!isSo()) {
    if (performance.now() > deadline) assert.fail(`not within ${PATIENCE_MS} ms: ${what}`)
    await delay(1)
  }
}
