/** Generated from envoy/config/common/mutation_rules/v3/remove_on_match.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { StringMatcher, readStringMatcher, writeStringMatcher } from '../../../../type/matcher/v3/string.ts'
import { type MessageType, define } from '../../../../../../message-type.ts'
import { type Mutable, put } from '../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../wire/message-reader.ts'

/** envoy.config.common.mutation_rules.v3.HeaderMutationRemoveOnMatch */
export interface HeaderMutationRemoveOnMatch {
  readonly keyMatcher: StringMatcher | null
}

export const HeaderMutationRemoveOnMatch: MessageType<HeaderMutationRemoveOnMatch> = define<HeaderMutationRemoveOnMatch>({
  name: 'envoy.config.common.mutation_rules.v3.HeaderMutationRemoveOnMatch', empty: emptyHeaderMutationRemoveOnMatch, write: writeHeaderMutationRemoveOnMatch, read: readHeaderMutationRemoveOnMatch,
  fields: () => [
    ['key_matcher', 1, StringMatcher],
  ],
})

export function emptyHeaderMutationRemoveOnMatch(): HeaderMutationRemoveOnMatch {
  return {
    keyMatcher: null,
  }
}

export function writeHeaderMutationRemoveOnMatch(m: HeaderMutationRemoveOnMatch, w: ByteWriter): void {
  if (m.keyMatcher !== null) put(w, 10, writeStringMatcher, m.keyMatcher)
}

export function readHeaderMutationRemoveOnMatch(r: MessageReader, into: HeaderMutationRemoveOnMatch | null): HeaderMutationRemoveOnMatch {
  const m: Mutable<HeaderMutationRemoveOnMatch> = into ?? emptyHeaderMutationRemoveOnMatch()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.keyMatcher = readStringMatcher(r.message(), m.keyMatcher); break
      default: r.skipField(tag)
    }
  }
  return m
}
