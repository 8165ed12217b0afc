/** Generated from envoy/type/matcher/v3/value.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { DoubleMatcher, readDoubleMatcher, writeDoubleMatcher } from './number.ts'
import { StringMatcher, readStringMatcher, writeStringMatcher } from './string.ts'
import { type MessageType, define } from '../../../../../message-type.ts'
import { type Mutable, NO_ITEMS, append, put } from '../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../wire/message-reader.ts'

/** envoy.type.matcher.v3.ListMatcher */
export interface ListMatcher {
  readonly oneOf: ValueMatcher | null // oneof match_pattern
}

export const ListMatcher: MessageType<ListMatcher> = define<ListMatcher>({
  name: 'envoy.type.matcher.v3.ListMatcher', empty: emptyListMatcher, write: writeListMatcher, read: readListMatcher,
  fields: () => [
    ['one_of', 1, ValueMatcher, '', 'matchPattern'],
  ],
})

export function emptyListMatcher(): ListMatcher {
  return {
    oneOf: null,
  }
}

export function writeListMatcher(m: ListMatcher, w: ByteWriter): void {
  if (m.oneOf !== null) put(w, 10, writeValueMatcher, m.oneOf)
}

export function readListMatcher(r: MessageReader, into: ListMatcher | null): ListMatcher {
  const m: Mutable<ListMatcher> = into ?? emptyListMatcher()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.oneOf = readValueMatcher(r.message(), m.oneOf); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.type.matcher.v3.OrMatcher */
export interface OrMatcher {
  readonly valueMatchers: readonly ValueMatcher[]
}

export const OrMatcher: MessageType<OrMatcher> = define<OrMatcher>({
  name: 'envoy.type.matcher.v3.OrMatcher', empty: emptyOrMatcher, write: writeOrMatcher, read: readOrMatcher,
  fields: () => [
    ['value_matchers', 1, ValueMatcher, 'list'],
  ],
})

export function emptyOrMatcher(): OrMatcher {
  return {
    valueMatchers: NO_ITEMS,
  }
}

export function writeOrMatcher(m: OrMatcher, w: ByteWriter): void {
  for (const v of m.valueMatchers) put(w, 10, writeValueMatcher, v)
}

export function readOrMatcher(r: MessageReader, into: OrMatcher | null): OrMatcher {
  const m: Mutable<OrMatcher> = into ?? emptyOrMatcher()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.valueMatchers = append(m.valueMatchers, readValueMatcher(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.type.matcher.v3.ValueMatcher */
export interface ValueMatcher {
  readonly nullMatch: ValueMatcherNullMatch | null // oneof match_pattern
  readonly doubleMatch: DoubleMatcher | null // oneof match_pattern
  readonly stringMatch: StringMatcher | null // oneof match_pattern
  readonly boolMatch: boolean | null // oneof match_pattern
  readonly presentMatch: boolean | null // oneof match_pattern
  readonly listMatch: ListMatcher | null // oneof match_pattern
  readonly orMatch: OrMatcher | null // oneof match_pattern
}

export const ValueMatcher: MessageType<ValueMatcher> = define<ValueMatcher>({
  name: 'envoy.type.matcher.v3.ValueMatcher', empty: emptyValueMatcher, write: writeValueMatcher, read: readValueMatcher,
  fields: () => [
    ['null_match', 1, ValueMatcherNullMatch, '', 'matchPattern'],
    ['double_match', 2, DoubleMatcher, '', 'matchPattern'],
    ['string_match', 3, StringMatcher, '', 'matchPattern'],
    ['bool_match', 4, 'bool', '', 'matchPattern'],
    ['present_match', 5, 'bool', '', 'matchPattern'],
    ['list_match', 6, ListMatcher, '', 'matchPattern'],
    ['or_match', 7, OrMatcher, '', 'matchPattern'],
  ],
})

export function emptyValueMatcher(): ValueMatcher {
  return {
    nullMatch: null,
    doubleMatch: null,
    stringMatch: null,
    boolMatch: null,
    presentMatch: null,
    listMatch: null,
    orMatch: null,
  }
}

export function writeValueMatcher(m: ValueMatcher, w: ByteWriter): void {
  if (m.nullMatch !== null) put(w, 10, writeValueMatcherNullMatch, m.nullMatch)
  if (m.doubleMatch !== null) put(w, 18, writeDoubleMatcher, m.doubleMatch)
  if (m.stringMatch !== null) put(w, 26, writeStringMatcher, m.stringMatch)
  if (m.boolMatch !== null) w.uint32(32).bool(m.boolMatch)
  if (m.presentMatch !== null) w.uint32(40).bool(m.presentMatch)
  if (m.listMatch !== null) put(w, 50, writeListMatcher, m.listMatch)
  if (m.orMatch !== null) put(w, 58, writeOrMatcher, m.orMatch)
}

export function readValueMatcher(r: MessageReader, into: ValueMatcher | null): ValueMatcher {
  const m: Mutable<ValueMatcher> = into ?? emptyValueMatcher()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: { const v = readValueMatcherNullMatch(r.message(), m.nullMatch); clearValueMatcher_match_pattern(m); m.nullMatch = v; break }
      case 18: { const v = readDoubleMatcher(r.message(), m.doubleMatch); clearValueMatcher_match_pattern(m); m.doubleMatch = v; break }
      case 26: { const v = readStringMatcher(r.message(), m.stringMatch); clearValueMatcher_match_pattern(m); m.stringMatch = v; break }
      case 32: { const v = r.bool(); clearValueMatcher_match_pattern(m); m.boolMatch = v; break }
      case 40: { const v = r.bool(); clearValueMatcher_match_pattern(m); m.presentMatch = v; break }
      case 50: { const v = readListMatcher(r.message(), m.listMatch); clearValueMatcher_match_pattern(m); m.listMatch = v; break }
      case 58: { const v = readOrMatcher(r.message(), m.orMatch); clearValueMatcher_match_pattern(m); m.orMatch = v; break }
      default: r.skipField(tag)
    }
  }
  return m
}
function clearValueMatcher_match_pattern(m: Mutable<ValueMatcher>): void {
  m.nullMatch = null
  m.doubleMatch = null
  m.stringMatch = null
  m.boolMatch = null
  m.presentMatch = null
  m.listMatch = null
  m.orMatch = null
}

/** envoy.type.matcher.v3.ValueMatcher.NullMatch */
export interface ValueMatcherNullMatch {
}

export const ValueMatcherNullMatch: MessageType<ValueMatcherNullMatch> = define<ValueMatcherNullMatch>({
  name: 'envoy.type.matcher.v3.ValueMatcher.NullMatch', empty: emptyValueMatcherNullMatch, write: writeValueMatcherNullMatch, read: readValueMatcherNullMatch,
  fields: () => [],
})

export function emptyValueMatcherNullMatch(): ValueMatcherNullMatch {
  return {}
}

export function writeValueMatcherNullMatch(_m: ValueMatcherNullMatch, _w: ByteWriter): void {
}

export function readValueMatcherNullMatch(r: MessageReader, into: ValueMatcherNullMatch | null): ValueMatcherNullMatch {
  const m: Mutable<ValueMatcherNullMatch> = into ?? emptyValueMatcherNullMatch()
  while (!r.done) r.skipField(r.uint32())
  return m
}
