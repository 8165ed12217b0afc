import { BodyKind, ReadEvent, Rejection, reasonPhrase, rejectionInfo } from '@flotilla/http1'
import { scope } from '@flotilla/log'
import { resetSocket } from '@flotilla/net'
import { type ReadonlyHeaderList, receivedFieldBytes } from '../headers.ts'
import { ResponseFlag } from '../response-flags.ts'
import type { DownstreamSession } from '../session.ts'
import { clientCertElement } from './client-cert.ts'
import { ConnectionState, Http1Connection, MAX_FLUSH_MS } from './http1-connection.ts'
import { readTarget } from './http1-target.ts'
import { takeHead } from './request-head.ts'
import { ServerStream } from './server-stream.ts'
import { ResponseState } from './stream-record.ts'

const log = scope('proxy.http')

/** Response bytes not yet taken by the socket before the upstream is paused (spec §8.3). */
export const MAX_UNSENT_BYTES: number = 1024 * 1024

/** Answers to requests of one batch of input that may be queued when another request begins; Envoy's number. Listed in docs/limits.md. */
const MAX_QUEUED_RESPONSES = 2

const SLASH = 0x2f

export class Http1Session extends Http1Connection implements DownstreamSession {
  // -- reading ---------------------------------------------------------------

  onBytes(buffer: Buffer, size: number, isLent: boolean): void {
    this.lastActivityMs = this.runtime.nowMs()
    this.runtime.config.stats.downstreamCxRxBytesTotal += size
    if (this.state !== ConnectionState.Open) return
    this.reader.push(buffer, size, isLent)
    if (!this.isPumping) this.answered = 0
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
    while (this.state === ConnectionState.Open && !this.isWaiting) {
      if (this.answered >= MAX_QUEUED_RESPONSES && this.stream === null && this.reader.hasBegun) {
        this.refuseFlood()
        break
      }
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
    const stream = this.newStream()
    // Envoy's codec refuses a target before anybody looks at the version.
    if (!this.takesTarget(stream)) return
    stream.requestHeaderBytes = receivedFieldBytes(reader.headers)
    stream.requestTotalBytes = reader.totalBytes
    if (reader.minorVersion === 0 && !runtime.config.acceptsHttp10) {
      this.refuseVersion(stream)
      return
    }
    stream.protocol = reader.minorVersion === 1 ? 'HTTP/1.1' : 'HTTP/1.0'
    stream.method = reader.method
    stream.requestCase = reader.seenCase
    this.clientKeepsAlive = reader.framing.isKeepAlive
    this.isHeld = true
    this.certElement ??= clientCertElement(this.info, runtime.config)
    const { body } = reader.framing
    stream.isRequestBodyless = body === BodyKind.None
    // The end of a message without a body is read at once: a reply then knows that nothing is left to come.
    if (stream.isRequestBodyless && reader.read() === ReadEvent.End)
      stream.requestEndMs = this.lastActivityMs
    stream.isRequestComplete = stream.isRequestBodyless
    if (!takeHead(stream, reader, this.certElement)) return
    if (stream.upgrade !== '') stream.isRequestComplete = false
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

  protected newStream(): ServerStream {
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
    const isLineOnly =
      rejection === Rejection.Http09 ||
      (rejection === Rejection.MissingHost && this.reader.target.endsWith('HTTP/1.1'))
    if (isLineOnly && !this.takesTarget(stream)) return
    const isOld =
      rejection === Rejection.Http09 ||
      (rejection === Rejection.TransferEncodingOnHttp10 &&
        minorVersion === 0 &&
        !config.acceptsHttp10)
    if (isOld && stream.responseState === ResponseState.None) {
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

  /** Envoy: who pipelines requests that are answered here must wait for some of the answers. */
  private refuseFlood(): void {
    this.runtime.config.stats.downstreamCxProtocolError++
    this.mustClose = true
    const detail = 'codec_error:Too many responses queued.'
    this.newStream().abort(detail, ResponseFlag.DownstreamProtocolError)
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
    stream.hasScheme = false
    stream.reply(400, '', 'missing_host_header', 0)
  }

  protected onInputEnd(): void {
    this.isInputEnded = true
    if (this.state === ConnectionState.Closing) this.outbox.destroySoon()
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

  get unreadBytes(): number {
    return this.reader.buffered
  }

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
    if (stream.upgrade !== '') {
      // What follows the head of an upgrade is its content, whatever its framing would have been.
      stream.requestBodyBytes += reader.buffered
      return
    }
    let event = reader.read()
    while (event === ReadEvent.Body) event = reader.read()
    if (event !== ReadEvent.End) return
    stream.isRequestComplete = true
    stream.requestTotalBytes = reader.totalBytes
    stream.requestBodyBytes = reader.bodyBytes
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
    this.state = ConnectionState.Closing
    this.runtime.wheel.arm(this.timer, MAX_FLUSH_MS)
  }

  onStreamOver(): void {
    const { reader, runtime } = this
    if (this.isTunnel) (this.stream?.runtime ?? runtime).config.stats.downstreamCxUpgradesActive--
    // A forwarded answer goes out before what follows it is read.
    this.answered = this.isPumping ? this.answered + 1 : 0
    this.stream = null
    this.isHeld = false
    this.isUnsent = false
    this.lastActivityMs = runtime.nowMs()
    if (this.state !== ConnectionState.Open) return
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

  protected onDrain(): void {
    if (!this.isUnsent) return
    this.isUnsent = false
    this.lastActivityMs = this.runtime.nowMs()
    this.stream?.consumer?.onDownstreamWritable()
  }
}
