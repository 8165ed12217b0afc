/** Errors to gRPC statuses and back: the one place where a failure becomes a reply, and where a reply becomes a failure. */
import { codeOf, FlotillaError, grpcStatusOf, messageOf } from '@flotilla/errors'
import type { Metadata, ServiceError } from '@grpc/grpc-js'
import { grpcJs } from './grpc-js.ts'
import { StatusCode, statusCodeName } from './status-code.ts'

/** Carries our error code beside the status, so that a caller of ours can match on it. */
const CODE_KEY = 'flotilla-code'

export interface StatusReply {
  readonly code: number
  readonly details: string
  readonly metadata?: Metadata
}

const RETRYABLE: ReadonlySet<number> = new Set([
  StatusCode.UNAVAILABLE,
  StatusCode.RESOURCE_EXHAUSTED,
  StatusCode.ABORTED,
  StatusCode.CANCELLED,
  StatusCode.DEADLINE_EXCEEDED,
  StatusCode.INTERNAL,
])

/** The status to answer with. Our errors show their message; what a foreign error says stays inside; a status passes as it is. */
export function toServiceError(error: unknown): StatusReply {
  const code = codeOf(error)
  if (code !== null) {
    const metadata = new (grpcJs().Metadata)()
    metadata.set(CODE_KEY, code)
    return { code: grpcStatusOf(error), details: messageOf(error), metadata }
  }
  if (isStatus(error)) return { code: error.code, details: error.details }
  return { code: StatusCode.INTERNAL, details: 'internal error' }
}

/** The error of a call that failed: FLT_RPC_DEADLINE or FLT_RPC_FAILED with the status as its cause. */
export function fromServiceError(error: unknown, what: string): FlotillaError {
  if (error instanceof FlotillaError) return error
  const code = statusOf(error)
  const isDeadline = code === StatusCode.DEADLINE_EXCEEDED
  return new FlotillaError(
    isDeadline ? 'FLT_RPC_DEADLINE' : 'FLT_RPC_FAILED',
    `${what}: ${isStatus(error) ? `${statusCodeName(error.code)}: ${error.details}` : messageOf(error)}`,
    { cause: error, retryable: code !== null && RETRYABLE.has(code) },
  )
}

/** The gRPC status code of an error of a call, also below FLT_RPC_FAILED; null where there is none. */
export function statusOf(error: unknown): number | null {
  if (isStatus(error)) return error.code
  return error instanceof FlotillaError && isStatus(error.cause) ? error.cause.code : null
}

/** The FLT_ code that the server named beside the status, or null. */
export function remoteCodeOf(error: unknown): string | null {
  const cause = error instanceof FlotillaError ? error.cause : error
  if (!isStatus(cause)) return null
  const value = cause.metadata?.get(CODE_KEY)[0]
  return typeof value === 'string' ? value : null
}

function isStatus(error: unknown): error is Pick<ServiceError, 'code' | 'details'> & {
  readonly metadata?: Metadata
} {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    typeof error.code === 'number' &&
    'details' in error &&
    typeof error.details === 'string'
  )
}
