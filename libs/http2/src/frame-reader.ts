/** Cuts bytes into frames, however they arrive: DATA is passed on in pieces, all other payloads whole. */
import { ErrorCode } from './error-code.ts'
import { Flag, FRAME_HEADER_BYTES, FrameType, PREFACE } from './frame-type.ts'

/** Who takes the frames. Buffers are views on what was pushed, except where a payload came in parts. */
export interface FrameSink {
  /** A whole frame that is not DATA. */
  onFrame(type: number, flags: number, id: number, buffer: Buffer, start: number, end: number): void
  /** Header of a DATA frame; `length` is the payload with its padding. */
  onDataFrame(flags: number, id: number, length: number): void
  /** Padding of it, its length byte included, once known. */
  onDataPadding(length: number): void
  /** A piece of its content. */
  onDataPiece(piece: Buffer): void
  /** All of it has come. */
  onDataEnd(): void
  onReadError(code: ErrorCode, reason: string): void
}

/** Preface: the client's magic. Header: the next nine bytes. Payload: a frame in parts. PadLength, Data, Padding: inside DATA. Stopped: nothing is read any more. */
const State = {
  Preface: 0,
  Header: 1,
  Payload: 2,
  PadLength: 3,
  Data: 4,
  Padding: 5,
  Stopped: 6,
} as const
type State = (typeof State)[keyof typeof State]

export class FrameReader {
  private readonly sink: FrameSink
  private readonly maxFrameBytes: number
  private state: State
  /** Bytes of a preface or header that came in parts. */
  private readonly partial: Buffer = Buffer.allocUnsafe(PREFACE.length)
  private partialLength = 0
  private type = 0
  private flags = 0
  private id = 0
  private payload: Buffer | null = null
  private payloadLength = 0
  private rest = 0
  private padding = 0

  /** @param expectsPreface whether the peer is a client. */
  constructor(sink: FrameSink, maxFrameBytes: number, expectsPreface: boolean) {
    this.sink = sink
    this.maxFrameBytes = maxFrameBytes
    this.state = expectsPreface ? State.Preface : State.Header
  }

  /** What comes after this is dropped. */
  stop(): void {
    this.state = State.Stopped
    this.payload = null
  }

  /** Whether a frame other than DATA, or its header, has come in part. */
  get isInsideFrame(): boolean {
    return this.state === State.Payload || this.partialLength > 0
  }

  push(chunk: Buffer): void {
    let at = 0
    while (at < chunk.length) {
      switch (this.state) {
        case State.Preface:
          at = this.readPreface(chunk, at)
          break
        case State.Header:
          at = this.readHeader(chunk, at)
          break
        case State.Payload:
          at = this.readPayload(chunk, at)
          break
        case State.PadLength:
          at = this.readPadLength(chunk, at)
          break
        case State.Data:
          at = this.readData(chunk, at)
          break
        case State.Padding:
          at = this.skipPadding(chunk, at)
          break
        default:
          return
      }
    }
  }

  private readPreface(chunk: Buffer, from: number): number {
    let at = from
    while (at < chunk.length && this.partialLength < PREFACE.length) {
      if (chunk[at++] !== PREFACE[this.partialLength++]) {
        this.fail(ErrorCode.ProtocolError, 'bad preface')
        return at
      }
    }
    if (this.partialLength === PREFACE.length) {
      this.partialLength = 0
      this.state = State.Header
    }
    return at
  }

  private readHeader(chunk: Buffer, from: number): number {
    if (this.partialLength === 0 && chunk.length - from >= FRAME_HEADER_BYTES) {
      return this.takeHeader(chunk, from, chunk, from + FRAME_HEADER_BYTES)
    }
    const taken = Math.min(FRAME_HEADER_BYTES - this.partialLength, chunk.length - from)
    chunk.copy(this.partial, this.partialLength, from, from + taken)
    this.partialLength += taken
    if (this.partialLength < FRAME_HEADER_BYTES) return from + taken
    this.partialLength = 0
    return this.takeHeader(this.partial, 0, chunk, from + taken)
  }

  /** Takes a header out of `source`; its payload begins at `at` of the chunk. Gives where to go on. */
  private takeHeader(source: Buffer, from: number, chunk: Buffer, at: number): number {
    // Nine bytes are there.
    const length =
      ((source[from] as number) << 16) |
      ((source[from + 1] as number) << 8) |
      (source[from + 2] as number)
    const type = source[from + 3] as number
    const flags = source[from + 4] as number
    const id = source.readUInt32BE(from + 5) & 0x7fffffff
    if (length > this.maxFrameBytes) {
      this.fail(ErrorCode.FrameSizeError, 'frame too large')
      return at
    }
    if (type === FrameType.Data) {
      this.beginData(flags, id, length)
      return at
    }
    if (chunk.length - at >= length) {
      this.sink.onFrame(type, flags, id, chunk, at, at + length)
      return at + length
    }
    this.type = type
    this.flags = flags
    this.id = id
    this.payload = Buffer.allocUnsafe(length)
    this.payloadLength = 0
    this.state = State.Payload
    return at
  }

  private readPayload(chunk: Buffer, from: number): number {
    const payload = this.payload as Buffer // set with this state
    const taken = Math.min(payload.length - this.payloadLength, chunk.length - from)
    chunk.copy(payload, this.payloadLength, from, from + taken)
    this.payloadLength += taken
    if (this.payloadLength === payload.length) {
      this.payload = null
      this.state = State.Header
      this.sink.onFrame(this.type, this.flags, this.id, payload, 0, payload.length)
    }
    return from + taken
  }

  private beginData(flags: number, id: number, length: number): void {
    const isPadded = (flags & Flag.Padded) !== 0
    // RFC 9113 §6.1: the pad length itself needs a byte.
    if (isPadded && length === 0) {
      this.fail(ErrorCode.FrameSizeError, 'no pad length')
      return
    }
    this.rest = length
    this.padding = 0
    this.state = isPadded ? State.PadLength : State.Data
    this.sink.onDataFrame(flags, id, length)
    if (length === 0 && this.state === State.Data) this.endData()
  }

  private readPadLength(chunk: Buffer, at: number): number {
    this.padding = chunk[at] as number // at < length
    this.rest--
    // RFC 9113 §6.1: padding must fit.
    if (this.padding > this.rest) {
      this.fail(ErrorCode.ProtocolError, 'padding exceeds frame')
      return at + 1
    }
    this.rest -= this.padding
    this.sink.onDataPadding(this.padding + 1)
    // The sink may have stopped us.
    if (this.state === State.PadLength) this.state = State.Data
    if (this.state === State.Data && this.rest === 0) this.endContent()
    return at + 1
  }

  private readData(chunk: Buffer, from: number): number {
    const end = Math.min(chunk.length, from + this.rest)
    this.rest -= end - from
    this.sink.onDataPiece(from === 0 && end === chunk.length ? chunk : chunk.subarray(from, end))
    if (this.rest === 0 && this.state === State.Data) this.endContent()
    return end
  }

  private endContent(): void {
    if (this.padding === 0) this.endData()
    else this.state = State.Padding
  }

  private skipPadding(chunk: Buffer, from: number): number {
    const end = Math.min(chunk.length, from + this.padding)
    this.padding -= end - from
    if (this.padding === 0) this.endData()
    return end
  }

  private endData(): void {
    if (this.state === State.Stopped) return
    this.state = State.Header
    this.sink.onDataEnd()
  }

  private fail(code: ErrorCode, reason: string): void {
    this.stop()
    this.sink.onReadError(code, reason)
  }
}
