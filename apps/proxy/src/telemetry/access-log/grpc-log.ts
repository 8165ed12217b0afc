/** The gRPC access logger: entries of HTTP streams to the AccessLogService of a cluster. */

import type { Channel } from '@flotilla/grpc'
import { statusOf } from '@flotilla/grpc'
import { scope } from '@flotilla/log'
import {
  AccessLogService,
  type HTTPAccessLogEntry,
  type HttpGrpcAccessLogConfig,
  Node,
  StreamAccessLogsMessage,
  StreamAccessLogsMessageHTTPAccessLogEntries,
  StreamAccessLogsMessageIdentifier,
} from '@flotilla/proto'
import type { Clock } from '@flotilla/time'
import { durationMs } from '../../compile/fields.ts'
import type { Violations } from '../../compile/violations.ts'
import type { HttpAccessLogger, NodeIdentity } from '../../http/env.ts'
import type { HttpStream } from '../../http/filter.ts'
import { type ExtraHeaders, httpLogEntry } from './grpc-entry.ts'
import { type GrpcLogCall, GrpcLogStream } from './grpc-log-stream.ts'
import type { LogFilter } from './log-filter.ts'

const log = scope('proxy.access-log')
const FLUSH_MS = 1000
const FLUSH_BYTES = 16_384
/** Of an entry beside its texts. */
const ENTRY_BYTES = 256

/** How collectors are reached; null where there is no endpoint of the cluster now. */
export interface GrpcLogEnv {
  readonly clock: Clock
  readonly node: NodeIdentity
  openChannel(cluster: string): Channel | null
}

/** All gRPC loggers of the process, one call per cluster and log name. */
export class GrpcLogs {
  private readonly env: GrpcLogEnv
  private readonly streams = new Map<string, GrpcLogStream<HTTPAccessLogEntry>>()

  constructor(env: GrpcLogEnv) {
    this.env = env
  }

  get droppedEntries(): number {
    let dropped = 0
    for (const stream of this.streams.values()) dropped += stream.droppedEntries
    return dropped
  }

  close(): void {
    for (const stream of this.streams.values()) stream.close()
  }

  /** Null, with violations, where the message cannot be used. */
  logger(
    message: HttpGrpcAccessLogConfig,
    filter: LogFilter,
    at: Violations,
  ): HttpAccessLogger | null {
    const config = message.commonConfig
    const place = at.at('common_config')
    const cluster = config?.grpcService?.envoyGrpc?.clusterName ?? ''
    if (config === null || config.logName === '') place.at('log_name').add('must not be empty')
    if (cluster === '') place.at('grpc_service.envoy_grpc.cluster_name').add('must not be empty')
    if (config === null || cluster === '') return null
    const settings = {
      flushMs: durationMs(config.bufferFlushInterval, FLUSH_MS, place.at('buffer_flush_interval')),
      flushBytes: config.bufferSizeBytes ?? FLUSH_BYTES,
    }
    const key = `${cluster}\0${config.logName}`
    const known = this.streams.get(key)
    const stream =
      known ??
      new GrpcLogStream<HTTPAccessLogEntry>(settings, this.env.clock, (onEnd) =>
        this.open(cluster, config.logName, onEnd),
      )
    this.streams.set(key, stream)
    return new GrpcLogger(stream, filter, {
      request: lower(message.additionalRequestHeadersToLog),
      response: lower(message.additionalResponseHeadersToLog),
      trailers: lower(message.additionalResponseTrailersToLog),
    })
  }

  private open(
    cluster: string,
    logName: string,
    onEnd: () => void,
  ): GrpcLogCall<HTTPAccessLogEntry> | null {
    const channel = this.env.openChannel(cluster)
    if (channel === null) return null
    const call = channel.bidi(AccessLogService.streamAccessLogs)
    let isOver = false
    const end = (): void => {
      if (isOver) return
      isOver = true
      channel.close()
      onEnd()
    }
    call.on('error', (error: unknown) => {
      log.warn('access log collector failed', { cluster, status: statusOf(error) })
      end()
    })
    call.on('end', end)
    call.on('data', () => undefined)
    const identifier = StreamAccessLogsMessageIdentifier.create({
      node: Node.create({ id: this.env.node.id, cluster: this.env.node.cluster }),
      logName,
    })
    return {
      send(entries, isFirst) {
        if (isOver) return
        const httpLogs = StreamAccessLogsMessageHTTPAccessLogEntries.create({ logEntry: entries })
        call.write(
          StreamAccessLogsMessage.create({ identifier: isFirst ? identifier : null, httpLogs }),
        )
      },
      get unsentBytes() {
        // Messages, each about one flush.
        return call.writableLength * FLUSH_BYTES
      },
      close: () => call.end(),
    }
  }
}

class GrpcLogger implements HttpAccessLogger {
  private readonly stream: GrpcLogStream<HTTPAccessLogEntry>
  private readonly filter: LogFilter
  private readonly extra: ExtraHeaders

  constructor(stream: GrpcLogStream<HTTPAccessLogEntry>, filter: LogFilter, extra: ExtraHeaders) {
    this.stream = stream
    this.filter = filter
    this.extra = extra
  }

  log(stream: HttpStream): void {
    if (!this.filter(stream)) return
    const bytes = ENTRY_BYTES + stream.path.length + stream.requestHeaderBytes
    this.stream.add(httpLogEntry(stream, this.extra), bytes)
  }
}

function lower(names: readonly string[]): readonly string[] {
  return names.map((name) => name.toLowerCase())
}
