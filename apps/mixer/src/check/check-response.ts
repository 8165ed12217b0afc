/** The messages of a CheckResponse, from what dispatch decided. */
import type { QuotaResult, Status } from '@flotilla/adapter-sdk'
import { encodeReferences, type Reference } from '@flotilla/attributes'
import type { CheckOutcome, HeaderOperation, RouteDirective } from '@flotilla/dispatch'
import {
  CheckResponsePreconditionResult,
  CheckResponseQuotaResult,
  durationOfMs,
  HeaderOperation as HeaderOperationMessage,
  HeaderOperationOperation,
  RouteDirective as RouteDirectiveMessage,
  Status as StatusMessage,
} from '@flotilla/proto'

const INT32_MAX = 2_147_483_647

/** @param globalWordCount how many global words the caller knows. */
export function preconditionOf(
  outcome: CheckOutcome,
  references: readonly Reference[],
  globalWordCount: number,
): CheckResponsePreconditionResult {
  return CheckResponsePreconditionResult.create({
    status: statusOf(outcome.status),
    // Always sent: a client takes an absent duration for one without end.
    validDuration: durationOfMs(outcome.validDurationMs),
    validUseCount: Math.min(outcome.validUseCount, INT32_MAX),
    referencedAttributes: encodeReferences(references, globalWordCount),
    routeDirective: outcome.routeDirective === null ? null : directiveOf(outcome.routeDirective),
  })
}

/** @param globalWordCount how many global words the caller knows. */
export function quotaResultOf(
  result: QuotaResult,
  references: readonly Reference[],
  globalWordCount: number,
): CheckResponseQuotaResult {
  return CheckResponseQuotaResult.create({
    validDuration: durationOfMs(result.validDurationMs),
    grantedAmount: result.amount,
    referencedAttributes: encodeReferences(references, globalWordCount),
    status: statusOf(result.status),
  })
}

function statusOf({ code, message }: Status): StatusMessage {
  return StatusMessage.create({ code, message })
}

function directiveOf(directive: RouteDirective): RouteDirectiveMessage {
  return RouteDirectiveMessage.create({
    requestHeaderOperations: directive.requestHeaderOperations.map(operationOf),
    responseHeaderOperations: directive.responseHeaderOperations.map(operationOf),
    directResponseCode: directive.directResponseCode,
    directResponseBody: directive.directResponseBody,
  })
}

function operationOf({ name, value, operation }: HeaderOperation): HeaderOperationMessage {
  return HeaderOperationMessage.create({
    name,
    value,
    operation: HeaderOperationOperation[operation],
  })
}
