/** `PATTERN.matches(TEXT)`: RE2 syntax, unanchored; the receiver is the pattern. */
import { RE2JS } from 're2js'
import { EvaluationError } from '../evaluation-error.ts'

/** Compiled patterns kept: those that come from attributes change, so the oldest leaves. */
const MAX_PATTERNS = 256
const compiled: Map<string, RE2JS | EvaluationError> = new Map()

export function matches(pattern: string, text: string): boolean | EvaluationError {
  const regexp = compilePattern(pattern)
  return regexp instanceof EvaluationError ? regexp : regexp.matcher(text).find()
}

function compilePattern(pattern: string): RE2JS | EvaluationError {
  const known = compiled.get(pattern)
  if (known !== undefined) return known
  const made = compileNow(pattern)
  if (compiled.size >= MAX_PATTERNS) {
    const oldest = compiled.keys().next()
    if (!oldest.done) compiled.delete(oldest.value)
  }
  compiled.set(pattern, made)
  return made
}

function compileNow(pattern: string): RE2JS | EvaluationError {
  try {
    return RE2JS.compile(pattern)
  } catch (cause) {
    // The library throws for patterns only, with the text that RE2 gives.
    const message = cause instanceof Error ? cause.message : String(cause)
    const prefix = 'error parsing regexp: '
    return new EvaluationError('regexp', message.startsWith(prefix) ? message : prefix + message)
  }
}
