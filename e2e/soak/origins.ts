/** The servers behind the soaked proxy: HTTP/1 twice, HTTP/2, gRPC and a TCP echo, some of whose answers go wrong on request. */
import http from 'node:http'
import http2 from 'node:http2'
import net from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { type GrpcServer, startGrpcJs } from '../clients/grpc-js-server.ts'
import { listen } from '../clients/http-origin.ts'

export const BIG: Buffer = Buffer.alloc(2 * 1_048_576, 'b')
export const HELLO: string = 'h'.repeat(1_024)
const SLOW_MS = 400

export interface Origins {
  /** Two of them, so that endpoints can be exchanged. */
  readonly http1: readonly [number, number]
  readonly http2: number
  readonly grpc: number
  readonly tcp: number
  close(): void
}

export async function startOrigins(): Promise<Origins> {
  const sockets = new Set<net.Socket>()
  const keep = (socket: net.Socket): void => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  }
  const first = http.createServer(answer)
  const second = http.createServer(answer)
  const third = http2.createServer((request, response) =>
    // The compatibility layer has the methods that are used here, under types of its own.
    answer(request as unknown as http.IncomingMessage, response as unknown as http.ServerResponse),
  )
  third.on('sessionError', () => undefined) // a session that the proxy ended; its clients tell
  const echo = net.createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => socket.destroy()) // provoked by clients that reset
    socket.pipe(socket)
  })
  for (const server of [first, second]) server.on('upgrade', tunnel)
  for (const server of [first, second, third, echo]) server.on('connection', keep)
  const grpc: GrpcServer = await startGrpcJs()
  return {
    http1: [await listen(first), await listen(second)],
    http2: await listen(third),
    grpc: grpc.port,
    tcp: await listen(echo),
    close: () => {
      grpc.close()
      for (const socket of sockets) socket.destroy()
      for (const server of [first, second, third, echo]) server.close()
    },
  }
}

function answer(request: http.IncomingMessage, response: http.ServerResponse): void {
  request.on('error', () => undefined) // a client that left
  response.on('error', () => undefined)
  const path = request.url ?? ''
  if (path === '/reset-early') request.socket.destroy()
  else if (path === '/reset-late') {
    response.writeHead(200, { 'content-length': '100000' })
    response.write(HELLO, () => request.socket.destroy())
  } else if (path === '/big') {
    response.writeHead(200, { 'content-length': String(BIG.length) })
    response.end(BIG)
  } else if (path === '/slow') {
    void sleep(SLOW_MS).then(() => response.end('slow'))
  } else if (path === '/echo') request.pipe(response)
  else {
    request.resume()
    response.end(HELLO)
  }
}

function tunnel(_request: http.IncomingMessage, socket: net.Socket): void {
  socket.on('error', () => socket.destroy()) // provoked by clients that reset
  socket.write(
    'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n',
  )
  socket.pipe(socket)
}
