/** Generic matcher trees (`xds.type.matcher.v3.Matcher`): lists of predicates and maps of one input, down to an action. */
import type {
  Matcher,
  MatcherMatcherList,
  MatcherMatcherListPredicate,
  MatcherMatcherTree,
  MatcherOnMatch,
  XdsTypedExtensionConfig,
} from '@flotilla/proto'
import { XdsIpMatcher } from '@flotilla/proto'
import { type CidrBlock, compileCidr, parseAddress } from '../compile/cidr.ts'
import { isType, unpack } from '../compile/fields.ts'
import type { Violations } from '../compile/violations.ts'
import {
  compileInput,
  customPredicate,
  type MatchInput,
  type MatchView,
  stringPredicate,
} from './match-inputs.ts'

/** The action that a view leads to, null where it leads to none. */
export type MatchTree<T> = (view: MatchView) => T | null

/** Gives null, with a violation, where the action is none of the place's own. */
export type CompileAction<T> = (action: XdsTypedExtensionConfig, at: Violations) => T | null

const MAX_DEPTH = 32

export function compileMatchTree<T>(
  message: Matcher,
  action: CompileAction<T>,
  at: Violations,
  depth = 0,
): MatchTree<T> {
  if (depth > MAX_DEPTH) {
    at.add(`is nested more than ${MAX_DEPTH} deep`)
    return () => null
  }
  const inner = (one: MatcherOnMatch | null, place: Violations): MatchTree<T> =>
    compileOnMatch(one, action, place, depth)
  const otherwise =
    message.onNoMatch === null ? () => null : inner(message.onNoMatch, at.at('on_no_match'))
  if (message.matcherList !== null)
    return listTree(message.matcherList, inner, otherwise, at.at('matcher_list'))
  if (message.matcherTree !== null)
    return mapTree(message.matcherTree, inner, otherwise, at.at('matcher_tree'))
  return otherwise
}

function compileOnMatch<T>(
  message: MatcherOnMatch | null,
  action: CompileAction<T>,
  at: Violations,
  depth: number,
): MatchTree<T> {
  if (message?.matcher != null)
    return compileMatchTree(message.matcher, action, at.at('matcher'), depth + 1)
  if (message?.action == null) {
    at.add('names neither action nor matcher')
    return () => null
  }
  const compiled = action(message.action, at.at('action'))
  return () => compiled
}

type Inner<T> = (message: MatcherOnMatch | null, at: Violations) => MatchTree<T>

/** The first predicate that holds, and whose own tree leads somewhere. */
function listTree<T>(
  message: MatcherMatcherList,
  inner: Inner<T>,
  otherwise: MatchTree<T>,
  at: Violations,
): MatchTree<T> {
  if (message.matchers.length === 0) at.at('matchers').add('must not be empty')
  const fields = message.matchers.map((field, i) => {
    const place = at.at('matchers', i)
    return {
      holds: compilePredicate(field.predicate, place.at('predicate')),
      next: inner(field.onMatch, place.at('on_match')),
    }
  })
  return (view) => {
    for (const { holds, next } of fields) {
      const found = holds(view) ? next(view) : null
      if (found !== null) return found
    }
    return otherwise(view)
  }
}

function compilePredicate(
  message: MatcherMatcherListPredicate | null,
  at: Violations,
): (view: MatchView) => boolean {
  const several = (
    list: readonly MatcherMatcherListPredicate[],
    field: string,
  ): readonly ((view: MatchView) => boolean)[] =>
    list.map((one, i) => compilePredicate(one, at.at(field).at('predicate', i)))
  if (message?.orMatcher != null) {
    const parts = several(message.orMatcher.predicate, 'or_matcher')
    return (view) => parts.some((part) => part(view))
  }
  if (message?.andMatcher != null) {
    const parts = several(message.andMatcher.predicate, 'and_matcher')
    return (view) => parts.every((part) => part(view))
  }
  if (message?.notMatcher != null) {
    const part = compilePredicate(message.notMatcher, at.at('not_matcher'))
    return (view) => !part(view)
  }
  const single = message?.singlePredicate ?? null
  if (single === null) {
    at.add('names no predicate')
    return () => false
  }
  const place = at.at('single_predicate')
  const input = compileInput(single.input, place.at('input'))
  const holds =
    single.valueMatch !== null
      ? stringPredicate(single.valueMatch, place.at('value_match'))
      : single.customMatch !== null
        ? customPredicate(single.customMatch, place.at('custom_match'))
        : null
  if (holds === null) place.add('names no match')
  return input === null || holds === null ? () => false : (view) => holds(input(view), view)
}

function mapTree<T>(
  message: MatcherMatcherTree,
  inner: Inner<T>,
  otherwise: MatchTree<T>,
  at: Violations,
): MatchTree<T> {
  const input = compileInput(message.input, at.at('input'))
  if (message.customMatch !== null)
    return addressTree(message.customMatch, input, inner, otherwise, at.at('custom_match'))
  const isExact = message.exactMatchMap !== null
  const map = (message.exactMatchMap ?? message.prefixMatchMap)?.map ?? null
  const field = isExact ? 'exact_match_map' : 'prefix_match_map'
  if (map === null) at.add('names no map')
  else if (map.size === 0) at.at(field).at('map').add('must not be empty')
  const entries = [...(map ?? [])].map(
    ([key, one]) => [key, inner(one, at.at(field).at('map', JSON.stringify(key)))] as const,
  )
  if (input === null) return () => null
  return isExact ? exactTree(input, entries, otherwise) : prefixTree(input, entries, otherwise)
}

type Entries<T> = readonly (readonly [key: string, next: MatchTree<T>])[]

function exactTree<T>(
  input: MatchInput,
  entries: Entries<T>,
  otherwise: MatchTree<T>,
): MatchTree<T> {
  const byKey = new Map(entries)
  return (view) => {
    const text = input(view)
    const next = text === null ? undefined : byKey.get(text)
    return next?.(view) ?? otherwise(view)
  }
}

/** The longest prefix first. */
function prefixTree<T>(
  input: MatchInput,
  entries: Entries<T>,
  otherwise: MatchTree<T>,
): MatchTree<T> {
  const longestFirst = entries.toSorted(([a], [b]) => b.length - a.length)
  return (view) => {
    const text = input(view)
    if (text !== null)
      for (const [prefix, next] of longestFirst) {
        const found = text.startsWith(prefix) ? next(view) : null
        if (found !== null) return found
      }
    return otherwise(view)
  }
}

/** IPMatcher: the narrowest range first, `exclusive` ones end the search. */
function addressTree<T>(
  extension: XdsTypedExtensionConfig,
  input: MatchInput | null,
  inner: Inner<T>,
  otherwise: MatchTree<T>,
  at: Violations,
): MatchTree<T> {
  const any = extension.typedConfig
  const place = at.at('typed_config')
  if (any === null || !isType(any, XdsIpMatcher)) {
    place.unsupported(any?.typeUrl ?? 'this matcher')
    return () => null
  }
  const message = unpack(XdsIpMatcher, any, place)
  const ranges = (message?.rangeMatchers ?? []).flatMap((range, i) => {
    const rangeAt = place.at('range_matchers', i)
    const next = inner(range.onMatch, rangeAt.at('on_match'))
    return range.ranges
      .map((one, j) => compileCidr(one, rangeAt.at('ranges', j)))
      .filter((block): block is CidrBlock => block !== null)
      .map((block) => ({ block, next, isExclusive: range.exclusive }))
  })
  ranges.sort((a, b) => b.block.prefixBits - a.block.prefixBits)
  if (input === null) return () => null
  return (view) => {
    const text = input(view)
    const address = text === null ? null : parseAddress(text)
    if (address !== null)
      for (const { block, next, isExclusive } of ranges) {
        if (!block.contains(address)) continue
        const found = next(view)
        if (found !== null) return found
        if (isExclusive) break
      }
    return otherwise(view)
  }
}
