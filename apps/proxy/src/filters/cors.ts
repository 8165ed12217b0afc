/** The CORS filter: answers preflights and marks responses, by the policy of the route. */

import { fieldValueFromText } from '@flotilla/http1'
import { compileString, type Fraction, isInFraction, type StringMatcher } from '@flotilla/match'
import { Cors, CorsPolicy } from '@flotilla/proto'
import { decode } from '../compile/fields.ts'
import { Violations } from '../compile/violations.ts'
import { runtimeFraction, stringSpec } from '../http/compile/matchers.ts'
import {
  type Compiled,
  type FilterConfig,
  FilterStatus,
  type HttpFilter,
  type HttpFilterFactory,
  type HttpFilterKind,
  type HttpStream,
} from '../http/filter.ts'
import { addHeader, type HeaderList, headerValue, setHeader } from '../http/headers.ts'

interface CorsSettings {
  readonly origins: readonly StringMatcher[]
  readonly allowsAll: boolean
  readonly methods: string
  readonly headers: string
  readonly exposed: string
  readonly maxAge: string
  readonly allowsCredentials: boolean
  readonly allowsPrivateNetwork: boolean
  readonly forwardsOtherPreflights: boolean
  /** Null: every request. */
  readonly share: Fraction | null
}

export function corsFilterKind(): HttpFilterKind {
  return {
    name: 'envoy.filters.http.cors',
    typeUrls: [Cors.typeUrl, CorsPolicy.typeUrl],
    compile: (_config, instanceName) => ({ kind: 'ok', value: new CorsFactory(instanceName) }),
    compileRouteConfig: compileCors,
  }
}

function compileCors(config: FilterConfig): Compiled<CorsSettings> {
  const at = new Violations()
  if (config.kind === 'json') {
    const parsed = CorsPolicy.fromJson(config.value)
    if (parsed.kind === 'bad') return { kind: 'bad', violations: parsed.violations }
    return at.result(settingsOf(parsed.message, at))
  }
  const message = decode(CorsPolicy, config.value, at)
  return at.result(message === null ? null : settingsOf(message, at))
}

function settingsOf(message: CorsPolicy, at: Violations): CorsSettings {
  const origins: StringMatcher[] = []
  message.allowOriginStringMatch.forEach((matcher, i) => {
    const compiled = compileString(stringSpec(matcher, at.at('allow_origin_string_match', i)))
    if (compiled.kind === 'ok') origins.push(compiled.value)
  })
  return {
    origins,
    allowsAll: origins.some((matcher) => matcher.matches('*')),
    methods: wireText(message.allowMethods, at.at('allow_methods')),
    headers: wireText(message.allowHeaders, at.at('allow_headers')),
    exposed: wireText(message.exposeHeaders, at.at('expose_headers')),
    maxAge: wireText(message.maxAge, at.at('max_age')),
    allowsCredentials: message.allowCredentials ?? false,
    allowsPrivateNetwork: message.allowPrivateNetworkAccess ?? false,
    forwardsOtherPreflights: message.forwardNotMatchingPreflights ?? true,
    share: runtimeFraction(message.filterEnabled, at.at('filter_enabled')),
  }
}

function wireText(text: string, at: Violations): string {
  const wire = fieldValueFromText(text)
  if (wire === null) at.add('holds a control character')
  return wire ?? ''
}

class CorsFactory implements HttpFilterFactory {
  readonly name: string
  readonly counters: readonly string[] = ['cors.origin_invalid', 'cors.origin_valid']

  constructor(name: string) {
    this.name = name
  }

  create(stream: HttpStream): HttpFilter | null {
    // What the chain returns for this filter's name is what compileRouteConfig made.
    const settings = stream.routeFilterConfig(this.name) as CorsSettings | null
    // Envoy: only routes that forward have a policy.
    return settings === null || stream.route?.forwards !== true ? null : new CorsFilter(settings)
  }
}

class CorsFilter implements HttpFilter {
  private readonly settings: CorsSettings
  /** The allowed origin of this request, empty where none. */
  private origin = ''

  constructor(settings: CorsSettings) {
    this.settings = settings
  }

  onRequestHeaders(stream: HttpStream): FilterStatus {
    const { settings } = this
    const origin = headerValue(stream.requestHeaders, 'origin')
    if (origin === null || origin === '') return FilterStatus.Continue
    if (settings.share !== null && !isInFraction(settings.share, stream.randomValue))
      return FilterStatus.Continue
    // Envoy: what matches the text `*` allows every origin.
    const isAllowed =
      settings.allowsAll || settings.origins.some((matcher) => matcher.matches(origin))
    const isPreflight =
      stream.method === 'OPTIONS' &&
      headerValue(stream.requestHeaders, 'access-control-request-method') !== null
    stream.count(isAllowed ? 'cors.origin_valid' : 'cors.origin_invalid')
    if (isAllowed) this.origin = origin
    if (!isPreflight || (!isAllowed && settings.forwardsOtherPreflights))
      return FilterStatus.Continue
    stream.reply(200, '', 'cors_response', 0, this.preflightHeaders(stream))
    return FilterStatus.Replied
  }

  onResponseHeaders(stream: HttpStream): void {
    const { settings, origin } = this
    const headers = stream.responseHeaders
    if (origin === '' || headers === null) return
    setHeader(headers, 'access-control-allow-origin', origin)
    if (settings.allowsCredentials) setHeader(headers, 'access-control-allow-credentials', 'true')
    if (settings.exposed !== '')
      setHeader(headers, 'access-control-expose-headers', settings.exposed)
  }

  private preflightHeaders(stream: HttpStream): HeaderList {
    const { settings } = this
    const headers: HeaderList = []
    if (this.origin === '') return headers
    addAllowed(headers, stream, 'methods', 'method', settings.methods)
    addAllowed(headers, stream, 'headers', 'headers', settings.headers)
    if (settings.maxAge !== '') addHeader(headers, 'access-control-max-age', settings.maxAge)
    const asksPrivate = headerValue(stream.requestHeaders, 'access-control-request-private-network')
    if (settings.allowsPrivateNetwork && asksPrivate === 'true')
      addHeader(headers, 'access-control-allow-private-network', 'true')
    return headers
  }
}

/** Envoy: `*` is answered with what was asked for. */
function addAllowed(
  headers: HeaderList,
  stream: HttpStream,
  what: 'methods' | 'headers',
  asked: 'method' | 'headers',
  allowed: string,
): void {
  const value =
    allowed === '*'
      ? (headerValue(stream.requestHeaders, `access-control-request-${asked}`) ?? '')
      : allowed
  if (value !== '') addHeader(headers, `access-control-allow-${what}`, value)
}
