/** filter_chain_matcher: a generic matcher that names the filter chain of a connection. */
import { type FilterChain as FilterChainMessage, type Matcher, StringValue } from '@flotilla/proto'
import { isType, unpack } from '../compile/fields.ts'
import type { Violations } from '../compile/violations.ts'
import type { SniffedView } from '../matching/match-inputs.ts'
import { compileMatchTree } from '../matching/match-tree.ts'
import type { FilterChain } from './filter-chain.ts'
import type { ConnectionInfo } from './types.ts'

/** `unmatched`: the matcher leads nowhere. Null: it leads to a chain that there is not. */
export type ChainChoice = (
  connection: ConnectionInfo,
  sniffed: SniffedView,
) => FilterChain | null | 'unmatched'

export function compileChainChoice(
  matcher: Matcher,
  messages: readonly FilterChainMessage[],
  chains: readonly FilterChain[],
  at: Violations,
): ChainChoice {
  checkNames(messages, at)
  const byName = new Map(chains.map((chain) => [chain.name, chain]))
  const tree = compileMatchTree<string>(
    matcher,
    (action, place) => {
      const any = action.typedConfig
      const where = place.at('typed_config')
      if (any === null || !isType(any, StringValue)) {
        where.unsupported(any?.typeUrl ?? 'this action')
        return null
      }
      return unpack(StringValue, any, where)
    },
    at.at('filter_chain_matcher'),
  )
  return (connection, sniffed) => {
    const name = tree({ ...NO_REQUEST, connection, sniffed })
    return name === null ? 'unmatched' : (byName.get(name) ?? null)
  }
}

const NO_REQUEST = { requestHeaders: [], path: '', method: '', authority: '' } as const

function checkNames(messages: readonly FilterChainMessage[], at: Violations): void {
  const names = new Set<string>()
  for (const [i, { name }] of messages.entries()) {
    if (name === '' || names.has(name))
      at.at('filter_chains', i).at('name').add('must be unique for filter_chain_matcher')
    names.add(name)
  }
}
