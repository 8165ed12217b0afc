/** What generic matchers look at: inputs of a stream, and the predicates over them. */
import { compileString, queryValue, type RequestView, type StringSpec } from '@flotilla/match'
import {
  ApplicationProtocolInput,
  type CidrRange,
  DestinationIPInput,
  DestinationPortInput,
  DirectSourceIPInput,
  DnsSanInput,
  HttpRequestHeaderMatchInput,
  HttpRequestQueryParamMatchInput,
  HttpResponseHeaderMatchInput,
  HttpResponseStatusCodeClassMatchInput,
  HttpResponseStatusCodeMatchInput,
  Ip,
  RuntimeFraction,
  ServerNameInput,
  SourceIPInput,
  SourcePortInput,
  SourceTypeInput,
  SubjectInput,
  TransportProtocolInput,
  UriSanInput,
  type XdsStringMatcher,
  type XdsTypedExtensionConfig,
} from '@flotilla/proto'
import { compileCidr, parseAddress } from '../compile/cidr.ts'
import { isType, unpack } from '../compile/fields.ts'
import type { Violations } from '../compile/violations.ts'
import { runtimeFraction } from '../http/compile/matchers.ts'
import { joinedHeaderValue } from '../http/headers.ts'
import type { ConnectionInfo } from '../listener/types.ts'

/** A stream, or as much of one as there is. */
export type MatchView = Pick<RequestView, 'requestHeaders' | 'path' | 'method' | 'authority'> & {
  readonly scheme?: string
  readonly connection?: ConnectionInfo
  readonly responseHeaders?: readonly string[] | null
  readonly responseCode?: number
  readonly randomValue?: number
  readonly sniffed?: SniffedView
}

/** What the first bytes of a connection say, before anybody speaks TLS with it. */
export interface SniffedView {
  readonly transportProtocol: string
  readonly applicationProtocols: readonly string[]
}

/** Null: there is nothing to look at. */
export type MatchInput = (view: MatchView) => string | null

export type TextPredicate = (text: string | null, view: MatchView) => boolean

/** Null, with a violation, where the input is none of ours. */
export function compileInput(
  extension: XdsTypedExtensionConfig | null,
  at: Violations,
): MatchInput | null {
  const any = extension?.typedConfig ?? null
  const place = at.at('typed_config')
  if (any === null) {
    at.add('is required')
    return null
  }
  if (isType(any, HttpRequestHeaderMatchInput)) {
    const name = (unpack(HttpRequestHeaderMatchInput, any, place)?.headerName ?? '').toLowerCase()
    if (name === '') place.at('header_name').add('must not be empty')
    return requestHeader(name)
  }
  if (isType(any, HttpResponseHeaderMatchInput)) {
    const name = (unpack(HttpResponseHeaderMatchInput, any, place)?.headerName ?? '').toLowerCase()
    if (name === '') place.at('header_name').add('must not be empty')
    return responseHeader(name)
  }
  if (isType(any, HttpRequestQueryParamMatchInput)) {
    const name = unpack(HttpRequestQueryParamMatchInput, any, place)?.queryParam ?? ''
    if (name === '') place.at('query_param').add('must not be empty')
    return (view) => queryValue(view.path, name)
  }
  for (const [type, input] of PLAIN_INPUTS) if (isType(any, type)) return input
  place.unsupported(any.typeUrl)
  return null
}

function requestHeader(name: string): MatchInput {
  switch (name) {
    case ':path':
      return (view) => view.path
    case ':method':
      return (view) => view.method
    case ':authority':
    case 'host':
      return (view) => view.authority
    case ':scheme':
      return (view) => view.scheme ?? null
    default:
      return (view) => joinedHeaderValue(view.requestHeaders, name)
  }
}

function responseHeader(name: string): MatchInput {
  if (name === ':status') return (view) => statusText(view.responseCode ?? 0)
  return (view) =>
    view.responseHeaders == null ? null : joinedHeaderValue(view.responseHeaders, name)
}

function statusText(code: number): string | null {
  return code === 0 ? null : String(code)
}

function tlsText(read: (tls: NonNullable<ConnectionInfo['tls']>) => string | null): MatchInput {
  return ({ connection }) => {
    const tls = connection?.tls ?? null
    return tls === null ? null : read(tls)
  }
}

const PLAIN_INPUTS = [
  [HttpResponseStatusCodeMatchInput, (view: MatchView) => statusText(view.responseCode ?? 0)],
  [
    HttpResponseStatusCodeClassMatchInput,
    ({ responseCode: code = 0 }: MatchView) =>
      code < 100 || code > 599 ? null : `${Math.floor(code / 100)}xx`,
  ],
  [DestinationIPInput, ({ connection }: MatchView) => connection?.localAddress ?? null],
  [DestinationPortInput, ({ connection }: MatchView) => portText(connection?.localPort)],
  [SourceIPInput, ({ connection }: MatchView) => connection?.remoteAddress ?? null],
  [SourcePortInput, ({ connection }: MatchView) => portText(connection?.remotePort)],
  [
    DirectSourceIPInput,
    ({ connection }: MatchView) =>
      connection?.direct?.remoteAddress ?? connection?.remoteAddress ?? null,
  ],
  [
    SourceTypeInput,
    ({ connection }: MatchView) =>
      connection !== undefined && isLocal(connection) ? 'local' : null,
  ],
  [ServerNameInput, ({ connection }: MatchView) => orNull(connection?.requestedServerName ?? '')],
  [
    TransportProtocolInput,
    ({ connection, sniffed }: MatchView) =>
      sniffed !== undefined
        ? orNull(sniffed.transportProtocol)
        : connection === undefined
          ? null
          : connection.tls === null
            ? 'raw_buffer'
            : 'tls',
  ],
  [
    ApplicationProtocolInput,
    ({ connection, sniffed }: MatchView) =>
      sniffed !== undefined
        ? orNull(sniffed.applicationProtocols.map((name) => `'${name}'`).join())
        : connection?.tls == null || connection.tls.alpn === ''
          ? null
          : `'${connection.tls.alpn}'`,
  ],
  [UriSanInput, tlsText((tls) => tls.peerPrincipal)],
  [
    DnsSanInput,
    tlsText((tls) => (tls.peerDnsNames.length === 0 ? null : tls.peerDnsNames.join(','))),
  ],
  [SubjectInput, tlsText((tls) => orNull(tls.peerSubject))],
] as const

function portText(port: number | undefined): string | null {
  return port === undefined ? null : String(port)
}

function orNull(text: string): string | null {
  return text === '' ? null : text
}

function isLocal({ remoteAddress, localAddress }: ConnectionInfo): boolean {
  return (
    remoteAddress === localAddress || remoteAddress.startsWith('127.') || remoteAddress === '::1'
  )
}

// -- predicates ----------------------------------------------------------------

export function stringPredicate(matcher: XdsStringMatcher, at: Violations): TextPredicate {
  const spec = specOf(matcher, at)
  if (spec === null) return () => false
  const compiled = compileString(spec)
  if (compiled.kind === 'bad') {
    at.adopt(compiled.violations)
    return () => false
  }
  return (text) => text !== null && compiled.value.matches(text)
}

function specOf(matcher: XdsStringMatcher, at: Violations): StringSpec | null {
  const { ignoreCase } = matcher
  if (matcher.exact !== null) return { kind: 'exact', value: matcher.exact, ignoreCase }
  if (matcher.prefix !== null) return { kind: 'prefix', value: matcher.prefix, ignoreCase }
  if (matcher.suffix !== null) return { kind: 'suffix', value: matcher.suffix, ignoreCase }
  if (matcher.contains !== null) return { kind: 'contains', value: matcher.contains, ignoreCase }
  if (matcher.safeRegex !== null) return { kind: 'regex', value: matcher.safeRegex.regex }
  at.add('names no pattern')
  return null
}

/** `custom_match` of a single predicate: address ranges and shares. */
export function customPredicate(extension: XdsTypedExtensionConfig, at: Violations): TextPredicate {
  const any = extension.typedConfig
  const place = at.at('typed_config')
  if (any !== null && isType(any, Ip)) {
    const blocks = cidrBlocks(unpack(Ip, any, place)?.cidrRanges ?? [], place)
    return (text) => {
      const address = text === null ? null : parseAddress(text)
      return address !== null && blocks.some((block) => block.contains(address))
    }
  }
  if (any !== null && isType(any, RuntimeFraction)) {
    const message = unpack(RuntimeFraction, any, place)
    const share = runtimeFraction(message?.runtimeFraction ?? null, place.at('runtime_fraction'))
    return (text, view) =>
      text !== null &&
      share !== null &&
      (view.randomValue ?? 0) % share.denominator < share.numerator
  }
  place.unsupported(any?.typeUrl ?? 'this matcher')
  return () => false
}

function cidrBlocks(ranges: readonly CidrRange[], at: Violations) {
  if (ranges.length === 0) at.at('cidr_ranges').add('must not be empty')
  return ranges
    .map((range, i) => compileCidr(range, at.at('cidr_ranges', i)))
    .filter((block) => block !== null)
}
