/** TCP servers that a test writes as functions, and a record of UDP packets. */
import { FlotillaError } from '@flotilla/errors'
import type { FakeClock } from '@flotilla/time'
import type { ByteStream, DatagramClient, StreamClient, StreamEvents } from '../env.ts'

/** The server's end of a connection. */
export interface FakeConnection {
  send(bytes: Uint8Array | string): void
  /** Ends it, in order or with an error, for the client. */
  close(error?: Error): void
}

/** Called for each connection; the answer gets what the client sends. */
export type FakeServer = (connection: FakeConnection) => (bytes: Buffer) => void

export class FakeNetwork {
  /** Nothing arrives and nothing is answered. */
  isSilent = false
  /** Connections and sockets that the client has open. */
  open = 0
  readonly packets: { readonly to: string; readonly text: string }[] = []
  readonly streams: StreamClient
  readonly datagrams: DatagramClient
  private readonly clock: FakeClock
  private readonly servers = new Map<string, FakeServer>()
  private readonly connections = new Set<(error: Error | null) => void>()

  constructor(clock: FakeClock) {
    this.clock = clock
    this.streams = {
      connect: (address, events, timeoutMs) =>
        this.connect(`${address.host}:${address.port}`, events, timeoutMs),
    }
    this.datagrams = {
      open: (host, port) => {
        this.open++
        let isOpen = true
        return {
          send: (packet) => {
            if (!this.isSilent)
              this.packets.push({ to: `${host}:${port}`, text: Buffer.from(packet).toString() })
            return true
          },
          close: () => {
            if (isOpen) this.open--
            isOpen = false
            return Promise.resolve()
          },
        }
      },
    }
  }

  /** A server at `host:port`; null takes it away and ends its connections. */
  listen(address: string, server: FakeServer | null): void {
    if (server !== null) {
      this.servers.set(address, server)
      return
    }
    this.servers.delete(address)
    for (const end of [...this.connections]) end(null)
  }

  /** Rejects when the time is over. */
  noAnswer(timeoutMs: number): Promise<never> {
    return new Promise((_resolve, reject) => {
      this.clock.after(timeoutMs, () =>
        reject(new FlotillaError('FLT_ADAPTER_FAILED', `no answer within ${timeoutMs} ms`)),
      )
    })
  }

  private async connect(
    address: string,
    events: StreamEvents,
    timeoutMs: number,
  ): Promise<ByteStream> {
    if (this.isSilent) return this.noAnswer(timeoutMs)
    const server = this.servers.get(address)
    if (server === undefined)
      throw new FlotillaError('FLT_ADAPTER_FAILED', `no connection to ${address}: refused`)
    this.open++
    let isOpen = true
    const end = (error: Error | null): void => {
      if (!isOpen) return
      isOpen = false
      this.open--
      this.connections.delete(end)
      queueMicrotask(() => events.closed(error))
    }
    this.connections.add(end)
    const receive = server({
      send: (bytes) => {
        queueMicrotask(() => {
          if (isOpen && !this.isSilent) events.data(Buffer.from(bytes as string)) // either overload
        })
      },
      close: (error) => end(error ?? null),
    })
    return {
      waitingBytes: 0,
      write: (bytes) => {
        if (isOpen && !this.isSilent) receive(Buffer.from(bytes))
      },
      end: () => end(null),
      destroy: () => end(null),
    }
  }
}
