/** Writes to a connected socket past Node's stream: of plain TCP most writes are taken whole by the kernel at once. */
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'

/** Node's handle of a TCP, Unix or TLS socket. Each write gives 0 where all was taken, an error number, or what is under way. */
interface WriteHandle {
  writeBuffer(request: null, bytes: Buffer): number | WriteUnderWay
  writeLatin1String(request: null, text: string): number | WriteUnderWay
  writev(
    request: null,
    pieces: readonly (Buffer | string)[],
    areBuffers: false,
  ): number | WriteUnderWay
}

/** A write of which the kernel took a part, and libuv sends the rest; every write over TLS. */
interface WriteUnderWay {
  /** Fields for whoever awaits it. */
  handle: SocketWriter
  bytes: number
  /** Kept from the garbage collector, since the kernel still reads it. */
  buffer: unknown
  /** Set where it was over before `oncomplete` was. */
  writeStatus: number | null
  /** What went wrong, where nothing is under way after all: no `oncomplete` follows. */
  error?: string
  oncomplete: (this: WriteUnderWay, status: number) => void
}

/** The Node release whose handles are known to be as described above; socket-writer.test.ts holds it to that. */
const KNOWN_NODE = '26.'

export class SocketWriter {
  private readonly socket: Socket
  /** Null where Node's stream writes. */
  private readonly handle: WriteHandle | null
  private readonly onDrain: () => void
  private unsent = 0
  /** On TLS: what waits for the write under way, since there is one at a time. Null on TCP, whose writes queue by themselves. */
  private readonly waiting: (Buffer | string)[] | null
  private isWriting = false
  private afterwards: 'stay' | 'end' | 'destroy' = 'stay'

  /**
   * @param onDrain called when all of what was not taken at once has been. Errors destroy the socket and show there.
   */
  constructor(socket: Socket, onDrain: () => void) {
    this.socket = socket
    this.onDrain = onDrain
    this.handle = directHandle(socket)
    this.waiting = this.handle !== null && socket instanceof TLSSocket ? [] : null
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
    else if (socket.destroyed) return
    else if (this.isWriting) this.wait(text)
    else this.settle(handle.writeLatin1String(null, text), text.length, null)
  }

  /** Writes bytes. True where they are not needed any more; otherwise they must not change until `onDrain`. */
  bytes(bytes: Buffer): boolean {
    const { socket, handle } = this
    if (handle === null) {
      socket.write(bytes)
      return false
    }
    if (socket.destroyed) return true
    if (this.isWriting) {
      this.wait(bytes)
      return false
    }
    const isTaken = this.settle(handle.writeBuffer(null, bytes), bytes.length, bytes)
    // TLS has encrypted all of it, or taken a copy.
    return isTaken || this.waiting !== null
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
    } else if (socket.destroyed) return
    else if (this.isWriting) {
      if (head !== '') this.wait(head)
      this.wait(bytes)
      if (tail !== '') this.wait(tail)
    } else {
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
    if (typeof result === 'number' || result.error !== undefined) {
      this.fail(typeof result === 'number' ? String(result) : (result.error ?? ''))
      return true
    }
    this.unsent += size
    this.isWriting = this.waiting !== null
    result.handle = this
    result.bytes = size
    result.buffer = kept
    result.oncomplete = onWritten
    // Over TLS a write may be over before anybody could be told.
    if (result.writeStatus === null) return false
    const status = result.writeStatus
    result.writeStatus = null
    result.oncomplete(status)
    return false
  }

  /** @internal */
  written(size: number, status: number): void {
    this.unsent -= size
    this.isWriting = false
    if (this.socket.destroyed) return
    if (status < 0) this.fail(String(status))
    else if (this.unsent === 0) this.drained()
    else if (this.waiting !== null) this.writeNext(this.waiting)
  }

  private wait(piece: Buffer | string): void {
    this.unsent += piece.length
    this.waiting?.push(piece)
  }

  private writeNext(waiting: (Buffer | string)[]): void {
    const [first = ''] = waiting
    const all = waiting.length === 1 && typeof first !== 'string' ? first : joined(waiting)
    waiting.length = 0
    this.unsent -= all.length
    this.bytes(all)
  }

  private drained(): void {
    this.onDrain()
    if (this.unsent > 0 || this.afterwards === 'stay') return
    if (this.afterwards === 'end') this.socket.end()
    else this.socket.destroySoon()
  }

  private fail(why: string): void {
    this.socket.destroy(new Error(`write failed: ${why}`))
  }
}

/** One function for all writes, so that none is made per write. */
function onWritten(this: WriteUnderWay, status: number): void {
  this.handle.written(this.bytes, status)
}

function directHandle(socket: Socket): WriteHandle | null {
  if (!process.versions.node.startsWith(KNOWN_NODE)) return null
  const { _handle: handle } = socket as unknown as { _handle?: Partial<WriteHandle> | null } // guarded by socket-writer.test.ts
  const isKnown =
    typeof handle?.writeBuffer === 'function' &&
    typeof handle.writeLatin1String === 'function' &&
    typeof handle.writev === 'function'
  return isKnown && !socket.connecting ? (handle as WriteHandle) : null
}

function joined(pieces: readonly (Buffer | string)[]): Buffer {
  return Buffer.concat(
    pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece)),
  )
}
