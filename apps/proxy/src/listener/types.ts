/** What a listener hands to its network filters: one accepted downstream connection and what is known of it. */
import type { Socket } from 'node:net'
import type { ConnectionRecord } from './connection-record.ts'

export type TrafficDirection = 'inbound' | 'outbound' | 'unspecified'

/** What a terminated TLS handshake showed of the peer. */
export interface DownstreamTls {
  /** The one URI SAN of the verified client certificate (`spiffe://…`), null where the client showed none. */
  readonly peerPrincipal: string | null
  /** Server name of the ClientHello, empty where none was sent. */
  readonly sni: string
  /** Negotiated protocol, empty where none. */
  readonly alpn: string
  /** Subject of the client certificate in RFC 2253 form, empty where none. */
  readonly peerSubject: string
  /** SHA-256 of the client certificate in lower-case hex, empty where none. */
  readonly peerFingerprint256: string
  /** DNS SANs of the client certificate, in order. */
  readonly peerDnsNames: readonly string[]
  /** URI SAN of the certificate that this side showed, empty where it has none. */
  readonly localPrincipal: string
  /** `TLSv1.2` or `TLSv1.3`. */
  readonly version: string
  /** OpenSSL's name of the cipher suite. */
  readonly cipher: string
  /** The client's certificate and this side's, in DER; null where there is none. */
  readonly peerDer?: Buffer | null
  readonly localDer?: Buffer | null
  /** The client's certificate and those it sent with it, in DER; made when asked for. */
  readonly peerChain?: () => readonly Buffer[]
}

export interface DirectEnds {
  readonly remoteAddress: string
  readonly remotePort: number
  readonly localAddress: string
  readonly localPort: number
}

export interface ConnectionInfo {
  /** Unique in the process, counted from 1. */
  readonly id: number
  /** Name of the listener whose chain took the connection. */
  readonly listener: string
  /** Name of the filter chain, empty where it has none. */
  readonly filterChain: string
  readonly direction: TrafficDirection
  readonly remoteAddress: string
  readonly remotePort: number
  /** The socket's own ends, where a PROXY header told others; null where they are the same. */
  readonly direct?: DirectEnds | null
  /** Original destination: what the client dialled, before interception. */
  readonly localAddress: string
  readonly localPort: number
  /** True where the destination was restored from interception and differs from the socket's own address. */
  readonly isRestored: boolean
  /** Server name seen by the TLS inspector (terminated or not), empty where none. */
  readonly requestedServerName: string
  /** Monotonic ms at which the connection was accepted. */
  readonly acceptedAtMs: number
  /** Wall clock ms at which the connection was accepted. */
  readonly acceptedWallMs: number
  /** Null on plaintext, and on TLS that is passed through. */
  readonly tls: DownstreamTls | null
  /** For the access log of the listener; null where it has none. */
  readonly record?: ConnectionRecord | null
}

export interface DownstreamConnection {
  /** A connected socket, paused, half-open allowed; a TLSSocket with its handshake done where `info.tls` is set. */
  readonly socket: Socket
  /** Bytes already read off the socket, to be processed before what it emits; null where none. */
  readonly head: Buffer | null
  readonly info: ConnectionInfo
}

/** The end of a compiled filter chain. */
export interface NetworkFilter {
  /** Takes ownership of the connection: it must attach `error` and `close` handlers before it returns. */
  onConnection(connection: DownstreamConnection): void
  /**
   * Its chain is replaced in place by one that demands the same of its clients. Connections go on with the other filter:
   * what they ask from now on it decides, and so it does for those that still arrive here. What cannot go on drains.
   * False, and nothing done, where the other is of another kind: `drain` is called then. Called at most once.
   */
  handOver(successor: NetworkFilter): boolean
  /**
   * Clients are told to leave with the answers they get, all by `overMs` from now, the same for new ones. Whoever asks
   * nothing stays, since a client cannot know of a connection that is closed under its next request. `drain` may follow.
   */
  discourage(overMs: number): void
  /** While this process fails its health checks every answer tells the client to leave. Absent: it has no answers. */
  failHealth?(isFailed: boolean): void
  /** The drain time is over: closes what is left. Calls no filter's `handOver` afterwards. */
  close(): void
  /**
   * Its listener or chain is going away: take no new connections, tell clients of kept-alive ones to leave
   * (`connection: close`), close idle ones. Called at most once, and not after `handOver`.
   */
  drain(): void
}
