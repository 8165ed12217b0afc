/** Combines the results of all checks of a request, in rule order. */
import {
  type CheckResult,
  Code,
  hasNoOpinion,
  NO_OPINION,
  type Status,
} from '@flotilla/adapter-sdk'
import { directResponseOf, type RouteDirective } from './route-directive.ts'

export interface HandlerResult {
  /** As statuses name it. */
  readonly handler: string
  readonly result: CheckResult
}

export interface CheckOutcome {
  readonly status: Status
  readonly validDurationMs: number
  readonly validUseCount: number
  readonly routeDirective: RouteDirective | null
}

// Istio 1.4: the validity of an answer that nobody had an opinion on.
export const DEFAULT_VALID_MS = 60_000
export const DEFAULT_USE_COUNT = 10_000

/**
 * The first result with an opinion is taken, later ones lower its validity; the code is that of the first refusal, the
 * message joins all of them. Istio 1.4 goes by the order in which handlers end; here it is the order of rules.
 */
export function combine(results: readonly HandlerResult[]): CheckOutcome {
  const opinions = results.filter(({ result }) => !hasNoOpinion(result)).map((one) => one.result)
  const refusals = results.filter(({ result }) => result.status.code !== Code.ok)
  const first = refusals[0]
  const status: Status =
    first === undefined
      ? NO_OPINION.status
      : {
          code: first.result.status.code,
          message: refusals
            .map(({ handler, result }) => `${handler}:${result.status.message}`)
            .join(', '),
          directResponse: null,
        }
  const routeDirective = first === undefined ? null : directResponseOf(first.result.status)
  if (opinions.length === 0)
    return {
      status,
      validDurationMs: DEFAULT_VALID_MS,
      validUseCount: DEFAULT_USE_COUNT,
      routeDirective,
    }
  return {
    status,
    validDurationMs: Math.min(...opinions.map((one) => one.validDurationMs)),
    validUseCount: lowestUseCount(opinions),
    routeDirective,
  }
}

/** Negative means any number of uses: it limits nothing. */
function lowestUseCount(opinions: readonly CheckResult[]): number {
  const limits = opinions.map((one) => one.validUseCount).filter((count) => count >= 0)
  return limits.length === 0 ? -1 : Math.min(...limits)
}
