/** A client connection whose protocol nobody has named: its first bytes tell HTTP/1 from HTTP/2 (codec_type AUTO). */
import { METHODS as KNOWN_METHODS } from 'node:http'
import type { Socket } from 'node:net'
import { sniffHttp } from '@flotilla/sniff'
import { WheelTimer } from '@flotilla/time'
import type { DownstreamConnection } from '../../listener/types.ts'
import type { ManagedSession } from '../session.ts'
import type { ManagerRuntime } from './manager-runtime.ts'

/** Longer than the preface of HTTP/2: what is undecided by then is HTTP/1's to refuse. */
const MAX_UNDECIDED_BYTES = 24

export class FirstBytes implements ManagedSession {
  readonly isHttp2 = false
  private runtime: ManagerRuntime
  private readonly connection: DownstreamConnection
  private readonly timer: WheelTimer
  private readonly openedAtMs: number
  private onGone: (session: ManagedSession) => void
  private onDecided: (
    session: FirstBytes,
    connection: DownstreamConnection,
    isHttp2: boolean,
  ) => void
  private readonly onData: (chunk: Buffer) => void
  private readonly onEnd: () => void
  private readonly onError: () => void
  private readonly onClose: () => void
  private head: Buffer | null = null
  private isOver = false

  /** @param onDecided called at most once, instead of `onGone`; the connection has no listeners of ours any more. */
  constructor(
    runtime: ManagerRuntime,
    connection: DownstreamConnection,
    onDecided: (session: FirstBytes, connection: DownstreamConnection, isHttp2: boolean) => void,
    onGone: (session: ManagedSession) => void,
  ) {
    const { socket } = connection
    this.runtime = runtime
    this.connection = connection
    this.onDecided = onDecided
    this.onGone = onGone
    this.openedAtMs = runtime.nowMs()
    this.timer = new WheelTimer(() => this.onTimeout())
    this.onData = (chunk) => this.take(chunk)
    // Less than a protocol's first bytes, and no more will come.
    this.onEnd = () => socket.destroySoon()
    this.onError = () => socket.destroy()
    this.onClose = () => this.gone()
    socket.on('data', this.onData)
    socket.on('end', this.onEnd)
    socket.on('error', this.onError)
    socket.on('close', this.onClose)
    this.armTimer()
    socket.resume()
  }

  drain(): void {
    // Nothing was asked yet.
    if (!this.isOver && this.head === null) this.socket.destroySoon()
  }

  leave(): void {
    return
  }

  close(): void {
    this.socket.destroy()
  }

  follow(
    runtime: ManagerRuntime,
    onGone: (session: ManagedSession) => void,
    onDecided: typeof this.onDecided = this.onDecided,
  ): boolean {
    if (this.isOver) return false
    this.runtime = runtime
    this.onGone = onGone
    this.onDecided = onDecided
    this.armTimer()
    return true
  }

  private get socket(): Socket {
    return this.connection.socket
  }

  private take(chunk: Buffer): void {
    this.head = this.head === null ? chunk : Buffer.concat([this.head, chunk])
    const sniffed = sniffHttp(this.head)
    if (sniffed.kind === 'http2') this.decide(true)
    else if (sniffed.kind === 'opaque' && isForeignLine(this.head)) this.socket.destroySoon()
    else if (sniffed.kind !== 'more' || !couldBeHttp2(this.head)) this.decide(false)
  }

  private decide(isHttp2: boolean): void {
    const { socket, connection, head } = this
    this.isOver = true
    this.runtime.wheel.cancel(this.timer)
    socket.off('data', this.onData)
    socket.off('end', this.onEnd)
    socket.off('error', this.onError)
    socket.off('close', this.onClose)
    this.onDecided(this, { socket, head, info: connection.info }, isHttp2)
  }

  private armTimer(): void {
    const { idleTimeoutMs, maxConnectionDurationMs } = this.runtime.config
    const limits = [idleTimeoutMs, maxConnectionDurationMs].filter((ms) => ms > 0)
    if (limits.length === 0) return
    const elapsedMs = this.runtime.nowMs() - this.openedAtMs
    this.runtime.wheel.arm(this.timer, Math.min(...limits) - elapsedMs)
  }

  private onTimeout(): void {
    const { stats, idleTimeoutMs, maxConnectionDurationMs: lifeMs } = this.runtime.config
    if (lifeMs > 0 && (idleTimeoutMs === 0 || lifeMs <= idleTimeoutMs))
      stats.downstreamCxMaxDurationReached++
    else stats.downstreamCxIdleTimeout++
    this.socket.destroySoon()
  }

  private gone(): void {
    if (this.isOver) return
    this.isOver = true
    this.runtime.wheel.cancel(this.timer)
    this.runtime.config.stats.downstreamCxDestroy++
    this.onGone(this)
  }
}

const WORDS = /^([A-Z]+) \S+ [A-Z]+\r?\n/
const METHODS: ReadonlySet<string> = new Set(KNOWN_METHODS)

/**
 * A first line of words that neither begins as HTTP/1 does nor ends as it does is taken for a broken preface of HTTP/2,
 * which is not answered (RFC 9113 §3.4).
 */
function isForeignLine(bytes: Buffer): boolean {
  const [, method = ''] = WORDS.exec(bytes.toString('latin1')) ?? []
  return method !== '' && !METHODS.has(method)
}

/** Whether these few bytes may still become the preface of HTTP/2. */
function couldBeHttp2(bytes: Buffer): boolean {
  return (
    bytes.length < MAX_UNDECIDED_BYTES &&
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'.startsWith(bytes.toString('latin1'))
  )
}
