/** Retries (V13). */
import { nearest } from '../../parse/nearest.ts'
import type { HttpRetry } from '../../spec/virtual-service.ts'
import { checkDuration, type Findings } from '../findings.ts'

const RETRY_ON: readonly string[] = [
  '5xx',
  'gateway-error',
  'reset',
  'reset-before-request',
  'connect-failure',
  'envoy-ratelimited',
  'retriable-4xx',
  'refused-stream',
  'retriable-status-codes',
  'retriable-headers',
  'http3-post-connect-failure',
  'cancelled',
  'deadline-exceeded',
  'internal',
  'resource-exhausted',
  'unavailable',
]

export function checkRetries(found: Findings, path: string, retries: HttpRetry | undefined): void {
  if (retries === undefined) return
  const attempts = retries.attempts ?? 0
  if (attempts === 0) {
    // Even `retryRemoteLocalities: false`: whoever writes it expects retries.
    for (const field of ['perTryTimeout', 'retryOn', 'retryRemoteLocalities'] as const) {
      if (retries[field] !== undefined && retries[field] !== '')
        found.error(`${path}.${field}`, 'without attempts (at least 1) there is nothing to retry')
    }
  }
  checkDuration(found, `${path}.perTryTimeout`, retries.perTryTimeout)
  checkDuration(found, `${path}.backoff`, retries.backoff)
  for (const token of (retries.retryOn ?? '').split(',').map((part) => part.trim())) {
    if (token === '' || RETRY_ON.includes(token)) continue
    const status = /^\d{3}$/.test(token) ? Number(token) : 0
    if (status >= 100 && status <= 599) continue
    const match = nearest(token, RETRY_ON)
    const hint = match === null ? `; allowed: ${RETRY_ON.join(', ')}` : `; did you mean ${match}?`
    found.error(
      `${path}.retryOn`,
      `"${token}" is neither a retry condition nor an HTTP status from 100 to 599${hint}`,
    )
  }
}
