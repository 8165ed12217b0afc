/** Short names for the nested parts of configuration objects that translations pass around. */
import type { DestinationRuleSpec, GatewaySpec, VirtualServiceSpec } from '@flotilla/model'

export type HttpRule = NonNullable<VirtualServiceSpec['http']>[number]
export type HttpMatch = NonNullable<HttpRule['match']>[number]
export type HttpDestination = NonNullable<HttpRule['route']>[number]
export type Destination = NonNullable<HttpDestination['destination']>
export type HeaderOperations = NonNullable<HttpRule['headers']>
export type Retries = NonNullable<HttpRule['retries']>
export type Redirect = NonNullable<HttpRule['redirect']>
export type DirectResponse = NonNullable<HttpRule['directResponse']>
export type Rewrite = NonNullable<HttpRule['rewrite']>
export type Fault = NonNullable<HttpRule['fault']>
export type CorsPolicy = NonNullable<HttpRule['corsPolicy']>
export type StringMatch = NonNullable<HttpMatch['uri']>
export type TlsRule = NonNullable<VirtualServiceSpec['tls']>[number]
export type TcpRule = NonNullable<VirtualServiceSpec['tcp']>[number]
export type L4Match = NonNullable<TcpRule['match']>[number]
export type RouteDestination = NonNullable<TcpRule['route']>[number]
export type TrafficPolicy = NonNullable<DestinationRuleSpec['trafficPolicy']>
export type Subset = NonNullable<DestinationRuleSpec['subsets']>[number]
export type LoadBalancerPolicy = NonNullable<TrafficPolicy['loadBalancer']>
export type ConnectionPool = NonNullable<TrafficPolicy['connectionPool']>
export type OutlierDetectionPolicy = NonNullable<TrafficPolicy['outlierDetection']>
export type ClientTls = NonNullable<TrafficPolicy['tls']>
export type GatewayServer = NonNullable<GatewaySpec['servers']>[number]
export type ServerTls = NonNullable<GatewayServer['tls']>
