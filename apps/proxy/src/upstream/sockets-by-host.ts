/** Open connections by the endpoint that they lead to. */
import type { Socket } from 'node:net'
import type { Host } from './types.ts'

export class SocketsByHost {
  private readonly sockets = new Map<Host, Set<Socket>>()

  /** Until it is closed. */
  add(host: Host, socket: Socket): void {
    const known = this.sockets.get(host)
    const sockets = known ?? new Set<Socket>()
    if (known === undefined) this.sockets.set(host, sockets)
    sockets.add(socket)
    socket.once('close', () => {
      sockets.delete(socket)
      if (sockets.size === 0) this.sockets.delete(host)
    })
  }

  destroy(host: Host): void {
    for (const socket of this.sockets.get(host) ?? []) socket.destroy()
  }
}
