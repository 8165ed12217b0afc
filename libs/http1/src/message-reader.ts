/** Pulls messages out of the bytes of one direction of a connection: head, body pieces, end; strict, bounded, resumable. */
import { ChunkedDecoder, ChunkResult } from './chunked-decoder.ts'
import { fieldList, noteNames } from './field-list.ts'
import { BodyKind, Framing } from './framing.ts'
import { HeadScanner, LineKind, ScanResult } from './head-scanner.ts'
import { Input } from './input.ts'
import { latin1 } from './latin1.ts'
import { DEFAULT_LIMITS, type Http1Limits } from './limits.ts'
import { isKnownMethod } from './methods.ts'
import { SeenCase } from './name-case.ts'
import { Rejection } from './rejection.ts'
import { isTargetForm } from './target-form.ts'

export const ReadEvent = {
  /** Nothing more until `push` or `finish`. */
  NeedMore: 0,
  /** The fields of the head are set. After an informational response another head follows. */
  Head: 1,
  /** `body` is the next piece. */
  Body: 2,
  /** The message is complete; `trailers` is set. Nothing more is read until `next()`. */
  End: 3,
  /** `rejection` is set; the connection cannot be read any further. */
  Bad: 4,
  /** What follows is not HTTP; take it with `takeRest()`. */
  Tunnel: 5,
  /** From `finish()`: the peer closed between two messages. */
  Closed: 6,
} as const
export type ReadEvent = (typeof ReadEvent)[keyof typeof ReadEvent]

/**
 * Head: waiting for or inside a head; Body: framing is known, body not complete; Trailers: last chunk seen; Complete: all
 * of the body was given, End is due; Between: End was given, waiting for `next()`; Tunnel: raw bytes from here; Dead: Bad.
 */
const Phase = {
  Head: 0,
  Body: 1,
  Trailers: 2,
  Complete: 3,
  Between: 4,
  Tunnel: 5,
  Dead: 6,
} as const
type Phase = (typeof Phase)[keyof typeof Phase]

const CONNECT_BYTES = 'CONNECT'.length

/** Fields that a trailer section must not bring (RFC 9110 §6.5.1): they are dropped. */
const FORBIDDEN_TRAILERS = new Set([
  'content-length',
  'transfer-encoding',
  'host',
  'connection',
  'trailer',
])

export class MessageReader {
  private readonly isResponse: boolean
  private readonly limits: Http1Limits
  private readonly input: Input = new Input()
  private readonly scanner: HeadScanner
  private readonly trailerScanner: HeadScanner
  private readonly chunked: ChunkedDecoder
  private phase: Phase = Phase.Head
  private lengthLeft = 0
  private informational = 0
  private requestMethod = ''
  /** Of a head that is not complete yet. */
  private isLineChecked = false

  /** Framing of the current message, valid from its Head on. */
  readonly framing: Framing = new Framing()
  /** Requests: method and target as sent; empty for responses. */
  method = ''
  target = ''
  /** Responses: status code and reason phrase (Latin-1); 0 and empty for requests. */
  status = 0
  reason = ''
  /** 0 for HTTP/1.0, 1 for HTTP/1.1. */
  minorVersion = 1
  /** Flat name/value list, names in lower case; a new array for every head, the caller's from then on. Values may share memory with the whole head: copy what is kept for long. */
  headers: string[] = []
  /** Field names of the head as they were sent, where the limits ask for that, else null. */
  seenCase: SeenCase | null = null
  /** Flat list, or null where the message had none. */
  trailers: string[] | null = null
  /** View on the bytes pushed, or a copy of lent ones; valid for as long as the caller keeps it. */
  body: Buffer = Buffer.alloc(0)
  rejection: Rejection = Rejection.None
  /** Bytes of the head. */
  headBytes = 0
  /** Bytes of the body without its framing, so far. */
  bodyBytes = 0
  /** All bytes of the message, so far. */
  totalBytes = 0

  constructor(kind: 'request' | 'response', limits: Http1Limits = DEFAULT_LIMITS) {
    this.isResponse = kind === 'response'
    this.limits = limits
    const { maxHeadBytes, maxFields } = limits
    this.scanner = new HeadScanner(
      this.isResponse ? LineKind.Response : LineKind.Request,
      maxHeadBytes,
      maxFields,
    )
    this.trailerScanner = new HeadScanner(LineKind.Trailers, maxHeadBytes, maxFields)
    this.chunked = new ChunkedDecoder(limits.maxChunkExtensionBytes)
  }

  /** Bytes pushed and not read. */
  get buffered(): number {
    return this.input.length
  }

  /** Whether any byte of the current message has arrived. */
  get hasBegun(): boolean {
    return this.phase !== Phase.Head || this.scanner.at > 0 || this.input.length > 0
  }

  /** Whether End was given and `next()` not called. */
  get isBetween(): boolean {
    return this.phase === Phase.Between
  }

  /**
   * Adds `chunk[0..size)`.
   * @param isLent the bytes change later: what is unread is to be kept by `keep` before they do.
   */
  push(chunk: Buffer, size: number = chunk.length, isLent = false): void {
    this.input.push(chunk, size, isLent)
  }

  /** Copies what was lent and is not read yet. */
  keep(): void {
    this.input.keep()
  }

  /** Responses: what the next response answers, since that decides its framing. To be called before its Head. */
  expectResponseTo(method: string): void {
    this.requestMethod = method
  }

  /** Makes ready for the next message on the connection; only after End. */
  next(): void {
    this.phase = Phase.Head
    this.informational = 0
    this.startMessage()
  }

  /** The next event; to be called until it gives NeedMore, End, Bad or Tunnel. */
  read(): ReadEvent {
    switch (this.phase) {
      case Phase.Head:
        return this.readHead()
      case Phase.Body:
        return this.readBody()
      case Phase.Trailers:
        return this.readTrailers()
      case Phase.Complete:
        this.phase = Phase.Between
        return ReadEvent.End
      case Phase.Tunnel:
        return ReadEvent.Tunnel
      case Phase.Between:
        return ReadEvent.NeedMore
      case Phase.Dead:
        return ReadEvent.Bad
    }
  }

  /** The peer will send no more. To be called once, when `read()` gave NeedMore. */
  finish(): ReadEvent {
    if (this.phase === Phase.Between || !this.hasBegun) return ReadEvent.Closed
    if (this.phase === Phase.Body && this.framing.body === BodyKind.UntilClose) {
      this.phase = Phase.Between
      return ReadEvent.End
    }
    return this.reject(Rejection.Truncated)
  }

  /** After a 101 or for an accepted upgrade: what follows is not HTTP. Only after the Head, for a message without body. */
  becomeTunnel(): void {
    this.phase = Phase.Tunnel
  }

  /** Takes the bytes that were pushed and not read, as a view, or null. */
  takeRest(): Buffer | null {
    return this.input.takeAll()
  }

  private startMessage(): void {
    this.scanner.reset()
    this.isLineChecked = false
    this.trailers = null
    this.headBytes = 0
    this.bodyBytes = 0
    this.totalBytes = 0
  }

  private readHead(): ReadEvent {
    const { input, scanner } = this
    const result = scanner.scan(input.buffer, input.at, input.end)
    if (result === ScanResult.NeedMore) {
      // Envoy answers a method that it does not know, and what is no target, once the line is there.
      if (!this.isResponse && !this.isLineChecked && scanner.hasStartLine) {
        this.isLineChecked = true
        if (!this.isKnownMethod()) return this.reject(Rejection.UnknownMethod)
        if (!this.hasTargetForm()) return this.reject(Rejection.BadTarget)
      }
      if (input.at === input.end) input.release()
      return ReadEvent.NeedMore
    }
    if (result === ScanResult.Bad) {
      if (scanner.rejection !== Rejection.Http09) return this.reject(scanner.rejection)
      this.takeOldLine()
      if (!this.isKnownMethod()) return this.reject(Rejection.UnknownMethod)
      // Envoy tells the version by the end of the line, wherever it stands; there are no fields without one.
      const isNew = this.target.endsWith('HTTP/1.1')
      return this.reject(isNew ? Rejection.MissingHost : Rejection.Http09)
    }
    const text = latin1(input.buffer, input.at, input.at + scanner.at)
    this.consume(scanner.at)
    this.headBytes = scanner.at
    this.minorVersion = scanner.minorVersion
    this.headers = fieldList(scanner, text)
    if (scanner.fieldCount > this.limits.maxFields && this.hasTooManyFields())
      return this.reject(Rejection.TooManyFields)
    const { caseKeeping } = this.limits
    if (caseKeeping !== null) {
      this.seenCase = new SeenCase(caseKeeping.others)
      noteNames(scanner, text, this.seenCase)
    }
    if (!this.isResponse) {
      this.method = text.substring(scanner.methodStart, scanner.methodEnd)
      if (!this.limits.takesAnyMethod && !isKnownMethod(this.method))
        return this.reject(Rejection.UnknownMethod)
    }
    const rejection = this.framing.analyse(scanner, this.headers)
    if (rejection !== Rejection.None) return this.reject(rejection)
    return this.isResponse ? this.openResponse(text) : this.openRequest(text)
  }

  /** Envoy counts what is left when lines of one name are merged. */
  private hasTooManyFields(): boolean {
    const { headers, limits } = this
    const seen = new Set<string>()
    let count = 0
    for (let i = 0; i < headers.length; i += 2) {
      const name = headers[i] as string // lists are even
      if (!seen.has(name) || !limits.mergedNames.has(name)) count++
      seen.add(name)
    }
    return count > limits.maxFields
  }

  private isKnownMethod(): boolean {
    if (this.limits.takesAnyMethod) return true
    const { input, scanner } = this
    const from = input.at + scanner.methodStart
    return isKnownMethod(latin1(input.buffer, from, input.at + scanner.methodEnd))
  }

  private hasTargetForm(): boolean {
    const { input, scanner } = this
    const from = input.at + scanner.targetStart
    return isTargetForm(
      latin1(input.buffer, from, input.at + scanner.targetEnd),
      scanner.methodEnd - scanner.methodStart === CONNECT_BYTES,
    )
  }

  /** What a request without a version asks for: it is refused, and logged. */
  private takeOldLine(): void {
    const { input, scanner } = this
    const text = latin1(input.buffer, input.at, input.at + scanner.targetEnd)
    this.method = text.substring(scanner.methodStart, scanner.methodEnd)
    this.target = text.substring(scanner.targetStart)
  }

  private openRequest(text: string): ReadEvent {
    const { scanner, framing } = this
    this.target = text.substring(scanner.targetStart, scanner.targetEnd)
    const rejection = framing.requireHost(scanner.minorVersion)
    if (rejection !== Rejection.None) return this.reject(rejection)
    const mayBeConnect = scanner.methodEnd - scanner.methodStart === CONNECT_BYTES
    if (mayBeConnect && this.method === 'CONNECT') {
      // RFC 9110 §9.3.6: it has no content; what follows its head is of the tunnel.
      if (framing.contentLength > 0) return this.reject(Rejection.BodyNotAllowed)
      if (framing.isChunked) return this.reject(Rejection.UnsupportedTransferEncoding)
    }
    if (framing.isChunked) this.openChunked()
    else if (framing.contentLength > 0) this.openLength()
    else this.phase = Phase.Complete
    return ReadEvent.Head
  }

  private openResponse(text: string): ReadEvent {
    const { scanner, framing } = this
    const status = scanner.status
    this.status = status
    this.reason = text.substring(scanner.reasonStart, scanner.reasonEnd)
    if (this.limits.caseKeeping?.keepsReason === true && this.seenCase !== null)
      this.seenCase.reason = this.reason
    const declaresBody = framing.isChunked || framing.contentLength > 0
    if (status < 200 || status === 204) {
      // RFC 9112 §6.1, RFC 9110 §8.6: neither may announce a body; one that does is out of step with us.
      if (declaresBody) return this.reject(Rejection.BodyNotAllowed)
      if (status === 101) this.phase = Phase.Tunnel
      else if (status === 204) this.phase = Phase.Complete
      else return this.openInformational()
    } else if (status === 304 || this.requestMethod === 'HEAD') this.phase = Phase.Complete
    else if (framing.isChunked) this.openChunked()
    else if (framing.contentLength > 0) this.openLength()
    else if (framing.contentLength === 0) this.phase = Phase.Complete
    else {
      framing.body = BodyKind.UntilClose
      framing.isKeepAlive = false
      this.phase = Phase.Body
    }
    return ReadEvent.Head
  }

  private openInformational(): ReadEvent {
    if (++this.informational > this.limits.maxInformational)
      return this.reject(Rejection.TooManyInformational)
    this.startMessage()
    return ReadEvent.Head
  }

  private openChunked(): void {
    this.framing.body = BodyKind.Chunked
    this.chunked.reset()
    this.phase = Phase.Body
  }

  private openLength(): void {
    this.framing.body = BodyKind.Length
    this.lengthLeft = this.framing.contentLength
    this.phase = Phase.Body
  }

  private readBody(): ReadEvent {
    const { input } = this
    if (input.at === input.end) {
      input.release()
      return ReadEvent.NeedMore
    }
    if (this.framing.body === BodyKind.Chunked) return this.readChunk()
    let size = input.end - input.at
    if (this.framing.body === BodyKind.Length) {
      if (size > this.lengthLeft) size = this.lengthLeft
      this.lengthLeft -= size
      if (this.lengthLeft === 0) this.phase = Phase.Complete
    }
    return this.give(input.at, input.at + size)
  }

  private readChunk(): ReadEvent {
    const { input, chunked } = this
    const result = chunked.decode(input.buffer, input.at, input.end)
    if (result === ChunkResult.Bad) return this.reject(chunked.rejection)
    const consumed = chunked.at - input.at
    if (result === ChunkResult.Data) {
      this.totalBytes += consumed - (chunked.dataEnd - chunked.dataStart)
      return this.give(chunked.dataStart, chunked.dataEnd)
    }
    this.consume(consumed)
    if (result === ChunkResult.NeedMore) {
      input.release()
      return ReadEvent.NeedMore
    }
    this.trailerScanner.reset()
    this.phase = Phase.Trailers
    return this.readTrailers()
  }

  private readTrailers(): ReadEvent {
    const { input, trailerScanner } = this
    const result = trailerScanner.scan(input.buffer, input.at, input.end)
    if (result === ScanResult.NeedMore) return ReadEvent.NeedMore
    if (result === ScanResult.Bad) return this.reject(trailerScanner.rejection)
    if (trailerScanner.fieldCount > 0) {
      const text = latin1(input.buffer, input.at, input.at + trailerScanner.at)
      this.trailers = allowedTrailers(fieldList(trailerScanner, text))
    }
    this.consume(trailerScanner.at)
    this.phase = Phase.Between
    return ReadEvent.End
  }

  private give(start: number, end: number): ReadEvent {
    const { input } = this
    this.body = input.slice(start, end)
    this.bodyBytes += end - start
    this.totalBytes += end - start
    input.at = end
    return ReadEvent.Body
  }

  private consume(bytes: number): void {
    this.totalBytes += bytes
    this.input.at += bytes
  }

  private reject(rejection: Rejection): ReadEvent {
    this.rejection = rejection
    this.phase = Phase.Dead
    return ReadEvent.Bad
  }
}

function allowedTrailers(list: string[]): string[] | null {
  const kept: string[] = []
  for (let i = 0; i < list.length; i += 2) {
    const name = list[i] as string // lists are even
    if (!FORBIDDEN_TRAILERS.has(name)) kept.push(name, list[i + 1] as string) // lists are even
  }
  return kept.length === 0 ? null : kept
}
