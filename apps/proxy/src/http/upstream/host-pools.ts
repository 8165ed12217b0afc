/** The pools of one host: one for each protocol that is spoken with it, and where that matters for each authority. */
import type { Clock, TimerWheel } from '@flotilla/time'
import type { ConnectionInfo } from '../../listener/types.ts'
import type { Cluster, Host, HostAttachment } from '../../upstream/types.ts'
import type { HttpProtocol } from '../filter.ts'
import type { HostPool } from './host-pool.ts'
import { Http1Pool } from './http1-pool.ts'
import { Http2Pool } from './http2-pool.ts'

/** How a request is to be carried; `auto`: as the server chooses by ALPN. */
export type PoolProtocol = 'http/1.1' | 'http/2' | 'auto'

/** How the cluster wants a request carried that came by this protocol. */
export function poolProtocol(cluster: Cluster, downstream: HttpProtocol): PoolProtocol {
  const { protocol } = cluster.config
  if (protocol !== 'downstream') return protocol
  return downstream === 'HTTP/2' ? 'http/2' : 'http/1.1'
}

/** Authorities of which one host of an authority-bound cluster keeps connections; the oldest is drained beyond it. */
const MAX_AUTHORITIES = 256

class ProtocolPools implements HostAttachment {
  private http1: Http1Pool | null = null
  private http2: Http2Pool | null = null
  private auto: Http2Pool | null = null

  of(
    protocol: PoolProtocol,
    cluster: Cluster,
    host: Host,
    wheel: TimerWheel,
    clock: Clock,
  ): HostPool {
    switch (protocol) {
      case 'http/1.1':
        this.http1 ??= new Http1Pool(cluster, host, wheel, clock)
        return this.http1
      case 'http/2':
        this.http2 ??= new Http2Pool(cluster, host, wheel, clock, null)
        return this.http2
      case 'auto':
        this.http1 ??= new Http1Pool(cluster, host, wheel, clock)
        this.auto ??= new Http2Pool(cluster, host, wheel, clock, this.http1)
        return this.auto.isHttp1 ? this.http1 : this.auto
    }
  }

  get freeCapacity(): number {
    const { http1, http2, auto } = this
    return (http1?.freeCapacity ?? 0) + (http2?.freeCapacity ?? 0) + (auto?.freeCapacity ?? 0)
  }

  drain(): void {
    this.http1?.drain()
    this.http2?.drain()
    this.auto?.drain()
  }

  retireAll(): void {
    this.http1?.retireAll()
    this.http2?.retireAll()
    this.auto?.retireAll()
  }
}

/** Pools for each authority, where the connections of one may not serve another. */
class AuthorityPools implements HostAttachment {
  private readonly pools: Map<string, ProtocolPools> = new Map()

  of(authority: string): ProtocolPools {
    const found = this.pools.get(authority)
    if (found !== undefined) return found
    if (this.pools.size >= MAX_AUTHORITIES) this.dropOldest()
    const pools = new ProtocolPools()
    this.pools.set(authority, pools)
    return pools
  }

  drain(): void {
    for (const pools of this.pools.values()) pools.drain()
  }

  private dropOldest(): void {
    for (const [authority, pools] of this.pools) {
      pools.retireAll()
      this.pools.delete(authority)
      return
    }
  }
}

/** What connections to a host are kept apart by, where they are: the request's authority, or the client they tell of. */
export function poolKey(
  cluster: Cluster,
  authority: string,
  client: ConnectionInfo | null,
): string {
  if (cluster.config.isClientBound !== true) return authority
  return client === null
    ? ''
    : `${client.remoteAddress} ${client.remotePort} ${client.localAddress} ${client.localPort}`
}

/**
 * The pool of a host for a protocol, made on first use. @param authority of the request; matters only to authority-bound
 * clusters.
 */
export function poolOf(
  cluster: Cluster,
  host: Host,
  protocol: PoolProtocol,
  authority: string,
  wheel: TimerWheel,
  clock: Clock,
): HostPool {
  const { pool } = host
  if (pool instanceof ProtocolPools) return pool.of(protocol, cluster, host, wheel, clock)
  if (pool instanceof AuthorityPools)
    return pool.of(authority).of(protocol, cluster, host, wheel, clock)
  const { isAuthorityBound, isClientBound = false } = cluster.config
  host.pool = isAuthorityBound || isClientBound ? new AuthorityPools() : new ProtocolPools()
  return poolOf(cluster, host, protocol, authority, wheel, clock)
}
