/** HTTP/2 connections to one host: requests share one until it is full or leaving (spec §4.1). */
import type { Socket } from 'node:net'
import type { Clock, TimerWheel } from '@flotilla/time'
import type {
  Breaker,
  Cluster,
  Host,
  UpstreamPeer,
  UpstreamProtocol,
} from '../../upstream/types.ts'
import type { UpstreamHandler } from '../session.ts'
import { HostPool } from './host-pool.ts'
import type { Http1Pool } from './http1-pool.ts'
import { Http2Client } from './http2-client.ts'

export class Http2Pool extends HostPool {
  protected readonly protocol: UpstreamProtocol
  /** Where the server is asked by ALPN: whether it chose HTTP/1 last time. */
  isHttp1 = false
  /** Where connections go on which the server chose HTTP/1; null where it has no choice. */
  private readonly fallback: Http1Pool | null
  /** Those that take requests, oldest first. */
  private readonly clients: Http2Client[] = []

  constructor(
    cluster: Cluster,
    host: Host,
    wheel: TimerWheel,
    clock: Clock,
    fallback: Http1Pool | null,
  ) {
    super(cluster, host, wheel, clock)
    this.fallback = fallback
    this.protocol = fallback === null ? 'http/2' : 'auto'
  }

  drain(): void {
    for (const client of this.clients.splice(0)) client.leave()
  }

  protected get requestsPerConnection(): number {
    const { config } = this.cluster
    const { maxConcurrentStreams } = config.http2.codec
    const most = config.maxRequestsPerConnection
    return most > 0 ? Math.min(maxConcurrentStreams, most) : maxConcurrentStreams
  }

  protected get unused(): number {
    let unused = 0
    for (const client of this.clients) unused += client.room
    return unused
  }

  protected serveNow(handler: UpstreamHandler, breaker: Breaker): boolean {
    for (const client of this.clients) {
      if (!client.canTake) continue
      if (this.begin(handler, breaker)) client.attach(handler, breaker)
      return true
    }
    return false
  }

  protected onOpen(socket: Socket, peer: UpstreamPeer): void {
    if (this.fallback !== null && alpnOf(socket) !== 'h2') {
      this.isHttp1 = true
      for (let next = this.waiting.shift(); next !== null; next = this.waiting.shift()) {
        next.pool = this.fallback
        this.fallback.adoptWaiting(next)
      }
      this.fallback.adopt(socket, peer)
      return
    }
    this.isHttp1 = false
    this.open++
    this.stats.upstreamCxHttp2Total++
    const client = new Http2Client(this, socket, peer)
    this.clients.push(client)
    if (!this.isKept) {
      this.serveWaiting()
      this.drain()
    } else this.serveWaiting()
  }

  // -- for the connections -----------------------------------------------------

  /** There may be room for what waits. */
  serveWaiting(): void {
    while (this.waiting.length > 0) {
      const client = this.clients.find((one) => one.canTake)
      if (client === undefined) {
        this.openMore()
        return
      }
      const next = this.takeWaiting()
      if (next !== null && this.begin(next.handler, next.breaker))
        client.attach(next.handler, next.breaker)
    }
  }

  /** The connection takes no more requests; those on it go on. */
  onLeaving(client: Http2Client): void {
    const at = this.clients.indexOf(client)
    if (at !== -1) this.clients.splice(at, 1)
    this.openMore()
  }

  /** The connection is gone. */
  onClosed(client: Http2Client): void {
    this.open--
    this.onLeaving(client)
  }
}

/** Protocol that the server chose; empty on plaintext. */
function alpnOf(socket: Socket): string {
  const chosen = 'alpnProtocol' in socket ? socket.alpnProtocol : null
  return typeof chosen === 'string' ? chosen : ''
}
