/** The monitoring port of a control-plane part: health, readiness, metrics, version, and debug routes of its own. */
import process from 'node:process'
import { CODES, codeOf, messageOf } from '@flotilla/errors'
import { scope } from '@flotilla/log'
import type { Registry } from '@flotilla/metrics'
import { formatHostPort, parseHostPort, toListenError } from '@flotilla/net'
import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import { registerProcessMetrics } from './process-metrics.ts'
import { VERSION } from './version.ts'

export type AdminRoutes = (app: FastifyInstance) => void

export interface AdminOptions {
  /** Where to listen, `host:port`; port 0 picks one. */
  readonly address: string
  /** `pilot`, `galley`, …: shown by /version and in messages. */
  readonly kind: string
  /** Why this part is not ready, one text per reason; empty when it is. Called on every probe: keep it cheap. */
  readonly readiness: () => readonly string[]
  /** Further facts for /readyz, like the configuration version; called on every probe. */
  readonly details?: () => Readonly<Record<string, unknown>>
  /** Served by /metrics, with those of the process and its build added. */
  readonly registry: Registry
  /** Registers further routes; those below `/debug/` are only answered to callers on this machine. */
  readonly routes?: AdminRoutes
}

export interface AdminServer {
  /** `host:port` that is really listened on. */
  readonly address: string
  readonly port: number
  /** Stops listening and ends open connections. */
  close(): Promise<void>
}

const log = scope('admin')
/** Nothing that is sent here has a body worth more. Listed in docs/limits.md. */
const MAX_BODY_BYTES = 64 * 1024

/** Starts the monitoring server; throws FLT_PORT_IN_USE and its like with a sentence that says what to do. */
export async function startAdmin(options: AdminOptions): Promise<AdminServer> {
  const { host, port } = parseHostPort(options.address)
  const app = fastify({ logger: false, bodyLimit: MAX_BODY_BYTES, forceCloseConnections: true })
  registerProcessMetrics(options.registry, options.kind)
  registerBasics(app, options)
  options.routes?.(app)
  try {
    await app.listen({ host, port })
  } catch (cause) {
    throw toListenError(cause, options.address, `the monitoring port of ${options.kind}`)
  }
  const bound = app.server.address()
  const boundPort = typeof bound === 'object' && bound !== null ? bound.port : port
  return {
    address: formatHostPort(host, boundPort),
    port: boundPort,
    close: async () => {
      await app.close()
    },
  }
}

function registerBasics(app: FastifyInstance, options: AdminOptions): void {
  app.addHook('onRequest', async (request, reply) => {
    if (request.url.startsWith('/debug') && !isFromThisMachine(request)) {
      await reply.code(403).send({ error: 'debug endpoints answer to this machine only' })
    }
  })
  app.get('/healthz', () => ({ alive: true, kind: options.kind }))
  app.get('/readyz', async (_request, reply) => {
    const reasons = options.readiness()
    await reply
      .code(reasons.length === 0 ? 200 : 503)
      .send({ ready: reasons.length === 0, reasons, ...options.details?.() })
  })
  app.get('/metrics', async (_request, reply) => {
    await reply.type(options.registry.contentType).send(await options.registry.metrics())
  })
  app.get('/version', () => ({
    kind: options.kind,
    version: VERSION,
    node: process.version,
    pid: process.pid,
    uptimeSec: Math.round(process.uptime()),
  }))
  app.setNotFoundHandler(async (request, reply) => {
    await reply.code(404).send({ error: `no ${request.method} ${request.url.split('?')[0]}` })
  })
  // Replies never carry causes or stacks: the code's own sentence, and the message of errors that are ours.
  app.setErrorHandler(async (error, request, reply) => {
    const code = codeOf(error)
    if (code !== null) {
      await reply.code(CODES[code].http).send({ code, error: messageOf(error) })
      return
    }
    const status = statusOf(error)
    if (status >= 500) log.error('admin request failed', { url: request.url, error })
    await reply.code(status).send({ error: status >= 500 ? 'internal error' : messageOf(error) })
  })
}

/** Fastify's own refusals (bad JSON, body too large) carry a 4xx status. */
function statusOf(error: unknown): number {
  const status =
    typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : 500
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500
}

/** Loopback, or a connection that this machine made to its own address. */
function isFromThisMachine(request: FastifyRequest): boolean {
  const remote = request.socket.remoteAddress ?? ''
  const bare = remote.startsWith('::ffff:') ? remote.slice(7) : remote
  return bare.startsWith('127.') || bare === '::1' || remote === request.socket.localAddress
}
