/** Judges the answer to an HTTP check. */
import { headerValue } from '../../http/headers.ts'
import { type CheckResult, FAILED, HEALTHY } from './check-result.ts'
import type { HttpCheck, StatusRange } from './health-spec.ts'
import { hasPieces } from './payload-match.ts'

export interface HttpAnswer {
  readonly status: number
  /** Flat, names in lower case. */
  readonly headers: string[]
  /** As much as is looked at. */
  readonly body: Buffer
}

/** @param onVerify called where the answer's service name is compared. */
export function judgeHttp(check: HttpCheck, answer: HttpAnswer, onVerify: () => void): CheckResult {
  const { status, headers, body } = answer
  if (!isIn(check.expected, status)) {
    const isExcluded = headerValue(headers, 'x-envoy-immediate-health-check-fail') !== null
    return { kind: 'failed', isRetriable: isIn(check.retriable, status), isExcluded, status }
  }
  if (check.receive.length > 0 && !hasPieces(check.receive, body)) return { ...FAILED, status }
  if (check.serviceName !== null) {
    onVerify()
    const name = headerValue(headers, 'x-envoy-upstream-healthchecked-cluster') ?? ''
    if (!check.serviceName.matches(name)) return { ...FAILED, status }
  }
  const isDegraded = headerValue(headers, 'x-envoy-degraded') !== null
  return isDegraded ? { kind: 'healthy', isDegraded } : HEALTHY
}

/** Name and value pairs of a check's request, without the pseudo-headers. */
export function checkHeaders(check: HttpCheck): readonly string[] {
  const own = ['user-agent', 'Envoy/HC', ...check.headers]
  return own.filter((_text, i) => !check.removedHeaders.includes(own[i & ~1] ?? ''))
}

function isIn(ranges: readonly StatusRange[], status: number): boolean {
  return ranges.some(({ start, end }) => status >= start && status < end)
}
