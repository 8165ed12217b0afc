/** Generated from envoy/extensions/compression/zstd/decompressor/v3/zstd.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { DataSource, readDataSource, writeDataSource } from '../../../../../config/core/v3/base.ts'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { UInt32Value, readUInt32Value, writeUInt32Value } from '../../../../../../../well-known/wrappers.ts'
import { type Mutable, NO_ITEMS, append, put } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.compression.zstd.decompressor.v3.Zstd */
export interface ZstdDecompressor {
  readonly dictionaries: readonly DataSource[]
  readonly chunkSize: number | null
}

export const ZstdDecompressor: MessageType<ZstdDecompressor> = define<ZstdDecompressor>({
  name: 'envoy.extensions.compression.zstd.decompressor.v3.Zstd', empty: emptyZstdDecompressor, write: writeZstdDecompressor, read: readZstdDecompressor,
  fields: () => [
    ['dictionaries', 1, DataSource, 'list'],
    ['chunk_size', 2, UInt32Value],
  ],
})

export function emptyZstdDecompressor(): ZstdDecompressor {
  return {
    dictionaries: NO_ITEMS,
    chunkSize: null,
  }
}

export function writeZstdDecompressor(m: ZstdDecompressor, w: ByteWriter): void {
  for (const v of m.dictionaries) put(w, 10, writeDataSource, v)
  if (m.chunkSize !== null) put(w, 18, writeUInt32Value, m.chunkSize)
}

export function readZstdDecompressor(r: MessageReader, into: ZstdDecompressor | null): ZstdDecompressor {
  const m: Mutable<ZstdDecompressor> = into ?? emptyZstdDecompressor()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.dictionaries = append(m.dictionaries, readDataSource(r.message(), null)); break
      case 18: m.chunkSize = readUInt32Value(r.message()); break
      default: r.skipField(tag)
    }
  }
  return m
}
