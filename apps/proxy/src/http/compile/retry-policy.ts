/** RetryPolicy messages. */
import type { RetryPolicy as RetryPolicyMessage } from '@flotilla/proto'
import { durationMs } from '../../compile/fields.ts'
import type { Violations } from '../../compile/violations.ts'
import { parseRetryOn } from '../route/retry-on.ts'
import type { RetryPolicy } from '../route/route.ts'
import { headerMatchers } from './matchers.ts'
import { compileRetrySelection } from './retry-selection.ts'

const DEFAULT_BASE_MS = 25

export function compileRetryPolicy(
  message: RetryPolicyMessage | null,
  at: Violations,
): RetryPolicy | null {
  if (message === null) return null
  if (message.perTryIdleTimeout !== null) at.at('per_try_idle_timeout').unsupported()
  const { conditions, unknown } = parseRetryOn(message.retryOn)
  for (const token of unknown) at.at('retry_on').add(`${JSON.stringify(token)} is not a condition`)
  const backOff = message.retryBackOff
  const base = at.at('retry_back_off').at('base_interval')
  const baseMs = durationMs(backOff?.baseInterval ?? null, DEFAULT_BASE_MS, base)
  if (backOff !== null && baseMs <= 0) base.add('must be above 0')
  const max = at.at('retry_back_off').at('max_interval')
  const maxMs = durationMs(backOff?.maxInterval ?? null, 10 * baseMs, max)
  if (maxMs < baseMs) max.add('must not be below base_interval')
  return {
    conditions,
    retries: message.numRetries ?? 1,
    perTryTimeoutMs: durationMs(message.perTryTimeout, 0, at.at('per_try_timeout')),
    statusCodes: message.retriableStatusCodes,
    retriableHeaders: headerMatchers(message.retriableHeaders, 'retriable_headers', at),
    retriableRequestHeaders: headerMatchers(
      message.retriableRequestHeaders,
      'retriable_request_headers',
      at,
    ),
    backOffBaseMs: baseMs,
    backOffMaxMs: maxMs,
    selection: compileRetrySelection(message, at),
    hostAttempts: Math.max(1, message.hostSelectionRetryMaxAttempts),
  }
}
