/** The reader of generated code: a byte reader that knows how deep it is and skips fields that the schema does not have. */
import { ByteReader } from '@flotilla/bytes'
import { FlotillaError } from '@flotilla/errors'

/** Deepest nesting of messages that is read, as in other protobuf implementations: a recursive type must not exhaust the stack. */
export const MAX_DEPTH = 100

export class MessageReader extends ByteReader {
  readonly depth: number

  constructor(buffer: Uint8Array, offset = 0, end: number = buffer.length, depth = 0) {
    super(buffer, offset, end)
    this.depth = depth
  }

  /** A reader over the next length-delimited field. */
  override message(): MessageReader {
    if (this.depth >= MAX_DEPTH) malformed(`nested deeper than ${MAX_DEPTH}`)
    const length = this.uint32()
    const at = this.offset
    if (length > this.end - at) malformed('field is longer than its message')
    this.offset = at + length
    return new MessageReader(this.buffer, at, at + length, this.depth + 1)
  }

  /** Skips the field whose tag was just read; also one whose wire type is not the schema's, as protobuf demands. */
  skipField(tag: number): void {
    if (tag >>> 3 === 0) malformed('field number 0')
    this.skip(tag & 7)
  }

  /** A bytes field as a copy, so that a message never keeps its whole input alive. */
  copyBytes(): Uint8Array {
    const view = this.bytes()
    return view.length > MAX_POOLED_BYTES ? new Uint8Array(view) : copyToSlab(view)
  }
}

/** A small array of its own costs 0.6 µs, a piece of a slab 0.1: short fields share slabs, and keep one alive while they live. */
const SLAB_BYTES = 8192
const MAX_POOLED_BYTES = 1024
let slab = new Uint8Array(SLAB_BYTES)
let slabUsed = 0

function copyToSlab(view: Uint8Array): Uint8Array {
  if (view.length > SLAB_BYTES - slabUsed) {
    slab = new Uint8Array(SLAB_BYTES)
    slabUsed = 0
  }
  const copy = slab.subarray(slabUsed, slabUsed + view.length)
  copy.set(view)
  slabUsed += view.length
  return copy
}

function malformed(what: string): never {
  throw new FlotillaError('FLT_PROTO_MALFORMED', `malformed message: ${what}`)
}
