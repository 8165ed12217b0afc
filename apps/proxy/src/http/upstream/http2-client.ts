/** One HTTP/2 connection to an upstream host: many exchanges at once, until either side leaves. */
import type { Socket } from 'node:net'
import {
  ClientConnection,
  type ConnectionListener,
  ErrorCode,
  type Flood,
  type Http2Stream,
} from '@flotilla/http2'
import { scope } from '@flotilla/log'
import { WheelTimer } from '@flotilla/time'
import { countFlood } from '../../telemetry/http2-stats.ts'
import type { Breaker, UpstreamPeer } from '../../upstream/types.ts'
import { Http2Keepalive } from '../http2-keepalive.ts'
import { Http2Socket } from '../http2-socket.ts'
import type { UpstreamHandler } from '../session.ts'
import { Http2Exchange } from './http2-exchange.ts'
import type { Http2Pool } from './http2-pool.ts'

const log = scope('proxy.http')

/** A connection whose last bytes the server does not take in this time is cut off. */
const CLOSE_TIMEOUT_MS = 1000

/** Open: takes requests. Leaving: serves those it has. Closing: all is written. Closed: the socket is gone. */
const State = { Open: 0, Leaving: 1, Closing: 2, Closed: 3 } as const
type State = (typeof State)[keyof typeof State]

export class Http2Client implements ConnectionListener {
  readonly pool: Http2Pool
  readonly peer: UpstreamPeer
  readonly connection: ClientConnection
  /** Exchanges begun. */
  served = 0
  /** Whether the server's SETTINGS have come. */
  isSettled = false
  private readonly socket: Socket
  private readonly output: Http2Socket
  private readonly keepalive: Http2Keepalive | null
  private readonly idleTimer: WheelTimer
  private readonly ageTimer: WheelTimer
  private state: State = State.Open
  private readonly exchanges: Set<Http2Exchange> = new Set()
  private touched: Http2Exchange[] = []
  /** Wait for the server's SETTINGS. */
  private deferred: Http2Exchange[] = []
  private idleSinceMs: number

  constructor(pool: Http2Pool, socket: Socket, peer: UpstreamPeer) {
    const { config } = pool.cluster
    this.pool = pool
    this.socket = socket
    this.peer = peer
    this.idleSinceMs = pool.clock.nowMs()
    this.connection = new ClientConnection(config.http2.codec, this)
    this.output = new Http2Socket(socket, this.connection)
    this.idleTimer = new WheelTimer(() => this.onIdle())
    this.ageTimer = new WheelTimer(() => this.onAge())
    const { keepalive } = config.http2
    this.keepalive =
      keepalive === null
        ? null
        : new Http2Keepalive(keepalive, pool.wheel, Math.random, {
            ping: (payload) => {
              this.connection.ping(payload)
              this.output.schedule()
            },
            onTimeout: () => this.onKeepaliveTimeout(),
          })
    socket.on('data', (chunk: Buffer) => this.onData(chunk))
    socket.on('end', () => this.socket.destroySoon())
    // What went wrong shows in `close`, which always follows.
    socket.on('error', () => socket.destroy())
    socket.on('close', () => this.onClose())
    if (config.maxConnectionDurationMs > 0)
      pool.wheel.arm(this.ageTimer, config.maxConnectionDurationMs)
    this.output.schedule()
    this.rest()
    socket.resume()
  }

  // -- pool side -----------------------------------------------------------------

  get canTake(): boolean {
    if (this.state !== State.Open || !this.connection.canOpen) return false
    const { config } = this.pool.cluster
    return this.exchanges.size < config.http2.codec.maxConcurrentStreams
  }

  /** Requests that it could take now. */
  get room(): number {
    if (!this.canTake) return 0
    return this.pool.cluster.config.http2.codec.maxConcurrentStreams - this.exchanges.size
  }

  /** Gives the connection to a request; only where `canTake`. */
  attach(handler: UpstreamHandler, breaker: Breaker): void {
    const { pool } = this
    const { maxRequestsPerConnection } = pool.cluster.config
    if (this.exchanges.size === 0) {
      pool.wheel.cancel(this.idleTimer)
      this.keepalive?.testIfIdle(pool.clock.nowMs() - this.idleSinceMs)
    }
    const exchange = new Http2Exchange(this, handler, breaker)
    this.exchanges.add(exchange)
    this.served++
    if (maxRequestsPerConnection > 0 && this.served >= maxRequestsPerConnection) {
      pool.stats.upstreamCxMaxRequests++
      this.leave()
    }
    handler.onPoolReady(exchange)
  }

  /** Takes no more requests; closes after the last one. */
  leave(): void {
    if (this.state !== State.Open) return
    this.state = State.Leaving
    this.pool.onLeaving(this)
    this.closeWhereDone()
  }

  // -- for exchanges -------------------------------------------------------------

  flush(): void {
    this.output.schedule()
  }

  /** The exchange got content in this turn. */
  touch(exchange: Http2Exchange): void {
    if (exchange.isTouched) return
    exchange.isTouched = true
    this.touched.push(exchange)
  }

  /** Sends the exchange's head once the server has said what it supports. */
  defer(exchange: Http2Exchange): void {
    this.deferred.push(exchange)
  }

  onExchangeOver(exchange: Http2Exchange): void {
    if (!this.exchanges.delete(exchange)) return
    this.output.schedule()
    if (this.exchanges.size === 0) this.rest()
    this.closeWhereDone()
    if (this.state === State.Open) this.pool.serveWaiting()
  }

  private rest(): void {
    const { idleTimeoutMs } = this.pool.cluster.config
    this.idleSinceMs = this.pool.clock.nowMs()
    if (idleTimeoutMs > 0 && this.state === State.Open)
      this.pool.wheel.arm(this.idleTimer, idleTimeoutMs)
  }

  // -- reading -------------------------------------------------------------------

  private onData(chunk: Buffer): void {
    if (this.state >= State.Closing) return
    try {
      this.keepalive?.onActivity()
      this.connection.receive(chunk, this.pool.clock.nowMs())
      if (this.touched.length > 0) this.endBatch()
    } catch (error) {
      // A bug costs the connection it showed on, not the process.
      log.error('upstream connection ended by a bug', { error })
      this.socket.destroy()
      return
    }
    if (this.connection.pendingBytes > 0) this.output.schedule()
  }

  private endBatch(): void {
    const { touched } = this
    this.touched = []
    for (const exchange of touched) exchange.endBatch()
  }

  // -- ConnectionListener ----------------------------------------------------------

  onStreamClosed(_stream: Http2Stream): void {
    // Exchanges know themselves when they are over.
  }

  onPeerSettings(): void {
    this.isSettled = true
    const { deferred } = this
    if (deferred.length > 0) {
      this.deferred = []
      for (const exchange of deferred) exchange.sendDeferred()
    }
    this.pool.serveWaiting()
  }

  onSettingsAcknowledged(): void {
    // Limits were enforced from the beginning.
  }

  onPong(): void {
    this.keepalive?.onPong()
  }

  onGoaway(_lastStreamId: number, _code: ErrorCode): void {
    this.pool.stats.upstreamCxCloseNotify++
    this.leave()
  }

  onFailed(_code: ErrorCode, _reason: string, flood: Flood): void {
    const { stats } = this.pool
    stats.upstreamCxProtocolError++
    stats.http2.goawaySent++
    countFlood(stats.http2, flood)
    this.close()
  }

  // -- the end -------------------------------------------------------------------

  private onIdle(): void {
    this.pool.stats.upstreamCxIdleTimeout++
    this.leave()
  }

  private onAge(): void {
    this.pool.stats.upstreamCxMaxDurationReached++
    this.leave()
  }

  private onKeepaliveTimeout(): void {
    this.pool.stats.http2.keepaliveTimeout++
    this.connection.abort(ErrorCode.NoError)
    this.close()
  }

  private closeWhereDone(): void {
    if (this.state !== State.Leaving || this.exchanges.size > 0) return
    this.connection.leave()
    this.close()
  }

  /** Writes what there is and closes. */
  private close(): void {
    if (this.state >= State.Closing) return
    const wasOpen = this.state === State.Open
    this.state = State.Closing
    if (wasOpen) this.pool.onLeaving(this)
    this.pool.stats.upstreamCxDestroyLocal++
    this.stopTimers()
    this.output.end()
    this.pool.wheel.arm(this.idleTimer, CLOSE_TIMEOUT_MS)
    this.idleTimer.onDue = () => this.socket.destroy()
    this.socket.destroySoon()
  }

  private onClose(): void {
    if (this.state === State.Closed) return
    const { stats } = this.pool
    if (this.state !== State.Closing) stats.upstreamCxDestroyRemote++
    if (this.exchanges.size > 0) stats.upstreamCxDestroyWithActiveRq++
    this.state = State.Closed
    this.stopTimers()
    this.connection.abort(ErrorCode.NoError)
    for (const exchange of [...this.exchanges]) exchange.onConnectionLost()
    this.pool.onClosed(this)
  }

  private stopTimers(): void {
    const { wheel } = this.pool
    wheel.cancel(this.idleTimer)
    wheel.cancel(this.ageTimer)
    this.keepalive?.close()
  }
}
