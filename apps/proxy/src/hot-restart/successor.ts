/** The side of a hot restart that takes over the listening sockets of the process before it. */
import { Socket } from 'node:net'
import type { TlsIdentity } from '@flotilla/grpc'
import { scope } from '@flotilla/log'
import { closeDescriptors, receiveDescriptors } from '@flotilla/net'
import { type HandedSocket, parseHandover, READY, TAKE } from './handover.ts'

const log = scope('proxy.hot-restart')

/** Takes over from the process that listens at the path; null where none does. Waits for its answer. Throws FLT_PLATFORM. */
export function takeOver(path: string): Successor | null {
  const received = receiveDescriptors(path, TAKE)
  if (received === null) return null
  const { sockets, identity } = parseHandover(received.text)
  log.info('taking over', { sockets: sockets.length })
  return new Successor(sockets, received.descriptors, received.connection, identity)
}

export class Successor {
  readonly identity: TlsIdentity | null
  /** Descriptors by socket, until they are claimed. */
  private readonly free: Map<string, number> = new Map()
  private readonly connection: Socket
  private readonly ended = Promise.withResolvers<void>()

  constructor(
    sockets: readonly HandedSocket[],
    descriptors: readonly number[],
    connection: number,
    identity: TlsIdentity | null,
  ) {
    this.identity = identity
    for (const [i, socket] of sockets.entries()) {
      const descriptor = descriptors[i]
      if (descriptor !== undefined) this.free.set(keyOf(socket), descriptor)
    }
    this.connection = new Socket({ fd: connection })
    this.connection.on('error', () => this.connection.destroy())
    this.connection.on('close', () => this.ended.resolve())
    this.connection.resume()
  }

  /** The descriptor of the socket that was configured like this, the caller's from now on; null where there is none. */
  claim(socket: HandedSocket): number | null {
    const key = keyOf(socket)
    const descriptor = this.free.get(key)
    this.free.delete(key)
    return descriptor ?? null
  }

  /** This process serves: the predecessor goes. Resolves when it has freed the path. */
  async ready(): Promise<void> {
    closeDescriptors([...this.free.values()])
    this.free.clear()
    this.connection.write(READY)
    await this.ended.promise
  }

  /** This process will not serve: the predecessor takes back what it freed. */
  abandon(): void {
    closeDescriptors([...this.free.values()])
    this.free.clear()
    this.connection.destroy()
  }
}

function keyOf({ listener, index, address, port }: HandedSocket): string {
  return JSON.stringify([listener, index, address, port])
}
