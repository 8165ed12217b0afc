/** The tokens of retry_on. */
import { RetryOn } from './route.ts'

const TOKENS: ReadonlyMap<string, number> = new Map([
  ['5xx', RetryOn.On5xx],
  ['gateway-error', RetryOn.GatewayError],
  ['reset', RetryOn.Reset],
  ['reset-before-request', RetryOn.ResetBeforeRequest],
  ['connect-failure', RetryOn.ConnectFailure],
  ['refused-stream', RetryOn.RefusedStream],
  ['retriable-4xx', RetryOn.Retriable4xx],
  ['retriable-status-codes', RetryOn.RetriableStatusCodes],
  ['retriable-headers', RetryOn.RetriableHeaders],
  ['envoy-ratelimited', RetryOn.EnvoyRateLimited],
  ['cancelled', RetryOn.GrpcCancelled],
  ['deadline-exceeded', RetryOn.GrpcDeadlineExceeded],
  ['internal', RetryOn.GrpcInternal],
  ['resource-exhausted', RetryOn.GrpcResourceExhausted],
  ['unavailable', RetryOn.GrpcUnavailable],
  // Means HTTP/3 only; there is no connection it could be true of.
  ['http3-post-connect-failure', 0],
])

export interface ParsedRetryOn {
  /** Bits of RetryOn. */
  readonly conditions: number
  readonly unknown: readonly string[]
}

/** Comma-separated tokens; blanks around them are dropped. */
export function parseRetryOn(text: string): ParsedRetryOn {
  let conditions = 0
  const unknown: string[] = []
  for (const part of text.split(',')) {
    const token = part.trim()
    if (token === '') continue
    const bit = TOKENS.get(token)
    if (bit === undefined) unknown.push(token)
    else conditions |= bit
  }
  return { conditions, unknown }
}
