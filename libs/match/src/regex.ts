/** Regular expressions from users: RE2 syntax, linear time, matched as a whole or used to rewrite. */
import { messageOf } from '@flotilla/errors'
import type { RE2JS } from 're2js'
import { compileRe2Pattern } from './re2.ts'
import { bad, type CompiledMatch } from './violation.ts'
import { fromWireText, toWireText } from './wire-text.ts'

/** Compiled programs beyond this many instructions are refused, as Envoy warns about and Istio's users were bitten by. */
const MAX_PROGRAM_SIZE = 10_000

/** A regular expression over wire text. */
export class WholeRegex {
  private readonly re2: RE2JS

  constructor(re2: RE2JS) {
    this.re2 = re2
  }

  /** Whether the whole value matches. O(value × pattern). */
  matches(value: string): boolean {
    return this.re2.testExact(fromWireText(value))
  }
}

export function compileRegex(pattern: string): CompiledMatch<WholeRegex> {
  const compiled = compileRe2(pattern)
  return compiled.kind === 'ok' ? { kind: 'ok', value: new WholeRegex(compiled.value) } : compiled
}

/** Replaces every match, with `\0` to `\9` standing for groups and `\\` for a backslash (RE2's own syntax). */
export class RegexRewrite {
  private readonly re2: RE2JS
  /** Literal texts at even indices, group numbers at odd ones. */
  private readonly parts: readonly (string | number)[]

  constructor(re2: RE2JS, parts: readonly (string | number)[]) {
    this.re2 = re2
    this.parts = parts
  }

  apply(value: string): string {
    const matcher = this.re2.matcher(fromWireText(value))
    return toWireText(
      matcher.replaceAll((...found: unknown[]) => {
        let text = ''
        for (const part of this.parts) text += typeof part === 'string' ? part : (found[part] ?? '')
        return text
      }),
    )
  }
}

export function compileRegexRewrite(
  pattern: string,
  substitution: string,
): CompiledMatch<RegexRewrite> {
  const compiled = compileRe2(pattern)
  if (compiled.kind === 'bad') return compiled
  const parts = substitutionParts(substitution)
  if (parts === null)
    return bad('substitution', 'a backslash must be followed by a digit or a backslash')
  const groups = compiled.value.groupCount()
  const missing = parts.find((part) => typeof part === 'number' && part > groups)
  if (missing !== undefined)
    return bad('substitution', `names group ${missing}, the pattern has ${groups}`)
  return { kind: 'ok', value: new RegexRewrite(compiled.value, parts) }
}

function compileRe2(pattern: string): CompiledMatch<RE2JS> {
  let re2: RE2JS
  try {
    re2 = compileRe2Pattern(pattern)
  } catch (error) {
    return bad('regex', `not a valid RE2 expression: ${messageOf(error)}`)
  }
  const size = re2.programSize()
  return size > MAX_PROGRAM_SIZE
    ? bad('regex', `compiles to ${size} instructions, at most ${MAX_PROGRAM_SIZE} are allowed`)
    : { kind: 'ok', value: re2 }
}

function substitutionParts(substitution: string): readonly (string | number)[] | null {
  const parts: (string | number)[] = []
  let literal = ''
  for (let i = 0; i < substitution.length; i++) {
    const char = substitution.charAt(i)
    if (char !== '\\') {
      literal += char
      continue
    }
    const next = substitution.charAt(++i)
    if (next === '\\') literal += next
    else if (/^[0-9]$/.test(next)) {
      parts.push(literal, Number(next))
      literal = ''
    } else return null
  }
  parts.push(literal)
  return parts
}
