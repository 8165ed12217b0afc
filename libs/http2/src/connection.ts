/**
 * One end of an HTTP/2 connection (RFC 9113), without I/O: bytes in, calls to listeners and bytes out. `ServerConnection`
 * and `ClientConnection` say what a new stream is.
 */
import { BlockCollector, type BlockSink } from './block-collector.ts'
import type { Http2Config } from './config.ts'
import {
  ConnectionCore,
  type ConnectionListener,
  MAX_ENCODER_TABLE_BYTES,
} from './connection-core.ts'
import { ErrorCode } from './error-code.ts'
import { FrameReader, type FrameSink } from './frame-reader.ts'
import { Flag, FrameType, MAX_INT31, MIN_MAX_FRAME_BYTES } from './frame-type.ts'
import { BlockFault, HeaderBlock } from './header-block.ts'
import { HpackDecoder } from './hpack-decoder.ts'
import { type Http2Stream, Violation } from './stream.ts'

export abstract class Connection extends ConnectionCore implements FrameSink, BlockSink {
  /** The header list that was decoded last. */
  protected readonly block: HeaderBlock
  private readonly reader: FrameReader
  private readonly decoder: HpackDecoder
  private readonly collector: BlockCollector
  private isFirstFrame = true
  /** Of the DATA frame that is being read; null where its content is dropped. */
  private dataStream: Http2Stream | null = null
  private isDataEnd = false

  constructor(config: Http2Config, listener: ConnectionListener, isServer: boolean) {
    super(config, listener)
    this.block = new HeaderBlock(config)
    this.reader = new FrameReader(this, MIN_MAX_FRAME_BYTES, isServer)
    this.decoder = new HpackDecoder(config.headerTableBytes)
    this.collector = new BlockCollector(this, config)
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

  /** @param nowMs monotonic. */
  receive(chunk: Buffer, nowMs: number): void {
    this.nowMs = nowMs
    this.sender.nowMs = nowMs
    this.isReceiving = true
    this.reader.push(chunk)
    this.isReceiving = false
    this.resetUnended()
    if (!this.isFailed) this.checkOutbound()
  }

  /** Whether a frame or header block has begun and is not complete. */
  get isInsideFrame(): boolean {
    return this.collector.pendingId !== 0 || this.reader.isInsideFrame
  }

  protected stopReading(): void {
    this.reader.stop()
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
    const { pendingId } = this.collector
    if (pendingId !== 0 && (type !== FrameType.Continuation || id !== pendingId)) {
      this.fail(ErrorCode.ProtocolError, 'header block interrupted')
      return
    }
    switch (type) {
      case FrameType.Headers:
        this.collector.headers(flags, id, buffer, start, end)
        break
      case FrameType.Continuation:
        this.collector.continuation(flags, buffer, start, end)
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
    if (this.collector.pendingId !== 0 || id === 0) {
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
    this.acceptData(stream, length, flags)
  }

  private acceptData(stream: Http2Stream, length: number, flags: number): void {
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
    const isEnd = (flags & Flag.EndStream) !== 0
    const isWhole = isEnd && (flags & Flag.Padded) === 0 && stream.expectedBytes >= 0
    if (isWhole && stream.receivedBytes + length !== stream.expectedBytes) {
      this.wrongContent(stream)
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
      this.wrongContent(stream)
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

  /** RFC 9113 §8.1.1: a stream error, whatever is configured for other malformed messages: what came before it was good. */
  private wrongContent(stream: Http2Stream): void {
    stream.violation = Violation.Content
    this.streamError(stream, ErrorCode.ProtocolError)
  }

  private endRemote(stream: Http2Stream, trailers: string[] | null): void {
    if (stream.expectedBytes >= 0 && stream.receivedBytes !== stream.expectedBytes) {
      this.wrongContent(stream)
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

  onBlockFrame(isEmpty: boolean): boolean {
    return this.check(this.guard.onMessageFrame(isEmpty))
  }

  onBlock(
    id: number,
    isEnd: boolean,
    error: ErrorCode,
    buffer: Buffer,
    start: number,
    end: number,
  ): void {
    const { block } = this
    const open = this.streams.get(id)
    const admission = open === undefined ? this.admit(id) : 'open'
    if (admission === 'idle') {
      this.fail(ErrorCode.ProtocolError, 'headers on an idle stream')
      return
    }
    if (admission === 'closed' && !this.resets.has(id)) {
      this.fail(ErrorCode.StreamClosed, 'headers on a closed stream')
      return
    }
    // RFC 7540 §5.3.1, §5.4.2: as Envoy, whoever depends on itself is not gone on with.
    if (error !== ErrorCode.NoError) {
      this.fail(error, 'a stream depends on itself')
      return
    }
    block.reset()
    // Whatever becomes of the list, its encoding changes the table.
    if (!this.decoder.decode(buffer, start, end, block)) {
      this.fail(ErrorCode.CompressionError, 'bad header block')
      return
    }
    if (open !== undefined) this.continueStream(open, isEnd)
    else if (admission === 'new') this.beginStream(id, isEnd)
    else if (admission === 'refused') {
      this.remember(id)
      this.sender.writer.rstStream(id, ErrorCode.RefusedStream)
      this.checkOutbound()
    } else if (isEnd) this.resets.delete(id)
  }

  private beginStream(id: number, isEnd: boolean): void {
    this.guard.onStreamOpened()
    const stream = this.openRemote(id)
    this.streams.set(id, stream)
    this.takeHead(stream, isEnd)
  }

  private continueStream(stream: Http2Stream, isEnd: boolean): void {
    const { block } = this
    if (stream.isRemoteEnded) {
      this.streamError(stream, ErrorCode.StreamClosed)
      return
    }
    if (!stream.hasRemoteHead) {
      this.takeHead(stream, isEnd)
      return
    }
    const fault = block.checkTrailers()
    if (fault === BlockFault.None && isEnd) this.endRemote(stream, block.headers)
    else if (fault >= BlockFault.TooLarge) this.streamError(stream, ErrorCode.EnhanceYourCalm)
    // RFC 9113 §8.1: trailers end the message.
    else this.malformed(stream, fault === BlockFault.Field ? Violation.Field : Violation.Message)
  }

  private takeHead(stream: Http2Stream, isEnd: boolean): void {
    const { block } = this
    const fault = this.checkHead(stream)
    this.attach(stream)
    if (fault >= BlockFault.TooLarge) {
      stream.isRemoteEnded = isEnd
      stream.listener?.onHeadTooLarge(stream, block)
      return
    }
    const isInformational = fault === BlockFault.None && this.isInformational()
    if (fault !== BlockFault.None || (isInformational && isEnd)) {
      this.malformed(stream, fault === BlockFault.Field ? Violation.Field : Violation.Message)
      return
    }
    if (isInformational) {
      stream.listener?.onHead(stream, block, false)
      return
    }
    stream.hasRemoteHead = true
    stream.expectedBytes = this.contentLength(stream)
    if (isEnd && stream.expectedBytes > 0) {
      this.malformed(stream, Violation.Message)
      return
    }
    stream.isRemoteEnded = isEnd
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
      } else this.fail(ErrorCode.ProtocolError, 'acknowledgement of no settings')
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
    this.sender.encoder.resize(Math.min(peer.headerTableBytes, MAX_ENCODER_TABLE_BYTES))
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
}
