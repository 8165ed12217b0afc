/** The part of MessagePack that the forward protocol needs, both ways. */

/** Seconds and nanoseconds: the protocol's extension type 0. */
export class EventTime {
  readonly seconds: number
  readonly nanos: number

  constructor(seconds: number, nanos: number) {
    this.seconds = seconds
    this.nanos = nanos
  }
}

export type Packable =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | EventTime
  | readonly Packable[]
  | ReadonlyMap<string, Packable>

const EVENT_TIME_TYPE = 0
const MIN_INT64 = -(2n ** 63n)
const MAX_UINT64 = 2n ** 64n

/** A number becomes a double, a bigint an integer. */
export function pack(value: Packable): Buffer {
  const parts: Uint8Array[] = []
  packInto(value, parts)
  return Buffer.concat(parts)
}

function packInto(value: Packable, parts: Uint8Array[]): void {
  if (value === null) parts.push(Uint8Array.of(0xc0))
  else if (typeof value === 'boolean') parts.push(Uint8Array.of(value ? 0xc3 : 0xc2))
  else if (typeof value === 'number') parts.push(double(value))
  else if (typeof value === 'bigint') parts.push(integer(value))
  else if (typeof value === 'string') {
    const bytes = Buffer.from(value)
    parts.push(header(bytes.length, 0xa0, 31, 0xd9, 0xda, 0xdb), bytes)
  } else if (value instanceof Uint8Array)
    parts.push(header(value.length, 0, -1, 0xc4, 0xc5, 0xc6), value)
  else if (value instanceof EventTime) {
    const bytes = Buffer.alloc(10)
    bytes[0] = 0xd7
    bytes[1] = EVENT_TIME_TYPE
    bytes.writeUInt32BE(value.seconds >>> 0, 2)
    bytes.writeUInt32BE(value.nanos, 6)
    parts.push(bytes)
  } else if (isMap(value)) {
    parts.push(header(value.size, 0x80, 15, null, 0xde, 0xdf))
    for (const [key, one] of value) {
      packInto(key, parts)
      packInto(one, parts)
    }
  } else {
    parts.push(header(value.length, 0x90, 15, null, 0xdc, 0xdd))
    for (const one of value) packInto(one, parts)
  }
}

function isMap(value: object): value is ReadonlyMap<string, Packable> {
  return value instanceof Map
}

/** The shortest head for a length: in the type's byte, or in 1, 2 or 4 bytes after it. */
function header(
  length: number,
  fixed: number,
  maxFixed: number,
  one: number | null,
  two: number,
  four: number,
): Uint8Array {
  if (length <= maxFixed) return Uint8Array.of(fixed | length)
  if (one !== null && length <= 0xff) return Uint8Array.of(one, length)
  if (length <= 0xffff) return Uint8Array.of(two, length >>> 8, length & 0xff)
  const bytes = Buffer.alloc(5)
  bytes[0] = four
  bytes.writeUInt32BE(length, 1)
  return bytes
}

function double(value: number): Uint8Array {
  const bytes = Buffer.alloc(9)
  bytes[0] = 0xcb
  bytes.writeDoubleBE(value, 1)
  return bytes
}

function integer(value: bigint): Uint8Array {
  if (value >= 0n && value <= 0x7fn) return Uint8Array.of(Number(value))
  if (value < 0n && value >= -32n) return Uint8Array.of(256 + Number(value))
  const bytes = Buffer.alloc(9)
  if (value >= 0n) {
    bytes[0] = 0xcf
    bytes.writeBigUInt64BE(value < MAX_UINT64 ? value : MAX_UINT64 - 1n, 1)
  } else {
    bytes[0] = 0xd3
    bytes.writeBigInt64BE(value > MIN_INT64 ? value : MIN_INT64, 1)
  }
  return bytes
}

/** What cannot be MessagePack, or is of more than is ever sent here. */
export class UnpackError extends Error {}

const MAX_DEPTH = 16
const INCOMPLETE = Symbol('incomplete')

/** The first value and its length in bytes; null where it is not whole yet. Throws UnpackError. */
export function unpack(
  bytes: Uint8Array,
): { readonly value: Packable; readonly length: number } | null {
  const reader = new Reader(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  try {
    const value = reader.value(0)
    return { value, length: reader.at }
  } catch (error) {
    if (error === INCOMPLETE) return null
    throw error
  }
}

class Reader {
  at = 0
  private readonly bytes: Buffer

  constructor(bytes: Buffer) {
    this.bytes = bytes
  }

  value(depth: number): Packable {
    if (depth > MAX_DEPTH) throw new UnpackError('nested too deep')
    const type = this.unsigned(1)
    if (type < 0x80) return BigInt(type)
    if (type < 0x90) return this.map(type & 15, depth)
    if (type < 0xa0) return this.array(type & 15, depth)
    if (type < 0xc0) return this.text(type & 31)
    if (type >= 0xe0) return BigInt(type - 256)
    return this.typed(type, depth)
  }

  private typed(type: number, depth: number): Packable {
    switch (type) {
      case 0xc0:
        return null
      case 0xc2:
      case 0xc3:
        return type === 0xc3
      case 0xc4:
      case 0xc5:
      case 0xc6:
        return this.take(this.unsigned(2 ** (type - 0xc4)))
      case 0xca:
        return this.take(4).readFloatBE()
      case 0xcb:
        return this.take(8).readDoubleBE()
      case 0xcc:
      case 0xcd:
      case 0xce:
        return BigInt(this.unsigned(2 ** (type - 0xcc)))
      case 0xcf:
        return this.take(8).readBigUInt64BE()
      case 0xd0:
      case 0xd1:
      case 0xd2:
      case 0xd3: {
        const size = 2 ** (type - 0xd0)
        return size === 8
          ? this.take(8).readBigInt64BE()
          : BigInt(this.take(size).readIntBE(0, size))
      }
      case 0xd7:
        return this.eventTime()
      case 0xd9:
      case 0xda:
      case 0xdb:
        return this.text(this.unsigned(2 ** (type - 0xd9)))
      case 0xdc:
      case 0xdd:
        return this.array(this.unsigned(type === 0xdc ? 2 : 4), depth)
      case 0xde:
      case 0xdf:
        return this.map(this.unsigned(type === 0xde ? 2 : 4), depth)
      default:
        throw new UnpackError(`a value of type ${type}`)
    }
  }

  private eventTime(): EventTime {
    const bytes = this.take(9)
    if (bytes[0] !== EVENT_TIME_TYPE) throw new UnpackError('an unknown extension')
    return new EventTime(bytes.readUInt32BE(1), bytes.readUInt32BE(5))
  }

  private array(length: number, depth: number): Packable[] {
    const items: Packable[] = []
    for (let i = 0; i < length; i++) items.push(this.value(depth + 1))
    return items
  }

  private map(length: number, depth: number): Map<string, Packable> {
    const entries = new Map<string, Packable>()
    for (let i = 0; i < length; i++) {
      const key = this.value(depth + 1)
      if (typeof key !== 'string') throw new UnpackError('a key that is no text')
      entries.set(key, this.value(depth + 1))
    }
    return entries
  }

  private text(length: number): string {
    return this.take(length).toString()
  }

  private unsigned(size: number): number {
    return this.take(size).readUIntBE(0, size)
  }

  private take(size: number): Buffer {
    if (this.at + size > this.bytes.length) throw INCOMPLETE
    const taken = this.bytes.subarray(this.at, this.at + size)
    this.at += size
    return taken
  }
}
