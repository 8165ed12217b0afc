/** RBAC by a generic matcher: its actions allow, deny or log; what matches nothing is denied. */
import { type Matcher, RbacMatchAction, RbacRulesAction } from '@flotilla/proto'
import { unpack } from '../compile/fields.ts'
import type { Violations } from '../compile/violations.ts'
import { compileMatchTree, type MatchTree } from '../matching/match-tree.ts'
import type { RbacDecider, RbacDecision } from './rbac-rules.ts'
import type { RbacView } from './rbac-view.ts'

const NO_MATCH: RbacDecision = { isAllowed: false, policy: 'none' }

class RbacMatcher implements RbacDecider {
  readonly isLogOnly = false
  private readonly tree: MatchTree<RbacDecision>

  constructor(tree: MatchTree<RbacDecision>) {
    this.tree = tree
  }

  decide(view: RbacView): RbacDecision {
    return this.tree(view) ?? NO_MATCH
  }
}

export function compileRbacMatcher(message: Matcher, at: Violations): RbacDecider {
  const tree = compileMatchTree<RbacDecision>(
    message,
    (extension, place) => {
      const action = unpack(RbacMatchAction, extension.typedConfig, place.at('typed_config'))
      if (action === null) return null
      if (action.name === '') place.at('typed_config').at('name').add('must not be empty')
      return { isAllowed: action.action !== RbacRulesAction.DENY, policy: action.name }
    },
    at,
  )
  return new RbacMatcher(tree)
}
