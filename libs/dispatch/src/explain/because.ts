/** Why a match does not hold: the part of it that is not true, and what was read there. */

import { type InstanceValue, valueText } from '@flotilla/adapter-sdk'
import { type AttributeBag, ReferenceTracker, ValueType } from '@flotilla/attributes'
import { EvaluationError } from '@flotilla/cexl'
import { Expressions } from '../compile/expressions.ts'
import type { Vocabulary } from '../compile/vocabulary.ts'

export interface Reason {
  /** The part of the match, as written. */
  readonly expression: string
  /** `false`, or why it has no value. */
  readonly result: string
  /** What was read: attribute or `map[key]` to its text; null where it was missing. */
  readonly read: Readonly<Record<string, string | null>>
}

/** @param text a match that is not true for the bag: of parts joined by `&&` the first that fails, of `||` all of them. */
export function reasonsOf(text: string, vocabulary: Vocabulary, bag: AttributeBag): Reason[] {
  const alternatives = splitTop(text, '||')
  if (alternatives.length > 1) return alternatives.flatMap((one) => reasonsOf(one, vocabulary, bag))
  const inner = unwrapped(text)
  if (inner !== null) return reasonsOf(inner, vocabulary, bag)
  const expressions = new Expressions(vocabulary)
  const parts = splitTop(text, '&&')
  for (const part of parts) {
    const reason = reasonOf(part, expressions, bag)
    if (reason === null) continue
    return parts.length > 1 || unwrapped(part) !== null
      ? reasonsOf(part, vocabulary, bag)
      : [reason]
  }
  return []
}

/** Null where it holds. */
function reasonOf(text: string, expressions: Expressions, bag: AttributeBag): Reason | null {
  const compiled = expressions.compile(text.trim(), ValueType.BOOL)
  if (compiled.kind === 'bad') return null
  const tracker = new ReferenceTracker()
  const value = compiled.expression.evaluate(bag, tracker)
  if (value === true) return null
  return {
    expression: text.trim(),
    result: value instanceof EvaluationError ? value.message : String(value),
    read: readBy(tracker, bag),
  }
}

/** What was read, with its values. */
export function readBy(
  tracker: ReferenceTracker,
  bag: AttributeBag,
): Readonly<Record<string, string | null>> {
  const read: Record<string, string | null> = {}
  for (const { name, mapKey } of tracker.references()) {
    const value = bag.get(name)
    if (mapKey === null) read[name] = value === undefined ? null : valueText(value as InstanceValue)
    else {
      const entry = value instanceof Map ? value.get(mapKey) : undefined
      read[`${name}[${JSON.stringify(mapKey)}]`] = typeof entry === 'string' ? entry : null
    }
  }
  return read
}

/** Splits at an operator that stands outside texts, parentheses and brackets. */
export function splitTop(text: string, operator: '&&' | '||'): string[] {
  const parts: string[] = []
  let depth = 0
  let start = 0
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at)
    if (char === '"' || char === "'" || char === '`') at = endOfText(text, at)
    else if (char === '(' || char === '[') depth++
    else if (char === ')' || char === ']') depth--
    else if (depth === 0 && text.startsWith(operator, at)) {
      parts.push(text.slice(start, at).trim())
      start = at + 2
      at++
    }
  }
  parts.push(text.slice(start).trim())
  return parts
}

/** What stands between parentheses around the whole text; null where there are none. */
function unwrapped(text: string): string | null {
  const trimmed = text.trim()
  if (!trimmed.startsWith('(') || !trimmed.endsWith(')')) return null
  let depth = 0
  for (let at = 0; at < trimmed.length; at++) {
    const char = trimmed.charAt(at)
    if (char === '"' || char === "'" || char === '`') at = endOfText(trimmed, at)
    else if (char === '(') depth++
    else if (char === ')' && --depth === 0 && at < trimmed.length - 1) return null
  }
  return trimmed.slice(1, -1)
}

/** Index of the quote that closes the text at `at`. */
function endOfText(text: string, at: number): number {
  const quote = text.charAt(at)
  for (let i = at + 1; i < text.length; i++) {
    if (text.charAt(i) === '\\' && quote !== '`') i++
    else if (text.charAt(i) === quote) return i
  }
  return text.length
}
