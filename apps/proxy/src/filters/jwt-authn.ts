/** The JWT filter: requests need the tokens that the first rule that they match asks for. */
import type { RouteMatcher } from '@flotilla/match'
import {
  JwtAuthentication,
  JwtPerRoute,
  type JwtRequirement,
  type RequirementRule,
} from '@flotilla/proto'
import type { Clock } from '@flotilla/time'
import type { Violations } from '../compile/violations.ts'
import { compileMatch } from '../http/compile/route.ts'
import {
  FilterStatus,
  type HttpFilter,
  type HttpFilterFactory,
  type HttpFilterKind,
  type HttpStream,
} from '../http/filter.ts'
import { indexOfHeader } from '../http/headers.ts'
import {
  bareAudience,
  checkToken,
  compileJwtProvider,
  type FoundToken,
  findTokens,
  type JwtProvider,
  sanitize,
} from './jwt-provider.ts'
import { JWT_AUDIENCE, JWT_MISSING, JWT_UNKNOWN_ISSUER, type JwtFault } from './jwt-token.ts'
import { protoFilterKind } from './proto-filter-kind.ts'

type Requirement = (stream: HttpStream, nowSec: number) => JwtFault

interface Rule {
  readonly matcher: RouteMatcher
  /** Null: nothing is asked for. */
  readonly requirement: Requirement | null
}

interface Settings {
  readonly rules: readonly Rule[]
  readonly named: ReadonlyMap<string, Requirement>
  readonly passesPreflights: boolean
  readonly saysNothing: boolean
}

interface RouteSettings {
  readonly isOff: boolean
  readonly name: string
}

type Providers = ReadonlyMap<string, JwtProvider>

const MAX_REALM_PATH = 256

export function jwtAuthnFilterKind(clock: Clock): HttpFilterKind {
  return protoFilterKind<JwtAuthentication, JwtPerRoute, Settings | RouteSettings>({
    name: 'envoy.filters.http.jwt_authn',
    type: JwtAuthentication,
    routeType: JwtPerRoute,
    settings: settingsOf,
    routeSettings: (message, at) => {
      if (message.disabled !== true && message.requirementName === null)
        at.add('names no requirement')
      return { isOff: message.disabled === true, name: message.requirementName ?? '' }
    },
    // A filter's own settings are of the first kind: `settings` above made them.
    factory: (name, settings) => new JwtFilter(name, settings as Settings, clock),
  })
}

function settingsOf(message: JwtAuthentication, at: Violations): Settings {
  const providers = new Map<string, JwtProvider>()
  for (const [name, one] of message.providers) {
    const provider = compileJwtProvider(name, one, at.at('providers', JSON.stringify(name)))
    if (provider !== null) providers.set(name, provider)
  }
  const isWhole = providers.size === message.providers.size
  const named = new Map<string, Requirement>()
  if (isWhole)
    for (const [name, one] of message.requirementMap)
      named.set(
        name,
        requirementOf(one, providers, [], at.at('requirement_map', JSON.stringify(name))),
      )
  return {
    rules: isWhole
      ? message.rules.flatMap((rule, i) => ruleOf(rule, providers, named, at.at('rules', i)))
      : [],
    named,
    passesPreflights: message.bypassCorsPreflight,
    saysNothing: message.stripFailureResponse,
  }
}

function ruleOf(
  message: RequirementRule,
  providers: Providers,
  named: ReadonlyMap<string, Requirement>,
  at: Violations,
): readonly Rule[] {
  const matcher = compileMatch(message.match, false, at.at('match'))
  if (matcher === null) return []
  if (message.requirementName !== null) {
    const requirement = named.get(message.requirementName) ?? null
    if (requirement === null) at.at('requirement_name').add('is not in requirement_map')
    return [{ matcher, requirement }]
  }
  const { requires } = message
  return [
    {
      matcher,
      requirement:
        requires === null ? null : requirementOf(requires, providers, [], at.at('requires')),
    },
  ]
}

/** @param siblings names of providers beside this one in a `requires_any`. */
function requirementOf(
  message: JwtRequirement,
  providers: Providers,
  siblings: readonly string[],
  at: Violations,
): Requirement {
  const wanted = message.providerAndAudiences
  const name = message.providerName ?? wanted?.providerName ?? null
  if (name !== null) {
    const provider = providers.get(name)
    if (provider === undefined) {
      at.add(`provider ${JSON.stringify(name)} is not configured`)
      return () => JWT_MISSING
    }
    const audiences = wanted === null ? null : wanted.audiences.map(bareAudience)
    return (stream, nowSec) => ofProvider(provider, audiences, stream, nowSec)
  }
  if (message.requiresAny !== null)
    return anyOf(message.requiresAny.requirements, providers, at.at('requires_any'))
  if (message.requiresAll !== null) {
    const list = message.requiresAll.requirements
    const all = list.map((one, i) =>
      requirementOf(one, providers, [], at.at('requires_all.requirements', i)),
    )
    if (list.length < 2) at.at('requires_all.requirements').add('needs two or more')
    return (stream, nowSec) => firstFault(all, stream, nowSec)
  }
  const some =
    siblings.length === 0
      ? [...providers.values()]
      : [...providers.values()].filter((one) => siblings.includes(one.name))
  if (message.allowMissingOrFailed !== null)
    return (stream, nowSec) => {
      optional(some, stream, nowSec)
      return null
    }
  if (message.allowMissing !== null)
    return (stream, nowSec) => {
      const fault = optional(some, stream, nowSec)
      return fault === JWT_MISSING ? null : fault
    }
  return () => null
}

function firstFault(all: readonly Requirement[], stream: HttpStream, nowSec: number): JwtFault {
  for (const requirement of all) {
    const fault = requirement(stream, nowSec)
    if (fault !== null) return fault
  }
  return null
}

/** What allows a missing token goes last, knowing those beside it. */
function anyOf(
  messages: readonly JwtRequirement[],
  providers: Providers,
  at: Violations,
): Requirement {
  if (messages.length < 2) at.at('requirements').add('needs two or more')
  const siblings = messages.flatMap((one) => {
    const name = one.providerName ?? one.providerAndAudiences?.providerName ?? null
    return name === null ? [] : [name]
  })
  const isBypass = (one: JwtRequirement): boolean =>
    one.allowMissing !== null || one.allowMissingOrFailed !== null
  const bypass =
    messages.find((one) => one.allowMissingOrFailed !== null) ?? messages.find(isBypass) ?? null
  const list = messages.flatMap((one, i) =>
    isBypass(one) ? [] : [requirementOf(one, providers, [], at.at('requirements', i))],
  )
  if (bypass !== null) list.push(requirementOf(bypass, providers, siblings, at))
  return (stream, nowSec) => {
    let last: JwtFault = null
    for (const requirement of list) {
      const fault = requirement(stream, nowSec)
      if (fault === null) return null
      // What is wrong with a token says more than that another provider has none.
      const isTelling = fault !== JWT_MISSING && fault !== JWT_UNKNOWN_ISSUER
      if (last === null || isTelling || last === JWT_MISSING) last = fault
    }
    return last
  }
}

/** All tokens must be good: an upstream may look at any of them. */
function ofProvider(
  provider: JwtProvider,
  audiences: readonly string[] | null,
  stream: HttpStream,
  nowSec: number,
): JwtFault {
  sanitize(provider, stream)
  const tokens = findTokens(provider, stream)
  if (tokens.length === 0) return JWT_MISSING
  for (const token of tokens.toReversed()) {
    // No token is kept between requests: each is read anew.
    stream.count('jwt_authn.jwt_cache_miss')
    const fault = checkToken(token, audiences, stream, nowSec)
    if (fault !== null) return fault
  }
  return null
}

/** Looks at the tokens of several providers, the last of them first: what the first is like. */
function optional(providers: readonly JwtProvider[], stream: HttpStream, nowSec: number): JwtFault {
  for (const provider of providers) sanitize(provider, stream)
  const byPlace = new Map<string, FoundToken[]>()
  for (const provider of providers)
    for (const token of findTokens(provider, stream)) {
      const key = `${token.place}\0${token.text}`
      const same = byPlace.get(key)
      if (same === undefined) byPlace.set(key, [token])
      else same.push(token)
    }
  let fault: JwtFault = JWT_MISSING
  for (const key of [...byPlace.keys()].sort().reverse())
    fault = ofAnyProvider(byPlace.get(key) ?? [], stream, nowSec)
  return fault
}

/** One token in a place that several providers name: its issuer chooses between them. */
function ofAnyProvider(
  tokens: readonly FoundToken[],
  stream: HttpStream,
  nowSec: number,
): JwtFault {
  let fault: JwtFault = JWT_UNKNOWN_ISSUER
  for (const token of tokens) {
    fault = checkToken(token, null, stream, nowSec)
    if (fault !== JWT_UNKNOWN_ISSUER) return fault
  }
  return fault
}

class JwtFilter implements HttpFilterFactory, HttpFilter {
  readonly name: string
  readonly counters: readonly string[] = [
    'jwt_authn.allowed',
    'jwt_authn.cors_preflight_bypassed',
    'jwt_authn.denied',
    'jwt_authn.jwks_fetch_failed',
    'jwt_authn.jwks_fetch_success',
    'jwt_authn.jwt_cache_hit',
    'jwt_authn.jwt_cache_miss',
  ]
  private readonly settings: Settings
  private readonly clock: Clock

  constructor(name: string, settings: Settings, clock: Clock) {
    this.name = name
    this.settings = settings
    this.clock = clock
  }

  create(): HttpFilter {
    return this
  }

  onRequestHeaders(stream: HttpStream): FilterStatus {
    if (this.settings.passesPreflights && isPreflight(stream)) {
      stream.count('jwt_authn.cors_preflight_bypassed')
      stream.count('jwt_authn.allowed')
      return FilterStatus.Continue
    }
    // What the chain returns for this filter's name is what compileRouteConfig made.
    const own = stream.routeFilterConfig(this.name) as RouteSettings | null
    const requirement =
      own === null
        ? (this.settings.rules.find(({ matcher }) => matcher.matches(stream))?.requirement ?? null)
        : own.isOff
          ? null
          : (this.settings.named.get(own.name) ?? null)
    if (own !== null && !own.isOff && requirement === null)
      return this.unknownName(own.name, stream)
    const realm = realmOf(stream)
    const fault = requirement?.(stream, Math.floor(this.clock.wallMs() / 1000)) ?? null
    if (fault === null) {
      stream.count('jwt_authn.allowed')
      return FilterStatus.Continue
    }
    stream.count('jwt_authn.denied')
    const { saysNothing } = this.settings
    const error = fault === JWT_MISSING ? '' : ', error="invalid_token"'
    stream.reply(
      fault === JWT_AUDIENCE ? 403 : 401,
      saysNothing ? '' : fault,
      `jwt_authn_access_denied{${fault.replaceAll(' ', '_')}}`,
      0,
      saysNothing ? [] : ['www-authenticate', `Bearer realm="${realm}"${error}`],
    )
    return FilterStatus.Replied
  }

  private unknownName(name: string, stream: HttpStream): FilterStatus {
    stream.count('jwt_authn.denied')
    const names = [...this.settings.named.keys()].join(',')
    const why = `Wrong requirement_name: ${name}. It should be one of [${names}]`
    const detail = `jwt_authn_access_denied{${why.replaceAll(' ', '_')}}`
    stream.reply(403, `Failed JWT authentication: ${why}`, detail, 0)
    return FilterStatus.Replied
  }
}

function isPreflight({ method, requestHeaders }: HttpStream): boolean {
  return (
    method === 'OPTIONS' &&
    indexOfHeader(requestHeaders, 'origin') !== -1 &&
    indexOfHeader(requestHeaders, 'access-control-request-method') !== -1
  )
}

function realmOf({ scheme, authority, path }: HttpStream): string {
  return `${scheme}://${authority}${path.slice(0, MAX_REALM_PATH)}`
}
