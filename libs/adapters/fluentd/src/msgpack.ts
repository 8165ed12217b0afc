/** The forward protocol's use of MessagePack: what an entry holds to bytes, and answers as they come to values, within limits. */
import { Decoder, Encoder, ExtData } from '@msgpack/msgpack'

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
  | EventTime
  | readonly Packable[]
  | ReadonlyMap<string, Packable>

const EVENT_TIME_TYPE = 0
/** A number is a double, as in the entry; only a bigint is an integer. */
const encoder = new Encoder({ useBigInt64: true, forceIntegerToFloat: true })
/** Texts, lists and maps of one answer. docs/limits.md */
const LIMITS = {
  maxStrLength: 4096,
  maxBinLength: 4096,
  maxExtLength: 4096,
  maxArrayLength: 64,
  maxMapLength: 64,
} as const

export function pack(value: Packable): Uint8Array {
  return encoder.encode(plain(value))
}

/** The values of a stream of bytes; throws where they are none. */
export function unpackStream(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<unknown> {
  return new Decoder(LIMITS).decodeStream(bytes)
}

/** In the library's forms: objects for maps, extensions for times. */
function plain(value: Packable): unknown {
  if (value === null || typeof value !== 'object') return value
  if (value instanceof EventTime) {
    const bytes = Buffer.alloc(8)
    bytes.writeUInt32BE(value.seconds >>> 0, 0)
    bytes.writeUInt32BE(value.nanos, 4)
    return new ExtData(EVENT_TIME_TYPE, bytes)
  }
  if (isMap(value))
    return Object.fromEntries(Array.from(value, ([key, one]) => [key, plain(one)] as const))
  return value.map(plain)
}

function isMap(value: object): value is ReadonlyMap<string, Packable> {
  return value instanceof Map
}
