/** For tests: HTTP/2 servers and clients of Node's own making, so that both ends of the proxy meet somebody else. */
import { once } from 'node:events'
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  createServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
  type Settings,
} from 'node:http2'

export type Http2Handler = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void

export class Http2Origin {
  readonly port: number
  readonly sessions: ServerHttp2Session[] = []
  readonly requests: IncomingHttpHeaders[] = []
  private readonly server: Http2Server

  private constructor(server: Http2Server, port: number) {
    this.server = server
    this.port = port
    server.on('session', (session) => {
      this.sessions.push(session)
      session.on('error', () => session.destroy())
    })
  }

  static async start(handler: Http2Handler, settings: Settings = {}): Promise<Http2Origin> {
    const server = createServer({ settings })
    server.on('sessionError', () => undefined)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    const origin = new Http2Origin(server, address.port)
    server.on('stream', (raw, headers) => {
      const stream = raw as ServerHttp2Stream // what a server emits; the types name its base
      stream.on('error', () => stream.destroy())
      origin.requests.push(headers)
      handler(stream, headers)
    })
    return origin
  }

  async close(): Promise<void> {
    for (const session of this.sessions) session.destroy()
    this.server.close()
    await once(this.server, 'close')
  }
}

export interface Http2Response {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly trailers: IncomingHttpHeaders | null
}

export class Http2TestClient {
  readonly session: ClientHttp2Session

  private constructor(session: ClientHttp2Session) {
    this.session = session
    session.on('error', () => session.destroy())
  }

  static async open(port: number): Promise<Http2TestClient> {
    const session = connect(`http://127.0.0.1:${port}`)
    const client = new Http2TestClient(session)
    await once(session, 'connect')
    return client
  }

  open(headers: OutgoingHttpHeaders, isEnd = true): ClientHttp2Stream {
    const stream = this.session.request({ ':path': '/', ...headers }, { endStream: isEnd })
    return stream
  }

  async call(
    headers: OutgoingHttpHeaders,
    body: string | null = null,
    trailers: OutgoingHttpHeaders | null = null,
  ): Promise<Http2Response> {
    const stream = this.session.request(
      { ':path': '/', ...headers },
      { endStream: body === null && trailers === null, waitForTrailers: trailers !== null },
    )
    if (trailers !== null) stream.on('wantTrailers', () => stream.sendTrailers(trailers))
    if (body !== null || trailers !== null) stream.end(body ?? '')
    return await responseOf(stream)
  }

  async close(): Promise<void> {
    if (this.session.destroyed) return
    this.session.destroy()
    await once(this.session, 'close')
  }
}

/** Rejects where the stream is reset. */
export async function responseOf(stream: ClientHttp2Stream): Promise<Http2Response> {
  return await new Promise((resolve, reject) => {
    let headers: IncomingHttpHeaders = {}
    let trailers: IncomingHttpHeaders | null = null
    let body = ''
    stream.setEncoding('latin1')
    stream.on('response', (got) => {
      headers = got
    })
    stream.on('trailers', (got) => {
      trailers = got
    })
    stream.on('data', (chunk: string) => {
      body += chunk
    })
    stream.on('error', reject)
    stream.on('end', () => {
      if (stream.rstCode === 0)
        resolve({ status: Number(headers[':status']), headers, body, trailers })
    })
    stream.on('aborted', () => reject(new Error(`reset ${stream.rstCode}`)))
  })
}
