/** The JSON-to-metadata filter: values inside JSON bodies as dynamic metadata, for routes, subsets and logs. */
import { compileString, type StringMatcher } from '@flotilla/match'
import {
  JsonToMetadata,
  type JsonToMetadataKeyValuePair,
  type JsonToMetadataMatchRules,
  type JsonToMetadataRule,
  JsonToMetadataValueType,
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
import { type HeaderList, headerValue } from '../http/headers.ts'
import { protoFilterKind } from './proto-filter-kind.ts'
import { type FilterCounters, rootedCounters } from './standard-kinds.ts'

interface Entry {
  readonly namespace: string
  readonly key: string
  /** Undefined: what the body holds. */
  readonly value: JsonValue | undefined
  readonly type: JsonToMetadataValueType
  readonly keepsEarlier: boolean
}

interface Rule {
  readonly path: readonly string[]
  readonly present: Entry | null
  readonly missing: Entry | null
  readonly error: Entry | null
}

interface Direction {
  readonly rules: readonly Rule[]
  readonly types: ReadonlySet<string>
  readonly typePattern: StringMatcher | null
  readonly takesNoType: boolean
  /** What its events are counted by. */
  readonly stats: string
}

interface Settings {
  readonly counts: Record<string, number>
  readonly request: Direction | null
  readonly response: Direction | null
}

const NAMESPACE = 'envoy.filters.http.json_to_metadata'
/** Envoy's buffer of a body. Listed in docs/limits.md. */
const MAX_BODY_BYTES = 1024 * 1024
/** Envoy leaves out longer values. */
const MAX_VALUE_BYTES = 8 * 1024
const EVENTS: readonly string[] = ['rq', 'resp'].flatMap((side) =>
  ['success', 'mismatched_content_type', 'no_body', 'invalid_json_body'].map(
    (event) => `${side}.${event}`,
  ),
)

export function jsonToMetadataFilterKind(counters: FilterCounters): HttpFilterKind {
  return protoFilterKind<JsonToMetadata, JsonToMetadata, Settings>({
    name: NAMESPACE,
    type: JsonToMetadata,
    routeType: null,
    settings: (message, at) => {
      if (message.requestRules === null && message.responseRules === null)
        at.add('has neither request_rules nor response_rules')
      const counts = rootedCounters(counters, 'json_to_metadata.', EVENTS)
      return {
        counts,
        request: directionOf(message.requestRules, 'rq', at.at('request_rules')),
        response: directionOf(message.responseRules, 'resp', at.at('response_rules')),
      }
    },
    factory: (name, settings) => new JsonToMetadataFactory(name, settings),
  })
}

function directionOf(
  message: JsonToMetadataMatchRules | null,
  side: string,
  at: Violations,
): Direction | null {
  if (message === null) return null
  if (message.rules.length === 0) at.at('rules').add('must not be empty')
  const types = message.allowContentTypes
  return {
    rules: message.rules.map((rule, i) => ruleOf(rule, at.at('rules', i))),
    types: new Set(
      types.length === 0 && message.allowContentTypesRegex === null ? ['application/json'] : types,
    ),
    typePattern: patternOf(message.allowContentTypesRegex?.regex ?? null, at),
    takesNoType: message.allowEmptyContentType,
    stats: `${side}.`,
  }
}

function patternOf(regex: string | null, at: Violations): StringMatcher | null {
  if (regex === null) return null
  const compiled = compileString({ kind: 'regex', value: regex })
  if (compiled.kind === 'ok') return compiled.value
  at.at('allow_content_types_regex').adopt(compiled.violations)
  return null
}

function ruleOf(message: JsonToMetadataRule, at: Violations): Rule {
  if (message.onPresent === null && message.onMissing === null)
    at.add('has neither on_present nor on_missing')
  if (message.onMissing !== null && message.onMissing.value === null)
    at.at('on_missing').at('value').add('is required')
  if (message.onError !== null && message.onError.value === null)
    at.at('on_error').at('value').add('is required')
  if (message.selectors.length === 0) at.at('selectors').add('must not be empty')
  return {
    path: message.selectors.map(({ key }, i) => {
      if (key === null || key === '') at.at('selectors', i).at('key').add('must not be empty')
      return key ?? ''
    }),
    present: entryOf(message.onPresent, at.at('on_present')),
    missing: entryOf(message.onMissing, at.at('on_missing')),
    error: entryOf(message.onError, at.at('on_error')),
  }
}

function entryOf(message: JsonToMetadataKeyValuePair | null, at: Violations): Entry | null {
  if (message === null) return null
  if (message.key === '') at.at('key').add('must not be empty')
  return {
    namespace: message.metadataNamespace === '' ? NAMESPACE : message.metadataNamespace,
    key: message.key,
    value: message.value === null ? undefined : (message.value as JsonValue), // a Value is JSON
    type: message.type,
    keepsEarlier: message.preserveExistingMetadataValue,
  }
}

class JsonToMetadataFactory implements HttpFilterFactory {
  readonly name: string
  readonly touchesBodies: boolean
  private readonly settings: Settings

  constructor(name: string, settings: Settings) {
    this.name = name
    this.settings = settings
    this.touchesBodies = settings.response !== null
  }

  create(stream: HttpStream): HttpFilter {
    // What the chain returns for this filter's name is what compileRouteConfig made.
    const own = stream.routeFilterConfig(this.name) as Settings | null
    return new JsonToMetadataFilter(own ?? this.settings)
  }
}

class JsonToMetadataFilter implements HttpFilter {
  private readonly settings: Settings
  /** Of the response, while it is wanted; null: it is not. */
  private pieces: Buffer[] | null = null

  constructor(settings: Settings) {
    this.settings = settings
  }

  onRequestHeaders(stream: HttpStream): FilterStatus {
    const { request } = this.settings
    if (request === null) return FilterStatus.Continue
    if (!takesType(request, stream.requestHeaders)) this.wrongType(request, stream)
    else if (stream.isRequestBodyless) this.noBody(request, stream)
    else {
      stream.bufferRequest(MAX_BODY_BYTES, () => {
        this.readBody(request, stream.collectedBody, stream)
        stream.resume()
      })
      return FilterStatus.Paused
    }
    return FilterStatus.Continue
  }

  onResponseHeaders(stream: HttpStream): void {
    const { response } = this.settings
    const headers = stream.responseHeaders
    if (response === null || headers === null) return
    if (!takesType(response, headers)) this.wrongType(response, stream)
    else if (isBodyless(stream)) this.noBody(response, stream)
    // Routes are chosen by then: only what comes after may read it, so that the body need not wait.
    else this.pieces = []
  }

  onResponseBody(_stream: HttpStream, chunk: Buffer): Buffer {
    this.pieces?.push(chunk)
    return chunk
  }

  onResponseEnd(stream: HttpStream): Buffer | null {
    const { response } = this.settings
    if (this.pieces !== null && response !== null) this.readBody(response, this.pieces, stream)
    this.pieces = null
    return null
  }

  private readBody(direction: Direction, pieces: readonly Buffer[], stream: HttpStream): void {
    const text = Buffer.concat(pieces).toString('utf8')
    if (text === '') {
      this.noBody(direction, stream)
      return
    }
    let root: unknown
    try {
      root = JSON.parse(text)
    } catch {
      this.count(direction, 'invalid_json_body')
      leaveAll(direction.rules.map(errorOf), stream)
      return
    }
    leaveAll(
      direction.rules.map((rule) => found(rule, root)),
      stream,
    )
    this.count(direction, 'success')
  }

  private noBody(direction: Direction, stream: HttpStream): void {
    this.count(direction, 'no_body')
    leaveAll(direction.rules.map(missingOf), stream)
  }

  private wrongType(direction: Direction, stream: HttpStream): void {
    this.count(direction, 'mismatched_content_type')
    leaveAll(direction.rules.map(errorOf), stream)
  }

  private count(direction: Direction, event: string): void {
    const { counts } = this.settings
    const name = direction.stats + event
    counts[name] = (counts[name] ?? 0) + 1
  }
}

function isBodyless({ method, responseCode, responseHeaders }: HttpStream): boolean {
  if (method === 'HEAD' || responseCode === 204 || responseCode === 304) return true
  return headerValue(responseHeaders ?? [], 'content-length') === '0'
}

function takesType(direction: Direction, headers: HeaderList): boolean {
  const type = headerValue(headers, 'content-type') ?? ''
  if (type === '') return direction.takesNoType
  return direction.types.has(type) || direction.typePattern?.matches(type) === true
}

/** What one rule leaves; null: nothing. */
type Left = { readonly entry: Entry; readonly value: JsonValue } | null

function given(entry: Entry | null): Left {
  return entry === null || entry.value === undefined ? null : { entry, value: entry.value }
}

function missingOf(rule: Rule): Left {
  return given(rule.missing)
}

function errorOf(rule: Rule): Left {
  return given(rule.error)
}

/** As Envoy: a value of its own is left wherever the objects on the way are there. */
function found(rule: Rule, root: unknown): Left {
  const { path, present } = rule
  let node = root
  for (const key of path.slice(0, -1))
    node = isObject(node) && Object.hasOwn(node, key) ? node[key] : undefined
  const isListOfAll = path.length === 1 && Array.isArray(node)
  if (!isObject(node) && !isListOfAll) return missingOf(rule)
  if (present === null || present.value !== undefined) return given(present)
  if (!isObject(node)) return missingOf(rule)
  const last = path.at(-1) ?? ''
  const value = typedValue(present.type, Object.hasOwn(node, last) ? node[last] : undefined)
  if (value === undefined) return missingOf(rule)
  const isNothing = value === '' && present.type === JsonToMetadataValueType.STRING
  return isNothing ? null : { entry: present, value }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Undefined where it is no value of the type, or too long. */
function typedValue(type: JsonToMetadataValueType, value: unknown): JsonValue | undefined {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean')
    return undefined
  if (typeof value === 'string' && type !== JsonToMetadataValueType.NUMBER)
    return Buffer.byteLength(value) > MAX_VALUE_BYTES ? undefined : value
  switch (type) {
    case JsonToMetadataValueType.PROTOBUF_VALUE:
      return value
    case JsonToMetadataValueType.STRING:
      return textOf(value)
    case JsonToMetadataValueType.NUMBER: {
      const number = Number(value)
      const isNumber = typeof value !== 'string' || (value.trim() !== '' && !Number.isNaN(number))
      return isNumber ? number : undefined
    }
  }
}

/** Numbers as C++ writes them: whole ones as they are, others with six digits. */
function textOf(value: string | number | boolean): string {
  if (typeof value === 'boolean') return value ? '1' : '0'
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : value.toFixed(6)
  return value
}

/** All at once: what is kept is what was there before the body was read. */
function leaveAll(list: readonly Left[], stream: HttpStream): void {
  const wanted = list.filter(
    (left) =>
      left !== null &&
      !(
        left.entry.keepsEarlier &&
        stream.metadataValue(left.entry.namespace, [left.entry.key]) !== undefined
      ),
  )
  for (const left of wanted)
    if (left !== null) stream.setMetadata(left.entry.namespace, left.entry.key, left.value)
}
