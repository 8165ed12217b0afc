/** The sending half of a connection: header blocks, flow control, and turns for streams that wait for it. */
import { ENCODE_SCRATCH } from './encode-scratch.ts'
import { DEFAULT_WINDOW, MAX_INT31, MIN_MAX_FRAME_BYTES } from './frame-type.ts'
import { FrameWriter } from './frame-writer.ts'
import { HpackEncoder } from './hpack-encoder.ts'
import type { Http2Stream } from './stream.ts'

/** Bytes that are prepared before they must be written; more waits on its stream. */
const MAX_PENDING_BYTES = 256 * 1024

/** Told when a stream has nothing more to send. */
export interface SenderOwner {
  onAllSent(stream: Http2Stream): void
}

export class Sender {
  readonly writer: FrameWriter = new FrameWriter()
  readonly encoder: HpackEncoder
  /** Connection window: bytes that we may send. */
  window: number = DEFAULT_WINDOW
  /** Whether the socket takes no more for now. */
  isBlocked = false
  dataFrames = 0
  nowMs = 0
  private readonly owner: SenderOwner
  private readonly bufferBytes: number
  /** Streams that may send, in turn. */
  private ready: Http2Stream[] = []
  private nextReady = 0

  constructor(owner: SenderOwner, bufferBytes: number, tableBytes: number) {
    this.owner = owner
    this.bufferBytes = bufferBytes
    this.encoder = new HpackEncoder(tableBytes, ENCODE_SCRATCH)
  }

  /** Sends the block that the encoder holds. */
  block(stream: Http2Stream, isEnd: boolean): void {
    const { encoder, writer } = this
    stream.flagsAt = writer.headers(stream.id, encoder.buffer, encoder.length, isEnd)
    stream.flagsEpoch = writer.epoch
    if (isEnd) this.owner.onAllSent(stream)
  }

  /** Sends or queues; false asks the producer to stop until `onWritable`. The chunk must not change until it is sent. */
  data(stream: Http2Stream, chunk: Buffer): boolean {
    if (chunk.length === 0) return !stream.isFull
    stream.queue.push(chunk)
    stream.queuedBytes += chunk.length
    if (this.maySend && this.nextReady === this.ready.length)
      while (stream.queuedBytes > 0 && this.maySend && this.sendFrame(stream));
    if (stream.queuedBytes === 0) return true
    this.schedule(stream)
    stream.isFull = stream.queuedBytes > this.bufferBytes
    return !stream.isFull
  }

  end(stream: Http2Stream, trailers: readonly string[] | null): void {
    stream.isEndQueued = true
    stream.trailers = trailers
    if (stream.queuedBytes === 0) this.sendEnd(stream)
  }

  /** Lets streams send what they may, one frame each in turn, until there is enough to write. */
  pump(): void {
    while (this.nextReady < this.ready.length && this.maySend) {
      const stream = this.ready[this.nextReady++] as Http2Stream // below length
      stream.isScheduled = false
      if (stream.isClosed || !this.sendFrame(stream)) continue
      // Where the connection's window cut the frame short, its turn is not over.
      if (this.window === 0 && stream.queuedBytes > 0) this.putBack(stream)
      else if (stream.queuedBytes > 0) this.schedule(stream)
      this.notify(stream)
    }
    if (this.nextReady === this.ready.length) {
      this.ready.length = 0
      this.nextReady = 0
    } else if (this.nextReady > 1024) {
      this.ready = this.ready.slice(this.nextReady)
      this.nextReady = 0
    }
  }

  /** Whether a stream could send at once if the socket took it. */
  get hasReady(): boolean {
    return this.nextReady < this.ready.length && this.window > 0
  }

  /** A larger window. False where it exceeds what is allowed. */
  grow(increment: number): boolean {
    this.window += increment
    return this.window <= MAX_INT31
  }

  growStream(stream: Http2Stream, increment: number): boolean {
    stream.sendWindow += increment
    if (stream.sendWindow > MAX_INT31) return false
    if (stream.queuedBytes > 0) this.schedule(stream)
    return true
  }

  private get maySend(): boolean {
    return !this.isBlocked && this.window > 0 && this.writer.pendingBytes < MAX_PENDING_BYTES
  }

  private putBack(stream: Http2Stream): void {
    stream.isScheduled = true
    this.ready[--this.nextReady] = stream
  }

  private schedule(stream: Http2Stream): void {
    if (stream.isScheduled || stream.sendWindow <= 0 || stream.isClosed) return
    stream.isScheduled = true
    this.ready.push(stream)
  }

  /** One DATA frame as large as windows allow. False where the stream's window is empty. */
  private sendFrame(stream: Http2Stream): boolean {
    const { writer } = this
    const { queue } = stream
    const allowed = Math.min(
      stream.queuedBytes,
      stream.sendWindow,
      this.window,
      MIN_MAX_FRAME_BYTES,
    )
    if (allowed <= 0) return false
    const length = writer.dataRoom(allowed)
    const isLast = length === stream.queuedBytes && stream.isEndQueued && stream.trailers === null
    stream.flagsAt = writer.data(stream.id, length, isLast)
    stream.flagsEpoch = writer.epoch
    this.dataFrames++
    this.window -= length
    stream.sendWindow -= length
    stream.queuedBytes -= length
    stream.progressMs = this.nowMs
    let rest = length
    while (rest > 0) {
      const chunk = queue[0] as Buffer // queuedBytes counts the queue
      const from = stream.queueOffset
      const taken = Math.min(rest, chunk.length - from)
      writer.content(chunk, from, from + taken)
      rest -= taken
      if (from + taken < chunk.length) stream.queueOffset = from + taken
      else {
        queue.shift()
        stream.queueOffset = 0
      }
    }
    if (isLast) this.owner.onAllSent(stream)
    else if (stream.queuedBytes === 0 && stream.isEndQueued) this.sendEnd(stream)
    return true
  }

  private sendEnd(stream: Http2Stream): void {
    const { writer, encoder } = this
    if (stream.trailers !== null && stream.trailers.length > 0) {
      encoder.begin()
      encoder.addAll(stream.trailers)
      this.block(stream, true)
      return
    }
    // Cheaper than an empty DATA frame: the last frame may still be at hand.
    if (stream.flagsEpoch === writer.epoch && stream.flagsAt >= 0) writer.endAt(stream.flagsAt)
    else {
      writer.data(stream.id, 0, true)
      this.dataFrames++
    }
    this.owner.onAllSent(stream)
  }

  private notify(stream: Http2Stream): void {
    if (!stream.isFull || stream.queuedBytes > this.bufferBytes / 2) return
    stream.isFull = false
    stream.listener?.onWritable(stream)
  }
}
