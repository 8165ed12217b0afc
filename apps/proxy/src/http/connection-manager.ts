/** The HTTP connection manager: a network filter compiled from its message, owner of the sessions on its connections. */
import type { AccessLog, HttpConnectionManager } from '@flotilla/proto'
import { Violations } from '../compile/violations.ts'
import type { DownstreamConnection, NetworkFilter } from '../listener/types.ts'
import { compileManagerConfig } from './compile/manager-config.ts'
import { Http1Session } from './downstream/http1-session.ts'
import { ManagerRuntime } from './downstream/manager-runtime.ts'
import type { HttpAccessLogger, HttpEnv } from './env.ts'
import type { Compiled } from './filter.ts'
import type { ManagerConfig } from './manager-config.ts'
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

/** Serves every connection by HTTP/1; HTTP/2 gets its session beside Http1Session, chosen by ALPN or preface here. */
export class ConnectionManager implements NetworkFilter {
  private readonly runtime: ManagerRuntime
  private readonly sessions: Set<ManagedSession> = new Set()
  private readonly onGone: (session: ManagedSession) => void
  /** Who has taken over, null while nobody has. */
  private successor: ConnectionManager | null = null

  constructor(config: ManagerConfig, env: HttpEnv) {
    this.runtime = new ManagerRuntime(config, env)
    this.onGone = (session) => {
      if (this.sessions.delete(session)) this.count(-1)
    }
  }

  onConnection(connection: DownstreamConnection): void {
    // Its handshake was under way when the chain was replaced.
    if (this.successor !== null) {
      this.successor.onConnection(connection)
      return
    }
    const { stats } = this.runtime.config
    stats.downstreamCxTotal++
    stats.downstreamCxHttp1Total++
    this.count(1)
    const session = new Http1Session(this.runtime, connection, this.onGone)
    this.sessions.add(session)
    if (this.runtime.isDraining) session.drain()
  }

  handOver(successor: NetworkFilter): boolean {
    if (!(successor instanceof ConnectionManager)) return false
    this.successor = successor
    for (const session of [...this.sessions]) {
      if (!session.follow(successor.runtime, successor.onGone)) continue
      this.sessions.delete(session)
      this.count(-1)
      successor.sessions.add(session)
      successor.count(1)
    }
    this.drain()
    return true
  }

  drain(): void {
    this.runtime.isDraining = true
    for (const session of [...this.sessions]) session.drain()
  }

  /** Connections that are not closed yet. */
  get size(): number {
    return this.sessions.size
  }

  private count(step: 1 | -1): void {
    const { stats } = this.runtime.config
    stats.downstreamCxActive += step
    stats.downstreamCxHttp1Active += step
  }
}
