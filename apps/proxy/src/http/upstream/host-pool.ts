/** What pools of either protocol share: requests that wait, connections that are opened for them, and what is counted. */
import type { Socket } from 'node:net'
import type { Clock, TimerWheel } from '@flotilla/time'
import type { ClusterStats } from '../../upstream/cluster-stats.ts'
import {
  type Breaker,
  type Cluster,
  type ConnectContext,
  ConnectFailure,
  type Host,
  type HostAttachment,
  type UpstreamPeer,
  type UpstreamProtocol,
} from '../../upstream/types.ts'
import { ResetReason, type UpstreamHandler } from '../session.ts'
import { PendingQueue, PendingRequest } from './pending-queue.ts'
import { MAX_PRECONNECTS } from './preconnect.ts'

export abstract class HostPool implements HostAttachment {
  readonly cluster: Cluster
  readonly host: Host
  readonly stats: ClusterStats
  readonly wheel: TimerWheel
  readonly clock: Clock
  protected readonly waiting: PendingQueue = new PendingQueue()
  protected connecting = 0
  /** Connections that are open, in use or not. */
  protected open = 0
  protected isRetired = false
  /** Requests on connections. */
  private active = 0
  /** Connections to have for each request, 1 without preconnecting. */
  private readonly ratio: number

  constructor(cluster: Cluster, host: Host, wheel: TimerWheel, clock: Clock) {
    this.cluster = cluster
    this.host = host
    this.wheel = wheel
    this.clock = clock
    this.stats = cluster.stats
    this.ratio = cluster.config.preconnect?.perUpstream ?? 1
  }

  /** What the connections carry. */
  protected abstract readonly protocol: UpstreamProtocol
  /** Requests that one connection will take at once. */
  protected abstract get requestsPerConnection(): number
  /** Requests that open connections could take now. */
  protected abstract get unused(): number
  /** Gives the request a connection that is there; false where none is free. The handler is told in either case of true. */
  protected abstract serveNow(handler: UpstreamHandler, breaker: Breaker): boolean
  /** A connection was opened; what waits is to be served. */
  protected abstract onOpen(socket: Socket, peer: UpstreamPeer): void
  abstract drain(): void

  /**
   * Finds or opens a connection for a request. Calls the handler at once where one is free or a breaker is open; otherwise
   * returns what `cancel` takes.
   */
  request(
    handler: UpstreamHandler,
    breaker: Breaker,
    context: ConnectContext,
  ): PendingRequest | null {
    if (this.serveNow(handler, breaker)) {
      if (this.ratio > 1) this.preconnect(this.ratio, 0, breaker, context)
      return null
    }
    if (!breaker.pending.tryAcquire()) {
      // Envoy: nobody was asked.
      this.overflow(handler, false)
      return null
    }
    this.stats.upstreamRqPendingTotal++
    this.stats.upstreamRqPendingActive++
    this.host.stats.rqPendingActive++
    const pending = new PendingRequest(handler, breaker, context, this)
    this.waiting.push(pending)
    this.openFor(pending)
    if (this.ratio > 1) this.preconnect(this.ratio, 0, breaker, context)
    return pending
  }

  /** The request is not wanted any more. A connection that is opening for it stays. */
  cancel(pending: PendingRequest): void {
    if (!pending.isWaiting) return
    this.waiting.remove(pending)
    this.leave(pending)
    this.stats.upstreamRqCancelled++
  }

  /** Nobody will ask this pool again: idle connections close now, busy ones after their last exchange. */
  retireAll(): void {
    this.isRetired = true
    this.drain()
  }

  /** Whether connections to this host are worth keeping. */
  protected get isKept(): boolean {
    return !this.isRetired && !this.host.isRemoved && !this.cluster.isDraining
  }

  /** Counts a request as begun. False where the breaker on requests is open; the handler was told. */
  protected begin(handler: UpstreamHandler, breaker: Breaker): boolean {
    if (!breaker.requests.tryAcquire()) {
      this.stats.upstreamRqActiveOverflow++
      this.overflow(handler)
      return false
    }
    this.stats.upstreamRqTotal++
    this.stats.upstreamRqActive++
    this.host.stats.rqTotal++
    this.host.stats.activeRequests++
    this.active++
    return true
  }

  /** The counterpart of `begin`. */
  finish(breaker: Breaker): void {
    breaker.requests.release()
    this.active--
    this.host.stats.activeRequests--
    this.stats.upstreamRqActive--
  }

  /** A connection has gone: what waits may need another one. */
  protected openMore(): void {
    const { first } = this.waiting
    if (first !== null) this.openFor(first)
  }

  protected takeWaiting(): PendingRequest | null {
    const next = this.waiting.shift()
    if (next !== null) this.leave(next)
    return next
  }

  private overflow(handler: UpstreamHandler, isHostKnown = true): void {
    this.stats.upstreamRqPendingOverflow++
    handler.onPoolFailure(ResetReason.Overflow, '', isHostKnown)
  }

  private openFor(pending: PendingRequest): void {
    if (this.connecting * this.requestsPerConnection >= this.waiting.length) return
    this.openOne(pending.breaker, pending.context)
  }

  /** Requests that this pool's connections could take, now or once they are open. */
  get freeCapacity(): number {
    return this.unused + this.connecting * this.requestsPerConnection
  }

  /**
   * Opens connections until there are enough for the requests that are and will be. False where none was to be opened.
   * @param ratio connections to have for each request.
   * @param coming requests that are about to come beside those that are there. For them one connection is opened at most.
   */
  preconnect(ratio: number, coming: number, breaker: Breaker, context: ConnectContext): boolean {
    // As Envoy: an endpoint that fails is not asked for more than it must serve.
    if (!this.host.healthy || !this.isKept) return false
    let opened = 0
    while (opened < (coming > 0 ? 1 : MAX_PRECONNECTS)) {
      const requests = this.waiting.length + this.active
      if ((requests + coming) * ratio <= this.freeCapacity + this.active) break
      if (!this.openOne(breaker, context)) break
      opened++
    }
    return opened > 0
  }

  /** False where no further connection may be opened. */
  private openOne(breaker: Breaker, { downstream, authority }: ConnectContext): boolean {
    // One connection is always allowed, or a pool that others starve could never serve.
    const connections = this.open + this.connecting
    const isFull =
      connections >= (this.cluster.config.maxConnectionsPerHost ?? Number.POSITIVE_INFINITY)
    if ((isFull || breaker.connections.isOpen) && connections > 0) {
      this.stats.upstreamCxOverflow++
      return false
    }
    this.connecting++
    // Never cancelled: the connection that a cancelled request was waiting for serves the next one.
    this.cluster.connect(
      this.host,
      { protocol: this.protocol, downstream, authority },
      (socket, peer) => {
        this.connecting--
        this.onOpen(socket, peer)
      },
      (failure, text) => {
        this.connecting--
        this.failAll(reasonOf(failure), text)
      },
    )
    return true
  }

  /** Spec §4.1: a connect failure fails all that wait, so that their retries can move to another host together. */
  private failAll(reason: ResetReason, transportText: string): void {
    const failed: PendingRequest[] = []
    for (let next = this.takeWaiting(); next !== null; next = this.takeWaiting()) failed.push(next)
    this.stats.upstreamRqPendingFailureEject += failed.length
    for (const pending of failed) pending.handler.onPoolFailure(reason, transportText)
  }

  private leave(pending: PendingRequest): void {
    pending.breaker.pending.release()
    this.stats.upstreamRqPendingActive--
    this.host.stats.rqPendingActive--
  }
}

function reasonOf(failure: ConnectFailure): ResetReason {
  switch (failure) {
    case ConnectFailure.remote:
      return ResetReason.RemoteConnectionFailure
    case ConnectFailure.local:
      return ResetReason.LocalConnectionFailure
    case ConnectFailure.timeout:
      return ResetReason.ConnectionTimeout
  }
}
