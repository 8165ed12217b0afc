/** The gRPC bridge: HTTP/1 clients get a call's status in the head of its answer, and may send bare protobuf. */
import { isGrpcRequest } from '@flotilla/match'
import { GrpcHttp1Bridge } from '@flotilla/proto'
import { withoutQuery } from '@flotilla/uri'
import {
  FilterStatus,
  type HttpFilter,
  type HttpFilterFactory,
  type HttpFilterKind,
  type HttpStream,
} from '../http/filter.ts'
import { headerValue, removeHeader, setHeader } from '../http/headers.ts'
import { protoFilterKind } from './proto-filter-kind.ts'

interface Settings {
  readonly upgradesProtobuf: boolean
  readonly dropsQuery: boolean
}

const FRAME_HEAD_BYTES = 5
/** Envoy's buffer of a request. Listed in docs/limits.md. */
const MAX_MESSAGE_BYTES = 1024 * 1024

export function grpcHttp1BridgeFilterKind(): HttpFilterKind {
  return protoFilterKind<GrpcHttp1Bridge, GrpcHttp1Bridge, Settings>({
    name: 'envoy.filters.http.grpc_http1_bridge',
    type: GrpcHttp1Bridge,
    routeType: null,
    settings: (message) => ({
      upgradesProtobuf: message.upgradeProtobufToGrpc,
      dropsQuery: message.ignoreQueryParameters,
    }),
    factory: (name, settings) => new BridgeFactory(name, settings),
  })
}

class BridgeFactory implements HttpFilterFactory {
  readonly name: string
  readonly touchesBodies = true
  private readonly settings: Settings

  constructor(name: string, settings: Settings) {
    this.name = name
    this.settings = settings
  }

  create(stream: HttpStream): HttpFilter | null {
    const { requestHeaders } = stream
    const isUpgraded =
      this.settings.upgradesProtobuf &&
      headerValue(requestHeaders, 'content-type') === 'application/x-protobuf'
    const isBridged = stream.protocol !== 'HTTP/2' && (isUpgraded || isGrpcRequest(requestHeaders))
    return isUpgraded || isBridged
      ? new Bridge(isUpgraded, isBridged, this.settings.dropsQuery)
      : null
  }
}

class Bridge implements HttpFilter {
  private readonly isUpgraded: boolean
  private readonly isBridged: boolean
  private readonly dropsQuery: boolean
  /** Head of the request's only message, until it is sent; null: none is added. */
  private frameHead: Buffer | null = null
  /** Bytes of the answer's frame head that are still to be left out. */
  private toSkip = 0
  private bytes = 0
  private isHeld = false

  constructor(isUpgraded: boolean, isBridged: boolean, dropsQuery: boolean) {
    this.isUpgraded = isUpgraded
    this.isBridged = isBridged
    this.dropsQuery = dropsQuery
  }

  onRequestHeaders(stream: HttpStream): FilterStatus {
    const headers = stream.requestHeaders
    if (this.isUpgraded) {
      setHeader(headers, 'content-type', 'application/grpc')
      removeHeader(headers, 'content-length')
      stream.clearRouteCache()
    }
    if (this.isBridged && this.dropsQuery) stream.setPath(withoutQuery(stream.path))
    if (!this.isUpgraded || !this.isBridged || stream.isRequestBodyless)
      return FilterStatus.Continue
    this.toSkip = FRAME_HEAD_BYTES
    stream.bufferRequest(MAX_MESSAGE_BYTES, (bytes) => {
      const head = Buffer.alloc(FRAME_HEAD_BYTES)
      head.writeUInt32BE(bytes, 1)
      this.frameHead = head
      stream.resume()
    })
    return FilterStatus.Paused
  }

  onRequestBody(_stream: HttpStream, chunk: Buffer): Buffer {
    const head = this.frameHead
    if (head === null) return chunk
    this.frameHead = null
    return Buffer.concat([head, chunk])
  }

  onRequestEnd(): Buffer | null {
    const head = this.frameHead
    this.frameHead = null
    return head
  }

  onResponseHeaders(stream: HttpStream): void {
    // An answer of the proxy's own has no status behind it.
    if (!this.isBridged || stream.upstreamHost === null) return
    this.isHeld = true
    stream.holdResponse()
  }

  onResponseBody(_stream: HttpStream, chunk: Buffer): Buffer | null {
    if (!this.isHeld) return chunk
    const skipped = Math.min(this.toSkip, chunk.length)
    this.toSkip -= skipped
    this.bytes += chunk.length - skipped
    return skipped === chunk.length ? null : chunk.subarray(skipped)
  }

  onResponseEnd(stream: HttpStream): Buffer | null {
    const trailers = stream.responseTrailers
    const headers = stream.responseHeaders
    if (!this.isHeld || trailers === null || headers === null) return null
    const status = headerValue(trailers, 'grpc-status')
    if (status !== null) {
      if (!/^\+?0+$/.test(status)) stream.setResponseStatus(503, null)
      setHeader(headers, 'grpc-status', status)
    }
    const message = headerValue(trailers, 'grpc-message')
    if (message !== null) setHeader(headers, 'grpc-message', message)
    setHeader(headers, 'content-length', String(this.bytes))
    return null
  }
}
