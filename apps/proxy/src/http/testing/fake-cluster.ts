/** Clusters for tests: real TCP connections to real ports, hosts in turn, breakers as given. */

import type { Socket } from 'node:net'
import { connect as dial } from 'node:net'
import { type BreakerLimits, CircuitBreaker } from '@flotilla/balancer'
import { DEFAULT_LIMITS } from '@flotilla/http1'
import { ClusterStats } from '../../upstream/cluster-stats.ts'
import {
  type Cancel,
  type Cluster,
  type ClusterConfig,
  type ClusterManager,
  type ConnectContext,
  ConnectFailure,
  type Host,
  type PickContext,
  type Shedding,
  type UpstreamPeer,
} from '../../upstream/types.ts'
import { DEFAULT_HTTP2 } from '../http2-options.ts'

export interface FakeClusterOptions extends Partial<ClusterConfig> {
  readonly breakers?: BreakerLimits
}

export function fakeHost(port: number, address = '127.0.0.1'): Host {
  return {
    address,
    port,
    label: `${address}:${port}`,
    hostname: '',
    weight: 1,
    priority: 0,
    locality: { region: '', zone: '', subZone: '' },
    metadata: {},
    healthy: true,
    isEjected: false,
    isRemoved: false,
    stats: {
      cxTotal: 0,
      cxActive: 0,
      cxConnectFail: 0,
      rqTotal: 0,
      activeRequests: 0,
      rqSuccess: 0,
      rqError: 0,
      rqPendingActive: 0,
      rqTimeout: 0,
    },
    pool: null,
  }
}

export class FakeCluster implements Cluster {
  readonly name: string
  readonly config: ClusterConfig
  readonly metadata = {}
  readonly stats: ClusterStats = new ClusterStats()
  readonly breakers: { readonly default: CircuitBreaker; readonly high: CircuitBreaker }
  isDraining = false
  shedding: Shedding | null = null
  readonly hosts: readonly Host[]
  /** What `report` was told, in order. */
  readonly outcomes: [label: string, outcome: number][] = []
  readonly picks: PickContext[] = []
  readonly contexts: ConnectContext[] = []
  private turn = 0

  constructor(name: string, hosts: readonly Host[], options: FakeClusterOptions = {}) {
    const { breakers, ...config } = options
    this.name = name
    this.hosts = hosts
    this.breakers = { default: new CircuitBreaker(breakers), high: new CircuitBreaker(breakers) }
    this.config = {
      connectTimeoutMs: 5000,
      maxRequestsPerConnection: 0,
      idleTimeoutMs: 3_600_000,
      maxConnectionDurationMs: 0,
      perConnectionBufferLimitBytes: 1024 * 1024,
      isDns: false,
      isAuthorityBound: false,
      protocol: 'http/1.1',
      http2: DEFAULT_HTTP2,
      enablesTrailers: false,
      http1Limits: DEFAULT_LIMITS,
      nameCase: null,
      ...config,
    }
  }

  pick(context: PickContext): Host | null {
    this.picks.push(context)
    for (let i = 0; i <= context.hostAttempts; i++) {
      const host = this.hosts[this.turn++ % Math.max(1, this.hosts.length)] ?? null
      if (host === null || context.tried === null || !context.tried.includes(host)) return host
    }
    return this.hosts[0] ?? null
  }

  connect(
    host: Host,
    context: ConnectContext,
    onOpen: (socket: Socket, peer: UpstreamPeer) => void,
    onFail: (failure: ConnectFailure, transportText: string) => void,
  ): Cancel {
    this.contexts.push(context)
    const breaker = this.breakers.default
    breaker.connections.acquire()
    this.stats.upstreamCxTotal++
    const socket = dial({
      host: host.address,
      port: host.port,
      allowHalfOpen: true,
      noDelay: true,
    })
    const onError = (error: Error): void => {
      const refused = 'code' in error && error.code === 'ECONNREFUSED'
      this.stats.upstreamCxConnectFail++
      onFail(ConnectFailure.remote, refused ? 'Connection refused' : error.message)
    }
    socket.once('error', onError)
    socket.once('close', () => breaker.connections.release())
    socket.once('connect', () => {
      socket.pause()
      socket.off('error', onError)
      onOpen(socket, {
        principal: null,
        subject: '',
        localAddress: `${socket.localAddress}:${socket.localPort}`,
        isTls: false,
        tlsVersion: '',
        tlsCipher: '',
      })
    })
    return () => socket.destroy()
  }

  readonly isHealthChecked: boolean = false

  report(host: Host, outcome: number): void {
    this.outcomes.push([host.label, outcome])
  }

  failHealth(_host: Host): void {
    // Nothing is checked.
  }
}

export class FakeClusters implements ClusterManager {
  readonly byName: Map<string, Cluster> = new Map()

  get(name: string): Cluster | null {
    return this.byName.get(name) ?? null
  }
}
