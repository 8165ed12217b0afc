/** Bytes that a cluster's connections carried, counted while they are open. */
import type { Socket } from 'node:net'
import type { ClusterStats } from './cluster-stats.ts'

/** What was counted of one connection. */
interface Counted {
  received: number
  sent: number
}

export class CarriedBytes {
  private readonly stats: ClusterStats
  private readonly open = new Map<Socket, Counted>()

  constructor(stats: ClusterStats) {
    this.stats = stats
  }

  begin(socket: Socket): void {
    this.open.set(socket, { received: 0, sent: 0 })
  }

  end(socket: Socket): void {
    this.settleOne(socket)
    this.open.delete(socket)
  }

  /** Brings the counters up to now. O(open connections). */
  settle(): void {
    for (const socket of this.open.keys()) this.settleOne(socket)
  }

  private settleOne(socket: Socket): void {
    const counted = this.open.get(socket)
    if (counted === undefined) return
    const { bytesRead, bytesWritten } = socket
    this.stats.upstreamCxRxBytesTotal += bytesRead - counted.received
    this.stats.upstreamCxTxBytesTotal += bytesWritten - counted.sent
    counted.received = bytesRead
    counted.sent = bytesWritten
  }
}
