/** Host, path, header and principal matchers and route lookup. */
export { CookieMatcher, type CookieSpec, compileCookie, cookieValue } from './cookie-match.ts'
export { compileDomains, type DomainEntry, DomainTable } from './domain-table.ts'
export { drawFrom, type Fraction, isInFraction } from './fraction.ts'
export { compileHeader, HeaderMatcher, type HeaderSpec } from './header-match.ts'
export { compilePath, PathMatcher, type PathSpec } from './path-match.ts'
export { compileQuery, QueryMatcher, type QuerySpec, queryValue } from './query-match.ts'
export { compileRe2Pattern } from './re2.ts'
export { compileRegex, compileRegexRewrite, RegexRewrite, WholeRegex } from './regex.ts'
export type { RequestView } from './request-view.ts'
export {
  compileRouteMatch,
  type FilterStateSpec,
  isGrpcRequest,
  type RouteEntry,
  RouteMatcher,
  type RouteSpec,
  selectRoute,
} from './route-match.ts'
export { compileString, StringMatcher, type StringSpec } from './string-match.ts'
export {
  compileTemplateRewrite,
  compileUriTemplate,
  TemplateRewrite,
  UriTemplate,
} from './uri-template.ts'
export {
  compileMetadata,
  compileValue,
  MetadataMatcher,
  type MetadataSource,
  type MetadataSpec,
  type ValuePredicate,
  type ValueSpec,
  valueAt,
} from './value-match.ts'
export type { CompiledMatch, MatchViolation } from './violation.ts'
export { compileWeighted, WeightedChoice } from './weighted.ts'
export { asciiLower, fromWireText, toWireText } from './wire-text.ts'
