/** Whether and how reports of a namespace may be summed up before Mixer sees them: from what its rules read, not from traffic. */
import { type AcceptedParams, type HandlerWiring, Variety } from '@flotilla/adapter-sdk'
import { ValueType } from '@flotilla/attributes'
import type { AttributeRead, Expression } from '@flotilla/cexl'
import { RollUpPlan } from '@flotilla/proto'
import type { CompiledInstance } from '../compile/instances.ts'
import type { CompiledRule } from '../compile/rules.ts'
import type { ConfigSnapshot, HandlerPlan } from '../compile/snapshot.ts'
import { outputPrefix } from '../compile/vocabulary.ts'

/** The field of metrics of which a group may keep many values; everything else of an instance is the same for a group. */
const VALUE_PROPERTY = 'value'

/** Types of attributes that may be kept as lists of values. */
const VALUE_TYPES: ReadonlySet<ValueType> = new Set([
  ValueType.INT64,
  ValueType.DOUBLE,
  ValueType.DURATION,
])
/** By these a report finds its rules. */
const NAMESPACE_READS: readonly AttributeRead[] = [
  { attribute: 'context.reporter.kind', key: null },
  { attribute: 'destination.namespace', key: null },
  { attribute: 'source.namespace', key: null },
]

/** What rules were found to read. */
interface Gathered {
  /** By attribute: the keys of a string map, or null for all of it. */
  readonly reads: Map<string, Set<string | null>>
  /** Candidates for values, per instance that has any. */
  readonly candidates: Set<string>[]
  readonly obstacles: { rule: string; reason: string }[]
}

/**
 * The plan for one namespace. Reports may be summed up where every report instance that can apply goes to a handler that
 * only sums. Whatever match, dimensions and generators read tells groups apart; a number that is only a metric's value does not.
 *
 * @param rootNamespace rules of this namespace apply to every request.
 */
export function rollUpPlan(
  snapshot: ConfigSnapshot,
  namespace: string,
  rootNamespace: string,
): RollUpPlan {
  const gathered: Gathered = { reads: new Map(), candidates: [], obstacles: [] }
  const accepted = new Map<string, AcceptedParams | null>()
  for (const read of NAMESPACE_READS) addRead(gathered, read)
  for (const rule of snapshot.rules)
    if (rule.namespace === rootNamespace || rule.namespace === namespace)
      gatherRule(rule, snapshot, accepted, gathered)
  const { obstacles } = gathered
  if (obstacles.length > 0) return RollUpPlan.create({ namespace, obstacles })
  const values = valuesOf(gathered)
  const reads = [...gathered.reads].flatMap(([attribute, keys]) =>
    (keys.has(null) ? [null] : [...keys]).map((key) => ({ attribute, key })),
  )
  reads.sort(compareReads)
  return RollUpPlan.create({ namespace, isEligible: true, reads, values })
}

function gatherRule(
  rule: CompiledRule,
  snapshot: ConfigSnapshot,
  accepted: Map<string, AcceptedParams | null>,
  gathered: Gathered,
): void {
  let isRead = false
  for (const { handlerKey, instances } of rule.actions) {
    const plan = snapshot.plans.get(handlerKey)
    const params = plan === undefined ? null : acceptedOf(plan, accepted)
    // What its adapter refuses is no handler: nothing goes there.
    if (plan === undefined || params === null) continue
    for (const instance of instances) {
      if (instance.template.variety === Variety.attributeGenerator)
        gatherGenerator(instance, gathered)
      else if (instance.template.variety !== Variety.report) continue
      else if (params.aggregatesAtEdge(instance.builder.shape))
        gatherInstance(instance, snapshot, gathered)
      else
        gathered.obstacles.push({
          rule: `${rule.name}.${rule.namespace}`,
          reason: `${instance.key} goes to ${plan.config.name}, which needs each report (${plan.config.adapter.name})`,
        })
      isRead = true
    }
  }
  if (isRead && rule.match !== null) addExpressions(gathered, [rule.match])
}

function acceptedOf(
  plan: HandlerPlan,
  known: Map<string, AcceptedParams | null>,
): AcceptedParams | null {
  const found = known.get(plan.config.key)
  if (found !== undefined) return found
  const { adapter, params, paramsPath, name } = plan.config
  const wiring: HandlerWiring = {
    handler: name,
    instances: plan.instances.map((instance) => instance.builder.shape),
    previous: null,
  }
  const acceptance = adapter.accept(params, paramsPath, wiring)
  const accepted = acceptance.kind === 'ok' ? acceptance.accepted : null
  known.set(plan.config.key, accepted)
  return accepted
}

function gatherGenerator(instance: CompiledInstance, gathered: Gathered): void {
  for (const expressions of instance.builder.expressions.values())
    addExpressions(gathered, expressions)
  const prefix = outputPrefix(instance.template.name)
  for (const { expression } of instance.bindings?.list ?? [])
    for (const read of expression.reads())
      if (!read.attribute.startsWith(prefix)) addRead(gathered, read)
}

function gatherInstance(
  instance: CompiledInstance,
  snapshot: ConfigSnapshot,
  gathered: Gathered,
): void {
  for (const [property, expressions] of instance.builder.expressions) {
    if (instance.template.name !== 'metric' || property !== VALUE_PROPERTY) {
      addExpressions(gathered, expressions)
      continue
    }
    const candidates = new Set<string>()
    for (const read of expressions.flatMap((one) => one.reads())) {
      const type = snapshot.vocabulary.get(read.attribute)
      if (type !== undefined && VALUE_TYPES.has(type)) candidates.add(read.attribute)
      else addRead(gathered, read)
    }
    if (candidates.size > 0) gathered.candidates.push(candidates)
  }
}

/** Candidates that tell no groups apart. Two in one metric's value would have to be kept in pairs: they tell groups apart. */
function valuesOf(gathered: Gathered): string[] {
  const { reads, candidates } = gathered
  for (const of of candidates) {
    const free = [...of].filter((name) => !reads.has(name))
    if (free.length > 1) for (const attribute of free) addRead(gathered, { attribute, key: null })
  }
  const values = new Set(candidates.flatMap((of) => [...of].filter((name) => !reads.has(name))))
  return [...values].sort()
}

function addExpressions(gathered: Gathered, expressions: readonly Expression[]): void {
  for (const expression of expressions)
    for (const read of expression.reads()) addRead(gathered, read)
}

function addRead({ reads }: Gathered, { attribute, key }: AttributeRead): void {
  const keys = reads.get(attribute)
  if (keys === undefined) reads.set(attribute, new Set([key]))
  else keys.add(key)
}

function compareReads(a: AttributeRead, b: AttributeRead): number {
  if (a.attribute !== b.attribute) return a.attribute < b.attribute ? -1 : 1
  return (a.key ?? '') < (b.key ?? '') ? -1 : 1
}
