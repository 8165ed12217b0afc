/** Many connections to a proxy that have had one request each and then stay idle. */
import net from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect as connectTls } from 'node:tls'

export const IDLE_KINDS = ['HTTP/1.1', 'HTTP/2', 'TLS'] as const
export type IdleKind = (typeof IDLE_KINDS)[number]

const OPEN_AT_ONCE = 200
const SETTLE_MS = 2_000
/** Clients come from several addresses: one alone would run out of ports after a few runs. */
const SOURCES = 8
/** The backend's answer is longer than all that a proxy says before it. */
const ANSWER_BYTES = 1_024

const HTTP1_REQUEST = Buffer.from('GET / HTTP/1.1\r\nHost: a.test\r\n\r\n')

/** RFC 9113 §3.4 and §6: preface, empty SETTINGS, acknowledgement of the other's, and HEADERS of `GET http://a.test/`. */
const HTTP2_REQUEST = Buffer.concat([
  Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  frame(4, 0, 0, []),
  frame(4, 1, 0, []),
  // Indexed GET, http and /; :authority as a literal.
  frame(1, 5, 1, [0x82, 0x86, 0x84, 0x41, 6, ...Buffer.from('a.test')]),
])

function frame(type: number, flags: number, stream: number, payload: readonly number[]): Buffer {
  return Buffer.from([0, 0, payload.length, type, flags, 0, 0, 0, stream, ...payload])
}

/** Opens `count` connections, one request on each, and leaves them idle. Yields what closes them. */
export async function openIdle(kind: IdleKind, port: number, count: number): Promise<() => void> {
  const sockets: net.Socket[] = []
  const openOne = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const localAddress = `127.0.0.${2 + (sockets.length % SOURCES)}`
      const plain = net.connect({ port, host: '127.0.0.1', localAddress })
      const socket =
        kind === 'TLS' ? connectTls({ socket: plain, rejectUnauthorized: false }) : plain
      sockets.push(socket)
      let received = 0
      plain.on('error', reject)
      socket.on('error', reject)
      socket.once(kind === 'TLS' ? 'secureConnect' : 'connect', () =>
        socket.write(kind === 'HTTP/2' ? HTTP2_REQUEST : HTTP1_REQUEST),
      )
      socket.on('data', (chunk: Buffer) => {
        received += chunk.length
        if (received >= ANSWER_BYTES) resolve()
      })
    })
  for (let opened = 0; opened < count; opened += OPEN_AT_ONCE)
    await Promise.all(Array.from({ length: Math.min(OPEN_AT_ONCE, count - opened) }, openOne))
  await sleep(SETTLE_MS)
  return () => {
    for (const socket of sockets) socket.destroy()
  }
}
