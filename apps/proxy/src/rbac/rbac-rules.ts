/** envoy.config.rbac.v3 compiled: policies of permissions and principals, and the decision over all of them. */
import { type RbacRules, RbacRulesAction } from '@flotilla/proto'
import type { Violations } from '../compile/violations.ts'
import { compilePermission } from './permission.ts'
import { compilePrincipal } from './principal.ts'
import type { RbacView } from './rbac-view.ts'

export type RbacPredicate = (view: RbacView) => boolean

interface Policy {
  readonly name: string
  readonly permissions: readonly RbacPredicate[]
  readonly principals: readonly RbacPredicate[]
}

export interface RbacDecision {
  readonly isAllowed: boolean
  /** The policy that matched, `none` where none did. */
  readonly policy: string
}

/** Anything that decides by rules. */
export interface RbacDecider {
  readonly isLogOnly: boolean
  decide(view: RbacView): RbacDecision
}

export class RbacEngine implements RbacDecider {
  readonly isLogOnly: boolean
  private readonly denies: boolean
  private readonly policies: readonly Policy[]

  constructor(action: RbacRulesAction, policies: readonly Policy[]) {
    this.isLogOnly = action === RbacRulesAction.LOG
    this.denies = action === RbacRulesAction.DENY
    this.policies = policies
  }

  /** Policies are asked in the order of their names; the first that matches decides. */
  decide(view: RbacView): RbacDecision {
    for (const policy of this.policies) {
      if (!some(policy.permissions, view) || !some(policy.principals, view)) continue
      return { isAllowed: !this.denies, policy: policy.name }
    }
    return { isAllowed: this.denies || this.isLogOnly, policy: 'none' }
  }
}

function some(predicates: readonly RbacPredicate[], view: RbacView): boolean {
  for (const predicate of predicates) if (predicate(view)) return true
  return false
}

/** Null where there are no rules. */
export function compileRbac(message: RbacRules | null, at: Violations): RbacEngine | null {
  if (message === null) return null
  const names = [...message.policies.keys()].sort()
  const policies = names.map((name) => {
    const policy = message.policies.get(name)
    const place = at.at('policies', JSON.stringify(name))
    if (policy === undefined || policy.permissions.length === 0)
      place.at('permissions').add('must not be empty')
    if (policy === undefined || policy.principals.length === 0)
      place.at('principals').add('must not be empty')
    return {
      name,
      permissions: (policy?.permissions ?? []).map((one, i) =>
        compilePermission(one, place.at('permissions', i)),
      ),
      principals: (policy?.principals ?? []).map((one, i) =>
        compilePrincipal(one, place.at('principals', i)),
      ),
    }
  })
  return new RbacEngine(message.action, policies)
}
