/** The page that Prometheus scrapes for what adapters expose. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Exposition } from '@flotilla/adapter-sdk'
import { messageOf } from '@flotilla/errors'
import { scope } from '@flotilla/log'
import { formatHostPort, parseHostPort, toListenError } from '@flotilla/net'

const log = scope('mixer.exposition')
const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8'
/** Scrapers at once. docs/limits.md */
const MAX_CONNECTIONS = 64
const REQUEST_TIMEOUT_MS = 10_000

export class ExpositionServer implements Exposition {
  private readonly sources = new Set<() => string>()
  private readonly server: Server

  constructor() {
    this.server = createServer((request, response) => this.answer(request, response))
    this.server.maxConnections = MAX_CONNECTIONS
    this.server.requestTimeout = REQUEST_TIMEOUT_MS
    this.server.on('clientError', (_error, socket) => socket.destroy())
  }

  add(render: () => string): () => void {
    this.sources.add(render)
    return () => {
      this.sources.delete(render)
    }
  }

  /** Listens on `host:port`; resolves with the address that is really listened on. */
  async listen(address: string): Promise<string> {
    const { host, port } = parseHostPort(address)
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', (cause) =>
        reject(toListenError(cause, address, 'the metrics page of mixer')),
      )
      this.server.listen({ host, port }, resolve)
    })
    this.server.on('error', (error) => log.error('listener failed', { error }))
    const bound = this.server.address()
    return formatHostPort(host, typeof bound === 'object' && bound !== null ? bound.port : port)
  }

  async close(): Promise<void> {
    if (!this.server.listening) return
    const closed = new Promise<void>((resolve) => {
      this.server.close(() => resolve())
    })
    this.server.closeAllConnections()
    await closed
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url?.split('?')[0]
    if (path !== '/metrics' || (request.method !== 'GET' && request.method !== 'HEAD')) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('the page is /metrics\n')
      return
    }
    try {
      const page = [...this.sources].map((render) => render()).join('')
      response.writeHead(200, { 'content-type': CONTENT_TYPE }).end(page)
    } catch (error) {
      log.error('metrics page cannot be rendered', { reason: messageOf(error) })
      response.writeHead(500, { 'content-type': 'text/plain' }).end('internal error\n')
    }
  }
}
