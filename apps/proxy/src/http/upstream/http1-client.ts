/** One HTTP/1.1 connection to an upstream host: one exchange at a time, reused while both sides allow it. */
import type { Socket } from 'node:net'
import {
  BodyKind,
  chunkHead,
  fieldLines,
  lastChunk,
  linesInCase,
  MessageReader,
  type NameCase,
  ReadEvent,
  requestLine,
} from '@flotilla/http1'
import { scope } from '@flotilla/log'
import { type ByteReader, lendReads } from '@flotilla/net'
import { WheelTimer } from '@flotilla/time'
import type { Breaker, Host, UpstreamPeer } from '../../upstream/types.ts'
import { indexOfHeader, type ReadonlyHeaderList, receivedFieldBytes } from '../headers.ts'
import { Outbox } from '../outbox.ts'
import {
  ResetReason,
  type UpstreamExchange,
  type UpstreamHandler,
  type UpstreamHead,
} from '../session.ts'
import { websocketKeyLine } from '../websocket-key.ts'
import type { Http1Pool } from './http1-pool.ts'

const log = scope('proxy.http')
const CRLF = '\r\n'
/** A response that nobody wants any more is read to its end up to this size, to keep the connection. */
const MAX_DISCARD_BYTES = 64 * 1024
const DISCARD_TIMEOUT_MS = 5000
/** Idle for less than this, no server closes a connection for being idle: its close is an answer, as Envoy takes it. */
const STALE_AFTER_MS = 1000
/** Requests that nobody expects a body of: they do not say that theirs is empty. */
const BODYLESS_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'DELETE', 'TRACE', 'CONNECT'])

/**
 * Idle: in the pool, no bytes may come. Busy: an exchange has a handler. Discarding: the response of an abandoned exchange
 * is read and dropped. Closed: the socket is gone or going.
 */
const State = { Idle: 0, Busy: 1, Discarding: 2, Closed: 3 } as const
type State = (typeof State)[keyof typeof State]

export class Http1Client implements UpstreamExchange, ByteReader {
  readonly protocol = 'HTTP/1.1'
  readonly host: Host
  readonly peer: UpstreamPeer
  readonly openedAtMs: number
  served = 0
  wasStale = false
  private restedAtMs = 0
  private readonly pool: Http1Pool
  private readonly socket: Socket
  private readonly reader: MessageReader
  private readonly outbox: Outbox
  private readonly timer: WheelTimer
  private state: State = State.Idle
  private handler: UpstreamHandler | null = null
  private breaker: Breaker | null = null
  private requestBody: BodyKind = BodyKind.None
  private isRequestSent = false
  private isConnect = false
  /** Whether both directions are raw bytes by now. */
  private isTunnel = false
  private isHeld = false
  private isSocketPaused = false
  private isInputEnded = false
  private isPumping = false
  private isFull = false
  private isTunnelEnded = false
  private discarded = 0
  /** Of the exchange at hand, on the wire. */
  private headSent = 0
  private headReceived = 0
  private sent = 0

  constructor(pool: Http1Pool, host: Host, socket: Socket, peer: UpstreamPeer, nowMs: number) {
    this.pool = pool
    this.host = host
    this.peer = peer
    this.openedAtMs = nowMs
    this.socket = socket
    this.reader = new MessageReader('response', pool.limits)
    this.outbox = new Outbox(socket, () => this.onDrain())
    this.timer = new WheelTimer(() => this.onTimer())
    socket.on('end', () => this.onInputEnd())
    // What went wrong shows in `close`, which always follows.
    socket.on('error', () => this.onClose())
    socket.on('close', () => this.onClose())
    lendReads(socket, this)
    socket.resume()
  }

  // -- pool side -------------------------------------------------------------

  handOver(handler: UpstreamHandler): boolean {
    if (this.handler === null) return false
    this.handler = handler
    return true
  }

  /** Gives the connection to a request; only while idle. */
  attach(handler: UpstreamHandler, breaker: Breaker): void {
    this.pool.wheel.cancel(this.timer)
    this.state = State.Busy
    this.handler = handler
    this.breaker = breaker
    this.requestBody = BodyKind.None
    this.isRequestSent = false
    this.isTunnel = false
    this.isHeld = false
    this.isFull = false
    this.headSent = 0
    this.headReceived = 0
    this.sent = 0
    handler.onPoolReady(this)
  }

  /** Starts the wait for the next request. @param idleTimeoutMs 0: no limit. */
  rest(idleTimeoutMs: number): void {
    this.restedAtMs = this.pool.clock.nowMs()
    if (idleTimeoutMs > 0) this.pool.wheel.arm(this.timer, idleTimeoutMs)
  }

  close(): void {
    this.state = State.Closed
    this.pool.wheel.cancel(this.timer)
    this.outbox.send()
    this.socket.destroy()
  }

  get responseCase(): NameCase | null {
    return this.reader.seenCase
  }

  get isBusy(): boolean {
    return this.state === State.Busy || this.state === State.Discarding
  }

  // -- request ---------------------------------------------------------------

  sendHead(head: UpstreamHead, isEnd: boolean): void {
    this.reader.expectResponseTo(head.method)
    const path = this.pool.sendsWholeUrl
      ? `${head.scheme}://${head.host}${head.target}`
      : head.target
    const target = head.upgrade === 'connect' ? head.host : path
    const lines = `host: ${head.host}\r\n${fieldLines(head.headers)}${this.framing(head, isEnd)}`
    const nameCase = head.nameCase ?? this.pool.nameCase
    const written = nameCase === null ? lines : linesInCase(lines, nameCase)
    const text = `${requestLine(head.method, target)}${written}${CRLF}`
    this.outbox.text(text)
    // Envoy: the field lines alone.
    this.headSent = written.length
    this.sent = text.length
    if (isEnd) this.isRequestSent = true
  }

  private framing(head: UpstreamHead, isEnd: boolean): string {
    this.isConnect = head.upgrade === 'connect'
    if (head.upgrade !== '') {
      this.requestBody = BodyKind.Tunnel
      if (this.isConnect) return ''
      return `connection: Upgrade\r\nupgrade: ${head.upgrade}\r\n${websocketKeyLine(head.upgrade, head.headers)}`
    }
    const hasLength = indexOfHeader(head.headers, 'content-length') !== -1
    if (isEnd) {
      return hasLength || head.method === 'GET' || BODYLESS_METHODS.has(head.method)
        ? ''
        : 'content-length: 0\r\n'
    }
    this.requestBody = hasLength ? BodyKind.Length : BodyKind.Chunked
    return hasLength ? '' : 'transfer-encoding: chunked\r\n'
  }

  sendBody(chunk: Buffer): boolean {
    if (chunk.length === 0) return !this.isFull
    if (this.requestBody === BodyKind.Chunked) {
      const frame = chunkHead(chunk.length)
      this.sent += frame.length + CRLF.length
      this.outbox.text(frame)
      this.outbox.bytes(chunk)
      this.outbox.text(CRLF)
    } else this.outbox.bytes(chunk)
    this.sent += chunk.length
    this.isFull = this.outbox.pendingBytes > this.pool.bufferLimitBytes
    return !this.isFull
  }

  sendEnd(trailers: ReadonlyHeaderList | null): void {
    if (this.requestBody === BodyKind.Chunked) {
      const last = lastChunk(this.pool.enablesTrailers ? trailers : null, null)
      this.sent += last.length
      this.outbox.text(last)
    }
    this.isRequestSent = true
    if (this.requestBody === BodyKind.Tunnel) this.outbox.end()
    else this.outbox.flush()
  }

  flush(): void {
    this.outbox.flush()
  }

  // -- response --------------------------------------------------------------

  hold(): void {
    this.isHeld = true
  }

  release(): void {
    if (!this.isHeld) return
    this.isHeld = false
    this.pump()
  }

  abandon(): void {
    if (this.handler === null) return
    this.detach()
    this.pool.stats.upstreamRqTxReset++
    this.closeFrom(true)
  }

  discard(): void {
    if (this.handler === null) return
    const canFinish = this.isRequestSent && this.requestBody !== BodyKind.Tunnel
    if (!canFinish) {
      this.abandon()
      return
    }
    this.detach()
    this.state = State.Discarding
    this.discarded = 0
    this.isHeld = false
    this.pool.wheel.arm(this.timer, DISCARD_TIMEOUT_MS)
    this.pump()
  }

  onBytes(buffer: Buffer, size: number, isLent: boolean): void {
    if (this.state === State.Closed) return
    if (this.state === State.Idle) {
      // Nothing was asked: what comes cannot be a response to anything.
      this.pool.stats.upstreamCxProtocolError++
      this.closeFrom(true)
      return
    }
    this.reader.push(buffer, size, isLent)
    try {
      this.pump()
    } catch (error) {
      // A bug costs the exchange it showed on, not the process.
      log.error('response ended by a bug', { error })
      this.isPumping = false
      this.fail(ResetReason.LocalReset)
    }
    this.reader.keep()
  }

  private pump(): void {
    if (this.isPumping) return
    this.isPumping = true
    while (!this.isHeld && this.isBusy) {
      const event = this.reader.read()
      if (event === ReadEvent.NeedMore) {
        if (this.isInputEnded) this.onCutOff()
        break
      }
      if (!this.take(event)) break
    }
    this.isPumping = false
    this.handler?.onUpstreamBatch()
    this.adjustFlow()
  }

  /** Handles one event; false where the connection is out of this exchange. */
  private take(event: ReadEvent): boolean {
    const { reader, handler } = this
    switch (event) {
      case ReadEvent.Head:
        this.takeHead()
        return true
      case ReadEvent.Body:
        if (handler !== null) handler.onUpstreamBody(reader.body)
        else this.discarded += reader.body.length
        if (this.discarded <= MAX_DISCARD_BYTES) return true
        this.closeFrom(true)
        return false
      case ReadEvent.Tunnel: {
        const rest = reader.takeRest()
        if (rest !== null) handler?.onUpstreamBody(rest)
        if (rest === null && this.isInputEnded) this.completeTunnel()
        return rest !== null
      }
      case ReadEvent.End:
        this.complete()
        return false
      default:
        this.pool.stats.upstreamCxProtocolError++
        this.fail(ResetReason.ProtocolError)
        return false
    }
  }

  private takeHead(): void {
    const { reader, handler } = this
    const { status } = reader
    this.headReceived = receivedFieldBytes(reader.headers)
    if (status < 200 && status !== 101) {
      handler?.onUpstreamInformational(status, reader.headers)
      return
    }
    // A 101 that was not asked for would turn the connection into something nobody speaks.
    if (status === 101 && this.requestBody !== BodyKind.Tunnel) {
      this.pool.stats.upstreamCxProtocolError++
      this.fail(ResetReason.ProtocolError)
      return
    }
    // RFC 9110 §9.3.6: any 2xx accepts a CONNECT.
    const isAccepted = this.isConnect && status < 300
    if (isAccepted) reader.becomeTunnel()
    const isTunnel = status === 101 || isAccepted
    this.isTunnel = isTunnel
    if (!isTunnel && this.requestBody === BodyKind.Tunnel) this.isRequestSent = true
    const isEnd = !isTunnel && reader.framing.body === BodyKind.None
    handler?.onUpstreamHead(status, reader.headers, isEnd, reader.headBytes)
  }

  /** The response is read to its end: the connection goes back first, so that what follows can use it. */
  private complete(): void {
    const { handler, reader } = this
    const trailers = this.pool.enablesTrailers ? reader.trailers : null
    const canStay =
      this.isRequestSent &&
      reader.framing.isKeepAlive &&
      reader.buffered === 0 &&
      !this.isInputEnded &&
      this.requestBody !== BodyKind.Tunnel
    this.detach()
    if (canStay) {
      this.state = State.Idle
      if (this.isSocketPaused) this.socket.resume()
      this.isSocketPaused = false
      reader.next()
      this.pool.giveBack(this)
    } else this.closeFrom(true)
    handler?.onUpstreamEnd(trailers)
  }

  /** The other direction may still be open: the exchange ends when its owner abandons it. */
  private completeTunnel(): void {
    if (this.isTunnelEnded) return
    this.isTunnelEnded = true
    this.handler?.onUpstreamEnd(null)
  }

  private onInputEnd(): void {
    this.isInputEnded = true
    if (this.state === State.Idle) this.closeFrom(false)
    else if (this.isBusy) this.pump()
  }

  /** The peer closed and all it sent is read. */
  private onCutOff(): void {
    if (this.reader.finish() === ReadEvent.End) this.complete()
    else this.fail(this.closeReason)
  }

  private onClose(): void {
    if (this.state === State.Closed) return
    if (this.isHeld) {
      // What was received before the close is still owed to the client.
      this.isInputEnded = true
      return
    }
    this.fail(this.closeReason)
  }

  /** A response that is cut off breaks the protocol; a close before any of it is only a close. */
  private get closeReason(): ResetReason {
    return this.isBusy && this.reader.hasBegun && !this.isTunnel
      ? ResetReason.ProtocolError
      : ResetReason.ConnectionTermination
  }

  private fail(reason: ResetReason): void {
    const { handler } = this
    this.wasStale =
      reason === ResetReason.ConnectionTermination &&
      this.served > 0 &&
      !this.reader.hasBegun &&
      this.pool.clock.nowMs() - this.restedAtMs >= STALE_AFTER_MS
    if (handler !== null) this.pool.stats.upstreamRqRxReset++
    this.detach()
    this.closeFrom(false)
    handler?.onUpstreamReset(reason)
  }

  /** Ends the exchange's accounting. */
  private detach(): void {
    const { handler, reader } = this
    if (handler === null) return
    handler.onUpstreamWire(this.headSent, this.sent, this.headReceived, reader.totalBytes)
    this.handler = null
    this.served++
    const { breaker } = this
    this.breaker = null
    if (breaker !== null) this.pool.finish(breaker)
  }

  private closeFrom(isLocal: boolean): void {
    if (this.state === State.Closed) return
    const { stats } = this.pool
    if (isLocal) stats.upstreamCxDestroyLocal++
    else stats.upstreamCxDestroyRemote++
    this.close()
    this.pool.onClosed(this)
  }

  private onDrain(): void {
    if (!this.isFull) return
    this.isFull = false
    this.handler?.onUpstreamWritable()
  }

  private onTimer(): void {
    if (this.state === State.Idle) this.pool.stats.upstreamCxIdleTimeout++
    this.closeFrom(true)
  }

  private adjustFlow(): void {
    if (this.state === State.Closed) return
    const shouldPause = this.isHeld && this.reader.buffered > 0
    if (shouldPause === this.isSocketPaused) return
    this.isSocketPaused = shouldPause
    if (shouldPause) this.socket.pause()
    else this.socket.resume()
  }
}
