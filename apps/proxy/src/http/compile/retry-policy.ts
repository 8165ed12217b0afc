/** RetryPolicy and HedgePolicy messages. */
import type {
  HedgePolicy as HedgePolicyMessage,
  RetryPolicy as RetryPolicyMessage,
} from '@flotilla/proto'
import { durationMs } from '../../compile/fields.ts'
import type { Violations } from '../../compile/violations.ts'
import { parseRetryOn } from '../route/retry-on.ts'
import type { HedgePolicy, LimitedBackOff, RetryPolicy } from '../route/route.ts'
import { headerMatchers } from './matchers.ts'
import { compileRetrySelection } from './retry-selection.ts'

const DEFAULT_BASE_MS = 25
/** Envoy's cap on what an upstream may ask to wait. */
const DEFAULT_LIMITED_MAX_MS = 300_000
const UNIX_TIMESTAMP = 1

export function compileRetryPolicy(
  message: RetryPolicyMessage | null,
  at: Violations,
): RetryPolicy | null {
  if (message === null) return null
  // Envoy: words that are no condition ask for nothing.
  const { conditions } = parseRetryOn(message.retryOn)
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
    perTryIdleMs: durationMs(message.perTryIdleTimeout, 0, at.at('per_try_idle_timeout')),
    limitedBackOff: limitedBackOff(message, at.at('rate_limited_retry_back_off')),
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

function limitedBackOff(message: RetryPolicyMessage, at: Violations): LimitedBackOff | null {
  const config = message.rateLimitedRetryBackOff
  if (config === null) return null
  if (config.resetHeaders.length === 0) at.at('reset_headers').add('must not be empty')
  return {
    headers: config.resetHeaders.map(({ name, format }) => ({
      name: name.toLowerCase(),
      isTimestamp: format === UNIX_TIMESTAMP,
    })),
    maxMs: durationMs(config.maxInterval, DEFAULT_LIMITED_MAX_MS, at.at('max_interval')),
  }
}

export function compileHedgePolicy(
  message: HedgePolicyMessage | null,
  at: Violations,
): HedgePolicy | null {
  if (message === null) return null
  // Envoy takes `initial_requests` and `additional_request_chance`, and says that they do nothing.
  if (message.initialRequests !== null && message.initialRequests < 1)
    at.at('initial_requests').add('must be at least 1')
  return message.hedgeOnPerTryTimeout ? { onPerTryTimeout: true } : null
}
