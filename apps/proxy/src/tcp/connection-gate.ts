/** Network filters that only decide whether a connection may stay, before any other filter sees it. */
import type { DownstreamConnection, NetworkFilter } from '../listener/types.ts'

export interface ConnectionGate {
  /** False: the gate has taken the socket and sees to its end. */
  admit(connection: DownstreamConnection): boolean
  /** Takes over what the gate before it has counted; both have equal configuration. */
  inherit(predecessor: ConnectionGate): void
}

/** A filter behind gates. */
export class GatedFilter implements NetworkFilter {
  private readonly gates: readonly ConnectionGate[]
  private readonly inner: NetworkFilter
  private successor: GatedFilter | null = null

  constructor(gates: readonly ConnectionGate[], inner: NetworkFilter) {
    this.gates = gates
    this.inner = inner
  }

  onConnection(connection: DownstreamConnection): void {
    if (this.successor !== null) {
      this.successor.onConnection(connection)
      return
    }
    for (const gate of this.gates) if (!gate.admit(connection)) return
    this.inner.onConnection(connection)
  }

  /** Chains that hand over have equal filters before the last: gate by gate the same. */
  handOver(successor: NetworkFilter): boolean {
    if (!(successor instanceof GatedFilter) || !this.inner.handOver(successor.inner)) return false
    this.successor = successor
    for (const [i, gate] of successor.gates.entries()) {
      const predecessor = this.gates[i]
      if (predecessor !== undefined) gate.inherit(predecessor)
    }
    return true
  }

  discourage(overMs: number): void {
    this.inner.discourage(overMs)
  }

  failHealth(isFailed: boolean): void {
    this.inner.failHealth?.(isFailed)
  }

  close(): void {
    this.inner.close()
  }

  drain(): void {
    this.inner.drain()
  }
}

/** Ends a connection that may not stay. What it still sends is nobody's. */
export function refuseConnection({ socket }: DownstreamConnection): void {
  socket.on('error', ignoreReset)
  socket.destroy()
}

/** A socket's error is always followed by `close`. */
function ignoreReset(): void {
  return
}
