/**
 * One end of an HTTP/2 connection (RFC 9113), without I/O: bytes in, calls to listeners and bytes out. `ServerConnection`
 * and `ClientConnection` say what a new stream is.
 */
import type { Http2Config } from './config.ts'
import { ErrorCode } from './error-code.ts'
import { Flood, FloodGuard } from './flood-guard.ts'
import { FrameReader, type FrameSink } from './frame-reader.ts'
import { DEFAULT_WINDOW, Flag, FrameType, MAX_INT31, MIN_MAX_FRAME_BYTES } from './frame-type.ts'
import { BlockFault, HeaderBlock } from './header-block.ts'
import { HpackDecoder } from './hpack-decoder.ts'
import { Sender, type SenderOwner } from './sender.ts'
import { PeerSettings, SettingId } from './settings.ts'
import type { Http2Stream } from './stream.ts'

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
   * The connection failed: a GOAWAY is queued and every stream was reset. Write what there is and close.
   * @param flood which limit was hit, None where the peer broke a rule.
   */
  onFailed(code: ErrorCode, reason: string, flood: Flood): void
}

/** What to do with a header block once it is complete. */
const Block = { None: 0, New: 1, Existing: 2, Ignored: 3, Refused: 4 } as const
type Block = (typeof Block)[keyof typeof Block]

/** Streams that we reset and whose peer may not know yet, remembered to ignore what still comes. */
const MAX_REMEMBERED_RESETS = 1024

export abstract class Connection implements FrameSink, SenderOwner {
  readonly config: Http2Config
  readonly peer: PeerSettings = new PeerSettings()
  protected readonly sender: Sender
  protected readonly streams: Map<number, Http2Stream> = new Map()
  protected readonly block: HeaderBlock
  protected nowMs = 0
  isFailed = false
  private readonly listener: ConnectionListener
  private readonly reader: FrameReader
  private readonly decoder: HpackDecoder
  private readonly guard: FloodGuard
  private readonly resets: Set<number> = new Set()
  private isFirstFrame = true
  private receiveWindow: number
  private uncredited = 0
  private unacknowledgedSettings = 0
  // The header block that is being collected.
  private blockKind: Block = Block.None
  private blockId = 0
  private blockFlags = 0
  private blockError: ErrorCode = ErrorCode.NoError
  private fragments: Buffer[] | null = null
  private fragmentBytes = 0
  private continuations = 0
  // The DATA frame that is being read; null where its content is dropped.
  private dataStream: Http2Stream | null = null
  private isDataEnd = false

  constructor(config: Http2Config, listener: ConnectionListener, isServer: boolean) {
    this.config = config
    this.listener = listener
    this.sender = new Sender(
      this,
      config.streamBufferBytes,
      Math.min(4096, config.headerTableBytes),
    )
    this.block = new HeaderBlock(config)
    this.reader = new FrameReader(this, MIN_MAX_FRAME_BYTES, isServer)
    this.decoder = new HpackDecoder(config.headerTableBytes)
    this.guard = new FloodGuard(config)
    this.receiveWindow = Math.max(DEFAULT_WINDOW, config.connectionWindowBytes)
  }

  // -- what the two ends do differently ------------------------------------------

  /** What a HEADERS frame for a stream that is not open means. */
  protected abstract admit(id: number): 'new' | 'refused' | 'ignored' | 'idle' | 'closed'
  /** Whether the stream was never opened. */
  protected abstract isIdle(id: number): boolean
  /** A stream that the peer opened; its listener is attached once its head is known to be good. */
  protected abstract openRemote(id: number): Http2Stream
  protected abstract attach(stream: Http2Stream): void
  protected abstract checkHead(stream: Http2Stream): BlockFault
  /** Bytes of content that the head in `block` announces, -1 where any number may come. */
  protected abstract contentLength(stream: Http2Stream): number
  /** Whether the head that is in `block` is followed by another one. */
  protected abstract isInformational(): boolean
  /** Streams of the peer that were or may have been worked on. */
  protected abstract get lastPeerStreamId(): number

  // -- I/O -------------------------------------------------------------------------

  /** @param nowMs monotonic. */
  receive(chunk: Buffer, nowMs: number): void {
    this.nowMs = nowMs
    this.sender.nowMs = nowMs
    this.reader.push(chunk)
  }

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

  /** Whether a frame or header block has begun and is not complete. */
  get isInsideFrame(): boolean {
    return this.blockKind !== Block.None || this.reader.isInsideFrame
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
    if (config.headerTableBytes !== 4096)
      pairs.push(SettingId.HeaderTableSize, config.headerTableBytes)
    if (config.streamWindowBytes !== DEFAULT_WINDOW)
      pairs.push(SettingId.InitialWindowSize, config.streamWindowBytes)
    pairs.push(SettingId.MaxHeaderListSize, config.maxHeaderListBytes)
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

  /** Ends the stream at once, whatever waits on it. The listener is not called. */
  reset(stream: Http2Stream, code: ErrorCode): void {
    if (stream.isClosed) return
    stream.listener = null
    this.discard(stream)
    this.writeReset(stream, code)
    this.close(stream)
  }

  /** What was sent is the whole answer: nothing more is read, and the peer is told so where it still sends. */
  finish(stream: Http2Stream, code: ErrorCode): void {
    if (stream.isClosed) return
    stream.listener = null
    this.discard(stream)
    if (stream.isRemoteEnded) return
    if (stream.isLocalEnded) this.reset(stream, code)
    else stream.resetAfterEnd = code
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
    else if (stream.resetAfterEnd >= 0) this.reset(stream, stream.resetAfterEnd)
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
  private credit(stream: Http2Stream | null, length: number): void {
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

  // -- FrameSink -------------------------------------------------------------------

  onReadError(code: ErrorCode, reason: string): void {
    this.fail(code, reason)
  }

  onFrame(
    type: number,
    flags: number,
    id: number,
    buffer: Buffer,
    start: number,
    end: number,
  ): void {
    if (this.isFirstFrame && !this.acceptFirst(type, flags)) return
    // RFC 9113 §6.10: nothing may come between the frames of a header block.
    if (this.blockKind !== Block.None && (type !== FrameType.Continuation || id !== this.blockId)) {
      this.fail(ErrorCode.ProtocolError, 'header block interrupted')
      return
    }
    switch (type) {
      case FrameType.Headers:
        this.onHeaders(flags, id, buffer, start, end)
        break
      case FrameType.Continuation:
        this.onContinuation(flags, buffer, start, end)
        break
      case FrameType.Priority:
        this.onPriority(id, buffer, start, end)
        break
      case FrameType.RstStream:
        this.onRstStream(id, buffer, start, end)
        break
      case FrameType.Settings:
        this.onSettings(flags, id, buffer, start, end)
        break
      case FrameType.PushPromise:
        // We never allow it, and clients cannot send it (RFC 9113 §8.4).
        this.fail(ErrorCode.ProtocolError, 'push promise')
        break
      case FrameType.Ping:
        this.onPing(flags, id, buffer, start, end)
        break
      case FrameType.Goaway:
        if (id !== 0) this.fail(ErrorCode.ProtocolError, 'goaway on a stream')
        else if (end - start < 8) this.fail(ErrorCode.FrameSizeError, 'goaway too short')
        else this.onGoaway(buffer.readUInt32BE(start) & MAX_INT31, buffer.readUInt32BE(start + 4))
        break
      case FrameType.WindowUpdate:
        this.onWindowUpdate(id, buffer, start, end)
        break
      default:
        // RFC 9113 §4.1: unknown types are ignored; a peer that sends nothing else is stopped all the same.
        this.check(this.guard.onControl(this.nowMs))
    }
  }

  private acceptFirst(type: number, flags: number): boolean {
    this.isFirstFrame = false
    // RFC 9113 §3.4: both sides begin with SETTINGS.
    if (type === FrameType.Settings && (flags & Flag.Ack) === 0) return true
    this.fail(ErrorCode.ProtocolError, 'first frame is not settings')
    return false
  }

  // -- DATA ------------------------------------------------------------------------

  onDataFrame(flags: number, id: number, length: number): void {
    this.dataStream = null
    this.isDataEnd = false
    if (this.isFirstFrame && !this.acceptFirst(FrameType.Data, flags)) return
    if (this.blockKind !== Block.None || id === 0) {
      this.fail(ErrorCode.ProtocolError, id === 0 ? 'data on stream 0' : 'header block interrupted')
      return
    }
    const isEnd = (flags & Flag.EndStream) !== 0
    if (this.check(this.guard.onMessageFrame(length === 0 && !isEnd))) return
    // RFC 9113 §6.9: padding counts.
    this.receiveWindow -= length
    if (this.receiveWindow < 0) {
      this.fail(ErrorCode.FlowControlError, 'connection window exceeded')
      return
    }
    const stream = this.streams.get(id)
    if (stream === undefined) {
      if (this.isIdle(id)) this.fail(ErrorCode.ProtocolError, 'data on an idle stream')
      else if (!this.resets.has(id)) this.fail(ErrorCode.StreamClosed, 'data on a closed stream')
      else if (isEnd) this.resets.delete(id)
      return
    }
    this.acceptData(stream, length, isEnd)
  }

  private acceptData(stream: Http2Stream, length: number, isEnd: boolean): void {
    if (stream.isRemoteEnded) {
      this.streamError(stream, ErrorCode.StreamClosed)
      return
    }
    if (!stream.hasRemoteHead) {
      this.streamError(stream, ErrorCode.ProtocolError)
      return
    }
    stream.receiveWindow -= length
    if (stream.receiveWindow < 0) {
      this.streamError(stream, ErrorCode.FlowControlError)
      return
    }
    this.dataStream = stream
    this.isDataEnd = isEnd
  }

  onDataPadding(length: number): void {
    this.credit(this.dataStream, length)
  }

  onDataPiece(piece: Buffer): void {
    const stream = this.dataStream
    if (stream === null || stream.isClosed) {
      this.credit(null, piece.length)
      return
    }
    stream.receivedBytes += piece.length
    // RFC 9113 §8.1.1: not more than was announced.
    if (stream.expectedBytes >= 0 && stream.receivedBytes > stream.expectedBytes) {
      this.credit(null, piece.length)
      this.malformed(stream, 'more content than its length')
      return
    }
    if (stream.isHeld) {
      stream.held ??= []
      stream.held.push(piece)
      return
    }
    this.credit(stream, piece.length)
    if (!stream.isDiscarding) stream.listener?.onData(stream, piece)
  }

  onDataEnd(): void {
    const stream = this.dataStream
    this.dataStream = null
    if (stream !== null && this.isDataEnd && !stream.isClosed) this.endRemote(stream, null)
  }

  private endRemote(stream: Http2Stream, trailers: string[] | null): void {
    if (stream.expectedBytes >= 0 && stream.receivedBytes !== stream.expectedBytes) {
      this.malformed(stream, 'less content than its length')
      return
    }
    stream.isRemoteEnded = true
    stream.resetAfterEnd = -1
    if (stream.isHeld || (stream.held !== null && stream.held.length > 0)) {
      stream.isEndHeld = true
      stream.heldTrailers = trailers
    } else if (!stream.isDiscarding) stream.listener?.onEnd(stream, trailers)
    if (stream.isLocalEnded) this.close(stream)
  }

  // -- header blocks -----------------------------------------------------------------

  private onHeaders(flags: number, id: number, buffer: Buffer, start: number, end: number): void {
    let from = start
    let until = end
    if ((flags & Flag.Padded) !== 0) {
      const padding = from < until ? (buffer[from] as number) : 0 // checked
      if (from === until || padding > until - from - 1) {
        this.fail(ErrorCode.ProtocolError, 'padding exceeds frame')
        return
      }
      from++
      until -= padding
    }
    this.blockError = ErrorCode.NoError
    if ((flags & Flag.Priority) !== 0) {
      if (until - from < 5) {
        this.fail(ErrorCode.FrameSizeError, 'headers too short')
        return
      }
      // RFC 9113 §5.3.1 (RFC 7540 §5.3.1): a stream cannot depend on itself.
      if ((buffer.readUInt32BE(from) & MAX_INT31) === id) this.blockError = ErrorCode.ProtocolError
      from += 5
    }
    const isEmpty = from === until && (flags & Flag.EndStream) === 0
    if (this.check(this.guard.onMessageFrame(isEmpty))) return
    this.blockKind = this.kindOfBlock(id)
    if (this.blockKind === Block.None) return
    this.blockId = id
    this.blockFlags = flags
    if ((flags & Flag.EndHeaders) !== 0) {
      this.decodeBlock(buffer, from, until)
      return
    }
    this.continuations = 0
    this.fragmentBytes = until - from
    this.fragments = [Buffer.from(buffer.subarray(from, until))]
  }

  private kindOfBlock(id: number): Block {
    if (this.streams.has(id)) return Block.Existing
    if (id === 0) {
      this.fail(ErrorCode.ProtocolError, 'headers on stream 0')
      return Block.None
    }
    switch (this.admit(id)) {
      case 'new':
        return Block.New
      case 'refused':
        return Block.Refused
      case 'ignored':
        return Block.Ignored
      case 'idle':
        this.fail(ErrorCode.ProtocolError, 'headers on an idle stream')
        return Block.None
      case 'closed':
        if (this.resets.has(id)) return Block.Ignored
        this.fail(ErrorCode.StreamClosed, 'headers on a closed stream')
        return Block.None
    }
  }

  private onContinuation(flags: number, buffer: Buffer, start: number, end: number): void {
    const { fragments, config } = this
    if (fragments === null) {
      this.fail(ErrorCode.ProtocolError, 'continuation of nothing')
      return
    }
    const isLast = (flags & Flag.EndHeaders) !== 0
    if (this.check(this.guard.onMessageFrame(start === end && !isLast))) return
    this.continuations++
    this.fragmentBytes += end - start
    // Encoded is never longer than decoded by much: a block beyond this is refused before it costs memory.
    if (
      this.continuations > config.maxContinuations ||
      this.fragmentBytes > config.maxHeaderListBytes + MIN_MAX_FRAME_BYTES
    ) {
      this.check(Flood.Continuation)
      return
    }
    fragments.push(Buffer.from(buffer.subarray(start, end)))
    if (!isLast) return
    const whole = Buffer.concat(fragments)
    this.fragments = null
    this.decodeBlock(whole, 0, whole.length)
  }

  private decodeBlock(buffer: Buffer, start: number, end: number): void {
    const { block, blockKind, blockId } = this
    const isEnd = (this.blockFlags & Flag.EndStream) !== 0
    this.blockKind = Block.None
    block.reset()
    if (!this.decoder.decode(buffer, start, end, block)) {
      this.fail(ErrorCode.CompressionError, 'bad header block')
      return
    }
    switch (blockKind) {
      case Block.New:
        this.beginStream(blockId, isEnd)
        break
      case Block.Existing: {
        const stream = this.streams.get(blockId)
        if (stream !== undefined) this.continueStream(stream, isEnd)
        break
      }
      case Block.Refused:
        this.remember(blockId)
        this.sender.writer.rstStream(blockId, ErrorCode.RefusedStream)
        this.checkOutbound()
        break
      default:
        if (isEnd) this.resets.delete(blockId)
    }
  }

  private beginStream(id: number, isEnd: boolean): void {
    this.guard.onStreamOpened()
    const stream = this.openRemote(id)
    this.streams.set(id, stream)
    if (this.blockError !== ErrorCode.NoError) this.streamError(stream, this.blockError)
    else this.takeHead(stream, isEnd)
  }

  private continueStream(stream: Http2Stream, isEnd: boolean): void {
    const { block } = this
    if (stream.isRemoteEnded) {
      this.streamError(stream, ErrorCode.StreamClosed)
      return
    }
    if (this.blockError !== ErrorCode.NoError) {
      this.streamError(stream, this.blockError)
      return
    }
    if (!stream.hasRemoteHead) {
      this.takeHead(stream, isEnd)
      return
    }
    const fault = block.checkTrailers()
    if (fault === BlockFault.TooLarge) this.streamError(stream, ErrorCode.EnhanceYourCalm)
    // RFC 9113 §8.1: trailers end the message.
    else if (fault === BlockFault.Malformed || !isEnd) this.malformed(stream, 'bad trailers')
    else this.endRemote(stream, block.headers)
  }

  private takeHead(stream: Http2Stream, isEnd: boolean): void {
    const { block } = this
    const fault = this.checkHead(stream)
    if (fault === BlockFault.TooLarge) {
      stream.isRemoteEnded = isEnd
      this.attach(stream)
      stream.listener?.onHeadTooLarge(stream, block)
      return
    }
    const isInformational = fault === BlockFault.None && this.isInformational()
    if (fault === BlockFault.Malformed || (isInformational && isEnd)) {
      this.malformed(stream, 'bad header list')
      return
    }
    if (isInformational) {
      stream.listener?.onHead(stream, block, false)
      return
    }
    stream.hasRemoteHead = true
    stream.expectedBytes = this.contentLength(stream)
    if (isEnd && stream.expectedBytes > 0) {
      this.malformed(stream, 'less content than its length')
      return
    }
    stream.isRemoteEnded = isEnd
    this.attach(stream)
    stream.listener?.onHead(stream, block, isEnd)
    if (isEnd && stream.isLocalEnded) this.close(stream)
  }

  // -- other frames ------------------------------------------------------------------

  private onPriority(id: number, buffer: Buffer, start: number, end: number): void {
    if (id === 0) {
      this.fail(ErrorCode.ProtocolError, 'priority of stream 0')
      return
    }
    if (this.check(this.guard.onPriority())) return
    if (end - start !== 5) this.errorOn(id, ErrorCode.FrameSizeError)
    else if ((buffer.readUInt32BE(start) & MAX_INT31) === id)
      this.errorOn(id, ErrorCode.ProtocolError)
  }

  private onRstStream(id: number, buffer: Buffer, start: number, end: number): void {
    if (end - start !== 4) {
      this.fail(ErrorCode.FrameSizeError, 'bad length of rst_stream')
      return
    }
    if (id === 0 || this.isIdle(id)) {
      this.fail(ErrorCode.ProtocolError, 'reset of an idle stream')
      return
    }
    this.resets.delete(id)
    const stream = this.streams.get(id)
    if (stream === undefined) return
    const code = buffer.readUInt32BE(start)
    const flood = this.guard.onStreamClosed(true, this.nowMs - stream.openedMs)
    const { listener } = stream
    // A complete message stays one: only its answer is not wanted any more.
    const isOwed = stream.isEndHeld && code === ErrorCode.NoError
    this.close(stream)
    if (!isOwed) {
      stream.held = null
      stream.isEndHeld = false
      listener?.onReset(stream, code, true)
    }
    this.check(flood)
  }

  private onSettings(flags: number, id: number, buffer: Buffer, start: number, end: number): void {
    const length = end - start
    if (id !== 0) {
      this.fail(ErrorCode.ProtocolError, 'settings on a stream')
      return
    }
    if ((flags & Flag.Ack) !== 0) {
      if (length !== 0) this.fail(ErrorCode.FrameSizeError, 'settings acknowledgement with content')
      else if (this.unacknowledgedSettings > 0) {
        this.unacknowledgedSettings--
        this.listener.onSettingsAcknowledged()
      } else this.check(this.guard.onControl(this.nowMs))
      return
    }
    if (length % 6 !== 0) {
      this.fail(ErrorCode.FrameSizeError, 'bad length of settings')
      return
    }
    if (this.check(this.guard.onControl(this.nowMs))) return
    const { peer } = this
    const windowBefore = peer.initialWindowBytes
    for (let at = start; at < end; at += 6) {
      const code = peer.apply(buffer.readUInt16BE(at), buffer.readUInt32BE(at + 2))
      if (code !== ErrorCode.NoError) {
        this.fail(code, 'bad settings')
        return
      }
    }
    this.sender.encoder.resize(Math.min(peer.headerTableBytes, 4096))
    this.sender.writer.settingsAck()
    if (this.checkOutbound()) return
    if (!this.shiftWindows(peer.initialWindowBytes - windowBefore)) return
    this.listener.onPeerSettings()
  }

  /** RFC 9113 §6.9.2: a changed initial window moves those of all streams. */
  private shiftWindows(difference: number): boolean {
    if (difference === 0) return true
    for (const stream of this.streams.values())
      if (!this.sender.growStream(stream, difference)) {
        this.fail(ErrorCode.FlowControlError, 'stream window overflows')
        return false
      }
    this.sender.pump()
    return true
  }

  private onPing(flags: number, id: number, buffer: Buffer, start: number, end: number): void {
    if (id !== 0) this.fail(ErrorCode.ProtocolError, 'ping on a stream')
    else if (end - start !== 8) this.fail(ErrorCode.FrameSizeError, 'bad length of ping')
    else if ((flags & Flag.Ack) !== 0) this.listener.onPong()
    else if (!this.check(this.guard.onControl(this.nowMs))) {
      this.sender.writer.ping(true, buffer, start)
      this.checkOutbound()
    }
  }

  protected onGoaway(lastStreamId: number, code: ErrorCode): void {
    this.listener.onGoaway(lastStreamId, code)
  }

  private onWindowUpdate(id: number, buffer: Buffer, start: number, end: number): void {
    if (end - start !== 4) {
      this.fail(ErrorCode.FrameSizeError, 'bad length of window_update')
      return
    }
    const increment = buffer.readUInt32BE(start) & MAX_INT31
    if (this.check(this.guard.onWindowUpdate(this.sender.dataFrames))) return
    if (id === 0) {
      // RFC 9113 §6.9: a zero increment is an error; on the connection it ends it.
      if (increment === 0) this.fail(ErrorCode.ProtocolError, 'window_update of zero')
      else if (!this.sender.grow(increment))
        this.fail(ErrorCode.FlowControlError, 'connection window overflows')
      else this.sender.pump()
      return
    }
    const stream = this.streams.get(id)
    if (stream === undefined) {
      if (this.isIdle(id)) this.fail(ErrorCode.ProtocolError, 'window_update on an idle stream')
      return
    }
    if (increment === 0) this.streamError(stream, ErrorCode.ProtocolError)
    else if (!this.sender.growStream(stream, increment))
      this.streamError(stream, ErrorCode.FlowControlError)
    else this.sender.pump()
  }

  // -- failures ----------------------------------------------------------------------

  /** Ends the connection: GOAWAY, and every stream is told. */
  fail(code: ErrorCode, reason: string, flood: Flood = Flood.None): void {
    if (this.isFailed) return
    this.isFailed = true
    this.reader.stop()
    this.goaway(this.lastPeerStreamId, code, reason)
    this.endStreams(code)
    this.listener.onFailed(code, reason, flood)
  }

  /** The transport is gone: every stream is told. */
  abort(code: ErrorCode): void {
    this.isFailed = true
    this.reader.stop()
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
  private streamError(stream: Http2Stream, code: ErrorCode): void {
    const flood = this.guard.onStreamClosed(true, this.nowMs - stream.openedMs)
    this.writeReset(stream, code)
    this.drop(stream, code, false)
    if (!this.check(flood)) this.checkOutbound()
  }

  /** A stream error on an id that may not be open. */
  private errorOn(id: number, code: ErrorCode): void {
    const stream = this.streams.get(id)
    if (stream !== undefined) {
      this.streamError(stream, code)
      return
    }
    this.sender.writer.rstStream(id, code)
    this.checkOutbound()
  }

  /** RFC 9113 §8.1.1: a malformed message is a stream error; unless told otherwise we do not go on with such a peer. */
  private malformed(stream: Http2Stream, reason: string): void {
    if (this.config.isMalformedStreamError) this.streamError(stream, ErrorCode.ProtocolError)
    else this.fail(ErrorCode.ProtocolError, reason)
  }

  private check(flood: Flood): boolean {
    if (flood === Flood.None) return false
    this.fail(ErrorCode.EnhanceYourCalm, 'flood', flood)
    return true
  }

  private checkOutbound(): boolean {
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

  private remember(id: number): void {
    this.resets.add(id)
    if (this.resets.size <= MAX_REMEMBERED_RESETS) return
    for (const oldest of this.resets) {
      this.resets.delete(oldest)
      return
    }
  }

  private close(stream: Http2Stream): void {
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
