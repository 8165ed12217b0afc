/** Generated from envoy/type/matcher/v3/regex.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { type MessageType, define } from '../../../../../message-type.ts'
import { UInt32Value, readUInt32Value, writeUInt32Value } from '../../../../../well-known/wrappers.ts'
import { type Mutable, put } from '../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../wire/message-reader.ts'

/** envoy.type.matcher.v3.RegexMatchAndSubstitute */
export interface RegexMatchAndSubstitute {
  readonly pattern: RegexMatcher | null
  readonly substitution: string
}

export const RegexMatchAndSubstitute: MessageType<RegexMatchAndSubstitute> = define<RegexMatchAndSubstitute>({
  name: 'envoy.type.matcher.v3.RegexMatchAndSubstitute', empty: emptyRegexMatchAndSubstitute, write: writeRegexMatchAndSubstitute, read: readRegexMatchAndSubstitute,
  fields: () => [
    ['pattern', 1, RegexMatcher],
    ['substitution', 2, 'string'],
  ],
})

export function emptyRegexMatchAndSubstitute(): RegexMatchAndSubstitute {
  return {
    pattern: null,
    substitution: '',
  }
}

export function writeRegexMatchAndSubstitute(m: RegexMatchAndSubstitute, w: ByteWriter): void {
  if (m.pattern !== null) put(w, 10, writeRegexMatcher, m.pattern)
  if (m.substitution !== '') w.uint32(18).string(m.substitution)
}

export function readRegexMatchAndSubstitute(r: MessageReader, into: RegexMatchAndSubstitute | null): RegexMatchAndSubstitute {
  const m: Mutable<RegexMatchAndSubstitute> = into ?? emptyRegexMatchAndSubstitute()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.pattern = readRegexMatcher(r.message(), m.pattern); break
      case 18: m.substitution = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.type.matcher.v3.RegexMatcher */
export interface RegexMatcher {
  readonly googleRe2: RegexMatcherGoogleRE2 | null // oneof engine_type
  readonly regex: string
}

export const RegexMatcher: MessageType<RegexMatcher> = define<RegexMatcher>({
  name: 'envoy.type.matcher.v3.RegexMatcher', empty: emptyRegexMatcher, write: writeRegexMatcher, read: readRegexMatcher,
  fields: () => [
    ['google_re2', 1, RegexMatcherGoogleRE2, '', 'engineType'],
    ['regex', 2, 'string'],
  ],
})

export function emptyRegexMatcher(): RegexMatcher {
  return {
    googleRe2: null,
    regex: '',
  }
}

export function writeRegexMatcher(m: RegexMatcher, w: ByteWriter): void {
  if (m.googleRe2 !== null) put(w, 10, writeRegexMatcherGoogleRE2, m.googleRe2)
  if (m.regex !== '') w.uint32(18).string(m.regex)
}

export function readRegexMatcher(r: MessageReader, into: RegexMatcher | null): RegexMatcher {
  const m: Mutable<RegexMatcher> = into ?? emptyRegexMatcher()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.googleRe2 = readRegexMatcherGoogleRE2(r.message(), m.googleRe2); break
      case 18: m.regex = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.type.matcher.v3.RegexMatcher.GoogleRE2 */
export interface RegexMatcherGoogleRE2 {
  readonly maxProgramSize: number | null
}

export const RegexMatcherGoogleRE2: MessageType<RegexMatcherGoogleRE2> = define<RegexMatcherGoogleRE2>({
  name: 'envoy.type.matcher.v3.RegexMatcher.GoogleRE2', empty: emptyRegexMatcherGoogleRE2, write: writeRegexMatcherGoogleRE2, read: readRegexMatcherGoogleRE2,
  fields: () => [
    ['max_program_size', 1, UInt32Value],
  ],
})

export function emptyRegexMatcherGoogleRE2(): RegexMatcherGoogleRE2 {
  return {
    maxProgramSize: null,
  }
}

export function writeRegexMatcherGoogleRE2(m: RegexMatcherGoogleRE2, w: ByteWriter): void {
  if (m.maxProgramSize !== null) put(w, 10, writeUInt32Value, m.maxProgramSize)
}

export function readRegexMatcherGoogleRE2(r: MessageReader, into: RegexMatcherGoogleRE2 | null): RegexMatcherGoogleRE2 {
  const m: Mutable<RegexMatcherGoogleRE2> = into ?? emptyRegexMatcherGoogleRE2()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.maxProgramSize = readUInt32Value(r.message()); break
      default: r.skipField(tag)
    }
  }
  return m
}
