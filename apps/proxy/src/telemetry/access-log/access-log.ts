/** `access_log` entries → loggers of HTTP streams and of raw connections. */
import {
  type AccessLog,
  FileAccessLog,
  HttpGrpcAccessLogConfig,
  StderrAccessLog,
  StdoutAccessLog,
  type SubstitutionFormatString,
  TcpGrpcAccessLogConfig,
} from '@flotilla/proto'
import { dataSourceText, isType, unpack } from '../../compile/fields.ts'
import { Violations } from '../../compile/violations.ts'
import type { HttpAccessLogger } from '../../http/env.ts'
import type { Compiled, HttpStream } from '../../http/filter.ts'
import type { TcpAccessLogger } from '../../tcp/tcp-proxy.ts'
import { checkFormatters } from './formatters.ts'
import type { GrpcLogs } from './grpc-log.ts'
import {
  compileJsonFormat,
  compileTextFormat,
  ENVOY_TEXT_FORMAT,
  type LineFormat,
} from './line-format.ts'
import type { LogFile, LogFiles } from './log-file.ts'
import { compileLogFilter, type LogFilter } from './log-filter.ts'
import { tcpLogView } from './tcp-log-view.ts'

export interface AccessLogEnv {
  readonly files: LogFiles
  readonly random: () => number
  /** Absent: there are no collectors. */
  readonly grpc?: GrpcLogs
}

class StreamLogger implements HttpAccessLogger {
  private readonly file: LogFile
  private readonly format: LineFormat
  private readonly filter: LogFilter

  constructor(file: LogFile, format: LineFormat, filter: LogFilter) {
    this.file = file
    this.format = format
    this.filter = filter
  }

  log(stream: HttpStream): void {
    if (this.filter(stream)) this.file.write(this.format(stream))
  }
}

export function compileHttpAccessLog(
  config: AccessLog,
  env: AccessLogEnv,
): Compiled<HttpAccessLogger> {
  const at = new Violations()
  const filter = compileLogFilter(config.filter, env.random, at.at('filter'))
  const any = config.typedConfig
  if (any !== null && isType(any, HttpGrpcAccessLogConfig) && env.grpc !== undefined) {
    const place = at.at('typed_config')
    const message = unpack(HttpGrpcAccessLogConfig, any, place)
    const logger = message === null ? null : env.grpc.logger(message, filter, place)
    return at.result<HttpAccessLogger>(logger)
  }
  const target = compileTarget(config, at.at('typed_config'))
  return at.result<HttpAccessLogger>(
    target === null ? null : new StreamLogger(env.files.open(target.path), target.format, filter),
  )
}

export function compileTcpAccessLog(
  config: AccessLog,
  env: AccessLogEnv,
): Compiled<TcpAccessLogger> {
  const compiled = compileGrpcTcpLog(config, env) ?? compileHttpAccessLog(config, env)
  if (compiled.kind === 'bad') return compiled
  const logger = compiled.value
  return {
    kind: 'ok',
    value: { log: (stream, type, whole) => logger.log(tcpLogView(stream, type, whole)) },
  }
}

/** Null where the entry is of another kind. */
function compileGrpcTcpLog(
  config: AccessLog,
  { grpc, random }: AccessLogEnv,
): Compiled<HttpAccessLogger> | null {
  const any = config.typedConfig
  if (any === null || !isType(any, TcpGrpcAccessLogConfig) || grpc === undefined) return null
  const at = new Violations()
  const filter = compileLogFilter(config.filter, random, at.at('filter'))
  const place = at.at('typed_config')
  const message = unpack(TcpGrpcAccessLogConfig, any, place)
  return at.result<HttpAccessLogger>(
    message === null ? null : grpc.tcpLogger(message, filter, place),
  )
}

interface Target {
  readonly path: string
  readonly format: LineFormat
}

function compileTarget(config: AccessLog, at: Violations): Target | null {
  const any = config.typedConfig
  if (any === null) {
    at.add('is required')
    return null
  }
  if (isType(any, FileAccessLog)) return compileFile(unpack(FileAccessLog, any, at), at)
  for (const [type, path] of [
    [StdoutAccessLog, '/dev/stdout'],
    [StderrAccessLog, '/dev/stderr'],
  ] as const) {
    if (!isType(any, type)) continue
    const message = unpack(type, any, at)
    const format =
      message === null ? null : compileSubstitution(message.logFormat, at.at('log_format'))
    return format === null ? null : { path, format }
  }
  at.unsupported(`access logger ${any.typeUrl}`)
  return null
}

function compileFile(message: FileAccessLog | null, at: Violations): Target | null {
  if (message === null) return null
  if (message.path === '') at.at('path').add('must not be empty')
  const format =
    message.format !== null
      ? compileTextFormat(message.format, false, at.at('format'))
      : message.jsonFormat !== null || message.typedJsonFormat !== null
        ? compileJsonFormat(
            message.jsonFormat ?? message.typedJsonFormat ?? {},
            false,
            at.at(message.jsonFormat === null ? 'typed_json_format' : 'json_format'),
          )
        : compileSubstitution(message.logFormat, at.at('log_format'))
  return format === null ? null : { path: message.path, format }
}

function compileSubstitution(
  message: SubstitutionFormatString | null,
  at: Violations,
): LineFormat | null {
  checkFormatters(message?.formatters ?? [], at)
  const omitsEmpty = message?.omitEmptyValues ?? false
  if (message?.jsonFormat != null)
    return compileJsonFormat(message.jsonFormat, message.omitEmptyValues, at.at('json_format'))
  if (message?.textFormatSource != null) {
    const text = dataSourceText(message.textFormatSource, at.at('text_format_source'))
    return text === null ? null : compileTextFormat(text, omitsEmpty, at.at('text_format_source'))
  }
  return compileTextFormat(
    message?.textFormat ?? ENVOY_TEXT_FORMAT,
    omitsEmpty,
    at.at('text_format'),
  )
}
