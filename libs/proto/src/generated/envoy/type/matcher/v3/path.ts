/** Generated from envoy/type/matcher/v3/path.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { StringMatcher, readStringMatcher, writeStringMatcher } from './string.ts'
import { type MessageType, define } from '../../../../../message-type.ts'
import { type Mutable, put } from '../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../wire/message-reader.ts'

/** envoy.type.matcher.v3.PathMatcher */
export interface PathMatcher {
  readonly path: StringMatcher | null // oneof rule
}

export const PathMatcher: MessageType<PathMatcher> = define<PathMatcher>({
  name: 'envoy.type.matcher.v3.PathMatcher', empty: emptyPathMatcher, write: writePathMatcher, read: readPathMatcher,
  fields: () => [
    ['path', 1, StringMatcher, '', 'rule'],
  ],
})

export function emptyPathMatcher(): PathMatcher {
  return {
    path: null,
  }
}

export function writePathMatcher(m: PathMatcher, w: ByteWriter): void {
  if (m.path !== null) put(w, 10, writeStringMatcher, m.path)
}

export function readPathMatcher(r: MessageReader, into: PathMatcher | null): PathMatcher {
  const m: Mutable<PathMatcher> = into ?? emptyPathMatcher()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.path = readStringMatcher(r.message(), m.path); break
      default: r.skipField(tag)
    }
  }
  return m
}
