/** A worker's end of listening sockets: it accepts from duplicates of what the control plane has bound. */
import {
  ConnectionBalance,
  closeDescriptors,
  duplicateDescriptor,
  TcpListener,
  type TcpListenerOptions,
} from '@flotilla/net'
import type { HandedSocket } from '../hot-restart/handover.ts'
import type { BoundSocket } from '../listener/listener-manager.ts'
import type { FromWorker } from './messages.ts'

interface Lent {
  readonly descriptor: number
  readonly counts: Int32Array
}

export class LentSockets {
  private readonly index: number
  private readonly workers: number
  private readonly post: (message: FromWorker) => void
  private readonly lent = new Map<string, Lent>()
  private readonly waiting = new Map<string, (() => void)[]>()

  constructor(index: number, workers: number, post: (message: FromWorker) => void) {
    this.index = index
    this.workers = workers
    this.post = post
  }

  /** @param descriptor owned from now on. */
  lend(place: HandedSocket, descriptor: number, counts: SharedArrayBuffer): void {
    const key = keyOf(place)
    this.takeBack(place)
    this.lent.set(key, { descriptor, counts: new Int32Array(counts) })
    for (const resolve of this.waiting.get(key) ?? []) resolve()
    this.waiting.delete(key)
  }

  takeBack(place: HandedSocket): void {
    const key = keyOf(place)
    const known = this.lent.get(key)
    if (known !== undefined) closeDescriptors([known.descriptor])
    this.lent.delete(key)
  }

  /** Resolves once the control plane has bound it, and this thread listens there too. */
  async open(options: TcpListenerOptions, place: HandedSocket): Promise<BoundSocket> {
    const key = keyOf(place)
    for (;;) {
      const lent = this.lent.get(key)
      if (lent !== undefined) return this.listen(options, place, lent)
      await new Promise<void>((resolve) => {
        const waiting = this.waiting.get(key)
        if (waiting === undefined) this.waiting.set(key, [resolve])
        else waiting.push(resolve)
      })
    }
  }

  /** A connection that was passed here, and that nobody takes. */
  refuse(place: HandedSocket, descriptor: number): void {
    closeDescriptors([descriptor])
    const lent = this.lent.get(keyOf(place))
    if (lent !== undefined) Atomics.sub(lent.counts, this.index, 1)
  }

  /** Connections of all threads to sockets that are open. */
  total(): number {
    let total = 0
    for (const { counts } of this.lent.values())
      total += ConnectionBalance.totalOf(counts, this.workers)
    return total
  }

  private async listen(
    options: TcpListenerOptions,
    place: HandedSocket,
    lent: Lent,
  ): Promise<BoundSocket> {
    const { descriptor, counts } = lent
    const pass = (thread: number, connection: number): void =>
      this.post({ kind: 'pass', thread, place, descriptor: connection })
    const listener = await TcpListener.listen({
      ...options,
      descriptor: duplicateDescriptor(descriptor),
      balance: new ConnectionBalance(counts, this.index, this.workers, pass),
    })
    return new LentSocket(listener, () => {
      if (this.lent.get(keyOf(place)) === lent) this.takeBack(place)
    })
  }
}

/** What is lent is given back when this thread does not accept any longer: a port is free once nobody has it. */
class LentSocket implements BoundSocket {
  private readonly listener: TcpListener
  private readonly onStopped: () => void

  constructor(listener: TcpListener, onStopped: () => void) {
    this.listener = listener
    this.onStopped = onStopped
  }

  get address(): string {
    return this.listener.address
  }

  get descriptor(): number | null {
    return this.listener.descriptor
  }

  get connectionCount(): number {
    return this.listener.connectionCount
  }

  stopAccepting(): Promise<void> {
    this.onStopped()
    return this.listener.stopAccepting()
  }

  whenEmpty(): Promise<void> {
    return this.listener.whenEmpty()
  }

  close(): Promise<void> {
    this.onStopped()
    return this.listener.close()
  }

  adopt(descriptor: number): void {
    this.listener.adopt(descriptor)
  }
}

function keyOf({ listener, index, address, port }: HandedSocket): string {
  return JSON.stringify([listener, index, address, port])
}
