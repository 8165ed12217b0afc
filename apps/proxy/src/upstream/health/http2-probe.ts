/** Checks over HTTP/2: plain requests, and gRPC's health service. One session is kept between checks. */
import type { ClientHttp2Session, ClientHttp2Stream, IncomingHttpHeaders } from 'node:http2'
import type { Socket } from 'node:net'
import process from 'node:process'
import type { EndpointHost } from '../endpoint-host.ts'
import { type CheckResult, NETWORK, type Probe } from './check-result.ts'
import { MAX_ANSWER_BYTES, type OpenCheck } from './probe-connection.ts'

export interface Http2Answer {
  readonly status: number
  readonly headers: string[]
  /** Empty where there were none. */
  readonly trailers: string[]
  readonly body: Buffer
}

export interface Http2ProbeParts {
  readonly host: EndpointHost
  readonly reuses: boolean
  readonly open: OpenCheck
  /** Pseudo-headers and headers of the request. */
  readonly headers: Readonly<Record<string, string>>
  /** Body of the request; null where it has none. */
  readonly body: Buffer | null
  readonly judge: (answer: Http2Answer) => CheckResult
}

/** Its bound on streams and frames is Node's own; a check is one small exchange at a time. */
export class Http2Probe implements Probe {
  private readonly parts: Http2ProbeParts
  private session: ClientHttp2Session | null = null
  private cancel: (() => void) | null = null
  private onResult: ((result: CheckResult) => void) | null = null

  constructor(parts: Http2ProbeParts) {
    this.parts = parts
  }

  start(onResult: (result: CheckResult) => void): void {
    this.onResult = onResult
    if (this.session !== null) {
      this.ask(this.session)
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
    // Loaded here: few clusters are checked like this, and the module costs every proxy memory.
    const { connect } = process.getBuiltinModule('node:http2')
    // The connection is there already; the authority only names it.
    const session = connect('http://check', { createConnection: () => socket })
    this.session = session
    const onGone = (): void => {
      if (this.session !== session) return
      this.drop()
      this.settle(NETWORK)
    }
    session.on('error', onGone)
    session.on('goaway', onGone)
    session.on('close', onGone)
    this.ask(session)
  }

  private ask(session: ClientHttp2Session): void {
    const { headers, body } = this.parts
    const stream = session.request({ ...headers }, { endStream: body === null })
    if (body !== null) stream.end(body)
    this.read(stream)
  }

  private read(stream: ClientHttp2Stream): void {
    const answer = { status: 0, headers: [] as string[], trailers: [] as string[] }
    const pieces: Buffer[] = []
    let bytes = 0
    stream.on('response', (headers) => {
      answer.status = headers[':status'] ?? 0
      answer.headers = flat(headers)
    })
    stream.on('trailers', (trailers) => {
      answer.trailers = flat(trailers)
    })
    stream.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes <= MAX_ANSWER_BYTES) pieces.push(chunk)
    })
    stream.on('error', () => this.settle(NETWORK))
    stream.on('close', () => {
      if (this.onResult === null) return
      const isWhole = stream.rstCode === 0 && answer.status !== 0
      if (!this.parts.reuses) this.drop()
      this.settle(isWhole ? this.parts.judge({ ...answer, body: Buffer.concat(pieces) }) : NETWORK)
    })
  }

  private drop(): void {
    const { session } = this
    this.session = null
    session?.destroy()
  }

  private settle(result: CheckResult): void {
    const { onResult } = this
    this.onResult = null
    onResult?.(result)
  }
}

function flat(headers: IncomingHttpHeaders): string[] {
  return Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [name, Array.isArray(value) ? value.join(',') : String(value)],
  )
}
