/** The basic auth filter: a name and a password that are in its list, or 401 (RFC 7617). */
import { createHash, timingSafeEqual } from 'node:crypto'
import { BasicAuth, BasicAuthPerRoute, type DataSource } from '@flotilla/proto'
import { dataSourceText } from '../compile/fields.ts'
import type { Violations } from '../compile/violations.ts'
import {
  FilterStatus,
  type HttpFilter,
  type HttpFilterFactory,
  type HttpFilterKind,
  type HttpStream,
} from '../http/filter.ts'
import { headerValue, setHeader } from '../http/headers.ts'
import { protoFilterKind } from './proto-filter-kind.ts'

interface Settings {
  /** SHA-1 of passwords by name, as htpasswd keeps them. */
  readonly users: ReadonlyMap<string, Buffer>
  /** Empty: who it is is not told upstream. */
  readonly nameHeader: string
  readonly credentialHeader: string
}

const DIGEST_BYTES = 20
const CHALLENGE_HEADER = 'www-authenticate'

export function basicAuthFilterKind(): HttpFilterKind {
  return protoFilterKind<BasicAuth, BasicAuthPerRoute, Settings>({
    name: 'envoy.filters.http.basic_auth',
    type: BasicAuth,
    routeType: BasicAuthPerRoute,
    settings: (message, at) => ({
      users: usersOf(message.users, at.at('users')),
      nameHeader: message.forwardUsernameHeader.toLowerCase(),
      credentialHeader: (message.authenticationHeader || 'authorization').toLowerCase(),
    }),
    routeSettings: (message, at) => ({
      users: usersOf(message.users, at.at('users')),
      nameHeader: '',
      credentialHeader: '',
    }),
    factory: (name, settings) => new BasicAuthFilter(name, settings),
  })
}

/** Lines of `name:{SHA}digest`. */
function usersOf(source: DataSource | null, at: Violations): ReadonlyMap<string, Buffer> {
  const users = new Map<string, Buffer>()
  for (const line of (dataSourceText(source, at) ?? '').split('\n')) {
    if (line.trim() === '') continue
    const [, name = '', digest = ''] = /^([^:]+):\{SHA\}(.+)$/.exec(line.trim()) ?? []
    const bytes = Buffer.from(digest, 'base64')
    if (name === '' || bytes.length !== DIGEST_BYTES)
      at.add('holds a line that is no name:{SHA}digest')
    else if (users.has(name)) at.add(`${JSON.stringify(name)} is named twice`)
    else users.set(name, bytes)
  }
  return users
}

class BasicAuthFilter implements HttpFilterFactory, HttpFilter {
  readonly name: string
  private readonly settings: Settings

  constructor(name: string, settings: Settings) {
    this.name = name
    this.settings = settings
  }

  create(): HttpFilter {
    return this
  }

  onRequestHeaders(stream: HttpStream): FilterStatus {
    const { credentialHeader, nameHeader } = this.settings
    // What the chain returns for this filter's name is what compileRouteConfig made.
    const own = stream.routeFilterConfig(this.name) as Settings | null
    const { users } = own ?? this.settings
    const value = headerValue(stream.requestHeaders, credentialHeader)
    if (value === null)
      return refuse(stream, 'Missing username and password.', 'no_credential_for_basic_auth')
    const given = /^basic (.+)$/i.exec(value)?.[1] ?? null
    if (given === null)
      return refuse(
        stream,
        "Expected 'Basic' authentication scheme.",
        'invalid_scheme_for_basic_auth',
      )
    const text = Buffer.from(given, 'base64').toString('latin1')
    const at = text.indexOf(':')
    if (at === -1)
      return refuse(stream, 'Invalid basic credential format.', 'invalid_format_for_basic_auth')
    const name = text.slice(0, at)
    if (!isKnown(users, name, text.slice(at + 1)))
      return refuse(
        stream,
        'Invalid username/password combination.',
        'invalid_credential_for_basic_auth',
      )
    if (nameHeader !== '') setHeader(stream.requestHeaders, nameHeader, name)
    return FilterStatus.Continue
  }
}

function isKnown(users: ReadonlyMap<string, Buffer>, name: string, password: string): boolean {
  const digest = createHash('sha1').update(password, 'latin1').digest()
  const expected = users.get(name)
  return expected !== undefined && timingSafeEqual(expected, digest)
}

function refuse(stream: HttpStream, why: string, detail: string): FilterStatus {
  const realm = `${stream.scheme}://${stream.authority}${stream.path}`
  stream.reply(401, `User authentication failed. ${why}`, detail, 0, [
    CHALLENGE_HEADER,
    `Basic realm="${realm.replaceAll('"', '')}"`,
  ])
  return FilterStatus.Replied
}
