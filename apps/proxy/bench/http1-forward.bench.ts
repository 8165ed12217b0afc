/** CPU per request of a connection manager between its own client and origin: `node apps/proxy/bench/http1-forward.bench.ts [seconds]`. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import process from 'node:process'
import { Harness } from '../src/http/testing/proxy-harness.ts'

const CONNECTIONS = 32
const REQUEST = Buffer.from(
  'GET /productpage?u=normal HTTP/1.1\r\nhost: reviews:9080\r\nuser-agent: bench\r\naccept: */*\r\n' +
    'x-request-id: 6a1c1c5e-8e52-4b0f-9d0a-6d8f3e0d9a11\r\ncookie: session=abcdef\r\n\r\n',
)
const BODY = 'x'.repeat(1024)
const RESPONSE = Buffer.from(
  `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nserver: app\r\ncontent-length: ${BODY.length}\r\n\r\n${BODY}`,
)

/** An origin that answers any read that ends a head; parsing is not what is measured. */
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
  }
  process.on('message', () => process.send?.(done))
}

async function main(): Promise<void> {
  const seconds = Number(process.argv[2] ?? 3)
  const proxy = await Harness.start({ manager: { access_log: [], stream_idle_timeout: '0s' } })
  const upstream = fork(import.meta.filename, ['origin'])
  const [port] = (await once(upstream, 'message')) as [number]
  Object.assign(proxy.cluster.hosts[0] ?? {}, { port })
  const clients = fork(import.meta.filename, ['load', String(proxy.port)])
  const ask = async (): Promise<number> => {
    clients.send('count')
    const [count] = (await once(clients, 'message')) as [number]
    return count
  }
  await new Promise((resolve) => setTimeout(resolve, 1500))
  const before = await ask()
  const cpu = process.cpuUsage()
  const begin = performance.now()
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
  const used = process.cpuUsage(cpu)
  const count = (await ask()) - before
  const us = (used.user + used.system) / count
  const rate = (count * 1000) / (performance.now() - begin)
  process.stdout.write(
    `${us.toFixed(1)} us CPU a request (user ${(used.user / count).toFixed(1)}), ${Math.round(rate)} requests a second\n`,
  )
  clients.kill()
  upstream.kill()
  await proxy.close()
}

const [, , role, argument] = process.argv
if (role === 'origin') await origin()
else if (role === 'load') load(Number(argument))
else await main()
