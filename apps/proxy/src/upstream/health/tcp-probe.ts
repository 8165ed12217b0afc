/** Checks by TCP: that it connects, or that it answers as expected. */
import type { Socket } from 'node:net'
import type { EndpointHost } from '../endpoint-host.ts'
import { type CheckResult, FAILED, HEALTHY, NETWORK, type Probe } from './check-result.ts'
import type { TcpCheck } from './health-spec.ts'
import { hasPieces } from './payload-match.ts'
import { MAX_ANSWER_BYTES, type OpenCheck } from './probe-connection.ts'

export class TcpProbe implements Probe {
  private readonly host: EndpointHost
  private readonly check: TcpCheck
  private readonly reuses: boolean
  private readonly open: OpenCheck
  private socket: Socket | null = null
  private cancel: (() => void) | null = null
  private received: Buffer = Buffer.alloc(0)
  private onResult: ((result: CheckResult) => void) | null = null

  constructor(host: EndpointHost, check: TcpCheck, reuses: boolean, open: OpenCheck) {
    this.host = host
    this.check = check
    this.reuses = reuses
    this.open = open
  }

  start(onResult: (result: CheckResult) => void): void {
    this.onResult = onResult
    this.received = Buffer.alloc(0)
    if (this.socket !== null) {
      this.ask(this.socket)
      return
    }
    this.cancel = this.open(
      this.host,
      (socket) => this.onOpen(socket),
      () => this.settle(NETWORK),
    )
  }

  abandon(): void {
    this.onResult = null
    this.cancel?.()
    this.cancel = null
    this.socket?.destroy()
    this.socket = null
  }

  private onOpen(socket: Socket): void {
    this.cancel = null
    this.socket = socket
    socket.on('error', () => socket.destroy())
    socket.on('end', () => socket.destroy())
    socket.on('close', () => this.onClose(socket))
    socket.on('data', (chunk: Buffer) => this.onData(chunk))
    socket.resume()
    this.ask(socket)
  }

  private ask(socket: Socket): void {
    const { send, receive } = this.check
    if (send !== null) socket.write(send)
    if (receive.length > 0) return
    // Nothing to wait for: it is there, and the connection has done its work (Envoy).
    this.socket = null
    socket.end()
    socket.destroySoon()
    this.settle(HEALTHY)
  }

  private onData(chunk: Buffer): void {
    if (this.onResult === null || this.received.length > MAX_ANSWER_BYTES) return
    this.received = Buffer.concat([this.received, chunk])
    if (hasPieces(this.check.receive, this.received)) this.settle(HEALTHY)
    else if (this.check.failsOnOtherLine && this.received.includes('\r\n')) this.settle(FAILED)
  }

  private onClose(socket: Socket): void {
    if (this.socket !== socket) return
    this.socket = null
    this.settle(NETWORK)
  }

  private settle(result: CheckResult): void {
    const { onResult } = this
    this.onResult = null
    if (!this.reuses) {
      const { socket } = this
      this.socket = null
      socket?.destroy()
    }
    onResult?.(result)
  }
}
