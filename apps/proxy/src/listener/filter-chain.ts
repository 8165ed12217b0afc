/** One filter chain in use: terminates TLS where it says so, then hands the connection to its filters. */
import type { Socket } from 'node:net'
import type { DownstreamTls } from '../tls/downstream-tls.ts'
import type { DownstreamConnection, NetworkFilter } from './types.ts'

export interface FilterChainParts {
  readonly name: string
  /** Equal keys mean equal configuration: an update keeps such chains and their connections as they are. */
  readonly key: string
  /** Equal in a chain of the next version: it takes the same connections and demands the same of them. */
  readonly succession: string
  /** Null is plaintext, or TLS that is passed through. */
  readonly tls: DownstreamTls | null
  readonly filter: NetworkFilter
}

export class FilterChain {
  readonly name: string
  readonly key: string
  readonly succession: string
  private readonly tls: DownstreamTls | null
  private readonly filter: NetworkFilter
  private isDraining = false

  constructor(parts: FilterChainParts) {
    this.name = parts.name
    this.key = parts.key
    this.succession = parts.succession
    this.tls = parts.tls
    this.filter = parts.filter
  }

  get isTls(): boolean {
    return this.tls !== null
  }

  /**
   * Takes ownership of the connection.
   * @param onRefused TLS failed or the client is not accepted; the socket is closed already.
   */
  accept(
    connection: DownstreamConnection,
    onRefused: (reason: string, detail: string) => void,
  ): void {
    if (this.tls === null) {
      this.filter.onConnection(connection)
      return
    }
    this.tls.accept(
      connection.socket,
      connection.head,
      connection.info.requestedServerName,
      (socket: Socket, tls) => {
        const info = { ...connection.info, tls }
        if (info.record != null) info.record.info = info
        this.filter.onConnection({ socket, head: null, info })
      },
      onRefused,
    )
  }

  /** A chain of the next version takes its place: connections go on there, or are asked to leave where they cannot. */
  replaceBy(successor: FilterChain): void {
    if (this.isDraining) return
    if (!this.filter.handOver(successor.filter)) {
      this.drain()
      return
    }
    this.isDraining = true
    this.tls?.close()
  }

  /** See `NetworkFilter.discourage`. */
  discourage(overMs: number): void {
    if (!this.isDraining) this.filter.discourage(overMs)
  }

  /** See `NetworkFilter.failHealth`. */
  failHealth(isFailed: boolean): void {
    this.filter.failHealth?.(isFailed)
  }

  /** Closes what is left; after `drain` or `replaceBy`. */
  close(): void {
    this.filter.close()
  }

  /** Takes no new connections and asks those it has to leave. */
  drain(): void {
    if (this.isDraining) return
    this.isDraining = true
    this.filter.drain()
    this.tls?.close()
  }
}
