/** Runs the attribute generators of a request: what they give is added behind what the sender supplied. */
import { type GeneratorInstance, type Handler, shortestIp, Variety } from '@flotilla/adapter-sdk'
import type { AttributeValue, OverlayBag, ReferenceTracker } from '@flotilla/attributes'
import { EvaluationError } from '@flotilla/cexl'
import { FlotillaError } from '@flotilla/errors'
import { OutputBag } from '../compile/binding.ts'
import { Evaluation } from './evaluation.ts'
import type { Generated, GeneratedAttributes } from './generator-memo.ts'
import { DispatchError, type InvokeContext, invoke } from './invoke.ts'
import { allDone, type MaybePromise, whenDone } from './maybe-promise.ts'
import { requestNamespace } from './request-namespace.ts'
import type { RoutedInstance, RoutingTable, Step } from './routing-table.ts'

export interface Preprocessed {
  /** How long what is decided may be reused at most, ms; null for no limit. */
  readonly maxValidityMs: number | null
}

const UNLIMITED: Preprocessed = { maxValidityMs: null }

/** Adds the attributes, or says why the request fails. Added attributes are exempt from the tracker: only their inputs are references. */
export function preprocess(
  context: InvokeContext,
  table: RoutingTable,
  bag: OverlayBag,
  tracker: ReferenceTracker | null,
): MaybePromise<Preprocessed | DispatchError> {
  const namespace = requestNamespace(bag, tracker)
  const steps = table.steps(Variety.attributeGenerator, namespace)
  if (steps.length === 0) return UNLIMITED
  // Istio 1.4: every generator sees the request as it came, not what another one added.
  const evaluation = new Evaluation(bag.base, tracker)
  const results: MaybePromise<GeneratedAttributes | DispatchError>[] = []
  for (const step of steps) {
    if (!step.match.holds(evaluation, context.observer)) continue
    for (const routed of step.instances) results.push(generate(context, step, routed, evaluation))
  }
  context.observer.dispatched(Variety.attributeGenerator, results.length, results.length)
  return whenDone(allDone(results), (generated) => merge(generated, bag, tracker))
}

function merge(
  generated: readonly (GeneratedAttributes | DispatchError)[],
  bag: OverlayBag,
  tracker: ReferenceTracker | null,
): Preprocessed | DispatchError {
  let maxValidityMs: number | null = null
  for (const attributes of generated) {
    if (attributes instanceof DispatchError) return attributes
    for (const [name, value] of attributes.list) if (!bag.isAdded(name)) bag.add(name, value)
    maxValidityMs = lower(maxValidityMs, attributes.maxValidityMs)
  }
  tracker?.exempt(bag.addedNames())
  return maxValidityMs === null ? UNLIMITED : { maxValidityMs }
}

function lower(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b
  return Math.min(a, b)
}

function generate(
  context: InvokeContext,
  step: Step,
  { instance, memo }: RoutedInstance,
  evaluation: Evaluation,
): MaybePromise<GeneratedAttributes | DispatchError> {
  const { bindings } = instance
  const built = instance.builder.build(evaluation)
  if (built instanceof EvaluationError)
    return new DispatchError(`${instance.key}: ${built.message}`)
  const input = built as GeneratorInstance // generators have generator instances
  const key = memo?.keyOf(input) ?? null
  const kept = key === null ? null : (memo?.get(key) ?? null)
  if (kept !== null) return bind(kept, instance, evaluation)
  const output = invoke(context, step.handler, instance.template.name, () =>
    callGenerator(step.handler.handler, input),
  )
  return whenDone(output, (answer) => {
    if (answer instanceof DispatchError) return answer
    const generated: Generated = { kind: 'output', output: answer }
    const attributes = bind(generated, instance, evaluation)
    if (key !== null && !(attributes instanceof DispatchError))
      memo?.set(key, bindings?.readOutputsOnly ? { kind: 'attributes', attributes } : generated)
    return attributes
  })
}

function bind(
  generated: Generated,
  instance: RoutedInstance['instance'],
  evaluation: Evaluation,
): GeneratedAttributes | DispatchError {
  if (generated.kind === 'attributes') return generated.attributes
  const { bindings } = instance
  const bag = new OutputBag(evaluation.bag, instance.template.name, generated.output)
  const tracker = bindings?.readOutputsOnly ? null : evaluation.tracker
  if (bindings !== null) tracker?.exempt(bindings.outputNames)
  const list: [string, AttributeValue][] = []
  for (const { attribute, expression } of bindings?.list ?? []) {
    const value = expression.evaluate(bag, tracker)
    if (value instanceof EvaluationError)
      return new DispatchError(`${instance.key}: ${attribute}: ${value.message}`)
    list.push([attribute, value instanceof Uint8Array ? shortestIp(value) : value])
  }
  return { list, maxValidityMs: generated.output.maxValidityMs }
}

function callGenerator(
  handler: Handler,
  instance: GeneratorInstance,
): ReturnType<NonNullable<Handler['handleGenerate']>> {
  if (handler.handleGenerate === undefined)
    throw new FlotillaError('FLT_ADAPTER_FAILED', 'the adapter does not generate attributes')
  return handler.handleGenerate(instance)
}
