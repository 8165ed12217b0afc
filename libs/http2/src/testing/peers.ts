/** For tests: both ends of a connection in memory, each writing down what it is told. */
import {
  ClientConnection,
  type Connection,
  DEFAULT_CONFIG,
  type ErrorCode,
  type Flood,
  type HeaderBlock,
  type Http2Config,
  type Http2Stream,
  ServerConnection,
  type ServerListener,
  type StreamListener,
} from '../index.ts'

/** What one end was told, in order, as text: `head 1 GET / end`, `data 1 abc`, `end 1`, `reset 1 8`, … */
export class Recorder implements ServerListener, StreamListener {
  readonly events: string[] = []
  readonly streams: Map<number, Http2Stream> = new Map()
  /** Called after each head, for servers that answer at once. */
  onRequest: ((stream: Http2Stream, head: HeaderBlock, isEnd: boolean) => void) | null = null
  headers: string[] = []
  failure: { code: ErrorCode; reason: string; flood: Flood } | null = null

  onStream(stream: Http2Stream): StreamListener {
    this.streams.set(stream.id, stream)
    return this
  }

  onHead(stream: Http2Stream, head: HeaderBlock, isEnd: boolean): void {
    const start = head.status > 0 ? String(head.status) : `${head.method} ${head.path}`
    this.headers = head.headers
    this.events.push(`head ${stream.id} ${start}${isEnd ? ' end' : ''}`)
    this.onRequest?.(stream, head, isEnd)
  }

  onHeadTooLarge(stream: Http2Stream, _head: HeaderBlock): void {
    this.events.push(`too-large ${stream.id}`)
  }

  onData(stream: Http2Stream, chunk: Buffer): void {
    const text = chunk.length > 40 ? `${chunk.length} bytes` : chunk.toString('latin1')
    this.events.push(`data ${stream.id} ${text}`)
  }

  onEnd(stream: Http2Stream, trailers: string[] | null): void {
    this.events.push(`end ${stream.id}${trailers === null ? '' : ` ${trailers.join(' ')}`}`)
  }

  onReset(stream: Http2Stream, code: ErrorCode, isRemote: boolean): void {
    this.events.push(`reset ${stream.id} ${code}${isRemote ? ' remote' : ''}`)
  }

  onWritable(stream: Http2Stream): void {
    this.events.push(`writable ${stream.id}`)
  }

  onStreamClosed(stream: Http2Stream): void {
    this.events.push(`closed ${stream.id}`)
  }

  onPeerSettings(): void {
    this.events.push('settings')
  }

  onSettingsAcknowledged(): void {
    this.events.push('settings-ack')
  }

  onPong(): void {
    this.events.push('pong')
  }

  onGoaway(lastStreamId: number, code: ErrorCode): void {
    this.events.push(`goaway ${lastStreamId} ${code}`)
  }

  onFailed(code: ErrorCode, reason: string, flood: Flood): void {
    this.failure = { code, reason, flood }
    this.events.push(`failed ${code}`)
  }

  /** What was written down since the last call. */
  takeEvents(): string[] {
    return this.events.splice(0)
  }
}

/** Everything that the connection wants to write. */
export function output(connection: Connection): Buffer {
  const pieces: Buffer[] = []
  for (;;) {
    const piece = connection.take()
    if (piece === null) return Buffer.concat(pieces)
    pieces.push(Buffer.from(piece))
    connection.onWritten()
    connection.pump()
  }
}

export class Pair {
  readonly clientSide: Recorder = new Recorder()
  readonly serverSide: Recorder = new Recorder()
  readonly client: ClientConnection
  readonly server: ServerConnection
  nowMs = 0

  constructor(server: Partial<Http2Config> = {}, client: Partial<Http2Config> = {}) {
    this.client = new ClientConnection({ ...DEFAULT_CONFIG, ...client }, this.clientSide)
    this.server = new ServerConnection({ ...DEFAULT_CONFIG, ...server }, this.serverSide)
  }

  /** Carries bytes until neither has any. @param cut into pieces of at most this many bytes. */
  exchange(cut: number = Number.POSITIVE_INFINITY): void {
    for (;;) {
      const up = output(this.client)
      deliver(this.server, up, cut, this.nowMs)
      const down = output(this.server)
      deliver(this.client, down, cut, this.nowMs)
      if (up.length === 0 && down.length === 0) return
    }
  }

  /** Exchanges SETTINGS and forgets the events. */
  greet(): this {
    this.exchange()
    this.clientSide.takeEvents()
    this.serverSide.takeEvents()
    return this
  }

  get(path = '/', headers: readonly string[] = [], isEnd = true, method = 'GET'): Http2Stream {
    const head = { method, scheme: 'http', authority: 'a', path, protocol: '' }
    return this.client.request(this.clientSide, head, headers, isEnd, this.nowMs)
  }
}

export function deliver(to: Connection, bytes: Buffer, cut: number, nowMs: number): void {
  for (let at = 0; at < bytes.length; at += cut)
    to.receive(Buffer.from(bytes.subarray(at, Math.min(bytes.length, at + cut))), nowMs)
}
