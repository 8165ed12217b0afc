/** Direct responses and rewrites (V11, V12). */
import type { HttpDirectResponse, HttpRewrite } from '../../spec/virtual-service.ts'
import { checkRegex, type Findings } from '../findings.ts'

const MAX_BODY_BYTES = 1024 * 1024
const LARGE_BODY_BYTES = 100 * 1024

export function checkDirectResponse(
  found: Findings,
  path: string,
  response: HttpDirectResponse | undefined,
): void {
  if (response === undefined) return
  const status = response.status ?? 0
  if (status < 200 || status > 600)
    found.error(`${path}.status`, `expected a status from 200 to 600, got ${status}`)
  if (response.body === undefined) return
  const size =
    response.body.string !== undefined
      ? Buffer.byteLength(response.body.string)
      : Buffer.byteLength(response.body.bytes ?? '', 'base64')
  if (size > MAX_BODY_BYTES)
    found.error(`${path}.body`, `expected at most ${MAX_BODY_BYTES} bytes, got ${size}`)
  else if (size > LARGE_BODY_BYTES)
    found.warn(
      `${path}.body`,
      `the body has ${size} bytes: every proxy holds it, keep it below ${LARGE_BODY_BYTES}`,
    )
}

export function checkRewrite(
  found: Findings,
  path: string,
  rewrite: HttpRewrite | undefined,
): void {
  if (rewrite === undefined) return
  const hasUri = (rewrite.uri ?? '') !== ''
  const regex = rewrite.uriRegexRewrite
  if (!hasUri && (rewrite.authority ?? '') === '' && regex === undefined)
    found.error(path, 'one of uri, authority, uriRegexRewrite is required')
  if (hasUri && regex !== undefined)
    found.error(`${path}.uriRegexRewrite`, 'set only one of uri, uriRegexRewrite')
  if (regex === undefined) return
  const at = `${path}.uriRegexRewrite`
  if ((regex.match ?? '') === '') found.error(`${at}.match`, 'this field is required')
  else checkRegex(found, `${at}.match`, regex.match ?? '')
  if ((regex.rewrite ?? '') === '') found.error(`${at}.rewrite`, 'this field is required')
}
