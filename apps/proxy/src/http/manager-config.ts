/** One connection manager's configuration in the form the data path reads. */
import type { Http1Limits, NameCase } from '@flotilla/http1'
import type { PathOptions } from '@flotilla/uri'
import type { HttpStats } from '../telemetry/http-stats.ts'
import type { AddressDetection } from './downstream/address-detection.ts'
import type { AddressRanges } from './downstream/address-ranges.ts'
import type { HttpAccessLogger, NodeIdentity, RouteSource } from './env.ts'
import type { HttpFilterFactory } from './filter.ts'
import type { Http2Options } from './http2-options.ts'
import type { LocalReplyMapper } from './local-reply-mapper.ts'
import type { HeaderMutation } from './route/header-mutation.ts'
import type { UpstreamFilters } from './upstream/upstream-filters.ts'

export const ServerHeader = { Overwrite: 0, AppendIfAbsent: 1, PassThrough: 2 } as const
export type ServerHeader = (typeof ServerHeader)[keyof typeof ServerHeader]

/** Values are those of ForwardClientCertDetails. */
export const ClientCertMode = {
  Sanitize: 0,
  ForwardOnly: 1,
  AppendForward: 2,
  SanitizeSet: 3,
  AlwaysForwardOnly: 4,
} as const
export type ClientCertMode = (typeof ClientCertMode)[keyof typeof ClientCertMode]

export const PortStripping = { None: 0, Matching: 1, Any: 2 } as const
export type PortStripping = (typeof PortStripping)[keyof typeof PortStripping]

export const Underscores = { Allow: 0, Reject: 1, Drop: 2 } as const
export type Underscores = (typeof Underscores)[keyof typeof Underscores]

/** Values are those of CodecType. */
export const Codec = { Auto: 0, Http1: 1, Http2: 2 } as const
export type Codec = (typeof Codec)[keyof typeof Codec]

export interface RouterOptions {
  /** No x-envoy-* headers are added to requests and responses. */
  readonly suppressesEnvoyHeaders: boolean
  /** Believes x-envoy-expected-rq-timeout-ms of the caller. */
  readonly respectsExpectedTimeout: boolean
  /** Names whose values must be well formed, or the request is refused; null where none are looked at. */
  readonly strictHeaders: readonly string[] | null
  /** Whether gRPC statuses other than success are left out of the request failure statistics. */
  readonly hidesGrpcFailureCodes: boolean
  /** Between the router and clusters that have none of their own; null: there are none. */
  readonly filters: UpstreamFilters | null
}

/** Trace decision shares, of 10,000; null where tracing is not configured. */
export interface Sampling {
  readonly client: number
  readonly random: number
  readonly overall: number
}

export interface MoreLogs {
  readonly atStart: boolean
  readonly atTunnel: boolean
  /** 0: not while the stream lasts. */
  readonly intervalMs: number
}

export interface ManagerConfig {
  readonly stats: HttpStats
  readonly routes: RouteSource
  /** In chain order, without the router. */
  readonly filters: readonly HttpFilterFactory[]
  /** Whether any of them has hooks for bodies. */
  readonly touchesBodies: boolean
  readonly router: RouterOptions
  readonly accessLogs: readonly HttpAccessLogger[]
  /** Lines beside the one at the end of each stream. */
  readonly moreLogs: MoreLogs | null
  /** Null: the proxy's own replies are as they are made. */
  readonly localReplies: LocalReplyMapper | null
  /** Applied before anything reads the headers; null where there are none. */
  readonly earlyMutations: readonly HeaderMutation[] | null
  /** Other ways to know the client's address, tried in order; null: x-forwarded-for by the rules above. */
  readonly addressDetection: readonly AddressDetection[] | null
  readonly serverName: string
  readonly serverHeader: ServerHeader
  readonly via: string
  readonly codec: Codec
  readonly limits: Http1Limits
  readonly http2: Http2Options

  /** All in ms; 0 is off. */
  readonly idleTimeoutMs: number
  readonly maxConnectionDurationMs: number
  readonly streamIdleTimeoutMs: number
  readonly requestTimeoutMs: number
  readonly requestHeadersTimeoutMs: number
  readonly maxStreamDurationMs: number
  readonly delayedCloseMs: number
  /** Longest wait between the two steps by which an HTTP/2 connection is left. */
  readonly drainTimeoutMs: number
  /** 0: no limit. */
  readonly maxRequestsPerConnection: number

  readonly usesRemoteAddress: boolean
  readonly xffTrustedHops: number
  readonly skipsXffAppend: boolean
  readonly appendsForwardedPort: boolean
  /** What this machine is known by: stands in x-forwarded-for for a loopback peer. */
  readonly localAddress: string
  readonly internalAddresses: AddressRanges
  readonly generatesRequestId: boolean
  readonly preservesExternalRequestId: boolean
  readonly alwaysReturnsRequestId: boolean
  readonly sampling: Sampling | null
  /** Whether the trace decision is written into the request's id, and drawn from it. */
  readonly packsTraceReason: boolean
  readonly samplesById: boolean
  /** Who this proxy is for upstreams and their logs; null: they are not told. */
  readonly userAgent: NodeIdentity | null
  readonly clientCertMode: ClientCertMode
  readonly certPem: boolean
  readonly certChain: boolean
  readonly certSubject: boolean
  readonly certUri: boolean
  readonly certDns: boolean
  /** Empty: as the connection is. */
  readonly schemeOverwrite: '' | 'http' | 'https'
  /** Whether upstreams are told the scheme of their own connection. */
  readonly schemeMatchesUpstream: boolean
  /** Whether answers of an overloaded proxy say so. */
  readonly marksLocalOverload: boolean

  readonly proxies100Continue: boolean
  /** By lower-case type: whether upgrades of that type are allowed where the route does not say. */
  readonly upgrades: ReadonlyMap<string, boolean>
  /** Null: paths are taken as they come. */
  readonly pathOptions: PathOptions | null
  readonly portStripping: PortStripping
  readonly stripsTrailingHostDot: boolean
  readonly underscores: Underscores
  readonly acceptsHttp10: boolean
  /** Whether an HTTP/1 connection outlives a request that is answered 400 here. */
  readonly keepsAfterBadRequest: boolean
  readonly defaultHostForHttp10: string
  readonly allowsAbsoluteUrl: boolean
  readonly enablesTrailers: boolean
  /** How field names of responses are written; null: in lower case. */
  readonly nameCase: NameCase | null
}
