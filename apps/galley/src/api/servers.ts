/** Where the configuration API is served: a Unix socket for this machine's owner, and mutual TLS for other parts. */
import { chmodSync, rmSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import { connect, type Socket } from 'node:net'
import { FlotillaError, systemCodeOf } from '@flotilla/errors'
import { createTlsListener, type IdentitySource, Refusals } from '@flotilla/grpc'
import { scope } from '@flotilla/log'
import { formatHostPort, parseHostPort, toListenError } from '@flotilla/net'
import type { Clock } from '@flotilla/time'
import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import { type ApiParts, addRoutes, type Right } from './routes.ts'

export interface ApiServer {
  readonly address: string
  close(): Promise<void>
}

const log = scope('galley.api')
/** Of one change; listed in docs/limits.md. */
const MAX_CHANGE_BYTES = 16 * 1024 * 1024

/** Serves the owner of this machine's socket file (mode 0600), who may do everything. */
export async function serveSocket(path: string, parts: ApiParts): Promise<ApiServer> {
  const app = build((handler) => createServer(handler))
  addRoutes(app, parts, () => true)
  await removeStale(path)
  try {
    await app.listen({ path })
  } catch (cause) {
    throw toListenError(cause, path, 'the configuration API of galley')
  }
  chmodSync(path, 0o600)
  return { address: path, close: () => app.close() }
}

export interface TlsApiOptions {
  /** `host:port`; port 0 picks one. */
  readonly address: string
  readonly identity: IdentitySource
  readonly clock: Clock
  /** What each caller may do, by SPIFFE id; others may do nothing. */
  readonly rights: ReadonlyMap<string, ReadonlySet<Right>>
}

/** Serves other parts over mutual TLS, each for what its identity may do. */
export async function serveTls(options: TlsApiOptions, parts: ApiParts): Promise<ApiServer> {
  const callers = new WeakMap<Socket, string>()
  let http: Server | null = null
  const app = build((handler) => {
    http = createServer(handler)
    return http
  })
  addRoutes(
    app,
    parts,
    (request, right) => options.rights.get(callerOf(callers, request))?.has(right) ?? false,
  )
  await app.ready()
  const { identity, clock } = options
  const { host, port } = parseHostPort(options.address)
  const listener = createTlsListener({
    identity,
    clock,
    clientCertificate: 'require',
    alpnProtocols: ['http/1.1'],
    refusals: new Refusals(log, clock),
    onConnection: (socket, peer) => {
      callers.set(socket, peer.spiffeId ?? '')
      http?.emit('connection', socket)
    },
  })
  const bound = await new Promise<number>((resolve, reject) => {
    listener.server.once('error', (cause) =>
      reject(toListenError(cause, options.address, 'the configuration API of galley')),
    )
    listener.server.listen({ host, port }, () => {
      const address = listener.server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
  return {
    address: formatHostPort(host, bound),
    close: async () => {
      listener.release()
      listener.server.close()
      http?.closeAllConnections()
      await app.close()
    },
  }
}

function build(makeServer: (handler: RequestListener) => Server): FastifyInstance {
  const app = fastify({
    logger: false,
    bodyLimit: MAX_CHANGE_BYTES,
    forceCloseConnections: true,
    serverFactory: (handler) => makeServer(handler as RequestListener), // fastify's handler takes node's request and response
  })
  // Clients name the content type of a DELETE without a body too.
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, body === '' ? undefined : JSON.parse(String(body)))
    } catch {
      done(new FlotillaError('FLT_USAGE', 'the body is not JSON'))
    }
  })
  return app
}

function callerOf(callers: WeakMap<Socket, string>, request: FastifyRequest): string {
  return callers.get(request.raw.socket) ?? ''
}

/** A killed process leaves its socket file: it may go when nobody answers behind it. */
async function removeStale(path: string): Promise<void> {
  const isStale = await new Promise<boolean>((resolve) => {
    const probe = connect(path)
    probe.once('connect', () => {
      probe.destroy()
      resolve(false)
    })
    probe.once('error', (error) => resolve(systemCodeOf(error) === 'ECONNREFUSED'))
  })
  if (isStale) rmSync(path, { force: true })
}
