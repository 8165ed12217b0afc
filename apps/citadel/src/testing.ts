/** For the tests of citadel: calls to its admin socket. */
import { request } from 'node:http'

export interface AdminReply {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

/** One request over the Unix socket. */
export function callAdmin(
  socketPath: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<AdminReply> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' }
    const call = request({ socketPath, method, path, agent: false, headers }, (reply) => {
      let text = ''
      reply.on('data', (chunk: Buffer) => {
        text += chunk.toString()
      })
      reply.on('end', () => resolve({ status: reply.statusCode ?? 0, body: JSON.parse(text) }))
    })
    call.on('error', reject)
    call.end(body === undefined ? undefined : JSON.stringify(body))
  })
}

/** A join token for the identity. */
export async function mintToken(
  socketPath: string,
  spiffeId: string,
  ttlSec = 60,
): Promise<string> {
  const { status, body } = await callAdmin(socketPath, 'POST', '/v1/tokens', { spiffeId, ttlSec })
  if (status !== 200) throw new Error(`no token: ${JSON.stringify(body)}`)
  return String(body['token'])
}
