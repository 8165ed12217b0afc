/** One HTTP/1 connection of a client as such: its timers, its flow and its orderly end, whatever is asked on it. */
import type { Socket } from 'node:net'
import { MessageReader } from '@flotilla/http1'
import { type ByteReader, lendReads } from '@flotilla/net'
import { WheelTimer } from '@flotilla/time'
import type { ConnectionInfo, DownstreamConnection } from '../../listener/types.ts'
import type { ManagerConfig } from '../manager-config.ts'
import { Outbox } from '../outbox.ts'
import type { ManagedSession } from '../session.ts'
import { connectionDueMs, expireStream, streamDueMs } from './deadlines.ts'
import { headDueMs } from './http1-head-deadlines.ts'
import { Http1Response } from './http1-response.ts'
import type { ManagerRuntime } from './manager-runtime.ts'
import type { ServerStream } from './server-stream.ts'

/** Bytes of later requests, or of a body that nobody takes yet, held per connection; beyond it the socket is paused. */
export const MAX_HELD_BYTES: number = 64 * 1024

/** A client that does not take the end of its response in this time is cut off. */
export const MAX_FLUSH_MS = 300_000

/**
 * Open: requests are read. Closing: the last response is out, what still comes is dropped until the client closes or the
 * delayed-close timer fires. Closed: the socket is gone.
 */
export const ConnectionState = { Open: 0, Closing: 1, Closed: 2 } as const
export type ConnectionState = (typeof ConnectionState)[keyof typeof ConnectionState]

export abstract class Http1Connection implements ManagedSession, ByteReader {
  readonly isHttp2 = false
  readonly info: ConnectionInfo
  /** Of the manager that has it now. A stream keeps the one that it began with. */
  protected runtime: ManagerRuntime
  protected readonly socket: Socket
  protected readonly reader: MessageReader
  protected readonly outbox: Outbox
  protected readonly response: Http1Response
  protected readonly timer: WheelTimer
  protected onGone: (session: ManagedSession) => void
  protected state: ConnectionState = ConnectionState.Open
  protected stream: ServerStream | null = null
  protected requests = 0
  protected isHeld = false
  protected isPumping = false
  /** Requests that were answered since the loop over the input began. */
  protected answered = 0
  protected isPaused = true
  protected isInputEnded = false
  protected isTunnel = false
  protected isUnsent = false
  protected clientKeepsAlive = true
  protected mustClose = false
  protected certElement: string | null = null
  protected readonly openedAtMs: number
  protected lastActivityMs: number
  protected headStartMs = -1
  protected timerDueMs: number = Number.POSITIVE_INFINITY

  /** @param onGone called once, when the socket is closed. */
  constructor(
    runtime: ManagerRuntime,
    connection: DownstreamConnection,
    onGone: (session: ManagedSession) => void,
  ) {
    const { socket, head, info } = connection
    this.runtime = runtime
    this.info = info
    this.socket = socket
    this.onGone = onGone
    this.reader = new MessageReader('request', runtime.config.limits)
    this.outbox = new Outbox(socket, () => this.onDrain())
    this.response = new Http1Response(this.outbox)
    this.timer = new WheelTimer(() => this.onTimer())
    this.openedAtMs = runtime.nowMs()
    this.lastActivityMs = this.openedAtMs
    socket.on('end', () => this.onInputEnd())
    // What went wrong shows in `close`, which always follows.
    socket.on('error', () => socket.destroy())
    socket.on('close', () => this.onClose())
    // First, so that the connection's own deadlines are known however its first request goes.
    this.armTimer()
    if (head !== null) this.onBytes(head, head.length, false)
    lendReads(socket, this)
    this.adjustFlow()
  }

  abstract onBytes(buffer: Buffer, size: number, isLent: boolean): void

  protected abstract onInputEnd(): void

  protected abstract onDrain(): void

  /** Begins a stream, whose head may not be read. */
  protected abstract newStream(): ServerStream

  // -- the end ---------------------------------------------------------------

  /** Closes now where no request is under way, after the current response otherwise. */
  drain(): void {
    if (this.state === ConnectionState.Open && this.stream === null && !this.reader.hasBegun)
      this.beginClose()
  }

  leave(): void {
    if (!this.mustClose) this.runtime.config.stats.downstreamCxDrainClose++
    this.mustClose = true
  }

  close(): void {
    this.outbox.send()
    this.socket.destroy()
  }

  follow(runtime: ManagerRuntime, onGone: (session: ManagedSession) => void): boolean {
    // The reader was made with its limits; a connection that is closing has nothing left to decide.
    if (this.state !== ConnectionState.Open || !areEqualLimits(this.runtime.config, runtime.config))
      return false
    this.runtime = runtime
    this.onGone = onGone
    this.certElement = null
    this.armTimer()
    return true
  }

  protected beginClose(): void {
    if (this.state !== ConnectionState.Open) return
    this.state = ConnectionState.Closing
    this.outbox.send()
    const { delayedCloseMs } = this.runtime.config
    this.runtime.wheel.arm(this.timer, MAX_FLUSH_MS)
    if (this.isInputEnded || delayedCloseMs === 0) {
      this.outbox.destroySoon()
      return
    }
    // Bytes that arrive after a close would turn it into a reset, which may destroy the response on its way: what still
    // comes is read and dropped for a while, counted from when the response is out.
    this.socket.once('finish', () => this.runtime.wheel.arm(this.timer, delayedCloseMs))
    this.outbox.end()
    this.adjustFlow()
  }

  protected onClose(): void {
    if (this.state === ConnectionState.Closed) return
    const wasOpen = this.state === ConnectionState.Open
    this.state = ConnectionState.Closed
    this.runtime.wheel.cancel(this.timer)
    const { stats } = this.runtime.config
    stats.downstreamCxDestroy++
    if (wasOpen) stats.downstreamCxDestroyRemote++
    else stats.downstreamCxDestroyLocal++
    // Part of a head counts as a request that its client gave up.
    if (this.stream === null && wasOpen && this.reader.hasBegun) this.newStream()
    if (this.stream !== null) {
      stats.downstreamCxDestroyActiveRq++
      this.stream.onDownstreamGone('downstream_remote_disconnect')
    }
    this.onGone(this)
  }

  protected adjustFlow(): void {
    if (this.state === ConnectionState.Closed) return
    const shouldPause = this.state === ConnectionState.Open && this.reader.buffered > MAX_HELD_BYTES
    if (shouldPause === this.isPaused) return
    this.isPaused = shouldPause
    if (shouldPause) this.socket.pause()
    else this.socket.resume()
  }

  /** Whether this connection has served long or often enough. */
  protected isWornOut(): boolean {
    const { config, isDraining, isHealthFailed, overload } = this.runtime
    if (isDraining || isHealthFailed) {
      config.stats.downstreamCxDrainClose++
      return true
    }
    if (overload.disablesKeepalive) {
      config.stats.downstreamCxOverloadDisableKeepalive++
      return true
    }
    if (config.maxRequestsPerConnection > 0 && this.requests >= config.maxRequestsPerConnection) {
      config.stats.downstreamCxMaxRequestsReached++
      return true
    }
    if (config.maxConnectionDurationMs === 0) return false
    return this.runtime.nowMs() - this.openedAtMs >= config.maxConnectionDurationMs
  }

  // -- timers ----------------------------------------------------------------

  /** Arms the one timer where something falls due before it does; what is later is seen when it fires. */
  protected armTimer(): void {
    if (this.state !== ConnectionState.Open) return
    if (this.stream === null && this.headStartMs < 0 && this.reader.hasBegun)
      this.headStartMs = this.lastActivityMs
    const dueMs = this.nextDueMs()
    if (dueMs >= this.timerDueMs) return
    this.timerDueMs = dueMs
    this.runtime.wheel.arm(this.timer, dueMs - this.runtime.nowMs())
  }

  protected nextDueMs(): number {
    const { stream, runtime } = this
    if (stream !== null) return streamDueMs(stream, this.lastActivityMs, this.isTunnel)
    const { config } = runtime
    const dueMs = connectionDueMs(config, this.headStartMs, this.lastActivityMs, this.openedAtMs)
    if (this.headStartMs < 0) return dueMs
    return Math.min(dueMs, headDueMs(config, this.headStartMs, this.lastActivityMs))
  }

  protected onTimer(): void {
    this.timerDueMs = Number.POSITIVE_INFINITY
    if (this.state !== ConnectionState.Open) {
      this.socket.destroy()
      return
    }
    const nowMs = this.runtime.nowMs()
    if (this.nextDueMs() > nowMs) {
      this.armTimer()
      return
    }
    if (this.stream !== null) this.onStreamTimeout(this.stream, nowMs)
    else if (this.headStartMs >= 0) this.onHeadTimeout()
    else {
      const { stats, maxConnectionDurationMs: longestMs } = this.runtime.config
      if (longestMs > 0 && nowMs >= this.openedAtMs + longestMs)
        stats.downstreamCxMaxDurationReached++
      else stats.downstreamCxIdleTimeout++
      this.beginClose()
    }
  }

  /** A stream begins with the first byte of its head: its timers run out as well as the head's own. */
  protected onHeadTimeout(): void {
    const { config } = this.runtime
    const headMs = config.requestHeadersTimeoutMs
    const isHeadTimer = headMs > 0 && this.runtime.nowMs() >= this.headStartMs + headMs
    this.mustClose = true
    const stream = this.newStream()
    if (!isHeadTimer) {
      this.onStreamTimeout(stream, this.runtime.nowMs())
      return
    }
    config.stats.downstreamRqHeaderTimeout++
    stream.reply(408, 'request header timeout', 'request_header_timeout', 0)
  }

  protected onStreamTimeout(stream: ServerStream, nowMs: number): void {
    expireStream(stream, this.lastActivityMs, nowMs, this.runtime.config.stats)
    this.armTimer()
  }
}

function areEqualLimits({ limits: a }: ManagerConfig, { limits: b }: ManagerConfig): boolean {
  return (
    a === b ||
    (a.maxHeadBytes === b.maxHeadBytes &&
      a.maxFields === b.maxFields &&
      a.maxChunkExtensionBytes === b.maxChunkExtensionBytes &&
      a.maxInformational === b.maxInformational &&
      a.takesAnyMethod === b.takesAnyMethod &&
      a.caseKeeping?.others === b.caseKeeping?.others &&
      a.caseKeeping?.keepsReason === b.caseKeeping?.keepsReason)
  )
}
