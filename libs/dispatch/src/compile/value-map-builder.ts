/** Builds the value map of a field; instances with the same map share the builder, so that it is evaluated once per pass. */
import { type InstanceValue, ValueMap } from '@flotilla/adapter-sdk'
import { EvaluationError, type Expression } from '@flotilla/cexl'
import type { Evaluation } from '../run/evaluation.ts'

export class ValueMapBuilder {
  readonly keys: readonly string[]
  private readonly expressions: readonly (Expression | null)[]
  private pass = 0
  private last: ValueMap | EvaluationError

  /** @param keys sorted. @param expressions one per key; null for an empty one. */
  constructor(keys: readonly string[], expressions: readonly (Expression | null)[]) {
    this.keys = keys
    this.expressions = expressions
    this.last = new ValueMap([], [])
  }

  build(evaluation: Evaluation): ValueMap | EvaluationError {
    if (this.pass !== evaluation.pass) {
      this.last = this.evaluate(evaluation)
      this.pass = evaluation.pass
    }
    return this.last
  }

  private evaluate({ bag, tracker }: Evaluation): ValueMap | EvaluationError {
    const values: InstanceValue[] = []
    for (const expression of this.expressions) {
      const value = expression === null ? null : expression.evaluate(bag, tracker)
      if (value instanceof EvaluationError) return value
      values.push(value)
    }
    return new ValueMap(this.keys, values)
  }
}
