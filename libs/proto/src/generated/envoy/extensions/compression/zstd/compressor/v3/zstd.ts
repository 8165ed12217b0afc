/** Generated from envoy/extensions/compression/zstd/compressor/v3/zstd.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { DataSource, readDataSource, writeDataSource } from '../../../../../config/core/v3/base.ts'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { UInt32Value, readUInt32Value, writeUInt32Value } from '../../../../../../../well-known/wrappers.ts'
import { type Mutable, put } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.compression.zstd.compressor.v3.Zstd.Strategy */
export const ZstdCompressorStrategy = {
  DEFAULT: 0,
  FAST: 1,
  DFAST: 2,
  GREEDY: 3,
  LAZY: 4,
  LAZY2: 5,
  BTLAZY2: 6,
  BTOPT: 7,
  BTULTRA: 8,
  BTULTRA2: 9,
} as const
export type ZstdCompressorStrategy = (typeof ZstdCompressorStrategy)[keyof typeof ZstdCompressorStrategy]

/** envoy.extensions.compression.zstd.compressor.v3.Zstd */
export interface ZstdCompressor {
  readonly compressionLevel: number | null
  readonly enableChecksum: boolean
  readonly strategy: ZstdCompressorStrategy
  readonly dictionary: DataSource | null
  readonly chunkSize: number | null
}

export const ZstdCompressor: MessageType<ZstdCompressor> = define<ZstdCompressor>({
  name: 'envoy.extensions.compression.zstd.compressor.v3.Zstd', empty: emptyZstdCompressor, write: writeZstdCompressor, read: readZstdCompressor,
  fields: () => [
    ['compression_level', 1, UInt32Value],
    ['enable_checksum', 2, 'bool'],
    ['strategy', 3, { enum: ZstdCompressorStrategy }],
    ['dictionary', 4, DataSource],
    ['chunk_size', 5, UInt32Value],
  ],
})

export function emptyZstdCompressor(): ZstdCompressor {
  return {
    compressionLevel: null,
    enableChecksum: false,
    strategy: 0,
    dictionary: null,
    chunkSize: null,
  }
}

export function writeZstdCompressor(m: ZstdCompressor, w: ByteWriter): void {
  if (m.compressionLevel !== null) put(w, 10, writeUInt32Value, m.compressionLevel)
  if (m.enableChecksum) w.uint32(16).bool(m.enableChecksum)
  if (m.strategy !== 0) w.uint32(24).int32(m.strategy)
  if (m.dictionary !== null) put(w, 34, writeDataSource, m.dictionary)
  if (m.chunkSize !== null) put(w, 42, writeUInt32Value, m.chunkSize)
}

export function readZstdCompressor(r: MessageReader, into: ZstdCompressor | null): ZstdCompressor {
  const m: Mutable<ZstdCompressor> = into ?? emptyZstdCompressor()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.compressionLevel = readUInt32Value(r.message()); break
      case 16: m.enableChecksum = r.bool(); break
      case 24: m.strategy = r.int32() as ZstdCompressorStrategy; break
      case 34: m.dictionary = readDataSource(r.message(), m.dictionary); break
      case 42: m.chunkSize = readUInt32Value(r.message()); break
      default: r.skipField(tag)
    }
  }
  return m
}
