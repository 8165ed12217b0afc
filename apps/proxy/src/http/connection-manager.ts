/** The HTTP connection manager: a network filter compiled from its message, owner of the sessions on its connections. */
import type { AccessLog, HttpConnectionManager } from '@flotilla/proto'
import { WheelTimer } from '@flotilla/time'
import { Violations } from '../compile/violations.ts'
import type { DownstreamConnection, NetworkFilter } from '../listener/types.ts'
import { compileManagerConfig } from './compile/manager-config.ts'
import { FirstBytes } from './downstream/first-bytes.ts'
import { Http1Session } from './downstream/http1-session.ts'
import { Http2Session } from './downstream/http2-session.ts'
import { ManagerRuntime } from './downstream/manager-runtime.ts'
import type { HttpAccessLogger, HttpEnv } from './env.ts'
import type { Compiled } from './filter.ts'
import { Codec, type ManagerConfig } from './manager-config.ts'
import type { ManagedSession } from './session.ts'

/** Compiles an `access_log` entry; the listener's owner brings it. */
export type AccessLogCompiler = (config: AccessLog) => Compiled<HttpAccessLogger>

/**
 * Compiles a connection manager. Gives all violations with their paths below the message, or the filter. Fields that the
 * messages do not even have are found by `HttpConnectionManager.decodeStrict`, which is the caller's to call.
 */
export function compileConnectionManager(
  hcm: HttpConnectionManager,
  env: HttpEnv,
  compileAccessLog: AccessLogCompiler,
): Compiled<NetworkFilter> {
  const at = new Violations()
  const loggers: HttpAccessLogger[] = []
  hcm.accessLog.forEach((config, i) => {
    const compiled = compileAccessLog(config)
    if (compiled.kind === 'ok') loggers.push(compiled.value)
    else at.at('access_log', i).adopt(compiled.violations)
  })
  const config = compileManagerConfig(hcm, env, loggers, at)
  return at.result<NetworkFilter>(new ConnectionManager(config, env))
}

/** Gives every connection its session, by the configured codec, ALPN, or the first bytes. */
export class ConnectionManager implements NetworkFilter {
  private readonly runtime: ManagerRuntime
  private readonly sessions: Set<ManagedSession> = new Set()
  private readonly onGone: (session: ManagedSession) => void
  /** Who has taken over, null while nobody has. */
  private successor: ConnectionManager | null = null
  /** By when all clients are told to leave; Infinity while nobody is. */
  private leaveByMs = Number.POSITIVE_INFINITY

  constructor(config: ManagerConfig, env: HttpEnv) {
    this.runtime = new ManagerRuntime(config, env)
    this.onGone = (session) => {
      if (this.sessions.delete(session)) this.count(session, -1)
    }
  }

  onConnection(connection: DownstreamConnection): void {
    // Its handshake was under way when the chain was replaced.
    if (this.successor !== null) {
      this.successor.onConnection(connection)
      return
    }
    this.runtime.config.stats.downstreamCxTotal++
    const codec = this.codecOf(connection)
    // What a listener filter has read comes back as the first that is read here. TLS leaves nothing behind.
    if (codec === Codec.Auto && connection.head !== null) connection.socket.unshift(connection.head)
    if (codec === Codec.Auto)
      this.add(
        new FirstBytes(
          this.runtime,
          connection,
          (waiting, known, isHttp2) => this.replace(waiting, known, isHttp2),
          this.onGone,
        ),
      )
    else this.serve(connection, codec === Codec.Http2)
  }

  /** Auto where only the client's first bytes can tell. */
  private codecOf(connection: DownstreamConnection): Codec {
    const { codec } = this.runtime.config
    const alpn = connection.info.tls?.alpn ?? ''
    if (codec !== Codec.Auto || alpn === '') return codec
    return isHttp2Alpn(alpn) ? Codec.Http2 : Codec.Http1
  }

  /** The protocol of a waiting connection is known; its manager may have been replaced meanwhile. */
  private replace(waiting: FirstBytes, connection: DownstreamConnection, isHttp2: boolean): void {
    const owner = this.ownerOf(waiting)
    if (owner.sessions.delete(waiting)) owner.count(waiting, -1)
    owner.serve(connection, isHttp2)
  }

  private ownerOf(session: ManagedSession): ConnectionManager {
    if (this.successor === null || this.sessions.has(session)) return this
    return this.successor.ownerOf(session)
  }

  private serve(connection: DownstreamConnection, isHttp2: boolean): void {
    const { stats } = this.runtime.config
    if (isHttp2) stats.downstreamCxHttp2Total++
    else stats.downstreamCxHttp1Total++
    const { record } = connection.info
    if (record != null) record.protocol = isHttp2 ? 'HTTP/2' : 'HTTP/1.1'
    this.add(
      isHttp2
        ? new Http2Session(this.runtime, connection, this.onGone)
        : new Http1Session(this.runtime, connection, this.onGone),
    )
  }

  private add(session: ManagedSession): void {
    this.sessions.add(session)
    this.count(session, 1)
    // What comes while draining is served once more: the answer tells it to leave.
    if (this.runtime.isDraining && session instanceof Http2Session) session.drain()
    if (this.leaveByMs !== Number.POSITIVE_INFINITY) this.tellToLeave(session)
  }

  handOver(successor: NetworkFilter): boolean {
    if (!(successor instanceof ConnectionManager)) return false
    this.successor = successor
    for (const session of [...this.sessions]) {
      if (!session.follow(successor.runtime, successor.onGone)) continue
      this.sessions.delete(session)
      this.count(session, -1)
      successor.sessions.add(session)
      successor.count(session, 1)
    }
    this.drain()
    return true
  }

  discourage(overMs: number): void {
    const { runtime } = this
    this.leaveByMs = runtime.nowMs() + overMs
    // From then on also those that come are told, with their first answer.
    const last = new WheelTimer(() => {
      runtime.isDraining = true
    })
    if (overMs === 0) runtime.isDraining = true
    else runtime.wheel.arm(last, overMs)
    for (const session of [...this.sessions]) this.tellToLeave(session)
  }

  /** At a moment drawn from what is left of the time: so all leave one after the other, as by Envoy's growing odds. */
  private tellToLeave(session: ManagedSession): void {
    const { runtime } = this
    const leftMs = this.leaveByMs - runtime.nowMs()
    if (leftMs <= 0) session.leave()
    else {
      const timer = new WheelTimer(() => {
        if (this.sessions.has(session)) session.leave()
      })
      runtime.wheel.arm(timer, leftMs * runtime.env.random())
    }
  }

  failHealth(isFailed: boolean): void {
    this.runtime.isHealthFailed = isFailed
  }

  close(): void {
    for (const session of [...this.sessions]) session.close()
  }

  drain(): void {
    this.runtime.isDraining = true
    for (const session of [...this.sessions]) session.drain()
  }

  /** Connections that are not closed yet. */
  get size(): number {
    return this.sessions.size
  }

  private count(session: ManagedSession, step: 1 | -1): void {
    const { stats } = this.runtime.config
    stats.downstreamCxActive += step
    if (session instanceof FirstBytes) return
    if (session.isHttp2) stats.downstreamCxHttp2Active += step
    else stats.downstreamCxHttp1Active += step
  }
}

/** `h2`, and what mesh peers call it. */
function isHttp2Alpn(alpn: string): boolean {
  return alpn === 'h2' || alpn === 'istio-h2'
}
