/** Generated from envoy/type/matcher/v3/metadata.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { ValueMatcher, readValueMatcher, writeValueMatcher } from './value.ts'
import { type MessageType, define } from '../../../../../message-type.ts'
import { type Mutable, NO_ITEMS, append, put } from '../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../wire/message-reader.ts'

/** envoy.type.matcher.v3.MetadataMatcher */
export interface MetadataMatcher {
  readonly filter: string
  readonly path: readonly MetadataMatcherPathSegment[]
  readonly value: ValueMatcher | null
  readonly invert: boolean
}

export const MetadataMatcher: MessageType<MetadataMatcher> = define<MetadataMatcher>({
  name: 'envoy.type.matcher.v3.MetadataMatcher', empty: emptyMetadataMatcher, write: writeMetadataMatcher, read: readMetadataMatcher,
  fields: () => [
    ['filter', 1, 'string'],
    ['path', 2, MetadataMatcherPathSegment, 'list'],
    ['value', 3, ValueMatcher],
    ['invert', 4, 'bool'],
  ],
})

export function emptyMetadataMatcher(): MetadataMatcher {
  return {
    filter: '',
    path: NO_ITEMS,
    value: null,
    invert: false,
  }
}

export function writeMetadataMatcher(m: MetadataMatcher, w: ByteWriter): void {
  if (m.filter !== '') w.uint32(10).string(m.filter)
  for (const v of m.path) put(w, 18, writeMetadataMatcherPathSegment, v)
  if (m.value !== null) put(w, 26, writeValueMatcher, m.value)
  if (m.invert) w.uint32(32).bool(m.invert)
}

export function readMetadataMatcher(r: MessageReader, into: MetadataMatcher | null): MetadataMatcher {
  const m: Mutable<MetadataMatcher> = into ?? emptyMetadataMatcher()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.filter = r.string(); break
      case 18: m.path = append(m.path, readMetadataMatcherPathSegment(r.message(), null)); break
      case 26: m.value = readValueMatcher(r.message(), m.value); break
      case 32: m.invert = r.bool(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.type.matcher.v3.MetadataMatcher.PathSegment */
export interface MetadataMatcherPathSegment {
  readonly key: string | null // oneof segment
}

export const MetadataMatcherPathSegment: MessageType<MetadataMatcherPathSegment> = define<MetadataMatcherPathSegment>({
  name: 'envoy.type.matcher.v3.MetadataMatcher.PathSegment', empty: emptyMetadataMatcherPathSegment, write: writeMetadataMatcherPathSegment, read: readMetadataMatcherPathSegment,
  fields: () => [
    ['key', 1, 'string', '', 'segment'],
  ],
})

export function emptyMetadataMatcherPathSegment(): MetadataMatcherPathSegment {
  return {
    key: null,
  }
}

export function writeMetadataMatcherPathSegment(m: MetadataMatcherPathSegment, w: ByteWriter): void {
  if (m.key !== null) w.uint32(10).string(m.key)
}

export function readMetadataMatcherPathSegment(r: MessageReader, into: MetadataMatcherPathSegment | null): MetadataMatcherPathSegment {
  const m: Mutable<MetadataMatcherPathSegment> = into ?? emptyMetadataMatcherPathSegment()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.key = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}
