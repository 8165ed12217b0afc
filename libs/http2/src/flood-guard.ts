/** Counts what a peer can send at no cost to itself, and says when it is too much (spec proxy §8.2). */
import type { Http2Config } from './config.ts'

export const Flood = {
  None: 0,
  EmptyFrames: 1,
  Priority: 2,
  WindowUpdate: 3,
  Control: 4,
  Resets: 5,
  OutboundFrames: 6,
  OutboundControl: 7,
  Continuation: 8,
} as const
export type Flood = (typeof Flood)[keyof typeof Flood]

/** A stream reset before this age was reset early. */
const EARLY_RESET_MS = 1000
/** WINDOW_UPDATE frames that are allowed whatever was sent. */
const FREE_WINDOW_UPDATES = 5

export class FloodGuard {
  private readonly config: Http2Config
  private emptyFrames = 0
  private priorities = 0
  private windowUpdates = 0
  private streams = 0
  private closedStreams = 0
  private earlyResets = 0
  private controlTokens: number
  private refilledMs = 0

  constructor(config: Http2Config) {
    this.config = config
    this.controlTokens = config.controlFrameBurst
  }

  onStreamOpened(): void {
    this.streams++
  }

  /** A DATA, HEADERS or CONTINUATION frame; empty ones that end nothing are work for nothing. */
  onMessageFrame(isEmpty: boolean): Flood {
    if (!isEmpty) {
      this.emptyFrames = 0
      return Flood.None
    }
    this.emptyFrames++
    return this.emptyFrames > this.config.maxConsecutiveEmptyFrames ? Flood.EmptyFrames : Flood.None
  }

  onPriority(): Flood {
    this.priorities++
    const limit = this.config.maxPriorityFramesPerStream * (1 + this.streams)
    return this.priorities > limit ? Flood.Priority : Flood.None
  }

  /** @param dataFrames DATA frames sent on the connection so far. */
  onWindowUpdate(dataFrames: number): Flood {
    this.windowUpdates++
    const perFrame = this.config.maxWindowUpdatesPerDataFrame * dataFrames
    const limit = FREE_WINDOW_UPDATES + 2 * (this.streams + perFrame)
    return this.windowUpdates > limit ? Flood.WindowUpdate : Flood.None
  }

  /** A PING or SETTINGS frame: a token bucket. */
  onControl(nowMs: number): Flood {
    const { controlFrameBurst, controlFramesPerSec } = this.config
    if (this.controlTokens < controlFrameBurst) {
      const refill = ((nowMs - this.refilledMs) * controlFramesPerSec) / 1000
      this.controlTokens = Math.min(controlFrameBurst, this.controlTokens + refill)
    }
    this.refilledMs = nowMs
    this.controlTokens--
    return this.controlTokens < 0 ? Flood.Control : Flood.None
  }

  /**
   * A stream ended. @param wasReset by the peer, or by us because of what the peer sent: both let it start work that it
   * never waits for (rapid reset, and its counterpart that makes the server reset).
   */
  onStreamClosed(wasReset: boolean, ageMs: number): Flood {
    this.closedStreams++
    if (!wasReset || ageMs > EARLY_RESET_MS) return Flood.None
    this.earlyResets++
    const { minStreamsForResetShare } = this.config
    if (this.closedStreams < minStreamsForResetShare) return Flood.None
    return this.earlyResets * 2 > this.closedStreams ? Flood.Resets : Flood.None
  }
}
