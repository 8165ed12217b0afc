/** The decompressor filter: gzip, brotli and zstd bodies of requests and responses as they were before. */
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import {
  BrotliDecompressor,
  Decompressor,
  type DecompressorCommonDirectionConfig,
  GzipDecompressor,
  type TypedExtensionConfig,
  ZstdDecompressor,
} from '@flotilla/proto'
import { isType, unpack } from '../compile/fields.ts'
import type { Violations } from '../compile/violations.ts'
import {
  FilterStatus,
  type HttpFilter,
  type HttpFilterFactory,
  type HttpFilterKind,
  type HttpStream,
} from '../http/filter.ts'
import { type HeaderList, joinedHeaderValue, removeHeader, setHeader } from '../http/headers.ts'
import { type LiveFlag, liveFlag } from '../runtime/live-values.ts'
import { protoFilterKind } from './proto-filter-kind.ts'

interface Direction {
  readonly enabled: LiveFlag
  readonly ignoresNoTransform: boolean
}

interface Library {
  readonly encoding: string
  unpack(packed: Buffer, options: { readonly maxOutputLength: number }): Buffer
}

interface Settings {
  readonly library: Library
  readonly request: Direction
  readonly response: Direction
  readonly advertises: boolean
}

/** Bodies are unpacked whole. Listed in docs/limits.md. */
const MAX_PACKED_BYTES = 8 * 1024 * 1024
const MAX_PLAIN_BYTES = 64 * 1024 * 1024

export function decompressorFilterKind(): HttpFilterKind {
  return protoFilterKind<Decompressor, Decompressor, Settings>({
    name: 'envoy.filters.http.decompressor',
    type: Decompressor,
    routeType: null,
    settings: (message, at) => {
      return {
        library: libraryOf(message.decompressorLibrary, at.at('decompressor_library')),
        request: directionOf(message.requestDirectionConfig?.commonConfig ?? null),
        response: directionOf(message.responseDirectionConfig?.commonConfig ?? null),
        advertises: message.requestDirectionConfig?.advertiseAcceptEncoding ?? true,
      }
    },
    factory: (name, settings) => new DecompressorFactory(name, settings),
  })
}

function directionOf(message: DecompressorCommonDirectionConfig | null): Direction {
  return {
    enabled: liveFlag(message?.enabled?.defaultValue ?? true, message?.enabled?.runtimeKey ?? ''),
    ignoresNoTransform: message?.ignoreNoTransformHeader ?? false,
  }
}

const GZIP: Library = { encoding: 'gzip', unpack: gunzipSync }
const BROTLI: Library = { encoding: 'br', unpack: brotliDecompressSync }
const ZSTD: Library = { encoding: 'zstd', unpack: zstdDecompressSync }

/** Windows of any size are read, and bodies whole. */
function libraryOf(message: TypedExtensionConfig | null, at: Violations): Library {
  const any = message?.typedConfig ?? null
  const place = at.at('typed_config')
  if (any === null) at.add('is required')
  else if (isType(any, BrotliDecompressor)) {
    checkChunkSize(unpack(BrotliDecompressor, any, place)?.chunkSize ?? null, place)
    return BROTLI
  } else if (isType(any, ZstdDecompressor)) {
    const zstd = unpack(ZstdDecompressor, any, place)
    checkChunkSize(zstd?.chunkSize ?? null, place)
    if (zstd !== null && zstd.dictionaries.length > 0) place.at('dictionaries').unsupported()
    return ZSTD
  } else if (!isType(any, GzipDecompressor)) place.unsupported(any.typeUrl)
  else {
    const bits = unpack(GzipDecompressor, any, place)?.windowBits ?? 15
    if (bits < 9 || bits > 15) place.at('window_bits').add('must be 9 to 15')
  }
  return GZIP
}

function checkChunkSize(size: number | null, at: Violations): void {
  if (size !== null && (size < 4096 || size > 65_536))
    at.at('chunk_size').add('must be 4096 to 65536')
}

class DecompressorFactory implements HttpFilterFactory {
  readonly name: string
  readonly touchesBodies = true
  private readonly settings: Settings

  constructor(name: string, settings: Settings) {
    this.name = name
    this.settings = settings
  }

  create(): HttpFilter {
    return new DecompressorFilter(this.settings)
  }
}

class DecompressorFilter implements HttpFilter {
  private readonly settings: Settings
  private request: PackedBody | null = null
  private response: PackedBody | null = null

  constructor(settings: Settings) {
    this.settings = settings
  }

  onRequestHeaders(stream: HttpStream): FilterStatus {
    const headers = stream.requestHeaders
    if (this.settings.advertises) {
      const accepted = joinedHeaderValue(headers, 'accept-encoding')
      const { encoding } = this.settings.library
      const isThere = accepted?.split(',').some((one) => one.trim() === encoding) ?? false
      if (!isThere)
        setHeader(
          headers,
          'accept-encoding',
          accepted === null ? encoding : `${accepted},${encoding}`,
        )
    }
    if (
      !stream.isRequestBodyless &&
      takesOff(this.settings.request, this.settings.library, headers)
    )
      this.request = new PackedBody(this.settings.library)
    return FilterStatus.Continue
  }

  onRequestBody(_stream: HttpStream, chunk: Buffer): Buffer | null {
    return this.request === null ? chunk : this.request.take(chunk)
  }

  onRequestEnd(): Buffer | null {
    return this.request?.end() ?? null
  }

  onResponseHeaders(stream: HttpStream): void {
    const headers = stream.responseHeaders
    if (headers === null || stream.method === 'HEAD') return
    const { library } = this.settings
    if (takesOff(this.settings.response, library, headers)) this.response = new PackedBody(library)
  }

  onResponseBody(_stream: HttpStream, chunk: Buffer): Buffer | null {
    return this.response === null ? chunk : this.response.take(chunk)
  }

  onResponseEnd(): Buffer | null {
    return this.response?.end() ?? null
  }
}

/** Whether the body's last coding is the library's; the headers then say what the body will be. */
function takesOff(
  { enabled, ignoresNoTransform }: Direction,
  { encoding }: Library,
  headers: HeaderList,
): boolean {
  if (!enabled.value) return false
  const control = joinedHeaderValue(headers, 'cache-control') ?? ''
  if (!ignoresNoTransform && /(^|,)\s*no-transform\s*(,|$)/i.test(control)) return false
  const codings = (joinedHeaderValue(headers, 'content-encoding') ?? '')
    .split(',')
    .map((one) => one.trim())
  if (codings[0]?.toLowerCase() !== encoding) return false
  removeHeader(headers, 'content-length')
  if (codings.length === 1) removeHeader(headers, 'content-encoding')
  else setHeader(headers, 'content-encoding', codings.slice(1).join(','))
  return true
}

/** Collects a packed body; one that is too long, or not what it is said to be, goes on as it is. */
class PackedBody {
  private readonly library: Library
  private pieces: Buffer[] = []
  private bytes = 0
  private isTooLong = false

  constructor(library: Library) {
    this.library = library
  }

  take(chunk: Buffer): Buffer | null {
    if (this.isTooLong) return chunk
    this.pieces.push(chunk)
    this.bytes += chunk.length
    if (this.bytes <= MAX_PACKED_BYTES) return null
    this.isTooLong = true
    return this.whole()
  }

  end(): Buffer | null {
    if (this.isTooLong || this.bytes === 0) return null
    const packed = this.whole()
    try {
      return this.library.unpack(packed, { maxOutputLength: MAX_PLAIN_BYTES })
    } catch {
      return packed
    }
  }

  private whole(): Buffer {
    const whole = Buffer.concat(this.pieces)
    this.pieces = []
    return whole
  }
}
