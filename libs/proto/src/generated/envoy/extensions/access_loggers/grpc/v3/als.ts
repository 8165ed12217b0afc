/** Generated from envoy/extensions/access_loggers/grpc/v3/als.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { ApiVersion } from '../../../../config/core/v3/config_source.ts'
import { GrpcService, readGrpcService, writeGrpcService } from '../../../../config/core/v3/grpc_service.ts'
import { CustomTag, readCustomTag, writeCustomTag } from '../../../../type/tracing/v3/custom_tag.ts'
import { type MessageType, define } from '../../../../../../message-type.ts'
import { Duration, readDuration, writeDuration } from '../../../../../../well-known/duration.ts'
import { UInt32Value, readUInt32Value, writeUInt32Value } from '../../../../../../well-known/wrappers.ts'
import { type Mutable, NO_ITEMS, append, put } from '../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../wire/message-reader.ts'

/** envoy.extensions.access_loggers.grpc.v3.CommonGrpcAccessLogConfig */
export interface CommonGrpcAccessLogConfig {
  readonly logName: string
  readonly grpcService: GrpcService | null
  readonly bufferFlushInterval: Duration | null
  readonly bufferSizeBytes: number | null
  readonly transportApiVersion: ApiVersion
  readonly customTags: readonly CustomTag[]
}

export const CommonGrpcAccessLogConfig: MessageType<CommonGrpcAccessLogConfig> = define<CommonGrpcAccessLogConfig>({
  name: 'envoy.extensions.access_loggers.grpc.v3.CommonGrpcAccessLogConfig', empty: emptyCommonGrpcAccessLogConfig, write: writeCommonGrpcAccessLogConfig, read: readCommonGrpcAccessLogConfig,
  fields: () => [
    ['log_name', 1, 'string'],
    ['grpc_service', 2, GrpcService],
    ['buffer_flush_interval', 3, Duration],
    ['buffer_size_bytes', 4, UInt32Value],
    ['transport_api_version', 6, { enum: ApiVersion }],
    ['custom_tags', 8, CustomTag, 'list'],
  ],
  pruned: { 5: 'filter_state_objects_to_log', 7: 'grpc_stream_retry_policy' },
})

export function emptyCommonGrpcAccessLogConfig(): CommonGrpcAccessLogConfig {
  return {
    logName: '',
    grpcService: null,
    bufferFlushInterval: null,
    bufferSizeBytes: null,
    transportApiVersion: 0,
    customTags: NO_ITEMS,
  }
}

export function writeCommonGrpcAccessLogConfig(m: CommonGrpcAccessLogConfig, w: ByteWriter): void {
  if (m.logName !== '') w.uint32(10).string(m.logName)
  if (m.grpcService !== null) put(w, 18, writeGrpcService, m.grpcService)
  if (m.bufferFlushInterval !== null) put(w, 26, writeDuration, m.bufferFlushInterval)
  if (m.bufferSizeBytes !== null) put(w, 34, writeUInt32Value, m.bufferSizeBytes)
  if (m.transportApiVersion !== 0) w.uint32(48).int32(m.transportApiVersion)
  for (const v of m.customTags) put(w, 66, writeCustomTag, v)
}

export function readCommonGrpcAccessLogConfig(r: MessageReader, into: CommonGrpcAccessLogConfig | null): CommonGrpcAccessLogConfig {
  const m: Mutable<CommonGrpcAccessLogConfig> = into ?? emptyCommonGrpcAccessLogConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.logName = r.string(); break
      case 18: m.grpcService = readGrpcService(r.message(), m.grpcService); break
      case 26: m.bufferFlushInterval = readDuration(r.message(), m.bufferFlushInterval); break
      case 34: m.bufferSizeBytes = readUInt32Value(r.message()); break
      case 48: m.transportApiVersion = r.int32() as ApiVersion; break
      case 66: m.customTags = append(m.customTags, readCustomTag(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.access_loggers.grpc.v3.HttpGrpcAccessLogConfig */
export interface HttpGrpcAccessLogConfig {
  readonly commonConfig: CommonGrpcAccessLogConfig | null
  readonly additionalRequestHeadersToLog: readonly string[]
  readonly additionalResponseHeadersToLog: readonly string[]
  readonly additionalResponseTrailersToLog: readonly string[]
}

export const HttpGrpcAccessLogConfig: MessageType<HttpGrpcAccessLogConfig> = define<HttpGrpcAccessLogConfig>({
  name: 'envoy.extensions.access_loggers.grpc.v3.HttpGrpcAccessLogConfig', empty: emptyHttpGrpcAccessLogConfig, write: writeHttpGrpcAccessLogConfig, read: readHttpGrpcAccessLogConfig,
  fields: () => [
    ['common_config', 1, CommonGrpcAccessLogConfig],
    ['additional_request_headers_to_log', 2, 'string', 'list'],
    ['additional_response_headers_to_log', 3, 'string', 'list'],
    ['additional_response_trailers_to_log', 4, 'string', 'list'],
  ],
})

export function emptyHttpGrpcAccessLogConfig(): HttpGrpcAccessLogConfig {
  return {
    commonConfig: null,
    additionalRequestHeadersToLog: NO_ITEMS,
    additionalResponseHeadersToLog: NO_ITEMS,
    additionalResponseTrailersToLog: NO_ITEMS,
  }
}

export function writeHttpGrpcAccessLogConfig(m: HttpGrpcAccessLogConfig, w: ByteWriter): void {
  if (m.commonConfig !== null) put(w, 10, writeCommonGrpcAccessLogConfig, m.commonConfig)
  for (const v of m.additionalRequestHeadersToLog) w.uint32(18).string(v)
  for (const v of m.additionalResponseHeadersToLog) w.uint32(26).string(v)
  for (const v of m.additionalResponseTrailersToLog) w.uint32(34).string(v)
}

export function readHttpGrpcAccessLogConfig(r: MessageReader, into: HttpGrpcAccessLogConfig | null): HttpGrpcAccessLogConfig {
  const m: Mutable<HttpGrpcAccessLogConfig> = into ?? emptyHttpGrpcAccessLogConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.commonConfig = readCommonGrpcAccessLogConfig(r.message(), m.commonConfig); break
      case 18: m.additionalRequestHeadersToLog = append(m.additionalRequestHeadersToLog, r.string()); break
      case 26: m.additionalResponseHeadersToLog = append(m.additionalResponseHeadersToLog, r.string()); break
      case 34: m.additionalResponseTrailersToLog = append(m.additionalResponseTrailersToLog, r.string()); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.access_loggers.grpc.v3.TcpGrpcAccessLogConfig */
export interface TcpGrpcAccessLogConfig {
  readonly commonConfig: CommonGrpcAccessLogConfig | null
}

export const TcpGrpcAccessLogConfig: MessageType<TcpGrpcAccessLogConfig> = define<TcpGrpcAccessLogConfig>({
  name: 'envoy.extensions.access_loggers.grpc.v3.TcpGrpcAccessLogConfig', empty: emptyTcpGrpcAccessLogConfig, write: writeTcpGrpcAccessLogConfig, read: readTcpGrpcAccessLogConfig,
  fields: () => [
    ['common_config', 1, CommonGrpcAccessLogConfig],
  ],
})

export function emptyTcpGrpcAccessLogConfig(): TcpGrpcAccessLogConfig {
  return {
    commonConfig: null,
  }
}

export function writeTcpGrpcAccessLogConfig(m: TcpGrpcAccessLogConfig, w: ByteWriter): void {
  if (m.commonConfig !== null) put(w, 10, writeCommonGrpcAccessLogConfig, m.commonConfig)
}

export function readTcpGrpcAccessLogConfig(r: MessageReader, into: TcpGrpcAccessLogConfig | null): TcpGrpcAccessLogConfig {
  const m: Mutable<TcpGrpcAccessLogConfig> = into ?? emptyTcpGrpcAccessLogConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.commonConfig = readCommonGrpcAccessLogConfig(r.message(), m.commonConfig); break
      default: r.skipField(tag)
    }
  }
  return m
}
