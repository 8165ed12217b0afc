/** One request on one HTTP/2 connection to an upstream host. */
import {
  ErrorCode,
  type HeaderBlock,
  type Http2Stream,
  type RequestHead,
  type StreamListener,
} from '@flotilla/http2'
import type { Breaker, Host, UpstreamPeer } from '../../upstream/types.ts'
import type { ReadonlyHeaderList } from '../headers.ts'
import {
  ResetReason,
  type UpstreamExchange,
  type UpstreamHandler,
  type UpstreamHead,
} from '../session.ts'
import type { Http2Client } from './http2-client.ts'

/** RFC 9113 §4.1: what every frame begins with. */
const FRAME_HEAD_BYTES = 9

export class Http2Exchange implements UpstreamExchange, StreamListener {
  readonly protocol = 'HTTP/2'
  readonly host: Host
  readonly peer: UpstreamPeer
  readonly responseCase: null = null
  wasStale = false
  /** Whether it is among those that got content in this turn. */
  isTouched = false
  private readonly client: Http2Client
  private readonly isReused: boolean
  private handler: UpstreamHandler | null
  private readonly breaker: Breaker
  private stream: Http2Stream | null = null
  private isUpgrade = false
  /** A plain CONNECT rather than the extended one. */
  private isConnect = false
  private hasHead = false
  /** A head that waits for the server's SETTINGS. */
  private deferredHead: UpstreamHead | null = null
  private isDeferredEnd = false
  private readonly deferredBody: Buffer[] = []
  private headSent = 0
  private sent = 0
  private headReceived = 0
  private received = 0

  constructor(client: Http2Client, handler: UpstreamHandler, breaker: Breaker) {
    this.client = client
    this.host = client.pool.host
    this.peer = client.peer
    this.isReused = client.served > 0
    this.handler = handler
    this.breaker = breaker
  }

  // -- request -------------------------------------------------------------------

  sendHead(head: UpstreamHead, isEnd: boolean): void {
    this.isUpgrade = head.upgrade !== ''
    this.isConnect = head.upgrade === 'connect'
    // RFC 8441 §3: not before the server has allowed it.
    if (this.isUpgrade && !this.isConnect && !this.client.isSettled) {
      this.deferredHead = head
      this.client.defer(this)
      return
    }
    this.open(head, isEnd && !this.isUpgrade)
  }

  private open(head: UpstreamHead, isEnd: boolean): void {
    const { client } = this
    const { connection, pool } = client
    if (this.isUpgrade && !this.isConnect && !connection.peer.allowsExtendedConnect) {
      this.fail(ResetReason.ConnectError)
      return
    }
    const before = connection.pendingBytes
    this.stream = connection.request(
      this,
      requestHead(head),
      head.headers,
      isEnd,
      pool.clock.nowMs(),
    )
    this.headSent = connection.pendingBytes - before
    this.sent = this.headSent
    pool.stats.http2.streamsActive++
    client.flush()
  }

  /** The server's SETTINGS have come. */
  sendDeferred(): void {
    const head = this.deferredHead
    if (head === null || this.handler === null) return
    this.deferredHead = null
    this.open(head, false)
    for (const chunk of this.deferredBody.splice(0)) this.sendBody(chunk)
    if (this.isDeferredEnd) this.sendEnd(null)
  }

  sendBody(chunk: Buffer): boolean {
    const { stream } = this
    if (stream !== null) {
      this.sent += FRAME_HEAD_BYTES + chunk.length
      return this.client.connection.sendData(stream, chunk)
    }
    if (this.deferredHead === null) return true
    this.deferredBody.push(chunk)
    return false
  }

  sendEnd(trailers: ReadonlyHeaderList | null): void {
    if (this.stream === null) {
      this.isDeferredEnd = true
      return
    }
    this.client.connection.sendEnd(this.stream, trailers)
    this.client.flush()
  }

  flush(): void {
    this.client.flush()
  }

  // -- response ------------------------------------------------------------------

  hold(): void {
    if (this.stream !== null) this.client.connection.hold(this.stream)
  }

  release(): void {
    const { stream, client } = this
    if (stream === null || !stream.isHeld) return
    client.connection.release(stream)
    this.handler?.onUpstreamBatch()
    client.flush()
  }

  handOver(handler: UpstreamHandler): boolean {
    if (this.handler === null) return false
    this.handler = handler
    return true
  }

  abandon(): void {
    this.leave()
  }

  discard(): void {
    this.leave()
  }

  private leave(): void {
    if (this.handler === null) return
    const { client, stream } = this
    if (stream !== null) {
      if (!stream.isClosed) {
        client.pool.stats.upstreamRqTxReset++
        client.pool.stats.http2.txReset++
      }
      // As Envoy says it. Of a stream that has ended, what nobody took yet still counts against the connection's window.
      client.connection.reset(stream, ErrorCode.InternalError)
    }
    this.detach()
  }

  /** No more pieces come in this turn. */
  endBatch(): void {
    this.isTouched = false
    this.handler?.onUpstreamBatch()
  }

  // -- StreamListener --------------------------------------------------------------

  onHead(_stream: Http2Stream, head: HeaderBlock, isEnd: boolean): void {
    const { handler } = this
    if (handler === null) return
    const { status } = head
    this.client.touch(this)
    this.headReceived += FRAME_HEAD_BYTES + head.bytes
    this.received = this.headReceived
    if (status < 200) {
      handler.onUpstreamInformational(status, head.headers)
      return
    }
    this.hasHead = true
    // RFC 8441 §5: a 2xx accepts the upgrade; from here on it is what 101 is to HTTP/1.
    if (this.isUpgrade && status < 300) {
      handler.onUpstreamHead(this.isConnect ? status : 101, head.headers, false, head.bytes)
      if (isEnd) this.handler?.onUpstreamEnd(null)
      return
    }
    handler.onUpstreamHead(status, head.headers, isEnd, head.bytes)
    if (isEnd) this.complete(null)
  }

  onHeadTooLarge(_stream: Http2Stream, _head: HeaderBlock): void {
    this.client.pool.stats.http2.headerOverflow++
    // Envoy tells its own refusal of a list as if the server had reset.
    this.fail(ResetReason.RemoteReset)
  }

  onData(_stream: Http2Stream, chunk: Buffer): void {
    this.client.touch(this)
    this.received += FRAME_HEAD_BYTES + chunk.length
    this.handler?.onUpstreamBody(chunk)
  }

  onEnd(_stream: Http2Stream, trailers: string[] | null): void {
    this.client.touch(this)
    if (trailers !== null) this.client.pool.stats.http2.trailers++
    if (this.isUpgrade && this.hasHead) this.handler?.onUpstreamEnd(null)
    else this.complete(trailers)
  }

  onReset(_stream: Http2Stream, code: ErrorCode, isRemote: boolean): void {
    const { stats } = this.client.pool
    if (isRemote) {
      stats.http2.rxReset++
      if (code === ErrorCode.RefusedStream) stats.http2.streamRefusedErrors++
    }
    this.fail(this.reasonOf(code, isRemote))
  }

  onWritable(_stream: Http2Stream): void {
    this.handler?.onUpstreamWritable()
  }

  /** The socket is gone. */
  onConnectionLost(): void {
    this.fail(ResetReason.ConnectionTermination)
  }

  private reasonOf(code: ErrorCode, isRemote: boolean): ResetReason {
    if (!isRemote)
      return this.client.connection.isFailed && code === ErrorCode.NoError
        ? ResetReason.ConnectionTermination
        : ResetReason.ProtocolError
    if (code === ErrorCode.RefusedStream) return ResetReason.RemoteRefused
    if (code === ErrorCode.ProtocolError) return ResetReason.ProtocolError
    return code === ErrorCode.ConnectError ? ResetReason.ConnectError : ResetReason.RemoteReset
  }

  private complete(trailers: string[] | null): void {
    const { handler, stream, client } = this
    // The answer came before the request's end: the rest of the request is not wanted (spec §8.3).
    if (stream !== null && !stream.isLocalEnded) client.connection.reset(stream, ErrorCode.NoError)
    this.detach()
    handler?.onUpstreamEnd(trailers)
  }

  private fail(reason: ResetReason): void {
    const { handler, stream, client } = this
    if (handler === null) return
    client.pool.stats.upstreamRqRxReset++
    this.wasStale = reason === ResetReason.ConnectionTermination && this.isReused && !this.hasHead
    if (stream !== null && !stream.isClosed)
      client.connection.reset(stream, ErrorCode.InternalError)
    this.detach()
    handler.onUpstreamReset(reason)
  }

  /** Ends the accounting; no callback comes afterwards. */
  private detach(): void {
    const { handler, client } = this
    if (handler === null) return
    handler.onUpstreamWire(this.headSent, this.sent, this.headReceived, this.received)
    this.handler = null
    if (this.stream !== null) client.pool.stats.http2.streamsActive--
    client.pool.finish(this.breaker)
    client.onExchangeOver(this)
  }
}

function requestHead(head: UpstreamHead): RequestHead {
  const { host, method } = head
  const startsWithAuthority = head.isFromHttp1 === true
  if (head.upgrade !== '' && head.upgrade !== 'connect')
    return {
      method: 'CONNECT',
      scheme: head.scheme,
      authority: host,
      path: head.target,
      protocol: head.upgrade,
    }
  if (method === 'CONNECT') return { method, scheme: '', authority: host, path: '', protocol: '' }
  return {
    method,
    scheme: head.scheme,
    authority: host,
    path: head.target,
    protocol: '',
    startsWithAuthority,
  }
}
