/** Generated from envoy/type/matcher/v3/filter_state.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { StringMatcher, readStringMatcher, writeStringMatcher } from './string.ts'
import { type MessageType, define } from '../../../../../message-type.ts'
import { type Mutable, put } from '../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../wire/message-reader.ts'

/** envoy.type.matcher.v3.FilterStateMatcher */
export interface FilterStateMatcher {
  readonly key: string
  readonly stringMatch: StringMatcher | null // oneof matcher
}

export const FilterStateMatcher: MessageType<FilterStateMatcher> = define<FilterStateMatcher>({
  name: 'envoy.type.matcher.v3.FilterStateMatcher', empty: emptyFilterStateMatcher, write: writeFilterStateMatcher, read: readFilterStateMatcher,
  fields: () => [
    ['key', 1, 'string'],
    ['string_match', 2, StringMatcher, '', 'matcher'],
  ],
})

export function emptyFilterStateMatcher(): FilterStateMatcher {
  return {
    key: '',
    stringMatch: null,
  }
}

export function writeFilterStateMatcher(m: FilterStateMatcher, w: ByteWriter): void {
  if (m.key !== '') w.uint32(10).string(m.key)
  if (m.stringMatch !== null) put(w, 18, writeStringMatcher, m.stringMatch)
}

export function readFilterStateMatcher(r: MessageReader, into: FilterStateMatcher | null): FilterStateMatcher {
  const m: Mutable<FilterStateMatcher> = into ?? emptyFilterStateMatcher()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.key = r.string(); break
      case 18: m.stringMatch = readStringMatcher(r.message(), m.stringMatch); break
      default: r.skipField(tag)
    }
  }
  return m
}
