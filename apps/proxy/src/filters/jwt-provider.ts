/** One JWT provider: where its tokens are in a request, what makes them good, and what of them goes on. */
import {
  compileString,
  cookieValue,
  queryValue,
  type StringMatcher,
  valueAt,
} from '@flotilla/match'
import type { JwtProvider as JwtProviderMessage } from '@flotilla/proto'
import { dataSourceText } from '../compile/fields.ts'
import type { Violations } from '../compile/violations.ts'
import { stringSpec } from '../http/compile/matchers.ts'
import type { HttpStream, JsonValue } from '../http/filter.ts'
import { addHeader, removeHeader } from '../http/headers.ts'
import { AppendAction } from '../http/route/header-mutation.ts'
import { mutatedQuery } from '../http/route/query-mutation.ts'
import {
  JWT_AUDIENCE,
  JWT_FAILS,
  JWT_UNKNOWN_ISSUER,
  type Jwt,
  type JwtFault,
  type KeySet,
  parseJwt,
  parseKeySet,
  signatureFault,
  timeFault,
} from './jwt-token.ts'

interface HeaderPlace {
  readonly name: string
  readonly prefix: string
}

export interface JwtProvider {
  readonly name: string
  /** Empty: any. */
  readonly issuer: string
  /** Empty: any. */
  readonly audiences: readonly string[]
  readonly subjects: StringMatcher | null
  readonly keys: KeySet
  readonly skewSec: number
  readonly headers: readonly HeaderPlace[]
  readonly params: readonly string[]
  readonly cookies: readonly string[]
  readonly forwards: boolean
  readonly payloadHeader: string
  readonly padsPayload: boolean
  readonly payloadKey: string
  readonly headerKey: string
  readonly claims: readonly { readonly header: string; readonly path: readonly string[] }[]
  readonly clearsRoute: boolean
}

/** A token, where it was, and whose it may be. */
export interface FoundToken {
  readonly text: string
  /** In Envoy's order of places: headers, parameters, cookies, each by name. */
  readonly place: string
  readonly header: string
  readonly param: string
  readonly provider: JwtProvider
}

/** Of jwt_verify_lib. */
const DEFAULT_SKEW_SEC = 60
const NAMESPACE = 'envoy.filters.http.jwt_authn'
const TOKEN_START = /[A-Za-z0-9._-]/

export function compileJwtProvider(
  name: string,
  message: JwtProviderMessage,
  at: Violations,
): JwtProvider | null {
  const text =
    message.localJwks === null ? null : dataSourceText(message.localJwks, at.at('local_jwks'))
  if (message.localJwks === null) at.at('local_jwks').add('is required')
  const keys = text === null ? null : parseKeySet(text)
  if (text !== null && keys === null) at.at('local_jwks').add('holds no usable key')
  if (keys === null) return null
  const isDefault =
    message.fromHeaders.length + message.fromParams.length + message.fromCookies.length === 0
  const headers = message.fromHeaders.map((one, i) => {
    if (one.name === '') at.at('from_headers', i).at('name').add('must not be empty')
    return { name: one.name.toLowerCase(), prefix: one.valuePrefix }
  })
  return {
    name,
    issuer: message.issuer,
    audiences: message.audiences.map(bareAudience),
    subjects: message.subjects === null ? null : subjectsOf(message.subjects, at.at('subjects')),
    keys,
    skewSec: message.clockSkewSeconds === 0 ? DEFAULT_SKEW_SEC : message.clockSkewSeconds,
    headers: isDefault
      ? [{ name: 'authorization', prefix: 'Bearer ' }]
      : headers.sort((a, b) => (a.name + a.prefix < b.name + b.prefix ? -1 : 1)),
    params: isDefault ? ['access_token'] : message.fromParams.toSorted(),
    cookies: message.fromCookies.toSorted(),
    forwards: message.forward,
    payloadHeader: message.forwardPayloadHeader.toLowerCase(),
    padsPayload: message.padForwardPayloadHeader,
    payloadKey: message.payloadInMetadata,
    headerKey: message.headerInMetadata,
    claims: message.claimToHeaders.map(({ headerName, claimName }, i) => {
      const place = at.at('claim_to_headers', i)
      if (headerName === '') place.at('header_name').add('must not be empty')
      if (claimName === '') place.at('claim_name').add('must not be empty')
      return { header: headerName.toLowerCase(), path: claimName.split('.') }
    }),
    clearsRoute: message.clearRouteCache,
  }
}

function subjectsOf(
  message: NonNullable<JwtProviderMessage['subjects']>,
  at: Violations,
): StringMatcher | null {
  const compiled = compileString(stringSpec(message, at))
  if (compiled.kind === 'ok') return compiled.value
  at.adopt(compiled.violations)
  return null
}

/** Google's rule: without scheme and final slash. */
export function bareAudience(audience: string): string {
  return audience.replace(/^https?:\/\//, '').replace(/\/$/, '')
}

/** Takes away the headers that only good tokens may set. */
export function sanitize({ payloadHeader, claims }: JwtProvider, stream: HttpStream): void {
  if (payloadHeader !== '') removeHeader(stream.requestHeaders, payloadHeader)
  for (const { header } of claims) removeHeader(stream.requestHeaders, header)
}

/** In Envoy's order: headers by name, then parameters, then cookies. */
export function findTokens(provider: JwtProvider, stream: HttpStream): readonly FoundToken[] {
  const found: FoundToken[] = []
  const headers = stream.requestHeaders
  for (const { name, prefix } of provider.headers)
    for (let i = 0; i < headers.length; i += 2) {
      if (headers[i] !== name) continue
      const text = afterPrefix(headers[i + 1] as string, prefix) // lists are even
      if (text !== null)
        found.push({ text, place: `0${name}${prefix}`, header: name, param: '', provider })
    }
  for (const param of provider.params) {
    const text = queryValue(stream.path, param)
    if (text !== null) found.push({ text, place: `1${param}`, header: '', param, provider })
  }
  for (const cookie of provider.cookies) {
    const text = cookieValue(headers, cookie)
    if (text !== null) found.push({ text, place: `2${cookie}`, header: '', param: '', provider })
  }
  return found
}

function afterPrefix(value: string, prefix: string): string | null {
  if (prefix === '') return value
  const at = value.indexOf(prefix)
  if (at === -1) return null
  const rest = value.slice(at + prefix.length)
  const start = rest.search(TOKEN_START)
  return start === -1 ? value : rest.slice(start)
}

/** @param audiences instead of the provider's own; null: its own. */
export function checkToken(
  token: FoundToken,
  audiences: readonly string[] | null,
  stream: HttpStream,
  nowSec: number,
): JwtFault {
  const { provider } = token
  const parsed = parseJwt(token.text)
  if (parsed.kind === 'bad') return parsed.fault
  const { jwt } = parsed
  if (provider.issuer !== '' && jwt.issuer !== provider.issuer) return JWT_UNKNOWN_ISSUER
  if (provider.subjects !== null && !provider.subjects.matches(jwt.subject)) return JWT_FAILS
  const late = timeFault(jwt, nowSec, provider.skewSec)
  if (late !== null) return late
  const allowed = audiences ?? provider.audiences
  if (allowed.length > 0 && !jwt.audiences.some((one) => allowed.includes(bareAudience(one))))
    return JWT_AUDIENCE
  const fault = signatureFault(jwt, provider.keys)
  if (fault === null) passOn(token, jwt, stream)
  return fault
}

function passOn({ header, param, provider }: FoundToken, jwt: Jwt, stream: HttpStream): void {
  const headers = stream.requestHeaders
  const { payloadText } = jwt
  if (provider.payloadHeader !== '')
    addHeader(
      headers,
      provider.payloadHeader,
      provider.padsPayload
        ? payloadText.padEnd(Math.ceil(payloadText.length / 4) * 4, '=')
        : payloadText,
    )
  for (const claim of provider.claims) {
    const text = claimText(valueAt(jwt.payload, claim.path))
    if (text !== '') addHeader(headers, claim.header, text)
  }
  if (!provider.forwards) {
    if (header !== '') removeHeader(headers, header)
    if (param !== '') stream.setPath(withoutParam(stream, param))
  }
  // Payloads and headers are JSON.
  if (provider.headerKey !== '')
    stream.setMetadata(NAMESPACE, provider.headerKey, jwt.header as JsonValue)
  if (provider.payloadKey !== '')
    stream.setMetadata(NAMESPACE, provider.payloadKey, jwt.payload as JsonValue)
  if (provider.clearsRoute) stream.clearRouteCache()
}

function withoutParam(stream: HttpStream, key: string): string {
  return mutatedQuery(stream.path, [{ key, value: null, action: AppendAction.AddIfAbsent }], stream)
}

/** Whole numbers as they are, others with six digits; what is no plain value in base64 of its JSON. */
function claimText(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value
    case 'boolean':
      return String(value)
    case 'number':
      return value >= 0 && Number.isInteger(value) ? String(value) : value.toFixed(6)
    case 'object':
      return value === null ? '' : Buffer.from(JSON.stringify(value)).toString('base64')
    default:
      return ''
  }
}
