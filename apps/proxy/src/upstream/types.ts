/** The upstream side as filters see it: clusters, their hosts, connections, breakers and outcomes. */
import type { Socket } from 'node:net'
import type { MetadataMatch } from '@flotilla/balancer'
import type { Http1Limits, NameCase } from '@flotilla/http1'
import type { Fraction } from '@flotilla/match'
import type { Http2Options } from '../http/http2-options.ts'
import type { ConnectionInfo } from '../listener/types.ts'
import type { ClusterRequests } from './cluster-requests.ts'
import type { ClusterStats } from './cluster-stats.ts'

/** Counters of one host, shown by /clusters. The HTTP side keeps the rq* ones, the cluster the cx* ones. */
export interface HostStats {
  cxTotal: number
  cxActive: number
  cxConnectFail: number
  rqTotal: number
  /** Requests in flight; least_request reads it. TCP counts its connections here too. */
  activeRequests: number
  rqSuccess: number
  rqError: number
  rqTimeout: number
  /** Requests that wait for a connection. */
  rqPendingActive: number
}

export interface Locality {
  readonly region: string
  readonly zone: string
  readonly subZone: string
}

/** Something kept per host that must end with it, for example an HTTP connection pool. */
export interface HostAttachment {
  /** The host left the cluster or the cluster is going away: close idle connections, let busy ones finish. */
  drain(): void
  /** Requests that could be taken without a further connection. Absent: unknown. */
  readonly freeCapacity?: number
}

/** A plain JSON object, as protobuf's Struct gives it. */
export type Metadata = Readonly<Record<string, unknown>>

export interface HostAddress {
  readonly address: string
  readonly port: number
  readonly label: string
}

/** One endpoint of one cluster. The same object lives as long as the endpoint stays in the cluster. */
export interface Host {
  /** IP address, or an absolute path of a Unix socket. */
  readonly address: string
  /** 0 for a Unix socket. */
  readonly port: number
  /** `address:port` as logs and stats show it (IPv6 in brackets). */
  readonly label: string
  /** Further addresses of the same endpoint. Absent: it has none. */
  readonly moreAddresses?: readonly HostAddress[]
  /** Name from the endpoint or the DNS name it was resolved from, empty where none. */
  readonly hostname: string
  /** 1 or more. */
  weight: number
  readonly priority: number
  readonly locality: Locality
  /** filter_metadata of the endpoint, by namespace (`istio`, `envoy.transport_socket_match`, …). */
  readonly metadata: Readonly<Record<string, Metadata>>
  /** Eligible: neither its EDS status, nor checks, nor its failures speak against it. */
  readonly healthy: boolean
  readonly isEjected: boolean
  /** True once the host left its cluster: keep no idle connection to it. */
  readonly isRemoved: boolean
  readonly stats: HostStats
  /** Owned by the HTTP side: its pool for this host. The cluster calls `drain()` when the host goes. */
  pool: HostAttachment | null
}

/** An endpoint that is wanted by name. */
export interface HostOverride {
  /** `ip:port` */
  readonly label: string
  /** No other will do. */
  readonly isStrict: boolean
  /** Status of the answer where none will do. */
  readonly missingStatus: number
}

export interface PickContext {
  /** 64-bit hash for ring_hash and maglev; null picks at random. */
  hash: bigint | null
  /** The downstream connection, for ORIGINAL_DST clusters; null for the proxy's own calls. */
  downstream: ConnectionInfo | null
  /** Hosts that earlier attempts used, in order; null on a first attempt. */
  tried: readonly Host[] | null
  /** How many more times to pick when a host comes up that is to be avoided (Envoy host_selection_retry_max_attempts). */
  hostAttempts: number
  /** What a retry avoids; where it is absent, the hosts that were tried. */
  retry?: RetrySelection | null
  /** What the route asks of endpoints' `envoy.lb` metadata, for subsets. */
  metadataMatch?: MetadataMatch | null
  /** The endpoint that the caller's session names, on a first attempt; null or absent: none. */
  override?: HostOverride | null
  /** Headers of the request, for ORIGINAL_DST clusters that take the destination from one: name, value, name, value, … */
  requestHeaders?: readonly string[] | null
}

/** How another attempt chooses its host: Envoy's retry host predicates and retry priority. */
export interface RetrySelection {
  readonly avoidsPreviousHosts: boolean
  /** Hosts with `canary: true` in their `envoy.lb` metadata. */
  readonly avoidsCanaries: boolean
  /** Hosts that have all of this metadata, by namespace; null avoids none. */
  readonly avoidedMetadata: Readonly<Record<string, Metadata>> | null
  /** After how many attempts the priorities that they used are avoided; 0: never. */
  readonly priorityFrequency: number
}

/** What the connection will carry; decides the ALPN offered to mesh peers (`istio-http/1.1` or `istio`). */
export type UpstreamProtocol = 'tcp' | 'http/1.0' | 'http/1.1' | 'http/2' | 'auto'

export interface ConnectContext {
  readonly protocol: UpstreamProtocol
  /** For ORIGINAL_DST with a bound source and for `auto_sni`; null for the proxy's own calls. */
  readonly downstream: ConnectionInfo | null
  /** Authority of the request, for `auto_sni` and `auto_san_validation`; empty where none. */
  readonly authority: string
  /** Which breaker counts the connection. Default false. */
  readonly isHighPriority?: boolean
}

/** Who answered on the other side; null members on plaintext. */
export interface UpstreamPeer {
  /** Of the connection, unique in the process. */
  readonly id?: number
  /** URI SAN of the verified server certificate, null on plaintext. */
  readonly principal: string | null
  readonly subject: string
  /** `ip:port` of this side of the connection. */
  readonly localAddress: string
  readonly isTls: boolean
  /** `TLSv1.2` or `TLSv1.3`, empty on plaintext. */
  readonly tlsVersion: string
  /** OpenSSL's name of the cipher suite, empty on plaintext. */
  readonly tlsCipher: string
  /** The server's certificate and this side's, in DER; null where there is none. */
  readonly certificateDer?: Buffer | null
  readonly localDer?: Buffer | null
  /** Name that was asked for, empty where none. */
  readonly serverName?: string
}

/** Why a connection could not be had; decides flag and local reply (`UF`, `UO`). */
export const ConnectFailure = {
  /** Refused, unreachable, reset during the handshake, or the TLS check failed. */
  remote: 1,
  /** This machine could not even try: no ports, no permission, no certificate. */
  local: 2,
  /** connect_timeout passed, TLS handshake included. */
  timeout: 3,
} as const
export type ConnectFailure = (typeof ConnectFailure)[keyof typeof ConnectFailure]

/** Stops a connection attempt; neither callback is called afterwards. Safe to call more than once. */
export type Cancel = () => void

/**
 * What an attempt ended with, for outlier detection: an HTTP status (100–599), or one of these.
 * `connectFailed`, `timeout` and `reset` are local origin failures; `connected` is a local origin success.
 */
export const Outcome = { connected: -1, connectFailed: -2, timeout: -3, reset: -4 } as const

/** A limit on something counted; the breaker is open while `active >= limit`. */
export interface BreakerSlot {
  readonly active: number
  readonly limit: number
  readonly isOpen: boolean
  /** How many more fit, never below 0. */
  readonly remaining: number
  /** Counts one more and returns true, or returns false when the limit is met. */
  tryAcquire(): boolean
  /** Counts one more whatever the limit (one connection is always allowed). */
  acquire(): void
  release(): void
}

/** Circuit breaker of one cluster and priority (spec §2.4). */
export interface Breaker {
  /** Held by `Cluster.connect` itself from its call to the socket's close; pools only look at `isOpen`. */
  readonly connections: BreakerSlot
  readonly pending: BreakerSlot
  readonly requests: BreakerSlot
  readonly retries: BreakerSlot
  /** Whether what is left is shown as `remaining_*`. */
  readonly tracksRemaining: boolean
}

export interface ClusterConfig {
  readonly connectTimeoutMs: number
  /** 0: no limit. */
  readonly maxRequestsPerConnection: number
  /** Idle time after which a pooled connection is closed, ms; 0: never. Default 1 h. */
  readonly idleTimeoutMs: number
  /** 0: no limit. */
  readonly maxConnectionDurationMs: number
  /** Soft limit of buffered bytes per connection side. Default 1 MiB. */
  readonly perConnectionBufferLimitBytes: number
  /** True for LOGICAL_DNS and STRICT_DNS, where `auto_host_rewrite` has a name to use. */
  readonly isDns: boolean
  /** Connections are made and checked for the authority of one request (`auto_sni`, `auto_san_validation`): they serve no other. */
  readonly isAuthorityBound: boolean
  /** Header that holds the name for `auto_sni`; empty: the authority does. Default empty. */
  readonly sniHeader?: string
  /** Longest time of one attempt, ms; 0: no limit. Default 0. */
  readonly maxStreamDurationMs?: number
  /** Connections that one endpoint may have, Infinity where that is not limited. Default Infinity. */
  readonly maxConnectionsPerHost?: number
  /** Whether a connection serves one client connection only, which it was opened in the name of. Default false. */
  readonly isClientBound?: boolean
  /** What its endpoints speak; `downstream`: as the request came; `auto`: what the server chooses by ALPN. */
  readonly protocol: 'http/1.1' | 'http/2' | 'downstream' | 'auto'
  readonly http2: Http2Options
  /** Whether trailers pass on HTTP/1 connections. */
  readonly enablesTrailers: boolean
  /** Whether HTTP/1 requests name the whole URL in their first line. Default false. */
  readonly sendsWholeUrl?: boolean
  /** Of responses on HTTP/1 connections. */
  readonly http1Limits: Http1Limits
  /** How field names of HTTP/1 requests are written; null: in lower case. */
  readonly nameCase: NameCase | null
  /** What it says of its requests by itself; null or absent: what their routes say. */
  readonly requests?: ClusterRequests | null
  /** Null or absent: connections are opened for requests that wait. */
  readonly preconnect?: PreconnectRatios | null
}

/** Connections for each request, 1 or more. */
export interface PreconnectRatios {
  /** To the endpoint of the request. */
  readonly perUpstream: number
  /** To whichever endpoint the next request will go to. */
  readonly predictive: number
}

/** What a cluster refuses by itself. */
export interface Shedding {
  /** Runtime key `upstream.maintenance_mode.<name>`. */
  readonly maintenance: Fraction
  /** `drop_overloads` of its assignment; null: none. */
  readonly drop: Fraction | null
}

export interface Cluster {
  readonly name: string
  /** `alt_stat_name`, else the name: what it is called in statistics and logs. Absent: the name. */
  readonly statName?: string
  readonly config: ClusterConfig
  /** filter_metadata of the cluster, by namespace (`istio` holds services, subset, …). */
  readonly metadata: Readonly<Record<string, Metadata>>
  readonly stats: ClusterStats
  readonly breakers: { readonly default: Breaker; readonly high: Breaker }
  /** Shares of requests that are answered before an endpoint is picked; null (or absent): none. */
  readonly shedding?: Shedding | null
  /** Whether this cluster was replaced or removed: what runs may finish, idle connections close. */
  readonly isDraining: boolean
  /** A host for one attempt, or null where none may be used (`UH`). O(1) to O(log hosts). */
  pick(context: PickContext): Host | null
  /** The host of a request that is yet to come: a later `pick` gives it. Null where that is not known. Absent: never known. */
  peek?(context: PickContext): Host | null
  readonly hosts?: readonly Host[]
  /**
   * Opens a connection, TLS handshake and peer check included. Exactly one callback is called, never before
   * this returns, unless it was cancelled. The socket is paused, half-open allowed, no-delay; the caller owns it
   * and must attach `error` and `close` handlers inside `onOpen`. Reports `connected`/`connectFailed`/`timeout`
   * to the outlier detector and counts upstream_cx_* itself.
   * @param onFail text is the operating system's or TLS's reason, for `transport failure reason:`; may be empty.
   */
  connect(
    host: Host,
    context: ConnectContext,
    onOpen: (socket: Socket, peer: UpstreamPeer) => void,
    onFail: (failure: ConnectFailure, transportText: string) => void,
  ): Cancel
  /**
   * @param outcome an HTTP status or a member of `Outcome`.
   * @param elapsedMs from the request to the start of its answer, or to its end; absent where there is none to tell.
   */
  report(host: Host, outcome: number, elapsedMs?: number): void
  /** Whether `failHealth` means anything: an answer with x-envoy-immediate-health-check-fail calls it. */
  readonly isHealthChecked: boolean
  /** The host said of itself that it is failing: it gets nothing until a health check passes. */
  failHealth(host: Host): void
}

export interface ClusterManager {
  /** The cluster of that name that is ready to use, or null (`NC`). O(1); do not keep the result over requests. */
  get(name: string): Cluster | null
}
