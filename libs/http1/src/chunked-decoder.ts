/** The chunked coding (RFC 9112 §7.1): finds chunk data by offset; strict about every line end. */
import { CR, HEX_DIGIT, HTAB, LF, SEMICOLON, SP } from './byte-class.ts'
import { Rejection } from './rejection.ts'

export const ChunkResult = { NeedMore: 0, Data: 1, Trailers: 2, Bad: 3 } as const
export type ChunkResult = (typeof ChunkResult)[keyof typeof ChunkResult]

/**
 * Size: in the digits; SizeBlank: in blanks after them; Extension: after `;`; SizeLf: after the size line's CR; Data: in the data; DataCr, DataLf: at the
 * line end after it; Trailers: the last chunk was read, fields follow.
 */
const State = {
  Size: 0,
  Extension: 1,
  SizeLf: 2,
  Data: 3,
  DataCr: 4,
  DataLf: 5,
  Trailers: 6,
  SizeBlank: 7,
} as const
type State = (typeof State)[keyof typeof State]

export class ChunkedDecoder {
  private readonly maxExtensionBytes: number
  private state: State = State.Size
  private digits = 0
  private left = 0
  private extensionBytes = 0

  rejection: Rejection = Rejection.None
  /** Where reading goes on in the buffer, after each call. */
  at = 0
  /** The data found, after ChunkResult.Data. */
  dataStart = 0
  dataEnd = 0

  constructor(maxExtensionBytes: number) {
    this.maxExtensionBytes = maxExtensionBytes
  }

  reset(): void {
    this.state = State.Size
    this.digits = 0
    this.left = 0
    this.extensionBytes = 0
    this.rejection = Rejection.None
  }

  /** Decodes from `start`; gives at most one run of data a call, and Trailers after the last chunk's size line. */
  decode(buffer: Uint8Array, start: number, end: number): ChunkResult {
    let i = start
    while (i < end) {
      const byte = buffer[i] as number // i < end
      switch (this.state) {
        case State.Size: {
          const digit = HEX_DIGIT[byte] as number // 256 entries
          if (digit !== 255) {
            this.left = this.left * 16 + digit
            if (this.left > Number.MAX_SAFE_INTEGER) return this.reject(Rejection.ChunkTooLarge)
            // Zeros in front are bytes without a meaning, as extensions are, and have their cap.
            if (
              this.left === 0 &&
              this.digits > 0 &&
              ++this.extensionBytes > this.maxExtensionBytes
            )
              return this.reject(Rejection.ChunkExtensionsTooLarge)
            this.digits++
          } else if (this.digits === 0) return this.reject(Rejection.BadChunkSize)
          else if (byte === CR) this.state = State.SizeLf
          else if (byte === SEMICOLON) this.state = State.Extension
          else if (byte === SP || byte === HTAB) this.state = State.SizeBlank
          else return this.reject(byte === LF ? Rejection.BareLf : Rejection.BadChunkSize)
          i++
          break
        }
        case State.SizeBlank:
          // RFC 9112 §7.1.1 allows blanks before an extension; Envoy also without one.
          if (byte === CR) this.state = State.SizeLf
          else if (byte === SEMICOLON) this.state = State.Extension
          else if (byte !== SP && byte !== HTAB) return this.reject(Rejection.BadChunkSize)
          else if (++this.extensionBytes > this.maxExtensionBytes)
            return this.reject(Rejection.ChunkExtensionsTooLarge)
          i++
          break
        case State.Extension:
          if (byte === CR) this.state = State.SizeLf
          else if (byte === LF) return this.reject(Rejection.BareLf)
          else if (byte !== HTAB && (byte < SP || byte > 0x7e))
            return this.reject(Rejection.BadChunkExtension)
          else if (++this.extensionBytes > this.maxExtensionBytes)
            return this.reject(Rejection.ChunkExtensionsTooLarge)
          i++
          break
        case State.SizeLf:
          if (byte !== LF) return this.reject(Rejection.BareCr)
          i++
          if (this.left === 0) {
            this.state = State.Trailers
            this.at = i
            return ChunkResult.Trailers
          }
          this.state = State.Data
          break
        case State.Data:
          this.dataStart = i
          this.dataEnd = Math.min(end, i + this.left)
          this.left -= this.dataEnd - i
          if (this.left === 0) this.state = State.DataCr
          this.at = this.dataEnd
          return ChunkResult.Data
        case State.DataCr:
          if (byte !== CR) return this.reject(Rejection.BadChunkEnd)
          this.state = State.DataLf
          i++
          break
        case State.DataLf:
          if (byte !== LF) return this.reject(Rejection.BadChunkEnd)
          this.state = State.Size
          this.digits = 0
          i++
          break
        case State.Trailers:
          this.at = i
          return ChunkResult.Trailers
      }
    }
    this.at = i
    return ChunkResult.NeedMore
  }

  private reject(rejection: Rejection): ChunkResult {
    this.rejection = rejection
    return ChunkResult.Bad
  }
}
