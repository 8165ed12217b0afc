/** Generated from xds/type/matcher/v3/string.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { XdsRegexMatcher, readXdsRegexMatcher, writeXdsRegexMatcher } from './regex.ts'
import { type MessageType, define } from '../../../../../message-type.ts'
import { type Mutable, put } from '../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../wire/message-reader.ts'

/** xds.type.matcher.v3.StringMatcher */
export interface XdsStringMatcher {
  readonly exact: string | null // oneof match_pattern
  readonly prefix: string | null // oneof match_pattern
  readonly suffix: string | null // oneof match_pattern
  readonly safeRegex: XdsRegexMatcher | null // oneof match_pattern
  readonly ignoreCase: boolean
  readonly contains: string | null // oneof match_pattern
}

export const XdsStringMatcher: MessageType<XdsStringMatcher> = define<XdsStringMatcher>({
  name: 'xds.type.matcher.v3.StringMatcher', empty: emptyXdsStringMatcher, write: writeXdsStringMatcher, read: readXdsStringMatcher,
  fields: () => [
    ['exact', 1, 'string', '', 'matchPattern'],
    ['prefix', 2, 'string', '', 'matchPattern'],
    ['suffix', 3, 'string', '', 'matchPattern'],
    ['safe_regex', 5, XdsRegexMatcher, '', 'matchPattern'],
    ['ignore_case', 6, 'bool'],
    ['contains', 7, 'string', '', 'matchPattern'],
  ],
})

export function emptyXdsStringMatcher(): XdsStringMatcher {
  return {
    exact: null,
    prefix: null,
    suffix: null,
    safeRegex: null,
    ignoreCase: false,
    contains: null,
  }
}

export function writeXdsStringMatcher(m: XdsStringMatcher, w: ByteWriter): void {
  if (m.exact !== null) w.uint32(10).string(m.exact)
  if (m.prefix !== null) w.uint32(18).string(m.prefix)
  if (m.suffix !== null) w.uint32(26).string(m.suffix)
  if (m.safeRegex !== null) put(w, 42, writeXdsRegexMatcher, m.safeRegex)
  if (m.ignoreCase) w.uint32(48).bool(m.ignoreCase)
  if (m.contains !== null) w.uint32(58).string(m.contains)
}

export function readXdsStringMatcher(r: MessageReader, into: XdsStringMatcher | null): XdsStringMatcher {
  const m: Mutable<XdsStringMatcher> = into ?? emptyXdsStringMatcher()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: { const v = r.string(); clearXdsStringMatcher_match_pattern(m); m.exact = v; break }
      case 18: { const v = r.string(); clearXdsStringMatcher_match_pattern(m); m.prefix = v; break }
      case 26: { const v = r.string(); clearXdsStringMatcher_match_pattern(m); m.suffix = v; break }
      case 42: { const v = readXdsRegexMatcher(r.message(), m.safeRegex); clearXdsStringMatcher_match_pattern(m); m.safeRegex = v; break }
      case 48: m.ignoreCase = r.bool(); break
      case 58: { const v = r.string(); clearXdsStringMatcher_match_pattern(m); m.contains = v; break }
      default: r.skipField(tag)
    }
  }
  return m
}
function clearXdsStringMatcher_match_pattern(m: Mutable<XdsStringMatcher>): void {
  m.exact = null
  m.prefix = null
  m.suffix = null
  m.safeRegex = null
  m.contains = null
}
