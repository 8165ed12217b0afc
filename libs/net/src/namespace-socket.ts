/** Connects to a TCP port inside another network namespace from this process (Linux, CAP_SYS_ADMIN). */
import { closeSync, openSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Socket } from 'node:net'
import process from 'node:process'
import { FlotillaError, messageOf, systemCodeOf } from '@flotilla/errors'

const AF_INET = 2
const SOCK_STREAM = 1
/** SOCK_NONBLOCK | SOCK_CLOEXEC */
const SOCK_FLAGS = 0o4000 | 0o2000000
const CLONE_NEWNET = 0x40000000
const EINPROGRESS = 115
const OWN_NAMESPACE = '/proc/thread-self/ns/net'

interface Calls {
  readonly setns: (fd: number, kind: number) => number
  readonly socket: (family: number, type: number, protocol: number) => number
  readonly connect: (fd: number, address: Uint8Array, length: number) => number
  readonly close: (fd: number) => number
  readonly errno: () => number
}

/**
 * A socket connecting to `address`:`port` (IPv4) in the namespace that is bound to `file`. Throws FLT_PLATFORM where the
 * namespace cannot be entered; a refused connection shows as it does with `net.connect`, or is thrown with its code.
 */
export type NamespaceConnect = (file: string, address: string, port: number) => Socket

/** Loads the system calls: about 16 ms. Throws FLT_PLATFORM where this is not Linux. */
export function openNamespaceConnect(): NamespaceConnect {
  if (process.platform !== 'linux')
    throw new FlotillaError(
      'FLT_PLATFORM',
      `network namespaces need Linux, this is ${process.platform}`,
    )
  const calls = loadCalls()
  return (file, address, port) => {
    const fd = socketIn(calls, file)
    if (calls.connect(fd, sockaddr(address, port), 16) !== 0 && calls.errno() !== EINPROGRESS) {
      const number = calls.errno()
      calls.close(fd)
      throw new FlotillaError('FLT_NOT_RUNNING', `connect to ${address}:${port}: errno ${number}`)
    }
    return new Socket({ fd })
  }
}

/**
 * A socket stays for ever in the namespace it was made in, so this thread is there for the one call only. Nothing between
 * entering and leaving may wait: whatever ran meanwhile would run there too.
 */
function socketIn(calls: Calls, file: string): number {
  const own = open(OWN_NAMESPACE)
  try {
    const other = open(file)
    try {
      if (calls.setns(other, CLONE_NEWNET) !== 0)
        throw new FlotillaError('FLT_PLATFORM', `cannot enter ${file}: errno ${calls.errno()}`)
      const fd = calls.socket(AF_INET, SOCK_STREAM | SOCK_FLAGS, 0)
      const failure = fd < 0 ? calls.errno() : 0
      // Where the way back fails, everything that this process does next would happen in the wrong network.
      if (calls.setns(own, CLONE_NEWNET) !== 0)
        throw new FlotillaError('FLT_BUG', `cannot leave ${file}: errno ${calls.errno()}`)
      if (fd < 0) throw new FlotillaError('FLT_PLATFORM', `socket in ${file}: errno ${failure}`)
      return fd
    } finally {
      closeSync(other)
    }
  } finally {
    closeSync(own)
  }
}

function open(file: string): number {
  try {
    return openSync(file, 'r')
  } catch (cause) {
    const why = systemCodeOf(cause) ?? messageOf(cause)
    throw new FlotillaError('FLT_PLATFORM', `cannot open ${file}: ${why}`, { cause })
  }
}

/** struct sockaddr_in; its family is in the machine's byte order, little-endian wherever Node runs on Linux here. */
function sockaddr(address: string, port: number): Uint8Array {
  const bytes = new Uint8Array(16)
  const view = new DataView(bytes.buffer)
  view.setUint16(0, AF_INET, true)
  view.setUint16(2, port)
  bytes.set(address.split('.').map(Number), 4)
  return bytes
}

function loadCalls(): Calls {
  try {
    const koffi = createRequire(import.meta.url)('koffi') as typeof import('koffi')
    const libc = koffi.load(null)
    const load = <F>(prototype: string): F => libc.func(prototype) as unknown as F // the prototype is that type
    return {
      setns: load('int setns(int fd, int kind)'),
      socket: load('int socket(int family, int type, int protocol)'),
      connect: load('int connect(int fd, const uint8_t *address, uint32_t length)'),
      close: load('int close(int fd)'),
      errno: () => koffi.errno(),
    }
  } catch (cause) {
    throw new FlotillaError('FLT_PLATFORM', 'cannot load setns from the C library', { cause })
  }
}
