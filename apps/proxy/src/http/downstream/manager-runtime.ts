/** What the sessions and streams of one connection manager share: its configuration, the clock, and what is counted at the end of a stream. */

import { drawFrom } from '@flotilla/match'
import type { TimerWheel } from '@flotilla/time'
import { OverloadState } from '../../overload/overload-state.ts'
import type { TapHub } from '../../tap/tap-hub.ts'
import type { HttpEnv } from '../env.ts'
import type { ManagerConfig } from '../manager-config.ts'
import type { ServerStream } from './server-stream.ts'

export class ManagerRuntime {
  readonly config: ManagerConfig
  readonly env: HttpEnv
  readonly wheel: TimerWheel
  readonly tap: TapHub | null
  readonly overload: OverloadState
  /** Set once: no request is begun on a connection that could be left. */
  isDraining = false
  /** Every answer asks the client to leave, for as long as the process fails its health checks. */
  isHealthFailed = false
  /** Mirrored requests in flight, bounded by MAX_MIRRORS. */
  mirrors = 0

  constructor(config: ManagerConfig, env: HttpEnv) {
    this.config = config
    this.env = env
    this.wheel = env.wheel
    this.tap = env.tap ?? null
    this.overload = env.overload ?? new OverloadState()
  }

  nowMs(): number {
    return this.env.clock.nowMs()
  }

  wallMs(): number {
    return this.env.clock.wallMs()
  }

  /** An integer in [0, 2^53). */
  draw(): number {
    return drawFrom(this.env.random)
  }

  onStreamOver(stream: ServerStream): void {
    const { stats, accessLogs } = this.config
    stats.downstreamRqActive--
    stats.downstreamCxTxBytesTotal += stream.responseTotalBytes
    // Envoy: questions about health are no traffic.
    if (stream.responseCode !== 0 && !isHealthCheck(stream))
      stats.downstreamRq.count(stream.responseCode)
    stats.downstreamRqTime.record(stream.endMs - stream.startMs)
    for (const logger of accessLogs) logger.log(stream)
    if (this.tap?.isActive === true) this.tap.onResponse(stream)
  }

  /** A line before the stream is over. */
  logNow(stream: ServerStream, type: string): void {
    stream.logType = type
    for (const logger of this.config.accessLogs) logger.log(stream)
    stream.logType = 'DownstreamEnd'
  }

  /** One more line for a stream that goes on: its first answer was a redirect that is followed here. */
  onRedirect(stream: ServerStream): void {
    const { stats } = this.config
    // As Envoy, to which what follows is another request.
    stats.downstreamRqTotal++
    if (stream.protocol === 'HTTP/2') stats.downstreamRqHttp2Total++
    else stats.downstreamRqHttp1Total++
    for (const logger of this.config.accessLogs) logger.log(stream)
  }
}

function isHealthCheck(stream: ServerStream): boolean {
  return stream.dynamicMetadata?.get('flotilla')?.['health_check'] === true
}
