/** The gRPC access logger: entries of HTTP streams and raw connections to the AccessLogService of a cluster. */

import type { Channel } from '@flotilla/grpc'
import { statusOf } from '@flotilla/grpc'
import { scope } from '@flotilla/log'
import {
  AccessLogService,
  type CommonGrpcAccessLogConfig,
  type HTTPAccessLogEntry,
  type HttpGrpcAccessLogConfig,
  Node,
  StreamAccessLogsMessage,
  StreamAccessLogsMessageHTTPAccessLogEntries,
  StreamAccessLogsMessageIdentifier,
  StreamAccessLogsMessageTCPAccessLogEntries,
  type TCPAccessLogEntry,
  type TcpGrpcAccessLogConfig,
} from '@flotilla/proto'
import type { Clock } from '@flotilla/time'
import { durationMs } from '../../compile/fields.ts'
import type { Violations } from '../../compile/violations.ts'
import type { HttpAccessLogger, NodeIdentity } from '../../http/env.ts'
import type { HttpStream } from '../../http/filter.ts'
import { compileCustomTags } from './custom-tags.ts'
import { httpLogEntry, tcpLogEntry } from './grpc-entry.ts'
import { type GrpcLogCall, GrpcLogStream } from './grpc-log-stream.ts'
import type { LogFilter } from './log-filter.ts'

const log = scope('proxy.access-log')
const FLUSH_MS = 1000
const FLUSH_BYTES = 16_384
/** Of an entry beside its texts. */
const ENTRY_BYTES = 256

type Entry = HTTPAccessLogEntry | TCPAccessLogEntry
type EntryKind = 'http' | 'tcp'

/** How collectors are reached; null where there is no endpoint of the cluster now. */
export interface GrpcLogEnv {
  readonly clock: Clock
  readonly node: NodeIdentity
  openChannel(cluster: string): Channel | null
}

/** All gRPC loggers of the process, one call per cluster and log name. */
export class GrpcLogs {
  private readonly env: GrpcLogEnv
  private readonly streams = new Map<string, GrpcLogStream<Entry>>()

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
    const place = at.at('common_config')
    const stream = this.streamOf(message.commonConfig, 'http', place)
    const tags = compileCustomTags(message.commonConfig?.customTags ?? [], place)
    const extra = {
      request: lower(message.additionalRequestHeadersToLog),
      response: lower(message.additionalResponseHeadersToLog),
      trailers: lower(message.additionalResponseTrailersToLog),
    }
    if (stream === null) return null
    return new GrpcLogger(stream, filter, (one) => httpLogEntry(one, extra, tags))
  }

  /** The same for raw connections. */
  tcpLogger(
    message: TcpGrpcAccessLogConfig,
    filter: LogFilter,
    at: Violations,
  ): HttpAccessLogger | null {
    const place = at.at('common_config')
    const stream = this.streamOf(message.commonConfig, 'tcp', place)
    const tags = compileCustomTags(message.commonConfig?.customTags ?? [], place)
    return stream === null ? null : new GrpcLogger(stream, filter, (one) => tcpLogEntry(one, tags))
  }

  private streamOf(
    config: CommonGrpcAccessLogConfig | null,
    kind: EntryKind,
    at: Violations,
  ): GrpcLogStream<Entry> | null {
    const cluster = config?.grpcService?.envoyGrpc?.clusterName ?? ''
    if (config === null || config.logName === '') at.at('log_name').add('must not be empty')
    if (cluster === '') at.at('grpc_service.envoy_grpc.cluster_name').add('must not be empty')
    if (config === null || cluster === '') return null
    const settings = {
      flushMs: durationMs(config.bufferFlushInterval, FLUSH_MS, at.at('buffer_flush_interval')),
      flushBytes: config.bufferSizeBytes ?? FLUSH_BYTES,
    }
    const key = `${kind} ${cluster}\0${config.logName}`
    const known = this.streams.get(key)
    const stream =
      known ??
      new GrpcLogStream<Entry>(settings, this.env.clock, (onEnd) =>
        this.open(cluster, config.logName, kind, onEnd),
      )
    this.streams.set(key, stream)
    return stream
  }

  private open(
    cluster: string,
    logName: string,
    kind: EntryKind,
    onEnd: () => void,
  ): GrpcLogCall<Entry> | null {
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
        call.write(
          StreamAccessLogsMessage.create({
            identifier: isFirst ? identifier : null,
            ...entriesOf(kind, entries),
          }),
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
  private readonly stream: GrpcLogStream<Entry>
  private readonly filter: LogFilter
  private readonly entryOf: (stream: HttpStream) => Entry

  constructor(
    stream: GrpcLogStream<Entry>,
    filter: LogFilter,
    entryOf: (stream: HttpStream) => Entry,
  ) {
    this.stream = stream
    this.filter = filter
    this.entryOf = entryOf
  }

  log(stream: HttpStream): void {
    if (!this.filter(stream)) return
    const bytes = ENTRY_BYTES + stream.path.length + stream.requestHeaderBytes
    this.stream.add(this.entryOf(stream), bytes)
  }
}

/** A call carries entries of one kind, which its loggers made. */
function entriesOf(kind: EntryKind, entries: readonly Entry[]): Partial<StreamAccessLogsMessage> {
  if (kind === 'http') {
    const logEntry = entries as readonly HTTPAccessLogEntry[] // by `kind`
    return { httpLogs: StreamAccessLogsMessageHTTPAccessLogEntries.create({ logEntry }) }
  }
  const logEntry = entries as readonly TCPAccessLogEntry[] // by `kind`
  return { tcpLogs: StreamAccessLogsMessageTCPAccessLogEntries.create({ logEntry }) }
}

function lower(names: readonly string[]): readonly string[] {
  return names.map((name) => name.toLowerCase())
}
