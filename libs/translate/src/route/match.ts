/** Match conditions of a rule as Envoy's route match (spec pilot-galley 2.5). */

import {
  HeaderMatcher,
  QueryParameterMatcher,
  RegexMatcher,
  RouteMatch,
  StringMatcher,
} from '@flotilla/proto'
import type { HttpMatch, StringMatch } from '../spec-types.ts'

/** @param match null: every request */
export function routeMatch(match: HttpMatch | null): RouteMatch {
  if (match === null) return RouteMatch.create({ prefix: '/' })
  return RouteMatch.create({
    ...pathMatch(match.uri),
    caseSensitive: match.ignoreUriCase === true ? false : null,
    headers: headerMatchers(match),
    queryParameters: Object.entries(match.queryParams ?? {})
      .sort(byName)
      .map(([name, one]) => queryMatcher(name, one)),
  })
}

function pathMatch(uri: StringMatch | undefined): Partial<RouteMatch> {
  if (uri?.exact !== undefined) return { path: uri.exact }
  if (uri?.prefix !== undefined) return { prefix: uri.prefix }
  if (uri?.regex !== undefined) return { safeRegex: RegexMatcher.create({ regex: uri.regex }) }
  return { prefix: '/' }
}

function headerMatchers(match: HttpMatch): HeaderMatcher[] {
  const matchers = Object.entries(match.headers ?? {})
    .sort(byName)
    .map(([name, one]) => headerMatcher(name, one))
  for (const [name, one] of Object.entries(match.withoutHeaders ?? {}).sort(byName))
    matchers.push(withoutHeader(name, one))
  const pseudo: readonly (readonly [string, StringMatch | undefined])[] = [
    [':method', match.method],
    [':authority', match.authority],
    [':scheme', match.scheme],
  ]
  for (const [name, one] of pseudo) if (one !== undefined) matchers.push(headerMatcher(name, one))
  return matchers
}

function headerMatcher(name: string, match: StringMatch): HeaderMatcher {
  if (isPresence(match)) return HeaderMatcher.create({ name, presentMatch: true })
  return HeaderMatcher.create({ name, stringMatch: stringMatcher(match) })
}

function withoutHeader(name: string, match: StringMatch): HeaderMatcher {
  if (isPresence(match))
    return HeaderMatcher.create({ name, presentMatch: true, invertMatch: true })
  return HeaderMatcher.create({
    name,
    stringMatch: stringMatcher(match),
    invertMatch: true,
    treatMissingHeaderAsEmpty: true,
  })
}

function queryMatcher(name: string, match: StringMatch): QueryParameterMatcher {
  if (isPresence(match)) return QueryParameterMatcher.create({ name, presentMatch: true })
  return QueryParameterMatcher.create({ name, stringMatch: stringMatcher(match) })
}

/** An empty condition, or regex `*`, asks only that it be there. */
function isPresence(match: StringMatch): boolean {
  return (
    match.regex === '*' ||
    (match.exact === undefined && match.prefix === undefined && match.regex === undefined)
  )
}

/** A condition on a text; regular expressions match all of it. */
export function stringMatcher(match: StringMatch): StringMatcher {
  if (match.exact !== undefined) return StringMatcher.create({ exact: match.exact })
  if (match.prefix !== undefined) return StringMatcher.create({ prefix: match.prefix })
  return StringMatcher.create({ safeRegex: RegexMatcher.create({ regex: match.regex ?? '' }) })
}

function byName(a: readonly [string, unknown], b: readonly [string, unknown]): number {
  return a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0
}
