/** Generated from envoy/extensions/filters/http/jwt_authn/v3/config.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { DataSource, readDataSource, writeDataSource } from '../../../../../config/core/v3/base.ts'
import { RouteMatch, readRouteMatch, writeRouteMatch } from '../../../../../config/route/v3/route_components.ts'
import { StringMatcher, readStringMatcher, writeStringMatcher } from '../../../../../type/matcher/v3/string.ts'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { Empty, readEmpty, writeEmpty } from '../../../../../../../well-known/empty.ts'
import { type Mutable, NO_ENTRIES, NO_ITEMS, append, ownMap, put } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.filters.http.jwt_authn.v3.JwtAuthentication */
export interface JwtAuthentication {
  readonly providers: ReadonlyMap<string, JwtProvider>
  readonly rules: readonly RequirementRule[]
  readonly bypassCorsPreflight: boolean
  readonly requirementMap: ReadonlyMap<string, JwtRequirement>
  readonly stripFailureResponse: boolean
}

export const JwtAuthentication: MessageType<JwtAuthentication> = define<JwtAuthentication>({
  name: 'envoy.extensions.filters.http.jwt_authn.v3.JwtAuthentication', empty: emptyJwtAuthentication, write: writeJwtAuthentication, read: readJwtAuthentication,
  fields: () => [
    ['providers', 1, JwtProvider, 'map:string'],
    ['rules', 2, RequirementRule, 'list'],
    ['bypass_cors_preflight', 4, 'bool'],
    ['requirement_map', 5, JwtRequirement, 'map:string'],
    ['strip_failure_response', 6, 'bool'],
  ],
  pruned: { 3: 'filter_state_rules' },
})

export function emptyJwtAuthentication(): JwtAuthentication {
  return {
    providers: NO_ENTRIES,
    rules: NO_ITEMS,
    bypassCorsPreflight: false,
    requirementMap: NO_ENTRIES,
    stripFailureResponse: false,
  }
}

export function writeJwtAuthentication(m: JwtAuthentication, w: ByteWriter): void {
  for (const [k, v] of m.providers) { w.uint32(10); const o = w.open(); w.uint32(10).string(k); put(w, 18, writeJwtProvider, v); w.close(o) }
  for (const v of m.rules) put(w, 18, writeRequirementRule, v)
  if (m.bypassCorsPreflight) w.uint32(32).bool(m.bypassCorsPreflight)
  for (const [k, v] of m.requirementMap) { w.uint32(42); const o = w.open(); w.uint32(10).string(k); put(w, 18, writeJwtRequirement, v); w.close(o) }
  if (m.stripFailureResponse) w.uint32(48).bool(m.stripFailureResponse)
}

export function readJwtAuthentication(r: MessageReader, into: JwtAuthentication | null): JwtAuthentication {
  const m: Mutable<JwtAuthentication> = into ?? emptyJwtAuthentication()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: readJwtAuthentication_providers(r.message(), (m.providers = ownMap(m.providers))); break
      case 18: m.rules = append(m.rules, readRequirementRule(r.message(), null)); break
      case 32: m.bypassCorsPreflight = r.bool(); break
      case 42: readJwtAuthentication_requirementMap(r.message(), (m.requirementMap = ownMap(m.requirementMap))); break
      case 48: m.stripFailureResponse = r.bool(); break
      default: r.skipField(tag)
    }
  }
  return m
}
function readJwtAuthentication_providers(r: MessageReader, map: Map<string, JwtProvider>): void {
  let key: string = ''
  let value: JwtProvider | null = null
  while (!r.done) {
    const tag = r.uint32()
    if (tag === 10) key = r.string()
    else if (tag === 18) value = readJwtProvider(r.message(), value)
    else r.skipField(tag)
  }
  map.set(key, value ?? emptyJwtProvider())
}
function readJwtAuthentication_requirementMap(r: MessageReader, map: Map<string, JwtRequirement>): void {
  let key: string = ''
  let value: JwtRequirement | null = null
  while (!r.done) {
    const tag = r.uint32()
    if (tag === 10) key = r.string()
    else if (tag === 18) value = readJwtRequirement(r.message(), value)
    else r.skipField(tag)
  }
  map.set(key, value ?? emptyJwtRequirement())
}

/** envoy.extensions.filters.http.jwt_authn.v3.JwtClaimToHeader */
export interface JwtClaimToHeader {
  readonly headerName: string
  readonly claimName: string
}

export const JwtClaimToHeader: MessageType<JwtClaimToHeader> = define<JwtClaimToHeader>({
  name: 'envoy.extensions.filters.http.jwt_authn.v3.JwtClaimToHeader', empty: emptyJwtClaimToHeader, write: writeJwtClaimToHeader, read: readJwtClaimToHeader,
  fields: () => [
    ['header_name', 1, 'string'],
    ['claim_name', 2, 'string'],
  ],
})

export function emptyJwtClaimToHeader(): JwtClaimToHeader {
  return {
    headerName: '',
    claimName: '',
  }
}

export function writeJwtClaimToHeader(m: JwtClaimToHeader, w: ByteWriter): void {
  if (m.headerName !== '') w.uint32(10).string(m.headerName)
  if (m.claimName !== '') w.uint32(18).string(m.claimName)
}

export function readJwtClaimToHeader(r: MessageReader, into: JwtClaimToHeader | null): JwtClaimToHeader {
  const m: Mutable<JwtClaimToHeader> = into ?? emptyJwtClaimToHeader()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.headerName = r.string(); break
      case 18: m.claimName = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.filters.http.jwt_authn.v3.JwtHeader */
export interface JwtHeader {
  readonly name: string
  readonly valuePrefix: string
}

export const JwtHeader: MessageType<JwtHeader> = define<JwtHeader>({
  name: 'envoy.extensions.filters.http.jwt_authn.v3.JwtHeader', empty: emptyJwtHeader, write: writeJwtHeader, read: readJwtHeader,
  fields: () => [
    ['name', 1, 'string'],
    ['value_prefix', 2, 'string'],
  ],
})

export function emptyJwtHeader(): JwtHeader {
  return {
    name: '',
    valuePrefix: '',
  }
}

export function writeJwtHeader(m: JwtHeader, w: ByteWriter): void {
  if (m.name !== '') w.uint32(10).string(m.name)
  if (m.valuePrefix !== '') w.uint32(18).string(m.valuePrefix)
}

export function readJwtHeader(r: MessageReader, into: JwtHeader | null): JwtHeader {
  const m: Mutable<JwtHeader> = into ?? emptyJwtHeader()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.name = r.string(); break
      case 18: m.valuePrefix = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.filters.http.jwt_authn.v3.JwtProvider */
export interface JwtProvider {
  readonly issuer: string
  readonly audiences: readonly string[]
  readonly localJwks: DataSource | null // oneof jwks_source_specifier
  readonly forward: boolean
  readonly fromHeaders: readonly JwtHeader[]
  readonly fromParams: readonly string[]
  readonly forwardPayloadHeader: string
  readonly payloadInMetadata: string
  readonly clockSkewSeconds: number
  readonly padForwardPayloadHeader: boolean
  readonly fromCookies: readonly string[]
  readonly headerInMetadata: string
  readonly claimToHeaders: readonly JwtClaimToHeader[]
  readonly clearRouteCache: boolean
  readonly subjects: StringMatcher | null
}

export const JwtProvider: MessageType<JwtProvider> = define<JwtProvider>({
  name: 'envoy.extensions.filters.http.jwt_authn.v3.JwtProvider', empty: emptyJwtProvider, write: writeJwtProvider, read: readJwtProvider,
  fields: () => [
    ['issuer', 1, 'string'],
    ['audiences', 2, 'string', 'list'],
    ['local_jwks', 4, DataSource, '', 'jwksSourceSpecifier'],
    ['forward', 5, 'bool'],
    ['from_headers', 6, JwtHeader, 'list'],
    ['from_params', 7, 'string', 'list'],
    ['forward_payload_header', 8, 'string'],
    ['payload_in_metadata', 9, 'string'],
    ['clock_skew_seconds', 10, 'uint32'],
    ['pad_forward_payload_header', 11, 'bool'],
    ['from_cookies', 13, 'string', 'list'],
    ['header_in_metadata', 14, 'string'],
    ['claim_to_headers', 15, JwtClaimToHeader, 'list'],
    ['clear_route_cache', 17, 'bool'],
    ['subjects', 19, StringMatcher],
  ],
  pruned: { 3: 'remote_jwks', 12: 'jwt_cache_config', 16: 'failed_status_in_metadata', 18: 'normalize_payload_in_metadata', 20: 'require_expiration', 21: 'max_lifetime' },
})

export function emptyJwtProvider(): JwtProvider {
  return {
    issuer: '',
    audiences: NO_ITEMS,
    localJwks: null,
    forward: false,
    fromHeaders: NO_ITEMS,
    fromParams: NO_ITEMS,
    forwardPayloadHeader: '',
    payloadInMetadata: '',
    clockSkewSeconds: 0,
    padForwardPayloadHeader: false,
    fromCookies: NO_ITEMS,
    headerInMetadata: '',
    claimToHeaders: NO_ITEMS,
    clearRouteCache: false,
    subjects: null,
  }
}

export function writeJwtProvider(m: JwtProvider, w: ByteWriter): void {
  if (m.issuer !== '') w.uint32(10).string(m.issuer)
  for (const v of m.audiences) w.uint32(18).string(v)
  if (m.localJwks !== null) put(w, 34, writeDataSource, m.localJwks)
  if (m.forward) w.uint32(40).bool(m.forward)
  for (const v of m.fromHeaders) put(w, 50, writeJwtHeader, v)
  for (const v of m.fromParams) w.uint32(58).string(v)
  if (m.forwardPayloadHeader !== '') w.uint32(66).string(m.forwardPayloadHeader)
  if (m.payloadInMetadata !== '') w.uint32(74).string(m.payloadInMetadata)
  if (m.clockSkewSeconds !== 0) w.uint32(80).uint32(m.clockSkewSeconds)
  if (m.padForwardPayloadHeader) w.uint32(88).bool(m.padForwardPayloadHeader)
  for (const v of m.fromCookies) w.uint32(106).string(v)
  if (m.headerInMetadata !== '') w.uint32(114).string(m.headerInMetadata)
  for (const v of m.claimToHeaders) put(w, 122, writeJwtClaimToHeader, v)
  if (m.clearRouteCache) w.uint32(136).bool(m.clearRouteCache)
  if (m.subjects !== null) put(w, 154, writeStringMatcher, m.subjects)
}

export function readJwtProvider(r: MessageReader, into: JwtProvider | null): JwtProvider {
  const m: Mutable<JwtProvider> = into ?? emptyJwtProvider()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.issuer = r.string(); break
      case 18: m.audiences = append(m.audiences, r.string()); break
      case 34: m.localJwks = readDataSource(r.message(), m.localJwks); break
      case 40: m.forward = r.bool(); break
      case 50: m.fromHeaders = append(m.fromHeaders, readJwtHeader(r.message(), null)); break
      case 58: m.fromParams = append(m.fromParams, r.string()); break
      case 66: m.forwardPayloadHeader = r.string(); break
      case 74: m.payloadInMetadata = r.string(); break
      case 80: m.clockSkewSeconds = r.uint32(); break
      case 88: m.padForwardPayloadHeader = r.bool(); break
      case 106: m.fromCookies = append(m.fromCookies, r.string()); break
      case 114: m.headerInMetadata = r.string(); break
      case 122: m.claimToHeaders = append(m.claimToHeaders, readJwtClaimToHeader(r.message(), null)); break
      case 136: m.clearRouteCache = r.bool(); break
      case 154: m.subjects = readStringMatcher(r.message(), m.subjects); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.filters.http.jwt_authn.v3.JwtRequirement */
export interface JwtRequirement {
  readonly providerName: string | null // oneof requires_type
  readonly providerAndAudiences: ProviderWithAudiences | null // oneof requires_type
  readonly requiresAny: JwtRequirementOrList | null // oneof requires_type
  readonly requiresAll: JwtRequirementAndList | null // oneof requires_type
  readonly allowMissingOrFailed: Empty | null // oneof requires_type
  readonly allowMissing: Empty | null // oneof requires_type
}

export const JwtRequirement: MessageType<JwtRequirement> = define<JwtRequirement>({
  name: 'envoy.extensions.filters.http.jwt_authn.v3.JwtRequirement', empty: emptyJwtRequirement, write: writeJwtRequirement, read: readJwtRequirement,
  fields: () => [
    ['provider_name', 1, 'string', '', 'requiresType'],
    ['provider_and_audiences', 2, ProviderWithAudiences, '', 'requiresType'],
    ['requires_any', 3, JwtRequirementOrList, '', 'requiresType'],
    ['requires_all', 4, JwtRequirementAndList, '', 'requiresType'],
    ['allow_missing_or_failed', 5, Empty, '', 'requiresType'],
    ['allow_missing', 6, Empty, '', 'requiresType'],
  ],
})

export function emptyJwtRequirement(): JwtRequirement {
  return {
    providerName: null,
    providerAndAudiences: null,
    requiresAny: null,
    requiresAll: null,
    allowMissingOrFailed: null,
    allowMissing: null,
  }
}

export function writeJwtRequirement(m: JwtRequirement, w: ByteWriter): void {
  if (m.providerName !== null) w.uint32(10).string(m.providerName)
  if (m.providerAndAudiences !== null) put(w, 18, writeProviderWithAudiences, m.providerAndAudiences)
  if (m.requiresAny !== null) put(w, 26, writeJwtRequirementOrList, m.requiresAny)
  if (m.requiresAll !== null) put(w, 34, writeJwtRequirementAndList, m.requiresAll)
  if (m.allowMissingOrFailed !== null) put(w, 42, writeEmpty, m.allowMissingOrFailed)
  if (m.allowMissing !== null) put(w, 50, writeEmpty, m.allowMissing)
}

export function readJwtRequirement(r: MessageReader, into: JwtRequirement | null): JwtRequirement {
  const m: Mutable<JwtRequirement> = into ?? emptyJwtRequirement()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: { const v = r.string(); clearJwtRequirement_requires_type(m); m.providerName = v; break }
      case 18: { const v = readProviderWithAudiences(r.message(), m.providerAndAudiences); clearJwtRequirement_requires_type(m); m.providerAndAudiences = v; break }
      case 26: { const v = readJwtRequirementOrList(r.message(), m.requiresAny); clearJwtRequirement_requires_type(m); m.requiresAny = v; break }
      case 34: { const v = readJwtRequirementAndList(r.message(), m.requiresAll); clearJwtRequirement_requires_type(m); m.requiresAll = v; break }
      case 42: { const v = readEmpty(r.message(), m.allowMissingOrFailed); clearJwtRequirement_requires_type(m); m.allowMissingOrFailed = v; break }
      case 50: { const v = readEmpty(r.message(), m.allowMissing); clearJwtRequirement_requires_type(m); m.allowMissing = v; break }
      default: r.skipField(tag)
    }
  }
  return m
}
function clearJwtRequirement_requires_type(m: Mutable<JwtRequirement>): void {
  m.providerName = null
  m.providerAndAudiences = null
  m.requiresAny = null
  m.requiresAll = null
  m.allowMissingOrFailed = null
  m.allowMissing = null
}

/** envoy.extensions.filters.http.jwt_authn.v3.JwtRequirementAndList */
export interface JwtRequirementAndList {
  readonly requirements: readonly JwtRequirement[]
}

export const JwtRequirementAndList: MessageType<JwtRequirementAndList> = define<JwtRequirementAndList>({
  name: 'envoy.extensions.filters.http.jwt_authn.v3.JwtRequirementAndList', empty: emptyJwtRequirementAndList, write: writeJwtRequirementAndList, read: readJwtRequirementAndList,
  fields: () => [
    ['requirements', 1, JwtRequirement, 'list'],
  ],
})

export function emptyJwtRequirementAndList(): JwtRequirementAndList {
  return {
    requirements: NO_ITEMS,
  }
}

export function writeJwtRequirementAndList(m: JwtRequirementAndList, w: ByteWriter): void {
  for (const v of m.requirements) put(w, 10, writeJwtRequirement, v)
}

export function readJwtRequirementAndList(r: MessageReader, into: JwtRequirementAndList | null): JwtRequirementAndList {
  const m: Mutable<JwtRequirementAndList> = into ?? emptyJwtRequirementAndList()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.requirements = append(m.requirements, readJwtRequirement(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.filters.http.jwt_authn.v3.JwtRequirementOrList */
export interface JwtRequirementOrList {
  readonly requirements: readonly JwtRequirement[]
}

export const JwtRequirementOrList: MessageType<JwtRequirementOrList> = define<JwtRequirementOrList>({
  name: 'envoy.extensions.filters.http.jwt_authn.v3.JwtRequirementOrList', empty: emptyJwtRequirementOrList, write: writeJwtRequirementOrList, read: readJwtRequirementOrList,
  fields: () => [
    ['requirements', 1, JwtRequirement, 'list'],
  ],
})

export function emptyJwtRequirementOrList(): JwtRequirementOrList {
  return {
    requirements: NO_ITEMS,
  }
}

export function writeJwtRequirementOrList(m: JwtRequirementOrList, w: ByteWriter): void {
  for (const v of m.requirements) put(w, 10, writeJwtRequirement, v)
}

export function readJwtRequirementOrList(r: MessageReader, into: JwtRequirementOrList | null): JwtRequirementOrList {
  const m: Mutable<JwtRequirementOrList> = into ?? emptyJwtRequirementOrList()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.requirements = append(m.requirements, readJwtRequirement(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.filters.http.jwt_authn.v3.PerRouteConfig */
export interface JwtPerRoute {
  readonly disabled: boolean | null // oneof requirement_specifier
  readonly requirementName: string | null // oneof requirement_specifier
}

export const JwtPerRoute: MessageType<JwtPerRoute> = define<JwtPerRoute>({
  name: 'envoy.extensions.filters.http.jwt_authn.v3.PerRouteConfig', empty: emptyJwtPerRoute, write: writeJwtPerRoute, read: readJwtPerRoute,
  fields: () => [
    ['disabled', 1, 'bool', '', 'requirementSpecifier'],
    ['requirement_name', 2, 'string', '', 'requirementSpecifier'],
  ],
})

export function emptyJwtPerRoute(): JwtPerRoute {
  return {
    disabled: null,
    requirementName: null,
  }
}

export function writeJwtPerRoute(m: JwtPerRoute, w: ByteWriter): void {
  if (m.disabled !== null) w.uint32(8).bool(m.disabled)
  if (m.requirementName !== null) w.uint32(18).string(m.requirementName)
}

export function readJwtPerRoute(r: MessageReader, into: JwtPerRoute | null): JwtPerRoute {
  const m: Mutable<JwtPerRoute> = into ?? emptyJwtPerRoute()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: { const v = r.bool(); clearJwtPerRoute_requirement_specifier(m); m.disabled = v; break }
      case 18: { const v = r.string(); clearJwtPerRoute_requirement_specifier(m); m.requirementName = v; break }
      default: r.skipField(tag)
    }
  }
  return m
}
function clearJwtPerRoute_requirement_specifier(m: Mutable<JwtPerRoute>): void {
  m.disabled = null
  m.requirementName = null
}

/** envoy.extensions.filters.http.jwt_authn.v3.ProviderWithAudiences */
export interface ProviderWithAudiences {
  readonly providerName: string
  readonly audiences: readonly string[]
}

export const ProviderWithAudiences: MessageType<ProviderWithAudiences> = define<ProviderWithAudiences>({
  name: 'envoy.extensions.filters.http.jwt_authn.v3.ProviderWithAudiences', empty: emptyProviderWithAudiences, write: writeProviderWithAudiences, read: readProviderWithAudiences,
  fields: () => [
    ['provider_name', 1, 'string'],
    ['audiences', 2, 'string', 'list'],
  ],
})

export function emptyProviderWithAudiences(): ProviderWithAudiences {
  return {
    providerName: '',
    audiences: NO_ITEMS,
  }
}

export function writeProviderWithAudiences(m: ProviderWithAudiences, w: ByteWriter): void {
  if (m.providerName !== '') w.uint32(10).string(m.providerName)
  for (const v of m.audiences) w.uint32(18).string(v)
}

export function readProviderWithAudiences(r: MessageReader, into: ProviderWithAudiences | null): ProviderWithAudiences {
  const m: Mutable<ProviderWithAudiences> = into ?? emptyProviderWithAudiences()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.providerName = r.string(); break
      case 18: m.audiences = append(m.audiences, r.string()); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.filters.http.jwt_authn.v3.RequirementRule */
export interface RequirementRule {
  readonly match: RouteMatch | null
  readonly requires: JwtRequirement | null // oneof requirement_type
  readonly requirementName: string | null // oneof requirement_type
}

export const RequirementRule: MessageType<RequirementRule> = define<RequirementRule>({
  name: 'envoy.extensions.filters.http.jwt_authn.v3.RequirementRule', empty: emptyRequirementRule, write: writeRequirementRule, read: readRequirementRule,
  fields: () => [
    ['match', 1, RouteMatch],
    ['requires', 2, JwtRequirement, '', 'requirementType'],
    ['requirement_name', 3, 'string', '', 'requirementType'],
  ],
})

export function emptyRequirementRule(): RequirementRule {
  return {
    match: null,
    requires: null,
    requirementName: null,
  }
}

export function writeRequirementRule(m: RequirementRule, w: ByteWriter): void {
  if (m.match !== null) put(w, 10, writeRouteMatch, m.match)
  if (m.requires !== null) put(w, 18, writeJwtRequirement, m.requires)
  if (m.requirementName !== null) w.uint32(26).string(m.requirementName)
}

export function readRequirementRule(r: MessageReader, into: RequirementRule | null): RequirementRule {
  const m: Mutable<RequirementRule> = into ?? emptyRequirementRule()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.match = readRouteMatch(r.message(), m.match); break
      case 18: { const v = readJwtRequirement(r.message(), m.requires); clearRequirementRule_requirement_type(m); m.requires = v; break }
      case 26: { const v = r.string(); clearRequirementRule_requirement_type(m); m.requirementName = v; break }
      default: r.skipField(tag)
    }
  }
  return m
}
function clearRequirementRule_requirement_type(m: Mutable<RequirementRule>): void {
  m.requires = null
  m.requirementName = null
}
