/** Headers of which Envoy keeps one line: repetitions join the first by commas, where it stands (RFC 9110 §5.3). */
import { type HeaderList, indexOfHeader } from './headers.ts'

const BOTH = [
  'content-type',
  'proxy-status',
  'via',
  'x-envoy-attempt-count',
  'x-envoy-decorator-operation',
  'x-request-id',
  'cache-control',
  'content-encoding',
]

const inRequests: Set<string> = new Set([
  ...BOTH,
  'accept',
  'accept-encoding',
  'access-control-request-headers',
  'access-control-request-method',
  'access-control-request-private-network',
  'authorization',
  'expect',
  'grpc-accept-encoding',
  'grpc-timeout',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'if-unmodified-since',
  'origin',
  'pragma',
  'referer',
  'user-agent',
  'x-client-trace-id',
  'x-envoy-downstream-service-cluster',
  'x-envoy-downstream-service-node',
  'x-envoy-expected-rq-timeout-ms',
  'x-envoy-external-address',
  'x-envoy-force-trace',
  'x-envoy-hedge-on-per-try-timeout',
  'x-envoy-internal',
  'x-envoy-ip-tags',
  'x-envoy-is-timeout-retry',
  'x-envoy-max-retries',
  'x-envoy-original-host',
  'x-envoy-original-path',
  'x-envoy-original-url',
  'x-envoy-retriable-header-names',
  'x-envoy-retriable-status-codes',
  'x-envoy-retry-grpc-on',
  'x-envoy-retry-on',
  'x-envoy-upstream-alt-stat-name',
  'x-envoy-upstream-rq-per-try-timeout-ms',
  'x-envoy-upstream-rq-timeout-alt-response',
  'x-envoy-upstream-rq-timeout-ms',
  'x-envoy-upstream-stream-duration-ms',
  'x-forwarded-client-cert',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-proto',
])

const inResponses: Set<string> = new Set([
  ...BOTH,
  'access-control-allow-credentials',
  'access-control-allow-headers',
  'access-control-allow-methods',
  'access-control-allow-origin',
  'access-control-expose-headers',
  'access-control-max-age',
  'age',
  'date',
  'etag',
  'expires',
  'grpc-message',
  'grpc-status',
  'last-modified',
  'location',
  'server',
  'vary',
  'x-envoy-degraded',
  'x-envoy-immediate-health-check-fail',
  'x-envoy-ratelimited',
  'x-envoy-upstream-canary',
  'x-envoy-upstream-healthchecked-cluster',
])

export const MERGED_IN_REQUESTS: ReadonlySet<string> = inRequests
export const MERGED_IN_RESPONSES: ReadonlySet<string> = inResponses

/** Names that the bootstrap adds, for the whole process: called before anything is compiled. */
export function mergeAlso(requests: readonly string[], responses: readonly string[]): void {
  for (const name of requests) inRequests.add(name)
  for (const name of responses) inResponses.add(name)
}

/** Joins repetitions in place. A mark per name tells most lists without any apart from those to look at. */
export function mergeRepeated(headers: HeaderList, merged: ReadonlySet<string>): void {
  let low = 0
  let high = 0
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i] as string // inside the list
    const mark = name.length * 5 + name.charCodeAt(name.length - 1)
    const bit = 1 << (mark & 31)
    const isLow = (mark & 32) === 0
    if (((isLow ? low : high) & bit) !== 0 && merged.has(name)) {
      const at = indexOfHeader(headers, name)
      if (at !== i) {
        headers[at + 1] = joined(headers[at + 1] as string, headers[i + 1] as string) // lists are even
        headers.splice(i, 2)
        i -= 2
      }
    } else if (isLow) low |= bit
    else high |= bit
  }
}

/** Adds a value to the name's line, at its place, or a line at the end. */
export function addMerged(headers: HeaderList, name: string, value: string): void {
  const at = indexOfHeader(headers, name)
  if (at === -1) headers.push(name, value)
  else headers[at + 1] = joined(headers[at + 1] as string, value) // lists are even
}

/** Envoy: an empty value adds nothing, not even a comma. */
function joined(first: string, second: string): string {
  if (first === '') return second
  return second === '' ? first : `${first},${second}`
}
