/** The control plane's end of listening sockets: it binds them, and workers accept from duplicates. */
import {
  ConnectionBalance,
  duplicateDescriptor,
  HeldListener,
  type TcpListenerOptions,
} from '@flotilla/net'
import type { HandedSocket } from '../hot-restart/handover.ts'
import type { BoundSocket } from '../listener/listener-manager.ts'
import type { ToWorker } from './messages.ts'

export class HeldSockets {
  private readonly workers: number
  private readonly post: (message: ToWorker, worker: number) => void
  private isQuiet = false

  constructor(workers: number, post: (message: ToWorker, worker: number) => void) {
    this.workers = workers
    this.post = post
  }

  async open(options: TcpListenerOptions, place: HandedSocket): Promise<BoundSocket> {
    const held = await HeldListener.listen(options)
    const counts = new SharedArrayBuffer(ConnectionBalance.bytesFor(this.workers))
    const { descriptor } = held
    for (let worker = 0; worker < this.workers && descriptor !== null; worker++)
      this.post(
        { kind: 'socket', place, descriptor: duplicateDescriptor(descriptor), counts },
        worker,
      )
    return new HeldSocket(held, new Int32Array(counts), this.workers, () => {
      if (this.isQuiet) return
      for (let worker = 0; worker < this.workers; worker++)
        this.post({ kind: 'unsocket', place }, worker)
    })
  }

  /** Closes sockets that workers are told of otherwise. */
  quietly<T>(close: () => T): T {
    this.isQuiet = true
    try {
      return close()
    } finally {
      this.isQuiet = false
    }
  }
}

class HeldSocket implements BoundSocket {
  private readonly held: HeldListener
  private readonly counts: Int32Array
  private readonly workers: number
  private readonly onClosed: () => void

  constructor(held: HeldListener, counts: Int32Array, workers: number, onClosed: () => void) {
    this.held = held
    this.counts = counts
    this.workers = workers
    this.onClosed = onClosed
  }

  get address(): string {
    return this.held.address
  }

  get descriptor(): number | null {
    return this.held.descriptor
  }

  /** Of all workers. */
  get connectionCount(): number {
    return ConnectionBalance.totalOf(this.counts, this.workers)
  }

  async stopAccepting(): Promise<void> {
    if (this.held.descriptor === null) return
    this.held.close()
    this.onClosed()
  }

  /** Connections are the workers'. */
  async whenEmpty(): Promise<void> {
    await Promise.resolve()
  }

  close(): Promise<void> {
    return this.stopAccepting()
  }

  adopt(): void {
    // Nothing is passed to the control plane.
  }
}
