/** The RBAC filter: allows or denies a request by policies, and notes what shadow policies would have done. */
import { HttpRbac, RBACPerRoute } from '@flotilla/proto'
import type { Violations } from '../compile/violations.ts'
import {
  FilterStatus,
  type HttpFilter,
  type HttpFilterFactory,
  type HttpFilterKind,
  type HttpStream,
} from '../http/filter.ts'
import { compileRbacMatcher } from '../rbac/rbac-matcher.ts'
import { compileRbac, type RbacDecider } from '../rbac/rbac-rules.ts'
import { protoFilterKind } from './proto-filter-kind.ts'

const NAMESPACE = 'envoy.filters.http.rbac'

/** Of the filter of connections. */
export interface RbacCounters {
  allowed: number
  denied: number
  shadowAllowed: number
  shadowDenied: number
  logged: number
  notLogged: number
}

interface RbacSettings {
  /** Null: everything is allowed. */
  readonly rules: RbacDecider | null
  readonly shadow: RbacDecider | null
  readonly shadowPrefix: string
  /** Envoy's names of what is counted: `rbac.<prefix>.allowed`. */
  readonly stats: string
  readonly shadowStats: string
  readonly countsPolicies: boolean
}

export function rbacFilterKind(): HttpFilterKind {
  return protoFilterKind<HttpRbac, RBACPerRoute, RbacSettings>({
    name: NAMESPACE,
    type: HttpRbac,
    routeType: RBACPerRoute,
    settings: settingsOf,
    // An override without rules switches the filter off for the route.
    routeSettings: (message, at) => settingsOf(message.rbac ?? HttpRbac.create(), at.at('rbac')),
    factory: (name, settings) => new RbacFactory(name, settings),
  })
}

export function emptyRbacCounters(): RbacCounters {
  return { allowed: 0, denied: 0, shadowAllowed: 0, shadowDenied: 0, logged: 0, notLogged: 0 }
}

function settingsOf(message: HttpRbac, at: Violations): RbacSettings {
  return {
    rules:
      message.matcher === null
        ? compileRbac(message.rules, at.at('rules'))
        : compileRbacMatcher(message.matcher, at.at('matcher')),
    shadow:
      message.shadowMatcher === null
        ? compileRbac(message.shadowRules, at.at('shadow_rules'))
        : compileRbacMatcher(message.shadowMatcher, at.at('shadow_matcher')),
    shadowPrefix: message.shadowRulesStatPrefix,
    stats: statPrefix(message.rulesStatPrefix),
    shadowStats: statPrefix(message.shadowRulesStatPrefix),
    countsPolicies: message.trackPerRuleStats,
  }
}

function statPrefix(prefix: string): string {
  return prefix === '' ? 'rbac.' : `rbac.${prefix}.`
}

class RbacFactory implements HttpFilterFactory, HttpFilter {
  readonly name: string
  private readonly settings: RbacSettings
  readonly counters: readonly string[]

  constructor(name: string, settings: RbacSettings) {
    this.name = name
    this.settings = settings
    const { stats, shadowStats } = settings
    this.counters = [
      `${stats}allowed`,
      `${stats}denied`,
      `${shadowStats}shadow_allowed`,
      `${shadowStats}shadow_denied`,
    ]
  }

  /** The filter keeps nothing of a stream: one object serves all. */
  create(): HttpFilter {
    return this
  }

  onRequestHeaders(stream: HttpStream): FilterStatus {
    // What the chain returns for this filter's name is what compileRouteConfig made.
    const settings = (stream.routeFilterConfig(this.name) as RbacSettings | null) ?? this.settings
    const { rules, shadow, stats } = settings
    if (shadow !== null) this.decideShadow(shadow, settings, stream)
    if (rules === null) return FilterStatus.Continue
    const { isAllowed, policy } = rules.decide(stream)
    if (rules.isLogOnly) {
      stream.count(`${stats}${policy === 'none' ? 'not_logged' : 'logged'}`)
      if (policy !== 'none') stream.setMetadata(NAMESPACE, 'enforced_effective_policy_id', policy)
      stream.setMetadata(NAMESPACE, 'enforced_engine_result', 'allowed')
      stream.setMetadata('envoy.common', 'access_log_hint', policy !== 'none')
      return FilterStatus.Continue
    }
    if (policy !== 'none') stream.setMetadata(NAMESPACE, 'enforced_effective_policy_id', policy)
    stream.setMetadata(NAMESPACE, 'enforced_engine_result', isAllowed ? 'allowed' : 'denied')
    const verdict = isAllowed ? 'allowed' : 'denied'
    stream.count(stats + verdict)
    if (settings.countsPolicies && policy !== 'none')
      stream.count(`${stats}policy.${policy}.${verdict}`)
    if (isAllowed) return FilterStatus.Continue
    const detail = `rbac_access_denied_matched_policy[${policy.replaceAll(/\s/g, '_')}]`
    stream.reply(403, 'RBAC: access denied', detail, 0)
    return FilterStatus.Replied
  }

  private decideShadow(shadow: RbacDecider, settings: RbacSettings, stream: HttpStream): void {
    const { isAllowed, policy } = shadow.decide(stream)
    const { shadowPrefix: prefix, shadowStats } = settings
    const verdict = isAllowed ? 'shadow_allowed' : 'shadow_denied'
    stream.count(shadowStats + verdict)
    if (settings.countsPolicies && policy !== 'none')
      stream.count(`${shadowStats}policy.${policy}.${verdict}`)
    if (policy !== 'none')
      stream.setMetadata(NAMESPACE, `${prefix}shadow_effective_policy_id`, policy)
    stream.setMetadata(NAMESPACE, `${prefix}shadow_engine_result`, isAllowed ? 'allowed' : 'denied')
  }
}
