/** The timeouts of one forwarded request: the route's, or what an internal caller asks for by header. */
import { type HeaderList, headerValue, removeHeader, setHeader } from '../headers.ts'
import type { RouterOptions } from '../manager-config.ts'
import type { ForwardAction } from '../route/route.ts'

/** Envoy's route timeout where the route says nothing. */
const DEFAULT_TIMEOUT_MS = 15_000

export interface RequestTimeouts {
  /** Whole exchange from the request's end, 0: none. */
  readonly globalMs: number
  /** Each attempt until its response head, 0: none. */
  readonly perTryMs: number
}

/** Consumes the caller's timeout headers and tells the upstream how long it has. */
export function requestTimeouts(
  action: ForwardAction,
  headers: HeaderList,
  options: RouterOptions,
): RequestTimeouts {
  let globalMs = action.timeoutMs === -1 ? DEFAULT_TIMEOUT_MS : action.timeoutMs
  let perTryMs = action.retry?.perTryTimeoutMs ?? 0
  const expected = options.respectsExpectedTimeout
    ? milliseconds(headers, 'x-envoy-expected-rq-timeout-ms')
    : -1
  const asked = milliseconds(headers, 'x-envoy-upstream-rq-timeout-ms')
  if (expected > 0) globalMs = expected
  else if (asked >= 0) globalMs = asked
  const askedPerTry = milliseconds(headers, 'x-envoy-upstream-rq-per-try-timeout-ms')
  if (askedPerTry >= 0) perTryMs = askedPerTry
  if (asked >= 0) removeHeader(headers, 'x-envoy-upstream-rq-timeout-ms')
  if (askedPerTry >= 0) removeHeader(headers, 'x-envoy-upstream-rq-per-try-timeout-ms')
  // A per-try timeout that the global one would always beat means nothing.
  if (globalMs > 0 && perTryMs >= globalMs) perTryMs = 0
  const budgetMs = perTryMs > 0 ? perTryMs : globalMs
  if (!options.suppressesEnvoyHeaders && budgetMs > 0)
    setHeader(headers, 'x-envoy-expected-rq-timeout-ms', String(budgetMs))
  return { globalMs, perTryMs }
}

/** -1 where absent or not a number. */
function milliseconds(headers: HeaderList, name: string): number {
  const value = headerValue(headers, name)
  return value !== null && /^\d{1,10}$/.test(value) ? Number(value) : -1
}
