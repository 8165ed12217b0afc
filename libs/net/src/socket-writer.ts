/** Writes to a connected socket, of plain TCP past Node's stream: most writes are taken whole by the kernel at once. */
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'

/** Node's handle of a TCP or Unix socket. Each write gives 0 where all was taken, an error number, or what is under way. */
interface WriteHandle {
  writeBuffer(request: null, bytes: Buffer): number | WriteUnderWay
  writeLatin1String(request: null, text: string): number | WriteUnderWay
  writev(
    request: null,
    pieces: readonly (Buffer | string)[],
    areBuffers: false,
  ): number | WriteUnderWay
}

/** A write of which the kernel took a part; libuv sends the rest. */
interface WriteUnderWay {
  handle: WriteHandle
  /** Kept from the garbage collector, since the kernel still reads it. */
  buffer: unknown
  oncomplete: (status: number) => void
}

/** The Node release whose handles are known to be as described above; socket-writer.test.ts holds it to that. */
const KNOWN_NODE = '26.'

export class SocketWriter {
  private readonly socket: Socket
  /** Null where Node's stream writes: on TLS, which takes one write at a time. */
  private readonly handle: WriteHandle | null
  private readonly onDrain: () => void
  private unsent = 0
  private afterwards: 'stay' | 'end' | 'destroy' = 'stay'

  /**
   * @param onDrain called when all of what was not taken at once has been. Errors destroy the socket and show there.
   */
  constructor(socket: Socket, onDrain: () => void) {
    this.socket = socket
    this.onDrain = onDrain
    this.handle = directHandle(socket)
    if (this.handle === null) socket.on('drain', onDrain)
  }

  /** Whether most bytes are the caller's again when the write returns. */
  get isDirect(): boolean {
    return this.handle !== null
  }

  /** Bytes that the kernel has not taken yet. */
  get pendingBytes(): number {
    return this.handle === null ? this.socket.writableLength : this.unsent
  }

  /** Writes Latin-1 text. */
  text(text: string): void {
    const { socket, handle } = this
    if (handle === null) socket.write(text, 'latin1')
    else if (!socket.destroyed) this.settle(handle.writeLatin1String(null, text), text.length, null)
  }

  /** Writes bytes. True where they are not needed any more; otherwise they must not change until `onDrain`. */
  bytes(bytes: Buffer): boolean {
    const { socket, handle } = this
    if (handle === null) {
      socket.write(bytes)
      return false
    }
    return socket.destroyed || this.settle(handle.writeBuffer(null, bytes), bytes.length, bytes)
  }

  /** Writes text, bytes and text in one go. The bytes must not change until `onDrain`. */
  framed(head: string, bytes: Buffer, tail: string): void {
    const { socket, handle } = this
    if (handle === null) {
      socket.cork()
      if (head !== '') socket.write(head, 'latin1')
      socket.write(bytes)
      if (tail !== '') socket.write(tail, 'latin1')
      socket.uncork()
    } else if (!socket.destroyed) {
      const pieces = [head, 'latin1', bytes, 'buffer', tail, 'latin1']
      const size = head.length + bytes.length + tail.length
      this.settle(handle.writev(null, pieces, false), size, pieces)
    }
  }

  /** Ends the socket's own direction once all is taken. */
  end(): void {
    if (this.unsent === 0) this.socket.end()
    else if (this.afterwards === 'stay') this.afterwards = 'end'
  }

  /** Closes the socket once all is taken. */
  destroySoon(): void {
    if (this.unsent === 0) this.socket.destroySoon()
    else this.afterwards = 'destroy'
  }

  private settle(result: number | WriteUnderWay, size: number, kept: unknown): boolean {
    if (result === 0) return true
    if (typeof result === 'number') {
      this.fail(result)
      return true
    }
    this.unsent += size
    result.handle = this.handle as WriteHandle // it has just written
    result.buffer = kept
    result.oncomplete = (status) => {
      this.unsent -= size
      if (this.socket.destroyed) return
      if (status < 0) this.fail(status)
      else if (this.unsent === 0) this.drained()
    }
    return false
  }

  private drained(): void {
    this.onDrain()
    if (this.unsent > 0 || this.afterwards === 'stay') return
    if (this.afterwards === 'end') this.socket.end()
    else this.socket.destroySoon()
  }

  private fail(status: number): void {
    this.socket.destroy(new Error(`write failed with ${status}`))
  }
}

function directHandle(socket: Socket): WriteHandle | null {
  if (!process.versions.node.startsWith(KNOWN_NODE) || socket instanceof TLSSocket) return null
  const { _handle: handle } = socket as unknown as { _handle?: Partial<WriteHandle> | null } // guarded by socket-writer.test.ts
  const isKnown =
    typeof handle?.writeBuffer === 'function' &&
    typeof handle.writeLatin1String === 'function' &&
    typeof handle.writev === 'function'
  return isKnown && !socket.connecting ? (handle as WriteHandle) : null
}
