/** What the four services share on the serving side: routes, JSON replies, the port to listen on, and ending at once. */
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http'
import process from 'node:process'

const DEFAULT_PORT = 9080
/** Nothing that is posted here is longer. */
const MAX_BODY_BYTES = 64 * 1024

export interface Service {
  readonly name: string
  readonly version: string
  /** Bind address; the empty text means all addresses. */
  readonly host: string
  /** 0 picks one. */
  readonly port: number
}

/** A service's settings: `FLOTILLA_ADDR` to bind to, the port as first argument, `FLOTILLA_PORT` or `PORT`, `SERVICE_VERSION`. */
export function serviceFromEnv(
  name: string,
  env: NodeJS.ProcessEnv,
  args: readonly string[],
): Service {
  const given = args[0] ?? env['FLOTILLA_PORT'] ?? env['PORT'] ?? DEFAULT_PORT
  const port = Number(given)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    process.stderr.write(`${name}: ${given} is not a port\n`)
    process.exit(2)
  }
  return {
    name,
    version: env['SERVICE_VERSION'] ?? 'v1',
    host: env['FLOTILLA_ADDR'] ?? '',
    port,
  }
}

/** Serves until SIGTERM or SIGINT, which end the process at once: the mesh around it drains. */
export async function runService(service: Service, handler: RequestListener): Promise<void> {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => process.exit(0))
  try {
    const { port } = await listen(service, handler)
    process.stdout.write(
      `${service.name} ${service.version} listens on ${service.host || '*'}:${port}\n`,
    )
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    process.stderr.write(`${service.name}: cannot listen: ${reason}\n`)
    process.exit(1)
  }
}

/** Starts listening; tests close the server themselves. */
export function listen(
  service: Pick<Service, 'host' | 'port'>,
  handler: RequestListener,
): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer(handler)
  // The sidecar keeps connections and decides when they end: closing an idle one here would race its next request.
  server.keepAliveTimeout = 0
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(service.port, service.host || undefined, () => {
      const bound = server.address()
      const port = typeof bound === 'object' && bound !== null ? bound.port : service.port
      resolve({ server, port })
    })
  })
}

/** The path of a request without its query. */
export function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split('?', 1)[0] ?? '/'
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  send(response, status, 'application/json', JSON.stringify(value))
}

export function send(
  response: ServerResponse,
  status: number,
  contentType: string,
  body: string | Buffer,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, {
    'content-type': contentType,
    'content-length': Buffer.byteLength(body),
    ...headers,
  })
  response.end(body)
}

/** The body as text, or null where it is longer than 64 KiB or the client went away. */
export function readBody(request: IncomingMessage): Promise<string | null> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let bytes = 0
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes <= MAX_BODY_BYTES) chunks.push(chunk)
    })
    request.on('end', () =>
      resolve(bytes <= MAX_BODY_BYTES ? Buffer.concat(chunks).toString('utf8') : null),
    )
    request.on('error', () => resolve(null))
  })
}
