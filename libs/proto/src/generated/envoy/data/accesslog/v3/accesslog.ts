/** Generated from envoy/data/accesslog/v3/accesslog.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { Address, readAddress, writeAddress } from '../../../config/core/v3/address.ts'
import { Metadata, RequestMethod, readMetadata, writeMetadata } from '../../../config/core/v3/base.ts'
import { type MessageType, define } from '../../../../../message-type.ts'
import { Duration, readDuration, writeDuration } from '../../../../../well-known/duration.ts'
import { Timestamp, readTimestamp, writeTimestamp } from '../../../../../well-known/timestamp.ts'
import { UInt32Value, readUInt32Value, writeUInt32Value } from '../../../../../well-known/wrappers.ts'
import { type Mutable, NO_ENTRIES, NO_ITEMS, append, ownMap, put } from '../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../wire/message-reader.ts'

/** envoy.data.accesslog.v3.AccessLogType */
export const AccessLogType = {
  NotSet: 0,
  TcpUpstreamConnected: 1,
  TcpPeriodic: 2,
  TcpConnectionEnd: 3,
  DownstreamStart: 4,
  DownstreamPeriodic: 5,
  DownstreamEnd: 6,
  UpstreamPoolReady: 7,
  UpstreamPeriodic: 8,
  UpstreamEnd: 9,
  DownstreamTunnelSuccessfullyEstablished: 10,
  UdpTunnelUpstreamConnected: 11,
  UdpPeriodic: 12,
  UdpSessionEnd: 13,
} as const
export type AccessLogType = (typeof AccessLogType)[keyof typeof AccessLogType]

/** envoy.data.accesslog.v3.HTTPAccessLogEntry.HTTPVersion */
export const HTTPAccessLogEntryHTTPVersion = {
  PROTOCOL_UNSPECIFIED: 0,
  HTTP10: 1,
  HTTP11: 2,
  HTTP2: 3,
  HTTP3: 4,
} as const
export type HTTPAccessLogEntryHTTPVersion = (typeof HTTPAccessLogEntryHTTPVersion)[keyof typeof HTTPAccessLogEntryHTTPVersion]

/** envoy.data.accesslog.v3.ResponseFlags.Unauthorized.Reason */
export const ResponseFlagsUnauthorizedReason = {
  REASON_UNSPECIFIED: 0,
  EXTERNAL_SERVICE: 1,
} as const
export type ResponseFlagsUnauthorizedReason = (typeof ResponseFlagsUnauthorizedReason)[keyof typeof ResponseFlagsUnauthorizedReason]

/** envoy.data.accesslog.v3.TLSProperties.TLSVersion */
export const TLSPropertiesTLSVersion = {
  VERSION_UNSPECIFIED: 0,
  TLSv1: 1,
  TLSv1_1: 2,
  TLSv1_2: 3,
  TLSv1_3: 4,
} as const
export type TLSPropertiesTLSVersion = (typeof TLSPropertiesTLSVersion)[keyof typeof TLSPropertiesTLSVersion]

/** envoy.data.accesslog.v3.AccessLogCommon */
export interface AccessLogCommon {
  readonly sampleRate: number
  readonly downstreamRemoteAddress: Address | null
  readonly downstreamLocalAddress: Address | null
  readonly tlsProperties: TLSProperties | null
  readonly startTime: Timestamp | null
  readonly timeToLastRxByte: Duration | null
  readonly timeToFirstUpstreamTxByte: Duration | null
  readonly timeToLastUpstreamTxByte: Duration | null
  readonly timeToFirstUpstreamRxByte: Duration | null
  readonly timeToLastUpstreamRxByte: Duration | null
  readonly timeToFirstDownstreamTxByte: Duration | null
  readonly timeToLastDownstreamTxByte: Duration | null
  readonly upstreamRemoteAddress: Address | null
  readonly upstreamLocalAddress: Address | null
  readonly upstreamCluster: string
  readonly responseFlags: ResponseFlags | null
  readonly metadata: Metadata | null
  readonly upstreamTransportFailureReason: string
  readonly routeName: string
  readonly downstreamDirectRemoteAddress: Address | null
  readonly customTags: ReadonlyMap<string, string>
  readonly duration: Duration | null
  readonly upstreamRequestAttemptCount: number
  readonly connectionTerminationDetails: string
  readonly streamId: string
  readonly downstreamWireBytesSent: number
  readonly downstreamWireBytesReceived: number
  readonly upstreamWireBytesSent: number
  readonly upstreamWireBytesReceived: number
  readonly accessLogType: AccessLogType
}

export const AccessLogCommon: MessageType<AccessLogCommon> = define<AccessLogCommon>({
  name: 'envoy.data.accesslog.v3.AccessLogCommon', empty: emptyAccessLogCommon, write: writeAccessLogCommon, read: readAccessLogCommon,
  fields: () => [
    ['sample_rate', 1, 'double'],
    ['downstream_remote_address', 2, Address],
    ['downstream_local_address', 3, Address],
    ['tls_properties', 4, TLSProperties],
    ['start_time', 5, Timestamp],
    ['time_to_last_rx_byte', 6, Duration],
    ['time_to_first_upstream_tx_byte', 7, Duration],
    ['time_to_last_upstream_tx_byte', 8, Duration],
    ['time_to_first_upstream_rx_byte', 9, Duration],
    ['time_to_last_upstream_rx_byte', 10, Duration],
    ['time_to_first_downstream_tx_byte', 11, Duration],
    ['time_to_last_downstream_tx_byte', 12, Duration],
    ['upstream_remote_address', 13, Address],
    ['upstream_local_address', 14, Address],
    ['upstream_cluster', 15, 'string'],
    ['response_flags', 16, ResponseFlags],
    ['metadata', 17, Metadata],
    ['upstream_transport_failure_reason', 18, 'string'],
    ['route_name', 19, 'string'],
    ['downstream_direct_remote_address', 20, Address],
    ['custom_tags', 22, 'string', 'map:string'],
    ['duration', 23, Duration],
    ['upstream_request_attempt_count', 24, 'uint32'],
    ['connection_termination_details', 25, 'string'],
    ['stream_id', 26, 'string'],
    ['downstream_wire_bytes_sent', 29, 'uint64'],
    ['downstream_wire_bytes_received', 30, 'uint64'],
    ['upstream_wire_bytes_sent', 31, 'uint64'],
    ['upstream_wire_bytes_received', 32, 'uint64'],
    ['access_log_type', 33, { enum: AccessLogType }],
  ],
  pruned: { 21: 'filter_state_objects', 27: 'intermediate_log_entry', 28: 'downstream_transport_failure_reason' },
})

export function emptyAccessLogCommon(): AccessLogCommon {
  return {
    sampleRate: 0,
    downstreamRemoteAddress: null,
    downstreamLocalAddress: null,
    tlsProperties: null,
    startTime: null,
    timeToLastRxByte: null,
    timeToFirstUpstreamTxByte: null,
    timeToLastUpstreamTxByte: null,
    timeToFirstUpstreamRxByte: null,
    timeToLastUpstreamRxByte: null,
    timeToFirstDownstreamTxByte: null,
    timeToLastDownstreamTxByte: null,
    upstreamRemoteAddress: null,
    upstreamLocalAddress: null,
    upstreamCluster: '',
    responseFlags: null,
    metadata: null,
    upstreamTransportFailureReason: '',
    routeName: '',
    downstreamDirectRemoteAddress: null,
    customTags: NO_ENTRIES,
    duration: null,
    upstreamRequestAttemptCount: 0,
    connectionTerminationDetails: '',
    streamId: '',
    downstreamWireBytesSent: 0,
    downstreamWireBytesReceived: 0,
    upstreamWireBytesSent: 0,
    upstreamWireBytesReceived: 0,
    accessLogType: 0,
  }
}

export function writeAccessLogCommon(m: AccessLogCommon, w: ByteWriter): void {
  if (!Object.is(m.sampleRate, 0)) w.uint32(9).double(m.sampleRate)
  if (m.downstreamRemoteAddress !== null) put(w, 18, writeAddress, m.downstreamRemoteAddress)
  if (m.downstreamLocalAddress !== null) put(w, 26, writeAddress, m.downstreamLocalAddress)
  if (m.tlsProperties !== null) put(w, 34, writeTLSProperties, m.tlsProperties)
  if (m.startTime !== null) put(w, 42, writeTimestamp, m.startTime)
  if (m.timeToLastRxByte !== null) put(w, 50, writeDuration, m.timeToLastRxByte)
  if (m.timeToFirstUpstreamTxByte !== null) put(w, 58, writeDuration, m.timeToFirstUpstreamTxByte)
  if (m.timeToLastUpstreamTxByte !== null) put(w, 66, writeDuration, m.timeToLastUpstreamTxByte)
  if (m.timeToFirstUpstreamRxByte !== null) put(w, 74, writeDuration, m.timeToFirstUpstreamRxByte)
  if (m.timeToLastUpstreamRxByte !== null) put(w, 82, writeDuration, m.timeToLastUpstreamRxByte)
  if (m.timeToFirstDownstreamTxByte !== null) put(w, 90, writeDuration, m.timeToFirstDownstreamTxByte)
  if (m.timeToLastDownstreamTxByte !== null) put(w, 98, writeDuration, m.timeToLastDownstreamTxByte)
  if (m.upstreamRemoteAddress !== null) put(w, 106, writeAddress, m.upstreamRemoteAddress)
  if (m.upstreamLocalAddress !== null) put(w, 114, writeAddress, m.upstreamLocalAddress)
  if (m.upstreamCluster !== '') w.uint32(122).string(m.upstreamCluster)
  if (m.responseFlags !== null) put(w, 130, writeResponseFlags, m.responseFlags)
  if (m.metadata !== null) put(w, 138, writeMetadata, m.metadata)
  if (m.upstreamTransportFailureReason !== '') w.uint32(146).string(m.upstreamTransportFailureReason)
  if (m.routeName !== '') w.uint32(154).string(m.routeName)
  if (m.downstreamDirectRemoteAddress !== null) put(w, 162, writeAddress, m.downstreamDirectRemoteAddress)
  for (const [k, v] of m.customTags) { w.uint32(178); const o = w.open(); w.uint32(10).string(k); w.uint32(18).string(v); w.close(o) }
  if (m.duration !== null) put(w, 186, writeDuration, m.duration)
  if (m.upstreamRequestAttemptCount !== 0) w.uint32(192).uint32(m.upstreamRequestAttemptCount)
  if (m.connectionTerminationDetails !== '') w.uint32(202).string(m.connectionTerminationDetails)
  if (m.streamId !== '') w.uint32(210).string(m.streamId)
  if (m.downstreamWireBytesSent !== 0) w.uint32(232).int64(m.downstreamWireBytesSent)
  if (m.downstreamWireBytesReceived !== 0) w.uint32(240).int64(m.downstreamWireBytesReceived)
  if (m.upstreamWireBytesSent !== 0) w.uint32(248).int64(m.upstreamWireBytesSent)
  if (m.upstreamWireBytesReceived !== 0) w.uint32(256).int64(m.upstreamWireBytesReceived)
  if (m.accessLogType !== 0) w.uint32(264).int32(m.accessLogType)
}

export function readAccessLogCommon(r: MessageReader, into: AccessLogCommon | null): AccessLogCommon {
  const m: Mutable<AccessLogCommon> = into ?? emptyAccessLogCommon()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 9: m.sampleRate = r.double(); break
      case 18: m.downstreamRemoteAddress = readAddress(r.message(), m.downstreamRemoteAddress); break
      case 26: m.downstreamLocalAddress = readAddress(r.message(), m.downstreamLocalAddress); break
      case 34: m.tlsProperties = readTLSProperties(r.message(), m.tlsProperties); break
      case 42: m.startTime = readTimestamp(r.message(), m.startTime); break
      case 50: m.timeToLastRxByte = readDuration(r.message(), m.timeToLastRxByte); break
      case 58: m.timeToFirstUpstreamTxByte = readDuration(r.message(), m.timeToFirstUpstreamTxByte); break
      case 66: m.timeToLastUpstreamTxByte = readDuration(r.message(), m.timeToLastUpstreamTxByte); break
      case 74: m.timeToFirstUpstreamRxByte = readDuration(r.message(), m.timeToFirstUpstreamRxByte); break
      case 82: m.timeToLastUpstreamRxByte = readDuration(r.message(), m.timeToLastUpstreamRxByte); break
      case 90: m.timeToFirstDownstreamTxByte = readDuration(r.message(), m.timeToFirstDownstreamTxByte); break
      case 98: m.timeToLastDownstreamTxByte = readDuration(r.message(), m.timeToLastDownstreamTxByte); break
      case 106: m.upstreamRemoteAddress = readAddress(r.message(), m.upstreamRemoteAddress); break
      case 114: m.upstreamLocalAddress = readAddress(r.message(), m.upstreamLocalAddress); break
      case 122: m.upstreamCluster = r.string(); break
      case 130: m.responseFlags = readResponseFlags(r.message(), m.responseFlags); break
      case 138: m.metadata = readMetadata(r.message(), m.metadata); break
      case 146: m.upstreamTransportFailureReason = r.string(); break
      case 154: m.routeName = r.string(); break
      case 162: m.downstreamDirectRemoteAddress = readAddress(r.message(), m.downstreamDirectRemoteAddress); break
      case 178: readAccessLogCommon_customTags(r.message(), (m.customTags = ownMap(m.customTags))); break
      case 186: m.duration = readDuration(r.message(), m.duration); break
      case 192: m.upstreamRequestAttemptCount = r.uint32(); break
      case 202: m.connectionTerminationDetails = r.string(); break
      case 210: m.streamId = r.string(); break
      case 232: m.downstreamWireBytesSent = r.uint64AsNumber(); break
      case 240: m.downstreamWireBytesReceived = r.uint64AsNumber(); break
      case 248: m.upstreamWireBytesSent = r.uint64AsNumber(); break
      case 256: m.upstreamWireBytesReceived = r.uint64AsNumber(); break
      case 264: m.accessLogType = r.int32() as AccessLogType; break
      default: r.skipField(tag)
    }
  }
  return m
}
function readAccessLogCommon_customTags(r: MessageReader, map: Map<string, string>): void {
  let key: string = ''
  let value: string = ''
  while (!r.done) {
    const tag = r.uint32()
    if (tag === 10) key = r.string()
    else if (tag === 18) value = r.string()
    else r.skipField(tag)
  }
  map.set(key, value)
}

/** envoy.data.accesslog.v3.ConnectionProperties */
export interface ConnectionProperties {
  readonly receivedBytes: number
  readonly sentBytes: number
}

export const ConnectionProperties: MessageType<ConnectionProperties> = define<ConnectionProperties>({
  name: 'envoy.data.accesslog.v3.ConnectionProperties', empty: emptyConnectionProperties, write: writeConnectionProperties, read: readConnectionProperties,
  fields: () => [
    ['received_bytes', 1, 'uint64'],
    ['sent_bytes', 2, 'uint64'],
  ],
})

export function emptyConnectionProperties(): ConnectionProperties {
  return {
    receivedBytes: 0,
    sentBytes: 0,
  }
}

export function writeConnectionProperties(m: ConnectionProperties, w: ByteWriter): void {
  if (m.receivedBytes !== 0) w.uint32(8).int64(m.receivedBytes)
  if (m.sentBytes !== 0) w.uint32(16).int64(m.sentBytes)
}

export function readConnectionProperties(r: MessageReader, into: ConnectionProperties | null): ConnectionProperties {
  const m: Mutable<ConnectionProperties> = into ?? emptyConnectionProperties()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.receivedBytes = r.uint64AsNumber(); break
      case 16: m.sentBytes = r.uint64AsNumber(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.data.accesslog.v3.HTTPAccessLogEntry */
export interface HTTPAccessLogEntry {
  readonly commonProperties: AccessLogCommon | null
  readonly protocolVersion: HTTPAccessLogEntryHTTPVersion
  readonly request: HTTPRequestProperties | null
  readonly response: HTTPResponseProperties | null
}

export const HTTPAccessLogEntry: MessageType<HTTPAccessLogEntry> = define<HTTPAccessLogEntry>({
  name: 'envoy.data.accesslog.v3.HTTPAccessLogEntry', empty: emptyHTTPAccessLogEntry, write: writeHTTPAccessLogEntry, read: readHTTPAccessLogEntry,
  fields: () => [
    ['common_properties', 1, AccessLogCommon],
    ['protocol_version', 2, { enum: HTTPAccessLogEntryHTTPVersion }],
    ['request', 3, HTTPRequestProperties],
    ['response', 4, HTTPResponseProperties],
  ],
})

export function emptyHTTPAccessLogEntry(): HTTPAccessLogEntry {
  return {
    commonProperties: null,
    protocolVersion: 0,
    request: null,
    response: null,
  }
}

export function writeHTTPAccessLogEntry(m: HTTPAccessLogEntry, w: ByteWriter): void {
  if (m.commonProperties !== null) put(w, 10, writeAccessLogCommon, m.commonProperties)
  if (m.protocolVersion !== 0) w.uint32(16).int32(m.protocolVersion)
  if (m.request !== null) put(w, 26, writeHTTPRequestProperties, m.request)
  if (m.response !== null) put(w, 34, writeHTTPResponseProperties, m.response)
}

export function readHTTPAccessLogEntry(r: MessageReader, into: HTTPAccessLogEntry | null): HTTPAccessLogEntry {
  const m: Mutable<HTTPAccessLogEntry> = into ?? emptyHTTPAccessLogEntry()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.commonProperties = readAccessLogCommon(r.message(), m.commonProperties); break
      case 16: m.protocolVersion = r.int32() as HTTPAccessLogEntryHTTPVersion; break
      case 26: m.request = readHTTPRequestProperties(r.message(), m.request); break
      case 34: m.response = readHTTPResponseProperties(r.message(), m.response); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.data.accesslog.v3.HTTPRequestProperties */
export interface HTTPRequestProperties {
  readonly requestMethod: RequestMethod
  readonly scheme: string
  readonly authority: string
  readonly port: number | null
  readonly path: string
  readonly userAgent: string
  readonly referer: string
  readonly forwardedFor: string
  readonly requestId: string
  readonly originalPath: string
  readonly requestHeadersBytes: number
  readonly requestBodyBytes: number
  readonly requestHeaders: ReadonlyMap<string, string>
  readonly upstreamHeaderBytesSent: number
  readonly downstreamHeaderBytesReceived: number
}

export const HTTPRequestProperties: MessageType<HTTPRequestProperties> = define<HTTPRequestProperties>({
  name: 'envoy.data.accesslog.v3.HTTPRequestProperties', empty: emptyHTTPRequestProperties, write: writeHTTPRequestProperties, read: readHTTPRequestProperties,
  fields: () => [
    ['request_method', 1, { enum: RequestMethod }],
    ['scheme', 2, 'string'],
    ['authority', 3, 'string'],
    ['port', 4, UInt32Value],
    ['path', 5, 'string'],
    ['user_agent', 6, 'string'],
    ['referer', 7, 'string'],
    ['forwarded_for', 8, 'string'],
    ['request_id', 9, 'string'],
    ['original_path', 10, 'string'],
    ['request_headers_bytes', 11, 'uint64'],
    ['request_body_bytes', 12, 'uint64'],
    ['request_headers', 13, 'string', 'map:string'],
    ['upstream_header_bytes_sent', 14, 'uint64'],
    ['downstream_header_bytes_received', 15, 'uint64'],
  ],
})

export function emptyHTTPRequestProperties(): HTTPRequestProperties {
  return {
    requestMethod: 0,
    scheme: '',
    authority: '',
    port: null,
    path: '',
    userAgent: '',
    referer: '',
    forwardedFor: '',
    requestId: '',
    originalPath: '',
    requestHeadersBytes: 0,
    requestBodyBytes: 0,
    requestHeaders: NO_ENTRIES,
    upstreamHeaderBytesSent: 0,
    downstreamHeaderBytesReceived: 0,
  }
}

export function writeHTTPRequestProperties(m: HTTPRequestProperties, w: ByteWriter): void {
  if (m.requestMethod !== 0) w.uint32(8).int32(m.requestMethod)
  if (m.scheme !== '') w.uint32(18).string(m.scheme)
  if (m.authority !== '') w.uint32(26).string(m.authority)
  if (m.port !== null) put(w, 34, writeUInt32Value, m.port)
  if (m.path !== '') w.uint32(42).string(m.path)
  if (m.userAgent !== '') w.uint32(50).string(m.userAgent)
  if (m.referer !== '') w.uint32(58).string(m.referer)
  if (m.forwardedFor !== '') w.uint32(66).string(m.forwardedFor)
  if (m.requestId !== '') w.uint32(74).string(m.requestId)
  if (m.originalPath !== '') w.uint32(82).string(m.originalPath)
  if (m.requestHeadersBytes !== 0) w.uint32(88).int64(m.requestHeadersBytes)
  if (m.requestBodyBytes !== 0) w.uint32(96).int64(m.requestBodyBytes)
  for (const [k, v] of m.requestHeaders) { w.uint32(106); const o = w.open(); w.uint32(10).string(k); w.uint32(18).string(v); w.close(o) }
  if (m.upstreamHeaderBytesSent !== 0) w.uint32(112).int64(m.upstreamHeaderBytesSent)
  if (m.downstreamHeaderBytesReceived !== 0) w.uint32(120).int64(m.downstreamHeaderBytesReceived)
}

export function readHTTPRequestProperties(r: MessageReader, into: HTTPRequestProperties | null): HTTPRequestProperties {
  const m: Mutable<HTTPRequestProperties> = into ?? emptyHTTPRequestProperties()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.requestMethod = r.int32() as RequestMethod; break
      case 18: m.scheme = r.string(); break
      case 26: m.authority = r.string(); break
      case 34: m.port = readUInt32Value(r.message()); break
      case 42: m.path = r.string(); break
      case 50: m.userAgent = r.string(); break
      case 58: m.referer = r.string(); break
      case 66: m.forwardedFor = r.string(); break
      case 74: m.requestId = r.string(); break
      case 82: m.originalPath = r.string(); break
      case 88: m.requestHeadersBytes = r.uint64AsNumber(); break
      case 96: m.requestBodyBytes = r.uint64AsNumber(); break
      case 106: readHTTPRequestProperties_requestHeaders(r.message(), (m.requestHeaders = ownMap(m.requestHeaders))); break
      case 112: m.upstreamHeaderBytesSent = r.uint64AsNumber(); break
      case 120: m.downstreamHeaderBytesReceived = r.uint64AsNumber(); break
      default: r.skipField(tag)
    }
  }
  return m
}
function readHTTPRequestProperties_requestHeaders(r: MessageReader, map: Map<string, string>): void {
  let key: string = ''
  let value: string = ''
  while (!r.done) {
    const tag = r.uint32()
    if (tag === 10) key = r.string()
    else if (tag === 18) value = r.string()
    else r.skipField(tag)
  }
  map.set(key, value)
}

/** envoy.data.accesslog.v3.HTTPResponseProperties */
export interface HTTPResponseProperties {
  readonly responseCode: number | null
  readonly responseHeadersBytes: number
  readonly responseBodyBytes: number
  readonly responseHeaders: ReadonlyMap<string, string>
  readonly responseTrailers: ReadonlyMap<string, string>
  readonly responseCodeDetails: string
  readonly upstreamHeaderBytesReceived: number
  readonly downstreamHeaderBytesSent: number
}

export const HTTPResponseProperties: MessageType<HTTPResponseProperties> = define<HTTPResponseProperties>({
  name: 'envoy.data.accesslog.v3.HTTPResponseProperties', empty: emptyHTTPResponseProperties, write: writeHTTPResponseProperties, read: readHTTPResponseProperties,
  fields: () => [
    ['response_code', 1, UInt32Value],
    ['response_headers_bytes', 2, 'uint64'],
    ['response_body_bytes', 3, 'uint64'],
    ['response_headers', 4, 'string', 'map:string'],
    ['response_trailers', 5, 'string', 'map:string'],
    ['response_code_details', 6, 'string'],
    ['upstream_header_bytes_received', 7, 'uint64'],
    ['downstream_header_bytes_sent', 8, 'uint64'],
  ],
})

export function emptyHTTPResponseProperties(): HTTPResponseProperties {
  return {
    responseCode: null,
    responseHeadersBytes: 0,
    responseBodyBytes: 0,
    responseHeaders: NO_ENTRIES,
    responseTrailers: NO_ENTRIES,
    responseCodeDetails: '',
    upstreamHeaderBytesReceived: 0,
    downstreamHeaderBytesSent: 0,
  }
}

export function writeHTTPResponseProperties(m: HTTPResponseProperties, w: ByteWriter): void {
  if (m.responseCode !== null) put(w, 10, writeUInt32Value, m.responseCode)
  if (m.responseHeadersBytes !== 0) w.uint32(16).int64(m.responseHeadersBytes)
  if (m.responseBodyBytes !== 0) w.uint32(24).int64(m.responseBodyBytes)
  for (const [k, v] of m.responseHeaders) { w.uint32(34); const o = w.open(); w.uint32(10).string(k); w.uint32(18).string(v); w.close(o) }
  for (const [k, v] of m.responseTrailers) { w.uint32(42); const o = w.open(); w.uint32(10).string(k); w.uint32(18).string(v); w.close(o) }
  if (m.responseCodeDetails !== '') w.uint32(50).string(m.responseCodeDetails)
  if (m.upstreamHeaderBytesReceived !== 0) w.uint32(56).int64(m.upstreamHeaderBytesReceived)
  if (m.downstreamHeaderBytesSent !== 0) w.uint32(64).int64(m.downstreamHeaderBytesSent)
}

export function readHTTPResponseProperties(r: MessageReader, into: HTTPResponseProperties | null): HTTPResponseProperties {
  const m: Mutable<HTTPResponseProperties> = into ?? emptyHTTPResponseProperties()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.responseCode = readUInt32Value(r.message()); break
      case 16: m.responseHeadersBytes = r.uint64AsNumber(); break
      case 24: m.responseBodyBytes = r.uint64AsNumber(); break
      case 34: readHTTPResponseProperties_responseHeaders(r.message(), (m.responseHeaders = ownMap(m.responseHeaders))); break
      case 42: readHTTPResponseProperties_responseTrailers(r.message(), (m.responseTrailers = ownMap(m.responseTrailers))); break
      case 50: m.responseCodeDetails = r.string(); break
      case 56: m.upstreamHeaderBytesReceived = r.uint64AsNumber(); break
      case 64: m.downstreamHeaderBytesSent = r.uint64AsNumber(); break
      default: r.skipField(tag)
    }
  }
  return m
}
function readHTTPResponseProperties_responseHeaders(r: MessageReader, map: Map<string, string>): void {
  let key: string = ''
  let value: string = ''
  while (!r.done) {
    const tag = r.uint32()
    if (tag === 10) key = r.string()
    else if (tag === 18) value = r.string()
    else r.skipField(tag)
  }
  map.set(key, value)
}
function readHTTPResponseProperties_responseTrailers(r: MessageReader, map: Map<string, string>): void {
  let key: string = ''
  let value: string = ''
  while (!r.done) {
    const tag = r.uint32()
    if (tag === 10) key = r.string()
    else if (tag === 18) value = r.string()
    else r.skipField(tag)
  }
  map.set(key, value)
}

/** envoy.data.accesslog.v3.ResponseFlags */
export interface ResponseFlags {
  readonly failedLocalHealthcheck: boolean
  readonly noHealthyUpstream: boolean
  readonly upstreamRequestTimeout: boolean
  readonly localReset: boolean
  readonly upstreamRemoteReset: boolean
  readonly upstreamConnectionFailure: boolean
  readonly upstreamConnectionTermination: boolean
  readonly upstreamOverflow: boolean
  readonly noRouteFound: boolean
  readonly delayInjected: boolean
  readonly faultInjected: boolean
  readonly rateLimited: boolean
  readonly unauthorizedDetails: ResponseFlagsUnauthorized | null
  readonly rateLimitServiceError: boolean
  readonly downstreamConnectionTermination: boolean
  readonly upstreamRetryLimitExceeded: boolean
  readonly streamIdleTimeout: boolean
  readonly invalidEnvoyRequestHeaders: boolean
  readonly downstreamProtocolError: boolean
  readonly upstreamMaxStreamDurationReached: boolean
  readonly responseFromCacheFilter: boolean
  readonly noFilterConfigFound: boolean
  readonly durationTimeout: boolean
  readonly upstreamProtocolError: boolean
  readonly noClusterFound: boolean
  readonly overloadManager: boolean
  readonly dnsResolutionFailure: boolean
  readonly downstreamRemoteReset: boolean
}

export const ResponseFlags: MessageType<ResponseFlags> = define<ResponseFlags>({
  name: 'envoy.data.accesslog.v3.ResponseFlags', empty: emptyResponseFlags, write: writeResponseFlags, read: readResponseFlags,
  fields: () => [
    ['failed_local_healthcheck', 1, 'bool'],
    ['no_healthy_upstream', 2, 'bool'],
    ['upstream_request_timeout', 3, 'bool'],
    ['local_reset', 4, 'bool'],
    ['upstream_remote_reset', 5, 'bool'],
    ['upstream_connection_failure', 6, 'bool'],
    ['upstream_connection_termination', 7, 'bool'],
    ['upstream_overflow', 8, 'bool'],
    ['no_route_found', 9, 'bool'],
    ['delay_injected', 10, 'bool'],
    ['fault_injected', 11, 'bool'],
    ['rate_limited', 12, 'bool'],
    ['unauthorized_details', 13, ResponseFlagsUnauthorized],
    ['rate_limit_service_error', 14, 'bool'],
    ['downstream_connection_termination', 15, 'bool'],
    ['upstream_retry_limit_exceeded', 16, 'bool'],
    ['stream_idle_timeout', 17, 'bool'],
    ['invalid_envoy_request_headers', 18, 'bool'],
    ['downstream_protocol_error', 19, 'bool'],
    ['upstream_max_stream_duration_reached', 20, 'bool'],
    ['response_from_cache_filter', 21, 'bool'],
    ['no_filter_config_found', 22, 'bool'],
    ['duration_timeout', 23, 'bool'],
    ['upstream_protocol_error', 24, 'bool'],
    ['no_cluster_found', 25, 'bool'],
    ['overload_manager', 26, 'bool'],
    ['dns_resolution_failure', 27, 'bool'],
    ['downstream_remote_reset', 28, 'bool'],
  ],
})

export function emptyResponseFlags(): ResponseFlags {
  return {
    failedLocalHealthcheck: false,
    noHealthyUpstream: false,
    upstreamRequestTimeout: false,
    localReset: false,
    upstreamRemoteReset: false,
    upstreamConnectionFailure: false,
    upstreamConnectionTermination: false,
    upstreamOverflow: false,
    noRouteFound: false,
    delayInjected: false,
    faultInjected: false,
    rateLimited: false,
    unauthorizedDetails: null,
    rateLimitServiceError: false,
    downstreamConnectionTermination: false,
    upstreamRetryLimitExceeded: false,
    streamIdleTimeout: false,
    invalidEnvoyRequestHeaders: false,
    downstreamProtocolError: false,
    upstreamMaxStreamDurationReached: false,
    responseFromCacheFilter: false,
    noFilterConfigFound: false,
    durationTimeout: false,
    upstreamProtocolError: false,
    noClusterFound: false,
    overloadManager: false,
    dnsResolutionFailure: false,
    downstreamRemoteReset: false,
  }
}

export function writeResponseFlags(m: ResponseFlags, w: ByteWriter): void {
  if (m.failedLocalHealthcheck) w.uint32(8).bool(m.failedLocalHealthcheck)
  if (m.noHealthyUpstream) w.uint32(16).bool(m.noHealthyUpstream)
  if (m.upstreamRequestTimeout) w.uint32(24).bool(m.upstreamRequestTimeout)
  if (m.localReset) w.uint32(32).bool(m.localReset)
  if (m.upstreamRemoteReset) w.uint32(40).bool(m.upstreamRemoteReset)
  if (m.upstreamConnectionFailure) w.uint32(48).bool(m.upstreamConnectionFailure)
  if (m.upstreamConnectionTermination) w.uint32(56).bool(m.upstreamConnectionTermination)
  if (m.upstreamOverflow) w.uint32(64).bool(m.upstreamOverflow)
  if (m.noRouteFound) w.uint32(72).bool(m.noRouteFound)
  if (m.delayInjected) w.uint32(80).bool(m.delayInjected)
  if (m.faultInjected) w.uint32(88).bool(m.faultInjected)
  if (m.rateLimited) w.uint32(96).bool(m.rateLimited)
  if (m.unauthorizedDetails !== null) put(w, 106, writeResponseFlagsUnauthorized, m.unauthorizedDetails)
  if (m.rateLimitServiceError) w.uint32(112).bool(m.rateLimitServiceError)
  if (m.downstreamConnectionTermination) w.uint32(120).bool(m.downstreamConnectionTermination)
  if (m.upstreamRetryLimitExceeded) w.uint32(128).bool(m.upstreamRetryLimitExceeded)
  if (m.streamIdleTimeout) w.uint32(136).bool(m.streamIdleTimeout)
  if (m.invalidEnvoyRequestHeaders) w.uint32(144).bool(m.invalidEnvoyRequestHeaders)
  if (m.downstreamProtocolError) w.uint32(152).bool(m.downstreamProtocolError)
  if (m.upstreamMaxStreamDurationReached) w.uint32(160).bool(m.upstreamMaxStreamDurationReached)
  if (m.responseFromCacheFilter) w.uint32(168).bool(m.responseFromCacheFilter)
  if (m.noFilterConfigFound) w.uint32(176).bool(m.noFilterConfigFound)
  if (m.durationTimeout) w.uint32(184).bool(m.durationTimeout)
  if (m.upstreamProtocolError) w.uint32(192).bool(m.upstreamProtocolError)
  if (m.noClusterFound) w.uint32(200).bool(m.noClusterFound)
  if (m.overloadManager) w.uint32(208).bool(m.overloadManager)
  if (m.dnsResolutionFailure) w.uint32(216).bool(m.dnsResolutionFailure)
  if (m.downstreamRemoteReset) w.uint32(224).bool(m.downstreamRemoteReset)
}

export function readResponseFlags(r: MessageReader, into: ResponseFlags | null): ResponseFlags {
  const m: Mutable<ResponseFlags> = into ?? emptyResponseFlags()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.failedLocalHealthcheck = r.bool(); break
      case 16: m.noHealthyUpstream = r.bool(); break
      case 24: m.upstreamRequestTimeout = r.bool(); break
      case 32: m.localReset = r.bool(); break
      case 40: m.upstreamRemoteReset = r.bool(); break
      case 48: m.upstreamConnectionFailure = r.bool(); break
      case 56: m.upstreamConnectionTermination = r.bool(); break
      case 64: m.upstreamOverflow = r.bool(); break
      case 72: m.noRouteFound = r.bool(); break
      case 80: m.delayInjected = r.bool(); break
      case 88: m.faultInjected = r.bool(); break
      case 96: m.rateLimited = r.bool(); break
      case 106: m.unauthorizedDetails = readResponseFlagsUnauthorized(r.message(), m.unauthorizedDetails); break
      case 112: m.rateLimitServiceError = r.bool(); break
      case 120: m.downstreamConnectionTermination = r.bool(); break
      case 128: m.upstreamRetryLimitExceeded = r.bool(); break
      case 136: m.streamIdleTimeout = r.bool(); break
      case 144: m.invalidEnvoyRequestHeaders = r.bool(); break
      case 152: m.downstreamProtocolError = r.bool(); break
      case 160: m.upstreamMaxStreamDurationReached = r.bool(); break
      case 168: m.responseFromCacheFilter = r.bool(); break
      case 176: m.noFilterConfigFound = r.bool(); break
      case 184: m.durationTimeout = r.bool(); break
      case 192: m.upstreamProtocolError = r.bool(); break
      case 200: m.noClusterFound = r.bool(); break
      case 208: m.overloadManager = r.bool(); break
      case 216: m.dnsResolutionFailure = r.bool(); break
      case 224: m.downstreamRemoteReset = r.bool(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.data.accesslog.v3.ResponseFlags.Unauthorized */
export interface ResponseFlagsUnauthorized {
  readonly reason: ResponseFlagsUnauthorizedReason
}

export const ResponseFlagsUnauthorized: MessageType<ResponseFlagsUnauthorized> = define<ResponseFlagsUnauthorized>({
  name: 'envoy.data.accesslog.v3.ResponseFlags.Unauthorized', empty: emptyResponseFlagsUnauthorized, write: writeResponseFlagsUnauthorized, read: readResponseFlagsUnauthorized,
  fields: () => [
    ['reason', 1, { enum: ResponseFlagsUnauthorizedReason }],
  ],
})

export function emptyResponseFlagsUnauthorized(): ResponseFlagsUnauthorized {
  return {
    reason: 0,
  }
}

export function writeResponseFlagsUnauthorized(m: ResponseFlagsUnauthorized, w: ByteWriter): void {
  if (m.reason !== 0) w.uint32(8).int32(m.reason)
}

export function readResponseFlagsUnauthorized(r: MessageReader, into: ResponseFlagsUnauthorized | null): ResponseFlagsUnauthorized {
  const m: Mutable<ResponseFlagsUnauthorized> = into ?? emptyResponseFlagsUnauthorized()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.reason = r.int32() as ResponseFlagsUnauthorizedReason; break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.data.accesslog.v3.TCPAccessLogEntry */
export interface TCPAccessLogEntry {
  readonly commonProperties: AccessLogCommon | null
  readonly connectionProperties: ConnectionProperties | null
}

export const TCPAccessLogEntry: MessageType<TCPAccessLogEntry> = define<TCPAccessLogEntry>({
  name: 'envoy.data.accesslog.v3.TCPAccessLogEntry', empty: emptyTCPAccessLogEntry, write: writeTCPAccessLogEntry, read: readTCPAccessLogEntry,
  fields: () => [
    ['common_properties', 1, AccessLogCommon],
    ['connection_properties', 2, ConnectionProperties],
  ],
})

export function emptyTCPAccessLogEntry(): TCPAccessLogEntry {
  return {
    commonProperties: null,
    connectionProperties: null,
  }
}

export function writeTCPAccessLogEntry(m: TCPAccessLogEntry, w: ByteWriter): void {
  if (m.commonProperties !== null) put(w, 10, writeAccessLogCommon, m.commonProperties)
  if (m.connectionProperties !== null) put(w, 18, writeConnectionProperties, m.connectionProperties)
}

export function readTCPAccessLogEntry(r: MessageReader, into: TCPAccessLogEntry | null): TCPAccessLogEntry {
  const m: Mutable<TCPAccessLogEntry> = into ?? emptyTCPAccessLogEntry()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.commonProperties = readAccessLogCommon(r.message(), m.commonProperties); break
      case 18: m.connectionProperties = readConnectionProperties(r.message(), m.connectionProperties); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.data.accesslog.v3.TLSProperties */
export interface TLSProperties {
  readonly tlsVersion: TLSPropertiesTLSVersion
  readonly tlsCipherSuite: number | null
  readonly tlsSniHostname: string
  readonly localCertificateProperties: TLSPropertiesCertificateProperties | null
  readonly peerCertificateProperties: TLSPropertiesCertificateProperties | null
  readonly tlsSessionId: string
  readonly ja3Fingerprint: string
}

export const TLSProperties: MessageType<TLSProperties> = define<TLSProperties>({
  name: 'envoy.data.accesslog.v3.TLSProperties', empty: emptyTLSProperties, write: writeTLSProperties, read: readTLSProperties,
  fields: () => [
    ['tls_version', 1, { enum: TLSPropertiesTLSVersion }],
    ['tls_cipher_suite', 2, UInt32Value],
    ['tls_sni_hostname', 3, 'string'],
    ['local_certificate_properties', 4, TLSPropertiesCertificateProperties],
    ['peer_certificate_properties', 5, TLSPropertiesCertificateProperties],
    ['tls_session_id', 6, 'string'],
    ['ja3_fingerprint', 7, 'string'],
  ],
})

export function emptyTLSProperties(): TLSProperties {
  return {
    tlsVersion: 0,
    tlsCipherSuite: null,
    tlsSniHostname: '',
    localCertificateProperties: null,
    peerCertificateProperties: null,
    tlsSessionId: '',
    ja3Fingerprint: '',
  }
}

export function writeTLSProperties(m: TLSProperties, w: ByteWriter): void {
  if (m.tlsVersion !== 0) w.uint32(8).int32(m.tlsVersion)
  if (m.tlsCipherSuite !== null) put(w, 18, writeUInt32Value, m.tlsCipherSuite)
  if (m.tlsSniHostname !== '') w.uint32(26).string(m.tlsSniHostname)
  if (m.localCertificateProperties !== null) put(w, 34, writeTLSPropertiesCertificateProperties, m.localCertificateProperties)
  if (m.peerCertificateProperties !== null) put(w, 42, writeTLSPropertiesCertificateProperties, m.peerCertificateProperties)
  if (m.tlsSessionId !== '') w.uint32(50).string(m.tlsSessionId)
  if (m.ja3Fingerprint !== '') w.uint32(58).string(m.ja3Fingerprint)
}

export function readTLSProperties(r: MessageReader, into: TLSProperties | null): TLSProperties {
  const m: Mutable<TLSProperties> = into ?? emptyTLSProperties()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.tlsVersion = r.int32() as TLSPropertiesTLSVersion; break
      case 18: m.tlsCipherSuite = readUInt32Value(r.message()); break
      case 26: m.tlsSniHostname = r.string(); break
      case 34: m.localCertificateProperties = readTLSPropertiesCertificateProperties(r.message(), m.localCertificateProperties); break
      case 42: m.peerCertificateProperties = readTLSPropertiesCertificateProperties(r.message(), m.peerCertificateProperties); break
      case 50: m.tlsSessionId = r.string(); break
      case 58: m.ja3Fingerprint = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.data.accesslog.v3.TLSProperties.CertificateProperties */
export interface TLSPropertiesCertificateProperties {
  readonly subjectAltName: readonly TLSPropertiesCertificatePropertiesSubjectAltName[]
  readonly subject: string
  readonly issuer: string
}

export const TLSPropertiesCertificateProperties: MessageType<TLSPropertiesCertificateProperties> = define<TLSPropertiesCertificateProperties>({
  name: 'envoy.data.accesslog.v3.TLSProperties.CertificateProperties', empty: emptyTLSPropertiesCertificateProperties, write: writeTLSPropertiesCertificateProperties, read: readTLSPropertiesCertificateProperties,
  fields: () => [
    ['subject_alt_name', 1, TLSPropertiesCertificatePropertiesSubjectAltName, 'list'],
    ['subject', 2, 'string'],
    ['issuer', 3, 'string'],
  ],
})

export function emptyTLSPropertiesCertificateProperties(): TLSPropertiesCertificateProperties {
  return {
    subjectAltName: NO_ITEMS,
    subject: '',
    issuer: '',
  }
}

export function writeTLSPropertiesCertificateProperties(m: TLSPropertiesCertificateProperties, w: ByteWriter): void {
  for (const v of m.subjectAltName) put(w, 10, writeTLSPropertiesCertificatePropertiesSubjectAltName, v)
  if (m.subject !== '') w.uint32(18).string(m.subject)
  if (m.issuer !== '') w.uint32(26).string(m.issuer)
}

export function readTLSPropertiesCertificateProperties(r: MessageReader, into: TLSPropertiesCertificateProperties | null): TLSPropertiesCertificateProperties {
  const m: Mutable<TLSPropertiesCertificateProperties> = into ?? emptyTLSPropertiesCertificateProperties()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.subjectAltName = append(m.subjectAltName, readTLSPropertiesCertificatePropertiesSubjectAltName(r.message(), null)); break
      case 18: m.subject = r.string(); break
      case 26: m.issuer = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.data.accesslog.v3.TLSProperties.CertificateProperties.SubjectAltName */
export interface TLSPropertiesCertificatePropertiesSubjectAltName {
  readonly uri: string | null // oneof san
  readonly dns: string | null // oneof san
}

export const TLSPropertiesCertificatePropertiesSubjectAltName: MessageType<TLSPropertiesCertificatePropertiesSubjectAltName> = define<TLSPropertiesCertificatePropertiesSubjectAltName>({
  name: 'envoy.data.accesslog.v3.TLSProperties.CertificateProperties.SubjectAltName', empty: emptyTLSPropertiesCertificatePropertiesSubjectAltName, write: writeTLSPropertiesCertificatePropertiesSubjectAltName, read: readTLSPropertiesCertificatePropertiesSubjectAltName,
  fields: () => [
    ['uri', 1, 'string', '', 'san'],
    ['dns', 2, 'string', '', 'san'],
  ],
})

export function emptyTLSPropertiesCertificatePropertiesSubjectAltName(): TLSPropertiesCertificatePropertiesSubjectAltName {
  return {
    uri: null,
    dns: null,
  }
}

export function writeTLSPropertiesCertificatePropertiesSubjectAltName(m: TLSPropertiesCertificatePropertiesSubjectAltName, w: ByteWriter): void {
  if (m.uri !== null) w.uint32(10).string(m.uri)
  if (m.dns !== null) w.uint32(18).string(m.dns)
}

export function readTLSPropertiesCertificatePropertiesSubjectAltName(r: MessageReader, into: TLSPropertiesCertificatePropertiesSubjectAltName | null): TLSPropertiesCertificatePropertiesSubjectAltName {
  const m: Mutable<TLSPropertiesCertificatePropertiesSubjectAltName> = into ?? emptyTLSPropertiesCertificatePropertiesSubjectAltName()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: { const v = r.string(); clearTLSPropertiesCertificatePropertiesSubjectAltName_san(m); m.uri = v; break }
      case 18: { const v = r.string(); clearTLSPropertiesCertificatePropertiesSubjectAltName_san(m); m.dns = v; break }
      default: r.skipField(tag)
    }
  }
  return m
}
function clearTLSPropertiesCertificatePropertiesSubjectAltName_san(m: Mutable<TLSPropertiesCertificatePropertiesSubjectAltName>): void {
  m.uri = null
  m.dns = null
}
