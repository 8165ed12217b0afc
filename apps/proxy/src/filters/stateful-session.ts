/** The stateful session filter: a cookie or header of the caller names the endpoint that its requests go to. */
import {
  CookieBasedSessionState,
  HeaderBasedSessionState,
  StatefulSession,
  StatefulSessionPerRoute,
  type TypedExtensionConfig,
} from '@flotilla/proto'
import type { Clock } from '@flotilla/time'
import { durationMs, isType, unpack } from '../compile/fields.ts'
import type { Violations } from '../compile/violations.ts'
import {
  FilterStatus,
  type HttpFilter,
  type HttpFilterFactory,
  type HttpFilterKind,
  type HttpStream,
} from '../http/filter.ts'
import { removeHeader } from '../http/headers.ts'
import { ResponseFlag } from '../http/response-flags.ts'
import { protoFilterKind } from './proto-filter-kind.ts'
import { CookieSession, HeaderSession, type SessionState } from './session-states.ts'

interface Settings {
  readonly isOff: boolean
  /** Null: no sessions. */
  readonly state: SessionState | null
  readonly isStrict: boolean
  /** Where a strict session's endpoint is gone. */
  readonly missingStatus: number
  /** Empty: nothing is counted. */
  readonly stats: string
}

const EVENTS: readonly string[] = ['failed_closed', 'failed_open', 'no_session', 'routed']

export function statefulSessionFilterKind(clock: Clock): HttpFilterKind {
  return protoFilterKind<StatefulSession, StatefulSessionPerRoute, Settings>({
    name: 'envoy.filters.http.stateful_session',
    type: StatefulSession,
    routeType: StatefulSessionPerRoute,
    settings: (message, at) => settingsOf(message, clock, at),
    routeSettings: (message, at) => {
      if (message.disabled !== true && message.statefulSession === null) at.add('names no override')
      const own = message.statefulSession ?? StatefulSession.create()
      const settings = settingsOf(own, clock, at.at('stateful_session'))
      // Envoy counts for the filter's own settings alone.
      return { ...settings, isOff: message.disabled === true, stats: '' }
    },
    factory: (name, settings) => new StatefulSessionFactory(name, settings),
  })
}

function settingsOf(message: StatefulSession, clock: Clock, at: Violations): Settings {
  const { statPrefix, strict } = message
  const missingStatus = message.statusOnStrictDestinationNotFound
  if (missingStatus !== 0 && (missingStatus < 200 || missingStatus > 599))
    at.at('status_on_strict_destination_not_found').add('must be 200 to 599')
  return {
    isOff: false,
    state:
      message.sessionState === null
        ? null
        : stateOf(message.sessionState, clock, at.at('session_state')),
    isStrict: strict,
    missingStatus: strict && missingStatus !== 0 ? missingStatus : 503,
    stats: statPrefix === '' ? '' : `stateful_session.${statPrefix}.`,
  }
}

function stateOf(message: TypedExtensionConfig, clock: Clock, at: Violations): SessionState | null {
  const any = message.typedConfig
  const place = at.at('typed_config')
  const isCookie = any !== null && isType(any, CookieBasedSessionState)
  if (!isCookie && (any === null || !isType(any, HeaderBasedSessionState))) {
    place.unsupported(any === null ? 'no session state' : any.typeUrl)
    return null
  }
  // Envoy finds the kind by its name.
  const name = `envoy.http.stateful_session.${isCookie ? 'cookie' : 'header'}`
  if (message.name !== name) at.at('name').add(`must be ${name}`)
  if (!isCookie) {
    const header = unpack(HeaderBasedSessionState, any, place)?.name ?? ''
    if (header === '') place.at('name').add('must not be empty')
    return new HeaderSession(header.toLowerCase())
  }
  const cookie = unpack(CookieBasedSessionState, any, place)?.cookie ?? null
  if (cookie === null || cookie.name === '') place.at('cookie').at('name').add('must not be empty')
  const ttlMs = durationMs(cookie?.ttl ?? null, 0, place.at('cookie').at('ttl'))
  return new CookieSession(clock, {
    name: cookie?.name ?? '',
    ttlSec: Math.floor(ttlMs / 1000),
    path: cookie?.path ?? '',
    attributes: (cookie?.attributes ?? [])
      .map((one) => (one.value === '' ? `; ${one.name}` : `; ${one.name}=${one.value}`))
      .join(''),
  })
}

class StatefulSessionFactory implements HttpFilterFactory {
  readonly name: string
  readonly counters: readonly string[]
  private readonly settings: Settings

  constructor(name: string, settings: Settings) {
    this.name = name
    this.settings = settings
    this.counters = settings.stats === '' ? [] : EVENTS.map((event) => settings.stats + event)
  }

  create(stream: HttpStream): HttpFilter | null {
    // What the chain returns for this filter's name is what compileRouteConfig made.
    const settings = (stream.routeFilterConfig(this.name) as Settings | null) ?? this.settings
    return settings.isOff ? null : new StatefulSessionFilter(settings)
  }
}

class StatefulSessionFilter implements HttpFilter {
  private readonly settings: Settings
  private hasState = false
  /** Endpoint that the caller named; empty: none. */
  private wanted = ''

  constructor(settings: Settings) {
    this.settings = settings
  }

  onRequestHeaders(stream: HttpStream): FilterStatus {
    const { state, isStrict, missingStatus } = this.settings
    if (state === null || !state.appliesTo(stream.path)) return FilterStatus.Continue
    this.hasState = true
    this.wanted = state.endpoint(stream)
    if (this.wanted !== '') stream.overrideHost(this.wanted, isStrict, missingStatus)
    return FilterStatus.Continue
  }

  onResponseHeaders(stream: HttpStream): void {
    const { state, isStrict } = this.settings
    const host = stream.upstreamHost
    if (state === null || !this.hasState) {
      if (host !== null) this.count(stream, 'no_session')
      return
    }
    const headers = stream.responseHeaders
    if (host === null || headers === null) {
      const isMissing = (stream.responseFlags & ResponseFlag.NoHealthyUpstream) !== 0
      if (isMissing && isStrict) this.count(stream, 'failed_closed')
      return
    }
    if (host.label === this.wanted) {
      this.count(stream, 'routed')
      return
    }
    if (!isStrict) this.count(stream, 'failed_open')
    const [name, value] = state.tell(host.label)
    if (name !== 'set-cookie') removeHeader(headers, name)
    headers.push(name, value)
  }

  private count(stream: HttpStream, event: string): void {
    const { stats } = this.settings
    if (stats !== '') stream.count(stats + event)
  }
}
