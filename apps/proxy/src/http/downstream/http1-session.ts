/** One HTTP/1 connection of a client: requests one after the other, back-pressure, timers, upgrades and its orderly end. */
import type { Socket } from 'node:net'
import {
  BodyKind,
  CONTINUE,
  MessageReader,
  ReadEvent,
  Rejection,
  reasonPhrase,
  rejectionInfo,
} from '@flotilla/http1'
import { scope } from '@flotilla/log'
import { type ByteReader, lendReads, resetSocket } from '@flotilla/net'
import { WheelTimer } from '@flotilla/time'
import type { ConnectionInfo, DownstreamConnection } from '../../listener/types.ts'
import { type ReadonlyHeaderList, receivedFieldBytes } from '../headers.ts'
import type { ManagerConfig } from '../manager-config.ts'
import { Outbox } from '../outbox.ts'
import { ResponseFlag } from '../response-flags.ts'
import type { DownstreamSession, ManagedSession } from '../session.ts'
import { clientCertElement } from './client-cert.ts'
import { connectionDueMs, expiredTimer, StreamTimer, streamDueMs } from './deadlines.ts'
import { headDueMs } from './http1-head-deadlines.ts'
import { Http1Response } from './http1-response.ts'
import { readTarget } from './http1-target.ts'
import type { ManagerRuntime } from './manager-runtime.ts'
import { takeExpectation, takeHead } from './request-head.ts'
import { ServerStream } from './server-stream.ts'
import { ResponseState } from './stream-record.ts'

const log = scope('proxy.http')

/** Bytes of later requests, or of a body that nobody takes yet, held per connection; beyond it the socket is paused. */
export const MAX_HELD_BYTES: number = 64 * 1024
/** Response bytes not yet taken by the socket before the upstream is paused (spec §8.3). */
export const MAX_UNSENT_BYTES: number = 1024 * 1024

const SLASH = 0x2f

/** A client that does not take the end of its response in this time is cut off. */
const MAX_FLUSH_MS = 300_000

/**
 * Open: requests are read. Closing: the last response is out, what still comes is dropped until the client closes or the
 * delayed-close timer fires. Closed: the socket is gone.
 */
const State = { Open: 0, Closing: 1, Closed: 2 } as const
type State = (typeof State)[keyof typeof State]

export class Http1Session implements DownstreamSession, ManagedSession, ByteReader {
  readonly isHttp2 = false
  readonly info: ConnectionInfo
  /** Of the manager that has it now. A stream keeps the one that it began with. */
  private runtime: ManagerRuntime
  private readonly socket: Socket
  private readonly reader: MessageReader
  private readonly outbox: Outbox
  private readonly response: Http1Response
  private readonly timer: WheelTimer
  private onGone: (session: ManagedSession) => void
  private state: State = State.Open
  private stream: ServerStream | null = null
  private requests = 0
  private isHeld = false
  private isPumping = false
  private isPaused = true
  private isInputEnded = false
  private isTunnel = false
  private isUnsent = false
  private clientKeepsAlive = true
  private mustClose = false
  private certElement: string | null = null
  private readonly openedAtMs: number
  private lastActivityMs: number
  private headStartMs = -1
  private timerDueMs = Number.POSITIVE_INFINITY

  /** @param onGone called once, when the socket is closed. */
  constructor(
    runtime: ManagerRuntime,
    connection: DownstreamConnection,
    onGone: (session: ManagedSession) => void,
  ) {
    const { socket, head, info } = connection
    this.runtime = runtime
    this.info = info
    this.socket = socket
    this.onGone = onGone
    this.reader = new MessageReader('request', runtime.config.limits)
    this.outbox = new Outbox(socket, () => this.onDrain())
    this.response = new Http1Response(this.outbox)
    this.timer = new WheelTimer(() => this.onTimer())
    this.openedAtMs = runtime.nowMs()
    this.lastActivityMs = this.openedAtMs
    socket.on('end', () => this.onInputEnd())
    // What went wrong shows in `close`, which always follows.
    socket.on('error', () => socket.destroy())
    socket.on('close', () => this.onClose())
    // First, so that the connection's own deadlines are known however its first request goes.
    this.armTimer()
    if (head !== null) this.onBytes(head, head.length, false)
    lendReads(socket, this)
    this.adjustFlow()
  }

  // -- reading ---------------------------------------------------------------

  onBytes(buffer: Buffer, size: number, isLent: boolean): void {
    this.lastActivityMs = this.runtime.nowMs()
    this.runtime.config.stats.downstreamCxRxBytesTotal += size
    if (this.state !== State.Open) return
    this.reader.push(buffer, size, isLent)
    try {
      this.pump()
    } catch (error) {
      // A bug costs the connection it showed on, not the process.
      log.error('request ended by a bug', { error })
      this.socket.destroy()
    }
    this.reader.keep()
  }

  /** Reads events until the stream holds them back or there are no more bytes. Not re-entered: the loop goes on by itself. */
  private pump(): void {
    if (this.isPumping) return
    this.isPumping = true
    while (this.state === State.Open && !this.isWaiting) {
      const event = this.reader.read()
      if (event === ReadEvent.NeedMore) {
        if (this.isInputEnded) this.onCutOff()
        break
      }
      if (!this.take(event)) break
    }
    this.isPumping = false
    this.stream?.consumer?.onRequestBatch()
    this.adjustFlow()
    this.armTimer()
  }

  /** Whether a stream is there that takes nothing now: held back, or its request is complete. */
  private get isWaiting(): boolean {
    const { stream } = this
    return stream !== null && (this.isHeld || stream.isRequestComplete)
  }

  private take(event: ReadEvent): boolean {
    const { reader, stream } = this
    switch (event) {
      case ReadEvent.Head:
        this.openStream()
        return true
      case ReadEvent.Body:
        if (stream === null) return false
        stream.requestBodyBytes = reader.bodyBytes
        stream.requestTotalBytes = reader.totalBytes
        stream.receiveBody(reader.body)
        return true
      case ReadEvent.End:
        if (stream !== null) this.completeRequest(stream)
        return true
      case ReadEvent.Tunnel:
        return this.takeTunnel()
      default:
        this.refuse()
        return false
    }
  }

  private openStream(): void {
    const { reader, runtime } = this
    const { stats } = runtime.config
    const stream = this.newStream()
    // Envoy's codec refuses a target before anybody looks at the version.
    if (!this.takesTarget(stream)) return
    if (reader.minorVersion === 0 && !runtime.config.acceptsHttp10) {
      this.refuseVersion(stream)
      return
    }
    stream.protocol = reader.minorVersion === 1 ? 'HTTP/1.1' : 'HTTP/1.0'
    if (reader.target.includes('#')) {
      this.refuseFragment(stream)
      return
    }
    stream.method = reader.method
    stream.requestCase = reader.seenCase
    stream.requestHeaderBytes = receivedFieldBytes(reader.headers)
    stream.requestTotalBytes = reader.totalBytes
    this.clientKeepsAlive = reader.framing.isKeepAlive
    this.isHeld = true
    this.certElement ??= clientCertElement(this.info, runtime.config)
    const { body, expectsContinue } = reader.framing
    stream.isRequestBodyless = body === BodyKind.None
    // The end of a message without a body is read at once: a reply then knows that nothing is left to come.
    if (stream.isRequestBodyless && reader.read() === ReadEvent.End)
      stream.requestEndMs = this.lastActivityMs
    stream.isRequestComplete = stream.isRequestBodyless
    if (!takeHead(stream, reader, this.certElement)) return
    if (stream.upgrade !== '') stream.isRequestComplete = false
    if (takeExpectation(stream, expectsContinue)) {
      this.outbox.text(CONTINUE)
      this.outbox.flush()
    }
    stats.rqTotal++
    stream.start()
  }

  /** Whether a target that is no path is one that can go on; without user information from here on. */
  private takesTarget(stream: ServerStream): boolean {
    const { reader, runtime } = this
    if (reader.target.charCodeAt(0) === SLASH && reader.method !== 'CONNECT') return true
    const reading = readTarget(reader.method, reader.target, runtime.config.allowsAbsoluteUrl)
    if (reading.kind === 'ok') {
      reader.target = reading.target
      return true
    }
    runtime.config.stats.downstreamCxProtocolError++
    this.mustClose = true
    stream.reply(400, reasonPhrase(400), reading.detail, ResponseFlag.DownstreamProtocolError)
    return false
  }

  /** RFC 9112 §3.2: no form of a target has a fragment. */
  private refuseFragment(stream: ServerStream): void {
    this.mustClose = true
    stream.method = this.reader.method
    stream.path = this.reader.target
    stream.reply(400, '', 'path_normalization_failed', 0)
  }

  private newStream(): ServerStream {
    const { runtime } = this
    const { stats } = runtime.config
    const stream = new ServerStream(runtime, this)
    this.stream = stream
    this.requests++
    stream.startMs = this.headStartMs >= 0 ? this.headStartMs : this.lastActivityMs
    stream.startWallMs = runtime.wallMs() - (runtime.nowMs() - stream.startMs)
    stream.randomValue = runtime.draw()
    this.headStartMs = -1
    stats.downstreamRqTotal++
    stats.downstreamRqHttp1Total++
    stats.downstreamRqActive++
    return stream
  }

  private completeRequest(stream: ServerStream): void {
    stream.requestTotalBytes = this.reader.totalBytes
    stream.requestEndMs = this.runtime.nowMs()
    stream.receiveEnd(stream.runtime.config.enablesTrailers ? this.reader.trailers : null)
  }

  private takeTunnel(): boolean {
    const { stream } = this
    const rest = this.reader.takeRest()
    if (stream === null) return false
    if (rest !== null) {
      stream.requestBodyBytes += rest.length
      stream.requestTotalBytes += rest.length
      stream.receiveBody(rest)
      return true
    }
    if (this.isInputEnded) {
      stream.requestEndMs = this.runtime.nowMs()
      stream.receiveEnd(null)
    }
    return false
  }

  /** The bytes are no valid request: answered where that is still possible, and never read any further. */
  private refuse(): void {
    const { config } = this.runtime
    const { rejection, minorVersion } = this.reader
    const { status, detail } = rejectionInfo(rejection)
    this.mustClose = true
    const stream = this.stream ?? this.newStream()
    const isOld =
      rejection === Rejection.Http09 ||
      (rejection === Rejection.TransferEncodingOnHttp10 &&
        minorVersion === 0 &&
        !config.acceptsHttp10)
    if (isOld && stream.responseState === ResponseState.None) {
      if (rejection === Rejection.Http09 && !this.takesTarget(stream)) return
      if (config.acceptsHttp10) {
        stream.protocol = 'HTTP/1.0'
        this.refuseMissingHost(stream)
      } else this.refuseVersion(stream)
      return
    }
    if (rejection === Rejection.MissingHost) {
      this.refuseMissingHost(stream)
      return
    }
    config.stats.downstreamCxProtocolError++
    if (status === 431) config.stats.downstreamRqTooLarge++
    if (stream.responseState === ResponseState.None)
      stream.reply(status, reasonPhrase(status), detail, ResponseFlag.DownstreamProtocolError)
    else stream.abort(detail, ResponseFlag.DownstreamProtocolError)
  }

  /** Envoy refuses an old version before it looks at what was asked. */
  private refuseVersion(stream: ServerStream): void {
    this.mustClose = true
    stream.reply(426, reasonPhrase(426), 'low_version', ResponseFlag.DownstreamProtocolError)
  }

  /** A well-formed request otherwise, and logged as one. */
  private refuseMissingHost(stream: ServerStream): void {
    const { reader } = this
    stream.method = reader.method
    stream.path = reader.target
    stream.reply(400, '', 'missing_host_header', 0)
  }

  private onInputEnd(): void {
    this.isInputEnded = true
    if (this.state === State.Closing) this.outbox.destroySoon()
    else if (!this.isWaiting) this.pump()
  }

  /** The client closed its side and all it sent is read: between requests that is goodbye, inside one it is gone. */
  private onCutOff(): void {
    if (this.stream === null && !this.reader.hasBegun) {
      this.beginClose()
      return
    }
    const stream = this.stream ?? this.newStream()
    this.mustClose = true
    stream.onDownstreamGone('downstream_remote_disconnect')
    this.outbox.send()
    this.socket.destroy()
  }

  // -- DownstreamSession: request side ---------------------------------------

  holdRequest(): void {
    this.isHeld = true
  }

  releaseRequest(): void {
    if (!this.isHeld) return
    this.isHeld = false
    if (!this.isPumping) this.pump()
  }

  discardRequest(): void {
    const { stream, reader } = this
    if (stream === null || this.isTunnel) return
    for (let event = reader.read(); ; event = reader.read()) {
      if (event === ReadEvent.Body) continue
      if (event === ReadEvent.End) {
        stream.isRequestComplete = true
        stream.requestTotalBytes = reader.totalBytes
        stream.requestBodyBytes = reader.bodyBytes
      }
      return
    }
  }

  startTunnel(): void {
    const { stats } = (this.stream?.runtime ?? this.runtime).config
    stats.downstreamCxUpgradesTotal++
    stats.downstreamCxUpgradesActive++
    this.isTunnel = true
    this.mustClose = true
    this.reader.becomeTunnel()
    this.isHeld = false
    if (!this.isPumping) this.pump()
  }

  // -- DownstreamSession: response side --------------------------------------

  sendInformational(status: number, headers: ReadonlyHeaderList): void {
    const { stream, runtime } = this
    if (stream?.protocol === 'HTTP/1.1')
      this.response.informational(status, headers, runtime.config.nameCase)
  }

  sendHead(isEnd: boolean): void {
    const { stream, runtime } = this
    if (stream === null) return
    // Envoy: a refused upgrade ends the connection, whose next bytes may be of the protocol that was asked for.
    const isRefused =
      (stream.upgrade !== '' && !stream.isTunnel) ||
      (stream.method === 'CONNECT' && stream.responseCode >= 300)
    if (stream.closesConnection || isRefused) this.mustClose = true
    if (!stream.isRequestComplete && !stream.isTunnel) {
      // Envoy: a response before the end of its request costs the connection, whose next bytes would be in doubt.
      runtime.config.stats.downstreamRqResponseBeforeRqComplete++
      this.mustClose = true
    }
    const mayGoOn =
      this.clientKeepsAlive && !this.mustClose && !this.isInputEnded && !this.isWornOut()
    if (!this.response.head(stream, isEnd, mayGoOn)) this.mustClose = true
  }

  sendBody(chunk: Buffer): boolean {
    const { stream } = this
    if (stream === null) return true
    this.response.chunk(stream, chunk)
    this.isUnsent = this.outbox.pendingBytes > MAX_UNSENT_BYTES
    return !this.isUnsent
  }

  sendEnd(trailers: ReadonlyHeaderList | null): void {
    const { stream } = this
    if (stream === null) return
    this.response.end(stream, stream.runtime.config.enablesTrailers ? trailers : null)
    if (this.isTunnel) this.outbox.end()
  }

  flush(): void {
    this.outbox.flush()
  }

  /** HTTP/1 shows a cut-off response by closing without its end; where close is the end, by a reset. */
  reset(): void {
    this.mustClose = true
    this.runtime.config.stats.downstreamRqTxReset++
    this.outbox.send()
    if (this.response.endsWithClose) resetSocket(this.socket)
    else this.outbox.destroySoon()
    this.state = State.Closing
    this.runtime.wheel.arm(this.timer, MAX_FLUSH_MS)
  }

  onStreamOver(): void {
    const { reader, runtime } = this
    if (this.isTunnel) (this.stream?.runtime ?? runtime).config.stats.downstreamCxUpgradesActive--
    this.stream = null
    this.isHeld = false
    this.isUnsent = false
    this.lastActivityMs = runtime.nowMs()
    if (this.state !== State.Open) return
    if (this.mustClose || !reader.isBetween) {
      this.beginClose()
      return
    }
    reader.next()
    if (reader.buffered > 0 || this.isInputEnded) {
      this.headStartMs = this.lastActivityMs
      this.pump()
    } else this.adjustFlow()
  }

  private onDrain(): void {
    if (!this.isUnsent) return
    this.isUnsent = false
    this.lastActivityMs = this.runtime.nowMs()
    this.stream?.consumer?.onDownstreamWritable()
  }

  /** Whether this connection has served long or often enough. */
  private isWornOut(): boolean {
    const { config, isDraining, overload } = this.runtime
    if (isDraining) {
      config.stats.downstreamCxDrainClose++
      return true
    }
    if (overload.disablesKeepalive) {
      config.stats.downstreamCxOverloadDisableKeepalive++
      return true
    }
    if (config.maxRequestsPerConnection > 0 && this.requests >= config.maxRequestsPerConnection) {
      config.stats.downstreamCxMaxRequestsReached++
      return true
    }
    if (config.maxConnectionDurationMs === 0) return false
    return this.runtime.nowMs() - this.openedAtMs >= config.maxConnectionDurationMs
  }

  // -- the end ---------------------------------------------------------------

  /** Closes now where no request is under way, after the current response otherwise. */
  drain(): void {
    if (this.state === State.Open && this.stream === null && !this.reader.hasBegun)
      this.beginClose()
  }

  leave(): void {
    if (!this.mustClose) this.runtime.config.stats.downstreamCxDrainClose++
    this.mustClose = true
  }

  close(): void {
    this.outbox.send()
    this.socket.destroy()
  }

  follow(runtime: ManagerRuntime, onGone: (session: ManagedSession) => void): boolean {
    // The reader was made with its limits; a connection that is closing has nothing left to decide.
    if (this.state !== State.Open || !areEqualLimits(this.runtime.config, runtime.config))
      return false
    this.runtime = runtime
    this.onGone = onGone
    this.certElement = null
    this.armTimer()
    return true
  }

  private beginClose(): void {
    if (this.state !== State.Open) return
    this.state = State.Closing
    this.outbox.send()
    const { delayedCloseMs } = this.runtime.config
    this.runtime.wheel.arm(this.timer, MAX_FLUSH_MS)
    if (this.isInputEnded || delayedCloseMs === 0) {
      this.outbox.destroySoon()
      return
    }
    // Bytes that arrive after a close would turn it into a reset, which may destroy the response on its way: what still
    // comes is read and dropped for a while, counted from when the response is out.
    this.socket.once('finish', () => this.runtime.wheel.arm(this.timer, delayedCloseMs))
    this.outbox.end()
    this.adjustFlow()
  }

  private onClose(): void {
    if (this.state === State.Closed) return
    const wasOpen = this.state === State.Open
    this.state = State.Closed
    this.runtime.wheel.cancel(this.timer)
    const { stats } = this.runtime.config
    stats.downstreamCxDestroy++
    if (wasOpen) stats.downstreamCxDestroyRemote++
    else stats.downstreamCxDestroyLocal++
    // Part of a head counts as a request that its client gave up.
    if (this.stream === null && wasOpen && this.reader.hasBegun) this.newStream()
    if (this.stream !== null) {
      stats.downstreamCxDestroyActiveRq++
      this.stream.onDownstreamGone('downstream_remote_disconnect')
    }
    this.onGone(this)
  }

  private adjustFlow(): void {
    if (this.state === State.Closed) return
    const shouldPause = this.state === State.Open && this.reader.buffered > MAX_HELD_BYTES
    if (shouldPause === this.isPaused) return
    this.isPaused = shouldPause
    if (shouldPause) this.socket.pause()
    else this.socket.resume()
  }

  // -- timers ----------------------------------------------------------------

  /** Arms the one timer where something falls due before it does; what is later is seen when it fires. */
  private armTimer(): void {
    if (this.state !== State.Open) return
    if (this.stream === null && this.headStartMs < 0 && this.reader.hasBegun)
      this.headStartMs = this.lastActivityMs
    const dueMs = this.nextDueMs()
    if (dueMs >= this.timerDueMs) return
    this.timerDueMs = dueMs
    this.runtime.wheel.arm(this.timer, dueMs - this.runtime.nowMs())
  }

  private nextDueMs(): number {
    const { stream, runtime } = this
    if (stream !== null) return streamDueMs(stream, this.lastActivityMs, this.isTunnel)
    const { config } = runtime
    const dueMs = connectionDueMs(config, this.headStartMs, this.lastActivityMs, this.openedAtMs)
    if (this.headStartMs < 0) return dueMs
    return Math.min(dueMs, headDueMs(config, this.headStartMs, this.lastActivityMs))
  }

  private onTimer(): void {
    this.timerDueMs = Number.POSITIVE_INFINITY
    if (this.state !== State.Open) {
      this.socket.destroy()
      return
    }
    const nowMs = this.runtime.nowMs()
    if (this.nextDueMs() > nowMs) {
      this.armTimer()
      return
    }
    if (this.stream !== null) this.onStreamTimeout(this.stream, nowMs)
    else if (this.headStartMs >= 0) this.onHeadTimeout()
    else {
      const { stats, maxConnectionDurationMs: longestMs } = this.runtime.config
      if (longestMs > 0 && nowMs >= this.openedAtMs + longestMs)
        stats.downstreamCxMaxDurationReached++
      else stats.downstreamCxIdleTimeout++
      this.beginClose()
    }
  }

  /** A stream begins with the first byte of its head: its timers run out as well as the head's own. */
  private onHeadTimeout(): void {
    const { config } = this.runtime
    const headMs = config.requestHeadersTimeoutMs
    const isHeadTimer = headMs > 0 && this.runtime.nowMs() >= this.headStartMs + headMs
    this.mustClose = true
    const stream = this.newStream()
    if (!isHeadTimer) {
      this.onStreamTimeout(stream, this.runtime.nowMs())
      return
    }
    config.stats.downstreamRqHeaderTimeout++
    stream.reply(408, 'request header timeout', 'request_header_timeout', 0)
  }

  private onStreamTimeout(stream: ServerStream, nowMs: number): void {
    const { stats } = this.runtime.config
    switch (expiredTimer(stream, this.lastActivityMs, nowMs)) {
      case StreamTimer.Idle:
        stats.downstreamRqIdleTimeout++
        stream.expire('stream timeout', 'stream_idle_timeout', ResponseFlag.StreamIdleTimeout)
        break
      case StreamTimer.Duration:
        stream.expire('downstream duration timeout', 'max_duration_timeout', 0)
        break
      case StreamTimer.Request:
        stats.downstreamRqTimeout++
        stream.expire('request timeout', 'request_overall_timeout', 0)
        break
      case StreamTimer.None:
        break
    }
    this.armTimer()
  }
}

function areEqualLimits({ limits: a }: ManagerConfig, { limits: b }: ManagerConfig): boolean {
  return (
    a === b ||
    (a.maxHeadBytes === b.maxHeadBytes &&
      a.maxFields === b.maxFields &&
      a.maxChunkExtensionBytes === b.maxChunkExtensionBytes &&
      a.maxInformational === b.maxInformational &&
      a.takesAnyMethod === b.takesAnyMethod &&
      a.caseKeeping?.others === b.caseKeeping?.others &&
      a.caseKeeping?.keepsReason === b.caseKeeping?.keepsReason)
  )
}
