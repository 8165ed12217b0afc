/** Open descriptors from one process to another over a Unix socket (SCM_RIGHTS), which Node has no call for. Linux only. */
import { createRequire } from 'node:module'
import type { Socket } from 'node:net'
import process from 'node:process'
import { FlotillaError } from '@flotilla/errors'
import { fileDescriptorOf } from './original-destination.ts'

/** What came: the sender's text, the descriptors in their order, and the connection, now a descriptor of ours. */
export interface Received {
  readonly text: string
  readonly descriptors: readonly number[]
  readonly connection: number
}

/** How the other end is waited for, each time, ms. */
const WAIT_MS = 5_000
/** The kernel takes 253 in one message. */
const MAX_PER_MESSAGE = 200
/** Bytes of text that are taken at most (docs/limits.md). */
const MAX_TEXT_BYTES = 1024 * 1024
/** Length of the text and count of the descriptors, each 32 bits. */
const HEADER_BYTES = 8
const AF_UNIX = 1
const SOCK_STREAM = 1
const SOCK_CLOEXEC = 0o2000000
const SOL_SOCKET = 1
const SCM_RIGHTS = 1
const MSG_NOSIGNAL = 0x4000
const MSG_CMSG_CLOEXEC = 0x40000000
const POLLIN = 1
const CMSG_HEADER_BYTES = 16
const MSGHDR_BYTES = 56
const SUN_PATH_BYTES = 108
const F_DUPFD_CLOEXEC = 1030

interface Libc {
  socket(domain: number, type: number, protocol: number): number
  connect(fd: number, address: Uint8Array, length: number): number
  sendmsg(fd: number, message: Uint8Array, flags: number): number
  recvmsg(fd: number, message: Uint8Array, flags: number): number
  write(fd: number, bytes: Uint8Array, length: number): number
  read(fd: number, bytes: Uint8Array, length: number): number
  poll(entries: Uint8Array, count: number, timeoutMs: number): number
  close(fd: number): number
  fcntl(fd: number, command: number, type: 'int', value: number): number
  /** Where the bytes are. */
  address(bytes: Uint8Array): bigint
}

let loaded: Libc | null = null

/** Sends the text with the descriptors on a connection that nothing was written to yet. They stay open here. Throws FLT_PLATFORM. */
export function sendDescriptors(
  socket: Socket,
  text: string,
  descriptors: readonly number[],
): void {
  const libc = load()
  const fd = fileDescriptorOf(socket)
  if (fd === null) throw new FlotillaError('FLT_PLATFORM', 'the connection has no descriptor')
  const body = Buffer.from(text)
  const header = Buffer.alloc(HEADER_BYTES)
  header.writeUInt32LE(body.length, 0)
  header.writeUInt32LE(descriptors.length, 4)
  let bytes = header
  for (let at = 0; at === 0 || at < descriptors.length; at += MAX_PER_MESSAGE) {
    const control = controlOf(descriptors.slice(at, at + MAX_PER_MESSAGE))
    const sent = libc.sendmsg(fd, messageOf(libc, bytes, control), MSG_NOSIGNAL)
    if (sent !== bytes.length)
      throw new FlotillaError('FLT_PLATFORM', 'the descriptors could not be sent')
    bytes = Buffer.alloc(1)
  }
  socket.write(body)
}

/** Asks the process that listens at the path, and waits for its answer. Null where nobody does. Throws FLT_PLATFORM. */
export function receiveDescriptors(path: string, request: string): Received | null {
  const libc = load()
  const connection = libc.socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)
  if (connection < 0) throw new FlotillaError('FLT_PLATFORM', 'no Unix socket can be made')
  try {
    const address = addressOf(path)
    if (libc.connect(connection, address, address.length) !== 0) {
      libc.close(connection)
      return null
    }
    const bytes = Buffer.from(request)
    libc.write(connection, bytes, bytes.length)
    return { ...receive(libc, connection), connection }
  } catch (error) {
    libc.close(connection)
    throw error
  }
}

/** Another descriptor of the same socket: it stays open when the first is closed, and the other way round. Throws FLT_PLATFORM. */
export function duplicateDescriptor(fd: number): number {
  const copy = load().fcntl(fd, F_DUPFD_CLOEXEC, 'int', 0)
  if (copy < 0) throw new FlotillaError('FLT_PLATFORM', `descriptor ${fd} cannot be duplicated`)
  return copy
}

/** Closes descriptors that were received and are not used. */
export function closeDescriptors(descriptors: readonly number[]): void {
  const libc = load()
  for (const fd of descriptors) libc.close(fd)
}

function receive(libc: Libc, connection: number): Omit<Received, 'connection'> {
  const header = Buffer.alloc(HEADER_BYTES)
  const descriptors = [...receiveMessage(libc, connection, header)]
  const textBytes = header.readUInt32LE(0)
  const count = header.readUInt32LE(4)
  if (textBytes > MAX_TEXT_BYTES) throw broken()
  while (descriptors.length < count)
    descriptors.push(...receiveMessage(libc, connection, Buffer.alloc(1)))
  const text = Buffer.alloc(textBytes)
  for (let at = 0; at < textBytes; ) {
    awaitBytes(libc, connection)
    const rest = text.subarray(at)
    const got = libc.read(connection, rest, rest.length)
    if (got <= 0) throw broken()
    at += got
  }
  return { text: text.toString(), descriptors }
}

/** Fills the bytes whole: they are few enough to come in one piece. */
function receiveMessage(libc: Libc, connection: number, bytes: Buffer): readonly number[] {
  awaitBytes(libc, connection)
  const control = Buffer.alloc(CMSG_HEADER_BYTES + 4 * MAX_PER_MESSAGE)
  const message = messageOf(libc, bytes, control)
  if (libc.recvmsg(connection, message, MSG_CMSG_CLOEXEC) !== bytes.length) throw broken()
  if (message.readBigUInt64LE(40) < CMSG_HEADER_BYTES) return []
  const length = Number(control.readBigUInt64LE(0))
  if (control.readInt32LE(8) !== SOL_SOCKET || control.readInt32LE(12) !== SCM_RIGHTS) return []
  const count = (length - CMSG_HEADER_BYTES) >> 2
  return Array.from({ length: count }, (_, i) => control.readInt32LE(CMSG_HEADER_BYTES + 4 * i))
}

function awaitBytes(libc: Libc, connection: number): void {
  const entry = Buffer.alloc(8)
  entry.writeInt32LE(connection, 0)
  entry.writeInt16LE(POLLIN, 4)
  if (libc.poll(entry, 1, WAIT_MS) !== 1) throw broken()
}

/** struct msghdr of 64-bit Linux with one piece of bytes; both must outlive the call, which they do: it is synchronous. */
function messageOf(libc: Libc, bytes: Buffer, control: Buffer): Buffer {
  const piece = Buffer.alloc(16)
  piece.writeBigUInt64LE(libc.address(bytes), 0)
  piece.writeBigUInt64LE(BigInt(bytes.length), 8)
  const message = Buffer.alloc(MSGHDR_BYTES)
  message.writeBigUInt64LE(libc.address(piece), 16)
  message.writeBigUInt64LE(1n, 24)
  if (control.length > 0) message.writeBigUInt64LE(libc.address(control), 32)
  message.writeBigUInt64LE(BigInt(control.length), 40)
  keepAlive.piece = piece
  return message
}

/** The piece is reachable by its address only. */
const keepAlive: { piece: Buffer | null } = { piece: null }

function controlOf(descriptors: readonly number[]): Buffer {
  if (descriptors.length === 0) return Buffer.alloc(0)
  const length = CMSG_HEADER_BYTES + 4 * descriptors.length
  const control = Buffer.alloc(Math.ceil(length / 8) * 8)
  control.writeBigUInt64LE(BigInt(length), 0)
  control.writeInt32LE(SOL_SOCKET, 8)
  control.writeInt32LE(SCM_RIGHTS, 12)
  for (const [i, fd] of descriptors.entries()) control.writeInt32LE(fd, CMSG_HEADER_BYTES + 4 * i)
  return control
}

function addressOf(path: string): Buffer {
  const bytes = Buffer.from(path)
  if (bytes.length >= SUN_PATH_BYTES)
    throw new FlotillaError('FLT_PLATFORM', `the path ${path} is too long for a Unix socket`)
  const address = Buffer.alloc(2 + bytes.length + 1)
  address.writeUInt16LE(AF_UNIX, 0)
  bytes.copy(address, 2)
  return address
}

function broken(): FlotillaError {
  return new FlotillaError(
    'FLT_PLATFORM',
    'the process that is to hand over did not answer as it should',
  )
}

function load(): Libc {
  if (process.platform !== 'linux')
    throw new FlotillaError(
      'FLT_PLATFORM',
      `descriptors are passed on Linux only, this is ${process.platform}`,
    )
  loaded ??= loadLibc()
  return loaded
}

function loadLibc(): Libc {
  try {
    const koffi = createRequire(import.meta.url)('koffi') as typeof import('koffi')
    const libc = koffi.load(null)
    return {
      socket: libc.func('int socket(int domain, int type, int protocol)'),
      connect: libc.func('int connect(int fd, const uint8_t *address, uint32_t length)'),
      sendmsg: libc.func('long sendmsg(int fd, const uint8_t *message, int flags)'),
      recvmsg: libc.func('long recvmsg(int fd, _Inout_ uint8_t *message, int flags)'),
      write: libc.func('long write(int fd, const uint8_t *bytes, size_t length)'),
      read: libc.func('long read(int fd, _Out_ uint8_t *bytes, size_t length)'),
      poll: libc.func('int poll(_Inout_ uint8_t *entries, unsigned long count, int timeout)'),
      close: libc.func('int close(int fd)'),
      fcntl: libc.func('int fcntl(int fd, int command, ...)'),
      address: (bytes: Uint8Array) => koffi.address(bytes) as bigint,
    } as unknown as Libc // the prototypes above are these types
  } catch (cause) {
    throw new FlotillaError('FLT_PLATFORM', 'cannot load calls from the C library', { cause })
  }
}
