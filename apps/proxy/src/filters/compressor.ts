/** The compressor filter: bodies of responses, and of requests where configured, in gzip, brotli or zstd. */
import { compileString, type StringMatcher } from '@flotilla/match'
import {
  Compressor,
  type CompressorCommonDirectionConfig,
  CompressorPerRoute,
} from '@flotilla/proto'
import type { Violations } from '../compile/violations.ts'
import { stringSpec } from '../http/compile/matchers.ts'
import {
  FilterStatus,
  type HttpFilter,
  type HttpFilterFactory,
  type HttpFilterKind,
  type HttpStream,
} from '../http/filter.ts'
import {
  addHeader,
  type HeaderList,
  headerValue,
  joinedHeaderValue,
  removeHeader,
  setHeader,
} from '../http/headers.ts'
import { type LiveFlag, liveFlag } from '../runtime/live-values.ts'
import { chosenEncoding } from './accept-encoding.ts'
import { type BodyPacker, type CompressorLibrary, compressorLibrary } from './body-packers.ts'
import { protoFilterKind } from './proto-filter-kind.ts'

interface Direction {
  readonly enabled: LiveFlag
  readonly minBytes: number
  readonly types: ReadonlySet<string>
  readonly typeMatchers: readonly StringMatcher[]
}

interface Settings {
  readonly library: CompressorLibrary
  /** Null: requests are not compressed. */
  readonly request: Direction | null
  readonly response: Direction
  readonly stopsAtEtag: boolean
  readonly weakensEtag: boolean
  readonly removesAcceptEncoding: boolean
  readonly plainCodes: ReadonlySet<number>
}

/** Of a route: whether it is off, or what it says of the request's accept-encoding. */
interface RouteSettings {
  readonly isOff: boolean
  readonly removesAcceptEncoding: boolean | null
}

const DEFAULT_MIN_BYTES = 30
const DEFAULT_TYPES: readonly string[] = [
  'application/javascript',
  'application/json',
  'application/xhtml+xml',
  'image/svg+xml',
  'text/css',
  'text/html',
  'text/plain',
  'text/xml',
]

export function compressorFilterKind(): HttpFilterKind {
  return protoFilterKind<Compressor, CompressorPerRoute, Settings | RouteSettings>({
    name: 'envoy.filters.http.compressor',
    type: Compressor,
    routeType: CompressorPerRoute,
    settings: settingsOf,
    routeSettings: (message, at) => {
      const overrides = message.overrides?.responseDirectionConfig ?? null
      if (message.disabled === null && message.overrides === null) at.add('names no override')
      return {
        isOff: message.disabled === true,
        removesAcceptEncoding: overrides?.removeAcceptEncodingHeader ?? null,
      }
    },
    // A filter's own settings are of the first kind: `settings` above made them.
    factory: (name, settings) => new CompressorFactory(name, settings as Settings),
  })
}

function settingsOf(message: Compressor, at: Violations): Settings {
  if (message.chooseFirst) at.at('choose_first').unsupported()
  const response = message.responseDirectionConfig
  const request = message.requestDirectionConfig
  const older = {
    enabled: message.runtimeEnabled,
    minContentLength: message.contentLength,
    contentType: message.contentType,
  }
  return {
    library: compressorLibrary(message.compressorLibrary, at.at('compressor_library')),
    // Requests are compressed only where that is asked for.
    request:
      request === null
        ? null
        : directionOf(request.commonConfig, false, at.at('request_direction_config.common_config')),
    response: directionOf(
      response?.commonConfig ?? older,
      true,
      at.at('response_direction_config.common_config'),
    ),
    stopsAtEtag: response?.disableOnEtagHeader ?? message.disableOnEtagHeader,
    weakensEtag: response?.weakenEtagOnCompress ?? false,
    removesAcceptEncoding:
      response?.removeAcceptEncodingHeader ?? message.removeAcceptEncodingHeader,
    plainCodes: new Set(response?.uncompressibleResponseCodes ?? []),
  }
}

function directionOf(
  message: Partial<CompressorCommonDirectionConfig> | null,
  isOnByDefault: boolean,
  at: Violations,
): Direction {
  const types = message?.contentType ?? []
  const typeMatchers: StringMatcher[] = []
  for (const [i, one] of (message?.contentTypeMatcher ?? []).entries()) {
    const place = at.at('content_type_matcher', i)
    const compiled = compileString(stringSpec(one, place))
    if (compiled.kind === 'ok') typeMatchers.push(compiled.value)
    else place.adopt(compiled.violations)
  }
  return {
    enabled: liveFlag(
      message?.enabled?.defaultValue ?? isOnByDefault,
      message?.enabled?.runtimeKey ?? '',
    ),
    minBytes: message?.minContentLength ?? DEFAULT_MIN_BYTES,
    types: new Set((types.length === 0 ? DEFAULT_TYPES : types).map((type) => type.toLowerCase())),
    typeMatchers,
  }
}

class CompressorFactory implements HttpFilterFactory {
  readonly name: string
  readonly touchesBodies = true
  private readonly settings: Settings

  constructor(name: string, settings: Settings) {
    this.name = name
    this.settings = settings
  }

  create(stream: HttpStream): HttpFilter | null {
    // What the chain returns for this filter's name is what compileRouteConfig made.
    const own = stream.routeFilterConfig(this.name) as RouteSettings | null
    if (own?.isOff === true) return null
    return new CompressorFilter(
      this.settings,
      own?.removesAcceptEncoding ?? this.settings.removesAcceptEncoding,
    )
  }
}

/** The compressors of a stream in their order: they choose one encoding between them. */
const compressorsOf = new WeakMap<HttpStream, CompressorFilter[]>()

class CompressorFilter implements HttpFilter {
  private readonly settings: Settings
  private readonly removesAcceptEncoding: boolean
  private accepted = ''
  private request: BodyPacker | null = null
  private response: BodyPacker | null = null

  constructor(settings: Settings, removesAcceptEncoding: boolean) {
    this.settings = settings
    this.removesAcceptEncoding = removesAcceptEncoding
  }

  onRequestHeaders(stream: HttpStream): FilterStatus {
    const headers = stream.requestHeaders
    this.accepted = joinedHeaderValue(headers, 'accept-encoding') ?? ''
    const others = compressorsOf.get(stream)
    if (others === undefined) compressorsOf.set(stream, [this])
    else {
      // The first of them may already have kept the header from upstream.
      this.accepted = others[0]?.accepted ?? ''
      others.push(this)
    }
    const { request, response, library } = this.settings
    if (this.removesAcceptEncoding && response.enabled.value)
      removeHeader(headers, 'accept-encoding')
    const packs =
      request !== null &&
      !stream.isRequestBodyless &&
      isLongEnough(request, headers) &&
      isPackable(request, headers) &&
      isPlainTransfer(headers)
    if (packs) {
      removeHeader(headers, 'content-length')
      setHeader(headers, 'content-encoding', library.encoding)
      this.request = library.packer()
    }
    return FilterStatus.Continue
  }

  onRequestBody(_stream: HttpStream, chunk: Buffer): Buffer | null {
    return this.request === null ? chunk : this.request.write(chunk)
  }

  onRequestEnd(): Buffer | null {
    return this.request?.end() ?? null
  }

  onResponseHeaders(stream: HttpStream): void {
    const { response, stopsAtEtag, weakensEtag, plainCodes, library } = this.settings
    const headers = stream.responseHeaders
    if (headers === null || !isLongEnough(response, headers)) return
    const etag = headerValue(headers, 'etag')
    const isCompressible =
      isPackable(response, headers) &&
      !(stopsAtEtag && etag !== null) &&
      !plainCodes.has(stream.responseCode) &&
      stream.responseCode !== 101
    if (!isCompressible) return
    if (hasBody(stream) && this.isChosen(headers, stream) && isPlainTransfer(headers)) {
      // A strong validator is not the packed body's.
      if (etag !== null && !/^w\//i.test(etag)) {
        if (weakensEtag) setHeader(headers, 'etag', `W/${etag}`)
        else removeHeader(headers, 'etag')
      }
      removeHeader(headers, 'content-length')
      setHeader(headers, 'content-encoding', library.encoding)
      this.response = library.packer()
    }
    varyByEncoding(headers)
  }

  /** As Envoy: among those that take the response's type. */
  private isChosen(headers: HeaderList, stream: HttpStream): boolean {
    const all = compressorsOf.get(stream) ?? [this]
    const available = all
      .filter(({ settings }) => takesType(settings.response, headers))
      .map(({ settings }) => settings.library.encoding)
    return chosenEncoding(this.accepted, available) === this.settings.library.encoding
  }

  onResponseBody(_stream: HttpStream, chunk: Buffer): Buffer | null {
    return this.response === null ? chunk : this.response.write(chunk)
  }

  onResponseEnd(): Buffer | null {
    return this.response?.end() ?? null
  }
}

function hasBody({ method, responseCode: code, responseHeaders }: HttpStream): boolean {
  if (method === 'HEAD' || code === 204 || code === 304) return false
  return headerValue(responseHeaders ?? [], 'content-length') !== '0'
}

/** Without a length the body is taken for long. */
function isLongEnough(direction: Direction, headers: HeaderList): boolean {
  if (!direction.enabled.value) return false
  const length = headerValue(headers, 'content-length')
  return length === null || Number(length) >= direction.minBytes
}

function isPackable(direction: Direction, headers: HeaderList): boolean {
  if (headerValue(headers, 'content-encoding') !== null) return false
  if (/(^|,)\s*no-transform\s*(,|$)/i.test(joinedHeaderValue(headers, 'cache-control') ?? ''))
    return false
  return takesType(direction, headers)
}

function takesType(direction: Direction, headers: HeaderList): boolean {
  const type = headerValue(headers, 'content-type')
  if (type === null) return true
  const bare = (type.split(';')[0] ?? '').trim().toLowerCase()
  return direction.types.has(bare) || direction.typeMatchers.some((one) => one.matches(bare))
}

/** A body that is packed on its way is not packed again. */
function isPlainTransfer(headers: HeaderList): boolean {
  return !/gzip|deflate/i.test(joinedHeaderValue(headers, 'transfer-encoding') ?? '')
}

/** Caches in front must know that the body depends on what the client accepts. */
function varyByEncoding(headers: HeaderList): void {
  const vary = joinedHeaderValue(headers, 'vary')
  if (vary === null || vary === '') addHeader(headers, 'vary', 'Accept-Encoding')
  else if (!/(^|,)\s*accept-encoding\s*(,|$)/i.test(vary))
    setHeader(headers, 'vary', `${vary}, Accept-Encoding`)
}
