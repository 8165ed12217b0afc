/** Dispatches one quota request: by the short name of quota instances, in any case. */
import {
  Code,
  type Handler,
  OK,
  type QuotaArgs,
  type QuotaInstance,
  type QuotaResult,
  Variety,
} from '@flotilla/adapter-sdk'
import type { AttributeBag, ReferenceTracker } from '@flotilla/attributes'
import { EvaluationError } from '@flotilla/cexl'
import { FlotillaError } from '@flotilla/errors'
import { DEFAULT_VALID_MS } from './combine.ts'
import { Evaluation } from './evaluation.ts'
import { DispatchError, type InvokeContext, invoke } from './invoke.ts'
import { allDone, type MaybePromise, whenDone } from './maybe-promise.ts'
import { requestNamespace } from './request-namespace.ts'
import type { RoutingTable, Step } from './routing-table.ts'

export interface QuotaRequest extends QuotaArgs {
  readonly name: string
}

interface Call {
  readonly step: Step
  readonly instance: QuotaInstance
}

/** The grant, or why there is none. What no rule limits is granted in full. */
export function quota(
  context: InvokeContext,
  table: RoutingTable,
  bag: AttributeBag,
  tracker: ReferenceTracker | null,
  request: QuotaRequest,
): MaybePromise<QuotaResult | DispatchError> {
  const namespace = requestNamespace(bag, tracker)
  const evaluation = new Evaluation(bag, tracker)
  const wanted = request.name.toLowerCase()
  const calls: Call[] = []
  let isConfigured = false
  for (const step of table.steps(Variety.quota, namespace)) {
    const named = step.instances.filter(({ instance }) => instance.shortName === wanted)
    if (named.length === 0) continue
    isConfigured = true
    if (!step.match.holds(evaluation, context.observer)) continue
    for (const { instance } of named) {
      const built = instance.builder.build(evaluation)
      if (built instanceof EvaluationError)
        return new DispatchError(`${instance.key}: ${built.message}`)
      calls.push({ step, instance: built as QuotaInstance }) // routed by its variety
    }
  }
  if (!isConfigured) context.observer.quotaNotConfigured(request.name)
  context.observer.dispatched(Variety.quota, calls.length, calls.length)
  if (calls.length === 0)
    return { status: OK, validDurationMs: DEFAULT_VALID_MS, amount: request.amount }
  const answers = calls.map(({ step, instance }) =>
    invoke(context, step.handler, 'quota', () =>
      handleQuota(step.handler.handler, instance, request),
    ),
  )
  return whenDone(allDone(answers), (results) => firstResult(context, calls, results, request))
}

/** Real results win over what is granted for want of a match; of several the first counts, the others have consumed in vain. */
function firstResult(
  context: InvokeContext,
  calls: readonly Call[],
  results: readonly (QuotaResult | DispatchError)[],
  request: QuotaRequest,
): QuotaResult | DispatchError {
  for (const { step } of calls.slice(1))
    context.observer.quotaDiscarded(request.name, step.handler.name)
  const result = results[0]
  if (result === undefined || result instanceof DispatchError)
    return result ?? new DispatchError('no handler answered')
  if (result.status.code === Code.ok) return result
  const message = `${calls[0]?.step.handler.name}:${result.status.message}`
  return { ...result, status: { ...result.status, message } }
}

function handleQuota(
  handler: Handler,
  instance: QuotaInstance,
  args: QuotaArgs,
): MaybePromise<QuotaResult> {
  if (handler.handleQuota === undefined)
    throw new FlotillaError('FLT_ADAPTER_FAILED', 'the adapter does not grant quotas')
  return handler.handleQuota(instance, args)
}
