/** Collects a header block from HEADERS and CONTINUATION, without its padding and priority (RFC 9113 §6.2, §6.10). */
import type { Http2Config } from './config.ts'
import { ErrorCode } from './error-code.ts'
import { Flood } from './flood-guard.ts'
import { Flag, MAX_INT31, MIN_MAX_FRAME_BYTES } from './frame-type.ts'

/** Who takes complete blocks. */
export interface BlockSink {
  /** @param error a stream error that the frame itself is, NoError where it is none. */
  onBlock(
    id: number,
    isEnd: boolean,
    error: ErrorCode,
    buffer: Buffer,
    start: number,
    end: number,
  ): void
  /** A frame with or without content. True where the connection has failed because of it. */
  onBlockFrame(isEmpty: boolean): boolean
  fail(code: ErrorCode, reason: string, flood?: Flood): void
}

export class BlockCollector {
  /** Stream whose block has begun and is not complete, 0 where there is none. */
  pendingId = 0
  private readonly sink: BlockSink
  private readonly config: Http2Config
  private isEnd = false
  private error: ErrorCode = ErrorCode.NoError
  private fragments: Buffer[] = []
  private bytes = 0
  private continuations = 0

  constructor(sink: BlockSink, config: Http2Config) {
    this.sink = sink
    this.config = config
  }

  headers(flags: number, id: number, buffer: Buffer, start: number, end: number): void {
    let from = start
    let until = end
    if ((flags & Flag.Padded) !== 0) {
      const padding = from < until ? (buffer[from] as number) : 0 // checked
      if (from === until || padding > until - from - 1) {
        this.sink.fail(ErrorCode.ProtocolError, 'padding exceeds frame')
        return
      }
      from++
      until -= padding
    }
    this.error = ErrorCode.NoError
    if ((flags & Flag.Priority) !== 0) {
      if (until - from < 5) {
        this.sink.fail(ErrorCode.FrameSizeError, 'headers too short')
        return
      }
      // RFC 7540 §5.3.1: a stream cannot depend on itself.
      if ((buffer.readUInt32BE(from) & MAX_INT31) === id) this.error = ErrorCode.ProtocolError
      from += 5
    }
    this.isEnd = (flags & Flag.EndStream) !== 0
    if (this.sink.onBlockFrame(from === until && !this.isEnd)) return
    if (id === 0) {
      this.sink.fail(ErrorCode.ProtocolError, 'headers on stream 0')
      return
    }
    if ((flags & Flag.EndHeaders) !== 0) {
      this.sink.onBlock(id, this.isEnd, this.error, buffer, from, until)
      return
    }
    this.pendingId = id
    this.continuations = 0
    this.bytes = until - from
    this.fragments = [Buffer.from(buffer.subarray(from, until))]
  }

  continuation(flags: number, buffer: Buffer, start: number, end: number): void {
    const { config, fragments, sink, pendingId: id } = this
    if (id === 0) {
      sink.fail(ErrorCode.ProtocolError, 'continuation of nothing')
      return
    }
    const isLast = (flags & Flag.EndHeaders) !== 0
    if (sink.onBlockFrame(start === end && !isLast)) return
    this.continuations++
    this.bytes += end - start
    // An encoding is hardly longer than what it encodes: a block beyond this is refused before it costs memory.
    if (
      this.continuations > config.maxContinuations ||
      this.bytes > config.maxHeaderListBytes + MIN_MAX_FRAME_BYTES
    ) {
      sink.fail(ErrorCode.EnhanceYourCalm, 'header block too long', Flood.Continuation)
      return
    }
    fragments.push(Buffer.from(buffer.subarray(start, end)))
    if (!isLast) return
    const whole = Buffer.concat(fragments)
    this.fragments = []
    this.pendingId = 0
    sink.onBlock(id, this.isEnd, this.error, whole, 0, whole.length)
  }
}
