/** VirtualService: how requests for a set of hosts are routed. */
import type { DurationText, Labels, Percent, PortSelector, StringMatch } from './matching.ts'

export interface VirtualServiceSpec {
  /** Empty or absent for a delegate. */
  readonly hosts?: readonly string[]
  /** Absent means `["mesh"]`. */
  readonly gateways?: readonly string[]
  readonly http?: readonly HttpRoute[]
  readonly tls?: readonly TlsRoute[]
  readonly tcp?: readonly TcpRoute[]
  readonly exportTo?: readonly string[]
}

export interface HttpRoute {
  readonly name?: string
  readonly match?: readonly HttpMatchRequest[]
  readonly route?: readonly HttpRouteDestination[]
  readonly redirect?: HttpRedirect
  readonly directResponse?: HttpDirectResponse
  readonly delegate?: Delegate
  readonly rewrite?: HttpRewrite
  /** Absent or `0s` switches the timeout off. */
  readonly timeout?: DurationText
  readonly retries?: HttpRetry
  readonly fault?: HttpFaultInjection
  readonly mirror?: Destination
  readonly mirrors?: readonly HttpMirrorPolicy[]
  readonly mirrorPercentage?: Percent
  /** Deprecated: whole per cent. */
  readonly mirrorPercent?: number
  readonly corsPolicy?: CorsPolicy
  readonly headers?: HeaderRules
}

/** All members hold at once. */
export interface HttpMatchRequest {
  readonly name?: string
  readonly uri?: StringMatch
  readonly scheme?: StringMatch
  readonly method?: StringMatch
  readonly authority?: StringMatch
  readonly headers?: Readonly<Record<string, StringMatch>>
  readonly port?: number
  readonly sourceLabels?: Labels
  readonly gateways?: readonly string[]
  readonly queryParams?: Readonly<Record<string, StringMatch>>
  readonly ignoreUriCase?: boolean
  readonly withoutHeaders?: Readonly<Record<string, StringMatch>>
  readonly sourceNamespace?: string
  readonly statPrefix?: string
}

export interface Destination {
  readonly host?: string
  readonly subset?: string
  readonly port?: PortSelector
}

export interface HttpRouteDestination {
  readonly destination?: Destination
  readonly weight?: number
  readonly headers?: HeaderRules
}

export interface HttpRedirect {
  readonly uri?: string
  readonly prefixRewrite?: string
  readonly authority?: string
  readonly scheme?: string
  readonly port?: number
  readonly derivePort?: 'FROM_PROTOCOL_DEFAULT' | 'FROM_REQUEST_PORT'
  /** Absent means 301. */
  readonly redirectCode?: number
}

export interface HttpDirectResponse {
  readonly status?: number
  readonly body?: HttpBody
}

export interface HttpBody {
  readonly string?: string
  /** Base64. */
  readonly bytes?: string
}

export interface Delegate {
  readonly name?: string
  readonly namespace?: string
}

export interface HttpRewrite {
  readonly uri?: string
  readonly authority?: string
  readonly uriRegexRewrite?: RegexRewrite
}

export interface RegexRewrite {
  readonly match?: string
  readonly rewrite?: string
}

export interface HttpRetry {
  readonly attempts?: number
  readonly perTryTimeout?: DurationText
  readonly retryOn?: string
  readonly retryRemoteLocalities?: boolean
  readonly retryIgnorePreviousHosts?: boolean
  readonly backoff?: DurationText
}

export interface HttpFaultInjection {
  readonly delay?: FaultDelay
  readonly abort?: FaultAbort
}

export interface FaultDelay {
  readonly fixedDelay?: DurationText
  /** Absent means every request. */
  readonly percentage?: Percent
  /** Deprecated: whole per cent. */
  readonly percent?: number
  /** Refused: never implemented. */
  readonly exponentialDelay?: DurationText
}

export interface FaultAbort {
  readonly httpStatus?: number
  readonly grpcStatus?: string
  /** Refused: never implemented. */
  readonly http2Error?: string
  /** Absent means every request. */
  readonly percentage?: Percent
  /** Deprecated: whole per cent. */
  readonly percent?: number
}

export interface HttpMirrorPolicy {
  readonly destination?: Destination
  readonly percentage?: Percent
}

export interface CorsPolicy {
  readonly allowOrigins?: readonly StringMatch[]
  /** Deprecated: exact matches. */
  readonly allowOrigin?: readonly string[]
  readonly allowMethods?: readonly string[]
  readonly allowHeaders?: readonly string[]
  readonly exposeHeaders?: readonly string[]
  readonly maxAge?: DurationText
  readonly allowCredentials?: boolean
  readonly unmatchedPreflights?: 'UNSPECIFIED' | 'FORWARD' | 'IGNORE'
}

export interface HeaderRules {
  readonly request?: HeaderOperations
  readonly response?: HeaderOperations
}

export interface HeaderOperations {
  readonly set?: Readonly<Record<string, string>>
  readonly add?: Readonly<Record<string, string>>
  readonly remove?: readonly string[]
}

export interface TlsRoute {
  readonly match?: readonly TlsMatchAttributes[]
  readonly route?: readonly RouteDestination[]
}

export interface TlsMatchAttributes {
  readonly sniHosts?: readonly string[]
  readonly destinationSubnets?: readonly string[]
  readonly port?: number
  readonly sourceLabels?: Labels
  readonly gateways?: readonly string[]
  readonly sourceNamespace?: string
}

export interface TcpRoute {
  readonly match?: readonly L4MatchAttributes[]
  readonly route?: readonly RouteDestination[]
}

export interface L4MatchAttributes {
  readonly destinationSubnets?: readonly string[]
  readonly port?: number
  /** Accepted and ignored. */
  readonly sourceSubnet?: string
  readonly sourceLabels?: Labels
  readonly gateways?: readonly string[]
  readonly sourceNamespace?: string
}

export interface RouteDestination {
  readonly destination?: Destination
  readonly weight?: number
}
