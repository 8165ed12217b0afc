/** Generated from envoy/config/route/v3/cookie_matcher.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { StringMatcher, readStringMatcher, writeStringMatcher } from '../../../type/matcher/v3/string.ts'
import { type MessageType, define } from '../../../../../message-type.ts'
import { type Mutable, put } from '../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../wire/message-reader.ts'

/** envoy.config.route.v3.CookieMatcher */
export interface CookieMatcher {
  readonly name: string
  readonly stringMatch: StringMatcher | null
  readonly invertMatch: boolean
}

export const CookieMatcher: MessageType<CookieMatcher> = define<CookieMatcher>({
  name: 'envoy.config.route.v3.CookieMatcher', empty: emptyCookieMatcher, write: writeCookieMatcher, read: readCookieMatcher,
  fields: () => [
    ['name', 1, 'string'],
    ['string_match', 2, StringMatcher],
    ['invert_match', 3, 'bool'],
  ],
})

export function emptyCookieMatcher(): CookieMatcher {
  return {
    name: '',
    stringMatch: null,
    invertMatch: false,
  }
}

export function writeCookieMatcher(m: CookieMatcher, w: ByteWriter): void {
  if (m.name !== '') w.uint32(10).string(m.name)
  if (m.stringMatch !== null) put(w, 18, writeStringMatcher, m.stringMatch)
  if (m.invertMatch) w.uint32(24).bool(m.invertMatch)
}

export function readCookieMatcher(r: MessageReader, into: CookieMatcher | null): CookieMatcher {
  const m: Mutable<CookieMatcher> = into ?? emptyCookieMatcher()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.name = r.string(); break
      case 18: m.stringMatch = readStringMatcher(r.message(), m.stringMatch); break
      case 24: m.invertMatch = r.bool(); break
      default: r.skipField(tag)
    }
  }
  return m
}
