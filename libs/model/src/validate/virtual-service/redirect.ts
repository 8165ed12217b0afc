/** Redirects (V10). */
import { indexPath } from '../../parse/path.ts'
import type { HttpRoute } from '../../spec/virtual-service.ts'
import type { Findings } from '../findings.ts'

export function checkRedirect(found: Findings, path: string, route: HttpRoute): void {
  const { redirect } = route
  if (redirect === undefined) return
  const isSet = (text: string | undefined): boolean => (text ?? '') !== ''
  const changes = [
    isSet(redirect.uri),
    isSet(redirect.prefixRewrite),
    isSet(redirect.authority),
    isSet(redirect.scheme),
    redirect.port !== undefined,
    redirect.derivePort !== undefined,
  ]
  if (!changes.includes(true))
    found.error(path, 'one of uri, prefixRewrite, authority, port, derivePort, scheme is required')
  if (isSet(redirect.uri) && isSet(redirect.prefixRewrite))
    found.error(`${path}.prefixRewrite`, 'set only one of uri, prefixRewrite')
  if (isSet(redirect.prefixRewrite)) checkPrefixes(found, `${path}.prefixRewrite`, route)
  const code = redirect.redirectCode ?? 0
  if (code !== 0 && (code < 300 || code > 399))
    found.error(`${path}.redirectCode`, `expected a whole number from 300 to 399, got ${code}`)
  const scheme = redirect.scheme ?? ''
  if (scheme !== '' && scheme !== 'http' && scheme !== 'https')
    found.error(`${path}.scheme`, `expected http or https, got "${scheme}"`)
}

/** A prefix can only be replaced where a prefix was matched. */
function checkPrefixes(found: Findings, path: string, route: HttpRoute): void {
  for (const [index, match] of (route.match ?? []).entries()) {
    if (match.uri !== undefined && match.uri.prefix === undefined)
      found.error(path, `${indexPath('match', index)}.uri must match by prefix`)
  }
}
