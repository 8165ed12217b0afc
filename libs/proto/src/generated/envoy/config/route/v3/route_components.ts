/** Generated from envoy/config/route/v3/route_components.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { HeaderMutationRule, readHeaderMutationRule, writeHeaderMutationRule } from '../../common/mutation_rules/v3/mutation_rules.ts'
import { DataSource, HeaderValueOption, Metadata, RoutingPriority, RuntimeFractionalPercent, readDataSource, readHeaderValueOption, readMetadata, readRuntimeFractionalPercent, writeDataSource, writeHeaderValueOption, writeMetadata, writeRuntimeFractionalPercent } from '../../core/v3/base.ts'
import { TypedExtensionConfig, readTypedExtensionConfig, writeTypedExtensionConfig } from '../../core/v3/extension.ts'
import { ProxyProtocolConfig, readProxyProtocolConfig, writeProxyProtocolConfig } from '../../core/v3/proxy_protocol.ts'
import { SubstitutionFormatString, readSubstitutionFormatString, writeSubstitutionFormatString } from '../../core/v3/substitution_format_string.ts'
import { CookieMatcher, readCookieMatcher, writeCookieMatcher } from './cookie_matcher.ts'
import { FilterStateMatcher, readFilterStateMatcher, writeFilterStateMatcher } from '../../../type/matcher/v3/filter_state.ts'
import { MetadataMatcher, readMetadataMatcher, writeMetadataMatcher } from '../../../type/matcher/v3/metadata.ts'
import { RegexMatchAndSubstitute, RegexMatcher, readRegexMatchAndSubstitute, readRegexMatcher, writeRegexMatchAndSubstitute, writeRegexMatcher } from '../../../type/matcher/v3/regex.ts'
import { StringMatcher, readStringMatcher, writeStringMatcher } from '../../../type/matcher/v3/string.ts'
import { MetadataKey, readMetadataKey, writeMetadataKey } from '../../../type/metadata/v3/metadata.ts'
import { CustomTag, readCustomTag, writeCustomTag } from '../../../type/tracing/v3/custom_tag.ts'
import { FractionalPercent, readFractionalPercent, writeFractionalPercent } from '../../../type/v3/percent.ts'
import { Int64Range, readInt64Range, writeInt64Range } from '../../../type/v3/range.ts'
import { Matcher, readMatcher, writeMatcher } from '../../../../xds/type/matcher/v3/matcher.ts'
import { type MessageType, define } from '../../../../../message-type.ts'
import { Any, readAny, writeAny } from '../../../../../well-known/any.ts'
import { Duration, readDuration, writeDuration } from '../../../../../well-known/duration.ts'
import { BoolValue, UInt32Value, UInt64Value, readBoolValue, readUInt32Value, readUInt64Value, writeBoolValue, writeUInt32Value, writeUInt64Value } from '../../../../../well-known/wrappers.ts'
import { type Mutable, NO_ENTRIES, NO_ITEMS, append, ownMap, put } from '../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../wire/message-reader.ts'

/** envoy.config.route.v3.RateLimit.Action.MetaData.Source */
export const RateLimitActionMetaDataSource = {
  DYNAMIC: 0,
  ROUTE_ENTRY: 1,
} as const
export type RateLimitActionMetaDataSource = (typeof RateLimitActionMetaDataSource)[keyof typeof RateLimitActionMetaDataSource]

/** envoy.config.route.v3.RedirectAction.RedirectResponseCode */
export const RedirectActionRedirectResponseCode = {
  MOVED_PERMANENTLY: 0,
  FOUND: 1,
  SEE_OTHER: 2,
  TEMPORARY_REDIRECT: 3,
  PERMANENT_REDIRECT: 4,
} as const
export type RedirectActionRedirectResponseCode = (typeof RedirectActionRedirectResponseCode)[keyof typeof RedirectActionRedirectResponseCode]

/** envoy.config.route.v3.RetryPolicy.ResetHeaderFormat */
export const RetryPolicyResetHeaderFormat = {
  SECONDS: 0,
  UNIX_TIMESTAMP: 1,
} as const
export type RetryPolicyResetHeaderFormat = (typeof RetryPolicyResetHeaderFormat)[keyof typeof RetryPolicyResetHeaderFormat]

/** envoy.config.route.v3.RouteAction.ClusterNotFoundResponseCode */
export const RouteActionClusterNotFoundResponseCode = {
  SERVICE_UNAVAILABLE: 0,
  NOT_FOUND: 1,
  INTERNAL_SERVER_ERROR: 2,
} as const
export type RouteActionClusterNotFoundResponseCode = (typeof RouteActionClusterNotFoundResponseCode)[keyof typeof RouteActionClusterNotFoundResponseCode]

/** envoy.config.route.v3.RouteAction.InternalRedirectAction */
export const RouteActionInternalRedirectAction = {
  PASS_THROUGH_INTERNAL_REDIRECT: 0,
  HANDLE_INTERNAL_REDIRECT: 1,
} as const
export type RouteActionInternalRedirectAction = (typeof RouteActionInternalRedirectAction)[keyof typeof RouteActionInternalRedirectAction]

/** envoy.config.route.v3.VirtualHost.TlsRequirementType */
export const VirtualHostTlsRequirementType = {
  NONE: 0,
  EXTERNAL_ONLY: 1,
  ALL: 2,
} as const
export type VirtualHostTlsRequirementType = (typeof VirtualHostTlsRequirementType)[keyof typeof VirtualHostTlsRequirementType]

/** envoy.config.route.v3.ClusterSpecifierPlugin */
export interface ClusterSpecifierPlugin {
  readonly extension: TypedExtensionConfig | null
  readonly isOptional: boolean
}

export const ClusterSpecifierPlugin: MessageType<ClusterSpecifierPlugin> = define<ClusterSpecifierPlugin>({
  name: 'envoy.config.route.v3.ClusterSpecifierPlugin', empty: emptyClusterSpecifierPlugin, write: writeClusterSpecifierPlugin, read: readClusterSpecifierPlugin,
  fields: () => [
    ['extension', 1, TypedExtensionConfig],
    ['is_optional', 2, 'bool'],
  ],
})

export function emptyClusterSpecifierPlugin(): ClusterSpecifierPlugin {
  return {
    extension: null,
    isOptional: false,
  }
}

export function writeClusterSpecifierPlugin(m: ClusterSpecifierPlugin, w: ByteWriter): void {
  if (m.extension !== null) put(w, 10, writeTypedExtensionConfig, m.extension)
  if (m.isOptional) w.uint32(16).bool(m.isOptional)
}

export function readClusterSpecifierPlugin(r: MessageReader, into: ClusterSpecifierPlugin | null): ClusterSpecifierPlugin {
  const m: Mutable<ClusterSpecifierPlugin> = into ?? emptyClusterSpecifierPlugin()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.extension = readTypedExtensionConfig(r.message(), m.extension); break
      case 16: m.isOptional = r.bool(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.route.v3.CorsPolicy */
export interface RouteCorsPolicy {
  readonly allowMethods: string
  readonly allowHeaders: string
  readonly exposeHeaders: string
  readonly maxAge: string
  readonly allowCredentials: boolean | null
  readonly filterEnabled: RuntimeFractionalPercent | null // oneof enabled_specifier
  readonly shadowEnabled: RuntimeFractionalPercent | null
  readonly allowOriginStringMatch: readonly StringMatcher[]
  readonly allowPrivateNetworkAccess: boolean | null
  readonly forwardNotMatchingPreflights: boolean | null
}

export const RouteCorsPolicy: MessageType<RouteCorsPolicy> = define<RouteCorsPolicy>({
  name: 'envoy.config.route.v3.CorsPolicy', empty: emptyRouteCorsPolicy, write: writeRouteCorsPolicy, read: readRouteCorsPolicy,
  fields: () => [
    ['allow_methods', 2, 'string'],
    ['allow_headers', 3, 'string'],
    ['expose_headers', 4, 'string'],
    ['max_age', 5, 'string'],
    ['allow_credentials', 6, BoolValue],
    ['filter_enabled', 9, RuntimeFractionalPercent, '', 'enabledSpecifier'],
    ['shadow_enabled', 10, RuntimeFractionalPercent],
    ['allow_origin_string_match', 11, StringMatcher, 'list'],
    ['allow_private_network_access', 12, BoolValue],
    ['forward_not_matching_preflights', 13, BoolValue],
  ],
})

export function emptyRouteCorsPolicy(): RouteCorsPolicy {
  return {
    allowMethods: '',
    allowHeaders: '',
    exposeHeaders: '',
    maxAge: '',
    allowCredentials: null,
    filterEnabled: null,
    shadowEnabled: null,
    allowOriginStringMatch: NO_ITEMS,
    allowPrivateNetworkAccess: null,
    forwardNotMatchingPreflights: null,
  }
}

export function writeRouteCorsPolicy(m: RouteCorsPolicy, w: ByteWriter): void {
  if (m.allowMethods !== '') w.uint32(18).string(m.allowMethods)
  if (m.allowHeaders !== '') w.uint32(26).string(m.allowHeaders)
  if (m.exposeHeaders !== '') w.uint32(34).string(m.exposeHeaders)
  if (m.maxAge !== '') w.uint32(42).string(m.maxAge)
  if (m.allowCredentials !== null) put(w, 50, writeBoolValue, m.allowCredentials)
  if (m.filterEnabled !== null) put(w, 74, writeRuntimeFractionalPercent, m.filterEnabled)
  if (m.shadowEnabled !== null) put(w, 82, writeRuntimeFractionalPercent, m.shadowEnabled)
  for (const v of m.allowOriginStringMatch) put(w, 90, writeStringMatcher, v)
  if (m.allowPrivateNetworkAccess !== null) put(w, 98, writeBoolValue, m.allowPrivateNetworkAccess)
  if (m.forwardNotMatchingPreflights !== null) put(w, 106, writeBoolValue, m.forwardNotMatchingPreflights)
}

export function readRouteCorsPolicy(r: MessageReader, into: RouteCorsPolicy | null): RouteCorsPolicy {
  const m: Mutable<RouteCorsPolicy> = into ?? emptyRouteCorsPolicy()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 18: m.allowMethods = r.string(); break
      case 26: m.allowHeaders = r.string(); break
      case 34: m.exposeHeaders = r.string(); break
      case 42: m.maxAge = r.string(); break
      case 50: m.allowCredentials = readBoolValue(r.message()); break
      case 74: m.filterEnabled = readRuntimeFractionalPercent(r.message(), m.filterEnabled); break
      case 82: m.shadowEnabled = readRuntimeFractionalPercent(r.message(), m.shadowEnabled); break
      case 90: m.allowOriginStringMatch = append(m.allowOriginStringMatch, readStringMatcher(r.message(), null)); break
      case 98: m.allowPrivateNetworkAccess = readBoolValue(r.message()); break
      case 106: m.forwardNotMatchingPreflights = readBoolValue(r.message()); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.route.v3.Decorator */
export interface Decorator {
  readonly operation: string
  readonly propagate: boolean | null
}

export const Decorator: MessageType<Decorator> = define<Decorator>({
  name: 'envoy.config.route.v3.Decorator', empty: emptyDecorator, write: writeDecorator, read: readDecorator,
  fields: () => [
    ['operation', 1, 'string'],
    ['propagate', 2, BoolValue],
  ],
})

export function emptyDecorator(): Decorator {
  return {
    operation: '',
    propagate: null,
  }
}

export function writeDecorator(m: Decorator, w: ByteWriter): void {
  if (m.operation !== '') w.uint32(10).string(m.operation)
  if (m.propagate !== null) put(w, 18, writeBoolValue, m.propagate)
}

export function readDecorator(r: MessageReader, into: Decorator | null): Decorator {
  const m: Mutable<Decorator> = into ?? emptyDecorator()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.operation = r.string(); break
      case 18: m.propagate = readBoolValue(r.message()); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.route.v3.DirectResponseAction */
export interface DirectResponseAction {
  readonly status: number
  readonly body: DataSource | null
  readonly bodyFormat: SubstitutionFormatString | null
}

export const DirectResponseAction: MessageType<DirectResponseAction> = define<DirectResponseAction>({
  name: 'envoy.config.route.v3.DirectResponseAction', empty: emptyDirectResponseAction, write: writeDirectResponseAction, read: readDirectResponseAction,
  fields: () => [
    ['status', 1, 'uint32'],
    ['body', 2, DataSource],
    ['body_format', 3, SubstitutionFormatString],
  ],
})

export function emptyDirectResponseAction(): DirectResponseAction {
  return {
    status: 0,
    body: null,
    bodyFormat: null,
  }
}

export function writeDirectResponseAction(m: DirectResponseAction, w: ByteWriter): void {
  if (m.status !== 0) w.uint32(8).uint32(m.status)
  if (m.body !== null) put(w, 18, writeDataSource, m.body)
  if (m.bodyFormat !== null) put(w, 26, writeSubstitutionFormatString, m.bodyFormat)
}

export function readDirectResponseAction(r: MessageReader, into: DirectResponseAction | null): DirectResponseAction {
  const m: Mutable<DirectResponseAction> = into ?? emptyDirectResponseAction()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.status = r.uint32(); break
      case 18: m.body = readDataSource(r.message(), m.body); break
      case 26: m.bodyFormat = readSubstitutionFormatString(r.message(), m.bodyFormat); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.route.v3.FilterAction */
export interface FilterAction {
  readonly action: Any | null
}

export const FilterAction: MessageType<FilterAction> = define<FilterAction>({
  name: 'envoy.config.route.v3.FilterAction', empty: emptyFilterAction, write: writeFilterAction, read: readFilterAction,
  fields: () => [
    ['action', 1, Any],
  ],
})

export function emptyFilterAction(): FilterAction {
  return {
    action: null,
  }
}

export function writeFilterAction(m: FilterAction, w: ByteWriter): void {
  if (m.action !== null) put(w, 10, writeAny, m.action)
}

export function readFilterAction(r: MessageReader, into: FilterAction | null): FilterAction {
  const m: Mutable<FilterAction> = into ?? emptyFilterAction()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.action = readAny(r.message(), m.action); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.route.v3.FilterConfig */
export interface RouteFilterConfig {
  readonly config: Any | null
  readonly isOptional: boolean
  readonly disabled: boolean
}

export const RouteFilterConfig: MessageType<RouteFilterConfig> = define<RouteFilterConfig>({
  name: 'envoy.config.route.v3.FilterConfig', empty: emptyRouteFilterConfig, write: writeRouteFilterConfig, read: readRouteFilterConfig,
  fields: () => [
    ['config', 1, Any],
    ['is_optional', 2, 'bool'],
    ['disabled', 3, 'bool'],
  ],
})

export function emptyRouteFilterConfig(): RouteFilterConfig {
  return {
    config: null,
    isOptional: false,
    disabled: false,
  }
}

export function writeRouteFilterConfig(m: RouteFilterConfig, w: ByteWriter): void {
  if (m.config !== null) put(w, 10, writeAny, m.config)
  if (m.isOptional) w.uint32(16).bool(m.isOptional)
  if (m.disabled) w.uint32(24).bool(m.disabled)
}

export function readRouteFilterConfig(r: MessageReader, into: RouteFilterConfig | null): RouteFilterConfig {
  const m: Mutable<RouteFilterConfig> = into ?? emptyRouteFilterConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.config = readAny(r.message(), m.config); break
      case 16: m.isOptional = r.bool(); break
      case 24: m.disabled = r.bool(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.route.v3.HeaderMatcher */
export interface HeaderMatcher {
  readonly name: string
  readonly exactMatch: string | null // oneof header_match_specifier
  readonly rangeMatch: Int64Range | null // oneof header_match_specifier
  readonly presentMatch: boolean | null // oneof header_match_specifier
  readonly invertMatch: boolean
  readonly prefixMatch: string | null // oneof header_match_specifier
  readonly suffixMatch: string | null // oneof header_match_specifier
  readonly safeRegexMatch: RegexMatcher | null // oneof header_match_specifier
  readonly containsMatch: string | null // oneof header_match_specifier
  readonly stringMatch: StringMatcher | null // oneof header_match_specifier
  readonly treatMissingHeaderAsEmpty: boolean
}

export const HeaderMatcher: MessageType<HeaderMatcher> = define<HeaderMatcher>({
  name: 'envoy.config.route.v3.HeaderMatcher', empty: emptyHeaderMatcher, write: writeHeaderMatcher, read: readHeaderMatcher,
  fields: () => [
    ['name', 1, 'string'],
    ['exact_match', 4, 'string', '', 'headerMatchSpecifier'],
    ['range_match', 6, Int64Range, '', 'headerMatchSpecifier'],
    ['present_match', 7, 'bool', '', 'headerMatchSpecifier'],
    ['invert_match', 8, 'bool'],
    ['prefix_match', 9, 'string', '', 'headerMatchSpecifier'],
    ['suffix_match', 10, 'string', '', 'headerMatchSpecifier'],
    ['safe_regex_match', 11, RegexMatcher, '', 'headerMatchSpecifier'],
    ['contains_match', 12, 'string', '', 'headerMatchSpecifier'],
    ['string_match', 13, StringMatcher, '', 'headerMatchSpecifier'],
    ['treat_missing_header_as_empty', 14, 'bool'],
  ],
})

export function emptyHeaderMatcher(): HeaderMatcher {
  return {
    name: '',
    exactMatch: null,
    rangeMatch: null,
    presentMatch: null,
    invertMatch: false,
    prefixMatch: null,
    suffixMatch: null,
    safeRegexMatch: null,
    containsMatch: null,
    stringMatch: null,
    treatMissingHeaderAsEmpty: false,
  }
}

export function writeHeaderMatcher(m: HeaderMatcher, w: ByteWriter): void {
  if (m.name !== '') w.uint32(10).string(m.name)
  if (m.exactMatch !== null) w.uint32(34).string(m.exactMatch)
  if (m.rangeMatch !== null) put(w, 50, writeInt64Range, m.rangeMatch)
  if (m.presentMatch !== null) w.uint32(56).bool(m.presentMatch)
  if (m.invertMatch) w.uint32(64).bool(m.invertMatch)
  if (m.prefixMatch !== null) w.uint32(74).string(m.prefixMatch)
  if (m.suffixMatch !== null) w.uint32(82).string(m.suffixMatch)
  if (m.safeRegexMatch !== null) put(w, 90, writeRegexMatcher, m.safeRegexMatch)
  if (m.containsMatch !== null) w.uint32(98).string(m.containsMatch)
  if (m.stringMatch !== null) put(w, 106, writeStringMatcher, m.stringMatch)
  if (m.treatMissingHeaderAsEmpty) w.uint32(112).bool(m.treatMissingHeaderAsEmpty)
}

export function readHeaderMatcher(r: MessageReader, into: HeaderMatcher | null): HeaderMatcher {
  const m: Mutable<HeaderMatcher> = into ?? emptyHeaderMatcher()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.name = r.string(); break
      case 34: { const v = r.string(); clearHeaderMatcher_header_match_specifier(m); m.exactMatch = v; break }
      case 50: { const v = readInt64Range(r.message(), m.rangeMatch); clearHeaderMatcher_header_match_specifier(m); m.rangeMatch = v; break }
      case 56: { const v = r.bool(); clearHeaderMatcher_header_match_specifier(m); m.presentMatch = v; break }
      case 64: m.invertMatch = r.bool(); break
      case 74: { const v = r.string(); clearHeaderMatcher_header_match_specifier(m); m.prefixMatch = v; break }
      case 82: { const v = r.string(); clearHeaderMatcher_header_match_specifier(m); m.suffixMatch = v; break }
      case 90: { const v = readRegexMatcher(r.message(), m.safeRegexMatch); clearHeaderMatcher_header_match_specifier(m); m.safeRegexMatch = v; break }
      case 98: { const v = r.string(); clearHeaderMatcher_header_match_specifier(m); m.containsMatch = v; break }
      case 106: { const v = readStringMatcher(r.message(), m.stringMatch); clearHeaderMatcher_header_match_specifier(m); m.stringMatch = v; break }
      case 112: m.treatMissingHeaderAsEmpty = r.bool(); break
      default: r.skipField(tag)
    }
  }
  return m
}
function clearHeaderMatcher_header_match_specifier(m: Mutable<HeaderMatcher>): void {
  m.exactMatch = null
  m.rangeMatch = null
  m.presentMatch = null
  m.prefixMatch = null
  m.suffixMatch = null
  m.safeRegexMatch = null
  m.containsMatch = null
  m.stringMatch = null
}

/** envoy.config.route.v3.HedgePolicy */
export interface HedgePolicy {
  readonly initialRequests: number | null
  readonly additionalRequestChance: FractionalPercent | null
  readonly hedgeOnPerTryTimeout: boolean
}

export const HedgePolicy: MessageType<HedgePolicy> = define<HedgePolicy>({
  name: 'envoy.config.route.v3.HedgePolicy', empty: emptyHedgePolicy, write: writeHedgePolicy, read: readHedgePolicy,
  fields: () => [
    ['initial_requests', 1, UInt32Value],
    ['additional_request_chance', 2, FractionalPercent],
    ['hedge_on_per_try_timeout', 3, 'bool'],
  ],
})

export function emptyHedgePolicy(): HedgePolicy {
  return {
    initialRequests: null,
    additionalRequestChance: null,
    hedgeOnPerTryTimeout: false,
  }
}

export function writeHedgePolicy(m: HedgePolicy, w: ByteWriter): void {
  if (m.initialRequests !== null) put(w, 10, writeUInt32Value, m.initialRequests)
  if (m.additionalRequestChance !== null) put(w, 18, writeFractionalPercent, m.additionalRequestChance)
  if (m.hedgeOnPerTryTimeout) w.uint32(24).bool(m.hedgeOnPerTryTimeout)
}

export function readHedgePolicy(r: MessageReader, into: HedgePolicy | null): HedgePolicy {
  const m: Mutable<HedgePolicy> = into ?? emptyHedgePolicy()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.initialRequests = readUInt32Value(r.message()); break
      case 18: m.additionalRequestChance = readFractionalPercent(r.message(), m.additionalRequestChance); break
      case 24: m.hedgeOnPerTryTimeout = r.bool(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.route.v3.InternalRedirectPolicy */
export interface InternalRedirectPolicy {
  readonly maxInternalRedirects: number | null
  readonly redirectResponseCodes: readonly number[]
  readonly predicates: readonly TypedExtensionConfig[]
  readonly allowCrossSchemeRedirect: boolean
  readonly responseHeadersToCopy: readonly string[]
}

export const InternalRedirectPolicy: MessageType<InternalRedirectPolicy> = define<InternalRedirectPolicy>({
  name: 'envoy.config.route.v3.InternalRedirectPolicy', empty: emptyInternalRedirectPolicy, write: writeInternalRedirectPolicy, read: readInternalRedirectPolicy,
  fields: () => [
    ['max_internal_redirects', 1, UInt32Value],
    ['redirect_response_codes', 2, 'uint32', 'list'],
    ['predicates', 3, TypedExtensionConfig, 'list'],
    ['allow_cross_scheme_redirect', 4, 'bool'],
    ['response_headers_to_copy', 5, 'string', 'list'],
  ],
})

export function emptyInternalRedirectPolicy(): InternalRedirectPolicy {
  return {
    maxInternalRedirects: null,
    redirectResponseCodes: NO_ITEMS,
    predicates: NO_ITEMS,
    allowCrossSchemeRedirect: false,
    responseHeadersToCopy: NO_ITEMS,
  }
}

export function writeInternalRedirectPolicy(m: InternalRedirectPolicy, w: ByteWriter): void {
  if (m.maxInternalRedirects !== null) put(w, 10, writeUInt32Value, m.maxInternalRedirects)
  if (m.redirectResponseCodes.length > 0) { w.uint32(18); const o = w.open(); for (const v of m.redirectResponseCodes) w.uint32(v); w.close(o) }
  for (const v of m.predicates) put(w, 26, writeTypedExtensionConfig, v)
  if (m.allowCrossSchemeRedirect) w.uint32(32).bool(m.allowCrossSchemeRedirect)
  for (const v of m.responseHeadersToCopy) w.uint32(42).string(v)
}

export function readInternalRedirectPolicy(r: MessageReader, into: InternalRedirectPolicy | null): InternalRedirectPolicy {
  const m: Mutable<InternalRedirectPolicy> = into ?? emptyInternalRedirectPolicy()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.maxInternalRedirects = readUInt32Value(r.message()); break
      case 16: m.redirectResponseCodes = append(m.redirectResponseCodes, r.uint32()); break
      case 18: { const p = r.message(); while (!p.done) m.redirectResponseCodes = append(m.redirectResponseCodes, p.uint32()); break }
      case 26: m.predicates = append(m.predicates, readTypedExtensionConfig(r.message(), null)); break
      case 32: m.allowCrossSchemeRedirect = r.bool(); break
      case 42: m.responseHeadersToCopy = append(m.responseHeadersToCopy, r.string()); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.route.v3.NonForwardingAction */
export interface NonForwardingAction {
}

export const NonForwardingAction: MessageType<NonForwardingAction> = define<NonForwardingAction>({
  name: 'envoy.config.route.v3.NonForwardingAction', empty: emptyNonForwardingAction, write: writeNonForwardingAction, read: readNonForwardingAction,
  fields: () => [],
})

export function emptyNonForwardingAction(): NonForwardingAction {
  return {}
}

export function writeNonForwardingAction(_m: NonForwardingAction, _w: ByteWriter): void {
}

export function readNonForwardingAction(r: MessageReader, into: NonForwardingAction | null): NonForwardingAction {
  const m: Mutable<NonForwardingAction> = into ?? emptyNonForwardingAction()
  while (!r.done) r.skipField(r.uint32())
  return m
}

/** envoy.config.route.v3.QueryParameterMatcher */
export interface QueryParameterMatcher {
  readonly name: string
  readonly stringMatch: StringMatcher | null // oneof query_parameter_match_specifier
  readonly presentMatch: boolean | null // oneof query_parameter_match_specifier
}

export const QueryParameterMatcher: MessageType<QueryParameterMatcher> = define<QueryParameterMatcher>({
  name: 'envoy.config.route.v3.QueryParameterMatcher', empty: emptyQueryParameterMatcher, write: writeQueryParameterMatcher, read: readQueryParameterMatcher,
  fields: () => [
    ['name', 1, 'string'],
    ['string_match', 5, StringMatcher, '', 'queryParameterMatchSpecifier'],
    ['present_match', 6, 'bool', '', 'queryParameterMatchSpecifier'],
  ],
})

export function emptyQueryParameterMatcher(): QueryParameterMatcher {
  return {
    name: '',
    stringMatch: null,
    presentMatch: null,
  }
}

export function writeQueryParameterMatcher(m: QueryParameterMatcher, w: ByteWriter): void {
  if (m.name !== '') w.uint32(10).string(m.name)
  if (m.stringMatch !== null) put(w, 42, writeStringMatcher, m.stringMatch)
  if (m.presentMatch !== null) w.uint32(48).bool(m.presentMatch)
}

export function readQueryParameterMatcher(r: MessageReader, into: QueryParameterMatcher | null): QueryParameterMatcher {
  const m: Mutable<QueryParameterMatcher> = into ?? emptyQueryParameterMatcher()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.name = r.string(); break
      case 42: { const v = readStringMatcher(r.message(), m.stringMatch); clearQueryParameterMatcher_query_parameter_match_specifier(m); m.stringMatch = v; break }
      case 48: { const v = r.bool(); clearQueryParameterMatcher_query_parameter_match_specifier(m); m.presentMatch = v; break }
      default: r.skipField(tag)
    }
  }
  return m
}
function clearQueryParameterMatcher_query_parameter_match_specifier(m: Mutable<QueryParameterMatcher>): void {
  m.stringMatch = null
  m.presentMatch = null
}

/** envoy.config.route.v3.RateLimit */
export interface RateLimit {
  readonly stage: number | null
  readonly disableKey: string
  readonly actions: readonly RateLimitAction[]
}

export const RateLimit: MessageType<RateLimit> = define<RateLimit>({
  name: 'envoy.config.route.v3.RateLimit', empty: emptyRateLimit, write: writeRateLimit, read: readRateLimit,
  fields: () => [
    ['stage', 1, UInt32Value],
    ['disable_key', 2, 'string'],
    ['actions', 3, RateLimitAction, 'list'],
  ],
  pruned: { 4: 'limit' },
})

export function emptyRateLimit(): RateLimit {
  return {
    stage: null,
    disableKey: '',
    actions: NO_ITEMS,
  }
}

export function writeRateLimit(m: RateLimit, w: ByteWriter): void {
  if (m.stage !== null) put(w, 10, writeUInt32Value, m.stage)
  if (m.disableKey !== '') w.uint32(18).string(m.disableKey)
  for (const v of m.actions) put(w, 26, writeRateLimitAction, v)
}

export function readRateLimit(r: MessageReader, into: RateLimit | null): RateLimit {
  const m: Mutable<RateLimit> = into ?? emptyRateLimit()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.stage = readUInt32Value(r.message()); break
      case 18: m.disableKey = r.string(); break
      case 26: m.actions = append(m.actions, readRateLimitAction(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.route.v3.RateLimit.Action */
export interface RateLimitAction {
  readonly sourceCluster: RateLimitActionSourceCluster | null // oneof action_specifier
  readonly destinationCluster: RateLimitActionDestinationCluster | null // oneof action_specifier
  readonly requestHeaders: RateLimitActionRequestHeaders | null // oneof action_specifier
  readonly remoteAddress: RateLimitActionRemoteAddress | null // oneof action_specifier
  readonly genericKey: RateLimitActionGenericKey | null // oneof action_specifier
  readonly headerValueMatch: RateLimitActionHeaderValueMatch | null // oneof action_specifier
  readonly dynamicMetadata: RateLimitActionDynamicMetaData | null // oneof action_specifier
  readonly metadata: RateLimitActionMetaData | null // oneof action_specifier
  readonly extension: TypedExtensionConfig | null // oneof action_specifier
  readonly maskedRemoteAddress: RateLimitActionMaskedRemoteAddress | null // oneof action_specifier
  readonly queryParameterValueMatch: RateLimitActionQueryParameterValueMatch | null // oneof action_specifier
}

export const RateLimitAction: MessageType<RateLimitAction> = define<RateLimitAction>({
  name: 'envoy.config.route.v3.RateLimit.Action', empty: emptyRateLimitAction, write: writeRateLimitAction, read: readRateLimitAction,
  fields: () => [
    ['source_cluster', 1, RateLimitActionSourceCluster, '', 'actionSpecifier'],
    ['destination_cluster', 2, RateLimitActionDestinationCluster, '', 'actionSpecifier'],
    ['request_headers', 3, RateLimitActionRequestHeaders, '', 'actionSpecifier'],
    ['remote_address', 4, RateLimitActionRemoteAddress, '', 'actionSpecifier'],
    ['generic_key', 5, RateLimitActionGenericKey, '', 'actionSpecifier'],
    ['header_value_match', 6, RateLimitActionHeaderValueMatch, '', 'actionSpecifier'],
    ['dynamic_metadata', 7, RateLimitActionDynamicMetaData, '', 'actionSpecifier'],
    ['metadata', 8, RateLimitActionMetaData, '', 'actionSpecifier'],
    ['extension', 9, TypedExtensionConfig, '', 'actionSpecifier'],
    ['masked_remote_address', 10, RateLimitActionMaskedRemoteAddress, '', 'actionSpecifier'],
    ['query_parameter_value_match', 11, RateLimitActionQueryParameterValueMatch, '', 'actionSpecifier'],
  ],
})

export function emptyRateLimitAction(): RateLimitAction {
  return {
    sourceCluster: null,
    destinationCluster: null,
    requestHeaders: null,
    remoteAddress: null,
    genericKey: null,
    headerValueMatch: null,
    dynamicMetadata: null,
    metadata: null,
    extension: null,
    maskedRemoteAddress: null,
    queryParameterValueMatch: null,
  }
}

export function writeRateLimitAction(m: RateLimitAction, w: ByteWriter): void {
  if (m.sourceCluster !== null) put(w, 10, writeRateLimitActionSourceCluster, m.sourceCluster)
  if (m.destinationCluster !== null) put(w, 18, writeRateLimitActionDestinationCluster, m.destinationCluster)
  if (m.requestHeaders !== null) put(w, 26, writeRateLimitActionRequestHeaders, m.requestHeaders)
  if (m.remoteAddress !== null) put(w, 34, writeRateLimitActionRemoteAddress, m.remoteAddress)
  if (m.genericKey !== null) put(w, 42, writeRateLimitActionGenericKey, m.genericKey)
  if (m.headerValueMatch !== null) put(w, 50, writeRateLimitActionHeaderValueMatch, m.headerValueMatch)
  if (m.dynamicMetadata !== null) put(w, 58, writeRateLimitActionDynamicMetaData, m.dynamicMetadata)
  if (m.metadata !== null) put(w, 66, writeRateLimitActionMetaData, m.metadata)
  if (m.extension !== null) put(w, 74, writeTypedExtensionConfig, m.extension)
  if (m.maskedRemoteAddress !== null) put(w, 82, writeRateLimitActionMaskedRemoteAddress, m.maskedRemoteAddress)
  if (m.queryParameterValueMatch !== null) put(w, 90, writeRateLimitActionQueryParameterValueMatch, m.queryParameterValueMatch)
}

export function readRateLimitAction(r: MessageReader, into: RateLimitAction | null): RateLimitAction {
  const m: Mutable<RateLimitAction> = into ?? emptyRateLimitAction()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: { const v = readRateLimitActionSourceCluster(r.message(), m.sourceCluster); clearRateLimitAction_action_specifier(m); m.sourceCluster = v; break }
      case 18: { const v = readRateLimitActionDestinationCluster(r.message(), m.destinationCluster); clearRateLimitAction_action_specifier(m); m.destinationCluster = v; break }
      case 26: { const v = readRateLimitActionRequestHeaders(r.message(), m.requestHeaders); clearRateLimitAction_action_specifier(m); m.requestHeaders = v; break }
      case 34: { const v = readRateLimitActionRemoteAddress(r.message(), m.remoteAddress); clearRateLimitAction_action_specifier(m); m.remoteAddress = v; break }
      case 42: { const v = readRateLimitActionGenericKey(r.message(), m.genericKey); clearRateLimitAction_action_specifier(m); m.genericKey = v; break }
      case 50: { const v = readRateLimitActionHeaderValueMatch(r.message(), m.headerValueMatch); clearRateLimitAction_action_specifier(m); m.headerValueMatch = v; break }
      case 58: { const v = readRateLimitActionDynamicMetaData(r.message(), m.dynamicMetadata); clearRateLimitAction_action_specifier(m); m.dynamicMetadata = v; break }
      case 66: { const v = readRateLimitActionMetaData(r.message(), m.metadata); clearRateLimitAction_action_specifier(m); m.metadata = v; break }
      case 74: { const v = readTypedExtensionConfig(r.message(), m.extension); clearRateLimitAction_action_specifier(m); m.extension = v; break }
      case 82: { const v = readRateLimitActionMaskedRemoteAddress(r.message(), m.maskedRemoteAddress); clearRateLimitAction_action_specifier(m); m.maskedRemoteAddress = v; break }
      case 90: { const v = readRateLimitActionQueryParameterValueMatch(r.message(), m.queryParameterValueMatch); clearRateLimitAction_action_specifier(m); m.queryParameterValueMatch = v; break }
      default: r.skipField(tag)
    }
  }
  return m
}
function clearRateLimitAction_action_specifier(m: Mutable<RateLimitAction>): void {
  m.sourceCluster = null
  m.destinationCluster = null
  m.requestHeaders = null
  m.remoteAddress = null
  m.genericKey = null
  m.headerValueMatch = null
  m.dynamicMetadata = null
  m.metadata = null
  m.extension = null
  m.maskedRemoteAddress = null
  m.queryParameterValueMatch = null
}

/** envoy.config.route.v3.RateLimit.Action.DestinationCluster */
export interface RateLimitActionDestinationCluster {
}

export const RateLimitActionDestinationCluster: MessageType<RateLimitActionDestinationCluster> = define<RateLimitActionDestinationCluster>({
  name: 'envoy.config.route.v3.RateLimit.Action.DestinationCluster', empty: emptyRateLimitActionDestinationCluster, write: writeRateLimitActionDestinationCluster, read: readRateLimitActionDestinationCluster,
  fields: () => [],
})

export function emptyRateLimitActionDestinationCluster(): RateLimitActionDestinationCluster {
  return {}
}

export function writeRateLimitActionDestinationCluster(_m: RateLimitActionDestinationCluster, _w: ByteWriter): void {
}

export function readRateLimitActionDestinationCluster(r: MessageReader, into: RateLimitActionDestinationCluster | null): RateLimitActionDestinationCluster {
  const m: Mutable<RateLimitActionDestinationCluster> = into ?? emptyRateLimitActionDestinationCluster()
  while (!r.done) r.skipField(r.uint32())
  return m
}

/** envoy.config.route.v3.RateLimit.Action.DynamicMetaData */
export interface RateLimitActionDynamicMetaData {
  readonly descriptorKey: string
  readonly metadataKey: MetadataKey | null
  readonly defaultValue: string
}

export const RateLimitActionDynamicMetaData: MessageType<RateLimitActionDynamicMetaData> = define<RateLimitActionDynamicMetaData>({
  name: 'envoy.config.route.v3.RateLimit.Action.DynamicMetaData', empty: emptyRateLimitActionDynamicMetaData, write: writeRateLimitActionDynamicMetaData, read: readRateLimitActionDynamicMetaData,
  fields: () => [
    ['descriptor_key', 1, 'string'],
    ['metadata_key', 2, MetadataKey],
    ['default_value', 3, 'string'],
  ],
})

export function emptyRateLimitActionDynamicMetaData(): RateLimitActionDynamicMetaData {
  return {
    descriptorKey: '',
    metadataKey: null,
    defaultValue: '',
  }
}

export function writeRateLimitActionDynamicMetaData(m: RateLimitActionDynamicMetaData, w: ByteWriter): void {
  if (m.descriptorKey !== '') w.uint32(10).string(m.descriptorKey)
  if (m.metadataKey !== null) put(w, 18, writeMetadataKey, m.metadataKey)
  if (m.defaultValue !== '') w.uint32(26).string(m.defaultValue)
}

export function readRateLimitActionDynamicMetaData(r: MessageReader, into: RateLimitActionDynamicMetaData | null): RateLimitActionDynamicMetaData {
  const m: Mutable<RateLimitActionDynamicMetaData> = into ?? emptyRateLimitActionDynamicMetaData()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.descriptorKey = r.string(); break
      case 18: m.metadataKey = readMetadataKey(r.message(), m.metadataKey); break
      case 26: m.defaultValue = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.route.v3.RateLimit.Action.GenericKey */
export interface RateLimitActionGenericKey {
  readonly descriptorValue: string
  readonly descriptorKey: string
}

export const RateLimitActionGenericKey: MessageType<RateLimitActionGenericKey> = define<RateLimitActionGenericKey>({
  name: 'envoy.config.route.v3.RateLimit.Action.GenericKey', empty: emptyRateLimitActionGenericKey, write: writeRateLimitActionGenericKey, read: readRateLimitActionGenericKey,
  fields: () => [
    ['descriptor_value', 1, 'string'],
    ['descriptor_key', 2, 'string'],
  ],
})

export function emptyRateLimitActionGenericKey(): RateLimitActionGenericKey {
  return {
    descriptorValue: '',
    descriptorKey: '',
  }
}

export function writeRateLimitActionGenericKey(m: RateLimitActionGenericKey, w: ByteWriter): void {
  if (m.descriptorValue !== '') w.uint32(10).string(m.descriptorValue)
  if (m.descriptorKey !== '') w.uint32(18).string(m.descriptorKey)
}

export function readRateLimitActionGenericKey(r: MessageReader, into: RateLimitActionGenericKey | null): RateLimitActionGenericKey {
  const m: Mutable<RateLimitActionGenericKey> = into ?? emptyRateLimitActionGenericKey()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.descriptorValue = r.string(); break
      case 18: m.descriptorKey = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.route.v3.RateLimit.Action.HeaderValueMatch */
export interface RateLimitActionHeaderValueMatch {
  readonly descriptorValue: string
  readonly expectMatch: boolean | null
  readonly headers: readonly HeaderMatcher[]
  readonly descriptorKey: string
}

export const RateLimitActionHeaderValueMatch: MessageType<RateLimitActionHeaderValueMatch> = define<RateLimitActionHeaderValueMatch>({
  name: 'envoy.config.route.v3.RateLimit.Action.HeaderValueMatch', empty: emptyRateLimitActionHeaderValueMatch, write: writeRateLimitActionHeaderValueMatch, read: readRateLimitActionHeaderValueMatch,
  fields: () => [
    ['descriptor_value', 1, 'string'],
    ['expect_match', 2, BoolValue],
    ['headers', 3, HeaderMatcher, 'list'],
    ['descriptor_key', 4, 'string'],
  ],
})

export function emptyRateLimitActionHeaderValueMatch(): RateLimitActionHeaderValueMatch {
  return {
    descriptorValue: '',
    expectMatch: null,
    headers: NO_ITEMS,
    descriptorKey: '',
  }
}

export function writeRateLimitActionHeaderValueMatch(m: RateLimitActionHeaderValueMatch, w: ByteWriter): void {
  if (m.descriptorValue !== '') w.uint32(10).string(m.descriptorValue)
  if (m.expectMatch !== null) put(w, 18, writeBoolValue, m.expectMatch)
  for (const v of m.headers) put(w, 26, writeHeaderMatcher, v)
  if (m.descriptorKey !== '') w.uint32(34).string(m.descriptorKey)
}

export function readRateLimitActionHeaderValueMatch(r: MessageReader, into: RateLimitActionHeaderValueMatch | null): RateLimitActionHeaderValueMatch {
  const m: Mutable<RateLimitActionHeaderValueMatch> = into ?? emptyRateLimitActionHeaderValueMatch()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.descriptorValue = r.string(); break
      case 18: m.expectMatch = readBoolValue(r.message()); break
      case 26: m.headers = append(m.headers, readHeaderMatcher(r.message(), null)); break
      case 34: m.descriptorKey = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.route.v3.RateLimit.Action.MaskedRemoteAddress */
export interface RateLimitActionMaskedRemoteAddress {
  readonly v4PrefixMaskLen: number | null
  readonly v6PrefixMaskLen: number | null
}

export const RateLimitActionMaskedRemoteAddress: MessageType<RateLimitActionMaskedRemoteAddress> = define<RateLimitActionMaskedRemoteAddress>({
  name: 'envoy.config.route.v3.RateLimit.Action.MaskedRemoteAddress', empty: emptyRateLimitActionMaskedRemoteAddress, write: writeRateLimitActionMaskedRemoteAddress, read: readRateLimitActionMaskedRemoteAddress,
  fields: () => [
    ['v4_prefix_mask_len', 1, UInt32Value],
    ['v6_prefix_mask_len', 2, UInt32Value],
  ],
})

export function emptyRateLimitActionMaskedRemoteAddress(): RateLimitActionMaskedRemoteAddress {
  return {
    v4PrefixMaskLen: null,
    v6PrefixMaskLen: null,
  }
}

export function writeRateLimitActionMaskedRemoteAddress(m: RateLimitActionMaskedRemoteAddress, w: ByteWriter): void {
  if (m.v4PrefixMaskLen !== null) put(w, 10, writeUInt32Value, m.v4PrefixMaskLen)
  if (m.v6PrefixMaskLen !== null) put(w, 18, writeUInt32Value, m.v6PrefixMaskLen)
}

export function readRateLimitActionMaskedRemoteAddress(r: MessageReader, into: RateLimitActionMaskedRemoteAddress | null): RateLimitActionMaskedRemoteAddress {
  const m: Mutable<RateLimitActionMaskedRemoteAddress> = into ?? emptyRateLimitActionMaskedRemoteAddress()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.v4PrefixMaskLen = readUInt32Value(r.message()); break
      case 18: m.v6PrefixMaskLen = readUInt32Value(r.message()); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.route.v3.RateLimit.Action.MetaData */
export interface RateLimitActionMetaData {
  readonly descriptorKey: string
  readonly metadataKey: MetadataKey | null
  readonly defaultValue: string
  readonly source: RateLimitActionMetaDataSource
  readonly skipIfAbsent: boolean
}

export const RateLimitActionMetaData: MessageType<RateLimitActionMetaData> = define<RateLimitActionMetaData>({
  name: 'envoy.config.route.v3.RateLimit.Action.MetaData', empty: emptyRateLimitActionMetaData, write: writeRateLimitActionMetaData, read: readRateLimitActionMetaData,
  fields: () => [
    ['descriptor_key', 1, 'string'],
    ['metadata_key', 2, MetadataKey],
    ['default_value', 3, 'string'],
    ['source', 4, { enum: RateLimitActionMetaDataSource }],
    ['skip_if_absent', 5, 'bool'],
  ],
})

export function emptyRateLimitActionMetaData(): RateLimitActionMetaData {
  return {
    descriptorKey: '',
    metadataKey: null,
    defaultValue: '',
    source: 0,
    skipIfAbsent: false,
  }
}

export function writeRateLimitActionMetaData(m: RateLimitActionMetaData, w: ByteWriter): void {
  if (m.descriptorKey !== '') w.uint32(10).string(m.descriptorKey)
  if (m.metadataKey !== null) put(w, 18, writeMetadataKey, m.metadataKey)
  if (m.defaultValue !== '') w.uint32(26).string(m.defaultValue)
  if (m.source !== 0) w.uint32(32).int32(m.source)
  if (m.skipIfAbsent) w.uint32(40).bool(m.skipIfAbsent)
}

export function readRateLimitActionMetaData(r: MessageReader, into: RateLimitActionMetaData | null): RateLimitActionMetaData {
  const m: Mutable<RateLimitActionMetaData> = into ?? emptyRateLimitActionMetaData()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.descriptorKey = r.string(); break
      case 18: m.metadataKey = readMetadataKey(r.message(), m.metadataKey); break
      case 26: m.defaultValue = r.string(); break
      case 32: m.source = r.int32() as RateLimitActionMetaDataSource; break
      case 40: m.skipIfAbsent = r.bool(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.route.v3.RateLimit.Action.QueryParameterValueMatch */
export interface RateLimitActionQueryParameterValueMatch {
  readonly descriptorValue: string
  readonly expectMatch: boolean | null
  readonly queryParameters: readonly QueryParameterMatcher[]
  readonly descriptorKey: string
}

export const RateLimitActionQueryParameterValueMatch: MessageType<RateLimitActionQueryParameterValueMatch> = define<RateLimitActionQueryParameterValueMatch>({
  name: 'envoy.config.route.v3.RateLimit.Action.QueryParameterValueMatch', empty: emptyRateLimitActionQueryParameterValueMatch, write: writeRateLimitActionQueryParameterValueMatch, read: readRateLimitActionQueryParameterValueMatch,
  fields: () => [
    ['descriptor_value', 1, 'string'],
    ['expect_match', 2, BoolValue],
    ['query_parameters', 3, QueryParameterMatcher, 'list'],
    ['descriptor_key', 4, 'string'],
  ],
})

export function emptyRateLimitActionQueryParameterValueMatch(): RateLimitActionQueryParameterValueMatch {
  return {
    descriptorValue: '',
    expectMatch: null,
    queryParameters: NO_ITEMS,
    descriptorKey: '',
  }
}

export function writeRateLimitActionQueryParameterValueMatch(m: RateLimitActionQueryParameterValueMatch, w: ByteWriter): void {
  if (m.descriptorValue !== '') w.uint32(10).string(m.descriptorValue)
  if (m.expectMatch !== null) put(w, 18, writeBoolValue, m.expectMatch)
  for (const v of m.queryParameters) put(w, 26, writeQueryParameterMatcher, v)
  if (m.descriptorKey !== '') w.uint32(34).string(m.descriptorKey)
}

export function readRateLimitActionQueryParameterValueMatch(r: MessageReader, into: RateLimitActionQueryParameterValueMatch | null): RateLimitActionQueryParameterValueMatch {
  const m: Mutable<RateLimitActionQueryParameterValueMatch> = into ?? emptyRateLimitActionQueryParameterValueMatch()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.descriptorValue = r.string(); break
      case 18: m.expectMatch = readBoolValue(r.message()); break
      case 26: m.queryParameters = append(m.queryParameters, readQueryParameterMatcher(r.message(), null)); break
      case 34: m.descriptorKey = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.route.v3.RateLimit.Action.RemoteAddress */
export interface RateLimitActionRemoteAddress {
}

export const RateLimitActionRemoteAddress: MessageType<RateLimitActionRemoteAddress> = define<RateLimitActionRemoteAddress>({
  name: 'envoy.config.route.v3.RateLimit.Action.RemoteAddress', empty: emptyRateLimitActionRemoteAddress, write: writeRateLimitActionRemoteAddress, read: readRateLimitActionRemoteAddress,
  fields: () => [],
})

export function emptyRateLimitActionRemoteAddress(): RateLimitActionRemoteAddress {
  return {}
}

export function writeRateLimitActionRemoteAddress(_m: RateLimitActionRemoteAddress, _w: ByteWriter): void {
}

export function readRateLimitActionRemoteAddress(r: MessageReader, into: RateLimitActionRemoteAddress | null): RateLimitActionRemoteAddress {
  const m: Mutable<RateLimitActionRemoteAddress> = into ?? emptyRateLimitActionRemoteAddress()
  while (!r.done) r.skipField(r.uint32())
  return m
}

/** envoy.config.route.v3.RateLimit.Action.RequestHeaders */
export interface RateLimitActionRequestHeaders {
  readonly headerName: string
  readonly descriptorKey: string
  readonly skipIfAbsent: boolean
}

export const RateLimitActionRequestHeaders: MessageType<RateLimitActionRequestHeaders> = define<RateLimitActionRequestHeaders>({
  name: 'envoy.config.route.v3.RateLimit.Action.RequestHeaders', empty: emptyRateLimitActionRequestHeaders, write: writeRateLimitActionRequestHeaders, read: readRateLimitActionRequestHeaders,
  fields: () => [
    ['header_name', 1, 'string'],
    ['descriptor_key', 2, 'string'],
    ['skip_if_absent', 3, 'bool'],
  ],
})

export function emptyRateLimitActionRequestHeaders(): RateLimitActionRequestHeaders {
  return {
    headerName: '',
    descriptorKey: '',
    skipIfAbsent: false,
  }
}

export function writeRateLimitActionRequestHeaders(m: RateLimitActionRequestHeaders, w: ByteWriter): void {
  if (m.headerName !== '') w.uint32(10).string(m.headerName)
  if (m.descriptorKey !== '') w.uint32(18).string(m.descriptorKey)
  if (m.skipIfAbsent) w.uint32(24).bool(m.skipIfAbsent)
}

export function readRateLimitActionRequestHeaders(r: MessageReader, into: RateLimitActionRequestHeaders | null): RateLimitActionRequestHeaders {
  const m: Mutable<RateLimitActionRequestHeaders> = into ?? emptyRateLimitActionRequestHeaders()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.headerName = r.string(); break
      case 18: m.descriptorKey = r.string(); break
      case 24: m.skipIfAbsent = r.bool(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.route.v3.RateLimit.Action.SourceCluster */
export interface RateLimitActionSourceCluster {
}

export const RateLimitActionSourceCluster: MessageType<RateLimitActionSourceCluster> = define<RateLimitActionSourceCluster>({
  name: 'envoy.config.route.v3.RateLimit.Action.SourceCluster', empty: emptyRateLimitActionSourceCluster, write: writeRateLimitActionSourceCluster, read: readRateLimitActionSourceCluster,
  fields: () => [],
})

export function emptyRateLimitActionSourceCluster(): RateLimitActionSourceCluster {
  return {}
}

export function writeRateLimitActionSourceCluster(_m: RateLimitActionSourceCluster, _w: ByteWriter): void {
}

export function readRateLimitActionSourceCluster(r: MessageReader, into: RateLimitActionSourceCluster | null): RateLimitActionSourceCluster {
  const m: Mutable<RateLimitActionSourceCluster> = into ?? emptyRateLimitActionSourceCluster()
  while (!r.done) r.skipField(r.uint32())
  return m
}

/** envoy.config.route.v3.RedirectAction */
export interface RedirectAction {
  readonly hostRedirect: string
  readonly pathRedirect: string | null // oneof path_rewrite_specifier
  readonly responseCode: RedirectActionRedirectResponseCode
  readonly httpsRedirect: boolean | null // oneof scheme_rewrite_specifier
  readonly prefixRewrite: string | null // oneof path_rewrite_specifier
  readonly stripQuery: boolean
  readonly schemeRedirect: string | null // oneof scheme_rewrite_specifier
  readonly portRedirect: number
  readonly regexRewrite: RegexMatchAndSubstitute | null // oneof path_rewrite_specifier
  readonly pathRewrite: string
}

export const RedirectAction: MessageType<RedirectAction> = define<RedirectAction>({
  name: 'envoy.config.route.v3.RedirectAction', empty: emptyRedirectAction, write: writeRedirectAction, read: readRedirectAction,
  fields: () => [
    ['host_redirect', 1, 'string'],
    ['path_redirect', 2, 'string', '', 'pathRewriteSpecifier'],
    ['response_code', 3, { enum: RedirectActionRedirectResponseCode }],
    ['https_redirect', 4, 'bool', '', 'schemeRewriteSpecifier'],
    ['prefix_rewrite', 5, 'string', '', 'pathRewriteSpecifier'],
    ['strip_query', 6, 'bool'],
    ['scheme_redirect', 7, 'string', '', 'schemeRewriteSpecifier'],
    ['port_redirect', 8, 'uint32'],
    ['regex_rewrite', 9, RegexMatchAndSubstitute, '', 'pathRewriteSpecifier'],
    ['path_rewrite', 10, 'string'],
  ],
})

export function emptyRedirectAction(): RedirectAction {
  return {
    hostRedirect: '',
    pathRedirect: null,
    responseCode: 0,
    httpsRedirect: null,
    prefixRewrite: null,
    stripQuery: false,
    schemeRedirect: null,
    portRedirect: 0,
    regexRewrite: null,
    pathRewrite: '',
  }
}

export function writeRedirectAction(m: RedirectAction, w: ByteWriter): void {
  if (m.hostRedirect !== '') w.uint32(10).string(m.hostRedirect)
  if (m.pathRedirect !== null) w.uint32(18).string(m.pathRedirect)
  if (m.responseCode !== 0) w.uint32(24).int32(m.responseCode)
  if (m.httpsRedirect !== null) w.uint32(32).bool(m.httpsRedirect)
  if (m.prefixRewrite !== null) w.uint32(42).string(m.prefixRewrite)
  if (m.stripQuery) w.uint32(48).bool(m.stripQuery)
  if (m.schemeRedirect !== null) w.uint32(58).string(m.schemeRedirect)
  if (m.portRedirect !== 0) w.uint32(64).uint32(m.portRedirect)
  if (m.regexRewrite !== null) put(w, 74, writeRegexMatchAndSubstitute, m.regexRewrite)
  if (m.pathRewrite !== '') w.uint32(82).string(m.pathRewrite)
}

export function readRedirectAction(r: MessageReader, into: RedirectAction | null): RedirectAction {
  const m: Mutable<RedirectAction> = into ?? emptyRedirectAction()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.hostRedirect = r.string(); break
      case 18: { const v = r.string(); clearRedirectAction_path_rewrite_specifier(m); m.pathRedirect = v; break }
      case 24: m.responseCode = r.int32() as RedirectActionRedirectResponseCode; break
      case 32: { const v = r.bool(); clearRedirectAction_scheme_rewrite_specifier(m); m.httpsRedirect = v; break }
      case 42: { const v = r.string(); clearRedirectAction_path_rewrite_specifier(m); m.prefixRewrite = v; break }
      case 48: m.stripQuery = r.bool(); break
      case 58: { const v = r.string(); clearRedirectAction_scheme_rewrite_specifier(m); m.schemeRedirect = v; break }
      case 64: m.portRedirect = r.uint32(); break
      case 74: { const v = readRegexMatchAndSubstitute(r.message(), m.regexRewrite); clearRedirectAction_path_rewrite_specifier(m); m.regexRewrite = v; break }
      case 82: m.pathRewrite = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}
function clearRedirectAction_path_rewrite_specifier(m: Mutable<RedirectAction>): void {
  m.pathRedirect = null
  m.prefixRewrite = null
  m.regexRewrite = null
}
function clearRedirectAction_scheme_rewrite_specifier(m: Mutable<RedirectAction>): void {
  m.httpsRedirect = null
  m.schemeRedirect = null
}

/** envoy.config.route.v3.RetryPolicy */
export interface RetryPolicy {
  readonly retryOn: string
  readonly numRetries: number | null
  readonly perTryTimeout: Duration | null
  readonly retryPriority: RetryPolicyRetryPriority | null
  readonly retryHostPredicate: readonly RetryPolicyRetryHostPredicate[]
  readonly hostSelectionRetryMaxAttempts: number
  readonly retriableStatusCodes: readonly number[]
  readonly retryBackOff: RetryPolicyRetryBackOff | null
  readonly retriableHeaders: readonly HeaderMatcher[]
  readonly retriableRequestHeaders: readonly HeaderMatcher[]
  readonly rateLimitedRetryBackOff: RetryPolicyRateLimitedRetryBackOff | null
  readonly perTryIdleTimeout: Duration | null
}

export const RetryPolicy: MessageType<RetryPolicy> = define<RetryPolicy>({
  name: 'envoy.config.route.v3.RetryPolicy', empty: emptyRetryPolicy, write: writeRetryPolicy, read: readRetryPolicy,
  fields: () => [
    ['retry_on', 1, 'string'],
    ['num_retries', 2, UInt32Value],
    ['per_try_timeout', 3, Duration],
    ['retry_priority', 4, RetryPolicyRetryPriority],
    ['retry_host_predicate', 5, RetryPolicyRetryHostPredicate, 'list'],
    ['host_selection_retry_max_attempts', 6, 'int64'],
    ['retriable_status_codes', 7, 'uint32', 'list'],
    ['retry_back_off', 8, RetryPolicyRetryBackOff],
    ['retriable_headers', 9, HeaderMatcher, 'list'],
    ['retriable_request_headers', 10, HeaderMatcher, 'list'],
    ['rate_limited_retry_back_off', 11, RetryPolicyRateLimitedRetryBackOff],
    ['per_try_idle_timeout', 13, Duration],
  ],
  pruned: { 12: 'retry_options_predicates' },
})

export function emptyRetryPolicy(): RetryPolicy {
  return {
    retryOn: '',
    numRetries: null,
    perTryTimeout: null,
    retryPriority: null,
    retryHostPredicate: NO_ITEMS,
    hostSelectionRetryMaxAttempts: 0,
    retriableStatusCodes: NO_ITEMS,
    retryBackOff: null,
    retriableHeaders: NO_ITEMS,
    retriableRequestHeaders: NO_ITEMS,
    rateLimitedRetryBackOff: null,
    perTryIdleTimeout: null,
  }
}

export function writeRetryPolicy(m: RetryPolicy, w: ByteWriter): void {
  if (m.retryOn !== '') w.uint32(10).string(m.retryOn)
  if (m.numRetries !== null) put(w, 18, writeUInt32Value, m.numRetries)
  if (m.perTryTimeout !== null) put(w, 26, writeDuration, m.perTryTimeout)
  if (m.retryPriority !== null) put(w, 34, writeRetryPolicyRetryPriority, m.retryPriority)
  for (const v of m.retryHostPredicate) put(w, 42, writeRetryPolicyRetryHostPredicate, v)
  if (m.hostSelectionRetryMaxAttempts !== 0) w.uint32(48).int64(m.hostSelectionRetryMaxAttempts)
  if (m.retriableStatusCodes.length > 0) { w.uint32(58); const o = w.open(); for (const v of m.retriableStatusCodes) w.uint32(v); w.close(o) }
  if (m.retryBackOff !== null) put(w, 66, writeRetryPolicyRetryBackOff, m.retryBackOff)
  for (const v of m.retriableHeaders) put(w, 74, writeHeaderMatcher, v)
  for (const v of m.retriableRequestHeaders) put(w, 82, writeHeaderMatcher, v)
  if (m.rateLimitedRetryBackOff !== null) put(w, 90, writeRetryPolicyRateLimitedRetryBackOff, m.rateLimitedRetryBackOff)
  if (m.perTryIdleTimeout !== null) put(w, 106, writeDuration, m.perTryIdleTimeout)
}

export function readRetryPolicy(r: MessageReader, into: RetryPolicy | null): RetryPolicy {
  const m: Mutable<RetryPolicy> = into ?? emptyRetryPolicy()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.retryOn = r.string(); break
      case 18: m.numRetries = readUInt32Value(r.message()); break
      case 26: m.perTryTimeout = readDuration(r.message(), m.perTryTimeout); break
      case 34: m.retryPriority = readRetryPolicyRetryPriority(r.message(), m.retryPriority); break
      case 42: m.retryHostPredicate = append(m.retryHostPredicate, readRetryPolicyRetryHostPredicate(r.message(), null)); break
      case 48: m.hostSelectionRetryMaxAttempts = r.int64AsNumber(); break
      case 56: m.retriableStatusCodes = append(m.retriableStatusCodes, r.uint32()); break
      case 58: { const p = r.message(); while (!p.done) m.retriableStatusCodes = append(m.retriableStatusCodes, p.uint32()); break }
      case 66: m.retryBackOff = readRetryPolicyRetryBackOff(r.message(), m.retryBackOff); break
      case 74: m.retriableHeaders = append(m.retriableHeaders, readHeaderMatcher(r.message(), null)); break
      case 82: m.retriableRequestHeaders = append(m.retriableRequestHeaders, readHeaderMatcher(r.message(), null)); break
      case 90: m.rateLimitedRetryBackOff = readRetryPolicyRateLimitedRetryBackOff(r.message(), m.rateLimitedRetryBackOff); break
      case 106: m.perTryIdleTimeout = readDuration(r.message(), m.perTryIdleTimeout); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.route.v3.RetryPolicy.RateLimitedRetryBackOff */
export interface RetryPolicyRateLimitedRetryBackOff {
  readonly resetHeaders: readonly RetryPolicyResetHeader[]
  readonly maxInterval: Duration | null
}

export const RetryPolicyRateLimitedRetryBackOff: MessageType<RetryPolicyRateLimitedRetryBackOff> = define<RetryPolicyRateLimitedRetryBackOff>({
  name: 'envoy.config.route.v3.RetryPolicy.RateLimitedRetryBackOff', empty: emptyRetryPolicyRateLimitedRetryBackOff, write: writeRetryPolicyRateLimitedRetryBackOff, read: readRetryPolicyRateLimitedRetryBackOff,
  fields: () => [
    ['reset_headers', 1, RetryPolicyResetHeader, 'list'],
    ['max_interval', 2, Duration],
  ],
})

export function emptyRetryPolicyRateLimitedRetryBackOff(): RetryPolicyRateLimitedRetryBackOff {
  return {
    resetHeaders: NO_ITEMS,
    maxInterval: null,
  }
}

export function writeRetryPolicyRateLimitedRetryBackOff(m: RetryPolicyRateLimitedRetryBackOff, w: ByteWriter): void {
  for (const v of m.resetHeaders) put(w, 10, writeRetryPolicyResetHeader, v)
  if (m.maxInterval !== null) put(w, 18, writeDuration, m.maxInterval)
}

export function readRetryPolicyRateLimitedRetryBackOff(r: MessageReader, into: RetryPolicyRateLimitedRetryBackOff | null): RetryPolicyRateLimitedRetryBackOff {
  const m: Mutable<RetryPolicyRateLimitedRetryBackOff> = into ?? emptyRetryPolicyRateLimitedRetryBackOff()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.resetHeaders = append(m.resetHeaders, readRetryPolicyResetHeader(r.message(), null)); break
      case 18: m.maxInterval = readDuration(r.message(), m.maxInterval); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.route.v3.RetryPolicy.ResetHeader */
export interface RetryPolicyResetHeader {
  readonly name: string
  readonly format: RetryPolicyResetHeaderFormat
}

export const RetryPolicyResetHeader: MessageType<RetryPolicyResetHeader> = define<RetryPolicyResetHeader>({
  name: 'envoy.config.route.v3.RetryPolicy.ResetHeader', empty: emptyRetryPolicyResetHeader, write: writeRetryPolicyResetHeader, read: readRetryPolicyResetHeader,
  fields: () => [
    ['name', 1, 'string'],
    ['format', 2, { enum: RetryPolicyResetHeaderFormat }],
  ],
})

export function emptyRetryPolicyResetHeader(): RetryPolicyResetHeader {
  return {
    name: '',
    format: 0,
  }
}

export function writeRetryPolicyResetHeader(m: RetryPolicyResetHeader, w: ByteWriter): void {
  if (m.name !== '') w.uint32(10).string(m.name)
  if (m.format !== 0) w.uint32(16).int32(m.format)
}

export function readRetryPolicyResetHeader(r: MessageReader, into: RetryPolicyResetHeader | null): RetryPolicyResetHeader {
  const m: Mutable<RetryPolicyResetHeader> = into ?? emptyRetryPolicyResetHeader()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.name = r.string(); break
      case 16: m.format = r.int32() as RetryPolicyResetHeaderFormat; break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.route.v3.RetryPolicy.RetryBackOff */
export interface RetryPolicyRetryBackOff {
  readonly baseInterval: Duration | null
  readonly maxInterval: Duration | null
}

export const RetryPolicyRetryBackOff: MessageType<RetryPolicyRetryBackOff> = define<RetryPolicyRetryBackOff>({
  name: 'envoy.config.route.v3.RetryPolicy.RetryBackOff', empty: emptyRetryPolicyRetryBackOff, write: writeRetryPolicyRetryBackOff, read: readRetryPolicyRetryBackOff,
  fields: () => [
    ['base_interval', 1, Duration],
    ['max_interval', 2, Duration],
  ],
})

export function emptyRetryPolicyRetryBackOff(): RetryPolicyRetryBackOff {
  return {
    baseInterval: null,
    maxInterval: null,
  }
}

export function writeRetryPolicyRetryBackOff(m: RetryPolicyRetryBackOff, w: ByteWriter): void {
  if (m.baseInterval !== null) put(w, 10, writeDuration, m.baseInterval)
  if (m.maxInterval !== null) put(w, 18, writeDuration, m.maxInterval)
}

export function readRetryPolicyRetryBackOff(r: MessageReader, into: RetryPolicyRetryBackOff | null): RetryPolicyRetryBackOff {
  const m: Mutable<RetryPolicyRetryBackOff> = into ?? emptyRetryPolicyRetryBackOff()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.baseInterval = readDuration(r.message(), m.baseInterval); break
      case 18: m.maxInterval = readDuration(r.message(), m.maxInterval); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.route.v3.RetryPolicy.RetryHostPredicate */
export interface RetryPolicyRetryHostPredicate {
  readonly name: string
  readonly typedConfig: Any | null // oneof config_type
}

export const RetryPolicyRetryHostPredicate: MessageType<RetryPolicyRetryHostPredicate> = define<RetryPolicyRetryHostPredicate>({
  name: 'envoy.config.route.v3.RetryPolicy.RetryHostPredicate', empty: emptyRetryPolicyRetryHostPredicate, write: writeRetryPolicyRetryHostPredicate, read: readRetryPolicyRetryHostPredicate,
  fields: () => [
    ['name', 1, 'string'],
    ['typed_config', 3, Any, '', 'configType'],
  ],
})

export function emptyRetryPolicyRetryHostPredicate(): RetryPolicyRetryHostPredicate {
  return {
    name: '',
    typedConfig: null,
  }
}

export function writeRetryPolicyRetryHostPredicate(m: RetryPolicyRetryHostPredicate, w: ByteWriter): void {
  if (m.name !== '') w.uint32(10).string(m.name)
  if (m.typedConfig !== null) put(w, 26, writeAny, m.typedConfig)
}

export function readRetryPolicyRetryHostPredicate(r: MessageReader, into: RetryPolicyRetryHostPredicate | null): RetryPolicyRetryHostPredicate {
  const m: Mutable<RetryPolicyRetryHostPredicate> = into ?? emptyRetryPolicyRetryHostPredicate()
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

/** envoy.config.route.v3.RetryPolicy.RetryPriority */
export interface RetryPolicyRetryPriority {
  readonly name: string
  readonly typedConfig: Any | null // oneof config_type
}

export const RetryPolicyRetryPriority: MessageType<RetryPolicyRetryPriority> = define<RetryPolicyRetryPriority>({
  name: 'envoy.config.route.v3.RetryPolicy.RetryPriority', empty: emptyRetryPolicyRetryPriority, write: writeRetryPolicyRetryPriority, read: readRetryPolicyRetryPriority,
  fields: () => [
    ['name', 1, 'string'],
    ['typed_config', 3, Any, '', 'configType'],
  ],
})

export function emptyRetryPolicyRetryPriority(): RetryPolicyRetryPriority {
  return {
    name: '',
    typedConfig: null,
  }
}

export function writeRetryPolicyRetryPriority(m: RetryPolicyRetryPriority, w: ByteWriter): void {
  if (m.name !== '') w.uint32(10).string(m.name)
  if (m.typedConfig !== null) put(w, 26, writeAny, m.typedConfig)
}

export function readRetryPolicyRetryPriority(r: MessageReader, into: RetryPolicyRetryPriority | null): RetryPolicyRetryPriority {
  const m: Mutable<RetryPolicyRetryPriority> = into ?? emptyRetryPolicyRetryPriority()
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

/** envoy.config.route.v3.Route */
export interface Route {
  readonly match: RouteMatch | null
  readonly route: RouteAction | null // oneof action
  readonly redirect: RedirectAction | null // oneof action
  readonly metadata: Metadata | null
  readonly decorator: Decorator | null
  readonly directResponse: DirectResponseAction | null // oneof action
  readonly requestHeadersToAdd: readonly HeaderValueOption[]
  readonly responseHeadersToAdd: readonly HeaderValueOption[]
  readonly responseHeadersToRemove: readonly string[]
  readonly requestHeadersToRemove: readonly string[]
  readonly typedPerFilterConfig: ReadonlyMap<string, Any>
  readonly name: string
  readonly tracing: Tracing | null
  readonly perRequestBufferLimitBytes: number | null
  readonly filterAction: FilterAction | null // oneof action
  readonly nonForwardingAction: NonForwardingAction | null // oneof action
  readonly statPrefix: string
  readonly requestBodyBufferLimit: number | null
}

export const Route: MessageType<Route> = define<Route>({
  name: 'envoy.config.route.v3.Route', empty: emptyRoute, write: writeRoute, read: readRoute,
  fields: () => [
    ['match', 1, RouteMatch],
    ['route', 2, RouteAction, '', 'action'],
    ['redirect', 3, RedirectAction, '', 'action'],
    ['metadata', 4, Metadata],
    ['decorator', 5, Decorator],
    ['direct_response', 7, DirectResponseAction, '', 'action'],
    ['request_headers_to_add', 9, HeaderValueOption, 'list'],
    ['response_headers_to_add', 10, HeaderValueOption, 'list'],
    ['response_headers_to_remove', 11, 'string', 'list'],
    ['request_headers_to_remove', 12, 'string', 'list'],
    ['typed_per_filter_config', 13, Any, 'map:string'],
    ['name', 14, 'string'],
    ['tracing', 15, Tracing],
    ['per_request_buffer_limit_bytes', 16, UInt32Value],
    ['filter_action', 17, FilterAction, '', 'action'],
    ['non_forwarding_action', 18, NonForwardingAction, '', 'action'],
    ['stat_prefix', 19, 'string'],
    ['request_body_buffer_limit', 20, UInt64Value],
  ],
})

export function emptyRoute(): Route {
  return {
    match: null,
    route: null,
    redirect: null,
    metadata: null,
    decorator: null,
    directResponse: null,
    requestHeadersToAdd: NO_ITEMS,
    responseHeadersToAdd: NO_ITEMS,
    responseHeadersToRemove: NO_ITEMS,
    requestHeadersToRemove: NO_ITEMS,
    typedPerFilterConfig: NO_ENTRIES,
    name: '',
    tracing: null,
    perRequestBufferLimitBytes: null,
    filterAction: null,
    nonForwardingAction: null,
    statPrefix: '',
    requestBodyBufferLimit: null,
  }
}

export function writeRoute(m: Route, w: ByteWriter): void {
  if (m.match !== null) put(w, 10, writeRouteMatch, m.match)
  if (m.route !== null) put(w, 18, writeRouteAction, m.route)
  if (m.redirect !== null) put(w, 26, writeRedirectAction, m.redirect)
  if (m.metadata !== null) put(w, 34, writeMetadata, m.metadata)
  if (m.decorator !== null) put(w, 42, writeDecorator, m.decorator)
  if (m.directResponse !== null) put(w, 58, writeDirectResponseAction, m.directResponse)
  for (const v of m.requestHeadersToAdd) put(w, 74, writeHeaderValueOption, v)
  for (const v of m.responseHeadersToAdd) put(w, 82, writeHeaderValueOption, v)
  for (const v of m.responseHeadersToRemove) w.uint32(90).string(v)
  for (const v of m.requestHeadersToRemove) w.uint32(98).string(v)
  for (const [k, v] of m.typedPerFilterConfig) { w.uint32(106); const o = w.open(); w.uint32(10).string(k); put(w, 18, writeAny, v); w.close(o) }
  if (m.name !== '') w.uint32(114).string(m.name)
  if (m.tracing !== null) put(w, 122, writeTracing, m.tracing)
  if (m.perRequestBufferLimitBytes !== null) put(w, 130, writeUInt32Value, m.perRequestBufferLimitBytes)
  if (m.filterAction !== null) put(w, 138, writeFilterAction, m.filterAction)
  if (m.nonForwardingAction !== null) put(w, 146, writeNonForwardingAction, m.nonForwardingAction)
  if (m.statPrefix !== '') w.uint32(154).string(m.statPrefix)
  if (m.requestBodyBufferLimit !== null) put(w, 162, writeUInt64Value, m.requestBodyBufferLimit)
}

export function readRoute(r: MessageReader, into: Route | null): Route {
  const m: Mutable<Route> = into ?? emptyRoute()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.match = readRouteMatch(r.message(), m.match); break
      case 18: { const v = readRouteAction(r.message(), m.route); clearRoute_action(m); m.route = v; break }
      case 26: { const v = readRedirectAction(r.message(), m.redirect); clearRoute_action(m); m.redirect = v; break }
      case 34: m.metadata = readMetadata(r.message(), m.metadata); break
      case 42: m.decorator = readDecorator(r.message(), m.decorator); break
      case 58: { const v = readDirectResponseAction(r.message(), m.directResponse); clearRoute_action(m); m.directResponse = v; break }
      case 74: m.requestHeadersToAdd = append(m.requestHeadersToAdd, readHeaderValueOption(r.message(), null)); break
      case 82: m.responseHeadersToAdd = append(m.responseHeadersToAdd, readHeaderValueOption(r.message(), null)); break
      case 90: m.responseHeadersToRemove = append(m.responseHeadersToRemove, r.string()); break
      case 98: m.requestHeadersToRemove = append(m.requestHeadersToRemove, r.string()); break
      case 106: readRoute_typedPerFilterConfig(r.message(), (m.typedPerFilterConfig = ownMap(m.typedPerFilterConfig))); break
      case 114: m.name = r.string(); break
      case 122: m.tracing = readTracing(r.message(), m.tracing); break
      case 130: m.perRequestBufferLimitBytes = readUInt32Value(r.message()); break
      case 138: { const v = readFilterAction(r.message(), m.filterAction); clearRoute_action(m); m.filterAction = v; break }
      case 146: { const v = readNonForwardingAction(r.message(), m.nonForwardingAction); clearRoute_action(m); m.nonForwardingAction = v; break }
      case 154: m.statPrefix = r.string(); break
      case 162: m.requestBodyBufferLimit = readUInt64Value(r.message()); break
      default: r.skipField(tag)
    }
  }
  return m
}
function clearRoute_action(m: Mutable<Route>): void {
  m.route = null
  m.redirect = null
  m.directResponse = null
  m.filterAction = null
  m.nonForwardingAction = null
}
function readRoute_typedPerFilterConfig(r: MessageReader, map: Map<string, Any>): void {
  let key: string = ''
  let value: Any | null = null
  while (!r.done) {
    const tag = r.uint32()
    if (tag === 10) key = r.string()
    else if (tag === 18) value = readAny(r.message(), value)
    else r.skipField(tag)
  }
  map.set(key, value ?? Any.create())
}

/** envoy.config.route.v3.RouteAction */
export interface RouteAction {
  readonly cluster: string | null // oneof cluster_specifier
  readonly clusterHeader: string | null // oneof cluster_specifier
  readonly weightedClusters: WeightedCluster | null // oneof cluster_specifier
  readonly metadataMatch: Metadata | null
  readonly prefixRewrite: string
  readonly hostRewriteLiteral: string | null // oneof host_rewrite_specifier
  readonly autoHostRewrite: boolean | null // oneof host_rewrite_specifier
  readonly timeout: Duration | null
  readonly retryPolicy: RetryPolicy | null
  readonly priority: RoutingPriority
  readonly rateLimits: readonly RateLimit[]
  readonly includeVhRateLimits: boolean | null
  readonly hashPolicy: readonly RouteActionHashPolicy[]
  readonly cors: RouteCorsPolicy | null
  readonly clusterNotFoundResponseCode: RouteActionClusterNotFoundResponseCode
  readonly maxGrpcTimeout: Duration | null
  readonly idleTimeout: Duration | null
  readonly upgradeConfigs: readonly RouteActionUpgradeConfig[]
  readonly internalRedirectAction: RouteActionInternalRedirectAction
  readonly hedgePolicy: HedgePolicy | null
  readonly grpcTimeoutOffset: Duration | null
  readonly hostRewriteHeader: string | null // oneof host_rewrite_specifier
  readonly requestMirrorPolicies: readonly RouteActionRequestMirrorPolicy[]
  readonly maxInternalRedirects: number | null
  readonly regexRewrite: RegexMatchAndSubstitute | null
  readonly internalRedirectPolicy: InternalRedirectPolicy | null
  readonly hostRewritePathRegex: RegexMatchAndSubstitute | null // oneof host_rewrite_specifier
  readonly maxStreamDuration: RouteActionMaxStreamDuration | null
  readonly clusterSpecifierPlugin: string | null // oneof cluster_specifier
  readonly appendXForwardedHost: boolean
  readonly inlineClusterSpecifierPlugin: ClusterSpecifierPlugin | null // oneof cluster_specifier
  readonly earlyDataPolicy: TypedExtensionConfig | null
  readonly pathRewritePolicy: TypedExtensionConfig | null
  readonly hostRewrite: string
  readonly pathRewrite: string
}

export const RouteAction: MessageType<RouteAction> = define<RouteAction>({
  name: 'envoy.config.route.v3.RouteAction', empty: emptyRouteAction, write: writeRouteAction, read: readRouteAction,
  fields: () => [
    ['cluster', 1, 'string', '', 'clusterSpecifier'],
    ['cluster_header', 2, 'string', '', 'clusterSpecifier'],
    ['weighted_clusters', 3, WeightedCluster, '', 'clusterSpecifier'],
    ['metadata_match', 4, Metadata],
    ['prefix_rewrite', 5, 'string'],
    ['host_rewrite_literal', 6, 'string', '', 'hostRewriteSpecifier'],
    ['auto_host_rewrite', 7, BoolValue, '', 'hostRewriteSpecifier'],
    ['timeout', 8, Duration],
    ['retry_policy', 9, RetryPolicy],
    ['priority', 11, { enum: RoutingPriority }],
    ['rate_limits', 13, RateLimit, 'list'],
    ['include_vh_rate_limits', 14, BoolValue],
    ['hash_policy', 15, RouteActionHashPolicy, 'list'],
    ['cors', 17, RouteCorsPolicy],
    ['cluster_not_found_response_code', 20, { enum: RouteActionClusterNotFoundResponseCode }],
    ['max_grpc_timeout', 23, Duration],
    ['idle_timeout', 24, Duration],
    ['upgrade_configs', 25, RouteActionUpgradeConfig, 'list'],
    ['internal_redirect_action', 26, { enum: RouteActionInternalRedirectAction }],
    ['hedge_policy', 27, HedgePolicy],
    ['grpc_timeout_offset', 28, Duration],
    ['host_rewrite_header', 29, 'string', '', 'hostRewriteSpecifier'],
    ['request_mirror_policies', 30, RouteActionRequestMirrorPolicy, 'list'],
    ['max_internal_redirects', 31, UInt32Value],
    ['regex_rewrite', 32, RegexMatchAndSubstitute],
    ['internal_redirect_policy', 34, InternalRedirectPolicy],
    ['host_rewrite_path_regex', 35, RegexMatchAndSubstitute, '', 'hostRewriteSpecifier'],
    ['max_stream_duration', 36, RouteActionMaxStreamDuration],
    ['cluster_specifier_plugin', 37, 'string', '', 'clusterSpecifier'],
    ['append_x_forwarded_host', 38, 'bool'],
    ['inline_cluster_specifier_plugin', 39, ClusterSpecifierPlugin, '', 'clusterSpecifier'],
    ['early_data_policy', 40, TypedExtensionConfig],
    ['path_rewrite_policy', 41, TypedExtensionConfig],
    ['host_rewrite', 44, 'string'],
    ['path_rewrite', 45, 'string'],
  ],
  pruned: { 33: 'retry_policy_typed_config' },
})

export function emptyRouteAction(): RouteAction {
  return {
    cluster: null,
    clusterHeader: null,
    weightedClusters: null,
    metadataMatch: null,
    prefixRewrite: '',
    hostRewriteLiteral: null,
    autoHostRewrite: null,
    timeout: null,
    retryPolicy: null,
    priority: 0,
    rateLimits: NO_ITEMS,
    includeVhRateLimits: null,
    hashPolicy: NO_ITEMS,
    cors: null,
    clusterNotFoundResponseCode: 0,
    maxGrpcTimeout: null,
    idleTimeout: null,
    upgradeConfigs: NO_ITEMS,
    internalRedirectAction: 0,
    hedgePolicy: null,
    grpcTimeoutOffset: null,
    hostRewriteHeader: null,
    requestMirrorPolicies: NO_ITEMS,
    maxInternalRedirects: null,
    regexRewrite: null,
    internalRedirectPolicy: null,
    hostRewritePathRegex: null,
    maxStreamDuration: null,
    clusterSpecifierPlugin: null,
    appendXForwardedHost: false,
    inlineClusterSpecifierPlugin: null,
    earlyDataPolicy: null,
    pathRewritePolicy: null,
    hostRewrite: '',
    pathRewrite: '',
  }
}

export function writeRouteAction(m: RouteAction, w: ByteWriter): void {
  if (m.cluster !== null) w.uint32(10).string(m.cluster)
  if (m.clusterHeader !== null) w.uint32(18).string(m.clusterHeader)
  if (m.weightedClusters !== null) put(w, 26, writeWeightedCluster, m.weightedClusters)
  if (m.metadataMatch !== null) put(w, 34, writeMetadata, m.metadataMatch)
  if (m.prefixRewrite !== '') w.uint32(42).string(m.prefixRewrite)
  if (m.hostRewriteLiteral !== null) w.uint32(50).string(m.hostRewriteLiteral)
  if (m.autoHostRewrite !== null) put(w, 58, writeBoolValue, m.autoHostRewrite)
  if (m.timeout !== null) put(w, 66, writeDuration, m.timeout)
  if (m.retryPolicy !== null) put(w, 74, writeRetryPolicy, m.retryPolicy)
  if (m.priority !== 0) w.uint32(88).int32(m.priority)
  for (const v of m.rateLimits) put(w, 106, writeRateLimit, v)
  if (m.includeVhRateLimits !== null) put(w, 114, writeBoolValue, m.includeVhRateLimits)
  for (const v of m.hashPolicy) put(w, 122, writeRouteActionHashPolicy, v)
  if (m.cors !== null) put(w, 138, writeRouteCorsPolicy, m.cors)
  if (m.clusterNotFoundResponseCode !== 0) w.uint32(160).int32(m.clusterNotFoundResponseCode)
  if (m.maxGrpcTimeout !== null) put(w, 186, writeDuration, m.maxGrpcTimeout)
  if (m.idleTimeout !== null) put(w, 194, writeDuration, m.idleTimeout)
  for (const v of m.upgradeConfigs) put(w, 202, writeRouteActionUpgradeConfig, v)
  if (m.internalRedirectAction !== 0) w.uint32(208).int32(m.internalRedirectAction)
  if (m.hedgePolicy !== null) put(w, 218, writeHedgePolicy, m.hedgePolicy)
  if (m.grpcTimeoutOffset !== null) put(w, 226, writeDuration, m.grpcTimeoutOffset)
  if (m.hostRewriteHeader !== null) w.uint32(234).string(m.hostRewriteHeader)
  for (const v of m.requestMirrorPolicies) put(w, 242, writeRouteActionRequestMirrorPolicy, v)
  if (m.maxInternalRedirects !== null) put(w, 250, writeUInt32Value, m.maxInternalRedirects)
  if (m.regexRewrite !== null) put(w, 258, writeRegexMatchAndSubstitute, m.regexRewrite)
  if (m.internalRedirectPolicy !== null) put(w, 274, writeInternalRedirectPolicy, m.internalRedirectPolicy)
  if (m.hostRewritePathRegex !== null) put(w, 282, writeRegexMatchAndSubstitute, m.hostRewritePathRegex)
  if (m.maxStreamDuration !== null) put(w, 290, writeRouteActionMaxStreamDuration, m.maxStreamDuration)
  if (m.clusterSpecifierPlugin !== null) w.uint32(298).string(m.clusterSpecifierPlugin)
  if (m.appendXForwardedHost) w.uint32(304).bool(m.appendXForwardedHost)
  if (m.inlineClusterSpecifierPlugin !== null) put(w, 314, writeClusterSpecifierPlugin, m.inlineClusterSpecifierPlugin)
  if (m.earlyDataPolicy !== null) put(w, 322, writeTypedExtensionConfig, m.earlyDataPolicy)
  if (m.pathRewritePolicy !== null) put(w, 330, writeTypedExtensionConfig, m.pathRewritePolicy)
  if (m.hostRewrite !== '') w.uint32(354).string(m.hostRewrite)
  if (m.pathRewrite !== '') w.uint32(362).string(m.pathRewrite)
}

export function readRouteAction(r: MessageReader, into: RouteAction | null): RouteAction {
  const m: Mutable<RouteAction> = into ?? emptyRouteAction()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: { const v = r.string(); clearRouteAction_cluster_specifier(m); m.cluster = v; break }
      case 18: { const v = r.string(); clearRouteAction_cluster_specifier(m); m.clusterHeader = v; break }
      case 26: { const v = readWeightedCluster(r.message(), m.weightedClusters); clearRouteAction_cluster_specifier(m); m.weightedClusters = v; break }
      case 34: m.metadataMatch = readMetadata(r.message(), m.metadataMatch); break
      case 42: m.prefixRewrite = r.string(); break
      case 50: { const v = r.string(); clearRouteAction_host_rewrite_specifier(m); m.hostRewriteLiteral = v; break }
      case 58: { const v = readBoolValue(r.message()); clearRouteAction_host_rewrite_specifier(m); m.autoHostRewrite = v; break }
      case 66: m.timeout = readDuration(r.message(), m.timeout); break
      case 74: m.retryPolicy = readRetryPolicy(r.message(), m.retryPolicy); break
      case 88: m.priority = r.int32() as RoutingPriority; break
      case 106: m.rateLimits = append(m.rateLimits, readRateLimit(r.message(), null)); break
      case 114: m.includeVhRateLimits = readBoolValue(r.message()); break
      case 122: m.hashPolicy = append(m.hashPolicy, readRouteActionHashPolicy(r.message(), null)); break
      case 138: m.cors = readRouteCorsPolicy(r.message(), m.cors); break
      case 160: m.clusterNotFoundResponseCode = r.int32() as RouteActionClusterNotFoundResponseCode; break
      case 186: m.maxGrpcTimeout = readDuration(r.message(), m.maxGrpcTimeout); break
      case 194: m.idleTimeout = readDuration(r.message(), m.idleTimeout); break
      case 202: m.upgradeConfigs = append(m.upgradeConfigs, readRouteActionUpgradeConfig(r.message(), null)); break
      case 208: m.internalRedirectAction = r.int32() as RouteActionInternalRedirectAction; break
      case 218: m.hedgePolicy = readHedgePolicy(r.message(), m.hedgePolicy); break
      case 226: m.grpcTimeoutOffset = readDuration(r.message(), m.grpcTimeoutOffset); break
      case 234: { const v = r.string(); clearRouteAction_host_rewrite_specifier(m); m.hostRewriteHeader = v; break }
      case 242: m.requestMirrorPolicies = append(m.requestMirrorPolicies, readRouteActionRequestMirrorPolicy(r.message(), null)); break
      case 250: m.maxInternalRedirects = readUInt32Value(r.message()); break
      case 258: m.regexRewrite = readRegexMatchAndSubstitute(r.message(), m.regexRewrite); break
      case 274: m.internalRedirectPolicy = readInternalRedirectPolicy(r.message(), m.internalRedirectPolicy); break
      case 282: { const v = readRegexMatchAndSubstitute(r.message(), m.hostRewritePathRegex); clearRouteAction_host_rewrite_specifier(m); m.hostRewritePathRegex = v; break }
      case 290: m.maxStreamDuration = readRouteActionMaxStreamDuration(r.message(), m.maxStreamDuration); break
      case 298: { const v = r.string(); clearRouteAction_cluster_specifier(m); m.clusterSpecifierPlugin = v; break }
      case 304: m.appendXForwardedHost = r.bool(); break
      case 314: { const v = readClusterSpecifierPlugin(r.message(), m.inlineClusterSpecifierPlugin); clearRouteAction_cluster_specifier(m); m.inlineClusterSpecifierPlugin = v; break }
      case 322: m.earlyDataPolicy = readTypedExtensionConfig(r.message(), m.earlyDataPolicy); break
      case 330: m.pathRewritePolicy = readTypedExtensionConfig(r.message(), m.pathRewritePolicy); break
      case 354: m.hostRewrite = r.string(); break
      case 362: m.pathRewrite = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}
function clearRouteAction_cluster_specifier(m: Mutable<RouteAction>): void {
  m.cluster = null
  m.clusterHeader = null
  m.weightedClusters = null
  m.clusterSpecifierPlugin = null
  m.inlineClusterSpecifierPlugin = null
}
function clearRouteAction_host_rewrite_specifier(m: Mutable<RouteAction>): void {
  m.hostRewriteLiteral = null
  m.autoHostRewrite = null
  m.hostRewriteHeader = null
  m.hostRewritePathRegex = null
}

/** envoy.config.route.v3.RouteAction.HashPolicy */
export interface RouteActionHashPolicy {
  readonly header: RouteActionHashPolicyHeader | null // oneof policy_specifier
  readonly cookie: RouteActionHashPolicyCookie | null // oneof policy_specifier
  readonly connectionProperties: RouteActionHashPolicyConnectionProperties | null // oneof policy_specifier
  readonly terminal: boolean
  readonly queryParameter: RouteActionHashPolicyQueryParameter | null // oneof policy_specifier
  readonly filterState: RouteActionHashPolicyFilterState | null // oneof policy_specifier
}

export const RouteActionHashPolicy: MessageType<RouteActionHashPolicy> = define<RouteActionHashPolicy>({
  name: 'envoy.config.route.v3.RouteAction.HashPolicy', empty: emptyRouteActionHashPolicy, write: writeRouteActionHashPolicy, read: readRouteActionHashPolicy,
  fields: () => [
    ['header', 1, RouteActionHashPolicyHeader, '', 'policySpecifier'],
    ['cookie', 2, RouteActionHashPolicyCookie, '', 'policySpecifier'],
    ['connection_properties', 3, RouteActionHashPolicyConnectionProperties, '', 'policySpecifier'],
    ['terminal', 4, 'bool'],
    ['query_parameter', 5, RouteActionHashPolicyQueryParameter, '', 'policySpecifier'],
    ['filter_state', 6, RouteActionHashPolicyFilterState, '', 'policySpecifier'],
  ],
})

export function emptyRouteActionHashPolicy(): RouteActionHashPolicy {
  return {
    header: null,
    cookie: null,
    connectionProperties: null,
    terminal: false,
    queryParameter: null,
    filterState: null,
  }
}

export function writeRouteActionHashPolicy(m: RouteActionHashPolicy, w: ByteWriter): void {
  if (m.header !== null) put(w, 10, writeRouteActionHashPolicyHeader, m.header)
  if (m.cookie !== null) put(w, 18, writeRouteActionHashPolicyCookie, m.cookie)
  if (m.connectionProperties !== null) put(w, 26, writeRouteActionHashPolicyConnectionProperties, m.connectionProperties)
  if (m.terminal) w.uint32(32).bool(m.terminal)
  if (m.queryParameter !== null) put(w, 42, writeRouteActionHashPolicyQueryParameter, m.queryParameter)
  if (m.filterState !== null) put(w, 50, writeRouteActionHashPolicyFilterState, m.filterState)
}

export function readRouteActionHashPolicy(r: MessageReader, into: RouteActionHashPolicy | null): RouteActionHashPolicy {
  const m: Mutable<RouteActionHashPolicy> = into ?? emptyRouteActionHashPolicy()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: { const v = readRouteActionHashPolicyHeader(r.message(), m.header); clearRouteActionHashPolicy_policy_specifier(m); m.header = v; break }
      case 18: { const v = readRouteActionHashPolicyCookie(r.message(), m.cookie); clearRouteActionHashPolicy_policy_specifier(m); m.cookie = v; break }
      case 26: { const v = readRouteActionHashPolicyConnectionProperties(r.message(), m.connectionProperties); clearRouteActionHashPolicy_policy_specifier(m); m.connectionProperties = v; break }
      case 32: m.terminal = r.bool(); break
      case 42: { const v = readRouteActionHashPolicyQueryParameter(r.message(), m.queryParameter); clearRouteActionHashPolicy_policy_specifier(m); m.queryParameter = v; break }
      case 50: { const v = readRouteActionHashPolicyFilterState(r.message(), m.filterState); clearRouteActionHashPolicy_policy_specifier(m); m.filterState = v; break }
      default: r.skipField(tag)
    }
  }
  return m
}
function clearRouteActionHashPolicy_policy_specifier(m: Mutable<RouteActionHashPolicy>): void {
  m.header = null
  m.cookie = null
  m.connectionProperties = null
  m.queryParameter = null
  m.filterState = null
}

/** envoy.config.route.v3.RouteAction.HashPolicy.ConnectionProperties */
export interface RouteActionHashPolicyConnectionProperties {
  readonly sourceIp: boolean
}

export const RouteActionHashPolicyConnectionProperties: MessageType<RouteActionHashPolicyConnectionProperties> = define<RouteActionHashPolicyConnectionProperties>({
  name: 'envoy.config.route.v3.RouteAction.HashPolicy.ConnectionProperties', empty: emptyRouteActionHashPolicyConnectionProperties, write: writeRouteActionHashPolicyConnectionProperties, read: readRouteActionHashPolicyConnectionProperties,
  fields: () => [
    ['source_ip', 1, 'bool'],
  ],
})

export function emptyRouteActionHashPolicyConnectionProperties(): RouteActionHashPolicyConnectionProperties {
  return {
    sourceIp: false,
  }
}

export function writeRouteActionHashPolicyConnectionProperties(m: RouteActionHashPolicyConnectionProperties, w: ByteWriter): void {
  if (m.sourceIp) w.uint32(8).bool(m.sourceIp)
}

export function readRouteActionHashPolicyConnectionProperties(r: MessageReader, into: RouteActionHashPolicyConnectionProperties | null): RouteActionHashPolicyConnectionProperties {
  const m: Mutable<RouteActionHashPolicyConnectionProperties> = into ?? emptyRouteActionHashPolicyConnectionProperties()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.sourceIp = r.bool(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.route.v3.RouteAction.HashPolicy.Cookie */
export interface RouteActionHashPolicyCookie {
  readonly name: string
  readonly ttl: Duration | null
  readonly path: string
  readonly attributes: readonly RouteActionHashPolicyCookieAttribute[]
}

export const RouteActionHashPolicyCookie: MessageType<RouteActionHashPolicyCookie> = define<RouteActionHashPolicyCookie>({
  name: 'envoy.config.route.v3.RouteAction.HashPolicy.Cookie', empty: emptyRouteActionHashPolicyCookie, write: writeRouteActionHashPolicyCookie, read: readRouteActionHashPolicyCookie,
  fields: () => [
    ['name', 1, 'string'],
    ['ttl', 2, Duration],
    ['path', 3, 'string'],
    ['attributes', 4, RouteActionHashPolicyCookieAttribute, 'list'],
  ],
})

export function emptyRouteActionHashPolicyCookie(): RouteActionHashPolicyCookie {
  return {
    name: '',
    ttl: null,
    path: '',
    attributes: NO_ITEMS,
  }
}

export function writeRouteActionHashPolicyCookie(m: RouteActionHashPolicyCookie, w: ByteWriter): void {
  if (m.name !== '') w.uint32(10).string(m.name)
  if (m.ttl !== null) put(w, 18, writeDuration, m.ttl)
  if (m.path !== '') w.uint32(26).string(m.path)
  for (const v of m.attributes) put(w, 34, writeRouteActionHashPolicyCookieAttribute, v)
}

export function readRouteActionHashPolicyCookie(r: MessageReader, into: RouteActionHashPolicyCookie | null): RouteActionHashPolicyCookie {
  const m: Mutable<RouteActionHashPolicyCookie> = into ?? emptyRouteActionHashPolicyCookie()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.name = r.string(); break
      case 18: m.ttl = readDuration(r.message(), m.ttl); break
      case 26: m.path = r.string(); break
      case 34: m.attributes = append(m.attributes, readRouteActionHashPolicyCookieAttribute(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.route.v3.RouteAction.HashPolicy.CookieAttribute */
export interface RouteActionHashPolicyCookieAttribute {
  readonly name: string
  readonly value: string
}

export const RouteActionHashPolicyCookieAttribute: MessageType<RouteActionHashPolicyCookieAttribute> = define<RouteActionHashPolicyCookieAttribute>({
  name: 'envoy.config.route.v3.RouteAction.HashPolicy.CookieAttribute', empty: emptyRouteActionHashPolicyCookieAttribute, write: writeRouteActionHashPolicyCookieAttribute, read: readRouteActionHashPolicyCookieAttribute,
  fields: () => [
    ['name', 1, 'string'],
    ['value', 2, 'string'],
  ],
})

export function emptyRouteActionHashPolicyCookieAttribute(): RouteActionHashPolicyCookieAttribute {
  return {
    name: '',
    value: '',
  }
}

export function writeRouteActionHashPolicyCookieAttribute(m: RouteActionHashPolicyCookieAttribute, w: ByteWriter): void {
  if (m.name !== '') w.uint32(10).string(m.name)
  if (m.value !== '') w.uint32(18).string(m.value)
}

export function readRouteActionHashPolicyCookieAttribute(r: MessageReader, into: RouteActionHashPolicyCookieAttribute | null): RouteActionHashPolicyCookieAttribute {
  const m: Mutable<RouteActionHashPolicyCookieAttribute> = into ?? emptyRouteActionHashPolicyCookieAttribute()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.name = r.string(); break
      case 18: m.value = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.route.v3.RouteAction.HashPolicy.FilterState */
export interface RouteActionHashPolicyFilterState {
  readonly key: string
}

export const RouteActionHashPolicyFilterState: MessageType<RouteActionHashPolicyFilterState> = define<RouteActionHashPolicyFilterState>({
  name: 'envoy.config.route.v3.RouteAction.HashPolicy.FilterState', empty: emptyRouteActionHashPolicyFilterState, write: writeRouteActionHashPolicyFilterState, read: readRouteActionHashPolicyFilterState,
  fields: () => [
    ['key', 1, 'string'],
  ],
})

export function emptyRouteActionHashPolicyFilterState(): RouteActionHashPolicyFilterState {
  return {
    key: '',
  }
}

export function writeRouteActionHashPolicyFilterState(m: RouteActionHashPolicyFilterState, w: ByteWriter): void {
  if (m.key !== '') w.uint32(10).string(m.key)
}

export function readRouteActionHashPolicyFilterState(r: MessageReader, into: RouteActionHashPolicyFilterState | null): RouteActionHashPolicyFilterState {
  const m: Mutable<RouteActionHashPolicyFilterState> = into ?? emptyRouteActionHashPolicyFilterState()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.key = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.route.v3.RouteAction.HashPolicy.Header */
export interface RouteActionHashPolicyHeader {
  readonly headerName: string
  readonly regexRewrite: RegexMatchAndSubstitute | null
}

export const RouteActionHashPolicyHeader: MessageType<RouteActionHashPolicyHeader> = define<RouteActionHashPolicyHeader>({
  name: 'envoy.config.route.v3.RouteAction.HashPolicy.Header', empty: emptyRouteActionHashPolicyHeader, write: writeRouteActionHashPolicyHeader, read: readRouteActionHashPolicyHeader,
  fields: () => [
    ['header_name', 1, 'string'],
    ['regex_rewrite', 2, RegexMatchAndSubstitute],
  ],
})

export function emptyRouteActionHashPolicyHeader(): RouteActionHashPolicyHeader {
  return {
    headerName: '',
    regexRewrite: null,
  }
}

export function writeRouteActionHashPolicyHeader(m: RouteActionHashPolicyHeader, w: ByteWriter): void {
  if (m.headerName !== '') w.uint32(10).string(m.headerName)
  if (m.regexRewrite !== null) put(w, 18, writeRegexMatchAndSubstitute, m.regexRewrite)
}

export function readRouteActionHashPolicyHeader(r: MessageReader, into: RouteActionHashPolicyHeader | null): RouteActionHashPolicyHeader {
  const m: Mutable<RouteActionHashPolicyHeader> = into ?? emptyRouteActionHashPolicyHeader()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.headerName = r.string(); break
      case 18: m.regexRewrite = readRegexMatchAndSubstitute(r.message(), m.regexRewrite); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.route.v3.RouteAction.HashPolicy.QueryParameter */
export interface RouteActionHashPolicyQueryParameter {
  readonly name: string
}

export const RouteActionHashPolicyQueryParameter: MessageType<RouteActionHashPolicyQueryParameter> = define<RouteActionHashPolicyQueryParameter>({
  name: 'envoy.config.route.v3.RouteAction.HashPolicy.QueryParameter', empty: emptyRouteActionHashPolicyQueryParameter, write: writeRouteActionHashPolicyQueryParameter, read: readRouteActionHashPolicyQueryParameter,
  fields: () => [
    ['name', 1, 'string'],
  ],
})

export function emptyRouteActionHashPolicyQueryParameter(): RouteActionHashPolicyQueryParameter {
  return {
    name: '',
  }
}

export function writeRouteActionHashPolicyQueryParameter(m: RouteActionHashPolicyQueryParameter, w: ByteWriter): void {
  if (m.name !== '') w.uint32(10).string(m.name)
}

export function readRouteActionHashPolicyQueryParameter(r: MessageReader, into: RouteActionHashPolicyQueryParameter | null): RouteActionHashPolicyQueryParameter {
  const m: Mutable<RouteActionHashPolicyQueryParameter> = into ?? emptyRouteActionHashPolicyQueryParameter()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.name = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.route.v3.RouteAction.MaxStreamDuration */
export interface RouteActionMaxStreamDuration {
  readonly maxStreamDuration: Duration | null
  readonly grpcTimeoutHeaderMax: Duration | null
  readonly grpcTimeoutHeaderOffset: Duration | null
}

export const RouteActionMaxStreamDuration: MessageType<RouteActionMaxStreamDuration> = define<RouteActionMaxStreamDuration>({
  name: 'envoy.config.route.v3.RouteAction.MaxStreamDuration', empty: emptyRouteActionMaxStreamDuration, write: writeRouteActionMaxStreamDuration, read: readRouteActionMaxStreamDuration,
  fields: () => [
    ['max_stream_duration', 1, Duration],
    ['grpc_timeout_header_max', 2, Duration],
    ['grpc_timeout_header_offset', 3, Duration],
  ],
})

export function emptyRouteActionMaxStreamDuration(): RouteActionMaxStreamDuration {
  return {
    maxStreamDuration: null,
    grpcTimeoutHeaderMax: null,
    grpcTimeoutHeaderOffset: null,
  }
}

export function writeRouteActionMaxStreamDuration(m: RouteActionMaxStreamDuration, w: ByteWriter): void {
  if (m.maxStreamDuration !== null) put(w, 10, writeDuration, m.maxStreamDuration)
  if (m.grpcTimeoutHeaderMax !== null) put(w, 18, writeDuration, m.grpcTimeoutHeaderMax)
  if (m.grpcTimeoutHeaderOffset !== null) put(w, 26, writeDuration, m.grpcTimeoutHeaderOffset)
}

export function readRouteActionMaxStreamDuration(r: MessageReader, into: RouteActionMaxStreamDuration | null): RouteActionMaxStreamDuration {
  const m: Mutable<RouteActionMaxStreamDuration> = into ?? emptyRouteActionMaxStreamDuration()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.maxStreamDuration = readDuration(r.message(), m.maxStreamDuration); break
      case 18: m.grpcTimeoutHeaderMax = readDuration(r.message(), m.grpcTimeoutHeaderMax); break
      case 26: m.grpcTimeoutHeaderOffset = readDuration(r.message(), m.grpcTimeoutHeaderOffset); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.route.v3.RouteAction.RequestMirrorPolicy */
export interface RouteActionRequestMirrorPolicy {
  readonly cluster: string
  readonly runtimeFraction: RuntimeFractionalPercent | null
  readonly traceSampled: boolean | null
  readonly clusterHeader: string
  readonly disableShadowHostSuffixAppend: boolean
  readonly requestHeadersMutations: readonly HeaderMutationRule[]
  readonly hostRewriteLiteral: string
}

export const RouteActionRequestMirrorPolicy: MessageType<RouteActionRequestMirrorPolicy> = define<RouteActionRequestMirrorPolicy>({
  name: 'envoy.config.route.v3.RouteAction.RequestMirrorPolicy', empty: emptyRouteActionRequestMirrorPolicy, write: writeRouteActionRequestMirrorPolicy, read: readRouteActionRequestMirrorPolicy,
  fields: () => [
    ['cluster', 1, 'string'],
    ['runtime_fraction', 3, RuntimeFractionalPercent],
    ['trace_sampled', 4, BoolValue],
    ['cluster_header', 5, 'string'],
    ['disable_shadow_host_suffix_append', 6, 'bool'],
    ['request_headers_mutations', 7, HeaderMutationRule, 'list'],
    ['host_rewrite_literal', 8, 'string'],
  ],
})

export function emptyRouteActionRequestMirrorPolicy(): RouteActionRequestMirrorPolicy {
  return {
    cluster: '',
    runtimeFraction: null,
    traceSampled: null,
    clusterHeader: '',
    disableShadowHostSuffixAppend: false,
    requestHeadersMutations: NO_ITEMS,
    hostRewriteLiteral: '',
  }
}

export function writeRouteActionRequestMirrorPolicy(m: RouteActionRequestMirrorPolicy, w: ByteWriter): void {
  if (m.cluster !== '') w.uint32(10).string(m.cluster)
  if (m.runtimeFraction !== null) put(w, 26, writeRuntimeFractionalPercent, m.runtimeFraction)
  if (m.traceSampled !== null) put(w, 34, writeBoolValue, m.traceSampled)
  if (m.clusterHeader !== '') w.uint32(42).string(m.clusterHeader)
  if (m.disableShadowHostSuffixAppend) w.uint32(48).bool(m.disableShadowHostSuffixAppend)
  for (const v of m.requestHeadersMutations) put(w, 58, writeHeaderMutationRule, v)
  if (m.hostRewriteLiteral !== '') w.uint32(66).string(m.hostRewriteLiteral)
}

export function readRouteActionRequestMirrorPolicy(r: MessageReader, into: RouteActionRequestMirrorPolicy | null): RouteActionRequestMirrorPolicy {
  const m: Mutable<RouteActionRequestMirrorPolicy> = into ?? emptyRouteActionRequestMirrorPolicy()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.cluster = r.string(); break
      case 26: m.runtimeFraction = readRuntimeFractionalPercent(r.message(), m.runtimeFraction); break
      case 34: m.traceSampled = readBoolValue(r.message()); break
      case 42: m.clusterHeader = r.string(); break
      case 48: m.disableShadowHostSuffixAppend = r.bool(); break
      case 58: m.requestHeadersMutations = append(m.requestHeadersMutations, readHeaderMutationRule(r.message(), null)); break
      case 66: m.hostRewriteLiteral = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.route.v3.RouteAction.UpgradeConfig */
export interface RouteActionUpgradeConfig {
  readonly upgradeType: string
  readonly enabled: boolean | null
  readonly connectConfig: RouteActionUpgradeConfigConnectConfig | null
}

export const RouteActionUpgradeConfig: MessageType<RouteActionUpgradeConfig> = define<RouteActionUpgradeConfig>({
  name: 'envoy.config.route.v3.RouteAction.UpgradeConfig', empty: emptyRouteActionUpgradeConfig, write: writeRouteActionUpgradeConfig, read: readRouteActionUpgradeConfig,
  fields: () => [
    ['upgrade_type', 1, 'string'],
    ['enabled', 2, BoolValue],
    ['connect_config', 3, RouteActionUpgradeConfigConnectConfig],
  ],
})

export function emptyRouteActionUpgradeConfig(): RouteActionUpgradeConfig {
  return {
    upgradeType: '',
    enabled: null,
    connectConfig: null,
  }
}

export function writeRouteActionUpgradeConfig(m: RouteActionUpgradeConfig, w: ByteWriter): void {
  if (m.upgradeType !== '') w.uint32(10).string(m.upgradeType)
  if (m.enabled !== null) put(w, 18, writeBoolValue, m.enabled)
  if (m.connectConfig !== null) put(w, 26, writeRouteActionUpgradeConfigConnectConfig, m.connectConfig)
}

export function readRouteActionUpgradeConfig(r: MessageReader, into: RouteActionUpgradeConfig | null): RouteActionUpgradeConfig {
  const m: Mutable<RouteActionUpgradeConfig> = into ?? emptyRouteActionUpgradeConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.upgradeType = r.string(); break
      case 18: m.enabled = readBoolValue(r.message()); break
      case 26: m.connectConfig = readRouteActionUpgradeConfigConnectConfig(r.message(), m.connectConfig); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.route.v3.RouteAction.UpgradeConfig.ConnectConfig */
export interface RouteActionUpgradeConfigConnectConfig {
  readonly proxyProtocolConfig: ProxyProtocolConfig | null
  readonly allowPost: boolean
}

export const RouteActionUpgradeConfigConnectConfig: MessageType<RouteActionUpgradeConfigConnectConfig> = define<RouteActionUpgradeConfigConnectConfig>({
  name: 'envoy.config.route.v3.RouteAction.UpgradeConfig.ConnectConfig', empty: emptyRouteActionUpgradeConfigConnectConfig, write: writeRouteActionUpgradeConfigConnectConfig, read: readRouteActionUpgradeConfigConnectConfig,
  fields: () => [
    ['proxy_protocol_config', 1, ProxyProtocolConfig],
    ['allow_post', 2, 'bool'],
  ],
})

export function emptyRouteActionUpgradeConfigConnectConfig(): RouteActionUpgradeConfigConnectConfig {
  return {
    proxyProtocolConfig: null,
    allowPost: false,
  }
}

export function writeRouteActionUpgradeConfigConnectConfig(m: RouteActionUpgradeConfigConnectConfig, w: ByteWriter): void {
  if (m.proxyProtocolConfig !== null) put(w, 10, writeProxyProtocolConfig, m.proxyProtocolConfig)
  if (m.allowPost) w.uint32(16).bool(m.allowPost)
}

export function readRouteActionUpgradeConfigConnectConfig(r: MessageReader, into: RouteActionUpgradeConfigConnectConfig | null): RouteActionUpgradeConfigConnectConfig {
  const m: Mutable<RouteActionUpgradeConfigConnectConfig> = into ?? emptyRouteActionUpgradeConfigConnectConfig()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.proxyProtocolConfig = readProxyProtocolConfig(r.message(), m.proxyProtocolConfig); break
      case 16: m.allowPost = r.bool(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.route.v3.RouteList */
export interface RouteList {
  readonly routes: readonly Route[]
}

export const RouteList: MessageType<RouteList> = define<RouteList>({
  name: 'envoy.config.route.v3.RouteList', empty: emptyRouteList, write: writeRouteList, read: readRouteList,
  fields: () => [
    ['routes', 1, Route, 'list'],
  ],
})

export function emptyRouteList(): RouteList {
  return {
    routes: NO_ITEMS,
  }
}

export function writeRouteList(m: RouteList, w: ByteWriter): void {
  for (const v of m.routes) put(w, 10, writeRoute, v)
}

export function readRouteList(r: MessageReader, into: RouteList | null): RouteList {
  const m: Mutable<RouteList> = into ?? emptyRouteList()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.routes = append(m.routes, readRoute(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.route.v3.RouteMatch */
export interface RouteMatch {
  readonly prefix: string | null // oneof path_specifier
  readonly path: string | null // oneof path_specifier
  readonly caseSensitive: boolean | null
  readonly headers: readonly HeaderMatcher[]
  readonly queryParameters: readonly QueryParameterMatcher[]
  readonly grpc: RouteMatchGrpcRouteMatchOptions | null
  readonly runtimeFraction: RuntimeFractionalPercent | null
  readonly safeRegex: RegexMatcher | null // oneof path_specifier
  readonly tlsContext: RouteMatchTlsContextMatchOptions | null
  readonly connectMatcher: RouteMatchConnectMatcher | null // oneof path_specifier
  readonly dynamicMetadata: readonly MetadataMatcher[]
  readonly pathSeparatedPrefix: string | null // oneof path_specifier
  readonly pathMatchPolicy: TypedExtensionConfig | null // oneof path_specifier
  readonly filterState: readonly FilterStateMatcher[]
  readonly cookies: readonly CookieMatcher[]
}

export const RouteMatch: MessageType<RouteMatch> = define<RouteMatch>({
  name: 'envoy.config.route.v3.RouteMatch', empty: emptyRouteMatch, write: writeRouteMatch, read: readRouteMatch,
  fields: () => [
    ['prefix', 1, 'string', '', 'pathSpecifier'],
    ['path', 2, 'string', '', 'pathSpecifier'],
    ['case_sensitive', 4, BoolValue],
    ['headers', 6, HeaderMatcher, 'list'],
    ['query_parameters', 7, QueryParameterMatcher, 'list'],
    ['grpc', 8, RouteMatchGrpcRouteMatchOptions],
    ['runtime_fraction', 9, RuntimeFractionalPercent],
    ['safe_regex', 10, RegexMatcher, '', 'pathSpecifier'],
    ['tls_context', 11, RouteMatchTlsContextMatchOptions],
    ['connect_matcher', 12, RouteMatchConnectMatcher, '', 'pathSpecifier'],
    ['dynamic_metadata', 13, MetadataMatcher, 'list'],
    ['path_separated_prefix', 14, 'string', '', 'pathSpecifier'],
    ['path_match_policy', 15, TypedExtensionConfig, '', 'pathSpecifier'],
    ['filter_state', 16, FilterStateMatcher, 'list'],
    ['cookies', 17, CookieMatcher, 'list'],
  ],
})

export function emptyRouteMatch(): RouteMatch {
  return {
    prefix: null,
    path: null,
    caseSensitive: null,
    headers: NO_ITEMS,
    queryParameters: NO_ITEMS,
    grpc: null,
    runtimeFraction: null,
    safeRegex: null,
    tlsContext: null,
    connectMatcher: null,
    dynamicMetadata: NO_ITEMS,
    pathSeparatedPrefix: null,
    pathMatchPolicy: null,
    filterState: NO_ITEMS,
    cookies: NO_ITEMS,
  }
}

export function writeRouteMatch(m: RouteMatch, w: ByteWriter): void {
  if (m.prefix !== null) w.uint32(10).string(m.prefix)
  if (m.path !== null) w.uint32(18).string(m.path)
  if (m.caseSensitive !== null) put(w, 34, writeBoolValue, m.caseSensitive)
  for (const v of m.headers) put(w, 50, writeHeaderMatcher, v)
  for (const v of m.queryParameters) put(w, 58, writeQueryParameterMatcher, v)
  if (m.grpc !== null) put(w, 66, writeRouteMatchGrpcRouteMatchOptions, m.grpc)
  if (m.runtimeFraction !== null) put(w, 74, writeRuntimeFractionalPercent, m.runtimeFraction)
  if (m.safeRegex !== null) put(w, 82, writeRegexMatcher, m.safeRegex)
  if (m.tlsContext !== null) put(w, 90, writeRouteMatchTlsContextMatchOptions, m.tlsContext)
  if (m.connectMatcher !== null) put(w, 98, writeRouteMatchConnectMatcher, m.connectMatcher)
  for (const v of m.dynamicMetadata) put(w, 106, writeMetadataMatcher, v)
  if (m.pathSeparatedPrefix !== null) w.uint32(114).string(m.pathSeparatedPrefix)
  if (m.pathMatchPolicy !== null) put(w, 122, writeTypedExtensionConfig, m.pathMatchPolicy)
  for (const v of m.filterState) put(w, 130, writeFilterStateMatcher, v)
  for (const v of m.cookies) put(w, 138, writeCookieMatcher, v)
}

export function readRouteMatch(r: MessageReader, into: RouteMatch | null): RouteMatch {
  const m: Mutable<RouteMatch> = into ?? emptyRouteMatch()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: { const v = r.string(); clearRouteMatch_path_specifier(m); m.prefix = v; break }
      case 18: { const v = r.string(); clearRouteMatch_path_specifier(m); m.path = v; break }
      case 34: m.caseSensitive = readBoolValue(r.message()); break
      case 50: m.headers = append(m.headers, readHeaderMatcher(r.message(), null)); break
      case 58: m.queryParameters = append(m.queryParameters, readQueryParameterMatcher(r.message(), null)); break
      case 66: m.grpc = readRouteMatchGrpcRouteMatchOptions(r.message(), m.grpc); break
      case 74: m.runtimeFraction = readRuntimeFractionalPercent(r.message(), m.runtimeFraction); break
      case 82: { const v = readRegexMatcher(r.message(), m.safeRegex); clearRouteMatch_path_specifier(m); m.safeRegex = v; break }
      case 90: m.tlsContext = readRouteMatchTlsContextMatchOptions(r.message(), m.tlsContext); break
      case 98: { const v = readRouteMatchConnectMatcher(r.message(), m.connectMatcher); clearRouteMatch_path_specifier(m); m.connectMatcher = v; break }
      case 106: m.dynamicMetadata = append(m.dynamicMetadata, readMetadataMatcher(r.message(), null)); break
      case 114: { const v = r.string(); clearRouteMatch_path_specifier(m); m.pathSeparatedPrefix = v; break }
      case 122: { const v = readTypedExtensionConfig(r.message(), m.pathMatchPolicy); clearRouteMatch_path_specifier(m); m.pathMatchPolicy = v; break }
      case 130: m.filterState = append(m.filterState, readFilterStateMatcher(r.message(), null)); break
      case 138: m.cookies = append(m.cookies, readCookieMatcher(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}
function clearRouteMatch_path_specifier(m: Mutable<RouteMatch>): void {
  m.prefix = null
  m.path = null
  m.safeRegex = null
  m.connectMatcher = null
  m.pathSeparatedPrefix = null
  m.pathMatchPolicy = null
}

/** envoy.config.route.v3.RouteMatch.ConnectMatcher */
export interface RouteMatchConnectMatcher {
}

export const RouteMatchConnectMatcher: MessageType<RouteMatchConnectMatcher> = define<RouteMatchConnectMatcher>({
  name: 'envoy.config.route.v3.RouteMatch.ConnectMatcher', empty: emptyRouteMatchConnectMatcher, write: writeRouteMatchConnectMatcher, read: readRouteMatchConnectMatcher,
  fields: () => [],
})

export function emptyRouteMatchConnectMatcher(): RouteMatchConnectMatcher {
  return {}
}

export function writeRouteMatchConnectMatcher(_m: RouteMatchConnectMatcher, _w: ByteWriter): void {
}

export function readRouteMatchConnectMatcher(r: MessageReader, into: RouteMatchConnectMatcher | null): RouteMatchConnectMatcher {
  const m: Mutable<RouteMatchConnectMatcher> = into ?? emptyRouteMatchConnectMatcher()
  while (!r.done) r.skipField(r.uint32())
  return m
}

/** envoy.config.route.v3.RouteMatch.GrpcRouteMatchOptions */
export interface RouteMatchGrpcRouteMatchOptions {
}

export const RouteMatchGrpcRouteMatchOptions: MessageType<RouteMatchGrpcRouteMatchOptions> = define<RouteMatchGrpcRouteMatchOptions>({
  name: 'envoy.config.route.v3.RouteMatch.GrpcRouteMatchOptions', empty: emptyRouteMatchGrpcRouteMatchOptions, write: writeRouteMatchGrpcRouteMatchOptions, read: readRouteMatchGrpcRouteMatchOptions,
  fields: () => [],
})

export function emptyRouteMatchGrpcRouteMatchOptions(): RouteMatchGrpcRouteMatchOptions {
  return {}
}

export function writeRouteMatchGrpcRouteMatchOptions(_m: RouteMatchGrpcRouteMatchOptions, _w: ByteWriter): void {
}

export function readRouteMatchGrpcRouteMatchOptions(r: MessageReader, into: RouteMatchGrpcRouteMatchOptions | null): RouteMatchGrpcRouteMatchOptions {
  const m: Mutable<RouteMatchGrpcRouteMatchOptions> = into ?? emptyRouteMatchGrpcRouteMatchOptions()
  while (!r.done) r.skipField(r.uint32())
  return m
}

/** envoy.config.route.v3.RouteMatch.TlsContextMatchOptions */
export interface RouteMatchTlsContextMatchOptions {
  readonly presented: boolean | null
  readonly validated: boolean | null
}

export const RouteMatchTlsContextMatchOptions: MessageType<RouteMatchTlsContextMatchOptions> = define<RouteMatchTlsContextMatchOptions>({
  name: 'envoy.config.route.v3.RouteMatch.TlsContextMatchOptions', empty: emptyRouteMatchTlsContextMatchOptions, write: writeRouteMatchTlsContextMatchOptions, read: readRouteMatchTlsContextMatchOptions,
  fields: () => [
    ['presented', 1, BoolValue],
    ['validated', 2, BoolValue],
  ],
})

export function emptyRouteMatchTlsContextMatchOptions(): RouteMatchTlsContextMatchOptions {
  return {
    presented: null,
    validated: null,
  }
}

export function writeRouteMatchTlsContextMatchOptions(m: RouteMatchTlsContextMatchOptions, w: ByteWriter): void {
  if (m.presented !== null) put(w, 10, writeBoolValue, m.presented)
  if (m.validated !== null) put(w, 18, writeBoolValue, m.validated)
}

export function readRouteMatchTlsContextMatchOptions(r: MessageReader, into: RouteMatchTlsContextMatchOptions | null): RouteMatchTlsContextMatchOptions {
  const m: Mutable<RouteMatchTlsContextMatchOptions> = into ?? emptyRouteMatchTlsContextMatchOptions()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.presented = readBoolValue(r.message()); break
      case 18: m.validated = readBoolValue(r.message()); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.route.v3.Tracing */
export interface Tracing {
  readonly clientSampling: FractionalPercent | null
  readonly randomSampling: FractionalPercent | null
  readonly overallSampling: FractionalPercent | null
  readonly customTags: readonly CustomTag[]
}

export const Tracing: MessageType<Tracing> = define<Tracing>({
  name: 'envoy.config.route.v3.Tracing', empty: emptyTracing, write: writeTracing, read: readTracing,
  fields: () => [
    ['client_sampling', 1, FractionalPercent],
    ['random_sampling', 2, FractionalPercent],
    ['overall_sampling', 3, FractionalPercent],
    ['custom_tags', 4, CustomTag, 'list'],
  ],
})

export function emptyTracing(): Tracing {
  return {
    clientSampling: null,
    randomSampling: null,
    overallSampling: null,
    customTags: NO_ITEMS,
  }
}

export function writeTracing(m: Tracing, w: ByteWriter): void {
  if (m.clientSampling !== null) put(w, 10, writeFractionalPercent, m.clientSampling)
  if (m.randomSampling !== null) put(w, 18, writeFractionalPercent, m.randomSampling)
  if (m.overallSampling !== null) put(w, 26, writeFractionalPercent, m.overallSampling)
  for (const v of m.customTags) put(w, 34, writeCustomTag, v)
}

export function readTracing(r: MessageReader, into: Tracing | null): Tracing {
  const m: Mutable<Tracing> = into ?? emptyTracing()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.clientSampling = readFractionalPercent(r.message(), m.clientSampling); break
      case 18: m.randomSampling = readFractionalPercent(r.message(), m.randomSampling); break
      case 26: m.overallSampling = readFractionalPercent(r.message(), m.overallSampling); break
      case 34: m.customTags = append(m.customTags, readCustomTag(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.route.v3.VirtualCluster */
export interface VirtualCluster {
  readonly name: string
  readonly headers: readonly HeaderMatcher[]
}

export const VirtualCluster: MessageType<VirtualCluster> = define<VirtualCluster>({
  name: 'envoy.config.route.v3.VirtualCluster', empty: emptyVirtualCluster, write: writeVirtualCluster, read: readVirtualCluster,
  fields: () => [
    ['name', 2, 'string'],
    ['headers', 4, HeaderMatcher, 'list'],
  ],
})

export function emptyVirtualCluster(): VirtualCluster {
  return {
    name: '',
    headers: NO_ITEMS,
  }
}

export function writeVirtualCluster(m: VirtualCluster, w: ByteWriter): void {
  if (m.name !== '') w.uint32(18).string(m.name)
  for (const v of m.headers) put(w, 34, writeHeaderMatcher, v)
}

export function readVirtualCluster(r: MessageReader, into: VirtualCluster | null): VirtualCluster {
  const m: Mutable<VirtualCluster> = into ?? emptyVirtualCluster()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 18: m.name = r.string(); break
      case 34: m.headers = append(m.headers, readHeaderMatcher(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.route.v3.VirtualHost */
export interface VirtualHost {
  readonly name: string
  readonly domains: readonly string[]
  readonly routes: readonly Route[]
  readonly requireTls: VirtualHostTlsRequirementType
  readonly virtualClusters: readonly VirtualCluster[]
  readonly rateLimits: readonly RateLimit[]
  readonly requestHeadersToAdd: readonly HeaderValueOption[]
  readonly cors: RouteCorsPolicy | null
  readonly responseHeadersToAdd: readonly HeaderValueOption[]
  readonly responseHeadersToRemove: readonly string[]
  readonly requestHeadersToRemove: readonly string[]
  readonly includeRequestAttemptCount: boolean
  readonly typedPerFilterConfig: ReadonlyMap<string, Any>
  readonly retryPolicy: RetryPolicy | null
  readonly hedgePolicy: HedgePolicy | null
  readonly perRequestBufferLimitBytes: number | null
  readonly includeAttemptCountInResponse: boolean
  readonly matcher: Matcher | null
  readonly requestMirrorPolicies: readonly RouteActionRequestMirrorPolicy[]
  readonly includeIsTimeoutRetryHeader: boolean
  readonly metadata: Metadata | null
  readonly requestBodyBufferLimit: number | null
}

export const VirtualHost: MessageType<VirtualHost> = define<VirtualHost>({
  name: 'envoy.config.route.v3.VirtualHost', empty: emptyVirtualHost, write: writeVirtualHost, read: readVirtualHost,
  fields: () => [
    ['name', 1, 'string'],
    ['domains', 2, 'string', 'list'],
    ['routes', 3, Route, 'list'],
    ['require_tls', 4, { enum: VirtualHostTlsRequirementType }],
    ['virtual_clusters', 5, VirtualCluster, 'list'],
    ['rate_limits', 6, RateLimit, 'list'],
    ['request_headers_to_add', 7, HeaderValueOption, 'list'],
    ['cors', 8, RouteCorsPolicy],
    ['response_headers_to_add', 10, HeaderValueOption, 'list'],
    ['response_headers_to_remove', 11, 'string', 'list'],
    ['request_headers_to_remove', 13, 'string', 'list'],
    ['include_request_attempt_count', 14, 'bool'],
    ['typed_per_filter_config', 15, Any, 'map:string'],
    ['retry_policy', 16, RetryPolicy],
    ['hedge_policy', 17, HedgePolicy],
    ['per_request_buffer_limit_bytes', 18, UInt32Value],
    ['include_attempt_count_in_response', 19, 'bool'],
    ['matcher', 21, Matcher],
    ['request_mirror_policies', 22, RouteActionRequestMirrorPolicy, 'list'],
    ['include_is_timeout_retry_header', 23, 'bool'],
    ['metadata', 24, Metadata],
    ['request_body_buffer_limit', 25, UInt64Value],
  ],
  pruned: { 20: 'retry_policy_typed_config' },
})

export function emptyVirtualHost(): VirtualHost {
  return {
    name: '',
    domains: NO_ITEMS,
    routes: NO_ITEMS,
    requireTls: 0,
    virtualClusters: NO_ITEMS,
    rateLimits: NO_ITEMS,
    requestHeadersToAdd: NO_ITEMS,
    cors: null,
    responseHeadersToAdd: NO_ITEMS,
    responseHeadersToRemove: NO_ITEMS,
    requestHeadersToRemove: NO_ITEMS,
    includeRequestAttemptCount: false,
    typedPerFilterConfig: NO_ENTRIES,
    retryPolicy: null,
    hedgePolicy: null,
    perRequestBufferLimitBytes: null,
    includeAttemptCountInResponse: false,
    matcher: null,
    requestMirrorPolicies: NO_ITEMS,
    includeIsTimeoutRetryHeader: false,
    metadata: null,
    requestBodyBufferLimit: null,
  }
}

export function writeVirtualHost(m: VirtualHost, w: ByteWriter): void {
  if (m.name !== '') w.uint32(10).string(m.name)
  for (const v of m.domains) w.uint32(18).string(v)
  for (const v of m.routes) put(w, 26, writeRoute, v)
  if (m.requireTls !== 0) w.uint32(32).int32(m.requireTls)
  for (const v of m.virtualClusters) put(w, 42, writeVirtualCluster, v)
  for (const v of m.rateLimits) put(w, 50, writeRateLimit, v)
  for (const v of m.requestHeadersToAdd) put(w, 58, writeHeaderValueOption, v)
  if (m.cors !== null) put(w, 66, writeRouteCorsPolicy, m.cors)
  for (const v of m.responseHeadersToAdd) put(w, 82, writeHeaderValueOption, v)
  for (const v of m.responseHeadersToRemove) w.uint32(90).string(v)
  for (const v of m.requestHeadersToRemove) w.uint32(106).string(v)
  if (m.includeRequestAttemptCount) w.uint32(112).bool(m.includeRequestAttemptCount)
  for (const [k, v] of m.typedPerFilterConfig) { w.uint32(122); const o = w.open(); w.uint32(10).string(k); put(w, 18, writeAny, v); w.close(o) }
  if (m.retryPolicy !== null) put(w, 130, writeRetryPolicy, m.retryPolicy)
  if (m.hedgePolicy !== null) put(w, 138, writeHedgePolicy, m.hedgePolicy)
  if (m.perRequestBufferLimitBytes !== null) put(w, 146, writeUInt32Value, m.perRequestBufferLimitBytes)
  if (m.includeAttemptCountInResponse) w.uint32(152).bool(m.includeAttemptCountInResponse)
  if (m.matcher !== null) put(w, 170, writeMatcher, m.matcher)
  for (const v of m.requestMirrorPolicies) put(w, 178, writeRouteActionRequestMirrorPolicy, v)
  if (m.includeIsTimeoutRetryHeader) w.uint32(184).bool(m.includeIsTimeoutRetryHeader)
  if (m.metadata !== null) put(w, 194, writeMetadata, m.metadata)
  if (m.requestBodyBufferLimit !== null) put(w, 202, writeUInt64Value, m.requestBodyBufferLimit)
}

export function readVirtualHost(r: MessageReader, into: VirtualHost | null): VirtualHost {
  const m: Mutable<VirtualHost> = into ?? emptyVirtualHost()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.name = r.string(); break
      case 18: m.domains = append(m.domains, r.string()); break
      case 26: m.routes = append(m.routes, readRoute(r.message(), null)); break
      case 32: m.requireTls = r.int32() as VirtualHostTlsRequirementType; break
      case 42: m.virtualClusters = append(m.virtualClusters, readVirtualCluster(r.message(), null)); break
      case 50: m.rateLimits = append(m.rateLimits, readRateLimit(r.message(), null)); break
      case 58: m.requestHeadersToAdd = append(m.requestHeadersToAdd, readHeaderValueOption(r.message(), null)); break
      case 66: m.cors = readRouteCorsPolicy(r.message(), m.cors); break
      case 82: m.responseHeadersToAdd = append(m.responseHeadersToAdd, readHeaderValueOption(r.message(), null)); break
      case 90: m.responseHeadersToRemove = append(m.responseHeadersToRemove, r.string()); break
      case 106: m.requestHeadersToRemove = append(m.requestHeadersToRemove, r.string()); break
      case 112: m.includeRequestAttemptCount = r.bool(); break
      case 122: readVirtualHost_typedPerFilterConfig(r.message(), (m.typedPerFilterConfig = ownMap(m.typedPerFilterConfig))); break
      case 130: m.retryPolicy = readRetryPolicy(r.message(), m.retryPolicy); break
      case 138: m.hedgePolicy = readHedgePolicy(r.message(), m.hedgePolicy); break
      case 146: m.perRequestBufferLimitBytes = readUInt32Value(r.message()); break
      case 152: m.includeAttemptCountInResponse = r.bool(); break
      case 170: m.matcher = readMatcher(r.message(), m.matcher); break
      case 178: m.requestMirrorPolicies = append(m.requestMirrorPolicies, readRouteActionRequestMirrorPolicy(r.message(), null)); break
      case 184: m.includeIsTimeoutRetryHeader = r.bool(); break
      case 194: m.metadata = readMetadata(r.message(), m.metadata); break
      case 202: m.requestBodyBufferLimit = readUInt64Value(r.message()); break
      default: r.skipField(tag)
    }
  }
  return m
}
function readVirtualHost_typedPerFilterConfig(r: MessageReader, map: Map<string, Any>): void {
  let key: string = ''
  let value: Any | null = null
  while (!r.done) {
    const tag = r.uint32()
    if (tag === 10) key = r.string()
    else if (tag === 18) value = readAny(r.message(), value)
    else r.skipField(tag)
  }
  map.set(key, value ?? Any.create())
}

/** envoy.config.route.v3.WeightedCluster */
export interface WeightedCluster {
  readonly clusters: readonly WeightedClusterClusterWeight[]
  readonly runtimeKeyPrefix: string
  readonly totalWeight: number | null
  readonly headerName: string | null // oneof random_value_specifier
  readonly useHashPolicy: boolean | null
}

export const WeightedCluster: MessageType<WeightedCluster> = define<WeightedCluster>({
  name: 'envoy.config.route.v3.WeightedCluster', empty: emptyWeightedCluster, write: writeWeightedCluster, read: readWeightedCluster,
  fields: () => [
    ['clusters', 1, WeightedClusterClusterWeight, 'list'],
    ['runtime_key_prefix', 2, 'string'],
    ['total_weight', 3, UInt32Value],
    ['header_name', 4, 'string', '', 'randomValueSpecifier'],
    ['use_hash_policy', 5, BoolValue],
  ],
})

export function emptyWeightedCluster(): WeightedCluster {
  return {
    clusters: NO_ITEMS,
    runtimeKeyPrefix: '',
    totalWeight: null,
    headerName: null,
    useHashPolicy: null,
  }
}

export function writeWeightedCluster(m: WeightedCluster, w: ByteWriter): void {
  for (const v of m.clusters) put(w, 10, writeWeightedClusterClusterWeight, v)
  if (m.runtimeKeyPrefix !== '') w.uint32(18).string(m.runtimeKeyPrefix)
  if (m.totalWeight !== null) put(w, 26, writeUInt32Value, m.totalWeight)
  if (m.headerName !== null) w.uint32(34).string(m.headerName)
  if (m.useHashPolicy !== null) put(w, 42, writeBoolValue, m.useHashPolicy)
}

export function readWeightedCluster(r: MessageReader, into: WeightedCluster | null): WeightedCluster {
  const m: Mutable<WeightedCluster> = into ?? emptyWeightedCluster()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.clusters = append(m.clusters, readWeightedClusterClusterWeight(r.message(), null)); break
      case 18: m.runtimeKeyPrefix = r.string(); break
      case 26: m.totalWeight = readUInt32Value(r.message()); break
      case 34: m.headerName = r.string(); break
      case 42: m.useHashPolicy = readBoolValue(r.message()); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.route.v3.WeightedCluster.ClusterWeight */
export interface WeightedClusterClusterWeight {
  readonly name: string
  readonly weight: number | null
  readonly metadataMatch: Metadata | null
  readonly requestHeadersToAdd: readonly HeaderValueOption[]
  readonly responseHeadersToAdd: readonly HeaderValueOption[]
  readonly responseHeadersToRemove: readonly string[]
  readonly requestHeadersToRemove: readonly string[]
  readonly typedPerFilterConfig: ReadonlyMap<string, Any>
  readonly hostRewriteLiteral: string | null // oneof host_rewrite_specifier
  readonly clusterHeader: string
}

export const WeightedClusterClusterWeight: MessageType<WeightedClusterClusterWeight> = define<WeightedClusterClusterWeight>({
  name: 'envoy.config.route.v3.WeightedCluster.ClusterWeight', empty: emptyWeightedClusterClusterWeight, write: writeWeightedClusterClusterWeight, read: readWeightedClusterClusterWeight,
  fields: () => [
    ['name', 1, 'string'],
    ['weight', 2, UInt32Value],
    ['metadata_match', 3, Metadata],
    ['request_headers_to_add', 4, HeaderValueOption, 'list'],
    ['response_headers_to_add', 5, HeaderValueOption, 'list'],
    ['response_headers_to_remove', 6, 'string', 'list'],
    ['request_headers_to_remove', 9, 'string', 'list'],
    ['typed_per_filter_config', 10, Any, 'map:string'],
    ['host_rewrite_literal', 11, 'string', '', 'hostRewriteSpecifier'],
    ['cluster_header', 12, 'string'],
  ],
})

export function emptyWeightedClusterClusterWeight(): WeightedClusterClusterWeight {
  return {
    name: '',
    weight: null,
    metadataMatch: null,
    requestHeadersToAdd: NO_ITEMS,
    responseHeadersToAdd: NO_ITEMS,
    responseHeadersToRemove: NO_ITEMS,
    requestHeadersToRemove: NO_ITEMS,
    typedPerFilterConfig: NO_ENTRIES,
    hostRewriteLiteral: null,
    clusterHeader: '',
  }
}

export function writeWeightedClusterClusterWeight(m: WeightedClusterClusterWeight, w: ByteWriter): void {
  if (m.name !== '') w.uint32(10).string(m.name)
  if (m.weight !== null) put(w, 18, writeUInt32Value, m.weight)
  if (m.metadataMatch !== null) put(w, 26, writeMetadata, m.metadataMatch)
  for (const v of m.requestHeadersToAdd) put(w, 34, writeHeaderValueOption, v)
  for (const v of m.responseHeadersToAdd) put(w, 42, writeHeaderValueOption, v)
  for (const v of m.responseHeadersToRemove) w.uint32(50).string(v)
  for (const v of m.requestHeadersToRemove) w.uint32(74).string(v)
  for (const [k, v] of m.typedPerFilterConfig) { w.uint32(82); const o = w.open(); w.uint32(10).string(k); put(w, 18, writeAny, v); w.close(o) }
  if (m.hostRewriteLiteral !== null) w.uint32(90).string(m.hostRewriteLiteral)
  if (m.clusterHeader !== '') w.uint32(98).string(m.clusterHeader)
}

export function readWeightedClusterClusterWeight(r: MessageReader, into: WeightedClusterClusterWeight | null): WeightedClusterClusterWeight {
  const m: Mutable<WeightedClusterClusterWeight> = into ?? emptyWeightedClusterClusterWeight()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.name = r.string(); break
      case 18: m.weight = readUInt32Value(r.message()); break
      case 26: m.metadataMatch = readMetadata(r.message(), m.metadataMatch); break
      case 34: m.requestHeadersToAdd = append(m.requestHeadersToAdd, readHeaderValueOption(r.message(), null)); break
      case 42: m.responseHeadersToAdd = append(m.responseHeadersToAdd, readHeaderValueOption(r.message(), null)); break
      case 50: m.responseHeadersToRemove = append(m.responseHeadersToRemove, r.string()); break
      case 74: m.requestHeadersToRemove = append(m.requestHeadersToRemove, r.string()); break
      case 82: readWeightedClusterClusterWeight_typedPerFilterConfig(r.message(), (m.typedPerFilterConfig = ownMap(m.typedPerFilterConfig))); break
      case 90: m.hostRewriteLiteral = r.string(); break
      case 98: m.clusterHeader = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}
function readWeightedClusterClusterWeight_typedPerFilterConfig(r: MessageReader, map: Map<string, Any>): void {
  let key: string = ''
  let value: Any | null = null
  while (!r.done) {
    const tag = r.uint32()
    if (tag === 10) key = r.string()
    else if (tag === 18) value = readAny(r.message(), value)
    else r.skipField(tag)
  }
  map.set(key, value ?? Any.create())
}
