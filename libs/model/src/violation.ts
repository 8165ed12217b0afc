/** Violation: one fault found in a configuration, with the place of the value that has it. */
import type { ErrorCode } from '@flotilla/errors'

export interface Violation {
  readonly file: string
  /** From 1; 0 where the object did not come from a text. */
  readonly line: number
  readonly column: number
  /** Path of the field, like `spec.http[2].retries.attempts`; empty for the document itself. */
  readonly path: string
  readonly code: ErrorCode
  readonly severity: 'error' | 'warning'
  /** Lower case, no full stop; names the bounds or the allowed values. */
  readonly message: string
}

/** A fault before its place in a text is known. */
export interface Finding {
  readonly path: string
  readonly code: ErrorCode
  readonly severity: 'error' | 'warning'
  readonly message: string
}
