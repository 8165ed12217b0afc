/** The scripted upstream that speaks HTTP/2 over cleartext, on the platform's own codec. Its scripts are HTTP/1 bytes, translated. */
import http2 from 'node:http2'
import type net from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseMessage } from './message.ts'
import type { Act, Fields, SeenRequest } from './model.ts'
import { ID_HEADER, type OriginBook, type OriginRecord } from './origin.ts'

export function startHttp2Origin(
  name: string,
  port: number,
  book: OriginBook,
): Promise<net.Server> {
  const server = http2.createServer({ settings: { enableConnectProtocol: true } })
  server.on('sessionError', () => undefined) // shown by what the proxy answers
  server.on('stream', (stream: http2.ServerHttp2Stream, headers, _flags, raw: string[]) => {
    const id = String(headers[ID_HEADER] ?? '')
    const record = book.record(id)
    const at = record.requests.length
    record.requests.push(seenOf(name, raw, '', [], false))
    const acts = scriptOf(book, record, id, name)
    let body = ''
    let trailers: Fields = []
    stream.setEncoding('latin1')
    stream.on('error', () => undefined) // its end is recorded by `close`
    stream.on('data', (chunk: string) => {
      body += chunk
    })
    stream.on('trailers', (_list, _flags2, list: string[]) => {
      trailers = pairs(list)
    })
    const isEarly = book.script(id)?.isEarly ?? false
    if (isEarly) void playStream(stream, acts, id)
    stream.on('end', () => {
      record.requests[at] = seenOf(name, raw, body, trailers, true)
      if (!isEarly) void playStream(stream, acts, id)
    })
    stream.on('close', () => {
      const last = record.requests[at]
      if (last === undefined) return
      const isCut = !last.isComplete
      const end = stream.rstCode !== 0 ? `reset ${stream.rstCode}` : isCut ? 'cut' : last.end
      record.requests[at] = { ...seenOf(name, raw, body, trailers, last.isComplete), end }
    })
  })
  return new Promise((resolve, reject) => {
    server.on('error', reject)
    server.listen(port, '127.0.0.1', () => resolve(server as unknown as net.Server)) // http2's server is a net.Server
  })
}

function scriptOf(
  book: OriginBook,
  record: OriginRecord,
  id: string,
  name: string,
): readonly Act[] {
  const script = book.script(id)
  const attempt = record.attempts++
  return (
    script?.attempts[Math.min(attempt, script.attempts.length - 1)] ?? [
      {
        kind: 'send',
        bytes: `HTTP/1.1 200 OK\r\ncontent-length: 2\r\nx-origin: ${name}\r\n\r\nok`,
      },
    ]
  )
}

/** `send` takes a whole HTTP/1 response, trailers in its chunked form; `reset` is RST_STREAM, `fin` the end of the stream. */
async function playStream(
  stream: http2.ServerHttp2Stream,
  acts: readonly Act[],
  id: string,
): Promise<void> {
  for (const act of acts) {
    if (stream.destroyed) return
    switch (act.kind) {
      case 'send':
        try {
          sendResponse(stream, act.bytes.replaceAll('@ID@', id))
        } catch {
          // Nothing that this codec could send.
          stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR)
        }
        break
      case 'wait':
        await sleep(act.ms)
        break
      case 'reset':
        stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR)
        break
      case 'fin':
        stream.end()
        break
      case 'await':
      case 'admin':
        break
    }
  }
}

function sendResponse(stream: http2.ServerHttp2Stream, bytes: string): void {
  const parsed = stream.headersSent ? null : parseMessage(bytes, 'response', '', false)
  if (parsed === null) {
    stream.write(Buffer.from(bytes, 'latin1'))
    return
  }
  const { start, fields, body, trailers, isComplete } = parsed.message
  const headers: Record<string, string | string[]> = { ':status': start }
  for (const [name, value] of fields) {
    if (/^(connection|transfer-encoding|keep-alive)$/i.test(name)) continue
    const earlier = headers[name]
    headers[name] = earlier === undefined ? value : [earlier, value].flat()
  }
  if (start.startsWith('1')) {
    stream.additionalHeaders(headers)
    return
  }
  stream.respond(headers, {
    waitForTrailers: trailers.length > 0,
    endStream: isComplete && body === '' && trailers.length === 0,
  })
  stream.on('wantTrailers', () => stream.sendTrailers(Object.fromEntries(trailers)))
  if (body !== '') stream.write(Buffer.from(body, 'latin1'))
  if (isComplete) stream.end()
}

function seenOf(
  origin: string,
  raw: readonly string[],
  body: string,
  trailers: Fields,
  isComplete: boolean,
): SeenRequest {
  const all = pairs(raw)
  const pseudo = (name: string): string => all.find(([key]) => key === name)?.[1] ?? ''
  return {
    origin,
    start: `${pseudo(':method')} ${pseudo(':path')}`,
    version: 'HTTP/2',
    fields: all,
    body,
    framing: 'http2',
    trailers,
    isComplete,
    end: 'open',
  }
}

function pairs(list: readonly string[]): Fields {
  const fields: [string, string][] = []
  for (let i = 0; i + 1 < list.length; i += 2) fields.push([list[i] ?? '', list[i + 1] ?? ''])
  return fields
}
