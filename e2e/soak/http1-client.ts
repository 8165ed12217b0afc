/** HTTP/1.1 requests of the soak by Node's own client, and what may end before it should. */
import http from 'node:http'
import https from 'node:https'

export interface Target {
  readonly port: number
  /** Roots for TLS, null for cleartext. */
  readonly ca: Buffer | null
}

export interface RequestParts {
  readonly path: string
  readonly agent: http.Agent | false
  readonly body?: Buffer
  readonly headers?: http.OutgoingHttpHeaders
}

export interface Reply {
  readonly status: number
  readonly bytes: number
  readonly headers: http.IncomingHttpHeaders
  /** Whether the body ended before its length. */
  readonly isCut: boolean
}

export function open(target: Target, parts: RequestParts): http.ClientRequest {
  const options = {
    host: '127.0.0.1',
    port: target.port,
    path: parts.path,
    method: parts.body === undefined ? 'GET' : 'POST',
    agent: parts.agent,
    headers: { host: 'localhost', ...parts.headers },
  }
  return target.ca === null
    ? http.request(options)
    : https.request({ ...options, ca: target.ca, servername: 'localhost' })
}

/** One request to its end. A connection that was kept and is closed at the same moment is tried once more, as every client does. */
export async function call(target: Target, parts: RequestParts): Promise<Reply> {
  const request = open(target, parts)
  try {
    return await finish(request, parts.body)
  } catch (error) {
    if (!request.reusedSocket || (error as NodeJS.ErrnoException).code !== 'ECONNRESET') throw error
    return await finish(open(target, parts), parts.body)
  }
}

function finish(request: http.ClientRequest, body: Buffer | undefined): Promise<Reply> {
  return new Promise((resolve, reject) => {
    request.on('error', reject)
    request.on('response', (response) => {
      let bytes = 0
      const done = (isCut: boolean) => (): void =>
        resolve({ status: response.statusCode ?? 0, bytes, headers: response.headers, isCut })
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length
      })
      response.on('end', done(false))
      response.on('error', done(true)) // cut off: the caller judges
    })
    request.end(body)
  })
}
