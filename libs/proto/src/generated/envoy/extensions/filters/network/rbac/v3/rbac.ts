/** Generated from envoy/extensions/filters/network/rbac/v3/rbac.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { RbacRules, readRbacRules, writeRbacRules } from '../../../../../config/rbac/v3/rbac.ts'
import { Matcher, readMatcher, writeMatcher } from '../../../../../../xds/type/matcher/v3/matcher.ts'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { type Mutable, put } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.filters.network.rbac.v3.RBAC.EnforcementType */
export const NetworkRbacEnforcementType = {
  ONE_TIME_ON_FIRST_BYTE: 0,
  CONTINUOUS: 1,
} as const
export type NetworkRbacEnforcementType = (typeof NetworkRbacEnforcementType)[keyof typeof NetworkRbacEnforcementType]

/** envoy.extensions.filters.network.rbac.v3.RBAC */
export interface NetworkRbac {
  readonly rules: RbacRules | null
  readonly shadowRules: RbacRules | null
  readonly statPrefix: string
  readonly enforcementType: NetworkRbacEnforcementType
  readonly shadowRulesStatPrefix: string
  readonly matcher: Matcher | null
}

export const NetworkRbac: MessageType<NetworkRbac> = define<NetworkRbac>({
  name: 'envoy.extensions.filters.network.rbac.v3.RBAC', empty: emptyNetworkRbac, write: writeNetworkRbac, read: readNetworkRbac,
  fields: () => [
    ['rules', 1, RbacRules],
    ['shadow_rules', 2, RbacRules],
    ['stat_prefix', 3, 'string'],
    ['enforcement_type', 4, { enum: NetworkRbacEnforcementType }],
    ['shadow_rules_stat_prefix', 5, 'string'],
    ['matcher', 6, Matcher],
  ],
  pruned: { 7: 'shadow_matcher' },
})

export function emptyNetworkRbac(): NetworkRbac {
  return {
    rules: null,
    shadowRules: null,
    statPrefix: '',
    enforcementType: 0,
    shadowRulesStatPrefix: '',
    matcher: null,
  }
}

export function writeNetworkRbac(m: NetworkRbac, w: ByteWriter): void {
  if (m.rules !== null) put(w, 10, writeRbacRules, m.rules)
  if (m.shadowRules !== null) put(w, 18, writeRbacRules, m.shadowRules)
  if (m.statPrefix !== '') w.uint32(26).string(m.statPrefix)
  if (m.enforcementType !== 0) w.uint32(32).int32(m.enforcementType)
  if (m.shadowRulesStatPrefix !== '') w.uint32(42).string(m.shadowRulesStatPrefix)
  if (m.matcher !== null) put(w, 50, writeMatcher, m.matcher)
}

export function readNetworkRbac(r: MessageReader, into: NetworkRbac | null): NetworkRbac {
  const m: Mutable<NetworkRbac> = into ?? emptyNetworkRbac()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.rules = readRbacRules(r.message(), m.rules); break
      case 18: m.shadowRules = readRbacRules(r.message(), m.shadowRules); break
      case 26: m.statPrefix = r.string(); break
      case 32: m.enforcementType = r.int32() as NetworkRbacEnforcementType; break
      case 42: m.shadowRulesStatPrefix = r.string(); break
      case 50: m.matcher = readMatcher(r.message(), m.matcher); break
      default: r.skipField(tag)
    }
  }
  return m
}
