/** The server's end of a connection: takes requests, answers them, and leaves in two steps. */
import type { Http2Config } from './config.ts'
import { Connection } from './connection.ts'
import type { ConnectionListener } from './connection-core.ts'
import { ErrorCode } from './error-code.ts'
import { MAX_INT31 } from './frame-type.ts'
import type { BlockFault } from './header-block.ts'
import { SettingId } from './settings.ts'
import { statusText } from './status-text.ts'
import { Http2Stream, type StreamListener } from './stream.ts'

export interface ServerListener extends ConnectionListener {
  /** A request has begun; gives who takes it, whose `onHead` follows at once. */
  onStream(stream: Http2Stream): StreamListener
}

export class ServerConnection extends Connection {
  private readonly serverListener: ServerListener
  private lastId = 0
  private isClosing = false

  /** SETTINGS are queued at once. */
  constructor(config: Http2Config, listener: ServerListener) {
    super(config, listener, true)
    this.serverListener = listener
    const pairs: number[] = [SettingId.MaxConcurrentStreams, config.maxConcurrentStreams]
    if (config.allowsExtendedConnect) pairs.push(SettingId.EnableConnectProtocol, 1)
    this.sendSettings(pairs)
  }

  /** A 1xx head. */
  inform(stream: Http2Stream, status: number, headers: readonly string[]): void {
    if (stream.isClosed || stream.hasSentHead) return
    this.encodeHead(status, headers)
    this.sender.block(stream, false)
  }

  /** The head of the response; names in lower case, without pseudo-headers. */
  respond(stream: Http2Stream, status: number, headers: readonly string[], isEnd: boolean): void {
    if (stream.isClosed || stream.hasSentHead) return
    stream.hasSentHead = true
    this.encodeHead(status, headers)
    this.sender.block(stream, isEnd)
  }

  /** First step of leaving: no new requests, please (RFC 9113 §6.8). Those on their way are still taken. */
  announceShutdown(): void {
    this.goaway(MAX_INT31, ErrorCode.NoError)
  }

  /** Second step: requests that come from now on are not taken. */
  shutdown(code: ErrorCode = ErrorCode.NoError, debug = ''): void {
    if (this.isClosing || this.isFailed) return
    this.isClosing = true
    this.goaway(this.lastId, code, debug)
  }

  private encodeHead(status: number, headers: readonly string[]): void {
    const { encoder } = this.sender
    encoder.begin()
    encoder.add(':status', statusText(status))
    encoder.addAll(headers)
  }

  protected admit(id: number): 'new' | 'refused' | 'ignored' | 'idle' | 'closed' {
    // RFC 9113 §5.1.1: clients use odd identifiers, each larger than the one before.
    if ((id & 1) === 0) return 'idle'
    if (id <= this.lastId) return 'closed'
    if (this.isClosing) return 'ignored'
    this.lastId = id
    return this.streams.size >= this.config.maxConcurrentStreams ? 'refused' : 'new'
  }

  protected isIdle(id: number): boolean {
    return (id & 1) === 0 || id > this.lastId
  }

  protected openRemote(id: number): Http2Stream {
    const { config, peer } = this
    return new Http2Stream(id, null, config.streamWindowBytes, peer.initialWindowBytes, this.nowMs)
  }

  protected attach(stream: Http2Stream): void {
    stream.listener ??= this.serverListener.onStream(stream)
  }

  protected checkHead(_stream: Http2Stream): BlockFault {
    return this.block.checkRequest(this.config.allowsExtendedConnect)
  }

  protected contentLength(_stream: Http2Stream): number {
    return this.block.method === 'CONNECT' ? -1 : this.block.contentLength
  }

  protected isInformational(): boolean {
    return false
  }

  protected get lastPeerStreamId(): number {
    return this.lastId
  }
}
