/** Whether and when a request is tried again (spec §2.1). */

import type { RequestView } from '@flotilla/match'
import type { RetrySelection } from '../../upstream/types.ts'
import { type HeaderList, headerValue, removeHeader } from '../headers.ts'
import { parseRetryOn } from '../route/retry-on.ts'
import { RetryOn, type RetryPolicy } from '../route/route.ts'
import { ResetReason } from '../session.ts'

/** Headers by which a caller asks for retries; always taken out of the request. */
const RETRY_HEADERS = [
  'x-envoy-retry-on',
  'x-envoy-retry-grpc-on',
  'x-envoy-max-retries',
  'x-envoy-retriable-status-codes',
  'x-envoy-retriable-header-names',
] as const

const GRPC_CONDITIONS: Readonly<Record<string, number>> = {
  '1': RetryOn.GrpcCancelled,
  '4': RetryOn.GrpcDeadlineExceeded,
  '13': RetryOn.GrpcInternal,
  '8': RetryOn.GrpcResourceExhausted,
  '14': RetryOn.GrpcUnavailable,
}

export class RetryState {
  private readonly policy: RetryPolicy | null
  private readonly conditions: number
  private readonly statusCodes: readonly number[]
  private readonly headerNames: readonly string[]
  private retriesLeft: number
  /** Retries decided so far. */
  count = 0
  /** -1 where the last response asked for nothing. */
  private askedWaitMs = -1

  private constructor(
    policy: RetryPolicy | null,
    conditions: number,
    retries: number,
    statusCodes: readonly number[],
    headerNames: readonly string[],
  ) {
    this.policy = policy
    this.conditions = conditions
    this.retriesLeft = retries
    this.statusCodes = statusCodes
    this.headerNames = headerNames
  }

  /** Reads and removes the caller's retry headers. Null where nothing is ever retried. */
  static of(policy: RetryPolicy | null, view: RequestView, headers: HeaderList): RetryState | null {
    const asked = hasRetryHeaders(headers)
    if (policy === null && !asked) return null
    let conditions = policy?.conditions ?? 0
    let retries = policy?.retries ?? 1
    let statusCodes = policy?.statusCodes ?? []
    let headerNames: readonly string[] = []
    if (asked) {
      for (const name of ['x-envoy-retry-on', 'x-envoy-retry-grpc-on'])
        conditions |= parseRetryOn(headerValue(headers, name) ?? '').conditions
      const max = Number(headerValue(headers, 'x-envoy-max-retries') ?? Number.NaN)
      if (Number.isInteger(max) && max >= 0) retries = max
      const codes = headerValue(headers, 'x-envoy-retriable-status-codes')
      if (codes !== null) statusCodes = [...statusCodes, ...codes.split(',').map(Number)]
      const names = headerValue(headers, 'x-envoy-retriable-header-names')
      if (names !== null) headerNames = names.split(',').map((name) => name.trim().toLowerCase())
      for (const name of RETRY_HEADERS) removeHeader(headers, name)
    }
    const wanted = policy?.retriableRequestHeaders ?? []
    if (wanted.length > 0 && !wanted.some((matcher) => matcher.matches(view))) return null
    if (conditions === 0 || retries === 0) return null
    return new RetryState(policy, conditions, retries, statusCodes, headerNames)
  }

  /** Whether the last response asked for a wait that the policy believes. */
  get isAsked(): boolean {
    return this.askedWaitMs > 0
  }

  get hasRetriesLeft(): boolean {
    return this.retriesLeft > 0
  }

  /** Whether a response asks for another attempt. */
  wantsRetryOn(status: number, headers: HeaderList): boolean {
    if (headerValue(headers, 'x-envoy-ratelimited') !== null)
      return this.has(RetryOn.EnvoyRateLimited)
    if (status >= 500 && status < 600 && this.has(RetryOn.On5xx)) return true
    if (status >= 502 && status <= 504 && this.has(RetryOn.GatewayError)) return true
    if (status === 409 && this.has(RetryOn.Retriable4xx)) return true
    if (this.has(RetryOn.RetriableStatusCodes) && this.statusCodes.includes(status)) return true
    if (this.has(RetryOn.RetriableHeaders) && this.hasRetriableHeader(status, headers)) return true
    const grpc = headerValue(headers, 'grpc-status')
    return grpc !== null && this.has(GRPC_CONDITIONS[grpc] ?? 0)
  }

  /** Whether a failure without response headers asks for another attempt. @param wasStale a reused connection ended without a byte. */
  wantsRetryAfter(reason: ResetReason, wasHeadSent: boolean, wasStale: boolean): boolean {
    if (reason === ResetReason.Overflow) return false
    if (this.has(RetryOn.On5xx | RetryOn.GatewayError | RetryOn.Reset)) return true
    if (!wasHeadSent && this.has(RetryOn.ResetBeforeRequest)) return true
    if (reason === ResetReason.RemoteRefused && this.has(RetryOn.RefusedStream)) return true
    const isConnectFailure =
      reason === ResetReason.LocalConnectionFailure ||
      reason === ResetReason.RemoteConnectionFailure ||
      reason === ResetReason.ConnectionTimeout
    return (isConnectFailure || wasStale) && this.has(RetryOn.ConnectFailure)
  }

  /** Whether a per-try timeout asks for another attempt. */
  get wantsRetryAfterTimeout(): boolean {
    return this.has(RetryOn.On5xx | RetryOn.GatewayError | RetryOn.Reset)
  }

  /** Notes how long the response that is given up asks to wait, where the policy believes it. @param wallMs now. */
  noteResponse(headers: HeaderList, wallMs: number): void {
    this.askedWaitMs = -1
    const limited = this.policy?.limitedBackOff ?? null
    if (limited === null) return
    for (const { name, isTimestamp } of limited.headers) {
      const value = headerValue(headers, name)
      if (value === null || !/^\d{1,12}$/.test(value)) continue
      const waitMs = Number(value) * 1000 - (isTimestamp ? wallMs : 0)
      if (waitMs <= 0 || waitMs > limited.maxMs) continue
      this.askedWaitMs = waitMs
      return
    }
  }

  /**
   * Takes one retry; gives the wait before it, ms: what the response asked for and up to half as much again, else
   * uniform in [0, (2^n - 1) × base], capped.
   */
  take(random: () => number): number {
    this.retriesLeft--
    this.count++
    const askedMs = this.askedWaitMs
    this.askedWaitMs = -1
    if (askedMs > 0) return askedMs * (1 + random() / 2)
    const base = this.policy?.backOffBaseMs ?? 25
    const max = this.policy?.backOffMaxMs ?? 250
    const bound = (2 ** Math.min(this.count, 30) - 1) * base
    return Math.min(random() * bound, max)
  }

  /** What the host of another attempt must not be; null where any host will do. */
  get selection(): RetrySelection | null {
    return this.policy?.selection ?? null
  }

  get hostAttempts(): number {
    return this.policy?.hostAttempts ?? 1
  }

  private has(conditions: number): boolean {
    return (this.conditions & conditions) !== 0
  }

  private hasRetriableHeader(status: number, headers: HeaderList): boolean {
    const matchers = this.policy?.retriableHeaders ?? []
    const all = matchers.length === 0 ? headers : [':status', String(status), ...headers]
    for (const matcher of matchers) if (matcher.matchesList(all)) return true
    return this.headerNames.some((name) => headerValue(headers, name) !== null)
  }
}

function hasRetryHeaders(headers: HeaderList): boolean {
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i] as string // inside the list
    if (name.startsWith('x-envoy-') && (RETRY_HEADERS as readonly string[]).includes(name))
      return true
  }
  return false
}
