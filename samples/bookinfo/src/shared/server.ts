/** The HTTP server that every service of the sample is: routes, JSON answers, clean exit. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import process from 'node:process'

export type Handler = (
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
) => Promise<void> | void

export interface Route {
  readonly method: 'GET' | 'POST'
  /** Whole path, or the beginning of paths that end in a number. */
  readonly path: string
  readonly handle: Handler
}

export const DEFAULT_PORT = 9080

/** Serves the routes; unknown paths get 404, a handler that fails 500. */
export function serve(routes: readonly Route[]): Server {
  return createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://sample')
    const route = routes.find((r) => r.method === request.method && matches(r.path, url.pathname))
    if (route === undefined) return sendJson(response, 404, { error: 'not found' })
    return void Promise.resolve(route.handle(request, response, url)).catch(() => {
      if (!response.headersSent) sendJson(response, 500, { error: 'internal error' })
    })
  })
}

/** Starts listening where the environment says: FLOTILLA_ADDR (default all addresses) and PORT (default 9080). */
export function start(name: string, server: Server): void {
  const host = process.env['FLOTILLA_ADDR']
  const port = Number(process.env['PORT'] ?? DEFAULT_PORT)
  server.on('error', (error) => {
    process.stderr.write(`${name}: ${error.message}\n`)
    process.exit(1)
  })
  server.listen({ port, ...(host === undefined ? {} : { host }) }, () =>
    process.stdout.write(`${name} listens on ${host ?? '*'}:${port}\n`),
  )
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => process.exit(0))
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(value))
}

/** `/details/` matches `/details/0`; other paths match themselves. */
function matches(path: string, pathname: string): boolean {
  if (!path.includes(':id')) return path === pathname
  const [before = '', after = ''] = path.split(':id')
  return (
    pathname.startsWith(before) &&
    pathname.endsWith(after) &&
    /^\d+$/.test(pathname.slice(before.length, pathname.length - after.length))
  )
}

/** The number in a path that a `:id` route matched. */
export function idOf(path: string, url: URL): number {
  const [before = '', after = ''] = path.split(':id')
  return Number(url.pathname.slice(before.length, url.pathname.length - after.length))
}
