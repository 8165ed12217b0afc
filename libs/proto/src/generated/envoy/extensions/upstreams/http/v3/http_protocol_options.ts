/** Generated from envoy/extensions/upstreams/http/v3/http_protocol_options.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { CommonHttpProtocolOptions, Http1ProtocolOptions, Http2ProtocolOptions, UpstreamHttpProtocolOptions, readCommonHttpProtocolOptions, readHttp1ProtocolOptions, readHttp2ProtocolOptions, readUpstreamHttpProtocolOptions, writeCommonHttpProtocolOptions, writeHttp1ProtocolOptions, writeHttp2ProtocolOptions, writeUpstreamHttpProtocolOptions } from '../../../../config/core/v3/protocol.ts'
import { RetryPolicy, RouteActionHashPolicy, RouteActionRequestMirrorPolicy, readRetryPolicy, readRouteActionHashPolicy, readRouteActionRequestMirrorPolicy, writeRetryPolicy, writeRouteActionHashPolicy, writeRouteActionRequestMirrorPolicy } from '../../../../config/route/v3/route_components.ts'
import { HttpFilter, readHttpFilter, writeHttpFilter } from '../../../filters/network/http_connection_manager/v3/http_connection_manager.ts'
import { type MessageType, define } from '../../../../../../message-type.ts'
import { type Mutable, NO_ITEMS, append, put } from '../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../wire/message-reader.ts'

/** envoy.extensions.upstreams.http.v3.HttpProtocolOptions */
export interface HttpProtocolOptions {
  readonly commonHttpProtocolOptions: CommonHttpProtocolOptions | null
  readonly upstreamHttpProtocolOptions: UpstreamHttpProtocolOptions | null
  readonly explicitHttpConfig: HttpProtocolOptionsExplicitHttpConfig | null // oneof upstream_protocol_options
  readonly useDownstreamProtocolConfig: HttpProtocolOptionsUseDownstreamHttpConfig | null // oneof upstream_protocol_options
  readonly autoConfig: HttpProtocolOptionsAutoHttpConfig | null // oneof upstream_protocol_options
  readonly httpFilters: readonly HttpFilter[]
  readonly requestMirrorPolicies: readonly RouteActionRequestMirrorPolicy[]
  readonly hashPolicy: readonly RouteActionHashPolicy[]
  readonly retryPolicy: RetryPolicy | null
}

export const HttpProtocolOptions: MessageType<HttpProtocolOptions> = define<HttpProtocolOptions>({
  name: 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions', empty: emptyHttpProtocolOptions, write: writeHttpProtocolOptions, read: readHttpProtocolOptions,
  fields: () => [
    ['common_http_protocol_options', 1, CommonHttpProtocolOptions],
    ['upstream_http_protocol_options', 2, UpstreamHttpProtocolOptions],
    ['explicit_http_config', 3, HttpProtocolOptionsExplicitHttpConfig, '', 'upstreamProtocolOptions'],
    ['use_downstream_protocol_config', 4, HttpProtocolOptionsUseDownstreamHttpConfig, '', 'upstreamProtocolOptions'],
    ['auto_config', 5, HttpProtocolOptionsAutoHttpConfig, '', 'upstreamProtocolOptions'],
    ['http_filters', 6, HttpFilter, 'list'],
    ['request_mirror_policies', 9, RouteActionRequestMirrorPolicy, 'list'],
    ['hash_policy', 10, RouteActionHashPolicy, 'list'],
    ['retry_policy', 11, RetryPolicy],
  ],
  pruned: { 7: 'header_validation_config' },
})

export function emptyHttpProtocolOptions(): HttpProtocolOptions {
  return {
    commonHttpProtocolOptions: null,
    upstreamHttpProtocolOptions: null,
    explicitHttpConfig: null,
    useDownstreamProtocolConfig: null,
    autoConfig: null,
    httpFilters: NO_ITEMS,
    requestMirrorPolicies: NO_ITEMS,
    hashPolicy: NO_ITEMS,
    retryPolicy: null,
  }
}

export function writeHttpProtocolOptions(m: HttpProtocolOptions, w: ByteWriter): void {
  if (m.commonHttpProtocolOptions !== null) put(w, 10, writeCommonHttpProtocolOptions, m.commonHttpProtocolOptions)
  if (m.upstreamHttpProtocolOptions !== null) put(w, 18, writeUpstreamHttpProtocolOptions, m.upstreamHttpProtocolOptions)
  if (m.explicitHttpConfig !== null) put(w, 26, writeHttpProtocolOptionsExplicitHttpConfig, m.explicitHttpConfig)
  if (m.useDownstreamProtocolConfig !== null) put(w, 34, writeHttpProtocolOptionsUseDownstreamHttpConfig, m.useDownstreamProtocolConfig)
  if (m.autoConfig !== null) put(w, 42, writeHttpProtocolOptionsAutoHttpConfig, m.autoConfig)
  for (const v of m.httpFilters) put(w, 50, writeHttpFilter, v)
  for (const v of m.requestMirrorPolicies) put(w, 74, writeRouteActionRequestMirrorPolicy, v)
  for (const v of m.hashPolicy) put(w, 82, writeRouteActionHashPolicy, v)
  if (m.retryPolicy !== null) put(w, 90, writeRetryPolicy, m.retryPolicy)
}

export function readHttpProtocolOptions(r: MessageReader, into: HttpProtocolOptions | null): HttpProtocolOptions {
  const m: Mutable<HttpProtocolOptions> = into ?? emptyHttpProtocolOptions()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.commonHttpProtocolOptions = readCommonHttpProtocolOptions(r.message(), m.commonHttpProtocolOptions); break
      case 18: m.upstreamHttpProtocolOptions = readUpstreamHttpProtocolOptions(r.message(), m.upstreamHttpProtocolOptions); break
      case 26: { const v = readHttpProtocolOptionsExplicitHttpConfig(r.message(), m.explicitHttpConfig); clearHttpProtocolOptions_upstream_protocol_options(m); m.explicitHttpConfig = v; break }
      case 34: { const v = readHttpProtocolOptionsUseDownstreamHttpConfig(r.message(), m.useDownstreamProtocolConfig); clearHttpProtocolOptions_upstream_protocol_options(m); m.useDownstreamProtocolConfig = v; break }
      case 42: { const v = readHttpProtocolOptionsAutoHttpConfig(r.message(), m.autoConfig); clearHttpProtocolOptions_upstream_protocol_options(m); m.autoConfig = v; break }
      case 50: m.httpFilters = append(m.httpFilters, readHttpFilter(r.message(), null)); break
      case 74: m.requestMirrorPolicies = append(m.requestMirrorPolicies, readRouteActionRequestMirrorPolicy(r.message(), null)); break
      case 82: m.hashPolicy = append(m.hashPolicy, readRouteActionHashPolicy(r.message(), null)); break
      case 90: m.retryPolicy = readRetryPolicy(r.message(), m.retryPolicy); break
      default: r.skipField(tag)
    }
  }
  return m
}
function clearHttpProtocolOptions_upstream_protocol_options(m: Mutable<HttpProtocolOptions>): void {
  m.explicitHttpConfig = null
  m.useDownstreamProtocolConfig = null
  m.autoConfig = null
}

/** envoy.extensions.upstreams.http.v3.HttpProtocolOptions.AutoHttpConfig */
export interface HttpProtocolOptionsAutoHttpConfig {
  readonly httpProtocolOptions: Http1ProtocolOptions | null
  readonly http2ProtocolOptions: Http2ProtocolOptions | null
}

export const HttpProtocolOptionsAutoHttpConfig: MessageType<HttpProtocolOptionsAutoHttpConfig> = define<HttpProtocolOptionsAutoHttpConfig>({
  name: 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions.AutoHttpConfig', empty: emptyHttpProtocolOptionsAutoHttpConfig, write: writeHttpProtocolOptionsAutoHttpConfig, read: readHttpProtocolOptionsAutoHttpConfig,
  fields: () => [
    ['http_protocol_options', 1, Http1ProtocolOptions],
    ['http2_protocol_options', 2, Http2ProtocolOptions],
  ],
  pruned: { 3: 'http3_protocol_options', 4: 'alternate_protocols_cache_options' },
})

export function emptyHttpProtocolOptionsAutoHttpConfig(): HttpProtocolOptionsAutoHttpConfig {
  return {
    httpProtocolOptions: null,
    http2ProtocolOptions: null,
  }
}

export function writeHttpProtocolOptionsAutoHttpConfig(m: HttpProtocolOptionsAutoHttpConfig, w: ByteWriter): void {
  if (m.httpProtocolOptions !== null) put(w, 10, writeHttp1ProtocolOptions, m.httpProtocolOptions)
  if (m.http2ProtocolOptions !== null) put(w, 18, writeHttp2ProtocolOptions, m.http2ProtocolOptions)
}

export function readHttpProtocolOptionsAutoHttpConfig(r: MessageReader, into: HttpProtocolOptionsAutoHttpConfig | null): HttpProtocolOptionsAutoHttpConfig {
  const m: Mutable<HttpProtocolOptionsAutoHttpConfig> = into ?? emptyHttpProtocolOptionsAutoHttpConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.httpProtocolOptions = readHttp1ProtocolOptions(r.message(), m.httpProtocolOptions); break
      case 18: m.http2ProtocolOptions = readHttp2ProtocolOptions(r.message(), m.http2ProtocolOptions); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.upstreams.http.v3.HttpProtocolOptions.ExplicitHttpConfig */
export interface HttpProtocolOptionsExplicitHttpConfig {
  readonly httpProtocolOptions: Http1ProtocolOptions | null // oneof protocol_config
  readonly http2ProtocolOptions: Http2ProtocolOptions | null // oneof protocol_config
}

export const HttpProtocolOptionsExplicitHttpConfig: MessageType<HttpProtocolOptionsExplicitHttpConfig> = define<HttpProtocolOptionsExplicitHttpConfig>({
  name: 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions.ExplicitHttpConfig', empty: emptyHttpProtocolOptionsExplicitHttpConfig, write: writeHttpProtocolOptionsExplicitHttpConfig, read: readHttpProtocolOptionsExplicitHttpConfig,
  fields: () => [
    ['http_protocol_options', 1, Http1ProtocolOptions, '', 'protocolConfig'],
    ['http2_protocol_options', 2, Http2ProtocolOptions, '', 'protocolConfig'],
  ],
  pruned: { 3: 'http3_protocol_options' },
})

export function emptyHttpProtocolOptionsExplicitHttpConfig(): HttpProtocolOptionsExplicitHttpConfig {
  return {
    httpProtocolOptions: null,
    http2ProtocolOptions: null,
  }
}

export function writeHttpProtocolOptionsExplicitHttpConfig(m: HttpProtocolOptionsExplicitHttpConfig, w: ByteWriter): void {
  if (m.httpProtocolOptions !== null) put(w, 10, writeHttp1ProtocolOptions, m.httpProtocolOptions)
  if (m.http2ProtocolOptions !== null) put(w, 18, writeHttp2ProtocolOptions, m.http2ProtocolOptions)
}

export function readHttpProtocolOptionsExplicitHttpConfig(r: MessageReader, into: HttpProtocolOptionsExplicitHttpConfig | null): HttpProtocolOptionsExplicitHttpConfig {
  const m: Mutable<HttpProtocolOptionsExplicitHttpConfig> = into ?? emptyHttpProtocolOptionsExplicitHttpConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: { const v = readHttp1ProtocolOptions(r.message(), m.httpProtocolOptions); clearHttpProtocolOptionsExplicitHttpConfig_protocol_config(m); m.httpProtocolOptions = v; break }
      case 18: { const v = readHttp2ProtocolOptions(r.message(), m.http2ProtocolOptions); clearHttpProtocolOptionsExplicitHttpConfig_protocol_config(m); m.http2ProtocolOptions = v; break }
      default: r.skipField(tag)
    }
  }
  return m
}
function clearHttpProtocolOptionsExplicitHttpConfig_protocol_config(m: Mutable<HttpProtocolOptionsExplicitHttpConfig>): void {
  m.httpProtocolOptions = null
  m.http2ProtocolOptions = null
}

/** envoy.extensions.upstreams.http.v3.HttpProtocolOptions.UseDownstreamHttpConfig */
export interface HttpProtocolOptionsUseDownstreamHttpConfig {
  readonly httpProtocolOptions: Http1ProtocolOptions | null
  readonly http2ProtocolOptions: Http2ProtocolOptions | null
}

export const HttpProtocolOptionsUseDownstreamHttpConfig: MessageType<HttpProtocolOptionsUseDownstreamHttpConfig> = define<HttpProtocolOptionsUseDownstreamHttpConfig>({
  name: 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions.UseDownstreamHttpConfig', empty: emptyHttpProtocolOptionsUseDownstreamHttpConfig, write: writeHttpProtocolOptionsUseDownstreamHttpConfig, read: readHttpProtocolOptionsUseDownstreamHttpConfig,
  fields: () => [
    ['http_protocol_options', 1, Http1ProtocolOptions],
    ['http2_protocol_options', 2, Http2ProtocolOptions],
  ],
  pruned: { 3: 'http3_protocol_options' },
})

export function emptyHttpProtocolOptionsUseDownstreamHttpConfig(): HttpProtocolOptionsUseDownstreamHttpConfig {
  return {
    httpProtocolOptions: null,
    http2ProtocolOptions: null,
  }
}

export function writeHttpProtocolOptionsUseDownstreamHttpConfig(m: HttpProtocolOptionsUseDownstreamHttpConfig, w: ByteWriter): void {
  if (m.httpProtocolOptions !== null) put(w, 10, writeHttp1ProtocolOptions, m.httpProtocolOptions)
  if (m.http2ProtocolOptions !== null) put(w, 18, writeHttp2ProtocolOptions, m.http2ProtocolOptions)
}

export function readHttpProtocolOptionsUseDownstreamHttpConfig(r: MessageReader, into: HttpProtocolOptionsUseDownstreamHttpConfig | null): HttpProtocolOptionsUseDownstreamHttpConfig {
  const m: Mutable<HttpProtocolOptionsUseDownstreamHttpConfig> = into ?? emptyHttpProtocolOptionsUseDownstreamHttpConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.httpProtocolOptions = readHttp1ProtocolOptions(r.message(), m.httpProtocolOptions); break
      case 18: m.http2ProtocolOptions = readHttp2ProtocolOptions(r.message(), m.http2ProtocolOptions); break
      default: r.skipField(tag)
    }
  }
  return m
}
