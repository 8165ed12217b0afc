/** What the data path reads of Http2ProtocolOptions, for either direction. */
import { DEFAULT_CONFIG, type Http2Config } from '@flotilla/http2'

export interface KeepaliveOptions {
  /** Between PINGs, ms; 0: none are sent by time. */
  readonly intervalMs: number
  /** Without an answer for this long the connection is closed, ms. */
  readonly timeoutMs: number
  /** Up to this share of the interval is added at random. */
  readonly jitterRatio: number
  /** A connection that was idle for this long is tested before it is used again, ms; 0: never. */
  readonly idleIntervalMs: number
}

export interface Http2Options {
  readonly codec: Http2Config
  /** Null where connections are not tested. */
  readonly keepalive: KeepaliveOptions | null
}

export const DEFAULT_HTTP2: Http2Options = { codec: DEFAULT_CONFIG, keepalive: null }
