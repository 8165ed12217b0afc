/** The CSRF filter: refuses requests that change something and come from another origin. */
import { compileString, type Fraction, isInFraction, type StringMatcher } from '@flotilla/match'
import { CsrfPolicy } from '@flotilla/proto'
import type { Violations } from '../compile/violations.ts'
import { runtimeFraction, stringSpec } from '../http/compile/matchers.ts'
import {
  FilterStatus,
  type HttpFilter,
  type HttpFilterFactory,
  type HttpFilterKind,
  type HttpStream,
} from '../http/filter.ts'
import { headerValue } from '../http/headers.ts'
import { protoFilterKind } from './proto-filter-kind.ts'

interface Settings {
  readonly enabled: Fraction | null
  readonly shadow: Fraction | null
  readonly origins: readonly StringMatcher[]
}

const CHANGING: ReadonlySet<string> = new Set(['POST', 'PUT', 'DELETE', 'PATCH'])

export function csrfFilterKind(): HttpFilterKind {
  return protoFilterKind<CsrfPolicy, CsrfPolicy, Settings>({
    name: 'envoy.filters.http.csrf',
    type: CsrfPolicy,
    routeType: null,
    settings: settingsOf,
    factory: (name, settings) => new CsrfFactory(name, settings),
  })
}

function settingsOf(message: CsrfPolicy, at: Violations): Settings {
  if (message.filterEnabled === null) at.at('filter_enabled').add('is required')
  const origins: StringMatcher[] = []
  message.additionalOrigins.forEach((origin, i) => {
    const compiled = compileString(stringSpec(origin, at.at('additional_origins', i)))
    if (compiled.kind === 'ok') origins.push(compiled.value)
  })
  return {
    enabled: runtimeFraction(message.filterEnabled, at.at('filter_enabled')),
    shadow: runtimeFraction(message.shadowEnabled, at.at('shadow_enabled')),
    origins,
  }
}

class CsrfFactory implements HttpFilterFactory, HttpFilter {
  readonly name: string
  private readonly settings: Settings
  readonly counters: readonly string[] = [
    'csrf.missing_source_origin',
    'csrf.request_invalid',
    'csrf.request_valid',
  ]

  constructor(name: string, settings: Settings) {
    this.name = name
    this.settings = settings
  }

  create(): HttpFilter {
    return this
  }

  onRequestHeaders(stream: HttpStream): FilterStatus {
    // What the chain returns for this filter's name is what compileRouteConfig made.
    const { enabled, shadow, origins } =
      (stream.routeFilterConfig(this.name) as Settings | null) ?? this.settings
    const isEnforced = enabled !== null && isInFraction(enabled, stream.randomValue)
    const isShadowed = shadow !== null && isInFraction(shadow, stream.randomValue)
    if ((!isEnforced && !isShadowed) || !CHANGING.has(stream.method)) return FilterStatus.Continue
    const source = sourceOrigin(stream)
    if (source === '') stream.count('csrf.missing_source_origin')
    else if (source === stream.authority || origins.some((origin) => origin.matches(source))) {
      stream.count('csrf.request_valid')
      return FilterStatus.Continue
    } else stream.count('csrf.request_invalid')
    if (!isEnforced) return FilterStatus.Continue
    stream.reply(403, 'Invalid origin', 'csrf_origin_mismatch', 0)
    return FilterStatus.Replied
  }
}

/** Host and port of the Origin header, else of Referer; empty where neither says. */
function sourceOrigin(stream: HttpStream): string {
  const text =
    headerValue(stream.requestHeaders, 'origin') ??
    headerValue(stream.requestHeaders, 'referer') ??
    ''
  const at = text.indexOf('://')
  if (at === -1) return text.split(/[/?#]/)[0] ?? ''
  return text.slice(at + 3).split(/[/?#]/)[0] ?? ''
}
