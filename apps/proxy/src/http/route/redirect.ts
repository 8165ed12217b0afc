/** Redirect actions: the Location of a request. */
import type { PathMatcher, RegexRewrite } from '@flotilla/match'
import { portOffset, withoutPort } from '@flotilla/uri'
import { headerValue, type ReadonlyHeaderList } from '../headers.ts'
import type { Format } from '../substitution.ts'
import { rewrittenPath } from './rewrite.ts'

export interface Redirect {
  readonly status: 301 | 302 | 303 | 307 | 308
  /** Empty copies the request's; otherwise as configured. */
  readonly scheme: string
  /** Whether a port that is the default of the request's scheme goes when the scheme changes. */
  readonly dropsDefaultPort: boolean
  /** Empty copies the request's. */
  readonly host: string
  /** 0 copies the request's. */
  readonly port: number
  /** Whole path; empty copies the request's. May hold a query, which then replaces the request's. */
  readonly path: string
  /** Empty: no prefix rewrite. */
  readonly prefixRewrite: string
  readonly regexRewrite: RegexRewrite | null
  readonly stripsQuery: boolean
  readonly pathFormat: Format | null
}

export interface RedirectRequest {
  readonly scheme: string
  readonly authority: string
  readonly path: string
  readonly requestHeaders: ReadonlyHeaderList
}

/** Value of the Location header. @param formatted what the path's format gives, empty where it has none. */
export function redirectLocation(
  redirect: Redirect,
  request: RedirectRequest,
  matcher: PathMatcher | null,
  formatted = '',
): string {
  const scheme = redirect.scheme === '' ? request.scheme : redirect.scheme
  return `${scheme}://${locationHost(redirect, request, scheme)}${locationPath(redirect, request, matcher, formatted)}`
}

function locationHost(redirect: Redirect, request: RedirectRequest, scheme: string): string {
  const host = redirect.host === '' ? withoutPort(request.authority) : redirect.host
  if (redirect.port !== 0) return `${host}:${redirect.port}`
  if (redirect.host !== '') return host
  const at = portOffset(request.authority)
  if (at === -1) return host
  const port = request.authority.slice(at + 1)
  // Envoy: changing the scheme, by x-forwarded-proto, drops a port that is the old scheme's default.
  const old = headerValue(request.requestHeaders, 'x-forwarded-proto') ?? request.scheme
  const isOldDefault = port === (old === 'https' ? '443' : '80')
  return redirect.dropsDefaultPort && scheme !== old && isOldDefault ? host : request.authority
}

function locationPath(
  redirect: Redirect,
  request: RedirectRequest,
  matcher: PathMatcher | null,
  formatted: string,
): string {
  const queryAt = request.path.indexOf('?')
  const query = queryAt === -1 || redirect.stripsQuery ? '' : request.path.slice(queryAt)
  if (formatted !== '') return `${formatted}${query}`
  if (redirect.path !== '')
    return redirect.path.includes('?') ? redirect.path : `${redirect.path}${query}`
  const path = queryAt === -1 ? request.path : request.path.slice(0, queryAt)
  const rewritten = rewrittenPath(path, redirect.prefixRewrite, redirect.regexRewrite, matcher)
  return `${rewritten}${query}`
}
