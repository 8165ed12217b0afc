/** Explains one check: which rules matched, which did not and on which attribute, what was handed to whom, and who decided. */
import { Code, type Template, Variety } from '@flotilla/adapter-sdk'
import { type AttributeBag, OverlayBag, ReferenceTracker } from '@flotilla/attributes'
import { EvaluationError } from '@flotilla/cexl'
import type { CompiledInstance } from '../compile/instances.ts'
import type { CompiledRule } from '../compile/rules.ts'
import { check } from '../run/check.ts'
import type { CheckOutcome } from '../run/combine.ts'
import { Evaluation } from '../run/evaluation.ts'
import { DispatchError, type InvokeContext } from '../run/invoke.ts'
import { preprocess } from '../run/preprocess.ts'
import { requestNamespace } from '../run/request-namespace.ts'
import type { RoutingTable } from '../run/routing-table.ts'
import { type Reason, readBy, reasonsOf } from './because.ts'
import { instanceJson, type JsonFields } from './instance-json.ts'

export interface CheckExplanation {
  /** Whose rules apply, beside the default namespace's. */
  readonly namespace: string
  /** Attributes that generators added. */
  readonly generated: Readonly<Record<string, string | null>>
  /** All rules, in their order. */
  readonly rules: readonly RuleExplanation[]
  readonly decision: DecisionExplanation
  /** What the decision rests on: it may be reused for requests that are equal in these. */
  readonly referenced: Readonly<Record<string, string | null>>
}

export interface RuleExplanation {
  readonly name: string
  readonly namespace: string
  readonly match: string
  /** other-namespace: the rule does not apply to this request at all. */
  readonly result: 'matched' | 'not-matched' | 'other-namespace'
  /** Why it did not match. */
  readonly because: readonly Reason[]
  readonly actions: readonly ActionExplanation[]
}

export interface ActionExplanation {
  readonly handler: string
  /** False where the handler could not be built. */
  readonly isBuilt: boolean
  readonly instances: readonly InstanceExplanation[]
}

export interface InstanceExplanation {
  readonly name: string
  readonly template: string
  readonly variety: string
  /** Null where an expression had no value. */
  readonly fields: JsonFields | null
  readonly error: string | null
}

export interface DecisionExplanation {
  readonly isAllowed: boolean
  readonly code: number
  /** `PERMISSION_DENIED`. */
  readonly status: string
  readonly message: string
  readonly validDurationMs: number
  readonly validUseCount: number
  /** The rule whose handler refused first, `namespace/name`; null where none did. */
  readonly rule: string | null
  /** What each handler answered, in order. */
  readonly answers: readonly AnswerExplanation[]
  readonly routeDirective: CheckOutcome['routeDirective']
}

export interface AnswerExplanation {
  readonly rule: string
  readonly handler: string
  readonly instance: string
  readonly status: string
  readonly message: string
}

const VARIETIES: Readonly<Record<Variety, string>> = {
  [Variety.check]: 'check',
  [Variety.report]: 'report',
  [Variety.quota]: 'quota',
  [Variety.attributeGenerator]: 'attribute-generator',
  [Variety.checkWithOutput]: 'check-with-output',
}
const CODE_NAMES = new Map<number, string>(
  Object.entries(Code).map(([name, code]) => [
    code,
    name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase(),
  ]),
)

/** `PERMISSION_DENIED` for 7. */
export function codeName(code: number): string {
  return CODE_NAMES.get(code) ?? `CODE_${code}`
}

/** Runs generators and checks as a request would, so handlers are called; quotas and reports are not. */
export async function explainCheck(
  context: InvokeContext,
  table: RoutingTable,
  given: AttributeBag,
  defaultNamespace: string,
): Promise<CheckExplanation> {
  const bag = new OverlayBag(given)
  const tracker = new ReferenceTracker()
  const answers: AnswerExplanation[] = []
  const refusals: string[] = []
  const traced: InvokeContext = {
    ...context,
    trace: ({ name, namespace }, handler, instance, { status }) => {
      const rule = `${namespace}/${name}`
      if (status.code !== Code.ok) refusals.push(rule)
      answers.push({
        rule,
        handler,
        instance: instance.key,
        status: codeName(status.code),
        message: status.message,
      })
    },
  }
  const prepared = await preprocess(context, table, bag, tracker)
  const namespace = requestNamespace(bag, null)
  const rules = table.snapshot.rules.map((rule) =>
    explainRule(
      rule,
      table,
      bag,
      rule.namespace === defaultNamespace || rule.namespace === namespace,
    ),
  )
  const outcome =
    prepared instanceof DispatchError
      ? new DispatchError(`preprocessing attributes failed: ${prepared.message}`)
      : await check(traced, table, bag, tracker, prepared.maxValidityMs)
  return {
    namespace,
    generated: Object.fromEntries(
      [...bag.addedNames()].map((name) => [name, readBy(trackerOf(name), bag)[name] ?? null]),
    ),
    rules,
    decision: decisionOf(outcome, refusals[0] ?? null, answers),
    referenced: readBy(tracker, bag),
  }
}

function trackerOf(name: string): ReferenceTracker {
  const tracker = new ReferenceTracker()
  tracker.record(name, null, true)
  return tracker
}

function decisionOf(
  outcome: CheckOutcome | DispatchError,
  rule: string | null,
  answers: readonly AnswerExplanation[],
): DecisionExplanation {
  // As Mixer answers the caller: a check that cannot be made is INTERNAL.
  const failed = outcome instanceof DispatchError
  const code = failed ? Code.internal : outcome.status.code
  return {
    isAllowed: code === Code.ok,
    code,
    status: codeName(code),
    message: failed ? outcome.message : outcome.status.message,
    validDurationMs: failed ? 0 : outcome.validDurationMs,
    validUseCount: failed ? 0 : outcome.validUseCount,
    rule,
    answers,
    routeDirective: failed ? null : outcome.routeDirective,
  }
}

function explainRule(
  rule: CompiledRule,
  table: RoutingTable,
  bag: OverlayBag,
  applies: boolean,
): RuleExplanation {
  const { match, name, namespace } = rule
  const evaluation = new Evaluation(bag, null)
  const isMatch = match === null || match.evaluate(bag, null) === true
  const text = match?.text ?? ''
  const result = !applies ? 'other-namespace' : isMatch ? 'matched' : 'not-matched'
  return {
    name,
    namespace,
    match: text,
    result,
    because: result === 'not-matched' ? reasonsOf(text, table.snapshot.vocabulary, bag) : [],
    actions:
      result !== 'matched'
        ? []
        : rule.actions.map(({ handlerKey, instances }) => ({
            handler: handlerKey,
            isBuilt: table.handlers.has(handlerKey),
            instances: instances.map((instance) => explainInstance(instance, evaluation)),
          })),
  }
}

function explainInstance(instance: CompiledInstance, evaluation: Evaluation): InstanceExplanation {
  const template: Template = instance.template
  const built = instance.builder.build(evaluation)
  const failed = built instanceof EvaluationError
  return {
    name: instance.key,
    template: template.name,
    variety: VARIETIES[template.variety],
    fields: failed ? null : instanceJson(built, template),
    error: failed ? built.message : null,
  }
}
