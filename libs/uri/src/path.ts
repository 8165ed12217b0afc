/** Path normalization before any policy sees a path: dot segments, needless escapes, repeated and escaped slashes. */

export const EscapedSlashes = {
  Keep: 0,
  Reject: 1,
  UnescapeAndRedirect: 2,
  UnescapeAndForward: 3,
} as const
export type EscapedSlashes = (typeof EscapedSlashes)[keyof typeof EscapedSlashes]

export interface PathOptions {
  /** Resolve `.` and `..`, decode escaped unreserved characters, turn `\` into `/`. */
  readonly isNormalized: boolean
  /** Make runs of `/` one. */
  readonly mergesSlashes: boolean
  /** What `%2F` and `%5C` do. */
  readonly escapedSlashes: EscapedSlashes
}

export type NormalizedPath =
  | { readonly kind: 'ok'; readonly path: string }
  /** Answer with a redirect to `path`. */
  | { readonly kind: 'redirect'; readonly path: string }
  /** Not a path that may be forwarded. */
  | {
      readonly kind: 'reject'
      /** As far as it was made. */
      readonly path: string
    }

/** Anything here sends a path to the slow way; most paths hold none of it. */
const SUSPECT = /[\\%"<>^`{|}]|\/\.|\/\//
const ESCAPED_SLASH = /%(?:2f|5c)/gi
const ESCAPE = /%([0-9A-Fa-f]{2})/g
const UNRESERVED = /[A-Za-z0-9\-._~]/
const TO_ESCAPE = /["<>^`{|}]/g

/**
 * Normalizes a path that begins with `/`, with its query kept as it is. Idempotent for kind `ok`. The order is: escaped
 * slashes, escapes and dot segments, runs of slashes, so that nothing new appears after a later step.
 */
export function normalizePath(pathAndQuery: string, options: PathOptions): NormalizedPath {
  const queryAt = pathAndQuery.indexOf('?')
  const path = queryAt === -1 ? pathAndQuery : pathAndQuery.slice(0, queryAt)
  if (!SUSPECT.test(path)) return { kind: 'ok', path: pathAndQuery }
  const query = queryAt === -1 ? '' : pathAndQuery.slice(queryAt)
  let changed = path
  let redirects = false
  if (options.escapedSlashes !== EscapedSlashes.Keep) {
    changed = path.replace(ESCAPED_SLASH, (written) =>
      written.toLowerCase() === '%2f' ? '/' : '\\',
    )
    if (changed !== path) {
      if (options.escapedSlashes === EscapedSlashes.Reject)
        return { kind: 'reject', path: changed + query }
      redirects = options.escapedSlashes === EscapedSlashes.UnescapeAndRedirect
    }
  }
  if (options.isNormalized) {
    const canonical = canonicalPath(changed)
    if (canonical === null) return { kind: 'reject', path: changed + query }
    changed = canonical
  }
  // Envoy: a path of slashes alone keeps its first and its last one.
  if (options.mergesSlashes)
    changed = /^\/{2,}$/.test(changed) ? '//' : changed.replace(/\/{2,}/g, '/')
  return { kind: redirects ? 'redirect' : 'ok', path: changed + query }
}

/** Null where the path cannot be made safe: an escaped NUL, or escapes that appear only by decoding others. */
function canonicalPath(path: string): string | null {
  const decoded = decodeUnreserved(path.replaceAll('\\', '/'))
  if (decoded.includes('%00') || decodeUnreserved(decoded) !== decoded) return null
  const escaped = decoded.replace(
    TO_ESCAPE,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return removeDotSegments(escaped)
}

function decodeUnreserved(path: string): string {
  return path.replace(ESCAPE, (written, digits: string) => {
    const char = String.fromCharCode(Number.parseInt(digits, 16))
    return UNRESERVED.test(char) ? char : written
  })
}

/** RFC 3986 §5.2.4; `..` above the root stays at the root. Empty segments are kept. */
function removeDotSegments(path: string): string {
  if (!path.includes('/.')) return path
  const segments = path.split('/')
  const kept: string[] = []
  for (let i = 1; i < segments.length; i++) {
    const segment = segments[i] as string // i < length
    const isLast = i === segments.length - 1
    if (segment === '.' || segment === '..') {
      if (segment === '..') kept.pop()
      if (isLast) kept.push('')
    } else kept.push(segment)
  }
  return `/${kept.join('/')}`
}

/** Path without query. */
export function withoutQuery(pathAndQuery: string): string {
  const at = pathAndQuery.indexOf('?')
  return at === -1 ? pathAndQuery : pathAndQuery.slice(0, at)
}
