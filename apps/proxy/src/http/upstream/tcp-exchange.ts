/** The end of a CONNECT that is answered here: its bytes go on over a TCP connection of their own (`connect_config`). */
import type { Socket } from 'node:net'
import {
  type Breaker,
  type Cancel,
  type Cluster,
  type ConnectContext,
  ConnectFailure,
  type Host,
  type UpstreamPeer,
} from '../../upstream/types.ts'
import { ResetReason, type UpstreamExchange, type UpstreamHandler } from '../session.ts'
import { type PendingOwner, PendingRequest } from './pending-queue.ts'

/** Status of the answer to an accepted CONNECT. */
const ACCEPTED = 200
const NO_PEER: UpstreamPeer = {
  principal: null,
  subject: '',
  localAddress: '',
  isTls: false,
  tlsVersion: '',
  tlsCipher: '',
}

/** Opens a connection for the tunnel; gives what `cancel` takes, or null where a breaker is open and the handler was told. */
export function openTcpTunnel(
  cluster: Cluster,
  host: Host,
  handler: UpstreamHandler,
  breaker: Breaker,
  context: ConnectContext,
): PendingRequest | null {
  if (!breaker.requests.tryAcquire()) {
    cluster.stats.upstreamRqPendingOverflow++
    handler.onPoolFailure(ResetReason.Overflow, '')
    return null
  }
  const exchange = new TcpExchange(cluster, host, handler, breaker)
  return exchange.open(context)
}

class TcpExchange implements UpstreamExchange, PendingOwner {
  readonly protocol = ''
  readonly host: Host
  readonly responseCase: null = null
  readonly wasStale = false
  peer: UpstreamPeer = NO_PEER
  private readonly cluster: Cluster
  private readonly breaker: Breaker
  private handler: UpstreamHandler | null
  private socket: Socket | null = null
  private cancelConnect: Cancel | null = null
  private sent = 0
  private received = 0
  private isFull = false
  private isEnded = false

  constructor(cluster: Cluster, host: Host, handler: UpstreamHandler, breaker: Breaker) {
    this.cluster = cluster
    this.host = host
    this.handler = handler
    this.breaker = breaker
    cluster.stats.upstreamRqTotal++
    cluster.stats.upstreamRqActive++
    host.stats.rqTotal++
    host.stats.activeRequests++
  }

  open(context: ConnectContext): PendingRequest | null {
    const { handler } = this
    if (handler === null) return null
    const pending = new PendingRequest(handler, this.breaker, context, this)
    this.cancelConnect = this.cluster.connect(
      this.host,
      { ...context, protocol: 'tcp' },
      (socket, peer) => this.onOpen(socket, peer),
      (failure, text) => {
        this.detach()
        handler.onPoolFailure(reasonOf(failure), text)
      },
    )
    return pending
  }

  cancel(_pending: PendingRequest): void {
    this.cancelConnect?.()
    this.detach()
  }

  private onOpen(socket: Socket, peer: UpstreamPeer): void {
    this.socket = socket
    this.peer = peer
    socket.on('data', (chunk: Buffer) => {
      this.received += chunk.length
      this.handler?.onUpstreamBody(chunk)
      this.handler?.onUpstreamBatch()
    })
    socket.on('end', () => {
      this.isEnded = true
      this.handler?.onUpstreamEnd(null)
    })
    socket.on('drain', () => this.onDrain())
    // What went wrong shows in `close`, which always follows.
    socket.on('error', () => socket.destroy())
    socket.on('close', () => this.onClose())
    this.handler?.onPoolReady(this)
  }

  /** A connection is all that a CONNECT asks for. Answered after the caller has done with sending. */
  sendHead(): void {
    setImmediate(() => {
      if (this.handler === null) return
      this.handler.onUpstreamHead(ACCEPTED, [], false, 0)
      this.socket?.resume()
    })
  }

  sendBody(chunk: Buffer): boolean {
    const { socket } = this
    if (socket === null || socket.writableEnded) return true
    socket.write(chunk)
    this.sent += chunk.length
    this.isFull = socket.writableLength > this.cluster.config.perConnectionBufferLimitBytes
    return !this.isFull
  }

  sendEnd(): void {
    this.socket?.end()
  }

  flush(): void {
    // Written as it comes.
  }

  hold(): void {
    this.socket?.pause()
  }

  release(): void {
    this.socket?.resume()
  }

  handOver(_handler: UpstreamHandler): boolean {
    return false
  }

  abandon(): void {
    if (this.handler === null) return
    this.detach()
    // What was ended in order is still written.
    if (this.isEnded && this.socket?.writableEnded === true) this.socket.destroySoon()
    else this.socket?.destroy()
  }

  discard(): void {
    this.abandon()
  }

  private onDrain(): void {
    if (!this.isFull) return
    this.isFull = false
    this.handler?.onUpstreamWritable()
  }

  private onClose(): void {
    const { handler } = this
    this.detach()
    if (!this.isEnded) handler?.onUpstreamReset(ResetReason.ConnectionTermination)
  }

  private detach(): void {
    if (this.handler === null) return
    this.handler.onUpstreamWire(0, this.sent, 0, this.received)
    this.handler = null
    this.breaker.requests.release()
    this.cluster.stats.upstreamRqActive--
    this.host.stats.activeRequests--
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
