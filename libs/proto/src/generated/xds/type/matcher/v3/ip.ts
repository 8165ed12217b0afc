/** Generated from xds/type/matcher/v3/ip.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { XdsCidrRange, readXdsCidrRange, writeXdsCidrRange } from '../../../core/v3/cidr.ts'
import { MatcherOnMatch, readMatcherOnMatch, writeMatcherOnMatch } from './matcher.ts'
import { type MessageType, define } from '../../../../../message-type.ts'
import { type Mutable, NO_ITEMS, append, put } from '../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../wire/message-reader.ts'

/** xds.type.matcher.v3.IPMatcher */
export interface XdsIpMatcher {
  readonly rangeMatchers: readonly XdsIpMatcherIPRangeMatcher[]
}

export const XdsIpMatcher: MessageType<XdsIpMatcher> = define<XdsIpMatcher>({
  name: 'xds.type.matcher.v3.IPMatcher', empty: emptyXdsIpMatcher, write: writeXdsIpMatcher, read: readXdsIpMatcher,
  fields: () => [
    ['range_matchers', 1, XdsIpMatcherIPRangeMatcher, 'list'],
  ],
})

export function emptyXdsIpMatcher(): XdsIpMatcher {
  return {
    rangeMatchers: NO_ITEMS,
  }
}

export function writeXdsIpMatcher(m: XdsIpMatcher, w: ByteWriter): void {
  for (const v of m.rangeMatchers) put(w, 10, writeXdsIpMatcherIPRangeMatcher, v)
}

export function readXdsIpMatcher(r: MessageReader, into: XdsIpMatcher | null): XdsIpMatcher {
  const m: Mutable<XdsIpMatcher> = into ?? emptyXdsIpMatcher()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.rangeMatchers = append(m.rangeMatchers, readXdsIpMatcherIPRangeMatcher(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** xds.type.matcher.v3.IPMatcher.IPRangeMatcher */
export interface XdsIpMatcherIPRangeMatcher {
  readonly ranges: readonly XdsCidrRange[]
  readonly onMatch: MatcherOnMatch | null
  readonly exclusive: boolean
}

export const XdsIpMatcherIPRangeMatcher: MessageType<XdsIpMatcherIPRangeMatcher> = define<XdsIpMatcherIPRangeMatcher>({
  name: 'xds.type.matcher.v3.IPMatcher.IPRangeMatcher', empty: emptyXdsIpMatcherIPRangeMatcher, write: writeXdsIpMatcherIPRangeMatcher, read: readXdsIpMatcherIPRangeMatcher,
  fields: () => [
    ['ranges', 1, XdsCidrRange, 'list'],
    ['on_match', 2, MatcherOnMatch],
    ['exclusive', 3, 'bool'],
  ],
})

export function emptyXdsIpMatcherIPRangeMatcher(): XdsIpMatcherIPRangeMatcher {
  return {
    ranges: NO_ITEMS,
    onMatch: null,
    exclusive: false,
  }
}

export function writeXdsIpMatcherIPRangeMatcher(m: XdsIpMatcherIPRangeMatcher, w: ByteWriter): void {
  for (const v of m.ranges) put(w, 10, writeXdsCidrRange, v)
  if (m.onMatch !== null) put(w, 18, writeMatcherOnMatch, m.onMatch)
  if (m.exclusive) w.uint32(24).bool(m.exclusive)
}

export function readXdsIpMatcherIPRangeMatcher(r: MessageReader, into: XdsIpMatcherIPRangeMatcher | null): XdsIpMatcherIPRangeMatcher {
  const m: Mutable<XdsIpMatcherIPRangeMatcher> = into ?? emptyXdsIpMatcherIPRangeMatcher()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.ranges = append(m.ranges, readXdsCidrRange(r.message(), null)); break
      case 18: m.onMatch = readMatcherOnMatch(r.message(), m.onMatch); break
      case 24: m.exclusive = r.bool(); break
      default: r.skipField(tag)
    }
  }
  return m
}
