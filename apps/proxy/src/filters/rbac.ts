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
import { compileRbac, type RbacEngine } from '../rbac/rbac-rules.ts'
import { protoFilterKind } from './proto-filter-kind.ts'

const NAMESPACE = 'envoy.filters.http.rbac'

/** Counted per process, by prefix. */
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
  readonly rules: RbacEngine | null
  readonly shadow: RbacEngine | null
  readonly shadowPrefix: string
}

export function rbacFilterKind(counters: RbacCounters): HttpFilterKind {
  return protoFilterKind<HttpRbac, RBACPerRoute, RbacSettings>({
    name: NAMESPACE,
    type: HttpRbac,
    routeType: RBACPerRoute,
    settings: settingsOf,
    // An override without rules switches the filter off for the route.
    routeSettings: (message, at) => settingsOf(message.rbac ?? HttpRbac.create(), at.at('rbac')),
    factory: (name, settings) => new RbacFactory(name, settings, counters),
  })
}

export function emptyRbacCounters(): RbacCounters {
  return { allowed: 0, denied: 0, shadowAllowed: 0, shadowDenied: 0, logged: 0, notLogged: 0 }
}

function settingsOf(message: HttpRbac, at: Violations): RbacSettings {
  if (message.matcher !== null) at.at('matcher').unsupported()
  if (message.trackPerRuleStats) at.at('track_per_rule_stats').unsupported()
  return {
    rules: compileRbac(message.rules, at.at('rules')),
    shadow: compileRbac(message.shadowRules, at.at('shadow_rules')),
    shadowPrefix: message.shadowRulesStatPrefix,
  }
}

class RbacFactory implements HttpFilterFactory, HttpFilter {
  readonly name: string
  private readonly settings: RbacSettings
  private readonly counters: RbacCounters

  constructor(name: string, settings: RbacSettings, counters: RbacCounters) {
    this.name = name
    this.settings = settings
    this.counters = counters
  }

  /** The filter keeps nothing of a stream: one object serves all. */
  create(): HttpFilter {
    return this
  }

  onRequestHeaders(stream: HttpStream): FilterStatus {
    // What the chain returns for this filter's name is what compileRouteConfig made.
    const { rules, shadow, shadowPrefix } =
      (stream.routeFilterConfig(this.name) as RbacSettings | null) ?? this.settings
    if (shadow !== null) this.decideShadow(shadow, shadowPrefix, stream)
    if (rules === null) return FilterStatus.Continue
    const { isAllowed, policy } = rules.decide(stream)
    if (rules.isLogOnly) {
      if (policy === 'none') this.counters.notLogged++
      else this.counters.logged++
      if (policy !== 'none') stream.setMetadata(NAMESPACE, 'enforced_effective_policy_id', policy)
      stream.setMetadata(NAMESPACE, 'enforced_engine_result', 'allowed')
      stream.setMetadata('envoy.common', 'access_log_hint', policy !== 'none')
      return FilterStatus.Continue
    }
    if (policy !== 'none') stream.setMetadata(NAMESPACE, 'enforced_effective_policy_id', policy)
    stream.setMetadata(NAMESPACE, 'enforced_engine_result', isAllowed ? 'allowed' : 'denied')
    if (isAllowed) {
      this.counters.allowed++
      return FilterStatus.Continue
    }
    this.counters.denied++
    const detail = `rbac_access_denied_matched_policy[${policy.replaceAll(/\s/g, '_')}]`
    stream.reply(403, 'RBAC: access denied', detail, 0)
    return FilterStatus.Replied
  }

  private decideShadow(shadow: RbacEngine, prefix: string, stream: HttpStream): void {
    const { isAllowed, policy } = shadow.decide(stream)
    if (isAllowed) this.counters.shadowAllowed++
    else this.counters.shadowDenied++
    if (policy !== 'none')
      stream.setMetadata(NAMESPACE, `${prefix}shadow_effective_policy_id`, policy)
    stream.setMetadata(NAMESPACE, `${prefix}shadow_engine_result`, isAllowed ? 'allowed' : 'denied')
  }
}
