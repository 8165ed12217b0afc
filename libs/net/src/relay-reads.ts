/** Reads for relays: each socket into a buffer of its own, which takes no other bytes before the relay has done with them. */
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { type ByteReader, readInto } from './lent-reads.ts'

/** What a quiet socket holds. */
const SMALL_BYTES = 4 * 1024
/** What a busy one reads at most at once; libuv offers the same. */
const LARGE_BYTES = 64 * 1024
/** A read that finds less gives its large buffer back. */
const MIN_BUSY_BYTES = 16 * 1024
/** Large buffers kept for the next busy socket. Listed in docs/limits.md. */
const MAX_FREE_BUFFERS = 32

const free: Buffer[] = []

/**
 * As `lendReads`, but a reader that cannot do with the bytes at once pauses the socket before it returns: they stay as they
 * are until it resumes it. False where this Node cannot, and for TLS, which would fill the buffer anew although it is paused;
 * nothing has changed then.
 */
export function relayReads(socket: Socket, reader: ByteReader): boolean {
  if (socket instanceof TLSSocket) return false
  const reads = new RelayReads(socket, reader)
  if (!readInto(socket, reads.buffer, reads)) return false
  socket.once('close', reads.release)
  return true
}

class RelayReads {
  buffer: Buffer
  private readonly socket: Socket
  private readonly reader: ByteReader
  private readonly small: Buffer = Buffer.allocUnsafeSlow(SMALL_BYTES)
  private lastBytes = 0

  constructor(socket: Socket, reader: ByteReader) {
    this.socket = socket
    this.reader = reader
    this.buffer = this.small
  }

  readonly take = (size: number, buffer: Buffer): boolean => {
    this.lastBytes = size
    this.reader.onBytes(buffer, size, true)
    return true
  }

  readonly next = (): Buffer => {
    const { buffer, lastBytes } = this
    if (buffer === this.small) {
      if (lastBytes === SMALL_BYTES) this.buffer = free.pop() ?? Buffer.allocUnsafeSlow(LARGE_BYTES)
    } else if (lastBytes < MIN_BUSY_BYTES && !this.socket.isPaused()) this.release()
    return this.buffer
  }

  readonly release = (): void => {
    const { buffer } = this
    this.buffer = this.small
    // A write that was cut off may still have the buffer.
    if (buffer !== this.small && free.length < MAX_FREE_BUFFERS && !this.socket.isPaused())
      free.push(buffer)
  }
}
