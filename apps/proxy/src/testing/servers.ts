/** For tests: small applications and clients on real sockets. */
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, request } from 'node:http'
import { connect, type Socket } from 'node:net'
import { TcpListener } from '@flotilla/net'

export interface TestServer {
  readonly port: number
  close(): Promise<void>
}

export interface HttpReply {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** Answers with its name and the request's headers as JSON. */
export async function httpApp(name: string): Promise<TestServer> {
  const server = createServer((incoming, response) => {
    incoming.resume()
    incoming.on('end', () => {
      response.end(JSON.stringify({ name, url: incoming.url, headers: incoming.headers }))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const bound = server.address()
  return {
    port: typeof bound === 'object' && bound !== null ? bound.port : 0,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Hands each connection, reading, half-open allowed, to the function. */
export async function tcpApp(onConnection: (socket: Socket) => void): Promise<TestServer> {
  const listener = await TcpListener.listen({
    host: '127.0.0.1',
    port: 0,
    what: 'test application',
    onConnection: (socket) => {
      onConnection(socket)
      socket.resume()
    },
  })
  return { port: listener.port, close: () => listener.close() }
}

/** Sends back what it gets, and ends when its client does. */
export function echoApp(): Promise<TestServer> {
  return tcpApp((socket) => {
    socket.on('data', (chunk) => {
      if (!socket.write(chunk)) socket.pause()
    })
    socket.on('drain', () => socket.resume())
    socket.on('end', () => socket.end())
  })
}

/** One request on a connection of its own. Rejects where the connection breaks. */
export function get(port: number, path = '/', headers: object = {}): Promise<HttpReply> {
  return new Promise((resolve, reject) => {
    const call = request(
      { host: '127.0.0.1', port, path, agent: false, headers: { ...headers } },
      (response) => {
        let body = ''
        response.on('data', (chunk: Buffer) => {
          body += chunk
        })
        response.on('error', reject)
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
        )
      },
    )
    call.on('error', reject)
    call.end()
  })
}

/** Writes, ends, and resolves with everything that came back until the end or a reset (then with `!` behind). */
export function exchange(port: number, bytes: string | Buffer): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    let received = ''
    let mark = ''
    socket.on('data', (chunk: Buffer) => {
      received += chunk
    })
    socket.on('error', () => {
      mark = '!'
    })
    socket.on('close', () => resolve(received + mark))
    socket.on('end', () => socket.end())
    socket.end(bytes)
  })
}

/** Waits, turn by turn, for what another end of a connection will notice. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 2))
}
