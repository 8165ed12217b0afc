/** Dispatches groups of reports: match, dimensions and generators once per group, a metric's value once per value, each with its weight. */
import {
  type Handler,
  type ReportInstance,
  Variety,
  type WeightedInstance,
} from '@flotilla/adapter-sdk'
import type { AttributeBag, AttributeValue } from '@flotilla/attributes'
import { EvaluationError } from '@flotilla/cexl'
import type { CompiledInstance } from '../compile/instances.ts'
import { Evaluation } from '../run/evaluation.ts'
import { Gathering } from '../run/gathering.ts'
import type { InvokeContext } from '../run/invoke.ts'
import type { MaybePromise } from '../run/maybe-promise.ts'
import { requestNamespace } from '../run/request-namespace.ts'
import type { RoutingTable } from '../run/routing-table.ts'

/** Reports that are equal in all that tells groups apart. */
export interface RolledUp {
  /** What they share, without the attributes of `values`, generators' attributes added. */
  readonly bag: AttributeBag
  readonly count: number
  /** By attribute, what they differ in: weights sum up to `count`. */
  readonly values: ReadonlyMap<string, readonly WeightedValue[]>
}

export interface WeightedValue {
  /** Undefined: the attribute is absent. */
  readonly value: AttributeValue | undefined
  readonly weight: number
}

/** The field that is computed once per value. */
const VALUE_PROPERTY = 'value'

/**
 * As ReportSession, for sums. What of a group goes to handlers that need each report is left out: proxies sum up only
 * where there is none, and a rule that came later has no part in requests before it.
 */
export class RollUpSession {
  private readonly context: InvokeContext
  private readonly table: RoutingTable
  private readonly gathering: Gathering<WeightedInstance>

  constructor(context: InvokeContext, table: RoutingTable) {
    this.context = context
    this.table = table
    this.gathering = new Gathering(context, table, (handler, instances) =>
      handler.handleWeighted?.(instances),
    )
  }

  /** Builds the instances of one group. One that cannot be built is an error of the batch, the others go on. */
  add(group: RolledUp): void {
    const { bag } = group
    const evaluation = new Evaluation(bag, null)
    let built = 0
    let reached = 0
    let last = -1
    for (const step of this.table.steps(Variety.report, requestNamespace(bag, null))) {
      if (!takesSums(step.handler.handler)) continue
      if (!step.match.holds(evaluation, this.context.observer)) continue
      for (const { instance, destination } of step.instances) {
        const made = this.build(instance, destination, group, evaluation)
        if (made === 0) continue
        if (destination !== last) reached++
        last = destination
        built += made
      }
    }
    this.context.observer.dispatched(Variety.report, reached, built)
  }

  /** Records an error of the batch: a group that could not be read, say. */
  fail(message: string): void {
    this.gathering.fail(message)
  }

  /** Calls the handlers; the joined text of all errors, or null. */
  finish(): MaybePromise<string | null> {
    return this.gathering.finish()
  }

  /** How many were built. */
  private build(
    instance: CompiledInstance,
    destination: number,
    group: RolledUp,
    evaluation: Evaluation,
  ): number {
    const varying = varyingAttribute(instance, group.values)
    const split = varying === null ? null : instance.builder.split(VALUE_PROPERTY)
    if (varying === null || split === null) {
      const made = instance.builder.build(evaluation)
      return this.put(instance, destination, made, group.count) ? 1 : 0
    }
    const rest = split.buildRest(evaluation)
    if (rest instanceof EvaluationError) {
      this.put(instance, destination, rest, group.count)
      return 0
    }
    let built = 0
    const bag = new VaryingBag(evaluation.bag, varying)
    for (const { value, weight } of group.values.get(varying) ?? []) {
      bag.value = value
      const field = split.buildField(new Evaluation(bag, null))
      const made = field instanceof EvaluationError ? field : { ...rest, [VALUE_PROPERTY]: field }
      if (this.put(instance, destination, made, weight)) built++
    }
    return built
  }

  private put(
    { key }: CompiledInstance,
    destination: number,
    made: object | EvaluationError,
    weight: number,
  ): boolean {
    if (made instanceof EvaluationError) {
      this.fail(`${key}: ${made.message}`)
      return false
    }
    this.gathering.put(destination, { instance: made as ReportInstance, weight }) // routed by its variety
    return true
  }
}

function takesSums(handler: Handler): boolean {
  return handler.handleWeighted !== undefined
}

/** The one attribute of the values that the instance's value is computed from, or null. */
function varyingAttribute(
  { builder }: CompiledInstance,
  values: RolledUp['values'],
): string | null {
  const expressions = builder.expressions.get(VALUE_PROPERTY) ?? []
  let found: string | null = null
  for (const expression of expressions)
    for (const name of expression.attributeNames) {
      if (!values.has(name) || name === found) continue
      // Two are not kept in pairs. A proxy sums up so only by a plan from before the rule that asks for both: absent.
      if (found !== null) return null
      found = name
    }
  return found
}

/** A group's attributes with one value of the attribute that varies; where that is absent, what a generator gave. */
class VaryingBag implements AttributeBag {
  value: AttributeValue | undefined = undefined
  private readonly base: AttributeBag
  private readonly attribute: string

  constructor(base: AttributeBag, attribute: string) {
    this.base = base
    this.attribute = attribute
  }

  get(name: string): AttributeValue | undefined {
    const isVarying = name === this.attribute && this.value !== undefined
    return isVarying ? this.value : this.base.get(name)
  }

  *names(): Iterable<string> {
    yield* this.base.names()
    if (this.value !== undefined && this.base.get(this.attribute) === undefined)
      yield this.attribute
  }
}
