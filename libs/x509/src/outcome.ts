/** What every parser and verifier of this library answers: a value, or a code with the reason. */
import { codeOf, type ErrorCode, FlotillaError, messageOf } from '@flotilla/errors'

export interface Bad {
  readonly kind: 'bad'
  readonly code: ErrorCode
  /** Lower case, no full stop; names the field at fault, never its bytes. */
  readonly reason: string
}

export type Outcome<T> = { readonly kind: 'ok'; readonly value: T } | Bad

export function ok<T>(value: T): Outcome<T> {
  return { kind: 'ok', value }
}

export function bad(code: ErrorCode, reason: string): Bad {
  return { kind: 'bad', code, reason }
}

/** Thrown inside the DER readers only; `outcomeOf` turns it into a value at the library's edge. */
export function malformed(reason: string, cause?: unknown): FlotillaError {
  return new FlotillaError('FLT_X509_MALFORMED', reason, { cause })
}

/** Runs a reader; its FLT_* rejections become values, anything else is a bug and passes through. */
export function outcomeOf<T>(read: () => T): Outcome<T> {
  try {
    return { kind: 'ok', value: read() }
  } catch (error) {
    const code = codeOf(error)
    if (code === null || code === 'FLT_BUG') throw error
    return { kind: 'bad', code, reason: messageOf(error) }
  }
}

/** The value of an outcome, or its rejection thrown: for callers to whom bad input is a broken invariant. */
export function unwrap<T>(outcome: Outcome<T>): T {
  if (outcome.kind === 'ok') return outcome.value
  throw new FlotillaError(outcome.code, outcome.reason)
}
