/** Faults of a rule: delays and aborts for a share of requests, also in the old whole-percent spelling (spec pilot-galley 2.5). */

import { type Any, FaultAbort, FaultDelay, HTTPFault, packAny } from '@flotilla/proto'
import { durationFrom } from '../duration.ts'
import type { Fault } from '../spec-types.ts'
import { grpcStatusNumber } from './grpc-status.ts'
import { fractionOf } from './percent.ts'

export const FAULT_FILTER = 'envoy.filters.http.fault'

/** The per-route configuration of the fault filter, or null where nothing is to fail. */
export function faultConfig(fault: Fault | undefined): Any | null {
  const delay = delayOf(fault?.delay)
  const abort = abortOf(fault?.abort)
  if (delay === null && abort === null) return null
  return packAny(HTTPFault, HTTPFault.create({ delay, abort }))
}

function delayOf(delay: Fault['delay']): FaultDelay | null {
  const fixedDelay = durationFrom(delay?.fixedDelay)
  if (delay === undefined || fixedDelay === null) return null
  return FaultDelay.create({ fixedDelay, percentage: fractionOf(percentOf(delay)) })
}

function abortOf(abort: Fault['abort']): FaultAbort | null {
  if (abort === undefined) return null
  const percentage = fractionOf(percentOf(abort))
  if (abort.httpStatus !== undefined)
    return FaultAbort.create({ httpStatus: abort.httpStatus, percentage })
  const grpcStatus = grpcStatusNumber(abort.grpcStatus ?? '')
  return grpcStatus === null ? null : FaultAbort.create({ grpcStatus, percentage })
}

/** `percentage.value`, or the deprecated `percent`; null: every request. */
function percentOf(fault: {
  readonly percentage?: { readonly value?: number }
  readonly percent?: number
}): number | null {
  if (fault.percentage !== undefined) return fault.percentage.value ?? 0
  return fault.percent ?? null
}
