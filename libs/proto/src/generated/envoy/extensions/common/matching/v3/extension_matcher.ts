/** Generated from envoy/extensions/common/matching/v3/extension_matcher.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { TypedExtensionConfig, readTypedExtensionConfig, writeTypedExtensionConfig } from '../../../../config/core/v3/extension.ts'
import { Matcher, readMatcher, writeMatcher } from '../../../../../xds/type/matcher/v3/matcher.ts'
import { type MessageType, define } from '../../../../../../message-type.ts'
import { type Mutable, put } from '../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../wire/message-reader.ts'

/** envoy.extensions.common.matching.v3.ExtensionWithMatcher */
export interface ExtensionWithMatcher {
  readonly extensionConfig: TypedExtensionConfig | null
  readonly xdsMatcher: Matcher | null
}

export const ExtensionWithMatcher: MessageType<ExtensionWithMatcher> = define<ExtensionWithMatcher>({
  name: 'envoy.extensions.common.matching.v3.ExtensionWithMatcher', empty: emptyExtensionWithMatcher, write: writeExtensionWithMatcher, read: readExtensionWithMatcher,
  fields: () => [
    ['extension_config', 2, TypedExtensionConfig],
    ['xds_matcher', 3, Matcher],
  ],
  pruned: { 1: 'matcher' },
})

export function emptyExtensionWithMatcher(): ExtensionWithMatcher {
  return {
    extensionConfig: null,
    xdsMatcher: null,
  }
}

export function writeExtensionWithMatcher(m: ExtensionWithMatcher, w: ByteWriter): void {
  if (m.extensionConfig !== null) put(w, 18, writeTypedExtensionConfig, m.extensionConfig)
  if (m.xdsMatcher !== null) put(w, 26, writeMatcher, m.xdsMatcher)
}

export function readExtensionWithMatcher(r: MessageReader, into: ExtensionWithMatcher | null): ExtensionWithMatcher {
  const m: Mutable<ExtensionWithMatcher> = into ?? emptyExtensionWithMatcher()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 18: m.extensionConfig = readTypedExtensionConfig(r.message(), m.extensionConfig); break
      case 26: m.xdsMatcher = readMatcher(r.message(), m.xdsMatcher); break
      default: r.skipField(tag)
    }
  }
  return m
}
