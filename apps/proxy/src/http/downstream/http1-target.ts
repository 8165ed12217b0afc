/** Request targets that are no path: what Envoy's codec takes and refuses before anything else sees the request. */
import { parseAuthority } from '@flotilla/uri'

export type TargetReading =
  /** As it goes on, without user information. */
  | { readonly kind: 'ok'; readonly target: string }
  /** The detail of the refusal. */
  | { readonly kind: 'bad'; readonly detail: string }

const ABSOLUTE = /^([A-Za-z][A-Za-z0-9+.-]*):\/\/([^/?]*)(.*)$/
const HOST_BYTES = /^[A-Za-z0-9!$%&'()*+,\-.:;=@[\]_~]*$/
/** What a host may hold beyond an IPv6 literal; sub-delimiters are none of it, though RFC 3986 §3.2.2 would allow them. */
const HOST = /^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.~-]+)(:\d+)?$/

const MALFORMED = { kind: 'bad', detail: 'http1.codec_error' } as const
const INVALID_URL = { kind: 'bad', detail: 'http1.invalid_url' } as const
const INVALID_SCHEME = { kind: 'bad', detail: 'http1.invalid_scheme' } as const

/** @param target one that does not begin with a slash. */
export function readTarget(
  method: string,
  target: string,
  allowsAbsoluteUrl: boolean,
): TargetReading {
  if (method === 'CONNECT') {
    // RFC 9112 §3.2.3: host and port, nothing else.
    const authority = parseAuthority(target)
    return authority === null || authority.port === -1 ? INVALID_URL : { kind: 'ok', target }
  }
  if (target.startsWith('*'))
    return method === 'OPTIONS' && target === '*' ? { kind: 'ok', target } : INVALID_URL
  const match = ABSOLUTE.exec(target)
  if (match === null) return MALFORMED
  const [, scheme = '', authority = '', rest = ''] = match
  if (!HOST_BYTES.test(authority) || authority.includes('@@')) return MALFORMED
  if (!allowsAbsoluteUrl) return { kind: 'ok', target }
  const host = authority.slice(authority.lastIndexOf('@') + 1)
  if (!HOST.test(host) || parseAuthority(host) === null) return INVALID_URL
  if (!/^https?$/i.test(scheme)) return INVALID_SCHEME
  // A query without a path is no path; the check of paths answers it.
  if (rest.startsWith('?')) return { kind: 'ok', target: rest }
  return { kind: 'ok', target: `${scheme}://${host}${rest}` }
}
