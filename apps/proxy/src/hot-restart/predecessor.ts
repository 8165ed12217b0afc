/** The side of a hot restart that serves until its successor does, and then goes. */
import { once } from 'node:events'
import { chmodSync, rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { messageOf } from '@flotilla/errors'
import { scope } from '@flotilla/log'
import { sendDescriptors, toListenError } from '@flotilla/net'
import { encodeHandover, type Handover, READY, TAKE } from './handover.ts'

const log = scope('proxy.hot-restart')

export interface PredecessorOptions {
  /** The Unix socket at which a successor asks; made with mode 0600. */
  readonly path: string
  /** What is handed over, and the descriptors of its sockets in the same order. */
  readonly state: () => { readonly handover: Handover; readonly descriptors: readonly number[] }
  /** Frees what cannot be shared, before the successor goes on. */
  readonly onTaken: () => Promise<void>
  /** The successor went away before it served: takes back what was freed. */
  readonly onAbandoned: () => Promise<void>
  /** The successor serves. */
  readonly onReplaced: () => void
}

/** Waiting: for a successor; Taken: one starts; Gone: it serves, or this process ends. */
const State = { Waiting: 0, Taken: 1, Gone: 2 } as const
type State = (typeof State)[keyof typeof State]

export class Predecessor {
  private readonly options: PredecessorOptions
  private readonly server: Server
  private state: State = State.Waiting

  constructor(options: PredecessorOptions) {
    this.options = options
    this.server = createServer((socket) => this.onSuccessor(socket))
    // Errors of single accepts; those of listening are `start`'s.
    this.server.on('error', () => undefined)
  }

  /** Throws FLT_PORT_IN_USE and its like. */
  async start(): Promise<void> {
    const { path } = this.options
    try {
      // Nobody answered there when this process started: what is left is a dead one's.
      rmSync(path, { force: true })
      this.server.listen(path)
      await once(this.server, 'listening')
      chmodSync(path, 0o600)
    } catch (error) {
      throw toListenError(error, path, 'the hot restart socket')
    }
  }

  close(): void {
    this.state = State.Gone
    this.server.close()
  }

  private onSuccessor(socket: Socket): void {
    let text = ''
    let isOurs = false
    socket.on('error', () => socket.destroy())
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1')
      if (!isOurs && text.startsWith(TAKE) && this.state === State.Waiting) {
        isOurs = true
        this.state = State.Taken
        void this.handOver(socket)
      } else if (!isOurs) socket.destroy()
      if (isOurs && text === TAKE + READY) this.leave(socket)
      else if (text.length > TAKE.length + READY.length) socket.destroy()
    })
    socket.on('close', () => {
      if (isOurs && this.state === State.Taken) void this.resume()
    })
  }

  private async handOver(socket: Socket): Promise<void> {
    try {
      await this.options.onTaken()
      const { handover, descriptors } = this.options.state()
      sendDescriptors(socket, encodeHandover(handover), descriptors)
      log.info('listening sockets are handed over', { sockets: descriptors.length })
    } catch (error) {
      log.error('listening sockets cannot be handed over', { detail: messageOf(error) })
      socket.destroy()
    }
  }

  /** The path is free for the successor once the connection ends. */
  private leave(socket: Socket): void {
    this.close()
    socket.end()
    log.info('the successor serves', {})
    this.options.onReplaced()
  }

  private async resume(): Promise<void> {
    this.state = State.Waiting
    log.warn('the successor went away before it served', {})
    try {
      await this.options.onAbandoned()
    } catch (error) {
      log.error('what was freed for a successor is lost', { detail: messageOf(error) })
    }
  }
}
