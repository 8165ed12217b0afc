/** The base of every error that Flotilla throws. Match on `code`, never on the message or the class. */
import { CODES, type ErrorCode } from './codes.ts'

export interface FlotillaErrorOptions {
  readonly cause?: unknown
  /** Whether the same call may succeed when it is made again. Default false. */
  readonly retryable?: boolean
}

export class FlotillaError extends Error {
  readonly code: ErrorCode
  readonly retryable: boolean

  /** @param message lower case, no full stop, says which input. */
  constructor(code: ErrorCode, message: string, options: FlotillaErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'FlotillaError'
    this.code = code
    this.retryable = options.retryable ?? false
  }
}

/** The code of an error, or null where it is not ours. */
export function codeOf(error: unknown): ErrorCode | null {
  return error instanceof FlotillaError ? error.code : null
}

/** The code that an operating system error carries (`EADDRINUSE`, …), or null. */
export function systemCodeOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null
  return typeof error.code === 'string' ? error.code : null
}

/** Message of anything thrown, without its stack. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** HTTP status an edge answers with for this error. */
export function httpStatusOf(error: unknown): number {
  const code = codeOf(error)
  return code === null ? 500 : CODES[code].http
}

/** gRPC status an edge answers with for this error. */
export function grpcStatusOf(error: unknown): number {
  const code = codeOf(error)
  return code === null ? 2 : CODES[code].grpc
}

/** Ends a switch over a closed set: the compiler refuses it while a member is unhandled. */
export function assertNever(value: never): never {
  throw new FlotillaError('FLT_BUG', `unhandled member ${JSON.stringify(value)}`)
}
