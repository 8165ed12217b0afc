/** How the clients of Redis and NATS get their sockets: through the mesh where the server is one of its workloads. */
import type { Socket } from 'node:net'

/** A connected socket that keeps no program from ending; rejects where there is none within `timeoutMs`. */
export type Dial = (host: string, port: number, timeoutMs: number) => Promise<Socket>

/** More came than any answer has. */
export class EndlessAnswerError extends Error {}

/** Ends a socket on which more than `maxBytes` arrive while nothing is sent. */
export function limitAnswers(socket: Socket, maxBytes: number): void {
  let sent = -1
  let received = 0
  socket.on('data', (bytes: Buffer) => {
    if (socket.bytesWritten !== sent) {
      sent = socket.bytesWritten
      received = 0
    }
    received += bytes.length
    if (received > maxBytes) socket.destroy(new EndlessAnswerError('an answer without end'))
  })
}
