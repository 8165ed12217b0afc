/** The rules of a snapshot: match, and which instances go to which handlers. */
import { Variety } from '@flotilla/adapter-sdk'
import { ValueType } from '@flotilla/attributes'
import type { Expression } from '@flotilla/cexl'
import type { ConfigObject, RuleAction, RuleSpec } from '@flotilla/model'
import type { HandlerAdapter } from '../dynamic/remote-adapter.ts'
import type { ProblemList } from '../problem.ts'
import type { Expressions } from './expressions.ts'
import type { HandlerConfig } from './handlers.ts'
import { type CompiledOperation, compileOperations } from './header-operations.ts'
import type { CompiledInstance } from './instances.ts'
import { resolveReference } from './names.ts'

export interface CompiledAction {
  readonly handlerKey: string
  /** By which header operations name its output; empty for none. */
  readonly name: string
  readonly instances: readonly CompiledInstance[]
}

export interface CompiledRule {
  readonly object: ConfigObject
  readonly name: string
  readonly namespace: string
  /** Null: always. */
  readonly match: Expression | null
  readonly actions: readonly CompiledAction[]
  readonly requestOperations: readonly CompiledOperation[]
  readonly responseOperations: readonly CompiledOperation[]
  /** What it matches is refused while a part of it cannot work. */
  readonly failClosed: boolean
  /** Whether a part of it was left out. */
  readonly isIncomplete: boolean
}

export interface RuleContext {
  readonly expressions: Expressions
  readonly handlers: ReadonlyMap<string, HandlerConfig>
  readonly instances: ReadonlyMap<string, CompiledInstance>
  readonly problems: ProblemList
}

/** The rule with what of it can work, or null; what cannot is reported. */
export function compileRule(object: ConfigObject, context: RuleContext): CompiledRule | null {
  // Validation at the source has seen the shape; every reference and expression is checked here.
  const spec = (object.spec ?? {}) as RuleSpec
  const failClosed = spec.failClosed === true
  const before = context.problems.errors
  const match = compileMatch(object, spec.match ?? '', context)
  const actions = (spec.actions ?? [])
    .map((action, i) => compileAction(object, action, `spec.actions[${i}]`, context))
    .filter((action) => action !== null)
  const report = (path: string, message: string): void => {
    context.problems.error(object, 'rule', path, message)
  }
  const expressions = withOutputs(object, actions, context)
  const request = compileOperations(
    spec.requestHeaderOperations,
    'spec.requestHeaderOperations',
    expressions,
    report,
  )
  const response = compileOperations(
    spec.responseHeaderOperations,
    'spec.responseHeaderOperations',
    expressions,
    report,
  )
  if (actions.length + request.length + response.length === 0) {
    report('spec', 'has neither an action nor a header operation that can work')
    if (!failClosed) return null
  }
  // Only now, so that whatever else is wrong is told at once.
  if (match === undefined && !failClosed) return null
  return {
    object,
    name: object.metadata.name,
    namespace: object.metadata.namespace,
    // A match that cannot be compiled may mean any request.
    match: match ?? null,
    actions: match === undefined ? [] : actions,
    requestOperations: match === undefined ? [] : request,
    responseOperations: match === undefined ? [] : response,
    failClosed,
    isIncomplete: context.problems.errors > before,
  }
}

/** Null: always. Undefined: the match cannot be compiled. */
function compileMatch(
  object: ConfigObject,
  text: string,
  { expressions, problems }: RuleContext,
): Expression | null | undefined {
  const trimmed = text.trim()
  if (trimmed === '' || trimmed === 'true') return null
  const compiled = expressions.compile(trimmed, ValueType.BOOL)
  if (compiled.kind === 'ok') return compiled.expression
  problems.error(object, 'rule-match', 'spec.match', compiled.message)
  return undefined
}

function compileAction(
  object: ConfigObject,
  action: RuleAction,
  path: string,
  context: RuleContext,
): CompiledAction | null {
  const { handlers, problems } = context
  const { namespace } = object.metadata
  const reference = action.handler ?? ''
  const handlerKey = resolveReference(reference, 'handler', namespace, (key) => handlers.has(key))
  const handler = handlerKey === null ? undefined : handlers.get(handlerKey)
  if (handlerKey === null || handler === undefined) {
    const message = `no usable handler ${JSON.stringify(reference)}`
    const code = 'FLT_CONFIG_REFERENCE'
    problems.error(object, 'unsatisfied-handler', `${path}.handler`, message, code)
    actionInstances(object, action.instances ?? [], null, path, context)
    return null
  }
  const instances = actionInstances(object, action.instances ?? [], handler.adapter, path, context)
  if (instances.length > 0) return { handlerKey, name: action.name ?? '', instances }
  problems.error(object, 'rule', path, 'has no instance that can work')
  return null
}

/** Values of header operations may also be outputs of the rule's own actions: `x.output.value`. */
function withOutputs(
  object: ConfigObject,
  actions: readonly CompiledAction[],
  { expressions, problems }: RuleContext,
): Expressions {
  const outputs = new Map<string, ValueType>()
  for (const { name, instances } of actions) {
    const giving = instances.filter(({ template }) => template.variety === Variety.checkWithOutput)
    if (name === '' || giving.length === 0) continue
    if (giving.length > 1)
      problems.error(
        object,
        'rule',
        'spec.actions',
        `the output of ${name} is given by several instances`,
      )
    for (const output of giving[0]?.template.outputs ?? [])
      outputs.set(actionOutput(name, output.name), output.type)
  }
  return outputs.size === 0 ? expressions : expressions.with(outputs)
}

/** What an expression calls an output of an action. */
export function actionOutput(action: string, output: string): string {
  return `${action}.output.${output}`
}

/** @param adapter null where there is no handler: the references are checked all the same. */
function actionInstances(
  object: ConfigObject,
  references: readonly string[],
  adapter: HandlerAdapter | null,
  path: string,
  { instances, problems }: RuleContext,
): CompiledInstance[] {
  const found = new Map<string, CompiledInstance>()
  for (const [i, reference] of references.entries()) {
    const at = `${path}.instances[${i}]`
    const { namespace } = object.metadata
    const key = resolveReference(reference, 'instance', namespace, (one) => instances.has(one))
    const instance = key === null ? undefined : instances.get(key)
    if (instance === undefined) {
      const message = `no usable instance ${JSON.stringify(reference)}`
      problems.error(object, 'rule', at, message, 'FLT_CONFIG_REFERENCE')
    } else if (found.has(instance.key)) problems.error(object, 'rule', at, 'is given twice')
    else if (adapter !== null && !adapter.templates.includes(instance.template.name)) {
      const message = `the adapter ${adapter.name} does not take ${instance.template.name}`
      problems.error(object, 'rule', at, message)
    } else found.set(instance.key, instance)
  }
  return [...found.values()]
}
