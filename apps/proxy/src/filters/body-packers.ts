/** Compression of bodies on their way, by encoding: pieces in, packed pieces out. */
import { brotliCompressSync, constants, zstdCompressSync } from 'node:zlib'
import {
  BrotliCompressor,
  GzipCompressor,
  GzipCompressorCompressionLevel,
  type TypedExtensionConfig,
  ZstdCompressor,
} from '@flotilla/proto'
import { isType, unpack } from '../compile/fields.ts'
import type { Violations } from '../compile/violations.ts'
import { type GzipSettings, GzipStream } from './gzip-stream.ts'

export interface BodyPacker {
  /** What goes on now; null: nothing yet. */
  write(chunk: Buffer): Buffer | null
  end(): Buffer | null
}

export interface CompressorLibrary {
  /** Its name in content-encoding. */
  readonly encoding: string
  packer(): BodyPacker
}

/** Bytes of a body that brotli sees as one; what comes after goes on as it is. Listed in docs/limits.md. */
const MAX_BROTLI_BYTES = 1024 * 1024
const MAX_RAW_BLOCK = 0xffff
const LAST_EMPTY_BLOCK: Buffer = Buffer.from([3])

export function compressorLibrary(
  message: TypedExtensionConfig | null,
  at: Violations,
): CompressorLibrary {
  const any = message?.typedConfig ?? null
  const place = at.at('typed_config')
  if (any !== null && isType(any, BrotliCompressor))
    return brotli(unpack(BrotliCompressor, any, place), place)
  if (any !== null && isType(any, ZstdCompressor))
    return zstd(unpack(ZstdCompressor, any, place), place)
  if (any === null) at.add('is required')
  else if (!isType(any, GzipCompressor)) place.unsupported(any.typeUrl)
  else return gzip(unpack(GzipCompressor, any, place), place)
  return gzip(null, place)
}

function gzip(message: GzipCompressor | null, at: Violations): CompressorLibrary {
  const memLevel = message?.memoryLevel ?? 5
  const windowBits = message?.windowBits ?? 12
  if (memLevel < 1 || memLevel > 9) at.at('memory_level').add('must be 1 to 9')
  if (windowBits < 9 || windowBits > 15) at.at('window_bits').add('must be 9 to 15')
  const level = message?.compressionLevel ?? GzipCompressorCompressionLevel.DEFAULT_COMPRESSION
  const settings: GzipSettings = {
    level: level === GzipCompressorCompressionLevel.DEFAULT_COMPRESSION ? 6 : level,
    memLevel,
    windowBits,
    // The values are those of zlib.
    strategy: message?.compressionStrategy ?? 0,
  }
  return { encoding: 'gzip', packer: () => new GzipStream(settings) }
}

function brotli(message: BrotliCompressor | null, at: Violations): CompressorLibrary {
  const quality = message?.quality ?? 3
  const windowBits = message?.windowBits ?? 18
  const blockBits = message?.inputBlockBits ?? 24
  if (quality > 11) at.at('quality').add('must be 0 to 11')
  if (windowBits < 10 || windowBits > 24) at.at('window_bits').add('must be 10 to 24')
  if (blockBits < 16 || blockBits > 24) at.at('input_block_bits').add('must be 16 to 24')
  checkChunkSize(message?.chunkSize ?? null, at)
  // Default and generic are one for brotli.
  const mode = Math.max(0, (message?.encoderMode ?? 0) - 1)
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: quality,
    [constants.BROTLI_PARAM_LGWIN]: windowBits,
    [constants.BROTLI_PARAM_LGBLOCK]: blockBits,
    [constants.BROTLI_PARAM_MODE]: mode,
    [constants.BROTLI_PARAM_DISABLE_LITERAL_CONTEXT_MODELING]:
      message?.disableLiteralContextModeling === true ? 1 : 0,
  }
  return { encoding: 'br', packer: () => new BrotliPacker(params) }
}

function zstd(message: ZstdCompressor | null, at: Violations): CompressorLibrary {
  const level = message?.compressionLevel ?? 3
  const strategy = message?.strategy ?? 0
  if (level > 22) at.at('compression_level').add('must be at most 22')
  if (message !== null && message.dictionary !== null) at.at('dictionary').unsupported()
  checkChunkSize(message?.chunkSize ?? null, at)
  const params = {
    [constants.ZSTD_c_compressionLevel]: level,
    [constants.ZSTD_c_checksumFlag]: message?.enableChecksum === true ? 1 : 0,
    ...(strategy === 0 ? {} : { [constants.ZSTD_c_strategy]: strategy }),
  }
  return { encoding: 'zstd', packer: () => new ZstdPacker(params) }
}

/** Pieces are as large as they come. */
function checkChunkSize(size: number | null, at: Violations): void {
  if (size !== null && (size < 4096 || size > 65_536))
    at.at('chunk_size').add('must be 4096 to 65536')
}

type Params = Readonly<Record<number, number>>

/** Every piece is a frame; frames after one another are one body (RFC 8878 §3). */
class ZstdPacker implements BodyPacker {
  private readonly params: Params
  private isBegun = false

  constructor(params: Params) {
    this.params = params
  }

  write(chunk: Buffer): Buffer | null {
    if (chunk.length === 0) return null
    this.isBegun = true
    return zstdCompressSync(chunk, { params: this.params })
  }

  end(): Buffer | null {
    return this.isBegun ? null : zstdCompressSync(Buffer.alloc(0), { params: this.params })
  }
}

/** Brotli has no flush without a stream of its own: a body is packed whole, or its beginning is and the rest goes in raw blocks. */
class BrotliPacker implements BodyPacker {
  private readonly params: Params
  private waiting: Buffer[] | null = []
  private bytes = 0

  constructor(params: Params) {
    this.params = params
  }

  write(chunk: Buffer): Buffer | null {
    if (this.waiting === null) return rawBlocks(chunk)
    this.waiting.push(chunk)
    this.bytes += chunk.length
    if (this.bytes <= MAX_BROTLI_BYTES) return null
    const begun = Buffer.concat(this.waiting)
    this.waiting = null
    return brotliCompressSync(begun, {
      params: this.params,
      finishFlush: constants.BROTLI_OPERATION_FLUSH,
    })
  }

  end(): Buffer {
    if (this.waiting === null) return LAST_EMPTY_BLOCK
    return brotliCompressSync(Buffer.concat(this.waiting), { params: this.params })
  }
}

/** RFC 7932 §9.2: not last, four nibbles of length − 1, uncompressed, then filled up to the byte. */
function rawBlocks(chunk: Buffer): Buffer {
  const parts: Buffer[] = []
  for (let at = 0; at < chunk.length; at += MAX_RAW_BLOCK) {
    const piece = chunk.subarray(at, at + MAX_RAW_BLOCK)
    const head = Buffer.alloc(3)
    head.writeUIntLE(((piece.length - 1) << 3) | (1 << 19), 0, 3)
    parts.push(head, piece)
  }
  return Buffer.concat(parts)
}
