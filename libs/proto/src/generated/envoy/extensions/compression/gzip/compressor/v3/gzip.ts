/** Generated from envoy/extensions/compression/gzip/compressor/v3/gzip.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { UInt32Value, readUInt32Value, writeUInt32Value } from '../../../../../../../well-known/wrappers.ts'
import { type Mutable, put } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.compression.gzip.compressor.v3.Gzip.CompressionLevel */
export const GzipCompressorCompressionLevel = {
  DEFAULT_COMPRESSION: 0,
  BEST_SPEED: 1,
  COMPRESSION_LEVEL_1: 1,
  COMPRESSION_LEVEL_2: 2,
  COMPRESSION_LEVEL_3: 3,
  COMPRESSION_LEVEL_4: 4,
  COMPRESSION_LEVEL_5: 5,
  COMPRESSION_LEVEL_6: 6,
  COMPRESSION_LEVEL_7: 7,
  COMPRESSION_LEVEL_8: 8,
  COMPRESSION_LEVEL_9: 9,
  BEST_COMPRESSION: 9,
} as const
export type GzipCompressorCompressionLevel = (typeof GzipCompressorCompressionLevel)[keyof typeof GzipCompressorCompressionLevel]

/** envoy.extensions.compression.gzip.compressor.v3.Gzip.CompressionStrategy */
export const GzipCompressorCompressionStrategy = {
  DEFAULT_STRATEGY: 0,
  FILTERED: 1,
  HUFFMAN_ONLY: 2,
  RLE: 3,
  FIXED: 4,
} as const
export type GzipCompressorCompressionStrategy = (typeof GzipCompressorCompressionStrategy)[keyof typeof GzipCompressorCompressionStrategy]

/** envoy.extensions.compression.gzip.compressor.v3.Gzip */
export interface GzipCompressor {
  readonly memoryLevel: number | null
  readonly compressionLevel: GzipCompressorCompressionLevel
  readonly compressionStrategy: GzipCompressorCompressionStrategy
  readonly windowBits: number | null
  readonly chunkSize: number | null
}

export const GzipCompressor: MessageType<GzipCompressor> = define<GzipCompressor>({
  name: 'envoy.extensions.compression.gzip.compressor.v3.Gzip', empty: emptyGzipCompressor, write: writeGzipCompressor, read: readGzipCompressor,
  fields: () => [
    ['memory_level', 1, UInt32Value],
    ['compression_level', 2, { enum: GzipCompressorCompressionLevel }],
    ['compression_strategy', 3, { enum: GzipCompressorCompressionStrategy }],
    ['window_bits', 4, UInt32Value],
    ['chunk_size', 5, UInt32Value],
  ],
})

export function emptyGzipCompressor(): GzipCompressor {
  return {
    memoryLevel: null,
    compressionLevel: 0,
    compressionStrategy: 0,
    windowBits: null,
    chunkSize: null,
  }
}

export function writeGzipCompressor(m: GzipCompressor, w: ByteWriter): void {
  if (m.memoryLevel !== null) put(w, 10, writeUInt32Value, m.memoryLevel)
  if (m.compressionLevel !== 0) w.uint32(16).int32(m.compressionLevel)
  if (m.compressionStrategy !== 0) w.uint32(24).int32(m.compressionStrategy)
  if (m.windowBits !== null) put(w, 34, writeUInt32Value, m.windowBits)
  if (m.chunkSize !== null) put(w, 42, writeUInt32Value, m.chunkSize)
}

export function readGzipCompressor(r: MessageReader, into: GzipCompressor | null): GzipCompressor {
  const m: Mutable<GzipCompressor> = into ?? emptyGzipCompressor()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.memoryLevel = readUInt32Value(r.message()); break
      case 16: m.compressionLevel = r.int32() as GzipCompressorCompressionLevel; break
      case 24: m.compressionStrategy = r.int32() as GzipCompressorCompressionStrategy; break
      case 34: m.windowBits = readUInt32Value(r.message()); break
      case 42: m.chunkSize = readUInt32Value(r.message()); break
      default: r.skipField(tag)
    }
  }
  return m
}
