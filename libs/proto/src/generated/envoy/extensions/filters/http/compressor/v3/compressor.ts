/** Generated from envoy/extensions/filters/http/compressor/v3/compressor.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { RuntimeFeatureFlag, readRuntimeFeatureFlag, writeRuntimeFeatureFlag } from '../../../../../config/core/v3/base.ts'
import { TypedExtensionConfig, readTypedExtensionConfig, writeTypedExtensionConfig } from '../../../../../config/core/v3/extension.ts'
import { StringMatcher, readStringMatcher, writeStringMatcher } from '../../../../../type/matcher/v3/string.ts'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { BoolValue, UInt32Value, readBoolValue, readUInt32Value, writeBoolValue, writeUInt32Value } from '../../../../../../../well-known/wrappers.ts'
import { type Mutable, NO_ITEMS, append, put } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.filters.http.compressor.v3.Compressor */
export interface Compressor {
  readonly contentLength: number | null
  readonly contentType: readonly string[]
  readonly disableOnEtagHeader: boolean
  readonly removeAcceptEncodingHeader: boolean
  readonly runtimeEnabled: RuntimeFeatureFlag | null
  readonly compressorLibrary: TypedExtensionConfig | null
  readonly requestDirectionConfig: CompressorRequestDirectionConfig | null
  readonly responseDirectionConfig: CompressorResponseDirectionConfig | null
  readonly chooseFirst: boolean
}

export const Compressor: MessageType<Compressor> = define<Compressor>({
  name: 'envoy.extensions.filters.http.compressor.v3.Compressor', empty: emptyCompressor, write: writeCompressor, read: readCompressor,
  fields: () => [
    ['content_length', 1, UInt32Value],
    ['content_type', 2, 'string', 'list'],
    ['disable_on_etag_header', 3, 'bool'],
    ['remove_accept_encoding_header', 4, 'bool'],
    ['runtime_enabled', 5, RuntimeFeatureFlag],
    ['compressor_library', 6, TypedExtensionConfig],
    ['request_direction_config', 7, CompressorRequestDirectionConfig],
    ['response_direction_config', 8, CompressorResponseDirectionConfig],
    ['choose_first', 9, 'bool'],
  ],
})

export function emptyCompressor(): Compressor {
  return {
    contentLength: null,
    contentType: NO_ITEMS,
    disableOnEtagHeader: false,
    removeAcceptEncodingHeader: false,
    runtimeEnabled: null,
    compressorLibrary: null,
    requestDirectionConfig: null,
    responseDirectionConfig: null,
    chooseFirst: false,
  }
}

export function writeCompressor(m: Compressor, w: ByteWriter): void {
  if (m.contentLength !== null) put(w, 10, writeUInt32Value, m.contentLength)
  for (const v of m.contentType) w.uint32(18).string(v)
  if (m.disableOnEtagHeader) w.uint32(24).bool(m.disableOnEtagHeader)
  if (m.removeAcceptEncodingHeader) w.uint32(32).bool(m.removeAcceptEncodingHeader)
  if (m.runtimeEnabled !== null) put(w, 42, writeRuntimeFeatureFlag, m.runtimeEnabled)
  if (m.compressorLibrary !== null) put(w, 50, writeTypedExtensionConfig, m.compressorLibrary)
  if (m.requestDirectionConfig !== null) put(w, 58, writeCompressorRequestDirectionConfig, m.requestDirectionConfig)
  if (m.responseDirectionConfig !== null) put(w, 66, writeCompressorResponseDirectionConfig, m.responseDirectionConfig)
  if (m.chooseFirst) w.uint32(72).bool(m.chooseFirst)
}

export function readCompressor(r: MessageReader, into: Compressor | null): Compressor {
  const m: Mutable<Compressor> = into ?? emptyCompressor()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.contentLength = readUInt32Value(r.message()); break
      case 18: m.contentType = append(m.contentType, r.string()); break
      case 24: m.disableOnEtagHeader = r.bool(); break
      case 32: m.removeAcceptEncodingHeader = r.bool(); break
      case 42: m.runtimeEnabled = readRuntimeFeatureFlag(r.message(), m.runtimeEnabled); break
      case 50: m.compressorLibrary = readTypedExtensionConfig(r.message(), m.compressorLibrary); break
      case 58: m.requestDirectionConfig = readCompressorRequestDirectionConfig(r.message(), m.requestDirectionConfig); break
      case 66: m.responseDirectionConfig = readCompressorResponseDirectionConfig(r.message(), m.responseDirectionConfig); break
      case 72: m.chooseFirst = r.bool(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.filters.http.compressor.v3.Compressor.CommonDirectionConfig */
export interface CompressorCommonDirectionConfig {
  readonly enabled: RuntimeFeatureFlag | null
  readonly minContentLength: number | null
  readonly contentType: readonly string[]
  readonly contentTypeMatcher: readonly StringMatcher[]
}

export const CompressorCommonDirectionConfig: MessageType<CompressorCommonDirectionConfig> = define<CompressorCommonDirectionConfig>({
  name: 'envoy.extensions.filters.http.compressor.v3.Compressor.CommonDirectionConfig', empty: emptyCompressorCommonDirectionConfig, write: writeCompressorCommonDirectionConfig, read: readCompressorCommonDirectionConfig,
  fields: () => [
    ['enabled', 1, RuntimeFeatureFlag],
    ['min_content_length', 2, UInt32Value],
    ['content_type', 3, 'string', 'list'],
    ['content_type_matcher', 4, StringMatcher, 'list'],
  ],
})

export function emptyCompressorCommonDirectionConfig(): CompressorCommonDirectionConfig {
  return {
    enabled: null,
    minContentLength: null,
    contentType: NO_ITEMS,
    contentTypeMatcher: NO_ITEMS,
  }
}

export function writeCompressorCommonDirectionConfig(m: CompressorCommonDirectionConfig, w: ByteWriter): void {
  if (m.enabled !== null) put(w, 10, writeRuntimeFeatureFlag, m.enabled)
  if (m.minContentLength !== null) put(w, 18, writeUInt32Value, m.minContentLength)
  for (const v of m.contentType) w.uint32(26).string(v)
  for (const v of m.contentTypeMatcher) put(w, 34, writeStringMatcher, v)
}

export function readCompressorCommonDirectionConfig(r: MessageReader, into: CompressorCommonDirectionConfig | null): CompressorCommonDirectionConfig {
  const m: Mutable<CompressorCommonDirectionConfig> = into ?? emptyCompressorCommonDirectionConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.enabled = readRuntimeFeatureFlag(r.message(), m.enabled); break
      case 18: m.minContentLength = readUInt32Value(r.message()); break
      case 26: m.contentType = append(m.contentType, r.string()); break
      case 34: m.contentTypeMatcher = append(m.contentTypeMatcher, readStringMatcher(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.filters.http.compressor.v3.Compressor.RequestDirectionConfig */
export interface CompressorRequestDirectionConfig {
  readonly commonConfig: CompressorCommonDirectionConfig | null
}

export const CompressorRequestDirectionConfig: MessageType<CompressorRequestDirectionConfig> = define<CompressorRequestDirectionConfig>({
  name: 'envoy.extensions.filters.http.compressor.v3.Compressor.RequestDirectionConfig', empty: emptyCompressorRequestDirectionConfig, write: writeCompressorRequestDirectionConfig, read: readCompressorRequestDirectionConfig,
  fields: () => [
    ['common_config', 1, CompressorCommonDirectionConfig],
  ],
})

export function emptyCompressorRequestDirectionConfig(): CompressorRequestDirectionConfig {
  return {
    commonConfig: null,
  }
}

export function writeCompressorRequestDirectionConfig(m: CompressorRequestDirectionConfig, w: ByteWriter): void {
  if (m.commonConfig !== null) put(w, 10, writeCompressorCommonDirectionConfig, m.commonConfig)
}

export function readCompressorRequestDirectionConfig(r: MessageReader, into: CompressorRequestDirectionConfig | null): CompressorRequestDirectionConfig {
  const m: Mutable<CompressorRequestDirectionConfig> = into ?? emptyCompressorRequestDirectionConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.commonConfig = readCompressorCommonDirectionConfig(r.message(), m.commonConfig); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.filters.http.compressor.v3.Compressor.ResponseDirectionConfig */
export interface CompressorResponseDirectionConfig {
  readonly commonConfig: CompressorCommonDirectionConfig | null
  readonly disableOnEtagHeader: boolean
  readonly removeAcceptEncodingHeader: boolean
  readonly uncompressibleResponseCodes: readonly number[]
  readonly weakenEtagOnCompress: boolean
}

export const CompressorResponseDirectionConfig: MessageType<CompressorResponseDirectionConfig> = define<CompressorResponseDirectionConfig>({
  name: 'envoy.extensions.filters.http.compressor.v3.Compressor.ResponseDirectionConfig', empty: emptyCompressorResponseDirectionConfig, write: writeCompressorResponseDirectionConfig, read: readCompressorResponseDirectionConfig,
  fields: () => [
    ['common_config', 1, CompressorCommonDirectionConfig],
    ['disable_on_etag_header', 2, 'bool'],
    ['remove_accept_encoding_header', 3, 'bool'],
    ['uncompressible_response_codes', 4, 'uint32', 'list'],
    ['weaken_etag_on_compress', 6, 'bool'],
  ],
})

export function emptyCompressorResponseDirectionConfig(): CompressorResponseDirectionConfig {
  return {
    commonConfig: null,
    disableOnEtagHeader: false,
    removeAcceptEncodingHeader: false,
    uncompressibleResponseCodes: NO_ITEMS,
    weakenEtagOnCompress: false,
  }
}

export function writeCompressorResponseDirectionConfig(m: CompressorResponseDirectionConfig, w: ByteWriter): void {
  if (m.commonConfig !== null) put(w, 10, writeCompressorCommonDirectionConfig, m.commonConfig)
  if (m.disableOnEtagHeader) w.uint32(16).bool(m.disableOnEtagHeader)
  if (m.removeAcceptEncodingHeader) w.uint32(24).bool(m.removeAcceptEncodingHeader)
  if (m.uncompressibleResponseCodes.length > 0) { w.uint32(34); const o = w.open(); for (const v of m.uncompressibleResponseCodes) w.uint32(v); w.close(o) }
  if (m.weakenEtagOnCompress) w.uint32(48).bool(m.weakenEtagOnCompress)
}

export function readCompressorResponseDirectionConfig(r: MessageReader, into: CompressorResponseDirectionConfig | null): CompressorResponseDirectionConfig {
  const m: Mutable<CompressorResponseDirectionConfig> = into ?? emptyCompressorResponseDirectionConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.commonConfig = readCompressorCommonDirectionConfig(r.message(), m.commonConfig); break
      case 16: m.disableOnEtagHeader = r.bool(); break
      case 24: m.removeAcceptEncodingHeader = r.bool(); break
      case 32: m.uncompressibleResponseCodes = append(m.uncompressibleResponseCodes, r.uint32()); break
      case 34: { const p = r.message(); while (!p.done) m.uncompressibleResponseCodes = append(m.uncompressibleResponseCodes, p.uint32()); break }
      case 48: m.weakenEtagOnCompress = r.bool(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.filters.http.compressor.v3.CompressorOverrides */
export interface CompressorOverrides {
  readonly responseDirectionConfig: ResponseDirectionOverrides | null
}

export const CompressorOverrides: MessageType<CompressorOverrides> = define<CompressorOverrides>({
  name: 'envoy.extensions.filters.http.compressor.v3.CompressorOverrides', empty: emptyCompressorOverrides, write: writeCompressorOverrides, read: readCompressorOverrides,
  fields: () => [
    ['response_direction_config', 1, ResponseDirectionOverrides],
  ],
})

export function emptyCompressorOverrides(): CompressorOverrides {
  return {
    responseDirectionConfig: null,
  }
}

export function writeCompressorOverrides(m: CompressorOverrides, w: ByteWriter): void {
  if (m.responseDirectionConfig !== null) put(w, 10, writeResponseDirectionOverrides, m.responseDirectionConfig)
}

export function readCompressorOverrides(r: MessageReader, into: CompressorOverrides | null): CompressorOverrides {
  const m: Mutable<CompressorOverrides> = into ?? emptyCompressorOverrides()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.responseDirectionConfig = readResponseDirectionOverrides(r.message(), m.responseDirectionConfig); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.filters.http.compressor.v3.CompressorPerRoute */
export interface CompressorPerRoute {
  readonly disabled: boolean | null // oneof override
  readonly overrides: CompressorOverrides | null // oneof override
}

export const CompressorPerRoute: MessageType<CompressorPerRoute> = define<CompressorPerRoute>({
  name: 'envoy.extensions.filters.http.compressor.v3.CompressorPerRoute', empty: emptyCompressorPerRoute, write: writeCompressorPerRoute, read: readCompressorPerRoute,
  fields: () => [
    ['disabled', 1, 'bool', '', 'override'],
    ['overrides', 2, CompressorOverrides, '', 'override'],
  ],
})

export function emptyCompressorPerRoute(): CompressorPerRoute {
  return {
    disabled: null,
    overrides: null,
  }
}

export function writeCompressorPerRoute(m: CompressorPerRoute, w: ByteWriter): void {
  if (m.disabled !== null) w.uint32(8).bool(m.disabled)
  if (m.overrides !== null) put(w, 18, writeCompressorOverrides, m.overrides)
}

export function readCompressorPerRoute(r: MessageReader, into: CompressorPerRoute | null): CompressorPerRoute {
  const m: Mutable<CompressorPerRoute> = into ?? emptyCompressorPerRoute()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: { const v = r.bool(); clearCompressorPerRoute_override(m); m.disabled = v; break }
      case 18: { const v = readCompressorOverrides(r.message(), m.overrides); clearCompressorPerRoute_override(m); m.overrides = v; break }
      default: r.skipField(tag)
    }
  }
  return m
}
function clearCompressorPerRoute_override(m: Mutable<CompressorPerRoute>): void {
  m.disabled = null
  m.overrides = null
}

/** envoy.extensions.filters.http.compressor.v3.ResponseDirectionOverrides */
export interface ResponseDirectionOverrides {
  readonly removeAcceptEncodingHeader: boolean | null
}

export const ResponseDirectionOverrides: MessageType<ResponseDirectionOverrides> = define<ResponseDirectionOverrides>({
  name: 'envoy.extensions.filters.http.compressor.v3.ResponseDirectionOverrides', empty: emptyResponseDirectionOverrides, write: writeResponseDirectionOverrides, read: readResponseDirectionOverrides,
  fields: () => [
    ['remove_accept_encoding_header', 1, BoolValue],
  ],
})

export function emptyResponseDirectionOverrides(): ResponseDirectionOverrides {
  return {
    removeAcceptEncodingHeader: null,
  }
}

export function writeResponseDirectionOverrides(m: ResponseDirectionOverrides, w: ByteWriter): void {
  if (m.removeAcceptEncodingHeader !== null) put(w, 10, writeBoolValue, m.removeAcceptEncodingHeader)
}

export function readResponseDirectionOverrides(r: MessageReader, into: ResponseDirectionOverrides | null): ResponseDirectionOverrides {
  const m: Mutable<ResponseDirectionOverrides> = into ?? emptyResponseDirectionOverrides()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.removeAcceptEncodingHeader = readBoolValue(r.message()); break
      default: r.skipField(tag)
    }
  }
  return m
}
