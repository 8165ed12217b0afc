/** One Check call, in Istio 1.4's order: word count, generators, precondition, then each quota from the same start. */
import { Code, NOTHING_GRANTED, type QuotaResult } from '@flotilla/adapter-sdk'
import { CompressedBag, OverlayBag, ReferenceTracker, refuseWordCount } from '@flotilla/attributes'
import {
  type CheckOutcome,
  check,
  DispatchError,
  type InvokeContext,
  preprocess,
  quota,
  type RoutingTable,
} from '@flotilla/dispatch'
import type { LogScope } from '@flotilla/log'
import {
  type CheckRequest,
  CheckResponse,
  type CheckResponseQuotaResult,
  CompressedAttributes,
} from '@flotilla/proto'
import { internal } from '../rpc/grpc-failure.ts'
import { preconditionOf, quotaResultOf } from './check-response.ts'

export interface CallEnvironment {
  readonly context: InvokeContext
  readonly log: LogScope
  /** The table in force. */
  table(): RoutingTable
  /** Generation of that table; read in the same turn. */
  generation(): number
}

const NO_ATTRIBUTES = CompressedAttributes.create()

export async function answerCheck(
  environment: CallEnvironment,
  request: CheckRequest,
): Promise<CheckResponse> {
  const refusal = refuseWordCount(request.globalWordCount)
  if (refusal !== null) throw internal(refusal)
  const table = environment.table()
  const generation = environment.generation()
  table.acquire()
  try {
    return { ...(await decide(environment, table, request)), flotillaPolicyGeneration: generation }
  } finally {
    table.release()
  }
}

async function decide(
  { context, log }: CallEnvironment,
  table: RoutingTable,
  request: CheckRequest,
): Promise<CheckResponse> {
  const bag = new OverlayBag(new CompressedBag(request.attributes ?? NO_ATTRIBUTES))
  const tracker = new ReferenceTracker()
  const prepared = await preprocess(context, table, bag, tracker)
  if (prepared instanceof DispatchError)
    throw internal(`preprocessing attributes failed: ${prepared.message}`)
  // Quotas start from here, not from what the precondition read.
  const start = request.quotas.size > 0 ? tracker.fork() : tracker
  const outcome = await check(context, table, bag, tracker, prepared.maxValidityMs)
  if (outcome instanceof DispatchError)
    throw internal(`performing check operation failed: ${outcome.message}`)
  const quotas = isAllowed(outcome)
    ? await grantQuotas({ context, log, table, bag, start }, request)
    : new Map<string, CheckResponseQuotaResult>()
  const precondition = preconditionOf(outcome, tracker.references(), request.globalWordCount)
  return CheckResponse.create({ precondition, quotas })
}

interface QuotaCall {
  readonly context: InvokeContext
  readonly log: LogScope
  readonly table: RoutingTable
  readonly bag: OverlayBag
  readonly start: ReferenceTracker
}

/** A quota that fails is logged and granted nothing; the others go on. */
async function grantQuotas(
  { context, log, table, bag, start }: QuotaCall,
  request: CheckRequest,
): Promise<Map<string, CheckResponseQuotaResult>> {
  const results = new Map<string, CheckResponseQuotaResult>()
  for (const [name, params] of request.quotas) {
    const tracker = start.fork()
    const granted = await quota(context, table, bag, tracker, {
      name,
      amount: params.amount,
      isBestEffort: params.bestEffort,
      dedupId: request.deduplicationId === '' ? '' : request.deduplicationId + name,
    })
    const result: QuotaResult = granted instanceof DispatchError ? NOTHING_GRANTED : granted
    if (granted instanceof DispatchError)
      log.warn('quota failed, nothing is granted', { quota: name, reason: granted.message })
    results.set(name, quotaResultOf(result, tracker.references(), request.globalWordCount))
  }
  return results
}

function isAllowed(outcome: CheckOutcome): boolean {
  return outcome.status.code === Code.ok
}
