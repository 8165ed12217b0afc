/** DestinationRule: what happens to traffic after routing chose a destination. */
import type { DurationText, Labels, Percent, PortSelector, WorkloadSelector } from './matching.ts'

export interface DestinationRuleSpec {
  readonly host?: string
  readonly trafficPolicy?: TrafficPolicy
  readonly subsets?: readonly Subset[]
  readonly exportTo?: readonly string[]
  /** Client workloads that the rule applies to. */
  readonly workloadSelector?: WorkloadSelector
}

export interface Subset {
  readonly name?: string
  readonly labels?: Labels
  readonly trafficPolicy?: TrafficPolicy
}

export interface PortTrafficPolicy {
  readonly port?: PortSelector
  readonly loadBalancer?: LoadBalancerSettings
  readonly connectionPool?: ConnectionPoolSettings
  readonly outlierDetection?: OutlierDetection
  readonly tls?: ClientTlsSettings
}

export interface TrafficPolicy {
  readonly loadBalancer?: LoadBalancerSettings
  readonly connectionPool?: ConnectionPoolSettings
  readonly outlierDetection?: OutlierDetection
  readonly tls?: ClientTlsSettings
  readonly portLevelSettings?: readonly PortTrafficPolicy[]
  readonly tunnel?: TunnelSettings
  readonly proxyProtocol?: ProxyProtocol
  readonly retryBudget?: RetryBudget
}

export type SimpleLb =
  | 'UNSPECIFIED'
  | 'LEAST_CONN'
  | 'RANDOM'
  | 'PASSTHROUGH'
  | 'ROUND_ROBIN'
  | 'LEAST_REQUEST'

export interface LoadBalancerSettings {
  readonly simple?: SimpleLb
  readonly consistentHash?: ConsistentHash
  readonly localityLbSetting?: LocalityLbSetting
  readonly zoneAwareLbSetting?: ZoneAwareLbSetting
  readonly warmup?: Warmup
  /** Deprecated. */
  readonly warmupDurationSecs?: DurationText
}

export interface ConsistentHash {
  readonly httpHeaderName?: string
  readonly httpCookie?: HttpCookie
  readonly useSourceIp?: boolean
  readonly httpQueryParameterName?: string
  readonly ringHash?: { readonly minimumRingSize?: number }
  readonly maglev?: { readonly tableSize?: number }
  /** Deprecated. */
  readonly minimumRingSize?: number
}

export interface HttpCookie {
  readonly name?: string
  readonly path?: string
  readonly ttl?: DurationText
  readonly attributes?: readonly { readonly name?: string; readonly value?: string }[]
}

export interface LocalityLbSetting {
  readonly enabled?: boolean
  readonly distribute?: readonly LocalityDistribute[]
  readonly failover?: readonly LocalityFailover[]
  readonly failoverPriority?: readonly string[]
}

export interface LocalityDistribute {
  readonly from?: string
  readonly to?: Readonly<Record<string, number>>
}

export interface LocalityFailover {
  readonly from?: string
  readonly to?: string
}

export interface ZoneAwareLbSetting {
  readonly enabled?: boolean
  readonly failover?: readonly LocalityFailover[]
  readonly failoverPriority?: readonly string[]
  readonly minClusterSize?: number
}

export interface Warmup {
  readonly duration?: DurationText
  readonly minimumPercent?: number
  readonly aggression?: number
}

export interface ConnectionPoolSettings {
  readonly tcp?: TcpSettings
  readonly http?: HttpSettings
}

export interface TcpSettings {
  readonly maxConnections?: number
  readonly connectTimeout?: DurationText
  readonly tcpKeepalive?: TcpKeepalive
  readonly maxConnectionDuration?: DurationText
  readonly idleTimeout?: DurationText
}

export interface TcpKeepalive {
  readonly probes?: number
  readonly time?: DurationText
  readonly interval?: DurationText
}

export interface HttpSettings {
  readonly http1MaxPendingRequests?: number
  readonly http2MaxRequests?: number
  readonly maxRequestsPerConnection?: number
  readonly maxRetries?: number
  readonly idleTimeout?: DurationText
  readonly h2UpgradePolicy?: 'DEFAULT' | 'DO_NOT_UPGRADE' | 'UPGRADE'
  readonly useClientProtocol?: boolean
  readonly maxConcurrentStreams?: number
  readonly http2KeepAlive?: Http2KeepAlive
}

export interface Http2KeepAlive {
  readonly interval?: DurationText
  readonly timeout?: DurationText
}

export interface OutlierDetection {
  /** Deprecated: counts gateway errors. */
  readonly consecutiveErrors?: number
  readonly splitExternalLocalOriginErrors?: boolean
  readonly consecutiveLocalOriginFailures?: number
  readonly consecutiveGatewayErrors?: number
  readonly consecutive5xxErrors?: number
  readonly interval?: DurationText
  readonly baseEjectionTime?: DurationText
  readonly maxEjectionPercent?: number
  readonly minHealthPercent?: number
  readonly outlierDetectionHttpErrorCodes?: readonly number[]
}

export type ClientTlsMode = 'DISABLE' | 'SIMPLE' | 'MUTUAL' | 'ISTIO_MUTUAL'

export interface ClientTlsSettings {
  readonly mode?: ClientTlsMode
  readonly clientCertificate?: string
  readonly privateKey?: string
  readonly caCertificates?: string
  readonly caCrl?: string
  readonly credentialName?: string
  readonly subjectAltNames?: readonly string[]
  readonly sni?: string
  readonly insecureSkipVerify?: boolean
}

export interface TunnelSettings {
  readonly protocol?: string
  readonly targetHost?: string
  readonly targetPort?: number
}

export interface ProxyProtocol {
  readonly version?: 'V1' | 'V2'
}

export interface RetryBudget {
  readonly percent?: Percent
  readonly minRetryConcurrency?: number
  readonly budgetInterval?: DurationText
}
