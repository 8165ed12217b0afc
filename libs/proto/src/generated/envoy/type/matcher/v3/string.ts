/** Generated from envoy/type/matcher/v3/string.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { RegexMatcher, readRegexMatcher, writeRegexMatcher } from './regex.ts'
import { type MessageType, define } from '../../../../../message-type.ts'
import { type Mutable, NO_ITEMS, append, put } from '../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../wire/message-reader.ts'

/** envoy.type.matcher.v3.ListStringMatcher */
export interface ListStringMatcher {
  readonly patterns: readonly StringMatcher[]
}

export const ListStringMatcher: MessageType<ListStringMatcher> = define<ListStringMatcher>({
  name: 'envoy.type.matcher.v3.ListStringMatcher', empty: emptyListStringMatcher, write: writeListStringMatcher, read: readListStringMatcher,
  fields: () => [
    ['patterns', 1, StringMatcher, 'list'],
  ],
})

export function emptyListStringMatcher(): ListStringMatcher {
  return {
    patterns: NO_ITEMS,
  }
}

export function writeListStringMatcher(m: ListStringMatcher, w: ByteWriter): void {
  for (const v of m.patterns) put(w, 10, writeStringMatcher, v)
}

export function readListStringMatcher(r: MessageReader, into: ListStringMatcher | null): ListStringMatcher {
  const m: Mutable<ListStringMatcher> = into ?? emptyListStringMatcher()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.patterns = append(m.patterns, readStringMatcher(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.type.matcher.v3.StringMatcher */
export interface StringMatcher {
  readonly exact: string | null // oneof match_pattern
  readonly prefix: string | null // oneof match_pattern
  readonly suffix: string | null // oneof match_pattern
  readonly safeRegex: RegexMatcher | null // oneof match_pattern
  readonly ignoreCase: boolean
  readonly contains: string | null // oneof match_pattern
}

export const StringMatcher: MessageType<StringMatcher> = define<StringMatcher>({
  name: 'envoy.type.matcher.v3.StringMatcher', empty: emptyStringMatcher, write: writeStringMatcher, read: readStringMatcher,
  fields: () => [
    ['exact', 1, 'string', '', 'matchPattern'],
    ['prefix', 2, 'string', '', 'matchPattern'],
    ['suffix', 3, 'string', '', 'matchPattern'],
    ['safe_regex', 5, RegexMatcher, '', 'matchPattern'],
    ['ignore_case', 6, 'bool'],
    ['contains', 7, 'string', '', 'matchPattern'],
  ],
  pruned: { 8: 'custom' },
})

export function emptyStringMatcher(): StringMatcher {
  return {
    exact: null,
    prefix: null,
    suffix: null,
    safeRegex: null,
    ignoreCase: false,
    contains: null,
  }
}

export function writeStringMatcher(m: StringMatcher, w: ByteWriter): void {
  if (m.exact !== null) w.uint32(10).string(m.exact)
  if (m.prefix !== null) w.uint32(18).string(m.prefix)
  if (m.suffix !== null) w.uint32(26).string(m.suffix)
  if (m.safeRegex !== null) put(w, 42, writeRegexMatcher, m.safeRegex)
  if (m.ignoreCase) w.uint32(48).bool(m.ignoreCase)
  if (m.contains !== null) w.uint32(58).string(m.contains)
}

export function readStringMatcher(r: MessageReader, into: StringMatcher | null): StringMatcher {
  const m: Mutable<StringMatcher> = into ?? emptyStringMatcher()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: { const v = r.string(); clearStringMatcher_match_pattern(m); m.exact = v; break }
      case 18: { const v = r.string(); clearStringMatcher_match_pattern(m); m.prefix = v; break }
      case 26: { const v = r.string(); clearStringMatcher_match_pattern(m); m.suffix = v; break }
      case 42: { const v = readRegexMatcher(r.message(), m.safeRegex); clearStringMatcher_match_pattern(m); m.safeRegex = v; break }
      case 48: m.ignoreCase = r.bool(); break
      case 58: { const v = r.string(); clearStringMatcher_match_pattern(m); m.contains = v; break }
      default: r.skipField(tag)
    }
  }
  return m
}
function clearStringMatcher_match_pattern(m: Mutable<StringMatcher>): void {
  m.exact = null
  m.prefix = null
  m.suffix = null
  m.safeRegex = null
  m.contains = null
}
