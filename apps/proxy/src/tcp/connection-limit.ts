/** The network filter connection_limit: so many connections through this chain at once, others are closed. */
import type { ConnectionLimit as ConnectionLimitMessage } from '@flotilla/proto'
import type { Clock } from '@flotilla/time'
import { durationMs } from '../compile/fields.ts'
import type { Violations } from '../compile/violations.ts'
import type { DownstreamConnection } from '../listener/types.ts'
import { type LiveFlag, liveFlag } from '../runtime/live-values.ts'
import { type CellSource, type UseCount, useCount } from '../workers/shared-cells.ts'
import { type ConnectionGate, refuseConnection } from './connection-gate.ts'

export function compileConnectionLimit(
  message: ConnectionLimitMessage,
  clock: Clock,
  cells: CellSource | null,
  at: Violations,
): ConnectionGate {
  const max = message.maxConnections
  if (max !== null && max < 1) at.at('max_connections').add('must be at least 1')
  const enabled = message.runtimeEnabled
  return new ConnectionLimit(
    max ?? Number.POSITIVE_INFINITY,
    liveFlag(enabled?.defaultValue ?? true, enabled?.runtimeKey ?? ''),
    durationMs(message.delay, 0, at.at('delay')),
    clock,
    useCount(cells?.next(1) ?? null),
  )
}

class ConnectionLimit implements ConnectionGate {
  private readonly max: number
  private readonly enabled: LiveFlag
  /** How long a refused connection is held before it is closed; 0 closes at once. */
  private readonly delayMs: number
  private readonly clock: Clock
  /** Shared by the filters that replace each other, so that connections of both count. */
  private count: UseCount

  constructor(max: number, enabled: LiveFlag, delayMs: number, clock: Clock, count: UseCount) {
    this.count = count
    this.max = max
    this.enabled = enabled
    this.delayMs = delayMs
    this.clock = clock
  }

  admit(connection: DownstreamConnection): boolean {
    const { count, delayMs } = this
    if (!count.tryAdd(this.enabled.value ? this.max : Number.POSITIVE_INFINITY)) {
      if (delayMs === 0) refuseConnection(connection)
      else this.holdBack(connection)
      return false
    }
    connection.socket.once('close', () => count.remove())
    return true
  }

  inherit(predecessor: ConnectionGate): void {
    if (predecessor instanceof ConnectionLimit) this.count = predecessor.count
  }

  private holdBack(connection: DownstreamConnection): void {
    const timer = this.clock.after(this.delayMs, () => refuseConnection(connection))
    connection.socket.once('close', () => timer.cancel())
  }
}
