/** The match of a rule at run time: evaluated once per pass, false where it has no value. */
import { EvaluationError } from '@flotilla/cexl'
import type { CompiledRule } from '../compile/rules.ts'
import type { Evaluation } from './evaluation.ts'
import type { DispatchObserver } from './observer.ts'

export class Match {
  readonly rule: CompiledRule
  private pass = 0
  private isMatch = false

  constructor(rule: CompiledRule) {
    this.rule = rule
  }

  holds(evaluation: Evaluation, observer: DispatchObserver): boolean {
    const { match } = this.rule
    if (match === null) return true
    if (this.pass === evaluation.pass) return this.isMatch
    const value = match.evaluate(evaluation.bag, evaluation.tracker)
    if (value instanceof EvaluationError) observer.matchFailed(this.rule, value)
    this.pass = evaluation.pass
    this.isMatch = value === true
    return this.isMatch
  }
}
