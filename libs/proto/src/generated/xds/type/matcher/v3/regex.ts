/** Generated from xds/type/matcher/v3/regex.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../message-type.ts'
import { type Mutable, put } from '../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../wire/message-reader.ts'

/** xds.type.matcher.v3.RegexMatcher */
export interface XdsRegexMatcher {
  readonly googleRe2: XdsRegexMatcherGoogleRE2 | null // oneof engine_type
  readonly regex: string
}

export const XdsRegexMatcher: MessageType<XdsRegexMatcher> = define<XdsRegexMatcher>({
  name: 'xds.type.matcher.v3.RegexMatcher', empty: emptyXdsRegexMatcher, write: writeXdsRegexMatcher, read: readXdsRegexMatcher,
  fields: () => [
    ['google_re2', 1, XdsRegexMatcherGoogleRE2, '', 'engineType'],
    ['regex', 2, 'string'],
  ],
})

export function emptyXdsRegexMatcher(): XdsRegexMatcher {
  return {
    googleRe2: null,
    regex: '',
  }
}

export function writeXdsRegexMatcher(m: XdsRegexMatcher, w: ByteWriter): void {
  if (m.googleRe2 !== null) put(w, 10, writeXdsRegexMatcherGoogleRE2, m.googleRe2)
  if (m.regex !== '') w.uint32(18).string(m.regex)
}

export function readXdsRegexMatcher(r: MessageReader, into: XdsRegexMatcher | null): XdsRegexMatcher {
  const m: Mutable<XdsRegexMatcher> = into ?? emptyXdsRegexMatcher()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.googleRe2 = readXdsRegexMatcherGoogleRE2(r.message(), m.googleRe2); break
      case 18: m.regex = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** xds.type.matcher.v3.RegexMatcher.GoogleRE2 */
export interface XdsRegexMatcherGoogleRE2 {
}

export const XdsRegexMatcherGoogleRE2: MessageType<XdsRegexMatcherGoogleRE2> = define<XdsRegexMatcherGoogleRE2>({
  name: 'xds.type.matcher.v3.RegexMatcher.GoogleRE2', empty: emptyXdsRegexMatcherGoogleRE2, write: writeXdsRegexMatcherGoogleRE2, read: readXdsRegexMatcherGoogleRE2,
  fields: () => [],
})

export function emptyXdsRegexMatcherGoogleRE2(): XdsRegexMatcherGoogleRE2 {
  return {}
}

export function writeXdsRegexMatcherGoogleRE2(_m: XdsRegexMatcherGoogleRE2, _w: ByteWriter): void {
}

export function readXdsRegexMatcherGoogleRE2(r: MessageReader, into: XdsRegexMatcherGoogleRE2 | null): XdsRegexMatcherGoogleRE2 {
  const m: Mutable<XdsRegexMatcherGoogleRE2> = into ?? emptyXdsRegexMatcherGoogleRE2()
  while (!r.done) r.skipField(r.uint32())
  return m
}
