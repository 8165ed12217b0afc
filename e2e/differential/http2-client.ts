/** The HTTP/2 client of the differential tests, over the platform's own codec. */
import http2 from 'node:http2'
import tls from 'node:tls'
import { type ClientOptions, type ClientResult, connectFrom } from './client.ts'
import type { Exchange, Fields, Http2Request, SeenMessage } from './model.ts'

export async function runHttp2Client(
  exchange: Exchange,
  request: Http2Request,
  id: string,
  options: ClientOptions,
): Promise<ClientResult> {
  const { credentials } = options
  const plain = await connectFrom(options.port)
  if (plain === null)
    return { responses: [], rest: '', fate: 'refused', localPort: 0, isTimedOut: false }
  return new Promise((resolve) => {
    const session =
      exchange.tls === null
        ? http2.connect('http://a.test', { createConnection: () => plain })
        : http2.connect('https://a.test', {
            createConnection: () =>
              tls.connect({
                socket: plain,
                ca: credentials.ca,
                rejectUnauthorized: false,
                servername: exchange.tls?.serverName || 'a.test',
                ALPNProtocols: ['h2'],
                ...(exchange.tls?.withCertificate
                  ? { key: credentials.key, cert: credentials.cert }
                  : {}),
              }),
          })
    plain.on('error', () => undefined) // shown by the session
    const state = { start: '', fields: [] as Fields, trailers: [] as Fields, body: '', end: 'cut' }
    const responses: SeenMessage[] = []
    let isOver = false
    const localPort = plain.localPort ?? 0
    const finish = (isTimedOut: boolean): void => {
      if (isOver) return
      isOver = true
      clearTimeout(timer)
      if (state.start !== '') responses.push(message(state, state.end === 'end'))
      const fate = session.closed || session.destroyed ? 'closed' : 'open'
      const rest = state.end === 'end' ? '' : state.end
      session.destroy()
      resolve({ responses, rest, fate, localPort, isTimedOut })
    }
    const timer = setTimeout(() => finish(true), options.timeoutMs)
    session.on('error', () => finish(false))
    const begin = (): void => {
      const headers = withId(request, id)
      const stream = session.request(headers, {
        endStream: request.body === null && request.trailers.length === 0,
      })
      stream.on('headers', (list) => {
        responses.push(
          message({ ...state, start: String(list[':status']), fields: toFields(list) }, true),
        )
      })
      stream.on('response', (list) => {
        state.start = String(list[':status'])
        state.fields = toFields(list)
      })
      stream.on('trailers', (list) => {
        state.trailers = toFields(list)
      })
      stream.setEncoding('latin1')
      stream.on('data', (chunk: string) => {
        state.body += chunk
      })
      stream.on('end', () => {
        state.end = 'end'
      })
      stream.on('error', () => undefined) // its code is on the stream
      stream.on('close', () => {
        if (stream.rstCode !== 0) state.end = `reset ${stream.rstCode}`
        setTimeout(() => finish(false), options.settleMs)
      })
      if (request.trailers.length > 0) {
        stream.on('wantTrailers', () => stream.sendTrailers(Object.fromEntries(request.trailers)))
      }
      if (request.body !== null || request.trailers.length > 0) stream.end(request.body ?? '')
    }
    // RFC 8441 §3: not before the server has said that it takes it.
    if (request.headers.some(([name]) => name === ':protocol'))
      session.once('remoteSettings', begin)
    else begin()
  })
}

function withId(request: Http2Request, id: string): http2.OutgoingHttpHeaders {
  const headers: Record<string, string | string[]> = {}
  for (const [name, value] of [...request.headers, ['x-t', '@ID@'] as const]) {
    const text = value.replaceAll('@ID@', id)
    const earlier = headers[name]
    headers[name] = earlier === undefined ? text : [earlier, text].flat()
  }
  return headers
}

function toFields(list: http2.IncomingHttpHeaders): Fields {
  return Object.entries(list)
    .filter(([name]) => name !== ':status')
    .flatMap(([name, value]) => [value].flat().map((one) => [name, String(one)] as const))
}

function message(
  from: {
    readonly start: string
    readonly fields: Fields
    readonly trailers: Fields
    readonly body: string
  },
  isComplete: boolean,
): SeenMessage {
  const { start, fields, trailers, body } = from
  return { start, version: 'HTTP/2', fields, trailers, body, framing: 'http2', isComplete }
}
