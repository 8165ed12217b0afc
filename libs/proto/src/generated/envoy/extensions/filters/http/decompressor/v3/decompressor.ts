/** Generated from envoy/extensions/filters/http/decompressor/v3/decompressor.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { RuntimeFeatureFlag, readRuntimeFeatureFlag, writeRuntimeFeatureFlag } from '../../../../../config/core/v3/base.ts'
import { TypedExtensionConfig, readTypedExtensionConfig, writeTypedExtensionConfig } from '../../../../../config/core/v3/extension.ts'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { BoolValue, readBoolValue, writeBoolValue } from '../../../../../../../well-known/wrappers.ts'
import { type Mutable, put } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.filters.http.decompressor.v3.Decompressor */
export interface Decompressor {
  readonly decompressorLibrary: TypedExtensionConfig | null
  readonly requestDirectionConfig: DecompressorRequestDirectionConfig | null
  readonly responseDirectionConfig: DecompressorResponseDirectionConfig | null
}

export const Decompressor: MessageType<Decompressor> = define<Decompressor>({
  name: 'envoy.extensions.filters.http.decompressor.v3.Decompressor', empty: emptyDecompressor, write: writeDecompressor, read: readDecompressor,
  fields: () => [
    ['decompressor_library', 1, TypedExtensionConfig],
    ['request_direction_config', 2, DecompressorRequestDirectionConfig],
    ['response_direction_config', 3, DecompressorResponseDirectionConfig],
  ],
})

export function emptyDecompressor(): Decompressor {
  return {
    decompressorLibrary: null,
    requestDirectionConfig: null,
    responseDirectionConfig: null,
  }
}

export function writeDecompressor(m: Decompressor, w: ByteWriter): void {
  if (m.decompressorLibrary !== null) put(w, 10, writeTypedExtensionConfig, m.decompressorLibrary)
  if (m.requestDirectionConfig !== null) put(w, 18, writeDecompressorRequestDirectionConfig, m.requestDirectionConfig)
  if (m.responseDirectionConfig !== null) put(w, 26, writeDecompressorResponseDirectionConfig, m.responseDirectionConfig)
}

export function readDecompressor(r: MessageReader, into: Decompressor | null): Decompressor {
  const m: Mutable<Decompressor> = into ?? emptyDecompressor()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.decompressorLibrary = readTypedExtensionConfig(r.message(), m.decompressorLibrary); break
      case 18: m.requestDirectionConfig = readDecompressorRequestDirectionConfig(r.message(), m.requestDirectionConfig); break
      case 26: m.responseDirectionConfig = readDecompressorResponseDirectionConfig(r.message(), m.responseDirectionConfig); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.filters.http.decompressor.v3.Decompressor.CommonDirectionConfig */
export interface DecompressorCommonDirectionConfig {
  readonly enabled: RuntimeFeatureFlag | null
  readonly ignoreNoTransformHeader: boolean
}

export const DecompressorCommonDirectionConfig: MessageType<DecompressorCommonDirectionConfig> = define<DecompressorCommonDirectionConfig>({
  name: 'envoy.extensions.filters.http.decompressor.v3.Decompressor.CommonDirectionConfig', empty: emptyDecompressorCommonDirectionConfig, write: writeDecompressorCommonDirectionConfig, read: readDecompressorCommonDirectionConfig,
  fields: () => [
    ['enabled', 1, RuntimeFeatureFlag],
    ['ignore_no_transform_header', 2, 'bool'],
  ],
})

export function emptyDecompressorCommonDirectionConfig(): DecompressorCommonDirectionConfig {
  return {
    enabled: null,
    ignoreNoTransformHeader: false,
  }
}

export function writeDecompressorCommonDirectionConfig(m: DecompressorCommonDirectionConfig, w: ByteWriter): void {
  if (m.enabled !== null) put(w, 10, writeRuntimeFeatureFlag, m.enabled)
  if (m.ignoreNoTransformHeader) w.uint32(16).bool(m.ignoreNoTransformHeader)
}

export function readDecompressorCommonDirectionConfig(r: MessageReader, into: DecompressorCommonDirectionConfig | null): DecompressorCommonDirectionConfig {
  const m: Mutable<DecompressorCommonDirectionConfig> = into ?? emptyDecompressorCommonDirectionConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.enabled = readRuntimeFeatureFlag(r.message(), m.enabled); break
      case 16: m.ignoreNoTransformHeader = r.bool(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.filters.http.decompressor.v3.Decompressor.RequestDirectionConfig */
export interface DecompressorRequestDirectionConfig {
  readonly commonConfig: DecompressorCommonDirectionConfig | null
  readonly advertiseAcceptEncoding: boolean | null
}

export const DecompressorRequestDirectionConfig: MessageType<DecompressorRequestDirectionConfig> = define<DecompressorRequestDirectionConfig>({
  name: 'envoy.extensions.filters.http.decompressor.v3.Decompressor.RequestDirectionConfig', empty: emptyDecompressorRequestDirectionConfig, write: writeDecompressorRequestDirectionConfig, read: readDecompressorRequestDirectionConfig,
  fields: () => [
    ['common_config', 1, DecompressorCommonDirectionConfig],
    ['advertise_accept_encoding', 2, BoolValue],
  ],
})

export function emptyDecompressorRequestDirectionConfig(): DecompressorRequestDirectionConfig {
  return {
    commonConfig: null,
    advertiseAcceptEncoding: null,
  }
}

export function writeDecompressorRequestDirectionConfig(m: DecompressorRequestDirectionConfig, w: ByteWriter): void {
  if (m.commonConfig !== null) put(w, 10, writeDecompressorCommonDirectionConfig, m.commonConfig)
  if (m.advertiseAcceptEncoding !== null) put(w, 18, writeBoolValue, m.advertiseAcceptEncoding)
}

export function readDecompressorRequestDirectionConfig(r: MessageReader, into: DecompressorRequestDirectionConfig | null): DecompressorRequestDirectionConfig {
  const m: Mutable<DecompressorRequestDirectionConfig> = into ?? emptyDecompressorRequestDirectionConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.commonConfig = readDecompressorCommonDirectionConfig(r.message(), m.commonConfig); break
      case 18: m.advertiseAcceptEncoding = readBoolValue(r.message()); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.filters.http.decompressor.v3.Decompressor.ResponseDirectionConfig */
export interface DecompressorResponseDirectionConfig {
  readonly commonConfig: DecompressorCommonDirectionConfig | null
}

export const DecompressorResponseDirectionConfig: MessageType<DecompressorResponseDirectionConfig> = define<DecompressorResponseDirectionConfig>({
  name: 'envoy.extensions.filters.http.decompressor.v3.Decompressor.ResponseDirectionConfig', empty: emptyDecompressorResponseDirectionConfig, write: writeDecompressorResponseDirectionConfig, read: readDecompressorResponseDirectionConfig,
  fields: () => [
    ['common_config', 1, DecompressorCommonDirectionConfig],
  ],
})

export function emptyDecompressorResponseDirectionConfig(): DecompressorResponseDirectionConfig {
  return {
    commonConfig: null,
  }
}

export function writeDecompressorResponseDirectionConfig(m: DecompressorResponseDirectionConfig, w: ByteWriter): void {
  if (m.commonConfig !== null) put(w, 10, writeDecompressorCommonDirectionConfig, m.commonConfig)
}

export function readDecompressorResponseDirectionConfig(r: MessageReader, into: DecompressorResponseDirectionConfig | null): DecompressorResponseDirectionConfig {
  const m: Mutable<DecompressorResponseDirectionConfig> = into ?? emptyDecompressorResponseDirectionConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.commonConfig = readDecompressorCommonDirectionConfig(r.message(), m.commonConfig); break
      default: r.skipField(tag)
    }
  }
  return m
}
