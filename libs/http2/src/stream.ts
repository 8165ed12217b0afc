/** One stream of a connection: its state, its windows, and what waits on it in either direction. */
import type { ErrorCode } from './error-code.ts'
import type { HeaderBlock } from './header-block.ts'

/** Who speaks on a stream. Calls come from `Connection.receive` and `Connection.pump`; none may throw. */
export interface StreamListener {
  /**
   * A request, an informational response, or a response. The block is valid during the call; its `headers` belong to the
   * listener from now on.
   */
  onHead(stream: Http2Stream, head: HeaderBlock, isEnd: boolean): void
  /** The list is beyond a limit of ours (`head.fault`); nothing else comes. The listener answers or resets. */
  onHeadTooLarge(stream: Http2Stream, head: HeaderBlock): void
  /** A view on what was received. */
  onData(stream: Http2Stream, chunk: Buffer): void
  onEnd(stream: Http2Stream, trailers: string[] | null): void
  /**
   * The stream is over, perhaps before its head was good. @param isRemote whether the peer reset it; otherwise the connection
   * failed or the peer broke a rule (`stream.violation`).
   */
  onReset(stream: Http2Stream, code: ErrorCode, isRemote: boolean): void
  /** After `sendData` gave false: there is room again. */
  onWritable(stream: Http2Stream): void
}

/** Which rule a peer broke on a stream. Content: not as long as announced. */
export const Violation = { None: 0, Field: 1, Message: 2, Content: 3, Other: 4 } as const
export type Violation = (typeof Violation)[keyof typeof Violation]

export class Http2Stream {
  readonly id: number
  readonly openedMs: number
  listener: StreamListener | null
  /** END_STREAM was sent, or received. */
  isLocalEnded = false
  isRemoteEnded = false
  isClosed = false

  /** What the peer did, for `onReset`. */
  violation: Violation = Violation.None
  /** Its response has no content, whatever its length says. */
  isHeadRequest = false

  // -- receiving ---------------------------------------------------------------
  hasRemoteHead = false
  /** Bytes that the peer may still send. */
  receiveWindow: number
  /** Taken by the listener and not yet given back to the peer. */
  uncredited = 0
  isHeld = false
  /** What came while held, null where nothing did. */
  held: Buffer[] | null = null
  heldTrailers: string[] | null = null
  isEndHeld = false
  /** Nobody wants what still comes. */
  isDiscarding = false
  /** Bytes of content that the message must have, -1 where unknown. */
  expectedBytes = -1
  receivedBytes = 0

  // -- sending -----------------------------------------------------------------
  hasSentHead = false
  /** Bytes that we may still send; negative after a smaller SETTINGS_INITIAL_WINDOW_SIZE. */
  sendWindow: number
  readonly queue: Buffer[] = []
  /** Bytes of the first piece that are sent. */
  queueOffset = 0
  queuedBytes = 0
  isEndQueued = false
  trailers: readonly string[] | null = null
  isFull = false
  isScheduled = false
  /** RST_STREAM with this once all is sent; -1: none. */
  resetAfterEnd = -1
  /** Offset of the flags of the last frame sent, and the epoch of the writer in which it holds. */
  flagsAt = -1
  flagsEpoch = -1
  /** When anything was last sent while something waited. */
  progressMs: number

  constructor(
    id: number,
    listener: StreamListener | null,
    receiveWindow: number,
    sendWindow: number,
    nowMs: number,
  ) {
    this.id = id
    this.listener = listener
    this.receiveWindow = receiveWindow
    this.sendWindow = sendWindow
    this.openedMs = nowMs
    this.progressMs = nowMs
  }
}
