/** The istio.mixer.v1.Mixer service: who may call, how much at once, and then the call itself on the table in force. */
import { type CallContext, type ServiceBinding, toServiceError, unary } from '@flotilla/grpc'
import { CheckRequest, MixerService, ReportRequest, type ServiceMethod } from '@flotilla/proto'
import type { Clock } from '@flotilla/time'
import { answerCheck, type CallEnvironment } from '../check/check-call.ts'
import type { RpcMetrics } from '../metrics/rpc-metrics.ts'
import { answerReport } from '../report/report-call.ts'
import type { Admission } from './admission.ts'
import type { CallerRule } from './caller.ts'
import { NO_CONFIGURATION, NOT_ALLOWED, OVERLOADED } from './grpc-failure.ts'

export interface MixerServiceOptions {
  readonly environment: CallEnvironment
  readonly admission: Admission
  readonly metrics: RpcMetrics
  readonly clock: Clock
  readonly mayCall: CallerRule
  /** Whether a configuration is in force: without one there is no decision, and so no answer. */
  readonly isConfigured: () => boolean
}

// Requests stay bytes until they are admitted: reading them is most of their cost.
const RAW_SERVICE = {
  check: raw(MixerService.check),
  report: raw(MixerService.report),
}

export function mixerService(options: MixerServiceOptions): ServiceBinding {
  const { environment } = options
  return {
    definition: RAW_SERVICE,
    implementation: {
      check: unary((bytes: Uint8Array, context) =>
        admitted(options, 'Check', bytes, context, () =>
          answerCheck(environment, CheckRequest.decode(bytes)),
        ),
      ),
      report: unary((bytes: Uint8Array, context) =>
        admitted(options, 'Report', bytes, context, () => {
          const request = ReportRequest.decode(bytes)
          options.metrics.reported(request.attributes.length)
          return answerReport(environment, request)
        }),
      ),
    },
  }
}

async function admitted<T>(
  options: MixerServiceOptions,
  method: 'Check' | 'Report',
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

function raw<Request, Response>(
  method: ServiceMethod<Request, Response>,
): ServiceMethod<Uint8Array, Response> {
  return {
    ...method,
    requestSerialize: (bytes) => Buffer.from(bytes),
    requestDeserialize: (bytes) => bytes,
  }
}
