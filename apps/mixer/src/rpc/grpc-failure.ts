/** Failures that become a gRPC status as they are: `{code, details}` is what the server's error mapping passes on. */
import { status } from '@grpc/grpc-js'

export interface GrpcFailure {
  readonly code: number
  readonly details: string
}

// The texts are Istio 1.4's: sidecars and people match on them.
export const OVERLOADED: GrpcFailure = Object.freeze({
  code: status.UNAVAILABLE,
  details: 'Server is currently overloaded. Please try again.',
})

export const NO_CONFIGURATION: GrpcFailure = Object.freeze({
  code: status.UNAVAILABLE,
  details: 'mixer has no configuration yet',
})

export const NOT_ALLOWED: GrpcFailure = Object.freeze({
  code: status.PERMISSION_DENIED,
  details: 'only identities of the mesh may call mixer',
})

export function internal(details: string): GrpcFailure {
  return { code: status.INTERNAL, details }
}

export function invalid(details: string): GrpcFailure {
  return { code: status.INVALID_ARGUMENT, details }
}

export function unknown(details: string): GrpcFailure {
  return { code: status.UNKNOWN, details }
}

export function isGrpcFailure(error: unknown): error is GrpcFailure {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    typeof error.code === 'number' &&
    'details' in error
  )
}
