/** The HTTP client of the scenarios: one request, its status, headers, body and time. */
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly ms: number
}

export interface RequestOptions {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Whether to use a connection of its own. Default true. */
  readonly fresh?: boolean
  /** Default 30 s. */
  readonly timeoutMs?: number
}

const shared = new Agent({ keepAlive: true, maxSockets: 64 })

/** Sends one request; rejects on a broken connection or when the time is over. */
export function fetchOnce(url: string, options: RequestOptions = {}): Promise<Answer> {
  const startedAt = performance.now()
  return new Promise((resolve, reject) => {
    const call = request(
      url,
      {
        method: options.method ?? 'GET',
        headers: options.headers ?? {},
        agent: (options.fresh ?? true) ? false : shared,
        timeout: options.timeoutMs ?? 30_000,
      },
      (reply) => {
        let body = ''
        reply.setEncoding('utf8')
        reply.on('data', (text: string) => {
          body += text
        })
        reply.on('error', reject)
        reply.on('end', () => {
          const headers = Object.fromEntries(
            Object.entries(reply.headers).map(([name, value]) => [name, String(value)]),
          )
          resolve({
            status: reply.statusCode ?? 0,
            headers,
            body,
            ms: performance.now() - startedAt,
          })
        })
      },
    )
    call.on('timeout', () => call.destroy(new Error(`no answer from ${url} in time`)))
    call.on('error', reject)
    call.end(options.body)
  })
}

/** A TCP port that nothing listens on, on any address. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // it listens on TCP
  server.close()
  await once(server, 'close')
  return port
}

/** Closes the connections that are kept for reuse. */
export function closeConnections(): void {
  shared.destroy()
}
