/** For tests: an HTTP/2 client that writes frames as they are, and notes what comes back. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

const HEADER_BYTES = 9

/** `type id code-or-length flags`, enough to tell what happened. */
export interface RawFrame {
  readonly type: number
  readonly flags: number
  readonly id: number
  readonly payload: Buffer
}

export class RawHttp2Client {
  readonly frames: RawFrame[] = []
  isClosed = false
  private readonly socket: Socket
  private buffer: Buffer = Buffer.alloc(0)
  private wake: (() => void)[] = []

  private constructor(socket: Socket) {
    this.socket = socket
    socket.on('data', (chunk: Buffer) => this.take(chunk))
    socket.on('error', () => socket.destroy())
    socket.on('end', () => socket.destroy())
    socket.on('close', () => {
      this.isClosed = true
      this.notify()
    })
  }

  static async open(port: number): Promise<RawHttp2Client> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    await once(socket, 'connect')
    return new RawHttp2Client(socket)
  }

  write(...frames: readonly Buffer[]): void {
    if (!this.socket.destroyed) this.socket.write(Buffer.concat(frames))
  }

  /** Stops reading: what the proxy sends stays in its hands. */
  pause(): void {
    this.socket.pause()
  }

  async closed(): Promise<void> {
    while (!this.isClosed) await this.more()
  }

  /** The first frame of the type, perhaps on the stream; waits for it. */
  async frame(type: number, id = -1): Promise<RawFrame> {
    for (;;) {
      const found = this.frames.find((one) => one.type === type && (id === -1 || one.id === id))
      if (found !== undefined) return found
      if (this.isClosed) throw new Error(`closed before a frame of type ${type}`)
      await this.more()
    }
  }

  close(): void {
    this.socket.destroy()
  }

  private take(chunk: Buffer): void {
    this.buffer = Buffer.concat([this.buffer, chunk])
    while (this.buffer.length >= HEADER_BYTES) {
      const length = this.buffer.readUIntBE(0, 3)
      if (this.buffer.length < HEADER_BYTES + length) break
      this.frames.push({
        type: this.buffer[3] ?? 0,
        flags: this.buffer[4] ?? 0,
        id: this.buffer.readUInt32BE(5),
        payload: this.buffer.subarray(HEADER_BYTES, HEADER_BYTES + length),
      })
      this.buffer = this.buffer.subarray(HEADER_BYTES + length)
    }
    this.notify()
  }

  private async more(): Promise<void> {
    await new Promise<void>((resolve) => this.wake.push(resolve))
  }

  private notify(): void {
    for (const wake of this.wake.splice(0)) wake()
  }
}
