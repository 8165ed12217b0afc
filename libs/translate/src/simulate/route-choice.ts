/** Which virtual host and route take a request, on generated route configurations. */

import { FlotillaError } from '@flotilla/errors'
import {
  compileDomains,
  compileRouteMatch,
  type HeaderSpec,
  type PathSpec,
  type QuerySpec,
  type RequestView,
  type StringSpec,
} from '@flotilla/match'
import type {
  HeaderMatcher,
  QueryParameterMatcher,
  Route,
  RouteConfiguration,
  RouteMatch,
  StringMatcher,
  VirtualHost,
} from '@flotilla/proto'

/** The virtual host of an authority, or null. */
export function virtualHostOf(routes: RouteConfiguration, authority: string): VirtualHost | null {
  const table = compileDomains(
    routes.virtualHosts.map((value) => ({ domains: value.domains, value })),
  )
  if (table.kind === 'bad')
    throw new FlotillaError('FLT_BUG', `${routes.name}: ${table.violations[0]?.message ?? ''}`)
  const host = routes.ignorePortInHostMatching ? authority.replace(/:\d+$/, '') : authority
  return table.value.lookup(host)
}

/** The first route that takes the request, or null. */
export function routeOf(host: VirtualHost, request: RequestView): Route | null {
  return host.routes.find((route) => matcherOf(route).matches(request)) ?? null
}

/** Length of the part of the path that a prefix rewrite replaces. */
export function matchedLength(route: Route, path: string): number {
  return matcherOf(route).path.matchedLength(path)
}

type Matcher = Extract<ReturnType<typeof compileRouteMatch>, { kind: 'ok' }>['value']

function matcherOf(route: Route): Matcher {
  const { match } = route
  if (match === null) throw new FlotillaError('FLT_BUG', `route ${route.name} has no match`)
  const compiled = compileRouteMatch({
    path: pathSpec(match),
    headers: match.headers.map(headerSpec),
    queryParameters: match.queryParameters.map(querySpec),
    fraction: null,
    isGrpc: false,
    clientCertificate: null,
  })
  if (compiled.kind === 'bad')
    throw new FlotillaError('FLT_BUG', `${route.name}: ${compiled.violations[0]?.message ?? ''}`)
  return compiled.value
}

function pathSpec(match: RouteMatch): PathSpec {
  const isCaseSensitive = match.caseSensitive !== false
  if (match.path !== null) return { kind: 'exact', value: match.path, isCaseSensitive }
  if (match.safeRegex !== null) return { kind: 'regex', value: match.safeRegex.regex }
  return { kind: 'prefix', value: match.prefix ?? '/', isCaseSensitive }
}

function headerSpec(header: HeaderMatcher): HeaderSpec {
  return {
    name: header.name,
    match:
      header.stringMatch === null
        ? { kind: 'present', present: header.presentMatch ?? true }
        : { kind: 'string', string: stringSpec(header.stringMatch) },
    invert: header.invertMatch,
    treatMissingAsEmpty: header.treatMissingHeaderAsEmpty,
  }
}

function querySpec(query: QueryParameterMatcher): QuerySpec {
  return {
    name: query.name,
    string: query.stringMatch === null ? null : stringSpec(query.stringMatch),
  }
}

function stringSpec(match: StringMatcher): StringSpec {
  if (match.exact !== null) return { kind: 'exact', value: match.exact }
  if (match.prefix !== null) return { kind: 'prefix', value: match.prefix }
  return { kind: 'regex', value: match.safeRegex?.regex ?? '' }
}
