/** Whether a connection that was just accepted is let in, held back or closed, as the overload manager wants it. */
import type { Socket } from 'node:net'
import type { OverloadState } from '../overload/overload-state.ts'
import type { ListenerStats } from './listener-stats.ts'

/** Connections that wait while accepting is stopped; further ones are reset. Listed in docs/limits.md. */
const MAX_HELD = 512

interface Held {
  readonly socket: Socket
  readonly enter: () => void
}

export class Admission {
  private readonly state: OverloadState
  private readonly random: () => number
  /** Of clients, over all listeners, this one counted already. */
  private readonly connections: () => number
  private held: Held[] = []

  constructor(state: OverloadState, random: () => number, connections: () => number) {
    this.state = state
    this.random = random
    this.connections = connections
    state.onResume = () => this.release()
  }

  /** Calls `enter` now or later, or closes the socket. It is paused, its errors are handled. */
  admit(socket: Socket, stats: ListenerStats, enter: () => void): void {
    const { state } = this
    if (this.connections() > state.maxConnections) {
      stats.downstreamGlobalCxOverflow++
      socket.destroy()
    } else if (state.rejectedShare > 0 && this.random() < state.rejectedShare) {
      stats.downstreamCxOverloadReject++
      socket.destroy()
    } else if (state.stopsConnections) this.hold(socket, stats, enter)
    else enter()
  }

  private hold(socket: Socket, stats: ListenerStats, enter: () => void): void {
    if (this.held.length < MAX_HELD) {
      this.held.push({ socket, enter })
      return
    }
    stats.downstreamCxOverloadReject++
    socket.resetAndDestroy()
  }

  private release(): void {
    const waiting = this.held
    this.held = []
    for (const { socket, enter } of waiting) if (!socket.destroyed) enter()
  }
}
