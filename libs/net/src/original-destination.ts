/** The address that a client dialled before iptables REDIRECT sent its connection here (SO_ORIGINAL_DST). */
import { createRequire } from 'node:module'
import { isIPv4, type Server, type Socket } from 'node:net'
import process from 'node:process'
import { FlotillaError } from '@flotilla/errors'

export interface SocketAddress {
  /** IPv6 compressed as Node prints it; IPv4 never in its mapped form. */
  readonly address: string
  readonly port: number
}

export interface OriginalDestinationReader {
  /** The address before redirection; the socket's own where nothing redirected it; null on a closed socket. */
  read(socket: Socket): SocketAddress | null
}

const SOL_IP = 0
const SOL_IPV6 = 41
/** The same number on both levels: SO_ORIGINAL_DST and IP6T_SO_ORIGINAL_DST. */
const SO_ORIGINAL_DST = 80
const AF_INET = 2
const AF_INET6 = 10
const SOCKADDR_BYTES = 28

type Getsockopt = (
  fd: number,
  level: number,
  option: number,
  value: Uint8Array,
  length: Uint32Array,
) => number

/**
 * Loads the system call behind the reader: about 16 ms and 9 MB, so only listeners that need it should ask.
 * Throws FLT_PLATFORM where this is not Linux.
 */
export function openOriginalDestinationReader(): OriginalDestinationReader {
  if (process.platform !== 'linux') {
    throw new FlotillaError(
      'FLT_PLATFORM',
      `reading original destinations needs Linux, this is ${process.platform}; use interception mode NONE`,
    )
  }
  return new KernelReader(loadGetsockopt())
}

class KernelReader implements OriginalDestinationReader {
  private readonly getsockopt: Getsockopt
  // One call at a time, synchronous: the scratch buffers are never shared.
  private readonly value = new Uint8Array(SOCKADDR_BYTES)
  private readonly length = new Uint32Array(1)

  constructor(getsockopt: Getsockopt) {
    this.getsockopt = getsockopt
  }

  read(socket: Socket): SocketAddress | null {
    const own = ownAddress(socket)
    const fd = fileDescriptorOf(socket)
    if (own === null || fd === null) return own
    this.length[0] = SOCKADDR_BYTES
    const level = isIPv4(own.address) ? SOL_IP : SOL_IPV6
    const result = this.getsockopt(fd, level, SO_ORIGINAL_DST, this.value, this.length)
    // ENOENT, ENOPROTOOPT: nothing redirected this connection, or the kernel has no connection tracking.
    return result === 0 ? (decodeSockaddr(this.value) ?? own) : own
  }
}

/** The local address of a connected socket, IPv4-mapped IPv6 undone; null once it is closed. */
export function ownAddress(socket: Socket): SocketAddress | null {
  const { localAddress, localPort } = socket
  if (localAddress === undefined || localPort === undefined) return null
  return { address: unmapped(localAddress), port: localPort }
}

/** `::ffff:1.2.3.4` → `1.2.3.4`; anything else as it is. */
export function unmapped(address: string): string {
  return address.startsWith('::ffff:') && isIPv4(address.slice(7)) ? address.slice(7) : address
}

/** Reads a struct sockaddr_in or sockaddr_in6; null for another family. */
export function decodeSockaddr(bytes: Uint8Array): SocketAddress | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  // The family is in the machine's byte order: little-endian on every platform Node's Linux builds run on here.
  const family = view.getUint16(0, true)
  const port = view.getUint16(2)
  if (family === AF_INET) return { address: bytes.subarray(4, 8).join('.'), port }
  if (family !== AF_INET6) return null
  const groups = Array.from({ length: 8 }, (_, i) => view.getUint16(8 + 2 * i).toString(16))
  return { address: compressed(groups), port }
}

/** RFC 5952: the longest run of two or more zero groups becomes `::`. */
function compressed(groups: readonly string[]): string {
  const text = groups.join(':')
  let best = ''
  for (const run of text.match(/\b0(?::0)+\b/g) ?? []) if (run.length > best.length) best = run
  if (best === '') return text
  const at = text.indexOf(best)
  const before = text.slice(0, at).replace(/:$/, '')
  const after = text.slice(at + best.length).replace(/^:/, '')
  return unmapped(`${before}::${after}`)
}

/** libuv's handle knows its descriptor; Node shows it only there. docs/notes/sockets.md */
export function fileDescriptorOf(socket: Socket | Server): number | null {
  // The one cast to an undocumented field, guarded by a test.
  const handle = (socket as unknown as { _handle?: { fd?: number } | null })._handle
  const fd = handle?.fd
  return fd !== undefined && fd >= 0 ? fd : null
}

function loadGetsockopt(): Getsockopt {
  try {
    // Loaded on demand: most proxies and all tests of other parts never need it.
    const koffi = createRequire(import.meta.url)('koffi') as typeof import('koffi')
    const libc = koffi.load(null)
    return libc.func(
      'int getsockopt(int fd, int level, int option, _Out_ uint8_t *value, _Inout_ uint32_t *length)',
    ) as unknown as Getsockopt // the prototype above is this type
  } catch (cause) {
    throw new FlotillaError('FLT_PLATFORM', 'cannot load getsockopt from the C library', { cause })
  }
}
