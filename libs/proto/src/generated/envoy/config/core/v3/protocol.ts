/** Generated from envoy/config/core/v3/protocol.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { TypedExtensionConfig, readTypedExtensionConfig, writeTypedExtensionConfig } from './extension.ts'
import { Percent, readPercent, writePercent } from '../../../type/v3/percent.ts'
import { type MessageType, define } from '../../../../../message-type.ts'
import { Duration, readDuration, writeDuration } from '../../../../../well-known/duration.ts'
import { BoolValue, UInt32Value, readBoolValue, readUInt32Value, writeBoolValue, writeUInt32Value } from '../../../../../well-known/wrappers.ts'
import { type Mutable, NO_ITEMS, append, put } from '../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../wire/message-reader.ts'

/** envoy.config.core.v3.HttpProtocolOptions.HeadersWithUnderscoresAction */
export const CommonHttpProtocolOptionsHeadersWithUnderscoresAction = {
  ALLOW: 0,
  REJECT_REQUEST: 1,
  DROP_HEADER: 2,
} as const
export type CommonHttpProtocolOptionsHeadersWithUnderscoresAction = (typeof CommonHttpProtocolOptionsHeadersWithUnderscoresAction)[keyof typeof CommonHttpProtocolOptionsHeadersWithUnderscoresAction]

/** envoy.config.core.v3.Http1ProtocolOptions */
export interface Http1ProtocolOptions {
  readonly allowAbsoluteUrl: boolean | null
  readonly acceptHttp10: boolean
  readonly defaultHostForHttp10: string
  readonly headerKeyFormat: Http1ProtocolOptionsHeaderKeyFormat | null
  readonly enableTrailers: boolean
  readonly allowChunkedLength: boolean
  readonly overrideStreamErrorOnInvalidHttpMessage: boolean | null
  readonly sendFullyQualifiedUrl: boolean
  readonly useBalsaParser: boolean | null
  readonly allowCustomMethods: boolean
}

export const Http1ProtocolOptions: MessageType<Http1ProtocolOptions> = define<Http1ProtocolOptions>({
  name: 'envoy.config.core.v3.Http1ProtocolOptions', empty: emptyHttp1ProtocolOptions, write: writeHttp1ProtocolOptions, read: readHttp1ProtocolOptions,
  fields: () => [
    ['allow_absolute_url', 1, BoolValue],
    ['accept_http_10', 2, 'bool'],
    ['default_host_for_http_10', 3, 'string'],
    ['header_key_format', 4, Http1ProtocolOptionsHeaderKeyFormat],
    ['enable_trailers', 5, 'bool'],
    ['allow_chunked_length', 6, 'bool'],
    ['override_stream_error_on_invalid_http_message', 7, BoolValue],
    ['send_fully_qualified_url', 8, 'bool'],
    ['use_balsa_parser', 9, BoolValue],
    ['allow_custom_methods', 10, 'bool'],
  ],
})

export function emptyHttp1ProtocolOptions(): Http1ProtocolOptions {
  return {
    allowAbsoluteUrl: null,
    acceptHttp10: false,
    defaultHostForHttp10: '',
    headerKeyFormat: null,
    enableTrailers: false,
    allowChunkedLength: false,
    overrideStreamErrorOnInvalidHttpMessage: null,
    sendFullyQualifiedUrl: false,
    useBalsaParser: null,
    allowCustomMethods: false,
  }
}

export function writeHttp1ProtocolOptions(m: Http1ProtocolOptions, w: ByteWriter): void {
  if (m.allowAbsoluteUrl !== null) put(w, 10, writeBoolValue, m.allowAbsoluteUrl)
  if (m.acceptHttp10) w.uint32(16).bool(m.acceptHttp10)
  if (m.defaultHostForHttp10 !== '') w.uint32(26).string(m.defaultHostForHttp10)
  if (m.headerKeyFormat !== null) put(w, 34, writeHttp1ProtocolOptionsHeaderKeyFormat, m.headerKeyFormat)
  if (m.enableTrailers) w.uint32(40).bool(m.enableTrailers)
  if (m.allowChunkedLength) w.uint32(48).bool(m.allowChunkedLength)
  if (m.overrideStreamErrorOnInvalidHttpMessage !== null) put(w, 58, writeBoolValue, m.overrideStreamErrorOnInvalidHttpMessage)
  if (m.sendFullyQualifiedUrl) w.uint32(64).bool(m.sendFullyQualifiedUrl)
  if (m.useBalsaParser !== null) put(w, 74, writeBoolValue, m.useBalsaParser)
  if (m.allowCustomMethods) w.uint32(80).bool(m.allowCustomMethods)
}

export function readHttp1ProtocolOptions(r: MessageReader, into: Http1ProtocolOptions | null): Http1ProtocolOptions {
  const m: Mutable<Http1ProtocolOptions> = into ?? emptyHttp1ProtocolOptions()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.allowAbsoluteUrl = readBoolValue(r.message()); break
      case 16: m.acceptHttp10 = r.bool(); break
      case 26: m.defaultHostForHttp10 = r.string(); break
      case 34: m.headerKeyFormat = readHttp1ProtocolOptionsHeaderKeyFormat(r.message(), m.headerKeyFormat); break
      case 40: m.enableTrailers = r.bool(); break
      case 48: m.allowChunkedLength = r.bool(); break
      case 58: m.overrideStreamErrorOnInvalidHttpMessage = readBoolValue(r.message()); break
      case 64: m.sendFullyQualifiedUrl = r.bool(); break
      case 74: m.useBalsaParser = readBoolValue(r.message()); break
      case 80: m.allowCustomMethods = r.bool(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.core.v3.Http1ProtocolOptions.HeaderKeyFormat */
export interface Http1ProtocolOptionsHeaderKeyFormat {
  readonly properCaseWords: Http1ProtocolOptionsHeaderKeyFormatProperCaseWords | null // oneof header_format
  readonly statefulFormatter: TypedExtensionConfig | null // oneof header_format
}

export const Http1ProtocolOptionsHeaderKeyFormat: MessageType<Http1ProtocolOptionsHeaderKeyFormat> = define<Http1ProtocolOptionsHeaderKeyFormat>({
  name: 'envoy.config.core.v3.Http1ProtocolOptions.HeaderKeyFormat', empty: emptyHttp1ProtocolOptionsHeaderKeyFormat, write: writeHttp1ProtocolOptionsHeaderKeyFormat, read: readHttp1ProtocolOptionsHeaderKeyFormat,
  fields: () => [
    ['proper_case_words', 1, Http1ProtocolOptionsHeaderKeyFormatProperCaseWords, '', 'headerFormat'],
    ['stateful_formatter', 8, TypedExtensionConfig, '', 'headerFormat'],
  ],
})

export function emptyHttp1ProtocolOptionsHeaderKeyFormat(): Http1ProtocolOptionsHeaderKeyFormat {
  return {
    properCaseWords: null,
    statefulFormatter: null,
  }
}

export function writeHttp1ProtocolOptionsHeaderKeyFormat(m: Http1ProtocolOptionsHeaderKeyFormat, w: ByteWriter): void {
  if (m.properCaseWords !== null) put(w, 10, writeHttp1ProtocolOptionsHeaderKeyFormatProperCaseWords, m.properCaseWords)
  if (m.statefulFormatter !== null) put(w, 66, writeTypedExtensionConfig, m.statefulFormatter)
}

export function readHttp1ProtocolOptionsHeaderKeyFormat(r: MessageReader, into: Http1ProtocolOptionsHeaderKeyFormat | null): Http1ProtocolOptionsHeaderKeyFormat {
  const m: Mutable<Http1ProtocolOptionsHeaderKeyFormat> = into ?? emptyHttp1ProtocolOptionsHeaderKeyFormat()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: { const v = readHttp1ProtocolOptionsHeaderKeyFormatProperCaseWords(r.message(), m.properCaseWords); clearHttp1ProtocolOptionsHeaderKeyFormat_header_format(m); m.properCaseWords = v; break }
      case 66: { const v = readTypedExtensionConfig(r.message(), m.statefulFormatter); clearHttp1ProtocolOptionsHeaderKeyFormat_header_format(m); m.statefulFormatter = v; break }
      default: r.skipField(tag)
    }
  }
  return m
}
function clearHttp1ProtocolOptionsHeaderKeyFormat_header_format(m: Mutable<Http1ProtocolOptionsHeaderKeyFormat>): void {
  m.properCaseWords = null
  m.statefulFormatter = null
}

/** envoy.config.core.v3.Http1ProtocolOptions.HeaderKeyFormat.ProperCaseWords */
export interface Http1ProtocolOptionsHeaderKeyFormatProperCaseWords {
}

export const Http1ProtocolOptionsHeaderKeyFormatProperCaseWords: MessageType<Http1ProtocolOptionsHeaderKeyFormatProperCaseWords> = define<Http1ProtocolOptionsHeaderKeyFormatProperCaseWords>({
  name: 'envoy.config.core.v3.Http1ProtocolOptions.HeaderKeyFormat.ProperCaseWords', empty: emptyHttp1ProtocolOptionsHeaderKeyFormatProperCaseWords, write: writeHttp1ProtocolOptionsHeaderKeyFormatProperCaseWords, read: readHttp1ProtocolOptionsHeaderKeyFormatProperCaseWords,
  fields: () => [],
})

export function emptyHttp1ProtocolOptionsHeaderKeyFormatProperCaseWords(): Http1ProtocolOptionsHeaderKeyFormatProperCaseWords {
  return {}
}

export function writeHttp1ProtocolOptionsHeaderKeyFormatProperCaseWords(_m: Http1ProtocolOptionsHeaderKeyFormatProperCaseWords, _w: ByteWriter): void {
}

export function readHttp1ProtocolOptionsHeaderKeyFormatProperCaseWords(r: MessageReader, into: Http1ProtocolOptionsHeaderKeyFormatProperCaseWords | null): Http1ProtocolOptionsHeaderKeyFormatProperCaseWords {
  const m: Mutable<Http1ProtocolOptionsHeaderKeyFormatProperCaseWords> = into ?? emptyHttp1ProtocolOptionsHeaderKeyFormatProperCaseWords()
  while (!r.done) r.skipField(r.uint32())
  return m
}

/** envoy.config.core.v3.Http2ProtocolOptions */
export interface Http2ProtocolOptions {
  readonly hpackTableSize: number | null
  readonly maxConcurrentStreams: number | null
  readonly initialStreamWindowSize: number | null
  readonly initialConnectionWindowSize: number | null
  readonly allowConnect: boolean
  readonly maxOutboundFrames: number | null
  readonly maxOutboundControlFrames: number | null
  readonly maxConsecutiveInboundFramesWithEmptyPayload: number | null
  readonly maxInboundPriorityFramesPerStream: number | null
  readonly maxInboundWindowUpdateFramesPerDataFrameSent: number | null
  readonly streamErrorOnInvalidHttpMessaging: boolean
  readonly customSettingsParameters: readonly Http2ProtocolOptionsSettingsParameter[]
  readonly overrideStreamErrorOnInvalidHttpMessage: boolean | null
  readonly connectionKeepalive: KeepaliveSettings | null
  readonly useOghttp2Codec: boolean | null
}

export const Http2ProtocolOptions: MessageType<Http2ProtocolOptions> = define<Http2ProtocolOptions>({
  name: 'envoy.config.core.v3.Http2ProtocolOptions', empty: emptyHttp2ProtocolOptions, write: writeHttp2ProtocolOptions, read: readHttp2ProtocolOptions,
  fields: () => [
    ['hpack_table_size', 1, UInt32Value],
    ['max_concurrent_streams', 2, UInt32Value],
    ['initial_stream_window_size', 3, UInt32Value],
    ['initial_connection_window_size', 4, UInt32Value],
    ['allow_connect', 5, 'bool'],
    ['max_outbound_frames', 7, UInt32Value],
    ['max_outbound_control_frames', 8, UInt32Value],
    ['max_consecutive_inbound_frames_with_empty_payload', 9, UInt32Value],
    ['max_inbound_priority_frames_per_stream', 10, UInt32Value],
    ['max_inbound_window_update_frames_per_data_frame_sent', 11, UInt32Value],
    ['stream_error_on_invalid_http_messaging', 12, 'bool'],
    ['custom_settings_parameters', 13, Http2ProtocolOptionsSettingsParameter, 'list'],
    ['override_stream_error_on_invalid_http_message', 14, BoolValue],
    ['connection_keepalive', 15, KeepaliveSettings],
    ['use_oghttp2_codec', 16, BoolValue],
  ],
  pruned: { 6: 'allow_metadata' },
})

export function emptyHttp2ProtocolOptions(): Http2ProtocolOptions {
  return {
    hpackTableSize: null,
    maxConcurrentStreams: null,
    initialStreamWindowSize: null,
    initialConnectionWindowSize: null,
    allowConnect: false,
    maxOutboundFrames: null,
    maxOutboundControlFrames: null,
    maxConsecutiveInboundFramesWithEmptyPayload: null,
    maxInboundPriorityFramesPerStream: null,
    maxInboundWindowUpdateFramesPerDataFrameSent: null,
    streamErrorOnInvalidHttpMessaging: false,
    customSettingsParameters: NO_ITEMS,
    overrideStreamErrorOnInvalidHttpMessage: null,
    connectionKeepalive: null,
    useOghttp2Codec: null,
  }
}

export function writeHttp2ProtocolOptions(m: Http2ProtocolOptions, w: ByteWriter): void {
  if (m.hpackTableSize !== null) put(w, 10, writeUInt32Value, m.hpackTableSize)
  if (m.maxConcurrentStreams !== null) put(w, 18, writeUInt32Value, m.maxConcurrentStreams)
  if (m.initialStreamWindowSize !== null) put(w, 26, writeUInt32Value, m.initialStreamWindowSize)
  if (m.initialConnectionWindowSize !== null) put(w, 34, writeUInt32Value, m.initialConnectionWindowSize)
  if (m.allowConnect) w.uint32(40).bool(m.allowConnect)
  if (m.maxOutboundFrames !== null) put(w, 58, writeUInt32Value, m.maxOutboundFrames)
  if (m.maxOutboundControlFrames !== null) put(w, 66, writeUInt32Value, m.maxOutboundControlFrames)
  if (m.maxConsecutiveInboundFramesWithEmptyPayload !== null) put(w, 74, writeUInt32Value, m.maxConsecutiveInboundFramesWithEmptyPayload)
  if (m.maxInboundPriorityFramesPerStream !== null) put(w, 82, writeUInt32Value, m.maxInboundPriorityFramesPerStream)
  if (m.maxInboundWindowUpdateFramesPerDataFrameSent !== null) put(w, 90, writeUInt32Value, m.maxInboundWindowUpdateFramesPerDataFrameSent)
  if (m.streamErrorOnInvalidHttpMessaging) w.uint32(96).bool(m.streamErrorOnInvalidHttpMessaging)
  for (const v of m.customSettingsParameters) put(w, 106, writeHttp2ProtocolOptionsSettingsParameter, v)
  if (m.overrideStreamErrorOnInvalidHttpMessage !== null) put(w, 114, writeBoolValue, m.overrideStreamErrorOnInvalidHttpMessage)
  if (m.connectionKeepalive !== null) put(w, 122, writeKeepaliveSettings, m.connectionKeepalive)
  if (m.useOghttp2Codec !== null) put(w, 130, writeBoolValue, m.useOghttp2Codec)
}

export function readHttp2ProtocolOptions(r: MessageReader, into: Http2ProtocolOptions | null): Http2ProtocolOptions {
  const m: Mutable<Http2ProtocolOptions> = into ?? emptyHttp2ProtocolOptions()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.hpackTableSize = readUInt32Value(r.message()); break
      case 18: m.maxConcurrentStreams = readUInt32Value(r.message()); break
      case 26: m.initialStreamWindowSize = readUInt32Value(r.message()); break
      case 34: m.initialConnectionWindowSize = readUInt32Value(r.message()); break
      case 40: m.allowConnect = r.bool(); break
      case 58: m.maxOutboundFrames = readUInt32Value(r.message()); break
      case 66: m.maxOutboundControlFrames = readUInt32Value(r.message()); break
      case 74: m.maxConsecutiveInboundFramesWithEmptyPayload = readUInt32Value(r.message()); break
      case 82: m.maxInboundPriorityFramesPerStream = readUInt32Value(r.message()); break
      case 90: m.maxInboundWindowUpdateFramesPerDataFrameSent = readUInt32Value(r.message()); break
      case 96: m.streamErrorOnInvalidHttpMessaging = r.bool(); break
      case 106: m.customSettingsParameters = append(m.customSettingsParameters, readHttp2ProtocolOptionsSettingsParameter(r.message(), null)); break
      case 114: m.overrideStreamErrorOnInvalidHttpMessage = readBoolValue(r.message()); break
      case 122: m.connectionKeepalive = readKeepaliveSettings(r.message(), m.connectionKeepalive); break
      case 130: m.useOghttp2Codec = readBoolValue(r.message()); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.core.v3.Http2ProtocolOptions.SettingsParameter */
export interface Http2ProtocolOptionsSettingsParameter {
  readonly identifier: number | null
  readonly value: number | null
}

export const Http2ProtocolOptionsSettingsParameter: MessageType<Http2ProtocolOptionsSettingsParameter> = define<Http2ProtocolOptionsSettingsParameter>({
  name: 'envoy.config.core.v3.Http2ProtocolOptions.SettingsParameter', empty: emptyHttp2ProtocolOptionsSettingsParameter, write: writeHttp2ProtocolOptionsSettingsParameter, read: readHttp2ProtocolOptionsSettingsParameter,
  fields: () => [
    ['identifier', 1, UInt32Value],
    ['value', 2, UInt32Value],
  ],
})

export function emptyHttp2ProtocolOptionsSettingsParameter(): Http2ProtocolOptionsSettingsParameter {
  return {
    identifier: null,
    value: null,
  }
}

export function writeHttp2ProtocolOptionsSettingsParameter(m: Http2ProtocolOptionsSettingsParameter, w: ByteWriter): void {
  if (m.identifier !== null) put(w, 10, writeUInt32Value, m.identifier)
  if (m.value !== null) put(w, 18, writeUInt32Value, m.value)
}

export function readHttp2ProtocolOptionsSettingsParameter(r: MessageReader, into: Http2ProtocolOptionsSettingsParameter | null): Http2ProtocolOptionsSettingsParameter {
  const m: Mutable<Http2ProtocolOptionsSettingsParameter> = into ?? emptyHttp2ProtocolOptionsSettingsParameter()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.identifier = readUInt32Value(r.message()); break
      case 18: m.value = readUInt32Value(r.message()); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.core.v3.HttpProtocolOptions */
export interface CommonHttpProtocolOptions {
  readonly idleTimeout: Duration | null
  readonly maxHeadersCount: number | null
  readonly maxConnectionDuration: Duration | null
  readonly maxStreamDuration: Duration | null
  readonly headersWithUnderscoresAction: CommonHttpProtocolOptionsHeadersWithUnderscoresAction
  readonly maxRequestsPerConnection: number | null
  readonly maxResponseHeadersKb: number | null
}

export const CommonHttpProtocolOptions: MessageType<CommonHttpProtocolOptions> = define<CommonHttpProtocolOptions>({
  name: 'envoy.config.core.v3.HttpProtocolOptions', empty: emptyCommonHttpProtocolOptions, write: writeCommonHttpProtocolOptions, read: readCommonHttpProtocolOptions,
  fields: () => [
    ['idle_timeout', 1, Duration],
    ['max_headers_count', 2, UInt32Value],
    ['max_connection_duration', 3, Duration],
    ['max_stream_duration', 4, Duration],
    ['headers_with_underscores_action', 5, { enum: CommonHttpProtocolOptionsHeadersWithUnderscoresAction }],
    ['max_requests_per_connection', 6, UInt32Value],
    ['max_response_headers_kb', 7, UInt32Value],
  ],
})

export function emptyCommonHttpProtocolOptions(): CommonHttpProtocolOptions {
  return {
    idleTimeout: null,
    maxHeadersCount: null,
    maxConnectionDuration: null,
    maxStreamDuration: null,
    headersWithUnderscoresAction: 0,
    maxRequestsPerConnection: null,
    maxResponseHeadersKb: null,
  }
}

export function writeCommonHttpProtocolOptions(m: CommonHttpProtocolOptions, w: ByteWriter): void {
  if (m.idleTimeout !== null) put(w, 10, writeDuration, m.idleTimeout)
  if (m.maxHeadersCount !== null) put(w, 18, writeUInt32Value, m.maxHeadersCount)
  if (m.maxConnectionDuration !== null) put(w, 26, writeDuration, m.maxConnectionDuration)
  if (m.maxStreamDuration !== null) put(w, 34, writeDuration, m.maxStreamDuration)
  if (m.headersWithUnderscoresAction !== 0) w.uint32(40).int32(m.headersWithUnderscoresAction)
  if (m.maxRequestsPerConnection !== null) put(w, 50, writeUInt32Value, m.maxRequestsPerConnection)
  if (m.maxResponseHeadersKb !== null) put(w, 58, writeUInt32Value, m.maxResponseHeadersKb)
}

export function readCommonHttpProtocolOptions(r: MessageReader, into: CommonHttpProtocolOptions | null): CommonHttpProtocolOptions {
  const m: Mutable<CommonHttpProtocolOptions> = into ?? emptyCommonHttpProtocolOptions()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.idleTimeout = readDuration(r.message(), m.idleTimeout); break
      case 18: m.maxHeadersCount = readUInt32Value(r.message()); break
      case 26: m.maxConnectionDuration = readDuration(r.message(), m.maxConnectionDuration); break
      case 34: m.maxStreamDuration = readDuration(r.message(), m.maxStreamDuration); break
      case 40: m.headersWithUnderscoresAction = r.int32() as CommonHttpProtocolOptionsHeadersWithUnderscoresAction; break
      case 50: m.maxRequestsPerConnection = readUInt32Value(r.message()); break
      case 58: m.maxResponseHeadersKb = readUInt32Value(r.message()); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.core.v3.KeepaliveSettings */
export interface KeepaliveSettings {
  readonly interval: Duration | null
  readonly timeout: Duration | null
  readonly intervalJitter: Percent | null
  readonly connectionIdleInterval: Duration | null
}

export const KeepaliveSettings: MessageType<KeepaliveSettings> = define<KeepaliveSettings>({
  name: 'envoy.config.core.v3.KeepaliveSettings', empty: emptyKeepaliveSettings, write: writeKeepaliveSettings, read: readKeepaliveSettings,
  fields: () => [
    ['interval', 1, Duration],
    ['timeout', 2, Duration],
    ['interval_jitter', 3, Percent],
    ['connection_idle_interval', 4, Duration],
  ],
})

export function emptyKeepaliveSettings(): KeepaliveSettings {
  return {
    interval: null,
    timeout: null,
    intervalJitter: null,
    connectionIdleInterval: null,
  }
}

export function writeKeepaliveSettings(m: KeepaliveSettings, w: ByteWriter): void {
  if (m.interval !== null) put(w, 10, writeDuration, m.interval)
  if (m.timeout !== null) put(w, 18, writeDuration, m.timeout)
  if (m.intervalJitter !== null) put(w, 26, writePercent, m.intervalJitter)
  if (m.connectionIdleInterval !== null) put(w, 34, writeDuration, m.connectionIdleInterval)
}

export function readKeepaliveSettings(r: MessageReader, into: KeepaliveSettings | null): KeepaliveSettings {
  const m: Mutable<KeepaliveSettings> = into ?? emptyKeepaliveSettings()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.interval = readDuration(r.message(), m.interval); break
      case 18: m.timeout = readDuration(r.message(), m.timeout); break
      case 26: m.intervalJitter = readPercent(r.message(), m.intervalJitter); break
      case 34: m.connectionIdleInterval = readDuration(r.message(), m.connectionIdleInterval); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.core.v3.SchemeHeaderTransformation */
export interface SchemeHeaderTransformation {
  readonly schemeToOverwrite: string | null // oneof transformation
  readonly matchUpstream: boolean
}

export const SchemeHeaderTransformation: MessageType<SchemeHeaderTransformation> = define<SchemeHeaderTransformation>({
  name: 'envoy.config.core.v3.SchemeHeaderTransformation', empty: emptySchemeHeaderTransformation, write: writeSchemeHeaderTransformation, read: readSchemeHeaderTransformation,
  fields: () => [
    ['scheme_to_overwrite', 1, 'string', '', 'transformation'],
    ['match_upstream', 2, 'bool'],
  ],
})

export function emptySchemeHeaderTransformation(): SchemeHeaderTransformation {
  return {
    schemeToOverwrite: null,
    matchUpstream: false,
  }
}

export function writeSchemeHeaderTransformation(m: SchemeHeaderTransformation, w: ByteWriter): void {
  if (m.schemeToOverwrite !== null) w.uint32(10).string(m.schemeToOverwrite)
  if (m.matchUpstream) w.uint32(16).bool(m.matchUpstream)
}

export function readSchemeHeaderTransformation(r: MessageReader, into: SchemeHeaderTransformation | null): SchemeHeaderTransformation {
  const m: Mutable<SchemeHeaderTransformation> = into ?? emptySchemeHeaderTransformation()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.schemeToOverwrite = r.string(); break
      case 16: m.matchUpstream = r.bool(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.core.v3.UpstreamHttpProtocolOptions */
export interface UpstreamHttpProtocolOptions {
  readonly autoSni: boolean
  readonly autoSanValidation: boolean
  readonly overrideAutoSniHeader: string
}

export const UpstreamHttpProtocolOptions: MessageType<UpstreamHttpProtocolOptions> = define<UpstreamHttpProtocolOptions>({
  name: 'envoy.config.core.v3.UpstreamHttpProtocolOptions', empty: emptyUpstreamHttpProtocolOptions, write: writeUpstreamHttpProtocolOptions, read: readUpstreamHttpProtocolOptions,
  fields: () => [
    ['auto_sni', 1, 'bool'],
    ['auto_san_validation', 2, 'bool'],
    ['override_auto_sni_header', 3, 'string'],
  ],
})

export function emptyUpstreamHttpProtocolOptions(): UpstreamHttpProtocolOptions {
  return {
    autoSni: false,
    autoSanValidation: false,
    overrideAutoSniHeader: '',
  }
}

export function writeUpstreamHttpProtocolOptions(m: UpstreamHttpProtocolOptions, w: ByteWriter): void {
  if (m.autoSni) w.uint32(8).bool(m.autoSni)
  if (m.autoSanValidation) w.uint32(16).bool(m.autoSanValidation)
  if (m.overrideAutoSniHeader !== '') w.uint32(26).string(m.overrideAutoSniHeader)
}

export function readUpstreamHttpProtocolOptions(r: MessageReader, into: UpstreamHttpProtocolOptions | null): UpstreamHttpProtocolOptions {
  const m: Mutable<UpstreamHttpProtocolOptions> = into ?? emptyUpstreamHttpProtocolOptions()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.autoSni = r.bool(); break
      case 16: m.autoSanValidation = r.bool(); break
      case 26: m.overrideAutoSniHeader = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}
