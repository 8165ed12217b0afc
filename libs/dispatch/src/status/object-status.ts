/** What has become of each configuration object in force: whether it acts, and if not, why. Pure. */
import { templateOf } from '@flotilla/adapter-sdk'
import { type ConfigObject, type ObjectRef, objectKey, refOf } from '@flotilla/model'
import { canonicalKey } from '../compile/names.ts'
import type { CompiledRule } from '../compile/rules.ts'
import type { ConfigSnapshot } from '../compile/snapshot.ts'
import type { Problem } from '../problem.ts'

/**
 * - `active`: does all that it says.
 * - `unused`: sound, but no rule that works leads to it.
 * - `partial`: a part of it works, the rest is left out.
 * - `inert`: does nothing.
 * - `denying`: a rule with `failClosed` of which a part cannot work: what it matches is refused.
 */
export type ObjectState = 'active' | 'unused' | 'partial' | 'inert' | 'denying'

export type StatusReason = Pick<Problem, 'path' | 'code' | 'severity' | 'message'>

export interface ObjectStatus extends ObjectRef {
  readonly state: ObjectState
  /** Errors first. Of an active object only warnings. */
  readonly reasons: readonly StatusReason[]
}

export interface InForce {
  /** From which the snapshot was compiled. */
  readonly objects: readonly ConfigObject[]
  readonly snapshot: ConfigSnapshot
  /** Of the snapshot and of building its handlers. */
  readonly problems: readonly Problem[]
  /** Canonical keys of the handlers that were built. */
  readonly handlers: { has(key: string): boolean }
}

/** The status of every object, in the order given. */
export function objectStatuses(inForce: InForce): readonly ObjectStatus[] {
  const reader = new StatusReader(inForce)
  return inForce.objects.map((object) => reader.of(object))
}

class StatusReader {
  private readonly handlers: InForce['handlers']
  private readonly problems = new Map<string, Problem[]>()
  private readonly rules: ReadonlyMap<string, CompiledRule>
  private readonly usedInstances: ReadonlySet<string>

  constructor({ snapshot, problems, handlers }: InForce) {
    this.handlers = handlers
    for (const problem of problems) {
      const key = objectKey(problem.object)
      const known = this.problems.get(key)
      if (known === undefined) this.problems.set(key, [problem])
      else known.push(problem)
    }
    this.rules = new Map(snapshot.rules.map((rule) => [objectKey(refOf(rule.object)), rule]))
    this.usedInstances = new Set(
      [...snapshot.plans.values()].flatMap((plan) => plan.instances.map(({ key }) => key)),
    )
  }

  of(object: ConfigObject): ObjectStatus {
    const ref = refOf(object)
    const problems = this.problems.get(objectKey(ref)) ?? []
    const own = problems.map(({ path, code, severity, message }) => ({
      path,
      code,
      severity,
      message,
    }))
    const reasons = [...own, ...this.unbuilt(object)].sort(bySeverity)
    return { ...ref, state: this.stateOf(object, reasons.some(isError)), reasons }
  }

  private stateOf(object: ConfigObject, hasErrors: boolean): ObjectState {
    switch (object.kind) {
      case 'rule':
        return this.ruleState(object, hasErrors)
      case 'attributemanifest':
        // What is wrong with one attribute leaves the others.
        return hasErrors ? 'partial' : 'active'
      case 'template':
      case 'adapter':
        return hasErrors ? 'inert' : 'active'
      default: {
        const isInstance = object.kind === 'instance' || templateOf(object.kind) !== null
        const key = canonicalKey(object)
        if (hasErrors) return 'inert'
        return (isInstance ? this.usedInstances.has(key) : this.handlers.has(key))
          ? 'active'
          : 'unused'
      }
    }
  }

  private ruleState(object: ConfigObject, hasErrors: boolean): ObjectState {
    const rule = this.ruleOf(object)
    if (rule === undefined) return 'inert'
    if (!hasErrors) return 'active'
    if (rule.failClosed) return 'denying'
    const works =
      rule.actions.some((action) => this.handlers.has(action.handlerKey)) ||
      rule.requestOperations.length + rule.responseOperations.length > 0
    return works ? 'partial' : 'inert'
  }

  /** Actions whose handler compiles and could not be built: told at the handler, and felt at the rule. */
  private unbuilt(object: ConfigObject): StatusReason[] {
    if (object.kind !== 'rule') return []
    const missing = (this.ruleOf(object)?.actions ?? [])
      .map((action) => action.handlerKey)
      .filter((key) => !this.handlers.has(key))
    return [...new Set(missing)].map((key) => ({
      path: 'spec.actions',
      code: 'FLT_ADAPTER_FAILED',
      severity: 'error',
      message: `the handler ${key} could not be built`,
    }))
  }

  private ruleOf(object: ConfigObject): CompiledRule | undefined {
    return this.rules.get(objectKey(refOf(object)))
  }
}

function isError({ severity }: StatusReason): boolean {
  return severity === 'error'
}

function bySeverity(a: StatusReason, b: StatusReason): number {
  return Number(isError(b)) - Number(isError(a))
}
