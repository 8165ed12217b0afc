/** Bytes between two sockets, both ways: half-close relayed, readers paused while the other side is full, idle closed. */
import type { Socket } from 'node:net'
import { type ByteReader, relayReads, resetSocket, SocketWriter } from '@flotilla/net'
import { type TimerWheel, WheelTimer } from '@flotilla/time'

export interface RelayHooks {
  onBytes(fromClient: number, toClient: number): void
  /** Exactly once, when both sockets are closed. `clientLeft`: the client ended it while the server was still there. */
  onClosed(end: RelayEnd): void
}

export type RelayEnd = 'finished' | 'clientReset' | 'serverReset' | 'idle'

export class Relay {
  private readonly client: Socket
  private readonly server: Socket
  private readonly hooks: RelayHooks
  private readonly wheel: TimerWheel
  private readonly idleMs: number
  private readonly idle: WheelTimer
  private openSockets = 2
  private end: RelayEnd = 'finished'

  /** Both sockets are paused and owned from now on. @param idleMs 0: no limit. */
  constructor(
    client: Socket,
    server: Socket,
    wheel: TimerWheel,
    idleMs: number,
    hooks: RelayHooks,
  ) {
    this.client = client
    this.server = server
    this.wheel = wheel
    this.idleMs = idleMs
    this.hooks = hooks
    this.idle = new WheelTimer(() => this.abort('idle'))
  }

  /** @param head bytes already read from the client, `serverHead` from the server. */
  start(head: Buffer | null, serverHead: Buffer | null): void {
    this.touch()
    const toServer = new Direction(this, this.client, this.server, true)
    const toClient = new Direction(this, this.server, this.client, false)
    toServer.start(head)
    toClient.start(serverHead)
  }

  /** Closes both sides at once. */
  abort(end: RelayEnd): void {
    if (this.end === 'finished') this.end = end
    this.client.destroy()
    this.server.destroy()
  }

  /** @internal Bytes came from one side. */
  onBytes(size: number, isClient: boolean): void {
    this.touch()
    if (isClient) this.hooks.onBytes(size, 0)
    else this.hooks.onBytes(0, size)
  }

  /** @internal One side failed: the other must see that this was no clean end. */
  onFailed(to: Socket, isClient: boolean): void {
    if (this.end === 'finished') this.end = isClient ? 'clientReset' : 'serverReset'
    resetSocket(to)
  }

  /** @internal */
  onSocketClosed(): void {
    this.openSockets--
    if (this.openSockets > 0) return
    this.wheel.cancel(this.idle)
    this.hooks.onClosed(this.end)
  }

  private touch(): void {
    if (this.idleMs > 0) this.wheel.arm(this.idle, this.idleMs)
  }
}

/** From one socket to the other. What the kernel does not take at once is waited for, with the reader paused. */
class Direction implements ByteReader {
  private readonly relay: Relay
  private readonly from: Socket
  private readonly to: Socket
  private readonly isClient: boolean
  private readonly writer: SocketWriter
  /** Read by Node before, null if nothing was. */
  private readonly early: Buffer | null

  constructor(relay: Relay, from: Socket, to: Socket, isClient: boolean) {
    this.relay = relay
    this.from = from
    this.to = to
    this.isClient = isClient
    this.writer = new SocketWriter(to, () => from.resume())
    this.early = from.readableLength > 0 ? (from.read() as Buffer | null) : null // no encoding is set
    if (!this.writer.isDirect || !relayReads(from, this))
      from.on('data', (chunk: Buffer) => this.onBytes(chunk, chunk.length))
    from.on('end', () => this.writer.end())
    from.on('error', () => relay.onFailed(to, isClient))
    from.on('close', () => this.onClosed())
  }

  start(head: Buffer | null): void {
    if (head !== null) this.onBytes(head, head.length)
    if (this.early !== null) this.onBytes(this.early, this.early.length)
    // It ended while the other side was being connected: a paused socket tells its end all the same, and only once.
    if (this.from.readableEnded) this.writer.end()
    else if (!this.isFull()) this.from.resume()
  }

  onBytes(buffer: Buffer, size: number): void {
    const { to, writer } = this
    this.relay.onBytes(size, this.isClient)
    if (!to.writable) return
    const bytes = size === buffer.length ? buffer : buffer.subarray(0, size)
    if (!writer.bytes(bytes) && this.isFull()) this.from.pause()
  }

  private isFull(): boolean {
    return this.writer.isDirect ? this.writer.pendingBytes > 0 : this.to.writableNeedDrain
  }

  private onClosed(): void {
    const { from, to } = this
    // Closed without having ended: whatever is still on its way to it has nowhere to go.
    if (!to.destroyed && !to.writableEnded) this.writer.end()
    if (!to.destroyed && !from.writableFinished) to.destroy()
    this.relay.onSocketClosed()
  }
}
