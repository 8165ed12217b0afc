/** Calls to other services: one connection pool, the caller's trace headers, and a time limit for the whole answer. */
import { Agent, type IncomingHttpHeaders, request } from 'node:http'
import process from 'node:process'

export interface Reply {
  readonly status: number
  readonly body: string
}

/** Why there is no answer: the time was over, or the connection failed. */
export type Failure = 'timeout' | 'unreachable'

/** Where a service has no interception, `http_proxy` names its sidecar: requests then go there in absolute form. */
const agent = new Agent({ keepAlive: true, maxSockets: 256, proxyEnv: process.env })
const PORT = 9080
const MAX_REPLY_CHARS = 1024 * 1024

/**
 * What is passed on so that tracing and routing see one request: the request id, the headers of the common tracers,
 * and what routing rules of the samples match on. `authorization` goes along because end-user rules of the backends
 * need it; cookies stay here, the session is productpage's own.
 */
const FORWARDED = [
  'x-request-id',
  'x-b3-traceid',
  'x-b3-spanid',
  'x-b3-parentspanid',
  'x-b3-sampled',
  'x-b3-flags',
  'b3',
  'traceparent',
  'tracestate',
  'x-ot-span-context',
  'x-cloud-trace-context',
  'grpc-trace-bin',
  'x-datadog-trace-id',
  'x-datadog-parent-id',
  'x-datadog-sampling-priority',
  'sw8',
  'end-user',
  'user-agent',
  'authorization',
] as const

/** The headers of an incoming request that its outgoing ones carry too. */
export function forwardedHeaders(incoming: IncomingHttpHeaders): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const name of FORWARDED) {
    const value = incoming[name]
    if (typeof value === 'string') headers[name] = value
  }
  return headers
}

/** Where a service is: `DETAILS_URL`, or its name in the mesh, whose host `DETAILS_HOSTNAME` replaces. */
export function addressOf(service: string, env: NodeJS.ProcessEnv): string {
  const name = service.toUpperCase()
  return env[`${name}_URL`] ?? `http://${env[`${name}_HOSTNAME`] ?? service}:${PORT}`
}

/** Gets a URL, once more where a kept connection turned out to be closed. Never rejects. */
export async function call(
  url: string,
  headers: Readonly<Record<string, string>>,
  timeoutMs: number,
): Promise<Reply | Failure> {
  const deadlineMs = performance.now() + timeoutMs
  const first = await callOnce(url, headers, timeoutMs)
  if (first !== 'stale') return first
  const second = await callOnce(url, headers, Math.max(1, deadlineMs - performance.now()))
  return second === 'stale' ? 'unreachable' : second
}

/** Ends idle connections: for tests. */
export function closeConnections(): void {
  agent.destroy()
}

function callOnce(
  url: string,
  headers: Readonly<Record<string, string>>,
  timeoutMs: number,
): Promise<Reply | Failure | 'stale'> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      resolve('timeout')
      outgoing.destroy()
    }, timeoutMs)
    const finish = (result: Reply | Failure | 'stale'): void => {
      clearTimeout(timer)
      resolve(result)
    }
    const outgoing = request(url, { agent, headers }, (reply) => {
      let body = ''
      reply.setEncoding('utf8')
      reply.on('data', (text: string) => {
        body += text
        if (body.length > MAX_REPLY_CHARS) outgoing.destroy()
      })
      reply.on('end', () => finish({ status: reply.statusCode ?? 0, body }))
      reply.on('error', () => finish('unreachable'))
    })
    outgoing.on('error', () => finish(outgoing.reusedSocket ? 'stale' : 'unreachable'))
    outgoing.end()
  })
}
