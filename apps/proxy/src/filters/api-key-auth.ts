/** The API key filter: requests need a key that is in its list, in a header, a query parameter or a cookie. */
import { cookieValue, queryValue } from '@flotilla/match'
import {
  ApiKeyAuth,
  ApiKeyAuthPerRoute,
  type ApiKeyCredential,
  type ApiKeyForwarding,
  type ApiKeySource,
} from '@flotilla/proto'
import type { Violations } from '../compile/violations.ts'
import {
  FilterStatus,
  type HttpFilter,
  type HttpFilterFactory,
  type HttpFilterKind,
  type HttpStream,
} from '../http/filter.ts'
import { addHeader, type HeaderList, headerValue, removeHeader } from '../http/headers.ts'
import { AppendAction } from '../http/route/header-mutation.ts'
import { mutatedQuery } from '../http/route/query-mutation.ts'
import { protoFilterKind } from './proto-filter-kind.ts'

type Source =
  | { readonly kind: 'header'; readonly name: string }
  | { readonly kind: 'query'; readonly name: string }
  | { readonly kind: 'cookie'; readonly name: string }

interface Settings {
  /** Clients by key; null: none are configured. */
  readonly clients: ReadonlyMap<string, string> | null
  /** Null: none are configured. */
  readonly sources: readonly Source[] | null
  readonly forwarding: { readonly header: string; readonly hides: boolean } | null
  /** Null: every client. */
  readonly allowed: ReadonlySet<string> | null
}

const FAILED = 'Client authentication failed.'

export function apiKeyAuthFilterKind(): HttpFilterKind {
  return protoFilterKind<ApiKeyAuth, ApiKeyAuthPerRoute, Settings>({
    name: 'envoy.filters.http.api_key_auth',
    type: ApiKeyAuth,
    routeType: ApiKeyAuthPerRoute,
    settings: (message, at) => settingsOf(message, [], at),
    routeSettings: (message, at) => settingsOf(message, message.allowedClients, at),
    factory: (name, settings) => new ApiKeyFilter(name, settings),
  })
}

function settingsOf(
  message: ApiKeyAuth | ApiKeyAuthPerRoute,
  allowed: readonly string[],
  at: Violations,
): Settings {
  return {
    clients: clientsOf(message.credentials, at),
    sources: message.keySources.length === 0 ? null : message.keySources.map(sourceAt(at)),
    forwarding: forwardingOf(message.forwarding),
    allowed: allowed.length === 0 ? null : new Set(allowed),
  }
}

function clientsOf(
  credentials: readonly ApiKeyCredential[],
  at: Violations,
): ReadonlyMap<string, string> | null {
  if (credentials.length === 0) return null
  const clients = new Map<string, string>()
  credentials.forEach(({ key, client }, i) => {
    const place = at.at('credentials', i)
    if (key === '') place.at('key').add('must not be empty')
    if (client === '') place.at('client').add('must not be empty')
    if (clients.has(key)) place.at('key').add('is given twice')
    clients.set(key, client)
  })
  return clients
}

function sourceAt(at: Violations): (message: ApiKeySource, i: number) => Source {
  return ({ header, query, cookie }, i) => {
    if (header !== '') return { kind: 'header', name: header.toLowerCase() }
    if (query !== '') return { kind: 'query', name: query }
    if (cookie === '') at.at('key_sources', i).add('names no header, query or cookie')
    return { kind: 'cookie', name: cookie }
  }
}

function forwardingOf(message: ApiKeyForwarding | null): Settings['forwarding'] {
  return message === null
    ? null
    : { header: message.header.toLowerCase(), hides: message.hideCredentials }
}

class ApiKeyFilter implements HttpFilterFactory, HttpFilter {
  readonly name: string
  readonly counters: readonly string[] = [
    'api_key_auth.allowed',
    'api_key_auth.forbidden',
    'api_key_auth.unauthorized',
  ]
  private readonly settings: Settings

  constructor(name: string, settings: Settings) {
    this.name = name
    this.settings = settings
  }

  create(): HttpFilter {
    return this
  }

  onRequestHeaders(stream: HttpStream): FilterStatus {
    // What the chain returns for this filter's name is what compileRouteConfig made.
    const own = stream.routeFilterConfig(this.name) as Settings | null
    const sources = own?.sources ?? this.settings.sources
    const clients = own?.clients ?? this.settings.clients
    // Envoy: a route's own, which may be none, stands for the filter's.
    const { forwarding } = own ?? this.settings
    if (sources === null) return refuse(stream, 401, FAILED, 'missing_key_sources')
    if (clients === null) return refuse(stream, 401, FAILED, 'missing_credentials')
    const key = keyOf(sources, stream)
    if (key === '') return refuse(stream, 401, FAILED, 'missing_api_key')
    const client = clients.get(key)
    if (client === undefined) return refuse(stream, 401, FAILED, 'unknown_api_key')
    const allowed = own?.allowed ?? null
    if (allowed !== null && !allowed.has(client))
      return refuse(stream, 403, 'Client is forbidden.', 'client_not_allowed')
    if (forwarding !== null) {
      if (forwarding.header !== '') putLast(stream.requestHeaders, forwarding.header, client)
      if (forwarding.hides) for (const source of sources) hide(source, stream)
    }
    stream.count('api_key_auth.allowed')
    return FilterStatus.Continue
  }
}

function refuse(stream: HttpStream, status: number, body: string, detail: string): FilterStatus {
  stream.count(status === 401 ? 'api_key_auth.unauthorized' : 'api_key_auth.forbidden')
  stream.reply(status, body, detail, 0)
  return FilterStatus.Replied
}

function keyOf(sources: readonly Source[], stream: HttpStream): string {
  for (const source of sources) {
    const key = valueIn(source, stream) ?? ''
    if (key !== '') return key
  }
  return ''
}

function valueIn({ kind, name }: Source, stream: HttpStream): string | null {
  switch (kind) {
    case 'header': {
      const value = headerValue(stream.requestHeaders, name)
      return value?.startsWith('Bearer ') === true ? value.slice('Bearer '.length) : value
    }
    case 'query':
      return decoded(queryValue(stream.path, name) ?? '')
    case 'cookie':
      return cookieValue(stream.requestHeaders, name)
  }
}

/** Single escapes that are none stay as they are. */
function decoded(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_whole, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
}

function hide({ kind, name }: Source, stream: HttpStream): void {
  if (kind === 'header') removeHeader(stream.requestHeaders, name)
  else if (kind === 'query') {
    const removal = { key: name, value: null, action: AppendAction.AddIfAbsent }
    if (stream.path.includes('?')) stream.setPath(mutatedQuery(stream.path, [removal], stream))
  } else hideCookie(name, stream)
}

function hideCookie(name: string, { requestHeaders: headers }: HttpStream): void {
  const value = headerValue(headers, 'cookie')
  if (value === null) return
  const left = value
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair !== '' && pair.split('=')[0] !== name)
  if (left.length === 0) removeHeader(headers, 'cookie')
  else putLast(headers, 'cookie', left.join('; '))
}

function putLast(headers: HeaderList, name: string, value: string): void {
  removeHeader(headers, name)
  addHeader(headers, name, value)
}
