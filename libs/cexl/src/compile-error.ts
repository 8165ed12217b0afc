/** Why an expression is refused. The messages are Mixer's, which people and tests match on; hints are ours. */

/** The classes of refusal, in the order in which an expression can meet them. */
export type CompileErrorClass =
  | 'parse'
  | 'unexpected'
  | 'literal'
  | 'unknown-attribute'
  | 'unknown-function'
  | 'not-an-instance-method'
  | 'missing-instance'
  | 'arity'
  | 'argument-type'
  | 'target-type'
  | 'unimplemented-type'

export interface CompileError {
  readonly class: CompileErrorClass
  readonly message: string
  /** What to write instead, where the language is known to surprise; else null. */
  readonly hint: string | null
}

export function refuse(
  errorClass: CompileErrorClass,
  message: string,
  hint: string | null = null,
): { readonly kind: 'bad'; readonly error: CompileError } {
  return { kind: 'bad', error: { class: errorClass, message, hint } }
}
