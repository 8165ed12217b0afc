/** Small HTTP/JSON client for the parts' interfaces: over a Unix socket or to host:port. */
import { type RequestOptions, request } from 'node:http'
import type { Socket } from 'node:net'
import { FlotillaError, systemCodeOf } from '@flotilla/errors'

export interface HttpReply {
  readonly status: number
  readonly text: string
}

export interface HttpTarget {
  /** Path of a Unix socket, or null. */
  readonly socket: string | null
  readonly host: string
  readonly port: number
  /** Opens the connection in place of dialling; null: it is dialled. */
  readonly open: (() => Socket) | null
}

const MAX_REPLY_BYTES = 64 * 1024 * 1024

/** One request; resolves with any status, rejects with FLT_NOT_RUNNING when nobody answers within `timeoutMs`. */
export function send(
  target: HttpTarget,
  method: string,
  path: string,
  body: unknown = undefined,
  timeoutMs = 30_000,
): Promise<HttpReply> {
  const text = body === undefined ? '' : JSON.stringify(body)
  return new Promise((resolve, reject) => {
    const refuse = (cause: unknown): void => {
      const where = target.socket ?? `${target.host}:${target.port}`
      reject(
        new FlotillaError(
          'FLT_NOT_RUNNING',
          `nobody answers at ${where} (${systemCodeOf(cause) ?? 'no answer in time'}); see flotilla status`,
          { cause },
        ),
      )
    }
    const call = request(
      {
        ...route(target, timeoutMs),
        method,
        path,
        headers: {
          host: 'flotilla',
          ...(body === undefined
            ? {}
            : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
        },
        timeout: timeoutMs,
      },
      (reply) => {
        const chunks: Buffer[] = []
        let size = 0
        reply.on('data', (chunk: Buffer) => {
          size += chunk.length
          if (size > MAX_REPLY_BYTES) reply.destroy(new Error('reply too large'))
          else chunks.push(chunk)
        })
        reply.on('error', refuse)
        reply.on('end', () =>
          resolve({ status: reply.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
        )
      },
    )
    call.on('timeout', () => call.destroy(new Error('timeout')))
    call.on('error', refuse)
    call.end(text)
  })
}

function route(target: HttpTarget, timeoutMs: number): RequestOptions {
  const { socket, host, port, open } = target
  if (open !== null) return { createConnection: () => open().setTimeout(timeoutMs) }
  return socket === null ? { host, port, agent: false } : { socketPath: socket, agent: false }
}

/** A JSON reply of status 200, or FLT_RPC_FAILED with what the other side said. */
export async function sendJson<T>(
  target: HttpTarget,
  method: string,
  path: string,
  body?: unknown,
): Promise<T> {
  const reply = await send(target, method, path, body)
  if (reply.status !== 200)
    throw new FlotillaError(
      'FLT_RPC_FAILED',
      `${method} ${path}: ${reply.status} ${reply.text.slice(0, 500)}`,
    )
  return JSON.parse(reply.text) as T // a part's own interface
}

/** A target from `host:port` text. */
export function targetOf(address: string): HttpTarget {
  const colon = address.lastIndexOf(':')
  return {
    socket: null,
    host: address.slice(0, colon),
    port: Number(address.slice(colon + 1)),
    open: null,
  }
}

export function socketTarget(path: string): HttpTarget {
  return { socket: path, host: '', port: 0, open: null }
}
