/** Retries of a rule, or the mesh default, as Envoy's retry policy (spec pilot-galley 2.5). */

import {
  durationOfMs,
  PreviousHostsPredicate,
  PreviousPrioritiesConfig,
  packAny,
  RetryPolicy,
  RetryPolicyRetryBackOff,
  RetryPolicyRetryHostPredicate,
  RetryPolicyRetryPriority,
} from '@flotilla/proto'
import { durationFrom, durationMs } from '../duration.ts'
import { emptyAny } from '../pack.ts'
import type { Retries } from '../spec-types.ts'

const DEFAULT_RETRY_ON =
  'connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes'
const DEFAULT_ATTEMPTS = 2
const HOST_SELECTION_ATTEMPTS = 5
/** Every second attempt leaves the priorities that were tried. */
const PRIORITIES_AFTER = 2
const BY_STATUS = 'retriable-status-codes'

export interface RetryInput {
  /** null: the default policy. */
  readonly retries: Retries | null
  /** Requests stick to a host, so that another host is no better. */
  readonly hasConsistentHash: boolean
}

/** null: no retries at all. */
export function retryPolicy(input: RetryInput): RetryPolicy | null {
  const { retries } = input
  const attempts = retries?.attempts ?? DEFAULT_ATTEMPTS
  if (attempts <= 0) return null
  const { retryOn, codes } = parseRetryOn(retries?.retryOn ?? '')
  return RetryPolicy.create({
    numRetries: attempts,
    retryOn: retryOn === '' ? DEFAULT_RETRY_ON : retryOn,
    retriableStatusCodes: codes,
    perTryTimeout: durationFrom(retries?.perTryTimeout),
    hostSelectionRetryMaxAttempts: HOST_SELECTION_ATTEMPTS,
    retryHostPredicate:
      (retries?.retryIgnorePreviousHosts ?? !input.hasConsistentHash) ? [previousHosts()] : [],
    retryPriority: retries?.retryRemoteLocalities === true ? remoteLocalities() : null,
    retryBackOff: backOff(retries?.backoff),
  })
}

/** Retries between the sidecar and its own application; only for requests that were never started. */
export function inboundRetryPolicy(retries: Retries | null): RetryPolicy | null {
  const attempts = retries?.attempts ?? DEFAULT_ATTEMPTS
  if (attempts <= 0) return null
  const { retryOn, codes } = parseRetryOn(retries?.retryOn ?? '')
  return RetryPolicy.create({
    numRetries: attempts,
    retryOn: retryOn === '' ? 'reset-before-request' : retryOn,
    retriableStatusCodes: codes,
    retryBackOff: backOff(retries?.backoff),
  })
}

/** Tokens of the text; those that are HTTP statuses apart. */
function parseRetryOn(text: string): { retryOn: string; codes: number[] } {
  const tokens: string[] = []
  const codes: number[] = []
  for (const part of text.split(',')) {
    const token = part.trim()
    if (token === '') continue
    const status = /^\d{3}$/.test(token) ? Number(token) : 0
    if (status >= 100 && status <= 599) codes.push(status)
    else tokens.push(token)
  }
  if (codes.length > 0 && !tokens.includes(BY_STATUS)) tokens.push(BY_STATUS)
  return { retryOn: tokens.join(','), codes }
}

function backOff(text: string | undefined): RetryPolicyRetryBackOff | null {
  const baseMs = durationMs(text)
  if (baseMs === null || baseMs <= 0) return null
  return RetryPolicyRetryBackOff.create({
    baseInterval: durationOfMs(baseMs),
    maxInterval: durationOfMs(baseMs * 10),
  })
}

function previousHosts(): RetryPolicyRetryHostPredicate {
  return RetryPolicyRetryHostPredicate.create({
    name: 'envoy.retry_host_predicates.previous_hosts',
    typedConfig: emptyAny(PreviousHostsPredicate),
  })
}

function remoteLocalities(): RetryPolicyRetryPriority {
  return RetryPolicyRetryPriority.create({
    name: 'envoy.retry_priorities.previous_priorities',
    typedConfig: packAny(
      PreviousPrioritiesConfig,
      PreviousPrioritiesConfig.create({ updateFrequency: PRIORITIES_AFTER }),
    ),
  })
}
