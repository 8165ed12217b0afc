/** What is wrong with a configuration object: collected, while the good parts go live. */
import type { ErrorCode } from '@flotilla/errors'
import type { ConfigObject, ObjectRef } from '@flotilla/model'

/** What the problem is about; each has its counter in Mixer's own metrics. */
export type ProblemClass =
  | 'adapter-info'
  | 'attribute'
  | 'handler'
  | 'handler-build'
  | 'instance'
  | 'rule'
  | 'rule-match'
  | 'template'
  | 'unsatisfied-handler'

export interface Problem {
  readonly object: ObjectRef
  /** Path in the object, `spec.actions[0].handler`. */
  readonly path: string
  readonly code: ErrorCode
  readonly severity: 'error' | 'warning'
  readonly class: ProblemClass
  readonly message: string
}

/** Collects the problems of one compilation. */
export class ProblemList {
  readonly problems: Problem[] = []
  /** How many of them are errors. */
  errors = 0

  error(
    object: ConfigObject,
    problemClass: ProblemClass,
    path: string,
    message: string,
    code: ErrorCode = 'FLT_CONFIG_INVALID',
  ): void {
    this.add(object, problemClass, 'error', path, message, code)
  }

  warning(object: ConfigObject, problemClass: ProblemClass, path: string, message: string): void {
    this.add(object, problemClass, 'warning', path, message, 'FLT_CONFIG_INVALID')
  }

  private add(
    object: ConfigObject,
    problemClass: ProblemClass,
    severity: Problem['severity'],
    path: string,
    message: string,
    code: ErrorCode,
  ): void {
    const { kind, metadata } = object
    if (severity === 'error') this.errors++
    this.problems.push({
      object: { kind, namespace: metadata.namespace, name: metadata.name },
      path,
      code,
      severity,
      class: problemClass,
      message,
    })
  }
}
