/** For tests: frames written by hand, and what an end answers to them. */
import type { Connection } from '../connection.ts'
import { PREFACE } from '../frame-type.ts'
import { HeaderBlock } from '../header-block.ts'
import { HpackDecoder } from '../hpack-decoder.ts'
import { HpackEncoder } from '../hpack-encoder.ts'
import { output } from './peers.ts'

export { FrameType } from '../frame-type.ts'

export const END_STREAM = 1
export const END_HEADERS = 4
export const PADDED = 8
export const PRIORITY = 32

export function frame(
  type: number,
  flags: number,
  id: number,
  payload: Uint8Array | string = '',
): Buffer {
  const content = typeof payload === 'string' ? Buffer.from(payload, 'hex') : Buffer.from(payload)
  const head = Buffer.alloc(9)
  head.writeUIntBE(content.length, 0, 3)
  head[3] = type
  head[4] = flags
  head.writeUInt32BE(id, 5)
  return Buffer.concat([head, content])
}

/** A header block that uses no table but the static one. */
export function block(headers: readonly string[]): Buffer {
  const encoder = new HpackEncoder(0, Buffer.alloc(1024))
  encoder.begin()
  encoder.addAll(headers)
  return Buffer.from(encoder.buffer.subarray(0, encoder.length))
}

export const GET: readonly string[] = [
  ':method',
  'GET',
  ':scheme',
  'http',
  ':path',
  '/',
  ':authority',
  'a',
]
export const POST: readonly string[] = [
  ':method',
  'POST',
  ':scheme',
  'http',
  ':path',
  '/',
  ':authority',
  'a',
]

/** Preface and empty SETTINGS of a client. */
export const HELLO: Buffer = Buffer.concat([PREFACE, frame(4, 0, 0)])

export interface SentFrame {
  readonly type: number
  readonly flags: number
  readonly id: number
  readonly payload: Buffer
}

/** What the connection wants to write, frame by frame. */
export function sent(connection: Connection): SentFrame[] {
  const bytes = output(connection)
  const frames: SentFrame[] = []
  for (let at = 0; at < bytes.length; ) {
    const length = bytes.readUIntBE(at, 3)
    frames.push({
      type: bytes[at + 3] ?? 0,
      flags: bytes[at + 4] ?? 0,
      id: bytes.readUInt32BE(at + 5),
      payload: bytes.subarray(at + 9, at + 9 + length),
    })
    at += 9 + length
  }
  return frames
}

/** Reads header blocks of one direction of a connection, whatever they hold: every field of each, in order. */
export class BlockReader {
  private readonly decoder = new HpackDecoder(65_536)

  /** Null where the block is no valid HPACK. */
  read(bytes: Uint8Array): readonly (readonly [string, string])[] | null {
    const fields: [string, string][] = []
    const into = new HeaderBlock({ maxHeaderListBytes: 1 << 24, maxHeaderFields: 100_000 })
    into.add = (name, value) => void fields.push([name, value])
    return this.decoder.decode(Buffer.from(bytes), 0, bytes.length, into) ? fields : null
  }
}
