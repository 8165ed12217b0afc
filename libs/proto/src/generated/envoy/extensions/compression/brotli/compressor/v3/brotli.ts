/** Generated from envoy/extensions/compression/brotli/compressor/v3/brotli.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { UInt32Value, readUInt32Value, writeUInt32Value } from '../../../../../../../well-known/wrappers.ts'
import { type Mutable, put } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.compression.brotli.compressor.v3.Brotli.EncoderMode */
export const BrotliCompressorEncoderMode = {
  DEFAULT: 0,
  GENERIC: 1,
  TEXT: 2,
  FONT: 3,
} as const
export type BrotliCompressorEncoderMode = (typeof BrotliCompressorEncoderMode)[keyof typeof BrotliCompressorEncoderMode]

/** envoy.extensions.compression.brotli.compressor.v3.Brotli */
export interface BrotliCompressor {
  readonly quality: number | null
  readonly encoderMode: BrotliCompressorEncoderMode
  readonly windowBits: number | null
  readonly inputBlockBits: number | null
  readonly chunkSize: number | null
  readonly disableLiteralContextModeling: boolean
}

export const BrotliCompressor: MessageType<BrotliCompressor> = define<BrotliCompressor>({
  name: 'envoy.extensions.compression.brotli.compressor.v3.Brotli', empty: emptyBrotliCompressor, write: writeBrotliCompressor, read: readBrotliCompressor,
  fields: () => [
    ['quality', 1, UInt32Value],
    ['encoder_mode', 2, { enum: BrotliCompressorEncoderMode }],
    ['window_bits', 3, UInt32Value],
    ['input_block_bits', 4, UInt32Value],
    ['chunk_size', 5, UInt32Value],
    ['disable_literal_context_modeling', 6, 'bool'],
  ],
})

export function emptyBrotliCompressor(): BrotliCompressor {
  return {
    quality: null,
    encoderMode: 0,
    windowBits: null,
    inputBlockBits: null,
    chunkSize: null,
    disableLiteralContextModeling: false,
  }
}

export function writeBrotliCompressor(m: BrotliCompressor, w: ByteWriter): void {
  if (m.quality !== null) put(w, 10, writeUInt32Value, m.quality)
  if (m.encoderMode !== 0) w.uint32(16).int32(m.encoderMode)
  if (m.windowBits !== null) put(w, 26, writeUInt32Value, m.windowBits)
  if (m.inputBlockBits !== null) put(w, 34, writeUInt32Value, m.inputBlockBits)
  if (m.chunkSize !== null) put(w, 42, writeUInt32Value, m.chunkSize)
  if (m.disableLiteralContextModeling) w.uint32(48).bool(m.disableLiteralContextModeling)
}

export function readBrotliCompressor(r: MessageReader, into: BrotliCompressor | null): BrotliCompressor {
  const m: Mutable<BrotliCompressor> = into ?? emptyBrotliCompressor()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.quality = readUInt32Value(r.message()); break
      case 16: m.encoderMode = r.int32() as BrotliCompressorEncoderMode; break
      case 26: m.windowBits = readUInt32Value(r.message()); break
      case 34: m.inputBlockBits = readUInt32Value(r.message()); break
      case 42: m.chunkSize = readUInt32Value(r.message()); break
      case 48: m.disableLiteralContextModeling = r.bool(); break
      default: r.skipField(tag)
    }
  }
  return m
}
