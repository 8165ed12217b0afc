/** Generated from envoy/config/core/v3/health_check.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { HeaderValueOption, RequestMethod, readHeaderValueOption, writeHeaderValueOption } from './base.ts'
import { TypedExtensionConfig, readTypedExtensionConfig, writeTypedExtensionConfig } from './extension.ts'
import { StringMatcher, readStringMatcher, writeStringMatcher } from '../../../type/matcher/v3/string.ts'
import { CodecClientType } from '../../../type/v3/http.ts'
import { Int64Range, readInt64Range, writeInt64Range } from '../../../type/v3/range.ts'
import { type JsonObject } from '../../../../../json/json-value.ts'
import { type MessageType, define } from '../../../../../message-type.ts'
import { Any, readAny, writeAny } from '../../../../../well-known/any.ts'
import { Duration, readDuration, writeDuration } from '../../../../../well-known/duration.ts'
import { Struct, readStruct, writeStruct } from '../../../../../well-known/struct.ts'
import { BoolValue, UInt32Value, UInt64Value, readBoolValue, readUInt32Value, readUInt64Value, writeBoolValue, writeUInt32Value, writeUInt64Value } from '../../../../../well-known/wrappers.ts'
import { type Mutable, NO_ITEMS, append, put } from '../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../wire/message-reader.ts'

/** envoy.config.core.v3.HealthStatus */
export const HealthStatus = {
  UNKNOWN: 0,
  HEALTHY: 1,
  UNHEALTHY: 2,
  DRAINING: 3,
  TIMEOUT: 4,
  DEGRADED: 5,
} as const
export type HealthStatus = (typeof HealthStatus)[keyof typeof HealthStatus]

/** envoy.config.core.v3.HealthCheck */
export interface ActiveHealthCheck {
  readonly timeout: Duration | null
  readonly interval: Duration | null
  readonly intervalJitter: Duration | null
  readonly unhealthyThreshold: number | null
  readonly healthyThreshold: number | null
  readonly altPort: number | null
  readonly reuseConnection: boolean | null
  readonly httpHealthCheck: ActiveHealthCheckHttpHealthCheck | null // oneof health_checker
  readonly tcpHealthCheck: ActiveHealthCheckTcpHealthCheck | null // oneof health_checker
  readonly grpcHealthCheck: ActiveHealthCheckGrpcHealthCheck | null // oneof health_checker
  readonly noTrafficInterval: Duration | null
  readonly customHealthCheck: ActiveHealthCheckCustomHealthCheck | null // oneof health_checker
  readonly unhealthyInterval: Duration | null
  readonly unhealthyEdgeInterval: Duration | null
  readonly healthyEdgeInterval: Duration | null
  readonly eventLogPath: string
  readonly intervalJitterPercent: number
  readonly alwaysLogHealthCheckFailures: boolean
  readonly initialJitter: Duration | null
  readonly tlsOptions: ActiveHealthCheckTlsOptions | null
  readonly transportSocketMatchCriteria: JsonObject | null
  readonly noTrafficHealthyInterval: Duration | null
  readonly eventLogger: readonly TypedExtensionConfig[]
  readonly alwaysLogHealthCheckSuccess: boolean
}

export const ActiveHealthCheck: MessageType<ActiveHealthCheck> = define<ActiveHealthCheck>({
  name: 'envoy.config.core.v3.HealthCheck', empty: emptyActiveHealthCheck, write: writeActiveHealthCheck, read: readActiveHealthCheck,
  fields: () => [
    ['timeout', 1, Duration],
    ['interval', 2, Duration],
    ['interval_jitter', 3, Duration],
    ['unhealthy_threshold', 4, UInt32Value],
    ['healthy_threshold', 5, UInt32Value],
    ['alt_port', 6, UInt32Value],
    ['reuse_connection', 7, BoolValue],
    ['http_health_check', 8, ActiveHealthCheckHttpHealthCheck, '', 'healthChecker'],
    ['tcp_health_check', 9, ActiveHealthCheckTcpHealthCheck, '', 'healthChecker'],
    ['grpc_health_check', 11, ActiveHealthCheckGrpcHealthCheck, '', 'healthChecker'],
    ['no_traffic_interval', 12, Duration],
    ['custom_health_check', 13, ActiveHealthCheckCustomHealthCheck, '', 'healthChecker'],
    ['unhealthy_interval', 14, Duration],
    ['unhealthy_edge_interval', 15, Duration],
    ['healthy_edge_interval', 16, Duration],
    ['event_log_path', 17, 'string'],
    ['interval_jitter_percent', 18, 'uint32'],
    ['always_log_health_check_failures', 19, 'bool'],
    ['initial_jitter', 20, Duration],
    ['tls_options', 21, ActiveHealthCheckTlsOptions],
    ['transport_socket_match_criteria', 23, Struct],
    ['no_traffic_healthy_interval', 24, Duration],
    ['event_logger', 25, TypedExtensionConfig, 'list'],
    ['always_log_health_check_success', 26, 'bool'],
  ],
  pruned: { 22: 'event_service' },
})

export function emptyActiveHealthCheck(): ActiveHealthCheck {
  return {
    timeout: null,
    interval: null,
    intervalJitter: null,
    unhealthyThreshold: null,
    healthyThreshold: null,
    altPort: null,
    reuseConnection: null,
    httpHealthCheck: null,
    tcpHealthCheck: null,
    grpcHealthCheck: null,
    noTrafficInterval: null,
    customHealthCheck: null,
    unhealthyInterval: null,
    unhealthyEdgeInterval: null,
    healthyEdgeInterval: null,
    eventLogPath: '',
    intervalJitterPercent: 0,
    alwaysLogHealthCheckFailures: false,
    initialJitter: null,
    tlsOptions: null,
    transportSocketMatchCriteria: null,
    noTrafficHealthyInterval: null,
    eventLogger: NO_ITEMS,
    alwaysLogHealthCheckSuccess: false,
  }
}

export function writeActiveHealthCheck(m: ActiveHealthCheck, w: ByteWriter): void {
  if (m.timeout !== null) put(w, 10, writeDuration, m.timeout)
  if (m.interval !== null) put(w, 18, writeDuration, m.interval)
  if (m.intervalJitter !== null) put(w, 26, writeDuration, m.intervalJitter)
  if (m.unhealthyThreshold !== null) put(w, 34, writeUInt32Value, m.unhealthyThreshold)
  if (m.healthyThreshold !== null) put(w, 42, writeUInt32Value, m.healthyThreshold)
  if (m.altPort !== null) put(w, 50, writeUInt32Value, m.altPort)
  if (m.reuseConnection !== null) put(w, 58, writeBoolValue, m.reuseConnection)
  if (m.httpHealthCheck !== null) put(w, 66, writeActiveHealthCheckHttpHealthCheck, m.httpHealthCheck)
  if (m.tcpHealthCheck !== null) put(w, 74, writeActiveHealthCheckTcpHealthCheck, m.tcpHealthCheck)
  if (m.grpcHealthCheck !== null) put(w, 90, writeActiveHealthCheckGrpcHealthCheck, m.grpcHealthCheck)
  if (m.noTrafficInterval !== null) put(w, 98, writeDuration, m.noTrafficInterval)
  if (m.customHealthCheck !== null) put(w, 106, writeActiveHealthCheckCustomHealthCheck, m.customHealthCheck)
  if (m.unhealthyInterval !== null) put(w, 114, writeDuration, m.unhealthyInterval)
  if (m.unhealthyEdgeInterval !== null) put(w, 122, writeDuration, m.unhealthyEdgeInterval)
  if (m.healthyEdgeInterval !== null) put(w, 130, writeDuration, m.healthyEdgeInterval)
  if (m.eventLogPath !== '') w.uint32(138).string(m.eventLogPath)
  if (m.intervalJitterPercent !== 0) w.uint32(144).uint32(m.intervalJitterPercent)
  if (m.alwaysLogHealthCheckFailures) w.uint32(152).bool(m.alwaysLogHealthCheckFailures)
  if (m.initialJitter !== null) put(w, 162, writeDuration, m.initialJitter)
  if (m.tlsOptions !== null) put(w, 170, writeActiveHealthCheckTlsOptions, m.tlsOptions)
  if (m.transportSocketMatchCriteria !== null) put(w, 186, writeStruct, m.transportSocketMatchCriteria)
  if (m.noTrafficHealthyInterval !== null) put(w, 194, writeDuration, m.noTrafficHealthyInterval)
  for (const v of m.eventLogger) put(w, 202, writeTypedExtensionConfig, v)
  if (m.alwaysLogHealthCheckSuccess) w.uint32(208).bool(m.alwaysLogHealthCheckSuccess)
}

export function readActiveHealthCheck(r: MessageReader, into: ActiveHealthCheck | null): ActiveHealthCheck {
  const m: Mutable<ActiveHealthCheck> = into ?? emptyActiveHealthCheck()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.timeout = readDuration(r.message(), m.timeout); break
      case 18: m.interval = readDuration(r.message(), m.interval); break
      case 26: m.intervalJitter = readDuration(r.message(), m.intervalJitter); break
      case 34: m.unhealthyThreshold = readUInt32Value(r.message()); break
      case 42: m.healthyThreshold = readUInt32Value(r.message()); break
      case 50: m.altPort = readUInt32Value(r.message()); break
      case 58: m.reuseConnection = readBoolValue(r.message()); break
      case 66: { const v = readActiveHealthCheckHttpHealthCheck(r.message(), m.httpHealthCheck); clearActiveHealthCheck_health_checker(m); m.httpHealthCheck = v; break }
      case 74: { const v = readActiveHealthCheckTcpHealthCheck(r.message(), m.tcpHealthCheck); clearActiveHealthCheck_health_checker(m); m.tcpHealthCheck = v; break }
      case 90: { const v = readActiveHealthCheckGrpcHealthCheck(r.message(), m.grpcHealthCheck); clearActiveHealthCheck_health_checker(m); m.grpcHealthCheck = v; break }
      case 98: m.noTrafficInterval = readDuration(r.message(), m.noTrafficInterval); break
      case 106: { const v = readActiveHealthCheckCustomHealthCheck(r.message(), m.customHealthCheck); clearActiveHealthCheck_health_checker(m); m.customHealthCheck = v; break }
      case 114: m.unhealthyInterval = readDuration(r.message(), m.unhealthyInterval); break
      case 122: m.unhealthyEdgeInterval = readDuration(r.message(), m.unhealthyEdgeInterval); break
      case 130: m.healthyEdgeInterval = readDuration(r.message(), m.healthyEdgeInterval); break
      case 138: m.eventLogPath = r.string(); break
      case 144: m.intervalJitterPercent = r.uint32(); break
      case 152: m.alwaysLogHealthCheckFailures = r.bool(); break
      case 162: m.initialJitter = readDuration(r.message(), m.initialJitter); break
      case 170: m.tlsOptions = readActiveHealthCheckTlsOptions(r.message(), m.tlsOptions); break
      case 186: m.transportSocketMatchCriteria = readStruct(r.message(), m.transportSocketMatchCriteria); break
      case 194: m.noTrafficHealthyInterval = readDuration(r.message(), m.noTrafficHealthyInterval); break
      case 202: m.eventLogger = append(m.eventLogger, readTypedExtensionConfig(r.message(), null)); break
      case 208: m.alwaysLogHealthCheckSuccess = r.bool(); break
      default: r.skipField(tag)
    }
  }
  return m
}
function clearActiveHealthCheck_health_checker(m: Mutable<ActiveHealthCheck>): void {
  m.httpHealthCheck = null
  m.tcpHealthCheck = null
  m.grpcHealthCheck = null
  m.customHealthCheck = null
}

/** envoy.config.core.v3.HealthCheck.CustomHealthCheck */
export interface ActiveHealthCheckCustomHealthCheck {
  readonly name: string
  readonly typedConfig: Any | null // oneof config_type
}

export const ActiveHealthCheckCustomHealthCheck: MessageType<ActiveHealthCheckCustomHealthCheck> = define<ActiveHealthCheckCustomHealthCheck>({
  name: 'envoy.config.core.v3.HealthCheck.CustomHealthCheck', empty: emptyActiveHealthCheckCustomHealthCheck, write: writeActiveHealthCheckCustomHealthCheck, read: readActiveHealthCheckCustomHealthCheck,
  fields: () => [
    ['name', 1, 'string'],
    ['typed_config', 3, Any, '', 'configType'],
  ],
})

export function emptyActiveHealthCheckCustomHealthCheck(): ActiveHealthCheckCustomHealthCheck {
  return {
    name: '',
    typedConfig: null,
  }
}

export function writeActiveHealthCheckCustomHealthCheck(m: ActiveHealthCheckCustomHealthCheck, w: ByteWriter): void {
  if (m.name !== '') w.uint32(10).string(m.name)
  if (m.typedConfig !== null) put(w, 26, writeAny, m.typedConfig)
}

export function readActiveHealthCheckCustomHealthCheck(r: MessageReader, into: ActiveHealthCheckCustomHealthCheck | null): ActiveHealthCheckCustomHealthCheck {
  const m: Mutable<ActiveHealthCheckCustomHealthCheck> = into ?? emptyActiveHealthCheckCustomHealthCheck()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.name = r.string(); break
      case 26: m.typedConfig = readAny(r.message(), m.typedConfig); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.core.v3.HealthCheck.GrpcHealthCheck */
export interface ActiveHealthCheckGrpcHealthCheck {
  readonly serviceName: string
  readonly authority: string
  readonly initialMetadata: readonly HeaderValueOption[]
}

export const ActiveHealthCheckGrpcHealthCheck: MessageType<ActiveHealthCheckGrpcHealthCheck> = define<ActiveHealthCheckGrpcHealthCheck>({
  name: 'envoy.config.core.v3.HealthCheck.GrpcHealthCheck', empty: emptyActiveHealthCheckGrpcHealthCheck, write: writeActiveHealthCheckGrpcHealthCheck, read: readActiveHealthCheckGrpcHealthCheck,
  fields: () => [
    ['service_name', 1, 'string'],
    ['authority', 2, 'string'],
    ['initial_metadata', 3, HeaderValueOption, 'list'],
  ],
})

export function emptyActiveHealthCheckGrpcHealthCheck(): ActiveHealthCheckGrpcHealthCheck {
  return {
    serviceName: '',
    authority: '',
    initialMetadata: NO_ITEMS,
  }
}

export function writeActiveHealthCheckGrpcHealthCheck(m: ActiveHealthCheckGrpcHealthCheck, w: ByteWriter): void {
  if (m.serviceName !== '') w.uint32(10).string(m.serviceName)
  if (m.authority !== '') w.uint32(18).string(m.authority)
  for (const v of m.initialMetadata) put(w, 26, writeHeaderValueOption, v)
}

export function readActiveHealthCheckGrpcHealthCheck(r: MessageReader, into: ActiveHealthCheckGrpcHealthCheck | null): ActiveHealthCheckGrpcHealthCheck {
  const m: Mutable<ActiveHealthCheckGrpcHealthCheck> = into ?? emptyActiveHealthCheckGrpcHealthCheck()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.serviceName = r.string(); break
      case 18: m.authority = r.string(); break
      case 26: m.initialMetadata = append(m.initialMetadata, readHeaderValueOption(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.core.v3.HealthCheck.HttpHealthCheck */
export interface ActiveHealthCheckHttpHealthCheck {
  readonly host: string
  readonly path: string
  readonly send: ActiveHealthCheckPayload | null
  readonly receive: readonly ActiveHealthCheckPayload[]
  readonly requestHeadersToAdd: readonly HeaderValueOption[]
  readonly requestHeadersToRemove: readonly string[]
  readonly expectedStatuses: readonly Int64Range[]
  readonly codecClientType: CodecClientType
  readonly serviceNameMatcher: StringMatcher | null
  readonly retriableStatuses: readonly Int64Range[]
  readonly method: RequestMethod
  readonly responseBufferSize: number | null
}

export const ActiveHealthCheckHttpHealthCheck: MessageType<ActiveHealthCheckHttpHealthCheck> = define<ActiveHealthCheckHttpHealthCheck>({
  name: 'envoy.config.core.v3.HealthCheck.HttpHealthCheck', empty: emptyActiveHealthCheckHttpHealthCheck, write: writeActiveHealthCheckHttpHealthCheck, read: readActiveHealthCheckHttpHealthCheck,
  fields: () => [
    ['host', 1, 'string'],
    ['path', 2, 'string'],
    ['send', 3, ActiveHealthCheckPayload],
    ['receive', 4, ActiveHealthCheckPayload, 'list'],
    ['request_headers_to_add', 6, HeaderValueOption, 'list'],
    ['request_headers_to_remove', 8, 'string', 'list'],
    ['expected_statuses', 9, Int64Range, 'list'],
    ['codec_client_type', 10, { enum: CodecClientType }],
    ['service_name_matcher', 11, StringMatcher],
    ['retriable_statuses', 12, Int64Range, 'list'],
    ['method', 13, { enum: RequestMethod }],
    ['response_buffer_size', 14, UInt64Value],
  ],
})

export function emptyActiveHealthCheckHttpHealthCheck(): ActiveHealthCheckHttpHealthCheck {
  return {
    host: '',
    path: '',
    send: null,
    receive: NO_ITEMS,
    requestHeadersToAdd: NO_ITEMS,
    requestHeadersToRemove: NO_ITEMS,
    expectedStatuses: NO_ITEMS,
    codecClientType: 0,
    serviceNameMatcher: null,
    retriableStatuses: NO_ITEMS,
    method: 0,
    responseBufferSize: null,
  }
}

export function writeActiveHealthCheckHttpHealthCheck(m: ActiveHealthCheckHttpHealthCheck, w: ByteWriter): void {
  if (m.host !== '') w.uint32(10).string(m.host)
  if (m.path !== '') w.uint32(18).string(m.path)
  if (m.send !== null) put(w, 26, writeActiveHealthCheckPayload, m.send)
  for (const v of m.receive) put(w, 34, writeActiveHealthCheckPayload, v)
  for (const v of m.requestHeadersToAdd) put(w, 50, writeHeaderValueOption, v)
  for (const v of m.requestHeadersToRemove) w.uint32(66).string(v)
  for (const v of m.expectedStatuses) put(w, 74, writeInt64Range, v)
  if (m.codecClientType !== 0) w.uint32(80).int32(m.codecClientType)
  if (m.serviceNameMatcher !== null) put(w, 90, writeStringMatcher, m.serviceNameMatcher)
  for (const v of m.retriableStatuses) put(w, 98, writeInt64Range, v)
  if (m.method !== 0) w.uint32(104).int32(m.method)
  if (m.responseBufferSize !== null) put(w, 114, writeUInt64Value, m.responseBufferSize)
}

export function readActiveHealthCheckHttpHealthCheck(r: MessageReader, into: ActiveHealthCheckHttpHealthCheck | null): ActiveHealthCheckHttpHealthCheck {
  const m: Mutable<ActiveHealthCheckHttpHealthCheck> = into ?? emptyActiveHealthCheckHttpHealthCheck()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.host = r.string(); break
      case 18: m.path = r.string(); break
      case 26: m.send = readActiveHealthCheckPayload(r.message(), m.send); break
      case 34: m.receive = append(m.receive, readActiveHealthCheckPayload(r.message(), null)); break
      case 50: m.requestHeadersToAdd = append(m.requestHeadersToAdd, readHeaderValueOption(r.message(), null)); break
      case 66: m.requestHeadersToRemove = append(m.requestHeadersToRemove, r.string()); break
      case 74: m.expectedStatuses = append(m.expectedStatuses, readInt64Range(r.message(), null)); break
      case 80: m.codecClientType = r.int32() as CodecClientType; break
      case 90: m.serviceNameMatcher = readStringMatcher(r.message(), m.serviceNameMatcher); break
      case 98: m.retriableStatuses = append(m.retriableStatuses, readInt64Range(r.message(), null)); break
      case 104: m.method = r.int32() as RequestMethod; break
      case 114: m.responseBufferSize = readUInt64Value(r.message()); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.core.v3.HealthCheck.Payload */
export interface ActiveHealthCheckPayload {
  readonly text: string | null // oneof payload
  readonly binary: Uint8Array | null // oneof payload
}

export const ActiveHealthCheckPayload: MessageType<ActiveHealthCheckPayload> = define<ActiveHealthCheckPayload>({
  name: 'envoy.config.core.v3.HealthCheck.Payload', empty: emptyActiveHealthCheckPayload, write: writeActiveHealthCheckPayload, read: readActiveHealthCheckPayload,
  fields: () => [
    ['text', 1, 'string', '', 'payload'],
    ['binary', 2, 'bytes', '', 'payload'],
  ],
})

export function emptyActiveHealthCheckPayload(): ActiveHealthCheckPayload {
  return {
    text: null,
    binary: null,
  }
}

export function writeActiveHealthCheckPayload(m: ActiveHealthCheckPayload, w: ByteWriter): void {
  if (m.text !== null) w.uint32(10).string(m.text)
  if (m.binary !== null) w.uint32(18).bytes(m.binary)
}

export function readActiveHealthCheckPayload(r: MessageReader, into: ActiveHealthCheckPayload | null): ActiveHealthCheckPayload {
  const m: Mutable<ActiveHealthCheckPayload> = into ?? emptyActiveHealthCheckPayload()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: { const v = r.string(); clearActiveHealthCheckPayload_payload(m); m.text = v; break }
      case 18: { const v = r.copyBytes(); clearActiveHealthCheckPayload_payload(m); m.binary = v; break }
      default: r.skipField(tag)
    }
  }
  return m
}
function clearActiveHealthCheckPayload_payload(m: Mutable<ActiveHealthCheckPayload>): void {
  m.text = null
  m.binary = null
}

/** envoy.config.core.v3.HealthCheck.TcpHealthCheck */
export interface ActiveHealthCheckTcpHealthCheck {
  readonly send: ActiveHealthCheckPayload | null
  readonly receive: readonly ActiveHealthCheckPayload[]
}

export const ActiveHealthCheckTcpHealthCheck: MessageType<ActiveHealthCheckTcpHealthCheck> = define<ActiveHealthCheckTcpHealthCheck>({
  name: 'envoy.config.core.v3.HealthCheck.TcpHealthCheck', empty: emptyActiveHealthCheckTcpHealthCheck, write: writeActiveHealthCheckTcpHealthCheck, read: readActiveHealthCheckTcpHealthCheck,
  fields: () => [
    ['send', 1, ActiveHealthCheckPayload],
    ['receive', 2, ActiveHealthCheckPayload, 'list'],
  ],
  pruned: { 3: 'proxy_protocol_config' },
})

export function emptyActiveHealthCheckTcpHealthCheck(): ActiveHealthCheckTcpHealthCheck {
  return {
    send: null,
    receive: NO_ITEMS,
  }
}

export function writeActiveHealthCheckTcpHealthCheck(m: ActiveHealthCheckTcpHealthCheck, w: ByteWriter): void {
  if (m.send !== null) put(w, 10, writeActiveHealthCheckPayload, m.send)
  for (const v of m.receive) put(w, 18, writeActiveHealthCheckPayload, v)
}

export function readActiveHealthCheckTcpHealthCheck(r: MessageReader, into: ActiveHealthCheckTcpHealthCheck | null): ActiveHealthCheckTcpHealthCheck {
  const m: Mutable<ActiveHealthCheckTcpHealthCheck> = into ?? emptyActiveHealthCheckTcpHealthCheck()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.send = readActiveHealthCheckPayload(r.message(), m.send); break
      case 18: m.receive = append(m.receive, readActiveHealthCheckPayload(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.core.v3.HealthCheck.TlsOptions */
export interface ActiveHealthCheckTlsOptions {
  readonly alpnProtocols: readonly string[]
}

export const ActiveHealthCheckTlsOptions: MessageType<ActiveHealthCheckTlsOptions> = define<ActiveHealthCheckTlsOptions>({
  name: 'envoy.config.core.v3.HealthCheck.TlsOptions', empty: emptyActiveHealthCheckTlsOptions, write: writeActiveHealthCheckTlsOptions, read: readActiveHealthCheckTlsOptions,
  fields: () => [
    ['alpn_protocols', 1, 'string', 'list'],
  ],
})

export function emptyActiveHealthCheckTlsOptions(): ActiveHealthCheckTlsOptions {
  return {
    alpnProtocols: NO_ITEMS,
  }
}

export function writeActiveHealthCheckTlsOptions(m: ActiveHealthCheckTlsOptions, w: ByteWriter): void {
  for (const v of m.alpnProtocols) w.uint32(10).string(v)
}

export function readActiveHealthCheckTlsOptions(r: MessageReader, into: ActiveHealthCheckTlsOptions | null): ActiveHealthCheckTlsOptions {
  const m: Mutable<ActiveHealthCheckTlsOptions> = into ?? emptyActiveHealthCheckTlsOptions()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.alpnProtocols = append(m.alpnProtocols, r.string()); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.core.v3.HealthStatusSet */
export interface HealthStatusSet {
  readonly statuses: readonly HealthStatus[]
}

export const HealthStatusSet: MessageType<HealthStatusSet> = define<HealthStatusSet>({
  name: 'envoy.config.core.v3.HealthStatusSet', empty: emptyHealthStatusSet, write: writeHealthStatusSet, read: readHealthStatusSet,
  fields: () => [
    ['statuses', 1, { enum: HealthStatus }, 'list'],
  ],
})

export function emptyHealthStatusSet(): HealthStatusSet {
  return {
    statuses: NO_ITEMS,
  }
}

export function writeHealthStatusSet(m: HealthStatusSet, w: ByteWriter): void {
  if (m.statuses.length > 0) { w.uint32(10); const o = w.open(); for (const v of m.statuses) w.int32(v); w.close(o) }
}

export function readHealthStatusSet(r: MessageReader, into: HealthStatusSet | null): HealthStatusSet {
  const m: Mutable<HealthStatusSet> = into ?? emptyHealthStatusSet()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.statuses = append(m.statuses, r.int32() as HealthStatus); break
      case 10: { const p = r.message(); while (!p.done) m.statuses = append(m.statuses, p.int32() as HealthStatus); break }
      default: r.skipField(tag)
    }
  }
  return m
}
