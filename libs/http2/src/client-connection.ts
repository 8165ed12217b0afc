/** The client's end of a connection: opens streams, as many as the server takes, until either side leaves. */
import type { Http2Config } from './config.ts'
import { Connection } from './connection.ts'
import type { ConnectionListener } from './connection-core.ts'
import { ErrorCode } from './error-code.ts'
import { MAX_INT31, PREFACE } from './frame-type.ts'
import type { BlockFault } from './header-block.ts'
import { SettingId } from './settings.ts'
import { Http2Stream, type StreamListener } from './stream.ts'

export interface RequestHead {
  readonly method: string
  /** Empty for CONNECT. */
  readonly scheme: string
  readonly authority: string
  /** Empty for CONNECT. */
  readonly path: string
  /** Of an extended CONNECT, empty otherwise. */
  readonly protocol: string
  /** Whether authority and path come before method and scheme, as Envoy has them of an HTTP/1 request. Default false. */
  readonly startsWithAuthority?: boolean
}

export class ClientConnection extends Connection {
  private nextId = 1
  private isLeaving = false

  /** Preface and SETTINGS are queued at once. */
  constructor(config: Http2Config, listener: ConnectionListener) {
    super(config, listener, false)
    this.sender.writer.bytes(PREFACE)
    this.sendSettings([SettingId.EnablePush, 0, SettingId.MaxConcurrentStreams, 0])
  }

  /** Whether another stream may be opened now. */
  get canOpen(): boolean {
    return this.canOpenLater && this.streams.size < this.peer.maxConcurrentStreams
  }

  /** Whether streams may be opened once others have ended. */
  get canOpenLater(): boolean {
    return !this.isLeaving && !this.isFailed && this.nextId < MAX_INT31
  }

  /** Opens a stream; only where `canOpen`. @param nowMs monotonic. */
  request(
    listener: StreamListener,
    head: RequestHead,
    headers: readonly string[],
    isEnd: boolean,
    nowMs: number,
  ): Http2Stream {
    const { config, peer, sender } = this
    const id = this.nextId
    this.nextId += 2
    const stream = new Http2Stream(
      id,
      listener,
      config.streamWindowBytes,
      peer.initialWindowBytes,
      nowMs,
    )
    stream.hasSentHead = true
    this.streams.set(id, stream)
    stream.isHeadRequest = head.method === 'HEAD'
    const { encoder } = sender
    encoder.begin()
    // RFC 9113 §8.3: before all regular fields, in any order.
    const isLate = head.startsWithAuthority === true
    if (isLate && head.authority !== '') encoder.add(':authority', head.authority)
    if (isLate && head.path !== '') encoder.add(':path', head.path)
    encoder.add(':method', head.method)
    if (head.scheme !== '') encoder.add(':scheme', head.scheme)
    if (!isLate && head.authority !== '') encoder.add(':authority', head.authority)
    if (!isLate && head.path !== '') encoder.add(':path', head.path)
    if (head.protocol !== '') encoder.add(':protocol', head.protocol)
    encoder.addAll(headers)
    sender.block(stream, isEnd)
    return stream
  }

  /** No streams are opened any more. */
  leave(): void {
    if (this.isLeaving || this.isFailed) return
    this.isLeaving = true
    this.goaway(0, ErrorCode.NoError)
  }

  protected override onGoaway(lastStreamId: number, code: ErrorCode): void {
    this.isLeaving = true
    // RFC 9113 §6.8: what is above was not looked at, so it may be sent again elsewhere.
    for (const stream of [...this.streams.values()])
      if (stream.id > lastStreamId) this.drop(stream, ErrorCode.RefusedStream, true)
    super.onGoaway(lastStreamId, code)
  }

  protected admit(id: number): 'idle' | 'closed' {
    return this.isIdle(id) ? 'idle' : 'closed'
  }

  protected isIdle(id: number): boolean {
    return (id & 1) === 0 || id >= this.nextId
  }

  protected openRemote(_id: number): Http2Stream {
    throw new Error('servers open no streams: push is not allowed')
  }

  protected attach(_stream: Http2Stream): void {
    // Given when it was opened.
  }

  protected checkHead(_stream: Http2Stream): BlockFault {
    return this.block.checkResponse()
  }

  protected contentLength(stream: Http2Stream): number {
    const { status } = this.block
    if (stream.isHeadRequest || status === 204 || status === 304) return 0
    return this.block.contentLength
  }

  protected isInformational(): boolean {
    return this.block.status < 200
  }

  protected get lastPeerStreamId(): number {
    return 0
  }
}
