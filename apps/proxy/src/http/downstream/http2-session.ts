/** One HTTP/2 connection of a client: its requests, timers, limits, and its orderly end in two steps. */
import type { Socket } from 'node:net'
import {
  ErrorCode,
  type Flood,
  type Http2Stream,
  ServerConnection,
  type ServerListener,
  type StreamListener,
} from '@flotilla/http2'
import { scope } from '@flotilla/log'
import { WheelTimer } from '@flotilla/time'
import type { ConnectionInfo, DownstreamConnection } from '../../listener/types.ts'
import { countFlood } from '../../telemetry/http2-stats.ts'
import { Http2Keepalive } from '../http2-keepalive.ts'
import type { Http2Options } from '../http2-options.ts'
import { Http2Socket } from '../http2-socket.ts'
import type { ManagedSession } from '../session.ts'
import { clientCertElement } from './client-cert.ts'
import { expireStream, streamDueMs } from './deadlines.ts'
import { Http2Request } from './http2-request.ts'
import type { ManagerRuntime } from './manager-runtime.ts'

const log = scope('proxy.http')

/** A client that does not take the end of its responses in this time is cut off. */
const MAX_FLUSH_MS = 300_000

/**
 * Open: requests are taken. Leaving: the client was asked to send no more, what comes is still taken. Final: nothing new is
 * taken; closes after the last request. Closing: all is written, the client has yet to close. Closed: the socket is gone.
 */
const State = { Open: 0, Leaving: 1, Final: 2, Closing: 3, Closed: 4 } as const
type State = (typeof State)[keyof typeof State]

export class Http2Session implements ManagedSession, ServerListener {
  readonly isHttp2 = true
  readonly info: ConnectionInfo
  /** Of the manager that has it now. A stream keeps the one that it began with. */
  runtime: ManagerRuntime
  readonly connection: ServerConnection
  /** Of the client certificate, for every request. */
  certElement: string
  lastActivityMs: number
  /** How the failure of the connection is told in the log. */
  failureDetail = 'http2.unknown.nghttp2.error'
  /** Whether the socket was gone before its streams were told. */
  isCut = false
  private readonly socket: Socket
  private readonly output: Http2Socket
  private readonly keepalive: Http2Keepalive | null
  private readonly timer: WheelTimer
  private readonly drainTimer: WheelTimer
  private onGone: (session: ManagedSession) => void
  private state: State = State.Open
  private readonly requests: Set<Http2Request> = new Set()
  private touched: Http2Request[] = []
  private requestCount = 0
  /** When the head that is being read began, -1 between heads. */
  private headStartMs = -1
  private timerDueMs = Number.POSITIVE_INFINITY
  private readonly openedAtMs: number

  /** @param onGone called once, when the socket is closed. */
  constructor(
    runtime: ManagerRuntime,
    connection: DownstreamConnection,
    onGone: (session: ManagedSession) => void,
  ) {
    const { socket, head, info } = connection
    const { http2 } = runtime.config
    this.runtime = runtime
    this.info = info
    this.socket = socket
    this.onGone = onGone
    this.certElement = clientCertElement(info, runtime.config)
    this.openedAtMs = runtime.nowMs()
    this.lastActivityMs = this.openedAtMs
    this.connection = new ServerConnection(http2.codec, this)
    this.output = new Http2Socket(socket, this.connection)
    this.timer = new WheelTimer(() => this.onTimer())
    this.drainTimer = new WheelTimer(() => this.finalStep())
    this.keepalive =
      http2.keepalive === null
        ? null
        : new Http2Keepalive(http2.keepalive, runtime.wheel, runtime.env.random, {
            ping: (payload) => {
              this.connection.ping(payload)
              this.output.schedule()
            },
            onTimeout: () => this.onKeepaliveTimeout(),
          })
    socket.on('data', (chunk: Buffer) => this.onData(chunk))
    socket.on('end', () => this.onInputEnd())
    // What went wrong shows in `close`, which always follows.
    socket.on('error', () => socket.destroy())
    socket.on('close', () => this.onClose())
    this.output.schedule()
    this.armTimer()
    if (head !== null) this.onData(head)
    socket.resume()
  }

  // -- reading ---------------------------------------------------------------

  private onData(chunk: Buffer): void {
    try {
      this.receive(chunk)
    } catch (error) {
      // A bug costs the connection it showed on, not the process.
      log.error('connection ended by a bug', { error })
      this.socket.destroy()
    }
  }

  private receive(chunk: Buffer): void {
    const { runtime, connection } = this
    this.lastActivityMs = runtime.nowMs()
    runtime.config.stats.downstreamCxRxBytesTotal += chunk.length
    if (this.state >= State.Closing) return
    this.keepalive?.onActivity()
    connection.receive(chunk, this.lastActivityMs)
    if (this.touched.length > 0) this.endBatch()
    if (!connection.isInsideFrame) this.headStartMs = -1
    else if (this.headStartMs < 0) this.headStartMs = this.lastActivityMs
    if (connection.pendingBytes > 0) this.output.schedule()
    this.armTimer()
  }

  private endBatch(): void {
    const { touched } = this
    this.touched = []
    for (const request of touched) {
      request.isTouched = false
      request.server.consumer?.onRequestBatch()
    }
  }

  /** The request got content in this turn. */
  touch(request: Http2Request): void {
    if (request.isTouched) return
    request.isTouched = true
    this.touched.push(request)
  }

  /** What is queued leaves at the end of the turn. */
  flush(): void {
    this.output.schedule()
  }

  // -- ServerListener ----------------------------------------------------------

  onStream(stream: Http2Stream): StreamListener {
    const { runtime } = this
    const { stats, maxRequestsPerConnection } = runtime.config
    const request = new Http2Request(this, stream, this.lastActivityMs)
    const { server } = request
    server.startMs = this.lastActivityMs
    server.startWallMs = runtime.wallMs()
    server.randomValue = runtime.draw()
    stats.downstreamRqTotal++
    stats.downstreamRqHttp2Total++
    stats.downstreamRqActive++
    stats.http2.streamsActive++
    this.requests.add(request)
    this.requestCount++
    if (maxRequestsPerConnection > 0 && this.requestCount === maxRequestsPerConnection) {
      stats.downstreamCxMaxRequestsReached++
      this.drain()
    }
    return request
  }

  onStreamClosed(_stream: Http2Stream): void {
    this.closeWhereDone()
  }

  onPeerSettings(): void {
    // Nothing waits for them on this side.
  }

  onSettingsAcknowledged(): void {
    // Limits were enforced from the beginning.
  }

  onPong(): void {
    // While leaving the first answer comes behind everything that the client sent before it knew.
    if (this.state === State.Leaving && !(this.keepalive?.isWaiting ?? false)) this.finalStep()
    this.keepalive?.onPong()
  }

  onGoaway(_lastStreamId: number, _code: number): void {
    // The client opens no more; it closes when it has its answers.
  }

  onFailed(_code: number, reason: string, flood: Flood): void {
    const { stats } = this.runtime.config
    stats.downstreamCxProtocolError++
    stats.http2.goawaySent++
    countFlood(stats.http2, flood)
    // What Envoy says of the other streams of a connection that is given up over one message.
    if (reason === 'malformed message')
      this.failureDetail = 'codec_error:The_user_callback_function_failed'
    const detail = FLOOD_DETAILS[flood] ?? ''
    if (detail !== '') this.failureDetail = detail
    this.beginClose()
  }

  // -- requests ------------------------------------------------------------------

  /** The request's stream is over. */
  onRequestOver(request: Http2Request): void {
    if (!this.requests.delete(request)) return
    this.runtime.config.stats.http2.streamsActive--
    this.lastActivityMs = this.runtime.nowMs()
    this.output.schedule()
    this.closeWhereDone()
  }

  /** Arms the timer for what this request will fall due for. */
  armFor(request: Http2Request): void {
    if (!request.server.isOver) this.armAt(this.dueOf(request))
  }

  private dueOf(request: Http2Request): number {
    return streamDueMs(request.server, request.lastActivityMs, request.isTunnel)
  }

  // -- the end -------------------------------------------------------------------

  /** Asks the client to leave; what it has sent by then is served. */
  drain(): void {
    if (this.state !== State.Open) return
    this.state = State.Leaving
    const { config, wheel } = this.runtime
    config.stats.downstreamCxDrainClose++
    config.stats.http2.goawaySent++
    this.connection.announceShutdown()
    this.connection.ping(DRAIN_PING)
    this.output.schedule()
    wheel.arm(this.drainTimer, config.drainTimeoutMs)
  }

  leave(): void {
    this.drain()
  }

  close(): void {
    this.socket.destroy()
  }

  private finalStep(): void {
    if (this.state !== State.Leaving) return
    this.state = State.Final
    this.runtime.wheel.cancel(this.drainTimer)
    this.runtime.config.stats.http2.goawaySent++
    this.connection.shutdown()
    this.output.schedule()
    this.closeWhereDone()
  }

  follow(runtime: ManagerRuntime, onGone: (session: ManagedSession) => void): boolean {
    // The codec was made with its limits.
    if (this.state !== State.Open || !areEqual(this.runtime.config.http2, runtime.config.http2))
      return false
    this.runtime = runtime
    this.onGone = onGone
    this.certElement = clientCertElement(this.info, runtime.config)
    this.armTimer()
    return true
  }

  private closeWhereDone(): void {
    if (this.state === State.Final && this.requests.size === 0 && this.connection.openStreams === 0)
      this.beginClose()
  }

  private beginClose(): void {
    if (this.state >= State.Closing) return
    this.state = State.Closing
    const { wheel, config } = this.runtime
    wheel.cancel(this.drainTimer)
    this.keepalive?.close()
    this.timerDueMs = Number.POSITIVE_INFINITY
    wheel.arm(this.timer, MAX_FLUSH_MS)
    if (config.delayedCloseMs === 0) {
      this.output.end()
      this.socket.destroySoon()
      return
    }
    this.socket.once('finish', () => wheel.arm(this.timer, config.delayedCloseMs))
    this.output.end()
  }

  private onInputEnd(): void {
    if (this.state === State.Closing || this.requests.size === 0) {
      this.socket.destroySoon()
      return
    }
    // A client that closes its side cannot take part in flow control any more.
    this.socket.destroy()
  }

  private onKeepaliveTimeout(): void {
    this.runtime.config.stats.http2.keepaliveTimeout++
    this.connection.fail(ErrorCode.NoError, 'keepalive timeout')
  }

  private onClose(): void {
    if (this.state === State.Closed) return
    const isLocal = this.state === State.Closing
    this.state = State.Closed
    const { wheel, config } = this.runtime
    wheel.cancel(this.timer)
    wheel.cancel(this.drainTimer)
    this.keepalive?.close()
    const { stats } = config
    stats.downstreamCxDestroy++
    if (isLocal) stats.downstreamCxDestroyLocal++
    else stats.downstreamCxDestroyRemote++
    if (this.requests.size > 0) stats.downstreamCxDestroyActiveRq++
    this.isCut = true
    this.connection.abort(ErrorCode.Cancel)
    for (const request of [...this.requests])
      request.server.onDownstreamGone('downstream_remote_disconnect')
    this.onGone(this)
  }

  // -- timers --------------------------------------------------------------------

  /** Between requests the connection's own deadlines count. */
  private connectionDueMs(): number {
    const { config } = this.runtime
    const lifeMs = config.maxConnectionDurationMs
    const endMs =
      lifeMs > 0 && this.state === State.Open ? this.openedAtMs + lifeMs : Number.POSITIVE_INFINITY
    if (this.headStartMs >= 0)
      return Math.min(endMs, afterMs(this.headStartMs, config.requestHeadersTimeoutMs))
    if (this.connection.openStreams > 0 || this.state !== State.Open) return endMs
    return Math.min(endMs, afterMs(this.lastActivityMs, config.idleTimeoutMs))
  }

  private armTimer(): void {
    this.armAt(this.connectionDueMs())
  }

  /** Arms the one timer where something falls due before it does; what is later is seen when it fires. */
  private armAt(dueMs: number): void {
    if (this.state >= State.Closing || dueMs >= this.timerDueMs) return
    this.timerDueMs = dueMs
    this.runtime.wheel.arm(this.timer, dueMs - this.runtime.nowMs())
  }

  private onTimer(): void {
    this.timerDueMs = Number.POSITIVE_INFINITY
    if (this.state >= State.Closing) {
      this.socket.destroy()
      return
    }
    const nowMs = this.runtime.nowMs()
    for (const request of [...this.requests]) {
      if (this.dueOf(request) <= nowMs) this.onRequestTimeout(request, nowMs)
      this.armFor(request)
    }
    this.resetStalled(nowMs)
    if (this.connectionDueMs() <= nowMs) this.onConnectionTimeout(nowMs)
    this.armTimer()
  }

  private onConnectionTimeout(nowMs: number): void {
    const { stats, maxConnectionDurationMs: lifeMs } = this.runtime.config
    if (lifeMs > 0 && nowMs >= this.openedAtMs + lifeMs) {
      stats.downstreamCxMaxDurationReached++
      this.drain()
    } else if (this.headStartMs >= 0) {
      stats.downstreamRqHeaderTimeout++
      this.connection.fail(ErrorCode.NoError, 'request header timeout')
    } else {
      stats.downstreamCxIdleTimeout++
      this.drain()
    }
  }

  private onRequestTimeout(request: Http2Request, nowMs: number): void {
    expireStream(request.server, request.lastActivityMs, nowMs, this.runtime.config.stats)
  }

  /** Streams whose answer the client has stopped taking (spec §8.2, zero-window stall). */
  private resetStalled(nowMs: number): void {
    const { streamIdleTimeoutMs, stats } = this.runtime.config
    if (streamIdleTimeoutMs === 0) return
    for (const stream of [...this.connection.allStreams()]) {
      if (stream.queuedBytes === 0 || stream.listener !== null) continue
      const dueMs = stream.progressMs + streamIdleTimeoutMs
      if (dueMs > nowMs) {
        this.armAt(dueMs)
        continue
      }
      stats.http2.txFlushTimeout++
      stats.http2.txReset++
      this.connection.reset(stream, ErrorCode.InternalError)
    }
    this.output.schedule()
  }

  /** An answer is complete but not taken yet: looked at again when its client must have taken something. */
  watchFlush(): void {
    const { streamIdleTimeoutMs } = this.runtime.config
    if (streamIdleTimeoutMs > 0) this.armAt(this.runtime.nowMs() + streamIdleTimeoutMs)
  }
}

/** By Flood, in Envoy's words where it has any. */
const FLOOD_DETAILS: readonly string[] = [
  '',
  'http2.inbound_empty_frames_flood',
  'http2.inbound_priority_frames_flood',
  'http2.inbound_window_update_frames_flood',
  'http2.inbound_control_frames_flood',
  'http2.premature_resets',
  'http2.outbound_frames_flood',
  'http2.outbound_control_frames_flood',
  'http2.continuation_flood',
]

const DRAIN_PING = Buffer.from('draining', 'latin1')

/** Whether a connection made under one can go on under the other. */
function areEqual(a: Http2Options, b: Http2Options): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

function afterMs(fromMs: number, timeoutMs: number): number {
  return timeoutMs > 0 ? fromMs + timeoutMs : Number.POSITIVE_INFINITY
}
