/** Generated from envoy/extensions/compression/gzip/decompressor/v3/gzip.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { UInt32Value, readUInt32Value, writeUInt32Value } from '../../../../../../../well-known/wrappers.ts'
import { type Mutable, put } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.compression.gzip.decompressor.v3.Gzip */
export interface GzipDecompressor {
  readonly windowBits: number | null
  readonly chunkSize: number | null
  readonly maxInflateRatio: number | null
}

export const GzipDecompressor: MessageType<GzipDecompressor> = define<GzipDecompressor>({
  name: 'envoy.extensions.compression.gzip.decompressor.v3.Gzip', empty: emptyGzipDecompressor, write: writeGzipDecompressor, read: readGzipDecompressor,
  fields: () => [
    ['window_bits', 1, UInt32Value],
    ['chunk_size', 2, UInt32Value],
    ['max_inflate_ratio', 3, UInt32Value],
  ],
})

export function emptyGzipDecompressor(): GzipDecompressor {
  return {
    windowBits: null,
    chunkSize: null,
    maxInflateRatio: null,
  }
}

export function writeGzipDecompressor(m: GzipDecompressor, w: ByteWriter): void {
  if (m.windowBits !== null) put(w, 10, writeUInt32Value, m.windowBits)
  if (m.chunkSize !== null) put(w, 18, writeUInt32Value, m.chunkSize)
  if (m.maxInflateRatio !== null) put(w, 26, writeUInt32Value, m.maxInflateRatio)
}

export function readGzipDecompressor(r: MessageReader, into: GzipDecompressor | null): GzipDecompressor {
  const m: Mutable<GzipDecompressor> = into ?? emptyGzipDecompressor()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.windowBits = readUInt32Value(r.message()); break
      case 18: m.chunkSize = readUInt32Value(r.message()); break
      case 26: m.maxInflateRatio = readUInt32Value(r.message()); break
      default: r.skipField(tag)
    }
  }
  return m
}
