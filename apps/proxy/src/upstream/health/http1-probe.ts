/** Checks by HTTP/1.1 over a connection of its own. */
import type { Socket } from 'node:net'
import { fieldLines, MessageReader, ReadEvent, requestLine } from '@flotilla/http1'
import type { EndpointHost } from '../endpoint-host.ts'
import { type CheckResult, NETWORK, type Probe } from './check-result.ts'
import type { HttpCheck } from './health-spec.ts'
import { checkHeaders, judgeHttp } from './http-answer.ts'
import { MAX_ANSWER_BYTES, type OpenCheck } from './probe-connection.ts'

export interface HttpProbeParts {
  readonly host: EndpointHost
  readonly check: HttpCheck
  /** Value of the host header. */
  readonly authority: string
  readonly reuses: boolean
  readonly open: OpenCheck
  readonly onVerify: () => void
}

export class Http1Probe implements Probe {
  private readonly parts: HttpProbeParts
  private readonly request: Buffer
  private socket: Socket | null = null
  private reader: MessageReader = new MessageReader('response')
  private cancel: (() => void) | null = null
  private body: Buffer[] = []
  private bodyBytes = 0
  private onResult: ((result: CheckResult) => void) | null = null

  constructor(parts: HttpProbeParts) {
    const { check, authority } = parts
    this.parts = parts
    const length = check.send === null ? [] : ['content-length', String(check.send.length)]
    const head = `${requestLine(check.method, check.path)}host: ${authority}\r\n${fieldLines([...checkHeaders(check), ...length])}\r\n`
    this.request = Buffer.concat([Buffer.from(head, 'latin1'), check.send ?? Buffer.alloc(0)])
  }

  start(onResult: (result: CheckResult) => void): void {
    this.onResult = onResult
    this.body = []
    this.bodyBytes = 0
    if (this.socket !== null) {
      this.ask(this.socket)
      return
    }
    this.cancel = this.parts.open(
      this.parts.host,
      (socket) => this.onOpen(socket),
      () => this.settle(NETWORK),
    )
  }

  abandon(): void {
    this.onResult = null
    this.cancel?.()
    this.cancel = null
    this.drop()
  }

  private onOpen(socket: Socket): void {
    this.cancel = null
    this.socket = socket
    this.reader = new MessageReader('response')
    socket.on('error', () => socket.destroy())
    socket.on('data', (chunk: Buffer) => {
      this.reader.push(chunk)
      this.pump()
    })
    socket.on('end', () => {
      this.onInputEnd()
      socket.destroy()
    })
    socket.on('close', () => {
      if (this.socket === socket) this.fail()
    })
    socket.resume()
    this.ask(socket)
  }

  private ask(socket: Socket): void {
    this.reader.expectResponseTo(this.parts.check.method)
    socket.write(this.request)
  }

  /** An answer without a length ends with the connection. */
  private onInputEnd(): void {
    if (this.onResult === null) return
    if (this.reader.finish() === ReadEvent.End) this.complete(false)
  }

  private pump(): void {
    while (this.onResult !== null) {
      const event = this.reader.read()
      if (event === ReadEvent.NeedMore) return
      if (event === ReadEvent.Body) this.keep(this.reader.body)
      else if (event === ReadEvent.End) this.complete(this.reader.framing.isKeepAlive)
      else if (event !== ReadEvent.Head) this.fail()
    }
  }

  private keep(piece: Buffer): void {
    const { check } = this.parts
    if (check.receive.length === 0) return
    const most = check.maxBodyBytes === 0 ? MAX_ANSWER_BYTES : check.maxBodyBytes
    const room = Math.min(most, MAX_ANSWER_BYTES) - this.bodyBytes
    if (room <= 0) return
    this.body.push(Buffer.from(piece.subarray(0, room)))
    this.bodyBytes += Math.min(room, piece.length)
  }

  private complete(canStay: boolean): void {
    const { reader, parts } = this
    const { status, headers } = reader
    if (canStay && parts.reuses) reader.next()
    else this.drop()
    const answer = { status, headers, body: Buffer.concat(this.body) }
    this.settle(judgeHttp(parts.check, answer, parts.onVerify))
  }

  private fail(): void {
    this.drop()
    this.settle(NETWORK)
  }

  private drop(): void {
    const { socket } = this
    this.socket = null
    socket?.destroy()
  }

  private settle(result: CheckResult): void {
    const { onResult } = this
    this.onResult = null
    onResult?.(result)
  }
}
