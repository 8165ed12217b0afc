/** The origin and the clients of the forwarding benches, in processes of their own: parsing is not what is measured there. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import process from 'node:process'

const CONNECTIONS = 32
const REQUEST = Buffer.from(
  'GET /productpage?u=normal HTTP/1.1\r\nhost: reviews:9080\r\nuser-agent: bench\r\naccept: */*\r\n' +
    'x-request-id: 6a1c1c5e-8e52-4b0f-9d0a-6d8f3e0d9a11\r\ncookie: session=abcdef\r\n\r\n',
)
const BODY = 'x'.repeat(1024)
const RESPONSE = Buffer.from(
  `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nserver: app\r\ncontent-length: ${BODY.length}\r\n\r\n${BODY}`,
)

export interface ForwardFigures {
  /** CPU µs of this process per request, and how much of it is user time. */
  readonly cpuUs: number
  readonly userUs: number
  readonly perSecond: number
}

/** Starts an origin. @returns its port, and what ends it. */
export async function startOrigin(): Promise<{ port: number; child: ChildProcess }> {
  const child = fork(import.meta.filename, ['origin'])
  const [port] = (await once(child, 'message')) as [number]
  return { port, child }
}

/** Sends requests to a proxy that runs in this process, and measures what they cost it. */
export async function measureForwarding(
  port: number,
  seconds: number,
  warmSeconds = 1.5,
): Promise<ForwardFigures> {
  const clients = fork(import.meta.filename, ['load', String(port)])
  const ask = async (): Promise<number> => {
    clients.send('count')
    const [count] = (await once(clients, 'message')) as [number]
    return count
  }
  await new Promise((resolve) => setTimeout(resolve, warmSeconds * 1000))
  const before = await ask()
  const cpu = process.cpuUsage()
  const begin = performance.now()
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
  const used = process.cpuUsage(cpu)
  const count = (await ask()) - before
  const perSecond = (count * 1000) / (performance.now() - begin)
  clients.kill()
  return { cpuUs: (used.user + used.system) / count, userUs: used.user / count, perSecond }
}

/** An origin that answers any read that ends a head. */
async function origin(): Promise<void> {
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on('data', () => socket.write(RESPONSE))
    socket.on('error', () => socket.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (typeof address === 'object') process.send?.(address?.port)
}

/** Clients that send the next request when a response is complete. */
function load(port: number): void {
  let done = 0
  for (let i = 0; i < CONNECTIONS; i++) {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => socket.write(REQUEST))
    let left = -1
    socket.on('data', (chunk: Buffer) => {
      if (left === -1) left = chunk.indexOf('\r\n\r\n') + 4 + BODY.length
      left -= chunk.length
      if (left > 0) return
      left = -1
      done++
      socket.write(REQUEST)
    })
    socket.on('error', () => socket.destroy())
  }
  process.on('message', () => process.send?.(done))
}

const [, entry, role, argument] = process.argv
if (entry === import.meta.filename && role === 'origin') await origin()
else if (entry === import.meta.filename && role === 'load') load(Number(argument))
