/** A compiled route: what it does with a request, and everything filters and the router need of it. */
import type { MetadataMatch } from '@flotilla/balancer'
import type {
  DomainTable,
  Fraction,
  HeaderMatcher,
  PathMatcher,
  RegexRewrite,
  RequestView,
  RouteEntry,
  TemplateRewrite,
  WeightedChoice,
} from '@flotilla/match'
import type { MatchTree } from '../../matching/match-tree.ts'
import type { RetrySelection } from '../../upstream/types.ts'
import type { JsonValue, RouteInfo } from '../filter.ts'
import type { ReplyFormat } from '../local-reply-mapper.ts'
import type { Format } from '../substitution.ts'
import type { HashPolicy } from './hash-policy.ts'
import type { HeaderMutation } from './header-mutation.ts'
import type { Redirect } from './redirect.ts'

export interface MirrorPolicy {
  /** Empty where `clusterHeader` names a header that holds it. */
  readonly cluster: string
  readonly clusterHeader: string
  /** Null: every request. */
  readonly fraction: Fraction | null
  /** Whether `-shadow` is appended to the host. */
  readonly appendsSuffix: boolean
  /** Takes the place of the host, empty for none. */
  readonly hostLiteral: string
  readonly mutations: readonly HeaderMutation[]
}

/** Bits of RetryPolicy.conditions. */
export const RetryOn = {
  On5xx: 1,
  GatewayError: 2,
  Reset: 4,
  ResetBeforeRequest: 8,
  ConnectFailure: 16,
  RefusedStream: 32,
  Retriable4xx: 64,
  RetriableStatusCodes: 128,
  RetriableHeaders: 256,
  EnvoyRateLimited: 512,
  GrpcCancelled: 1024,
  GrpcDeadlineExceeded: 2048,
  GrpcInternal: 4096,
  GrpcResourceExhausted: 8192,
  GrpcUnavailable: 16384,
} as const

/** Waiting as long as the upstream asks. */
export interface LimitedBackOff {
  /** The first that holds a usable time decides. Names in lower case. */
  readonly headers: readonly { readonly name: string; readonly isTimestamp: boolean }[]
  readonly maxMs: number
}

export interface RetryPolicy {
  readonly conditions: number
  readonly retries: number
  /** 0: none. */
  readonly perTryTimeoutMs: number
  /** Without any byte of the response, 0: none. */
  readonly perTryIdleMs: number
  readonly limitedBackOff: LimitedBackOff | null
  readonly statusCodes: readonly number[]
  readonly retriableHeaders: readonly HeaderMatcher[]
  readonly retriableRequestHeaders: readonly HeaderMatcher[]
  readonly backOffBaseMs: number
  readonly backOffMaxMs: number
  /** What another attempt's host must not be; null where any host will do. */
  readonly selection: RetrySelection | null
  readonly hostAttempts: number
}

export interface HedgePolicy {
  /** An attempt that is late is not given up when another is made beside it. */
  readonly onPerTryTimeout: boolean
}

/** Which redirects of the upstream are followed here. */
export interface InternalRedirect {
  readonly maxRedirects: number
  readonly statuses: readonly number[]
  readonly allowsCrossScheme: boolean
  /** Null: any route may be the next. */
  readonly allowedRoutes: ReadonlySet<string> | null
  readonly avoidsPreviousRoutes: boolean
  /** A change from https to http ends it. */
  readonly isSafeSchemeOnly: boolean
  /** Lower case: copied from the redirect into the request that follows it. */
  readonly copiedHeaders: readonly string[]
}

/** How the host of the upstream request is made. */
export type HostRewrite =
  | {
      readonly kind: 'literal'
      readonly host: string
      /** Whether the upstream is not told what the host was. */
      readonly isQuiet: boolean
    }
  | { readonly kind: 'header'; readonly name: string }
  | { readonly kind: 'auto' }
  | { readonly kind: 'pathRegex'; readonly rewrite: RegexRewrite }
  | { readonly kind: 'format'; readonly format: Format }

/** One target of a forwarding route; a route without weights has one. */
/** What a plugin makes of a request: the name of its cluster. */
export type ClusterSpecifier = MatchTree<string>

export interface ClusterTarget {
  /** Empty where `clusterHeader` names a header that holds it. */
  readonly cluster: string
  readonly clusterHeader: string
  /** Names it instead of both, null where it knows none. Absent: there is none such. */
  readonly specifier?: ClusterSpecifier | null
  readonly hostRewrite: HostRewrite | null
  /** All levels from this target outwards, in order of application. */
  readonly requestMutations: readonly HeaderMutation[] | null
  readonly responseMutations: readonly HeaderMutation[] | null
  /** By filter instance name: this target's, else the route's, the virtual host's or the table's. */
  readonly filterConfig: ReadonlyMap<string, unknown>
  /** What it asks of endpoints, for clusters with subsets; null asks nothing. */
  readonly metadataMatch: MetadataMatch | null
}

export interface ForwardAction {
  readonly kind: 'forward'
  /** The only target, or null with `weighted`. */
  readonly target: ClusterTarget | null
  readonly weighted: WeightedChoice<ClusterTarget> | null
  /** Header whose integer chooses among `weighted`, empty where the request's draw does. */
  readonly weightHeader: string
  /** Whether the route's hash does, where its hash policies give one. */
  readonly weightsByHash: boolean
  readonly clusterNotFoundStatus: 503 | 404 | 500
  /** -1 while not configured (15 s by default), 0 for none. */
  readonly timeoutMs: number
  /** -1: the connection manager's; 0: none. */
  readonly idleTimeoutMs: number
  /** -1: the connection manager's; 0: none. */
  readonly maxStreamDurationMs: number
  /** Whether the route sets `max_stream_duration`, which replaces `timeout`. */
  readonly usesStreamDuration: boolean
  /** Caps on what gRPC callers ask for: -1 where they are not heard, 0 for no cap. */
  readonly grpcTimeoutHeaderMaxMs: number
  readonly grpcTimeoutHeaderOffsetMs: number
  readonly maxGrpcTimeoutMs: number
  readonly grpcTimeoutOffsetMs: number
  readonly internalRedirect: InternalRedirect | null
  readonly retry: RetryPolicy | null
  readonly hedge: HedgePolicy | null
  /** Whether any of the rewrites of the path is configured. */
  readonly rewritesPath: boolean
  readonly prefixRewrite: string
  readonly regexRewrite: RegexRewrite | null
  readonly templateRewrite: TemplateRewrite | null
  readonly pathFormat: Format | null
  readonly appendsForwardedHost: boolean
  readonly mirrors: readonly MirrorPolicy[]
  readonly hashPolicies: readonly HashPolicy[]
  readonly isHighPriority: boolean
  /** By lower-case upgrade type; what is not here follows the connection manager. */
  readonly upgrades: ReadonlyMap<string, boolean>
  /** Whether a CONNECT ends here and its bytes go on over TCP. */
  readonly terminatesConnect: boolean
}

export type RouteAction =
  | ForwardAction
  | { readonly kind: 'redirect'; readonly redirect: Redirect }
  | {
      readonly kind: 'direct'
      readonly status: number
      readonly body: string
      readonly format: ReplyFormat | null
    }
  | { readonly kind: 'none' }

export interface Route extends RouteInfo {
  /** What it is counted under by itself, empty for nothing. */
  readonly statPrefix: string
  /** Whether its virtual host has virtual clusters. */
  readonly hasVirtualClusters: boolean
  readonly action: RouteAction
  readonly path: PathMatcher
  /** For actions that have no target: all levels, in order of application. */
  readonly requestMutations: readonly HeaderMutation[] | null
  readonly responseMutations: readonly HeaderMutation[] | null
  readonly filterConfig: ReadonlyMap<string, unknown>
  /** Cap on a request body kept for retries and mirrors, bytes. */
  readonly bufferLimitBytes: number
  readonly includesAttemptCount: boolean
  readonly includesAttemptCountInResponse: boolean
  /** Whether attempts after a per-try timeout say so. */
  readonly includesTimeoutRetry: boolean
  readonly propagatesOperation: boolean
  readonly metadata: ReadonlyMap<string, JsonValue>
}

export const TlsRequirement = { None: 0, ExternalOnly: 1, All: 2 } as const
export type TlsRequirement = (typeof TlsRequirement)[keyof typeof TlsRequirement]

/** A class of a virtual host's requests that is counted by itself. */
export interface VirtualCluster {
  readonly name: string
  readonly headers: readonly HeaderMatcher[]
}

export interface VirtualHost {
  readonly name: string
  readonly requireTls: TlsRequirement
  readonly routes: readonly RouteEntry<Route>[]
  /** Gives the routes of a request instead of all of them; null: `routes`. */
  readonly matcher: ((view: RequestView) => readonly RouteEntry<Route>[] | null) | null
  /** Null where it has none. The first that matches takes the request, `other` the rest. */
  readonly virtualClusters: readonly VirtualCluster[] | null
  /** Answers instead of a route where TLS is required and missing. */
  readonly tlsRedirect: Route
}

export type VirtualHosts = DomainTable<VirtualHost>
