/** Why an expression has no value for a bag. A value like any other: evaluation never throws. */

/**
 * lookup: an attribute is missing. type: an attribute arrived with another type than declared.
 * convert: a text is not what a function needs. regexp: a pattern is not valid.
 */
export type EvaluationErrorKind = 'lookup' | 'type' | 'convert' | 'regexp'

export class EvaluationError {
  readonly kind: EvaluationErrorKind
  readonly message: string
  /** The attribute that is missing or has another type, else null. */
  readonly attribute: string | null

  constructor(kind: EvaluationErrorKind, message: string, attribute: string | null = null) {
    this.kind = kind
    this.message = message
    this.attribute = attribute
  }
}

export function lookupFailed(attribute: string): EvaluationError {
  return new EvaluationError('lookup', `lookup failed: '${attribute}'`, attribute)
}
