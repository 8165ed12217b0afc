/** Protobuf wire primitives: a bounds-checked reader over one buffer and a growing writer. */
import { FlotillaError } from '@flotilla/errors'

const MAX_VARINT_BYTES = 10
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Reads protobuf primitives from a buffer. Every overrun or malformed value throws FLT_PROTO_MALFORMED. */
export class ByteReader {
  readonly buffer: Uint8Array
  offset: number
  readonly end: number

  constructor(buffer: Uint8Array, offset = 0, end: number = buffer.length) {
    this.buffer = buffer
    this.offset = offset
    this.end = end
  }

  get done(): boolean {
    return this.offset >= this.end
  }

  /** An unsigned varint of at most 32 significant bits; higher bits are dropped, as protobuf requires for int32 fields. */
  uint32(): number {
    let value = 0
    for (let i = 0; i < MAX_VARINT_BYTES; i++) {
      const byte = this.byte()
      if (i < 5) value |= (byte & 0x7f) << (7 * i)
      if (byte < 0x80) return value >>> 0
    }
    return malformed('varint longer than ten bytes')
  }

  int32(): number {
    return this.uint32() | 0
  }

  sint32(): number {
    const raw = this.uint32()
    return (raw >>> 1) ^ -(raw & 1)
  }

  bool(): boolean {
    return this.uint64() !== 0n
  }

  uint64(): bigint {
    let low = 0
    let high = 0
    for (let i = 0; i < MAX_VARINT_BYTES; i++) {
      const byte = this.byte()
      const bits = byte & 0x7f
      if (i < 4) low |= bits << (7 * i)
      else if (i === 4) {
        low |= bits << 28
        high |= bits >> 4
      } else high |= bits << (7 * i - 32)
      if (byte < 0x80)
        return high === 0 ? BigInt(low >>> 0) : (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0)
    }
    return malformed('varint longer than ten bytes')
  }

  int64(): bigint {
    return BigInt.asIntN(64, this.uint64())
  }

  /** A 64-bit signed integer that must be exact as a number: beyond 2^53 it is refused. */
  int64AsNumber(): number {
    const value = Number(this.int64())
    if (!Number.isSafeInteger(value)) malformed('integer beyond 2^53')
    return value
  }

  uint64AsNumber(): number {
    const value = Number(this.uint64())
    if (!Number.isSafeInteger(value)) malformed('integer beyond 2^53')
    return value
  }

  double(): number {
    const at = this.take(8)
    return new DataView(this.buffer.buffer, this.buffer.byteOffset + at, 8).getFloat64(0, true)
  }

  float(): number {
    const at = this.take(4)
    return new DataView(this.buffer.buffer, this.buffer.byteOffset + at, 4).getFloat32(0, true)
  }

  fixed32(): number {
    const at = this.take(4)
    return new DataView(this.buffer.buffer, this.buffer.byteOffset + at, 4).getUint32(0, true)
  }

  fixed64(): bigint {
    const at = this.take(8)
    return new DataView(this.buffer.buffer, this.buffer.byteOffset + at, 8).getBigUint64(0, true)
  }

  /** A length-delimited field as a view on the buffer; the caller copies what it keeps. */
  bytes(): Uint8Array {
    const length = this.uint32()
    const at = this.take(length)
    return this.buffer.subarray(at, at + length)
  }

  string(): string {
    const length = this.uint32()
    const at = this.take(length)
    if (length < 32) {
      const ascii = this.shortAscii(at, length)
      if (ascii !== null) return ascii
    }
    try {
      return decoder.decode(this.buffer.subarray(at, at + length))
    } catch (cause) {
      throw new FlotillaError('FLT_PROTO_MALFORMED', 'string is not UTF-8', { cause })
    }
  }

  /** A reader over the next length-delimited field. */
  message(): ByteReader {
    const length = this.uint32()
    const at = this.take(length)
    return new ByteReader(this.buffer, at, at + length)
  }

  /** Skips a field of the given wire type (0 varint, 1 64-bit, 2 bytes, 3/4 group, 5 32-bit). */
  skip(wireType: number, depth = 0): void {
    if (wireType === 0) this.uint64()
    else if (wireType === 1) this.take(8)
    else if (wireType === 2) this.take(this.uint32())
    else if (wireType === 5) this.take(4)
    else if (wireType === 3 && depth < 100) {
      for (;;) {
        const tag = this.uint32()
        if ((tag & 7) === 4) return
        this.skip(tag & 7, depth + 1)
      }
    } else malformed(`wire type ${wireType}`)
  }

  private shortAscii(at: number, length: number): string | null {
    let text = ''
    for (let i = at; i < at + length; i++) {
      const code = this.buffer[i] as number // within the bound that take() checked
      if (code >= 0x80) return null
      text += String.fromCharCode(code)
    }
    return text
  }

  private byte(): number {
    if (this.offset >= this.end) malformed('message ends inside a field')
    return this.buffer[this.offset++] as number // bound checked above
  }

  private take(length: number): number {
    const at = this.offset
    if (length > this.end - at) malformed('field is longer than its message')
    this.offset = at + length
    return at
  }
}

function malformed(what: string): never {
  throw new FlotillaError('FLT_PROTO_MALFORMED', `malformed message: ${what}`)
}

const INITIAL_BYTES = 256

/** Writes protobuf primitives into a buffer that grows by doubling. */
export class ByteWriter {
  private buffer: Buffer
  private length = 0

  constructor(initialBytes: number = INITIAL_BYTES) {
    this.buffer = Buffer.allocUnsafe(initialBytes)
  }

  /** What was written, as a view that stays valid while nothing more is written. */
  finish(): Uint8Array {
    return this.buffer.subarray(0, this.length)
  }

  uint32(value: number): this {
    this.ensure(5)
    let rest = value >>> 0
    while (rest > 0x7f) {
      this.buffer[this.length++] = (rest & 0x7f) | 0x80
      rest >>>= 7
    }
    this.buffer[this.length++] = rest
    return this
  }

  /** Negative values take ten bytes, as protobuf sign-extends int32 to 64 bits. */
  int32(value: number): this {
    return value < 0 ? this.uint64(BigInt(value)) : this.uint32(value)
  }

  sint32(value: number): this {
    return this.uint32((value << 1) ^ (value >> 31))
  }

  bool(value: boolean): this {
    return this.uint32(value ? 1 : 0)
  }

  uint64(value: bigint): this {
    const unsigned = BigInt.asUintN(64, value)
    let low = Number(unsigned & 0xffffffffn)
    let high = Number(unsigned >> 32n)
    this.ensure(MAX_VARINT_BYTES)
    while (high > 0 || low > 0x7f) {
      this.buffer[this.length++] = (low & 0x7f) | 0x80
      low = ((low >>> 7) | (high << 25)) >>> 0
      high >>>= 7
    }
    this.buffer[this.length++] = low
    return this
  }

  int64(value: bigint | number): this {
    if (typeof value === 'number' && value >= 0 && value <= 0xffffffff) return this.uint32(value)
    return this.uint64(BigInt(value))
  }

  double(value: number): this {
    this.ensure(8)
    this.buffer.writeDoubleLE(value, this.length)
    this.length += 8
    return this
  }

  float(value: number): this {
    this.ensure(4)
    this.buffer.writeFloatLE(value, this.length)
    this.length += 4
    return this
  }

  fixed32(value: number): this {
    this.ensure(4)
    this.buffer.writeUInt32LE(value >>> 0, this.length)
    this.length += 4
    return this
  }

  fixed64(value: bigint): this {
    this.ensure(8)
    this.buffer.writeBigUInt64LE(BigInt.asUintN(64, value), this.length)
    this.length += 8
    return this
  }

  bytes(value: Uint8Array): this {
    this.uint32(value.length)
    this.ensure(value.length)
    this.buffer.set(value, this.length)
    this.length += value.length
    return this
  }

  string(value: string): this {
    const size = Buffer.byteLength(value)
    this.uint32(size)
    this.ensure(size)
    this.buffer.write(value, this.length, size, 'utf8')
    this.length += size
    return this
  }

  /** Writes a length-delimited block: `write` fills it, its size is put in front afterwards. */
  nested(write: (writer: this) => void): this {
    const start = this.open()
    write(this)
    return this.close(start)
  }

  /** Begins a length-delimited block; pass what it returns to `close`. Blocks nest. */
  open(): number {
    const start = this.length
    // Five: the size in front is written after the content, and making room then would copy only what stands before it.
    this.ensure(5)
    this.length = start + 1
    return start
  }

  /** Ends the block that `open` began: its size is put in front, behind it writing goes on. */
  close(start: number): this {
    const size = this.length - start - 1
    const extra = varintBytes(size) - 1
    if (extra > 0) {
      this.ensure(extra)
      this.buffer.copyWithin(start + 1 + extra, start + 1, this.length)
    }
    this.length = start
    this.uint32(size)
    this.length += size
    return this
  }

  private ensure(extra: number): void {
    const needed = this.length + extra
    if (needed <= this.buffer.length) return
    const grown = Buffer.allocUnsafe(Math.max(needed, this.buffer.length * 2))
    this.buffer.copy(grown, 0, 0, this.length)
    this.buffer = grown
  }
}

function varintBytes(value: number): number {
  return value < 0x80 ? 1 : value < 0x4000 ? 2 : value < 0x20_0000 ? 3 : value < 0x1000_0000 ? 4 : 5
}
