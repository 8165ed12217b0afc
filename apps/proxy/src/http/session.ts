/** The seams between streams and protocols: what a downstream session and an upstream connection of any HTTP version offer. */
import type { NameCase } from '@flotilla/http1'
import type { ConnectionInfo } from '../listener/types.ts'
import type { Host, UpstreamPeer } from '../upstream/types.ts'
import type { ManagerRuntime } from './downstream/manager-runtime.ts'
import type { HeaderList, ReadonlyHeaderList } from './headers.ts'

/** A client connection as its connection manager sees it, of any HTTP version. */
export interface ManagedSession {
  /** For the counters; false for HTTP/1. */
  readonly isHttp2: boolean
  /** Its manager is going away: closes now where nothing is under way, else as soon as the protocol allows. */
  drain(): void
  /** Tells the client to leave with the next answer; one that asks nothing stays, since closing could cross its next request. */
  leave(): void
  /** Closes at once, whatever is under way. */
  close(): void
  /**
   * Another manager has taken it over: streams that begin from now on are that one's, those under way end as they began.
   * False, and nothing changed, where the new configuration needs a new connection.
   * @param onGone replaces the one given at first.
   */
  follow(runtime: ManagerRuntime, onGone: (session: ManagedSession) => void): boolean
}

/** What a stream needs of its downstream protocol. HTTP/1: downstream/http1-session.ts; HTTP/2 gets its own beside it. */
export interface DownstreamSession {
  readonly info: ConnectionInfo
  /** Bytes that have come and were not read as part of a request. */
  readonly unreadBytes: number
  /** Sends a 1xx head at once. */
  sendInformational(status: number, headers: ReadonlyHeaderList): void
  /** Queues the response head from the stream's fields; chooses framing and connection headers. */
  sendHead(isEnd: boolean): void
  /** Queues a body piece; false asks the producer to stop until `onDownstreamWritable`. */
  sendBody(chunk: Buffer): boolean
  /** Ends the response and flushes. */
  sendEnd(trailers: ReadonlyHeaderList | null): void
  /** Hands what is queued to the socket. */
  flush(): void
  /** The response cannot be completed: makes that visible to the client. */
  reset(): void
  /** Stops and resumes the delivery of the request's body. */
  holdRequest(): void
  releaseRequest(): void
  /** Drops what has arrived of the request's body; may find its end. */
  discardRequest(): void
  /** Both directions are raw bytes from here. */
  startTunnel(): void
  /** The stream is over; called last, once. */
  onStreamOver(): void
}

/** Who takes the request's body: the router. */
export interface RequestConsumer {
  onRequestBody(chunk: Buffer): void
  onRequestEnd(trailers: HeaderList | null): void
  /** No more pieces come in this turn. */
  onRequestBatch(): void
  onDownstreamWritable(): void
  /** The stream is over: let go of the upstream. */
  onStreamOver(): void
}

/** Why an attempt failed before or after its response head. */
export const ResetReason = {
  LocalConnectionFailure: 0,
  RemoteConnectionFailure: 1,
  ConnectionTimeout: 2,
  ConnectionTermination: 3,
  RemoteReset: 4,
  LocalReset: 5,
  Overflow: 6,
  ProtocolError: 7,
  /** HTTP/2: the server did not look at the request; it may be sent again. */
  RemoteRefused: 8,
  LocalRefused: 9,
  /** HTTP/2: the server could not open the tunnel that a CONNECT asked for. */
  ConnectError: 10,
} as const
export type ResetReason = (typeof ResetReason)[keyof typeof ResetReason]

/** Texts of local replies and details (spec §1.11). */
export const RESET_TEXTS: readonly string[] = [
  'local connection failure',
  'remote connection failure',
  'connection timeout',
  'connection termination',
  'remote reset',
  'local reset',
  'overflow',
  'protocol error',
  'remote refused stream reset',
  'local refused stream reset',
  'remote error with CONNECT request',
]

/** What an upstream request consists of. */
export interface UpstreamHead {
  /** Whether the request came over HTTP/1; Envoy's order of pseudo-headers tells. Default false. */
  readonly isFromHttp1?: boolean
  /** For HTTP/2, whose requests name it. */
  readonly scheme: 'http' | 'https'
  readonly method: string
  readonly target: string
  readonly host: string
  /** Without `host` and hop-by-hop headers; `content-length` tells the body's length. */
  readonly headers: ReadonlyHeaderList
  /** Token to send in `upgrade`, empty where none. */
  readonly upgrade: string
  /** How the client wrote the names, where that was kept; else null. */
  readonly nameCase: NameCase | null
}

/** One request on one upstream connection. HTTP/1: upstream/http1-client.ts. */
export interface UpstreamExchange {
  /** As the access log names it; empty for what is no HTTP. */
  readonly protocol: 'HTTP/1.1' | 'HTTP/2' | ''
  readonly host: Host
  readonly peer: UpstreamPeer
  /** After a reset: a reused connection ended before any byte of the response, so the server may just have closed it. */
  readonly wasStale: boolean
  /** How the server wrote the names of the response's head, where that was kept; else null. */
  readonly responseCase: NameCase | null
  sendHead(head: UpstreamHead, isEnd: boolean): void
  /** Queues a body piece; false asks the producer to stop until `onUpstreamWritable`. */
  sendBody(chunk: Buffer): boolean
  sendEnd(trailers: ReadonlyHeaderList | null): void
  flush(): void
  /** Stops and resumes the delivery of the response's body. */
  hold(): void
  release(): void
  /** Another handler takes the callbacks from now on; false where the protocol cannot do that. */
  handOver(handler: UpstreamHandler): boolean
  /** Gives the exchange up: no callback comes afterwards. */
  abandon(): void
  /** Gives up the rest of a response that is not wanted; keeps the connection where that is cheap. */
  discard(): void
}

/** Who awaits a connection and the response on it. At most one of `onPoolFailure` and `onPoolReady` is called. */
export interface UpstreamHandler {
  onPoolReady(exchange: UpstreamExchange): void
  /** @param transportText the operating system's or TLS's words, may be empty. */
  onPoolFailure(reason: ResetReason, transportText: string, isHostKnown?: boolean): void
  onUpstreamInformational(status: number, headers: HeaderList): void
  /** `headers` belong to the handler from now on. After a 101 body and end are raw bytes. */
  onUpstreamHead(status: number, headers: HeaderList, isEnd: boolean, headBytes: number): void
  onUpstreamBody(chunk: Buffer): void
  onUpstreamEnd(trailers: HeaderList | null): void
  /** The exchange failed; it is gone. */
  onUpstreamReset(reason: ResetReason): void
  onUpstreamWritable(): void
  /** The exchange is over: bytes of heads and of all on the wire, out and in. Called before what ends it is told. */
  onUpstreamWire(headSent: number, sent: number, headReceived: number, received: number): void
  /** No more pieces come in this turn. */
  onUpstreamBatch(): void
}
