/** Threads that accept from one listening socket: who has how many connections, and who takes the next one. */
import type { Socket } from 'node:net'
import { duplicateDescriptor } from './descriptor-passing.ts'
import { fileDescriptorOf } from './original-destination.ts'

/** Gives a connection to another thread; the descriptor is that thread's from now on. */
export type PassConnection = (thread: number, descriptor: number) => void

/** How many more connections than the least busy thread one may have. */
const SLACK = 1

/**
 * Which of several threads that wait at a socket the kernel wakes is not fair: one that is awake accepts a whole burst. So
 * whoever accepts gives the connection to the thread that has the fewest.
 */
export class ConnectionBalance {
  /** In memory that all threads share: connections by thread, then whether each accepts. */
  private readonly counts: Int32Array
  private readonly own: number
  private readonly threads: number
  private readonly pass: PassConnection

  /** @param own index of this thread. */
  constructor(counts: Int32Array, own: number, threads: number, pass: PassConnection) {
    this.counts = counts
    this.own = own
    this.threads = threads
    this.pass = pass
  }

  /** Size of the shared memory. */
  static bytesFor(threads: number): number {
    return 2 * threads * Int32Array.BYTES_PER_ELEMENT
  }

  static totalOf(counts: Int32Array, threads: number): number {
    let total = 0
    for (let i = 0; i < threads; i++) total += Atomics.load(counts, i)
    return total
  }

  /** Of all threads. */
  get total(): number {
    return ConnectionBalance.totalOf(this.counts, this.threads)
  }

  /** Whether others may pass connections to this thread. */
  accepts(isAccepting: boolean): void {
    Atomics.store(this.counts, this.threads + this.own, isAccepting ? 1 : 0)
  }

  /** Counts a connection that was just accepted; false where it was passed to another thread, and is not ours any more. */
  keeps(socket: Socket): boolean {
    const thread = this.leastBusy()
    Atomics.add(this.counts, thread, 1)
    if (thread === this.own) return true
    const descriptor = fileDescriptorOf(socket)
    // A connection that is gone already.
    if (descriptor === null) {
      Atomics.sub(this.counts, thread, 1)
      Atomics.add(this.counts, this.own, 1)
      return true
    }
    const copy = duplicateDescriptor(descriptor)
    socket.on('error', () => undefined)
    socket.destroy()
    this.pass(thread, copy)
    return false
  }

  /** A connection of this thread is closed. */
  release(): void {
    Atomics.sub(this.counts, this.own, 1)
  }

  private leastBusy(): number {
    const { counts, own, threads } = this
    let least = own
    let fewest = Atomics.load(counts, own) - SLACK
    for (let i = 0; i < threads; i++) {
      const count = Atomics.load(counts, i)
      if (i === own || count > fewest || Atomics.load(counts, threads + i) === 0) continue
      least = i
      fewest = count - 1
    }
    return least
  }
}
