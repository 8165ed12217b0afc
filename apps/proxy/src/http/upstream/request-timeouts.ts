/** The timeouts of one forwarded request: the route's, what a gRPC caller or an internal caller asks for by header (spec §1.9, §2.2). */
import { isGrpcRequest } from '@flotilla/match'
import { grpcTimeoutMs, setGrpcTimeout } from '../grpc-timeout.ts'
import { type HeaderList, headerValue, removeHeader, setHeader } from '../headers.ts'
import type { RouterOptions } from '../manager-config.ts'
import type { ForwardAction, RetryPolicy } from '../route/route.ts'

/** Envoy's route timeout where the route says nothing. */
const DEFAULT_TIMEOUT_MS = 15_000

export interface RequestTimeouts {
  /** Whole exchange from the request's end, 0: none. */
  readonly globalMs: number
  /** Each attempt until its response head, 0: none. */
  readonly perTryMs: number
  /** Each attempt without any byte of a response, 0: none. */
  readonly perTryIdleMs: number
  /** Whether the upstream is told its time in `grpc-timeout` too. */
  readonly tellsGrpc: boolean
}

/** Consumes the caller's timeout headers. */
export function requestTimeouts(
  action: ForwardAction,
  retry: RetryPolicy | null,
  headers: HeaderList,
  options: RouterOptions,
): RequestTimeouts {
  const tellsGrpc = action.maxGrpcTimeoutMs >= 0 && isGrpcRequest(headers)
  let globalMs = routeTimeoutMs(action, headers, tellsGrpc)
  let perTryMs = retry?.perTryTimeoutMs ?? 0
  const expected = options.respectsExpectedTimeout
    ? milliseconds(headers, 'x-envoy-expected-rq-timeout-ms')
    : -1
  const asked = taken(headers, 'x-envoy-upstream-rq-timeout-ms')
  if (expected > 0) globalMs = expected
  else if (asked >= 0) globalMs = asked
  const askedPerTry = taken(headers, 'x-envoy-upstream-rq-per-try-timeout-ms')
  if (askedPerTry >= 0) perTryMs = askedPerTry
  // A per-try timeout that the global one would always beat means nothing.
  if (globalMs > 0 && perTryMs >= globalMs) perTryMs = 0
  return { globalMs, perTryMs, perTryIdleMs: retry?.perTryIdleMs ?? 0, tellsGrpc }
}

function routeTimeoutMs(action: ForwardAction, headers: HeaderList, isCappedGrpc: boolean): number {
  // The duration of the stream, where a route sets it, takes the place of the timeout.
  if (action.usesStreamDuration) return 0
  if (!isCappedGrpc) return action.timeoutMs === -1 ? DEFAULT_TIMEOUT_MS : action.timeoutMs
  let askedMs = Math.max(0, grpcTimeoutMs(headers))
  // An offset that would leave nothing is not taken: 0 means for ever.
  if (action.grpcTimeoutOffsetMs < askedMs) askedMs -= action.grpcTimeoutOffsetMs
  const capMs = action.maxGrpcTimeoutMs
  return capMs > 0 && (askedMs === 0 || askedMs > capMs) ? capMs : askedMs
}

/** Tells the upstream how long it has. @param elapsedMs since the request was complete. */
export function tellTimeouts(
  headers: HeaderList,
  timeouts: RequestTimeouts,
  isHedged: boolean,
  elapsedMs: number,
  options: RouterOptions,
): void {
  const { globalMs, perTryMs, tellsGrpc } = timeouts
  let budgetMs = perTryMs === 0 || isHedged ? globalMs : perTryMs
  if (budgetMs === 0) return
  if (globalMs > 0) budgetMs = Math.max(1, Math.min(budgetMs, Math.round(globalMs - elapsedMs)))
  if (!options.suppressesEnvoyHeaders)
    setHeader(headers, 'x-envoy-expected-rq-timeout-ms', String(budgetMs))
  if (tellsGrpc) setGrpcTimeout(headers, budgetMs)
}

/** The value of a header that is taken out; -1 where absent or not a number. */
function taken(headers: HeaderList, name: string): number {
  const value = milliseconds(headers, name)
  removeHeader(headers, name)
  return value
}

/** -1 where absent or not a number. */
function milliseconds(headers: HeaderList, name: string): number {
  const value = headerValue(headers, name)
  return value !== null && /^\d{1,10}$/.test(value) ? Number(value) : -1
}
