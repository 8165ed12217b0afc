/** Generated from envoy/extensions/compression/brotli/decompressor/v3/brotli.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { UInt32Value, readUInt32Value, writeUInt32Value } from '../../../../../../../well-known/wrappers.ts'
import { type Mutable, put } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.compression.brotli.decompressor.v3.Brotli */
export interface BrotliDecompressor {
  readonly disableRingBufferReallocation: boolean
  readonly chunkSize: number | null
}

export const BrotliDecompressor: MessageType<BrotliDecompressor> = define<BrotliDecompressor>({
  name: 'envoy.extensions.compression.brotli.decompressor.v3.Brotli', empty: emptyBrotliDecompressor, write: writeBrotliDecompressor, read: readBrotliDecompressor,
  fields: () => [
    ['disable_ring_buffer_reallocation', 1, 'bool'],
    ['chunk_size', 2, UInt32Value],
  ],
})

export function emptyBrotliDecompressor(): BrotliDecompressor {
  return {
    disableRingBufferReallocation: false,
    chunkSize: null,
  }
}

export function writeBrotliDecompressor(m: BrotliDecompressor, w: ByteWriter): void {
  if (m.disableRingBufferReallocation) w.uint32(8).bool(m.disableRingBufferReallocation)
  if (m.chunkSize !== null) put(w, 18, writeUInt32Value, m.chunkSize)
}

export function readBrotliDecompressor(r: MessageReader, into: BrotliDecompressor | null): BrotliDecompressor {
  const m: Mutable<BrotliDecompressor> = into ?? emptyBrotliDecompressor()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.disableRingBufferReallocation = r.bool(); break
      case 18: m.chunkSize = readUInt32Value(r.message()); break
      default: r.skipField(tag)
    }
  }
  return m
}
