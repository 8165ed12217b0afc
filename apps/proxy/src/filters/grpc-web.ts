/** gRPC-Web: requests and responses of browsers as gRPC, with trailers at the end of the body, in binary or base64 text. */
import { GrpcWeb } from '@flotilla/proto'
import {
  FilterStatus,
  type HttpFilter,
  type HttpFilterFactory,
  type HttpFilterKind,
  type HttpStream,
} from '../http/filter.ts'
import { type HeaderList, headerValue, removeHeader, setHeader } from '../http/headers.ts'
import { grpcMessage, grpcStatusOfHttp } from '../http/local-reply.ts'
import { protoFilterKind } from './proto-filter-kind.ts'

const BINARY: ReadonlySet<string> = new Set(['application/grpc-web', 'application/grpc-web+proto'])
const TEXT: ReadonlySet<string> = new Set([
  'application/grpc-web-text',
  'application/grpc-web-text+proto',
])
/** Marks a frame that holds trailers. */
const TRAILER_FLAG = 0x80
const FRAME_HEAD_BYTES = 5
/** Of content that is no gRPC, so much is told; Envoy's number. */
const MAX_TOLD_BYTES = 16_384
/** `application/grpc`, with or without what its messages are written in. */
const GRPC = /^application\/grpc(\+|$)/
const EMPTY: Buffer = Buffer.alloc(0)

export function grpcWebFilterKind(): HttpFilterKind {
  return protoFilterKind<GrpcWeb, GrpcWeb, boolean>({
    name: 'envoy.filters.http.grpc_web',
    type: GrpcWeb,
    routeType: null,
    // There is nothing to set.
    settings: () => true,
    factory: (name) => new GrpcWebFactory(name),
  })
}

class GrpcWebFactory implements HttpFilterFactory {
  readonly name: string
  readonly touchesBodies = true

  constructor(name: string) {
    this.name = name
  }

  create(stream: HttpStream): HttpFilter | null {
    const type = headerValue(stream.requestHeaders, 'content-type') ?? ''
    if (TEXT.has(type)) return new GrpcWebFilter(true)
    return BINARY.has(type) ? new GrpcWebFilter(false) : null
  }
}

class GrpcWebFilter implements HttpFilter {
  private readonly isTextRequest: boolean
  private isTextResponse = false
  private isTranslated = false
  /** Base64 characters that are no whole group yet. */
  private held: Buffer = EMPTY
  /** Bytes of the response that are no whole group of three yet. */
  private rest: Buffer = EMPTY
  /** What an origin that speaks no gRPC says; null where it speaks it. */
  private told: Buffer[] | null = null
  private toldBytes = 0

  constructor(isText: boolean) {
    this.isTextRequest = isText
  }

  onRequestHeaders(stream: HttpStream): FilterStatus {
    const headers = stream.requestHeaders
    // Envoy: the answer is text for whoever accepts that, whatever the request was.
    this.isTextResponse = TEXT.has(headerValue(headers, 'accept') ?? '')
    // The length is another one as binary; without one the body's end is seen by framing.
    removeHeader(headers, 'content-length')
    setHeader(headers, 'content-type', 'application/grpc')
    setHeader(headers, 'te', 'trailers')
    setHeader(headers, 'grpc-accept-encoding', 'identity')
    return FilterStatus.Continue
  }

  onRequestBody(stream: HttpStream, chunk: Buffer): Buffer | null {
    if (!this.isTextRequest) return chunk
    const text = this.held.length === 0 ? chunk : Buffer.concat([this.held, chunk])
    const whole = text.length - (text.length % 4)
    this.held = text.subarray(whole)
    if (whole === 0) return null
    const group = text.toString('latin1', 0, whole)
    if (/^(?:[A-Za-z0-9+/]{4}|[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)+$/.test(group))
      return decodeGroups(group)
    stream.reply(400, 'Bad gRPC-web request, invalid base64 data.', 'grpc_base_64_decode_failed', 0)
    return null
  }

  onRequestEnd(stream: HttpStream): Buffer | null {
    if (this.held.length > 0)
      stream.reply(
        400,
        'Bad gRPC-web request, invalid base64 data.',
        'grpc_base_64_decode_failed',
        0,
      )
    return null
  }

  onResponseHeaders(stream: HttpStream): void {
    const headers = stream.responseHeaders
    if (headers === null) return
    const type = headerValue(headers, 'content-type') ?? ''
    const isGrpc = stream.responseCode === 200 && (GRPC.test(type) || BINARY.has(type))
    this.isTranslated = isGrpc
    setHeader(
      headers,
      'content-type',
      this.isTextResponse ? 'application/grpc-web-text+proto' : 'application/grpc-web+proto',
    )
    if (!isGrpc) {
      this.told = []
      stream.holdResponse()
    } else if (headerValue(headers, 'grpc-status') === null) removeHeader(headers, 'content-length')
  }

  onResponseBody(_stream: HttpStream, chunk: Buffer): Buffer | null {
    if (this.told !== null) {
      const piece = chunk.subarray(0, MAX_TOLD_BYTES - this.toldBytes)
      // A view would keep all of what was read.
      if (piece.length > 0) this.told.push(Buffer.from(piece))
      this.toldBytes += piece.length
      return null
    }
    if (!this.isTranslated || !this.isTextResponse) return chunk
    const bytes = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk])
    const whole = bytes.length - (bytes.length % 3)
    this.rest = bytes.subarray(whole)
    return whole === 0 ? null : Buffer.from(bytes.toString('base64', 0, whole), 'latin1')
  }

  onResponseEnd(stream: HttpStream): Buffer | null {
    if (this.told !== null) tellStatus(stream, Buffer.concat(this.told))
    if (!this.isTranslated) return null
    const trailers = stream.responseTrailers
    const frame = trailers === null ? EMPTY : trailerFrame(trailers)
    stream.setResponseTrailers(null)
    const last = Buffer.concat([this.rest, frame])
    this.rest = EMPTY
    if (last.length === 0) return null
    return this.isTextResponse ? Buffer.from(last.toString('base64'), 'latin1') : last
  }
}

/** As Envoy: what came in place of gRPC is the message of the status that its HTTP status means. */
function tellStatus(stream: HttpStream, content: Buffer): void {
  const headers = stream.responseHeaders
  if (headers === null) return
  if (content.length > 0)
    setHeader(headers, 'grpc-message', grpcMessage(content.toString('latin1')))
  setHeader(headers, 'grpc-status', String(grpcStatusOfHttp(stream.responseCode)))
  setHeader(headers, 'content-length', '0')
  stream.setResponseTrailers(null)
}

/** Groups may end in padding anywhere, since a client may encode each message by itself. */
function decodeGroups(text: string): Buffer {
  if (!text.includes('=')) return Buffer.from(text, 'base64')
  const parts = text.match(/[^=]+={0,2}/g) ?? []
  return Buffer.concat(parts.map((part) => Buffer.from(part, 'base64')))
}

function trailerFrame(trailers: HeaderList): Buffer {
  let text = ''
  for (let i = 0; i < trailers.length; i += 2) text += `${trailers[i]}:${trailers[i + 1]}\r\n`
  const frame = Buffer.alloc(FRAME_HEAD_BYTES + text.length)
  frame[0] = TRAILER_FLAG
  frame.writeUInt32BE(text.length, 1)
  frame.write(text, FRAME_HEAD_BYTES, 'latin1')
  return frame
}
