/** A listening TCP socket: clear errors when it cannot be had, a cap on connections, and a drain that waits for them. */
import { createServer, type Server, type Socket } from 'node:net'
import { formatHostPort } from './host-port.ts'
import { toListenError } from './listen-error.ts'

export interface TcpListenerOptions {
  readonly host: string
  /** 0 picks one. */
  readonly port: number
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
}

export class TcpListener {
  /** What is really listened on. */
  readonly host: string
  readonly port: number
  private readonly server: Server
  private readonly open = new Set<Socket>()
  private readonly waiters: (() => void)[] = []

  private constructor(server: Server, host: string, port: number) {
    this.server = server
    this.host = host
    this.port = port
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
        reject(toListenError(cause, formatHostPort(options.host, options.port), options.what))
      server.once('error', onError)
      server.listen(
        { host: options.host, port: options.port, backlog: options.backlog ?? 511 },
        () => {
          server.off('error', onError)
          const bound = server.address()
          const port = typeof bound === 'object' && bound !== null ? bound.port : options.port
          const listener = new TcpListener(server, options.host, port)
          listener.accept(options)
          resolve(listener)
        },
      )
    })
  }

  /** Connections accepted here that are still open. */
  get connectionCount(): number {
    return this.open.size
  }

  get address(): string {
    return formatHostPort(this.host, this.port)
  }

  /** Closes the listening socket; open connections live on. Resolves once the port is free. */
  stopAccepting(): Promise<void> {
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

  private accept(options: TcpListenerOptions): void {
    const maxConnections = options.maxConnections ?? Number.POSITIVE_INFINITY
    // Accept errors (EMFILE) reach the server, not a connection: the next accept is tried again by libuv.
    this.server.on('error', () => options.onOverflow?.())
    this.server.on('connection', (socket) => {
      if (this.open.size >= maxConnections) {
        socket.on('error', ignoreReset)
        socket.resetAndDestroy()
        options.onOverflow?.()
        return
      }
      this.open.add(socket)
      socket.on('error', ignoreReset)
      socket.on('close', () => {
        this.open.delete(socket)
        if (this.open.size === 0) for (const resolve of this.waiters.splice(0)) resolve()
      })
      options.onConnection(socket)
    })
  }
}

/** A socket's error is always followed by `close`, which is where owners act. */
function ignoreReset(): void {
  return
}
