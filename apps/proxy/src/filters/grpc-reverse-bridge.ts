/** The gRPC reverse bridge: gRPC calls answered by servers that know protobuf over HTTP, but neither frames nor trailers. */
import { isGrpcRequest } from '@flotilla/match'
import { GrpcReverseBridge, GrpcReverseBridgePerRoute } from '@flotilla/proto'
import {
  FilterStatus,
  type HttpFilter,
  type HttpFilterFactory,
  type HttpFilterKind,
  type HttpStream,
} from '../http/filter.ts'
import { type HeaderList, headerValue, setHeader } from '../http/headers.ts'
import { grpcStatusOfHttp } from '../http/local-reply.ts'
import { protoFilterKind } from './proto-filter-kind.ts'

interface Settings {
  readonly isOff: boolean
  readonly contentType: string
  readonly withholdsFrames: boolean
}

const FRAME_HEAD_BYTES = 5
const UNKNOWN = '2'

export function grpcReverseBridgeFilterKind(): HttpFilterKind {
  return protoFilterKind<GrpcReverseBridge, GrpcReverseBridgePerRoute, Settings>({
    name: 'envoy.filters.http.grpc_http1_reverse_bridge',
    type: GrpcReverseBridge,
    routeType: GrpcReverseBridgePerRoute,
    settings: (message, at) => {
      if (message.contentType === '') at.at('content_type').add('must not be empty')
      if (message.responseSizeHeader !== '') at.at('response_size_header').unsupported()
      return {
        isOff: false,
        contentType: message.contentType,
        withholdsFrames: message.withholdGrpcFrames,
      }
    },
    routeSettings: ({ disabled }) => ({
      isOff: disabled,
      contentType: '',
      withholdsFrames: false,
    }),
    factory: (name, settings) => new ReverseBridgeFactory(name, settings),
  })
}

class ReverseBridgeFactory implements HttpFilterFactory {
  readonly name: string
  readonly touchesBodies = true
  private readonly settings: Settings

  constructor(name: string, settings: Settings) {
    this.name = name
    this.settings = settings
  }

  create(stream: HttpStream): HttpFilter | null {
    // What the chain returns for this filter's name is what compileRouteConfig made.
    const own = stream.routeFilterConfig(this.name) as Settings | null
    // Envoy: a request without content passes as it is.
    if (stream.isRequestBodyless) return null
    if (own?.isOff === true || !isGrpcRequest(stream.requestHeaders)) return null
    return new ReverseBridge(this.settings)
  }
}

class ReverseBridge implements HttpFilter {
  private readonly settings: Settings
  private contentType = ''
  /** Bytes of the frame's head that are still to be left out of the request. */
  private toSkip: number
  private isRefused = false
  private isOwnReply = true
  private status = '0'
  private body: Buffer[] = []

  constructor(settings: Settings) {
    this.settings = settings
    this.toSkip = settings.withholdsFrames ? FRAME_HEAD_BYTES : 0
  }

  onRequestHeaders(stream: HttpStream): FilterStatus {
    const headers = stream.requestHeaders
    this.contentType = headerValue(headers, 'content-type') ?? ''
    setHeader(headers, 'content-type', this.settings.contentType)
    setHeader(headers, 'accept', this.settings.contentType)
    if (this.settings.withholdsFrames) addLength(headers, -FRAME_HEAD_BYTES)
    stream.clearRouteCache()
    this.isOwnReply = false
    return FilterStatus.Continue
  }

  onRequestBody(_stream: HttpStream, chunk: Buffer): Buffer | null {
    if (this.toSkip === 0) return chunk
    const skipped = Math.min(this.toSkip, chunk.length)
    this.toSkip -= skipped
    return skipped === chunk.length ? null : chunk.subarray(skipped)
  }

  onResponseHeaders(stream: HttpStream): void {
    const headers = stream.responseHeaders
    if (headers === null || this.isOwnReply || stream.upstreamHost === null) {
      this.isOwnReply = true
      return
    }
    const type = headerValue(headers, 'content-type') ?? ''
    if (type !== this.settings.contentType) {
      this.isRefused = true
      const message = wrongType(type, stream.responseCode)
      // As an answer of the proxy's own: nothing of the upstream's is left.
      headers.length = 0
      headers.push('content-type', this.contentType, 'grpc-status', UNKNOWN)
      headers.push('grpc-message', message, 'content-length', '0')
      stream.setResponseStatus(200, 'grpc_bridge_content_type_wrong')
      return
    }
    setHeader(headers, 'content-type', this.contentType)
    this.status = stream.responseCode === 200 ? '0' : String(grpcStatusOfHttp(stream.responseCode))
    stream.setResponseStatus(200, null)
    if (this.settings.withholdsFrames) addLength(headers, FRAME_HEAD_BYTES)
  }

  onResponseBody(_stream: HttpStream, chunk: Buffer): Buffer | null {
    if (this.isOwnReply) return chunk
    if (this.isRefused) return null
    if (!this.settings.withholdsFrames) return chunk
    this.body.push(chunk)
    return null
  }

  onResponseEnd(stream: HttpStream): Buffer | null {
    if (this.isOwnReply) return null
    if (this.isRefused) return null
    stream.setResponseTrailers(['grpc-status', this.status])
    if (!this.settings.withholdsFrames) return null
    const body = Buffer.concat(this.body)
    const head = Buffer.alloc(FRAME_HEAD_BYTES)
    head.writeUInt32BE(body.length, 1)
    return Buffer.concat([head, body])
  }
}

function wrongType(type: string, status: number): string {
  const found = type === '' ? 'no content-type header' : `unsupported content-type ${type}`
  return `envoy reverse bridge: upstream responded with ${found}, status code ${status}`
}

function addLength(headers: HeaderList, bytes: number): void {
  const length = headerValue(headers, 'content-length')
  if (length === null || !/^\d+$/.test(length)) return
  setHeader(headers, 'content-length', String(Math.max(0, Number(length) + bytes)))
}
