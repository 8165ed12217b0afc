/** HTTP/1.1 connections to one host: the most recently used idle one first, others wait in order (spec §4.1). */
import type { Socket } from 'node:net'
import type { Http1Limits, NameCase } from '@flotilla/http1'
import type { Breaker, UpstreamPeer, UpstreamProtocol } from '../../upstream/types.ts'
import type { UpstreamHandler } from '../session.ts'
import { HostPool } from './host-pool.ts'
import { Http1Client } from './http1-client.ts'
import type { PendingRequest } from './pending-queue.ts'

export class Http1Pool extends HostPool {
  protected readonly protocol: UpstreamProtocol = 'http/1.1'
  protected readonly requestsPerConnection = 1
  private readonly idle: Http1Client[] = []

  get limits(): Http1Limits {
    return this.cluster.config.http1Limits
  }

  get sendsWholeUrl(): boolean {
    return this.cluster.config.sendsWholeUrl === true
  }

  get nameCase(): NameCase | null {
    return this.cluster.config.nameCase
  }

  get bufferLimitBytes(): number {
    return this.cluster.config.perConnectionBufferLimitBytes
  }

  get enablesTrailers(): boolean {
    return this.cluster.config.enablesTrailers
  }

  protected get unused(): number {
    return this.idle.length
  }

  drain(): void {
    for (const client of this.idle.splice(0)) {
      client.close()
      this.open--
    }
  }

  protected serveNow(handler: UpstreamHandler, breaker: Breaker): boolean {
    const client = this.idle.pop()
    if (client === undefined) return false
    if (this.begin(handler, breaker)) client.attach(handler, breaker)
    else this.idle.push(client)
    return true
  }

  /** Takes over a connection that another pool opened, where the server chose HTTP/1. */
  adopt(socket: Socket, peer: UpstreamPeer): void {
    this.onOpen(socket, peer)
  }

  /** Takes over a request that waited elsewhere, with its place in the breaker. */
  adoptWaiting(pending: PendingRequest): void {
    this.waiting.push(pending)
    this.openMore()
  }

  protected onOpen(socket: Socket, peer: UpstreamPeer): void {
    this.open++
    this.stats.upstreamCxHttp1Total++
    this.giveBack(new Http1Client(this, this.host, socket, peer, this.clock.nowMs()))
  }

  // -- for the connections ---------------------------------------------------

  /** The connection can serve another request. What waits is served by it also when nobody will ask this pool again. */
  giveBack(client: Http1Client): void {
    if (this.isWornOut(client)) {
      this.retire(client)
      return
    }
    const next = this.takeWaiting()
    if (next !== null) {
      if (this.begin(next.handler, next.breaker)) client.attach(next.handler, next.breaker)
      else this.giveBack(client)
    } else if (this.isKept) {
      this.idle.push(client)
      client.rest(this.cluster.config.idleTimeoutMs)
    } else this.retire(client)
  }

  /** The connection is gone. */
  onClosed(client: Http1Client): void {
    this.open--
    const at = this.idle.indexOf(client)
    if (at !== -1) this.idle.splice(at, 1)
    this.openMore()
  }

  private isWornOut(client: Http1Client): boolean {
    const { maxRequestsPerConnection, maxConnectionDurationMs } = this.cluster.config
    if (maxRequestsPerConnection > 0 && client.served >= maxRequestsPerConnection) {
      this.stats.upstreamCxMaxRequests++
      return true
    }
    if (maxConnectionDurationMs === 0) return false
    if (this.clock.nowMs() - client.openedAtMs < maxConnectionDurationMs) return false
    this.stats.upstreamCxMaxDurationReached++
    return true
  }

  private retire(client: Http1Client): void {
    this.stats.upstreamCxDestroyLocal++
    client.close()
    this.onClosed(client)
  }
}
