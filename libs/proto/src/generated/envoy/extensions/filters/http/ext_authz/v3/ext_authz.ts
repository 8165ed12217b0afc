/** Generated from envoy/extensions/filters/http/ext_authz/v3/ext_authz.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { HeaderValue, RuntimeFeatureFlag, RuntimeFractionalPercent, readHeaderValue, readRuntimeFeatureFlag, readRuntimeFractionalPercent, writeHeaderValue, writeRuntimeFeatureFlag, writeRuntimeFractionalPercent } from '../../../../../config/core/v3/base.ts'
import { ApiVersion } from '../../../../../config/core/v3/config_source.ts'
import { GrpcService, readGrpcService, writeGrpcService } from '../../../../../config/core/v3/grpc_service.ts'
import { HttpUri, readHttpUri, writeHttpUri } from '../../../../../config/core/v3/http_uri.ts'
import { ListStringMatcher, readListStringMatcher, writeListStringMatcher } from '../../../../../type/matcher/v3/string.ts'
import { HttpStatus, readHttpStatus, writeHttpStatus } from '../../../../../type/v3/http_status.ts'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { BoolValue, readBoolValue, writeBoolValue } from '../../../../../../../well-known/wrappers.ts'
import { type Mutable, NO_ENTRIES, NO_ITEMS, append, ownMap, put } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.filters.http.ext_authz.v3.AuthorizationRequest */
export interface AuthorizationRequest {
  readonly allowedHeaders: ListStringMatcher | null
  readonly headersToAdd: readonly HeaderValue[]
}

export const AuthorizationRequest: MessageType<AuthorizationRequest> = define<AuthorizationRequest>({
  name: 'envoy.extensions.filters.http.ext_authz.v3.AuthorizationRequest', empty: emptyAuthorizationRequest, write: writeAuthorizationRequest, read: readAuthorizationRequest,
  fields: () => [
    ['allowed_headers', 1, ListStringMatcher],
    ['headers_to_add', 2, HeaderValue, 'list'],
  ],
})

export function emptyAuthorizationRequest(): AuthorizationRequest {
  return {
    allowedHeaders: null,
    headersToAdd: NO_ITEMS,
  }
}

export function writeAuthorizationRequest(m: AuthorizationRequest, w: ByteWriter): void {
  if (m.allowedHeaders !== null) put(w, 10, writeListStringMatcher, m.allowedHeaders)
  for (const v of m.headersToAdd) put(w, 18, writeHeaderValue, v)
}

export function readAuthorizationRequest(r: MessageReader, into: AuthorizationRequest | null): AuthorizationRequest {
  const m: Mutable<AuthorizationRequest> = into ?? emptyAuthorizationRequest()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.allowedHeaders = readListStringMatcher(r.message(), m.allowedHeaders); break
      case 18: m.headersToAdd = append(m.headersToAdd, readHeaderValue(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.filters.http.ext_authz.v3.AuthorizationResponse */
export interface AuthorizationResponse {
  readonly allowedUpstreamHeaders: ListStringMatcher | null
  readonly allowedClientHeaders: ListStringMatcher | null
  readonly allowedUpstreamHeadersToAppend: ListStringMatcher | null
  readonly allowedClientHeadersOnSuccess: ListStringMatcher | null
  readonly dynamicMetadataFromHeaders: ListStringMatcher | null
}

export const AuthorizationResponse: MessageType<AuthorizationResponse> = define<AuthorizationResponse>({
  name: 'envoy.extensions.filters.http.ext_authz.v3.AuthorizationResponse', empty: emptyAuthorizationResponse, write: writeAuthorizationResponse, read: readAuthorizationResponse,
  fields: () => [
    ['allowed_upstream_headers', 1, ListStringMatcher],
    ['allowed_client_headers', 2, ListStringMatcher],
    ['allowed_upstream_headers_to_append', 3, ListStringMatcher],
    ['allowed_client_headers_on_success', 4, ListStringMatcher],
    ['dynamic_metadata_from_headers', 5, ListStringMatcher],
  ],
})

export function emptyAuthorizationResponse(): AuthorizationResponse {
  return {
    allowedUpstreamHeaders: null,
    allowedClientHeaders: null,
    allowedUpstreamHeadersToAppend: null,
    allowedClientHeadersOnSuccess: null,
    dynamicMetadataFromHeaders: null,
  }
}

export function writeAuthorizationResponse(m: AuthorizationResponse, w: ByteWriter): void {
  if (m.allowedUpstreamHeaders !== null) put(w, 10, writeListStringMatcher, m.allowedUpstreamHeaders)
  if (m.allowedClientHeaders !== null) put(w, 18, writeListStringMatcher, m.allowedClientHeaders)
  if (m.allowedUpstreamHeadersToAppend !== null) put(w, 26, writeListStringMatcher, m.allowedUpstreamHeadersToAppend)
  if (m.allowedClientHeadersOnSuccess !== null) put(w, 34, writeListStringMatcher, m.allowedClientHeadersOnSuccess)
  if (m.dynamicMetadataFromHeaders !== null) put(w, 42, writeListStringMatcher, m.dynamicMetadataFromHeaders)
}

export function readAuthorizationResponse(r: MessageReader, into: AuthorizationResponse | null): AuthorizationResponse {
  const m: Mutable<AuthorizationResponse> = into ?? emptyAuthorizationResponse()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.allowedUpstreamHeaders = readListStringMatcher(r.message(), m.allowedUpstreamHeaders); break
      case 18: m.allowedClientHeaders = readListStringMatcher(r.message(), m.allowedClientHeaders); break
      case 26: m.allowedUpstreamHeadersToAppend = readListStringMatcher(r.message(), m.allowedUpstreamHeadersToAppend); break
      case 34: m.allowedClientHeadersOnSuccess = readListStringMatcher(r.message(), m.allowedClientHeadersOnSuccess); break
      case 42: m.dynamicMetadataFromHeaders = readListStringMatcher(r.message(), m.dynamicMetadataFromHeaders); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.filters.http.ext_authz.v3.BufferSettings */
export interface ExtAuthzBufferSettings {
  readonly maxRequestBytes: number
  readonly allowPartialMessage: boolean
  readonly packAsBytes: boolean
}

export const ExtAuthzBufferSettings: MessageType<ExtAuthzBufferSettings> = define<ExtAuthzBufferSettings>({
  name: 'envoy.extensions.filters.http.ext_authz.v3.BufferSettings', empty: emptyExtAuthzBufferSettings, write: writeExtAuthzBufferSettings, read: readExtAuthzBufferSettings,
  fields: () => [
    ['max_request_bytes', 1, 'uint32'],
    ['allow_partial_message', 2, 'bool'],
    ['pack_as_bytes', 3, 'bool'],
  ],
})

export function emptyExtAuthzBufferSettings(): ExtAuthzBufferSettings {
  return {
    maxRequestBytes: 0,
    allowPartialMessage: false,
    packAsBytes: false,
  }
}

export function writeExtAuthzBufferSettings(m: ExtAuthzBufferSettings, w: ByteWriter): void {
  if (m.maxRequestBytes !== 0) w.uint32(8).uint32(m.maxRequestBytes)
  if (m.allowPartialMessage) w.uint32(16).bool(m.allowPartialMessage)
  if (m.packAsBytes) w.uint32(24).bool(m.packAsBytes)
}

export function readExtAuthzBufferSettings(r: MessageReader, into: ExtAuthzBufferSettings | null): ExtAuthzBufferSettings {
  const m: Mutable<ExtAuthzBufferSettings> = into ?? emptyExtAuthzBufferSettings()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.maxRequestBytes = r.uint32(); break
      case 16: m.allowPartialMessage = r.bool(); break
      case 24: m.packAsBytes = r.bool(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.filters.http.ext_authz.v3.CheckSettings */
export interface ExtAuthzCheckSettings {
  readonly contextExtensions: ReadonlyMap<string, string>
  readonly disableRequestBodyBuffering: boolean
  readonly withRequestBody: ExtAuthzBufferSettings | null
}

export const ExtAuthzCheckSettings: MessageType<ExtAuthzCheckSettings> = define<ExtAuthzCheckSettings>({
  name: 'envoy.extensions.filters.http.ext_authz.v3.CheckSettings', empty: emptyExtAuthzCheckSettings, write: writeExtAuthzCheckSettings, read: readExtAuthzCheckSettings,
  fields: () => [
    ['context_extensions', 1, 'string', 'map:string'],
    ['disable_request_body_buffering', 2, 'bool'],
    ['with_request_body', 3, ExtAuthzBufferSettings],
  ],
})

export function emptyExtAuthzCheckSettings(): ExtAuthzCheckSettings {
  return {
    contextExtensions: NO_ENTRIES,
    disableRequestBodyBuffering: false,
    withRequestBody: null,
  }
}

export function writeExtAuthzCheckSettings(m: ExtAuthzCheckSettings, w: ByteWriter): void {
  for (const [k, v] of m.contextExtensions) { w.uint32(10); const o = w.open(); w.uint32(10).string(k); w.uint32(18).string(v); w.close(o) }
  if (m.disableRequestBodyBuffering) w.uint32(16).bool(m.disableRequestBodyBuffering)
  if (m.withRequestBody !== null) put(w, 26, writeExtAuthzBufferSettings, m.withRequestBody)
}

export function readExtAuthzCheckSettings(r: MessageReader, into: ExtAuthzCheckSettings | null): ExtAuthzCheckSettings {
  const m: Mutable<ExtAuthzCheckSettings> = into ?? emptyExtAuthzCheckSettings()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: readExtAuthzCheckSettings_contextExtensions(r.message(), (m.contextExtensions = ownMap(m.contextExtensions))); break
      case 16: m.disableRequestBodyBuffering = r.bool(); break
      case 26: m.withRequestBody = readExtAuthzBufferSettings(r.message(), m.withRequestBody); break
      default: r.skipField(tag)
    }
  }
  return m
}
function readExtAuthzCheckSettings_contextExtensions(r: MessageReader, map: Map<string, string>): void {
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

/** envoy.extensions.filters.http.ext_authz.v3.ExtAuthz */
export interface ExtAuthz {
  readonly grpcService: GrpcService | null // oneof services
  readonly failureModeAllow: boolean
  readonly httpService: ExtAuthzHttpService | null // oneof services
  readonly withRequestBody: ExtAuthzBufferSettings | null
  readonly clearRouteCache: boolean
  readonly statusOnError: HttpStatus | null
  readonly metadataContextNamespaces: readonly string[]
  readonly filterEnabled: RuntimeFractionalPercent | null
  readonly includePeerCertificate: boolean
  readonly denyAtDisable: RuntimeFeatureFlag | null
  readonly transportApiVersion: ApiVersion
  readonly statPrefix: string
  readonly allowedHeaders: ListStringMatcher | null
  readonly includeTlsSession: boolean
  readonly failureModeAllowHeaderAdd: boolean
  readonly chargeClusterResponseStats: boolean | null
  readonly routeMetadataContextNamespaces: readonly string[]
  readonly encodeRawHeaders: boolean
  readonly validateMutations: boolean
  readonly disallowedHeaders: ListStringMatcher | null
}

export const ExtAuthz: MessageType<ExtAuthz> = define<ExtAuthz>({
  name: 'envoy.extensions.filters.http.ext_authz.v3.ExtAuthz', empty: emptyExtAuthz, write: writeExtAuthz, read: readExtAuthz,
  fields: () => [
    ['grpc_service', 1, GrpcService, '', 'services'],
    ['failure_mode_allow', 2, 'bool'],
    ['http_service', 3, ExtAuthzHttpService, '', 'services'],
    ['with_request_body', 5, ExtAuthzBufferSettings],
    ['clear_route_cache', 6, 'bool'],
    ['status_on_error', 7, HttpStatus],
    ['metadata_context_namespaces', 8, 'string', 'list'],
    ['filter_enabled', 9, RuntimeFractionalPercent],
    ['include_peer_certificate', 10, 'bool'],
    ['deny_at_disable', 11, RuntimeFeatureFlag],
    ['transport_api_version', 12, { enum: ApiVersion }],
    ['stat_prefix', 13, 'string'],
    ['allowed_headers', 17, ListStringMatcher],
    ['include_tls_session', 18, 'bool'],
    ['failure_mode_allow_header_add', 19, 'bool'],
    ['charge_cluster_response_stats', 20, BoolValue],
    ['route_metadata_context_namespaces', 21, 'string', 'list'],
    ['encode_raw_headers', 23, 'bool'],
    ['validate_mutations', 24, 'bool'],
    ['disallowed_headers', 25, ListStringMatcher],
  ],
  pruned: { 14: 'filter_enabled_metadata', 15: 'bootstrap_metadata_labels_key', 16: 'typed_metadata_context_namespaces', 22: 'route_typed_metadata_context_namespaces', 26: 'decoder_header_mutation_rules', 27: 'enable_dynamic_metadata_ingestion' },
})

export function emptyExtAuthz(): ExtAuthz {
  return {
    grpcService: null,
    failureModeAllow: false,
    httpService: null,
    withRequestBody: null,
    clearRouteCache: false,
    statusOnError: null,
    metadataContextNamespaces: NO_ITEMS,
    filterEnabled: null,
    includePeerCertificate: false,
    denyAtDisable: null,
    transportApiVersion: 0,
    statPrefix: '',
    allowedHeaders: null,
    includeTlsSession: false,
    failureModeAllowHeaderAdd: false,
    chargeClusterResponseStats: null,
    routeMetadataContextNamespaces: NO_ITEMS,
    encodeRawHeaders: false,
    validateMutations: false,
    disallowedHeaders: null,
  }
}

export function writeExtAuthz(m: ExtAuthz, w: ByteWriter): void {
  if (m.grpcService !== null) put(w, 10, writeGrpcService, m.grpcService)
  if (m.failureModeAllow) w.uint32(16).bool(m.failureModeAllow)
  if (m.httpService !== null) put(w, 26, writeExtAuthzHttpService, m.httpService)
  if (m.withRequestBody !== null) put(w, 42, writeExtAuthzBufferSettings, m.withRequestBody)
  if (m.clearRouteCache) w.uint32(48).bool(m.clearRouteCache)
  if (m.statusOnError !== null) put(w, 58, writeHttpStatus, m.statusOnError)
  for (const v of m.metadataContextNamespaces) w.uint32(66).string(v)
  if (m.filterEnabled !== null) put(w, 74, writeRuntimeFractionalPercent, m.filterEnabled)
  if (m.includePeerCertificate) w.uint32(80).bool(m.includePeerCertificate)
  if (m.denyAtDisable !== null) put(w, 90, writeRuntimeFeatureFlag, m.denyAtDisable)
  if (m.transportApiVersion !== 0) w.uint32(96).int32(m.transportApiVersion)
  if (m.statPrefix !== '') w.uint32(106).string(m.statPrefix)
  if (m.allowedHeaders !== null) put(w, 138, writeListStringMatcher, m.allowedHeaders)
  if (m.includeTlsSession) w.uint32(144).bool(m.includeTlsSession)
  if (m.failureModeAllowHeaderAdd) w.uint32(152).bool(m.failureModeAllowHeaderAdd)
  if (m.chargeClusterResponseStats !== null) put(w, 162, writeBoolValue, m.chargeClusterResponseStats)
  for (const v of m.routeMetadataContextNamespaces) w.uint32(170).string(v)
  if (m.encodeRawHeaders) w.uint32(184).bool(m.encodeRawHeaders)
  if (m.validateMutations) w.uint32(192).bool(m.validateMutations)
  if (m.disallowedHeaders !== null) put(w, 202, writeListStringMatcher, m.disallowedHeaders)
}

export function readExtAuthz(r: MessageReader, into: ExtAuthz | null): ExtAuthz {
  const m: Mutable<ExtAuthz> = into ?? emptyExtAuthz()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: { const v = readGrpcService(r.message(), m.grpcService); clearExtAuthz_services(m); m.grpcService = v; break }
      case 16: m.failureModeAllow = r.bool(); break
      case 26: { const v = readExtAuthzHttpService(r.message(), m.httpService); clearExtAuthz_services(m); m.httpService = v; break }
      case 42: m.withRequestBody = readExtAuthzBufferSettings(r.message(), m.withRequestBody); break
      case 48: m.clearRouteCache = r.bool(); break
      case 58: m.statusOnError = readHttpStatus(r.message(), m.statusOnError); break
      case 66: m.metadataContextNamespaces = append(m.metadataContextNamespaces, r.string()); break
      case 74: m.filterEnabled = readRuntimeFractionalPercent(r.message(), m.filterEnabled); break
      case 80: m.includePeerCertificate = r.bool(); break
      case 90: m.denyAtDisable = readRuntimeFeatureFlag(r.message(), m.denyAtDisable); break
      case 96: m.transportApiVersion = r.int32() as ApiVersion; break
      case 106: m.statPrefix = r.string(); break
      case 138: m.allowedHeaders = readListStringMatcher(r.message(), m.allowedHeaders); break
      case 144: m.includeTlsSession = r.bool(); break
      case 152: m.failureModeAllowHeaderAdd = r.bool(); break
      case 162: m.chargeClusterResponseStats = readBoolValue(r.message()); break
      case 170: m.routeMetadataContextNamespaces = append(m.routeMetadataContextNamespaces, r.string()); break
      case 184: m.encodeRawHeaders = r.bool(); break
      case 192: m.validateMutations = r.bool(); break
      case 202: m.disallowedHeaders = readListStringMatcher(r.message(), m.disallowedHeaders); break
      default: r.skipField(tag)
    }
  }
  return m
}
function clearExtAuthz_services(m: Mutable<ExtAuthz>): void {
  m.grpcService = null
  m.httpService = null
}

/** envoy.extensions.filters.http.ext_authz.v3.ExtAuthzPerRoute */
export interface ExtAuthzPerRoute {
  readonly disabled: boolean | null // oneof override
  readonly checkSettings: ExtAuthzCheckSettings | null // oneof override
}

export const ExtAuthzPerRoute: MessageType<ExtAuthzPerRoute> = define<ExtAuthzPerRoute>({
  name: 'envoy.extensions.filters.http.ext_authz.v3.ExtAuthzPerRoute', empty: emptyExtAuthzPerRoute, write: writeExtAuthzPerRoute, read: readExtAuthzPerRoute,
  fields: () => [
    ['disabled', 1, 'bool', '', 'override'],
    ['check_settings', 2, ExtAuthzCheckSettings, '', 'override'],
  ],
})

export function emptyExtAuthzPerRoute(): ExtAuthzPerRoute {
  return {
    disabled: null,
    checkSettings: null,
  }
}

export function writeExtAuthzPerRoute(m: ExtAuthzPerRoute, w: ByteWriter): void {
  if (m.disabled !== null) w.uint32(8).bool(m.disabled)
  if (m.checkSettings !== null) put(w, 18, writeExtAuthzCheckSettings, m.checkSettings)
}

export function readExtAuthzPerRoute(r: MessageReader, into: ExtAuthzPerRoute | null): ExtAuthzPerRoute {
  const m: Mutable<ExtAuthzPerRoute> = into ?? emptyExtAuthzPerRoute()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: { const v = r.bool(); clearExtAuthzPerRoute_override(m); m.disabled = v; break }
      case 18: { const v = readExtAuthzCheckSettings(r.message(), m.checkSettings); clearExtAuthzPerRoute_override(m); m.checkSettings = v; break }
      default: r.skipField(tag)
    }
  }
  return m
}
function clearExtAuthzPerRoute_override(m: Mutable<ExtAuthzPerRoute>): void {
  m.disabled = null
  m.checkSettings = null
}

/** envoy.extensions.filters.http.ext_authz.v3.HttpService */
export interface ExtAuthzHttpService {
  readonly serverUri: HttpUri | null
  readonly pathPrefix: string
  readonly authorizationRequest: AuthorizationRequest | null
  readonly authorizationResponse: AuthorizationResponse | null
}

export const ExtAuthzHttpService: MessageType<ExtAuthzHttpService> = define<ExtAuthzHttpService>({
  name: 'envoy.extensions.filters.http.ext_authz.v3.HttpService', empty: emptyExtAuthzHttpService, write: writeExtAuthzHttpService, read: readExtAuthzHttpService,
  fields: () => [
    ['server_uri', 1, HttpUri],
    ['path_prefix', 2, 'string'],
    ['authorization_request', 7, AuthorizationRequest],
    ['authorization_response', 8, AuthorizationResponse],
  ],
})

export function emptyExtAuthzHttpService(): ExtAuthzHttpService {
  return {
    serverUri: null,
    pathPrefix: '',
    authorizationRequest: null,
    authorizationResponse: null,
  }
}

export function writeExtAuthzHttpService(m: ExtAuthzHttpService, w: ByteWriter): void {
  if (m.serverUri !== null) put(w, 10, writeHttpUri, m.serverUri)
  if (m.pathPrefix !== '') w.uint32(18).string(m.pathPrefix)
  if (m.authorizationRequest !== null) put(w, 58, writeAuthorizationRequest, m.authorizationRequest)
  if (m.authorizationResponse !== null) put(w, 66, writeAuthorizationResponse, m.authorizationResponse)
}

export function readExtAuthzHttpService(r: MessageReader, into: ExtAuthzHttpService | null): ExtAuthzHttpService {
  const m: Mutable<ExtAuthzHttpService> = into ?? emptyExtAuthzHttpService()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.serverUri = readHttpUri(r.message(), m.serverUri); break
      case 18: m.pathPrefix = r.string(); break
      case 58: m.authorizationRequest = readAuthorizationRequest(r.message(), m.authorizationRequest); break
      case 66: m.authorizationResponse = readAuthorizationResponse(r.message(), m.authorizationResponse); break
      default: r.skipField(tag)
    }
  }
  return m
}
