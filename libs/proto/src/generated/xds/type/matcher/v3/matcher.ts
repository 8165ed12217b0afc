/** Generated from xds/type/matcher/v3/matcher.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { XdsTypedExtensionConfig, readXdsTypedExtensionConfig, writeXdsTypedExtensionConfig } from '../../../core/v3/extension.ts'
import { XdsStringMatcher, readXdsStringMatcher, writeXdsStringMatcher } from './string.ts'
import { type MessageType, define } from '../../../../../message-type.ts'
import { type Mutable, NO_ENTRIES, NO_ITEMS, append, ownMap, put } from '../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../wire/message-reader.ts'

/** xds.type.matcher.v3.Matcher */
export interface Matcher {
  readonly matcherList: MatcherMatcherList | null // oneof matcher_type
  readonly matcherTree: MatcherMatcherTree | null // oneof matcher_type
  readonly onNoMatch: MatcherOnMatch | null
}

export const Matcher: MessageType<Matcher> = define<Matcher>({
  name: 'xds.type.matcher.v3.Matcher', empty: emptyMatcher, write: writeMatcher, read: readMatcher,
  fields: () => [
    ['matcher_list', 1, MatcherMatcherList, '', 'matcherType'],
    ['matcher_tree', 2, MatcherMatcherTree, '', 'matcherType'],
    ['on_no_match', 3, MatcherOnMatch],
  ],
})

export function emptyMatcher(): Matcher {
  return {
    matcherList: null,
    matcherTree: null,
    onNoMatch: null,
  }
}

export function writeMatcher(m: Matcher, w: ByteWriter): void {
  if (m.matcherList !== null) put(w, 10, writeMatcherMatcherList, m.matcherList)
  if (m.matcherTree !== null) put(w, 18, writeMatcherMatcherTree, m.matcherTree)
  if (m.onNoMatch !== null) put(w, 26, writeMatcherOnMatch, m.onNoMatch)
}

export function readMatcher(r: MessageReader, into: Matcher | null): Matcher {
  const m: Mutable<Matcher> = into ?? emptyMatcher()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: { const v = readMatcherMatcherList(r.message(), m.matcherList); clearMatcher_matcher_type(m); m.matcherList = v; break }
      case 18: { const v = readMatcherMatcherTree(r.message(), m.matcherTree); clearMatcher_matcher_type(m); m.matcherTree = v; break }
      case 26: m.onNoMatch = readMatcherOnMatch(r.message(), m.onNoMatch); break
      default: r.skipField(tag)
    }
  }
  return m
}
function clearMatcher_matcher_type(m: Mutable<Matcher>): void {
  m.matcherList = null
  m.matcherTree = null
}

/** xds.type.matcher.v3.Matcher.MatcherList */
export interface MatcherMatcherList {
  readonly matchers: readonly MatcherMatcherListFieldMatcher[]
}

export const MatcherMatcherList: MessageType<MatcherMatcherList> = define<MatcherMatcherList>({
  name: 'xds.type.matcher.v3.Matcher.MatcherList', empty: emptyMatcherMatcherList, write: writeMatcherMatcherList, read: readMatcherMatcherList,
  fields: () => [
    ['matchers', 1, MatcherMatcherListFieldMatcher, 'list'],
  ],
})

export function emptyMatcherMatcherList(): MatcherMatcherList {
  return {
    matchers: NO_ITEMS,
  }
}

export function writeMatcherMatcherList(m: MatcherMatcherList, w: ByteWriter): void {
  for (const v of m.matchers) put(w, 10, writeMatcherMatcherListFieldMatcher, v)
}

export function readMatcherMatcherList(r: MessageReader, into: MatcherMatcherList | null): MatcherMatcherList {
  const m: Mutable<MatcherMatcherList> = into ?? emptyMatcherMatcherList()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.matchers = append(m.matchers, readMatcherMatcherListFieldMatcher(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** xds.type.matcher.v3.Matcher.MatcherList.FieldMatcher */
export interface MatcherMatcherListFieldMatcher {
  readonly predicate: MatcherMatcherListPredicate | null
  readonly onMatch: MatcherOnMatch | null
}

export const MatcherMatcherListFieldMatcher: MessageType<MatcherMatcherListFieldMatcher> = define<MatcherMatcherListFieldMatcher>({
  name: 'xds.type.matcher.v3.Matcher.MatcherList.FieldMatcher', empty: emptyMatcherMatcherListFieldMatcher, write: writeMatcherMatcherListFieldMatcher, read: readMatcherMatcherListFieldMatcher,
  fields: () => [
    ['predicate', 1, MatcherMatcherListPredicate],
    ['on_match', 2, MatcherOnMatch],
  ],
})

export function emptyMatcherMatcherListFieldMatcher(): MatcherMatcherListFieldMatcher {
  return {
    predicate: null,
    onMatch: null,
  }
}

export function writeMatcherMatcherListFieldMatcher(m: MatcherMatcherListFieldMatcher, w: ByteWriter): void {
  if (m.predicate !== null) put(w, 10, writeMatcherMatcherListPredicate, m.predicate)
  if (m.onMatch !== null) put(w, 18, writeMatcherOnMatch, m.onMatch)
}

export function readMatcherMatcherListFieldMatcher(r: MessageReader, into: MatcherMatcherListFieldMatcher | null): MatcherMatcherListFieldMatcher {
  const m: Mutable<MatcherMatcherListFieldMatcher> = into ?? emptyMatcherMatcherListFieldMatcher()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.predicate = readMatcherMatcherListPredicate(r.message(), m.predicate); break
      case 18: m.onMatch = readMatcherOnMatch(r.message(), m.onMatch); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** xds.type.matcher.v3.Matcher.MatcherList.Predicate */
export interface MatcherMatcherListPredicate {
  readonly singlePredicate: MatcherMatcherListPredicateSinglePredicate | null // oneof match_type
  readonly orMatcher: MatcherMatcherListPredicatePredicateList | null // oneof match_type
  readonly andMatcher: MatcherMatcherListPredicatePredicateList | null // oneof match_type
  readonly notMatcher: MatcherMatcherListPredicate | null // oneof match_type
}

export const MatcherMatcherListPredicate: MessageType<MatcherMatcherListPredicate> = define<MatcherMatcherListPredicate>({
  name: 'xds.type.matcher.v3.Matcher.MatcherList.Predicate', empty: emptyMatcherMatcherListPredicate, write: writeMatcherMatcherListPredicate, read: readMatcherMatcherListPredicate,
  fields: () => [
    ['single_predicate', 1, MatcherMatcherListPredicateSinglePredicate, '', 'matchType'],
    ['or_matcher', 2, MatcherMatcherListPredicatePredicateList, '', 'matchType'],
    ['and_matcher', 3, MatcherMatcherListPredicatePredicateList, '', 'matchType'],
    ['not_matcher', 4, MatcherMatcherListPredicate, '', 'matchType'],
  ],
})

export function emptyMatcherMatcherListPredicate(): MatcherMatcherListPredicate {
  return {
    singlePredicate: null,
    orMatcher: null,
    andMatcher: null,
    notMatcher: null,
  }
}

export function writeMatcherMatcherListPredicate(m: MatcherMatcherListPredicate, w: ByteWriter): void {
  if (m.singlePredicate !== null) put(w, 10, writeMatcherMatcherListPredicateSinglePredicate, m.singlePredicate)
  if (m.orMatcher !== null) put(w, 18, writeMatcherMatcherListPredicatePredicateList, m.orMatcher)
  if (m.andMatcher !== null) put(w, 26, writeMatcherMatcherListPredicatePredicateList, m.andMatcher)
  if (m.notMatcher !== null) put(w, 34, writeMatcherMatcherListPredicate, m.notMatcher)
}

export function readMatcherMatcherListPredicate(r: MessageReader, into: MatcherMatcherListPredicate | null): MatcherMatcherListPredicate {
  const m: Mutable<MatcherMatcherListPredicate> = into ?? emptyMatcherMatcherListPredicate()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: { const v = readMatcherMatcherListPredicateSinglePredicate(r.message(), m.singlePredicate); clearMatcherMatcherListPredicate_match_type(m); m.singlePredicate = v; break }
      case 18: { const v = readMatcherMatcherListPredicatePredicateList(r.message(), m.orMatcher); clearMatcherMatcherListPredicate_match_type(m); m.orMatcher = v; break }
      case 26: { const v = readMatcherMatcherListPredicatePredicateList(r.message(), m.andMatcher); clearMatcherMatcherListPredicate_match_type(m); m.andMatcher = v; break }
      case 34: { const v = readMatcherMatcherListPredicate(r.message(), m.notMatcher); clearMatcherMatcherListPredicate_match_type(m); m.notMatcher = v; break }
      default: r.skipField(tag)
    }
  }
  return m
}
function clearMatcherMatcherListPredicate_match_type(m: Mutable<MatcherMatcherListPredicate>): void {
  m.singlePredicate = null
  m.orMatcher = null
  m.andMatcher = null
  m.notMatcher = null
}

/** xds.type.matcher.v3.Matcher.MatcherList.Predicate.PredicateList */
export interface MatcherMatcherListPredicatePredicateList {
  readonly predicate: readonly MatcherMatcherListPredicate[]
}

export const MatcherMatcherListPredicatePredicateList: MessageType<MatcherMatcherListPredicatePredicateList> = define<MatcherMatcherListPredicatePredicateList>({
  name: 'xds.type.matcher.v3.Matcher.MatcherList.Predicate.PredicateList', empty: emptyMatcherMatcherListPredicatePredicateList, write: writeMatcherMatcherListPredicatePredicateList, read: readMatcherMatcherListPredicatePredicateList,
  fields: () => [
    ['predicate', 1, MatcherMatcherListPredicate, 'list'],
  ],
})

export function emptyMatcherMatcherListPredicatePredicateList(): MatcherMatcherListPredicatePredicateList {
  return {
    predicate: NO_ITEMS,
  }
}

export function writeMatcherMatcherListPredicatePredicateList(m: MatcherMatcherListPredicatePredicateList, w: ByteWriter): void {
  for (const v of m.predicate) put(w, 10, writeMatcherMatcherListPredicate, v)
}

export function readMatcherMatcherListPredicatePredicateList(r: MessageReader, into: MatcherMatcherListPredicatePredicateList | null): MatcherMatcherListPredicatePredicateList {
  const m: Mutable<MatcherMatcherListPredicatePredicateList> = into ?? emptyMatcherMatcherListPredicatePredicateList()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.predicate = append(m.predicate, readMatcherMatcherListPredicate(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** xds.type.matcher.v3.Matcher.MatcherList.Predicate.SinglePredicate */
export interface MatcherMatcherListPredicateSinglePredicate {
  readonly input: XdsTypedExtensionConfig | null
  readonly valueMatch: XdsStringMatcher | null // oneof matcher
  readonly customMatch: XdsTypedExtensionConfig | null // oneof matcher
}

export const MatcherMatcherListPredicateSinglePredicate: MessageType<MatcherMatcherListPredicateSinglePredicate> = define<MatcherMatcherListPredicateSinglePredicate>({
  name: 'xds.type.matcher.v3.Matcher.MatcherList.Predicate.SinglePredicate', empty: emptyMatcherMatcherListPredicateSinglePredicate, write: writeMatcherMatcherListPredicateSinglePredicate, read: readMatcherMatcherListPredicateSinglePredicate,
  fields: () => [
    ['input', 1, XdsTypedExtensionConfig],
    ['value_match', 2, XdsStringMatcher, '', 'matcher'],
    ['custom_match', 3, XdsTypedExtensionConfig, '', 'matcher'],
  ],
})

export function emptyMatcherMatcherListPredicateSinglePredicate(): MatcherMatcherListPredicateSinglePredicate {
  return {
    input: null,
    valueMatch: null,
    customMatch: null,
  }
}

export function writeMatcherMatcherListPredicateSinglePredicate(m: MatcherMatcherListPredicateSinglePredicate, w: ByteWriter): void {
  if (m.input !== null) put(w, 10, writeXdsTypedExtensionConfig, m.input)
  if (m.valueMatch !== null) put(w, 18, writeXdsStringMatcher, m.valueMatch)
  if (m.customMatch !== null) put(w, 26, writeXdsTypedExtensionConfig, m.customMatch)
}

export function readMatcherMatcherListPredicateSinglePredicate(r: MessageReader, into: MatcherMatcherListPredicateSinglePredicate | null): MatcherMatcherListPredicateSinglePredicate {
  const m: Mutable<MatcherMatcherListPredicateSinglePredicate> = into ?? emptyMatcherMatcherListPredicateSinglePredicate()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.input = readXdsTypedExtensionConfig(r.message(), m.input); break
      case 18: { const v = readXdsStringMatcher(r.message(), m.valueMatch); clearMatcherMatcherListPredicateSinglePredicate_matcher(m); m.valueMatch = v; break }
      case 26: { const v = readXdsTypedExtensionConfig(r.message(), m.customMatch); clearMatcherMatcherListPredicateSinglePredicate_matcher(m); m.customMatch = v; break }
      default: r.skipField(tag)
    }
  }
  return m
}
function clearMatcherMatcherListPredicateSinglePredicate_matcher(m: Mutable<MatcherMatcherListPredicateSinglePredicate>): void {
  m.valueMatch = null
  m.customMatch = null
}

/** xds.type.matcher.v3.Matcher.MatcherTree */
export interface MatcherMatcherTree {
  readonly input: XdsTypedExtensionConfig | null
  readonly exactMatchMap: MatcherMatcherTreeMatchMap | null // oneof tree_type
  readonly prefixMatchMap: MatcherMatcherTreeMatchMap | null // oneof tree_type
  readonly customMatch: XdsTypedExtensionConfig | null // oneof tree_type
}

export const MatcherMatcherTree: MessageType<MatcherMatcherTree> = define<MatcherMatcherTree>({
  name: 'xds.type.matcher.v3.Matcher.MatcherTree', empty: emptyMatcherMatcherTree, write: writeMatcherMatcherTree, read: readMatcherMatcherTree,
  fields: () => [
    ['input', 1, XdsTypedExtensionConfig],
    ['exact_match_map', 2, MatcherMatcherTreeMatchMap, '', 'treeType'],
    ['prefix_match_map', 3, MatcherMatcherTreeMatchMap, '', 'treeType'],
    ['custom_match', 4, XdsTypedExtensionConfig, '', 'treeType'],
  ],
})

export function emptyMatcherMatcherTree(): MatcherMatcherTree {
  return {
    input: null,
    exactMatchMap: null,
    prefixMatchMap: null,
    customMatch: null,
  }
}

export function writeMatcherMatcherTree(m: MatcherMatcherTree, w: ByteWriter): void {
  if (m.input !== null) put(w, 10, writeXdsTypedExtensionConfig, m.input)
  if (m.exactMatchMap !== null) put(w, 18, writeMatcherMatcherTreeMatchMap, m.exactMatchMap)
  if (m.prefixMatchMap !== null) put(w, 26, writeMatcherMatcherTreeMatchMap, m.prefixMatchMap)
  if (m.customMatch !== null) put(w, 34, writeXdsTypedExtensionConfig, m.customMatch)
}

export function readMatcherMatcherTree(r: MessageReader, into: MatcherMatcherTree | null): MatcherMatcherTree {
  const m: Mutable<MatcherMatcherTree> = into ?? emptyMatcherMatcherTree()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.input = readXdsTypedExtensionConfig(r.message(), m.input); break
      case 18: { const v = readMatcherMatcherTreeMatchMap(r.message(), m.exactMatchMap); clearMatcherMatcherTree_tree_type(m); m.exactMatchMap = v; break }
      case 26: { const v = readMatcherMatcherTreeMatchMap(r.message(), m.prefixMatchMap); clearMatcherMatcherTree_tree_type(m); m.prefixMatchMap = v; break }
      case 34: { const v = readXdsTypedExtensionConfig(r.message(), m.customMatch); clearMatcherMatcherTree_tree_type(m); m.customMatch = v; break }
      default: r.skipField(tag)
    }
  }
  return m
}
function clearMatcherMatcherTree_tree_type(m: Mutable<MatcherMatcherTree>): void {
  m.exactMatchMap = null
  m.prefixMatchMap = null
  m.customMatch = null
}

/** xds.type.matcher.v3.Matcher.MatcherTree.MatchMap */
export interface MatcherMatcherTreeMatchMap {
  readonly map: ReadonlyMap<string, MatcherOnMatch>
}

export const MatcherMatcherTreeMatchMap: MessageType<MatcherMatcherTreeMatchMap> = define<MatcherMatcherTreeMatchMap>({
  name: 'xds.type.matcher.v3.Matcher.MatcherTree.MatchMap', empty: emptyMatcherMatcherTreeMatchMap, write: writeMatcherMatcherTreeMatchMap, read: readMatcherMatcherTreeMatchMap,
  fields: () => [
    ['map', 1, MatcherOnMatch, 'map:string'],
  ],
})

export function emptyMatcherMatcherTreeMatchMap(): MatcherMatcherTreeMatchMap {
  return {
    map: NO_ENTRIES,
  }
}

export function writeMatcherMatcherTreeMatchMap(m: MatcherMatcherTreeMatchMap, w: ByteWriter): void {
  for (const [k, v] of m.map) { w.uint32(10); const o = w.open(); w.uint32(10).string(k); put(w, 18, writeMatcherOnMatch, v); w.close(o) }
}

export function readMatcherMatcherTreeMatchMap(r: MessageReader, into: MatcherMatcherTreeMatchMap | null): MatcherMatcherTreeMatchMap {
  const m: Mutable<MatcherMatcherTreeMatchMap> = into ?? emptyMatcherMatcherTreeMatchMap()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: readMatcherMatcherTreeMatchMap_map(r.message(), (m.map = ownMap(m.map))); break
      default: r.skipField(tag)
    }
  }
  return m
}
function readMatcherMatcherTreeMatchMap_map(r: MessageReader, map: Map<string, MatcherOnMatch>): void {
  let key: string = ''
  let value: MatcherOnMatch | null = null
  while (!r.done) {
    const tag = r.uint32()
    if (tag === 10) key = r.string()
    else if (tag === 18) value = readMatcherOnMatch(r.message(), value)
    else r.skipField(tag)
  }
  map.set(key, value ?? emptyMatcherOnMatch())
}

/** xds.type.matcher.v3.Matcher.OnMatch */
export interface MatcherOnMatch {
  readonly matcher: Matcher | null // oneof on_match
  readonly action: XdsTypedExtensionConfig | null // oneof on_match
}

export const MatcherOnMatch: MessageType<MatcherOnMatch> = define<MatcherOnMatch>({
  name: 'xds.type.matcher.v3.Matcher.OnMatch', empty: emptyMatcherOnMatch, write: writeMatcherOnMatch, read: readMatcherOnMatch,
  fields: () => [
    ['matcher', 1, Matcher, '', 'onMatch'],
    ['action', 2, XdsTypedExtensionConfig, '', 'onMatch'],
  ],
})

export function emptyMatcherOnMatch(): MatcherOnMatch {
  return {
    matcher: null,
    action: null,
  }
}

export function writeMatcherOnMatch(m: MatcherOnMatch, w: ByteWriter): void {
  if (m.matcher !== null) put(w, 10, writeMatcher, m.matcher)
  if (m.action !== null) put(w, 18, writeXdsTypedExtensionConfig, m.action)
}

export function readMatcherOnMatch(r: MessageReader, into: MatcherOnMatch | null): MatcherOnMatch {
  const m: Mutable<MatcherOnMatch> = into ?? emptyMatcherOnMatch()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: { const v = readMatcher(r.message(), m.matcher); clearMatcherOnMatch_on_match(m); m.matcher = v; break }
      case 18: { const v = readXdsTypedExtensionConfig(r.message(), m.action); clearMatcherOnMatch_on_match(m); m.action = v; break }
      default: r.skipField(tag)
    }
  }
  return m
}
function clearMatcherOnMatch_on_match(m: Mutable<MatcherOnMatch>): void {
  m.matcher = null
  m.action = null
}
