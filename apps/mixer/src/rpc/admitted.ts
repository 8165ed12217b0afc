/** What every call of a proxy passes before it is read: who calls, whether there is a configuration, and how much is under way. */
import { type CallContext, toServiceError } from '@flotilla/grpc'
import type { ServiceMethod } from '@flotilla/proto'
import type { Clock } from '@flotilla/time'
import type { CallEnvironment } from '../check/check-call.ts'
import type { CallMethod, RpcMetrics } from '../metrics/rpc-metrics.ts'
import type { Admission } from './admission.ts'
import type { CallerRule } from './caller.ts'
import { NO_CONFIGURATION, NOT_ALLOWED, OVERLOADED } from './grpc-failure.ts'

export interface AdmittedOptions {
  readonly environment: CallEnvironment
  readonly admission: Admission
  readonly metrics: RpcMetrics
  readonly clock: Clock
  readonly mayCall: CallerRule
  /** Whether a configuration is in force: without one there is no decision, and so no answer. */
  readonly isConfigured: () => boolean
}

/** Answers by `call`, counted and timed, or refuses. */
export async function admitted<T>(
  options: AdmittedOptions,
  method: CallMethod,
  bytes: Uint8Array,
  { peer }: CallContext,
  call: () => T | Promise<T>,
): Promise<T> {
  const { admission, metrics, clock } = options
  const startedAtMs = clock.nowMs()
  const ended = (code: number): void =>
    metrics.called({
      method,
      code,
      durationMs: clock.nowMs() - startedAtMs,
      receivedBytes: bytes.length,
    })
  try {
    if (!options.mayCall(peer)) {
      metrics.callerRefused()
      throw NOT_ALLOWED
    }
    if (!options.isConfigured()) throw NO_CONFIGURATION
    if (!admission.enter(bytes.length)) {
      metrics.shed(bytes.length)
      throw OVERLOADED
    }
    try {
      const response = await call()
      ended(0)
      return response
    } finally {
      admission.leave(bytes.length)
    }
  } catch (error) {
    ended(toServiceError(error).code)
    throw error
  }
}

/** A method whose requests stay bytes until they are admitted: reading them is most of their cost. */
export function raw<Request, Response>(
  method: ServiceMethod<Request, Response>,
): ServiceMethod<Uint8Array, Response> {
  return {
    ...method,
    requestSerialize: (bytes) => Buffer.from(bytes),
    requestDeserialize: (bytes) => bytes,
  }
}
