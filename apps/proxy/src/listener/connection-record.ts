/** What the access log of a listener tells of a connection, written once it is closed and nobody works for it any more. */

import type { Socket } from 'node:net'
import process from 'node:process'
import type { Clock } from '@flotilla/time'
import type { HttpProtocol } from '../http/filter.ts'
import { ResponseFlag, type ResponseFlags } from '../http/response-flags.ts'
import type { TcpStream } from '../tcp/filter.ts'
import type { TcpAccessLogger } from '../tcp/tcp-proxy.ts'
import type { ConnectionInfo } from './types.ts'

export class ConnectionRecord {
  /** As far as it is known yet. */
  info: ConnectionInfo
  responseFlags: ResponseFlags = ResponseFlag.None
  details = ''
  /** Empty where it is none of HTTP's. */
  protocol: HttpProtocol | '' = ''
  /** Whether a filter chain took it: nobody counts the bytes of others. */
  isServed = false
  /** The proxied connection that this one became, null where it is none. */
  tcp: TcpStream | null = null
  private readonly socket: Socket
  private readonly loggers: readonly TcpAccessLogger[]
  private readonly clock: Clock
  private isClosed = false
  private isWritten = false

  constructor(
    socket: Socket,
    info: ConnectionInfo,
    loggers: readonly TcpAccessLogger[],
    clock: Clock,
  ) {
    this.socket = socket
    this.info = info
    this.loggers = loggers
    this.clock = clock
    // Whoever else waits for this event has its say first.
    socket.once('close', () =>
      process.nextTick(() => {
        this.isClosed = true
        this.writeIfOver()
      }),
    )
  }

  /** Both sides of the proxied connection are closed. */
  onTcpOver(): void {
    this.writeIfOver()
  }

  private writeIfOver(): void {
    if (this.isWritten || !this.isClosed || this.tcp?.isOver === false) return
    this.isWritten = true
    const view = this.tcp ?? this.ownView()
    for (const logger of this.loggers) logger.log(view, 'NotSet', this)
  }

  private ownView(): TcpStream {
    const { info, socket } = this
    return {
      connection: info,
      clusterName: '',
      upstreamHost: null,
      upstreamLocalAddress: '',
      upstreamPeerPrincipal: null,
      upstreamPeer: null,
      upstreamTransportFailure: '',
      bytesReceived: this.isServed ? socket.bytesRead : 0,
      bytesSent: this.isServed ? socket.bytesWritten : 0,
      responseFlags: this.responseFlags,
      startWallMs: info.acceptedWallMs,
      startMs: info.acceptedAtMs,
      endMs: this.clock.nowMs(),
      isOver: true,
      chooseCluster: nothing,
      resume: nothing,
      close: nothing,
    }
  }
}

/** A connection that is over takes no actions. */
function nothing(): void {
  return
}
