/** Rules and matches that no request can reach, because an earlier one takes them all (V18). */
import { indexPath } from '../../parse/path.ts'
import type { HttpMatchRequest, HttpRoute } from '../../spec/virtual-service.ts'
import type { Findings } from '../findings.ts'

export function checkReachability(found: Findings, routes: readonly HttpRoute[]): void {
  const earlier: { readonly match: HttpMatchRequest; readonly key: string; readonly at: string }[] =
    []
  let catchAll: number | null = null
  for (const [index, route] of routes.entries()) {
    const path = indexPath('spec.http', index)
    if (catchAll !== null) {
      found.warn(path, `this rule is never reached: rule ${catchAll} takes every request`)
      continue
    }
    const matches = route.match ?? []
    for (const [at, match] of matches.entries()) {
      const key = stableText(match)
      const matchPath = indexPath(`${path}.match`, at)
      const twin = earlier.find((one) => one.key === key)
      const wider = earlier.find((one) => isPrefixCovered(match, one.match))
      if (twin !== undefined) found.warn(matchPath, `the same match stands earlier, in ${twin.at}`)
      else if (wider !== undefined)
        found.warn(matchPath, `never reached: the prefix in ${wider.at} matches all of it`)
      earlier.push({ match, key, at: matchPath })
    }
    if (matches.length === 0 || matches.some(isCatchAll)) catchAll = index
  }
}

function isCatchAll(match: HttpMatchRequest): boolean {
  const conditions = conditionsOf(match)
  if (conditions.length === 0) return true
  if (conditions.length > 1 || match.uri === undefined) return false
  const { prefix, regex } = match.uri
  return prefix === '/' || prefix === '' || regex === '.*'
}

/** Whether `wide` is nothing but a prefix, and `narrow` can only match below it. */
function isPrefixCovered(narrow: HttpMatchRequest, wide: HttpMatchRequest): boolean {
  const prefix = wide.uri?.prefix
  if (prefix === undefined || conditionsOf(wide).length > 1 || wide.ignoreUriCase === true)
    return false
  const uri = narrow.uri?.prefix ?? narrow.uri?.exact
  return uri?.startsWith(prefix) === true && narrow.ignoreUriCase !== true
}

/** Names of the conditions of a match that restrict it. */
function conditionsOf(match: HttpMatchRequest): string[] {
  return Object.entries(match)
    .filter(([name, value]) => {
      if (name === 'name' || name === 'statPrefix' || name === 'ignoreUriCase') return false
      if (value === 0 || value === '') return false
      return typeof value !== 'object' || Object.keys(value).length > 0
    })
    .map(([name]) => name)
}

function stableText(match: HttpMatchRequest): string {
  const sorted = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(sorted)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, inner]) => [key, sorted(inner)]),
    )
  }
  const { name: _name, statPrefix: _statPrefix, ...conditions } = match
  return JSON.stringify(sorted(conditions))
}
