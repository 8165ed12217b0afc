/** `uri(TEXT)` and its equality: generic URI syntax (RFC 3986) with the leniency of Go's parser. */
import { EvaluationError } from '../evaluation-error.ts'
import { sameDnsName } from './dns-name.ts'

interface Uri {
  /** Lower case; empty for a relative reference. */
  readonly scheme: string
  /** Host without port, in brackets where it is an IPv6 address; null where there is no authority. */
  readonly host: string | null
  /** Digits, or empty also where only the colon is there. */
  readonly port: string
  /** User information with its `@`, or empty. */
  readonly userInfo: string
  /** Path, query and fragment. */
  readonly rest: string
}

type UriResult =
  | { readonly kind: 'ok'; readonly uri: Uri }
  | { readonly kind: 'bad'; readonly message: string }

/** Gives the text back unchanged where it is a URI reference. */
export function uri(text: string): string | EvaluationError {
  const result = parseUri(text)
  return result.kind === 'ok' ? text : notAUri(text, result.message)
}

/**
 * Schemes compare without case. Of http and https the hosts compare as DNS names and the ports as text (none, and a
 * colon without digits, are the same); all else, and all of other schemes, compares as text.
 */
export function sameUri(a: string, b: string): boolean | EvaluationError {
  const left = parseUri(a)
  if (left.kind === 'bad') return notAUri(a, left.message)
  const right = parseUri(b)
  if (right.kind === 'bad') return notAUri(b, right.message)
  const [l, r] = [left.uri, right.uri]
  if (l.scheme !== r.scheme) return false
  const after = (text: string, one: Uri): string => text.slice(one.scheme.length)
  if (l.scheme !== 'http' && l.scheme !== 'https') return after(a, l) === after(b, r)
  if (l.port !== r.port || l.userInfo !== r.userInfo || l.rest !== r.rest) return false
  if (l.host === null || r.host === null || l.host === r.host) return l.host === r.host
  return sameDnsName(l.host, r.host)
}

function parseUri(text: string): UriResult {
  if (text === '') return bad('empty string')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is refused
  if (/[\x00-\x1f\x7f]/.test(text)) return bad('invalid control character in URL')
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(text)?.[1] ?? ''
  if (text.startsWith(':')) return bad('missing protocol scheme')
  const afterScheme = scheme === '' ? text : text.slice(scheme.length + 1)
  if (scheme === '' && /^[^/?#]*:/.test(text))
    return bad('first path segment in URL cannot contain colon')
  if (!afterScheme.startsWith('//'))
    return parseRest(scheme.toLowerCase(), null, '', '', afterScheme)
  const authority = /^\/\/([^/?#]*)/.exec(afterScheme)?.[1] ?? ''
  const at = authority.lastIndexOf('@')
  const userInfo = authority.slice(0, at + 1)
  const hostPort = /^(\[[^\]]*\]|[^:[\]]*)(?::(\d*))?$/.exec(authority.slice(at + 1))
  if (hostPort === null) return bad(authorityFault(authority.slice(at + 1)))
  const [, host = '', port = ''] = hostPort
  const illegal = illegalHostCharacter(host)
  if (illegal !== null) return bad(illegal)
  if (!/^[A-Za-z0-9\-._~!$&'()*+,;=:%@]*$/.test(userInfo)) return bad('net/url: invalid userinfo')
  return parseRest(
    scheme.toLowerCase(),
    host,
    port,
    userInfo,
    afterScheme.slice(2 + authority.length),
  )
}

function parseRest(
  scheme: string,
  host: string | null,
  port: string,
  userInfo: string,
  rest: string,
): UriResult {
  // Query parts keep whatever escapes they have; in a path and a fragment they must be whole.
  const [, path = '', fragment = ''] = /^([^?#]*)(?:\?[^#]*)?(?:#(.*))?$/su.exec(rest) ?? []
  const isOpaque = host === null && scheme !== '' && !rest.startsWith('/')
  const fault = badEscape(isOpaque ? '' : path) ?? badEscape(fragment) ?? badEscape(userInfo)
  if (fault !== null) return bad(`invalid URL escape ${JSON.stringify(fault)}`)
  return { kind: 'ok', uri: { scheme, host, port, userInfo, rest } }
}

function authorityFault(hostPort: string): string {
  if (hostPort.startsWith('[') && !hostPort.includes(']')) return "missing ']' in host"
  const colon = hostPort.lastIndexOf(':')
  return colon === -1
    ? `invalid character ${JSON.stringify(hostPort)} in host name`
    : `invalid port ${JSON.stringify(hostPort.slice(colon))} after host`
}

function illegalHostCharacter(host: string): string | null {
  const bare = host.startsWith('[') ? host.slice(1, -1).replace(/%25.*$/su, '') : host
  const illegal = /[^A-Za-z0-9\-._~!$&'()*+,;=:<>"%\u{80}-\u{10ffff}]/u.exec(bare)
  if (illegal !== null) return `invalid character ${JSON.stringify(illegal[0])} in host name`
  // RFC 3986 §3.2.2 as Go reads it: escapes in a host may only stand for bytes beyond ASCII.
  const fault = badEscape(bare) ?? /%[0-7][\dA-Fa-f]/.exec(bare)?.[0] ?? null
  return fault === null ? null : `invalid URL escape ${JSON.stringify(fault)}`
}

function badEscape(text: string): string | null {
  const at = text.search(/%(?![\dA-Fa-f]{2})/)
  return at === -1 ? null : text.slice(at, at + 3)
}

function bad(message: string): UriResult {
  return { kind: 'bad', message }
}

function notAUri(text: string, message: string): EvaluationError {
  const shown = text === '' ? '' : ` '${text}'`
  const detail = text === '' ? message : `'parse ${JSON.stringify(text)}: ${message}'`
  return new EvaluationError('convert', `error converting string to uri${shown}: ${detail}`)
}
