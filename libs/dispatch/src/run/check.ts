/** Dispatches the check of a request: every matching instance to its handler, all results combined. */
import {
  type CheckInstance,
  type CheckResult,
  Code,
  type Handler,
  Variety,
} from '@flotilla/adapter-sdk'
import type { AttributeBag, AttributeValue, ReferenceTracker } from '@flotilla/attributes'
import { EvaluationError, type Expression } from '@flotilla/cexl'
import { FlotillaError } from '@flotilla/errors'
import type { CompiledOperation } from '../compile/header-operations.ts'
import type { CompiledInstance } from '../compile/instances.ts'
import { actionOutput, type CompiledRule } from '../compile/rules.ts'
import { ActionOutputs } from './action-outputs.ts'
import { type CheckOutcome, combine, type HandlerResult } from './combine.ts'
import { Evaluation } from './evaluation.ts'
import { DispatchError, type InvokeContext, invoke } from './invoke.ts'
import { allDone, type MaybePromise, whenDone } from './maybe-promise.ts'
import { requestNamespace } from './request-namespace.ts'
import type { HeaderOperation, RouteDirective } from './route-directive.ts'
import type { RoutingTable, Step } from './routing-table.ts'

/**
 * The outcome, or why there is none: an instance that cannot be built, a handler that failed.
 * @param maxValidityMs as preprocessing gave it.
 */
export function check(
  context: InvokeContext,
  table: RoutingTable,
  bag: AttributeBag,
  tracker: ReferenceTracker | null,
  maxValidityMs: number | null = null,
): MaybePromise<CheckOutcome | DispatchError> {
  const namespace = requestNamespace(bag, tracker)
  const evaluation = new Evaluation(bag, tracker)
  const calls: { step: Step; instance: CheckInstance; compiled: CompiledInstance }[] = []
  const problems: string[] = []
  for (const step of table.steps(Variety.check, namespace)) {
    if (!step.match.holds(evaluation, context.observer)) continue
    for (const { instance } of step.instances) {
      const built = instance.builder.build(evaluation)
      if (built instanceof EvaluationError) problems.push(`${instance.key}: ${built.message}`)
      else calls.push({ step, instance: built as CheckInstance, compiled: instance }) // routed by its variety
    }
  }
  context.observer.dispatched(Variety.check, countHandlers(calls), calls.length)
  if (problems.length > 0) return new DispatchError(problems.join('; '))
  const results = calls.map(({ step, instance }) => callHandler(context, step, instance))
  return whenDone(allDone(results), (answers) => {
    const done: HandlerResult[] = []
    for (const [i, answer] of answers.entries()) {
      if (answer instanceof DispatchError) return answer
      done.push(answer)
      const call = calls[i]
      if (call !== undefined)
        context.trace?.(call.step.match.rule, answer.handler, call.compiled, answer.result)
    }
    const outcome = limited(combine(done), maxValidityMs)
    if (outcome.status.code !== Code.ok) return outcome
    const outputs = outputsOf(calls, done)
    return withHeaders(context, table, namespace, new Evaluation(bag, tracker), outcome, outputs)
  })
}

/** Outputs of checks by the rule whose header operations may name them; null where no check gave any. */
function outputsOf(
  calls: readonly { readonly step: Step }[],
  done: readonly HandlerResult[],
): ReadonlyMap<CompiledRule, Map<string, AttributeValue>> | null {
  let outputs: Map<CompiledRule, Map<string, AttributeValue>> | null = null
  for (const [i, { result }] of done.entries()) {
    const step = calls[i]?.step
    if (step === undefined || step.action === '' || !hasOutput(result)) continue
    outputs ??= new Map()
    const { rule } = step.match
    const known = outputs.get(rule) ?? new Map<string, AttributeValue>()
    outputs.set(rule, known)
    for (const [name, value] of result.output) known.set(actionOutput(step.action, name), value)
  }
  return outputs
}

function hasOutput(
  result: CheckResult,
): result is CheckResult & { readonly output: ReadonlyMap<string, AttributeValue> } {
  return 'output' in result
}

function limited(outcome: CheckOutcome, maxValidityMs: number | null): CheckOutcome {
  return maxValidityMs === null || outcome.validDurationMs <= maxValidityMs
    ? outcome
    : { ...outcome, validDurationMs: maxValidityMs }
}

function callHandler(
  context: InvokeContext,
  { handler }: Step,
  instance: CheckInstance,
): MaybePromise<HandlerResult | DispatchError> {
  const answer = invoke(context, handler, instance.template, () =>
    handleCheck(handler.handler, instance),
  )
  return whenDone(answer, (result) =>
    result instanceof DispatchError ? result : { handler: handler.name, result },
  )
}

function handleCheck(handler: Handler, instance: CheckInstance): MaybePromise<CheckResult> {
  if (handler.handleCheck === undefined)
    throw new FlotillaError('FLT_ADAPTER_FAILED', 'the adapter does not check')
  return handler.handleCheck(instance)
}

function countHandlers(calls: readonly { readonly step: Step }[]): number {
  return new Set(calls.map(({ step }) => step.handler)).size
}

function withHeaders(
  context: InvokeContext,
  table: RoutingTable,
  namespace: string,
  evaluation: Evaluation,
  outcome: CheckOutcome,
  outputs: ReadonlyMap<CompiledRule, ReadonlyMap<string, AttributeValue>> | null,
): CheckOutcome {
  const request: HeaderOperation[] = []
  const response: HeaderOperation[] = []
  for (const step of table.headerSteps(namespace)) {
    if (!step.match.holds(evaluation, context.observer)) continue
    const values = withOutputs(evaluation, outputs?.get(step.match.rule))
    for (const one of step.requestOperations) request.push(...operationsOf(one, values))
    for (const one of step.responseOperations) response.push(...operationsOf(one, values))
  }
  if (request.length + response.length === 0) return outcome
  const routeDirective: RouteDirective = {
    requestHeaderOperations: request,
    responseHeaderOperations: response,
    directResponseCode: 0,
    directResponseBody: '',
  }
  return { ...outcome, routeDirective }
}

/** The request with the outputs of a rule's own actions in front of it. */
function withOutputs(
  evaluation: Evaluation,
  outputs: ReadonlyMap<string, AttributeValue> | undefined,
): Evaluation {
  if (outputs === undefined) return evaluation
  // What an adapter gave is not part of what the caller sent.
  evaluation.tracker?.exempt(outputs.keys())
  return new Evaluation(new ActionOutputs(evaluation.bag, outputs), evaluation.tracker)
}

/** One operation per value; a value that is empty or cannot be had is skipped. */
function operationsOf(compiled: CompiledOperation, evaluation: Evaluation): HeaderOperation[] {
  const { name, operation, values } = compiled
  if (operation === 'REMOVE') return [{ name, value: '', operation }]
  return values
    .map((value) => textOf(value, evaluation))
    .filter((value) => value !== '')
    .map((value) => ({ name, value, operation }))
}

function textOf(expression: Expression, { bag, tracker }: Evaluation): string {
  const value = expression.evaluate(bag, tracker)
  return typeof value === 'string' ? value : ''
}
