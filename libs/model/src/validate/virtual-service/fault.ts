/** Fault injection (V16). */
import { GRPC_STATUS_NAMES } from '@flotilla/errors'
import { suggestion } from '../../parse/nearest.ts'
import type { FaultAbort, FaultDelay, HttpFaultInjection } from '../../spec/virtual-service.ts'
import { checkDuration, checkPercent, type Findings } from '../findings.ts'

export function checkFault(
  found: Findings,
  path: string,
  fault: HttpFaultInjection | undefined,
): void {
  if (fault === undefined) return
  if (fault.delay === undefined && fault.abort === undefined)
    found.error(path, 'one of delay, abort is required')
  if (fault.delay !== undefined) checkDelay(found, `${path}.delay`, fault.delay)
  if (fault.abort !== undefined) checkAbort(found, `${path}.abort`, fault.abort)
}

function checkDelay(found: Findings, path: string, delay: FaultDelay): void {
  checkDuration(found, `${path}.fixedDelay`, delay.fixedDelay)
  checkPercent(found, `${path}.percentage.value`, delay.percentage?.value)
  if (delay.exponentialDelay !== undefined)
    found.error(`${path}.exponentialDelay`, 'exponentialDelay is not supported: use fixedDelay')
  else if (delay.fixedDelay === undefined) found.warn(path, 'without fixedDelay nothing is delayed')
  checkOldPercent(found, `${path}.percent`, delay)
}

function checkOldPercent(found: Findings, path: string, fault: FaultDelay | FaultAbort): void {
  if (fault.percent === undefined) return
  found.warn(path, 'percent is deprecated: use percentage.value')
}

function checkAbort(found: Findings, path: string, abort: FaultAbort): void {
  checkPercent(found, `${path}.percentage.value`, abort.percentage?.value)
  checkOldPercent(found, `${path}.percent`, abort)
  if (abort.http2Error !== undefined)
    found.error(`${path}.http2Error`, 'http2Error is not supported: use httpStatus or grpcStatus')
  else if (abort.httpStatus !== undefined) {
    if (abort.httpStatus < 200 || abort.httpStatus > 600)
      found.error(
        `${path}.httpStatus`,
        `expected a status from 200 to 600, got ${abort.httpStatus}`,
      )
  } else if (abort.grpcStatus !== undefined) {
    if (!GRPC_STATUS_NAMES.includes(abort.grpcStatus))
      found.error(
        `${path}.grpcStatus`,
        `"${abort.grpcStatus}" is not the name of a gRPC status${suggestion(abort.grpcStatus, GRPC_STATUS_NAMES)}`,
      )
  } else found.warn(path, 'without httpStatus or grpcStatus nothing is aborted')
}
