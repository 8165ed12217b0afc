/** Generated from envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { AccessLog, AccessLogFilter, readAccessLog, readAccessLogFilter, writeAccessLog, writeAccessLogFilter } from '../../../../../config/accesslog/v3/accesslog.ts'
import { CidrRange, readCidrRange, writeCidrRange } from '../../../../../config/core/v3/address.ts'
import { DataSource, HeaderValueOption, readDataSource, readHeaderValueOption, writeDataSource, writeHeaderValueOption } from '../../../../../config/core/v3/base.ts'
import { ConfigSource, readConfigSource, writeConfigSource } from '../../../../../config/core/v3/config_source.ts'
import { TypedExtensionConfig, readTypedExtensionConfig, writeTypedExtensionConfig } from '../../../../../config/core/v3/extension.ts'
import { CommonHttpProtocolOptions, Http1ProtocolOptions, Http2ProtocolOptions, SchemeHeaderTransformation, readCommonHttpProtocolOptions, readHttp1ProtocolOptions, readHttp2ProtocolOptions, readSchemeHeaderTransformation, writeCommonHttpProtocolOptions, writeHttp1ProtocolOptions, writeHttp2ProtocolOptions, writeSchemeHeaderTransformation } from '../../../../../config/core/v3/protocol.ts'
import { SubstitutionFormatString, readSubstitutionFormatString, writeSubstitutionFormatString } from '../../../../../config/core/v3/substitution_format_string.ts'
import { RouteConfiguration, readRouteConfiguration, writeRouteConfiguration } from '../../../../../config/route/v3/route.ts'
import { ScopedRouteConfiguration, readScopedRouteConfiguration, writeScopedRouteConfiguration } from '../../../../../config/route/v3/scoped_route.ts'
import { TracingHttp, readTracingHttp, writeTracingHttp } from '../../../../../config/trace/v3/http_tracer.ts'
import { CustomTag, readCustomTag, writeCustomTag } from '../../../../../type/tracing/v3/custom_tag.ts'
import { Percent, readPercent, writePercent } from '../../../../../type/v3/percent.ts'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { Any, readAny, writeAny } from '../../../../../../../well-known/any.ts'
import { Duration, readDuration, writeDuration } from '../../../../../../../well-known/duration.ts'
import { BoolValue, UInt32Value, readBoolValue, readUInt32Value, writeBoolValue, writeUInt32Value } from '../../../../../../../well-known/wrappers.ts'
import { type Mutable, NO_ITEMS, append, put } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.CodecType */
export const HttpConnectionManagerCodecType = {
  AUTO: 0,
  HTTP1: 1,
  HTTP2: 2,
  HTTP3: 3,
} as const
export type HttpConnectionManagerCodecType = (typeof HttpConnectionManagerCodecType)[keyof typeof HttpConnectionManagerCodecType]

/** envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.ForwardClientCertDetails */
export const HttpConnectionManagerForwardClientCertDetails = {
  SANITIZE: 0,
  FORWARD_ONLY: 1,
  APPEND_FORWARD: 2,
  SANITIZE_SET: 3,
  ALWAYS_FORWARD_ONLY: 4,
} as const
export type HttpConnectionManagerForwardClientCertDetails = (typeof HttpConnectionManagerForwardClientCertDetails)[keyof typeof HttpConnectionManagerForwardClientCertDetails]

/** envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.PathWithEscapedSlashesAction */
export const HttpConnectionManagerPathWithEscapedSlashesAction = {
  IMPLEMENTATION_SPECIFIC_DEFAULT: 0,
  KEEP_UNCHANGED: 1,
  REJECT_REQUEST: 2,
  UNESCAPE_AND_REDIRECT: 3,
  UNESCAPE_AND_FORWARD: 4,
} as const
export type HttpConnectionManagerPathWithEscapedSlashesAction = (typeof HttpConnectionManagerPathWithEscapedSlashesAction)[keyof typeof HttpConnectionManagerPathWithEscapedSlashesAction]

/** envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.ServerHeaderTransformation */
export const HttpConnectionManagerServerHeaderTransformation = {
  OVERWRITE: 0,
  APPEND_IF_ABSENT: 1,
  PASS_THROUGH: 2,
} as const
export type HttpConnectionManagerServerHeaderTransformation = (typeof HttpConnectionManagerServerHeaderTransformation)[keyof typeof HttpConnectionManagerServerHeaderTransformation]

/** envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager */
export interface HttpConnectionManager {
  readonly codecType: HttpConnectionManagerCodecType
  readonly statPrefix: string
  readonly rds: Rds | null // oneof route_specifier
  readonly routeConfig: RouteConfiguration | null // oneof route_specifier
  readonly httpFilters: readonly HttpFilter[]
  readonly addUserAgent: boolean | null
  readonly tracing: HttpConnectionManagerTracing | null
  readonly httpProtocolOptions: Http1ProtocolOptions | null
  readonly http2ProtocolOptions: Http2ProtocolOptions | null
  readonly serverName: string
  readonly drainTimeout: Duration | null
  readonly accessLog: readonly AccessLog[]
  readonly useRemoteAddress: boolean | null
  readonly generateRequestId: boolean | null
  readonly forwardClientCertDetails: HttpConnectionManagerForwardClientCertDetails
  readonly setCurrentClientCertDetails: HttpConnectionManagerSetCurrentClientCertDetails | null
  readonly proxy100Continue: boolean
  readonly xffNumTrustedHops: number
  readonly skipXffAppend: boolean
  readonly via: string
  readonly upgradeConfigs: readonly HttpConnectionManagerUpgradeConfig[]
  readonly streamIdleTimeout: Duration | null
  readonly internalAddressConfig: HttpConnectionManagerInternalAddressConfig | null
  readonly delayedCloseTimeout: Duration | null
  readonly requestTimeout: Duration | null
  readonly maxRequestHeadersKb: number | null
  readonly normalizePath: boolean | null
  readonly scopedRoutes: ScopedRoutes | null // oneof route_specifier
  readonly preserveExternalRequestId: boolean
  readonly mergeSlashes: boolean
  readonly serverHeaderTransformation: HttpConnectionManagerServerHeaderTransformation
  readonly commonHttpProtocolOptions: CommonHttpProtocolOptions | null
  readonly requestIdExtension: RequestIDExtension | null
  readonly alwaysSetRequestIdInResponse: boolean
  readonly localReplyConfig: LocalReplyConfig | null
  readonly stripMatchingHostPort: boolean
  readonly streamErrorOnInvalidHttpMessage: boolean | null
  readonly requestHeadersTimeout: Duration | null
  readonly stripAnyHostPort: boolean | null // oneof strip_port_mode
  readonly pathWithEscapedSlashesAction: HttpConnectionManagerPathWithEscapedSlashesAction
  readonly originalIpDetectionExtensions: readonly TypedExtensionConfig[]
  readonly stripTrailingHostDot: boolean
  readonly schemeHeaderTransformation: SchemeHeaderTransformation | null
  readonly appendXForwardedPort: boolean
  readonly earlyHeaderMutationExtensions: readonly TypedExtensionConfig[]
  readonly accessLogFlushInterval: Duration | null
  readonly flushAccessLogOnNewRequest: boolean
  readonly accessLogOptions: HttpConnectionManagerHcmAccessLogOptions | null
  readonly appendLocalOverload: boolean
}

export const HttpConnectionManager: MessageType<HttpConnectionManager> = define<HttpConnectionManager>({
  name: 'envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager', empty: emptyHttpConnectionManager, write: writeHttpConnectionManager, read: readHttpConnectionManager,
  fields: () => [
    ['codec_type', 1, { enum: HttpConnectionManagerCodecType }],
    ['stat_prefix', 2, 'string'],
    ['rds', 3, Rds, '', 'routeSpecifier'],
    ['route_config', 4, RouteConfiguration, '', 'routeSpecifier'],
    ['http_filters', 5, HttpFilter, 'list'],
    ['add_user_agent', 6, BoolValue],
    ['tracing', 7, HttpConnectionManagerTracing],
    ['http_protocol_options', 8, Http1ProtocolOptions],
    ['http2_protocol_options', 9, Http2ProtocolOptions],
    ['server_name', 10, 'string'],
    ['drain_timeout', 12, Duration],
    ['access_log', 13, AccessLog, 'list'],
    ['use_remote_address', 14, BoolValue],
    ['generate_request_id', 15, BoolValue],
    ['forward_client_cert_details', 16, { enum: HttpConnectionManagerForwardClientCertDetails }],
    ['set_current_client_cert_details', 17, HttpConnectionManagerSetCurrentClientCertDetails],
    ['proxy_100_continue', 18, 'bool'],
    ['xff_num_trusted_hops', 19, 'uint32'],
    ['skip_xff_append', 21, 'bool'],
    ['via', 22, 'string'],
    ['upgrade_configs', 23, HttpConnectionManagerUpgradeConfig, 'list'],
    ['stream_idle_timeout', 24, Duration],
    ['internal_address_config', 25, HttpConnectionManagerInternalAddressConfig],
    ['delayed_close_timeout', 26, Duration],
    ['request_timeout', 28, Duration],
    ['max_request_headers_kb', 29, UInt32Value],
    ['normalize_path', 30, BoolValue],
    ['scoped_routes', 31, ScopedRoutes, '', 'routeSpecifier'],
    ['preserve_external_request_id', 32, 'bool'],
    ['merge_slashes', 33, 'bool'],
    ['server_header_transformation', 34, { enum: HttpConnectionManagerServerHeaderTransformation }],
    ['common_http_protocol_options', 35, CommonHttpProtocolOptions],
    ['request_id_extension', 36, RequestIDExtension],
    ['always_set_request_id_in_response', 37, 'bool'],
    ['local_reply_config', 38, LocalReplyConfig],
    ['strip_matching_host_port', 39, 'bool'],
    ['stream_error_on_invalid_http_message', 40, BoolValue],
    ['request_headers_timeout', 41, Duration],
    ['strip_any_host_port', 42, 'bool', '', 'stripPortMode'],
    ['path_with_escaped_slashes_action', 45, { enum: HttpConnectionManagerPathWithEscapedSlashesAction }],
    ['original_ip_detection_extensions', 46, TypedExtensionConfig, 'list'],
    ['strip_trailing_host_dot', 47, 'bool'],
    ['scheme_header_transformation', 48, SchemeHeaderTransformation],
    ['append_x_forwarded_port', 51, 'bool'],
    ['early_header_mutation_extensions', 52, TypedExtensionConfig, 'list'],
    ['access_log_flush_interval', 54, Duration],
    ['flush_access_log_on_new_request', 55, 'bool'],
    ['access_log_options', 56, HttpConnectionManagerHcmAccessLogOptions],
    ['append_local_overload', 57, 'bool'],
  ],
  pruned: { 20: 'represent_ipv4_remote_address_as_ipv4_mapped_ipv6', 43: 'path_normalization_options', 44: 'http3_protocol_options', 49: 'proxy_status_config', 50: 'typed_header_validation_config', 53: 'add_proxy_protocol_connection_state' },
})

export function emptyHttpConnectionManager(): HttpConnectionManager {
  return {
    codecType: 0,
    statPrefix: '',
    rds: null,
    routeConfig: null,
    httpFilters: NO_ITEMS,
    addUserAgent: null,
    tracing: null,
    httpProtocolOptions: null,
    http2ProtocolOptions: null,
    serverName: '',
    drainTimeout: null,
    accessLog: NO_ITEMS,
    useRemoteAddress: null,
    generateRequestId: null,
    forwardClientCertDetails: 0,
    setCurrentClientCertDetails: null,
    proxy100Continue: false,
    xffNumTrustedHops: 0,
    skipXffAppend: false,
    via: '',
    upgradeConfigs: NO_ITEMS,
    streamIdleTimeout: null,
    internalAddressConfig: null,
    delayedCloseTimeout: null,
    requestTimeout: null,
    maxRequestHeadersKb: null,
    normalizePath: null,
    scopedRoutes: null,
    preserveExternalRequestId: false,
    mergeSlashes: false,
    serverHeaderTransformation: 0,
    commonHttpProtocolOptions: null,
    requestIdExtension: null,
    alwaysSetRequestIdInResponse: false,
    localReplyConfig: null,
    stripMatchingHostPort: false,
    streamErrorOnInvalidHttpMessage: null,
    requestHeadersTimeout: null,
    stripAnyHostPort: null,
    pathWithEscapedSlashesAction: 0,
    originalIpDetectionExtensions: NO_ITEMS,
    stripTrailingHostDot: false,
    schemeHeaderTransformation: null,
    appendXForwardedPort: false,
    earlyHeaderMutationExtensions: NO_ITEMS,
    accessLogFlushInterval: null,
    flushAccessLogOnNewRequest: false,
    accessLogOptions: null,
    appendLocalOverload: false,
  }
}

export function writeHttpConnectionManager(m: HttpConnectionManager, w: ByteWriter): void {
  if (m.codecType !== 0) w.uint32(8).int32(m.codecType)
  if (m.statPrefix !== '') w.uint32(18).string(m.statPrefix)
  if (m.rds !== null) put(w, 26, writeRds, m.rds)
  if (m.routeConfig !== null) put(w, 34, writeRouteConfiguration, m.routeConfig)
  for (const v of m.httpFilters) put(w, 42, writeHttpFilter, v)
  if (m.addUserAgent !== null) put(w, 50, writeBoolValue, m.addUserAgent)
  if (m.tracing !== null) put(w, 58, writeHttpConnectionManagerTracing, m.tracing)
  if (m.httpProtocolOptions !== null) put(w, 66, writeHttp1ProtocolOptions, m.httpProtocolOptions)
  if (m.http2ProtocolOptions !== null) put(w, 74, writeHttp2ProtocolOptions, m.http2ProtocolOptions)
  if (m.serverName !== '') w.uint32(82).string(m.serverName)
  if (m.drainTimeout !== null) put(w, 98, writeDuration, m.drainTimeout)
  for (const v of m.accessLog) put(w, 106, writeAccessLog, v)
  if (m.useRemoteAddress !== null) put(w, 114, writeBoolValue, m.useRemoteAddress)
  if (m.generateRequestId !== null) put(w, 122, writeBoolValue, m.generateRequestId)
  if (m.forwardClientCertDetails !== 0) w.uint32(128).int32(m.forwardClientCertDetails)
  if (m.setCurrentClientCertDetails !== null) put(w, 138, writeHttpConnectionManagerSetCurrentClientCertDetails, m.setCurrentClientCertDetails)
  if (m.proxy100Continue) w.uint32(144).bool(m.proxy100Continue)
  if (m.xffNumTrustedHops !== 0) w.uint32(152).uint32(m.xffNumTrustedHops)
  if (m.skipXffAppend) w.uint32(168).bool(m.skipXffAppend)
  if (m.via !== '') w.uint32(178).string(m.via)
  for (const v of m.upgradeConfigs) put(w, 186, writeHttpConnectionManagerUpgradeConfig, v)
  if (m.streamIdleTimeout !== null) put(w, 194, writeDuration, m.streamIdleTimeout)
  if (m.internalAddressConfig !== null) put(w, 202, writeHttpConnectionManagerInternalAddressConfig, m.internalAddressConfig)
  if (m.delayedCloseTimeout !== null) put(w, 210, writeDuration, m.delayedCloseTimeout)
  if (m.requestTimeout !== null) put(w, 226, writeDuration, m.requestTimeout)
  if (m.maxRequestHeadersKb !== null) put(w, 234, writeUInt32Value, m.maxRequestHeadersKb)
  if (m.normalizePath !== null) put(w, 242, writeBoolValue, m.normalizePath)
  if (m.scopedRoutes !== null) put(w, 250, writeScopedRoutes, m.scopedRoutes)
  if (m.preserveExternalRequestId) w.uint32(256).bool(m.preserveExternalRequestId)
  if (m.mergeSlashes) w.uint32(264).bool(m.mergeSlashes)
  if (m.serverHeaderTransformation !== 0) w.uint32(272).int32(m.serverHeaderTransformation)
  if (m.commonHttpProtocolOptions !== null) put(w, 282, writeCommonHttpProtocolOptions, m.commonHttpProtocolOptions)
  if (m.requestIdExtension !== null) put(w, 290, writeRequestIDExtension, m.requestIdExtension)
  if (m.alwaysSetRequestIdInResponse) w.uint32(296).bool(m.alwaysSetRequestIdInResponse)
  if (m.localReplyConfig !== null) put(w, 306, writeLocalReplyConfig, m.localReplyConfig)
  if (m.stripMatchingHostPort) w.uint32(312).bool(m.stripMatchingHostPort)
  if (m.streamErrorOnInvalidHttpMessage !== null) put(w, 322, writeBoolValue, m.streamErrorOnInvalidHttpMessage)
  if (m.requestHeadersTimeout !== null) put(w, 330, writeDuration, m.requestHeadersTimeout)
  if (m.stripAnyHostPort !== null) w.uint32(336).bool(m.stripAnyHostPort)
  if (m.pathWithEscapedSlashesAction !== 0) w.uint32(360).int32(m.pathWithEscapedSlashesAction)
  for (const v of m.originalIpDetectionExtensions) put(w, 370, writeTypedExtensionConfig, v)
  if (m.stripTrailingHostDot) w.uint32(376).bool(m.stripTrailingHostDot)
  if (m.schemeHeaderTransformation !== null) put(w, 386, writeSchemeHeaderTransformation, m.schemeHeaderTransformation)
  if (m.appendXForwardedPort) w.uint32(408).bool(m.appendXForwardedPort)
  for (const v of m.earlyHeaderMutationExtensions) put(w, 418, writeTypedExtensionConfig, v)
  if (m.accessLogFlushInterval !== null) put(w, 434, writeDuration, m.accessLogFlushInterval)
  if (m.flushAccessLogOnNewRequest) w.uint32(440).bool(m.flushAccessLogOnNewRequest)
  if (m.accessLogOptions !== null) put(w, 450, writeHttpConnectionManagerHcmAccessLogOptions, m.accessLogOptions)
  if (m.appendLocalOverload) w.uint32(456).bool(m.appendLocalOverload)
}

export function readHttpConnectionManager(r: MessageReader, into: HttpConnectionManager | null): HttpConnectionManager {
  const m: Mutable<HttpConnectionManager> = into ?? emptyHttpConnectionManager()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.codecType = r.int32() as HttpConnectionManagerCodecType; break
      case 18: m.statPrefix = r.string(); break
      case 26: { const v = readRds(r.message(), m.rds); clearHttpConnectionManager_route_specifier(m); m.rds = v; break }
      case 34: { const v = readRouteConfiguration(r.message(), m.routeConfig); clearHttpConnectionManager_route_specifier(m); m.routeConfig = v; break }
      case 42: m.httpFilters = append(m.httpFilters, readHttpFilter(r.message(), null)); break
      case 50: m.addUserAgent = readBoolValue(r.message()); break
      case 58: m.tracing = readHttpConnectionManagerTracing(r.message(), m.tracing); break
      case 66: m.httpProtocolOptions = readHttp1ProtocolOptions(r.message(), m.httpProtocolOptions); break
      case 74: m.http2ProtocolOptions = readHttp2ProtocolOptions(r.message(), m.http2ProtocolOptions); break
      case 82: m.serverName = r.string(); break
      case 98: m.drainTimeout = readDuration(r.message(), m.drainTimeout); break
      case 106: m.accessLog = append(m.accessLog, readAccessLog(r.message(), null)); break
      case 114: m.useRemoteAddress = readBoolValue(r.message()); break
      case 122: m.generateRequestId = readBoolValue(r.message()); break
      case 128: m.forwardClientCertDetails = r.int32() as HttpConnectionManagerForwardClientCertDetails; break
      case 138: m.setCurrentClientCertDetails = readHttpConnectionManagerSetCurrentClientCertDetails(r.message(), m.setCurrentClientCertDetails); break
      case 144: m.proxy100Continue = r.bool(); break
      case 152: m.xffNumTrustedHops = r.uint32(); break
      case 168: m.skipXffAppend = r.bool(); break
      case 178: m.via = r.string(); break
      case 186: m.upgradeConfigs = append(m.upgradeConfigs, readHttpConnectionManagerUpgradeConfig(r.message(), null)); break
      case 194: m.streamIdleTimeout = readDuration(r.message(), m.streamIdleTimeout); break
      case 202: m.internalAddressConfig = readHttpConnectionManagerInternalAddressConfig(r.message(), m.internalAddressConfig); break
      case 210: m.delayedCloseTimeout = readDuration(r.message(), m.delayedCloseTimeout); break
      case 226: m.requestTimeout = readDuration(r.message(), m.requestTimeout); break
      case 234: m.maxRequestHeadersKb = readUInt32Value(r.message()); break
      case 242: m.normalizePath = readBoolValue(r.message()); break
      case 250: { const v = readScopedRoutes(r.message(), m.scopedRoutes); clearHttpConnectionManager_route_specifier(m); m.scopedRoutes = v; break }
      case 256: m.preserveExternalRequestId = r.bool(); break
      case 264: m.mergeSlashes = r.bool(); break
      case 272: m.serverHeaderTransformation = r.int32() as HttpConnectionManagerServerHeaderTransformation; break
      case 282: m.commonHttpProtocolOptions = readCommonHttpProtocolOptions(r.message(), m.commonHttpProtocolOptions); break
      case 290: m.requestIdExtension = readRequestIDExtension(r.message(), m.requestIdExtension); break
      case 296: m.alwaysSetRequestIdInResponse = r.bool(); break
      case 306: m.localReplyConfig = readLocalReplyConfig(r.message(), m.localReplyConfig); break
      case 312: m.stripMatchingHostPort = r.bool(); break
      case 322: m.streamErrorOnInvalidHttpMessage = readBoolValue(r.message()); break
      case 330: m.requestHeadersTimeout = readDuration(r.message(), m.requestHeadersTimeout); break
      case 336: m.stripAnyHostPort = r.bool(); break
      case 360: m.pathWithEscapedSlashesAction = r.int32() as HttpConnectionManagerPathWithEscapedSlashesAction; break
      case 370: m.originalIpDetectionExtensions = append(m.originalIpDetectionExtensions, readTypedExtensionConfig(r.message(), null)); break
      case 376: m.stripTrailingHostDot = r.bool(); break
      case 386: m.schemeHeaderTransformation = readSchemeHeaderTransformation(r.message(), m.schemeHeaderTransformation); break
      case 408: m.appendXForwardedPort = r.bool(); break
      case 418: m.earlyHeaderMutationExtensions = append(m.earlyHeaderMutationExtensions, readTypedExtensionConfig(r.message(), null)); break
      case 434: m.accessLogFlushInterval = readDuration(r.message(), m.accessLogFlushInterval); break
      case 440: m.flushAccessLogOnNewRequest = r.bool(); break
      case 450: m.accessLogOptions = readHttpConnectionManagerHcmAccessLogOptions(r.message(), m.accessLogOptions); break
      case 456: m.appendLocalOverload = r.bool(); break
      default: r.skipField(tag)
    }
  }
  return m
}
function clearHttpConnectionManager_route_specifier(m: Mutable<HttpConnectionManager>): void {
  m.rds = null
  m.routeConfig = null
  m.scopedRoutes = null
}

/** envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.HcmAccessLogOptions */
export interface HttpConnectionManagerHcmAccessLogOptions {
  readonly accessLogFlushInterval: Duration | null
  readonly flushAccessLogOnNewRequest: boolean
  readonly flushLogOnTunnelSuccessfullyEstablished: boolean
}

export const HttpConnectionManagerHcmAccessLogOptions: MessageType<HttpConnectionManagerHcmAccessLogOptions> = define<HttpConnectionManagerHcmAccessLogOptions>({
  name: 'envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.HcmAccessLogOptions', empty: emptyHttpConnectionManagerHcmAccessLogOptions, write: writeHttpConnectionManagerHcmAccessLogOptions, read: readHttpConnectionManagerHcmAccessLogOptions,
  fields: () => [
    ['access_log_flush_interval', 1, Duration],
    ['flush_access_log_on_new_request', 2, 'bool'],
    ['flush_log_on_tunnel_successfully_established', 3, 'bool'],
  ],
})

export function emptyHttpConnectionManagerHcmAccessLogOptions(): HttpConnectionManagerHcmAccessLogOptions {
  return {
    accessLogFlushInterval: null,
    flushAccessLogOnNewRequest: false,
    flushLogOnTunnelSuccessfullyEstablished: false,
  }
}

export function writeHttpConnectionManagerHcmAccessLogOptions(m: HttpConnectionManagerHcmAccessLogOptions, w: ByteWriter): void {
  if (m.accessLogFlushInterval !== null) put(w, 10, writeDuration, m.accessLogFlushInterval)
  if (m.flushAccessLogOnNewRequest) w.uint32(16).bool(m.flushAccessLogOnNewRequest)
  if (m.flushLogOnTunnelSuccessfullyEstablished) w.uint32(24).bool(m.flushLogOnTunnelSuccessfullyEstablished)
}

export function readHttpConnectionManagerHcmAccessLogOptions(r: MessageReader, into: HttpConnectionManagerHcmAccessLogOptions | null): HttpConnectionManagerHcmAccessLogOptions {
  const m: Mutable<HttpConnectionManagerHcmAccessLogOptions> = into ?? emptyHttpConnectionManagerHcmAccessLogOptions()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.accessLogFlushInterval = readDuration(r.message(), m.accessLogFlushInterval); break
      case 16: m.flushAccessLogOnNewRequest = r.bool(); break
      case 24: m.flushLogOnTunnelSuccessfullyEstablished = r.bool(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.InternalAddressConfig */
export interface HttpConnectionManagerInternalAddressConfig {
  readonly unixSockets: boolean
  readonly cidrRanges: readonly CidrRange[]
}

export const HttpConnectionManagerInternalAddressConfig: MessageType<HttpConnectionManagerInternalAddressConfig> = define<HttpConnectionManagerInternalAddressConfig>({
  name: 'envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.InternalAddressConfig', empty: emptyHttpConnectionManagerInternalAddressConfig, write: writeHttpConnectionManagerInternalAddressConfig, read: readHttpConnectionManagerInternalAddressConfig,
  fields: () => [
    ['unix_sockets', 1, 'bool'],
    ['cidr_ranges', 2, CidrRange, 'list'],
  ],
})

export function emptyHttpConnectionManagerInternalAddressConfig(): HttpConnectionManagerInternalAddressConfig {
  return {
    unixSockets: false,
    cidrRanges: NO_ITEMS,
  }
}

export function writeHttpConnectionManagerInternalAddressConfig(m: HttpConnectionManagerInternalAddressConfig, w: ByteWriter): void {
  if (m.unixSockets) w.uint32(8).bool(m.unixSockets)
  for (const v of m.cidrRanges) put(w, 18, writeCidrRange, v)
}

export function readHttpConnectionManagerInternalAddressConfig(r: MessageReader, into: HttpConnectionManagerInternalAddressConfig | null): HttpConnectionManagerInternalAddressConfig {
  const m: Mutable<HttpConnectionManagerInternalAddressConfig> = into ?? emptyHttpConnectionManagerInternalAddressConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.unixSockets = r.bool(); break
      case 18: m.cidrRanges = append(m.cidrRanges, readCidrRange(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.SetCurrentClientCertDetails */
export interface HttpConnectionManagerSetCurrentClientCertDetails {
  readonly subject: boolean | null
  readonly cert: boolean
  readonly dns: boolean
  readonly uri: boolean
  readonly chain: boolean
}

export const HttpConnectionManagerSetCurrentClientCertDetails: MessageType<HttpConnectionManagerSetCurrentClientCertDetails> = define<HttpConnectionManagerSetCurrentClientCertDetails>({
  name: 'envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.SetCurrentClientCertDetails', empty: emptyHttpConnectionManagerSetCurrentClientCertDetails, write: writeHttpConnectionManagerSetCurrentClientCertDetails, read: readHttpConnectionManagerSetCurrentClientCertDetails,
  fields: () => [
    ['subject', 1, BoolValue],
    ['cert', 3, 'bool'],
    ['dns', 4, 'bool'],
    ['uri', 5, 'bool'],
    ['chain', 6, 'bool'],
  ],
})

export function emptyHttpConnectionManagerSetCurrentClientCertDetails(): HttpConnectionManagerSetCurrentClientCertDetails {
  return {
    subject: null,
    cert: false,
    dns: false,
    uri: false,
    chain: false,
  }
}

export function writeHttpConnectionManagerSetCurrentClientCertDetails(m: HttpConnectionManagerSetCurrentClientCertDetails, w: ByteWriter): void {
  if (m.subject !== null) put(w, 10, writeBoolValue, m.subject)
  if (m.cert) w.uint32(24).bool(m.cert)
  if (m.dns) w.uint32(32).bool(m.dns)
  if (m.uri) w.uint32(40).bool(m.uri)
  if (m.chain) w.uint32(48).bool(m.chain)
}

export function readHttpConnectionManagerSetCurrentClientCertDetails(r: MessageReader, into: HttpConnectionManagerSetCurrentClientCertDetails | null): HttpConnectionManagerSetCurrentClientCertDetails {
  const m: Mutable<HttpConnectionManagerSetCurrentClientCertDetails> = into ?? emptyHttpConnectionManagerSetCurrentClientCertDetails()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.subject = readBoolValue(r.message()); break
      case 24: m.cert = r.bool(); break
      case 32: m.dns = r.bool(); break
      case 40: m.uri = r.bool(); break
      case 48: m.chain = r.bool(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.Tracing */
export interface HttpConnectionManagerTracing {
  readonly clientSampling: Percent | null
  readonly randomSampling: Percent | null
  readonly overallSampling: Percent | null
  readonly verbose: boolean
  readonly maxPathTagLength: number | null
  readonly customTags: readonly CustomTag[]
  readonly provider: TracingHttp | null
}

export const HttpConnectionManagerTracing: MessageType<HttpConnectionManagerTracing> = define<HttpConnectionManagerTracing>({
  name: 'envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.Tracing', empty: emptyHttpConnectionManagerTracing, write: writeHttpConnectionManagerTracing, read: readHttpConnectionManagerTracing,
  fields: () => [
    ['client_sampling', 3, Percent],
    ['random_sampling', 4, Percent],
    ['overall_sampling', 5, Percent],
    ['verbose', 6, 'bool'],
    ['max_path_tag_length', 7, UInt32Value],
    ['custom_tags', 8, CustomTag, 'list'],
    ['provider', 9, TracingHttp],
  ],
  pruned: { 10: 'spawn_upstream_span' },
})

export function emptyHttpConnectionManagerTracing(): HttpConnectionManagerTracing {
  return {
    clientSampling: null,
    randomSampling: null,
    overallSampling: null,
    verbose: false,
    maxPathTagLength: null,
    customTags: NO_ITEMS,
    provider: null,
  }
}

export function writeHttpConnectionManagerTracing(m: HttpConnectionManagerTracing, w: ByteWriter): void {
  if (m.clientSampling !== null) put(w, 26, writePercent, m.clientSampling)
  if (m.randomSampling !== null) put(w, 34, writePercent, m.randomSampling)
  if (m.overallSampling !== null) put(w, 42, writePercent, m.overallSampling)
  if (m.verbose) w.uint32(48).bool(m.verbose)
  if (m.maxPathTagLength !== null) put(w, 58, writeUInt32Value, m.maxPathTagLength)
  for (const v of m.customTags) put(w, 66, writeCustomTag, v)
  if (m.provider !== null) put(w, 74, writeTracingHttp, m.provider)
}

export function readHttpConnectionManagerTracing(r: MessageReader, into: HttpConnectionManagerTracing | null): HttpConnectionManagerTracing {
  const m: Mutable<HttpConnectionManagerTracing> = into ?? emptyHttpConnectionManagerTracing()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 26: m.clientSampling = readPercent(r.message(), m.clientSampling); break
      case 34: m.randomSampling = readPercent(r.message(), m.randomSampling); break
      case 42: m.overallSampling = readPercent(r.message(), m.overallSampling); break
      case 48: m.verbose = r.bool(); break
      case 58: m.maxPathTagLength = readUInt32Value(r.message()); break
      case 66: m.customTags = append(m.customTags, readCustomTag(r.message(), null)); break
      case 74: m.provider = readTracingHttp(r.message(), m.provider); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.UpgradeConfig */
export interface HttpConnectionManagerUpgradeConfig {
  readonly upgradeType: string
  readonly enabled: boolean | null
}

export const HttpConnectionManagerUpgradeConfig: MessageType<HttpConnectionManagerUpgradeConfig> = define<HttpConnectionManagerUpgradeConfig>({
  name: 'envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.UpgradeConfig', empty: emptyHttpConnectionManagerUpgradeConfig, write: writeHttpConnectionManagerUpgradeConfig, read: readHttpConnectionManagerUpgradeConfig,
  fields: () => [
    ['upgrade_type', 1, 'string'],
    ['enabled', 3, BoolValue],
  ],
  pruned: { 2: 'filters' },
})

export function emptyHttpConnectionManagerUpgradeConfig(): HttpConnectionManagerUpgradeConfig {
  return {
    upgradeType: '',
    enabled: null,
  }
}

export function writeHttpConnectionManagerUpgradeConfig(m: HttpConnectionManagerUpgradeConfig, w: ByteWriter): void {
  if (m.upgradeType !== '') w.uint32(10).string(m.upgradeType)
  if (m.enabled !== null) put(w, 26, writeBoolValue, m.enabled)
}

export function readHttpConnectionManagerUpgradeConfig(r: MessageReader, into: HttpConnectionManagerUpgradeConfig | null): HttpConnectionManagerUpgradeConfig {
  const m: Mutable<HttpConnectionManagerUpgradeConfig> = into ?? emptyHttpConnectionManagerUpgradeConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.upgradeType = r.string(); break
      case 26: m.enabled = readBoolValue(r.message()); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter */
export interface HttpFilter {
  readonly name: string
  readonly typedConfig: Any | null // oneof config_type
  readonly isOptional: boolean
  readonly disabled: boolean
}

export const HttpFilter: MessageType<HttpFilter> = define<HttpFilter>({
  name: 'envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter', empty: emptyHttpFilter, write: writeHttpFilter, read: readHttpFilter,
  fields: () => [
    ['name', 1, 'string'],
    ['typed_config', 4, Any, '', 'configType'],
    ['is_optional', 6, 'bool'],
    ['disabled', 7, 'bool'],
  ],
  pruned: { 5: 'config_discovery' },
})

export function emptyHttpFilter(): HttpFilter {
  return {
    name: '',
    typedConfig: null,
    isOptional: false,
    disabled: false,
  }
}

export function writeHttpFilter(m: HttpFilter, w: ByteWriter): void {
  if (m.name !== '') w.uint32(10).string(m.name)
  if (m.typedConfig !== null) put(w, 34, writeAny, m.typedConfig)
  if (m.isOptional) w.uint32(48).bool(m.isOptional)
  if (m.disabled) w.uint32(56).bool(m.disabled)
}

export function readHttpFilter(r: MessageReader, into: HttpFilter | null): HttpFilter {
  const m: Mutable<HttpFilter> = into ?? emptyHttpFilter()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.name = r.string(); break
      case 34: m.typedConfig = readAny(r.message(), m.typedConfig); break
      case 48: m.isOptional = r.bool(); break
      case 56: m.disabled = r.bool(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.filters.network.http_connection_manager.v3.LocalReplyConfig */
export interface LocalReplyConfig {
  readonly mappers: readonly ResponseMapper[]
  readonly bodyFormat: SubstitutionFormatString | null
}

export const LocalReplyConfig: MessageType<LocalReplyConfig> = define<LocalReplyConfig>({
  name: 'envoy.extensions.filters.network.http_connection_manager.v3.LocalReplyConfig', empty: emptyLocalReplyConfig, write: writeLocalReplyConfig, read: readLocalReplyConfig,
  fields: () => [
    ['mappers', 1, ResponseMapper, 'list'],
    ['body_format', 2, SubstitutionFormatString],
  ],
})

export function emptyLocalReplyConfig(): LocalReplyConfig {
  return {
    mappers: NO_ITEMS,
    bodyFormat: null,
  }
}

export function writeLocalReplyConfig(m: LocalReplyConfig, w: ByteWriter): void {
  for (const v of m.mappers) put(w, 10, writeResponseMapper, v)
  if (m.bodyFormat !== null) put(w, 18, writeSubstitutionFormatString, m.bodyFormat)
}

export function readLocalReplyConfig(r: MessageReader, into: LocalReplyConfig | null): LocalReplyConfig {
  const m: Mutable<LocalReplyConfig> = into ?? emptyLocalReplyConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.mappers = append(m.mappers, readResponseMapper(r.message(), null)); break
      case 18: m.bodyFormat = readSubstitutionFormatString(r.message(), m.bodyFormat); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.filters.network.http_connection_manager.v3.Rds */
export interface Rds {
  readonly configSource: ConfigSource | null
  readonly routeConfigName: string
}

export const Rds: MessageType<Rds> = define<Rds>({
  name: 'envoy.extensions.filters.network.http_connection_manager.v3.Rds', empty: emptyRds, write: writeRds, read: readRds,
  fields: () => [
    ['config_source', 1, ConfigSource],
    ['route_config_name', 2, 'string'],
  ],
})

export function emptyRds(): Rds {
  return {
    configSource: null,
    routeConfigName: '',
  }
}

export function writeRds(m: Rds, w: ByteWriter): void {
  if (m.configSource !== null) put(w, 10, writeConfigSource, m.configSource)
  if (m.routeConfigName !== '') w.uint32(18).string(m.routeConfigName)
}

export function readRds(r: MessageReader, into: Rds | null): Rds {
  const m: Mutable<Rds> = into ?? emptyRds()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.configSource = readConfigSource(r.message(), m.configSource); break
      case 18: m.routeConfigName = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.filters.network.http_connection_manager.v3.RequestIDExtension */
export interface RequestIDExtension {
  readonly typedConfig: Any | null
}

export const RequestIDExtension: MessageType<RequestIDExtension> = define<RequestIDExtension>({
  name: 'envoy.extensions.filters.network.http_connection_manager.v3.RequestIDExtension', empty: emptyRequestIDExtension, write: writeRequestIDExtension, read: readRequestIDExtension,
  fields: () => [
    ['typed_config', 1, Any],
  ],
})

export function emptyRequestIDExtension(): RequestIDExtension {
  return {
    typedConfig: null,
  }
}

export function writeRequestIDExtension(m: RequestIDExtension, w: ByteWriter): void {
  if (m.typedConfig !== null) put(w, 10, writeAny, m.typedConfig)
}

export function readRequestIDExtension(r: MessageReader, into: RequestIDExtension | null): RequestIDExtension {
  const m: Mutable<RequestIDExtension> = into ?? emptyRequestIDExtension()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.typedConfig = readAny(r.message(), m.typedConfig); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.filters.network.http_connection_manager.v3.ResponseMapper */
export interface ResponseMapper {
  readonly filter: AccessLogFilter | null
  readonly statusCode: number | null
  readonly body: DataSource | null
  readonly bodyFormatOverride: SubstitutionFormatString | null
  readonly headersToAdd: readonly HeaderValueOption[]
}

export const ResponseMapper: MessageType<ResponseMapper> = define<ResponseMapper>({
  name: 'envoy.extensions.filters.network.http_connection_manager.v3.ResponseMapper', empty: emptyResponseMapper, write: writeResponseMapper, read: readResponseMapper,
  fields: () => [
    ['filter', 1, AccessLogFilter],
    ['status_code', 2, UInt32Value],
    ['body', 3, DataSource],
    ['body_format_override', 4, SubstitutionFormatString],
    ['headers_to_add', 5, HeaderValueOption, 'list'],
  ],
})

export function emptyResponseMapper(): ResponseMapper {
  return {
    filter: null,
    statusCode: null,
    body: null,
    bodyFormatOverride: null,
    headersToAdd: NO_ITEMS,
  }
}

export function writeResponseMapper(m: ResponseMapper, w: ByteWriter): void {
  if (m.filter !== null) put(w, 10, writeAccessLogFilter, m.filter)
  if (m.statusCode !== null) put(w, 18, writeUInt32Value, m.statusCode)
  if (m.body !== null) put(w, 26, writeDataSource, m.body)
  if (m.bodyFormatOverride !== null) put(w, 34, writeSubstitutionFormatString, m.bodyFormatOverride)
  for (const v of m.headersToAdd) put(w, 42, writeHeaderValueOption, v)
}

export function readResponseMapper(r: MessageReader, into: ResponseMapper | null): ResponseMapper {
  const m: Mutable<ResponseMapper> = into ?? emptyResponseMapper()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.filter = readAccessLogFilter(r.message(), m.filter); break
      case 18: m.statusCode = readUInt32Value(r.message()); break
      case 26: m.body = readDataSource(r.message(), m.body); break
      case 34: m.bodyFormatOverride = readSubstitutionFormatString(r.message(), m.bodyFormatOverride); break
      case 42: m.headersToAdd = append(m.headersToAdd, readHeaderValueOption(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.filters.network.http_connection_manager.v3.ScopedRds */
export interface ScopedRds {
  readonly scopedRdsConfigSource: ConfigSource | null
  readonly srdsResourcesLocator: string
}

export const ScopedRds: MessageType<ScopedRds> = define<ScopedRds>({
  name: 'envoy.extensions.filters.network.http_connection_manager.v3.ScopedRds', empty: emptyScopedRds, write: writeScopedRds, read: readScopedRds,
  fields: () => [
    ['scoped_rds_config_source', 1, ConfigSource],
    ['srds_resources_locator', 2, 'string'],
  ],
})

export function emptyScopedRds(): ScopedRds {
  return {
    scopedRdsConfigSource: null,
    srdsResourcesLocator: '',
  }
}

export function writeScopedRds(m: ScopedRds, w: ByteWriter): void {
  if (m.scopedRdsConfigSource !== null) put(w, 10, writeConfigSource, m.scopedRdsConfigSource)
  if (m.srdsResourcesLocator !== '') w.uint32(18).string(m.srdsResourcesLocator)
}

export function readScopedRds(r: MessageReader, into: ScopedRds | null): ScopedRds {
  const m: Mutable<ScopedRds> = into ?? emptyScopedRds()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.scopedRdsConfigSource = readConfigSource(r.message(), m.scopedRdsConfigSource); break
      case 18: m.srdsResourcesLocator = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.filters.network.http_connection_manager.v3.ScopedRouteConfigurationsList */
export interface ScopedRouteConfigurationsList {
  readonly scopedRouteConfigurations: readonly ScopedRouteConfiguration[]
}

export const ScopedRouteConfigurationsList: MessageType<ScopedRouteConfigurationsList> = define<ScopedRouteConfigurationsList>({
  name: 'envoy.extensions.filters.network.http_connection_manager.v3.ScopedRouteConfigurationsList', empty: emptyScopedRouteConfigurationsList, write: writeScopedRouteConfigurationsList, read: readScopedRouteConfigurationsList,
  fields: () => [
    ['scoped_route_configurations', 1, ScopedRouteConfiguration, 'list'],
  ],
})

export function emptyScopedRouteConfigurationsList(): ScopedRouteConfigurationsList {
  return {
    scopedRouteConfigurations: NO_ITEMS,
  }
}

export function writeScopedRouteConfigurationsList(m: ScopedRouteConfigurationsList, w: ByteWriter): void {
  for (const v of m.scopedRouteConfigurations) put(w, 10, writeScopedRouteConfiguration, v)
}

export function readScopedRouteConfigurationsList(r: MessageReader, into: ScopedRouteConfigurationsList | null): ScopedRouteConfigurationsList {
  const m: Mutable<ScopedRouteConfigurationsList> = into ?? emptyScopedRouteConfigurationsList()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.scopedRouteConfigurations = append(m.scopedRouteConfigurations, readScopedRouteConfiguration(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.filters.network.http_connection_manager.v3.ScopedRoutes */
export interface ScopedRoutes {
  readonly name: string
  readonly scopeKeyBuilder: ScopedRoutesScopeKeyBuilder | null
  readonly rdsConfigSource: ConfigSource | null
  readonly scopedRouteConfigurationsList: ScopedRouteConfigurationsList | null // oneof config_specifier
  readonly scopedRds: ScopedRds | null // oneof config_specifier
}

export const ScopedRoutes: MessageType<ScopedRoutes> = define<ScopedRoutes>({
  name: 'envoy.extensions.filters.network.http_connection_manager.v3.ScopedRoutes', empty: emptyScopedRoutes, write: writeScopedRoutes, read: readScopedRoutes,
  fields: () => [
    ['name', 1, 'string'],
    ['scope_key_builder', 2, ScopedRoutesScopeKeyBuilder],
    ['rds_config_source', 3, ConfigSource],
    ['scoped_route_configurations_list', 4, ScopedRouteConfigurationsList, '', 'configSpecifier'],
    ['scoped_rds', 5, ScopedRds, '', 'configSpecifier'],
  ],
})

export function emptyScopedRoutes(): ScopedRoutes {
  return {
    name: '',
    scopeKeyBuilder: null,
    rdsConfigSource: null,
    scopedRouteConfigurationsList: null,
    scopedRds: null,
  }
}

export function writeScopedRoutes(m: ScopedRoutes, w: ByteWriter): void {
  if (m.name !== '') w.uint32(10).string(m.name)
  if (m.scopeKeyBuilder !== null) put(w, 18, writeScopedRoutesScopeKeyBuilder, m.scopeKeyBuilder)
  if (m.rdsConfigSource !== null) put(w, 26, writeConfigSource, m.rdsConfigSource)
  if (m.scopedRouteConfigurationsList !== null) put(w, 34, writeScopedRouteConfigurationsList, m.scopedRouteConfigurationsList)
  if (m.scopedRds !== null) put(w, 42, writeScopedRds, m.scopedRds)
}

export function readScopedRoutes(r: MessageReader, into: ScopedRoutes | null): ScopedRoutes {
  const m: Mutable<ScopedRoutes> = into ?? emptyScopedRoutes()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.name = r.string(); break
      case 18: m.scopeKeyBuilder = readScopedRoutesScopeKeyBuilder(r.message(), m.scopeKeyBuilder); break
      case 26: m.rdsConfigSource = readConfigSource(r.message(), m.rdsConfigSource); break
      case 34: { const v = readScopedRouteConfigurationsList(r.message(), m.scopedRouteConfigurationsList); clearScopedRoutes_config_specifier(m); m.scopedRouteConfigurationsList = v; break }
      case 42: { const v = readScopedRds(r.message(), m.scopedRds); clearScopedRoutes_config_specifier(m); m.scopedRds = v; break }
      default: r.skipField(tag)
    }
  }
  return m
}
function clearScopedRoutes_config_specifier(m: Mutable<ScopedRoutes>): void {
  m.scopedRouteConfigurationsList = null
  m.scopedRds = null
}

/** envoy.extensions.filters.network.http_connection_manager.v3.ScopedRoutes.ScopeKeyBuilder */
export interface ScopedRoutesScopeKeyBuilder {
  readonly fragments: readonly ScopedRoutesScopeKeyBuilderFragmentBuilder[]
}

export const ScopedRoutesScopeKeyBuilder: MessageType<ScopedRoutesScopeKeyBuilder> = define<ScopedRoutesScopeKeyBuilder>({
  name: 'envoy.extensions.filters.network.http_connection_manager.v3.ScopedRoutes.ScopeKeyBuilder', empty: emptyScopedRoutesScopeKeyBuilder, write: writeScopedRoutesScopeKeyBuilder, read: readScopedRoutesScopeKeyBuilder,
  fields: () => [
    ['fragments', 1, ScopedRoutesScopeKeyBuilderFragmentBuilder, 'list'],
  ],
})

export function emptyScopedRoutesScopeKeyBuilder(): ScopedRoutesScopeKeyBuilder {
  return {
    fragments: NO_ITEMS,
  }
}

export function writeScopedRoutesScopeKeyBuilder(m: ScopedRoutesScopeKeyBuilder, w: ByteWriter): void {
  for (const v of m.fragments) put(w, 10, writeScopedRoutesScopeKeyBuilderFragmentBuilder, v)
}

export function readScopedRoutesScopeKeyBuilder(r: MessageReader, into: ScopedRoutesScopeKeyBuilder | null): ScopedRoutesScopeKeyBuilder {
  const m: Mutable<ScopedRoutesScopeKeyBuilder> = into ?? emptyScopedRoutesScopeKeyBuilder()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.fragments = append(m.fragments, readScopedRoutesScopeKeyBuilderFragmentBuilder(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.filters.network.http_connection_manager.v3.ScopedRoutes.ScopeKeyBuilder.FragmentBuilder */
export interface ScopedRoutesScopeKeyBuilderFragmentBuilder {
  readonly headerValueExtractor: ScopedRoutesScopeKeyBuilderFragmentBuilderHeaderValueExtractor | null // oneof type
}

export const ScopedRoutesScopeKeyBuilderFragmentBuilder: MessageType<ScopedRoutesScopeKeyBuilderFragmentBuilder> = define<ScopedRoutesScopeKeyBuilderFragmentBuilder>({
  name: 'envoy.extensions.filters.network.http_connection_manager.v3.ScopedRoutes.ScopeKeyBuilder.FragmentBuilder', empty: emptyScopedRoutesScopeKeyBuilderFragmentBuilder, write: writeScopedRoutesScopeKeyBuilderFragmentBuilder, read: readScopedRoutesScopeKeyBuilderFragmentBuilder,
  fields: () => [
    ['header_value_extractor', 1, ScopedRoutesScopeKeyBuilderFragmentBuilderHeaderValueExtractor, '', 'type'],
  ],
})

export function emptyScopedRoutesScopeKeyBuilderFragmentBuilder(): ScopedRoutesScopeKeyBuilderFragmentBuilder {
  return {
    headerValueExtractor: null,
  }
}

export function writeScopedRoutesScopeKeyBuilderFragmentBuilder(m: ScopedRoutesScopeKeyBuilderFragmentBuilder, w: ByteWriter): void {
  if (m.headerValueExtractor !== null) put(w, 10, writeScopedRoutesScopeKeyBuilderFragmentBuilderHeaderValueExtractor, m.headerValueExtractor)
}

export function readScopedRoutesScopeKeyBuilderFragmentBuilder(r: MessageReader, into: ScopedRoutesScopeKeyBuilderFragmentBuilder | null): ScopedRoutesScopeKeyBuilderFragmentBuilder {
  const m: Mutable<ScopedRoutesScopeKeyBuilderFragmentBuilder> = into ?? emptyScopedRoutesScopeKeyBuilderFragmentBuilder()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.headerValueExtractor = readScopedRoutesScopeKeyBuilderFragmentBuilderHeaderValueExtractor(r.message(), m.headerValueExtractor); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.filters.network.http_connection_manager.v3.ScopedRoutes.ScopeKeyBuilder.FragmentBuilder.HeaderValueExtractor */
export interface ScopedRoutesScopeKeyBuilderFragmentBuilderHeaderValueExtractor {
  readonly name: string
  readonly elementSeparator: string
  readonly index: number | null // oneof extract_type
  readonly element: ScopedRoutesScopeKeyBuilderFragmentBuilderHeaderValueExtractorKvElement | null // oneof extract_type
}

export const ScopedRoutesScopeKeyBuilderFragmentBuilderHeaderValueExtractor: MessageType<ScopedRoutesScopeKeyBuilderFragmentBuilderHeaderValueExtractor> = define<ScopedRoutesScopeKeyBuilderFragmentBuilderHeaderValueExtractor>({
  name: 'envoy.extensions.filters.network.http_connection_manager.v3.ScopedRoutes.ScopeKeyBuilder.FragmentBuilder.HeaderValueExtractor', empty: emptyScopedRoutesScopeKeyBuilderFragmentBuilderHeaderValueExtractor, write: writeScopedRoutesScopeKeyBuilderFragmentBuilderHeaderValueExtractor, read: readScopedRoutesScopeKeyBuilderFragmentBuilderHeaderValueExtractor,
  fields: () => [
    ['name', 1, 'string'],
    ['element_separator', 2, 'string'],
    ['index', 3, 'uint32', '', 'extractType'],
    ['element', 4, ScopedRoutesScopeKeyBuilderFragmentBuilderHeaderValueExtractorKvElement, '', 'extractType'],
  ],
})

export function emptyScopedRoutesScopeKeyBuilderFragmentBuilderHeaderValueExtractor(): ScopedRoutesScopeKeyBuilderFragmentBuilderHeaderValueExtractor {
  return {
    name: '',
    elementSeparator: '',
    index: null,
    element: null,
  }
}

export function writeScopedRoutesScopeKeyBuilderFragmentBuilderHeaderValueExtractor(m: ScopedRoutesScopeKeyBuilderFragmentBuilderHeaderValueExtractor, w: ByteWriter): void {
  if (m.name !== '') w.uint32(10).string(m.name)
  if (m.elementSeparator !== '') w.uint32(18).string(m.elementSeparator)
  if (m.index !== null) w.uint32(24).uint32(m.index)
  if (m.element !== null) put(w, 34, writeScopedRoutesScopeKeyBuilderFragmentBuilderHeaderValueExtractorKvElement, m.element)
}

export function readScopedRoutesScopeKeyBuilderFragmentBuilderHeaderValueExtractor(r: MessageReader, into: ScopedRoutesScopeKeyBuilderFragmentBuilderHeaderValueExtractor | null): ScopedRoutesScopeKeyBuilderFragmentBuilderHeaderValueExtractor {
  const m: Mutable<ScopedRoutesScopeKeyBuilderFragmentBuilderHeaderValueExtractor> = into ?? emptyScopedRoutesScopeKeyBuilderFragmentBuilderHeaderValueExtractor()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.name = r.string(); break
      case 18: m.elementSeparator = r.string(); break
      case 24: { const v = r.uint32(); clearScopedRoutesScopeKeyBuilderFragmentBuilderHeaderValueExtractor_extract_type(m); m.index = v; break }
      case 34: { const v = readScopedRoutesScopeKeyBuilderFragmentBuilderHeaderValueExtractorKvElement(r.message(), m.element); clearScopedRoutesScopeKeyBuilderFragmentBuilderHeaderValueExtractor_extract_type(m); m.element = v; break }
      default: r.skipField(tag)
    }
  }
  return m
}
function clearScopedRoutesScopeKeyBuilderFragmentBuilderHeaderValueExtractor_extract_type(m: Mutable<ScopedRoutesScopeKeyBuilderFragmentBuilderHeaderValueExtractor>): void {
  m.index = null
  m.element = null
}

/** envoy.extensions.filters.network.http_connection_manager.v3.ScopedRoutes.ScopeKeyBuilder.FragmentBuilder.HeaderValueExtractor.KvElement */
export interface ScopedRoutesScopeKeyBuilderFragmentBuilderHeaderValueExtractorKvElement {
  readonly separator: string
  readonly key: string
}

export const ScopedRoutesScopeKeyBuilderFragmentBuilderHeaderValueExtractorKvElement: MessageType<ScopedRoutesScopeKeyBuilderFragmentBuilderHeaderValueExtractorKvElement> = define<ScopedRoutesScopeKeyBuilderFragmentBuilderHeaderValueExtractorKvElement>({
  name: 'envoy.extensions.filters.network.http_connection_manager.v3.ScopedRoutes.ScopeKeyBuilder.FragmentBuilder.HeaderValueExtractor.KvElement', empty: emptyScopedRoutesScopeKeyBuilderFragmentBuilderHeaderValueExtractorKvElement, write: writeScopedRoutesScopeKeyBuilderFragmentBuilderHeaderValueExtractorKvElement, read: readScopedRoutesScopeKeyBuilderFragmentBuilderHeaderValueExtractorKvElement,
  fields: () => [
    ['separator', 1, 'string'],
    ['key', 2, 'string'],
  ],
})

export function emptyScopedRoutesScopeKeyBuilderFragmentBuilderHeaderValueExtractorKvElement(): ScopedRoutesScopeKeyBuilderFragmentBuilderHeaderValueExtractorKvElement {
  return {
    separator: '',
    key: '',
  }
}

export function writeScopedRoutesScopeKeyBuilderFragmentBuilderHeaderValueExtractorKvElement(m: ScopedRoutesScopeKeyBuilderFragmentBuilderHeaderValueExtractorKvElement, w: ByteWriter): void {
  if (m.separator !== '') w.uint32(10).string(m.separator)
  if (m.key !== '') w.uint32(18).string(m.key)
}

export function readScopedRoutesScopeKeyBuilderFragmentBuilderHeaderValueExtractorKvElement(r: MessageReader, into: ScopedRoutesScopeKeyBuilderFragmentBuilderHeaderValueExtractorKvElement | null): ScopedRoutesScopeKeyBuilderFragmentBuilderHeaderValueExtractorKvElement {
  const m: Mutable<ScopedRoutesScopeKeyBuilderFragmentBuilderHeaderValueExtractorKvElement> = into ?? emptyScopedRoutesScopeKeyBuilderFragmentBuilderHeaderValueExtractorKvElement()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.separator = r.string(); break
      case 18: m.key = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}
