/** Writes the responses of one HTTP/1 connection: framing, connection headers, body and trailers. */
import {
  BodyKind,
  chunkHead,
  fieldLines,
  lastChunk,
  linesInCase,
  type NameCase,
  statusLine,
} from '@flotilla/http1'
import { indexOfHeader, type ReadonlyHeaderList, removeHeader } from '../headers.ts'
import type { Outbox } from '../outbox.ts'
import { acceptWebsocketKey } from '../websocket-key.ts'
import type { ServerStream } from './server-stream.ts'

const CRLF = '\r\n'

export class Http1Response {
  private readonly outbox: Outbox
  private body: BodyKind = BodyKind.None
  /** By its status, whatever an origin sends. */
  private hasNoBody = false

  constructor(outbox: Outbox) {
    this.outbox = outbox
  }

  /** Whether only the close of the connection tells that the body is complete. */
  get endsWithClose(): boolean {
    return this.body === BodyKind.UntilClose
  }

  informational(status: number, headers: ReadonlyHeaderList, nameCase: NameCase | null): void {
    const lines = fieldLines(headers)
    const written = nameCase === null ? lines : linesInCase(lines, nameCase)
    this.outbox.text(`${statusLine(status)}${written}${CRLF}`)
    this.outbox.flush()
  }

  /** Returns whether the connection can go on after this response as far as its framing is concerned. */
  head(stream: ServerStream, isEnd: boolean, isKeepAlive: boolean): boolean {
    const headers = stream.responseHeaders ?? []
    const status = stream.responseCode
    let framing = ''
    let canGoOn = isKeepAlive
    this.body = BodyKind.None
    this.hasNoBody = false
    if (stream.isTunnel) {
      this.body = BodyKind.Tunnel
      if (stream.upgrade === 'websocket') acceptWebsocketKey(stream.requestHeaders, headers)
      if (status === 101) framing = `connection: Upgrade\r\nupgrade: ${stream.upgrade}\r\n`
      // RFC 9110 §8.6: an accepted CONNECT has no length.
      else removeHeader(headers, 'content-length')
    } else {
      this.hasNoBody = status === 204 || status === 304
      const hasLength = indexOfHeader(headers, 'content-length') !== -1
      if (status === 204) removeHeader(headers, 'content-length')
      else if (status === 304) framing = ''
      else if (!isEnd) framing = this.openBody(stream, hasLength)
      else if (!hasLength) framing = emptyFraming(stream)
      // Envoy: an old client is kept where the answer itself has a length, though it be empty.
      canGoOn = isKeepAlive && (hasLength || stream.protocol !== 'HTTP/1.0')
      if (!canGoOn) {
        framing += 'connection: close\r\n'
        stream.endsConnection = true
      }
      if (canGoOn && stream.protocol === 'HTTP/1.0') framing += 'connection: keep-alive\r\n'
    }
    const lines = fieldLines(headers) + framing
    const nameCase = stream.responseCase ?? stream.runtime.config.nameCase
    const written = nameCase === null ? lines : linesInCase(lines, nameCase)
    const text = `${startLine(stream, status, nameCase)}${written}${CRLF}`
    // Envoy: the field lines alone.
    stream.responseHeaderBytes = written.length
    stream.responseTotalBytes += text.length
    this.outbox.text(text)
    return canGoOn
  }

  chunk(stream: ServerStream, chunk: Buffer): void {
    if (chunk.length === 0 || this.hasNoBody) return
    stream.responseBodyBytes += chunk.length
    stream.responseTotalBytes += chunk.length
    if (this.body !== BodyKind.Chunked) {
      this.outbox.bytes(chunk)
      return
    }
    const head = chunkHead(chunk.length)
    this.outbox.text(head)
    this.outbox.bytes(chunk)
    this.outbox.text(CRLF)
    stream.responseTotalBytes += head.length + CRLF.length
  }

  end(stream: ServerStream, trailers: ReadonlyHeaderList | null): void {
    if (this.body === BodyKind.Chunked) {
      // Envoy writes the names of heads alone in another case.
      const text = lastChunk(trailers, null)
      this.outbox.text(text)
      stream.responseTotalBytes += text.length
    }
    this.outbox.flush()
  }

  private openBody(stream: ServerStream, hasLength: boolean): string {
    if (hasLength) {
      this.body = BodyKind.Length
      return ''
    }
    if (stream.protocol === 'HTTP/1.0') {
      this.body = BodyKind.UntilClose
      return ''
    }
    this.body = BodyKind.Chunked
    return 'transfer-encoding: chunked\r\n'
  }
}

/**
 * What says that there is no body, where no length describes what GET would have given: as Envoy, an answer to HEAD is
 * framed as the answer to GET would be.
 */
function emptyFraming(stream: ServerStream): string {
  if (stream.responseCode === 304) return ''
  if (stream.method !== 'HEAD') return 'content-length: 0\r\n'
  return stream.protocol === 'HTTP/1.0' ? '' : 'transfer-encoding: chunked\r\n'
}

/** Envoy answers in the client's version. */
function startLine(stream: ServerStream, status: number, nameCase: NameCase | null): string {
  const reason = nameCase?.reason ?? null
  const line = reason === null ? statusLine(status) : `HTTP/1.1 ${status} ${reason}\r\n`
  return stream.protocol === 'HTTP/1.0' ? `HTTP/1.0${line.slice(8)}` : line
}
