/** The router's `strict_check_headers`: requests whose x-envoy-* headers are malformed are refused. */
import type { HeaderList } from '../headers.ts'
import { headerValue } from '../headers.ts'
import { ResponseFlag } from '../response-flags.ts'
import { parseRetryOn } from './retry-on.ts'
import { RetryOn } from './route.ts'

interface Refusable {
  readonly requestHeaders: HeaderList
  reply(status: number, body: string, detail: string, flag: number): void
}

const GRPC_CONDITIONS =
  RetryOn.GrpcCancelled |
  RetryOn.GrpcDeadlineExceeded |
  RetryOn.GrpcInternal |
  RetryOn.GrpcResourceExhausted |
  RetryOn.GrpcUnavailable

const isNumber = (value: string): boolean => /^\s*\d{1,19}\s*$/.test(value)
const isOf =
  (kind: 'http' | 'grpc') =>
  (value: string): boolean => {
    const { conditions, unknown } = parseRetryOn(value)
    const others = kind === 'grpc' ? conditions & ~GRPC_CONDITIONS : conditions & GRPC_CONDITIONS
    return unknown.length === 0 && others === 0
  }

/** What each must look like. */
const CHECKS: Readonly<Record<string, (value: string) => boolean>> = {
  'x-envoy-upstream-rq-timeout-ms': isNumber,
  'x-envoy-upstream-rq-per-try-timeout-ms': isNumber,
  'x-envoy-max-retries': isNumber,
  'x-envoy-retry-on': isOf('http'),
  'x-envoy-retry-grpc-on': isOf('grpc'),
}

/** Those that Envoy can check, in lower case. */
export const STRICT_HEADERS: ReadonlySet<string> = new Set(Object.keys(CHECKS))

/** Whether the request was answered here. */
export function refusesHeaders(stream: Refusable, names: readonly string[]): boolean {
  for (const name of names) {
    const value = headerValue(stream.requestHeaders, name)
    if (value === null || CHECKS[name]?.(value) === true) continue
    const body = `invalid header '${name}' with value '${value}'`
    const detail = `request_headers_failed_strict_check{${name}}`
    stream.reply(400, body, detail, ResponseFlag.InvalidEnvoyRequestHeaders)
    return true
  }
  return false
}
