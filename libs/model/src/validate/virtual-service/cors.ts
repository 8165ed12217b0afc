/** Cross-origin policies (V15). */
import { indexPath } from '../../parse/path.ts'
import type { CorsPolicy } from '../../spec/virtual-service.ts'
import { checkDuration, checkRegex, type Findings } from '../findings.ts'
import { isHeaderName } from '../names.ts'

const METHODS: readonly string[] = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'CONNECT',
  'OPTIONS',
  'TRACE',
  '*',
]

export function checkCors(found: Findings, path: string, cors: CorsPolicy | undefined): void {
  if (cors === undefined) return
  for (const [index, origin] of (cors.allowOrigins ?? []).entries()) {
    const at = indexPath(`${path}.allowOrigins`, index)
    if ((origin.exact ?? origin.prefix ?? origin.regex ?? '') === '')
      found.error(at, 'one of exact, prefix, regex is required and may not be empty')
    else if (origin.regex !== undefined) checkRegex(found, `${at}.regex`, origin.regex)
  }
  for (const [index, method] of (cors.allowMethods ?? []).entries()) {
    if (!METHODS.includes(method))
      found.error(
        indexPath(`${path}.allowMethods`, index),
        `expected one of ${METHODS.join(', ')}, got "${method}"`,
      )
  }
  for (const field of ['allowHeaders', 'exposeHeaders'] as const) {
    for (const [index, name] of (cors[field] ?? []).entries()) {
      if (!isHeaderName(name))
        found.error(indexPath(`${path}.${field}`, index), `"${name}" is not the name of a header`)
    }
  }
  checkDuration(found, `${path}.maxAge`, cors.maxAge, { wholeSeconds: true })
}
