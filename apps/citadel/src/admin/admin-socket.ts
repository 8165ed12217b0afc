/** The admin API on a Unix socket that only its owner can open: makes join tokens and shows the roots. */
import { randomBytes } from 'node:crypto'
import { chmodSync, lstatSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import process from 'node:process'
import { CODES, codeOf, FlotillaError, messageOf, systemCodeOf } from '@flotilla/errors'
import { mintJoinToken } from '@flotilla/identity'
import { scope } from '@flotilla/log'
import { toListenError } from '@flotilla/net'
import type { Clock } from '@flotilla/time'
import { parseSpiffeId } from '@flotilla/x509'
import fastify, { type FastifyInstance } from 'fastify'
import type { CaMaterial } from '../issue/root-store.ts'
import type { CitadelMetrics } from '../metrics.ts'

export interface AdminSocketOptions {
  readonly path: string
  readonly material: CaMaterial
  readonly trustDomain: string
  /** `host:port` of the certificate service, for the tokens. */
  readonly caAddress: string
  readonly metrics: CitadelMetrics
  readonly clock: Clock
}

export interface AdminSocket {
  close(): Promise<void>
}

const log = scope('citadel.admin')
const MAX_BODY_BYTES = 4 * 1024
const DEFAULT_TTL_SEC = 600
const MAX_TTL_SEC = 86_400

/** Listens. Throws FLT_PORT_IN_USE, FLT_PERMISSION. */
export async function startAdminSocket(options: AdminSocketOptions): Promise<AdminSocket> {
  await clearStale(options.path)
  const app = fastify({ logger: false, bodyLimit: MAX_BODY_BYTES, forceCloseConnections: true })
  registerRoutes(app, options)
  try {
    await app.listen({ path: options.path })
    // The process's umask kept others out from the first moment; this takes the useless execute bit off.
    chmodSync(options.path, 0o600)
  } catch (cause) {
    await app.close()
    throw toListenError(cause, options.path, "citadel's admin socket")
  }
  return {
    close: async () => {
      await app.close()
    },
  }
}

function registerRoutes(app: FastifyInstance, options: AdminSocketOptions): void {
  app.post('/v1/tokens', (request) => {
    const { spiffeId, ttlSec } = readTokenRequest(request.body, options.trustDomain)
    const exp = Math.floor(options.clock.wallMs() / 1000) + ttlSec
    const token = mintJoinToken(
      {
        td: options.trustDomain,
        id: spiffeId,
        jti: randomBytes(16).toString('base64url'),
        exp,
        rootSha256: options.material.rootSha256,
        ca: options.caAddress,
      },
      options.material.tokenKey,
    )
    options.metrics.tokensMinted.inc()
    log.info('join token made', { identity: spiffeId, ttlSec })
    return { token, spiffeId, expiresAtMs: exp * 1000 }
  })
  app.get('/v1/roots', () => ({
    trustDomain: options.trustDomain,
    rootsPem: options.material.rootPem,
    roots: [
      {
        sha256: options.material.rootSha256,
        notAfterMs: options.material.issuer.certificate.notAfterMs,
      },
    ],
  }))
  app.setNotFoundHandler(async (request, reply) => {
    await reply.code(404).send({ error: `no ${request.method} ${request.url.split('?')[0]}` })
  })
  app.setErrorHandler(async (error, _request, reply) => {
    const code = codeOf(error)
    if (code !== null) {
      await reply.code(CODES[code].http).send({ code, error: messageOf(error) })
      return
    }
    const status = (error as { statusCode?: number }).statusCode ?? 500 // fastify's own refusals carry one
    if (status >= 500) log.error('admin request failed', { error })
    await reply.code(status).send({ error: status >= 500 ? 'internal error' : messageOf(error) })
  })
}

/** Throws FLT_USAGE naming the field. */
function readTokenRequest(
  body: unknown,
  trustDomain: string,
): { readonly spiffeId: string; readonly ttlSec: number } {
  if (typeof body !== 'object' || body === null) throw usage('the body is not a JSON object')
  const { spiffeId, ttlSec = DEFAULT_TTL_SEC, ...more } = body as Partial<Record<string, unknown>> // each is checked below
  const [stray] = Object.keys(more)
  if (stray !== undefined) throw usage(`${JSON.stringify(stray.slice(0, 64))} is not a field`)
  if (typeof spiffeId !== 'string') throw usage('spiffeId is not a text')
  const id = parseSpiffeId(spiffeId)
  if (id.kind === 'bad') throw usage(`spiffeId: ${id.reason}`)
  if (id.value.trustDomain !== trustDomain)
    throw usage(`spiffeId is not of the trust domain ${trustDomain}`)
  if (id.value.path === '') throw usage('spiffeId names a trust domain, not a workload')
  if (typeof ttlSec !== 'number' || !Number.isInteger(ttlSec) || ttlSec < 1 || ttlSec > MAX_TTL_SEC)
    throw usage(`ttlSec is not a whole number from 1 to ${MAX_TTL_SEC}`)
  return { spiffeId: id.value.text, ttlSec }
}

/** Removes what a killed citadel left; refuses a link, a foreign file, or a socket that somebody serves. */
async function clearStale(path: string): Promise<void> {
  let stat: ReturnType<typeof lstatSync>
  try {
    stat = lstatSync(path)
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return
    throw toListenError(error, path, "citadel's admin socket")
  }
  const owner = process.getuid?.() ?? stat.uid
  if (!stat.isSocket() || stat.uid !== owner)
    throw new FlotillaError(
      'FLT_PORT_IN_USE',
      `citadel's admin socket cannot be ${path}: something that is not a socket of this user is there; remove it or choose another path`,
    )
  if (await isServed(path))
    throw new FlotillaError(
      'FLT_PORT_IN_USE',
      `citadel's admin socket cannot be ${path}: another program serves it; stop that program or choose another path`,
      { retryable: true },
    )
  rmSync(path, { force: true })
}

function isServed(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(path)
    probe.on('connect', () => {
      probe.destroy()
      resolve(true)
    })
    probe.on('error', () => resolve(false))
  })
}

function usage(what: string): FlotillaError {
  return new FlotillaError('FLT_USAGE', what)
}
