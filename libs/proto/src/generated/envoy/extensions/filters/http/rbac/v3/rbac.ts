/** Generated from envoy/extensions/filters/http/rbac/v3/rbac.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { RbacRules, readRbacRules, writeRbacRules } from '../../../../../config/rbac/v3/rbac.ts'
import { Matcher, readMatcher, writeMatcher } from '../../../../../../xds/type/matcher/v3/matcher.ts'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { type Mutable, put } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.filters.http.rbac.v3.RBAC */
export interface HttpRbac {
  readonly rules: RbacRules | null
  readonly shadowRules: RbacRules | null
  readonly shadowRulesStatPrefix: string
  readonly matcher: Matcher | null
  readonly shadowMatcher: Matcher | null
  readonly rulesStatPrefix: string
  readonly trackPerRuleStats: boolean
}

export const HttpRbac: MessageType<HttpRbac> = define<HttpRbac>({
  name: 'envoy.extensions.filters.http.rbac.v3.RBAC', empty: emptyHttpRbac, write: writeHttpRbac, read: readHttpRbac,
  fields: () => [
    ['rules', 1, RbacRules],
    ['shadow_rules', 2, RbacRules],
    ['shadow_rules_stat_prefix', 3, 'string'],
    ['matcher', 4, Matcher],
    ['shadow_matcher', 5, Matcher],
    ['rules_stat_prefix', 6, 'string'],
    ['track_per_rule_stats', 7, 'bool'],
  ],
})

export function emptyHttpRbac(): HttpRbac {
  return {
    rules: null,
    shadowRules: null,
    shadowRulesStatPrefix: '',
    matcher: null,
    shadowMatcher: null,
    rulesStatPrefix: '',
    trackPerRuleStats: false,
  }
}

export function writeHttpRbac(m: HttpRbac, w: ByteWriter): void {
  if (m.rules !== null) put(w, 10, writeRbacRules, m.rules)
  if (m.shadowRules !== null) put(w, 18, writeRbacRules, m.shadowRules)
  if (m.shadowRulesStatPrefix !== '') w.uint32(26).string(m.shadowRulesStatPrefix)
  if (m.matcher !== null) put(w, 34, writeMatcher, m.matcher)
  if (m.shadowMatcher !== null) put(w, 42, writeMatcher, m.shadowMatcher)
  if (m.rulesStatPrefix !== '') w.uint32(50).string(m.rulesStatPrefix)
  if (m.trackPerRuleStats) w.uint32(56).bool(m.trackPerRuleStats)
}

export function readHttpRbac(r: MessageReader, into: HttpRbac | null): HttpRbac {
  const m: Mutable<HttpRbac> = into ?? emptyHttpRbac()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.rules = readRbacRules(r.message(), m.rules); break
      case 18: m.shadowRules = readRbacRules(r.message(), m.shadowRules); break
      case 26: m.shadowRulesStatPrefix = r.string(); break
      case 34: m.matcher = readMatcher(r.message(), m.matcher); break
      case 42: m.shadowMatcher = readMatcher(r.message(), m.shadowMatcher); break
      case 50: m.rulesStatPrefix = r.string(); break
      case 56: m.trackPerRuleStats = r.bool(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.filters.http.rbac.v3.RBACPerRoute */
export interface RBACPerRoute {
  readonly rbac: HttpRbac | null
}

export const RBACPerRoute: MessageType<RBACPerRoute> = define<RBACPerRoute>({
  name: 'envoy.extensions.filters.http.rbac.v3.RBACPerRoute', empty: emptyRBACPerRoute, write: writeRBACPerRoute, read: readRBACPerRoute,
  fields: () => [
    ['rbac', 2, HttpRbac],
  ],
})

export function emptyRBACPerRoute(): RBACPerRoute {
  return {
    rbac: null,
  }
}

export function writeRBACPerRoute(m: RBACPerRoute, w: ByteWriter): void {
  if (m.rbac !== null) put(w, 18, writeHttpRbac, m.rbac)
}

export function readRBACPerRoute(r: MessageReader, into: RBACPerRoute | null): RBACPerRoute {
  const m: Mutable<RBACPerRoute> = into ?? emptyRBACPerRoute()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 18: m.rbac = readHttpRbac(r.message(), m.rbac); break
      default: r.skipField(tag)
    }
  }
  return m
}
