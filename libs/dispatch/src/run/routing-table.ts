/** Where a request's rules are found: by variety and namespace, in rule order, the default namespace's first. Immutable but for its holders. */
import { Variety } from '@flotilla/adapter-sdk'
import type { CompiledOperation } from '../compile/header-operations.ts'
import type { CompiledInstance } from '../compile/instances.ts'
import type { CompiledRule } from '../compile/rules.ts'
import type { ConfigSnapshot } from '../compile/snapshot.ts'
import { GeneratorMemo } from './generator-memo.ts'
import type { LiveHandler } from './live-handler.ts'
import { Match } from './match.ts'
import { refusalStep } from './refusal.ts'

/** Instances of one rule's action for one variety. */
export interface Step {
  readonly match: Match
  readonly handler: LiveHandler
  /** Name of the action, empty for none. */
  readonly action: string
  readonly instances: readonly RoutedInstance[]
}

export interface RoutedInstance {
  readonly instance: CompiledInstance
  /** Which (handler, template) of its variety it goes to: numbered from 0. */
  readonly destination: number
  /** Of generators, else null. */
  readonly memo: GeneratorMemo | null
}

export interface HeaderStep {
  readonly match: Match
  readonly requestOperations: readonly CompiledOperation[]
  readonly responseOperations: readonly CompiledOperation[]
}

/** Steps by namespace; a namespace without its own has the default namespace's. */
class Routes<T> {
  private readonly byNamespace = new Map<string, readonly T[]>()
  private readonly fallback: readonly T[]

  constructor(own: ReadonlyMap<string, readonly T[]>, defaultNamespace: string) {
    this.fallback = own.get(defaultNamespace) ?? []
    for (const [namespace, steps] of own)
      if (namespace !== defaultNamespace)
        this.byNamespace.set(namespace, [...this.fallback, ...steps])
  }

  of(namespace: string): readonly T[] {
    return this.byNamespace.get(namespace) ?? this.fallback
  }
}

export interface Destination {
  readonly handler: LiveHandler
  readonly template: CompiledInstance['template']
}

export class RoutingTable {
  readonly snapshot: ConfigSnapshot
  readonly handlers: ReadonlyMap<string, LiveHandler>
  /** The (handler, template) pairs of each variety, by their numbers. */
  private readonly destinations = new Map<Variety, Destination[]>()
  private readonly routes = new Map<Variety, Routes<Step>>()
  private readonly headers: Routes<HeaderStep>
  private users = 0
  private onIdle: (() => void) | null = null

  constructor(
    snapshot: ConfigSnapshot,
    handlers: ReadonlyMap<string, LiveHandler>,
    defaultNamespace: string,
  ) {
    this.snapshot = snapshot
    this.handlers = handlers
    const matches = new Map(snapshot.rules.map((rule) => [rule, new Match(rule)]))
    const matchOf = (rule: CompiledRule): Match => matches.get(rule) ?? new Match(rule)
    for (const variety of Object.values(Variety)) {
      const steps = groupBy(snapshot.rules, (rule) => this.stepsOf(rule, variety, matchOf(rule)))
      this.routes.set(variety, new Routes(steps, defaultNamespace))
    }
    const headers = groupBy(snapshot.rules, (rule) => headerSteps(rule, matchOf(rule)))
    this.headers = new Routes(headers, defaultNamespace)
  }

  steps(variety: Variety, namespace: string): readonly Step[] {
    return this.routes.get(variety)?.of(namespace) ?? []
  }

  headerSteps(namespace: string): readonly HeaderStep[] {
    return this.headers.of(namespace)
  }

  destinationsOf(variety: Variety): readonly Destination[] {
    return this.destinations.get(variety) ?? []
  }

  /** A request begins to use the table. */
  acquire(): void {
    this.users++
  }

  /** A request has ended. */
  release(): void {
    this.users--
    if (this.users === 0) this.onIdle?.()
  }

  /** Resolves when no request uses the table. */
  idle(): Promise<void> {
    if (this.users === 0) return Promise.resolve()
    return new Promise((resolve) => {
      this.onIdle = resolve
    })
  }

  private stepsOf(rule: CompiledRule, variety: Variety, match: Match): Step[] {
    const steps: Step[] = []
    if (variety === Variety.check && rule.failClosed && this.isBroken(rule))
      return [refusalStep(rule, match)]
    for (const action of rule.actions) {
      const handler = this.handlers.get(action.handlerKey)
      if (handler === undefined) continue
      const instances = action.instances
        .filter((instance) => routedAs(instance.template.variety) === variety)
        .map((instance) => ({
          instance,
          destination: this.destinationOf(variety, handler, instance),
          memo: instance.bindings === null ? null : new GeneratorMemo(instance, handler.handler),
        }))
      if (instances.length > 0) steps.push({ match, handler, action: action.name, instances })
    }
    return steps
  }

  /** A part of the rule was left out, or a handler of it could not be built. */
  private isBroken(rule: CompiledRule): boolean {
    return rule.isIncomplete || rule.actions.some((action) => !this.handlers.has(action.handlerKey))
  }

  private destinationOf(
    variety: Variety,
    handler: LiveHandler,
    { template }: CompiledInstance,
  ): number {
    const known = this.destinations.get(variety) ?? []
    this.destinations.set(variety, known)
    const found = known.findIndex((one) => one.handler === handler && one.template === template)
    return found === -1 ? known.push({ handler, template }) - 1 : found
  }
}

/** Checks with output are checks: they are dispatched together, in rule order. */
function routedAs(variety: Variety): Variety {
  return variety === Variety.checkWithOutput ? Variety.check : variety
}

function headerSteps(rule: CompiledRule, match: Match): HeaderStep[] {
  const { requestOperations, responseOperations } = rule
  return requestOperations.length + responseOperations.length === 0
    ? []
    : [{ match, requestOperations, responseOperations }]
}

function groupBy<T>(
  rules: readonly CompiledRule[],
  stepsOf: (rule: CompiledRule) => T[],
): ReadonlyMap<string, readonly T[]> {
  const grouped = new Map<string, T[]>()
  for (const rule of rules) {
    const steps = stepsOf(rule)
    if (steps.length > 0)
      grouped.set(rule.namespace, [...(grouped.get(rule.namespace) ?? []), ...steps])
  }
  return grouped
}
