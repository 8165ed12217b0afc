/** Generated from envoy/config/rbac/v3/rbac.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { CidrRange, readCidrRange, writeCidrRange } from '../../core/v3/address.ts'
import { TypedExtensionConfig, readTypedExtensionConfig, writeTypedExtensionConfig } from '../../core/v3/extension.ts'
import { HeaderMatcher, readHeaderMatcher, writeHeaderMatcher } from '../../route/v3/route_components.ts'
import { FilterStateMatcher, readFilterStateMatcher, writeFilterStateMatcher } from '../../../type/matcher/v3/filter_state.ts'
import { MetadataMatcher, readMetadataMatcher, writeMetadataMatcher } from '../../../type/matcher/v3/metadata.ts'
import { PathMatcher, readPathMatcher, writePathMatcher } from '../../../type/matcher/v3/path.ts'
import { StringMatcher, readStringMatcher, writeStringMatcher } from '../../../type/matcher/v3/string.ts'
import { Int32Range, readInt32Range, writeInt32Range } from '../../../type/v3/range.ts'
import { type MessageType, define } from '../../../../../message-type.ts'
import { type Mutable, NO_ENTRIES, NO_ITEMS, append, ownMap, put } from '../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../wire/message-reader.ts'

/** envoy.config.rbac.v3.RBAC.Action */
export const RbacRulesAction = {
  ALLOW: 0,
  DENY: 1,
  LOG: 2,
} as const
export type RbacRulesAction = (typeof RbacRulesAction)[keyof typeof RbacRulesAction]

/** envoy.config.rbac.v3.Action */
export interface RbacMatchAction {
  readonly name: string
  readonly action: RbacRulesAction
}

export const RbacMatchAction: MessageType<RbacMatchAction> = define<RbacMatchAction>({
  name: 'envoy.config.rbac.v3.Action', empty: emptyRbacMatchAction, write: writeRbacMatchAction, read: readRbacMatchAction,
  fields: () => [
    ['name', 1, 'string'],
    ['action', 2, { enum: RbacRulesAction }],
  ],
})

export function emptyRbacMatchAction(): RbacMatchAction {
  return {
    name: '',
    action: 0,
  }
}

export function writeRbacMatchAction(m: RbacMatchAction, w: ByteWriter): void {
  if (m.name !== '') w.uint32(10).string(m.name)
  if (m.action !== 0) w.uint32(16).int32(m.action)
}

export function readRbacMatchAction(r: MessageReader, into: RbacMatchAction | null): RbacMatchAction {
  const m: Mutable<RbacMatchAction> = into ?? emptyRbacMatchAction()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.name = r.string(); break
      case 16: m.action = r.int32() as RbacRulesAction; break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.rbac.v3.Permission */
export interface Permission {
  readonly andRules: PermissionSet | null // oneof rule
  readonly orRules: PermissionSet | null // oneof rule
  readonly any: boolean | null // oneof rule
  readonly header: HeaderMatcher | null // oneof rule
  readonly destinationIp: CidrRange | null // oneof rule
  readonly destinationPort: number | null // oneof rule
  readonly metadata: MetadataMatcher | null // oneof rule
  readonly notRule: Permission | null // oneof rule
  readonly requestedServerName: StringMatcher | null // oneof rule
  readonly urlPath: PathMatcher | null // oneof rule
  readonly destinationPortRange: Int32Range | null // oneof rule
  readonly matcher: TypedExtensionConfig | null // oneof rule
  readonly uriTemplate: TypedExtensionConfig | null // oneof rule
}

export const Permission: MessageType<Permission> = define<Permission>({
  name: 'envoy.config.rbac.v3.Permission', empty: emptyPermission, write: writePermission, read: readPermission,
  fields: () => [
    ['and_rules', 1, PermissionSet, '', 'rule'],
    ['or_rules', 2, PermissionSet, '', 'rule'],
    ['any', 3, 'bool', '', 'rule'],
    ['header', 4, HeaderMatcher, '', 'rule'],
    ['destination_ip', 5, CidrRange, '', 'rule'],
    ['destination_port', 6, 'uint32', '', 'rule'],
    ['metadata', 7, MetadataMatcher, '', 'rule'],
    ['not_rule', 8, Permission, '', 'rule'],
    ['requested_server_name', 9, StringMatcher, '', 'rule'],
    ['url_path', 10, PathMatcher, '', 'rule'],
    ['destination_port_range', 11, Int32Range, '', 'rule'],
    ['matcher', 12, TypedExtensionConfig, '', 'rule'],
    ['uri_template', 13, TypedExtensionConfig, '', 'rule'],
  ],
})

export function emptyPermission(): Permission {
  return {
    andRules: null,
    orRules: null,
    any: null,
    header: null,
    destinationIp: null,
    destinationPort: null,
    metadata: null,
    notRule: null,
    requestedServerName: null,
    urlPath: null,
    destinationPortRange: null,
    matcher: null,
    uriTemplate: null,
  }
}

export function writePermission(m: Permission, w: ByteWriter): void {
  if (m.andRules !== null) put(w, 10, writePermissionSet, m.andRules)
  if (m.orRules !== null) put(w, 18, writePermissionSet, m.orRules)
  if (m.any !== null) w.uint32(24).bool(m.any)
  if (m.header !== null) put(w, 34, writeHeaderMatcher, m.header)
  if (m.destinationIp !== null) put(w, 42, writeCidrRange, m.destinationIp)
  if (m.destinationPort !== null) w.uint32(48).uint32(m.destinationPort)
  if (m.metadata !== null) put(w, 58, writeMetadataMatcher, m.metadata)
  if (m.notRule !== null) put(w, 66, writePermission, m.notRule)
  if (m.requestedServerName !== null) put(w, 74, writeStringMatcher, m.requestedServerName)
  if (m.urlPath !== null) put(w, 82, writePathMatcher, m.urlPath)
  if (m.destinationPortRange !== null) put(w, 90, writeInt32Range, m.destinationPortRange)
  if (m.matcher !== null) put(w, 98, writeTypedExtensionConfig, m.matcher)
  if (m.uriTemplate !== null) put(w, 106, writeTypedExtensionConfig, m.uriTemplate)
}

export function readPermission(r: MessageReader, into: Permission | null): Permission {
  const m: Mutable<Permission> = into ?? emptyPermission()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: { const v = readPermissionSet(r.message(), m.andRules); clearPermission_rule(m); m.andRules = v; break }
      case 18: { const v = readPermissionSet(r.message(), m.orRules); clearPermission_rule(m); m.orRules = v; break }
      case 24: { const v = r.bool(); clearPermission_rule(m); m.any = v; break }
      case 34: { const v = readHeaderMatcher(r.message(), m.header); clearPermission_rule(m); m.header = v; break }
      case 42: { const v = readCidrRange(r.message(), m.destinationIp); clearPermission_rule(m); m.destinationIp = v; break }
      case 48: { const v = r.uint32(); clearPermission_rule(m); m.destinationPort = v; break }
      case 58: { const v = readMetadataMatcher(r.message(), m.metadata); clearPermission_rule(m); m.metadata = v; break }
      case 66: { const v = readPermission(r.message(), m.notRule); clearPermission_rule(m); m.notRule = v; break }
      case 74: { const v = readStringMatcher(r.message(), m.requestedServerName); clearPermission_rule(m); m.requestedServerName = v; break }
      case 82: { const v = readPathMatcher(r.message(), m.urlPath); clearPermission_rule(m); m.urlPath = v; break }
      case 90: { const v = readInt32Range(r.message(), m.destinationPortRange); clearPermission_rule(m); m.destinationPortRange = v; break }
      case 98: { const v = readTypedExtensionConfig(r.message(), m.matcher); clearPermission_rule(m); m.matcher = v; break }
      case 106: { const v = readTypedExtensionConfig(r.message(), m.uriTemplate); clearPermission_rule(m); m.uriTemplate = v; break }
      default: r.skipField(tag)
    }
  }
  return m
}
function clearPermission_rule(m: Mutable<Permission>): void {
  m.andRules = null
  m.orRules = null
  m.any = null
  m.header = null
  m.destinationIp = null
  m.destinationPort = null
  m.metadata = null
  m.notRule = null
  m.requestedServerName = null
  m.urlPath = null
  m.destinationPortRange = null
  m.matcher = null
  m.uriTemplate = null
}

/** envoy.config.rbac.v3.Permission.Set */
export interface PermissionSet {
  readonly rules: readonly Permission[]
}

export const PermissionSet: MessageType<PermissionSet> = define<PermissionSet>({
  name: 'envoy.config.rbac.v3.Permission.Set', empty: emptyPermissionSet, write: writePermissionSet, read: readPermissionSet,
  fields: () => [
    ['rules', 1, Permission, 'list'],
  ],
})

export function emptyPermissionSet(): PermissionSet {
  return {
    rules: NO_ITEMS,
  }
}

export function writePermissionSet(m: PermissionSet, w: ByteWriter): void {
  for (const v of m.rules) put(w, 10, writePermission, v)
}

export function readPermissionSet(r: MessageReader, into: PermissionSet | null): PermissionSet {
  const m: Mutable<PermissionSet> = into ?? emptyPermissionSet()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.rules = append(m.rules, readPermission(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.rbac.v3.Policy */
export interface Policy {
  readonly permissions: readonly Permission[]
  readonly principals: readonly Principal[]
}

export const Policy: MessageType<Policy> = define<Policy>({
  name: 'envoy.config.rbac.v3.Policy', empty: emptyPolicy, write: writePolicy, read: readPolicy,
  fields: () => [
    ['permissions', 1, Permission, 'list'],
    ['principals', 2, Principal, 'list'],
  ],
  pruned: { 3: 'condition', 4: 'checked_condition' },
})

export function emptyPolicy(): Policy {
  return {
    permissions: NO_ITEMS,
    principals: NO_ITEMS,
  }
}

export function writePolicy(m: Policy, w: ByteWriter): void {
  for (const v of m.permissions) put(w, 10, writePermission, v)
  for (const v of m.principals) put(w, 18, writePrincipal, v)
}

export function readPolicy(r: MessageReader, into: Policy | null): Policy {
  const m: Mutable<Policy> = into ?? emptyPolicy()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.permissions = append(m.permissions, readPermission(r.message(), null)); break
      case 18: m.principals = append(m.principals, readPrincipal(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.rbac.v3.Principal */
export interface Principal {
  readonly andIds: PrincipalSet | null // oneof identifier
  readonly orIds: PrincipalSet | null // oneof identifier
  readonly any: boolean | null // oneof identifier
  readonly authenticated: PrincipalAuthenticated | null // oneof identifier
  readonly sourceIp: CidrRange | null // oneof identifier
  readonly header: HeaderMatcher | null // oneof identifier
  readonly metadata: MetadataMatcher | null // oneof identifier
  readonly notId: Principal | null // oneof identifier
  readonly urlPath: PathMatcher | null // oneof identifier
  readonly directRemoteIp: CidrRange | null // oneof identifier
  readonly remoteIp: CidrRange | null // oneof identifier
  readonly filterState: FilterStateMatcher | null // oneof identifier
}

export const Principal: MessageType<Principal> = define<Principal>({
  name: 'envoy.config.rbac.v3.Principal', empty: emptyPrincipal, write: writePrincipal, read: readPrincipal,
  fields: () => [
    ['and_ids', 1, PrincipalSet, '', 'identifier'],
    ['or_ids', 2, PrincipalSet, '', 'identifier'],
    ['any', 3, 'bool', '', 'identifier'],
    ['authenticated', 4, PrincipalAuthenticated, '', 'identifier'],
    ['source_ip', 5, CidrRange, '', 'identifier'],
    ['header', 6, HeaderMatcher, '', 'identifier'],
    ['metadata', 7, MetadataMatcher, '', 'identifier'],
    ['not_id', 8, Principal, '', 'identifier'],
    ['url_path', 9, PathMatcher, '', 'identifier'],
    ['direct_remote_ip', 10, CidrRange, '', 'identifier'],
    ['remote_ip', 11, CidrRange, '', 'identifier'],
    ['filter_state', 12, FilterStateMatcher, '', 'identifier'],
  ],
})

export function emptyPrincipal(): Principal {
  return {
    andIds: null,
    orIds: null,
    any: null,
    authenticated: null,
    sourceIp: null,
    header: null,
    metadata: null,
    notId: null,
    urlPath: null,
    directRemoteIp: null,
    remoteIp: null,
    filterState: null,
  }
}

export function writePrincipal(m: Principal, w: ByteWriter): void {
  if (m.andIds !== null) put(w, 10, writePrincipalSet, m.andIds)
  if (m.orIds !== null) put(w, 18, writePrincipalSet, m.orIds)
  if (m.any !== null) w.uint32(24).bool(m.any)
  if (m.authenticated !== null) put(w, 34, writePrincipalAuthenticated, m.authenticated)
  if (m.sourceIp !== null) put(w, 42, writeCidrRange, m.sourceIp)
  if (m.header !== null) put(w, 50, writeHeaderMatcher, m.header)
  if (m.metadata !== null) put(w, 58, writeMetadataMatcher, m.metadata)
  if (m.notId !== null) put(w, 66, writePrincipal, m.notId)
  if (m.urlPath !== null) put(w, 74, writePathMatcher, m.urlPath)
  if (m.directRemoteIp !== null) put(w, 82, writeCidrRange, m.directRemoteIp)
  if (m.remoteIp !== null) put(w, 90, writeCidrRange, m.remoteIp)
  if (m.filterState !== null) put(w, 98, writeFilterStateMatcher, m.filterState)
}

export function readPrincipal(r: MessageReader, into: Principal | null): Principal {
  const m: Mutable<Principal> = into ?? emptyPrincipal()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: { const v = readPrincipalSet(r.message(), m.andIds); clearPrincipal_identifier(m); m.andIds = v; break }
      case 18: { const v = readPrincipalSet(r.message(), m.orIds); clearPrincipal_identifier(m); m.orIds = v; break }
      case 24: { const v = r.bool(); clearPrincipal_identifier(m); m.any = v; break }
      case 34: { const v = readPrincipalAuthenticated(r.message(), m.authenticated); clearPrincipal_identifier(m); m.authenticated = v; break }
      case 42: { const v = readCidrRange(r.message(), m.sourceIp); clearPrincipal_identifier(m); m.sourceIp = v; break }
      case 50: { const v = readHeaderMatcher(r.message(), m.header); clearPrincipal_identifier(m); m.header = v; break }
      case 58: { const v = readMetadataMatcher(r.message(), m.metadata); clearPrincipal_identifier(m); m.metadata = v; break }
      case 66: { const v = readPrincipal(r.message(), m.notId); clearPrincipal_identifier(m); m.notId = v; break }
      case 74: { const v = readPathMatcher(r.message(), m.urlPath); clearPrincipal_identifier(m); m.urlPath = v; break }
      case 82: { const v = readCidrRange(r.message(), m.directRemoteIp); clearPrincipal_identifier(m); m.directRemoteIp = v; break }
      case 90: { const v = readCidrRange(r.message(), m.remoteIp); clearPrincipal_identifier(m); m.remoteIp = v; break }
      case 98: { const v = readFilterStateMatcher(r.message(), m.filterState); clearPrincipal_identifier(m); m.filterState = v; break }
      default: r.skipField(tag)
    }
  }
  return m
}
function clearPrincipal_identifier(m: Mutable<Principal>): void {
  m.andIds = null
  m.orIds = null
  m.any = null
  m.authenticated = null
  m.sourceIp = null
  m.header = null
  m.metadata = null
  m.notId = null
  m.urlPath = null
  m.directRemoteIp = null
  m.remoteIp = null
  m.filterState = null
}

/** envoy.config.rbac.v3.Principal.Authenticated */
export interface PrincipalAuthenticated {
  readonly principalName: StringMatcher | null
}

export const PrincipalAuthenticated: MessageType<PrincipalAuthenticated> = define<PrincipalAuthenticated>({
  name: 'envoy.config.rbac.v3.Principal.Authenticated', empty: emptyPrincipalAuthenticated, write: writePrincipalAuthenticated, read: readPrincipalAuthenticated,
  fields: () => [
    ['principal_name', 2, StringMatcher],
  ],
})

export function emptyPrincipalAuthenticated(): PrincipalAuthenticated {
  return {
    principalName: null,
  }
}

export function writePrincipalAuthenticated(m: PrincipalAuthenticated, w: ByteWriter): void {
  if (m.principalName !== null) put(w, 18, writeStringMatcher, m.principalName)
}

export function readPrincipalAuthenticated(r: MessageReader, into: PrincipalAuthenticated | null): PrincipalAuthenticated {
  const m: Mutable<PrincipalAuthenticated> = into ?? emptyPrincipalAuthenticated()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 18: m.principalName = readStringMatcher(r.message(), m.principalName); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.rbac.v3.Principal.Set */
export interface PrincipalSet {
  readonly ids: readonly Principal[]
}

export const PrincipalSet: MessageType<PrincipalSet> = define<PrincipalSet>({
  name: 'envoy.config.rbac.v3.Principal.Set', empty: emptyPrincipalSet, write: writePrincipalSet, read: readPrincipalSet,
  fields: () => [
    ['ids', 1, Principal, 'list'],
  ],
})

export function emptyPrincipalSet(): PrincipalSet {
  return {
    ids: NO_ITEMS,
  }
}

export function writePrincipalSet(m: PrincipalSet, w: ByteWriter): void {
  for (const v of m.ids) put(w, 10, writePrincipal, v)
}

export function readPrincipalSet(r: MessageReader, into: PrincipalSet | null): PrincipalSet {
  const m: Mutable<PrincipalSet> = into ?? emptyPrincipalSet()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.ids = append(m.ids, readPrincipal(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.config.rbac.v3.RBAC */
export interface RbacRules {
  readonly action: RbacRulesAction
  readonly policies: ReadonlyMap<string, Policy>
}

export const RbacRules: MessageType<RbacRules> = define<RbacRules>({
  name: 'envoy.config.rbac.v3.RBAC', empty: emptyRbacRules, write: writeRbacRules, read: readRbacRules,
  fields: () => [
    ['action', 1, { enum: RbacRulesAction }],
    ['policies', 2, Policy, 'map:string'],
  ],
  pruned: { 3: 'audit_logging_options' },
})

export function emptyRbacRules(): RbacRules {
  return {
    action: 0,
    policies: NO_ENTRIES,
  }
}

export function writeRbacRules(m: RbacRules, w: ByteWriter): void {
  if (m.action !== 0) w.uint32(8).int32(m.action)
  for (const [k, v] of m.policies) { w.uint32(18); const o = w.open(); w.uint32(10).string(k); put(w, 18, writePolicy, v); w.close(o) }
}

export function readRbacRules(r: MessageReader, into: RbacRules | null): RbacRules {
  const m: Mutable<RbacRules> = into ?? emptyRbacRules()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 8: m.action = r.int32() as RbacRulesAction; break
      case 18: readRbacRules_policies(r.message(), (m.policies = ownMap(m.policies))); break
      default: r.skipField(tag)
    }
  }
  return m
}
function readRbacRules_policies(r: MessageReader, map: Map<string, Policy>): void {
  let key: string = ''
  let value: Policy | null = null
  while (!r.done) {
    const tag = r.uint32()
    if (tag === 10) key = r.string()
    else if (tag === 18) value = readPolicy(r.message(), value)
    else r.skipField(tag)
  }
  map.set(key, value ?? emptyPolicy())
}
