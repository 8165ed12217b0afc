/** Closes a connection by a reset, which its peer cannot take for a clean end. */
import type { Socket } from 'node:net'

/** A TLS socket cannot be reset; it is closed without its closing alert, which its peer notices as well. */
export function resetSocket(socket: Socket): void {
  if (socket.destroyed) return
  if ('encrypted' in socket) socket.destroy()
  else if (isEnding(socket)) socket.once('finish', () => resetSocket(socket))
  else socket.resetAndDestroy()
}

/**
 * libuv refuses to reset a socket whose FIN is just being sent, and Node would then never close it: no `close` is emitted,
 * the descriptor stays open. It takes one turn of the event loop.
 */
function isEnding(socket: Socket): boolean {
  return socket.writableEnded && !socket.writableFinished && socket.writableLength === 0
}
