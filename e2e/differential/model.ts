/** What one differential bootstrap is: a configuration, the exchanges that run on it, and what is seen of each. */

/** One thing that a scripted peer does on its connection. */
export type Act =
  | { readonly kind: 'send'; readonly bytes: string }
  | { readonly kind: 'wait'; readonly ms: number }
  /** Until that many bytes have come from the other side. */
  | { readonly kind: 'await'; readonly bytes: number }
  /** Asks the proxy's administration by POST, and waits for its answer. */
  | { readonly kind: 'admin'; readonly path: string }
  | { readonly kind: 'fin' }
  | { readonly kind: 'reset' }

/** What the origin does for each attempt of a request; the last one stands for all later ones. */
export interface Script {
  readonly attempts: readonly (readonly Act[])[]
  /** Whether it begins at the request's head instead of its end. */
  readonly isEarly?: boolean
}

/** A request over HTTP/2, or over HTTP/1 by raw bytes. */
export interface Exchange {
  readonly name: string
  /** Latin-1 text. `@ID@` stands for the exchange's own id, which the origin finds its script by. */
  readonly acts: readonly Act[]
  readonly script: Script | null
  /** Which listener, default 0. */
  readonly listener: number
  /** Final responses to wait for. */
  readonly responses: number
  /** TLS from the client. */
  readonly tls: ClientTls | null
  readonly http2: Http2Request | null
  /** The bytes are frames of HTTP/2, and so is what comes back. */
  readonly isFrames: boolean
  /** Alone on the wire: its origin is found without an id, or the bootstrap counts. */
  readonly isSerial: boolean
  /** Raw bytes back instead of HTTP. */
  readonly isRaw: boolean
}

export interface ClientTls {
  readonly serverName: string
  readonly alpn: readonly string[]
  readonly withCertificate: boolean
}

export interface Http2Request {
  readonly headers: readonly (readonly [string, string])[]
  readonly body: string | null
  readonly trailers: readonly (readonly [string, string])[]
}

export interface Bootstrap {
  readonly name: string
  readonly area: string
  /** Envoy's v3 bootstrap. The strings `@L0`…, `@O0`…, `@DEAD` stand for ports, alone as a number. */
  readonly config: unknown
  readonly exchanges: readonly Exchange[]
  /** Whether the exchanges depend on each other and run one after the other. */
  readonly isSerial: boolean
}

export type Fields = readonly (readonly [string, string])[]

export interface SeenMessage {
  /** Start line without the version for requests, the code for responses. */
  readonly start: string
  readonly version: string
  readonly fields: Fields
  readonly body: string
  readonly framing: 'none' | 'length' | 'chunked' | 'close' | 'tunnel' | 'http2'
  readonly trailers: Fields
  readonly isComplete: boolean
}

export interface SeenRequest extends SeenMessage {
  /** Name of the origin's port. */
  readonly origin: string
  /** How the proxy left the connection or stream: `open`, `cut`, or `reset` with the code. */
  readonly end: string
}

export type Fate = 'open' | 'closed' | 'reset' | 'refused'

/** All that is seen of one exchange at one proxy. */
export interface Observation {
  readonly responses: readonly SeenMessage[]
  /** What came and is no whole response. */
  readonly rest: string
  readonly fate: Fate
  readonly seen: readonly SeenRequest[]
  /** Lines of the access log, by name of the field. */
  readonly logs: readonly (readonly (readonly [string, string])[])[]
  readonly isTimedOut: boolean
}
