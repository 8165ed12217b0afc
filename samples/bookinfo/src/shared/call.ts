/** How services of the sample call each other: plain HTTP by name, with the trace headers of the request they answer. */
import { Agent, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http'
import process from 'node:process'

/** Headers that a service must pass on, so that a trace of the whole request can be put together. */
const FORWARDED = [
  'x-request-id',
  'x-b3-traceid',
  'x-b3-spanid',
  'x-b3-parentspanid',
  'x-b3-sampled',
  'x-b3-flags',
  'x-ot-span-context',
  'b3',
  'traceparent',
  'tracestate',
  'x-datadog-trace-id',
  'x-datadog-parent-id',
  'x-datadog-sampling-priority',
  'x-cloud-trace-context',
  'grpc-trace-bin',
  'user-agent',
  'end-user',
]

const MAX_ANSWER_BYTES = 1024 * 1024
const agent = new Agent({ keepAlive: true })

export interface CallResult {
  /** HTTP status, or 0 when there was no answer in time. */
  readonly status: number
  /** Parsed JSON, or null. */
  readonly body: unknown
}

/** Headers of an incoming request that go on with the calls made for it. */
export function forwardedHeaders(incoming: IncomingHttpHeaders): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const name of FORWARDED) {
    const value = incoming[name]
    if (typeof value === 'string') headers[name] = value
  }
  return headers
}

/** GETs a JSON document. With `http_proxy` set the request goes there in absolute form. Never rejects. */
export function call(
  url: string,
  headers: Readonly<Record<string, string>>,
  timeoutMs: number,
): Promise<CallResult> {
  const { hostname, port, pathname, host } = new URL(url)
  const proxy = process.env['http_proxy']
  const target =
    proxy === undefined || proxy === ''
      ? { hostname, port: port === '' ? 80 : port, path: pathname }
      : { hostname: new URL(proxy).hostname, port: new URL(proxy).port, path: url }
  return new Promise((resolve) => {
    const outgoing = request({ ...target, headers: { ...headers, host }, agent }, (reply) => {
      readJson(reply).then(
        (body) => finish({ status: reply.statusCode ?? 0, body }),
        () => finish({ status: 0, body: null }),
      )
    })
    const timer = setTimeout(() => outgoing.destroy(new Error('timeout')), timeoutMs)
    const finish = (result: CallResult): void => {
      clearTimeout(timer)
      resolve(result)
    }
    outgoing.on('error', () => finish({ status: 0, body: null }))
    outgoing.end()
  })
}

/** Reads a whole message body as text, at most 1 MiB. */
export async function readText(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > MAX_ANSWER_BYTES) throw new Error('message too large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

async function readJson(message: IncomingMessage): Promise<unknown> {
  const text = await readText(message)
  try {
    return JSON.parse(text)
  } catch {
    return null // an error page: its status says enough
  }
}

/** Base address of a service: `<NAME>_URL`, or its name in the mesh. */
export function addressOf(service: string): string {
  return process.env[`${service.toUpperCase()}_URL`] ?? `http://${service}:9080`
}
