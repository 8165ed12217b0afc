/** One request on an HTTP/2 connection of a client: what its stream needs of the protocol. */
import {
  BlockFault,
  ErrorCode,
  type HeaderBlock,
  type Http2Stream,
  type StreamListener,
  Violation,
} from '@flotilla/http2'
import type { ConnectionInfo } from '../../listener/types.ts'
import { type ReadonlyHeaderList, removeHeader } from '../headers.ts'
import { ResponseFlag } from '../response-flags.ts'
import type { DownstreamSession } from '../session.ts'
import { takeHttp2Head } from './http2-head.ts'
import type { Http2Session } from './http2-session.ts'
import { ServerStream } from './server-stream.ts'
import { ResponseState } from './stream-record.ts'

/** Details in the log, by Violation, in Envoy's words; empty where the connection's failure tells more. */
const VIOLATIONS: readonly string[] = [
  '',
  'http2.invalid.header.field',
  'http2.violation.of.messaging.rule',
  'http2.remote_reset',
  'http2.unknown.nghttp2.error',
]

export class Http2Request implements DownstreamSession, StreamListener {
  readonly info: ConnectionInfo
  readonly session: Http2Session
  readonly stream: Http2Stream
  readonly server: ServerStream
  isTunnel = false
  /** The response's content is not passed on. */
  private isDropping = false
  /** Whether it is among those that got content in this turn. */
  isTouched = false
  lastActivityMs: number

  constructor(session: Http2Session, stream: Http2Stream, nowMs: number) {
    this.info = session.info
    this.session = session
    this.stream = stream
    this.lastActivityMs = nowMs
    this.server = new ServerStream(session.runtime, this)
    this.server.protocol = 'HTTP/2'
  }

  // -- StreamListener ----------------------------------------------------------

  onHead(stream: Http2Stream, head: HeaderBlock, isEnd: boolean): void {
    const { server, session } = this
    server.requestHeaderBytes = head.bytes
    server.requestTotalBytes = head.bytes
    server.isRequestBodyless = isEnd
    server.isRequestComplete = isEnd
    if (isEnd) server.requestEndMs = this.lastActivityMs
    session.connection.hold(stream)
    if (!takeHttp2Head(this, head)) return
    server.start()
    session.armFor(this)
  }

  onHeadTooLarge(_stream: Http2Stream, head: HeaderBlock): void {
    const { config } = this.server.runtime
    config.stats.http2.headerOverflow++
    config.stats.downstreamRqTooLarge++
    // Envoy ends the stream without an answer.
    const detail =
      head.fault === BlockFault.TooMany
        ? 'http2.too_many_headers'
        : 'http2.header_list_size_too_large'
    this.server.abort(detail, ResponseFlag.DownstreamRemoteReset)
  }

  onData(_stream: Http2Stream, chunk: Buffer): void {
    const { server } = this
    this.lastActivityMs = this.session.lastActivityMs
    server.requestBodyBytes += chunk.length
    server.requestTotalBytes += chunk.length
    this.session.touch(this)
    server.receiveBody(chunk)
  }

  onEnd(_stream: Http2Stream, trailers: string[] | null): void {
    const { server } = this
    this.lastActivityMs = this.session.lastActivityMs
    server.requestEndMs = this.session.lastActivityMs
    if (trailers !== null) server.runtime.config.stats.http2.trailers++
    server.receiveEnd(trailers)
  }

  onReset(stream: Http2Stream, code: number, isRemote: boolean): void {
    const { server, session } = this
    const { http2 } = server.runtime.config.stats
    if (isRemote) {
      http2.rxReset++
      const detail = code === ErrorCode.RefusedStream ? 'http2.remote_refuse' : 'http2.remote_reset'
      server.onDownstreamGone(detail, ResponseFlag.DownstreamRemoteReset)
    } else if (session.isCut) server.onDownstreamGone('downstream_remote_disconnect')
    else {
      if (stream.violation !== Violation.None) http2.rxMessagingError++
      const detail = VIOLATIONS[stream.violation] ?? ''
      server.abort(
        detail === '' ? session.failureDetail : detail,
        ResponseFlag.DownstreamProtocolError,
      )
    }
  }

  onWritable(_stream: Http2Stream): void {
    this.lastActivityMs = this.session.runtime.nowMs()
    this.server.consumer?.onDownstreamWritable()
  }

  // -- DownstreamSession: request side -----------------------------------------

  readonly unreadBytes = 0

  holdRequest(): void {
    this.session.connection.hold(this.stream)
  }

  releaseRequest(): void {
    const { stream, session } = this
    if (!stream.isHeld) return
    session.connection.release(stream)
    this.server.consumer?.onRequestBatch()
    session.flush()
  }

  discardRequest(): void {
    const { server, stream } = this
    if (this.isTunnel) return
    // As Envoy, which had read what is there.
    for (const piece of stream.held ?? []) {
      server.requestBodyBytes += piece.length
      server.requestTotalBytes += piece.length
    }
    this.session.connection.discard(stream)
  }

  startTunnel(): void {
    const { stats } = this.server.runtime.config
    stats.downstreamCxUpgradesTotal++
    stats.downstreamCxUpgradesActive++
    this.isTunnel = true
    this.releaseRequest()
  }

  // -- DownstreamSession: response side ----------------------------------------

  sendInformational(status: number, headers: ReadonlyHeaderList): void {
    this.session.connection.inform(this.stream, status, headers)
    this.session.flush()
  }

  sendHead(isEnd: boolean): void {
    const { server, session } = this
    const headers = server.responseHeaders ?? []
    const { responseCode } = server
    if (!server.isRequestComplete && !server.isTunnel)
      server.runtime.config.stats.downstreamRqResponseBeforeRqComplete++
    // RFC 8441 §5: an accepted extended CONNECT is a 200.
    const status = responseCode === 101 ? 200 : responseCode
    if (responseCode === 101) removeHeader(headers, 'sec-websocket-accept')
    if (server.isTunnel) removeHeader(headers, 'content-length')
    this.isDropping =
      server.upgrade !== '' && !server.isTunnel && responseCode >= 200 && responseCode < 300
    if (this.isDropping) {
      // To an HTTP/2 client any 2xx accepts the tunnel: what was not accepted ends here.
      server.responseCodeDetails = 'websocket_handshake_unsuccessful'
      removeHeader(headers, 'content-length')
    }
    if (status === 204) removeHeader(headers, 'content-length')
    if (session.runtime.isHealthFailed) session.drain()
    const bytes = sizeOf(headers)
    server.responseHeaderBytes = bytes
    server.responseTotalBytes += bytes
    session.connection.respond(this.stream, status, headers, isEnd || this.isDropping)
    session.flush()
  }

  sendBody(chunk: Buffer): boolean {
    const { server } = this
    if (this.isDropping) return true
    server.responseBodyBytes += chunk.length
    server.responseTotalBytes += chunk.length
    return this.session.connection.sendData(this.stream, chunk)
  }

  sendEnd(trailers: ReadonlyHeaderList | null): void {
    const { server } = this
    if (trailers !== null) server.responseTotalBytes += sizeOf(trailers)
    this.session.connection.sendEnd(this.stream, trailers)
    this.session.flush()
  }

  flush(): void {
    this.session.flush()
  }

  /** HTTP/2 shows a cut-off response by a reset (spec §8.3). */
  reset(): void {
    const { stats } = this.server.runtime.config
    stats.downstreamRqTxReset++
    stats.http2.txReset++
    this.session.connection.reset(this.stream, ErrorCode.InternalError)
    this.session.flush()
  }

  onStreamOver(): void {
    const { session, server, stream } = this
    if (this.isTunnel) server.runtime.config.stats.downstreamCxUpgradesActive--
    if (server.responseState === ResponseState.Ended || stream.isClosed)
      session.connection.finish(stream, ErrorCode.NoError)
    else session.connection.reset(stream, ErrorCode.InternalError)
    session.onRequestOver(this)
    if (stream.queuedBytes > 0) session.watchFlush()
  }
}

function sizeOf(headers: ReadonlyHeaderList): number {
  let bytes = 0
  for (const text of headers) bytes += text.length
  return bytes
}
