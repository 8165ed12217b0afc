/** Reads of many sockets into one buffer: what a reader keeps it copies, and no memory is allocated per read. */
import { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { holdTime, releaseTime } from '@flotilla/time'

export interface ByteReader {
  /**
   * Takes `buffer[0..size)`. Where it is lent the bytes change as soon as this returns: what is kept has to be copied.
   * Otherwise they are the reader's for good.
   */
  onBytes(buffer: Buffer, size: number, isLent: boolean): void
}

/** What one read takes at most; libuv offers the same. */
const READ_BYTES = 64 * 1024
/** Less than this is copied where it is kept, rather than that a whole buffer is kept for it. */
const MIN_GIVEN_BYTES = READ_BYTES / 2

/** The fields in which a socket keeps what its public option `onread` says. */
interface ReadFields {
  readonly buffer: symbol
  readonly callback: symbol
  readonly generator: symbol
}

interface ReadHandle {
  useUserBuffer(buffer: Buffer): void
}

const fields = findFields()
let shared: Buffer | null = null

/**
 * Gives the bytes of a socket to a reader from now on; `data` is not emitted any more. All else of the socket works as
 * ever: `end`, `error`, `close`, `pause`, `resume`. The socket must not be connecting any more. It starts with `resume`.
 *
 * Node has this as the option `onread` of sockets that it makes for clients; accepted sockets and those of other makers
 * have no way to ask for it, so its fields are set here. Where a Node release has moved them, `data` is used.
 */
export function lendReads(socket: Socket, reader: ByteReader): void {
  shared ??= Buffer.allocUnsafeSlow(READ_BYTES)
  const early = socket.readableLength > 0 ? (socket.read() as Buffer | null) : null // no encoding is set
  const tls = socket instanceof TLSSocket ? socket : null
  const isDirect = readInto(socket, shared, new LentReads(reader, tls))
  if (!isDirect || tls !== null)
    socket.on('data', (chunk: Buffer) => reader.onBytes(chunk, chunk.length, false))
  if (early !== null) reader.onBytes(early, early.length, false)
}

/** What a socket calls for each read: `take` with what was read, then `next` for where the next read goes. */
export interface ReadCalls {
  readonly take: (size: number, buffer: Buffer) => boolean
  readonly next: () => Buffer | null
}

/**
 * Makes a socket read into these buffers, `first` first. False where this Node cannot; nothing has changed then. A TLS socket
 * goes on to give what it has decrypted after `pause`.
 */
export function readInto(socket: Socket, first: Buffer, calls: ReadCalls): boolean {
  const handle = (socket as unknown as { _handle?: ReadHandle | null })._handle // guarded by lent-reads.test.ts
  if (fields === null || typeof handle?.useUserBuffer !== 'function') return false
  Object.assign(socket, {
    [fields.buffer]: first,
    [fields.callback]: calls.take,
    [fields.generator]: calls.next,
  })
  handle.useUserBuffer(first)
  return true
}

/** A read that fills its buffer has more behind it: from then on buffers are given away, until a read finds less. */
class LentReads {
  private readonly reader: ByteReader
  /** Null on plain TCP, which reads nothing while it is paused. */
  private readonly tls: TLSSocket | null
  private isBulk = false
  private hasOwn = false

  constructor(reader: ByteReader, tls: TLSSocket | null) {
    this.reader = reader
    this.tls = tls
  }

  readonly take = (size: number, buffer: Buffer): boolean => {
    const { tls } = this
    // What a paused socket still gives waits in its stream, and whatever comes after that behind it.
    if (tls !== null && (tls.isPaused() || tls.readableLength > 0)) {
      tls.push(Buffer.from(buffer.subarray(0, size)))
      return true
    }
    this.isBulk = size === READ_BYTES
    holdTime()
    try {
      this.reader.onBytes(buffer, size, buffer === shared || size < MIN_GIVEN_BYTES)
    } finally {
      releaseTime()
    }
    return true
  }

  /** Null where the next read goes where the last one went. */
  readonly next = (): Buffer | null => {
    if (this.isBulk) {
      this.hasOwn = true
      return Buffer.allocUnsafeSlow(READ_BYTES)
    }
    if (!this.hasOwn) return null
    this.hasOwn = false
    return shared
  }
}

function findFields(): ReadFields | null {
  const probe = new Socket({
    onread: { buffer: Buffer.alloc(1), callback: () => true },
  } as ConstructorParameters<typeof Socket>[0]) // its types know it for clients only
  const symbols = Object.getOwnPropertySymbols(probe)
  const named = (name: string): symbol | undefined =>
    symbols.find((one) => one.description === name)
  const buffer = named('kBuffer')
  const callback = named('kBufferCb')
  const generator = named('kBufferGen')
  probe.destroy()
  if (buffer === undefined || callback === undefined || generator === undefined) return null
  return { buffer, callback, generator }
}
