/** A scripted HTTP/1 server for tests: each request is parsed strictly and answered by the test's function. */
import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { MessageReader, ReadEvent } from '@flotilla/http1'

export interface OriginRequest {
  readonly line: string
  /** Joined by `, ` where repeated; names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly trailers: readonly string[] | null
  readonly socket: Socket
  /** Counted from 1 over all connections. */
  readonly connection: number
}

/** Raw bytes to answer with; null leaves the answer to the test, which writes to the socket itself. */
export type OriginHandler = (request: OriginRequest) => string | null

export class Origin {
  readonly port: number
  readonly requests: OriginRequest[] = []
  readonly sockets: Set<Socket> = new Set()
  connections = 0
  /** Everything received, Latin-1. */
  received = ''
  handler: OriginHandler
  /** Called with every head, before its body is read. */
  onHead: ((request: OriginRequest) => void) | null = null
  private readonly server: Server

  private constructor(server: Server, port: number, handler: OriginHandler) {
    this.server = server
    this.port = port
    this.handler = handler
    server.on('connection', (socket: Socket) => this.serve(socket))
  }

  static async start(handler: OriginHandler = () => ok('hello')): Promise<Origin> {
    const server = createServer({ allowHalfOpen: true, noDelay: true })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    return new Origin(server, address.port, handler)
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy()
    if (!this.server.listening) return
    this.server.close()
    await once(this.server, 'close')
  }

  private serve(socket: Socket): void {
    const connection = ++this.connections
    this.sockets.add(socket)
    const reader = new MessageReader('request')
    let body = ''
    const request = (trailers: readonly string[] | null): OriginRequest => ({
      line: `${reader.method} ${reader.target}`,
      headers: asRecord(reader.headers),
      body,
      trailers,
      socket,
      connection,
    })
    socket.on('data', (chunk: Buffer) => {
      this.received += chunk.toString('latin1')
      reader.push(chunk)
      for (let event = reader.read(); event !== ReadEvent.NeedMore; event = reader.read()) {
        if (event === ReadEvent.Head) {
          body = ''
          this.onHead?.(request(null))
        } else if (event === ReadEvent.Body) body += reader.body.toString('latin1')
        else if (event === ReadEvent.End) {
          const whole = request(reader.trailers)
          this.requests.push(whole)
          const answer = this.handler(whole)
          if (answer !== null) socket.write(answer, 'latin1')
          if (whole.headers['upgrade'] !== undefined) return
          reader.next()
        } else {
          socket.destroy()
          return
        }
      }
    })
    socket.on('end', () => {
      if (!reader.isBetween && !reader.hasBegun) socket.end()
    })
    socket.on('error', () => socket.destroy())
    socket.on('close', () => this.sockets.delete(socket))
  }
}

export function ok(body: string, headers = ''): string {
  return `HTTP/1.1 200 OK\r\n${headers}content-length: ${body.length}\r\n\r\n${body}`
}

export function status(code: number, body = '', headers = ''): string {
  return `HTTP/1.1 ${code} X\r\n${headers}content-length: ${body.length}\r\n\r\n${body}`
}

function asRecord(list: readonly string[]): Record<string, string> {
  const record: Record<string, string> = {}
  for (let i = 0; i < list.length; i += 2) {
    const name = list[i] as string // lists are even
    const value = list[i + 1] as string // lists are even
    record[name] = record[name] === undefined ? value : `${record[name]}, ${value}`
  }
  return record
}
