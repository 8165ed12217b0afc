/** A listening socket that accepts nothing itself: it is there for other threads, which listen on duplicates of it. */
import { linkSync, renameSync, rmSync } from 'node:fs'
import process from 'node:process'
import { FlotillaError } from '@flotilla/errors'
import { closeDescriptors, duplicateDescriptor } from './descriptor-passing.ts'
import { TcpListener, type TcpListenerOptions } from './tcp-listener.ts'

export type HeldListenerOptions = Omit<
  TcpListenerOptions,
  'onConnection' | 'maxConnections' | 'onOverflow' | 'balance'
>

export class HeldListener {
  /** `host:port`, or the path. */
  readonly address: string
  private readonly path: string | null
  private held: number | null

  private constructor(address: string, path: string | null, descriptor: number) {
    this.address = address
    this.path = path
    this.held = descriptor
  }

  /** Binds and listens; throws FLT_PORT_IN_USE, FLT_PERMISSION, FLT_NO_ADDRESS or FLT_PLATFORM. Connections wait in the kernel. */
  static async listen(options: HeldListenerOptions): Promise<HeldListener> {
    const path = options.path?.startsWith('@') === false ? options.path : null
    const listener = await TcpListener.listen({
      ...options,
      onConnection: (socket) => socket.destroy(),
    })
    // The event loop has had no turn since, so nothing was accepted.
    const { descriptor } = listener
    if (descriptor === null)
      throw new FlotillaError('FLT_PLATFORM', `${options.what}: the socket has no descriptor`)
    const held = duplicateDescriptor(descriptor)
    // libuv removes the file of a socket that it closes.
    const kept = path === null ? null : `${path}.${process.pid}`
    if (path !== null && kept !== null) linkSync(path, kept)
    await listener.stopAccepting()
    if (path !== null && kept !== null) renameSync(kept, path)
    return new HeldListener(listener.address, path, held)
  }

  /** To be duplicated, or handed over, while it is open; null once it is closed. */
  get descriptor(): number | null {
    return this.held
  }

  /** Closes it here: who listens on a duplicate goes on. */
  close(): void {
    if (this.held === null) return
    closeDescriptors([this.held])
    this.held = null
    if (this.path !== null) rmSync(this.path, { force: true })
  }
}
