/** The network filter connection_limit: so many connections through this chain at once, others are closed. */
import type { ConnectionLimit as ConnectionLimitMessage } from '@flotilla/proto'
import type { Clock } from '@flotilla/time'
import { durationMs } from '../compile/fields.ts'
import type { Violations } from '../compile/violations.ts'
import type { DownstreamConnection } from '../listener/types.ts'
import { type ConnectionGate, refuseConnection } from './connection-gate.ts'

/** Shared by the filters that replace each other, so that connections of both count. */
interface Count {
  active: number
}

export function compileConnectionLimit(
  message: ConnectionLimitMessage,
  clock: Clock,
  at: Violations,
): ConnectionGate {
  if (message.runtimeEnabled !== null && message.runtimeEnabled.runtimeKey !== '')
    at.at('runtime_enabled.runtime_key').unsupported()
  const max = message.maxConnections
  if (max !== null && max < 1) at.at('max_connections').add('must be at least 1')
  const isOff = message.runtimeEnabled?.defaultValue === false
  return new ConnectionLimit(
    max === null || isOff ? Number.POSITIVE_INFINITY : max,
    durationMs(message.delay, 0, at.at('delay')),
    clock,
  )
}

class ConnectionLimit implements ConnectionGate {
  private readonly max: number
  /** How long a refused connection is held before it is closed; 0 closes at once. */
  private readonly delayMs: number
  private readonly clock: Clock
  private count: Count = { active: 0 }

  constructor(max: number, delayMs: number, clock: Clock) {
    this.max = max
    this.delayMs = delayMs
    this.clock = clock
  }

  admit(connection: DownstreamConnection): boolean {
    const { count, delayMs } = this
    if (count.active >= this.max) {
      if (delayMs === 0) refuseConnection(connection)
      else this.holdBack(connection)
      return false
    }
    count.active++
    connection.socket.once('close', () => {
      count.active--
    })
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
