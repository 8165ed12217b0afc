/** The seam between the TCP proxy and network filters that decide on and report raw connections (Mixer on TCP). */
import type { Compiled, FilterConfig } from '../http/filter.ts'
import type { ResponseFlags } from '../http/response-flags.ts'
import type { ConnectionInfo } from '../listener/types.ts'
import type { Host, UpstreamPeer } from '../upstream/types.ts'

/** One kind of network filter that stands before the TCP proxy, registered once per process. */
export interface TcpFilterKind {
  readonly name: string
  /** Type URLs (with `type.googleapis.com/`) of the messages or TypedStructs that configure it. */
  readonly typeUrls: readonly string[]
  compile(config: FilterConfig, instanceName: string): Compiled<TcpFilterFactory>
}

/** One configured filter of one filter chain. */
export interface TcpFilterFactory {
  readonly name: string
  /** The filter for this connection (may be one object shared by all), or null where it has nothing to do. */
  create(stream: TcpStream): TcpFilter | null
}

export const TcpStatus = {
  Continue: 0,
  /** Nothing goes upstream until `stream.resume()` or `stream.close()`. */
  Paused: 1,
  /** The connection is refused; nothing goes upstream. */
  Refused: 2,
} as const
export type TcpStatus = (typeof TcpStatus)[keyof typeof TcpStatus]

/** All calls are synchronous and none may throw. */
export interface TcpFilter {
  /** Before the upstream is dialled. */
  onConnection(stream: TcpStream): TcpStatus
  /** Every `intervalMs` while the connection lives. */
  onInterval?(stream: TcpStream): void
  /** Default: `onInterval` is never called. */
  readonly intervalMs?: number
  /** Exactly once, after both sides are closed. Sizes, times and flags are final. */
  onComplete?(stream: TcpStream): void
}

/** One proxied connection, as filters, access logs and stats see it. Absent numbers are -1. */
export interface TcpStream {
  readonly connection: ConnectionInfo
  /** Empty until chosen. */
  readonly clusterName: string
  /** Null before a host was picked. */
  readonly upstreamHost: Host | null
  /** `ip:port` of our end, empty if none. */
  readonly upstreamLocalAddress: string
  readonly upstreamPeerPrincipal: string | null
  /** Null before the upstream connection was had. */
  readonly upstreamPeer: UpstreamPeer | null
  readonly upstreamTransportFailure: string
  /** From the client. */
  readonly bytesReceived: number
  /** To the client. */
  readonly bytesSent: number
  readonly responseFlags: ResponseFlags
  readonly startWallMs: number
  /** Monotonic. */
  readonly startMs: number
  readonly endMs: number
  readonly isOver: boolean
  /** Takes another cluster than the TCP proxy would. Before the upstream is dialled. */
  chooseCluster(name: string): void
  /** Continues after the filter that paused. */
  resume(): void
  /** Refuses the connection after a pause. */
  close(): void
}
