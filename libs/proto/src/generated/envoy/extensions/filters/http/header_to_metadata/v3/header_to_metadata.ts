/** Generated from envoy/extensions/filters/http/header_to_metadata/v3/header_to_metadata.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { RegexMatchAndSubstitute, readRegexMatchAndSubstitute, writeRegexMatchAndSubstitute } from '../../../../../type/matcher/v3/regex.ts'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { type Mutable, NO_ITEMS, append, put } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.filters.http.header_to_metadata.v3.Config.ValueEncode */
export const HeaderToMetadataValueEncode = {
  NONE: 0,
  BASE64: 1,
} as const
export type HeaderToMetadataValueEncode = (typeof HeaderToMetadataValueEncode)[keyof typeof HeaderToMetadataValueEncode]

/** envoy.extensions.filters.http.header_to_metadata.v3.Config.ValueType */
export const HeaderToMetadataValueType = {
  STRING: 0,
  NUMBER: 1,
  PROTOBUF_VALUE: 2,
} as const
export type HeaderToMetadataValueType = (typeof HeaderToMetadataValueType)[keyof typeof HeaderToMetadataValueType]

/** envoy.extensions.filters.http.header_to_metadata.v3.Config */
export interface HeaderToMetadata {
  readonly requestRules: readonly HeaderToMetadataRule[]
  readonly responseRules: readonly HeaderToMetadataRule[]
}

export const HeaderToMetadata: MessageType<HeaderToMetadata> = define<HeaderToMetadata>({
  name: 'envoy.extensions.filters.http.header_to_metadata.v3.Config', empty: emptyHeaderToMetadata, write: writeHeaderToMetadata, read: readHeaderToMetadata,
  fields: () => [
    ['request_rules', 1, HeaderToMetadataRule, 'list'],
    ['response_rules', 2, HeaderToMetadataRule, 'list'],
  ],
})

export function emptyHeaderToMetadata(): HeaderToMetadata {
  return {
    requestRules: NO_ITEMS,
    responseRules: NO_ITEMS,
  }
}

export function writeHeaderToMetadata(m: HeaderToMetadata, w: ByteWriter): void {
  for (const v of m.requestRules) put(w, 10, writeHeaderToMetadataRule, v)
  for (const v of m.responseRules) put(w, 18, writeHeaderToMetadataRule, v)
}

export function readHeaderToMetadata(r: MessageReader, into: HeaderToMetadata | null): HeaderToMetadata {
  const m: Mutable<HeaderToMetadata> = into ?? emptyHeaderToMetadata()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.requestRules = append(m.requestRules, readHeaderToMetadataRule(r.message(), null)); break
      case 18: m.responseRules = append(m.responseRules, readHeaderToMetadataRule(r.message(), null)); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.filters.http.header_to_metadata.v3.Config.KeyValuePair */
export interface HeaderToMetadataKeyValuePair {
  readonly metadataNamespace: string
  readonly key: string
  readonly value: string
  readonly type: HeaderToMetadataValueType
  readonly encode: HeaderToMetadataValueEncode
  readonly regexValueRewrite: RegexMatchAndSubstitute | null
}

export const HeaderToMetadataKeyValuePair: MessageType<HeaderToMetadataKeyValuePair> = define<HeaderToMetadataKeyValuePair>({
  name: 'envoy.extensions.filters.http.header_to_metadata.v3.Config.KeyValuePair', empty: emptyHeaderToMetadataKeyValuePair, write: writeHeaderToMetadataKeyValuePair, read: readHeaderToMetadataKeyValuePair,
  fields: () => [
    ['metadata_namespace', 1, 'string'],
    ['key', 2, 'string'],
    ['value', 3, 'string'],
    ['type', 4, { enum: HeaderToMetadataValueType }],
    ['encode', 5, { enum: HeaderToMetadataValueEncode }],
    ['regex_value_rewrite', 6, RegexMatchAndSubstitute],
  ],
})

export function emptyHeaderToMetadataKeyValuePair(): HeaderToMetadataKeyValuePair {
  return {
    metadataNamespace: '',
    key: '',
    value: '',
    type: 0,
    encode: 0,
    regexValueRewrite: null,
  }
}

export function writeHeaderToMetadataKeyValuePair(m: HeaderToMetadataKeyValuePair, w: ByteWriter): void {
  if (m.metadataNamespace !== '') w.uint32(10).string(m.metadataNamespace)
  if (m.key !== '') w.uint32(18).string(m.key)
  if (m.value !== '') w.uint32(26).string(m.value)
  if (m.type !== 0) w.uint32(32).int32(m.type)
  if (m.encode !== 0) w.uint32(40).int32(m.encode)
  if (m.regexValueRewrite !== null) put(w, 50, writeRegexMatchAndSubstitute, m.regexValueRewrite)
}

export function readHeaderToMetadataKeyValuePair(r: MessageReader, into: HeaderToMetadataKeyValuePair | null): HeaderToMetadataKeyValuePair {
  const m: Mutable<HeaderToMetadataKeyValuePair> = into ?? emptyHeaderToMetadataKeyValuePair()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.metadataNamespace = r.string(); break
      case 18: m.key = r.string(); break
      case 26: m.value = r.string(); break
      case 32: m.type = r.int32() as HeaderToMetadataValueType; break
      case 40: m.encode = r.int32() as HeaderToMetadataValueEncode; break
      case 50: m.regexValueRewrite = readRegexMatchAndSubstitute(r.message(), m.regexValueRewrite); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.filters.http.header_to_metadata.v3.Config.Rule */
export interface HeaderToMetadataRule {
  readonly header: string
  readonly onHeaderPresent: HeaderToMetadataKeyValuePair | null
  readonly onHeaderMissing: HeaderToMetadataKeyValuePair | null
  readonly remove: boolean
  readonly cookie: string
}

export const HeaderToMetadataRule: MessageType<HeaderToMetadataRule> = define<HeaderToMetadataRule>({
  name: 'envoy.extensions.filters.http.header_to_metadata.v3.Config.Rule', empty: emptyHeaderToMetadataRule, write: writeHeaderToMetadataRule, read: readHeaderToMetadataRule,
  fields: () => [
    ['header', 1, 'string'],
    ['on_header_present', 2, HeaderToMetadataKeyValuePair],
    ['on_header_missing', 3, HeaderToMetadataKeyValuePair],
    ['remove', 4, 'bool'],
    ['cookie', 5, 'string'],
  ],
})

export function emptyHeaderToMetadataRule(): HeaderToMetadataRule {
  return {
    header: '',
    onHeaderPresent: null,
    onHeaderMissing: null,
    remove: false,
    cookie: '',
  }
}

export function writeHeaderToMetadataRule(m: HeaderToMetadataRule, w: ByteWriter): void {
  if (m.header !== '') w.uint32(10).string(m.header)
  if (m.onHeaderPresent !== null) put(w, 18, writeHeaderToMetadataKeyValuePair, m.onHeaderPresent)
  if (m.onHeaderMissing !== null) put(w, 26, writeHeaderToMetadataKeyValuePair, m.onHeaderMissing)
  if (m.remove) w.uint32(32).bool(m.remove)
  if (m.cookie !== '') w.uint32(42).string(m.cookie)
}

export function readHeaderToMetadataRule(r: MessageReader, into: HeaderToMetadataRule | null): HeaderToMetadataRule {
  const m: Mutable<HeaderToMetadataRule> = into ?? emptyHeaderToMetadataRule()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.header = r.string(); break
      case 18: m.onHeaderPresent = readHeaderToMetadataKeyValuePair(r.message(), m.onHeaderPresent); break
      case 26: m.onHeaderMissing = readHeaderToMetadataKeyValuePair(r.message(), m.onHeaderMissing); break
      case 32: m.remove = r.bool(); break
      case 42: m.cookie = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}
