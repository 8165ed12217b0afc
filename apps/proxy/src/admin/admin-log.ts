/** The access log of the admin endpoint. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { AccessLog, type Admin, FileAccessLog, packAny } from '@flotilla/proto'
import { systemClock } from '@flotilla/time'
import type { Violations } from '../compile/violations.ts'
import type { HttpAccessLogger } from '../http/env.ts'
import type { HttpStream } from '../http/filter.ts'
import { compileHttpAccessLog } from '../telemetry/access-log/access-log.ts'
import { LogFiles } from '../telemetry/access-log/log-file.ts'
import { tcpLogView } from '../telemetry/access-log/tcp-log-view.ts'

/** Null where nothing is logged. Files are opened by the first line. */
export function compileAdminLog(message: Admin | null, at: Violations): AdminLog | null {
  if (message === null) return null
  const entries = message.accessLog.map((entry, i) => [entry, at.at('access_log', i)] as const)
  if (message.accessLogPath !== '') {
    const typedConfig = packAny(
      FileAccessLog,
      FileAccessLog.create({ path: message.accessLogPath }),
    )
    entries.push([AccessLog.create({ typedConfig }), at.at('access_log_path')])
  }
  const files = new LogFiles(systemClock)
  const loggers = entries.flatMap(([entry, place]) => {
    const compiled = compileHttpAccessLog(entry, { files, random: Math.random })
    if (compiled.kind === 'ok') return [compiled.value]
    place.adopt(compiled.violations)
    return []
  })
  return loggers.length === 0 ? null : new AdminLog(loggers, files)
}

export class AdminLog {
  private readonly loggers: readonly HttpAccessLogger[]
  private readonly files: LogFiles
  private count = 0

  constructor(loggers: readonly HttpAccessLogger[], files: LogFiles) {
    this.loggers = loggers
    this.files = files
  }

  /** @param startMs monotonic, like `endMs`. */
  log(
    request: IncomingMessage,
    response: ServerResponse,
    startMs: number,
    bytesSent: number,
  ): void {
    const view = this.viewOf(request, response, startMs, bytesSent)
    for (const logger of this.loggers) logger.log(view)
  }

  reopen(): void {
    this.files.reopen()
  }

  /** Resolves when all lines are written. */
  close(): Promise<void> {
    return this.files.close()
  }

  private viewOf(
    request: IncomingMessage,
    response: ServerResponse,
    startMs: number,
    bytesSent: number,
  ): HttpStream {
    const { socket } = request
    const endMs = systemClock.nowMs()
    const startWallMs = systemClock.wallMs() - (endMs - startMs)
    const remoteAddress = socket.remoteAddress ?? ''
    const connection = {
      id: ++this.count,
      listener: 'admin',
      filterChain: '',
      direction: 'unspecified',
      remoteAddress,
      remotePort: socket.remotePort ?? 0,
      localAddress: socket.localAddress ?? '',
      localPort: socket.localPort ?? 0,
      isRestored: false,
      requestedServerName: '',
      acceptedAtMs: startMs,
      acceptedWallMs: startWallMs,
      tls: null,
    } as const
    const raw = tcpLogView({
      connection,
      clusterName: '',
      upstreamHost: null,
      upstreamLocalAddress: '',
      upstreamPeerPrincipal: null,
      upstreamPeer: null,
      upstreamTransportFailure: '',
      bytesReceived: 0,
      bytesSent,
      responseFlags: 0,
      startWallMs,
      startMs,
      endMs,
      isOver: true,
      chooseCluster: () => undefined,
      resume: () => undefined,
      close: () => undefined,
    })
    const headers = request.rawHeaders.map((text, i) => (i % 2 === 0 ? text.toLowerCase() : text))
    return {
      ...raw,
      protocol: request.httpVersion === '1.0' ? 'HTTP/1.0' : 'HTTP/1.1',
      method: request.method ?? '',
      path: request.url ?? '',
      authority: request.headers.host ?? '',
      requestHeaders: headers,
      responseCode: response.statusCode,
      responseHeaders: [],
      logType: 'DownstreamEnd',
    }
  }
}
