/** The DNS server for one workload: answers for the mesh's names from the name table, forwards the rest. */
import { createSocket, type Socket as UdpSocket } from 'node:dgram'
import { isIPv6, type Socket } from 'node:net'
import { formatHostPort, TcpListener, toListenError } from '@flotilla/net'
import type { NameTable } from '@flotilla/proto'
import type { Clock } from '@flotilla/time'
import { type DnsQuery, encodeAnswer, parseQuery, RecordType, ResponseCode } from './dns-message.ts'
import { Forwarder, frame, parseUpstream, unframe } from './forwarder.ts'
import { EMPTY_TABLE, NameIndex, type NameScope } from './name-index.ts'

export interface NameServerOptions {
  readonly host: string
  /** 0 picks one, the same for UDP and TCP. */
  readonly port: number
  readonly upstreams: readonly string[]
  readonly scope: NameScope
  readonly clock: Clock
}

/** Counters, all since the start. */
export interface DnsStats {
  requests: number
  answered: number
  forwarded: number
  failures: number
  malformed: number
}

/** As Istio: short enough to follow changes, long enough to spare queries. */
const TTL_SEC = 30
/** Listed in docs/limits.md. */
const MAX_TCP_CONNECTIONS = 64
const TCP_IDLE_MS = 10_000
const MAX_TCP_BYTES = 65_535 + 2

export class NameServer {
  readonly stats: DnsStats = { requests: 0, answered: 0, forwarded: 0, failures: 0, malformed: 0 }
  private readonly options: NameServerOptions
  private readonly forwarder: Forwarder
  private index: NameIndex
  private udp: UdpSocket | null = null
  private tcp: TcpListener | null = null

  constructor(options: NameServerOptions) {
    this.options = options
    this.forwarder = new Forwarder(options.upstreams.map(parseUpstream), options.clock)
    this.index = new NameIndex(EMPTY_TABLE, options.scope)
  }

  get port(): number {
    return this.tcp?.port ?? this.options.port
  }

  get nameCount(): number {
    return this.index.size
  }

  /** Binds UDP and TCP; throws FLT_PORT_IN_USE and its like. */
  async start(): Promise<void> {
    this.tcp = await TcpListener.listen({
      host: this.options.host,
      port: this.options.port,
      what: 'the DNS server',
      maxConnections: MAX_TCP_CONNECTIONS,
      onConnection: (socket) => this.serveTcp(socket),
    })
    this.udp = await bindUdp(this.options.host, this.tcp.port)
    const { udp } = this
    udp.on('error', () => this.stats.failures++)
    udp.on('message', (message, from) => {
      void this.answer(message, false).then((answer) => {
        // The socket may have been closed while an upstream was thinking.
        if (answer !== null && this.udp !== null) udp.send(answer, from.port, from.address)
      })
    })
  }

  setTable(table: NameTable): void {
    this.index = new NameIndex(table, this.options.scope)
  }

  async close(): Promise<void> {
    const { udp } = this
    this.udp = null
    if (udp !== null) await new Promise<void>((resolve) => udp.close(() => resolve()))
    await this.tcp?.close()
  }

  /** Null where the message is not even a query: it is dropped, never reflected. */
  private async answer(message: Buffer, isTcp: boolean): Promise<Buffer | null> {
    this.stats.requests++
    const query = parseQuery(message)
    if (query === null) {
      this.stats.malformed++
      return null
    }
    const maxBytes = isTcp ? 65_535 : query.maxUdpBytes
    const found = this.index.find(query.name)
    if (found !== null) {
      this.stats.answered++
      const addresses =
        query.type === RecordType.a ? found.v4 : query.type === RecordType.aaaa ? found.v6 : []
      return encodeAnswer(query, ResponseCode.ok, addresses, TTL_SEC, maxBytes)
    }
    if (this.index.isMeshName(query.name))
      return encodeAnswer(query, ResponseCode.noSuchName, [], TTL_SEC, maxBytes)
    return this.forward(message, query, isTcp)
  }

  private async forward(message: Buffer, query: DnsQuery, isTcp: boolean): Promise<Buffer> {
    this.stats.forwarded++
    const answer = await this.forwarder.forward(message, isTcp)
    if (answer !== null) return answer
    this.stats.failures++
    return encodeAnswer(query, ResponseCode.serverFailure, [], 0, query.maxUdpBytes)
  }

  /** One query after the other per connection. */
  private serveTcp(socket: Socket): void {
    let received = Buffer.alloc(0)
    let isBusy = false
    const next = (): void => {
      const message = isBusy ? null : unframe(received)
      if (message === null) return
      received = received.subarray(message.length + 2)
      isBusy = true
      void this.answer(Buffer.from(message), true).then((answer) => {
        isBusy = false
        if (answer === null) socket.destroy()
        else if (socket.writable) {
          socket.write(frame(answer))
          next()
        }
      })
    }
    socket.setTimeout(TCP_IDLE_MS, () => socket.destroy())
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk])
      if (received.length > MAX_TCP_BYTES) socket.destroy()
      else next()
    })
    socket.on('end', () => socket.end())
    socket.resume()
  }
}

function bindUdp(host: string, port: number): Promise<UdpSocket> {
  return new Promise((resolve, reject) => {
    const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4')
    socket.once('error', (cause) => {
      reject(toListenError(cause, formatHostPort(host, port), 'the DNS server'))
    })
    socket.bind(port, host, () => {
      socket.removeAllListeners('error')
      resolve(socket)
    })
  })
}
