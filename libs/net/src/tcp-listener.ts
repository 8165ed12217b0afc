/** A listening TCP socket: clear errors when it cannot be had, a cap on connections, and a drain that waits for them. */
import { chmodSync, lstatSync, unlinkSync } from 'node:fs'
import { createServer, type ListenOptions, type Server, Socket } from 'node:net'
import type { ConnectionBalance } from './connection-balance.ts'
import { formatHostPort } from './host-port.ts'
import { toListenError } from './listen-error.ts'
import { fileDescriptorOf } from './original-destination.ts'

export interface TcpListenerOptions {
  readonly host: string
  /** 0 picks one. */
  readonly port: number
  /** Path of a Unix socket to listen on instead of host and port; `@name` is in Linux's abstract namespace. */
  readonly path?: string
  /** A listening socket that was handed over and is taken instead of a new one; owned from now on. */
  readonly descriptor?: number
  /** Permissions of the Unix socket. Default as the process creates files. */
  readonly mode?: number
  /** Who listens, for error messages: `listener virtualInbound`. */
  readonly what: string
  /**
   * Gets each accepted socket, paused, half-open allowed, no-delay. It owns the socket and must attach its handlers
   * at once; an `error` handler that only swallows resets is attached already.
   */
  readonly onConnection: (socket: Socket) => void
  /** Above this many open connections new ones are closed at once. Default unlimited. */
  readonly maxConnections?: number
  /** Called for each connection refused by the cap. */
  readonly onOverflow?: () => void
  /** Pending connections that the kernel keeps. Default 511. */
  readonly backlog?: number
  /** Bytes read ahead and written behind per connection before it reports fullness. Default Node's 64 KiB. */
  readonly bufferBytes?: number
  /** Other threads accept from the same socket: how connections are shared out, and counted together. */
  readonly balance?: ConnectionBalance
}

export class TcpListener {
  /** What is really listened on. */
  readonly host: string
  readonly port: number
  private readonly path: string | null
  private readonly server: Server
  private readonly options: TcpListenerOptions
  private readonly open = new Set<Socket>()
  private readonly waiters: (() => void)[] = []

  private constructor(server: Server, port: number, options: TcpListenerOptions) {
    this.server = server
    this.host = options.host
    this.port = port
    this.path = options.path ?? null
    this.options = options
  }

  /** Binds and listens; throws FLT_PORT_IN_USE, FLT_PERMISSION, FLT_NO_ADDRESS or FLT_PLATFORM. */
  static listen(options: TcpListenerOptions): Promise<TcpListener> {
    return new Promise((resolve, reject) => {
      const server = createServer({
        allowHalfOpen: true,
        noDelay: true,
        pauseOnConnect: true,
        ...(options.bufferBytes === undefined ? {} : { highWaterMark: options.bufferBytes }),
      })
      const onError = (cause: Error): void =>
        reject(toListenError(cause, whereOf(options), options.what))
      server.once('error', onError)
      server.listen({ ...placeOf(options), backlog: options.backlog ?? 511 }, () => {
        server.off('error', onError)
        try {
          if (options.mode !== undefined && isFile(options.path))
            chmodSync(options.path, options.mode)
        } catch (cause) {
          server.close()
          reject(toListenError(cause, whereOf(options), options.what))
          return
        }
        const bound = server.address()
        const port = typeof bound === 'object' && bound !== null ? bound.port : options.port
        const listener = new TcpListener(server, port, options)
        listener.accept()
        resolve(listener)
      })
    })
  }

  /** Connections accepted here that are still open. */
  get connectionCount(): number {
    return this.open.size
  }

  /** `host:port`, or the path. */
  get address(): string {
    return this.path ?? formatHostPort(this.host, this.port)
  }

  /** Of the listening socket, to be handed over while it listens; null once it does not. */
  get descriptor(): number | null {
    return fileDescriptorOf(this.server)
  }

  /** Closes the listening socket; open connections live on. Resolves once the port is free. */
  stopAccepting(): Promise<void> {
    this.options.balance?.accepts(false)
    return new Promise((resolve) => {
      // `close` waits for connections; the port is free as soon as the handle is closed, one turn later.
      if (this.server.listening) this.server.close()
      setImmediate(resolve)
    })
  }

  /** Resolves when the last connection is gone. */
  whenEmpty(): Promise<void> {
    return this.open.size === 0
      ? Promise.resolve()
      : new Promise((resolve) => this.waiters.push(resolve))
  }

  /** Stops accepting and destroys what is open. */
  async close(): Promise<void> {
    await this.stopAccepting()
    for (const socket of this.open) socket.destroy()
    await this.whenEmpty()
  }

  /** A connection that another thread accepted and passed here; it is counted already. */
  adopt(descriptor: number): void {
    const { bufferBytes } = this.options
    // Paused, as Node makes those that it accepts; not in its types.
    const paused: object = { pauseOnCreate: true }
    const socket = new Socket({
      ...paused,
      fd: descriptor,
      allowHalfOpen: true,
      ...(bufferBytes === undefined ? {} : { highWaterMark: bufferBytes }),
    })
    socket.setNoDelay(true)
    this.take(socket)
  }

  private accept(): void {
    const { balance, maxConnections = Number.POSITIVE_INFINITY, onOverflow } = this.options
    balance?.accepts(true)
    // Accept errors (EMFILE) reach the server, not a connection: the next accept is tried again by libuv.
    this.server.on('error', () => onOverflow?.())
    this.server.on('connection', (socket) => {
      if ((balance?.total ?? this.open.size) >= maxConnections) {
        socket.on('error', ignoreReset)
        socket.resetAndDestroy()
        onOverflow?.()
        return
      }
      if (balance === undefined || balance.keeps(socket)) this.take(socket)
    })
  }

  /** @param socket counted in the balance already. */
  private take(socket: Socket): void {
    const { balance, onConnection } = this.options
    this.open.add(socket)
    socket.on('error', ignoreReset)
    socket.on('close', () => {
      balance?.release()
      this.open.delete(socket)
      if (this.open.size === 0) for (const resolve of this.waiters.splice(0)) resolve()
    })
    onConnection(socket)
  }
}

type Place = Pick<TcpListenerOptions, 'host' | 'port' | 'path' | 'descriptor'>

function placeOf({ host, port, path, descriptor }: Place): ListenOptions & { fd?: number } {
  if (descriptor !== undefined) return { fd: descriptor }
  if (path === undefined) return { host, port }
  removeStale(path)
  return { path: path.startsWith('@') ? `\0${path.slice(1)}` : path }
}

/** As Envoy: a socket file that a former process left behind is replaced. */
function removeStale(path: string): void {
  if (isFile(path) && lstatSync(path, { throwIfNoEntry: false })?.isSocket() === true)
    unlinkSync(path)
}

function isFile(path: string | undefined): path is string {
  return path !== undefined && !path.startsWith('@')
}

function whereOf({ host, port, path }: Place): string {
  return path ?? formatHostPort(host, port)
}

/** A socket's error is always followed by `close`, which is where owners act. */
function ignoreReset(): void {
  return
}
