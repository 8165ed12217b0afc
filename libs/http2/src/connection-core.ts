/** What both ends of a connection need to write, to account for streams and windows, and to fail; frames are read by `Connection`. */
import type { Http2Config } from './config.ts'
import { ErrorCode } from './error-code.ts'
import { Flood, FloodGuard } from './flood-guard.ts'
import { DEFAULT_WINDOW } from './frame-type.ts'
import { Sender, type SenderOwner } from './sender.ts'
import { PeerSettings, SettingId } from './settings.ts'
import { type Http2Stream, Violation } from './stream.ts'

/** Who owns the connection. None of these may throw. */
export interface ConnectionListener {
  /** A stream is over, however it ended; called last for it. */
  onStreamClosed(stream: Http2Stream): void
  /** The peer's settings changed: perhaps more streams may be opened. */
  onPeerSettings(): void
  /** The peer has taken our settings. */
  onSettingsAcknowledged(): void
  onPong(): void
  /** The peer wants no streams above `lastStreamId`. */
  onGoaway(lastStreamId: number, code: ErrorCode): void
  /**
   * The connection failed: a GOAWAY is queued, every stream is reset next. Write what there is and close.
   * @param flood which limit was hit, None where the peer broke a rule.
   */
  onFailed(code: ErrorCode, reason: string, flood: Flood): void
}

/** Streams that we reset and whose peer may not know yet, remembered to ignore what still comes. */
const MAX_REMEMBERED_RESETS = 1024
/** RFC 9113 §6.5.2. */
const DEFAULT_TABLE_BYTES = 4096
/** Dynamic table that we use for what we send, at most. */
export const MAX_ENCODER_TABLE_BYTES = 4096

export abstract class ConnectionCore implements SenderOwner {
  readonly config: Http2Config
  /** What the peer has said about itself. */
  readonly peer: PeerSettings = new PeerSettings()
  isFailed = false
  protected readonly sender: Sender
  protected readonly streams: Map<number, Http2Stream> = new Map()
  protected readonly listener: ConnectionListener
  protected readonly guard: FloodGuard
  protected readonly resets: Set<number> = new Set()
  protected nowMs = 0
  /** Bytes that the peer may still send on all streams together. */
  protected receiveWindow: number
  protected unacknowledgedSettings = 0
  private uncredited = 0

  protected isReceiving = false
  /** Answered in full before their requests' ends. */
  private readonly unended: Http2Stream[] = []

  constructor(config: Http2Config, listener: ConnectionListener) {
    this.config = config
    this.listener = listener
    this.sender = new Sender(
      this,
      config.streamBufferBytes,
      Math.min(MAX_ENCODER_TABLE_BYTES, config.headerTableBytes),
    )
    this.guard = new FloodGuard(config)
    this.receiveWindow = Math.max(DEFAULT_WINDOW, config.connectionWindowBytes)
  }

  /** Streams of the peer that were or may have been worked on. */
  protected abstract get lastPeerStreamId(): number
  /** What still comes is dropped. */
  protected abstract stopReading(): void

  // -- I/O -------------------------------------------------------------------------

  /** The next bytes to write, null where there are none; `onWritten` must follow for each, in order. */
  take(): Buffer | null {
    return this.sender.writer.take()
  }

  onWritten(): void {
    this.sender.writer.onWritten()
    if (this.sender.writer.inFlightCount === 0) this.sender.writer.markDrained()
  }

  /** Bytes that `take` would give. */
  get pendingBytes(): number {
    return this.sender.writer.pendingBytes
  }

  /** Whether streams wait for nothing but the socket. */
  get hasReady(): boolean {
    return this.sender.hasReady
  }

  /** The socket takes no more: DATA waits on its streams. */
  blockOutput(): void {
    this.sender.isBlocked = true
  }

  unblockOutput(): void {
    this.sender.isBlocked = false
    this.sender.pump()
  }

  /** Lets waiting streams send. */
  pump(): void {
    this.sender.pump()
  }

  get openStreams(): number {
    return this.streams.size
  }

  allStreams(): Iterable<Http2Stream> {
    return this.streams.values()
  }

  // -- sending -------------------------------------------------------------------

  /** Queues our SETTINGS and the connection's window. */
  protected sendSettings(pairs: number[]): void {
    const { config, sender } = this
    if (config.headerTableBytes !== DEFAULT_TABLE_BYTES)
      pairs.push(SettingId.HeaderTableSize, config.headerTableBytes)
    if (config.streamWindowBytes !== DEFAULT_WINDOW)
      pairs.push(SettingId.InitialWindowSize, config.streamWindowBytes)
    pairs.push(SettingId.MaxHeaderListSize, config.maxHeaderListBytes, ...config.moreSettings)
    sender.writer.settings(pairs)
    this.unacknowledgedSettings++
    const more = config.connectionWindowBytes - DEFAULT_WINDOW
    if (more > 0) sender.writer.windowUpdate(0, more)
  }

  /** Queues or sends; false asks the producer to stop until `onWritable`. The chunk must not change afterwards. */
  sendData(stream: Http2Stream, chunk: Buffer): boolean {
    if (stream.isClosed || stream.isEndQueued || stream.isLocalEnded) return true
    return this.sender.data(stream, chunk)
  }

  sendEnd(stream: Http2Stream, trailers: readonly string[] | null): void {
    if (stream.isClosed || stream.isEndQueued || stream.isLocalEnded) return
    this.sender.end(stream, trailers)
  }

  /** Ends the stream at once, whatever waits on it: also what is still held of one that both ends have closed. The listener is not called. */
  reset(stream: Http2Stream, code: ErrorCode): void {
    stream.listener = null
    this.discard(stream)
    if (stream.isClosed) return
    this.writeReset(stream, code)
    this.close(stream)
  }

  /** What was sent is the whole answer: nothing more is read, and the peer is told so where it still sends. */
  finish(stream: Http2Stream, code: ErrorCode): void {
    stream.listener = null
    this.discard(stream)
    if (stream.isClosed || stream.isRemoteEnded) return
    stream.resetAfterEnd = code
    if (stream.isLocalEnded) this.resetAfterInput(stream)
  }

  /** What has arrived already may hold the peer's end of the stream, which needs no reset then. */
  private resetAfterInput(stream: Http2Stream): void {
    if (this.isReceiving) this.unended.push(stream)
    else this.reset(stream, stream.resetAfterEnd)
  }

  protected resetUnended(): void {
    if (this.unended.length === 0) return
    for (const stream of this.unended.splice(0))
      if (!stream.isClosed && stream.resetAfterEnd >= 0) this.reset(stream, stream.resetAfterEnd)
  }

  ping(payload: Buffer): void {
    this.sender.writer.ping(false, payload, 0)
  }

  goaway(lastStreamId: number, code: ErrorCode, debug = ''): void {
    this.sender.writer.goaway(lastStreamId, code, debug)
  }

  /** For SenderOwner. */
  onAllSent(stream: Http2Stream): void {
    stream.isLocalEnded = true
    if (stream.isRemoteEnded) this.close(stream)
    else if (stream.resetAfterEnd >= 0) this.resetAfterInput(stream)
  }

  // -- receiving content -----------------------------------------------------------

  /** What comes is kept, and the peer gets no more window for it. */
  hold(stream: Http2Stream): void {
    stream.isHeld = true
  }

  release(stream: Http2Stream): void {
    if (!stream.isHeld) return
    stream.isHeld = false
    const { held } = stream
    while (held !== null && held.length > 0 && !stream.isHeld && stream.listener !== null) {
      const piece = held.shift() as Buffer // not empty
      this.credit(stream, piece.length)
      stream.listener.onData(stream, piece)
    }
    if (stream.isHeld || !stream.isEndHeld) return
    stream.isEndHeld = false
    stream.listener?.onEnd(stream, stream.heldTrailers)
  }

  /** Drops what has come and what will. */
  discard(stream: Http2Stream): void {
    stream.isDiscarding = true
    stream.isHeld = false
    stream.isEndHeld = false
    const { held } = stream
    stream.held = null
    if (held !== null) for (const piece of held) this.credit(stream, piece.length)
  }

  /** Gives taken bytes back to the peer, in steps of half a window. */
  protected credit(stream: Http2Stream | null, length: number): void {
    const { config } = this
    this.uncredited += length
    if (this.uncredited >= config.connectionWindowBytes / 2) {
      this.sender.writer.windowUpdate(0, this.uncredited)
      this.receiveWindow += this.uncredited
      this.uncredited = 0
    }
    if (stream === null || stream.isRemoteEnded || stream.isClosed) return
    stream.uncredited += length
    if (stream.uncredited < config.streamWindowBytes / 2) return
    this.sender.writer.windowUpdate(stream.id, stream.uncredited)
    stream.receiveWindow += stream.uncredited
    stream.uncredited = 0
  }

  // -- failures ----------------------------------------------------------------------

  /** Ends the connection: GOAWAY, and every stream is told. */
  fail(code: ErrorCode, reason: string, flood: Flood = Flood.None): void {
    if (this.isFailed) return
    this.isFailed = true
    this.stopReading()
    this.goaway(this.lastPeerStreamId, code, reason)
    this.listener.onFailed(code, reason, flood)
    this.endStreams(code)
  }

  /** The transport is gone: every stream is told. */
  abort(code: ErrorCode): void {
    this.isFailed = true
    this.stopReading()
    this.endStreams(code)
  }

  private endStreams(code: ErrorCode): void {
    for (const stream of [...this.streams.values()]) this.drop(stream, code, false)
  }

  /** Ends a stream without a frame, telling its listener. */
  protected drop(stream: Http2Stream, code: ErrorCode, isRemote: boolean): void {
    const { listener } = stream
    this.close(stream)
    listener?.onReset(stream, code, isRemote)
  }

  /** The peer broke a rule on this stream. */
  protected streamError(stream: Http2Stream, code: ErrorCode): void {
    if (stream.violation === Violation.None) stream.violation = Violation.Other
    const flood = this.guard.onStreamClosed(true, this.nowMs - stream.openedMs)
    this.writeReset(stream, code)
    this.drop(stream, code, false)
    if (!this.check(flood)) this.checkOutbound()
  }

  /** A stream error on an id that may not be open. */
  protected errorOn(id: number, code: ErrorCode): void {
    const stream = this.streams.get(id)
    if (stream !== undefined) {
      this.streamError(stream, code)
      return
    }
    this.sender.writer.rstStream(id, code)
    this.checkOutbound()
  }

  /** RFC 9113 §8.1.1: a malformed message is a stream error; unless told otherwise we do not go on with such a peer. */
  protected malformed(stream: Http2Stream, violation: Violation): void {
    stream.violation = violation
    if (this.config.isMalformedStreamError) this.streamError(stream, ErrorCode.ProtocolError)
    else this.fail(ErrorCode.ProtocolError, 'malformed message')
  }

  protected check(flood: Flood): boolean {
    if (flood === Flood.None) return false
    this.fail(ErrorCode.EnhanceYourCalm, 'flood', flood)
    return true
  }

  protected checkOutbound(): boolean {
    const { writer } = this.sender
    if (writer.unsentControlFrames > this.config.maxOutboundControlFrames)
      return this.check(Flood.OutboundControl)
    if (writer.unsentFrames > this.config.maxOutboundFrames) return this.check(Flood.OutboundFrames)
    return false
  }

  private writeReset(stream: Http2Stream, code: ErrorCode): void {
    if (!stream.isRemoteEnded) this.remember(stream.id)
    this.sender.writer.rstStream(stream.id, code)
  }

  protected remember(id: number): void {
    this.resets.add(id)
    if (this.resets.size <= MAX_REMEMBERED_RESETS) return
    for (const oldest of this.resets) {
      this.resets.delete(oldest)
      return
    }
  }

  protected close(stream: Http2Stream): void {
    if (stream.isClosed) return
    stream.isClosed = true
    stream.queue.length = 0
    stream.queuedBytes = 0
    this.streams.delete(stream.id)
    if (stream.isLocalEnded && stream.isRemoteEnded) this.guard.onStreamClosed(false, 0)
    if (!stream.isEndHeld && stream.held !== null) {
      // What nobody will take counts no longer against the connection.
      for (const piece of stream.held) this.credit(null, piece.length)
      stream.held = null
    }
    this.listener.onStreamClosed(stream)
  }
}
