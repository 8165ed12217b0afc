/** What the HTTPAPISpecs bound to a service add to the attributes of a request: its operation's, and the API key. Compiled once. */
import type { AttributeValue } from '@flotilla/attributes'
import { compileRe2Pattern, cookieValue } from '@flotilla/match'
import type { APIKey, HTTPAPISpec, HTTPAPISpecPattern } from '@flotilla/proto'
import { PathTemplateTable, parsePathTemplate, type TemplateEntry } from '@flotilla/uri'
import { headerValue, type ReadonlyHeaderList } from '../http/headers.ts'
import { attributeMap } from './attribute-map.ts'
import { queryParameters } from './header-map.ts'

export type ApiSpecsResult =
  | { readonly kind: 'ok'; readonly operations: ApiOperations }
  | { readonly kind: 'bad'; readonly path: string; readonly message: string }

/** What of a request is looked at. */
export interface ApiRequest {
  readonly method: string
  /** With its query. */
  readonly path: string
}

type Values = ReadonlyMap<string, AttributeValue>
/** Finds an API key, null where the request has none. */
type KeySource = (request: ApiRequest, headers: ReadonlyHeaderList) => string | null

interface CompiledApi {
  /** Of every request of the service. */
  readonly attributes: Values
  readonly templates: PathTemplateTable<Values>
  readonly patterns: readonly RegexPattern[]
  readonly keys: readonly KeySource[]
}

interface RegexPattern {
  readonly method: string
  readonly matches: (path: string) => boolean
  readonly attributes: Values
}

const API_KEY = 'request.api_key'
/** Where keys are looked for unless a spec says (Istio 1.3). */
const DEFAULT_KEYS: readonly KeySource[] = [
  queryKey('key'),
  queryKey('api_key'),
  headerKey('x-api-key'),
]

/** Attributes of several sources, later ones over earlier ones, merged once: requests that match the same share one map. */
class Merged {
  readonly all: Values
  private readonly next: Map<Values, Merged> = new Map()
  private readonly under: WeakMap<Values, Values> = new WeakMap()

  constructor(all: Values) {
    this.all = all
  }

  /** With these over it; null where that was not added yet. */
  with(values: Values): Merged | null {
    return this.next.get(values) ?? null
  }

  add(values: Values): Merged {
    const made = new Merged(new Map([...this.all, ...values]))
    this.next.set(values, made)
    return made
  }

  /** Below what a peer forwarded, which is kept as long as that is. */
  below(over: Values): Values {
    let found = this.under.get(over)
    if (found === undefined) {
      found = new Map([...this.all, ...over])
      this.under.set(over, found)
    }
    return found
  }
}

/** Merged maps that are kept; further ones are made for their request: which patterns match is the client's choice. docs/limits.md */
const MAX_MERGED = 1024

export class ApiOperations {
  private readonly apis: readonly CompiledApi[]
  private readonly root: Merged = new Merged(new Map())
  private merged = 0

  constructor(apis: readonly CompiledApi[]) {
    this.apis = apis
  }

  /**
   * The attributes that the APIs give to a request; later specs, and in each regular expressions after the best template, win.
   * Without an API key the map is shared between requests.
   * @param over what goes before all of them, or null.
   */
  attributesOf(request: ApiRequest, headers: ReadonlyHeaderList, over: Values | null): Values {
    let found = this.root
    for (const api of this.apis) found = this.add(api, request, found)
    const key = this.keyOf(request, headers)
    if (key !== null) return new Map([...found.all, [API_KEY, key], ...(over ?? [])])
    return over === null ? found.all : found.below(over)
  }

  private add(api: CompiledApi, { method, path }: ApiRequest, to: Merged): Merged {
    let found = this.put(to, api.attributes)
    const operation = api.templates.find(method, path)
    if (operation !== null) found = this.put(found, operation)
    for (const pattern of api.patterns)
      if (pattern.method === method && pattern.matches(path))
        found = this.put(found, pattern.attributes)
    return found
  }

  private put(to: Merged, values: Values): Merged {
    const known = to.with(values)
    if (known !== null) return known
    if (this.merged >= MAX_MERGED) return new Merged(new Map([...to.all, ...values]))
    this.merged++
    return to.add(values)
  }

  /** Of the first spec that finds one. */
  private keyOf(request: ApiRequest, headers: ReadonlyHeaderList): string | null {
    for (const { keys } of this.apis) {
      for (const source of keys) {
        const key = source(request, headers)
        if (key !== null && key !== '') return key
      }
    }
    return null
  }
}

export function compileApiSpecs(specs: readonly HTTPAPISpec[]): ApiSpecsResult {
  const apis: CompiledApi[] = []
  for (const [s, spec] of specs.entries()) {
    const entries: TemplateEntry<Values>[] = []
    const patterns: RegexPattern[] = []
    for (const [p, pattern] of spec.patterns.entries()) {
      const fault = addPattern(pattern, entries, patterns)
      if (fault === null) continue
      const { field, message } = fault
      return { kind: 'bad', path: `httpApiSpec[${s}].patterns[${p}].${field}`, message }
    }
    apis.push({
      attributes: attributeMap(spec.attributes),
      templates: new PathTemplateTable(entries),
      patterns,
      keys: spec.apiKeys.length === 0 ? DEFAULT_KEYS : spec.apiKeys.map(keySource),
    })
  }
  return { kind: 'ok', operations: new ApiOperations(apis) }
}

interface PatternFault {
  readonly field: string
  readonly message: string
}

function addPattern(
  { httpMethod: method, uriTemplate, regex, attributes: given }: HTTPAPISpecPattern,
  entries: TemplateEntry<Values>[],
  patterns: RegexPattern[],
): PatternFault | null {
  const attributes = attributeMap(given)
  if (uriTemplate !== null) {
    const parsed = parsePathTemplate(uriTemplate)
    if (parsed.kind === 'bad') return { field: 'uriTemplate', message: parsed.message }
    entries.push({ method, template: parsed.template, value: attributes })
    return null
  }
  const matches = wholePath(regex ?? '')
  if (matches === null)
    return { field: 'regex', message: `not a valid regular expression: ${regex}` }
  patterns.push({ method, matches, attributes })
  return null
}

/** The whole path with its query, as Istio 1.3 compared it. */
function wholePath(regex: string): ((path: string) => boolean) | null {
  try {
    const compiled = compileRe2Pattern(regex)
    return (path) => compiled.matches(path)
  } catch {
    // The library throws for patterns only; the caller names where this one stands.
    return null
  }
}

function keySource({ query, header, cookie }: APIKey): KeySource {
  if (query !== null) return queryKey(query)
  if (header !== null) return headerKey(header)
  return (_, headers) => cookieValue(headers, cookie ?? '')
}

function queryKey(name: string): KeySource {
  return ({ path }) => queryParameters(path)?.get(name) ?? null
}

function headerKey(name: string): KeySource {
  const lower = name.toLowerCase()
  return (_, headers) => headerValue(headers, lower)
}
