/** Writes frames one after the other into large pieces of memory, so that everything of a turn leaves in few writes. */
import { Flag, FRAME_HEADER_BYTES, FrameType, MIN_MAX_FRAME_BYTES } from './frame-type.ts'

/** Two of the largest frames that are sent, and something besides. */
const SLAB_BYTES = 36 * 1024
/** Slabs that wait to be used again, by all connections. */
const MAX_FREE_SLABS = 32
const freeSlabs: Buffer[] = []

/** DATA is not begun in less room than this where more is to be sent. */
const MIN_DATA_ROOM = 1024

export class FrameWriter {
  private slab: Buffer | null = null
  private length = 0
  /** Full ones, in order, and how much of each is used. */
  private readonly full: Buffer[] = []
  private readonly fullLengths: number[] = []
  /** Given out by `take`, not yet written. */
  private readonly inFlight: Buffer[] = []
  /** Bytes that were not taken yet. */
  pendingBytes = 0
  /** Frames since the peer last took everything. */
  unsentFrames = 0
  unsentControlFrames = 0
  /** Changes whenever offsets into the slab lose their meaning. */
  epoch = 0

  get isEmpty(): boolean {
    return this.pendingBytes === 0
  }

  /**
   * The next bytes to write, or null. They stay valid until `onWritten` was called for them; calls come in the order of
   * `take`.
   */
  take(): Buffer | null {
    const full = this.full.shift()
    if (full !== undefined) {
      const used = this.fullLengths.shift() as number // one per slab
      this.pendingBytes -= used
      this.inFlight.push(full)
      return full.subarray(0, used)
    }
    const { slab, length } = this
    if (slab === null || length === 0) return null
    this.epoch++
    this.slab = null
    this.length = 0
    this.pendingBytes -= length
    this.inFlight.push(slab)
    return slab.subarray(0, length)
  }

  /** The oldest bytes taken are out of our hands. */
  onWritten(): void {
    const slab = this.inFlight.shift()
    if (slab !== undefined && freeSlabs.length < MAX_FREE_SLABS) freeSlabs.push(slab)
  }

  /** Taken and not yet written. */
  get inFlightCount(): number {
    return this.inFlight.length
  }

  /** The peer has taken everything. */
  markDrained(): void {
    this.unsentFrames = 0
    this.unsentControlFrames = 0
  }

  // -- frames ----------------------------------------------------------------

  bytes(source: Buffer): void {
    const at = this.reserve(source.length)
    source.copy(this.slab as Buffer, at) // reserved
  }

  /** Frame header with room for the payload; gives the payload's offset in `current`. */
  private frame(length: number, type: number, flags: number, id: number): number {
    const at = this.reserve(FRAME_HEADER_BYTES + length)
    this.unsentFrames++
    const slab = this.slab as Buffer // reserved
    slab[at] = length >>> 16
    slab[at + 1] = length >>> 8
    slab[at + 2] = length
    slab[at + 3] = type
    slab[at + 4] = flags
    this.uint32(at + 5, id)
    return at + FRAME_HEADER_BYTES
  }

  private uint32(at: number, value: number): void {
    const slab = this.slab as Buffer // reserved
    slab[at] = value >>> 24
    slab[at + 1] = value >>> 16
    slab[at + 2] = value >>> 8
    slab[at + 3] = value
  }

  private control(length: number, type: number, flags: number, id: number): number {
    this.unsentControlFrames++
    return this.frame(length, type, flags, id)
  }

  /** A header block as HEADERS and what CONTINUATION it needs. Gives the offset of the flags, for `endAt`. */
  headers(id: number, block: Buffer, length: number, isEnd: boolean): number {
    const first = Math.min(length, MIN_MAX_FRAME_BYTES)
    const flags = (isEnd ? Flag.EndStream : 0) | (first === length ? Flag.EndHeaders : 0)
    const at = this.frame(first, FrameType.Headers, flags, id)
    block.copy(this.slab as Buffer, at, 0, first) // reserved
    for (let sent = first; sent < length; ) {
      const size = Math.min(length - sent, MIN_MAX_FRAME_BYTES)
      const isLast = sent + size === length
      const to = this.frame(size, FrameType.Continuation, isLast ? Flag.EndHeaders : 0, id)
      block.copy(this.slab as Buffer, to, sent, sent + size) // reserved
      sent += size
    }
    return at - 5
  }

  /** How much content a DATA frame can hold now, given that so much is to be sent. */
  dataRoom(wanted: number): number {
    const room = this.room() - FRAME_HEADER_BYTES
    if (room >= wanted || room >= MIN_DATA_ROOM) return Math.min(room, wanted)
    this.seal()
    return Math.min(SLAB_BYTES - FRAME_HEADER_BYTES, wanted)
  }

  /** Begins a DATA frame of a length that `dataRoom` gave; `content` must follow for all of it. Gives the offset of its flags. */
  data(id: number, length: number, isEnd: boolean): number {
    const at = this.frame(length, FrameType.Data, isEnd ? Flag.EndStream : 0, id)
    this.contentAt = at
    return at - 5
  }

  private contentAt = 0

  content(chunk: Buffer, start: number, end: number): void {
    chunk.copy(this.slab as Buffer, this.contentAt, start, end) // reserved by `data`
    this.contentAt += end - start
  }

  /** Makes a frame that is still here the last of its stream. */
  endAt(flagsAt: number): void {
    const slab = this.slab as Buffer // the caller compared epochs
    slab[flagsAt] = (slab[flagsAt] as number) | Flag.EndStream // inside the slab
  }

  rstStream(id: number, code: number): void {
    this.uint32(this.control(4, FrameType.RstStream, 0, id), code)
  }

  /** @param pairs flat list of identifiers and values. */
  settings(pairs: readonly number[]): void {
    let at = this.frame(pairs.length * 3, FrameType.Settings, 0, 0)
    const slab = this.slab as Buffer // reserved
    for (let i = 0; i < pairs.length; i += 2) {
      at = slab.writeUInt16BE(pairs[i] as number, at) // lists are even
      at = slab.writeUInt32BE(pairs[i + 1] as number, at) // lists are even
    }
  }

  settingsAck(): void {
    this.control(0, FrameType.Settings, Flag.Ack, 0)
  }

  /** @param payload eight bytes from `start` on. */
  ping(isAck: boolean, payload: Buffer, start: number): void {
    const at = this.control(8, FrameType.Ping, isAck ? Flag.Ack : 0, 0)
    payload.copy(this.slab as Buffer, at, start, start + 8) // reserved
  }

  goaway(lastStreamId: number, code: number, debug: string): void {
    const at = this.frame(8 + debug.length, FrameType.Goaway, 0, 0)
    this.uint32(at, lastStreamId)
    this.uint32(at + 4, code)
    ;(this.slab as Buffer).write(debug, at + 8, 'latin1') // reserved
  }

  windowUpdate(id: number, increment: number): void {
    this.uint32(this.frame(4, FrameType.WindowUpdate, 0, id), increment)
  }

  // -- memory ----------------------------------------------------------------

  private room(): number {
    return this.slab === null ? SLAB_BYTES : SLAB_BYTES - this.length
  }

  /** Makes room in one piece and counts it as used; gives its offset. */
  private reserve(length: number): number {
    if (this.slab !== null && SLAB_BYTES - this.length < length) this.seal()
    this.slab ??= freeSlabs.pop() ?? Buffer.allocUnsafeSlow(SLAB_BYTES)
    const at = this.length
    this.length += length
    this.pendingBytes += length
    return at
  }

  private seal(): void {
    if (this.slab === null) return
    this.epoch++
    this.full.push(this.slab)
    this.fullLengths.push(this.length)
    this.slab = null
    this.length = 0
  }
}
