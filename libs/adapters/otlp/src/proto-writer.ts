/** Protobuf fields written one after the other: what OTLP needs, and nothing more. */

const VARINT = 0
const FIXED64 = 1
const BYTES = 2

export class ProtoWriter {
  private readonly parts: Uint8Array[] = []
  private length = 0

  /** A whole number of up to 64 bits; negative ones as two's complement. */
  varint(field: number, value: bigint): this {
    this.number(BigInt((field << 3) | VARINT))
    this.number(BigInt.asUintN(64, value))
    return this
  }

  fixed64(field: number, value: bigint): this {
    const bytes = Buffer.alloc(8)
    bytes.writeBigUInt64LE(BigInt.asUintN(64, value))
    return this.tagged(field, FIXED64, bytes)
  }

  double(field: number, value: number): this {
    const bytes = Buffer.alloc(8)
    bytes.writeDoubleLE(value)
    return this.tagged(field, FIXED64, bytes)
  }

  text(field: number, value: string): this {
    return this.bytes(field, Buffer.from(value))
  }

  bytes(field: number, value: Uint8Array): this {
    this.number(BigInt((field << 3) | BYTES))
    this.number(BigInt(value.length))
    this.add(value)
    return this
  }

  /** Adds a message that `write` fills. */
  message(field: number, write: (inner: ProtoWriter) => void): this {
    const inner = new ProtoWriter()
    write(inner)
    return this.bytes(field, inner.finish())
  }

  finish(): Uint8Array {
    return Buffer.concat(this.parts, this.length)
  }

  private tagged(field: number, type: number, value: Uint8Array): this {
    this.number(BigInt((field << 3) | type))
    this.add(value)
    return this
  }

  private number(value: bigint): void {
    const bytes: number[] = []
    let rest = value
    for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80)
    bytes.push(Number(rest))
    this.add(Uint8Array.from(bytes))
  }

  private add(bytes: Uint8Array): void {
    this.parts.push(bytes)
    this.length += bytes.length
  }
}
