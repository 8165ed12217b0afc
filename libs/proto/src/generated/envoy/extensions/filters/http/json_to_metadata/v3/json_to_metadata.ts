/** Generated from envoy/extensions/filters/http/json_to_metadata/v3/json_to_metadata.proto by `npm run gen`; do not edit. */
import { type ByteWriter } from '@flotilla/bytes'
import { RegexMatcher, readRegexMatcher, writeRegexMatcher } from '../../../../../type/matcher/v3/regex.ts'
import { type JsonValue } from '../../../../../../../json/json-value.ts'
import { type MessageType, define } from '../../../../../../../message-type.ts'
import { Value, readValue, writeValue } from '../../../../../../../well-known/struct.ts'
import { type Mutable, NO_ITEMS, append, put } from '../../../../../../../wire/generated-support.ts'
import { type MessageReader } from '../../../../../../../wire/message-reader.ts'

/** envoy.extensions.filters.http.json_to_metadata.v3.JsonToMetadata.ValueType */
export const JsonToMetadataValueType = {
  PROTOBUF_VALUE: 0,
  STRING: 1,
  NUMBER: 2,
} as const
export type JsonToMetadataValueType = (typeof JsonToMetadataValueType)[keyof typeof JsonToMetadataValueType]

/** envoy.extensions.filters.http.json_to_metadata.v3.JsonToMetadata */
export interface JsonToMetadata {
  readonly requestRules: JsonToMetadataMatchRules | null
  readonly responseRules: JsonToMetadataMatchRules | null
}

export const JsonToMetadata: MessageType<JsonToMetadata> = define<JsonToMetadata>({
  name: 'envoy.extensions.filters.http.json_to_metadata.v3.JsonToMetadata', empty: emptyJsonToMetadata, write: writeJsonToMetadata, read: readJsonToMetadata,
  fields: () => [
    ['request_rules', 1, JsonToMetadataMatchRules],
    ['response_rules', 2, JsonToMetadataMatchRules],
  ],
})

export function emptyJsonToMetadata(): JsonToMetadata {
  return {
    requestRules: null,
    responseRules: null,
  }
}

export function writeJsonToMetadata(m: JsonToMetadata, w: ByteWriter): void {
  if (m.requestRules !== null) put(w, 10, writeJsonToMetadataMatchRules, m.requestRules)
  if (m.responseRules !== null) put(w, 18, writeJsonToMetadataMatchRules, m.responseRules)
}

export function readJsonToMetadata(r: MessageReader, into: JsonToMetadata | null): JsonToMetadata {
  const m: Mutable<JsonToMetadata> = into ?? emptyJsonToMetadata()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.requestRules = readJsonToMetadataMatchRules(r.message(), m.requestRules); break
      case 18: m.responseRules = readJsonToMetadataMatchRules(r.message(), m.responseRules); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.filters.http.json_to_metadata.v3.JsonToMetadata.KeyValuePair */
export interface JsonToMetadataKeyValuePair {
  readonly metadataNamespace: string
  readonly key: string
  readonly value: JsonValue | null // oneof value_type
  readonly type: JsonToMetadataValueType
  readonly preserveExistingMetadataValue: boolean
}

export const JsonToMetadataKeyValuePair: MessageType<JsonToMetadataKeyValuePair> = define<JsonToMetadataKeyValuePair>({
  name: 'envoy.extensions.filters.http.json_to_metadata.v3.JsonToMetadata.KeyValuePair', empty: emptyJsonToMetadataKeyValuePair, write: writeJsonToMetadataKeyValuePair, read: readJsonToMetadataKeyValuePair,
  fields: () => [
    ['metadata_namespace', 1, 'string'],
    ['key', 2, 'string'],
    ['value', 3, Value, '', 'valueType'],
    ['type', 4, { enum: JsonToMetadataValueType }],
    ['preserve_existing_metadata_value', 5, 'bool'],
  ],
})

export function emptyJsonToMetadataKeyValuePair(): JsonToMetadataKeyValuePair {
  return {
    metadataNamespace: '',
    key: '',
    value: null,
    type: 0,
    preserveExistingMetadataValue: false,
  }
}

export function writeJsonToMetadataKeyValuePair(m: JsonToMetadataKeyValuePair, w: ByteWriter): void {
  if (m.metadataNamespace !== '') w.uint32(10).string(m.metadataNamespace)
  if (m.key !== '') w.uint32(18).string(m.key)
  if (m.value !== null) put(w, 26, writeValue, m.value)
  if (m.type !== 0) w.uint32(32).int32(m.type)
  if (m.preserveExistingMetadataValue) w.uint32(40).bool(m.preserveExistingMetadataValue)
}

export function readJsonToMetadataKeyValuePair(r: MessageReader, into: JsonToMetadataKeyValuePair | null): JsonToMetadataKeyValuePair {
  const m: Mutable<JsonToMetadataKeyValuePair> = into ?? emptyJsonToMetadataKeyValuePair()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.metadataNamespace = r.string(); break
      case 18: m.key = r.string(); break
      case 26: m.value = readValue(r.message()); break
      case 32: m.type = r.int32() as JsonToMetadataValueType; break
      case 40: m.preserveExistingMetadataValue = r.bool(); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.filters.http.json_to_metadata.v3.JsonToMetadata.MatchRules */
export interface JsonToMetadataMatchRules {
  readonly rules: readonly JsonToMetadataRule[]
  readonly allowContentTypes: readonly string[]
  readonly allowEmptyContentType: boolean
  readonly allowContentTypesRegex: RegexMatcher | null
}

export const JsonToMetadataMatchRules: MessageType<JsonToMetadataMatchRules> = define<JsonToMetadataMatchRules>({
  name: 'envoy.extensions.filters.http.json_to_metadata.v3.JsonToMetadata.MatchRules', empty: emptyJsonToMetadataMatchRules, write: writeJsonToMetadataMatchRules, read: readJsonToMetadataMatchRules,
  fields: () => [
    ['rules', 1, JsonToMetadataRule, 'list'],
    ['allow_content_types', 2, 'string', 'list'],
    ['allow_empty_content_type', 3, 'bool'],
    ['allow_content_types_regex', 4, RegexMatcher],
  ],
})

export function emptyJsonToMetadataMatchRules(): JsonToMetadataMatchRules {
  return {
    rules: NO_ITEMS,
    allowContentTypes: NO_ITEMS,
    allowEmptyContentType: false,
    allowContentTypesRegex: null,
  }
}

export function writeJsonToMetadataMatchRules(m: JsonToMetadataMatchRules, w: ByteWriter): void {
  for (const v of m.rules) put(w, 10, writeJsonToMetadataRule, v)
  for (const v of m.allowContentTypes) w.uint32(18).string(v)
  if (m.allowEmptyContentType) w.uint32(24).bool(m.allowEmptyContentType)
  if (m.allowContentTypesRegex !== null) put(w, 34, writeRegexMatcher, m.allowContentTypesRegex)
}

export function readJsonToMetadataMatchRules(r: MessageReader, into: JsonToMetadataMatchRules | null): JsonToMetadataMatchRules {
  const m: Mutable<JsonToMetadataMatchRules> = into ?? emptyJsonToMetadataMatchRules()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.rules = append(m.rules, readJsonToMetadataRule(r.message(), null)); break
      case 18: m.allowContentTypes = append(m.allowContentTypes, r.string()); break
      case 24: m.allowEmptyContentType = r.bool(); break
      case 34: m.allowContentTypesRegex = readRegexMatcher(r.message(), m.allowContentTypesRegex); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.filters.http.json_to_metadata.v3.JsonToMetadata.Rule */
export interface JsonToMetadataRule {
  readonly selectors: readonly JsonToMetadataSelector[]
  readonly onPresent: JsonToMetadataKeyValuePair | null
  readonly onMissing: JsonToMetadataKeyValuePair | null
  readonly onError: JsonToMetadataKeyValuePair | null
}

export const JsonToMetadataRule: MessageType<JsonToMetadataRule> = define<JsonToMetadataRule>({
  name: 'envoy.extensions.filters.http.json_to_metadata.v3.JsonToMetadata.Rule', empty: emptyJsonToMetadataRule, write: writeJsonToMetadataRule, read: readJsonToMetadataRule,
  fields: () => [
    ['selectors', 1, JsonToMetadataSelector, 'list'],
    ['on_present', 2, JsonToMetadataKeyValuePair],
    ['on_missing', 3, JsonToMetadataKeyValuePair],
    ['on_error', 4, JsonToMetadataKeyValuePair],
  ],
})

export function emptyJsonToMetadataRule(): JsonToMetadataRule {
  return {
    selectors: NO_ITEMS,
    onPresent: null,
    onMissing: null,
    onError: null,
  }
}

export function writeJsonToMetadataRule(m: JsonToMetadataRule, w: ByteWriter): void {
  for (const v of m.selectors) put(w, 10, writeJsonToMetadataSelector, v)
  if (m.onPresent !== null) put(w, 18, writeJsonToMetadataKeyValuePair, m.onPresent)
  if (m.onMissing !== null) put(w, 26, writeJsonToMetadataKeyValuePair, m.onMissing)
  if (m.onError !== null) put(w, 34, writeJsonToMetadataKeyValuePair, m.onError)
}

export function readJsonToMetadataRule(r: MessageReader, into: JsonToMetadataRule | null): JsonToMetadataRule {
  const m: Mutable<JsonToMetadataRule> = into ?? emptyJsonToMetadataRule()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.selectors = append(m.selectors, readJsonToMetadataSelector(r.message(), null)); break
      case 18: m.onPresent = readJsonToMetadataKeyValuePair(r.message(), m.onPresent); break
      case 26: m.onMissing = readJsonToMetadataKeyValuePair(r.message(), m.onMissing); break
      case 34: m.onError = readJsonToMetadataKeyValuePair(r.message(), m.onError); break
      default: r.skipField(tag)
    }
  }
  return m
}

/** envoy.extensions.filters.http.json_to_metadata.v3.JsonToMetadata.Selector */
export interface JsonToMetadataSelector {
  readonly key: string | null // oneof selector
}

export const JsonToMetadataSelector: MessageType<JsonToMetadataSelector> = define<JsonToMetadataSelector>({
  name: 'envoy.extensions.filters.http.json_to_metadata.v3.JsonToMetadata.Selector', empty: emptyJsonToMetadataSelector, write: writeJsonToMetadataSelector, read: readJsonToMetadataSelector,
  fields: () => [
    ['key', 1, 'string', '', 'selector'],
  ],
})

export function emptyJsonToMetadataSelector(): JsonToMetadataSelector {
  return {
    key: null,
  }
}

export function writeJsonToMetadataSelector(m: JsonToMetadataSelector, w: ByteWriter): void {
  if (m.key !== null) w.uint32(10).string(m.key)
}

export function readJsonToMetadataSelector(r: MessageReader, into: JsonToMetadataSelector | null): JsonToMetadataSelector {
  const m: Mutable<JsonToMetadataSelector> = into ?? emptyJsonToMetadataSelector()
  while (!r.done) {
    const tag = r.uint32()
    switch (tag) {
      case 10: m.key = r.string(); break
      default: r.skipField(tag)
    }
  }
  return m
}
