/** The HTTP origin of the client tests, the same over HTTP/1.1 and cleartext HTTP/2: it tells what it got, byte for byte. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import http from 'node:http'
import http2 from 'node:http2'
import type net from 'node:net'
import { gzipSync } from 'node:zlib'
import type { Stage } from './group.ts'

/** What `/echo` answers with, as JSON. */
export interface Echo {
  readonly method: string
  readonly target: string
  /** HTTP version of the request as it reached the origin. */
  readonly version: string
  readonly headers: Readonly<Record<string, string>>
  readonly trailers: Readonly<Record<string, string>>
  readonly bytes: number
  readonly sha256: string
}

export const PLAIN_TEXT: string = 'the same line again and again\n'.repeat(2_000)
export const GZIPPED: Buffer = gzipSync(PLAIN_TEXT)

type Request = http.IncomingMessage
type Response = http.ServerResponse

/** Ports: HTTP/1.1, cleartext HTTP/2, and both over TLS. */
export interface HttpOrigin {
  readonly http1: number
  readonly http2: number
  readonly tls: number
}

/** Starts them; they end with the stage. */
export async function startHttpOrigin(stage: Stage): Promise<HttpOrigin> {
  const first = http.createServer(answer)
  const second = http2.createServer((request, response) => answer(...compatible(request, response)))
  const third = http2.createSecureServer(
    { cert: readFileSync(stage.tls.cert), key: readFileSync(stage.tls.key), allowHTTP1: true },
    (request, response) => answer(...compatible(request, response)),
  )
  const sockets = new Set<net.Socket>()
  for (const server of [first, second, third]) {
    server.on('connection', (socket: net.Socket) => {
      sockets.add(socket)
      socket.on('close', () => sockets.delete(socket))
    })
    server.on('sessionError', () => undefined) // a session that broke; the client's result shows it
  }
  stage.defer(() => {
    for (const socket of sockets) socket.destroy()
    for (const server of [first, second, third]) server.close()
  })
  return { http1: await listen(first), http2: await listen(second), tls: await listen(third) }
}

/** Node's compatibility layer has the methods that are used here, under types of its own. */
function compatible(
  request: http2.Http2ServerRequest,
  response: http2.Http2ServerResponse,
): [Request, Response] {
  return [request as unknown as Request, response as unknown as Response]
}

export function listen(server: net.Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => resolve((server.address() as net.AddressInfo).port)) // TCP
  })
}

function answer(request: Request, response: Response): void {
  const path = (request.url ?? '').split('?')[0] ?? ''
  request.on('error', () => undefined) // a client that left; the test shows it
  response.on('error', () => undefined)
  if (path.startsWith('/echo')) echo(request, response)
  else if (path === '/trailers') {
    response.writeHead(200, { trailer: 'x-sum, x-more', 'content-type': 'text/plain' })
    response.write('with ')
    response.addTrailers({ 'x-sum': '42', 'x-more': 'a, b' })
    response.end('trailers\n')
  } else if (path === '/gzip') {
    const headers = { 'content-encoding': 'gzip', 'content-length': GZIPPED.length, etag: '"g1"' }
    response.writeHead(200, headers)
    response.end(GZIPPED)
  } else if (path.startsWith('/status/')) {
    const status = Number(path.slice('/status/'.length))
    response.writeHead(status, { 'x-kind': 'bare' })
    response.end(status === 204 || status === 304 ? undefined : `${status}\n`)
  } else if (path === '/hints') {
    response.writeEarlyHints({ link: '</style.css>; rel=preload' })
    response.end('hinted\n')
  } else if (path === '/early') {
    // An answer before the body has come, and the connection is over.
    response.writeHead(413, { 'content-length': '9', ...closeOf(request) })
    response.end('too much\n')
  } else {
    response.writeHead(404)
    response.end()
  }
}

function closeOf(request: Request): Readonly<Record<string, string>> {
  return request.httpVersionMajor === 1 ? { connection: 'close' } : {}
}

function echo(request: Request, response: Response): void {
  const hash = createHash('sha256')
  let bytes = 0
  request.on('data', (chunk: Buffer) => {
    hash.update(chunk)
    bytes += chunk.length
  })
  request.on('end', () => {
    const text = JSON.stringify({
      method: request.method ?? '',
      target: request.url ?? '',
      version: request.httpVersion,
      headers: request.headers,
      trailers: request.trailers,
      bytes,
      sha256: hash.digest('hex'),
    })
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
    })
    response.end(text)
  })
}
