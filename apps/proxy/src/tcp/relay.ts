/** Bytes between two sockets, both ways: half-close relayed, readers paused while the other side is full, idle closed. */
import type { Socket } from 'node:net'
import { resetSocket } from '@flotilla/net'
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
    this.attach(this.client, this.server, true)
    this.attach(this.server, this.client, false)
    if (head !== null) this.forward(head, this.client, this.server, true)
    if (serverHead !== null) this.forward(serverHead, this.server, this.client, false)
    if (!this.server.writableNeedDrain) this.client.resume()
    if (!this.client.writableNeedDrain) this.server.resume()
  }

  /** Closes both sides at once. */
  abort(end: RelayEnd): void {
    if (this.end === 'finished') this.end = end
    this.client.destroy()
    this.server.destroy()
  }

  private attach(from: Socket, to: Socket, isClient: boolean): void {
    from.on('data', (chunk: Buffer) => this.forward(chunk, from, to, isClient))
    to.on('drain', () => from.resume())
    from.on('end', () => to.end())
    from.on('error', () => {
      // The other side must see that this was no clean end.
      if (this.end === 'finished') this.end = isClient ? 'clientReset' : 'serverReset'
      resetSocket(to)
    })
    from.on('close', () => this.onSocketClosed(from, to))
  }

  private forward(chunk: Buffer, from: Socket, to: Socket, isClient: boolean): void {
    this.touch()
    if (isClient) this.hooks.onBytes(chunk.length, 0)
    else this.hooks.onBytes(0, chunk.length)
    if (to.writable && !to.write(chunk)) from.pause()
  }

  private onSocketClosed(from: Socket, to: Socket): void {
    // Closed without having ended: whatever is still on its way to it has nowhere to go.
    if (!to.destroyed && !to.writableEnded) to.end()
    if (!to.destroyed && !from.writableFinished) to.destroy()
    this.openSockets--
    if (this.openSockets > 0) return
    this.wheel.cancel(this.idle)
    this.hooks.onClosed(this.end)
  }

  private touch(): void {
    if (this.idleMs > 0) this.wheel.arm(this.idle, this.idleMs)
  }
}
