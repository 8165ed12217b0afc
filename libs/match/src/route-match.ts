/** All conditions of one route, and the list in which the first route that matches wins. */
import { type CookieMatcher, type CookieSpec, compileCookie } from './cookie-match.ts'
import { type Fraction, isInFraction } from './fraction.ts'
import { compileHeader, type HeaderMatcher, type HeaderSpec } from './header-match.ts'
import { compilePath, type PathMatcher, type PathSpec } from './path-match.ts'
import { compileQuery, type QueryMatcher, type QuerySpec } from './query-match.ts'
import type { RequestView } from './request-view.ts'
import { compileString, type StringMatcher, type StringSpec } from './string-match.ts'
import { compileMetadata, type MetadataMatcher, type MetadataSpec } from './value-match.ts'
import type { CompiledMatch, MatchViolation } from './violation.ts'

/** What a filter must have left under a key. */
export interface FilterStateSpec {
  readonly key: string
  readonly value: StringSpec
}

interface FilterStateMatcher {
  readonly key: string
  readonly value: StringMatcher
}

export interface RouteSpec {
  readonly path: PathSpec
  readonly headers: readonly HeaderSpec[]
  readonly queryParameters: readonly QuerySpec[]
  readonly fraction: Fraction | null
  /** Only requests with content-type `application/grpc` or `application/grpc+…`. */
  readonly isGrpc: boolean
  /** Null: any. True: a client certificate was presented (and verified); false: none was. */
  readonly clientCertificate: boolean | null
  /** All must match. Default none. */
  readonly metadata?: readonly MetadataSpec[]
  /** All must match. Default none. */
  readonly cookies?: readonly CookieSpec[]
  /** All must match. Default none. */
  readonly filterState?: readonly FilterStateSpec[]
  /** Leaves `;name=value` out of the segments of a path before it is compared. Default false. */
  readonly ignoresPathParameters?: boolean
}

export class RouteMatcher {
  readonly path: PathMatcher
  private readonly headers: readonly HeaderMatcher[] | null
  private readonly queryParameters: readonly QueryMatcher[] | null
  private readonly fraction: Fraction | null
  private readonly isGrpc: boolean
  private readonly clientCertificate: boolean | null
  private readonly metadata: readonly MetadataMatcher[] | null
  private readonly cookies: readonly CookieMatcher[] | null
  private readonly filterState: readonly FilterStateMatcher[] | null
  private readonly ignoresPathParameters: boolean

  constructor(
    path: PathMatcher,
    headers: readonly HeaderMatcher[],
    queryParameters: readonly QueryMatcher[],
    metadata: readonly MetadataMatcher[],
    cookies: readonly CookieMatcher[],
    filterState: readonly FilterStateMatcher[],
    spec: RouteSpec,
  ) {
    this.path = path
    this.headers = headers.length === 0 ? null : headers
    this.queryParameters = queryParameters.length === 0 ? null : queryParameters
    this.fraction = spec.fraction
    this.isGrpc = spec.isGrpc
    this.clientCertificate = spec.clientCertificate
    this.metadata = metadata.length === 0 ? null : metadata
    this.cookies = cookies.length === 0 ? null : cookies
    this.filterState = filterState.length === 0 ? null : filterState
    this.ignoresPathParameters = spec.ignoresPathParameters ?? false
  }

  /** O(path + conditions × headers). */
  matches(view: RequestView): boolean {
    const path = this.ignoresPathParameters ? withoutParameters(view.path) : view.path
    if (!this.path.matches(view.method, path)) return false
    if (this.fraction !== null && !isInFraction(this.fraction, view.randomValue)) return false
    if (this.headers !== null)
      for (const header of this.headers) if (!header.matches(view)) return false
    if (this.queryParameters !== null)
      for (const parameter of this.queryParameters) if (!parameter.matches(view.path)) return false
    if (this.isGrpc && !isGrpcRequest(view.requestHeaders)) return false
    if (this.metadata !== null)
      for (const one of this.metadata) if (!one.matches(view)) return false
    if (this.cookies !== null)
      for (const cookie of this.cookies) if (!cookie.matches(view)) return false
    if (this.filterState !== null)
      for (const one of this.filterState) if (!hasState(one, view)) return false
    return (
      this.clientCertificate === null || this.clientCertificate === (view.clientCertificate === 1)
    )
  }
}

function hasState({ key, value }: FilterStateMatcher, view: RequestView): boolean {
  const text = view.filterState?.(key) ?? null
  return text !== null && value.matches(text)
}

/** The path with `;…` taken out of every segment; its query stays. */
function withoutParameters(path: string): string {
  if (!path.includes(';')) return path
  const queryAt = path.indexOf('?')
  const bare = queryAt === -1 ? path : path.slice(0, queryAt)
  return bare.replace(/;[^/]*/g, '') + (queryAt === -1 ? '' : path.slice(queryAt))
}

/** `application/grpc`, alone or with `+…` (spec §1.9). O(headers). */
export function isGrpcRequest(headers: readonly string[]): boolean {
  for (let i = 0; i < headers.length; i += 2) {
    if (headers[i] !== 'content-type') continue
    const value = headers[i + 1] as string // lists are even
    return value === 'application/grpc' || value.startsWith('application/grpc+')
  }
  return false
}

export function compileRouteMatch(spec: RouteSpec): CompiledMatch<RouteMatcher> {
  const violations: MatchViolation[] = []
  const path = collect(compilePath(spec.path), '', violations)
  const headers = spec.headers.map((header, i) =>
    collect(compileHeader(header), `headers[${i}]`, violations),
  )
  const queries = spec.queryParameters.map((query, i) =>
    collect(compileQuery(query), `query_parameters[${i}]`, violations),
  )
  const metadata = (spec.metadata ?? []).map((one, i) =>
    collect(compileMetadata(one), `dynamic_metadata[${i}]`, violations),
  )
  const cookies = (spec.cookies ?? []).map((one, i) =>
    collect(compileCookie(one), `cookies[${i}]`, violations),
  )
  const filterState = (spec.filterState ?? []).flatMap(({ key, value }, i) => {
    const matcher = collect(compileString(value), `filter_state[${i}].string_match`, violations)
    return matcher === null ? [] : [{ key, value: matcher }]
  })
  if (path === null || violations.length > 0) return { kind: 'bad', violations }
  const matcher = new RouteMatcher(
    path,
    headers.filter((one) => one !== null),
    queries.filter((one) => one !== null),
    metadata.filter((one) => one !== null),
    cookies.filter((one) => one !== null),
    filterState,
    spec,
  )
  return { kind: 'ok', value: matcher }
}

function collect<T>(compiled: CompiledMatch<T>, under: string, into: MatchViolation[]): T | null {
  if (compiled.kind === 'ok') return compiled.value
  for (const { path, message } of compiled.violations)
    into.push({ path: [under, path].filter((part) => part !== '').join('.'), message })
  return null
}

export interface RouteEntry<T> {
  readonly matcher: RouteMatcher
  readonly value: T
}

/** The first entry that matches, or null: order decides, not specificity (spec §1.2). O(routes). */
export function selectRoute<T>(routes: readonly RouteEntry<T>[], view: RequestView): T | null {
  for (const route of routes) if (route.matcher.matches(view)) return route.value
  return null
}
