/** What one end of a connection allows its peer; every default is listed in docs/limits.md. */

export interface Http2Config {
  /** Streams that the peer may have open; more are refused. Default 1024. */
  readonly maxConcurrentStreams: number
  /** Bytes that the peer may send on one stream before we take them. Default 16 MiB. */
  readonly streamWindowBytes: number
  /** The same for all streams together. Default 24 MiB. */
  readonly connectionWindowBytes: number
  /** Dynamic table of each direction. Default 4096. */
  readonly headerTableBytes: number
  /** Names and values of one header list. Default 60 KiB. */
  readonly maxHeaderListBytes: number
  /** Fields of one header list. Default 100. */
  readonly maxHeaderFields: number
  /** CONTINUATION frames of one header block. Default 32. */
  readonly maxContinuations: number
  /** Whether extended CONNECT (RFC 8441) is offered and taken. Default false. */
  readonly allowsExtendedConnect: boolean
  /** A malformed message costs its stream only, not the connection. Default false. */
  readonly isMalformedStreamError: boolean
  /** Bytes queued on one stream before its producer is asked to stop. Default 256 KiB. */
  readonly streamBufferBytes: number
  /** Frames waiting for a peer that does not read. Default 10,000. */
  readonly maxOutboundFrames: number
  /** Of these: PING and SETTINGS acknowledgements and RST_STREAM. Default 1,000. */
  readonly maxOutboundControlFrames: number
  /** Frames without content and END_STREAM in a row. Default 1. */
  readonly maxConsecutiveEmptyFrames: number
  /** PRIORITY frames per opened stream, and once. Default 100. */
  readonly maxPriorityFramesPerStream: number
  /** WINDOW_UPDATE frames per DATA frame sent. Default 10. */
  readonly maxWindowUpdatesPerDataFrame: number
  /** Streams of one connection from which on the share of early resets counts. Default 500. */
  readonly minStreamsForResetShare: number
  /** PING and SETTINGS frames at once, and per second afterwards. Default 1,000 and 100. */
  readonly controlFrameBurst: number
  readonly controlFramesPerSec: number
  /** Settings that mean something to the peer alone: identifier, value, identifier, value, … Default none. */
  readonly moreSettings: readonly number[]
}

export const DEFAULT_CONFIG: Http2Config = {
  maxConcurrentStreams: 1024,
  streamWindowBytes: 16 * 1024 * 1024,
  connectionWindowBytes: 24 * 1024 * 1024,
  headerTableBytes: 4096,
  maxHeaderListBytes: 60 * 1024,
  maxHeaderFields: 100,
  maxContinuations: 32,
  allowsExtendedConnect: false,
  isMalformedStreamError: false,
  streamBufferBytes: 256 * 1024,
  maxOutboundFrames: 10_000,
  maxOutboundControlFrames: 1000,
  maxConsecutiveEmptyFrames: 1,
  maxPriorityFramesPerStream: 100,
  maxWindowUpdatesPerDataFrame: 10,
  minStreamsForResetShare: 500,
  controlFrameBurst: 1000,
  controlFramesPerSec: 100,
  moreSettings: [],
}
