/** The proxy's admin endpoint: Envoy's paths (spec proxy §5.3) over node:http, on the bootstrap's admin address. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import process from 'node:process'
import { messageOf } from '@flotilla/errors'
import { scope } from '@flotilla/log'
import { formatHostPort, toListenError } from '@flotilla/net'
import type { JsonValue } from '@flotilla/proto'

export interface AdminReply {
  readonly status: number
  readonly type: 'text/plain' | 'application/json' | 'text/plain; version=0.0.4'
  readonly body: string
}

export type AdminHandler = (query: URLSearchParams) => AdminReply | Promise<AdminReply>

export interface AdminRoute {
  readonly path: string
  /** `POST` paths change something: GET on them is refused with 405. */
  readonly method: 'GET' | 'POST'
  readonly help: string
  readonly handle: AdminHandler
}

const log = scope('proxy.admin')
/** Not imported: an import reads every export of the module, and one of them loads undici (docs/notes/memory.md). */
const { createServer } = process.getBuiltinModule('node:http')
/** Listed in docs/limits.md. */
const MAX_CONNECTIONS = 64
const REQUEST_TIMEOUT_MS = 10_000

export function text(body: string, status = 200): AdminReply {
  return { status, type: 'text/plain', body }
}

export function json(value: JsonValue, status = 200): AdminReply {
  return { status, type: 'application/json', body: `${JSON.stringify(value, null, 1)}\n` }
}

export class AdminServer {
  private readonly server: Server
  private readonly routes: ReadonlyMap<string, AdminRoute>
  private boundAddress = ''

  constructor(routes: readonly AdminRoute[]) {
    this.routes = new Map(routes.map((route) => [route.path, route]))
    this.server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS }, (request, response) => {
      void this.serve(request, response)
    })
    this.server.maxConnections = MAX_CONNECTIONS
  }

  /** Where it listens, empty before `listen`. */
  get address(): string {
    return this.boundAddress
  }

  /** Throws FLT_PORT_IN_USE and its like. */
  listen(host: string, port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      // After listening an error is that of one accept (EMFILE): rejecting again has no effect.
      this.server.on('error', (cause) =>
        reject(toListenError(cause, formatHostPort(host, port), 'the admin endpoint')),
      )
      this.server.listen(port, host, () => {
        const bound = this.server.address()
        this.boundAddress = formatHostPort(
          host,
          typeof bound === 'object' && bound !== null ? bound.port : port,
        )
        resolve()
      })
    })
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve())
      this.server.closeAllConnections()
    })
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    request.resume()
    const reply = await this.replyTo(request)
    response.writeHead(reply.status, {
      'content-type': `${reply.type}${reply.type.includes(';') ? '' : '; charset=UTF-8'}`,
      'cache-control': 'no-cache, max-age=0',
      'x-content-type-options': 'nosniff',
    })
    response.end(reply.body)
  }

  private async replyTo(request: IncomingMessage): Promise<AdminReply> {
    const [path = '/', query = ''] = (request.url ?? '/').split('?', 2)
    if (path === '/' || path === '/help') return text(this.help())
    const route = this.routes.get(path)
    if (route === undefined) return text(`invalid path. ${this.help()}`, 404)
    if (request.method !== route.method)
      return text(`Method Not Allowed: use ${route.method} for ${path}\n`, 405)
    try {
      return await route.handle(new URLSearchParams(query))
    } catch (error) {
      log.error('admin request failed', { path, detail: messageOf(error) })
      return text('internal error\n', 500)
    }
  }

  private help(): string {
    const lines = [...this.routes.values()].map(
      ({ path, method, help }) => `  ${path}: ${help}${method === 'POST' ? ' (POST)' : ''}`,
    )
    return `admin commands are:\n${lines.join('\n')}\n`
  }
}
