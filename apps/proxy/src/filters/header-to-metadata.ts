/** The header-to-metadata filter: headers and cookies as dynamic metadata, for subsets, logs and other filters. */
import { compileRegexRewrite, cookieValue, type RegexRewrite } from '@flotilla/match'
import {
  HeaderToMetadata,
  type HeaderToMetadataKeyValuePair,
  type HeaderToMetadataRule,
  HeaderToMetadataValueEncode,
  HeaderToMetadataValueType,
  Value,
} from '@flotilla/proto'
import type { Violations } from '../compile/violations.ts'
import {
  FilterStatus,
  type HttpFilter,
  type HttpFilterFactory,
  type HttpFilterKind,
  type HttpStream,
  type JsonValue,
} from '../http/filter.ts'
import { type HeaderList, joinedHeaderValue, removeHeader } from '../http/headers.ts'
import { protoFilterKind } from './proto-filter-kind.ts'

interface Entry {
  readonly namespace: string
  readonly key: string
  /** Empty: what the header holds. */
  readonly value: string
  readonly rewrite: RegexRewrite | null
  readonly type: HeaderToMetadataValueType
  readonly isBase64: boolean
}

interface Rule {
  /** Empty where `cookie` names a cookie. */
  readonly header: string
  readonly cookie: string
  readonly present: Entry | null
  readonly missing: Entry | null
  readonly removes: boolean
}

interface Settings {
  readonly request: readonly Rule[]
  readonly response: readonly Rule[]
}

const DEFAULT_NAMESPACE = 'envoy.filters.http.header_to_metadata'
/** Longer values are left out, as in Envoy. */
const MAX_VALUE_BYTES = 8 * 1024

export function headerToMetadataFilterKind(): HttpFilterKind {
  return protoFilterKind<HeaderToMetadata, HeaderToMetadata, Settings>({
    name: 'envoy.filters.http.header_to_metadata',
    type: HeaderToMetadata,
    routeType: null,
    settings: (message, at) => ({
      request: message.requestRules.map((rule, i) => ruleOf(rule, at.at('request_rules', i))),
      response: message.responseRules.map((rule, i) => ruleOf(rule, at.at('response_rules', i))),
    }),
    factory: (name, settings) => new HeaderToMetadataFactory(name, settings),
  })
}

function ruleOf(message: HeaderToMetadataRule, at: Violations): Rule {
  const { header, cookie, onHeaderPresent, onHeaderMissing } = message
  if ((header === '') === (cookie === '')) at.add('names either a header or a cookie')
  if (onHeaderPresent === null && onHeaderMissing === null)
    at.add('has neither on_header_present nor on_header_missing')
  if (onHeaderMissing !== null && onHeaderMissing.value === '')
    at.at('on_header_missing').at('value').add('must not be empty')
  if (cookie !== '' && message.remove) at.at('remove').add('goes with a header only')
  const entry = (one: HeaderToMetadataKeyValuePair | null, field: string): Entry | null =>
    one === null ? null : entryOf(one, at.at(field))
  return {
    header: header.toLowerCase(),
    cookie,
    present: entry(onHeaderPresent, 'on_header_present'),
    missing: entry(onHeaderMissing, 'on_header_missing'),
    removes: message.remove,
  }
}

function entryOf(message: HeaderToMetadataKeyValuePair, at: Violations): Entry {
  if (message.key === '') at.at('key').add('must not be empty')
  const pattern = message.regexValueRewrite
  if (pattern !== null && message.value !== '') at.add('has both value and regex_value_rewrite')
  let rewrite: RegexRewrite | null = null
  if (pattern !== null) {
    const compiled = compileRegexRewrite(pattern.pattern?.regex ?? '', pattern.substitution)
    if (compiled.kind === 'ok') rewrite = compiled.value
    else at.at('regex_value_rewrite').adopt(compiled.violations)
  }
  return {
    namespace: message.metadataNamespace === '' ? DEFAULT_NAMESPACE : message.metadataNamespace,
    key: message.key,
    value: message.value,
    rewrite,
    type: message.type,
    isBase64: message.encode === HeaderToMetadataValueEncode.BASE64,
  }
}

class HeaderToMetadataFactory implements HttpFilterFactory {
  readonly name: string
  private readonly settings: Settings

  constructor(name: string, settings: Settings) {
    this.name = name
    this.settings = settings
  }

  create(stream: HttpStream): HttpFilter {
    // What the chain returns for this filter's name is what compileRouteConfig made.
    const own = stream.routeFilterConfig(this.name) as Settings | null
    return new HeaderToMetadataFilter(own ?? this.settings)
  }
}

class HeaderToMetadataFilter implements HttpFilter {
  private readonly settings: Settings

  constructor(settings: Settings) {
    this.settings = settings
  }

  onRequestHeaders(stream: HttpStream): FilterStatus {
    for (const rule of this.settings.request) applyRule(rule, stream.requestHeaders, stream)
    return FilterStatus.Continue
  }

  onResponseHeaders(stream: HttpStream): void {
    if (stream.responseHeaders === null) return
    for (const rule of this.settings.response) applyRule(rule, stream.responseHeaders, stream)
  }
}

function applyRule(rule: Rule, headers: HeaderList, stream: HttpStream): void {
  const value =
    rule.cookie === '' ? joinedHeaderValue(headers, rule.header) : cookieValue(headers, rule.cookie)
  if (value === null) {
    if (rule.missing !== null) leave(rule.missing, rule.missing.value, stream)
    return
  }
  if (rule.present !== null) {
    const { present } = rule
    const text = present.value === '' ? (present.rewrite?.apply(value) ?? value) : present.value
    leave(present, text, stream)
  }
  if (rule.removes) removeHeader(headers, rule.header)
}

/** What is empty, too long or not of its type is left out. */
function leave(entry: Entry, text: string, stream: HttpStream): void {
  if (text === '' || text.length >= MAX_VALUE_BYTES) return
  const plain = entry.isBase64 ? Buffer.from(text, 'base64') : Buffer.from(text, 'latin1')
  const value = typedValue(entry.type, plain)
  if (value !== undefined) stream.setMetadata(entry.namespace, entry.key, value)
}

function typedValue(type: HeaderToMetadataValueType, bytes: Buffer): JsonValue | undefined {
  const text = bytes.toString('utf8')
  switch (type) {
    case HeaderToMetadataValueType.STRING:
      return text
    case HeaderToMetadataValueType.NUMBER: {
      const number = Number(text)
      return text.trim() === '' || Number.isNaN(number) ? undefined : number
    }
    case HeaderToMetadataValueType.PROTOBUF_VALUE:
      try {
        return Value.decode(bytes) as JsonValue // a Value is JSON
      } catch {
        return undefined
      }
  }
}
