/** Path rewrites of forwarding and redirecting routes. */
import type { PathMatcher, RegexRewrite } from '@flotilla/match'

/**
 * The path after a prefix or regular-expression rewrite; the same string where there is none. A query survives untouched.
 * @param prefixRewrite empty for none.
 */
export function rewrittenPath(
  path: string,
  prefixRewrite: string,
  regexRewrite: RegexRewrite | null,
  matcher: PathMatcher | null,
): string {
  if (prefixRewrite !== '')
    return prefixRewrite + path.slice(matcher === null ? 0 : matcher.matchedLength(path))
  if (regexRewrite === null) return path
  const queryAt = path.indexOf('?')
  return queryAt === -1
    ? regexRewrite.apply(path)
    : regexRewrite.apply(path.slice(0, queryAt)) + path.slice(queryAt)
}
