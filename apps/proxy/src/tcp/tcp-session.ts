/** One proxied connection: decided on by its filters, connected, relayed, logged. */
import type { Socket } from 'node:net'
import type { MetadataMatch } from '@flotilla/balancer'
import { readFirstBytes } from '@flotilla/net'
import type { Timer } from '@flotilla/time'
import { ResponseFlag, type ResponseFlags } from '../http/response-flags.ts'
import type { ConnectionInfo, DownstreamConnection } from '../listener/types.ts'
import { tcpLogView } from '../telemetry/access-log/tcp-log-view.ts'
import {
  type Cluster,
  ConnectFailure,
  type Host,
  Outcome,
  type UpstreamPeer,
} from '../upstream/types.ts'
import { type TcpFilter, TcpStatus, type TcpStream } from './filter.ts'
import { Relay, type RelayEnd } from './relay.ts'
import type { TcpEnv, TcpLogType, TcpProxyConfig, TcpTarget } from './tcp-proxy.ts'
import { openTunnel } from './tunnel.ts'

/**
 * States: deciding (filters run, or one paused), connecting (an attempt is under way), relaying, over.
 * The client is not read before the upstream is connected.
 */
export class TcpSession implements TcpStream {
  readonly connection: ConnectionInfo
  clusterName: string
  upstreamHost: Host | null = null
  upstreamLocalAddress = ''
  upstreamPeerPrincipal: string | null = null
  upstreamPeer: UpstreamPeer | null = null
  upstreamTransportFailure = ''
  bytesReceived = 0
  bytesSent = 0
  responseFlags: ResponseFlags = ResponseFlag.None
  readonly startWallMs: number
  readonly startMs: number
  endMs = -1
  isOver = false
  private readonly config: TcpProxyConfig
  private readonly env: TcpEnv
  private readonly metadataMatch: MetadataMatch | null
  private readonly hash: bigint | null
  private readonly client: Socket
  private head: Buffer | null
  private readonly filters: TcpFilter[] = []
  private readonly intervals: Timer[] = []
  private nextFilter = 0
  private isPaused = false
  private attempts = 0
  private cancelConnect: (() => void) | null = null
  private relay: Relay | null = null
  private maxDuration: Timer | null = null
  private logTimer: Timer | null = null
  /** Until the next attempt to connect. */
  private backoffTimer: Timer | null = null
  private backoffMs = 0

  constructor(
    connection: DownstreamConnection,
    config: TcpProxyConfig,
    env: TcpEnv,
    target: TcpTarget,
    hash: bigint | null,
  ) {
    this.connection = connection.info
    this.client = connection.socket
    this.head = connection.head
    this.config = config
    this.env = env
    this.clusterName = target.cluster
    this.metadataMatch = target.metadataMatch
    this.hash = hash
    this.startMs = connection.info.acceptedAtMs
    this.startWallMs = connection.info.acceptedWallMs
  }

  start(): void {
    this.config.stats.downstreamCxTotal++
    this.config.stats.downstreamCxActive++
    this.client.on('error', () => undefined) // always followed by `close`
    this.client.once('close', () => this.onClientClosed())
    for (const factory of this.config.filters) {
      const filter = factory.create(this)
      if (filter !== null) this.filters.push(filter)
    }
    const { record } = this.connection
    if (record != null) record.tcp = this
    const { maxDurationMs, durationJitterRatio } = this.config
    if (maxDurationMs > 0) {
      const addedMs = Math.floor(maxDurationMs * durationJitterRatio * this.env.random())
      this.maxDuration = this.env.clock.after(maxDurationMs + addedMs, () => {
        this.config.stats.maxDownstreamConnectionDuration++
        this.responseFlags |= ResponseFlag.DurationTimeout
        this.cut('idle')
      })
    }
    this.decide()
  }

  chooseCluster(name: string): void {
    this.clusterName = name
  }

  resume(): void {
    if (!this.isPaused || this.isOver) return
    this.isPaused = false
    this.decide()
  }

  close(): void {
    if (this.isOver) return
    this.config.stats.downstreamCxRefused++
    this.responseFlags |= ResponseFlag.UnauthorizedExternalService
    this.client.destroy()
  }

  /** Closes both sides: the listener's drain time is over. */
  end(): void {
    if (!this.isOver) this.cut('finished')
  }

  private decide(): void {
    for (; this.nextFilter < this.filters.length; ) {
      const filter = this.filters[this.nextFilter++] as TcpFilter // bound checked by the loop
      const status = filter.onConnection(this)
      if (this.isOver || this.client.destroyed) return
      if (status === TcpStatus.Refused) {
        this.close()
        return
      }
      if (status === TcpStatus.Paused) {
        this.isPaused = true
        return
      }
    }
    if (this.config.waitsForData && this.head === null) this.waitForData()
    else this.connect()
  }

  /** Whoever leaves without a word has nobody dialled. */
  private waitForData(): void {
    const look = { isEnough: () => true, maxBytes: 1, timeoutMs: 0, wheel: null }
    readFirstBytes(this.client, look, (bytes, end) => {
      if (this.isOver || end === 'closed') return
      if (bytes === null) {
        this.client.destroy()
        return
      }
      this.head = bytes
      this.connect()
    })
  }

  private connect(): void {
    const { config, env } = this
    const cluster = env.clusters.get(this.clusterName)
    if (cluster === null) {
      config.stats.downstreamCxNoRoute++
      this.clusterName = ''
      this.giveUp(ResponseFlag.NoClusterFound)
      return
    }
    if (cluster.breakers.default.connections.isOpen) {
      cluster.stats.upstreamCxOverflow++
      this.giveUp(ResponseFlag.UpstreamOverflow)
      return
    }
    const host = cluster.pick({
      hash: this.hash,
      downstream: this.connection,
      tried: this.upstreamHost === null ? null : [this.upstreamHost],
      hostAttempts: 1,
      metadataMatch: this.metadataMatch,
    })
    if (host === null) {
      cluster.stats.upstreamCxNoneHealthy++
      this.giveUp(ResponseFlag.NoHealthyUpstream)
      return
    }
    this.dial(cluster, host)
  }

  private dial(cluster: Cluster, host: Host): void {
    this.attempts++
    this.upstreamHost = host
    this.cancelConnect = cluster.connect(
      host,
      { protocol: 'tcp', downstream: this.connection, authority: '' },
      (socket, peer) => this.onOpened(cluster, host, socket, peer),
      (failure, text) => this.onConnectFailed(cluster, failure, text),
    )
  }

  private onConnectFailed(cluster: Cluster, _failure: ConnectFailure, text: string): void {
    this.cancelConnect = null
    this.upstreamTransportFailure = text
    this.responseFlags |= ResponseFlag.UpstreamConnectionFailure
    if (this.attempts < this.config.maxConnectAttempts) {
      this.connectAgain()
      return
    }
    cluster.stats.upstreamCxConnectAttemptsExceeded++
    this.giveUp(ResponseFlag.UpstreamRetryLimitExceeded)
  }

  private connectAgain(): void {
    const { backoff } = this.config
    if (backoff === null) {
      this.connect()
      return
    }
    const mostMs = this.backoffMs === 0 ? backoff.baseMs : this.backoffMs
    this.backoffMs = Math.min(mostMs * 2, backoff.maxMs)
    const waitMs = Math.floor(this.env.random() * mostMs)
    this.backoffTimer = this.env.clock.after(waitMs, () => this.connect())
  }

  private onOpened(cluster: Cluster, host: Host, socket: Socket, peer: UpstreamPeer): void {
    const { tunnel } = this.config
    if (tunnel === null) {
      this.onConnected(cluster, host, socket, peer, null)
      return
    }
    const request = tunnel.requestOf(tcpLogView(this))
    if (request === null) {
      socket.destroy()
      this.onConnectFailed(cluster, ConnectFailure.local, 'no host to ask for')
      return
    }
    this.cancelConnect = openTunnel(
      socket,
      request,
      this.env.wheel,
      (head) => this.onConnected(cluster, host, socket, peer, head),
      (reason) => this.onConnectFailed(cluster, ConnectFailure.remote, reason),
    )
  }

  private onConnected(
    cluster: Cluster,
    host: Host,
    socket: Socket,
    peer: UpstreamPeer,
    serverHead: Buffer | null,
  ): void {
    this.cancelConnect = null
    // Earlier attempts that failed are forgiven by one that worked.
    this.responseFlags &= ~ResponseFlag.UpstreamConnectionFailure
    this.upstreamLocalAddress = peer.localAddress
    this.upstreamPeerPrincipal = peer.principal
    this.upstreamPeer = peer
    host.stats.activeRequests++
    host.stats.rqTotal++
    socket.once('close', () => {
      host.stats.activeRequests--
    })
    this.startIntervals()
    this.relay = new Relay(this.client, socket, this.env.wheel, this.config.idleTimeoutMs, {
      onBytes: (fromClient, toClient) => {
        this.bytesReceived += fromClient
        this.bytesSent += toClient
      },
      onClosed: (end) => this.onRelayClosed(cluster, host, end),
    })
    this.relay.start(this.head, serverHead)
    if (this.config.logsConnect) this.log('TcpUpstreamConnected')
    this.armLog()
  }

  private armLog(): void {
    const { logIntervalMs } = this.config
    if (logIntervalMs === 0) return
    this.logTimer = this.env.clock.after(logIntervalMs, () => {
      this.log('TcpPeriodic')
      this.armLog()
    })
  }

  private log(type: TcpLogType): void {
    for (const logger of this.config.accessLogs) logger.log(this, type)
  }

  private startIntervals(): void {
    for (const filter of this.filters) {
      const { intervalMs } = filter
      if (filter.onInterval === undefined || intervalMs === undefined || intervalMs <= 0) continue
      const slot = this.intervals.length
      const arm = (): Timer =>
        this.env.clock.after(intervalMs, () => {
          filter.onInterval?.(this)
          this.intervals[slot] = arm()
        })
      this.intervals.push(arm())
    }
  }

  private onRelayClosed(cluster: Cluster, host: Host, end: RelayEnd): void {
    if (end === 'idle') this.config.stats.idleTimeout++
    if (end === 'serverReset') {
      cluster.report(host, Outcome.reset)
      this.responseFlags |= ResponseFlag.UpstreamRemoteReset
    }
    this.finish()
  }

  private onClientClosed(): void {
    if (this.relay !== null) return
    this.cancelConnect?.()
    this.finish()
  }

  private giveUp(flag: ResponseFlags): void {
    this.responseFlags |= flag
    this.client.destroy()
  }

  private cut(end: RelayEnd): void {
    if (this.relay !== null) this.relay.abort(end)
    else this.client.destroy()
  }

  private finish(): void {
    if (this.isOver) return
    this.isOver = true
    this.endMs = this.env.clock.nowMs()
    this.maxDuration?.cancel()
    this.logTimer?.cancel()
    this.backoffTimer?.cancel()
    for (const timer of this.intervals) timer.cancel()
    const { stats } = this.config
    stats.downstreamCxActive--
    stats.downstreamCxRxBytesTotal += this.bytesReceived
    stats.downstreamCxTxBytesTotal += this.bytesSent
    for (const filter of this.filters) filter.onComplete?.(this)
    this.log('TcpConnectionEnd')
    this.connection.record?.onTcpOver()
  }
}
