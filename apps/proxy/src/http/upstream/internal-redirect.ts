/** Redirects of an upstream that are followed here instead of by the client (spec §1.4). */
import { parseAbsoluteTarget } from '@flotilla/uri'
import type { ServerStream } from '../downstream/server-stream.ts'
import {
  type HeaderList,
  headerValue,
  joinedHeaderValue,
  removeHeader,
  setHeader,
} from '../headers.ts'
import type { InternalRedirect, Route } from '../route/route.ts'

const OTHER_SCHEME = /^[a-z][a-z0-9+.-]*:\/\/./i

/** Prepares the stream for the place that the redirect names; false, and nothing changed, where it is the client's to follow. */
export function followsRedirect(
  stream: ServerStream,
  policy: InternalRedirect,
  status: number,
  headers: HeaderList,
): boolean {
  const location = headerValue(headers, 'location')
  const target = location === null ? null : parseAbsoluteTarget(location)
  const { stats } = stream.runtime.config
  if (target === null) {
    if (location !== null && OTHER_SCHEME.test(location))
      stats.passthroughInternalRedirectUnsafeScheme++
    else stats.passthroughInternalRedirectBadLocation++
    return false
  }
  if (!stream.isRequestComplete || stream.upgrade !== '') return false
  if (!mayChangeScheme(stream.scheme, target.scheme, policy)) {
    stats.passthroughInternalRedirectUnsafeScheme++
    return false
  }
  if (stream.redirects >= policy.maxRedirects) {
    stats.passthroughInternalRedirectTooManyRedirects++
    return false
  }
  const earlier = {
    path: stream.path,
    authority: stream.authority,
    scheme: stream.scheme,
    route: stream.route,
  }
  stream.path = target.path
  stream.authority = target.authority
  stream.scheme = target.scheme
  stream.reroute()
  if (!isAllowedRoute(stream, policy)) {
    if (stream.route === null) stats.passthroughInternalRedirectNoRoute++
    else stats.passthroughInternalRedirectPredicate++
    stream.path = earlier.path
    stream.authority = earlier.authority
    stream.scheme = earlier.scheme
    stream.reroute()
    return false
  }
  const { requestHeaders } = stream
  for (const name of policy.copiedHeaders) copyHeader(name, headers, requestHeaders)
  setHeader(
    requestHeaders,
    'x-envoy-original-url',
    `${earlier.scheme}://${earlier.authority}${earlier.path}`,
  )
  // RFC 9110 §15.4.4: the answer to anything else than HEAD is fetched by GET.
  if (status === 303 && stream.method !== 'GET' && stream.method !== 'HEAD') {
    stream.method = 'GET'
    stream.dropBody()
    removeHeader(requestHeaders, 'content-length')
  }
  stream.redirects++
  if (earlier.route !== null) stream.redirectedFrom = [...stream.redirectedFrom, earlier.route]
  return true
}

function mayChangeScheme(from: string, to: string, policy: InternalRedirect): boolean {
  if (from === to) return true
  if (policy.isSafeSchemeOnly && to === 'http') return policy.allowsCrossScheme && from === 'http'
  // A request that came without TLS is not made into one that had it.
  return policy.allowsCrossScheme
}

function isAllowedRoute(stream: ServerStream, policy: InternalRedirect): boolean {
  const route: Route | null = stream.route
  if (route === null) return false
  if (policy.allowedRoutes !== null && !policy.allowedRoutes.has(route.name)) return false
  return !policy.avoidsPreviousRoutes || !stream.redirectedFrom.includes(route)
}

function copyHeader(name: string, from: HeaderList, to: HeaderList): void {
  const value = joinedHeaderValue(from, name)
  if (value === null) removeHeader(to, name)
  else setHeader(to, name, value)
}
