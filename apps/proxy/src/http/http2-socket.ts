/** Carries bytes between a codec and its socket: one write per turn, and no more than the socket takes. */
import type { Socket } from 'node:net'
import type { Connection } from '@flotilla/http2'
import { atTurnEnd, type TurnEndTask } from './turn-end.ts'

/** Bytes that wait in the socket before streams stop sending. Listed in docs/limits.md. */
const MAX_UNSENT_BYTES = 256 * 1024
/** Rounds of writing before other connections get their turn. */
const MAX_ROUNDS = 8

export class Http2Socket implements TurnEndTask {
  private readonly socket: Socket
  private readonly connection: Connection
  private readonly onWritten: () => void
  private isScheduled = false
  private isBlocked = false
  private isEnding = false

  constructor(socket: Socket, connection: Connection) {
    this.socket = socket
    this.connection = connection
    this.onWritten = () => connection.onWritten()
    socket.on('drain', () => this.unblock())
  }

  /** Whether the peer does not take what is written. */
  get isStalled(): boolean {
    return this.isBlocked
  }

  /** Writes at the end of the turn what is there then. */
  schedule(): void {
    if (this.isScheduled) return
    this.isScheduled = true
    atTurnEnd(this)
  }

  /** Writes now; the socket is closed for writing once all is out. */
  end(): void {
    this.isEnding = true
    this.write()
    this.socket.end()
  }

  onTurnEnd(): void {
    this.isScheduled = false
    if (!this.isEnding && !this.socket.destroyed) this.write()
  }

  private write(): void {
    const { socket, connection, onWritten } = this
    for (let round = 0; round < MAX_ROUNDS; round++) {
      for (let bytes = connection.take(); bytes !== null; bytes = connection.take())
        socket.write(bytes, onWritten)
      if (socket.writableLength > MAX_UNSENT_BYTES) {
        this.isBlocked = true
        connection.blockOutput()
        return
      }
      if (!connection.hasReady) return
      connection.pump()
      if (connection.pendingBytes === 0) return
    }
    if (connection.pendingBytes > 0) this.schedule()
  }

  private unblock(): void {
    if (!this.isBlocked) return
    this.isBlocked = false
    this.connection.unblockOutput()
    this.schedule()
  }
}
