/** Filter chain match: the most specific at each level, no back-tracking, in Envoy's order of levels (spec proxy §1.1). */
import { type FilterChainMatch, FilterChainMatchConnectionSourceType } from '@flotilla/proto'
import { type CidrBlock, compileCidr, parseAddress } from '../compile/cidr.ts'
import type { Violations } from '../compile/violations.ts'

/** What is known of a connection when its chain is chosen. */
export interface MatchInput {
  readonly destinationAddress: string
  readonly destinationPort: number
  /** Lower case, empty where none. */
  readonly serverName: string
  /** `tls` or `raw_buffer`; empty where nobody looked. */
  readonly transportProtocol: string
  /** In the client's order. */
  readonly applicationProtocols: readonly string[]
  /** Of the socket's other end, which may be a proxy. */
  readonly directSourceAddress: string
  readonly sourceAddress: string
  readonly sourcePort: number
}

/** One level: the keys a chain stands under, and the branch that a connection takes. */
interface Level {
  keys(match: FilterChainMatch, at: Violations): readonly Key[]
  take<T>(branches: Branches<T>, input: MatchInput): T | null
}

interface Key {
  readonly text: string
  readonly block: CidrBlock | null
}

class Branches<T> {
  readonly byText = new Map<string, T>()
  /** Longest prefix first. */
  readonly blocks: { readonly block: CidrBlock; readonly value: T }[] = []

  getOrMake(key: Key, make: () => T): T {
    const found = this.byText.get(key.text)
    if (found !== undefined) return found
    const value = make()
    this.byText.set(key.text, value)
    if (key.block !== null) {
      this.blocks.push({ block: key.block, value })
      this.blocks.sort((a, b) => b.block.prefixBits - a.block.prefixBits)
    }
    return value
  }
}

interface Node<C> {
  readonly branches: Branches<Node<C>>
  chain: C | null
}

const ANY = ''

const LEVELS: readonly Level[] = [
  {
    keys: (match) => [text(match.destinationPort === null ? ANY : String(match.destinationPort))],
    take: (branches, input) =>
      branches.byText.get(String(input.destinationPort)) ?? branches.byText.get(ANY) ?? null,
  },
  {
    keys: (match, at) => cidrKeys(match.prefixRanges, 'prefix_ranges', at),
    take: (branches, input) => longestPrefix(branches, input.destinationAddress),
  },
  {
    keys: (match, at) =>
      orAny(match.serverNames.map((name, i) => serverNameKey(name, at.at('server_names', i)))),
    take: (branches, input) => byServerName(branches, input.serverName),
  },
  {
    keys: (match) => [text(match.transportProtocol)],
    take: (branches, input) =>
      branches.byText.get(input.transportProtocol) ?? branches.byText.get(ANY) ?? null,
  },
  {
    keys: (match) => orAny(match.applicationProtocols.map(text)),
    take: (branches, input) => {
      for (const protocol of input.applicationProtocols) {
        const found = branches.byText.get(protocol)
        if (found !== undefined) return found
      }
      return branches.byText.get(ANY) ?? null
    },
  },
  {
    keys: (match, at) =>
      cidrKeys(match.directSourcePrefixRanges, 'direct_source_prefix_ranges', at),
    take: (branches, input) => longestPrefix(branches, input.directSourceAddress),
  },
  {
    keys: (match) => [text(String(match.sourceType))],
    take: (branches, input) => bySourceType(branches, input),
  },
  {
    keys: (match, at) => cidrKeys(match.sourcePrefixRanges, 'source_prefix_ranges', at),
    take: (branches, input) => longestPrefix(branches, input.sourceAddress),
  },
  {
    keys: (match) => orAny(match.sourcePorts.map((port) => text(String(port)))),
    take: (branches, input) =>
      branches.byText.get(String(input.sourcePort)) ?? branches.byText.get(ANY) ?? null,
  },
]

export class FilterChainMatcher<C> {
  private readonly root: Node<C> = emptyNode()

  /** Adds a chain under all its criteria; the same criteria twice are a violation. Null matches everything. */
  add(match: FilterChainMatch, chain: C, at: Violations): void {
    this.insert(this.root, 0, match, chain, at)
  }

  /** The chain for a connection, or null. O(levels × prefixes). */
  find(input: MatchInput): C | null {
    let node: Node<C> | null = this.root
    for (const level of LEVELS) {
      node = level.take(node.branches, input)
      if (node === null) return null
    }
    return node.chain
  }

  private insert(
    node: Node<C>,
    depth: number,
    match: FilterChainMatch,
    chain: C,
    at: Violations,
  ): void {
    const level = LEVELS[depth]
    if (level === undefined) {
      if (node.chain !== null && node.chain !== chain)
        at.add('another filter chain has the same matching rules')
      node.chain = chain
      return
    }
    for (const key of level.keys(match, at))
      this.insert(node.branches.getOrMake(key, emptyNode), depth + 1, match, chain, at)
  }
}

function emptyNode<C>(): Node<C> {
  return { branches: new Branches(), chain: null }
}

function text(value: string): Key {
  return { text: value, block: null }
}

function orAny(keys: readonly Key[]): readonly Key[] {
  return keys.length === 0 ? [text(ANY)] : keys
}

function cidrKeys(
  ranges: FilterChainMatch['prefixRanges'],
  field: string,
  at: Violations,
): readonly Key[] {
  return orAny(
    ranges.flatMap((range, i) => {
      const block = compileCidr(range, at.at(field, i))
      return block === null ? [] : [{ text: block.key, block }]
    }),
  )
}

function longestPrefix<T>(branches: Branches<T>, address: string): T | null {
  if (branches.blocks.length > 0) {
    const bytes = parseAddress(address)
    const hit = bytes === null ? undefined : branches.blocks.find((b) => b.block.contains(bytes))
    if (hit !== undefined) return hit.value
  }
  return branches.byText.get(ANY) ?? null
}

/** `*.example.com` is kept as `.example.com`, so that suffixes of a name are looked up as they are. */
function serverNameKey(name: string, at: Violations): Key {
  const lower = name.toLowerCase()
  if (lower === '*') return text(ANY)
  if (lower.startsWith('*.')) return text(lower.slice(1))
  if (lower.includes('*')) at.add('a wildcard must be a whole first label')
  return text(lower)
}

function byServerName<T>(branches: Branches<T>, name: string): T | null {
  const exact = name === '' ? undefined : branches.byText.get(name)
  if (exact !== undefined) return exact
  for (let dot = name.indexOf('.', 1); dot !== -1; dot = name.indexOf('.', dot + 1)) {
    const found = branches.byText.get(name.slice(dot))
    if (found !== undefined) return found
  }
  return branches.byText.get(ANY) ?? null
}

function bySourceType<T>(branches: Branches<T>, input: MatchInput): T | null {
  const { ANY: any, SAME_IP_OR_LOOPBACK, EXTERNAL } = FilterChainMatchConnectionSourceType
  const local = branches.byText.get(String(SAME_IP_OR_LOOPBACK))
  const external = branches.byText.get(String(EXTERNAL))
  if (local !== undefined || external !== undefined) {
    const isLocal =
      input.sourceAddress === input.destinationAddress ||
      input.sourceAddress.startsWith('127.') ||
      input.sourceAddress === '::1'
    const found = isLocal ? local : external
    if (found !== undefined) return found
  }
  return branches.byText.get(String(any)) ?? null
}
