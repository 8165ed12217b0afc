/** Generated from envoy/type/matcher/v3/number.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { DoubleRange, readDoubleRange, writeDoubleRange } from '../../v3/range.ts'
import { type MessageType, define } from '../../../../../message-type.ts'
import { type Mutable, put } from '../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../wire/message-reader.ts'

/** envoy.type.matcher.v3.DoubleMatcher */
export interface DoubleMatcher {
  readonly range: DoubleRange | null // oneof match_pattern
  readonly exact: number | null // oneof match_pattern
}

export const DoubleMatcher: MessageType<DoubleMatcher> = define<DoubleMatcher>({
  name: 'envoy.type.matcher.v3.DoubleMatcher', empty: emptyDoubleMatcher, write: writeDoubleMatcher, read: readDoubleMatcher,
  fields: () => [
    ['range', 1, DoubleRange, '', 'matchPattern'],
    ['exact', 2, 'double', '', 'matchPattern'],
  ],
})

export function emptyDoubleMatcher(): DoubleMatcher {
  return {
    range: null,
    exact: null,
  }
}

export function writeDoubleMatcher(m: DoubleMatcher, w: ByteWriter): void {
  if (m.range !== null) put(w, 10, writeDoubleRange, m.range)
  if (m.exact !== null) w.uint32(17).double(m.exact)
}

export function readDoubleMatcher(r: MessageReader, into: DoubleMatcher | null): DoubleMatcher {
  const m: Mutable<DoubleMatcher> = into ?? emptyDoubleMatcher()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: { const v = readDoubleRange(r.message(), m.range); clearDoubleMatcher_match_pattern(m); m.range = v; break }
      case 17: { const v = r.double(); clearDoubleMatcher_match_pattern(m); m.exact = v; break }
      default: r.skipField(tag)
    }
  }
  return m
}
function clearDoubleMatcher_match_pattern(m: Mutable<DoubleMatcher>): void {
  m.range = null
  m.exact = null
}
