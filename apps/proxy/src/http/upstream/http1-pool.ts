/** HTTP/1.1 connections to one host: the most recently used idle one first, others wait in order (spec §4.1). */
import { DEFAULT_LIMITS, type Http1Limits } from '@flotilla/http1'
import type { Clock, TimerWheel } from '@flotilla/time'
import type { ClusterStats } from '../../upstream/cluster-stats.ts'
import {
  type Breaker,
  type Cluster,
  type ConnectContext,
  ConnectFailure,
  type Host,
  type HostAttachment,
} from '../../upstream/types.ts'
import { ResetReason, type UpstreamHandler } from '../session.ts'
import { Http1Client } from './http1-client.ts'
import { PendingQueue, PendingRequest } from './pending-queue.ts'

export class Http1Pool implements HostAttachment {
  readonly stats: ClusterStats
  readonly wheel: TimerWheel
  readonly limits: Http1Limits = DEFAULT_LIMITS
  readonly bufferLimitBytes: number
  private readonly cluster: Cluster
  private readonly host: Host
  private readonly clock: Clock
  private readonly idle: Http1Client[] = []
  private readonly waiting: PendingQueue = new PendingQueue()
  private connecting = 0
  private open = 0
  private isRetired = false

  constructor(cluster: Cluster, host: Host, wheel: TimerWheel, clock: Clock) {
    this.cluster = cluster
    this.host = host
    this.wheel = wheel
    this.clock = clock
    this.stats = cluster.stats
    this.bufferLimitBytes = cluster.config.perConnectionBufferLimitBytes
  }

  /**
   * Finds or opens a connection for a request. Calls the handler at once where one is idle or a breaker is open; otherwise
   * returns what `cancel` takes.
   */
  request(
    handler: UpstreamHandler,
    breaker: Breaker,
    context: ConnectContext,
  ): PendingRequest | null {
    const client = this.idle.pop()
    if (client !== undefined) {
      if (!this.start(client, handler, breaker)) this.idle.push(client)
      return null
    }
    if (!breaker.pending.tryAcquire()) {
      this.overflow(handler)
      return null
    }
    this.stats.upstreamRqPendingTotal++
    this.stats.upstreamRqPendingActive++
    const pending = new PendingRequest(handler, breaker, context)
    this.waiting.push(pending)
    this.openFor(pending)
    return pending
  }

  /** The request is not wanted any more. A connection that is opening for it stays. */
  cancel(pending: PendingRequest): void {
    if (!pending.isWaiting) return
    this.waiting.remove(pending)
    this.leave(pending)
    this.stats.upstreamRqCancelled++
  }

  drain(): void {
    for (const client of this.idle.splice(0)) {
      client.close()
      this.open--
    }
  }

  /** Nobody will ask this pool again: idle connections close now, busy ones after their exchange. */
  retireAll(): void {
    this.isRetired = true
    this.drain()
  }

  // -- for the connections ---------------------------------------------------

  /** The connection can serve another request. */
  giveBack(client: Http1Client): void {
    if (!this.mayStay(client)) {
      this.retire(client)
      return
    }
    const next = this.takeWaiting()
    if (next === null) {
      this.idle.push(client)
      client.rest(this.cluster.config.idleTimeoutMs)
    } else if (!this.start(client, next.handler, next.breaker)) this.giveBack(client)
  }

  /** The connection is gone. */
  onClosed(client: Http1Client): void {
    this.open--
    const at = this.idle.indexOf(client)
    if (at !== -1) this.idle.splice(at, 1)
    const { first } = this.waiting
    if (first !== null) this.openFor(first)
  }

  private mayStay(client: Http1Client): boolean {
    const { maxRequestsPerConnection, maxConnectionDurationMs } = this.cluster.config
    if (this.isRetired || this.host.isRemoved || this.cluster.isDraining) return false
    if (maxRequestsPerConnection > 0 && client.served >= maxRequestsPerConnection) {
      this.stats.upstreamCxMaxRequests++
      return false
    }
    if (maxConnectionDurationMs === 0) return true
    if (this.clock.nowMs() - client.openedAtMs < maxConnectionDurationMs) return true
    this.stats.upstreamCxMaxDurationReached++
    return false
  }

  private retire(client: Http1Client): void {
    this.stats.upstreamCxDestroyLocal++
    client.close()
    this.onClosed(client)
  }

  /** False where the breaker on requests is open; the handler was told. */
  private start(client: Http1Client, handler: UpstreamHandler, breaker: Breaker): boolean {
    if (!breaker.requests.tryAcquire()) {
      this.overflow(handler)
      return false
    }
    this.stats.upstreamRqTotal++
    this.stats.upstreamRqActive++
    this.host.stats.rqTotal++
    this.host.stats.activeRequests++
    client.attach(handler, breaker)
    return true
  }

  private overflow(handler: UpstreamHandler): void {
    this.stats.upstreamRqPendingOverflow++
    handler.onPoolFailure(ResetReason.Overflow, '')
  }

  private openFor(pending: PendingRequest): void {
    if (this.connecting >= this.waiting.length) return
    // One connection is always allowed, or a pool that others starve could never serve.
    if (pending.breaker.connections.isOpen && this.open + this.connecting > 0) {
      this.stats.upstreamCxOverflow++
      return
    }
    this.connecting++
    // Never cancelled: the connection that a cancelled request was waiting for serves the next one.
    this.cluster.connect(
      this.host,
      pending.context,
      (socket, peer) => {
        this.connecting--
        this.open++
        this.stats.upstreamCxHttp1Total++
        this.giveBack(new Http1Client(this, this.host, socket, peer, this.clock.nowMs()))
      },
      (failure, text) => {
        this.connecting--
        this.failAll(reasonOf(failure), text)
      },
    )
  }

  /** Spec §4.1: a connect failure fails all that wait, so that their retries can move to another host together. */
  private failAll(reason: ResetReason, transportText: string): void {
    const failed: PendingRequest[] = []
    for (let next = this.takeWaiting(); next !== null; next = this.takeWaiting()) failed.push(next)
    this.stats.upstreamRqPendingFailureEject += failed.length
    for (const pending of failed) pending.handler.onPoolFailure(reason, transportText)
  }

  private takeWaiting(): PendingRequest | null {
    const next = this.waiting.shift()
    if (next !== null) this.leave(next)
    return next
  }

  private leave(pending: PendingRequest): void {
    pending.breaker.pending.release()
    this.stats.upstreamRqPendingActive--
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

/** Authorities of which one host of an authority-bound cluster keeps connections; the oldest is drained beyond it. */
const MAX_AUTHORITIES = 256

/** A pool for each authority, where the connections of one may not serve another. */
class AuthorityPools implements HostAttachment {
  private readonly pools: Map<string, Http1Pool> = new Map()

  of(authority: string, make: () => Http1Pool): Http1Pool {
    const found = this.pools.get(authority)
    if (found !== undefined) return found
    if (this.pools.size >= MAX_AUTHORITIES) this.dropOldest()
    const pool = make()
    this.pools.set(authority, pool)
    return pool
  }

  drain(): void {
    for (const pool of this.pools.values()) pool.drain()
  }

  private dropOldest(): void {
    for (const [authority, pool] of this.pools) {
      pool.retireAll()
      this.pools.delete(authority)
      return
    }
  }
}

/** The pool of a host, made on first use. @param authority of the request; matters only to authority-bound clusters. */
export function poolOf(
  cluster: Cluster,
  host: Host,
  authority: string,
  wheel: TimerWheel,
  clock: Clock,
): Http1Pool {
  const { pool } = host
  if (pool instanceof Http1Pool) return pool
  if (pool instanceof AuthorityPools)
    return pool.of(authority, () => new Http1Pool(cluster, host, wheel, clock))
  if (cluster.config.isAuthorityBound) host.pool = new AuthorityPools()
  else host.pool = new Http1Pool(cluster, host, wheel, clock)
  return poolOf(cluster, host, authority, wheel, clock)
}
