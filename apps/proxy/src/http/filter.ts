/** The seam between the connection manager and HTTP filters: what a filter is, and what it sees of a stream. */
import type { RateLimitRule } from '../filters/rate-limit-descriptors.ts'
import type { ConnectionInfo } from '../listener/types.ts'
import type { Host, Metadata, UpstreamPeer } from '../upstream/types.ts'
import type { HeaderList } from './headers.ts'
import type { ResponseFlags } from './response-flags.ts'

/** JSON value of a TypedStruct. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue }

/** What is wrong in a configuration message, by the path of the field below that message. */
export interface ConfigViolation {
  /** Dotted path with indices, for example `retry_policy.retry_back_off`; empty for the whole message. */
  readonly path: string
  readonly message: string
}

/** Result of compiling configuration: all violations, or the compiled thing. */
export type Compiled<T> =
  | { readonly kind: 'ok'; readonly value: T }
  | { readonly kind: 'bad'; readonly violations: readonly ConfigViolation[] }

/** A filter's configuration as it came: a protobuf message, or the JSON inside a TypedStruct (already unwrapped). */
export type FilterConfig =
  | { readonly kind: 'proto'; readonly typeUrl: string; readonly value: Uint8Array }
  | { readonly kind: 'json'; readonly typeUrl: string; readonly value: JsonValue }

/** One kind of filter, registered once per process. All of it runs at configuration time. */
export interface HttpFilterKind {
  /** Canonical name, for messages; a filter is found by the type URL of its configuration. */
  readonly name: string
  /** Type URLs (with `type.googleapis.com/`) of the messages or TypedStructs that configure it. */
  readonly typeUrls: readonly string[]
  /** Compiles the filter's own configuration. `instanceName` is the name of the entry in `http_filters`. */
  compile(config: FilterConfig, instanceName: string): Compiled<HttpFilterFactory>
  /** Compiles `typed_per_filter_config` of a virtual host, route or weighted cluster; what it gives is what `stream.routeFilterConfig` returns. */
  compileRouteConfig(config: FilterConfig): Compiled<unknown>
}

/** Stands for a filter's route configuration where the route only switches the filter off, or on. */
export const FILTER_OFF: unique symbol = Symbol('off')
export const FILTER_ON: unique symbol = Symbol('on')

/** One configured filter of one connection manager. */
export interface HttpFilterFactory {
  /** Name of the entry in `http_filters`, the key of per-route configuration. */
  readonly name: string
  /** Whether only routes switch it on. Default false. */
  readonly isOffByDefault?: boolean
  /** Names that its filters count by, shown before they were used. */
  readonly counters?: readonly string[]
  /** The filter for this stream (may be one object shared by all streams), or null where it has nothing to do. The route is already chosen. */
  create(stream: HttpStream): HttpFilter | null
  /** Whether its filters have any of the body hooks; without it these are never called. Default false. */
  readonly touchesBodies?: boolean
}

/** A filter that only routes switch on, by a configuration of theirs or by `disabled: false`. */
export class SwitchedFactory implements HttpFilterFactory {
  readonly name: string
  readonly touchesBodies: boolean
  readonly isOffByDefault = true
  readonly counters: readonly string[]
  private readonly factory: HttpFilterFactory

  constructor(factory: HttpFilterFactory) {
    this.name = factory.name
    this.touchesBodies = factory.touchesBodies ?? false
    this.counters = factory.counters ?? []
    this.factory = factory
  }

  create(stream: HttpStream): HttpFilter | null {
    return this.factory.create(stream)
  }
}

export const FilterStatus = {
  /** Go on with the next filter. */
  Continue: 0,
  /** Stop here until `stream.resume()`; the request body is held back by back-pressure. */
  Paused: 1,
  /** `stream.reply()` was called; no later filter sees the request. */
  Replied: 2,
} as const
export type FilterStatus = (typeof FilterStatus)[keyof typeof FilterStatus]

/**
 * A filter. All calls are synchronous and none may throw. Order of calls: `onRequestHeaders` once in chain order,
 * `onResponseHeaders` at most once per stream in reverse order (also for local replies, also where `onRequestHeaders`
 * never came to this filter), `onComplete` exactly once when the stream is over, however it ended.
 */
export interface HttpFilter {
  /** May change `stream.requestHeaders`, pause, or reply. */
  onRequestHeaders(stream: HttpStream): FilterStatus
  /** May change `stream.responseHeaders`. Not called where the client left first. */
  onResponseHeaders?(stream: HttpStream): void
  /** Each piece of the request's body on its way to the router, in chain order: what goes on, or null for nothing. */
  onRequestBody?(stream: HttpStream, chunk: Buffer): Buffer | null
  /** The request's body is over: a last piece, or null. */
  onRequestEnd?(stream: HttpStream): Buffer | null
  /** Each piece of the response's body, in reverse order: what goes on, or null for nothing. */
  onResponseBody?(stream: HttpStream, chunk: Buffer): Buffer | null
  /** The response's body is over: a last piece, or null. May call `stream.setResponseTrailers`. Not called where the head was all. */
  onResponseEnd?(stream: HttpStream): Buffer | null
  /** Sizes, times, code and flags are final. The stream object and its lists may be kept no longer than this call. */
  onComplete?(stream: HttpStream): void
}

export type HttpProtocol = 'HTTP/1.0' | 'HTTP/1.1' | 'HTTP/2'

/** `rate_limits` of a route and of its virtual host. */
export interface RouteRateLimits {
  readonly own: readonly RateLimitRule[]
  readonly virtualHost: readonly RateLimitRule[]
  readonly includesVirtualHost: boolean
}

/** What filters may read of the selected route. Compiled once per configuration; safe to use as a WeakMap key. */
export interface RouteInfo {
  /** `name` of the route, empty where unnamed. */
  readonly name: string
  readonly virtualHost: string
  /** `decorator.operation`, or empty. */
  readonly operation: string
  /** What rate limits are looked up by; null or absent where neither route nor virtual host has any. */
  readonly rateLimits?: RouteRateLimits | null
  /** `metadata.filter_metadata` of the route, by namespace. */
  readonly metadata: ReadonlyMap<string, JsonValue>
  /** Whether it forwards, rather than answer by itself. */
  readonly forwards?: boolean
  /** `metadata` of its virtual host. */
  readonly hostMetadata?: ReadonlyMap<string, JsonValue>
}

/** One request and its response, as filters, access logs and stats see it. Absent numbers are -1, absent objects null. */
export interface HttpStream {
  /** Unique in the process. */
  readonly id: number
  /** Shared by all streams of the connection; safe to use as a WeakMap key for per-connection state. */
  readonly connection: ConnectionInfo

  // -- request ---------------------------------------------------------------
  readonly protocol: HttpProtocol
  readonly method: string
  /** Path with query as received (after normalisation), before any rewrite. */
  readonly path: string
  /** Host header or URI authority, with port if it had one, before any rewrite. */
  readonly authority: string
  readonly scheme: 'http' | 'https'
  /** False: refused before its scheme was found. */
  readonly hasScheme?: boolean
  /** Lower-case token of the upgrade that was asked for, `connect` for CONNECT. */
  readonly upgrade?: string
  /** Path and authority as sent upstream, empty until the router made them. */
  readonly sentPath: string
  readonly sentAuthority: string
  /** Trusted client address: the peer, or what `x-forwarded-for` gives under the manager's rules. Without port in the second case. */
  readonly clientAddress: string
  /** Without pseudo-headers and without `host`. Filters may change it until the router runs; from then on it holds the headers as sent upstream. */
  readonly requestHeaders: HeaderList
  /** Trailers of the request, null while or where there are none. */
  readonly requestTrailers: HeaderList | null
  /** Integer in [0, 2^53), drawn once for the request: fractions and weights of the route agree on it. */
  readonly randomValue: number
  /** Client certificate: -1 no TLS, 0 TLS without one, 1 presented and verified. */
  readonly clientCertificate: -1 | 0 | 1
  /** Whether the head is the whole request. */
  readonly isRequestBodyless: boolean

  // -- route -----------------------------------------------------------------
  /** Null where nothing matched. */
  readonly route: RouteInfo | null
  /** Name of the chosen cluster, empty where there is none (yet). */
  readonly clusterName: string
  /** What that cluster is called in statistics, empty or absent where it is the name. */
  readonly clusterStatName?: string
  /** filter_metadata of that cluster, null where there is none (yet). */
  readonly clusterMetadata: Readonly<Record<string, Metadata>> | null
  /** Name of the virtual host's virtual cluster that the request belongs to, empty where it has none. */
  readonly virtualCluster: string
  /** Compiled per-route configuration of the filter instance: that of the weighted cluster, else route, else virtual host, else null. */
  routeFilterConfig(filterName: string): unknown

  // -- upstream --------------------------------------------------------------
  /** Host of the latest attempt, null before the router picked one. */
  readonly upstreamHost: Host | null
  /** `ip:port` of our end of the upstream connection, empty if none. */
  readonly upstreamLocalAddress: string
  /** URI SAN of the upstream's certificate, null without TLS. */
  readonly upstreamPeerPrincipal: string | null
  /** Who the upstream connection of the latest attempt is with, null before one was had. */
  readonly upstreamPeer: UpstreamPeer | null
  /** TLS or socket error text of the last failed connect, empty if none. */
  readonly upstreamTransportFailure: string
  /** Why the downstream connection was or will be closed by us, empty if it was not. */
  readonly connectionTerminationDetails: string
  /** `HTTP/1.1` or `HTTP/2`, empty until a connection was had. */
  readonly upstreamProtocol: string
  /** Hosts that earlier attempts had connections to, in order; null where there was none. */
  readonly triedHosts?: readonly Host[] | null
  /** Attempts made so far. */
  readonly attemptCount: number

  // -- response --------------------------------------------------------------
  /** 0 until a response (or local reply) head exists. */
  readonly responseCode: number
  /** Access-log `RESPONSE_CODE_DETAILS`: `via_upstream`, `route_not_found`, …; empty while unknown. */
  readonly responseCodeDetails: string
  readonly responseFlags: ResponseFlags
  /** Without pseudo-headers; null until there is a response head. */
  readonly responseHeaders: HeaderList | null
  readonly responseTrailers: HeaderList | null

  /** Body of the proxy's own reply, empty where the response is not its own. */
  readonly localReplyBody: string
  /** What an access log entry of this stream is called now: `DownstreamEnd`, `TcpConnectionEnd`, … */
  readonly logType: string

  // -- sizes on the wire, bytes ----------------------------------------------
  /** HTTP/1: the field lines alone, without the start line and the empty one. */
  readonly requestHeaderBytes: number
  readonly requestBodyBytes: number
  /** Head, body with its framing, and trailers. */
  readonly requestTotalBytes: number
  readonly responseHeaderBytes: number
  readonly responseBodyBytes: number
  /** Whether the response says that the connection ends; absent: it does not. */
  readonly endsConnection?: boolean
  readonly responseTotalBytes: number
  /** Of the latest attempt, known when it is over. */
  readonly upstreamHeaderBytesSent: number
  readonly upstreamTotalBytesSent: number
  readonly upstreamHeaderBytesReceived: number
  readonly upstreamTotalBytesReceived: number

  // -- times -----------------------------------------------------------------
  /** Wall clock at the request's first byte. */
  readonly startWallMs: number
  /** Monotonic, like all that follow: first byte of the request. */
  readonly startMs: number
  /** Last byte of the request received. */
  readonly requestEndMs: number
  /** Request head handed to the upstream connection of the latest attempt. */
  readonly upstreamStartMs: number
  /** Response head received from upstream (or made locally). */
  readonly responseStartMs: number
  /** Last byte of the response handed to the socket, or the stream's failure. */
  readonly endMs: number

  // -- actions ---------------------------------------------------------------
  /** Continues after the filter that paused. Nothing happens where the stream is already over. */
  resume(): void
  /**
   * Answers without an upstream. `body` is `text/plain` (may be empty); `detail` is for the access log; `flag` one or more
   * of ResponseFlag or 0; `headers` are added. Nothing happens where a response has begun or the stream is over.
   */
  reply(
    status: number,
    body: string,
    detail: string,
    flag: ResponseFlags,
    headers?: HeaderList,
  ): void
  /**
   * Collects the request's body, to be called by a filter that then returns `Paused`. `onWhole` is called once with its
   * size when it has arrived; a body above the limit is answered with 413.
   */
  bufferRequest(limitBytes: number, onWhole: (bytes: number) => void): void
  /** What `bufferRequest` has collected, to be read only. */
  readonly collectedBody: readonly Buffer[]
  /** Changes the status of the response that is about to be sent; no detail keeps the one it has. */
  setResponseStatus(status: number, detail: string | null): void
  /** Replaces the trailers of the response. */
  setResponseTrailers(trailers: HeaderList | null): void
  /** Asks for one endpoint of the cluster. `missingStatus`: of the answer where a strict one is gone. */
  overrideHost(label: string, isStrict: boolean, missingStatus: number): void
  /** Keeps the response back until it is whole: from `onResponseHeaders`, so that `onResponseEnd` may still change its head. */
  holdResponse(): void
  /** Sends the response's body no faster than this. */
  throttleResponse(bytesPerSec: number): void
  /** Changes the path that routes and the router see. */
  setPath(path: string): void
  /** Chooses the route again with the current headers; for filters that change what routes match on. */
  clearRouteCache(): void
  /** Leaves a value for the access log (`DYNAMIC_METADATA(namespace:key)`) and later filters. */
  setMetadata(namespace: string, key: string, value: JsonValue): void
  /** The value as text, JSON where it is no text; null where there is none. */
  metadata(namespace: string, key: string): string | null
  /** The value under keys below a namespace; undefined where there is none. */
  metadataValue(namespace: string, path: readonly string[]): unknown
  /** All of it by namespace, null where there is none. */
  readonly dynamicMetadata: ReadonlyMap<string, Readonly<Record<string, unknown>>> | null
  /** Text that a filter left under a key, null where there is none. */
  filterState(key: string): string | null
  /** The same, where it was left to be hashed by. */
  hashableState(key: string): string | null
  /** Leaves text under a key, in the place of what is there. */
  setFilterState(key: string, value: string, isHashable: boolean): void
  /** Sets one or more bits of ResponseFlag, beside what the proxy itself sets. */
  setResponseFlag(flag: ResponseFlags): void
  /** Counts one event of a filter in the manager's statistics, by `<filter>.<name>`. */
  count(name: string): void
  /** Whether the stream has ended: client gone, reply sent, or response complete. */
  readonly isOver: boolean
}
