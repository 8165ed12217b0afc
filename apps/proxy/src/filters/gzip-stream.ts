/** Gzip of a body piece by piece: each piece goes out whole, as clients of streams need. */
import { constants, crc32, deflateRawSync, type ZlibOptions } from 'node:zlib'

const WINDOW_BYTES = 32 * 1024
const EMPTY: Buffer = Buffer.alloc(0)
/** No name, no time, Unix. */
const HEAD: Buffer = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3])

export interface GzipSettings {
  readonly level: number
  readonly memLevel: number
  readonly windowBits: number
  readonly strategy: number
}

export class GzipStream {
  private readonly options: ZlibOptions
  private readonly keptBytes: number
  /** The last of what was compressed, which what comes may refer to. */
  private window: Buffer = EMPTY
  private checksum = 0
  private bytes = 0
  private isBegun = false

  constructor(settings: GzipSettings) {
    this.options = { ...settings, finishFlush: constants.Z_SYNC_FLUSH }
    this.keptBytes = Math.min(WINDOW_BYTES, 1 << settings.windowBits)
  }

  write(chunk: Buffer): Buffer {
    if (chunk.length === 0) return EMPTY
    this.checksum = crc32(chunk, this.checksum)
    this.bytes += chunk.length
    const packed = this.deflate(chunk, this.options)
    this.window = Buffer.concat([this.window, chunk]).subarray(-this.keptBytes)
    return this.begun(packed)
  }

  end(): Buffer {
    const last = this.deflate(EMPTY, { ...this.options, finishFlush: constants.Z_FINISH })
    const tail = Buffer.alloc(8)
    tail.writeUInt32LE(this.checksum >>> 0, 0)
    tail.writeUInt32LE(this.bytes >>> 0, 4)
    return this.begun(Buffer.concat([last, tail]))
  }

  private begun(bytes: Buffer): Buffer {
    if (this.isBegun) return bytes
    this.isBegun = true
    return Buffer.concat([HEAD, bytes])
  }

  private deflate(chunk: Buffer, options: ZlibOptions): Buffer {
    return deflateRawSync(
      chunk,
      this.window.length === 0 ? options : { ...options, dictionary: this.window },
    )
  }
}
