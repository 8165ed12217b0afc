/** The proxy's admin endpoint: Envoy's paths (spec proxy §5.3) over node:http, on the bootstrap's admin address. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import process from 'node:process'
import { messageOf } from '@flotilla/errors'
import { scope } from '@flotilla/log'
import type { StringMatcher } from '@flotilla/match'
import { formatHostPort, toListenError, unmapped } from '@flotilla/net'
import type { JsonValue } from '@flotilla/proto'
import type { AdminLog } from './admin-log.ts'
import { helpText, homePage } from './help-page.ts'

export interface AdminReply {
  readonly status: number
  readonly type: string
  readonly body: string
}

export type AdminHandler = (query: URLSearchParams) => AdminReply | Promise<AdminReply>

/** Where a reply that goes on is written to. */
export interface AdminSink {
  /** False where the client does not keep up: the line is dropped. */
  write(line: string): boolean
  end(): void
}

export interface AdminRoute {
  readonly path: string
  /** `POST` paths change something: other methods on them are refused with 405. The others take any method, as Envoy's do. */
  readonly method: 'GET' | 'POST'
  readonly help: string
  /** Query parameters: name and meaning. */
  readonly params?: readonly (readonly [name: string, meaning: string])[]
  readonly handle: AdminHandler
  /** Answers line by line until the client leaves; gives what to do then, or null where `handle` has to answer instead. */
  readonly follow?: (query: URLSearchParams, sink: AdminSink) => (() => void) | null
  /** Refused with 403 to whoever is not on a loopback address. */
  readonly isLocalOnly?: boolean
  /** Answers GET without parameters on a POST path that can also be looked at. */
  readonly show?: () => AdminReply
}

const log = scope('proxy.admin')
/** Not imported: an import reads every export of the module, and one of them loads undici (docs/notes/memory.md). */
const { createServer } = process.getBuiltinModule('node:http')
/** Listed in docs/limits.md. */
const MAX_CONNECTIONS = 64
const MAX_FORM_BYTES = 64 * 1024
/** Lines of a reply that goes on, beyond which further ones are dropped. Listed in docs/limits.md. */
const MAX_UNSENT_BYTES = 256 * 1024
const REQUEST_TIMEOUT_MS = 10_000

export function text(body: string, status = 200): AdminReply {
  return { status, type: 'text/plain; charset=UTF-8', body }
}

export function json(value: JsonValue, status = 200): AdminReply {
  return { status, type: 'application/json', body: `${JSON.stringify(value, null, 1)}\n` }
}

/** On one line, as Envoy prints statistics. */
export function compactJson(value: JsonValue): AdminReply {
  return { status: 200, type: 'application/json', body: JSON.stringify(value) }
}

export class AdminServer {
  private readonly server: Server
  private readonly routes: ReadonlyMap<string, AdminRoute>
  private readonly name: string
  private readonly accessLog: AdminLog | null
  private readonly allowed: readonly StringMatcher[] | null
  private boundAddress = ''

  /**
   * @param name of the endpoint, for the error where it cannot listen.
   * @param allowed paths, with their queries, that are answered; null: all.
   */
  constructor(
    routes: readonly AdminRoute[],
    name = 'the admin endpoint',
    accessLog: AdminLog | null = null,
    allowed: readonly StringMatcher[] | null = null,
  ) {
    this.allowed = allowed
    this.accessLog = accessLog
    this.name = name
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
        reject(toListenError(cause, formatHostPort(host, port), this.name)),
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
    const { accessLog } = this
    let bytesSent = 0
    if (accessLog !== null) {
      const startMs = performance.now()
      response.once('close', () => accessLog.log(request, response, startMs, bytesSent))
    }
    if (this.follows(request, response)) return
    const reply = await this.replyTo(request)
    response.writeHead(reply.status, {
      'content-type': reply.type,
      'cache-control': 'no-cache, max-age=0',
      'x-content-type-options': 'nosniff',
      server: 'envoy',
    })
    bytesSent = Buffer.byteLength(reply.body)
    response.end(reply.body)
  }

  private follows(request: IncomingMessage, response: ServerResponse): boolean {
    const { url = '/' } = request
    if (!this.allows(url)) return false
    const at = url.indexOf('?')
    const route = this.routes.get(at === -1 ? url : url.slice(0, at))
    if (route?.follow === undefined) return false
    const stop = route.follow(new URLSearchParams(at === -1 ? '' : url.slice(at + 1)), {
      write(line) {
        if (response.writableLength > MAX_UNSENT_BYTES) return false
        response.write(line)
        return true
      },
      end: () => response.end(),
    })
    if (stop === null) return false
    request.resume()
    response.on('close', stop)
    response.writeHead(200, { 'content-type': 'application/x-ndjson', server: 'envoy' })
    response.flushHeaders()
    return true
  }

  private allows(url: string): boolean {
    return this.allowed === null || this.allowed.some((matcher) => matcher.matches(url))
  }

  private async replyTo(request: IncomingMessage): Promise<AdminReply> {
    const { method = 'GET', url = '/' } = request
    if (!this.allows(url)) {
      request.resume()
      return text(`request to path ${url} not allowed`, 403)
    }
    const at = url.indexOf('?')
    const path = at === -1 ? url : url.slice(0, at)
    const query = new URLSearchParams(at === -1 ? await formOf(request) : url.slice(at + 1))
    request.resume()
    const routes = [...this.routes.values()]
    if (path === '/')
      return { status: 200, type: 'text/html; charset=UTF-8', body: homePage(routes) }
    if (path === '/help') return text(helpText(routes))
    const route = this.routes.get(path)
    if (route === undefined) return text(`invalid path. ${helpText(routes)}`, 404)
    if (route.isLocalOnly === true && !isLoopback(request.socket.remoteAddress ?? ''))
      return text('only from a loopback address\n', 403)
    try {
      if (route.method === 'GET' || method === 'POST') return await route.handle(query)
      if (route.show !== undefined && method === 'GET' && query.size === 0) return route.show()
      return text(`Method ${method} not allowed, POST required.`, 405)
    } catch (error) {
      log.error('admin request failed', { path, detail: messageOf(error) })
      return text('internal error\n', 500)
    }
  }
}

function isLoopback(address: string): boolean {
  const plain = unmapped(address)
  return plain === '::1' || plain.startsWith('127.')
}

/** Parameters in the body of a form, empty where there is none or it is too long. */
async function formOf(request: IncomingMessage): Promise<string> {
  if (!request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) return ''
  let form = ''
  for await (const chunk of request) {
    form += String(chunk)
    if (form.length > MAX_FORM_BYTES) return ''
  }
  return form
}
